"""Real open data, read whole: every row accounted for."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from observatory.intake.adresses import read_adresses
from observatory.intake.couches import read_lieux, read_territoires, read_voies
from observatory.intake.guess import guess_columns, guess_preset
from observatory.intake.mapping import preset
from observatory.intake.rows import read_rows
from observatory.intake.signalements import read_signalements

TODAY = dt.date(2026, 11, 21)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def codes() -> list[str]:
    with (ROOT / "data/reference/nomenclature.csv").open(encoding="utf-8") as stream:
        return [row["code"] for row in csv.DictReader(stream)]


def test_paris(shared_data: Path, codes: list[str]) -> None:
    path = shared_data / "paris/dans_ma_rue_sample.csv"
    rows = read_rows(path)
    batch = read_signalements(rows, preset("dansmarue"), codes, TODAY)
    assert len(batch.table) + len(batch.rejets) == len(rows) == 27_635
    assert batch.rejets == []
    peer = pd.read_csv(path, dtype=str)
    table = batch.table.to_pandas()
    assert table["reference"].tolist() == peer["id_dmr"].tolist()
    assert table["recu_jour"].astype(str).tolist() == peer["datedecl"].tolist()
    assert table["recu_heure"].isna().all()
    assert table["lon"].to_numpy() == pytest.approx(peer["lon"].astype(float).to_numpy())
    assert table["adresse"].isna().sum() == peer["adresse"].isna().sum() == 2
    assert (table["categorie"] == "autre").sum() == 0
    assert table["remarque"].isna().all()
    assert table.groupby(peer["type"])["categorie"].nunique().size == 10
    assert table["ligne"].iloc[[0, -1]].tolist() == [2, 27_636]


def test_paris_without_coordinates(shared_data: Path, codes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "sans.csv"
    pd.read_csv(shared_data / "paris/dans_ma_rue_sample.csv", dtype=str).head(500).drop(columns=["lon", "lat"]).to_csv(
        path, index=False, sep=";", encoding="cp1252", errors="replace"
    )
    batch = read_signalements(read_rows(path), preset("dansmarue"), codes, TODAY)
    assert len(batch.table) == 500
    assert batch.table["lat"].null_count == 500


def test_paris_columns_are_guessed(shared_data: Path) -> None:
    rows = read_rows(shared_data / "paris/dans_ma_rue_sample.csv").head(300)
    assert guess_preset(rows) == "dansmarue"
    found = guess_columns(rows, TODAY)
    assert found["reference"] == "id_dmr"
    assert found["recu_le"] == "datedecl"
    assert found["categorie"] == ["type", "soustype"]
    assert found["adresse"] == "adresse"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("paris/adresses_75_sample.csv", 29_848),
        ("montpellier/adresses_34172.csv", 36_025),
        ("bondy/ban_bondy_93010.csv", 8_413),
    ],
)
def test_addresses(shared_data: Path, name: str, count: int) -> None:
    batch = read_adresses(shared_data / name)
    assert len(batch.table) == count
    assert batch.rejets == []
    peer = pd.read_csv(shared_data / name, sep=";", dtype=str, keep_default_na=False)
    assert batch.table["nom_voie"].to_pylist() == peer["nom_voie"].tolist()
    assert batch.table["lat"].to_pylist() == peer["lat"].astype(float).tolist()


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("paris/quartier_paris_80.geojson", 80, ("7510501", "Saint-Victor", None)),
        ("paris/arrondissements.geojson", 20, ("75101", "Louvre", None)),
        ("paris/iris_paris_2013_pop15p_2011.geojson", 992, ("751145620", "PLAISANCE 20", 2502.0)),
        ("montpellier/quartiers.geojson", 7, ("HO", "HOPITAUX-FACULTES", None)),
        ("montpellier/sous_quartiers.geojson", 31, ("HOS", "Plan des 4 Seigneurs", None)),
        ("qpv/qpv_occitanie.geojson", 105, ("QP066007", "Bas-Vernet Nouveau QPV", None)),
        ("bondy/filosofi_carreaux_200m_bondy.geojson", 164, None),
        ("bondy/qpv2024_bondy_from_leaflet.geojson", 4, None),
        ("montpellier/commune.geojson", 1, None),
    ],
)
def test_territories(shared_data: Path, name: str, count: int, first: tuple[str, str, float | None] | None) -> None:
    batch = read_territoires(shared_data / name)
    assert len(batch.items) == count
    assert batch.rejets == []
    assert len({one.code for one in batch.items}) == count
    assert all(one.geometry.is_valid for one in batch.items)
    if first is not None:
        assert batch.items[0][:3] == first


def test_streets_and_places(shared_data: Path) -> None:
    voies = read_voies(shared_data / "montpellier/voies.geojson", nom="LIB_OFF")
    assert len(voies.items) + len(voies.rejets) == 8_011
    lieux = read_lieux(shared_data / "montpellier/etablissements_publics.geojson", nom="LIBEL")
    assert len(lieux.items) + len(lieux.rejets) == 1_024


def test_a_file_with_a_byte_order_mark(shared_data: Path) -> None:
    rows = read_rows(shared_data / "qpv/qpv_occitanie_stats.csv")
    assert rows.columns[0] == "code_qp"
    assert len(rows) == 105
