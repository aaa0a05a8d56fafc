"""The slides of a public meeting: of the fictional city, and of a quartier of which three signalements are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely

from observatory.domain.marche import Arret, Genre, Plan
from observatory.domain.roles import Account, Role
from observatory.domain.support import (
    MOST_TILES,
    AvantApres,
    Figure,
    Graphique,
    Nature,
    Partie,
    Support,
    Tableau,
    Tuiles,
    part_figures,
)
from observatory.pipeline.chiffres_publics import ChiffresPublics, chiffres_publics
from observatory.pipeline.creation import create_empty
from observatory.pipeline.gazetteer import import_territoires
from observatory.pipeline.marches import marche_create
from observatory.pipeline.office import Office
from observatory.pipeline.photos import moderate
from observatory.pipeline.presentation import FEWEST, MOST, presentation
from observatory.pipeline.surete import check_public
from observatory.present.chiffres import cell_text, phrase_text
from observatory.present.mots_presentation import LONGEST_TITLE
from observatory.settings import Settings, load_settings
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet, write_layer
from tests.unit.pipeline.conftest import NOW as TOWN_NOW
from tests.unit.pipeline.publiable_town import QUIET, open_town, tell

NOW = dt.datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Paris"))
COORDO = Account("coordo", frozenset({Role.COORDONNATEUR}))


@pytest.fixture(scope="module")
def city(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("presentation"))), lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def figures(city: Office) -> ChiffresPublics:
    return chiffres_publics(city)


@pytest.fixture(scope="module")
def deck(city: Office, figures: ChiffresPublics) -> Support:
    return presentation(city, figures)


@pytest.fixture
def town(town_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_town(tmp_path, town_file) as office:
        yield office


def blocs(deck: Support, kind: type) -> list[object]:
    return [bloc for part in deck.parties for bloc in part.blocs if isinstance(bloc, kind)]


def part(deck: Support, cle: str) -> Partie:
    return next(one for one in deck.parties if one.cle == cle)


def words_of(deck: Support) -> str:
    """Everything that a deck says."""
    return "\n".join(
        text
        for one in deck.parties
        for text in (
            one.titre,
            *(phrase_text(note) for note in one.notes),
            *(
                cell_text(cell)
                for bloc in one.blocs
                if isinstance(bloc, Tableau)
                for row in bloc.lignes
                for cell in row
            ),
            *(phrase_text(bloc.alt) for bloc in one.blocs if isinstance(bloc, Figure | Graphique)),
        )
    )


def sound(deck: Support) -> None:
    """What every deck is, whatever its place: readable, complete, told aloud."""
    assert FEWEST <= len(deck.parties) <= MOST
    assert len({one.cle for one in deck.parties}) == len(deck.parties)
    for one in deck.parties:
        assert 0 < len(one.titre) <= LONGEST_TITLE and one.notes and one.source and one.blocs
        for bloc in one.blocs:
            if isinstance(bloc, Tableau):
                assert 1 <= len(bloc.lignes) <= 9 and len(bloc.colonnes) <= 6
            if isinstance(bloc, Figure | Graphique):
                alt = phrase_text(bloc.alt)
                assert len(alt) > 25 and alt.endswith(".") and not alt.endswith("..")
    assert sum(len(one.tuiles) for one in blocs(deck, Tuiles) if isinstance(one, Tuiles)) <= MOST_TILES
    shown = {one.nom for one in blocs(deck, Figure) if isinstance(one, Figure)}
    shown |= {each.nom for one in blocs(deck, AvantApres) if isinstance(one, AvantApres)
              for each in (one.avant, one.apres)}  # fmt: skip
    assert shown == {one.nom for one in deck.images}


def test_the_deck_of_the_city_holds_what_a_meeting_needs(deck: Support, figures: ChiffresPublics) -> None:
    sound(deck)
    check_public(deck, figures)
    assert len(blocs(deck, Graphique)) >= 4 and len(blocs(deck, Figure)) >= 3 and len(blocs(deck, Tableau)) >= 4
    assert len(blocs(deck, AvantApres)) == 1
    assert deck.titre == "Tranquillité publique : Port-Clairval" and deck.periode == "1er semestre 2026"
    assert deck.publications == figures.noms
    maps = [one for one in deck.images if one.media == "image/svg+xml"]
    assert all(one.contenu.startswith(b"<svg ") and "dessinée le".encode() in one.contenu for one in maps)


def test_what_was_promised_and_not_done_is_told(deck: Support) -> None:
    table = next(one for one in part(deck, "pas-fait").blocs if isinstance(one, Tableau))
    states = [row[3] for row in table.lignes]
    assert {"promesse en retard", "abandonnée", "personne ne la porte"} <= set(states)
    answers = [row for one in deck.parties if one.cle.startswith("vous-avez-dit") for bloc in one.blocs
               if isinstance(bloc, Tableau) for row in bloc.lignes]  # fmt: skip
    assert {"fait", "en retard", "refusé", "pas de réponse"} <= {row[3] for row in answers}
    assert {"Saint-Yves", "Les Goélands", "Les Genêts"} <= {row[0] for row in answers}


def test_an_effect_that_cannot_be_told_is_a_result(deck: Support) -> None:
    table = next(one for one in part(deck, "effets").blocs if isinstance(one, Tableau))
    assert {"Baisse probable", "On ne peut pas conclure"} == {row[2] for row in table.lignes}


def test_a_picture_that_was_set_aside_is_not_shown(city: Office, deck: Support, figures: ChiffresPublics) -> None:
    shown = next(one for one in deck.images if one.media == "image/jpeg")
    moderate(city, int(shown.nom.removeprefix("photo-")), visible=False, account=COORDO)
    again = presentation(city, figures)
    assert not blocs(again, AvantApres) and all(one.media != "image/jpeg" for one in again.images)


def test_a_priority_quartier_is_told_by_the_published_ones_around(city: Office) -> None:
    figures = chiffres_publics(city, "", "zsp:ZSP99-1")
    deck = presentation(city, figures, "zsp:ZSP99-1")
    sound(deck)
    assert len(figures.autour) > 1 and "quartiers autour" in deck.remarques[-1]
    asked = {figure.cle[0] for one in deck.parties for _, figure in part_figures(one) if figure.cle}
    assert asked <= {*figures.lieux, "total"}


def test_a_quartier_of_three_signalements_is_honest_and_safe(town: Office) -> None:
    figures = chiffres_publics(town, "", QUIET)
    deck = presentation(town, figures, QUIET)
    sound(deck)
    check_public(deck, figures)
    names = {one.nom for one in deck.images}
    assert "carte-concentration" not in names and "carte-lieux" in names
    said = words_of(deck)
    assert "masqué (s.)" in said and "toute la ville de Petiteville" in said and "Aucun schéma local" in said
    about = [one for each in deck.parties for _, one in part_figures(each) if one.cle and one.cle[0] == QUIET]
    assert about and all(not one.valeur for one in about)  # hidden, or a true zero of a category
    shares = [one for each in deck.parties for _, one in part_figures(each) if one.nature == Nature.PART]
    assert all(one.valeur is None for one in shares)


def test_below_the_stated_number_places_that_come_back_stand_for_the_map(town_file: Path, tmp_path: Path) -> None:
    with open_town(tmp_path, town_file, {"Q00": 160, "Q01": 90, "Q10": 60, QUIET: 30}) as office:
        deck = presentation(office, chiffres_publics(office, "", QUIET), QUIET)
    sound(deck)
    said = " ".join(phrase_text(one) for one in part(deck, "concentration").notes)
    assert "Moins de 50 signalements" in said and "un an" in said
    assert "carte-concentration" not in {one.nom for one in deck.images}


def test_a_city_that_publishes_as_a_whole_is_told_without_quartiers(settings: Settings, tmp_path: Path) -> None:
    create_empty(settings, "Petiteville")
    whole = {"29999": shapely.box(LON, LAT, LON + 2 * SIDE, LAT + 2 * SIDE)}
    with Office.open(settings, lambda: TOWN_NOW) as office:
        path = write_layer(tmp_path / "commune.geojson", whole)
        import_territoires(office, path, "commune", population=None, auteur="essai", progress=quiet)
        tell(office, tmp_path, {"Q00": 40, "Q01": 30})
        deck = presentation(office, chiffres_publics(office))
    sound(deck)
    assert "pas de carte à montrer" in " ".join(phrase_text(one) for one in part(deck, "ou").notes)


def test_a_walk_that_goes_unannounced_is_told_to_nobody(town: Office) -> None:
    stop = Arret("Angle de la rue", LAT + 0.005, LON + 0.005, "choix")
    for title, hidden in (("Tour annoncé", False), ("Tour inopiné", True)):
        when = town.clock() + dt.timedelta(days=9)
        plan = Plan(Genre.DIAGNOSTIC, title, when, inopinee=hidden, arrets=(stop,), lat=LAT + 0.005, lon=LON + 0.005)
        marche_create(town, plan, account=COORDO)
    said = words_of(presentation(town, chiffres_publics(town)))
    assert "Tour annoncé" in said and "inopiné" not in said
