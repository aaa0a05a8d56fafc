"""A signalement's way in: read, recognise, locate, place on the grid, keep, tie to territories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from observatory.domain.grid import positions_to_cells
from observatory.domain.records import ImportBilan
from observatory.intake.mapping import Mapping, load_mapping, preset
from observatory.intake.rejets import Rejet, rejets_path, write_rejets
from observatory.intake.rows import Rows, read_rows
from observatory.intake.signalements import read_signalements
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import default_lieux, nomenclature_read
from observatory.store.retention import rejet_add
from observatory.store.signalements import BATCH_SCHEMA, known_references, signalements_write
from observatory.store.territoires import appartenance_write, territory_index

Progress = Callable[[str, int, int], None]

_COMPARED = ("recu_le", "categorie", "categorie_origine", "adresse", "lat", "lon", "description")
"""What tells whether two rows with one reference tell the same."""


@dataclass
class Way:
    """A file on its way in; each step of ``STEPS`` takes it further."""

    office: Office
    path: Path
    mapping: Mapping
    source: str
    auteur: str
    progress: Progress
    rows: Rows | None = None
    lus: int = 0
    table: pa.Table = field(default_factory=lambda: pa.table({}))
    rejets: list[Rejet] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)
    deja_connus: int = 0
    enregistres: int = 0
    a_localiser: int = 0


def import_signalements(
    office: Office,
    path: Path,
    *,
    preset_name: str | None = None,
    mapping_path: Path | None = None,
    mapping: Mapping | None = None,
    auteur: str,
    progress: Progress,
) -> ImportBilan:
    """Import a file of signalements; every row is accounted for.

    Rows that are refused go to ``<file>.rejets.csv`` with their line and the reason. Nothing is written unless
    the whole batch is: a second import of the same file adds nothing.
    """
    chosen = mapping or (load_mapping(mapping_path) if mapping_path else preset(preset_name or "observatoire"))
    source = mapping_path.stem if mapping_path else preset_name or "observatoire"
    way = Way(office, path, chosen, source, auteur, progress)
    for number, (label, step) in enumerate(STEPS):
        progress(label, number, len(STEPS))
        step(way)
    progress("Terminé", len(STEPS), len(STEPS))
    rejets = _write_rejets(way) if way.rejets else None
    return ImportBilan(
        lus=way.lus,
        enregistres=way.enregistres,
        a_localiser=way.a_localiser,
        deja_connus=way.deja_connus,
        rejetes=len(way.rejets),
        rejets=str(rejets) if rejets else None,
        remarques=way.remarques,
    )


def _write_rejets(way: Way) -> Path:
    """Write the refused rows beside the file; the base remembers where, as they hold what residents said."""
    written = write_rejets(rejets_path(way.path), way.rejets)
    le = way.office.clock()
    way.office.database.write(lambda cursor: rejet_add(cursor, str(written.absolute()), le))
    return written


def _read(way: Way) -> None:
    """Bytes to records and rejects."""
    way.rows = read_rows(way.path)
    codes = [one.code for one in nomenclature_read(way.office.database)]
    batch = read_signalements(way.rows, way.mapping, codes, way.office.today())
    way.table, way.rejets, way.remarques = batch.table, list(batch.rejets), list(batch.remarques)
    way.lus = way.table.num_rows + len(way.rejets)
    if "source" not in way.table.column_names:
        way.table = way.table.append_column("source", pa.nulls(way.table.num_rows, pa.string()))
    usual = default_lieux(way.office.database)
    lieux = zip(way.table["lieu"].to_pylist(), way.table["categorie"].to_pylist(), strict=True)
    filled = {
        "source": way.table["source"].fill_null(way.source),
        "lieu": pa.array([lieu or usual.get(code) or "public" for lieu, code in lieux], pa.string()),
    }
    for name, values in filled.items():
        way.table = way.table.set_column(way.table.column_names.index(name), name, values)


def _recognise(way: Way) -> None:
    """Set aside what the base knows, what the file says twice, and what contradicts itself."""
    known = {name: known_references(way.office.database, name) for name in way.table["source"].unique().to_pylist()}
    seen: dict[tuple[str, str], tuple[int, tuple[object, ...]]] = {}
    kept: list[int] = []
    columns = [way.table[name].to_pylist() for name in ("source", "reference", "ligne")]
    contents = zip(*(way.table[name].to_pylist() for name in _COMPARED), strict=True)
    for at, (source, reference, ligne, content) in enumerate(zip(*columns, contents, strict=True)):
        first = seen.setdefault((source, reference), (ligne, content))
        if first[0] != ligne and first[1] != content:
            way.rejets.append(_contradiction(way, reference, ligne, first[0]))
        elif first[0] != ligne or reference in known[source]:
            way.deja_connus += 1
        else:
            kept.append(at)
    way.table = way.table.take(pa.array(kept, pa.int64()))


def _contradiction(way: Way, reference: str, ligne: int, first: int) -> Rejet:
    values: dict[str, str] = {}
    if way.rows is not None and ligne in way.rows.lines:
        values = dict(zip(way.rows.columns, way.rows.cells[way.rows.lines.index(ligne)], strict=False))
    return Rejet(
        ligne,
        f"La référence « {reference} » est déjà celle de la ligne {first}, qui dit autre chose : "
        "donnez une référence propre à chaque signalement.",
        values,
    )


def _locate(way: Way) -> None:
    """Search the address of what has no position; a doubtful answer is no position."""
    lats = way.table["lat"].to_numpy(zero_copy_only=False).astype(float)
    lons = way.table["lon"].to_numpy(zero_copy_only=False).astype(float)
    texts = way.table["adresse"].to_pylist()
    precision, methode = (way.table[name].to_pylist() for name in ("precision_m", "methode"))
    trouvee = way.table["adresse_trouvee"].to_pylist()
    waiting = [i for i in np.flatnonzero(np.isnan(lats)).tolist() if texts[i]]
    if waiting:
        answers = way.office.geocoder().search_many([texts[i] or "" for i in waiting])
        for i, answer in zip(waiting, answers, strict=True):
            if answer is not None:
                lats[i], lons[i] = answer.lat, answer.lon
                precision[i], methode[i], trouvee[i] = answer.precision_m, answer.method, answer.label
    given = [m if m or np.isnan(lat) else "source" for m, lat in zip(methode, lats.tolist(), strict=True)]
    columns = {
        "lat": pa.array(lats, from_pandas=True),
        "lon": pa.array(lons, from_pandas=True),
        "precision_m": pa.array(precision, pa.float64()),
        "methode": pa.array(given, pa.string()),
        "adresse_trouvee": pa.array(trouvee, pa.string()),
    }
    for name, values in columns.items():
        if name in way.table.column_names:
            way.table = way.table.drop_columns([name])
        way.table = way.table.append_column(name, values)


def _place(way: Way) -> None:
    """Give each position its cell."""
    lats, lons = (way.table[name].to_numpy(zero_copy_only=False).astype(float) for name in ("lat", "lon"))
    located = ~np.isnan(lats)
    cells = np.zeros(len(lats), np.int64)
    cells[located] = positions_to_cells(lats[located], lons[located])
    way.table = way.table.append_column("cell", pa.array(cells, pa.int64(), mask=~located))


def _keep(way: Way) -> None:
    """Write the batch, its memberships and a line of the journal in one transaction."""
    batch = way.table.select(BATCH_SCHEMA.names).cast(BATCH_SCHEMA)
    order, index = territory_index(way.office.database)

    def change(cursor: Cursor) -> tuple[int, int]:
        added = signalements_write(cursor, batch)
        located = added.filter(added["cell"].is_valid())
        ids, cells, lats, lons = (located[name].to_numpy() for name in ("id", "cell", "lat", "lon"))
        points, owners = index.memberships(cells, lats, lons)
        appartenance_write(cursor, ids[points], np.array(order, np.int64)[owners])
        counts = {"enregistres": located.num_rows, "a_localiser": added.num_rows - located.num_rows}
        journal_append(
            cursor,
            le=way.office.clock(),
            auteur=way.auteur,
            evenement="import",
            objet="signalements",
            cle=way.source,
            detail=counts | {"lus": way.lus, "deja_connus": way.deja_connus, "rejetes": len(way.rejets)},
        )
        return counts["enregistres"], counts["a_localiser"]

    way.enregistres, way.a_localiser = way.office.database.write(change)


STEPS: list[tuple[str, Callable[[Way], None]]] = [
    ("Lecture", _read),
    ("Reconnaissance", _recognise),
    ("Localisation", _locate),
    ("Grille", _place),
    ("Enregistrement", _keep),
]
"""The order of an import, which one can read."""
