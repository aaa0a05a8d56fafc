"""Reference data on their way in: addresses, streets, places, territories."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from observatory.domain.cover import geometry_to_cover
from observatory.domain.records import ImportBilan
from observatory.intake.adresses import read_adresses
from observatory.intake.couches import read_lieux, read_territoires, read_voies
from observatory.intake.rejets import Rejet, rejets_path, write_rejets
from observatory.intake.telechargement import local_copy
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.office import Office
from observatory.pipeline.territoires import check_zonage, keep_territories
from observatory.store.adresses import adresses_write, lieux_write, voies_write
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.territoires import NewTerritoire

Progress = Callable[[str, int, int], None]


def import_adresses(office: Office, sources: Sequence[str], *, auteur: str, progress: Progress) -> ImportBilan:
    """Import BAN files or addresses on the web; an address whose id is known is replaced."""
    total = ImportBilan(0, 0, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        for number, source in enumerate(sources):
            progress(f"Adresses : {source}", number, len(sources))
            path = local_copy(source, Path(folder))
            batch = read_adresses(path)
            refuse_outside_fiction(office, batch.table["lat"].to_numpy(), batch.table["lon"].to_numpy())
            added, known = office.database.write(
                _writer(office, adresses_write, batch.table, "adresses", source, auteur)
            )
            beside = path if path.parent != Path(folder) else Path.cwd() / path.name
            total = _sum(total, _bilan(beside, added, known, batch.rejets, batch.remarques))
    progress("Adresses", len(sources), len(sources))
    office.gazetteer_changed()
    return total


def import_voies(office: Office, path: Path, nom: str | None, *, auteur: str, progress: Progress) -> ImportBilan:
    """Import street lines; ``nom`` is the field of their name."""
    progress("Voies", 0, 1)
    batch = read_voies(path, nom)
    lines = [item.geometry for item in batch.items]
    middles = shapely.get_coordinates(shapely.centroid(lines)).reshape(-1, 2)
    refuse_outside_fiction(office, middles[:, 1], middles[:, 0])
    table = pa.table(
        {
            "nom": pa.array([item.nom for item in batch.items], pa.string()),
            "contour": pa.array(list(shapely.to_wkb(lines)), pa.binary()),
        }
    )
    added, known = office.database.write(_writer(office, voies_write, table, "voies", path.name, auteur))
    office.gazetteer_changed()
    return _bilan(path, added, known, batch.rejets, batch.remarques)


def import_lieux(
    office: Office, path: Path, nom: str | None, genre: str | None, *, auteur: str, progress: Progress
) -> ImportBilan:
    """Import places; ``nom`` and ``genre`` are the fields of their name and kind."""
    progress("Lieux", 0, 1)
    batch = read_lieux(path, nom, genre)
    table = pa.table(
        {
            "nom": pa.array([item.nom for item in batch.items], pa.string()),
            "genre": pa.array([item.genre for item in batch.items], pa.string()),
            "lat": pa.array([item.geometry.y for item in batch.items], pa.float64()),
            "lon": pa.array([item.geometry.x for item in batch.items], pa.float64()),
        }
    )
    refuse_outside_fiction(office, table["lat"].to_numpy(), table["lon"].to_numpy())
    added, known = office.database.write(_writer(office, lieux_write, table, "lieux", path.name, auteur))
    office.gazetteer_changed()
    return _bilan(path, added, known, batch.rejets, batch.remarques)


def import_territoires(
    office: Office,
    path: Path,
    zonage: str,
    *,
    code: str | None = None,
    nom: str | None = None,
    population: str | None = None,
    depuis: dt.date | None = None,
    jusqua: dt.date | None = None,
    auteur: str,
    progress: Progress,
) -> ImportBilan:
    """Import the outlines of a zonage and tie the located signalements to them.

    Only the new territories are computed; what is known of the others stands.

    Raises
    ------
    ValueRefused
        When the zonage has no name, or ``jusqua`` comes before ``depuis``.
    """
    zonage = check_zonage(zonage, depuis, jusqua)
    batch = read_territoires(path, code=code, nom=nom, population=population)
    items: list[NewTerritoire] = []
    for number, (code_, nom_, population_, geometry) in enumerate(batch.items):
        progress(f"Découpage de {nom_}", number, len(batch.items))
        items.append(NewTerritoire(code_, nom_, population_, geometry, geometry_to_cover(geometry)))
    centres = [item.geometry.centroid for item in items]
    refuse_outside_fiction(office, np.array([c.y for c in centres]), np.array([c.x for c in centres]))
    progress("Enregistrement", len(items), len(items))
    remarques = list(batch.remarques)

    def change(cursor: Cursor) -> tuple[int, int]:
        replaced, ended, _ = keep_territories(office, cursor, zonage, items, depuis, jusqua)
        journal_append(
            cursor,
            le=office.clock(),
            auteur=auteur,
            evenement="import",
            objet="territoires",
            cle=zonage,
            detail={"enregistres": len(items), "remplaces": replaced, "clos": ended, "fichier": path.name},
        )
        return replaced, ended

    replaced, ended = office.database.write(change)
    if replaced:
        remarques.append(f"{replaced} territoires de même code et de même date de début ont été remplacés.")
    if ended and depuis:
        remarques.append(f"{ended} versions antérieures sont closes la veille du {depuis:%d/%m/%Y}.")
    return _bilan(path, len(items), 0, batch.rejets, remarques)


def _writer(
    office: Office,
    write: Callable[[Cursor, pa.Table], tuple[int, int]],
    table: pa.Table,
    objet: str,
    cle: str,
    auteur: str,
) -> Callable[[Cursor], tuple[int, int]]:
    def change(cursor: Cursor) -> tuple[int, int]:
        added, known = write(cursor, table)
        detail = {"enregistres": added, "deja_connus": known}
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="import", objet=objet, cle=cle, detail=detail
        )
        return added, known

    return change


def _bilan(path: Path, added: int, known: int, rejets: list[Rejet], remarques: list[str]) -> ImportBilan:
    written = write_rejets(rejets_path(path), rejets) if rejets else None
    return ImportBilan(
        lus=added + known + len(rejets),
        enregistres=added,
        a_localiser=0,
        deja_connus=known,
        rejetes=len(rejets),
        rejets=str(written) if written else None,
        remarques=remarques,
    )


def _sum(one: ImportBilan, other: ImportBilan) -> ImportBilan:
    return ImportBilan(
        lus=one.lus + other.lus,
        enregistres=one.enregistres + other.enregistres,
        a_localiser=0,
        deja_connus=one.deja_connus + other.deja_connus,
        rejetes=one.rejetes + other.rejetes,
        rejets=other.rejets or one.rejets,
        remarques=one.remarques + other.remarques,
    )
