"""A gazetteer kept in one file: arrays that open in a fraction of the time that building them takes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from observatory.geocode.gazetteer import Gazetteer, Texts
from observatory.geocode.words import WordIndex

FORMAT = "geocodeur-3"
"""Changes with what is stored: a file of another format is built anew."""


def save_gazetteer(gazetteer: Gazetteer, path: Path, stamp: str) -> None:
    """Write a gazetteer; ``stamp`` says what it was built from. The file appears whole or not at all.

    Raises
    ------
    OSError
        When the folder cannot be written to.
    """
    arrays = {"stamp": _packed([FORMAT, stamp])} | _tables(gazetteer, "")
    beside = path.with_name(f"{path.name}.partiel")
    try:
        with beside.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load_gazetteer(path: Path, stamp: str) -> Gazetteer | None:
    """Read a gazetteer; None where there is none, where it was built from something else, or where it is damaged."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            if _unpacked(file["stamp"]) != [FORMAT, stamp]:
                return None
            arrays = {name: file[name] for name in file.files}
            gazetteer: Gazetteer = _object(Gazetteer, arrays, "")
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError, OSError):
        return None
    return gazetteer


def _tables(value: Any, prefix: str) -> dict[str, Any]:
    """The stored fields of a gazetteer or of an index of words as arrays by name."""
    tables: dict[str, Any] = {}
    for one in fields(value):
        if not one.init:
            continue
        name, content = prefix + one.name, getattr(value, one.name)
        if isinstance(content, WordIndex):
            tables |= _tables(content, name + ".")
        elif isinstance(content, Texts):
            tables |= {f"{name}.data": content.data, f"{name}.ends": content.ends}
        else:
            tables[name] = _packed(content) if isinstance(content, list) else content
    return tables


def _object(kind: Any, arrays: Mapping[str, Any], prefix: str) -> Any:
    """A gazetteer or an index of words from its arrays."""
    values: dict[str, Any] = {}
    for one in fields(kind):
        if not one.init:
            continue
        name = prefix + one.name
        if one.type == "WordIndex":
            values[one.name] = _object(WordIndex, arrays, name + ".")
        elif one.type == "Texts":
            values[one.name] = Texts(arrays[f"{name}.data"], arrays[f"{name}.ends"])
        else:
            values[one.name] = _unpacked(arrays[name]) if one.type == "list[str]" else arrays[name]
    return kind(**values)


def _packed(texts: list[str]) -> Any:
    """Texts as bytes, each closed by a zero, which no text of an address contains."""
    return np.frombuffer("".join(text.replace("\0", "") + "\0" for text in texts).encode(), np.uint8)


def _unpacked(data: Any) -> list[str]:
    return data.tobytes().decode().split("\0")[:-1]  # type: ignore[no-any-return]
