"""The content of a document: it goes to JSON and back whole, and every figure in it is found."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter

from observatory.domain.support import (
    AvantApres,
    Figure,
    Graphique,
    Image,
    Jour,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Support,
    Tableau,
    Texte,
    Tuile,
    Tuiles,
    part_figures,
    said,
)

ONE = Nombre(12, Nature.SIGNALEMENTS, cle=("Q01", "total", "2026-S1"))
HIDDEN = Nombre(None, Nature.SIGNALEMENTS, masque=True)
PHOTO = Figure("photo", "Après", said("Le banc remplacé"), genre="photo")
PARTIE = Partie(
    "tout", "Tout ce qui se montre",
    (
        Texte((Phrase("{0} signalements", (ONE,)), said("des {accolades}"))),
        Tuiles((Tuile("Signalements", ONE, Phrase("{0} de plus", (HIDDEN,))),)),
        Graphique("Par an", "barres", ("2025", "2026"), (Serie("Ville", (ONE, HIDDEN)),), said("Deux années")),
        Tableau("Table", ("Quand", "Combien", "Le"), (("2026-01-01", ONE, Jour(dt.date(2026, 1, 2))),)),
        Figure("carte", "Carte", said("La carte")),
        AvantApres("Le banc", PHOTO, PHOTO),
    ),
    notes=(Phrase("{0} en tout", (ONE,)),), n=ONE,
)  # fmt: skip
SUPPORT = Support(
    "presentation", "Titre", "Ville", "Quartier", "1er semestre 2026", dt.date(2026, 7, 1), (PARTIE,),
    (Image("carte", b"\x00\xff", "image/png"),),
)  # fmt: skip


def test_it_goes_to_json_and_back_whole() -> None:
    adapter = TypeAdapter(Support)
    assert adapter.validate_json(adapter.dump_json(SUPPORT)) == SUPPORT
    assert SUPPORT.image("carte").contenu == b"\x00\xff"
    with pytest.raises(KeyError):
        SUPPORT.image("ailleurs")


def test_every_figure_is_found() -> None:
    found = [one for _, one in part_figures(PARTIE)]
    assert found.count(ONE) == 6
    assert found.count(HIDDEN) == 2


def test_a_sentence_has_room_for_each_of_its_figures() -> None:
    for modele, figures in (("{0} et {1}", (ONE,)), ("rien", (ONE,)), ("{1}", (ONE,))):
        with pytest.raises(ValueError, match="leaves room"):
            Phrase(modele, figures)


def test_rows_and_series_are_whole() -> None:
    with pytest.raises(ValueError, match="a cell for each head"):
        Tableau("t", ("a", "b"), (("x",),))
    with pytest.raises(ValueError, match="a value for each category"):
        Graphique("g", "lignes", ("a",), (Serie("s", (ONE, ONE)),), said("x"))


def test_a_hidden_figure_holds_no_value() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Nombre(3.0, Nature.SIGNALEMENTS, masque=True)
