"""The plan itself: its frame, its group, the walks and meetings that belong to it, and its closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError, ValueRefused
from observatory.domain.schema import (
    LONGEST_TITLE,
    MOST_MONTHS,
    EtatSchema,
    Formation,
    GenreTexte,
    Membre,
    Schema,
    check_span,
    latest_end,
    seats_remark,
)
from observatory.present.labels import day, day_of, plural
from observatory.present.marches import ETATS
from observatory.present.reunions import GENRES_REUNION
from observatory.present.schema import FORMATIONS
from observatory.ui.schema_adresse import ACTION, PLAN, VIEW, go
from observatory.ui.schema_territoires import territory_names
from observatory.ui.session import act_and_rerun
from observatory.ui.strip import link_to

_AROUND = dt.timedelta(days=183)
"""How far from its days a plan is offered walks and meetings."""


def plan_part(here: Client, plan: Schema, may: bool) -> None:
    """Lay out the frame of a plan, what belongs to it, and its closing."""
    if plan.etat == EtatSchema.CLOS:
        st.info(f"Ce schéma est clos depuis le {day(plan.clos_le)} : il ne change plus.", icon=":material/lock:")
    else:
        st.subheader("Le cadre", anchor=False)
        made = _frame(here, plan, key=f"schema-plan-{plan.ident}-{plan.version}", button="Enregistrer le schéma")
        if made is not None:
            act_and_rerun(lambda: here.schemas.enregistrer(made))
        _belongs(here, plan)
        _closing(here, plan)
    with st.expander("Ouvrir un autre schéma", icon=":material/add:"):
        new_plan(here)


def new_plan(here: Client) -> None:
    """Open a plan."""
    today = here.base.etat().aujourd_hui
    first = today.replace(day=1)
    made = _frame(
        here,
        Schema(0, "", "", Formation.CLSPD, first, latest_end(first)),
        key="schema-nouveau",
        button="Ouvrir ce schéma",
    )
    if made is None:
        return
    try:
        kept = here.schemas.creer(made)
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    go(**{PLAN: str(kept.ident), VIEW: "etat", ACTION: ""})
    st.rerun()


def _frame(here: Client, plan: Schema, *, key: str, button: str) -> Schema | None:
    """Ask for a plan; gives it once the button is pressed. Days that cannot be are refused in place, with why."""
    left, right = st.columns([3, 1])
    titre = left.text_input(
        "Titre", plan.titre, max_chars=LONGEST_TITLE, placeholder="Le Port, 2026-2028", key=f"{key}-titre"
    )
    formations = list(Formation)
    formation = right.selectbox(
        "Formation", formations, index=formations.index(Formation(plan.formation)), key=f"{key}-formation",
        format_func=lambda code: FORMATIONS[code], help="CLSPD : une commune. CISPD : plusieurs communes ensemble.",
    )  # fmt: skip
    names = {"": "Toute la ville"} | territory_names(here)
    left, middle, right = st.columns([2, 1, 1])
    place = left.selectbox(
        "Territoire", list(names), index=list(names).index(plan.territoire) if plan.territoire in names else 0,
        format_func=lambda code: names[code], key=f"{key}-lieu",
    )  # fmt: skip
    debut = middle.date_input("Premier jour", plan.debut, format="DD/MM/YYYY", key=f"{key}-debut")
    fin = right.date_input(
        "Dernier jour", plan.fin, format="DD/MM/YYYY", key=f"{key}-fin", help=f"{MOST_MONTHS} mois au plus."
    )
    refused = _refusal(debut, fin)
    if refused:
        st.error(refused, icon=":material/event_busy:")
    left, right = st.columns([3, 1])
    pilote = left.text_input(
        "Pilote du groupe opérationnel (une fonction, pas un nom)", plan.pilote, max_chars=LONGEST_TITLE,
        placeholder="Directrice de la tranquillité publique", key=f"{key}-pilote",
    )  # fmt: skip
    named = right.date_input(
        "Désigné le", plan.designe_le, format="DD/MM/YYYY", key=f"{key}-designe",
        help="Le jour de sa désignation par le maire et le préfet ; vide tant qu'elle n'est pas faite.",
    )  # fmt: skip
    seats = _seats(plan, key)
    remark = seats_remark(len(seats))
    if remark:
        st.caption(f":material/groups: {remark}")
    pressed = st.button(button, type="primary", icon=":material/save:", disabled=bool(refused), key=f"{key}-garder")
    if not pressed or refused:
        return None
    return replace(
        plan, titre=titre, formation=formation, territoire=place or "", debut=debut, fin=fin, pilote=pilote,
        designe_le=named, membres=seats,
    )  # fmt: skip


def _refusal(debut: dt.date | None, fin: dt.date | None) -> str:
    """Why the days of a plan cannot be, "" where they can."""
    if debut is None or fin is None:
        return "Choisissez le premier et le dernier jour du schéma."
    try:
        check_span(debut, fin)
    except ValueRefused as error:
        return error.message
    return ""


def _seats(plan: Schema, key: str) -> tuple[Membre, ...]:
    """The table of the groupe opérationnel."""
    st.markdown("**Le groupe opérationnel** : une dizaine de membres, par fonction.")
    frame = pd.DataFrame(
        {
            "Fonction": pd.array([one.qualite for one in plan.membres], dtype="string"),
            "Organisme": pd.array([one.organisme for one in plan.membres], dtype="string"),
        }
    )
    edited = st.data_editor(
        frame, key=f"{key}-membres", num_rows="dynamic", hide_index=True, placeholder="", height="content",
        column_config={
            "Fonction": st.column_config.TextColumn(max_chars=LONGEST_TITLE, width="large"),
            "Organisme": st.column_config.TextColumn(max_chars=LONGEST_TITLE, width="large"),
        },
    )  # fmt: skip
    rows = [
        Membre(*("" if pd.isna(row[name]) else str(row[name]).strip() for name in ("Fonction", "Organisme")))
        for row in edited.to_dict("records")
    ]
    return tuple(one for one in rows if one.qualite or one.organisme)


def _belongs(here: Client, plan: Schema) -> None:
    """The walks and meetings of the plan: they fulfil its method, and bring its constats."""
    st.subheader("Ses marches et ses réunions", anchor=False)
    st.caption(
        "Une marche préparée pendant le schéma, sur son territoire, s'y rattache d'elle-même. Ajoutez-en ou retirez-en."
    )
    first, last = plan.debut - _AROUND, plan.fin + _AROUND
    walks = {
        one.ident: f"{one.reference} · {one.plan.titre}, {day_of(one.plan.prevue_le)} ({ETATS[one.etat]})"
        for one in here.marches.liste()
        if one.ident in plan.marches or first <= one.plan.prevue_le.date() <= last
    }
    meetings = [
        one
        for one in here.reunions.liste()
        if one.schema == plan.ident or (one.schema is None and first <= one.jour <= last)
    ]
    told = {one.ident: f"{GENRES_REUNION[one.genre]} : {one.titre}, {day(one.jour)}" for one in meetings}
    _attach("Marches", walks, [one for one in plan.marches if one in walks], plan, here.schemas.rattacher)
    _attach(
        "Réunions", told, [one.ident for one in meetings if one.schema == plan.ident], plan,
        here.schemas.rattacher_reunion,
    )  # fmt: skip


def _attach(
    what: str, options: dict[int, str], held: list[int], plan: Schema, attach: Callable[[int, int | None], None]
) -> None:
    if not options:
        st.caption(f"{what} : aucune à ces dates.")
        return
    key = f"schema-{what}-{plan.ident}-{hash(tuple(held))}"
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    chosen = left.multiselect(
        what,
        list(options),
        held,
        format_func=lambda ident: options[ident],
        placeholder="Aucune",
        key=key,
        wrap=True,
    )
    if right.button("Enregistrer", icon=":material/save:", key=f"{key}-garder", disabled=set(chosen) == set(held)):

        def change() -> None:
            for ident in set(chosen) - set(held):
                attach(ident, plan.ident)
            for ident in set(held) - set(chosen):
                attach(ident, None)

        act_and_rerun(change)


def _closing(here: Client, plan: Schema) -> None:
    """Close the plan with its bilan."""
    st.subheader("La clôture", anchor=False)
    strong = sum(one.genre == GenreTexte.POINT_FORT for one in plan.textes)
    advice = sum(one.genre == GenreTexte.PRECONISATION for one in plan.textes)
    st.markdown(
        f"Le bilan dit {plural(strong, 'point fort', 'points forts')} et {plural(advice, 'préconisation')}. Un schéma "
        "se clôt avec son bilan ; ensuite il se lit, et ne change plus."
    )
    with st.container(horizontal=True):
        link_to("bilan-schema", "Écrire le bilan", "summarize", schema=str(plan.ident))
        with st.popover("Clore le schéma", icon=":material/lock:"):
            st.write(
                "Les actions, les indicateurs et le groupe ne changeront plus. Les marches et les réunions restent."
            )
            if st.button("Oui, clore ce schéma", key="schema-clore"):
                act_and_rerun(lambda: here.schemas.clore(plan.ident, plan.version))
