"""Hotspots in French words, and the classes in which a map shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from observatory.domain.points_chauds import SIGNIFICANT, Bilan, Exposition
from observatory.present.labels import CAVEAT as REPORTED
from observatory.present.labels import COMPTES, NARROW, NO_BREAK, first_upper, number, percent, period, plural
from observatory.present.palette import Theme

if TYPE_CHECKING:
    from observatory.present.maps import MapClass

CAVEAT = f"{REPORTED.removesuffix('.')} : un endroit silencieux n'est pas toujours tranquille."
"""What stands on every page that maps what residents tell."""

NOTHING = "Rien de net"
_RANKS = {
    ("chaud", "solide"): 0,
    ("chaud", "probable"): 1,
    ("chaud", "fragile"): 2,
    ("froid", "solide"): 3,
    ("froid", "probable"): 3,
    ("froid", "fragile"): 4,
}
_LABELS = (
    "Point chaud solide",
    "Point chaud probable",
    "Point chaud fragile",
    "Moins de signalements qu'attendu",
    "Moins qu'attendu, fragile",
)
_LIGHT = (
    ("#a5152a", 0.85, "#5c0011", None),
    ("#dd6b55", 0.8, "#8f1d1d", None),
    ("#f7c1a4", 0.7, "#8f1d1d", "3 3"),
    ("#4a8fc2", 0.7, "#1b4f7a", None),
    ("#b5d3e8", 0.7, "#1b4f7a", "3 3"),
)
_DARK = (
    ("#ff5d5d", 0.85, "#ffd0c4", None),
    ("#c9534a", 0.8, "#ffb3a0", None),
    ("#7a3b34", 0.75, "#ffb3a0", "3 3"),
    ("#3f83b5", 0.75, "#b7dcf5", None),
    ("#27506e", 0.75, "#b7dcf5", "3 3"),
)
RAPPORTS: dict[Exposition, str] = {
    "habitants": "Au nombre d'habitants",
    "adresses": "Au nombre d'adresses",
    "voirie": "À la longueur des rues",
}
"""What counts may be set against, as a page asks for it."""

RAPPORTS_EXPECTED: dict[Exposition, str] = {
    "habitants": "une répartition selon les habitants",
    "adresses": "une répartition selon les adresses",
    "voirie": "une répartition selon la longueur des rues",
}
_RAPPORTS_MISSING: dict[Exposition, str] = {"habitants": "habitants", "adresses": "adresses", "voirie": "rues"}
_RAPPORTS_METHOD: dict[Exposition, str] = {
    "habitants": "habitants (carreaux de population, répartis sur leurs adresses)",
    "adresses": "adresses",
    "voirie": "kilomètres de rue",
}
STABILITES = {
    "solide": "reste quand on change les appelants, la période ou la taille des hexagones",
    "probable": "reste dans la plupart des essais, pas dans tous",
    "fragile": "disparaît dans une bonne part des essais : à vérifier sur place avant d'en parler",
}
"""What each badge means to a reader."""


def hotspot_classes(theme: Theme) -> list[MapClass]:
    """The classes of the map: hot from firm to fragile, cold, cold and fragile; edges tell the fragile ones."""
    from observatory.present.maps import MapClass  # folium: only who draws a map pays its import

    looks = _DARK if theme == "dark" else _LIGHT
    return [MapClass(label, *look) for label, look in zip(_LABELS, looks, strict=True)]


def class_rank(hotspot: str | None, stabilite: str | None) -> int:
    """The rank of a hexagon's class in :func:`hotspot_classes`, -1 for none."""
    return _RANKS.get((hotspot or "", stabilite or ""), -1)


def period_text(bilan: Bilan) -> str:
    """The period, what was counted and what is not on the map."""
    away = f" Non localisés, donc absents{NARROW}: {number(bilan.non_localises)}." if bilan.non_localises else ""
    aside = ""
    if bilan.rapport and bilan.sans_exposition:
        missing = _RAPPORTS_MISSING[bilan.rapport]
        aside = f" Écartés faute de {missing} dans l'hexagone{NARROW}: {number(bilan.sans_exposition)}."
    return f"{first_upper(period(bilan.depuis, bilan.jusqua))} · {counted_text(bilan)} sur la carte.{away}{aside}"


def counted_text(bilan: Bilan) -> str:
    """« 23 916 signalements », or « environ » where it was rounded."""
    return plural(bilan.n, COMPTES[bilan.compte])


def headline(bilan: Bilan) -> str:
    """What the map shows, in one or two plain sentences."""
    if not bilan.assez:
        return too_few_text(bilan)
    if not bilan.chauds:
        return (
            "Aucun endroit ne se détache : les signalements sont répartis sans concentration que le hasard n'explique. "
            "Ce n'est pas une preuve que tout va bien."
        )
    places = plural(bilan.secteurs, "secteur concentre", "secteurs concentrent")
    return (
        f"**{places} plus de signalements que le hasard ne l'explique** "
        f"({plural(bilan.chauds, 'hexagone')} sur {number(bilan.hexagones)})."
    )


