"""The look of the city's documents: two colours, and a template of its own for slides."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.charte_ville import LARGEST_MODELE, LEAST_CONTRAST, contrast
from observatory.domain.edition import Charte
from observatory.domain.reglage import CHARTE, MODELE_DIAPOS, Reglage
from observatory.present.labels import NO_BREAK, number
from observatory.ui.session import client
from observatory.ui.setting_part import heading, save_button, settings_by_key, show_history
from observatory.ui.table_edition import attempt, begun_from, editor_key

NEEDED = """
Dans PowerPoint ou Impress, le modèle a :

- une disposition « Diapositive de titre », avec un titre et un sous-titre ;
- une disposition « Titre seul » (ou « Titre et contenu »), avec un titre ;
- de la place sous le titre : au moins 17 cm sur 8 cm.

Les diapositives déjà là sont retirées. Les couleurs, les polices et le logo du modèle sont gardés. Un modèle en 4:3
convient aussi. Ni macro, ni .potx : enregistrez-le en .pptx.
"""


def look() -> None:
    """Lay out the colours and the template."""
    st.title("Couleurs et modèle des documents")
    here = client()
    known = settings_by_key(here)
    _colours(here, begun_from(CHARTE, known[CHARTE]))
    _template(here, known[MODELE_DIAPOS])


def _colours(here: Client, one: Reglage) -> None:
    mine = heading(one)
    own = Charte()
    kept = {"couleur": own.couleur, "accent": own.accent} | one.valeur
    left, right, _ = st.columns([1, 1, 2])
    chosen = {
        "couleur": left.color_picker(
            "Couleur principale", kept["couleur"], key=f"{editor_key(CHARTE)}-couleur", disabled=not mine,
            help="Titres, têtes de tableaux, première série des graphiques.",
        ),
        "accent": right.color_picker(
            "Couleur d'accent", kept["accent"], key=f"{editor_key(CHARTE)}-accent", disabled=not mine,
            help="Encadrés, deuxième série des graphiques.",
        ),
    }  # fmt: skip
    for name, words in (("couleur", "principale"), ("accent", "d'accent")):
        found = contrast(chosen[name], "#ffffff")
        if found < LEAST_CONTRAST:
            st.warning(
                f"La couleur {words} se lit mal sur du blanc : contraste {number(found, 1)}{NO_BREAK}pour{NO_BREAK}1, "
                f"il faut {number(LEAST_CONTRAST, 1)}. Foncez-la.",
                icon=":material/contrast:",
            )
    st.caption("Les cartes gardent leurs couleurs : elles se lisent aussi en noir et blanc.")
    if mine:
        save_button(here, one, chosen, kept)
    show_history(here, one, lambda value: f"{value['couleur']}, {value['accent']}" if value else "celles du programme")


def _template(here: Client, one: Reglage) -> None:
    mine = heading(one)
    kept = one.valeur
    if kept:
        st.write(f"En service : « {kept['nom']} » ({number(kept['octets'] / 1024)}{NO_BREAK}Ko).")
    else:
        st.write("Aucun : les présentations ont l'aspect sobre du programme, avec le logo et les couleurs de la ville.")
    with st.expander("Ce que le modèle doit avoir", icon=":material/help:"):
        st.markdown(NEEDED)
    if not mine:
        return
    most = LARGEST_MODELE // 2**20
    sent = st.file_uploader(
        f"Modèle PowerPoint (.pptx, {most} Mo au plus)", type=["pptx"], key=editor_key(MODELE_DIAPOS),
        max_upload_size=most,
    )  # fmt: skip
    if sent is not None and st.button("Prendre ce modèle", type="primary"):
        name, content = sent.name, sent.getvalue()
        attempt(
            MODELE_DIAPOS, lambda: here.reglages.modele(name, content), "Modèle enregistré : il sert dès maintenant."
        )
    if kept and st.button("Retirer le modèle", icon=":material/close:"):
        attempt(MODELE_DIAPOS, lambda: here.reglages.modele("", b""), "Modèle retiré.")
