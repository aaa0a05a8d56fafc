"""What is installed: every package pinned with its hashes, none older than a version that mended a known hole."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-bootstrap.lock")
ADVISORIES = Path(__file__).parents[1] / "data" / "avis.csv"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


def _pinned(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found[1].lower().replace("_", "-"): found[2] for found in _PINNED.finditer(text)}


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.split("+")[0]))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert blocks
    for block in blocks:
        if not block.startswith("#"):
            assert "==" in block.split("\n")[0]
            assert "--hash=sha256:" in block
    assert "://" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_no_package_is_older_than_a_version_that_mended_a_hole(name: str) -> None:
    pinned = _pinned(name)
    with ADVISORIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            version = pinned.get(row["paquet"])
            if version is not None:
                assert _version(version) >= _version(row["corrige_en"]), f"{row['paquet']} {version} : {row['avis']}"


def test_the_list_of_advisories_is_about_packages_that_are_installed() -> None:
    known = {package for name in LOCKS for package in _pinned(name)}
    with ADVISORIES.open(encoding="utf-8", newline="") as file:
        told = {row["paquet"] for row in csv.DictReader(file)}
    assert len(told & known) >= 12
