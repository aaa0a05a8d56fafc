"""A constat typed from paper, with its pictures: each says where it puts the constat, which may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import streamlit as st

from observatory.client import Client
from observatory.domain.constat import LONGEST_TEXT, MOST_PHOTOS
from observatory.domain.errors import ObservatoryError
from observatory.domain.saisie import Feuille, LieuPhoto, Saisie
from observatory.domain.transmission import LARGEST_PHOTO
from observatory.present.labels import instant, number
from observatory.present.restitution import constat_line_of, stop_name

AT_PHOTO, AT_STOP, AT_ADDRESS = "Là où la photo a été prise", "À l'arrêt", "À une adresse"
_TURN = "saisie-constat-tour"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the form says of a constat."""

    arret: int | None
    positif: bool
    categorie: str | None
    texte: str
    adresse: str
    lieu: LieuPhoto | None


def constat_part(here: Client, told: Saisie, sheet: Feuille) -> None:
    """What is typed already, then the form of the next constat."""
    names = {one.code: one.libelle for one in here.nomenclature.categories()}
    for one in sheet.constats:
        photos = f", {len(one.photos)} photo{'s' if len(one.photos) > 1 else ''}" if one.photos else ""
        words = constat_line_of(positif=one.positif, libelle=names.get(one.categorie or "", ""))
        st.markdown(f"- **{words}** · {stop_name(told.marche, one.arret)}{photos}  \n{one.texte}")
    turn = st.session_state.setdefault(_TURN, 0)
    key = f"saisie-constat-{told.marche.ident}-{sheet.nom}-{turn}"
    st.markdown("**Nouveau constat**")
    brought = st.file_uploader(
        f"Photos (facultatif, {MOST_PHOTOS} au plus, JPEG, PNG ou WebP de {LARGEST_PHOTO // 2**20} Mo ; ni visage, "
        "ni plaque)",
        type=["jpg", "jpeg", "png", "webp"], accept_multiple_files=True, max_upload_size=LARGEST_PHOTO // 2**20,
        key=f"{key}-photos",
    )  # fmt: skip
    files = [one.getvalue() for one in brought]
    places = _places(here, told, files)
    if places is None:
        return
    sent = _form(told, names, next((one for one in places if one.lat is not None), None), key)
    if sent is not None:
        _keep(here, told, sheet, sent, files, next((one for one in places if one.le is not None), None))


def _places(here: Client, told: Saisie, files: list[bytes]) -> list[LieuPhoto] | None:
    """Where each picture says that it was taken, told; None where one cannot be read."""
    if len(files) > MOST_PHOTOS:
        st.error(f"{len(files)} photos : {MOST_PHOTOS} au plus par constat. Retirez celles de trop.")
        return None
    found = []
    for rank, file in enumerate(files, 1):
        try:
            one = here.saisie.lieu_photo(told.marche.ident, file)
        except ObservatoryError as error:
            st.error(f"{error.message} (photo {rank})")
            return None
        found.append(one)
        when = f", {instant(one.le)}" if one.le else ""
        if one.lat is None:
            st.caption(f":material/location_off: La photo {rank} ne dit pas de lieu de cette marche{when}.")
        else:
            near = f", à {number(one.metres)} m de « {stop_name(told.marche, one.arret)} »" if one.arret else ""
            st.caption(f":material/location_on: Photo {rank} : {one.rue or 'rue inconnue'}{near}{when}.")
    if files:
        st.caption("Le lieu et l'heure sont lus, puis effacés de la photo. Elle sera relue avant d'être montrée.")
    return found


def _form(told: Saisie, names: dict[str, str], photo: LieuPhoto | None, key: str) -> _Sent | None:
    """The fields of a constat; None until it is sent. A refusal leaves them as they are."""
    positif = st.segmented_control("Ce constat", ("À améliorer", "Positif"), default="À améliorer", key=f"{key}-sens")
    ways = [*([AT_PHOTO] if photo else []), AT_STOP, AT_ADDRESS]
    where = st.segmented_control("Où", ways, default=ways[0], key=f"{key}-ou-{len(ways)}") or ways[0]
    with st.form(key, border=False):
        stops = [one.ident for one in told.marche.plan.arrets]
        first = stops.index(photo.arret) if photo and photo.arret in stops else 0
        arret = st.selectbox(
            "Arrêt", stops, index=first, format_func=lambda one: stop_name(told.marche, one),
            key=f"{key}-arret-{first}",
        )  # fmt: skip
        adresse = ""
        if where == AT_ADDRESS:
            adresse = st.text_input("Adresse ou carrefour", key=f"{key}-adresse", placeholder="12 quai des Thoniers")
        categorie = st.selectbox(
            "Catégorie", list(names), index=None, format_func=names.__getitem__, key=f"{key}-categorie",
            placeholder="à choisir (facultatif si c'est positif)",
        )  # fmt: skip
        texte = st.text_area(
            "Ce qui est écrit", max_chars=LONGEST_TEXT, height=80, key=f"{key}-texte",
            placeholder="des faits seulement : ni nom, ni numéro de téléphone",
        )  # fmt: skip
        if not st.form_submit_button("Enregistrer le constat", type="primary", icon=":material/check:"):
            return None
    if where == AT_ADDRESS and not adresse.strip():
        st.error("Tapez l'adresse, ou placez le constat à l'arrêt.")
        return None
    return _Sent(arret, positif == "Positif", categorie, texte, adresse, photo if where == AT_PHOTO else None)


def _keep(here: Client, told: Saisie, sheet: Feuille, sent: _Sent, files: list[bytes], dated: LieuPhoto | None) -> None:
    """Keep the constat, then its pictures, which were read once already."""
    cle = f"saisie-{uuid4().hex}"
    lieu = sent.lieu
    try:
        here.saisie.constat(
            told.marche.ident, sheet.nom, cle, sent.arret, sent.positif, sent.categorie, sent.texte, sent.adresse,
            lieu.lat if lieu else None, lieu.lon if lieu else None, dated.le if dated else None,
        )  # fmt: skip
        for rank, file in enumerate(files, 1):
            here.saisie.photo(told.marche.ident, sheet.nom, f"{cle}-p{rank}", cle, file)
    except ObservatoryError as error:
        st.error(error.message)
        return
    st.session_state[_TURN] += 1
    st.session_state["saisie-dit"] = "Constat enregistré."
    st.rerun()
