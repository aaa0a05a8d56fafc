"""The filters that every page shares. They live in the URL, so that a view can be sent, kept and reloaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast, get_args

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ValueRefused
from observatory.domain.records import Etat
from observatory.domain.selection import Compte, Selection
from observatory.present.labels import CANAUX, ZONAGES, label

WHOLE = "debut"
"""What the URL says for a period that begins with the data: without a word it would be the last twelve months."""

GROUND = ("eau", "parc", "carreau", "commune")
"""Layers that make the map, not ones to choose territories from."""

_EVERYWHERE = "Toute la ville"
_KEYS = ("depuis", "jusqua", "categorie", "canal", "heures", "zonage", "codes", "compte")
_PREFIX = "filtre-"
_KEPT = "filtres"


def filters(client: Client, counted: bool = True) -> Selection:
    """Show the filters in the side bar, as the URL says, and give the selection; the URL follows the choice.

    What is counted is not asked for where not ``counted``: some pages say themselves what they count. A value of the
    URL that means nothing is left out, and said.
    """
    etat = client.base.etat()
    if _KEPT not in st.session_state:
        start, refused = query_to_selection(st.query_params.to_dict(), client)
        st.session_state[_KEPT] = start if any(key in st.query_params for key in _KEYS) else last_year(etat)
        for text in refused:
            st.warning(f"Filtre de l'adresse ignoré : {text}", icon=":material/filter_alt_off:")
    with st.sidebar:
        st.subheader("Filtres")
        chosen = _ask(client, etat, st.session_state[_KEPT], counted)
        st.button("Enlever les filtres", icon=":material/filter_alt_off:", on_click=clear_filters, width="stretch")
    st.session_state[_KEPT] = chosen
    _write_query(chosen)
    return chosen


def last_year(etat: Etat) -> Selection:
    """What is shown at first: the last twelve months where the base goes back farther, so that they can be compared."""
    if etat.premier_jour is None or etat.dernier_jour is None:
        return Selection()
    before = Selection(jusqua=etat.dernier_jour).year_before().jusqua
    since = before + dt.timedelta(days=1) if before else None
    return Selection(depuis=since) if since and since > etat.premier_jour else Selection()


def clear_filters() -> None:
    """Forget every filter, in the page and in the URL."""
    for key in [key for key in st.session_state if str(key).startswith(_PREFIX)]:
        del st.session_state[key]
    st.session_state[_KEPT] = Selection()
    for key in _KEYS:
        st.query_params.pop(key, None)


def choose_period(selection: Selection) -> None:
    """Make the period of the filters that of a selection, both of whose ends are known: for the button of a page."""
    st.session_state[_PREFIX + "periode"] = (selection.depuis, selection.jusqua)


def query_to_selection(query: Mapping[str, str], client: Client) -> tuple[Selection, list[str]]:
    """The selection that a URL asks for, and what of it means nothing here."""
    refused: list[str] = []
    codes = {one.code for one in client.nomenclature.categories()}
    categories = _known(query.get("categorie"), codes, "catégorie", refused)
    canaux = _known(query.get("canal"), set(client.nomenclature.canaux()) | set(CANAUX), "canal", refused)
    zonage, territoires = _places(query, client, refused)
    start, end = _hours(query.get("heures"), refused)
    compte = query.get("compte", "signalements")
    if compte not in get_args(Compte):
        refused.append(f"compte « {compte} »")
        compte = "signalements"
    depuis, jusqua = (_day(query.get(name), refused) for name in ("depuis", "jusqua"))
    if depuis and jusqua and depuis > jusqua:
        refused.append(f"période du {depuis:%d/%m/%Y} au {jusqua:%d/%m/%Y}, à l'envers")
        depuis = jusqua = None
    try:
        selection = Selection(
            depuis, jusqua, categories, canaux, start, end, zonage, territoires, cast("Compte", compte)
        )
    except ValueRefused as error:
        return Selection(), [*refused, error.message]
    return selection, refused


def _ask(client: Client, etat: Etat, start: Selection, counted: bool) -> Selection:
    depuis, jusqua = _ask_period(etat, start)
    every = {one.code: one.libelle for one in client.nomenclature.categories()}
    families = [one.code for one in client.nomenclature.categories() if one.parent is None]
    options = [*families, *(code for code in start.categories if code not in families)]
    categories = st.multiselect(
        "Catégories",
        options,
        key=_seeded("categories", [code for code in start.categories if code in options]),
        format_func=lambda c: every.get(c, c),
        placeholder="Toutes",
    )
    known = client.nomenclature.canaux()
    canaux = st.multiselect(
        "Canaux",
        known,
        key=_seeded("canaux", [one for one in start.canaux if one in known]),
        format_func=lambda c: label(CANAUX, c),
        placeholder="Tous",
    )
    hours = _ask_hours(start)
    zonage, codes = _ask_places(client, start)
    compte = start.compte
    if counted:
        compte = st.selectbox(
            "Compter",
            list(get_args(Compte)),
            key=_seeded("compte", start.compte),
            format_func=lambda c: {"declarants": "voix distinctes", "problemes": "problèmes distincts"}.get(c, c),
        )
    return Selection(depuis, jusqua, tuple(categories), tuple(canaux), *hours, zonage, codes, compte)


def _seeded(name: str, value: object) -> str:
    """The key of a widget whose first value is ``value``.

    The value is set again at each run: on another page the widget is another one, and would forget it.
    """
    key = _PREFIX + name
    st.session_state[key] = st.session_state.get(key, value)
    return key


def _ask_hours(start: Selection) -> tuple[int | None, int | None]:
    first, last = start.heure_debut, start.heure_fin
    band = (0, 24) if first is None or last is None else (min(first, last), max(first, last))
    wraps = first is not None and last is not None and first > last
    key = _PREFIX + "heures"
    low, high = st.slider(
        "Heures de réception", 0, 24, st.session_state.get(key, band), key=key, format="%d h", help=_HOURS_HELP
    )
    night = st.checkbox("Hors de ces heures (la nuit)", key=_seeded("nuit", wraps), disabled=(low, high) == (0, 24))
    if (low, high) == (0, 24):
        return None, None
    return (high, low) if night else (low, high)


_HOURS_HELP = "Ce qui n'est connu que par son jour n'a pas d'heure : une plage horaire le laisse de côté."


def _ask_period(etat: Etat, start: Selection) -> tuple[dt.date | None, dt.date | None]:
    if etat.premier_jour is None or etat.dernier_jour is None:
        return None, None
    first, last = etat.premier_jour, etat.dernier_jour
    shown = (min(max(start.depuis or first, first), last), max(min(start.jusqua or last, last), first))
    given = st.date_input(
        "Période", key=_seeded("periode", shown), min_value=first, max_value=last, format="DD/MM/YYYY"
    )
    if not isinstance(given, tuple) or len(given) != 2:
        return start.depuis, start.jusqua
    return None if given[0] == first else given[0], None if given[1] == last else given[1]


def _ask_places(client: Client, start: Selection) -> tuple[str | None, tuple[str, ...]]:
    layers = [one.zonage for one in client.zonages.liste() if one.n and one.zonage not in GROUND]
    options = ["", *layers]
    zonage = st.selectbox(
        "Territoires",
        options,
        key=_seeded("zonage", start.zonage if start.zonage in options else ""),
        format_func=lambda z: label(ZONAGES, z) if z else _EVERYWHERE,
    )
    if not zonage:
        return None, ()
    names = {one.code: one.nom for one in client.zonages.territoires(zonage)}
    kept = [code for code in start.territoires if code in names] if zonage == start.zonage else []
    codes = st.multiselect(
        "Lesquels",
        list(names),
        key=_seeded(f"codes-{zonage}", kept),
        format_func=lambda c: names.get(c, c),
        placeholder="Aucun choisi : toute la ville",
    )
    return zonage, tuple(codes)


def _write_query(selection: Selection) -> None:
    """Make the URL say the selection, leaving what other parts of the page keep there."""
    said = {
        "depuis": selection.depuis.isoformat() if selection.depuis else WHOLE,
        "jusqua": selection.jusqua.isoformat() if selection.jusqua else "",
        "categorie": ",".join(selection.categories),
        "canal": ",".join(selection.canaux),
        "heures": "" if selection.heure_debut is None else f"{selection.heure_debut}-{selection.heure_fin}",
        "zonage": selection.zonage or "",
        "codes": ",".join(selection.territoires),
        "compte": "" if selection.compte == "signalements" else selection.compte,
    }
    for key, value in said.items():
        if value and st.query_params.get(key) != value:
            st.query_params[key] = value
        elif not value and key in st.query_params:
            del st.query_params[key]


def _known(text: str | None, known: set[str], what: str, refused: list[str]) -> tuple[str, ...]:
    given = [part for part in (text or "").split(",") if part]
    refused.extend(f"{what} « {part} »" for part in given if part not in known)
    return tuple(part for part in given if part in known)


def _places(query: Mapping[str, str], client: Client, refused: list[str]) -> tuple[str | None, tuple[str, ...]]:
    zonage = query.get("zonage") or None
    if zonage is None:
        return None, ()
    if zonage not in {one.zonage for one in client.zonages.liste() if one.n}:
        refused.append(f"zonage « {zonage} »")
        return None, ()
    known = {one.code for one in client.zonages.territoires(zonage)}
    return zonage, _known(query.get("codes"), known, "territoire", refused)


def _hours(text: str | None, refused: list[str]) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    parts = text.split("-")
    if len(parts) == 2 and all(part.isdecimal() and 0 <= int(part) <= 24 for part in parts):
        return int(parts[0]), int(parts[1])
    refused.append(f"heures « {text} » (écrire par exemple 22-6)")
    return None, None


def _day(text: str | None, refused: list[str]) -> dt.date | None:
    if not text or text == WHOLE:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        refused.append(f"date « {text} » (écrire AAAA-MM-JJ)")
        return None
