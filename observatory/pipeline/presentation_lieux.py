"""Where signalements gather, as far as anybody may know: a map, else places that come back, with the reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.errors import NotFound, StateError
from observatory.domain.grid import OVERVIEW_RESOLUTION, cell_to_position
from observatory.domain.selection import Selection
from observatory.domain.support import Bloc, Figure, Nombre, Partie, Phrase, Tableau, Texte, said
from observatory.pipeline.assez import least_for, longer_period, repeated_places
from observatory.pipeline.cartes_publiques import concentration_map, situation_map
from observatory.pipeline.grille import grille
from observatory.pipeline.points_chauds import bilan_of, kept_hotspots
from observatory.pipeline.secteurs import street_near
from observatory.pipeline.vue_publique import Diapo, Vue
from observatory.present.labels import CAVEAT, day, number
from observatory.present.mots_presentation import list_words

FIRM = ("solide", "probable")
"""What a hotspot must be to be shown to anybody: one that a few callers or a shifted grid do not make."""
MOST_PLACES = 8
LONGEST_YEARS = 4
_SOURCE = "Office de la tranquillité, signalements localisés"
_NO_OUTLINE = "Le contour de la ville n'est pas dans la base : aucune carte des lieux ne peut être calculée."


def concentration(vue: Vue) -> list[Diapo]:
    """The hexagons where trouble gathers; below the stated number, places that come back, over a longer time."""
    try:
        least = least_for(grille(vue.office, vue.selection, OVERVIEW_RESOLUTION))
    except (StateError, NotFound):
        why = f"Le périmètre de {vue.nom} n'était pas encore en vigueur à la fin de la période." if vue.code else ""
        return [_said(vue, (said(why or _NO_OUTLINE),))]
    if not vue.montre:
        return [_said(vue, (_hidden(vue),))]
    table = kept_hotspots(vue.office, vue.selection, OVERVIEW_RESOLUTION)
    bilan = bilan_of(table)
    if not bilan.assez:
        return [_too_few(vue, least)]
    cells = [
        row["cell"]
        for row in table.select(["cell", "n", "hotspot", "stabilite"]).to_pylist()
        if row["hotspot"] == "chaud" and row["stabilite"] in FIRM and row["n"] >= LEAST_COUNT
    ]
    if not cells:
        return [_nothing_found(vue)]
    return [_map(vue, cells, least)]


def _map(vue: Vue, cells: list[int], least: int) -> Diapo:
    image = concentration_map(vue, cells)
    touched = _quartiers_of(vue, cells)
    where = list_words(touched) if len(vue.quartiers) > 1 else "les secteurs colorés de la carte"
    figure = Figure(
        image.nom, "Secteurs où les signalements se concentrent",
        said(
            f"Carte des secteurs où l'on signale bien plus qu'ailleurs. Ils touchent surtout : {where}. Les autres "
            "secteurs sont dans la moyenne, ou en dessous."
        ),
        "Chaque hexagone mesure environ 400 m de large ; aucun nombre n'est montré.",
    )  # fmt: skip
    lines = (
        said(f"Les signalements se concentrent surtout ici : {where}."),
        said("Le reste de la ville n'est pas sans problème : on y signale moins, ou de façon plus dispersée."),
        said(CAVEAT),
    )
    notes = (
        said("Un secteur est coloré si le hasard seul n'explique pas ce qu'on y signale, lui et ses voisins."),
        Phrase("Il faut au moins {0} signalements localisés pour dessiner cette carte.", (Nombre(float(least)),)),
        said("Un secteur de moins de cinq signalements n'est jamais montré."),
    )
    title = "Où les signalements se concentrent"
    partie = Partie(
        "concentration", title, (figure, Texte(lines, "puces")), notes, _SOURCE, vue.chiffres.nombre(*_place(vue))
    )
    return Diapo(partie, (image,))


def _quartiers_of(vue: Vue, cells: list[int]) -> list[str]:
    """The names of the quartiers that hold most of some cells, at most four."""
    held: dict[str, int] = {}
    for cell in cells:
        at = cell_to_position(cell)
        code = vue.quartier_at(at.lat, at.lon)
        if code in vue.quartiers:
            held[code] = held.get(code, 0) + 1
    return [vue.chiffres.lieux.get(code, code) for code in sorted(held, key=lambda code: -held[code])[:4]]


def _too_few(vue: Vue, least: int) -> Diapo:
    """Below the stated number: why there is no map, and what comes back, over a longer time where that is enough."""
    reason = Phrase(
        f"Moins de {{0}} signalements localisés {_where(vue)} : sur si peu, une carte des concentrations montrerait "
        "surtout le hasard. Nous n'en dessinons pas.",
        (Nombre(float(least)),),
    )
    longer = longer_period(vue.office, vue.selection, least)
    if longer is None or longer.depuis is None:
        lines = (reason, said("Même sur tout ce que la base connaît, il n'y en a pas assez."))
        return _said(vue, lines)
    years = max(1, -(-(vue.periode.fin - longer.depuis).days // 365))
    if years > LONGEST_YEARS:
        return _said(vue, (reason, said("Il faudrait remonter trop loin pour en avoir assez.")))
    wide = replace(vue.selection, depuis=vue.periode.fin - dt.timedelta(days=365 * years - 1))
    said_of = "un an" if years == 1 else f"{years} ans"
    places = _places(vue, wide)
    lines = (reason, said(f"En regardant {said_of} au lieu de la seule période, voici ce qui revient."))
    if not places:
        lines = (reason, said(f"Sur {said_of}, aucun lieu ne revient assez souvent pour être nommé."))
        return _said(vue, lines)
    return _said(vue, lines, _places_table(places, f"Lieux qui reviennent, sur {said_of}"))


def _nothing_found(vue: Vue) -> Diapo:
    """Enough was told, but no sector stands out: what comes back instead."""
    reason = said(
        f"Aucun secteur ne ressort nettement {_where(vue)} : les signalements y sont répartis. C'est un résultat, pas "
        "une absence de problème."
    )
    places = _places(vue, vue.selection)
    if not places:
        return _said(vue, (reason, said("Aucun lieu ne revient assez souvent pour être nommé.")))
    return _said(vue, (reason,), _places_table(places, "Lieux qui reviennent"))


def _hidden(vue: Vue) -> Phrase:
    return said(
        f"Le nombre de signalements est masqué (s.) pour {list_words(vue.noms_autour)} : aucune carte ni liste de "
        "lieux n'est montrée, car elle désignerait quelques personnes."
    )


def _said(vue: Vue, lines: tuple[Phrase, ...], table: Tableau | None = None) -> Diapo:
    """The slide without a map of hotspots: why, what comes back, and the place as it lies."""
    image = situation_map(vue)
    what = f"{vue.nom} et ses rues"
    figure = Figure(image.nom, what, said(f"Plan de situation : {what}. Rien n'y est compté."))
    blocs: tuple[Bloc, ...] = (figure, Texte(lines, "encadre"), *([table] if table else []))
    title = "Les lieux qui reviennent" if table else "Pas de carte des concentrations cette fois"
    notes = (*lines, said("Un lieu n'est nommé que si au moins cinq personnes ou appels différents l'ont signalé."))
    partie = Partie("concentration", title, blocs, notes, _SOURCE, vue.chiffres.nombre(*_place(vue)))
    return Diapo(partie, (image,))


def _places(vue: Vue, selection: Selection) -> list[str]:
    """The streets near places that at least five voices told of at least five times; no address."""
    rows = repeated_places(vue.office, selection, 3 * MOST_PLACES, exact=False).to_pylist()
    told = [street_near(vue.office, row["cell"]) for row in rows if row["n"] >= LEAST_COUNT <= row["voix"]]
    return list(dict.fromkeys(told))[:MOST_PLACES]


def _places_table(places: list[str], title: str) -> Tableau:
    return Tableau(
        title, ("Rang", "Autour de"), tuple((number(rank), name) for rank, name in enumerate(places, 1)),
        note="Du plus au moins signalé. Les nombres, trop petits, ne se publient pas.",
    )  # fmt: skip


def _where(vue: Vue) -> str:
    return f"pour {vue.nom}" if vue.code else f"dans la ville, depuis le {day(vue.periode.debut)}"


def _place(vue: Vue) -> tuple[str, ...]:
    return vue.lieux[:1] if vue.exact else ()
