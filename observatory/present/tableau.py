"""The régulateur's board in French: its tiles, its rows, and the chart of calls beside who is there to take them."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from observatory.domain.tableau import Attente, Heure, Ligne, Tableau
from observatory.present.charts import BETWEEN, FORMER, MAIN
from observatory.present.labels import NARROW, STATUTS, instant, label, number, plural

WORDS = {
    Attente.ROMPUES: ("promesse rompue", "promesses rompues"),
    Attente.BIENTOT: ("va se rompre", "vont se rompre"),
    Attente.RELANCES: ("relancé trois fois ou plus", "relancés trois fois ou plus"),
    Attente.SANS_SERVICE: ("sans service", "sans service"),
    Attente.A_LOCALISER: ("à localiser", "à localiser"),
}
"""What a tile says after its number; the order is that in which a hand is needed."""
TITLES = {
    Attente.ROMPUES: "Promesses rompues",
    Attente.BIENTOT: "Promesses près de se rompre",
    Attente.RELANCES: "Problèmes relancés trois fois ou plus",
    Attente.SANS_SERVICE: "Dossiers que personne n'a reçus",
    Attente.A_LOCALISER: "Dossiers à localiser",
}
ADVICE = {
    Attente.ROMPUES: "Prévenez qui la règle désigne, puis donnez des nouvelles. Le plus lourd vient en tête.",
    Attente.BIENTOT: "Un appel au service maintenant évite une promesse rompue.",
    Attente.RELANCES: "Ces habitants ont rappelé plusieurs fois : un mot du service s'impose.",
    Attente.SANS_SERVICE: "Choisissez le service et transmettez ; la règle qui manque s'ajoute dans les réglages.",
    Attente.A_LOCALISER: "Sans lieu, aucun service ne peut agir : complétez l'adresse au bureau, ou rappelez.",
}
BUSY = 6
"""Calls an hour for one operator from which callers wait: ten minutes for each, with its file."""


def tile(attente: Attente, n: int) -> str:
    """The label of a tile: the number in bold, then what it counts."""
    one, many = WORDS[attente]
    return f"**{number(n)}** {one if n < 2 else many}"


def lines_frame(lines: list[Ligne], attente: Attente) -> pd.DataFrame:
    """The rows behind a count; columns that say nothing about it are left out."""
    rows = [
        {
            "Référence": one.reference,
            "Problème": one.libelle,
            "Service": one.service or "aucun",
            "Reste": time_left(one.reste_h),
            "Prévenir": one.escalade or "non dit",
            "Prévenu": one.prevenu_le,
            "Lieu": short_place(one.lieu) or "à localiser",
            "Voix": one.voix,
            "Relances": one.relances,
            "Promis avant": one.echeance,
            "État": label(STATUTS, one.statut),
        }
        for one in lines
    ]
    frame = pd.DataFrame(rows)
    useless = {"Prévenu"} if attente != Attente.ROMPUES or not any(one.prevenu_le for one in lines) else set()
    useless |= {"Prévenir"} if attente not in (Attente.ROMPUES, Attente.BIENTOT) else set()
    return frame.drop(columns=sorted(useless & set(frame.columns)))


def time_left(hours: float | None) -> str:
    """« 3 h », « 40 min » of service; « dépassée de 2 jours » where a day of service has ten hours."""
    if hours is None:
        return ""
    size = abs(hours)
    text = (
        f"{round(size * 60)} min"
        if size < 1
        else f"{number(size)}{NARROW}h"
        if size < 20
        else plural(size // 10, "jour")
    )
    return text if hours > 0 else f"dépassée de {text}" if hours < 0 else "aucune heure ouvrée"


def short_place(place: str) -> str:
    """A place without the postcode and the town, which are the same everywhere."""
    words = place.split()
    at = next((i for i, word in enumerate(words) if i and len(word) == 5 and word.isdigit()), len(words))
    return " ".join(words[:at])


def hours_chart(hours: list[Heure], height: int = 230) -> alt.LayerChart:
    """Calls by hour as bars, those of such a day as a grey mark, operators above each hour.

    A bar is dark where an operator has more than ``BUSY`` calls, or nobody is there. What has nothing to draw is not
    announced to who hears the page: an empty drawing has no name.
    """
    frame = hours_frame(hours)
    order = list(frame["etiquette"])
    x = alt.X("etiquette:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=True))
    top = max([4.0, *frame["appels"].dropna(), *frame["habituel"].dropna()])
    y = alt.Y("appels:Q", title=None, scale=alt.Scale(domain=[0, top * 1.3]), axis=alt.Axis(tickCount=4))
    told = [
        alt.Tooltip("heure_dite:N", title="Heure"),
        alt.Tooltip("dit:N", title="Appels"),
        alt.Tooltip("habituel_dit:N", title="Un jour comme celui-ci"),
        alt.Tooltip("operateurs_dits:N", title="Opérateurs"),
    ]
    base = alt.Chart(frame).encode(x=x, tooltip=told)
    colour = alt.Color(
        "charge:N", scale=alt.Scale(domain=[_CALM, _BUSY], range=[MAIN, "#a8501f"]),
        legend=alt.Legend(orient="top", title=None),
    )  # fmt: skip
    drawn = {name: bool(frame[name].notna().any()) for name in ("appels", "habituel")}
    bars = base.mark_bar(cornerRadiusEnd=2, width={"band": 0.62}, aria=drawn["appels"]).encode(y=y, color=colour)
    usual = base.mark_tick(color=FORMER, thickness=3, width={"band": 0.8}, aria=drawn["habituel"])
    usual = usual.encode(y=alt.Y("habituel:Q", title=None))
    staff = base.mark_text(baseline="top", color=BETWEEN, fontSize=12).encode(
        y=alt.value(2), text="operateurs_courts:N"
    )
    chart = alt.layer(bars, usual, staff).properties(height=height)
    quiet: alt.LayerChart = chart.configure_view(stroke=None).configure_axis(
        gridColor="rgba(128,138,140,0.2)", domainColor="rgba(128,138,140,0.45)", tickColor="rgba(128,138,140,0.45)"
    )
    return quiet


_CALM, _BUSY = "l'équipe suit", "débordée"


def hours_frame(hours: list[Heure]) -> pd.DataFrame:
    """One row for each hour in which somebody calls or is there: counts, and how they are said."""
    shown = [one for one in hours if one.appels or one.habituel or one.operateurs]
    first, last = (shown[0].heure, shown[-1].heure) if shown else (8, 19)
    rows: list[dict[str, Any]] = []
    for one in hours[first : last + 1]:
        calls = one.appels or 0
        rows.append(
            {
                "etiquette": f"{one.heure}{NARROW}h",
                "heure_dite": f"de {one.heure}{NARROW}h à {one.heure + 1}{NARROW}h",
                "appels": one.appels,
                "dit": "à venir" if one.appels is None else number(one.appels),
                "habituel": one.habituel,
                "habituel_dit": number(one.habituel, 1),
                "operateurs_dits": number(one.operateurs),
                "operateurs_courts": "" if one.operateurs is None else str(one.operateurs or "–"),
                "charge": _BUSY if overloaded(calls, one.operateurs) else _CALM,
            }
        )
    return pd.DataFrame(rows).astype({"appels": "Float64", "habituel": "Float64"})


def overloaded(calls: int, staff: int | None) -> bool:
    """Whether so many calls in an hour are more than those who are there can take; never where nobody said who is."""
    return staff is not None and calls > 0 and calls > BUSY * staff


def said_now(found: Tableau) -> str:
    """The instant of a board's counts: « à 14 h 05 »."""
    return instant(found.le).partition(" à ")[2]


def since_yesterday(found: Tableau) -> str:
    """How many promises broke within a day."""
    return plural(found.rompues_hier, "promesse rompue", "promesses rompues") + " depuis hier à la même heure"
