"""What the office sets of itself: hours, astreintes, staff, texts, numbers, logo."""

from __future__ import annotations

import base64

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.calendrier import GENRES_DE_JOUR
from observatory.domain.reglage import (
    ASTREINTES,
    EFFECTIFS,
    HORAIRES,
    LARGEST_LOGO,
    LOGO,
    MARQUES,
    MOST_OPERATORS,
    TELEPHONES,
    TEXTES,
    TEXTES_NOMS,
    TEXTES_PAR_DEFAUT,
    Reglage,
    Rows,
)
from observatory.ui.session import client
from observatory.ui.setting_part import heading, save_button, settings_by_key, show_history, table_setting
from observatory.ui.table_edition import attempt, begun_from, csv_exchange, editor_key, started_from

DAYS = {"lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi", "sam": "samedi",
        "dim": "dimanche", "feries": "jours fériés"}  # fmt: skip


def hours() -> None:
    """Lay out the hours of service and the table of astreintes."""
    st.title("Horaires et astreintes")
    here = client()
    known = settings_by_key(here)
    _opening(here, known[HORAIRES])
    text = st.column_config.TextColumn
    st.write("Une règle d'envoi qui nomme une astreinte de cette table donne son numéro au bureau.")
    table_setting(
        here,
        known[ASTREINTES],
        {
            "nom": text("Astreinte", width=280, required=True),
            "numero": text("Numéro", width=160, required=True),
            "quand": text("Quand", width=320),
        },
        height=220,
    )


def staff() -> None:
    """Lay out how many operators are at the desk, hour by hour."""
    st.title("Effectifs")
    here = client()
    one = begun_from(EFFECTIFS, settings_by_key(here)[EFFECTIFS])
    mine = heading(one, named=False)
    st.write("Une case vide : non dit. Les heures sont celles de Paris ; « 9 h » va de 9 h à 10 h.")
    edited = st.data_editor(
        staff_to_frame(started_from(EFFECTIFS, one.valeur)),
        key=editor_key(EFFECTIFS),
        disabled=["heure"] if mine else True,
        hide_index=True,
        height=480,
        placeholder="–",
        column_config={"heure": st.column_config.TextColumn("Heure", width=80)}
        | {
            day: st.column_config.NumberColumn(
                name.capitalize(), width=84, min_value=0, max_value=MOST_OPERATORS, step=1
            )
            for day, name in DAYS.items()
        },
    )
    if mine:
        save_button(here, one, frame_to_staff(edited), _ordered(one.valeur))
        csv_exchange(
            EFFECTIFS, "effectifs.csv", lambda: here.reglages.csv(EFFECTIFS),
            lambda text: here.reglages.lire_csv(EFFECTIFS, text),
        )  # fmt: skip
    show_history(here, one)


def texts() -> None:
    """Lay out the sentence read to callers and those of the retour."""
    st.title("Textes")
    here = client()
    one = begun_from(TEXTES, settings_by_key(here)[TEXTES], touched=True)
    marks = ", ".join(f"`{{{name}}}`" for name in sorted(MARQUES))
    st.write(f"Un texte vidé reprend celui d'origine. Les phrases de retour se complètent par {marks}.")
    mine = heading(one, named=False)
    own = {row["code"]: row["texte"] for row in started_from(TEXTES, one.valeur)}
    rows = []
    for code, name in TEXTES_NOMS.items():
        shown = own.get(code, TEXTES_PAR_DEFAUT[code])
        said = st.text_area(name, shown, max_chars=600, key=f"{editor_key(TEXTES)}-{code}", disabled=not mine).strip()
        if said and said != TEXTES_PAR_DEFAUT[code]:
            rows.append({"code": code, "texte": said})
    if mine:
        save_button(here, one, rows, [row for code in TEXTES_NOMS for row in one.valeur if row["code"] == code])
        csv_exchange(
            TEXTES, "textes.csv", lambda: here.reglages.csv(TEXTES), lambda text: here.reglages.lire_csv(TEXTES, text)
        )
    show_history(here, one)


def identity() -> None:
    """Lay out the office's numbers and the city's logo."""
    st.title("Téléphones et logo")
    here = client()
    known = settings_by_key(here)
    text = st.column_config.TextColumn
    table_setting(
        here,
        known[TELEPHONES],
        {
            "nom": text("Ligne", width=240, required=True),
            "numero": text("Numéro", width=160, required=True),
            "quand": text("Quand", width=320),
        },
        height=180,
    )
    _logo(here, known[LOGO])


def staff_to_frame(rows: Rows) -> pd.DataFrame:
    """Staff as a grid: a row for each hour, a column for each kind of day."""
    told = {(row["jour"], int(row["heure"])): row["operateurs"] for row in rows}
    frame = pd.DataFrame({"heure": [f"{hour} h" for hour in range(24)]})
    for day in GENRES_DE_JOUR:
        frame[day] = pd.array([told.get((day, hour)) for hour in range(24)], dtype="Int64")
    return frame


def frame_to_staff(frame: pd.DataFrame) -> Rows:
    """The grid as rows, by day then hour; an empty cell is no row."""
    return [
        {"jour": day, "heure": hour, "operateurs": int(frame[day].iloc[hour])}
        for day in GENRES_DE_JOUR
        for hour in range(24)
        if not pd.isna(frame[day].iloc[hour])
    ]


def _ordered(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: (GENRES_DE_JOUR.index(row["jour"]), row["heure"]))


def _opening(here: Client, one: Reglage) -> None:
    mine = heading(one)
    said = st.text_input(
        "Jours et heures de service", one.valeur, key=editor_key(HORAIRES), disabled=not mine, max_chars=60,
        help="Par exemple « lun-ven 08-18 » ou « lun-sam 08:30-19 ». Les jours fériés sont comptés à part.",
    )  # fmt: skip
    if mine:
        st.caption("Les promesses déjà données gardent leur échéance ; les suivantes comptent avec ces heures.")
        save_button(here, one, said.strip(), one.valeur)
    show_history(here, one)


def _logo(here: Client, one: Reglage) -> None:
    mine = heading(one)
    png: str = one.valeur.get("png", "")
    if png:
        st.image(base64.b64decode(png), width=160)
    if not mine:
        return
    sent = st.file_uploader(
        "Image (PNG, JPEG, WebP ou SVG, 1 Mo au plus)",
        type=["png", "jpg", "jpeg", "webp", "svg"],
        key=editor_key(LOGO),
        max_upload_size=1,
    )
    st.caption(f"{LARGEST_LOGO // 1024} Ko au plus. L'image est redessinée ; un SVG ne doit faire que dessiner.")
    if sent is not None and st.button("Prendre cette image", type="primary"):
        content: bytes = sent.getvalue()
        attempt(LOGO, lambda: here.reglages.logo(content), "Logo enregistré : il paraît en tête du menu.")
    if png and st.button("Retirer le logo", icon=":material/close:"):
        attempt(LOGO, lambda: here.reglages.logo(b""), "Logo retiré.")
