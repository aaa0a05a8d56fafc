"""The reference tables of doubles."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.domain.errors import FormatError
from observatory.domain.proche import Poids
from observatory.settings import PROJECT
from observatory.store.proches import read_poids, read_rayons
from observatory.store.reference import read_nomenclature

FOLDER = PROJECT / "data" / "reference"
CODES = {row["code"] for row in read_nomenclature(FOLDER / "nomenclature.csv")}


def test_the_tables_shipped_are_right_and_the_weights_are_the_defaults() -> None:
    rayons = read_rayons(FOLDER / "rayons.csv", CODES)
    assert rayons["stationnement-genant"].semaines == 2
    assert "proprete-voie" in rayons["depots-ordures"].voisines
    assert read_poids(FOLDER / "doublons.csv") == Poids()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("categorie,metres,semaines,voisines\nx,50,12,\n", "ligne 2 : catégories inconnues : x"),
        ("categorie,metres,semaines,voisines\ntags,50,12,y;bruit\n", "inconnues : y"),
        ("categorie,metres,semaines,voisines\ntags,50,12,\ntags,50,12,\n", "ligne 3 : « tags » est déjà plus haut"),
        ("categorie,metres,semaines,voisines\ntags,500,12,\n", "de 1 à 150 mètres"),
        ("categorie,metres,semaines,voisines\ntags,50,1.5,\n", "de 1 à 104 semaines"),
        ("categorie,metres,semaines,voisines\ntags,loin,12,\n", "« metres » est un nombre"),
        ("categorie,metres\ntags,50\n", "il manque semaines, voisines"),
        ("", "colonnes attendues"),
    ],
)
def test_distances_that_make_no_sense_are_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "rayons.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=words):
        read_rayons(tmp_path / "rayons.csv", CODES)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("ecart,", "écart,", "« écart » est inconnu"), ("jours,", "ecart,", "« ecart » est déjà plus haut"),
     ("seuil,", "#", "« #"), ("poids,valeur", "poids,value", "il manque valeur")],
)  # fmt: skip
def test_weights_that_cannot_be_read_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (FOLDER / "doublons.csv").read_text(encoding="utf-8")
    (tmp_path / "doublons.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=words):
        read_poids(tmp_path / "doublons.csv")
    with pytest.raises(FormatError, match="manque parmi les tables"):
        read_poids(tmp_path / "rien.csv")
    (tmp_path / "doublons.csv").write_text("\n".join(text.splitlines()[:-1]), encoding="utf-8")
    with pytest.raises(FormatError, match="il manque seuil"):
        read_poids(tmp_path / "doublons.csv")
