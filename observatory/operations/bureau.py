"""Operations of the call desk: what it opens with, hears, looks up, keeps and corrects."""

from __future__ import annotations

import datetime as dt

from observatory.domain.appel import Appel, Appelant, Consigne, Correction, Depart, Dossier, Ecoute, Enregistre, Trouve
from observatory.domain.quand import Moment
from observatory.operations.core import Context, operation
from observatory.pipeline import bureau, consignes, dossiers, ecoute
from observatory.store.appels import contacts_of_day


@operation("bureau.ouvrir")
def bureau_ouvrir(context: Context) -> Depart:
    """What the desk of this account begins with."""
    return ecoute.desk_opened(context.office, context.account)


@operation("bureau.enregistrer")
def bureau_enregistrer(context: Context, appel: Appel) -> Enregistre:
    """Keep a call, once however often it is sent; its draft is forgotten."""
    kept = bureau.save_call(context.office, appel, context.account.name, context.account.territoires)
    context.office.drafts().drop(context.account.name, appel.cle)
    return kept


@operation("bureau.brouillon")
def bureau_brouillon(context: Context, cle: str, contenu: str) -> None:
    """Keep a call that is under way, as it was typed so far."""
    ecoute.draft_keep(context.office, context.account.name, cle, contenu)


@operation("bureau.oublier")
def bureau_oublier(context: Context, cle: str) -> None:
    """Give up a call that is under way."""
    context.office.drafts().give_up(context.account.name, cle)


@operation("bureau.ecouter")
def bureau_ecouter(context: Context, texte: str) -> Ecoute:
    """What the words typed so far say: persons to leave out, whom to call instead, the category, when."""
    return ecoute.heard(context.office, texte)


@operation("bureau.quand")
def bureau_quand(context: Context, texte: str, le: dt.datetime | None = None) -> Moment | None:
    """When something happened, from what the caller said at ``le``; None where it is not understood."""
    return ecoute.moment(context.office, texte, le)


def _callers_files(found: Appelant | None) -> list[str]:
    return [] if found is None else [one.reference for one in found.dossiers if one.reference]


@operation("bureau.appelant", keys=_callers_files)
def bureau_appelant(context: Context, telephone: str) -> Appelant | None:
    """Who calls, by the hash of the number, and what they told before; None for somebody new.

    Raises
    ------
    ValueRefused
        When it is no phone number.
    """
    return ecoute.caller(context.office, telephone, context.account.territoires)


@operation("bureau.dossier", keys=lambda found: [found.reference])
def bureau_dossier(context: Context, reference: str) -> Dossier:
    """A file as it stands, by its reference."""
    return dossiers.file_open(context.office, reference, context.account.territoires)


@operation("bureau.corriger", keys=lambda found: [found.reference])
def bureau_corriger(context: Context, reference: str, version: int, changement: Correction) -> Dossier:
    """Change a file that nobody changed since it was read."""
    account = context.account
    return dossiers.file_correct(context.office, reference, version, changement, account.name, account.territoires)


@operation("bureau.chercher", keys=lambda found: [one.reference for one in found])
def bureau_chercher(context: Context, q: str, limite: int = 12) -> list[Trouve]:
    """The files that a reference, a phone number or words name."""
    return dossiers.search(context.office, q, max(1, min(limite, 50)), context.account.territoires)


@operation("bureau.compteurs")
def bureau_compteurs(context: Context) -> dict[str, int]:
    """How many contacts the office took today, by what they ended in."""
    return contacts_of_day(context.office.database, context.office.today())


@operation("consignes.liste")
def consignes_liste(context: Context) -> list[Consigne]:
    """The instructions in force and the notes of the last shifts, and whether this account has read them."""
    return consignes.current(context.office, context.account.name)


@operation("consignes.ajouter")
def consignes_ajouter(context: Context, texte: str, jours: int = 7) -> Consigne:
    """Give an instruction that everybody at the desk acknowledges."""
    return consignes.add(context.office, consignes.CONSIGNE, texte, jours, context.account.name)


@operation("consignes.passer")
def consignes_passer(context: Context, texte: str) -> Consigne:
    """Leave a note for the next shift."""
    return consignes.add(context.office, consignes.PASSATION, texte, 2, context.account.name)


@operation("consignes.lire")
def consignes_lire(context: Context, ident: int) -> None:
    """Acknowledge an instruction or a note."""
    consignes.read(context.office, ident, context.account.name)


@operation("consignes.retirer")
def consignes_retirer(context: Context, ident: int) -> None:
    """End an instruction now."""
    consignes.end(context.office, ident, context.account.name)
