"""Operations about what a city sets on screen."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from observatory.domain.nomenclature import LigneNomenclature
from observatory.domain.records import Identite
from observatory.domain.reglage import LOGO, TELEPHONES, Reglage
from observatory.operations.core import Context, operation
from observatory.pipeline import reglages
from observatory.pipeline.charte import set_template
from observatory.pipeline.nomenclature import nomenclature_save
from observatory.pipeline.territoires import draw_territory
from observatory.present.logo import picture_to_png
from observatory.store.fichier_csv import table_to_text
from observatory.store.reference import NOMENCLATURE_COLUMNS, nomenclature_lines, nomenclature_text


@operation("reglages.liste")
def reglages_liste(context: Context) -> list[Reglage]:
    """Every setting that the account may read, with its value in force."""
    return reglages.settings_seen(context.office, context.account)


@operation("reglages.enregistrer")
def reglages_enregistrer(context: Context, cle: str, valeur: Any, connu: Reglage | None = None) -> Reglage:
    """Keep a value of a setting from now on; who may is said for each setting (``domain.reglage``).

    ``connu`` is the value that was shown: refused where somebody else kept another since.
    """
    return reglages.set_setting(context.office, cle, valeur, account=context.account, known=connu)


@operation("reglages.historique")
def reglages_historique(context: Context, cle: str) -> list[Reglage]:
    """Every value that a setting had, newest first."""
    return reglages.history(context.office, cle, context.account)


@operation("reglages.revenir")
def reglages_revenir(context: Context, cle: str, depuis: dt.datetime) -> Reglage:
    """Set the value that a setting had from an instant, anew."""
    return reglages.set_back(context.office, cle, depuis, context.account)


@operation("reglages.csv")
def reglages_csv(context: Context, cle: str) -> str:
    """A table of settings as CSV."""
    return reglages.setting_csv(context.office, cle, context.account)


@operation("reglages.lire_csv")
def reglages_lire_csv(context: Context, cle: str, texte: str) -> list[dict[str, Any]]:
    """The rows of a text of CSV, checked; nothing is kept."""
    return reglages.csv_to_setting(cle, texte)


@operation("reglages.logo")
def reglages_logo(context: Context, contenu: bytes) -> Reglage:
    """Keep a picture as the city's logo, drawn anew; empty takes the logo away."""
    value = {"png": base64.b64encode(picture_to_png(contenu)).decode()} if contenu else {}
    return reglages.set_setting(context.office, LOGO, value, account=context.account)


@operation("reglages.modele")
def reglages_modele(context: Context, nom: str, contenu: bytes) -> Reglage:
    """Keep a template (.pptx) for slides, whose layouts were found; empty takes the city's away."""
    return set_template(context.office, nom, contenu, context.account)


@operation("reglages.identite")
def reglages_identite(context: Context) -> Identite:
    """The logo and the phone numbers of the office, for the head of every page."""
    logo = reglages.setting(context.office, LOGO, {}).get("png", "")
    numbers = reglages.setting(context.office, TELEPHONES, [])
    return Identite(logo, [(one["nom"], one["numero"]) for one in numbers])


@operation("nomenclature.lignes")
def nomenclature_lignes(context: Context) -> list[LigneNomenclature]:
    """The nomenclature as it is edited, with how many signalements bear each code."""
    return nomenclature_lines(context.office.database)


@operation("nomenclature.enregistrer")
def nomenclature_enregistrer(
    context: Context, table: list[LigneNomenclature], connu: list[LigneNomenclature] | None = None
) -> list[LigneNomenclature]:
    """Keep a whole nomenclature; a line that is left out is retired, never deleted.

    ``connu`` is the nomenclature that was shown: refused where somebody else kept another since.
    """
    return nomenclature_save(context.office, table, context.account.name, connu)


@operation("nomenclature.csv")
def nomenclature_csv(context: Context) -> str:
    """The nomenclature as CSV."""
    rows = [
        {name: getattr(one, name) for name in NOMENCLATURE_COLUMNS}
        for one in nomenclature_lines(context.office.database)
    ]
    return table_to_text(rows, NOMENCLATURE_COLUMNS)


@operation("nomenclature.lire_csv")
def nomenclature_lire_csv(context: Context, texte: str) -> list[LigneNomenclature]:
    """The nomenclature of a text of CSV; nothing is kept."""
    return nomenclature_text(texte)


@operation("territoires.dessiner")
def territoires_dessiner(
    context: Context,
    zonage: str,
    nom: str,
    contour: list[tuple[float, float]],
    code: str = "",
    depuis: dt.date | None = None,
    jusqua: dt.date | None = None,
) -> int:
    """Keep a territory whose corners (latitude, longitude) were drawn on a map; gives how many it holds."""
    return draw_territory(
        context.office, zonage, nom, contour, code=code, depuis=depuis, jusqua=jusqua, auteur=context.account.name
    )
