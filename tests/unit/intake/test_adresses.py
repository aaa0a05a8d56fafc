from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError, NotFound
from observatory.intake.adresses import SCHEMA, AdresseBatch, read_adresses

HEADER = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n"
GOOD = "a1;3;bis;Rue de l'Été;29990;29999;Port-Clairval;-4.6;46.05\n"


def read(folder: Path, text: str | bytes, name: str = "f.csv") -> AdresseBatch:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    batch = read_adresses(path)
    assert batch.table.schema == SCHEMA
    return batch


def test_short_layout(tmp_path: Path) -> None:
    batch = read(tmp_path, HEADER + GOOD)
    assert batch.table.to_pylist() == [
        {
            "id": "a1",
            "numero": "3",
            "rep": "bis",
            "nom_voie": "Rue de l'Été",
            "code_postal": "29990",
            "code_insee": "29999",
            "nom_commune": "Port-Clairval",
            "nom_ld": "",
            "lon": -4.6,
            "lat": 46.05,
        }
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_and_gzip(tmp_path: Path, encoding: str, packed: bool) -> None:
    data = (HEADER + GOOD).replace(";", ",").encode(encoding)
    batch = read(tmp_path, gzip.compress(data) if packed else data, "f.csv.gz" if packed else "f.csv")
    assert batch.table["nom_voie"].to_pylist() == ["Rue de l'Été"]


def test_decimal_commas(tmp_path: Path) -> None:
    batch = read(tmp_path, HEADER + GOOD.replace("-4.6;46.05", "-4,6;46,05"))
    assert batch.table["lat"].to_pylist() == [46.05]


def test_each_refused_row_has_its_line_and_reason(tmp_path: Path) -> None:
    bad = [
        "b1;1;;Rue A;;;;;",
        "b2;1;;Rue A;;;;x;46",
        "b3;1;;Rue A;;;;652000;6862000",
        "b4;1;;Rue A;;;;0;0",
        "b5;1;;;;;;-4.6;46",
    ]
    batch = read(tmp_path, HEADER + GOOD + "\n" + "\n".join(bad) + "\n" + GOOD)
    assert len(batch.table) == 2
    assert [one.ligne for one in batch.rejets] == [4, 5, 6, 7, 8]
    said = " ".join(one.raison for one in batch.rejets)
    for word in ("manque", "hors du globe", "0, 0", "voie est vide"):
        assert word in said
    assert batch.rejets[0].valeurs["id"] == "b1"


def test_ragged_and_quoted_rows_are_accounted_for(tmp_path: Path) -> None:
    text = HEADER + GOOD + GOOD.strip() + ";trop\n" + 'a3;1;;"Rue\nlongue";;;;1;46\n' + GOOD
    batch = read(tmp_path, text)
    assert len(batch.table) == 3
    assert [one.ligne for one in batch.rejets] == [3]


def test_a_place_name_stands_for_the_street(tmp_path: Path) -> None:
    batch = read(tmp_path, "id;numero;nom_voie;nom_ld;lon;lat\nx;;;Le Bourg;1;46\n")
    assert batch.table["nom_voie"].to_pylist() == ["Le Bourg"]
    assert batch.table["nom_ld"].to_pylist() == ["Le Bourg"]
    assert "code_postal" in batch.remarques[0]


def test_identifiers_are_made_where_they_lack(tmp_path: Path) -> None:
    text = "numero;nom_voie;lon;lat\n1;Rue A;1;46\n2;Rue A;1;46\n"
    first = read(tmp_path, text).table["id"].to_pylist()
    assert len(set(first)) == 2
    assert all(one.startswith("adr-") for one in first)
    assert read(tmp_path, text).table["id"].to_pylist() == first


def test_what_is_no_address_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"« nom_voie ».*« b »"):
        read(tmp_path, "a;b\n1;2\n")
    with pytest.raises(FormatError, match="vide"):
        read(tmp_path, "")
    with pytest.raises(NotFound):
        read_adresses(tmp_path / "absent.csv")


def test_header_only(tmp_path: Path) -> None:
    assert len(read(tmp_path, HEADER).table) == 0
