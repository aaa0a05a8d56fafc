"""The settings of this installation: the only place that reads the environment."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_DB = Path("data") / "observatoire.duckdb"
FICTIONAL_DB = Path("data") / "port-clairval.duckdb"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are on this machine."""

    db: Path
    reference: Path
    runtime: Path
    owner_endpoint: Path | None = None
    note: str = ""
    backup_dir: Path | None = None
    backup_keep: str = "14"
    backup_at: str = "02:30"

    @property
    def endpoint(self) -> Path:
        """The file that tells how to reach the owner of the base."""
        return self.owner_endpoint or self.db.with_name(self.db.name + ".owner.json")


def load_settings(db: Path | str | None = None, *, demo: bool = False, creating: bool = False) -> Settings:
    """Settings from the environment; ``db`` given on the command line wins.

    ``OBSERVATORY_DB`` names the base (default ``data/observatoire.duckdb``), ``OBSERVATORY_REFERENCE`` the folder of
    reference tables (default ``data/reference`` of the project), ``OBSERVATORY_ENDPOINT`` the file that tells how to
    reach a running owner (default: beside the base). The fictional city has a file of its own
    (``data/port-clairval.duckdb``), which serves where no base was named and none stands at the default; ``note``
    then says so. ``OBSERVATORY_BACKUP_DIR`` names the folder of daily backups (none without it),
    ``OBSERVATORY_BACKUP_KEEP`` how many stay there (default 14), ``OBSERVATORY_BACKUP_AT`` the hour, in Paris, of the
    daily backup and purge (default 02:30); the pipeline checks both.
    """
    named = db or os.environ.get("OBSERVATORY_DB")
    chosen = Path(named or (FICTIONAL_DB if demo else DEFAULT_DB))
    note = ""
    if not named and not creating and not chosen.exists() and FICTIONAL_DB.exists():
        note = f"Pas de base à {chosen} : c'est la ville fictive qui répond ({FICTIONAL_DB})."
        chosen = FICTIONAL_DB
    runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    endpoint = os.environ.get("OBSERVATORY_ENDPOINT")
    backups = os.environ.get("OBSERVATORY_BACKUP_DIR")
    return Settings(
        db=chosen.absolute(),
        reference=Path(os.environ.get("OBSERVATORY_REFERENCE") or PROJECT / "data" / "reference"),
        runtime=Path(runtime),
        owner_endpoint=Path(endpoint) if endpoint else None,
        note=note,
        backup_dir=Path(backups).absolute() if backups else None,
        backup_keep=os.environ.get("OBSERVATORY_BACKUP_KEEP") or "14",
        backup_at=os.environ.get("OBSERVATORY_BACKUP_AT") or "02:30",
    )


def hand_over(db: str, endpoint: str) -> None:
    """Make this process, and the settings it loads from now on, work on a base through its running owner.

    Streamlit's own variables are taken away: its settings come from the project's file alone.
    """
    for name in [one for one in os.environ if one.startswith("STREAMLIT_")]:
        del os.environ[name]
    os.environ["OBSERVATORY_DB"] = db
    os.environ["OBSERVATORY_ENDPOINT"] = endpoint
