"""The journals, for the DPO: who looked at which files, what happened to the base. No content is shown."""

from __future__ import annotations

import json

import streamlit as st

from observatory.client import Client
from observatory.ui.session import client

_SHOWN = 500


def page() -> None:
    """Lay out both journals."""
    st.title("Journaux")
    here = client()
    broken = here.journal.verifier()
    if broken is None:
        st.success("La chaîne du journal des accès est intacte : aucune ligne n'a été changée.", icon=":material/link:")
    else:
        st.error(
            f"La ligne {broken} du journal des accès n'est pas telle qu'elle a été écrite : prévenez le responsable de "
            "traitement et gardez les sauvegardes.",
            icon=":material/link_off:",
        )
    looks, events, kept = st.tabs(["Consultations", "Événements", "Durées de conservation"])
    with looks:
        table = here.journal.acces(limit=_SHOWN).to_pandas()
        st.dataframe(
            table,
            hide_index=True,
            height=520,
            column_config={
                "seq": "N°",
                "le": st.column_config.DatetimeColumn("Quand", format="DD/MM/YYYY HH:mm:ss", timezone="Europe/Paris"),
                "auteur": "Qui",
                "operation": "Quoi",
                "motif": "D'où",
                "n": "Dossiers",
                "cles": st.column_config.TextColumn("Lesquels", width="large"),
            },
        )
    with events:
        found = here.journal.evenements(limit=_SHOWN).to_pandas()
        found["detail"] = [_readable(text) for text in found["detail"]]
        st.dataframe(
            found,
            hide_index=True,
            height=520,
            column_config={
                "seq": "N°",
                "le": st.column_config.DatetimeColumn("Quand", format="DD/MM/YYYY HH:mm:ss", timezone="Europe/Paris"),
                "auteur": "Qui",
                "evenement": "Événement",
                "objet": "Objet",
                "cle": "Clé",
                "detail": st.column_config.TextColumn("Détail", width="large"),
            },
        )
        st.caption(f"Les {_SHOWN} dernières lignes. Les journaux ne contiennent que des clés, jamais un récit.")
    with kept:
        _durations(here)


def _durations(here: Client) -> None:
    """How long each kind of data is kept, and what a purge would erase today."""
    due = {one.genre: one for one in here.memoire.a_purger().lignes}
    rows = [
        {
            "Données": rule.objet,
            "Durée": f"{rule.mois} mois",
            "À partir de": rule.depart,
            "À effacer aujourd'hui": due[rule.genre].n if rule.genre in due else 0,
            "Raison": rule.raison,
            "Base": rule.base,
        }
        for rule in here.memoire.durees()
    ]
    st.dataframe(rows, hide_index=True, column_config={"Raison": st.column_config.TextColumn(width="large")})
    st.caption(
        "L'administrateur efface avec `observatory purge` ; l'office le fait chaque jour quand ses sauvegardes sont "
        "réglées. "
        "Une personne qui demande ses données ou leur effacement : `observatory personne`."
    )


def _readable(text: str) -> str:
    detail = json.loads(text)
    return ", ".join(f"{name} : {value}" for name, value in detail.items()) if isinstance(detail, dict) else text
