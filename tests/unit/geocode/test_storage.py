"""A gazetteer kept in a file."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.search import Geocoder
from observatory.geocode.storage import load_gazetteer, save_gazetteer

TEXTS = [
    "5 rue de la loge",
    "3b av pont juvenal",
    "angle loge neuve",
    "ecole jules fery",
    "castelneau",
    "7 rue pagnol 34070",
]


@pytest.fixture
def kept(gazetteer: Gazetteer, tmp_path: Path) -> Path:
    path = tmp_path / "geocodeur"
    save_gazetteer(gazetteer, path, "état 1")
    return path


def test_what_is_read_is_what_was_written(gazetteer: Gazetteer, kept: Path) -> None:
    again = load_gazetteer(kept, "état 1")
    assert again is not None
    for one in fields(Gazetteer):
        before, after = getattr(gazetteer, one.name), getattr(again, one.name)
        if isinstance(before, np.ndarray):
            assert before.dtype == after.dtype
            assert np.array_equal(before, after, equal_nan=before.dtype.kind == "f"), one.name
        elif isinstance(before, list) and one.init:
            assert before == after
    assert list(again.id) == list(gazetteer.id)


def test_the_same_answers(geocoder: Geocoder, kept: Path) -> None:
    again = load_gazetteer(kept, "état 1")
    assert again is not None
    other = Geocoder(again)
    for text in TEXTS:
        assert other.search(text) == geocoder.search(text)
        assert other.search(text[:8], autocomplete=True) == geocoder.search(text[:8], autocomplete=True)


def test_another_stamp_is_another_gazetteer(kept: Path) -> None:
    assert load_gazetteer(kept, "état 2") is None
    assert load_gazetteer(kept, "") is None


def test_no_file(tmp_path: Path) -> None:
    assert load_gazetteer(tmp_path / "absent", "état 1") is None


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_built_anew(kept: Path, share: float) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * share)])
    assert load_gazetteer(kept, "état 1") is None


def test_a_damaged_file_is_built_anew(kept: Path) -> None:
    whole = bytearray(kept.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(64)
    kept.write_bytes(bytes(whole))
    assert load_gazetteer(kept, "état 1") is None
    kept.write_bytes(b"nothing of ours")
    assert load_gazetteer(kept, "état 1") is None


def test_the_file_appears_whole(gazetteer: Gazetteer, kept: Path) -> None:
    save_gazetteer(gazetteer, kept, "état 2")
    assert load_gazetteer(kept, "état 2") is not None
    assert [path.name for path in kept.parent.iterdir()] == [kept.name], "nothing is left beside it"


def test_a_folder_that_is_not_there_is_an_error(gazetteer: Gazetteer, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        save_gazetteer(gazetteer, tmp_path / "absent" / "geocodeur", "état 1")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_gazetteer_is_kept_too(tmp_path: Path) -> None:
    names = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")
    nothing: dict[str, list[object]] = {name: [] for name in names}
    save_gazetteer(Gazetteer.build(nothing), tmp_path / "vide", "état 1")
    again = load_gazetteer(tmp_path / "vide", "état 1")
    assert again is not None
    assert Geocoder(again).search("5 rue de la loge") == []
