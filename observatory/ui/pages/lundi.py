"""Monday morning: what the week-end brought, what broke, what to see to first, and the letter that says it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.domain.errors import ObservatoryError
from observatory.domain.tableau import Attente, Ligne, Lundi
from observatory.present.labels import instant, plural
from observatory.present.lundi import ISSUES, plan_line
from observatory.present.tableau import lines_frame
from observatory.ui.session import client

_TOLD = "lundi-dit"
_TODAY = "Promesses qui se rompent entre lundi 8 h et mardi matin."
_BROKEN = "Échues entre vendredi 18 h et lundi 8 h, dossier toujours en cours."


def section() -> None:
    """Lay out the digest of the last week-end."""
    if told := st.session_state.pop(_TOLD, None):
        st.success(told, icon=":material/check_circle:")
    found = client().lundi.lire()
    st.subheader(f"Du {instant(found.debut)} au {instant(found.fin)}")
    _figures(found)
    if told := plan_line(found):
        st.caption(f":material/assignment_late: {told}")
    _files("À traiter d'abord", _TODAY, found.urgents, Attente.BIENTOT)
    _files("Promesses rompues pendant le week-end", _BROKEN, found.rompues, Attente.ROMPUES)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Nouveaux signalements")
        _families(found)
    with right:
        st.subheader("Lieux les plus signalés")
        _places(found)
    _letter()


def _figures(found: Lundi) -> None:
    shown = [
        ("Contacts", sum(found.contacts.values()), _kinds(found)),
        ("Signalements reçus", found.dossiers, "Reçus pendant le week-end, par tous les canaux."),
        ("Promesses rompues", len(found.rompues), _BROKEN),
        ("À traiter d'abord", len(found.urgents), _TODAY),
    ]
    for column, (words, n, aide) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(words, n, border=True, help=aide)


def _kinds(found: Lundi) -> str:
    return ", ".join(f"{words} : {found.contacts[code]}" for code, words in ISSUES.items() if code in found.contacts)


def _files(title: str, words: str, lines: list[Ligne], attente: Attente) -> None:
    st.subheader(title)
    if not lines:
        st.write(":material/check_circle: Rien.")
        return
    st.caption(words)
    st.dataframe(
        lines_frame(lines, attente).drop(columns=["État"]),
        hide_index=True,
        column_config={
            "Référence": st.column_config.TextColumn(pinned=True),
            "Promis avant": st.column_config.DatetimeColumn(format="DD/MM/YY HH:mm", timezone="Europe/Paris"),
            "Prévenu": st.column_config.DatetimeColumn(format="DD/MM/YY HH:mm", timezone="Europe/Paris"),
        },
    )


def _families(found: Lundi) -> None:
    if not found.familles:
        st.write("Aucun.")
        return
    frame = pd.DataFrame(found.familles, columns=["Famille", "Quartier", "n"]).replace(
        {"Quartier": {"": "À localiser"}}
    )
    table = frame.pivot_table(index="Famille", columns="Quartier", values="n", aggfunc="sum", fill_value=0)
    table.insert(0, "Total", table.sum(axis=1))
    st.dataframe(table.sort_values("Total", ascending=False), height=min(38 + 35 * len(table), 420))


def _places(found: Lundi) -> None:
    if not found.lieux:
        st.write("Aucune rue n'est signalée deux fois.")
        return
    st.dataframe(
        [{"Rue": place, "Fois": n, "De quoi": kinds} for place, n, kinds in found.lieux],
        hide_index=True,
        column_config={"Fois": st.column_config.NumberColumn(width="small")},
    )


def _letter() -> None:
    with st.expander("Le message du lundi", icon=":material/mail:"):
        st.caption(
            "Il part de lui-même chaque lundi à 8 h aux adresses de `OBSERVATORY_LUNDI_A`, une seule fois. Il ne porte "
            "ni numéro de rue ni récit."
        )
        if st.button("Montrer le texte", icon=":material/article:"):
            st.code(client().lundi.texte()[0], language=None, wrap_lines=True)
        if st.button("Envoyer à qui ne l'a pas reçu", icon=":material/send:"):
            _send()


def _send() -> None:
    try:
        done = client().lundi.envoyer()
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.session_state[_TOLD] = (
        f"Message envoyé à {plural(len(done), 'personne')}." if done else "Chacun l'a déjà reçu : rien n'est reparti."
    )
    st.rerun()
