from __future__ import annotations

import functools
import io
import json
import os
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from observatory.domain.errors import FormatError, WriteRefused
from observatory.triage.modele import Model
from observatory.triage.persistance import load_model, save_model


@pytest.fixture
def path(tmp_path: Path, learned: Model) -> Path:
    save_model(learned, tmp_path / "m.skops")
    return tmp_path / "m.skops"


def test_a_model_comes_back_as_it_was(path: Path, learned: Model) -> None:
    found = load_model(path)
    assert found is not None
    assert (found.fiche, found.codes, found.vocabulary.traits) == (
        learned.fiche,
        learned.codes,
        learned.vocabulary.traits,
    )
    assert found.suggest("matelas et perceuse", 3) == learned.suggest("matelas et perceuse", 3)


def test_the_file_is_for_its_owner_alone_even_over_an_open_one(path: Path, learned: Model) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    save_model(learned, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_no_file_is_no_model(tmp_path: Path) -> None:
    assert load_model(tmp_path / "rien.skops") is None


def test_a_folder_that_is_closed_is_told_of(tmp_path: Path, learned: Model) -> None:
    with pytest.raises(WriteRefused, match="le modèle en place reste"):
        save_model(learned, tmp_path / "absent" / "m.skops")


@pytest.mark.parametrize(
    "content",
    [
        functools.partial(os.system, "true"),
        {"version": 1, "fiche": LogisticRegression()},
        {"version": np.array([print, "x"], dtype=object)},
        [os.system],
    ],
    ids=["partial", "estimateur", "objets", "fonction"],
)
def test_a_file_that_holds_more_than_texts_and_numbers_is_refused(tmp_path: Path, content: Any) -> None:
    skops.io.dump(content, tmp_path / "m.skops")
    with pytest.raises(FormatError, match=r"autre chose que des textes et des nombres \(.+\) : il n'est pas ouvert"):
        load_model(tmp_path / "m.skops")


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.skops").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(
        FormatError, match=r"m\.skops est abîmé : supprimez-le, puis lancez « observatory triage train »"
    ):
        load_model(tmp_path / "m.skops")


def rewritten(path: Path, change: dict[str, Any]) -> None:
    content = skops.io.load(path, trusted=[])
    skops.io.dump(content | change, path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 0}, "vient d'une autre version"),
        ({"idf": np.zeros(3, np.float32)}, "abîmé"),
        ({"seuil": float("nan")}, "abîmé"),
        ({"temperatures": [0.0, 1.0]}, "abîmé"),
        ({"temperatures": [1.0]}, "abîmé"),
        ({"codes": ["un"]}, "abîmé"),
        ({"famille_de": np.array([0, 0, 1, 1, 9])}, "abîmé"),
        ({"fiche": "{}"}, "abîmé"),
        ({"traits": None}, "abîmé"),
    ],
)
def test_parts_that_do_not_fit_are_refused(path: Path, change: dict[str, Any], said: str) -> None:
    rewritten(path, change)
    with pytest.raises(FormatError, match=said):
        load_model(path)


def test_numbers_that_are_none_are_refused(tmp_path: Path, learned: Model) -> None:
    weights = learned.weights.copy()
    weights[0, 0] = np.inf
    save_model(replace(learned, weights=weights), tmp_path / "m.skops")
    with pytest.raises(FormatError, match="abîmé"):
        load_model(tmp_path / "m.skops")


def test_a_file_that_was_cut_or_changed_anywhere_opens_or_is_refused_in_french(path: Path) -> None:
    whole, rng = path.read_bytes(), random.Random(5)
    for length in range(0, len(whole), max(len(whole) // 20, 1)):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError):
            load_model(path)
    refused = 0
    for _ in range(60):
        changed = bytearray(whole)
        changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path.write_bytes(changed)
        try:
            load_model(path)
        except FormatError:
            refused += 1
    assert refused > 30


@pytest.mark.parametrize(("at", "value"), [(8, 40), (6, 1)], ids=["packed otherwise", "said to be encrypted"])
def test_a_file_packed_in_a_way_nobody_reads_is_refused(path: Path, at: int, value: int) -> None:
    changed = bytearray(path.read_bytes())
    central = changed.rindex(b"PK\x01\x02", 0, changed.rindex(b"schema.json"))
    local = int.from_bytes(changed[central + 42 : central + 46], "little")
    changed[central + at + 2] = changed[local + at] = value
    path.write_bytes(changed)
    with pytest.raises(FormatError):
        load_model(path)


def test_a_description_that_is_nested_without_end_or_is_no_list_of_nodes_is_refused(path: Path) -> None:
    for schema in ("[" * 100_000 + "]" * 100_000, "3", '{"__class__": "dict", "__loader__": "DictNode"}', "{"):
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("schema.json", schema)
        with pytest.raises(FormatError):
            load_model(path)


def test_a_file_that_unpacks_without_end_is_refused_before_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("observatory.triage.persistance.LARGEST_FILE", 2**20)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("schema.json", json.dumps({"__class__": "dict"}) + " " * 2**22)
    path.write_bytes(data.getvalue())
    with pytest.raises(FormatError, match="abîmé"):
        load_model(path)
    path.write_bytes(b"0" * (2**20 + 1))
    with pytest.raises(FormatError, match="trop gros"):
        load_model(path)
