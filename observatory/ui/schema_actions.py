"""The actions of a plan by axe, red ones first; filters, a file, and the form of a new one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.action import Action, EtatAction, Mesure, OrigineAction
from observatory.domain.errors import ObservatoryError
from observatory.domain.schema import AXES, Axe, EtatSchema, Schema
from observatory.present.files import EXPORTS, table_to_bytes
from observatory.present.labels import plural
from observatory.present.schema import ETATS_ACTION
from observatory.present.schema_actions import RED_WORD, action_rows, actions_table
from observatory.ui.components.remise import hand_over
from observatory.ui.schema_adresse import TWO_LINES, open_action
from observatory.ui.schema_formulaire import action_form
from observatory.ui.schema_territoires import territory_names

_NOBODY = "Aucun"


def actions_part(here: Client, plan: Schema, may: bool) -> None:
    """Lay out the actions; who leads the plan writes new ones."""
    found = here.actions.liste(plan.ident)
    mesures = {one.code: one for one in here.actions.mesures()}
    if not found:
        st.info("Aucune action n'est écrite : groupez des constats, ou écrivez une action.", icon=":material/info:")
    else:
        shown = _filtered(found)
        red = sum(one.rouge for one in shown)
        reds = f", dont **{plural(red, 'rouge')}**" if red else ", aucune n'est rouge"
        st.markdown(f"{plural(len(shown), 'action')}{reds}. Cochez une ligne pour ouvrir sa fiche.")
        for axe in sorted(Axe, key=lambda axe: -sum(one.rouge for one in shown if one.axe == axe)):
            _axe(axe, [one for one in shown if one.axe == axe])
        _file(here, shown, mesures, plan)
    if may and plan.etat == EtatSchema.EN_COURS:
        _new(here, plan)


def _filtered(found: list[Action]) -> list[Action]:
    """The actions that are asked for."""
    axe, service, state = st.columns(3)
    axes = axe.multiselect(
        "Axe", list(Axe), format_func=lambda one: AXES[Axe(one)], placeholder="Tous", key="schema-actions-axe"
    )
    services = sorted({one.service or _NOBODY for one in found})
    led = service.multiselect("Service pilote", services, placeholder="Tous", key="schema-actions-service")
    states = state.multiselect(
        "État", [one for one in EtatAction if any(a.etat == one for a in found)],
        format_func=lambda one: ETATS_ACTION[one], placeholder="Tous", key="schema-actions-etat",
    )  # fmt: skip
    return [
        one
        for one in found
        if (not axes or one.axe in axes)
        and (not led or (one.service or _NOBODY) in led)
        and (not states or one.etat in states)
    ]


def _axe(axe: Axe, some: list[Action]) -> None:
    if not some:
        return
    st.subheader(AXES[axe], anchor=False)
    frame = pd.DataFrame(action_rows(some))
    key = f"schema-actions-{axe}-{len(some)}-{some[0].ident}"
    rows = st.dataframe(
        frame.style.map(_reddened, subset=["À voir"]), hide_index=True, key=key, on_select="rerun",
        selection_mode="single-row", row_height=TWO_LINES, height="content",
        column_config={
            name: st.column_config.TextColumn(width=width)
            for name, width in (("À voir", 190), ("Action", 250), ("Service pilote", 130), ("État", 90))
        },
    )["selection"]["rows"]  # fmt: skip
    if rows and rows[0] < len(some):
        open_action(some[rows[0]].ident)
        st.rerun()


def _reddened(words: object) -> str:
    """The ground of what is red: the word says it too."""
    return "background-color: rgba(198, 40, 40, 0.22); font-weight: 600" if str(words).startswith(RED_WORD) else ""


def _file(here: Client, some: list[Action], mesures: dict[str, Mesure], plan: Schema) -> None:
    payers = here.actions.financeurs()
    table = actions_table(some, mesures, payers, territory_names(here))
    ending, _ = EXPORTS["csv-excel"]
    hand_over(
        "Télécharger ces actions (CSV)", table_to_bytes(table, "csv-excel"), f"actions-schema-{plan.ident}{ending}",
        key="schema-actions-csv",
    )  # fmt: skip


def _new(here: Client, plan: Schema) -> None:
    with st.expander("Écrire une action", icon=":material/add_task:"):
        st.caption("Pour une action qui répond à des constats, partez plutôt de « Constats ».")
        draft = Action(
            0, "", plan.ident, Axe.TRANQUILLITE, "", "", origine=OrigineAction.GROUPE, territoire=plan.territoire
        )
        made = action_form(here, draft, key="schema-action-nouvelle", button="Écrire cette action")
        if made is None:
            return
        try:
            kept = here.actions.creer(made)
        except ObservatoryError as error:
            st.warning(error.message, icon=":material/info:")
            return
        open_action(kept.ident)
        st.rerun()
