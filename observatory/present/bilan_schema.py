"""The bilan of a plan in French words and tables. What was not told is written so, never as zero."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from observatory.domain.bilan import Bilan, EffetAction, EtatIndicateur, Indicateurs, LigneMesure, Montant
from observatory.domain.reunion import GenreDecision
from observatory.domain.schema import AXES, Axe
from observatory.present.labels import NARROW, day, number, plural
from observatory.present.schema import GENRES_INDICATEUR, NOT_TOLD

TableBilan = Literal["mesures", "financements"]
NO_INDICATOR = "aucun indicateur"
AWAITED, LATE = "attendu", "en retard"
DECISIONS_EFFET: dict[str, str] = {
    GenreDecision.POURSUIVRE: "poursuivre",
    GenreDecision.MODIFIER: "modifier",
    GenreDecision.ARRETER: "arrêter",
}
NOT_DECIDED = "à décider"
MEASURES = (
    "Axe", "Référence", "Action", "Mesure", "Service pilote", "Indicateur", "Nature", "Valeur", "Cible",
    "Doit répondre", "Pour le", "Relevé le", "Source",
)  # fmt: skip
SHOWN = ("Action", "Mesure", "Service pilote", "Indicateur", "Valeur")
"""The columns of the table that a page shows of an axe."""
PAYER, ALL_YEARS = "Financeur", "Ensemble"


def value_text(line: LigneMesure) -> str:
    """The value of a line: a number with its unit, a sentence, « non communiqué », or that it is awaited."""
    if line.nombre is not None:
        return f"{_figure(line.nombre)} {line.unite}".strip()
    if line.phrase is not None:
        return line.phrase
    return {
        "": NO_INDICATOR, EtatIndicateur.NON_COMMUNIQUE: NOT_TOLD, EtatIndicateur.EN_RETARD: LATE,
    }.get(line.etat, AWAITED)  # fmt: skip


def amount_text(amount: Montant) -> str:
    """A sum of euros: « au moins » where something was not told, « non communiqué » where nothing was, "" of none."""
    if not amount.lignes:
        return ""
    if amount.total is None:
        return NOT_TOLD
    euros = f"{number(amount.total)}{NARROW}€"
    return f"au moins {euros}" if amount.au_moins else euros


def indicators_text(found: Indicateurs) -> str:
    """How many indicators were told, and how many were not: « 7 indicateurs non communiqués sur 24 »."""
    if not found.total:
        return "Aucun indicateur n'est demandé."
    many = plural(found.non_communiques, "indicateur non communiqué", "indicateurs non communiqués")
    return f"{many} sur {found.total}"


def decision_text(one: EffetAction) -> str:
    """What was decided of an effect, and when."""
    if not one.decision:
        return NOT_DECIDED
    return f"{DECISIONS_EFFET[one.decision]} (le {day(one.decision_le)})"


def measure_rows(bilan: Bilan) -> list[dict[str, str]]:
    """The table of measures, one row for each indicator."""
    return [dict(zip(MEASURES, _measure(one), strict=True)) for one in bilan.mesures]


def _measure(one: LigneMesure) -> tuple[str, ...]:
    return (
        AXES[Axe(one.axe)], one.reference, one.titre, one.mesure, one.service or "sans pilote", one.indicateur,
        GENRES_INDICATEUR.get(one.genre, ""), value_text(one),
        "" if one.cible is None else f"{_figure(one.cible)} {one.unite}".strip(), one.du_par,
        day(one.du_le) if one.du_le else "", day(one.jour) if one.jour else "", one.source,
    )  # fmt: skip


def axe_rows(bilan: Bilan, axe: str) -> list[dict[str, str]]:
    """The measures of an axe as a page shows them: an action is named on its first line, what lacks is in bold."""
    rows, before = [], 0
    for one in bilan.mesures:
        if one.axe != axe:
            continue
        again = one.action == before
        head = ("", "", "") if again else (f"{one.titre} ({one.reference})", one.mesure, one.service or "sans pilote")
        unit = f" ({GENRES_INDICATEUR[one.genre]})" if one.genre else ""
        value = value_text(one)
        told = f"**{value}**" if one.etat in (EtatIndicateur.NON_COMMUNIQUE, EtatIndicateur.EN_RETARD) else value
        rows.append(dict(zip(SHOWN, (*head, f"{one.indicateur}{unit}".strip(), told), strict=True)))
        before = one.action
    return rows


def funding_rows(bilan: Bilan, kind: Literal["prevu", "depense"]) -> list[dict[str, str]]:
    """Euros planned, or spent: a row for each payer and one for all, a column for each year and one for all."""
    lines = {(one.annee, one.source): getattr(one, kind) for one in (*bilan.financements, bilan.total)}
    years = sorted({one.annee for one in bilan.financements if one.annee})
    payers = [(one.source, one.libelle) for one in bilan.financements if one.annee is None]
    rows = []
    for source, name in (*payers, ("", bilan.total.libelle)):
        told = {str(year): _cell(lines.get((year, source))) for year in years}
        rows.append({PAYER: name, **told, ALL_YEARS: _cell(lines.get((None, source)))})
    return rows


def _cell(amount: Montant | None) -> str:
    return "" if amount is None else amount_text(amount)


def measures_table(bilan: Bilan) -> pa.Table:
    """The table of measures as columns of text."""
    return _texts(MEASURES, measure_rows(bilan))


def funding_table(bilan: Bilan) -> pa.Table:
    """The table of funding: euros as numbers (null where nothing was told) beside how many were not told."""
    lines = (*bilan.financements, bilan.total)
    return pa.table(
        {
            "Année": pa.array([str(one.annee) if one.annee else "ensemble" for one in lines], pa.string()),
            "Financeur": pa.array([one.libelle for one in lines], pa.string()),
            "Prévu (euros)": pa.array([one.prevu.total for one in lines], pa.float64()),
            "Prévus non communiqués": pa.array([one.prevu.manques for one in lines], pa.int64()),
            "Dépensé (euros)": pa.array([one.depense.total for one in lines], pa.float64()),
            "Dépenses non communiquées": pa.array([one.depense.manques for one in lines], pa.int64()),
            "Lecture": pa.array(
                [f"prévu : {amount_text(one.prevu)} ; dépensé : {amount_text(one.depense)}" for one in lines],
                pa.string(),
            ),
        }
    )


def _texts(columns: tuple[str, ...], rows: list[dict[str, str]]) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in columns})


def _figure(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)
