"""What changes over time in French words, classes of maps and charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from observatory.domain.evolution import CLASSES, SENS, Changements, Facteur, Heures, Saisons, Tranches
from observatory.domain.grid import cell_to_text
from observatory.present.charts import BETWEEN, MAIN, chequers, quiet
from observatory.present.labels import (
    COMPTES,
    FEW,
    MONTHS,
    NARROW,
    UNKNOWN,
    WEEKDAYS,
    first_upper,
    number,
    percent,
    period,
    plural,
)
from observatory.present.maps import MapClass
from observatory.present.palette import Theme

LABELS = {
    "nouveau": "Nouveau",
    "en hausse": "En hausse",
    "persistant": "Persistant",
    "en baisse": "En baisse",
    "ancien": "Ancien",
}
MEANINGS = {
    "nouveau": "point chaud ces derniers temps, pas avant",
    "en hausse": "point chaud depuis longtemps, et de plus en plus",
    "persistant": "point chaud depuis longtemps, sans changement net",
    "en baisse": "point chaud depuis longtemps, mais de moins en moins",
    "ancien": "point chaud autrefois, plus maintenant",
}
"""What each class means to a reader."""

_LIGHT = (
    ("#8a1c7c", 0.85, "#4d0a45", None),
    ("#b9252b", 0.85, "#6b0d12", None),
    ("#e58430", 0.8, "#7a3f0c", None),
    ("#e9c46a", 0.8, "#7a5c0c", "4 3"),
    ("#8fa3ad", 0.75, "#3f5059", "2 3"),
)
_DARK = (
    ("#e07ad2", 0.85, "#ffd9fa", None),
    ("#ff6b6b", 0.85, "#ffd0c4", None),
    ("#e58430", 0.85, "#ffdcb8", None),
    ("#b89a45", 0.8, "#ffeab0", "4 3"),
    ("#6d828d", 0.8, "#d5e1e7", "2 3"),
)
_SHORT = {"janvier": "janv.", "février": "févr.", "avril": "avr.", "juillet": "juil.", "septembre": "sept."}
_SHORT |= {"octobre": "oct.", "novembre": "nov.", "décembre": "déc."}


def emergence_classes(theme: Theme) -> list[MapClass]:
    """The classes of the map, in the order of ``CLASSES``; dashed edges tell those that fade."""
    looks = _DARK if theme == "dark" else _LIGHT
    return [MapClass(LABELS[name], *look) for name, look in zip(CLASSES, looks, strict=True)]


def class_rank(classe: str | None) -> int:
    """The rank of a class in :func:`emergence_classes`, -1 for none."""
    return next((rank for rank, name in enumerate(CLASSES) if name == classe), -1)


def hexagon_text(row: Mapping[str, Any], told: Tranches) -> str:
    """What is read over a hexagon."""
    count = FEW if row["n"] is None else plural(row["n"], COMPTES[told.compte])
    if row["classe"] is None:
        return count
    return f"{LABELS[row['classe']]} : {MEANINGS[row['classe']]}\n{count} en {told.n * told.mois} mois"


def bins_text(told: Tranches) -> str:
    """The period, how it is cut, and what is counted."""
    length = "d'un mois" if told.mois == 1 else f"de {told.mois} mois"
    return (
        f"{first_upper(period(told.depuis, told.jusqua))} · {plural(told.total, COMPTES[told.compte])} sur la carte · "
        f"{told.n} tranches {length}"
    )


def emergence_summary(table: pa.Table) -> str:
    """What the map shows in one plain sentence."""
    counts = {name: table["classe"].to_pylist().count(name) for name in CLASSES}
    said = [plural(n, LABELS[name].lower(), _several(name)) for name, n in counts.items() if n]
    if not said:
        return "Aucun hexagone n'est un point chaud assez souvent pour dire ce qu'il devient."
    return f"Hexagones qui sont, ou furent, des points chauds : {', '.join(said)}."


def _several(name: str) -> str:
    return {"nouveau": "nouveaux", "persistant": "persistants", "ancien": "anciens"}.get(name, LABELS[name].lower())


def emergence_method(told: Tranches) -> str:
    """How the map was made, in French."""
    now = told.recentes * told.mois
    return (
        f"**Méthode.** La période est coupée en {told.n} tranches égales de {told.mois} mois, comptées depuis le "
        "dernier jour. Dans chacune, Gi* (Getis et Ord 1992) compare chaque hexagone et ses voisins à l'ensemble de la "
        f"ville ; un hexagone est chaud si le test, bilatéral, reste sous 5{NARROW}% de fausses découvertes dans la "
        "tranche (Benjamini et Hochberg).\n\n"
        f"**Classes.** « Ces derniers temps » désigne les {now} derniers mois. *Nouveau* : chaud dans au moins la "
        "moitié des tranches récentes et moins du quart des précédentes. *Ancien* : chaud dans au moins le quart des "
        "précédentes et moins du quart des récentes. Dans les deux cas, Gi* doit avoir nettement monté, ou baissé, à "
        "un moment (test de Student à la meilleure coupure, correction de Bonferroni). Pour ceux qui durent, la pente "
        "de Gi* est testée (Mann et Kendall, autocorrélation comprise, bilatéral, 5 %) : *en hausse*, *en baisse*, ou "
        "*persistant* si elle n'est pas nette.\n\n"
        "**À savoir.** Un point qui dure peut être dit en hausse ou en baisse par hasard, une fois sur vingt. Gi* est "
        "relatif à la ville : un point peut baisser ici parce que le reste monte. Une période qui ne couvre pas des "
        "années entières mêle la saison à la tendance."
    )


SENS_LABELS = {"hausse": "Plus qu'ailleurs", "baisse": "Moins qu'ailleurs"}
_SENS_LOOKS: dict[Theme, tuple[tuple[str, float, str, str | None], ...]] = {
    "light": (("#b9252b", 0.8, "#6b0d12", None), ("#3a7ca5", 0.75, "#16425b", "3 3")),
    "dark": (("#ff6b6b", 0.85, "#ffd0c4", None), ("#7fc4e8", 0.8, "#d7eefa", "3 3")),
}


def change_classes(theme: Theme) -> list[MapClass]:
    """The classes of the map of changes, in the order of ``SENS``; dashed edges tell what goes down."""
    return [MapClass(SENS_LABELS[name], *look) for name, look in zip(SENS, _SENS_LOOKS[theme], strict=True)]


def change_rank(sens: str | None) -> int:
    """The rank of a class in :func:`change_classes`, -1 for none."""
    return -1 if sens is None else SENS.index(sens)


def change_text(row: Mapping[str, Any], told: Changements) -> str:
    """What is read over a hexagon."""
    if row["avant"] is None:
        counts = "moins de 5 d'un côté au moins"
    else:
        counts = f"{number(row['avant'])} avant, {plural(row['apres'], COMPTES[told.compte])} après"
    return counts if row["sens"] is None else f"{SENS_LABELS[row['sens']]}\n{counts}"


def change_summary(table: pa.Table, told: Changements) -> str:
    """What the map shows in plain sentences: the place as a whole first, then what differs from it."""
    found = table["sens"].to_pylist()
    more, less = (found.count(name) for name in SENS)
    whole = percent(told.apres / told.avant - 1, signed=True)
    said = f"En tout, {whole} par rapport aux mêmes jours de l'année d'avant. "
    if not more and not less:
        return said + "Aucun hexagone ne s'écarte de cette évolution plus que le hasard ne le ferait."
    parts = [f"{plural(n, 'hexagone')} {way}" for n, way in ((more, "en hausse"), (less, "en baisse")) if n]
    return said + f"À côté de cette évolution : {', '.join(parts)}."


def change_table(rows: Sequence[Mapping[str, Any]], places: Sequence[str]) -> pd.DataFrame:
    """The hexagons that differ, with where they are."""
    return pd.DataFrame(
        {
            "Quartier": list(places),
            "Par rapport à l'ensemble": [SENS_LABELS[row["sens"]] for row in rows],
            "Avant": [FEW if row["avant"] is None else number(row["avant"]) for row in rows],
            "Après": [FEW if row["apres"] is None else number(row["apres"]) for row in rows],
            "Rapport à l'ensemble": [_ratio_text(row) for row in rows],
            "Hexagone": [cell_to_text(row["cell"]) for row in rows],
        }
    )


def _ratio_text(row: Mapping[str, Any]) -> str:
    if row["rapport"] is None:
        return UNKNOWN
    low, high = (number(row[name], 1) for name in ("bas", "haut"))
    if math.isinf(row["rapport"]):
        return f"rien avant (au moins × {low})"
    return f"× {number(row['rapport'], 1)} ({low} à {high})"


def change_period(told: Changements) -> str:
    """Both periods, what is counted on each side."""
    return (
        f"{first_upper(period(told.depuis, told.jusqua))} : {plural(told.apres, COMPTES[told.compte])} sur la carte ; "
        f"{period(told.avant_depuis, told.avant_jusqua)} : {number(told.avant)}"
    )


CHANGE_METHOD = (
    "**Méthode.** Chaque hexagone est comparé à ce qu'il compterait s'il avait suivi l'ensemble du territoire : la "
    "part d'après dans ses deux périodes suit alors une loi binomiale (Przyborowski et Wilenski 1940). Le test est "
    "exact, bilatéral ; l'hexagone est montré si la part de fausses découvertes reste sous 5 % (Benjamini et Hochberg "
    "1995), l'intervalle du rapport est celui de Clopper et Pearson (1934).\n\n"
    "**À savoir.** Un hexagone qui baisse moins que la ville peut être dit « plus qu'ailleurs ». Deux récits d'un même "
    "trouble font varier les nombres plus que ce modèle ne le croit : comptez plutôt les problèmes distincts ou les "
    "voix. Une campagne d'information change ce qui est signalé sans que rien n'ait changé dans la rue."
)


def hours_text(told: Heures) -> str:
    """What the table of hours holds."""
    without = plural(told.sans_heure, "cas connu", "cas connus")
    away = f" {without} par leur seul jour n'y sont pas." if told.sans_heure else ""
    shared = (
        f" {number(told.intervalles)} ont eu lieu entre deux heures connues : ils sont répartis sur ces heures."
        if told.intervalles
        else ""
    )
    return f"{first_upper(period(told.depuis, told.jusqua))} · {plural(told.n, COMPTES[told.compte])}.{shared}{away}"


HOURS_METHOD = (
    "**Méthode.** Quand l'heure exacte n'est pas connue, chaque cas est réparti également entre le début et la fin "
    "connus de ce qui s'est passé (poids aoristiques, Ratcliffe 2000). Sans cela, il compte à l'heure du début, sinon "
    "à "
    "celle où il a été signalé. Heure de Paris.\n\n**À savoir.** Un signalement fait le lendemain matin sans dire "
    "quand "
    "compte le matin. De longs intervalles aplatissent le tableau."
)


def hours_chart(table: pa.Table) -> alt.Chart:
    """Days and hours as a chequered table: the more, the more opaque; counts under five are not told."""
    return chequers(hours_frame(table))


def hours_frame(table: pa.Table) -> pd.DataFrame:
    """One row for each day and hour: jour (in words), heure, n, texte, nombre."""
    rows = table.to_pylist()
    return pd.DataFrame(
        {
            "jour": [WEEKDAYS[row["jour"] - 1] for row in rows],
            "heure": [row["heure"] for row in rows],
            "n": [row["n"] or 0.0 for row in rows],
            "texte": [f"{WEEKDAYS[row['jour'] - 1]}, de {row['heure']} h à {row['heure'] + 1} h" for row in rows],
            "nombre": [FEW if row["n"] is None else number(row["n"], 1) for row in rows],
        }
    )


def hours_table(table: pa.Table) -> pd.DataFrame:
    """The numbers of the chart: a row for each day, a column for each hour."""
    frame = hours_frame(table).pivot(index="jour", columns="heure", values="nombre").loc[list(WEEKDAYS)]
    frame.columns = pd.Index([f"{hour} h" for hour in frame.columns])
    return frame.rename_axis("Jour").reset_index()


def season_text(found: Saisons) -> str:
    """Whether months and days differ, in plain words."""
    if not found.mois or found.p_mois is None:
        months = "Moins d'une année entière est connue : on ne peut rien dire des mois."
    elif found.p_mois <= 0.05:
        high, low = (_extreme(found.mois, best) for best in (True, False))
        months = (
            f"L'année a une saison : le mois le plus chargé est {MONTHS[high.rang - 1]} ({_gap(high)}), le moins "
            f"chargé "
            f"{MONTHS[low.rang - 1]} ({_gap(low)})."
        )
    else:
        months = "Les mois ne diffèrent pas plus que le hasard ne le ferait."
    if found.p_jours <= 0.05:
        high, low = (_extreme(found.jours, best) for best in (True, False))
        days = (
            f"La semaine a un rythme : le jour le plus chargé est le {WEEKDAYS[high.rang - 1]} ({_gap(high)}), le "
            f"moins "
            f"chargé le {WEEKDAYS[low.rang - 1]} ({_gap(low)})."
        )
    else:
        days = "Les jours de la semaine ne diffèrent pas plus que le hasard ne le ferait."
    return f"{months} {days}"


def season_method(found: Saisons) -> str:
    """How seasons were told, in French."""
    years = f"{found.annees} années" if found.annees != 1 else "une seule année : celle-là, pas une année ordinaire"
    return (
        f"**Méthode.** {first_upper(period(found.depuis, found.jusqua))} : {plural(found.n, COMPTES[found.compte])} "
        f"sur "
        f"{years}. Chaque barre dit de combien un mois (un jour) s'écarte de l'habitude, à nombre de jours égal ; le "
        f"trait est l'intervalle à 95{NARROW}% (Garwood 1936, élargi par la surdispersion). Test d'ensemble : chi-deux "
        f"ou F de « aucun ne diffère » ; p {_p(found.p_mois)} pour les mois, p {_p(found.p_jours)} pour les jours.\n\n"
        "**À savoir.** Les jours sont ceux de la réception : un lundi chargé peut venir du week-end."
    )


def season_frame(found: tuple[Facteur, ...], names: tuple[str, ...]) -> pd.DataFrame:
    """One row for each month or day: nom, ecart, bas, haut (shares above or below usual), texte."""
    rows = [
        {
            "nom": names[one.rang - 1],
            "ecart": one.facteur - 1,
            "bas": one.bas - 1 if one.bas is not None else None,
            "haut": one.haut - 1 if one.haut is not None else None,
            "n": FEW if one.n is None else number(one.n),
            "texte": _gap(one),
        }
        for one in found
        if one.facteur is not None
    ]
    return pd.DataFrame(rows, columns=["nom", "ecart", "bas", "haut", "n", "texte"])


def season_chart(found: tuple[Facteur, ...], names: tuple[str, ...], height: int = 220) -> alt.LayerChart:
    """How months, or days, stand to what is usual, with intervals."""
    frame = season_frame(found, names)
    frame["court"] = [_SHORT.get(name, name) for name in frame["nom"]]
    order = [_SHORT.get(name, name) for name in names]
    x = alt.X("court:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, grid=False))
    axis = alt.Axis(tickCount=4, format="+.0%")
    told = [
        alt.Tooltip("nom:N", title="Quand"),
        alt.Tooltip("texte:N", title="Écart"),
        alt.Tooltip("n:N", title="Nombre"),
    ]
    base = alt.Chart(frame).encode(x=x, tooltip=told)
    bars = base.mark_bar(color=MAIN, opacity=0.75).encode(y=alt.Y("ecart:Q", title=None, axis=axis))
    reach = base.mark_rule(color=BETWEEN, strokeWidth=2).encode(y="bas:Q", y2="haut:Q")
    shown: alt.LayerChart = quiet(alt.layer(bars, reach).properties(height=height))
    return shown


def season_table(found: tuple[Facteur, ...], names: tuple[str, ...]) -> pd.DataFrame:
    """The numbers of the chart."""
    frame = season_frame(found, names)
    return pd.DataFrame(
        {
            "Quand": [first_upper(name) for name in frame["nom"]],
            "Nombre": frame["n"],
            "Écart à l'habitude": frame["texte"],
            "Intervalle": [
                f"de {percent(low, signed=True)} à {percent(high, signed=True)}"
                for low, high in zip(frame["bas"], frame["haut"], strict=True)
            ],
        }
    )


def _extreme(found: tuple[Facteur, ...], best: bool) -> Facteur:
    known = [one for one in found if one.facteur is not None]
    return (max if best else min)(known, key=lambda one: one.facteur or 0.0)


def _gap(one: Facteur) -> str:
    return "" if one.facteur is None else percent(one.facteur - 1, signed=True)


def _p(p: float | None) -> str:
    return "inconnu" if p is None else "moins de 0,001" if p < 0.001 else number(p, 3)
