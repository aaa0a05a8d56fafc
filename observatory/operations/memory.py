"""Operations about what is kept: backups, durations, the purge, a person's own request.

Paths are files of the machine that holds the base.
"""

from __future__ import annotations

from pathlib import Path

from observatory.domain.conservation import Dossier, PurgeBilan, Regle
from observatory.domain.records import Restauration, Sauvegarde, Verification
from observatory.operations.core import Context, Progress, operation
from observatory.pipeline import deep, personne, purge, quotidien, sauvegarde
from observatory.pipeline.reglages import durations


@operation("memoire.sauvegarder")
def memoire_sauvegarder(context: Context, folder: Path) -> Sauvegarde:
    """Write a backup of this instant into a new folder of ``folder``, while the office works."""
    return sauvegarde.backup(context.office, folder, auteur=context.account.name, progress=context.progress)


@operation("memoire.verifier")
def memoire_verifier(context: Context, folder: Path | None = None) -> Verification:
    """Check the base to its depth, and every checksum of the latest backup (of ``folder``, or of the daily ones)."""
    return deep.verify_deep(context.office, folder, context.progress)


@operation("memoire.durees")
def memoire_durees(context: Context) -> list[Regle]:
    """How long each kind of data is kept, and why."""
    return durations(context.office)


@operation("memoire.a_purger")
def memoire_a_purger(context: Context) -> PurgeBilan:
    """What a purge would erase now: counts by kind, and their oldest instants. Changes nothing."""
    return purge.purge_plan(context.office)


@operation("memoire.purger")
def memoire_purger(context: Context, horloge_sure: bool = False) -> PurgeBilan:
    """Erase what has been kept long enough, then write the file and the backups anew."""
    return purge.purge(
        context.office, auteur=context.account.name, progress=context.progress, clock_is_right=horloge_sure
    )


def _files(dossier: Dossier) -> list[str]:
    """The files that an answer shows or erases, for the journal of accesses."""
    return dossier.references


@operation("memoire.acces", keys=_files)
def memoire_acces(context: Context, out: Path, cle: str | None = None, reference: str | None = None) -> Dossier:
    """Write all that is held about one person into ``out`` (JSON) and a text beside it."""
    return personne.person_access(
        context.office, cle, reference, out, auteur=context.account.name, progress=context.progress
    )


@operation("memoire.effacer", keys=_files)
def memoire_effacer(context: Context, cle: str | None = None, reference: str | None = None) -> Dossier:
    """Erase one person from the base, its file and its backups; what they told stays counted."""
    return personne.person_forget(
        context.office, cle, reference, auteur=context.account.name, progress=context.progress
    )


@operation("memoire.quotidien")
def memoire_quotidien(context: Context) -> list[str]:
    """Do the daily work where it is due: backup, rotation, purge. French lines on what was done, none when it waits."""
    if not quotidien.daily_due(context.office):
        return []
    return quotidien.daily_work(context.office, context.progress)


def restore_base(folder: Path, db: Path, progress: Progress) -> Restauration:
    """Make a new base at ``db`` from a backup; like the making of a base, it is done without one.

    Raises
    ------
    BaseExists, BaseTooNew, FormatError, NotFound, WriteRefused
    """
    return sauvegarde.restore(folder, db, progress)
