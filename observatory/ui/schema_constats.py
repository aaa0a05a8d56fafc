"""The board of constats: what was found and said, whether an action answers it, and the way into one."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.action import Action
from observatory.domain.constats_schema import OVER_MONTHS, ConstatSchema, origin_of, without_action
from observatory.domain.errors import ObservatoryError
from observatory.domain.schema import WITHOUT_PERSONS, Axe, EtatSchema, Schema
from observatory.present.labels import plural
from observatory.present.schema import OBJETS
from observatory.present.schema_actions import action_title, constat_rows
from observatory.ui.schema_adresse import TWO_LINES, open_action
from observatory.ui.schema_formulaire import NO_ZONE, action_form
from observatory.ui.session import act_and_rerun

_TURN = "schema-constats-tour"
_HEIGHT = 500
WAITING, ALL = "Sans action", "Tous"


def constats_part(here: Client, plan: Schema, may: bool) -> None:
    """Lay out the board; who leads the plan groups lines of it into actions."""
    lines = here.schemas.constats(plan.ident)
    if not lines:
        st.info(
            "Rien n'est constaté pour l'instant : les constats des marches et ce qui est dit aux réunions du schéma "
            "viendront ici.",
            icon=":material/info:",
        )
        return
    st.markdown(
        f"**{plural(without_action(lines), 'constat')} sans action**, sur {len(lines)}. Ce sont les constats des "
        "marches du schéma et ce qui est dit à ses réunions"
        + (f", avec les problèmes que l'office entend le plus depuis {OVER_MONTHS} mois." if may else ".")
    )
    shown = _filtered(lines)
    writes = may and plan.etat == EtatSchema.EN_COURS
    chosen = _board(shown, selectable=writes)
    if not writes:
        return
    if not chosen:
        st.caption("Cochez un ou plusieurs constats pour en faire une action, ou les ajouter à une action.")
        return
    _group(here, plan, chosen)


def _filtered(lines: list[ConstatSchema]) -> list[ConstatSchema]:
    """The lines that are asked for."""
    kinds = [one for one in OBJETS if any(line.genre == one for line in lines)]
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        which = st.segmented_control("Montrer", (WAITING, ALL), default=ALL, required=True, key="schema-constats-quoi")
    with right:
        wanted = st.pills(
            "Vient de", kinds, selection_mode="multi", format_func=lambda one: OBJETS[one], key="schema-constats-genre"
        )
    return [
        one
        for one in lines
        if (which != WAITING or not one.actions) and (not wanted or one.genre in wanted)
    ]  # fmt: skip


def _board(lines: list[ConstatSchema], *, selectable: bool) -> list[ConstatSchema]:
    """The lines as a table; gives those that are ticked."""
    if not lines:
        st.caption("Aucun constat de cette sorte.")
        return []
    frame = pd.DataFrame(constat_rows(lines))
    widths = {"Action": 90, "Catégorie": 165, "Où": 150, "Ce qui est noté": 210, "Vient de": 165}
    config = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
    if not selectable:
        st.dataframe(
            frame,
            hide_index=True,
            column_config=config,
            row_height=TWO_LINES,
            height="content",
            key="schema-constats-lus",
        )
        return []
    turn = st.session_state.get(_TURN, 0)
    key = f"schema-constats-{turn}-{'-'.join(str(one.ident) for one in lines[:3])}-{len(lines)}"
    rows = st.dataframe(
        frame,
        hide_index=True,
        column_config=config,
        key=key,
        on_select="rerun",
        selection_mode="multi-row",
        row_height=TWO_LINES,
        height=_HEIGHT,
    )["selection"]["rows"]
    return [lines[k] for k in rows if k < len(lines)]


def _group(here: Client, plan: Schema, chosen: list[ConstatSchema]) -> None:
    """Make an action of some lines, or add them to one."""
    objets = [(one.genre, one.ident) for one in chosen]
    st.subheader(f"{plural(len(chosen), 'constat choisi', 'constats choisis')}", anchor=False)
    known = [one for one in here.actions.liste(plan.ident) if one.axe not in WITHOUT_PERSONS]
    if known:
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        by_ident = {one.ident: one for one in known}
        target = left.selectbox(
            "Ajouter à une action", list(by_ident), format_func=lambda ident: action_title(by_ident[ident]),
            key="schema-constats-action",
        )  # fmt: skip
        if right.button("Ajouter", icon=":material/playlist_add:", key="schema-constats-ajouter"):
            _turn()
            act_and_rerun(lambda: here.actions.rattacher(target, objets))
    with st.expander("Faire une action", icon=":material/add_task:", expanded=True):
        draft = _draft(here, plan, chosen, objets)
        key = f"schema-faire-{'-'.join(str(ident) for _, ident in objets[:6])}-{len(objets)}"
        made = action_form(here, draft, key=key, button="Faire cette action", axes=(Axe.TRANQUILLITE,))
        if made is None:
            return
        try:
            kept = here.actions.creer(made, objets)
        except ObservatoryError as error:
            st.warning(error.message, icon=":material/info:")
            return
        _turn()
        open_action(kept.ident)
        st.rerun()


def _draft(here: Client, plan: Schema, chosen: list[ConstatSchema], objets: list[tuple[str, int]]) -> Action:
    """An action as some lines begin it: their categories, where they come from, the zone around them."""
    codes = [one.categorie for one in chosen if one.categorie]
    places = Counter(one.lieu for one in chosen if one.lieu)
    try:
        contour = here.schemas.zone(plan.ident, objets)
    except ObservatoryError:  # none of them has a place: the zone is chosen from the list
        contour = None
    where = places.most_common(1)[0][0] if places and contour else NO_ZONE
    return Action(
        0, "", plan.ident, Axe.TRANQUILLITE, "", "", origine=origin_of(chosen), contour=contour, zone_nom=where,
        territoire="" if contour else plan.territoire, categories=tuple(dict.fromkeys(codes)),
    )  # fmt: skip


def _turn() -> None:
    """Begin again without anything ticked."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
