"""Bilan du schéma: what was asked and answered, what it cost, what it gave, and what is to be drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.bilan import Bilan
from observatory.domain.errors import ObservatoryError
from observatory.domain.roles import ACTS
from observatory.domain.schema import AXES, LONGEST_TEXT, EtatSchema, GenreTexte, TexteSchema
from observatory.present import bilan_schema as words
from observatory.present.effet_action import COLOURS, said
from observatory.present.files import EXPORTS, table_to_bytes
from observatory.present.labels import day, plural
from observatory.present.schema import ETATS_ACTION, FAMILLES, ORIGINES_ACTION
from observatory.ui.session import act_and_rerun, client, me
from observatory.ui.standalone import started_by_owner
from observatory.ui.strip import strip

_FILES = {"csv-excel": "CSV", "xlsx": "Excel"}
_EUROS: dict[Literal["prevu", "depense"], str] = {"prevu": "Prévu", "depense": "Dépensé"}
_PARTS = {
    GenreTexte.POINT_FORT: ("Points forts", "Un point fort", "Aucun point fort n'est encore noté."),
    GenreTexte.PRECONISATION: ("Préconisations", "Une préconisation", "Aucune préconisation n'est encore notée."),
}


def page() -> None:
    """Lay out the bilan of a plan: the latest, or that which the address names."""
    strip("bilan-schema")
    st.title("Bilan du schéma")
    here = client()
    known = {one.ident: one for one in here.schemas.liste()}
    if not known:
        st.info("Aucun schéma local n'est ouvert : le bilan se remplit avec lui.", icon=":material/info:")
        return
    asked = st.query_params.get("schema", "")
    first = int(asked) if asked.isdecimal() and int(asked) in known else next(iter(known))
    if len(known) > 1:
        first = st.selectbox(
            "Schéma", list(known), index=list(known).index(first), format_func=lambda one: known[one].titre,
            key="bilan-schema-choix",
        )  # fmt: skip
    try:
        bilan = here.schemas.bilan(first)
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    may = bool(ACTS["conduire le schéma"] & set(me().roles)) and bilan.schema.etat == EtatSchema.EN_COURS
    _head(bilan)
    _measures(here, bilan)
    _funding(here, bilan)
    _actions(bilan)
    _effects(bilan)
    _surveys(bilan)
    _texts(here, bilan, may)


def _head(bilan: Bilan) -> None:
    """The plan, where it stands, and what was not told before anything else."""
    plan = bilan.schema
    st.subheader(plan.titre, anchor=False)
    state = f"clos le {day(plan.clos_le)}" if plan.clos_le else f"{bilan.mois}e mois, état du {day(bilan.le)}"
    st.caption(f"{bilan.territoire} · du {day(plan.debut)} au {day(plan.fin)} · {state}")
    left, middle, right = st.columns(3)
    found = bilan.indicateurs
    left.metric("Indicateurs renseignés", f"{found.renseignes} sur {found.total}", border=True)
    middle.metric("Dépensé, tous financeurs", words.amount_text(bilan.total.depense) or "aucun", border=True)
    right.metric("Actions à revoir d'abord", str(bilan.rouges), border=True)
    missed = len(bilan.methode.manques)
    if missed:
        st.warning(
            f"{plural(missed, 'étape manquée', 'étapes manquées')} de la méthode : dites pourquoi dans les "
            "préconisations.",
            icon=":material/event_busy:",
        )


def _measures(here: Client, bilan: Bilan) -> None:
    st.subheader("Mesures et indicateurs", anchor=False)
    found = bilan.indicateurs
    st.markdown(f"**{words.indicators_text(found)}**")
    waited = [
        plural(found.en_retard, "autre sans réponse après l'échéance", "autres sans réponse après l'échéance"),
        plural(found.attendus, "autre attendu", "autres attendus"),
    ]
    shown = [text for text, n in zip(waited, (found.en_retard, found.attendus), strict=True) if n]
    st.caption(" ; ".join([*shown, "« non communiqué » est une réponse, et n'est jamais compté comme zéro."]))
    for axe, name in AXES.items():
        rows = words.axe_rows(bilan, axe)
        if rows:
            st.markdown(f"**{name}**")
            _table(pd.DataFrame(rows, columns=list(words.SHOWN)))
    _files(here, bilan, "mesures")


def _funding(here: Client, bilan: Bilan) -> None:
    st.subheader("Financement", anchor=False)
    if not bilan.total.prevu.lignes:
        st.caption("Aucun financement n'est noté.")
        return
    st.caption(
        "Par année et par financeur, le FIPD d'abord. « au moins » : un des montants n'a pas été communiqué. Les "
        "actions abandonnées y restent, avec ce qui avait été prévu."
    )
    for kind, title in _EUROS.items():
        st.markdown(f"**{title}**")
        _table(pd.DataFrame(words.funding_rows(bilan, kind)))
    _files(here, bilan, "financements")


def _table(frame: pd.DataFrame) -> None:
    """A table whose words are shown whole, its first column as the heads of its rows."""
    st.table(frame.set_index(frame.columns[0]))


def _actions(bilan: Bilan) -> None:
    """Actions by state, axe, family and origin."""
    st.subheader("Actions", anchor=False)
    left, right = st.columns(2)
    left.markdown(_list("Par axe", {AXES[one]: bilan.par_axe.get(one, 0) for one in AXES}))
    left.markdown(_list("Par état", {name: bilan.par_etat.get(one, 0) for one, name in ETATS_ACTION.items()}))
    right.markdown(_list("Sur quoi elles reposent", {n: bilan.equilibre.get(c, 0) for c, n in FAMILLES.items()}))
    right.markdown(_list("D'où elles viennent", {n: bilan.origines.get(c, 0) for c, n in ORIGINES_ACTION.items()}))


def _list(title: str, counts: Mapping[str, int]) -> str:
    return f"**{title}**\n\n" + "\n".join(f"- {name} : **{n}**" for name, n in counts.items())


def _effects(bilan: Bilan) -> None:
    st.subheader("Effets mesurés", anchor=False)
    if not bilan.effets:
        st.caption("Aucun effet n'a encore été mesuré : mesurez-le depuis la fiche d'une action en service.")
    for one in bilan.effets:
        with st.container(border=True):
            st.markdown(f"**{one.titre}** ({one.reference})")
            st.markdown(f":{COLOURS.get(one.verdict, 'gray')}-badge[{one.verdict}] {said(one.phrase)}")
            taken = f" « {one.reunion} » : {one.decision_texte}" if one.decision else ""
            st.caption(f"En service le {day(one.date)}. Décision : {words.decision_text(one)}.{taken}")


def _surveys(bilan: Bilan) -> None:
    if bilan.enquetes:
        st.subheader("Enquêtes", anchor=False)
        st.markdown("\n".join(f"- {one.phrase}" for one in bilan.enquetes))


def _texts(here: Client, bilan: Bilan, may: bool) -> None:
    """Strong points and recommendations; who leads the plan adds some and takes some away."""
    told: dict[GenreTexte, tuple[TexteSchema, ...]] = {
        GenreTexte.POINT_FORT: bilan.points_forts, GenreTexte.PRECONISATION: bilan.preconisations,
    }  # fmt: skip
    for column, (kind, (title, one_of, none)) in zip(st.columns(2), _PARTS.items(), strict=True):
        with column:
            st.subheader(title, anchor=False)
            if not told[kind]:
                st.caption(none)
            for one in told[kind]:
                _text(here, bilan, one, may)
            if may:
                with st.form(f"bilan-{kind}", clear_on_submit=True, border=False):
                    said = st.text_area(one_of, max_chars=LONGEST_TEXT, height=80, key=f"bilan-texte-{kind}")
                    if st.form_submit_button("Ajouter", icon=":material/add:"):
                        act_and_rerun(_telling(here, bilan.schema.ident, kind, said))


def _text(here: Client, bilan: Bilan, one: TexteSchema, may: bool) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.markdown(f"- {one.texte}")
    if may and right.button("Retirer", key=f"bilan-retirer-{one.ident}", icon=":material/delete:", type="tertiary"):
        act_and_rerun(lambda: here.schemas.retirer(bilan.schema.ident, one.ident))


def _telling(here: Client, ident: int, kind: str, said: str) -> Callable[[], object]:
    return lambda: here.schemas.dire(ident, kind, said)


def _files(here: Client, bilan: Bilan, table: words.TableBilan) -> None:
    """The table as a file: handed by the owner to this account, or made here by the click."""
    ident = bilan.schema.ident
    for column, (fmt, name) in zip(st.columns([1, 1, 4]), _FILES.items(), strict=False):
        key = f"bilan-{table}-{fmt}"
        if started_by_owner():
            column.link_button(
                name, export_path(table, ident, fmt), icon=":material/download:", width="stretch", key=key
            )
            continue
        ending, media = EXPORTS[fmt]
        column.download_button(
            name, _maker(here, ident, table, fmt), file_name=f"bilan-{table}_{bilan.le}{ending}", mime=media, key=key,
            on_click="ignore", icon=":material/download:", width="stretch",
        )  # fmt: skip


def export_path(table: words.TableBilan, ident: int, fmt: str) -> str:
    """The path of a table at the owner's."""
    return f"/export/bilan-{table}.{fmt}?{urlencode({'schema': ident})}"


def _maker(here: Client, ident: int, table: words.TableBilan, fmt: str) -> Callable[[], bytes]:
    """What makes the file, called only by the click."""
    return lambda: table_to_bytes(here.schemas.bilan_table(ident, table), fmt)
