"""Export → import gives the same rows, in every format that the import reads, whatever the texts hold."""

from __future__ import annotations

import datetime as dt
import tempfile
import zoneinfo
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.domain.grid import positions_to_cells
from observatory.domain.selection import Selection
from observatory.pipeline.creation import create_empty
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from observatory.present.files import table_to_bytes
from observatory.settings import PROJECT, Settings
from observatory.store.signalements import BATCH_SCHEMA, signalements_export, signalements_write

TEXT = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85"), min_size=1, max_size=30
    )
    .map(str.strip)
    .filter(bool)
)
MAYBE = st.none() | TEXT
MOMENT = st.integers(1_420_000_000, 1_777_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


@st.composite
def signalement(draw: st.DrawFn, number: int) -> dict[str, object]:
    moment = draw(MOMENT)
    day_only = draw(st.booleans())
    located = draw(st.booleans())

    local = moment.astimezone(zoneinfo.ZoneInfo("Europe/Paris"))
    if day_only:
        local = local.replace(hour=12, minute=0, second=0)
    lat, lon = round(draw(st.floats(41, 51)), 7), round(draw(st.floats(-5, 9)), 7)
    found: dict[str, object] = dict.fromkeys(BATCH_SCHEMA.names)
    found |= {
        "source": draw(st.sampled_from(["desk", "dansmarue"])),
        "reference": f"R{number}",
        "recu_le": local.astimezone(dt.UTC),
        "recu_jour": local.date(),
        "recu_heure": None if day_only else local.hour,
        "canal": draw(st.sampled_from(["telephone", "marche"])),
        "categorie": draw(st.sampled_from(["bruit", "depots-gravats", "autre"])),
        "lieu": draw(st.sampled_from(["public", "prive", "parties communes"])),
        "statut": draw(st.sampled_from(["recu", "resolu", "non_communique"])),
        "lat": lat if located else None,
        "lon": lon if located else None,
        "methode": "source" if located else None,
        "survenu_debut": draw(st.none() | MOMENT),
        "clos_le": draw(st.none() | MOMENT),
        "echeance": draw(st.none() | MOMENT),
        "probleme": draw(st.none() | st.sampled_from(["P1", "P2"])),
        "declarant": draw(st.none() | st.sampled_from(["D1", "D2"])),
    }
    for name in ("description", "residence", "batiment", "service"):
        found[name] = draw(MAYBE)
    return found


def batch_of(rows: list[dict[str, object]]) -> pa.Table:
    table = pa.Table.from_pylist(rows, BATCH_SCHEMA)
    located = table["lat"].is_valid().to_pylist()
    lats, lons = table["lat"].fill_null(0).to_numpy(), table["lon"].fill_null(0).to_numpy()
    cells = [int(c) if at else None for c, at in zip(positions_to_cells(lats, lons), located, strict=True)]
    at = BATCH_SCHEMA.get_field_index("cell")
    return table.set_column(at, "cell", pa.array(cells, pa.int64()))


def exported(office: Office) -> pa.Table:
    from observatory.pipeline.questions import selected_ids

    return signalements_export(office.database, selected_ids(office, Selection())).sort_by("reference")


def office_at(folder: Path, name: str) -> Office:
    settings = Settings(db=folder / name, reference=PROJECT / "data" / "reference", runtime=folder)
    create_empty(settings)
    return Office.open(settings, lambda: dt.datetime(2026, 6, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(("fmt", "ending"), [("csv", "csv"), ("csv-excel", "csv"), ("xlsx", "xlsx")])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_export_then_import_gives_the_same_rows(fmt: str, ending: str, data: st.DataObject) -> None:
    rows = [data.draw(signalement(number)) for number in range(data.draw(st.integers(1, 6)))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with office_at(folder, "a.duckdb") as first:
            first.database.write(lambda cursor: signalements_write(cursor, batch_of(rows)))
            before = exported(first)
        path = folder / f"export.{ending}"
        path.write_bytes(table_to_bytes(before, fmt))
        with office_at(folder, "b.duckdb") as second:
            found = import_signalements(
                second, path, preset_name="observatoire", auteur="essai", progress=lambda *_: None
            )
            assert (found.lus, found.rejetes) == (len(rows), 0)
            after = exported(second)
    assert after.to_pylist() == before.to_pylist()
