"""Fixtures that every kind of test shares."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data est absent : les essais sur données réelles sont sautés.")
    return SHARED
