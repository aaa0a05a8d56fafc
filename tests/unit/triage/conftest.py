"""A nomenclature of two families, texts that tell of its categories, and models made of them."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from observatory.domain.tri import Fiche, Rubrique
from observatory.settings import PROJECT
from observatory.triage.modele import Model, learn, start_model

SMALL = (
    Rubrique("bruit", None, "Bruit", ("tapage", "vacarme")),
    Rubrique("bruit-voisins", "bruit", "Bruit de voisins", ("perceuse", "fête", "talons")),
    Rubrique("bruit-chantier", "bruit", "Bruit de chantier", ("marteau-piqueur", "grue")),
    Rubrique("depots", None, "Dépôts", ("dépôt",)),
    Rubrique("depots-encombrants", "depots", "Encombrants abandonnés", ("matelas", "canapé")),
    Rubrique("depots-ordures", "depots", "Sacs et ordures", ("sac", "poubelle")),
    Rubrique("autre", None, "Autre"),
)
SAID = {
    "bruit-voisins": ["la chaîne hifi du voisin", "des basses au dessus", "fête chez le voisin", "talons au plafond"],
    "bruit-chantier": ["engins dès l'aube", "le marteau piqueur du chantier", "bétonnière sous la fenêtre", "une grue"],
    "depots-encombrants": ["vieux meuble dehors", "matelas sur le trottoir", "sommier et planches", "canapé éventré"],
    "depots-ordures": ["sacs éventrés", "poubelles renversées", "ordures sur le trottoir", "épluchures par terre"],
}


def texts_of(n: int, seed: int, noise: float = 0.0) -> tuple[list[str], list[str]]:
    """``n`` texts and their codes, a share ``noise`` of which is any code."""
    random, codes = np.random.default_rng(seed), list(SAID)
    texts, told = [], []
    for _ in range(n):
        code = codes[random.integers(len(codes))]
        texts.append(" ".join(random.choice(SAID[code], 2)) + " rue numéro " + str(random.integers(99)))
        told.append(codes[random.integers(len(codes))] if random.uniform() < noise else code)
    return texts, told


@pytest.fixture(scope="session")
def nomenclature() -> list[Rubrique]:
    with (PROJECT / "data/reference/nomenclature.csv").open(encoding="utf-8") as file:
        return [
            Rubrique(row["code"], row["parent"] or None, row["libelle"], tuple(filter(None, row["mots"].split(";"))))
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="session")
def start(nomenclature: list[Rubrique]) -> Model:
    return start_model(nomenclature)


@pytest.fixture(scope="session")
def learned() -> Model:
    texts, codes = texts_of(300, 1)
    return learn(texts, codes, [str(at) for at in range(300)], SMALL, Fiche(False, "x", n_appris=300))
