"""The settings of this installation: the only place that reads the environment."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are on this machine."""

    db: Path
    reference: Path
    runtime: Path
    owner_endpoint: Path | None = None

    @property
    def endpoint(self) -> Path:
        """The file that tells how to reach the owner of the base."""
        return self.owner_endpoint or self.db.with_name(self.db.name + ".owner.json")


def load_settings(db: Path | str | None = None) -> Settings:
    """Settings from the environment; ``db`` given on the command line wins.

    ``OBSERVATORY_DB`` names the base (default ``data/observatoire.duckdb``), ``OBSERVATORY_REFERENCE`` the folder of
    reference tables (default ``data/reference`` of the project), ``OBSERVATORY_ENDPOINT`` the file that tells how to
    reach a running owner (default: beside the base).
    """
    chosen = Path(db or os.environ.get("OBSERVATORY_DB") or Path("data") / "observatoire.duckdb")
    runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    endpoint = os.environ.get("OBSERVATORY_ENDPOINT")
    return Settings(
        db=chosen.absolute(),
        reference=Path(os.environ.get("OBSERVATORY_REFERENCE") or PROJECT / "data" / "reference"),
        runtime=Path(runtime),
        owner_endpoint=Path(endpoint) if endpoint else None,
    )