def too_few_text(bilan: Bilan) -> str:
    """Why no hotspot is shown, and what to do."""
    return (
        f"Trop peu pour une carte de points chauds{NARROW}: {counted_text(bilan)}, il en faut au moins "
        f"{number(bilan.minimum)}. Allongez la période ou élargissez les catégories."
    )


def hexagon_tooltip(row: Mapping[str, Any], one: str) -> str:
    """What is read when the pointer is over a hexagon: how many, and its class."""
    n = row["n"]
    count = "Moins de 5" if n is None else plural(n, one)
    rank = class_rank(row["hotspot"], row["stabilite"])
    return f"{count}\n{_LABELS[rank]}" if rank >= 0 else count


def hexagon_words(row: Mapping[str, Any], bilan: Bilan) -> str:
    """What a hexagon says, in plain words: with its neighbours, how many there are and how many would be expected."""
    one = COMPTES[bilan.compte]
    around = row["autour"]
    where = {0: "ici (aucun hexagone voisin)", 1: "ici et dans l'hexagone voisin"}.get(
        row["voisins"], f"ici et dans les {row['voisins']} hexagones voisins"
    )
    if around is None:
        return f"Moins de 5 {plural(2, one).split(NO_BREAK)[-1]} {where}."
    counted, expected = f"{plural(around, one)} {where}", row["attendu"]
    if expected is None:
        return f"Environ {counted}."
    verdict = {
        "chaud": "c'est plus que le hasard ne l'explique.",
        "froid": "c'est moins que le hasard ne l'explique.",
        None: "l'écart peut venir du hasard.",
    }[row["hotspot"] if bilan.assez else None]
    even = RAPPORTS_EXPECTED[bilan.rapport] if bilan.rapport else "une répartition égale"
    return f"{counted} ; {even} en donnerait {number(expected, 0 if expected >= 10 else 1)} : {verdict}"


def stability_words(row: Mapping[str, Any]) -> str:
    """The badge of a hexagon in words, with the trials behind it where they may be told."""
    badge = row["stabilite"]
    if badge is None:
        return ""
    tried = f" Retrouvé dans {row['tenues']} essais sur {row['variations']} (autres périodes, autres tailles)"
    drawn = f", et dans {percent(row['tirages'])} des retirages d'appelants" if row["tirages"] is not None else ""
    return f"**{first_upper(badge)}** : {STABILITES[badge]}.{tried}{drawn}."


def p_text(p: float, *, rounded: bool = False) -> str:
    """A p-value as it is read: « p = 0,012 », « p < 0,001 », or its class where it was rounded."""
    if rounded:
        return f"p ≤ {number(p, 3)}" if p < 1 else f"p > {number(SIGNIFICANT, 2)}"
    return "p < 0,001" if p < 0.001 else f"p = {number(p, 3)}"


def method_text(bilan: Bilan) -> str:
    """The statistics behind the map, for who wants to know: what is counted, tested, corrected, tried again."""
    return f"""
**Ce que l'on compte.** {first_upper(counted_text(bilan))}, {period(bilan.depuis, bilan.jusqua)}, sur
{number(bilan.hexagones)} hexagones H3 de résolution {bilan.resolution} qui touchent la ville (l'eau est laissée de
côté, les hexagones vides comptent zéro).

**La mesure.** Gi* de Getis et Ord (1992, 1995) : le compte d'un hexagone et de ceux qui le touchent, comparé à ce que
donnerait une répartition au hasard des mêmes comptes sur la carte.

{_rate_text(bilan)}**Le test.** Dans les deux sens : la probabilité d'un total aussi grand (ou aussi petit) si
l'endroit suivait la même loi que le reste de la ville, une loi binomiale négative dont la moyenne et la variance sont
prises hors de l'endroit testé. L'approximation normale, trop optimiste quand les comptes sont petits, n'est pas
utilisée.

**Les fausses découvertes.** Sur tant d'hexagones, le hasard seul en désignerait : la correction de Benjamini et
Hochberg (1995) garde la part attendue de fausses alertes sous {percent(SIGNIFICANT)}.

**La solidité.** Chaque point chaud est recherché de nouveau avec d'autres appelants tirés au sort, une période décalée
ou raccourcie d'un quart, et des hexagones plus grands et plus petits.

**Ce que la carte ne dit pas.** Elle montre des signalements, non des faits : là où l'on appelle peu, elle est muette.
Elle ne dit ni pourquoi, ni qui. Un hexagone froid peut être un champ ou un quai : rapportez les comptes aux habitants
pour ne juger que les lieux habités. Des hexagones voisins partagent leurs comptes : un point chaud déborde sur ses
bords. Ce qu'une marche a constaté n'y compte pas : elle va là où l'on attend des troubles. Pour le compter, choisissez
le canal « Marche ».
"""


def _rate_text(bilan: Bilan) -> str:
    """What counts are set against, where they are."""
    if bilan.rapport is None:
        return ""
    return (
        f"**Le rapport.** Les comptes sont rapportés aux {_RAPPORTS_METHOD[bilan.rapport]}. Gi* porte sur des taux "
        "lissés (Marshall, 1991), pour que trois signalements sur quatre adresses ne fassent pas un point chaud ; le "
        "test compare le compte à ce que ces nombres en feraient attendre. Un hexagone qui n'en a aucun n'est pas jugé."
        "\n\n"
    )
