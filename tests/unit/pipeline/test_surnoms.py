"""Nicknames in an office: what is kept, what is refused, what wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.records import Surnom, SurnomConnu
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.surnoms import surnoms_ajouter, surnoms_liste, surnoms_retirer
from observatory.pipeline.office import Office
from observatory.store.reference import FICTIONAL, meta_set

OPERATEUR = Account("agent", frozenset({Role.OPERATEUR}))
REGULATEUR = Account("chef", frozenset({Role.REGULATEUR}))


@pytest.fixture
def city(office: Office, tmp_path: Path) -> Office:
    """The town with a folder of reference tables of its own, without nicknames."""
    (tmp_path / "reference").mkdir()
    office.settings = replace(office.settings, reference=tmp_path / "reference")
    return office


@pytest.fixture
def add(city: Office) -> Callable[..., Surnom]:
    def call(surnom: str, designe: str = "", lat: float | None = None, lon: float | None = None) -> Surnom:
        return surnoms_ajouter(Context(city, OPERATEUR), surnom, designe, lat, lon)

    return call


def in_file(city: Office, *rows: str) -> None:
    path = city.settings.reference / "surnoms.csv"
    path.write_text("\n".join(["surnom,designe,lat,lon", *rows]), encoding="utf-8")


def listed(city: Office) -> list[SurnomConnu]:
    return surnoms_liste(Context(city, OPERATEUR)).surnoms


def test_a_nickname_is_kept_with_who_added_it(city: Office, add: Callable[..., Surnom]) -> None:
    assert add(" la Butte ", "12 rue des Mouettes") == Surnom("la Butte", "12 rue des Mouettes")
    (known,) = listed(city)
    assert (known.surnom, known.origine, known.auteur) == ("la Butte", "base", "agent")
    assert known.le == city.clock()
    removed = surnoms_retirer(Context(city, REGULATEUR), "LA BUTTE")
    assert removed == Surnom("la Butte", "12 rue des Mouettes")
    assert listed(city) == []


def test_the_journal_holds_numbers_and_no_name(city: Office, add: Callable[..., Surnom]) -> None:
    add("chez Momo", "3 rue des Mouettes")
    surnoms_retirer(Context(city, REGULATEUR), "chez momo")
    rows = city.database.read(
        "SELECT auteur, evenement, cle, detail FROM journal WHERE objet = 'surnom' ORDER BY seq"
    ).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("agent", "ajout", "1", "{}"), ("chef", "retrait", "1", "{}")]


def test_a_position_is_enough(city: Office, add: Callable[..., Surnom]) -> None:
    assert add("le Caillou", lat=46.055, lon=-4.596).lat == 46.055
    with pytest.raises(ValueRefused, match="rien n'est connu près de 48"):
        add("la Tour", lat=48.85, lon=2.29)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", "12 rue des Mouettes"), "vide"),
        (("la Butte",), "ne désigne rien"),
        (("la Butte", "boulevard Zzyx"), "aucun lieu ne ressemble"),
        (("la Butte", "la Butte"), "pas trouvé avec certitude|lui-même un surnom"),
        (("la Butte", "", 46.05), "moitié de position"),
        (("la Butte", "", 91.0, 0.0), "La latitude 91"),
    ],
)
def test_what_stands_for_nothing_is_refused(
    add: Callable[..., Surnom], city: Office, arguments: tuple[object, ...], words: str
) -> None:
    with pytest.raises(ValueRefused, match=words):
        add(*arguments)
    assert listed(city) == []


def test_an_equal_nickname_is_refused_until_it_is_taken_out(city: Office, add: Callable[..., Surnom]) -> None:
    add("la Butte", "12 rue des Mouettes")
    with pytest.raises(ValueRefused, match="« la Butte » est déjà un surnom de 12 rue des Mouettes"):
        add("Butte", "13 rue des Mouettes")
    surnoms_retirer(Context(city, REGULATEUR), "la butte")
    add("Butte", "13 rue des Mouettes")


def test_the_base_wins_over_the_file_which_is_read_each_time(city: Office, add: Callable[..., Surnom]) -> None:
    in_file(city, "la Butte,1 rue des Mouettes,,", "chez Momo,2 rue des Mouettes,,")
    add("La butte", "12 rue des Mouettes")
    known = {one.surnom: (one.designe, one.origine) for one in listed(city)}
    assert known == {
        "La butte": ("12 rue des Mouettes", "base"),
        "chez Momo": ("2 rue des Mouettes", "fichier"),
    }
    with pytest.raises(ValueRefused, match=r"vient du fichier surnoms\.csv"):
        surnoms_retirer(Context(city, REGULATEUR), "chez momo")
    in_file(city, "la Butte,,,", "la Criée,3 rue des Mouettes,,")
    found = surnoms_liste(Context(city, OPERATEUR))
    assert [one.surnom for one in found.surnoms] == ["La butte", "la Criée"]
    assert "ligne 2" in found.remarques[0]


def test_an_unknown_nickname_cannot_be_taken_out(city: Office) -> None:
    with pytest.raises(NotFound, match="« la Butte » n'est pas un surnom connu"):
        surnoms_retirer(Context(city, REGULATEUR), "la Butte")


def test_operators_add_and_those_above_them_take_out(city: Office, add: Callable[..., Surnom]) -> None:
    add("la Butte", "12 rue des Mouettes")
    with pytest.raises(NotAllowed):
        surnoms_retirer(Context(city, OPERATEUR), "la Butte")
    with pytest.raises(NotAllowed):
        surnoms_ajouter(Context(city, Account("p", frozenset({Role.PARTENAIRE}))), "x", "12 rue des Mouettes")


def test_the_fictional_city_takes_no_real_position(city: Office, add: Callable[..., Surnom]) -> None:
    city.database.write(lambda cursor: meta_set(cursor, FICTIONAL, "oui"))
    with pytest.raises(StateError, match="ville fictive"):
        add("la Butte", lat=48.88, lon=2.34)


def test_a_change_of_nicknames_answers_at_once_over_the_same_gazetteer(
    city: Office, add: Callable[..., Surnom], caplog: pytest.LogCaptureFixture
) -> None:
    first = city.geocoder()
    assert first.search("chez Momo") == []
    add("chez Momo", "12 rue des Mouettes")
    second = city.geocoder()
    assert second is not first
    assert second._gazetteer is first._gazetteer
    (found,) = second.search("devant chez momo", limit=1)
    assert (found.method, found.name) == ("surnom", "12 Rue des Mouettes")
    surnoms_retirer(Context(city, REGULATEUR), "chez Momo")
    assert city.geocoder().search("chez Momo") == []
    in_file(city, "le Caillou,,46.055,-4.596", "la Butte,,,")
    assert city.geocoder().search("le caillou")[0].name == "le Caillou"
    assert city.geocoder()._gazetteer is first._gazetteer
    assert "ligne 3" in caplog.text
    assert city.geocoder() is city.geocoder()
