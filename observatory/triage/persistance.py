"""A model in one file: texts and arrays alone, never an object that could run something when it is opened.

The file is skops': a zip with a description and arrays. Every node of the description is held against a list of five
kinds before skops is asked to read it; whatever else it names is refused.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from observatory.domain.errors import FormatError, WriteRefused
from observatory.domain.tri import Fiche
from observatory.triage.modele import Model
from observatory.triage.traits import Vocabulary

VERSION = 1
"""Changes with what is stored or with how a text is read: a file of another version is learned anew."""
PLAIN = frozenset({"DictNode", "ListNode", "JsonNode", "TypeNode", "NdArrayNode"})
"""Kinds of nodes that a file may hold: no object, no function."""
LARGEST_FILE = 256 * 2**20

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError)
_FICHE = TypeAdapter(Fiche)
_REDO = "lancez « observatory triage train »"


def save_model(model: Model, path: Path) -> None:
    """Write a model, readable by its owner alone (mode 0600). The file appears whole or not at all.

    Raises
    ------
    WriteRefused
        When the folder cannot be written to.
    """
    import skops.io

    content = {
        "version": VERSION,
        "fiche": _FICHE.dump_json(model.fiche).decode(),
        "traits": "\n".join(model.vocabulary.traits),
        "codes": list(model.codes),
        "familles": list(model.familles),
        "temperatures": list(model.temperatures),
        "seuil": model.threshold,
        "idf": model.vocabulary.idf,
        "famille_de": model.family_of,
        "poids": model.weights,
        "biais": model.bias,
    }
    beside = path.with_name(f"{path.name}.partiel")
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            skops.io.dump(content, file, compression=zipfile.ZIP_DEFLATED)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WriteRefused(
            f"{path.name} ne peut pas être écrit ({error.strerror}) : le modèle en place reste ; vérifiez le dossier."
        ) from error


def load_model(path: Path) -> Model | None:
    """Read a model; None where there is no file.

    Raises
    ------
    FormatError
        When the file is damaged, is of another version, or holds anything but texts and arrays.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FormatError(f"{path.name} est trop gros pour être un modèle de tri : supprimez-le, puis {_REDO}.")
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FormatError(f"{path.name} ne peut pas être lu ({error.strerror}) : vérifiez ses droits.") from error
    try:
        _check_plain(data, path.name)
        return _content_to_model(_read(data), path.name)
    except (*_DAMAGED, RuntimeError, ValidationError) as error:  # too deep, said to be encrypted, packed otherwise
        raise FormatError(f"{path.name} est abîmé : supprimez-le, puis {_REDO}.") from error


def _check_plain(data: bytes, name: str) -> None:
    """Refuse a file that names anything but texts, numbers, lists and arrays, before any of it is read."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if sum(one.file_size for one in file.infolist()) > LARGEST_FILE:
            raise ValueError("too large once unpacked")
        schema = json.loads(file.read("schema.json"))
    other = sorted({f"{node.get('__module__')}.{node.get('__class__')}" for node in _nodes(schema) if not _plain(node)})
    if other:
        raise FormatError(
            f"{name} contient autre chose que des textes et des nombres ({', '.join(other)[:200]}) : il n'est pas "
            f"ouvert. Ce n'est pas un modèle que l'office a écrit ; supprimez-le, puis {_REDO}."
        )


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node of a description, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "__loader__" in one or "__class__" in one:
                yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _plain(node: dict[str, Any]) -> bool:
    """Whether a node is a text, a number, a list, a dictionary of them, a type of these, or an array of numbers."""
    if node.get("__loader__") not in PLAIN or node.get("type") == "json":
        return False
    return node.get("__module__") == "builtins" or (node.get("__module__"), node.get("__class__")) == (
        "numpy",
        "ndarray",
    )


def _read(data: bytes) -> dict[str, Any]:
    import skops.io

    if skops.io.get_untrusted_types(data=data):
        raise ValueError("types that are not trusted")
    content = skops.io.loads(data, trusted=[])
    if not isinstance(content, dict):
        raise TypeError("no dictionary")
    return content


def _content_to_model(content: dict[str, Any], name: str) -> Model:
    if content["version"] != VERSION:
        raise FormatError(f"{name} vient d'une autre version de l'office : {_REDO}.")
    vocabulary = Vocabulary(tuple(content["traits"].split("\n")), np.asarray(content["idf"], np.float32))
    codes, families = tuple(map(str, content["codes"])), tuple(map(str, content["familles"]))
    of_codes, of_families = map(float, content["temperatures"])
    model = Model(
        vocabulary=vocabulary,
        codes=codes,
        familles=families,
        family_of=np.asarray(content["famille_de"], np.int64),
        weights=np.asarray(content["poids"], np.float32),
        bias=np.asarray(content["biais"], np.float32),
        temperatures=(of_codes, of_families),
        threshold=float(content["seuil"]),
        fiche=_FICHE.validate_json(content["fiche"]),
    )
    _check_shapes(model)
    return model


def _check_shapes(model: Model) -> None:
    """Whether the parts of a model fit together."""
    n, columns = len(model.vocabulary.traits), len(model.codes) + len(model.familles)
    shapes = (model.vocabulary.idf.shape, model.weights.shape, model.bias.shape, model.family_of.shape)
    numbers = (model.vocabulary.idf, model.weights, model.bias, np.array([*model.temperatures, model.threshold]))
    if (
        shapes != ((n,), (n, columns), (columns,), (len(model.codes),))
        or not all(np.isfinite(one).all() for one in numbers)
        or not (model.family_of >= 0).all()
        or not (model.family_of < len(model.familles)).all()
        or min(model.temperatures) <= 0
    ):
        raise ValueError("parts that do not fit together")
