"""Backups of the office: written, restored, turned over, and kept in step with what was erased."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from observatory.domain.conservation import months_before
from observatory.domain.errors import BaseBusy, ObservatoryError, ValueRefused
from observatory.domain.records import Restauration, Sauvegarde
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import durations
from observatory.settings import Settings
from observatory.store.alignment import backup_align, tidy_backups
from observatory.store.backup import backup_choose, backup_restore, backup_write, backups_in
from observatory.store.journal import journal_append
from observatory.store.manifest import read_manifest

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """When backups are made each day (an hour of Paris), where, and how many are kept."""

    at: dt.time
    folder: Path | None
    keep: int


def backup_plan(settings: Settings) -> Plan:
    """The plan that the settings ask for.

    Raises
    ------
    ValueRefused
        When the hour is none, or fewer than one backup is to be kept.
    """
    try:
        at = dt.time.fromisoformat(settings.backup_at)
    except ValueError as error:
        raise ValueRefused(
            f"OBSERVATORY_BACKUP_AT = « {settings.backup_at} » n'est pas une heure : écrivez par exemple 02:30."
        ) from error
    if not settings.backup_keep.isdecimal() or int(settings.backup_keep) < 1:
        raise ValueRefused(
            f"OBSERVATORY_BACKUP_KEEP = « {settings.backup_keep} » : écrivez combien de sauvegardes garder, 1 ou plus."
        )
    return Plan(at.replace(tzinfo=None), settings.backup_dir, int(settings.backup_keep))


@contextlib.contextmanager
def one_at_a_time(office: Office) -> Iterator[None]:
    """Hold what backups, purges and erasures take one after the other.

    Raises
    ------
    BaseBusy
        When one of them is under way.
    """
    if not office.memory.acquire(blocking=False):
        raise BaseBusy("Une sauvegarde ou une purge est déjà en cours : recommencez quand elle sera finie.")
    try:
        yield
    finally:
        office.memory.release()


def backup(office: Office, folder: Path, *, auteur: str, progress: Progress) -> Sauvegarde:
    """Write a backup into a new folder of ``folder``, and a line of the journal.

    Raises
    ------
    BaseBusy, BaseExists, WriteRefused, DiskFailed
    """
    with one_at_a_time(office):
        tidy_backups(folder, office.database.path.stem)
        le = office.clock()
        path = backup_write(office.database, folder.absolute(), le, progress)
        manifest = read_manifest(path)
        office.database.write(
            lambda cursor: journal_append(
                cursor,
                le=le,
                auteur=auteur,
                evenement="sauvegarde",
                objet="base",
                cle=path.name,
                detail={"lignes": manifest.lignes, "octets": manifest.octets},
            )
        )
    return Sauvegarde(
        str(path), manifest.base, manifest.version, le, len(manifest.fichiers), manifest.lignes, manifest.octets
    )


def restore(folder: Path, db: Path, progress: Progress) -> Restauration:
    """Make a new base at ``db`` from a backup, or from the latest one in ``folder``.

    Raises
    ------
    BaseExists, BaseTooNew, FormatError, NotFound, WriteRefused
    """
    chosen = backup_choose(folder)
    manifest = backup_restore(chosen, db.absolute(), progress)
    return Restauration(str(db.absolute()), str(chosen), manifest.version, manifest.le, manifest.lignes)


def rotate(office: Office, plan: Plan) -> list[str]:
    """Take away the backups of this base that are too many or too old, never the latest; their names."""
    if plan.folder is None:
        return []
    rules = {rule.genre: rule for rule in durations(office)}
    limit = months_before(office.clock(), rules["sauvegardes"].mois)
    known = backups_in(plan.folder, office.database.path.stem)
    gone = [path for path in known[:-1] if path in known[: -plan.keep] or read_manifest(path).le < limit]
    for path in gone:
        shutil.rmtree(path)
    return [path.name for path in gone]


def align_backups(office: Office, folder: Path | None, progress: Progress) -> tuple[int, list[str]]:
    """Write anew the backups that still hold what was erased: how many were, and what went wrong (French)."""
    if folder is None:
        return 0, []
    tidy_backups(folder, office.database.path.stem)
    known = backups_in(folder, office.database.path.stem)
    done, wrong = 0, []
    for number, path in enumerate(known):
        progress(f"Sauvegarde {path.name}", number, len(known))
        try:
            done += backup_align(office.database, path)
        except ObservatoryError as error:
            wrong.append(error.message)
    return done, wrong
