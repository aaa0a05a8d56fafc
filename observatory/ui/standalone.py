"""When ``app.py`` is started alone (``streamlit run app.py``): an analyst's laptop, this machine only."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime

from observatory.settings import load_settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def address_refusal(address: str | None) -> str | None:
    """Why the dashboard may not be served on ``address``, in French, or None where it may.

    No address at all means every address of the machine; a Unix socket is this machine.
    """
    if address is not None and (address in LOOPBACK or address.startswith("unix://")):
        return None
    return (
        f"Ce tableau de bord est lancé sur « {address or 'toutes les adresses de la machine'} », sans porte d'entrée : "
        "n'importe qui lirait les données des habitants. Il n'affiche donc rien. Pour ouvrir l'office, lancez "
        "« observatory serve » ; pour travailler seul sur votre machine, lancez "
        "« streamlit run app.py --server.address 127.0.0.1 »."
    )


def check_address() -> None:
    """Stop the script, with the reason on the page, where it is served beyond this machine."""
    refusal = address_refusal(st.get_option("server.address")) if runtime.exists() else None
    if refusal is not None:
        st.error(refusal)
        st.stop()


def started_by_owner() -> bool:
    """Whether an owner started this process, and so serves ``/carte/…`` at the address of these pages."""
    return load_settings().owner_endpoint is not None
