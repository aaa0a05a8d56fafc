"""Operations of the régulateur's board, of Monday's digest and of what the office watches over by itself."""

from __future__ import annotations

from observatory.domain.tableau import SOON_HOURS, Attente, Ligne, Lundi, Tableau
from observatory.operations.core import Context, operation
from observatory.pipeline import escalade, lundi, tableau
from observatory.pipeline.acces import LOOKED_AGAIN


def _files(found: list[Ligne]) -> list[str]:
    return [one.reference for one in found]


@operation("tableau.chiffres")
def tableau_chiffres(context: Context, heures: int = SOON_HOURS) -> Tableau:
    """The counts of the board now; ``heures`` of service are what « about to break » means."""
    return tableau.board(context.office, context.account.territoires, heures)


@operation("tableau.liste", keys=_files, noted_every=LOOKED_AGAIN)
def tableau_liste(context: Context, attente: Attente, heures: int = SOON_HOURS, limite: int = 200) -> list[Ligne]:
    """The problèmes behind one of the counts, what is most pressing first."""
    return tableau.board_list(context.office, attente, context.account.territoires, heures, limite)


@operation("lundi.lire", keys=lambda found: _files([*found.rompues, *found.urgents]), noted_every=LOOKED_AGAIN)
def lundi_lire(context: Context) -> Lundi:
    """What the last week-end brought: from Friday 18:00 to Monday 8:00."""
    return lundi.digest(context.office, context.account.territoires)


@operation("lundi.texte", keys=lambda found: found[1])
def lundi_texte(context: Context) -> tuple[str, list[str]]:
    """The same as the text of a letter, and the references that it names."""
    return lundi.digest_letter(context.office, context.account.territoires)


@operation("lundi.envoyer")
def lundi_envoyer(context: Context) -> list[str]:
    """Send the digest to whom it was not sent yet; gives the addresses that got it now."""
    return lundi.digest_send(context.office, auteur=context.account.name)


@operation("veille.minute")
def veille_minute(context: Context) -> list[str]:
    """What the office sees to each minute: promises that broke, the digest of Monday. French lines on what was done."""
    return [*escalade.escalate(context.office), *lundi.digest_by_itself(context.office)]
