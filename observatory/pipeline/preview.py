"""What an import would do, before anything is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Literal

from observatory.domain.records import Apercu
from observatory.intake.adresses import read_adresses
from observatory.intake.couches import read_lieux, read_territoires, read_voies
from observatory.intake.guess import guess_columns, guess_mapping, guess_preset
from observatory.intake.mapping import Mapping, preset
from observatory.intake.rows import read_rows
from observatory.intake.signalements import read_signalements
from observatory.pipeline.office import Office
from observatory.store.reference import nomenclature_read

Genre = Literal["adresses", "territoires", "voies", "lieux", "signalements"]
FIRST_ROWS = 10
_MOST_REASONS = 12


def preview(
    office: Office, genre: Genre, path: Path, mapping: Mapping | None = None, fields: dict[str, str] | None = None
) -> Apercu:
    """Read a file as an import of ``genre`` would, count what would be refused, write nothing.

    ``mapping`` is for signalements; ``fields`` names columns (code, nom, population, genre) for the others.
    """
    chosen = fields or {}
    if genre == "signalements":
        return _signalements(office, path, mapping)
    if genre == "adresses":
        batch: Any = read_adresses(path)
    elif genre == "territoires":
        batch = read_territoires(
            path, code=chosen.get("code"), nom=chosen.get("nom"), population=chosen.get("population")
        )
    elif genre == "voies":
        batch = read_voies(path, chosen.get("nom"))
    else:
        batch = read_lieux(path, chosen.get("nom"), chosen.get("genre"))
    lignes = _first_rows(batch)
    accepted = batch.table.num_rows if hasattr(batch, "table") else len(batch.items)
    return Apercu(
        colonnes=list(lignes[0]) if lignes else [],
        lignes=lignes,
        devine=dict(getattr(batch, "champs", {})),
        lus=accepted + len(batch.rejets),
        acceptes=accepted,
        rejetes=len(batch.rejets),
        raisons=_reasons([one.raison for one in batch.rejets]),
        remarques=list(batch.remarques),
    )


def _signalements(office: Office, path: Path, mapping: Mapping | None) -> Apercu:
    rows = read_rows(path)
    named = guess_preset(rows)
    chosen = mapping or (preset(named) if named else None)
    guessed = {k: v if isinstance(v, str) else ", ".join(v) for k, v in guess_columns(rows, office.today()).items()}
    known = nomenclature_read(office.database)
    codes = [one.code for one in known]
    first = [dict(zip(rows.columns, cells, strict=False)) for cells in rows.cells[:FIRST_ROWS]]
    if chosen is None:
        chosen = guess_mapping(rows, office.today(), codes, {one.libelle: one.code for one in known})
    if chosen is None:
        return Apercu(
            list(rows.columns),
            first,
            guessed,
            len(rows.cells),
            0,
            len(rows.cells),
            [("Aucune colonne de date n'a été reconnue : indiquez-la.", len(rows.cells))],
            list(rows.remarques),
        )
    batch = read_signalements(rows, chosen, codes, office.today())
    columns = {name: ", ".join(found) for name, found in chosen.colonnes.named().items()}
    return Apercu(
        colonnes=list(rows.columns),
        lignes=first,
        devine=columns,
        lus=batch.table.num_rows + len(batch.rejets),
        acceptes=batch.table.num_rows,
        rejetes=len(batch.rejets),
        raisons=_reasons([one.raison for one in batch.rejets]),
        remarques=list(batch.remarques),
        categories=dict(chosen.categories),
    )


def _first_rows(batch: Any) -> list[dict[str, str]]:
    if hasattr(batch, "table"):
        rows = batch.table.slice(0, FIRST_ROWS).to_pylist()
        return [{k: "" if v is None else str(v) for k, v in row.items() if k != "contour"} for row in rows]
    return [
        {"code": code, "nom": nom, "population": "" if population is None else f"{population:g}"}
        for code, nom, population, _ in batch.items[:FIRST_ROWS]
    ]


def _reasons(raisons: list[str]) -> list[tuple[str, int]]:
    return Counter(raisons).most_common(_MOST_REASONS)
