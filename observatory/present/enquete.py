"""The words, tables and bars of surveys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from observatory.domain.enquete import (
    ENOUGH,
    MODELES,
    Ecart,
    Enquete,
    EtatEnquete,
    FeuillesLues,
    Moment,
    Part,
    ResultatQuestion,
    Resultats,
    Verdict,
)
from observatory.present.labels import FEW, NARROW, NO_BREAK, day, number, percent, period, plural

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

ETATS_ENQUETE: dict[str, str] = {
    EtatEnquete.PREPARATION: "En préparation",
    EtatEnquete.OUVERTE: "Ouverte",
    EtatEnquete.CLOSE: "Close",
}
MOMENTS: dict[str, str] = {Moment.AVANT: "Avant", Moment.APRES: "Après", Moment.UNIQUE: "Une seule fois"}
VERDICTS: dict[str, str] = {
    Verdict.HAUSSE: "hausse probable",
    Verdict.BAISSE: "baisse probable",
    Verdict.INDECIS: "on ne peut pas conclure",
    Verdict.INCONNU: "trop peu de réponses pour comparer",
}
HIDDEN = "masqué"
"""What stands for a number that few people made, or that would give such a number back."""
SELF_SELECTED = (
    "Répond qui veut : les plus mécontents, ou les plus concernés, répondent davantage. Ces parts disent ce que "
    "pensent celles et ceux qui ont répondu ; les marges sont celles d'un tirage au sort, l'écart réel peut être plus "
    "grand."
)
WAVES = (
    "Les deux vagues n'ont pas été remplies par les mêmes personnes : un écart peut venir de qui a répondu. Sur "
    "plusieurs questions, il arrive qu'une diffère par hasard."
)
UNREAD = (
    "Les résultats se lisent à la clôture, et pas avant : lus au fil des réponses, ils diraient qui a répondu quoi."
)


def survey_title(one: Enquete) -> str:
    """« Les abords de la gare (après, mars 2026…) »: the title, the moment and the days of a survey."""
    return f"{one.plan.titre} · {MOMENTS[one.plan.moment].lower()} · {period(one.plan.debut, one.plan.fin)}"


def survey_phrase(told: Resultats) -> str:
    """What a survey says, in one or two sentences."""
    counted = plural(told.n, "réponse")
    title = f"« {told.enquete.plan.titre} »"
    if not told.lisible:
        if told.enquete.etat == EtatEnquete.PREPARATION:
            return f"{title} : enquête en préparation, à partir du {day(told.enquete.plan.debut)}."
        return f"{title} : {counted} jusqu'ici, enquête ouverte jusqu'au {day(told.enquete.plan.fin)}."
    if told.n < ENOUGH:
        return f"{title} : {counted}, trop peu pour conclure (il en faut au moins {ENOUGH})."
    followed = next((one for one in told.questions if one.retenue is not None), None)
    if followed is None or followed.retenue is None:
        return f"{title} : {counted}."
    share = _followed(followed.retenue, followed.repondu)
    head = f"{title} : {counted} ; {followed.question.titre.lower()} : {share}."
    gap = next((one for one in told.ecarts if one.code == followed.question.code), None)
    return f"{head} Depuis la vague d'avant : {gap_words(gap)}." if gap is not None else head


def _followed(part: Part, answered: int) -> str:
    if part.n is None:
        return f"{FEW} personnes sur {number(answered)}" if part.peu else HIDDEN
    return f"{percent(part.valeur)} ({margin(part)})"


def margin(part: Part) -> str:
    """« entre 22 et 42 % »."""
    return f"entre {number(100 * (part.bas or 0))} et {percent(part.haut)}"


def gap_words(gap: Ecart) -> str:
    """What two waves say of a share: the verdict, with the difference in points where it may be told."""
    verdict = VERDICTS[gap.verdict]
    if gap.difference is None:
        return verdict
    points = f"{_points(gap.difference)} points, entre {_points(gap.bas)} et {_points(gap.haut)}"
    return f"{verdict} ({points})"


def _points(value: float | None) -> str:
    text = number(100 * (value or 0))
    return f"+{text}" if (value or 0) > 0 and text != "0" else text


def gap_is_good(gap: Ecart) -> bool | None:
    """Whether a probable change is for the better; None where there is none, or neither is better."""
    wanted = {"moins": Verdict.BAISSE, "plus": Verdict.HAUSSE}.get(gap.mieux)
    if wanted is None or gap.verdict not in (Verdict.BAISSE, Verdict.HAUSSE):
        return None
    return gap.verdict == wanted


def survey_remarks(told: Resultats) -> tuple[str, ...]:
    """What one must know to read a survey."""
    if not told.lisible:
        return (UNREAD,)
    found = []
    if told.n < ENOUGH:
        found.append(f"{plural(told.n, 'réponse')} : il en faut au moins {ENOUGH}, on ne peut rien conclure.")
    found.append(SELF_SELECTED)
    people = told.enquete.plan.population
    if people is not None and people < told.n:
        found.append(
            f"{number(told.n)} réponses pour {number(people)} personnes visées : la population est à corriger, les "
            "marges n'en tiennent pas compte."
        )
    elif people is not None:
        found.append(f"Marges resserrées pour une population de {plural(people, 'personne')} (tirage sans remise).")
    if told.ecarts:
        found.append(WAVES)
    elif told.precedente is not None:
        found.append("La vague d'avant n'est pas close : la comparaison attend sa clôture.")
    if any(part.n is None for one in told.questions for _, part in one.parts):
        found.append(
            f"« {HIDDEN.capitalize()} » : moins de cinq personnes, ou un nombre qui les donnerait par soustraction."
        )
    return tuple(found)


def question_frame(one: ResultatQuestion) -> pd.DataFrame:
    """A question as a table: a line for each answer with its count, its share and its interval; then who said none."""
    import pandas as pd

    rows = [{"Réponse": answer, **_cells(part)} for answer, part in one.parts]
    if one.retenue is not None:
        together = " + ".join(one.question.retenues)
        if len(one.question.retenues) > 1:
            rows.append({"Réponse": f"Ensemble : {together}", **_cells(one.retenue)})
    rows.append({"Réponse": "Sans réponse", "Nombre": number(one.sans_reponse), "Part": "", "Marge (95 %)": ""})
    return pd.DataFrame(rows, columns=["Réponse", "Nombre", "Part", "Marge (95 %)"])


def _cells(part: Part) -> dict[str, str]:
    if part.n is None:
        return {"Nombre": FEW if part.peu else HIDDEN, "Part": "", "Marge (95 %)": ""}
    if part.valeur is None:
        return {"Nombre": number(part.n), "Part": "", "Marge (95 %)": ""}
    between = f"{number(100 * (part.bas or 0))} à {percent(part.haut)}".replace(" ", NO_BREAK)
    return {"Nombre": number(part.n), "Part": percent(part.valeur), "Marge (95 %)": between}


def question_chart(one: ResultatQuestion) -> alt.LayerChart | None:
    """Bars of the answers that may be told, in their order, with a line for each interval; None where none may be.

    The answers whose share is followed are filled, the others are outlined: this reads in black and white.
    """
    import altair as alt
    import pandas as pd

    from observatory.present.charts import BETWEEN, MAIN, quiet

    rows = [
        {
            "reponse": answer, "part": part.valeur, "bas": part.bas, "haut": part.haut, "texte": percent(part.valeur),
            "suivie": answer in one.question.retenues or not one.question.retenues, "marge": margin(part),
        }
        for answer, part in one.parts
        if part.valeur is not None
    ]  # fmt: skip
    if not rows:
        return None
    order = [answer for answer, _ in one.parts if answer in {row["reponse"] for row in rows}]
    y = alt.Y(
        "reponse:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=260, labelOverlap=False, domain=False, ticks=False),
    )
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], labelExpr=f"round(datum.value*100) + '{NARROW}%'")
    x = alt.X("part:Q", title=None, scale=alt.Scale(domain=[0, 1.12], nice=False), axis=axis)
    told = [alt.Tooltip("reponse:N", title="Réponse"), alt.Tooltip("texte:N", title="Part"),
            alt.Tooltip("marge:N", title="Marge")]  # fmt: skip
    base = alt.Chart(pd.DataFrame(rows)).encode(y=y, tooltip=told)
    followed = alt.condition(alt.datum.suivie, alt.value(0.75), alt.value(0.12))
    bars = base.mark_bar(color=MAIN, stroke=MAIN, strokeWidth=1.5, height={"band": 0.55}).encode(
        x=x, fillOpacity=followed
    )
    lines = base.mark_rule(color=BETWEEN, strokeWidth=2).encode(x=alt.X("bas:Q"), x2="haut:Q")
    ends = base.mark_tick(color=BETWEEN, thickness=2, size=10)
    texts = base.mark_text(align="left", dx=6, color=BETWEEN).encode(x=alt.X("haut:Q"), text="texte:N")
    shown: alt.LayerChart = quiet(
        alt.layer(bars, lines, ends.encode(x="bas:Q"), ends.encode(x="haut:Q"), texts).properties(
            height=max(80, 34 * len(order))
        )
    )
    return shown


def gap_frame(told: Resultats) -> pd.DataFrame:
    """The shares that are followed, before and now, with their difference and what it says."""
    import pandas as pd

    rows = []
    for gap in told.ecarts:
        good = gap_is_good(gap)
        sign = "" if good is None else " ▲ mieux" if good else " ▼ moins bien"
        points = (
            "" if gap.difference is None else f"{_points(gap.difference)} ({_points(gap.bas)} à {_points(gap.haut)})"
        )
        rows.append(
            {
                "Question": gap.titre, "Avant": _share(gap.avant), "Maintenant": _share(gap.apres),
                "Écart en points (95 %)": points, "Ce que l'on peut dire": VERDICTS[gap.verdict] + sign,
            }
        )  # fmt: skip
    return pd.DataFrame(
        rows, columns=["Question", "Avant", "Maintenant", "Écart en points (95 %)", "Ce que l'on peut dire"]
    )


def _share(part: Part) -> str:
    if part.n is None:
        return FEW if part.peu else HIDDEN
    return percent(part.valeur) if part.valeur is not None else "sans réponse"


def survey_rows(surveys: list[Enquete]) -> list[dict[str, object]]:
    """The surveys as lines of a table."""
    return [
        {
            "Enquête": one.plan.titre, "Moment": MOMENTS[one.plan.moment], "État": ETATS_ENQUETE[one.etat],
            "Réponses": one.n, "Du": one.plan.debut, "Au": one.plan.fin, "Modèle": MODELES[one.plan.modele],
            "Sur": one.zone or "la ville",
        }
        for one in surveys
    ]  # fmt: skip


def sheets_words(said: FeuillesLues) -> str:
    """What became of a table of sheets."""
    parts = [f"{plural(said.gardees, 'feuille')} {'enregistrée' if said.gardees < 2 else 'enregistrées'}"]
    if said.connues:
        parts.append(f"{said.connues} déjà {'saisie' if said.connues < 2 else 'saisies'}")
    parts.append(plural(len(said.refus), "ligne refusée", "lignes refusées"))
    return " ; ".join(parts) + "."
