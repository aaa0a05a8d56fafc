"""The directory on paper: tagged, by kind, with what is due for a check; retired lines are left out."""

from __future__ import annotations

import dataclasses
import datetime as dt

from observatory.domain.annuaire import Ligne
from observatory.present.annuaire import annuaire_pdf
from observatory.settings import PROJECT
from observatory.store.annuaire import annuaire_file, annuaire_path
from tests.unit.present.test_fiche_papier import open_pdf, words_of

DAY = dt.date(2026, 11, 21)
TABLE = annuaire_file(annuaire_path(PROJECT / "data" / "reference"))


def told(table: list[Ligne]) -> str:
    return words_of(annuaire_pdf("Port-Clairval", table, DAY)).replace("’", "'").replace("\u00a0", " ")


def test_it_is_tagged_a4_with_a_table_for_each_kind() -> None:
    with open_pdf(annuaire_pdf("Port-Clairval", TABLE, DAY)) as pdf:
        assert [round(float(one)) for one in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).lower().startswith("fr")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Annuaire" in str(metadata["dc:title"])
    words = told(TABLE)
    for heading in ("Urgences", "Aide et écoute", "Services de la ville", "Partenaires", "imprimé le 21/11/2026"):
        assert heading in words


def test_what_was_not_checked_for_six_months_is_marked() -> None:
    fresh = [dataclasses.replace(one, verifie_le=dt.date(2026, 10, 1)) for one in TABLE]
    assert told(fresh).count("à revoir") == 1
    old = [dataclasses.replace(fresh[0], verifie_le=dt.date(2026, 5, 21)), *fresh[1:]]
    assert told(old).count("à revoir") == 2
    assert told(TABLE).count("jamais") == len(TABLE)


def test_a_retired_line_is_left_out_and_what_somebody_typed_is_no_markup() -> None:
    line = Ligne("x", "service", "#panic[Voirie] *et* $réseaux$", numero="05 36 49 00 05", retire_le=None)
    assert "#panic[Voirie] *et* $réseaux$" in told([line])
    assert "Voirie" not in told([dataclasses.replace(line, retire_le=DAY)])
