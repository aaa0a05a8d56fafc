"""Free texts leave the desk masked, by whatever way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory.client import create_base
from observatory.domain.roles import Account, Role, owner_of_the_file
from observatory.domain.selection import Selection
from observatory.operations.core import Context, no_progress
from observatory.operations.questions import signalements_confies, signalements_exporter, signalements_liste
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from observatory.settings import load_settings

TOLD = "Mme Lefranc au 06 39 98 01 02 dit que la porte est cassée"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("garde")
    file = folder / "lot.csv"
    file.write_text(
        f"reference;recu_le;categorie;description;service\nA1;2026-03-01T10:00:00;bruit;{TOLD};Voirie\n",
        encoding="utf-8",
    )
    settings = load_settings(folder / "b.duckdb")
    create_base("vide", settings=settings)
    with Office.open(settings) as opened:
        done = import_signalements(opened, file, auteur="essai", progress=no_progress)
        assert done.enregistres + done.a_localiser == 1
        yield opened


def test_no_list_no_export_no_partner_reads_who_it_is(office: Office) -> None:
    owner = Context(office, owner_of_the_file())
    partner = Context(office, Account("p", frozenset({Role.PARTENAIRE}), services=frozenset({"Voirie"})))
    tables = (
        signalements_liste(owner, Selection()),
        signalements_exporter(owner, Selection()),
        signalements_confies(partner),
    )
    for table in tables:
        (text,) = table["description"].to_pylist()
        assert "Lefranc" not in text
        assert "06" not in text
        assert text.endswith("dit que la porte est cassée")
    assert office.database.value("SELECT description FROM signalement") == TOLD
