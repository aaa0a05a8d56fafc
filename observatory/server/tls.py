"""The certificate and the key with which the office serves HTTPS itself: checked before anything starts."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from observatory.domain.errors import ValueRefused


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of a certificate (PEM, with those of its authorities under it) and of its private key (PEM)."""

    cert: Path
    key: Path


def tls_files(cert: Path | None, key: Path | None, public_url: str = "") -> Tls | None:
    """The files to serve HTTPS with, or None where none is named.

    Raises
    ------
    ValueRefused
        When one is named without the other, cannot be read, is none, or they do not belong together; when the address
        that people type is one of plain HTTP.
    """
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        lacks = "--tls-cert" if cert is None else "--tls-key"
        raise ValueRefused(f"Il manque {lacks} : le certificat et sa clé vont ensemble.")
    for name, path in (("Le certificat", cert), ("La clé", key)):
        _readable(name, path)
    try:
        # a locked key is tried with no words, rather than asked for on a terminal that nobody watches
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=str)
    except (ssl.SSLError, OSError, ValueError) as error:
        raise ValueRefused(_trouble(error, cert, key)) from error
    if public_url and not public_url.startswith("https://"):
        raise ValueRefused(
            f"OBSERVATORY_PUBLIC_URL est « {public_url} », mais avec --tls-cert l'office ne répond qu'en https : "
            "écrivez l'adresse avec https://."
        )
    return Tls(cert, key)


def _readable(name: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        why = {FileNotFoundError: "il n'y a pas ce fichier", IsADirectoryError: "c'est un dossier"}
        said = why.get(type(error), "ce compte n'a pas le droit de le lire" if error.errno == 13 else error.strerror)
        raise ValueRefused(f"{name} ne se lit pas : {path} ({said}). Vérifiez le chemin et les droits.") from error


def _trouble(error: Exception, cert: Path, key: Path) -> str:
    reason = getattr(error, "reason", "") or ""
    if reason == "KEY_VALUES_MISMATCH":
        return f"La clé {key} n'est pas celle du certificat {cert} : prenez les deux fichiers d'une même demande."
    if b"ENCRYPTED" in key.read_bytes()[:400]:
        return f"La clé {key} est fermée par un mot de passe : l'office a besoin d'une clé sans mot de passe."
    return (
        f"{cert} et {key} ne sont pas un certificat et sa clé au format PEM ({reason or error}) : le premier commence "
        "par « BEGIN CERTIFICATE », la seconde par « BEGIN PRIVATE KEY »."
    )
