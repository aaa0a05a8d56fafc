"""Integrity to its depth: every value read, everything computed again, sequences, journal, and the latest backup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from observatory.domain.cover import geometry_to_cover
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Controle, Verification
from observatory.pipeline.check import verify
from observatory.pipeline.office import Office
from observatory.pipeline.sauvegarde import backup_plan
from observatory.store.backup import backup_choose
from observatory.store.editions import edition_files_damaged
from observatory.store.integrity import (
    journal_disorder,
    late_sequences,
    more_orphan_counts,
    outline_ids,
    values_read,
    wrong_days,
)
from observatory.store.manifest import damages, read_manifest
from observatory.store.territoires import contours_read, territory_cover

Progress = Callable[[str, int, int], None]


def verify_deep(office: Office, folder: Path | None, progress: Progress) -> Verification:
    """Run every check of :func:`verify`, and those that take longer.

    ``folder`` is a backup or a folder of them; without it, that of the daily backups if there is one.
    """
    steps: list[tuple[str, Callable[[], list[Controle]]]] = [
        ("Lecture de toute la base", lambda: _all_readable(office)),
        ("Relations", lambda: [*verify(office).controles, *_more_relations(office)]),
        ("Territoires", lambda: [_covers_agree(office)]),
        ("Suites et journal", lambda: [_sequences(office), _journal(office), _days(office)]),
        ("Documents publiés", lambda: [_files(office)]),
        ("Sauvegarde", lambda: _backup(office, folder)),
    ]
    found: list[Controle] = []
    for number, (label, step) in enumerate(steps):
        progress(label, number, len(steps))
        found.extend(step())
    progress("Terminé", len(steps), len(steps))
    return Verification(found)


def _all_readable(office: Office) -> list[Controle]:
    rows = values_read(office.database)
    return [Controle("Toutes les valeurs se lisent", True, f"{sum(rows.values())} lignes de {len(rows)} tables")]


def _more_relations(office: Office) -> list[Controle]:
    counts = more_orphan_counts(office.database)
    return [Controle(name, n == 0, "aucun" if n == 0 else f"{n} à corriger") for name, n in counts]


def _covers_agree(office: Office) -> Controle:
    """Cut every outline into cells again and compare."""
    ids = outline_ids(office.database)
    wrong = []
    for ident in ids:
        (contour,) = contours_read(office.database, [ident])
        kept, made = territory_cover(office.database, ident), geometry_to_cover(contour)
        if not (np.array_equal(kept.inside, np.sort(made.inside)) and np.array_equal(kept.edge, np.sort(made.edge))):
            wrong.append(ident)
    return Controle("Cellules des territoires recalculées", not wrong, f"{len(ids)} vérifiés, {len(wrong)} faux")


def _sequences(office: Office) -> Controle:
    late = late_sequences(office.database)
    return Controle("Suites en avance sur les numéros", not late, ", ".join(late) or "toutes")


def _journal(office: Office) -> Controle:
    lines, twice, back = journal_disorder(office.database)
    told = f", {back} retours d'horloge (l'ordre est celui des numéros)" if back else ""
    return Controle("Ordre du journal", not twice, f"{lines} lignes{told}")


def _days(office: Office) -> Controle:
    wrong = wrong_days(office.database)
    return Controle("Jours et heures de réception à l'heure de Paris", not wrong, f"{wrong} faux" if wrong else "tous")


def _files(office: Office) -> Controle:
    """Published files are those that were published, byte for byte."""
    kept, wrong = edition_files_damaged(office.database)
    told = ", ".join(wrong) if wrong else f"{kept} fichiers, sommes SHA-256 justes"
    return Controle("Fichiers des documents publiés", not wrong, told)


def _backup(office: Office, folder: Path | None) -> list[Controle]:
    chosen = folder or backup_plan(office.settings).folder
    if chosen is None:
        return []
    name = "Dernière sauvegarde"
    try:
        path = backup_choose(chosen)
        manifest = read_manifest(path)
        wrong = damages(path, manifest)
    except ObservatoryError as error:
        return [Controle(name, False, error.message)]
    good = f"{path.name} : {len(manifest.fichiers)} fichiers, {manifest.lignes} lignes, sommes SHA-256 justes"
    return [Controle(name, not wrong, " ; ".join(wrong) if wrong else good)]
