"""One document: what it shows and hides, its files, what the public page will show of it, and its next steps."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.client import Client
from observatory.domain.edition import FORMATS, MEDIA, PUBLIC, Edition, EditionLue, EtatEdition, GenreEdition
from observatory.domain.support import Figure, Support
from observatory.present import documents as words
from observatory.present.chiffres import phrase_text
from observatory.ui.session import act_and_rerun
from observatory.ui.standalone import started_by_owner

_SVG = "image/svg+xml"
_IN_PARTS = GenreEdition.PRESENTATION
"""The kind of which the public page shows chosen parts; of others it offers the files."""


def edition_part(here: Client, read: EditionLue, *, drafter: bool, publisher: bool) -> None:
    """Lay out one document for who drafts, who publishes, or who only reads."""
    one = read.edition
    badge = f":{words.COLOURS[one.etat]}-badge[{words.ETATS_EDITION[one.etat]}]"
    st.subheader(f"{one.titre} {badge}", anchor=False)
    about = (words.GENRES_EDITION[one.genre], words.period_heading(one.periode) if one.periode else "")
    st.caption(" · ".join((*filter(None, about), words.history_text(one))))
    _files(here, one)
    _steps(here, one, drafter=drafter, publisher=publisher)
    if read.support.remarques:
        st.info("\n\n".join(read.support.remarques), icon=":material/info:")
    st.markdown("**Ce que montre ce document**")
    rows = words.part_rows(read.support, one.sections)
    st.dataframe(rows, hide_index=True, height=38 + 35 * len(rows), key=f"parties-{one.ident}")
    _public(here, read, drafter=drafter)
    _pictures(read.support)


def _files(here: Client, one: Edition) -> None:
    """The file in each format: handed by the owner to this account, or made here by the click."""
    with st.container(horizontal=True):
        for fmt in FORMATS[one.genre]:
            name, key = f"{words.FORMATS_COURTS[fmt]} (.{fmt})", f"fichier-{one.ident}-{fmt}"
            if started_by_owner():
                path = f"/documents/{one.ident}/document.{fmt}"
                st.link_button(name, path, icon=":material/download:", key=key)
            else:
                st.download_button(
                    name, _maker(here, one.ident, fmt), file_name=f"{one.genre}-{one.periode or one.ident}.{fmt}",
                    mime=MEDIA[fmt], key=key, on_click="ignore", icon=":material/download:",
                )  # fmt: skip


def _maker(here: Client, ident: int, fmt: str) -> Callable[[], bytes]:
    """What makes the file, called only by the click."""
    return lambda: here.documents.fichier(ident, fmt).contenu


def _steps(here: Client, one: Edition, *, drafter: bool, publisher: bool) -> None:
    """The buttons of what can be done now; publishing asks once more."""
    with st.container(horizontal=True):
        if one.etat == EtatEdition.BROUILLON:
            if publisher and st.button("Valider", type="primary", icon=":material/check:", key="valider"):
                act_and_rerun(lambda: here.documents.valider(one.ident, one.cree_le))
            if drafter and st.button("Refaire avec les données du jour", icon=":material/refresh:", key="refaire"):
                with st.spinner("Le document se refait…"):
                    act_and_rerun(lambda: here.documents.refaire(one.ident))
            if drafter and st.button("Supprimer le brouillon", icon=":material/delete:", key="supprimer"):
                act_and_rerun(lambda: here.documents.supprimer(one.ident))
        elif one.etat == EtatEdition.VALIDEE and publisher:
            _publish(here, one)
            if st.button("Reprendre en brouillon", icon=":material/undo:", key="reprendre"):
                act_and_rerun(lambda: here.documents.reprendre(one.ident))
        elif one.etat == EtatEdition.PUBLIEE and publisher:
            with st.popover("Retirer", icon=":material/visibility_off:"):
                st.write("Il quitte la page publique. Il est gardé, et les tableaux qu'il montre restent publiés.")
                if st.button("Retirer ce document", key="retirer"):
                    act_and_rerun(lambda: here.documents.retirer(one.ident))
    if one.etat == EtatEdition.BROUILLON and not publisher:
        st.caption("Le coordonnateur valide et publie.")


def _publish(here: Client, one: Edition) -> None:
    with st.popover("Publier", icon=":material/publish:", type="primary"):
        where = "Il sera sur la page publique, lisible par tous." if one.sections else (
            "Il ne sera pas sur la page publique : aucune de ses parties n'est choisie."
        )  # fmt: skip
        st.write(
            "**Un document publié ne change plus.** Les tableaux qu'il montre sont publiés avec lui, et comptent pour "
            f"tout ce qui sera publié ensuite. {where}"
        )
        if st.button("Publier ce document", type="primary", key="publier"):
            with st.spinner("Vérification des chiffres, puis fichiers…"):
                act_and_rerun(lambda: here.documents.publier(one.ident))


def _public(here: Client, read: EditionLue, *, drafter: bool) -> None:
    """What the public page will show; chosen while it is a draft."""
    one, parts = read.edition, {part.cle: part.titre for part in read.support.parties}
    if one.genre not in PUBLIC or one.etat != EtatEdition.BROUILLON or not drafter:
        return
    st.markdown("**Sur la page publique**")
    if one.genre == _IN_PARTS and not one.territoire:
        chosen = st.multiselect(
            "Parties que la page publique montrera", list(parts), default=list(one.sections),
            format_func=parts.__getitem__, key=f"sections-{one.ident}-{one.cree_le}",
            placeholder="Aucune : le document ne sera pas sur la page publique",
        )  # fmt: skip
        if not one.sections and st.button("Toutes les parties", key="toutes"):
            act_and_rerun(lambda: here.documents.choisir_sections(one.ident, list(parts)))
        wanted = [key for key in parts if key in chosen]
    else:
        offered = st.checkbox(
            "Proposer les fichiers sur la page publique de la période", value=bool(one.sections),
            key=f"offert-{one.ident}-{one.cree_le}",
        )  # fmt: skip
        wanted = list(parts) if offered else []
    if wanted != list(one.sections):
        st.caption("Choix non enregistré.")
        if st.button("Enregistrer ce choix", type="primary", icon=":material/check:", key="sections"):
            act_and_rerun(lambda: here.documents.choisir_sections(one.ident, wanted))


def _pictures(support: Support) -> None:
    """The maps as they will be seen, with the sentence for who does not see them."""
    maps = [
        (part.titre, bloc) for part in support.parties for bloc in part.blocs
        if isinstance(bloc, Figure) and bloc.genre == "carte"
    ]  # fmt: skip
    if not maps:
        return
    with st.expander(f"Cartes ({len(maps)})", icon=":material/map:"):
        for titre, bloc in maps:
            image = support.image(bloc.nom)
            st.markdown(f"**{titre}**")
            st.image(image.contenu.decode() if image.media == _SVG else image.contenu, width=640)
            st.caption(phrase_text(bloc.alt))
