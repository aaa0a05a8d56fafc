"""Preparing a walk, in three steps: what it is, where it goes, who walks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.marche import FEWEST_M, FEWEST_MIN, INVITES, MOST_M, MOST_MIN, Etat, Genre, Plan
from observatory.present.labels import short_day
from observatory.present.labels import zonage as zonage_label
from observatory.present.marches import GENRES, ORIGINES
from observatory.ui.filters import GROUND, last_year
from observatory.ui.marche_brouillon import (
    Brouillon,
    add_address,
    begin,
    draft,
    drop,
    gesture,
    propose,
    remove,
    rename,
    shift,
    take_back,
    trace,
    undo,
)
from observatory.ui.marche_carte import length_line, walk_map

PARIS = ZoneInfo("Europe/Paris")
CONSIGNE = (
    "Restez groupés et sur les trottoirs. Traversez aux passages piétons. Ne photographiez personne. "
    "Si une situation vous inquiète, éloignez-vous et appelez le 17 ou le 112."
)
_NO_DAY = dt.datetime(9999, 12, 31, 14, tzinfo=PARIS)
"""What stands for a day that nobody chose yet."""


def preparation(here: Client, on_saved: Callable[[int], None]) -> None:
    """The three steps; ``on_saved`` is called with the number of the walk once it is kept."""
    one = draft()
    with st.expander("1. Quelle marche", expanded=one is None or not one.plan.arrets, icon=":material/edit_calendar:"):
        _what(here, one)
    one = draft()
    if one is None:
        return
    if one.refus:
        st.warning(one.refus, icon=":material/info:")
    st.subheader("2. Le parcours", anchor=False)
    _where(here)
    st.subheader("3. Qui marche, et comment", anchor=False)
    _who(here, one, on_saved)


def _what(here: Client, one: Brouillon | None) -> None:
    """What kind of walk, when, how long, where; then stops are proposed, or the map is left empty."""
    etat = here.base.etat()
    year = last_year(etat)
    old = one.plan if one else _first_plan(year.depuis or etat.premier_jour, etat.dernier_jour)
    with st.form("marche-quoi", border=False):
        said = _when(old) | _from_what(here, one, old)
        meet = st.text_input(
            "Adresse du rendez-vous (vide : l'office en propose un)", old.rendez_vous if one and old.lat else "",
            placeholder="Place de la Mairie",
        )  # fmt: skip
        with st.container(horizontal=True):
            said["ferme"] = st.checkbox("La marche revient à son départ", old.ferme)
            said["accessible"] = st.checkbox(
                "Accessible (sans escalier ni passage, d'un pas plus lent)", old.accessible
            )
        with st.container(horizontal=True):
            proposed = st.form_submit_button("Proposer des arrêts", type="primary", icon=":material/auto_awesome:")
            own = st.form_submit_button(
                "Garder mes arrêts" if one and one.plan.arrets else "Poser les arrêts moi-même",
                icon=":material/touch_app:",
            )  # fmt: skip
    if not (proposed or own):
        return
    if not said["titre"].strip() or said["prevue_le"] is None or (said["depuis"] and not said["jusqua"]):
        st.warning("Il manque un titre, le jour de la marche, ou la fin de la période.", icon=":material/info:")
        return
    _begin(here, one, replace(old, **said), meet, proposed=proposed)


def _when(old: Plan) -> dict[str, Any]:
    """Ask for kind, title, day and hour, length: what changes in the plan; no day, no ``prevue_le``."""
    genre = st.radio(
        "Genre", list(Genre), index=list(Genre).index(Genre(old.genre)), horizontal=True,
        format_func=lambda code: GENRES[code],
        captions=["Avec les habitants et les services.", "Des femmes du quartier marchent et disent."],
    )  # fmt: skip
    left, middle, right = st.columns([3, 1, 1])
    title = left.text_input("Titre", old.titre, max_chars=120, placeholder="Le Port, un soir de mars")
    day = middle.date_input(
        "Jour", None if old.prevue_le == _NO_DAY else old.prevue_le.astimezone(PARIS).date(), format="DD/MM/YYYY"
    )
    hour = right.time_input("Heure", _hour(old), step=900)
    left, right = st.columns(2)
    minutes = left.slider("Durée au plus (minutes)", FEWEST_MIN, MOST_MIN, old.minutes_max, step=5)
    metres = right.slider("Longueur au plus (mètres)", FEWEST_M, MOST_M, old.metres_max, step=100)
    return {
        "genre": genre or Genre.DIAGNOSTIC, "titre": title, "minutes_max": minutes, "metres_max": metres,
        "prevue_le": dt.datetime.combine(day, hour, PARIS) if isinstance(day, dt.date) else None,
    }  # fmt: skip


def _from_what(here: Client, one: Brouillon | None, old: Plan) -> dict[str, Any]:
    """Ask where, and what stops are proposed from: days of signalements, a meeting, the walk before."""
    places = _territories(here)
    meetings, walks = _meetings(here), _walks_before(here, one)
    left, right = st.columns(2)
    place = left.selectbox(
        "Territoire", list(places), index=_at(list(places), old.territoire), format_func=lambda code: places[code]
    )
    days = right.date_input(
        "Signalements pris en compte", [old.depuis, old.jusqua] if old.depuis and old.jusqua else [],
        format="DD/MM/YYYY",
    )  # fmt: skip
    left, right = st.columns(2)
    meeting = left.selectbox(
        "Réunion de consultation", list(meetings), index=_at(list(meetings), old.reunion or 0),
        format_func=lambda ident: meetings[ident],
    )  # fmt: skip
    before = right.selectbox(
        "Marche d'avant", list(walks), index=_at(list(walks), old.precedente or 0),
        format_func=lambda ident: walks[ident], help="Ses arrêts sont proposés d'abord : on pourra comparer.",
    )  # fmt: skip
    return {
        "territoire": place, "depuis": days[0] if days else None, "jusqua": days[1] if len(days) > 1 else None,
        "reunion": meeting or None, "precedente": before or None,
    }  # fmt: skip


def _first_plan(depuis: dt.date | None, jusqua: dt.date | None) -> Plan:
    """What the form shows at first; the day is still to be chosen."""
    return Plan(
        Genre.DIAGNOSTIC,
        "",
        _NO_DAY,
        depuis=depuis,
        jusqua=jusqua,
        consigne=CONSIGNE,
        invites=("habitants", "services"),
    )


def _begin(here: Client, one: Brouillon | None, plan: Plan, meet: str, *, proposed: bool) -> None:
    """Take what was asked, and propose stops or draw the line of those that are there."""
    if not meet.strip():
        plan = replace(plan, rendez_vous="", lat=None, lon=None)
    elif meet.strip() != plan.rendez_vous or plan.lat is None:
        found = here.geocoder.search(meet, limit=1)
        if not found:
            st.warning(f"« {meet[:80]} » n'est pas trouvé : écrivez l'adresse autrement.", icon=":material/info:")
            return
        plan = replace(plan, rendez_vous=str(found[0]["name"]), lat=found[0]["lat"], lon=found[0]["lon"])
    kept = one or begin(plan)
    with st.spinner("Recherche des arrêts et du chemin…"):
        if proposed:
            propose(here, kept, plan)
        else:
            trace(here, kept, plan, moves=True)
    st.rerun()


@st.fragment
def _where(here: Client) -> None:
    """The map with its stops, and the list by which the same is done without a mouse."""
    one = draft()
    if one is None:
        return
    _said(here, one)
    walk_map(
        here, one.plan, key="marche-trace", view=f"brouillon-{one.vue}",
        on_geste=lambda done: gesture(here, one, done),
    )  # fmt: skip
    over = " :orange[Plus que ce que vous avez choisi.]" if one.trouve and one.trouve.depasse else ""
    st.markdown(f"**{length_line(one.plan)}**{over}")
    with st.container(horizontal=True):
        st.button(
            "Meilleur ordre", icon=":material/route:", disabled=len(one.plan.arrets) < 2, key="marche-ordre",
            on_click=lambda: trace(here, one, one.plan, libre=True),
            help="Le chemin le plus court ; ce qui ne tient pas dans la durée et la longueur est laissé de côté.",
        )  # fmt: skip
        st.button(
            "Défaire", icon=":material/undo:", disabled=not one.avant, key="marche-defaire", on_click=undo, args=(one,)
        )
    st.caption(f"Rendez-vous (R) : {one.plan.rendez_vous or 'le premier arrêt'}")
    for rank in range(len(one.plan.arrets)):
        _stop(here, one, rank)
    _add(here, one)
    _left_out(here, one)


def _said(here: Client, one: Brouillon) -> None:
    found = one.trouve
    if one.refus:
        st.warning(one.refus, icon=":material/info:")
    if found is None:
        return
    if found.pourquoi:
        st.info(found.pourquoi, icon=":material/dark_mode:" if found.nuit else ":material/schedule:")
    for text in found.remarques:
        st.caption(f":material/info: {text}")


def _stop(here: Client, one: Brouillon, rank: int) -> None:
    stop = one.plan.arrets[rank]
    key = f"{rank}-{stop.lat:.6f}-{stop.lon:.6f}-{len(one.avant)}"
    name, why, acts = st.columns([5, 5, 2], vertical_alignment="bottom", gap="small")
    name.text_input(
        f"Arrêt {rank + 1} ({ORIGINES[stop.origine]})", stop.nom, key=f"marche-nom-{key}", max_chars=120,
        on_change=lambda: rename(one, rank, st.session_state[f"marche-nom-{key}"]),
    )  # fmt: skip
    if stop.motif:
        why.caption(stop.motif)
    last = rank == len(one.plan.arrets) - 1
    with acts.container(horizontal=True, gap="small"):
        for icon, words, off, act in (
            ("arrow_upward", "Plus tôt", rank == 0, lambda: shift(here, one, rank, -1)),
            ("arrow_downward", "Plus tard", last, lambda: shift(here, one, rank, 1)),
            ("close", "Retirer", False, lambda: remove(here, one, rank)),
        ):
            st.button(
                f":material/{icon}:", key=f"marche-{icon}-{key}", help=f"{words} : {stop.nom}", disabled=off,
                on_click=act, type="tertiary",
            )  # fmt: skip


def _add(here: Client, one: Brouillon) -> None:
    with st.form("marche-ajout", border=False, clear_on_submit=True):
        left, right = st.columns([5, 7], vertical_alignment="bottom")
        text = left.text_input("Ajouter un arrêt à une adresse", placeholder="12 rue des Parcheminiers")
        sent = right.form_submit_button("Ajouter", icon=":material/add_location:")
    if sent and text.strip():
        add_address(here, one, text)
        st.rerun(scope="fragment")


def _left_out(here: Client, one: Brouillon) -> None:
    """What did not fit, or was taken out: it can be walked all the same."""
    if not one.laisses:
        return
    with st.expander(f"Laissés de côté ({len(one.laisses)})", icon=":material/playlist_remove:"):
        for rank, stop in enumerate(one.laisses):
            left, right = st.columns([6, 1], vertical_alignment="center")
            left.markdown(f"**{stop.nom}**  \n{stop.motif or ORIGINES[stop.origine]}")
            right.button(
                "Ajouter", key=f"marche-reprendre-{rank}-{stop.lat:.6f}-{stop.lon:.6f}", on_click=take_back,
                args=(here, one, rank),
            )  # fmt: skip


def _who(here: Client, one: Brouillon, on_saved: Callable[[int], None]) -> None:
    plan = one.plan
    with st.form("marche-qui", border=False):
        invites = st.pills(
            "Qui est invité à marcher", list(INVITES), selection_mode="multi", default=list(plan.invites),
            format_func=lambda code: INVITES[code],
        )  # fmt: skip
        left, right = st.columns(2)
        pilote = left.text_input(
            "Qui pilote (une fonction, pas un nom)", plan.pilote, max_chars=120,
            placeholder="Chargée de mission prévention",
        )  # fmt: skip
        meet = right.text_input("Rendez-vous, comme on le dira", plan.rendez_vous, max_chars=120)
        consigne = st.text_area("Consigne de sécurité", plan.consigne, max_chars=1000)
        with st.container(horizontal=True):
            proposed = bool(one.trouve and one.trouve.nuit)
            nuit = st.checkbox("Marche de nuit", plan.nuit or (proposed and not one.ident))
            inopinee = st.checkbox("Marche inopinée (à ne pas diffuser)", plan.inopinee)
        with st.container(horizontal=True):
            save = st.form_submit_button("Enregistrer la marche", type="primary", icon=":material/save:")
            give_up = st.form_submit_button("Abandonner ce brouillon", icon=":material/delete:")
    if give_up:
        drop()
        st.rerun()
    if not save:
        return
    settled = replace(
        one.plan, invites=tuple(invites), pilote=pilote, rendez_vous=meet, consigne=consigne, nuit=nuit,
        inopinee=inopinee,
    )  # fmt: skip
    one.plan = settled
    try:
        kept = here.marches.enregistrer(one.ident, one.version, settled) if one.ident else here.marches.creer(settled)
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    drop()
    on_saved(kept.ident)
    st.rerun()


def _hour(plan: Plan) -> dt.time:
    local = plan.prevue_le if plan.prevue_le == _NO_DAY else plan.prevue_le.astimezone(PARIS)
    return local.time().replace(second=0, microsecond=0, tzinfo=None)


def _territories(here: Client) -> dict[str, str]:
    """What a walk may be bounded by, as ``zonage:code``."""
    found = {"": "Toute la ville"}
    for layer in here.zonages.liste():
        if layer.n and layer.zonage not in GROUND:
            name = zonage_label(layer.zonage)
            found |= {
                f"{layer.zonage}:{one.code}": f"{name} : {one.nom}" for one in here.zonages.territoires(layer.zonage)
            }
    return found


def _meetings(here: Client) -> dict[int, str]:
    found = {0: "Aucune"}
    for one in here.reunions.liste():
        found[one.ident] = f"{one.titre}, {short_day(one.jour)}"
    return found


def _walks_before(here: Client, one: Brouillon | None) -> dict[int, str]:
    found = {0: "Aucune"}
    for walk in here.marches.liste():
        if walk.etat == Etat.CLOSE and not (one and walk.ident == one.ident):
            found[walk.ident] = f"{walk.reference} : {walk.plan.titre}"
    return found


def _at(known: list[str] | list[int], value: str | int) -> int:
    return list(known).index(value) if value in known else 0
