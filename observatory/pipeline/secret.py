"""The office's secret, and the keys that are derived from it: one for each use, so that none tells of another."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from observatory.domain.errors import StateError
from observatory.settings import Settings

PHONES = b"observatory/declarant/telephone/1"
"""The label of the key under which phone numbers are hashed."""


def office_secret(settings: Settings) -> str:
    """The secret of ``settings``, else that of the file beside the base."""
    return settings.secret or kept_secret(settings.db)


def kept_secret(db: Path) -> str:
    """The secret of an office that serves this machine alone, in a file beside the base that only its user reads.

    The file appears whole or not at all: two threads or processes that make it at once read the same secret.

    Raises
    ------
    StateError
        When the file holds nothing.
    """
    path = db.with_name(db.name + ".secret")
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # another made it meanwhile: theirs is the secret
                os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    found = path.read_text(encoding="utf-8").strip()
    if not found:
        raise StateError(
            f"Le fichier {path} est vide : le secret de l'office y manque, et sans lui aucun déclarant n'est reconnu. "
            "Remettez ce fichier depuis une sauvegarde ; à défaut, supprimez-le : un nouveau secret sera créé."
        )
    return found


def derived_key(settings: Settings, label: bytes) -> bytes:
    """32 bytes that the secret and ``label`` alone give (HMAC-SHA256 as in the extract step of HKDF, RFC 5869)."""
    return hmac.digest(office_secret(settings).encode(), label, hashlib.sha256)


def phone_key(settings: Settings, e164: str) -> str:
    """The key of the caller who has this number: « tel: » and its HMAC-SHA256, not to be computed without the secret.

    There are few enough numbers to try them all: what keeps them hidden is the secret, and the purge of the keys.
    """
    return "tel:" + hmac.new(derived_key(settings, PHONES), e164.encode(), hashlib.sha256).hexdigest()
