"""The purge: what has been kept long enough goes, what is counted stays, and the file is written anew."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from observatory.domain.conservation import LignePurge, PurgeBilan, Regle, months_before
from observatory.domain.errors import BaseBusy, ClockWrong
from observatory.pipeline.office import Office
from observatory.pipeline.positions import positions_inside
from observatory.pipeline.reglages import durations
from observatory.pipeline.sauvegarde import align_backups, backup_plan, one_at_a_time, rotate
from observatory.store.conservation import default_remark
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import meta_get, meta_set
from observatory.store.retention import (
    Found,
    declarant_keys,
    erased_write,
    keys_to_proof,
    latest_trace,
    positions_write,
    rejets_forget,
    rejets_kept,
    retention_erase,
    retention_find,
)
from observatory.store.rewrite import rewrite

Progress = Callable[[str, int, int], None]

REWRITE_DUE = "reecriture"
"""The fact of a base that says (oui, non) whether its file still holds bytes of what was erased."""
_CLOCK_BACK, _CLOCK_AHEAD = dt.timedelta(hours=1), dt.timedelta(days=92)
_WAITS = (0.0, 2.0, 8.0)
_PATIENCE = 5.0


def purge_plan(office: Office) -> PurgeBilan:
    """What a purge would erase now; nothing is changed.

    Raises
    ------
    FormatError
        When the durations cannot be read.
    """
    now = office.clock()
    lines = []
    rules = _rules(office)
    for rule in rules:
        if rule.genre == "rejets":
            files = rejets_kept(office.database, months_before(now, rule.mois))
            lines.append(LignePurge(rule.genre, rule.objet, rule.mois, len(files), files[0][1] if files else None))
        else:
            found = retention_find(office.database, rule, now)
            lines.append(LignePurge(rule.genre, rule.objet, rule.mois, len(found.ids), found.oldest))
    remarques = [one for one in (default_remark(rules), clock_trouble(office)) if one]
    return PurgeBilan(lines, False, False, 0, 0, remarques)


def purge(office: Office, *, auteur: str, progress: Progress, clock_is_right: bool = False) -> PurgeBilan:
    """Erase what has been kept long enough, in one transaction with its proof; then write the file and backups anew.

    Raises
    ------
    ClockWrong
        When the clock of the machine went back, or leapt ahead (unless ``clock_is_right``).
    BaseBusy
        When a backup or a purge is under way.
    """
    trouble = None if clock_is_right else clock_trouble(office)
    if trouble:
        raise ClockWrong(trouble)
    with one_at_a_time(office):
        now = office.clock()
        lines: list[LignePurge] = []
        detail: dict[str, object] = {}
        rules = _rules(office)
        remark = default_remark(rules)
        remarques = [remark] if remark else []
        work: list[tuple[Regle, Found]] = []
        for rule in rules:
            if rule.genre == "rejets":
                lines.append(_purge_rejets(office, rule, now, remarques))
                continue
            found = retention_find(office.database, rule, now)
            work.append((rule, found))
            lines.append(LignePurge(rule.genre, rule.objet, rule.mois, len(found.ids), found.oldest))
            if found.ids:
                keys = declarant_keys(office.database, found.ids) if rule.genre == "declarant" else found.ids
                detail[rule.genre] = {"n": len(found.ids), **keys_to_proof(keys)}
        moved = {rule.genre: positions_inside(office, found.ids) for rule, found in work if rule.genre == "position"}

        def change(cursor: Cursor) -> None:
            for rule, found in work:
                if rule.genre == "position":
                    positions_write(cursor, moved[rule.genre])
                    erased_write(cursor, rule.genre, "signalement", found.ids, now)
                elif found.ids:
                    retention_erase(cursor, rule.genre, found.ids, now)
            if detail:
                meta_set(cursor, REWRITE_DUE, "oui")
            journal_append(
                cursor, le=now, auteur=auteur, evenement="purge", objet="base", cle=f"{now:%Y-%m-%d}", detail=detail
            )

        if any(line.n for line in lines):
            progress("Effacement", 0, 3)
            office.database.write(change)
        rewritten, aligned, removed = forget_in_files(office, progress, remarques)
    return PurgeBilan(lines, True, rewritten, aligned, removed, remarques)


def forget_in_files(office: Office, progress: Progress, remarques: list[str]) -> tuple[bool, int, int]:
    """Write the base's file anew where that is due, and the backups that follow.

    Returns
    -------
    Whether the file was rewritten, how many backups were, and how many too old ones were taken away.
    """
    rewritten = False
    if meta_get(office.database, REWRITE_DUE, "non") == "oui":
        progress("Réécriture du fichier", 1, 3)
        rewritten = _rewrite(office, remarques)
    progress("Sauvegardes", 2, 3)
    plan = backup_plan(office.settings)
    removed = rotate(office, plan)
    aligned, wrong = align_backups(office, plan.folder, progress)
    remarques.extend(wrong)
    progress("Terminé", 3, 3)
    return rewritten, aligned, len(removed)


def clock_trouble(office: Office) -> str | None:
    """A French sentence when the machine's clock cannot be trusted to say what is old; None when it can."""
    last, now = latest_trace(office.database), office.clock()
    if last is not None and now < last - _CLOCK_BACK:
        return (
            f"L'horloge de la machine dit {now:%d/%m/%Y %H:%M}, mais la base a été écrite le {last:%d/%m/%Y %H:%M} "
            "(UTC) : l'horloge recule. Mettez-la à l'heure ; rien n'est effacé d'ici là."
        )
    if last is not None and now > last + _CLOCK_AHEAD:
        return (
            f"L'horloge de la machine dit {now:%d/%m/%Y}, et rien n'a été écrit dans la base depuis le "
            f"{last:%d/%m/%Y} : si la date est juste, recommencez avec --horloge-sure ; rien n'est effacé d'ici là."
        )
    return None


def _rules(office: Office) -> list[Regle]:
    """The durations, without that of the backups, which :func:`rotate` keeps to."""
    rules = durations(office)
    return [rule for rule in rules if rule.genre != "sauvegardes"]


def _purge_rejets(office: Office, rule: Regle, now: dt.datetime, remarques: list[str]) -> LignePurge:
    """Take away the files of refused rows whose time is over."""
    found = rejets_kept(office.database, months_before(now, rule.mois))
    gone = []
    for chemin, _ in found:
        path = Path(chemin)
        try:
            if path.name.endswith(".rejets.csv"):
                path.unlink(missing_ok=True)
            gone.append(chemin)
        except OSError as error:
            remarques.append(f"{path} ne peut pas être retiré ({error.strerror}) : retirez-le à la main.")
    if gone:
        office.database.write(lambda cursor: rejets_forget(cursor, gone))
    return LignePurge(rule.genre, rule.objet, rule.mois, len(gone), found[0][1] if found else None)


def _rewrite(office: Office, remarques: list[str]) -> bool:
    for wait in _WAITS:
        time.sleep(wait)
        try:
            rewrite(office.database, _PATIENCE)
        except BaseBusy as error:
            told = error.message
            continue
        office.database.write(lambda cursor: meta_set(cursor, REWRITE_DUE, "non"))
        return True
    remarques.append(f"Les données sont effacées, mais le fichier n'a pas été réécrit ({told}) : relancez la purge.")
    return False
