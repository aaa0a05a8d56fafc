"""Documents: slides, fiches, bilan and dashboards that go out, from draft to published."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.edition import COUNTED, PLANNED, Demande, Edition, EtatEdition, GenreEdition
from observatory.domain.roles import ACTS, DRAFTERS
from observatory.present import documents as words
from observatory.ui.document_edition import edition_part
from observatory.ui.reunion_formulaire import places_of
from observatory.ui.session import act_and_rerun, client, me
from observatory.ui.standalone import started_by_owner
from observatory.ui.strip import strip

_CHOSEN = "document"


def page() -> None:
    """The documents by period, the chosen one with its steps, and for who drafts the form that makes one."""
    strip("documents")
    st.title("Documents")
    here = client()
    held = {str(one) for one in me().roles}
    drafter = not {str(one) for one in DRAFTERS}.isdisjoint(held)
    publisher = not {str(one) for one in ACTS["publier"]}.isdisjoint(held)
    known = here.documents.liste()
    places = places_of(here)
    st.caption(
        "Ce qui sort de la mairie : chacun peut le lire. Un brouillon se refait ; un document validé ne change plus ; "
        "un document publié est gardé tel quel, avec les tableaux qu'il montre."
    )
    if drafter:
        with st.expander("Préparer un document", icon=":material/add:", expanded=not known):
            _form(here, places)
    if not known:
        st.info("Aucun document n'est encore préparé.", icon=":material/slideshow:")
        return
    for heading, some in words.editions_by_period(known).items():
        st.subheader(heading, anchor=False)
        for one in some:
            _row(one, places)
    if started_by_owner() and any(_on_public_page(one) for one in known):
        st.link_button("Ouvrir la page publique", "/bilan", icon=":material/public:")
    st.divider()
    edition_part(here, here.documents.lire(_choose(known, places)), drafter=drafter, publisher=publisher)


def _on_public_page(one: Edition) -> bool:
    return one.etat == EtatEdition.PUBLIEE and bool(one.sections)


def _row(one: Edition, places: dict[str, str]) -> None:
    """One line of the list: what it is, its state, who did what."""
    badge = f":{words.COLOURS[one.etat]}-badge[{words.ETATS_EDITION[one.etat]}]"
    public = " :green-badge[:material/public: page publique]" if _on_public_page(one) else ""
    st.markdown(f"**{words.about_text(one, places)}** {badge}{public}  \nn° {one.ident} · {words.history_text(one)}")


def _choose(known: list[Edition], places: dict[str, str]) -> int:
    """The document that is looked at: the one of the address, else the newest draft, else the newest."""
    by_ident = {one.ident: one for one in known}
    asked = st.query_params.get(_CHOSEN, "")
    drafts = [one.ident for one in known if one.etat == EtatEdition.BROUILLON]
    first = int(asked) if asked.isdecimal() and int(asked) in by_ident else (drafts or list(by_ident))[0]

    def name(ident: int) -> str:
        one = by_ident[ident]
        told = ", ".join(part for part in (words.about_text(one, places), one.periode) if part)
        return f"n° {ident} · {told} ({words.ETATS_EDITION[one.etat]})"

    ident: int = st.selectbox(
        "Document", list(by_ident), index=list(by_ident).index(first), format_func=name, key=f"document-{len(known)}"
    )
    st.query_params[_CHOSEN] = str(ident)
    return ident


def _form(here: Client, places: dict[str, str]) -> None:
    """What the document is about; then it is made."""
    kinds = list(words.GENRES_EDITION)
    kind = GenreEdition(
        st.selectbox("Document", kinds, format_func=words.GENRES_EDITION.__getitem__, key="document-genre")
    )
    st.caption(words.GENRES_HELP[kind])
    left, right = st.columns(2)
    asked = Demande(
        kind,
        periode=_period(here, left) if kind in COUNTED else "",
        territoire=_place(places, right, kind) if kind in COUNTED and kind not in PLANNED else "",
        schema=_plan(here, right) if kind in PLANNED or kind == GenreEdition.FICHE_ACTION else None,
    )
    if kind == GenreEdition.FICHE_ACTION:
        asked = Demande(kind, action=_action(here, left, asked.schema))
    if st.button("Préparer le brouillon", type="primary", icon=":material/edit_document:"):
        with st.spinner("Le document se prépare…"):
            act_and_rerun(lambda: _prepared(here, asked))


def _prepared(here: Client, asked: Demande) -> None:
    st.query_params[_CHOSEN] = str(here.documents.preparer(asked, []).ident)


def _period(here: Client, where: st.delta_generator.DeltaGenerator) -> str:
    """A period that is over, the last half-year first."""
    known = here.documents.periodes()
    chosen: str | None = where.selectbox(
        "Période", known, format_func=words.period_heading, key="document-periode",
        placeholder="Aucune période n'est encore terminée", index=0 if known else None,
    )  # fmt: skip
    return chosen or ""


def _place(places: dict[str, str], where: st.delta_generator.DeltaGenerator, kind: GenreEdition) -> str:
    options = [one for one in places if one or kind != GenreEdition.FICHE_QUARTIER]
    chosen: str | None = where.selectbox(
        "Territoire", options, format_func=places.__getitem__, key=f"document-territoire-{kind}"
    )
    return chosen or ""


def _plan(here: Client, where: st.delta_generator.DeltaGenerator) -> int | None:
    plans = {one.ident: one.titre for one in here.schemas.liste()}
    chosen: int | None = where.selectbox(
        "Schéma local", list(plans), format_func=plans.__getitem__, key="document-schema",
        placeholder="Aucun schéma n'est ouvert", index=0 if plans else None,
    )  # fmt: skip
    return chosen


def _action(here: Client, where: st.delta_generator.DeltaGenerator, schema: int | None) -> int | None:
    known = {} if schema is None else {one.ident: one for one in here.actions.liste(schema)}
    chosen: int | None = where.selectbox(
        "Action", sorted(known), format_func=lambda one: f"{known[one].reference} {known[one].titre}",
        key="document-action", placeholder="Aucune action n'est écrite", index=0 if known else None,
    )  # fmt: skip
    return chosen
