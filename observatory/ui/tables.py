"""Tables and figures as pages show them: the same columns, words and formats everywhere."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import pyarrow as pa
import streamlit as st

from observatory.domain.records import Chiffre
from observatory.present import labels


def show_figures(chiffres: list[Chiffre], across: int = 4) -> None:
    """Headline figures in rows of ``across``, each with its change on the year before where it is known."""
    for start in range(0, len(chiffres), across):
        for column, one in zip(st.columns(across), chiffres[start : start + across], strict=False):
            known = one.avant is not None
            before = labels.figure(Chiffre(one.code, one.libelle, one.avant, None, one.unite, one.aide))
            column.metric(
                one.libelle,
                labels.figure(one),
                labels.figure_change(one),
                delta_color="off",
                delta_arrow=_arrow(one),
                help=one.aide + (f" Un an avant : {before}." if known else " Pas d'année précédente à comparer."),
                border=True,
                height="stretch",
            )
    if all(one.avant is None for one in chiffres):
        st.caption("Pas de comparaison : la base ne remonte pas à la même période de l'année précédente.")
    else:
        st.caption("Écarts : avec les mêmes jours de l'année précédente. Une hausse peut venir d'une meilleure écoute.")


def _arrow(one: Chiffre) -> Literal["up", "down", "off"]:
    """The way a figure went; what did not move, or cannot be compared, bears no arrow."""
    if one.valeur is None or one.avant is None or one.valeur == one.avant:
        return "off"
    return "up" if one.valeur > one.avant else "down"


def show_months(table: pa.Table) -> None:
    """The numbers of the monthly chart, folded."""
    rows = [
        {
            "Mois": labels.month(row["mois"]),
            "Nombre": row["n"],
            "Un an avant": row["n_an_avant"],
            "Remarque": "" if row["complet"] else "mois incomplet",
        }
        for row in table.to_pylist()
    ]
    with st.expander("Les nombres du graphique"):
        st.dataframe(pd.DataFrame(rows).astype({"Un an avant": "Int64"}), hide_index=True, placeholder="–")


def show_signalements(table: pa.Table) -> None:
    """Signalements one by one, newest first: when, what, where, where it stands, the first words."""
    if not table.num_rows:
        st.caption("Aucun signalement.")
        return
    st.dataframe(
        signalement_frame(table),
        hide_index=True,
        column_config={
            "Récit": st.column_config.TextColumn(width="large"),
            "Adresse": st.column_config.TextColumn(width="medium"),
        },
    )


def signalement_frame(table: pa.Table) -> pd.DataFrame:
    """The columns of the list of signalements, in French; what is known by its day alone shows no hour."""
    rows = [
        {
            "Reçu": _received(row),
            "Catégorie": row["libelle"] or row["categorie"],
            "Adresse": row["adresse"] or "adresse non dite",
            "Lieu": labels.label(labels.LIEUX, row["lieu"]),
            "Statut": labels.label(labels.STATUTS, row["statut"]),
            "Canal": labels.label(labels.CANAUX, row["canal"]),
            "Récit": row["description"] or "",
            "Référence": row["reference"],
        }
        for row in table.to_pylist()
    ]
    return pd.DataFrame(rows)


def _received(row: dict[str, object]) -> str:
    day, hour = row["recu_jour"], row["recu_heure"]
    text = f"{day:%d/%m/%Y}"
    return text if hour is None else f"{text}, {hour} h"


BALANCE_COLUMNS = {
    "Territoire": st.column_config.TextColumn(width="medium", pinned=True),
    "Nombre": st.column_config.NumberColumn(format="localized"),
    "Pour 1 000 hab.": st.column_config.NumberColumn(
        format="localized", help="Sur toute la période choisie ; absent si la population n'est pas connue."
    ),
    "Un an avant": st.column_config.NumberColumn(format="localized"),
    "Évolution": st.column_config.NumberColumn(format="percent", help="Sur les mêmes jours, dans le même périmètre."),
    "Part": st.column_config.NumberColumn(format="percent", help="De toute la sélection, localisée ou non."),
    "Par mois": st.column_config.LineChartColumn(y_min=0),
    "À savoir": st.column_config.TextColumn(help="Ce qui invite à la prudence en lisant l'évolution."),
}
"""How the columns of the balance sheet are shown."""


def balance_frame(table: pa.Table) -> pd.DataFrame:
    """The balance sheet in French columns; what cannot be computed is absent, columns of it too."""
    rows = table.to_pylist()
    frame = pd.DataFrame(
        {
            "Territoire": [row["nom"] for row in rows],
            "Nombre": pd.array([row["n"] for row in rows], dtype="Int64"),
            "Pour 1 000 hab.": pd.array([_rounded(row["pour_1000"], 1) for row in rows], dtype="Float64"),
            "Un an avant": pd.array([row["n_an_avant"] for row in rows], dtype="Int64"),
            "Évolution": pd.array([_rounded(row["evolution"], 2) for row in rows], dtype="Float64"),
            "Part": pd.array([_rounded(row["part"], 3) for row in rows], dtype="Float64"),
            "Par mois": [row["serie"] for row in rows],
        }
    )
    frame["À savoir"] = [labels.caution(row["n"], row["n_an_avant"]) for row in rows]
    return frame if compared(table) else frame.drop(columns=["Un an avant", "Évolution", "À savoir"])


def compared(table: pa.Table) -> bool:
    """Whether the balance sheet has a year before to compare with."""
    known: bool = table["n_an_avant"].null_count < table.num_rows
    return known


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits) + 0.0
