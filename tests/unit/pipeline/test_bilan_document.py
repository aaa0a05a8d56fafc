"""The bilan and the fiche of an action as documents: what was not told is said, what may not be shown is not."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pypdfium2
import pytest

from observatory.domain.action import Indicateur
from observatory.domain.bilan import EtatIndicateur, LigneMesure
from observatory.domain.edition import Charte, Tampon
from observatory.domain.errors import NotFound, StateError
from observatory.domain.marche import Marche
from observatory.domain.schema import Schema
from observatory.domain.support import Figure, Graphique, Nombre, Partie, Support, Tableau, part_figures
from observatory.pipeline.actions import actions_list
from observatory.pipeline.bilan_document import bilan_document
from observatory.pipeline.creation_marches import COORDONNATEUR
from observatory.pipeline.fiche_action_document import fiche_action_document
from observatory.pipeline.indicateurs_action import indicateur_add, valeur_answer
from observatory.pipeline.marches import marche_create
from observatory.pipeline.office import Office
from observatory.pipeline.plan_document import indicator_value, measured, walks_shown
from observatory.pipeline.schemas import schemas_list
from observatory.pipeline.surete import check_public
from observatory.present.chiffres import cell_text, figure_text
from observatory.present.ecrit_docx import support_to_docx
from observatory.present.ecrit_pdf import support_to_pdf
from observatory.settings import load_settings
from tests.unit.pipeline.test_dossier_marche import PLAN

NOW = dt.datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def city(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("bilan"))), lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan(city: Office) -> Schema:
    return schemas_list(city, COORDONNATEUR)[0]


def _part(support: Support, cle: str) -> Partie:
    return next(one for one in support.parties if one.cle == cle)


def _tables(part: Partie) -> list[Tableau]:
    return [one for one in part.blocs if isinstance(one, Tableau)]


def test_the_bilan_says_what_nobody_told_and_what_was_not_done(city: Office) -> None:
    made = bilan_document(city)
    check_public(made, None)
    assert [one.cle for one in made.parties] == [
        "situation", "mesures", "mesures-jeunes", "mesures-violences", "mesures-tranquillite", "financements",
        "effets", "enquetes", "points-forts", "preconisations", "methode", "non-fait", "sources",
    ]  # fmt: skip
    cells = [cell_text(row[4]) for one in made.parties if one.niveau == 2 for row in _tables(one)[0].lignes]
    assert cells.count("non communiqué") == 4 and "0" not in cells
    assert sum(one.startswith("non communiqué, attendu depuis le") for one in cells) == 2
    money = [one for _, one in part_figures(_part(made, "financements")) if one.unite == "€"]
    assert any(one.valeur is None for one in money) and all(one.valeur != 0 for one in money)
    assert any(one.au_moins and figure_text(one).startswith("au\u00a0moins\u00a0") for one in money)
    assert any(isinstance(one, Graphique) for one in _part(made, "financements").blocs)
    undone = [row[4] for row in _tables(_part(made, "non-fait"))[0].lignes]
    assert {"abandonnée", "suspendue"} < set(undone) and any("en retard" in str(one) for one in undone)
    pages = pypdfium2.PdfDocument(support_to_pdf(made, Tampon(), Charte()))
    read = " ".join(" ".join(one.get_textpage().get_text_bounded().split()) for one in pages)
    assert "non communiqué" in read and "au moins" in read and "Brouillon" in read
    cells = [
        cell.text
        for table in docx.Document(io.BytesIO(support_to_docx(made, Tampon(), Charte()))).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert cells.count("non communiqué") >= 4 and any(one.startswith("au\u00a0moins") for one in cells)


def test_an_unannounced_walk_is_not_told_of_before_it_was_walked(city: Office, plan: Schema) -> None:
    kept = replace(PLAN, prevue_le=dt.datetime(2026, 12, 3, 18, tzinfo=ZoneInfo("Europe/Paris")), inopinee=True)
    walk: Marche = marche_create(city, replace(kept, territoire="quartier:Q07", arrets=()), account=COORDONNATEUR)
    assert walk.ident not in {one.ident for one in walks_shown(city)}
    table = _tables(_part(bilan_document(city, plan.ident), "methode"))[0]
    assert all("3 décembre 2026" not in cell_text(cell) for row in table.lignes for cell in row)


@pytest.mark.parametrize(
    ("value", "unit", "axe", "shown"),
    [
        (3.0, "jeunes", "jeunes", "s."), (5.0, "jeunes", "jeunes", "5\u00a0jeunes"),
        (3.0, "jours", "violences", "3\u00a0jours"), (3.0, "lampes", "tranquillite", "3\u00a0lampes"),
        (40.0, "signalements", "tranquillite", "s."), (None, "jeunes", "jeunes", "non communiqué"),
    ],
)  # fmt: skip
def test_what_may_count_a_few_persons_is_hidden(value: float | None, unit: str, axe: str, shown: str) -> None:
    assert figure_text(measured(value, unit, axe)) == shown
    line = LigneMesure(1, "A-1", axe, "t", "m", "s", "impact", "i", unit, None, value, None, EtatIndicateur.RENSEIGNE)
    assert cell_text(indicator_value(line)) == shown


def test_a_fiche_has_three_levels_and_its_place_in_pictures(city: Office, plan: Schema) -> None:
    worked = next(one for one in actions_list(city, plan.ident, COORDONNATEUR) if one.titre.startswith("Déplacer"))
    made = fiche_action_document(city, worked.ident)
    check_public(made, None)
    assert [one.niveau for one in made.parties] == [1, 2] + [3] * (len(made.parties) - 2)
    assert {one.nom for one in made.images} == {"zone", "avant", "apres"}
    assert made.image("zone").contenu.startswith(b"<svg") and made.image("avant").contenu.startswith(b"\xff\xd8")
    whole = _tables(_part(made, "financement"))[0].lignes[-1]
    assert isinstance(whole[3], Nombre) and whole[3].au_moins and whole[3].valeur


def test_an_axe_of_persons_has_neither_map_nor_picture_nor_small_count(city: Office, plan: Schema) -> None:
    young = next(one for one in actions_list(city, plan.ident, COORDONNATEUR) if one.axe == "jeunes")
    asked = indicateur_add(
        city,
        Indicateur(0, young.ident, "impact", "Jeunes suivis", "jeunes", None, "Mission locale", NOW.date()),
        account=COORDONNATEUR,
    )
    valeur_answer(city, asked.ident, nombre=3.0, phrase=None, source="bilan", jour=NOW.date(), account=COORDONNATEUR)
    made = fiche_action_document(city, young.ident)
    check_public(made, None)
    assert not made.images and not any(isinstance(bloc, Figure) for one in made.parties for bloc in one.blocs)
    row = next(row for row in _tables(_part(made, "indicateurs"))[0].lignes if row[0] == "Jeunes suivis")
    assert cell_text(row[3]) == "s."


def test_a_city_without_a_plan_is_told_what_to_do(office: Office) -> None:
    with pytest.raises(StateError, match="ouvrez-en un"):
        bilan_document(office)
    with pytest.raises(NotFound):
        bilan_document(office, 12)
    with pytest.raises(NotFound):
        fiche_action_document(office, 12)
