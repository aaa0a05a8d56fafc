"""The form of a meeting: what it is, when, where, which plan it serves and which walk it gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from observatory.client import Client
from observatory.domain.marche import LONGEST_TITLE, Etat
from observatory.domain.reunion import LONGEST_PLACE, NO_SCHEMA, GenreReunion, Reunion
from observatory.domain.schema import EtatSchema, Schema
from observatory.present.labels import zonage
from observatory.present.reunions import GENRES_REUNION
from observatory.ui.filters import GROUND
from observatory.ui.pages.restitution import walk_title

KEPT = "reunions-gardees"
"""How many new meetings this session kept: the form of the next one is empty."""
_NO_PLAN, _WHOLE, _NO_WALK = "Aucun schéma", "Toute la ville", "Aucune marche en particulier"


def meeting_form(here: Client, known: Reunion | None, on_kept: Callable[[Reunion], None]) -> None:
    """Lay out the form of a new meeting (``known`` None) or of one that is changed; ``on_kept`` gets what is typed."""
    at = f"reunion-{known.ident}" if known else f"reunion-nouvelle-{st.session_state.get(KEPT, 0)}"
    kinds = list(GenreReunion)
    genre = st.selectbox(
        "Genre", kinds, index=kinds.index(GenreReunion(known.genre)) if known else 0,
        format_func=lambda code: GENRES_REUNION[code], key=f"{at}-genre",
    ) or kinds[0]  # fmt: skip
    with st.form(f"{at}-formulaire", border=False):
        left, right = st.columns([3, 1])
        title = left.text_input(
            "Titre", known.titre if known else "", max_chars=LONGEST_TITLE, placeholder="Réunion publique du Port",
            key=f"{at}-titre",
        )  # fmt: skip
        when = right.date_input("Jour", known.jour if known else None, format="DD/MM/YYYY", key=f"{at}-jour")
        place = st.text_input(
            "Lieu", known.lieu if known else "", max_chars=LONGEST_PLACE, placeholder="Maison de quartier",
            key=f"{at}-lieu",
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            territoire = _territory(here, known, at)
        with right:
            schema = _plan(here, known, at)
        walk = _walk(here, known, at) if genre == GenreReunion.RESTITUTION else None
        if st.form_submit_button("Enregistrer la réunion", type="primary", icon=":material/check:"):
            if not isinstance(when, dt.date):
                st.warning("Choisissez le jour de la réunion.", icon=":material/info:")
                return
            start = known or Reunion(0, genre, title, when, place, territoire)
            on_kept(
                replace(
                    start, genre=genre, titre=title, jour=when, lieu=place, territoire=territoire, schema=schema,
                    marche=walk,
                )
            )  # fmt: skip


def _territory(here: Client, known: Reunion | None, at: str) -> str:
    names = places_of(here)
    kept = known.territoire if known else ""
    if kept and kept not in names:
        names[kept] = kept
    return st.selectbox(
        "Territoire", list(names), index=list(names).index(kept), format_func=lambda one: names[one],
        key=f"{at}-territoire",
    )  # fmt: skip


def places_of(here: Client) -> dict[str, str]:
    """The whole city, then every territory of the base: names by ``zonage:code``."""
    found = {"": _WHOLE}
    for layer in here.zonages.liste():
        if layer.n and layer.zonage not in GROUND:
            name = zonage(layer.zonage)
            found |= {
                f"{layer.zonage}:{one.code}": f"{name} : {one.nom}" for one in here.zonages.territoires(layer.zonage)
            }
    return found


def _plan(here: Client, known: Reunion | None, at: str) -> int:
    plans: dict[int, Schema] = {one.ident: one for one in here.schemas.liste()}
    running = [one.ident for one in plans.values() if one.etat == EtatSchema.EN_COURS]
    options = [NO_SCHEMA, *running]
    kept = known.schema if known else (running[0] if running else None)
    return st.selectbox(
        "Schéma local", options, index=options.index(kept) if kept in options else 0,
        format_func=lambda one: plans[one].titre if one else _NO_PLAN, key=f"{at}-schema",
    )  # fmt: skip


def _walk(here: Client, known: Reunion | None, at: str) -> int | None:
    walks = {one.ident: one for one in here.marches.liste() if one.etat == Etat.CLOSE}
    options: list[int | None] = [None, *walks]
    kept = known.marche if known else next(iter(walks), None)
    return st.selectbox(
        "Marche restituée", options, index=options.index(kept) if kept in options else 0,
        format_func=lambda one: walk_title(walks[one]) if one is not None else _NO_WALK, key=f"{at}-marche",
        help="Une marche se restitue une fois close.",
    )  # fmt: skip
