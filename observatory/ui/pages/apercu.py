"""Vue d'ensemble: the figures of a selection, how they move, what they are about, what is not located."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.selection import Selection
from observatory.present.charts import category_chart, trend_chart
from observatory.present.labels import COMPTES, COMPTES_MEANING, first_upper, period, plural
from observatory.ui.filters import filters
from observatory.ui.session import client, me
from observatory.ui.tables import show_figures, show_months, show_signalements

LISTED = 100


def page() -> None:
    """Lay out the overview."""
    st.title("Vue d'ensemble")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    selection = filters(here)
    total = here.tables.total(selection)
    st.caption(
        f"{first_upper(period(selection.depuis, selection.jusqua))} · {plural(total.signalements, 'signalement')}. Un "
        "*contact* est un appel ou un message, quelle qu'en soit l'issue, un *signalement* le récit d'un trouble, un "
        "*problème* ce trouble."
    )
    if not total.signalements:
        show_nothing_found()
        return
    show_figures(here.apercu.chiffres(selection))
    _trend_and_categories(here, selection)
    _not_located(here, selection, total.non_localises)


def show_empty_base() -> None:
    """What is shown where a base holds no signalement yet."""
    with st.container(border=True):
        st.subheader(":material/inbox: Pas encore de signalement")
        st.write("Cette base est prête, mais vide. Importez des adresses, des quartiers, puis vos signalements.")
        if "mettre-en-service" in me().pages:
            st.markdown("Commencez par la page **:material/checklist: Mettre en service**, dans le menu.")
        else:
            st.markdown("L'administrateur a pour cela la page **:material/checklist: Mettre en service**.")


def show_nothing_found() -> None:
    """What is shown where a selection keeps nothing."""
    with st.container(border=True):
        st.subheader(":material/search_off: Aucun signalement ne répond à ces filtres")
        st.write("Élargissez la période, ou enlevez une catégorie, un canal, une plage horaire ou un territoire.")


def _trend_and_categories(here: Client, selection: Selection) -> None:
    counted = COMPTES[selection.compte]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Mois par mois")
        months = here.apercu.mois(selection)
        st.altair_chart(trend_chart(months), alt="Tendance mensuelle ; les nombres sont dans le tableau qui suit.")
        show_months(months)
    with right:
        st.subheader("De quoi il s'agit")
        table = here.apercu.categories(selection)
        st.altair_chart(category_chart(table), alt="Catégories les plus fréquentes, avec leur nombre et leur part.")
    st.caption(
        f"Ces deux graphiques comptent des {plural(2, counted).split()[-1]} : {COMPTES_MEANING[selection.compte]}."
    )


def _not_located(here: Client, selection: Selection, waiting: int) -> None:
    st.subheader("Ce qui n'est pas localisé")
    if not waiting:
        st.write(":material/check_circle: Tous les signalements de la sélection ont une position.")
        return
    st.write(
        f"{plural(waiting, 'signalement')} sans position : comptés dans tous les totaux, absents des cartes et des "
        "territoires. Une adresse complétée suffit souvent."
    )
    with st.expander(f"Voir la liste à localiser{f' (les {LISTED} plus récents)' if waiting > LISTED else ''}"):
        show_signalements(here.signalements.liste(selection, limit=LISTED, non_localises=True))
