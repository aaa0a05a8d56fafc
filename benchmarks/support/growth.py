"""How the build, the opening, the memory and the latency of the index grow with the number of addresses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import altair as alt
import pandas as pd
import vl_convert

from support.bases import Base, make_base
from support.errors import FAMILIES, Address, make_error
from support.scoring import percentile
from support.synthetic import synthetic_addresses

_OPENING = Path(__file__).with_name("opening.py")
_QUERIES = 1_000


@dataclass(frozen=True, slots=True)
class Growth:
    """What one size took: seconds of import, build and opening, MiB of the process, milliseconds of a search."""

    addresses: int
    import_s: float
    build_s: float
    open_s: float
    before_mib: float
    open_peak_mib: float
    peak_mib: float
    p50_ms: float
    p95_ms: float


def measure_growth(sizes: Sequence[int], folder: Path, seed: int) -> list[Growth]:
    """Import, index, open (in a process of its own) and search synthetic addresses of each size."""
    lines = []
    for size in sizes:
        table = synthetic_addresses(size, seed)
        base = make_base(folder, f"growth-{size}", [table])
        lines.append(_opened(base, _queries(table, Random(seed)), folder))
        for path in folder.glob(f"growth-{size}*"):
            path.unlink()
    return lines


def _opened(base: Base, queries: Sequence[str], folder: Path) -> Growth:
    asked = folder / "queries.json"
    asked.write_text(json.dumps(queries), encoding="utf-8")
    command = [sys.executable, str(_OPENING), str(base.db), str(asked)]
    child = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    told = json.loads(child.stdout)
    ms = told.pop("ms")
    times = {"p50_ms": percentile(ms, 0.5), "p95_ms": percentile(ms, 0.95)}
    return Growth(addresses=base.addresses, import_s=base.import_s, build_s=base.build_s, **told, **times)


def _queries(table: pd.DataFrame, rng: Random) -> list[str]:
    """« number street town », every other one with an error."""
    queries = []
    for at, row in enumerate(table.sample(_QUERIES, random_state=rng.randrange(2**31)).itertuples()):
        address = Address(f"{row.numero}{row.rep}", str(row.nom_voie), str(row.nom_commune), str(row.code_postal))
        query = f"{address.housenumber} {address.street} {address.city}"
        wrong = make_error(rng.choice(list(FAMILIES)), address, query, rng) if at % 2 else None
        queries.append(wrong or query)
    return queries


def growth_chart(lines: Sequence[Growth]) -> str:
    """The SVG of four small charts over the number of addresses."""
    table = pd.DataFrame([{name: getattr(line, name) for name in Growth.__dataclass_fields__} for line in lines])
    panels = (
        ("Build of the index (s)", ("build_s",)),
        ("Opening of the index (s)", ("open_s",)),
        ("Peak memory of the process (MiB)", ("peak_mib",)),
        ("Search: p50 and p95 (ms)", ("p50_ms", "p95_ms")),
    )
    charts = [_panel(table, title, fields) for title, fields in panels]
    chart = alt.vconcat(alt.hconcat(*charts[:2]), alt.hconcat(*charts[2:])).configure_view(stroke=None)
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg


def _panel(table: pd.DataFrame, title: str, fields: Sequence[str]) -> alt.Chart:
    ticks = [size for size in table["addresses"] if size >= table["addresses"].max() / 20]
    long = table.melt("addresses", list(fields), "measure", "value")
    chart: alt.Chart = (
        alt.Chart(long, title=title)
        .mark_line(point=True)
        .encode(
            alt.X(
                "addresses:Q",
                title="addresses",
                axis=alt.Axis(values=ticks, format="~s"),
            ),
            alt.Y("value:Q", title=None),
            alt.Color("measure:N", legend=None),
        )
        .properties(width=300, height=180)
    )
    return chart
