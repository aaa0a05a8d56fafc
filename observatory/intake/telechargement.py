"""A file that is on this machine or on the web, as a local path."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from observatory.domain.errors import FormatError, NotFound

MAX_DOWNLOAD = 2 * 1024**3
"""Bytes that a download may weigh."""

CONNECT_SECONDS = 15.0
"""Waiting time for a server to answer."""

READ_SECONDS = 60.0
"""Waiting time between two pieces of a file."""

_CHUNK = 1 << 18


def local_copy(source: str, folder: Path, max_bytes: int = MAX_DOWNLOAD) -> Path:
    """The local path of a source: itself when it is a file, else what an http(s) address gives, put in `folder`.

    The file appears under its final name only when it came whole.

    Raises
    ------
    NotFound
        No such file, or the server does not know the address.
    FormatError
        The address is not http(s), the server fails or is too slow, or the file is bigger than `max_bytes`.
    """
    scheme = urlsplit(source).scheme.lower() if "://" in source else ""
    if not scheme:
        path = Path(source)
        if not path.is_file():
            raise NotFound(f"Le fichier {source} n'existe pas : vérifier son nom et son dossier.")
        return path
    if scheme not in ("http", "https"):
        raise FormatError(f"L'adresse {source} n'est pas en http ou https : télécharger le fichier puis l'importer.")
    target = folder / _file_name(source)
    part = target.with_name(target.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _download(source, part, max_bytes)
        part.replace(target)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FormatError(
            f"Le téléchargement de {source} a échoué ({type(error).__name__}) : vérifier l'adresse et la "
            "connexion, ou télécharger le fichier à la main puis l'importer."
        ) from error
    except OSError as error:
        raise FormatError(
            f"Impossible d'écrire dans {folder} ({error.strerror}) : vérifier la place et les droits."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _download(source: str, part: Path, max_bytes: int) -> None:
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx.stream("GET", source, timeout=timeout, follow_redirects=True) as answer:
        _refuse_status(source, answer.status_code)
        size = 0
        with part.open("wb") as stream:
            for chunk in answer.iter_raw(_CHUNK) if _packed(answer) else answer.iter_bytes(_CHUNK):
                size += len(chunk)
                if size > max_bytes:
                    raise FormatError(
                        f"{source} dépasse {max_bytes / 1024**2:.0f} Mo : "
                        "prendre le fichier du département ou de la commune."
                    )
                stream.write(chunk)
    if size == 0:
        raise FormatError(f"{source} est vide : vérifier l'adresse.")


def _packed(answer: httpx.Response) -> bool:
    """A file that is itself gzip, whatever the server's headers say: keep its bytes."""
    return str(answer.url.path).endswith(".gz")


def _refuse_status(source: str, status: int) -> None:
    if status in (404, 410):
        raise NotFound(f"Rien à l'adresse {source} (réponse {status}) : vérifier l'adresse.")
    if status >= 300:
        raise FormatError(f"Le serveur refuse {source} (réponse {status}) : réessayer plus tard ou vérifier l'adresse.")


def _file_name(source: str) -> str:
    """A safe name of its own for each address, with the ending of the original."""
    last = unquote(urlsplit(source).path.rsplit("/", 1)[-1])
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", last).lstrip(".")[-80:] or "fichier"
    return f"{hashlib.sha256(source.encode()).hexdigest()[:8]}-{safe}"
