"""The effect of an action in French words and in a chart."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from observatory.domain.effet import Aire, Effet
from observatory.present.labels import COMPTES, FEW, NARROW, day, number, percent, plural, short_month

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

VERDICTS = {
    "baisse probable": ("success", ":material/trending_down:"),
    "hausse probable": ("error", ":material/trending_up:"),
    "déplacement possible": ("warning", ":material/swap_horiz:"),
    "on ne peut pas conclure": ("info", ":material/help:"),
}
"""How each verdict is shown: the kind of message and its icon."""

_ZONE, _CONTROL = "La zone", "Secteurs comparables (ramenés au niveau de la zone)"


def figures_rows(effet: Effet) -> list[dict[str, str]]:
    """Counts before and after of each area, as a reader expects them."""
    areas = [
        ("La zone", effet.zone),
        ("Secteurs comparables à la zone", effet.temoin),
        (f"Abords de la zone ({effet.anneau_m} m)", effet.anneau),
        ("Secteurs comparables aux abords", effet.temoin_anneau),
    ]
    return [
        {"Lieu": name, "Avant": _count(area.avant), "Après": _count(area.apres), "Évolution": _change(area, effet)}
        for name, area in areas
        if area is not None
    ]


def period_text(effet: Effet) -> str:
    """Both periods in French."""
    eve = effet.date - dt.timedelta(days=1)
    return (
        f"Avant : du {day(effet.depuis)} au {day(eve)} ({effet.avant} mois). Après : du {day(effet.date)} au "
        f"{day(effet.jusqua)} ({effet.apres} mois). On compte des {plural(2, COMPTES[effet.compte]).split()[-1]}."
    )


def more_rows(effet: Effet) -> list[tuple[str, str]]:
    """The statistics behind the verdict, named, with their intervals."""
    if effet.wdd is None or effet.ic90 is None:
        return [("Statistiques", "non communiquées : un des nombres est trop petit pour être montré")]
    rows = [
        ("Différence pondérée (WDD) de la zone", f"{_signed(effet.wdd)} ({_range(effet.ic90)}, à 90{NARROW}%)"),
        ("Erreur type", number(effet.erreur_type, 2)),
        ("Surdispersion des secteurs comparables", number(effet.surdispersion, 2)),
        ("z", number(effet.z, 2)),
        ("p bilatéral", _p(effet.p)),
    ]
    for name, one in (("Différence des abords", effet.abords), ("Zone et abords ensemble", effet.ensemble)):
        if one is not None:
            rows.append((name, f"{_signed(one.wdd)} ({_range(one.ic90)}, à 90{NARROW}%)"))
    rows.append(("Test E de la zone seule, bilatéral : p", _p(effet.e_test_p)))
    if effet.serie is not None:
        serie = effet.serie
        inside = [word for word, there in (("saison", serie.saison), ("tendance", serie.tendance)) if there]
        rows.append(
            (
                f"Série interrompue ({' et '.join(inside) or 'sans saison ni tendance'}) : niveau après sur avant",
                f"{number(serie.rapport, 2)} "
                f"(de {number(serie.ic95[0], 2)} à {number(serie.ic95[1], 2)}, à 95{NARROW}%), p {_p(serie.p)}, "
                f"surdispersion {number(serie.dispersion, 1)}",
            )
        )
    return rows


def months_frame(effet: Effet) -> pd.DataFrame:
    """Two rows for each month: etiquette, mois, serie, n, texte; the control is brought to the level of the zone."""
    import pandas as pd  # two seconds with altair: the command line says the same without a chart

    rows: list[dict[str, Any]] = []
    for one in effet.mois:
        common = {"etiquette": short_month(one.debut), "mois": f"Mois du {day(one.debut)}"}
        rows.append(common | {"serie": _ZONE, "n": float(one.zone), "texte": number(one.zone)})
        level = one.temoin * effet.temoin.poids
        rows.append(common | {"serie": _CONTROL, "n": level, "texte": number(level, 1)})
    return pd.DataFrame(rows, columns=["etiquette", "mois", "serie", "n", "texte"])


def months_chart(effet: Effet, height: int = 280) -> alt.LayerChart:
    """The zone and its control month by month, the day of the action as an upright line."""
    import altair as alt
    import pandas as pd

    from observatory.present.charts import BETWEEN, FORMER, MAIN, quiet

    frame = months_frame(effet)
    order = list(dict.fromkeys(frame["etiquette"]))
    step = max(1, -(-len(order) // 12))
    x = alt.X("etiquette:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, values=order[::step], grid=False))
    y = alt.Y("n:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4))
    names = [_ZONE, _CONTROL]
    colour = alt.Color(
        "serie:N",
        scale=alt.Scale(domain=names, range=[MAIN, FORMER]),
        legend=alt.Legend(orient="top", title=None, symbolType="stroke", labelLimit=420),
    )
    dash = alt.StrokeDash("serie:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 4]]), legend=None)
    told = [
        alt.Tooltip("mois:N", title="Mois"),
        alt.Tooltip("serie:N", title="Série"),
        alt.Tooltip("texte:N", title="Nombre"),
    ]
    base = alt.Chart(frame).encode(x=x, y=y, color=colour)
    lines = base.mark_line(strokeWidth=2.4).encode(strokeDash=dash)
    points = base.mark_point(size=36, filled=True, opacity=1).encode(tooltip=told)
    action = pd.DataFrame({"etiquette": [short_month(effet.date)], "texte": [f"Action : {day(effet.date)}"]})
    rule = alt.Chart(action).mark_rule(color=BETWEEN, strokeWidth=2, strokeDash=[3, 3]).encode(x=x)
    word = alt.Chart(action).mark_text(align="left", dx=6, color=BETWEEN).encode(x=x, y=alt.value(8), text="texte:N")
    shown: alt.LayerChart = quiet(alt.layer(rule, lines, points, word).properties(height=height))
    return shown


def months_table(effet: Effet) -> pd.DataFrame:
    """The numbers of the chart."""
    import pandas as pd

    return pd.DataFrame(
        {
            "À partir du": [day(one.debut) for one in effet.mois],
            "Zone": [one.zone for one in effet.mois],
            "Secteurs comparables": [one.temoin for one in effet.mois],
            "Remarque": ["après l'action" if one.debut >= effet.date else "" for one in effet.mois],
        }
    )


def _count(n: int | None) -> str:
    return FEW if n is None else number(n)


def _change(area: Aire, effet: Effet) -> str:
    """After over before by month, in percent; nothing of small counts."""
    if area.avant is None or area.apres is None or area.avant < 20:
        return ""
    return percent(area.apres / effet.apres / (area.avant / effet.avant) - 1, signed=True)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value, 1)}"


def _range(ends: tuple[float, float]) -> str:
    return f"de {_signed(ends[0])} à {_signed(ends[1])}"


def _p(p: float | None) -> str:
    return "non communiqué" if p is None else "moins de 0,001" if p < 0.001 else number(p, 3)
