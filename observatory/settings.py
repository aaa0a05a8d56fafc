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
class OpenIdSettings:
    """An OpenID Connect provider with which agents log in; ``name`` is what the button says."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = "ProConnect"
    scopes: str = "openid email"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The town's own mail server: ``tls`` is starttls, ssl or non; without ``user`` nobody logs in."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = "starttls"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are on this machine."""

    db: Path
    reference: Path
    runtime: Path
    owner_endpoint: Path | None = None
    note: str = ""
    secret: str = ""
    public_url: str = ""
    openid: OpenIdSettings | None = None
    pages_secret: str = ""
    backup_dir: Path | None = None
    backup_keep: str = "14"
    backup_at: str = "02:30"
    horaires: str = "lun-ven 08-18"
    alsace_moselle: bool = False
    smtp: SmtpSettings | None = None
    lundi_a: tuple[str, ...] = ()

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
    then says so.

    ``OBSERVATORY_SECRET`` signs what browsers keep (without it, a file beside the base does, on this machine only);
    ``OBSERVATORY_PUBLIC_URL`` is the address that people type; ``OBSERVATORY_OIDC_ISSUER``, ``_CLIENT_ID``,
    ``_CLIENT_SECRET``, ``_NAME`` and ``_SCOPES`` name an OpenID Connect provider.

    ``OBSERVATORY_BACKUP_DIR`` names the folder of daily backups (none without it), ``OBSERVATORY_BACKUP_KEEP`` how many
    stay there (default 14), ``OBSERVATORY_BACKUP_AT`` the hour, in Paris, of the daily backup and purge (default
    02:30); the pipeline checks both.

    ``OBSERVATORY_HORAIRES`` says when the services are open (default ``lun-ven 08-18``), by which promises in working
    hours are counted; ``OBSERVATORY_ALSACE_MOSELLE=oui`` adds the two holidays of Alsace and Moselle.

    ``OBSERVATORY_SMTP_HOST`` names the town's mail server, ``_PORT`` (default 587), ``_FROM`` who writes, ``_USER``
    and ``_PASSWORD`` who logs in, ``_TLS`` how the line is closed: starttls (default), ssl or non.
    ``OBSERVATORY_LUNDI_A`` names who gets the digest of the week-end by e-mail (addresses, commas between).
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
        secret=os.environ.get("OBSERVATORY_SECRET", ""),
        public_url=os.environ.get("OBSERVATORY_PUBLIC_URL", ""),
        openid=_openid(),
        pages_secret=os.environ.get("OBSERVATORY_PAGES_SECRET", ""),
        backup_dir=Path(backups).absolute() if backups else None,
        backup_keep=os.environ.get("OBSERVATORY_BACKUP_KEEP") or "14",
        backup_at=os.environ.get("OBSERVATORY_BACKUP_AT") or "02:30",
        horaires=os.environ.get("OBSERVATORY_HORAIRES") or "lun-ven 08-18",
        alsace_moselle=os.environ.get("OBSERVATORY_ALSACE_MOSELLE", "").strip().casefold() in ("1", "oui"),
        smtp=_smtp(),
        lundi_a=tuple(one.strip() for one in os.environ.get("OBSERVATORY_LUNDI_A", "").split(",") if one.strip()),
    )


def _smtp() -> SmtpSettings | None:
    def one(name: str, default: str = "") -> str:
        return os.environ.get(f"OBSERVATORY_SMTP_{name}", "").strip() or default

    if not one("HOST"):
        return None
    port = one("PORT", "587")
    return SmtpSettings(
        one("HOST"), int(port) if port.isascii() and port.isdigit() else 0, one("FROM"), one("USER"), one("PASSWORD"),
        one("TLS", "starttls").casefold(),
    )  # fmt: skip


def _openid() -> OpenIdSettings | None:
    def one(name: str, default: str = "") -> str:
        return os.environ.get(f"OBSERVATORY_OIDC_{name}", default)

    if not one("ISSUER"):
        return None
    return OpenIdSettings(
        one("ISSUER"), one("CLIENT_ID"), one("CLIENT_SECRET"), one("NAME", "ProConnect"), one("SCOPES", "openid email")
    )


def hand_over(db: str, endpoint: str, pages_secret: str) -> None:
    """Make this process, and the settings it loads from now on, work on a base through its running owner.

    ``pages_secret`` lets it call operations in the name of the people who are logged in, and in no other.

    Streamlit's own variables are taken away: its settings come from the project's file alone.
    """
    for name in [one for one in os.environ if one.startswith("STREAMLIT_")]:
        del os.environ[name]
    os.environ["OBSERVATORY_DB"] = db
    os.environ["OBSERVATORY_ENDPOINT"] = endpoint
    os.environ["OBSERVATORY_PAGES_SECRET"] = pages_secret
