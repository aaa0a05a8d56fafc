"""Pictures on a page, and looking at those that nobody has looked at yet."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import NotFound
from observatory.domain.transmission import Photo
from observatory.present.labels import first_upper, instant, plural

_AT_ONCE = 6


def show_photo(here: Client, ident: int, words: str) -> None:
    """A picture inside the page itself, so that it lies at no address that another account could read.

    ``words`` says what it is to who does not see it. Where it is not open to the account, that is said instead.
    """
    try:
        content = here.photos.voir(ident).contenu
    except NotFound as error:
        st.caption(error.message)
        return
    source = base64.b64encode(content).decode()
    st.html(
        f'<img src="data:image/jpeg;base64,{source}" alt="{escape(words)}" style="max-width:100%;max-height:20rem">'
    )


def show_walk_photos(here: Client, reference: str) -> None:
    """The pictures that a walk took of what a file tells, where there are some."""
    for rank, one in enumerate(here.photos.dossier(reference), 1):
        st.caption(f"Photo prise pendant la marche {one.reference}")
        show_photo(here, one.ident, f"Photo {rank} prise en marche, dossier {reference}")


def look_at_photos(here: Client) -> None:
    """Lay out the pictures that wait, the oldest first: each may be shown beyond the desk, or stays there."""
    waiting = here.photos.a_moderer()
    if not waiting:
        return
    with st.expander(f"{plural(len(waiting), 'photo')} à relire", icon=":material/photo_library:"):
        st.write(
            "Une photo jointe par un service reste au poste d'écoute tant que personne ne l'a relue ; une photo prise "
            "en marche ou jointe à une action n'est vue que de vous. Gardez celle où quelqu'un se reconnaît, ou qui "
            "montre une plaque."
        )
        columns = st.columns(2)
        for rank, one in enumerate(waiting[:_AT_ONCE]):
            with columns[rank % 2], st.container(border=True):
                _one(here, one)


def _one(here: Client, one: Photo) -> None:
    origin = f"{'action' if one.moment else 'marche' if one.marche else 'dossier'} {one.reference}"
    show_photo(here, one.ident, f"Photo à relire, {origin}")
    st.caption(f"{first_upper(origin)}, reçue le {instant(one.le)}")
    look_at(here, one)


def look_at(here: Client, one: Photo) -> None:
    """Two buttons under a picture: it may be shown, or it stays where it is."""
    left, right = st.columns(2)
    if left.button("Peut être montrée", key=f"montrer-{one.ident}", icon=":material/visibility:"):
        here.photos.moderer(one.ident, True)
        st.rerun()
    if right.button(
        "Ne pas montrer" if one.marche or one.moment else "Reste au poste",
        key=f"garder-{one.ident}",
        icon=":material/visibility_off:",
    ):
        here.photos.moderer(one.ident, False)
        st.rerun()
