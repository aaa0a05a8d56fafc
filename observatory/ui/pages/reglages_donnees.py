"""How long data are kept, and what is looked at on a walk."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.conservation import CLOTURE, GENRES
from observatory.domain.questionnaire import BETTER, GenreQuestion
from observatory.domain.reglage import (
    CONSERVATION,
    ENQUETE_INSECURITE,
    ENQUETE_SATISFACTION,
    GRILLE_DIAGNOSTIC,
    GRILLE_MARCHE,
    Reglage,
    Rows,
    duration_bounds,
)
from observatory.ui.session import client
from observatory.ui.setting_part import (
    frame_to_rows,
    heading,
    save_button,
    settings_by_key,
    show_history,
    table_setting,
)
from observatory.ui.table_edition import begun_from, csv_exchange, editor_key, started_from

_STARTS = {CLOTURE: "clôture", "evenement": "événement"}


def retention() -> None:
    """Lay out how long each kind of data is kept, with the bounds of each duration."""
    st.title("Conservation")
    here = client()
    one = begun_from(CONSERVATION, settings_by_key(here)[CONSERVATION])
    st.write("Passé sa durée, une donnée est effacée de la base et des sauvegardes par la purge ; les comptes restent.")
    mine = heading(one, named=False)
    edited = _editor(here, one, mine)
    if mine:
        save_button(here, one, edited, _durations(here, []))
        csv_exchange(
            CONSERVATION, "conservation.csv", lambda: here.reglages.csv(CONSERVATION),
            lambda text: here.reglages.lire_csv(CONSERVATION, text),
        )  # fmt: skip
    show_history(here, one)


def grids() -> None:
    """Lay out the two grids of walks."""
    st.title("Grilles de marche")
    st.write("À chaque arrêt, une note de **0** (rien ne va) à **3** (tout va) par question.")
    here = client()
    known = settings_by_key(here)
    text = st.column_config.TextColumn
    config = {
        "code": text("Code", width=90, required=True),
        "principe": text("Principe", width=170, required=True),
        "question": text("Question", width=300, required=True),
        "zero": text("0 veut dire", width=120, required=True),
        "trois": text("3 veut dire", width=120, required=True),
    }
    walk, diagnosis = st.tabs(["Marche exploratoire", "Diagnostic en marchant"])
    with walk:
        table_setting(here, known[GRILLE_MARCHE], config, height=480)
    with diagnosis:
        table_setting(here, known[GRILLE_DIAGNOSTIC], config, height=480)


def questionnaires() -> None:
    """Lay out the two questionnaires of surveys."""
    st.title("Questionnaires")
    st.write(
        "Les réponses d'une question s'écrivent avec des barres entre elles : **Oui | Non**. « Retenues » : celles "
        "dont on suit la part d'une vague à l'autre. Une enquête garde les questions du jour où elle a été créée."
    )
    here = client()
    known = settings_by_key(here)
    text, choice = st.column_config.TextColumn, st.column_config.SelectboxColumn
    config = {
        "code": text("Code", width=90, required=True),
        "genre": choice("Genre", width=90, options=list(GenreQuestion), required=True),
        "titre": text("Titre court", width=140, required=True),
        "question": text("Question", width=280, required=True),
        "reponses": text("Réponses", width=220),
        "retenues": text("Retenues", width=120),
        "mieux": choice("Mieux si", width=80, options=[one for one in BETTER if one]),
        "source": text("Mots de l'enquête", width=130),
    }
    insecurity, satisfaction = st.tabs(["Sentiment d'insécurité", "Satisfaction"])
    with insecurity:
        table_setting(here, known[ENQUETE_INSECURITE], config, height=430)
    with satisfaction:
        table_setting(here, known[ENQUETE_SATISFACTION], config, height=400)


def _editor(here: Client, one: Reglage, mine: bool) -> Rows:
    rules = {rule.genre: rule for rule in here.memoire.durees()}
    rows = _durations(here, started_from(CONSERVATION, []))
    frame = pd.DataFrame(rows)
    frame["mois_sans_cloture"] = frame["mois_sans_cloture"].astype("Int64")
    frame.insert(1, "objet", [rules[genre].objet for genre in frame["genre"]])
    frame["depart"] = [_STARTS[GENRES[genre]] for genre in frame["genre"]]
    frame["bornes"] = ["{} à {}".format(*duration_bounds(genre)) for genre in frame["genre"]]
    edited = st.data_editor(
        frame,
        key=editor_key(CONSERVATION),
        hide_index=True,
        height="content",
        placeholder="–",
        disabled=["genre", "objet", "depart", "bornes"] if mine else True,
        column_config={
            "genre": st.column_config.TextColumn("Genre", width=98),
            "objet": st.column_config.TextColumn("Ce qui est gardé", width=322),
            "mois": st.column_config.NumberColumn("Mois", width=76, min_value=0, max_value=120, step=1),
            "mois_sans_cloture": st.column_config.NumberColumn(
                "Jamais clos", width=104, min_value=0, max_value=120, step=1
            ),
            "depart": st.column_config.TextColumn("À partir de", width=124),
            "bornes": st.column_config.TextColumn("Bornes", width=90, help="En mois."),
        },
    )
    return frame_to_rows(edited[["genre", "mois", "mois_sans_cloture"]])


def _durations(here: Client, rows: Rows) -> Rows:
    """The durations in force, with those of ``rows`` in their places."""
    brought = {row["genre"]: row for row in rows}
    return [
        brought.get(rule.genre, {"genre": rule.genre, "mois": rule.mois, "mois_sans_cloture": rule.mois_sans_cloture})
        for rule in here.memoire.durees()
    ]
