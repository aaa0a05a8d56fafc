"""What phones note is kept once, apart by phone, and refused in French where it cannot be."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from observatory.domain.constat import LATE, MOST_PHOTOS, PAPIER
from observatory.domain.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    ObservatoryError,
    StateError,
    TooMuch,
    ValueRefused,
)
from observatory.domain.marche import Arret, Etat, Genre, Marche, Plan
from observatory.domain.mediation import Rendu
from observatory.domain.reglage import GRILLE_DIAGNOSTIC
from observatory.domain.roles import Account, Role
from observatory.pipeline import releves
from observatory.pipeline.liens_marche import lien_create, lien_depot, liens_revoke
from observatory.pipeline.marches import marche_cancel, marche_create, marche_ready
from observatory.pipeline.nomenclature import nomenclature_save
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import set_setting, value_of
from observatory.store.reference import nomenclature_lines
from tests.suivi import camera
from tests.unit.pipeline.conftest import LAT, LON, NOW

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
KEYS = (f"essai-marche-{n:04d}" for n in itertools.count())
AT = NOW - dt.timedelta(minutes=20)
ONE, TWO = "telephone-un", "telephone-deux"
HERE = (LAT + 0.005, LON + 12e-4)


def walk(office: Office, genre: str = Genre.DIAGNOSTIC) -> Marche:
    """A walk with two stops that can be walked."""
    plan = Plan(
        genre=genre, titre="Le Port", prevue_le=NOW - dt.timedelta(hours=1), pilote="Chargée de mission",
        consigne="Restez groupés.", rendez_vous="Place Haute", lat=HERE[0], lon=HERE[1],
        arrets=(Arret("Rue des Mouettes", *HERE, "reunion"), Arret("Quai", HERE[0] + 1e-3, HERE[1], "choix")),
    )  # fmt: skip
    kept = marche_create(office, plan, account=COORD)
    return marche_ready(office, kept.ident, kept.version, account=COORD)


@pytest.fixture
def marche(office: Office) -> Marche:
    return walk(office)


def answers(office: Office, marche: Marche, appareil: str = ONE, cle: str = "", **more: Any) -> Rendu:
    values: dict[str, Any] = {"arret": marche.plan.arrets[0].ident, "notes": {"eclairage": 1, "fuite": None}, "le": AT}
    return releves.releve_reponses(office, marche, appareil, cle or next(KEYS), **values | more)


def finding(office: Office, marche: Marche, appareil: str = ONE, cle: str = "", **more: Any) -> Rendu:
    values: dict[str, Any] = {
        "arret": marche.plan.arrets[0].ident, "positif": False, "categorie": "tags-facade", "texte": "Mur  couvert",
        "lat": HERE[0], "lon": HERE[1], "situe_par": "gps", "precision_m": 8.0, "le": AT,
    }  # fmt: skip
    return releves.releve_constat(office, marche, appareil, cle or next(KEYS), **values | more)


def people(office: Office, marche: Marche, appareil: str = ONE, cle: str = "", **more: Any) -> Rendu:
    values: dict[str, Any] = {"profils": {"sexe:femme": 4, "age:18_24": 3}, "le": AT}
    return releves.releve_participants(office, marche, appareil, cle or next(KEYS), **values | more)


def feeling(office: Office, marche: Marche, appareil: str = ONE, cle: str = "", **more: Any) -> Rendu:
    values: dict[str, Any] = {"moment": "avant", "notes": {1: 2, 4: 1}, "le": AT}
    return releves.releve_ressenti(office, marche, appareil, cle or next(KEYS), **values | more)


def test_two_phones_that_answer_one_question_are_both_kept(office: Office, marche: Marche) -> None:
    answers(office, marche)
    answers(office, marche, TWO, notes={"eclairage": 3})
    answers(office, marche, PAPIER, notes={"eclairage": 0})
    stop = marche.plan.arrets[0].ident
    found = {
        (one.appareil, one.question): (one.arret, one.note) for one in releves.releves_of(office, marche.ident).reponses
    }
    assert found == {
        (ONE, "eclairage"): (stop, 1), (ONE, "fuite"): (stop, None), (TWO, "eclairage"): (stop, 3),
        (PAPIER, "eclairage"): (stop, 0),
    }  # fmt: skip


def test_an_answer_given_again_takes_the_place_of_the_earlier_one_even_when_that_comes_late(
    office: Office, marche: Marche
) -> None:
    answers(office, marche, notes={"eclairage": 3})
    answers(office, marche, notes={"eclairage": 0}, le=AT - dt.timedelta(minutes=5))
    (kept,) = releves.releves_of(office, marche.ident).reponses
    assert (kept.note, kept.le) == (3, AT)
    answers(office, marche, notes={"eclairage": None}, le=AT + dt.timedelta(minutes=5))
    (kept,) = releves.releves_of(office, marche.ident).reponses
    assert kept.note is None


@pytest.mark.parametrize("send", [answers, finding, people, feeling])
def test_what_is_sent_twice_is_kept_once(office: Office, marche: Marche, send: Callable[..., Rendu]) -> None:
    first, again = (send(office, marche, cle="cle-essai-2001") for _ in range(2))
    assert (again.ident, again.deja) == (first.ident, True)
    with pytest.raises(Conflict):
        send(office, marche, TWO, cle="cle-essai-2001")
    kept = releves.releves_of(office, marche.ident)
    assert len(kept.constats) <= 1 and {one.appareil for one in kept.reponses} <= {ONE}
    assert set(kept.participants) | set(kept.ressenti) <= {ONE}


def test_a_constat_is_read_as_it_was_found(office: Office, marche: Marche) -> None:
    done = finding(office, marche)
    finding(
        office, marche, TWO, positif=True, categorie=None, texte="", arret=None, situe_par="carte", precision_m=None
    )
    bad, good = releves.releves_of(office, marche.ident).constats
    assert (bad.ident, bad.texte, bad.categorie, bad.situe_par, bad.precision_m) == (
        done.ident, "Mur couvert", "tags-facade", "gps", 8.0,
    )  # fmt: skip
    assert (bad.lat, bad.lon, bad.le, bad.recu_le, bad.etat) == (*HERE, AT, NOW, "garde")
    assert good.positif and good.arret is None and good.categorie is None and good.signalement is None
    assert office.database.value("SELECT count(*) FROM signalement") == 0


def test_pictures_follow_their_constat(office: Office, marche: Marche) -> None:
    done = finding(office, marche, cle="cle-constat-01")
    pictures = [camera(60 + n, 40) for n in range(MOST_PHOTOS + 1)]

    def send(contenu: bytes, appareil: str = ONE, cle: str = "", constat: str = "cle-constat-01") -> Rendu:
        return releves.releve_photo(office, marche, appareil, cle or next(KEYS), constat_cle=constat, contenu=contenu)

    first = send(pictures[0], cle="cle-photo-01")
    assert send(pictures[0], cle="cle-photo-01") == replace(first, deja=True)
    for strange in ({"appareil": TWO}, {"constat": "cle-inconnue"}):
        with pytest.raises(NotFound, match="constat de cette photo"):
            send(pictures[1], **strange)
    with pytest.raises(ValueRefused, match="ne peut pas être lue"):
        send(b"rien d'une image")
    idents = [first.ident, *(send(one).ident for one in pictures[1:MOST_PHOTOS])]
    with pytest.raises(TooMuch, match="3 photos au plus"):
        send(pictures[MOST_PHOTOS])
    (constat,) = releves.releves_of(office, marche.ident).constats
    assert constat.ident == done.ident and list(constat.photos) == idents
    (row,) = office.database.read("SELECT objet, visible, contenu FROM photo WHERE id = ?", [first.ident]).to_pylist()
    assert (row["objet"], row["visible"]) == ("constat", False) and b"MarqueDeLAppareil" not in row["contenu"]


def test_counts_of_a_phone_are_replaced_and_those_of_others_stay(office: Office, marche: Marche) -> None:
    later = AT + dt.timedelta(minutes=2)
    for send in (people, feeling):
        send(office, marche)
        send(office, marche, TWO)
    people(office, marche, profils={"sexe:femme": 5, "sexe:homme": 1, "age:18_24": 0}, le=later)
    people(office, marche, profils={"sexe:femme": 1}, le=AT - dt.timedelta(minutes=2))
    feeling(office, marche, notes={2: 3}, le=later)
    feeling(office, marche, moment="apres", notes={3: 3}, le=later)
    kept = releves.releves_of(office, marche.ident)
    assert kept.participants == {ONE: {"sexe:femme": 5, "sexe:homme": 1}, TWO: {"sexe:femme": 4, "age:18_24": 3}}
    assert kept.ressenti == {ONE: {"avant": {2: 3}, "apres": {3: 3}}, TWO: {"avant": {1: 2, 4: 1}}}


def test_the_journal_tells_the_walk_and_nobody(office: Office, marche: Marche) -> None:
    for send in (answers, finding, people, feeling):
        send(office, marche)
    said = office.database.read("SELECT DISTINCT auteur FROM journal WHERE objet = 'marche'")["auteur"]
    assert set(said.to_pylist()) == {"coord", f"marche {marche.reference}"}
    assert office.database.read("SELECT DISTINCT auteur FROM depot")["auteur"].to_pylist() == [
        f"marche {marche.reference}"
    ]


@pytest.mark.parametrize(
    ("send", "wrong", "said"),
    [
        (answers, {"arret": 99}, "pas de cette marche"), (answers, {"notes": {"inconnue": 1}}, "plus dans la grille"),
        (answers, {"notes": {"eclairage": 4}}, "de 0 à 3"), (answers, {"notes": {"eclairage": -1}}, "de 0 à 3"),
        (answers, {"notes": {"eclairage": True}}, "de 0 à 3"), (answers, {"notes": {}}, "de 0 à 3"),
        (answers, {"le": NOW + dt.timedelta(hours=1)}, "avenir"), (answers, {"appareil": "x y"}, "appareil"),
        (answers, {"le": NOW - dt.timedelta(days=40)}, "plus de 31 jours"), (answers, {"cle": "court"}, "clé"),
        (answers, {"le": AT.replace(tzinfo=None)}, "fuseau"),
        (finding, {"arret": 99}, "pas de cette marche"), (finding, {"categorie": "martiens"}, "plus en usage"),
        (finding, {"categorie": None}, "choisissez une catégorie"),
        (finding, {"situe_par": "flair"}, "façon de situer"),
        (finding, {"texte": "Appelez M. Lefranc au 06 12 34 56 78"}, "ne nomme personne"),
        (finding, {"texte": "a" * 501}, "500 au plus"), (finding, {"lat": LAT - 0.1}, "hors de la ville"),
        (finding, {"lat": 91.0}, "latitude"), (finding, {"lon": float("nan")}, "longitude"),
        (finding, {"precision_m": -1.0}, "précision"), (finding, {"precision_m": float("nan")}, "précision"),
        (finding, {"le": NOW + dt.timedelta(hours=1)}, "avenir"),
        (people, {"profils": {"age:martien": 1}}, "profil"), (people, {"profils": {"sexe:femme": 61}}, "de 0 à 60"),
        (people, {"profils": {"sexe:femme": 40, "sexe:homme": 40}}, "de 0 à 60"),
        (people, {"profils": {"sexe:femme": -1}}, "de 0 à 60"),
        (feeling, {"moment": "pendant"}, "ressenti"), (feeling, {"notes": {5: 1}}, "ressenti"),
        (feeling, {"notes": {1: 100}}, "de 0 à 60"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    office: Office, marche: Marche, send: Callable[..., Rendu], wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueRefused, match=said):
        send(office, marche, **wrong)
    kept = releves.releves_of(office, marche.ident)
    assert (kept.reponses, kept.constats, kept.participants, kept.ressenti) == ((), (), {}, {})


def test_nothing_real_is_laid_in_the_fictional_city(office: Office, marche: Marche) -> None:
    office.database.write(lambda cursor: cursor.execute("INSERT OR REPLACE INTO meta VALUES ('fictif', 'oui')"))
    with pytest.raises(ValueRefused, match="ville fictive"):
        finding(office, marche, lat=48.85, lon=2.35)


def test_a_retired_category_is_chosen_no_more(office: Office, marche: Marche) -> None:
    lines = [
        replace(one, retiree_le=NOW.date()) if one.code == "tags-facade" else one
        for one in nomenclature_lines(office.database)
    ]
    nomenclature_save(office, lines, "coord")
    with pytest.raises(ValueRefused, match="plus en usage"):
        finding(office, marche)


def test_stops_of_another_walk_are_refused(office: Office, marche: Marche) -> None:
    other = walk(office)
    for send in (answers, finding):
        with pytest.raises(ValueRefused, match="pas de cette marche"):
            send(office, marche, arret=other.plan.arrets[0].ident)


def test_each_kind_has_the_grid_that_the_city_set(office: Office) -> None:
    assert {one.code for one in releves.questions_of(office, Genre.EXPLORATOIRE)} >= {"regard", "eclairage"}
    rows = value_of(office, GRILLE_DIAGNOSTIC)[:2]
    set_setting(office, GRILLE_DIAGNOSTIC, rows, account=Account("ada", frozenset({Role.ADMINISTRATEUR})))
    assert [one.code for one in releves.questions_of(office, Genre.DIAGNOSTIC)] == [one["code"] for one in rows]


def test_a_closed_walk_takes_what_phones_held_and_nothing_from_paper(office: Office, marche: Marche) -> None:
    closed = replace(marche, etat=Etat.CLOSE)
    assert finding(office, closed).ident
    for wrong, device in ((closed, "papier-2"), (replace(marche, etat=Etat.ANNULEE), ONE)):
        with pytest.raises(StateError, match="close ou annulée"):
            finding(office, wrong, device)


def test_a_sheet_of_paper_is_typed_months_later(office: Office, marche: Marche) -> None:
    long_ago = NOW - dt.timedelta(days=60)
    assert answers(office, marche, PAPIER, le=long_ago).ident
    with pytest.raises(ValueRefused, match="31 jours"):
        answers(office, marche, ONE, le=long_ago)


def test_a_link_takes_late_what_was_noted_before_its_end(office: Office, marche: Marche) -> None:
    link = lien_create(office, marche.ident, account=COORD)
    token = link.adresse.rpartition("/")[2]

    def at(now: dt.datetime, le: dt.datetime | None = AT, jeton: str = token) -> Marche:
        office.clock = lambda: now
        return lien_depot(office, jeton, le)

    assert at(NOW).ident == marche.ident
    late = link.expire_le + LATE - dt.timedelta(minutes=1)
    assert at(late).ident == at(late, None).ident == marche.ident
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: at(late, link.expire_le + dt.timedelta(hours=1)), "après la fin"),
        (lambda: at(link.expire_le + LATE), "7 jours"), (lambda: at(NOW, jeton=token + "x"), "plus de marche"),
    ]  # fmt: skip
    for ask, said in wrong:
        with pytest.raises(NotAllowed, match=said):
            ask()


@pytest.mark.parametrize("end", ["revoked", "cancelled"])
def test_a_link_that_was_revoked_takes_nothing(office: Office, marche: Marche, end: str) -> None:
    token = lien_create(office, marche.ident, account=COORD).adresse.rpartition("/")[2]
    if end == "revoked":
        liens_revoke(office, marche.ident, account=COORD)
    else:
        marche_cancel(office, marche.ident, marche.version, account=COORD)
    with pytest.raises(ObservatoryError, match="n'est pas perdu"):
        lien_depot(office, token, AT)
