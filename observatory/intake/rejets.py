"""What could not be taken in: each refused row, its line, and a French reason."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from observatory.domain.errors import FormatError
from observatory.domain.formule import harmless


@dataclass(frozen=True)
class Rejet:
    """A refused row: its line in the file, why, and what it held."""

    ligne: int
    raison: str
    valeurs: dict[str, str] = field(default_factory=dict)


def rejets_path(source: Path) -> Path:
    """Where the rejects of a file go: beside it, ``<file>.rejets.csv``."""
    return source.with_name(source.name + ".rejets.csv")


def write_rejets(path: Path, rejets: Sequence[Rejet]) -> Path:
    """Write rejects as a French Excel opens them (``;``, UTF-8 with BOM): ligne, raison, then the source's columns.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. The file appears whole or not at all.

    Raises
    ------
    FormatError
        The folder cannot be written to.
    """
    columns = list(dict.fromkeys(name for rejet in rejets for name in rejet.valeurs))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["ligne", "raison", *(harmless(_free(name)) for name in columns)])
    for rejet in rejets:
        values = (harmless(rejet.valeurs.get(name, "")) for name in columns)
        writer.writerow([rejet.ligne, harmless(rejet.raison), *values])
    _write_whole(path, ("\ufeff" + text.getvalue()).encode("utf-8", errors="replace"))
    return path


def _free(name: str) -> str:
    """A source's own column ``ligne`` or ``raison`` must not hide ours."""
    return f"{name} (source)" if name in ("ligne", "raison") else name


def _write_whole(path: Path, data: bytes) -> None:
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".rejets-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FormatError(
            f"Le fichier des refus {path} ne peut pas être écrit ({error.strerror}) : "
            "vérifier le dossier et les droits."
        ) from error
