"""The part of an action that shows its pictures before and after."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.action import Action
from observatory.domain.schema import WITHOUT_PERSONS
from observatory.domain.transmission import LARGEST_PHOTO, Photo
from observatory.present.labels import day_of
from observatory.ui.photos import look_at, show_photo
from observatory.ui.session import act_and_rerun

_MOMENTS = {"avant": "Avant", "apres": "Après"}


def action_photos(here: Client, action: Action, may: bool) -> None:
    """Lay out that part; ``may`` says whether the account leads the plan."""
    if action.axe in WITHOUT_PERSONS:
        return
    st.subheader("Avant, après", anchor=False)
    shown = here.actions.photos(action.ident)
    if not shown:
        st.caption("Aucune photo.")
    for column, (moment, name) in zip(st.columns(2), _MOMENTS.items(), strict=True):
        with column:
            mine = [one for one in shown if one.moment == moment]
            if shown:
                st.markdown(f"**{name}**")
            for rank, one in enumerate(mine, 1):
                _picture(here, action, one, f"{name} l'action, photo {rank} : {action.titre}", may)
    if may:
        _add(here, action)


def _picture(here: Client, action: Action, one: Photo, words: str, may: bool) -> None:
    """A picture; one that waits is looked at here by who may."""
    show_photo(here, one.ident, words)
    st.caption(f"Ajoutée le {day_of(one.le)}")
    if not one.moderee and may:
        look_at(here, one)
    elif not one.visible:
        st.caption(":material/visibility_off: Montrée à vous seul.")
    if may and st.button("Retirer", key=f"retirer-photo-{one.ident}", icon=":material/delete:"):
        act_and_rerun(lambda: here.actions.retirer_photo(action.ident, one.ident))


def _add(here: Client, action: Action) -> None:
    """Add a picture: what the camera wrote beside it is left behind."""
    with st.popover("Ajouter une photo", icon=":material/add_a_photo:"):
        moment = st.segmented_control(
            "Ce qu'elle montre", list(_MOMENTS), default="avant", format_func=lambda one: _MOMENTS[one],
            key=f"photo-moment-{action.ident}",
        )  # fmt: skip
        given = st.file_uploader(
            "Photo du lieu, sans visage ni plaque", type=["jpg", "jpeg", "png", "webp"],
            key=f"photo-fichier-{action.ident}", max_upload_size=LARGEST_PHOTO // 2**20,
        )  # fmt: skip
        if st.button("Ajouter", key=f"photo-ajouter-{action.ident}", disabled=given is None) and given is not None:
            act_and_rerun(lambda: here.actions.photo(action.ident, moment or "avant", given.getvalue()))
