"""The certificate and its key are looked at before anything starts, and refused in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.client import serve_base
from observatory.domain.errors import ValueRefused
from observatory.server.tls import Tls, tls_files
from observatory.settings import load_settings
from tests.certificats import self_made


def test_a_certificate_and_its_key_are_taken(tmp_path: Path) -> None:
    cert, key = self_made(tmp_path)
    assert tls_files(cert, key) == Tls(cert, key)
    assert tls_files(cert, key, "https://tranquillite.ville.example") == Tls(cert, key)
    assert tls_files(None, None, "http://ville.example") is None


def test_what_cannot_serve_is_refused_with_its_reason(tmp_path: Path) -> None:
    cert, key = self_made(tmp_path)
    other, _ = self_made(tmp_path, "autre")
    _, closed = self_made(tmp_path, "ferme", b"secret")
    text = tmp_path / "texte.pem"
    text.write_text("bonjour", encoding="utf-8")
    for pair, said in (
        ((cert, None), "Il manque --tls-key"),
        ((None, key), "Il manque --tls-cert"),
        ((tmp_path / "absent.crt", key), "Le certificat ne se lit pas : .*il n'y a pas ce fichier"),
        ((cert, tmp_path), "La clé ne se lit pas : .*c'est un dossier"),
        ((other, key), "n'est pas celle du certificat"),
        ((cert, closed), "n'est pas celle du certificat|fermée par un mot de passe"),
        ((text, key), "au format PEM"),
        ((cert, text), "au format PEM"),
    ):
        with pytest.raises(ValueRefused, match=said):
            tls_files(*pair)
    with pytest.raises(ValueRefused, match="écrivez l'adresse avec https"):
        tls_files(cert, key, "http://ville.example")


def test_nothing_is_opened_for_a_key_that_does_not_fit(tmp_path: Path) -> None:
    cert, _ = self_made(tmp_path)
    _, other = self_made(tmp_path, "autre")
    settings = load_settings(tmp_path / "absente.duckdb")
    with pytest.raises(ValueRefused, match="n'est pas celle"):  # and not that the base is missing
        serve_base(settings, host="127.0.0.1", port=0, on_ready=lambda *_: None, tls=(cert, other))
