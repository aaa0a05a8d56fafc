"""What a backup says of itself: its files with their checksums, and whether they are still as they were written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from observatory.domain.errors import FormatError, NotFound

MANIFEST, SCHEMA = "manifest.json", "schema.sql"
FORMAT = 1
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class File:
    """A file of a backup; ``table`` and ``lignes`` are those of the table that it holds."""

    nom: str
    sha256: str
    octets: int
    table: str | None = None
    lignes: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup: the instant and the version of the base, its files, and how many erasures it has followed."""

    format: int
    base: str
    version: int
    le: dt.datetime
    effacements: int
    fichiers: list[File]
    controle: str = ""

    @property
    def lignes(self) -> int:
        """The rows of all tables."""
        return sum(one.lignes or 0 for one in self.fichiers)

    @property
    def octets(self) -> int:
        """The bytes of all files."""
        return sum(one.octets for one in self.fichiers)


_ADAPTER = TypeAdapter(Manifest)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_BLOCK):
            found.update(piece)
    return found.hexdigest()


def describe_file(path: Path, table: str | None = None, rows: int | None = None) -> File:
    """What the manifest says of a file."""
    return File(path.name, file_sha256(path), path.stat().st_size, table, rows)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, with a checksum of its own content."""
    whole = dataclasses.replace(manifest, controle=_control(manifest))
    (folder / MANIFEST).write_bytes(_ADAPTER.dump_json(whole, indent=1))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises
    ------
    NotFound
        When the folder holds none.
    FormatError
        When it is damaged, or of a later format.
    """
    path = folder / MANIFEST
    try:
        manifest = _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFound(f"{folder} n'est pas une sauvegarde : il y manque {MANIFEST}.") from error
    except (OSError, ValidationError) as error:
        raise FormatError(f"{path} est illisible : cette sauvegarde est abîmée, prenez-en une autre.") from error
    if manifest.format > FORMAT:
        raise FormatError(f"{path} : format {manifest.format}, plus récent que ce programme ; mettez-le à jour.")
    if manifest.controle != _control(manifest):
        raise FormatError(f"{path} a été modifié : cette sauvegarde est abîmée, prenez-en une autre.")
    return manifest


def damages(folder: Path, manifest: Manifest) -> list[str]:
    """What is wrong with the files of a backup, in French; empty when each is as it was written."""
    found = []
    for one in manifest.fichiers:
        path = folder / one.nom
        if Path(one.nom).name != one.nom:
            found.append(f"{one.nom} : nom refusé")
        elif not path.is_file():
            found.append(f"{one.nom} : absent")
        elif path.stat().st_size != one.octets:
            found.append(f"{one.nom} : {path.stat().st_size} octets au lieu de {one.octets}")
        elif file_sha256(path) != one.sha256:
            found.append(f"{one.nom} : contenu modifié (SHA-256)")
    return found


def _control(manifest: Manifest) -> str:
    content = json.loads(_ADAPTER.dump_json(dataclasses.replace(manifest, controle="")))
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
