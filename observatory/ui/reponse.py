"""The form by which what a service did, plans or refuses is told: the partner's own, and that of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from observatory.domain.errors import InputError, ObservatoryError
from observatory.domain.transmission import LARGEST_PHOTO, LONGEST_LINE, LONGEST_TEXT, MOST_PHOTOS, Reponse, Suite
from observatory.present.suivi import ANSWERS
from observatory.ui.session import client


def answer_form(reference: str, *, tags: bool, on_kept: Callable[[], None]) -> None:
    """Lay out the form of one file; ``on_kept`` runs once the answer is kept.

    What is asked depends on the answer that is chosen; surface is asked for tags alone.
    """
    key = f"reponse-{reference}"
    suite = st.segmented_control(
        "Que fait le service ?", list(ANSWERS), format_func=ANSWERS.__getitem__, key=f"{key}-suite"
    )
    if suite is None:
        st.caption("Choisissez d'abord une réponse.")
        return
    with st.form(key, border=False):
        planned, motif, surface, cost = _asked(key, suite, tags)
        texte = st.text_area(
            "Précisions (facultatif)", max_chars=LONGEST_TEXT, key=f"{key}-texte", height=90,
            placeholder="des faits seulement : ni nom, ni numéro de téléphone",
        )  # fmt: skip
        photos = st.file_uploader(
            f"Photos (facultatif, {MOST_PHOTOS} au plus, JPEG, PNG ou WebP de {LARGEST_PHOTO // 2**20} Mo ; ni visage, "
            "ni plaque)",
            type=["jpg", "jpeg", "png", "webp"], accept_multiple_files=True,
            max_upload_size=LARGEST_PHOTO // 2**20, key=f"{key}-photos",
        )  # fmt: skip
        sent = st.form_submit_button("Envoyer la réponse", type="primary", icon=":material/send:")
    if not sent:
        return
    files = tuple(one.getvalue() for one in photos)
    reponse = Reponse(Suite(suite), texte, motif, planned, surface, cost, files)
    try:
        client().suivi.rendre_compte(reference, reponse)
    except ObservatoryError as error:
        if not isinstance(error, InputError):
            raise
        st.error(error.message)
        return
    on_kept()


def _asked(key: str, suite: str, tags: bool) -> tuple[dt.date | None, str, float | None, float | None]:
    """The day, the reason, the surface and the cost, of which an answer asks its own."""
    planned, motif, surface, cost = None, "", None, None
    if suite == Suite.PREVU:
        planned = st.date_input("Prévu le", value=None, format="DD/MM/YYYY", key=f"{key}-jour")
    elif suite == Suite.REFUSE:
        motif = st.text_input("Pourquoi (dit aux habitants)", max_chars=LONGEST_LINE, key=f"{key}-motif")
    else:
        left, right = st.columns(2)
        if tags:
            surface = left.number_input(
                "Surface nettoyée, en m²", min_value=0.0, value=None, step=0.5, format="%.1f", key=f"{key}-surface"
            )
        cost = right.number_input(
            "Coût, en euros (facultatif)", min_value=0.0, value=None, step=10.0, format="%.0f", key=f"{key}-cout"
        )
    return planned, motif, surface, cost
