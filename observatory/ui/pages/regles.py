"""Which service acts, and by when: the rules of the city, tried on the open files before they are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.calendrier import PARIS
from observatory.domain.envoi import Deplacement, EssaiRegles, Regle, ReglesConnues
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Categorie
from observatory.domain.roles import Role
from observatory.present.labels import LIEUX, label, number, plural
from observatory.ui.session import client, me
from observatory.ui.table_edition import begin_again, csv_exchange, editor_key, show_told, started_from

NAME = "regles"
_SHOWN, _TRIED = "regles-vues", "regles-essai"
TITLE = "Règles d'envoi"
ORIGINS = {
    "base": "Ces règles sont celles de la ville, gardées dans la base.",
    "fichier": "Ces règles sont celles du fichier `regles.csv` ; dès qu'elles sont enregistrées ici, la base fait foi.",
    "programme": "Le fichier `regles.csv` ne peut pas servir : tout va à l'office en attendant.",
}
HELP = (
    "La première règle qui convient décide, dans l'ordre des rangs ; une case vide convient à tout. "
    "**Territoire** : `zonage:code`, ou `qpv:*` pour tous les QPV. **Jours** : `lun-ven`, `sam,dim,feries`. "
    "**Heures** : `22-06` va au-delà de minuit. **Heures ouvrées** : 48 h sont deux jours de service. La dernière "
    "règle prend tout ce qui reste : gardez-la sans condition."
)


def page() -> None:
    """Lay out the rules, what they would move, and where one file would go."""
    st.title(TITLE)
    here = client()
    shown: ReglesConnues = st.session_state.setdefault(_SHOWN, here.regles.liste())
    show_told(NAME)
    st.write(ORIGINS[shown.origine])
    for remarque in shown.remarques:
        st.warning(remarque, icon=":material/rule:")
    with st.expander("Comment elles se lisent", icon=":material/help:"):
        st.markdown(HELP)
    edited = _editor(here, started_from(NAME, shown.regles))
    changed = edited != frame_to_rules(rules_to_frame(shown.regles))
    tried, kept, again = st.columns([1, 1, 2])
    if tried.button("Essayer", icon=":material/science:", width="stretch", disabled=not changed):
        _try(here, edited)
    if kept.button("Enregistrer", icon=":material/save:", type="primary", width="stretch", disabled=not changed):
        _save(here, edited, shown)
    if changed and again.button("Abandonner mes changements", icon=":material/undo:", type="tertiary"):
        _start_again("")
    if not changed:
        again.caption("Changez une règle pour l'essayer sur les dossiers ouverts.")
    if _TRIED in st.session_state:
        _show_trial(here, *st.session_state[_TRIED], in_force=shown.regles)
    csv_exchange(NAME, "regles.csv", here.regles.csv, here.regles.lire_csv)
    _one_file(here)


def rules_to_frame(regles: list[Regle]) -> pd.DataFrame:
    """The rules as the editor shows them, one row each."""
    return pd.DataFrame(
        [{name: getattr(one, name) for name in Regle.__dataclass_fields__} for one in regles],
        columns=list(Regle.__dataclass_fields__),
    )


def frame_to_rules(frame: pd.DataFrame) -> list[Regle]:
    """The rules as they were edited, in the order of their ranks; a row without a rank comes before the last rule.

    What was left empty is empty; a promise without a number is 0, which no rule may promise.
    """
    rows = [row for row in frame.to_dict("records") if any(_text(row[name]) for name in ("categorie", "service"))]
    ranked = [row for row in rows if not pd.isna(row["rang"])]
    new = [row for row in rows if pd.isna(row["rang"])]
    ranked.sort(key=lambda row: float(row["rang"]))
    ordered = [*ranked[:-1], *new, *ranked[-1:]]
    return [_row_to_rule(rank, row) for rank, row in enumerate(ordered, 1)]


def _row_to_rule(rank: int, row: dict[Any, Any]) -> Regle:
    texts = {name: _text(row[name]) for name in Regle.__dataclass_fields__ if name not in _NUMBERS}
    hours = 0 if pd.isna(row["promesse_h"]) else int(row["promesse_h"])
    return Regle(rang=rank, promesse_h=hours, ouvre=row["ouvre"] is True or row["ouvre"] == 1, **texts)


_NUMBERS = ("rang", "promesse_h", "ouvre")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _editor(here: Client, regles: list[Regle]) -> list[Regle]:
    named = {one.categorie for one in regles}
    words = {
        one.code: one.libelle if one.parent is None else f"– {one.libelle}"
        for one in here.nomenclature.categories()
        if one.retiree_le is None or one.code in named
    }
    column = st.column_config
    frame = st.data_editor(
        rules_to_frame(regles),
        key=editor_key(NAME),
        num_rows="dynamic",
        hide_index=True,
        height=520,
        placeholder="–",
        column_config={
            "rang": column.NumberColumn("Rang", width=60, min_value=0, help="1,5 se range entre 1 et 2."),
            "categorie": column.SelectboxColumn(
                "Catégorie", width=128, options=["", *words], format_func=lambda code: words.get(str(code), str(code))
            ),
            "lieu": column.SelectboxColumn(
                "Lieu", width=90, options=["", *LIEUX],
                format_func=lambda code: label(LIEUX, str(code)) if code else "",
            ),
            "territoire": column.TextColumn("Territoire", width=98),
            "jours": column.TextColumn("Jours", width=76),
            "heures": column.TextColumn("Heures", width=80),
            "service": column.TextColumn("Service", width=130, required=True),
            "promesse_h": column.NumberColumn(
                "Délai", width=70, min_value=1, step=1, default=72, help="Promesse, en heures."
            ),
            "ouvre": column.CheckboxColumn("Ouvré", width=74, default=True, help="En heures ouvrées."),
            "escalade": column.TextColumn("Si rompue", width=150, help="Qui prévenir quand la promesse est rompue."),
            "astreinte": column.TextColumn(
                "Astreinte", width=150, help="Qui appeler hors service ; le nom d'une astreinte donne son numéro."
            ),
        },
    )  # fmt: skip
    return frame_to_rules(frame)


def _categories(here: Client) -> list[Categorie]:
    """The categories in use."""
    return [one for one in here.nomenclature.categories() if one.retiree_le is None]


def _try(here: Client, regles: list[Regle]) -> None:
    st.session_state.pop(_TRIED, None)
    try:
        st.session_state[_TRIED] = (regles, here.regles.essai(regles))
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")


def _save(here: Client, regles: list[Regle], shown: ReglesConnues) -> None:
    try:
        kept = here.regles.enregistrer(regles, shown.empreinte)
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    trial = (kept.regles, here.regles.essai(kept.regles))
    told = f"{plural(len(kept.regles), 'règle enregistrée', 'règles enregistrées')}."
    _start_again(f"{told} Les dossiers ouverts restent où ils sont ; voici ce qui changerait.", trial)


def _start_again(words: str, trial: tuple[list[Regle], EssaiRegles] | None = None) -> None:
    """Show the rules in force, without what was being edited; a trial of rules just kept may be applied."""
    for name in (_SHOWN, _TRIED):
        st.session_state.pop(name, None)
    if trial is not None:
        st.session_state[_TRIED] = trial
    begin_again(NAME, words)


def _show_trial(here: Client, regles: list[Regle], essai: EssaiRegles, *, in_force: list[Regle]) -> None:
    st.subheader("Essai sur les dossiers ouverts")
    for column, value, words in zip(
        st.columns(3),
        (essai.dossiers, essai.changent, essai.redates),
        ("Dossiers ouverts", "Changeraient de service", "Changeraient d'échéance seule"),
        strict=True,
    ):
        column.metric(words, number(value), border=True)
    for remarque in essai.remarques:
        st.warning(remarque, icon=":material/rule:")
    if essai.flux:
        st.dataframe(
            [{"De": de or "aucun service", "Vers": vers, "Dossiers": n} for de, vers, n in essai.flux], hide_index=True
        )
    if essai.deplacements:
        shown = len(essai.deplacements)
        which = f"Les {shown} premiers de ces dossiers" if shown < essai.changent else "Ces dossiers, un par un"
        with st.expander(which, icon=":material/list:"):
            st.dataframe([_move_row(one) for one in essai.deplacements], hide_index=True)
    if essai.sans_dossier:
        st.caption(f"Règles qu'aucun dossier ouvert n'utilise : {', '.join(map(str, essai.sans_dossier))}.")
    if not (essai.changent or essai.redates):
        return
    if Role.REGULATEUR not in me().roles:
        st.caption("Un régulateur peut envoyer ces dossiers selon les règles enregistrées.")
    elif regles != in_force:
        st.caption("Enregistrez ces règles pour pouvoir envoyer les dossiers ouverts où elles disent.")
    elif st.button(f"Appliquer à {plural(essai.changent + essai.redates, 'dossier')}", icon=":material/send:"):
        _apply(here)


def _apply(here: Client) -> None:
    try:
        done = here.regles.appliquer()
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    _start_again(f"{plural(done, 'dossier envoyé', 'dossiers envoyés')} selon les règles ; chacun est au journal.")


def _move_row(one: Deplacement) -> dict[str, str]:
    return {
        "Référence": one.reference,
        "Catégorie": one.libelle,
        "De": one.de or "aucun service",
        "Vers": one.vers,
        "Échéance": due_text(one.echeance),
        "Avant": due_text(one.echeance_avant) if one.echeance_avant else "aucune",
        "Règle": str(one.regle),
    }


def due_text(instant: dt.datetime) -> str:
    """A due instant by the clock of Paris: « 05/06/2026 à 18:00 »."""
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}"


def _one_file(here: Client) -> None:
    """Where one file would go by the rules in force."""
    with st.expander("Où irait un dossier ?", icon=":material/alt_route:"):
        known = {one.code: one.libelle for one in _categories(here)}
        first, second, third, fourth = st.columns(4)
        categorie = first.selectbox("Catégorie", list(known), format_func=lambda code: known[code])
        lieu = second.selectbox("Lieu", list(LIEUX), format_func=lambda code: label(LIEUX, code))
        day = third.date_input("Reçu le", client().base.etat().aujourd_hui, format="DD/MM/YYYY")
        hour = fourth.time_input("À", dt.time(10))
        if not st.button("Montrer", icon=":material/alt_route:") or not isinstance(day, dt.date):
            return
        envoi = here.regles.envoi(categorie, lieu, le=dt.datetime.combine(day, hour, PARIS))
        st.write(
            f"**{envoi.service}**, promis sous {envoi.promesse} : avant le {due_text(envoi.echeance)} "
            f"(règle {envoi.regle})."
        )
        if envoi.astreinte:
            st.write(f"À cette heure, appeler : {envoi.astreinte}.")
        if envoi.escalade:
            st.caption(f"Si la promesse est rompue : {envoi.escalade}.")
