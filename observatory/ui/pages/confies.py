"""What is entrusted to the partner's own service, and nothing of any other."""

from __future__ import annotations

import streamlit as st

from observatory.present.labels import plural
from observatory.ui.session import client

_SHOWN = 200


def page() -> None:
    """Lay out the files of the account's services, newest first."""
    st.title("Confié à mon service")
    table = client().signalements.confies(limit=_SHOWN).to_pandas()
    if table.empty:
        st.info("Rien n'est confié à votre service pour le moment.", icon=":material/inbox:")
        return
    waiting = int(table["clos_le"].isna().sum())
    st.write(f"**{plural(waiting, 'dossier')}** en attente parmi les {len(table)} derniers.")
    table["place"] = [_place(row) for row in table.to_dict("records")]
    plates = ["plaque"] if table["plaque"].notna().any() else []
    st.dataframe(
        table[["reference", "recu_le", "echeance", "libelle", "place", "description", *plates, "statut", "service"]],
        hide_index=True,
        height=560,
        column_config={
            "reference": "Référence",
            "recu_le": st.column_config.DatetimeColumn("Reçu le", format="DD/MM/YYYY HH:mm", timezone="Europe/Paris"),
            "echeance": st.column_config.DatetimeColumn(
                "Promis avant", format="DD/MM/YYYY HH:mm", timezone="Europe/Paris"
            ),
            "plaque": "Plaque",
            "libelle": "Catégorie",
            "place": st.column_config.TextColumn("Lieu", width="medium"),
            "description": st.column_config.TextColumn("Récit", width="large"),
            "statut": "État",
            "service": "Service",
        },
    )
    st.caption(
        "Chaque consultation est inscrite au journal des accès. Ne recopiez pas ces récits hors de votre service."
    )


def _place(row: dict[str, object]) -> str:
    parts = (row["adresse_trouvee"], row["residence"], row["batiment"], row["hall"], row["etage"])
    return ", ".join(str(one) for one in parts if isinstance(one, str) and one) or "lieu à préciser"
