"""The city's look for its documents: logo, colours, template for slides, as they are set."""

from __future__ import annotations

import base64

from observatory.domain.edition import Charte
from observatory.domain.reglage import CHARTE, LOGO, MODELE_DIAPOS, Reglage
from observatory.domain.roles import Account
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import set_setting, setting
from observatory.present.diapos_modele import check_template


def charte_of(office: Office) -> Charte:
    """The logo and the colours of the city; the program's own colours where it set none."""
    logo = base64.b64decode(setting(office, LOGO, {}).get("png", ""))
    return Charte(logo, **setting(office, CHARTE, {}))


def modele_of(office: Office) -> bytes | None:
    """The city's template for slides; None where it has none."""
    kept = setting(office, MODELE_DIAPOS, {})
    return base64.b64decode(kept["pptx"]) if kept else None


def set_template(office: Office, nom: str, contenu: bytes, account: Account) -> Reglage:
    """Keep a template for slides once it was read; an empty one takes the city's away.

    Raises
    ------
    NotAllowed
    ValueRefused
        Saying what the template lacks.
    """
    if contenu:
        check_template(contenu)
    value = {"nom": nom, "pptx": base64.b64encode(contenu).decode()} if contenu else {}
    return set_setting(office, MODELE_DIAPOS, value, account=account)
