"""Mediations: referred, carried out by their own médiateur, ended once, accounted for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from observatory.domain.appel import Appel, Issue
from observatory.domain.errors import Conflict, NotFound, ObservatoryError, StateError, ValueRefused
from observatory.domain.mediation import (
    PARTIES,
    EtatRendezVous,
    IssueMediation,
    Mediation,
    address_to_street,
    outcome_sentence,
)
from observatory.domain.roles import Account, Role
from observatory.domain.statut import Statut
from observatory.domain.transmission import Voie
from observatory.pipeline import mediations
from observatory.pipeline.bureau import save_call
from observatory.pipeline.comptes import create_account
from observatory.pipeline.office import Office
from observatory.pipeline.suivi import move_file
from observatory.pipeline.transmission import transmit
from tests.unit.pipeline.conftest import LAT, LON

NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
ANA = Account("ana", frozenset({Role.OPERATEUR}))
REGIS = Account("regis", frozenset({Role.REGULATEUR}))
KEYS = (f"essai-mediation-{n:04d}" for n in itertools.count())


def mediateur(name: str, *territoires: str) -> Account:
    return Account(name, frozenset({Role.MEDIATEUR}), territoires=frozenset(territoires))


LEO, MIA = mediateur("leo"), mediateur("mia")


@pytest.fixture(autouse=True)
def accounts(office: Office) -> None:
    for name in ("leo", "mia"):
        create_account(office, name, name.title(), [Role.MEDIATEUR], password=None, auteur="essai")


def told(office: Office, number: int = 3, story: str = "dispute pour une haie", **more: Any) -> str:
    """A file of the desk at a number of the street; its reference."""
    appel = Appel(
        cle=next(KEYS), issue=Issue.SIGNALEMENT, adresse=f"{number} rue des Mouettes", lat=LAT + 0.005,
        adresse_trouvee=f"{number} Rue des Mouettes 29990 Petiteville", lon=LON + number * 4e-4, precision_m=5.0,
        categorie="voisinage", description=story, **more,
    )  # fmt: skip
    return save_call(office, appel, "ana").reference


def referred(office: Office, name: str = "", **more: Any) -> Mediation:
    return mediations.refer(office, ANA, told(office, **more), "passer le soir", name)


def end(office: Office, who: Account, one: Mediation, issue: str = "accord", cle: str = "", **more: Any) -> Any:
    values: dict[str, Any] = {"duree_min": 45, "parties": ["bailleur", "voisin"], "note": ""} | more
    return mediations.end(office, who, cle or next(KEYS), one.ident, IssueMediation(issue), **values)


def statut(office: Office, reference: str) -> object:
    return office.database.value("SELECT statut FROM signalement WHERE reference = ?", [reference])


def test_a_file_is_referred_and_its_mediateur_sees_what_is_needed_and_no_caller(office: Office) -> None:
    story = "M. Perrin du 06 39 98 01 02 taille la haie la nuit"
    one = referred(office, "leo", story=story, telephone="06 39 98 01 03", nom="Anne Le Gall")
    assert statut(office, one.reference) == Statut.MEDIATION
    assert office.database.value("SELECT service FROM signalement") == "Médiation sociale"
    (seen,) = mediations.open_mediations(office, LEO)
    assert (seen.rue, seen.consigne, seen.mediateur, seen.voix) == ("Rue des Mouettes", "passer le soir", "leo", 1)
    assert seen.echeance is not None
    assert not [word for word in ("Perrin", "06 39", "Le Gall") if word in str(seen)]
    assert mediations.open_mediations(office, MIA) == []
    assert [each.ident for each in mediations.open_mediations(office, REGIS)] == [one.ident]


def test_what_is_nobodys_is_everybodys_and_the_first_due_comes_first(office: Office) -> None:
    office.clock = lambda: NOW + dt.timedelta(days=2)
    late = referred(office, number=5)
    office.clock = lambda: NOW
    early = referred(office, number=20)
    for who in (LEO, MIA):
        assert [one.ident for one in mediations.open_mediations(office, who)] == [early.ident, late.ident]


def test_it_may_be_given_to_another_without_a_second_one(office: Office) -> None:
    one = referred(office, "leo")
    again = mediations.refer(office, REGIS, one.reference, "", "mia")
    assert (again.ident, again.mediateur, again.consigne) == (one.ident, "mia", "")
    assert mediations.open_mediations(office, LEO) == []


@pytest.mark.parametrize(
    ("consigne", "name", "said"),
    [("voir Mme Lefranc", "", "Lefranc"), ("appeler le 06 39 98 01 02", "", "06"), ("x" * 501, "", "501"),
     ("", "personne", "personne")],
)  # fmt: skip
def test_what_cannot_be_referred_is_refused_and_nothing_moves(
    office: Office, consigne: str, name: str, said: str
) -> None:
    reference = told(office)
    with pytest.raises(ObservatoryError, match=said):
        mediations.refer(office, ANA, reference, consigne, name)
    assert statut(office, reference) == Statut.RECU
    assert office.database.value("SELECT count(*) FROM mediation") == 0


def test_a_closed_file_is_not_referred(office: Office) -> None:
    reference = told(office)
    move_file(office, reference, Statut.RESOLU, account=REGIS)
    with pytest.raises(StateError, match="résolu"):
        mediations.refer(office, ANA, reference)


@pytest.mark.parametrize(
    ("issue", "after", "suite"),
    [("accord", "intervention_faite", "fait"), ("partiel", "intervention_faite", "fait"),
     ("refus", "mediation", "refuse"), ("droit", "mediation", "fait")],
)  # fmt: skip
def test_each_outcome_is_accounted_for_and_moves_what_it_moves(
    office: Office, issue: str, after: str, suite: str
) -> None:
    one = referred(office, "leo")
    done = end(office, LEO, one, issue, note="ils se reparlent")
    assert "régulateur" in done.message
    assert statut(office, one.reference) == after
    (account,) = office.database.read("FROM compte_rendu").to_pylist()
    assert {name: account[name] for name in ("service", "voie", "auteur", "suite", "etat")} == {
        "service": "Médiation sociale", "voie": "mediateur", "auteur": "leo", "suite": suite, "etat": "a_valider",
    }  # fmt: skip
    assert account["texte"] == outcome_sentence(IssueMediation(issue), ("voisin", "bailleur"), 45)
    assert (account["motif"] is not None) == (suite == "refuse")
    (kept,) = mediations.of_file(office, ANA, one.reference)
    assert (kept.issue, kept.parties, kept.duree_min, kept.note) == (
        issue, ("voisin", "bailleur"), 45, "ils se reparlent",
    )  # fmt: skip
    assert mediations.open_mediations(office, LEO) == []


def test_what_is_sent_again_is_answered_as_it_was_and_written_once(office: Office) -> None:
    one = referred(office, "leo")
    first, again = (end(office, LEO, one, cle="cle-essai-0001") for _ in range(2))
    assert (first.deja, again.deja, first.ident) == (False, True, again.ident)
    with pytest.raises(Conflict, match="autre contenu"):
        end(office, LEO, one, "refus", cle="cle-essai-0001")
    with pytest.raises(Conflict, match="autre contenu"):
        end(office, MIA, one, cle="cle-essai-0001")
    with pytest.raises(Conflict, match="déjà close"):
        end(office, LEO, one)
    assert office.database.value("SELECT count(*) FROM compte_rendu") == 1


def test_one_key_sent_many_times_at_once_is_written_once(office: Office) -> None:
    one = referred(office, "leo")
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: end(office, LEO, one, cle="cle-essai-0002"), range(12)))
    assert sorted(each.deja for each in done) == [False] + [True] * 11
    assert office.database.value("SELECT count(*) FROM compte_rendu") == 1
    assert office.database.value("SELECT count(*) FROM journal WHERE evenement = 'mediation_close'") == 1


def test_the_work_is_accounted_for_where_the_file_was_closed_meanwhile(office: Office) -> None:
    one = referred(office, "leo")
    move_file(office, one.reference, Statut.SANS_SUITE, account=REGIS, motif="déménagement")
    assert mediations.open_mediations(office, LEO) == []
    end(office, LEO, one)
    assert statut(office, one.reference) == Statut.SANS_SUITE
    assert office.database.read("SELECT etat FROM compte_rendu")["etat"].to_pylist() == ["ecarte"]


def test_a_file_that_was_sent_to_a_service_meanwhile_stays_with_it(office: Office) -> None:
    one = referred(office, "leo")
    transmit(office, one.reference, Voie.TELEPHONE, account=REGIS, destinataire="accueil", service="Police municipale")
    end(office, LEO, one)
    assert statut(office, one.reference) == Statut.TRANSMIS
    assert office.database.read("SELECT etat FROM compte_rendu")["etat"].to_pylist() == ["a_valider"]


@pytest.mark.parametrize(
    "values",
    [{"duree_min": 0}, {"duree_min": 721}, {"parties": []}, {"parties": ["Mme Lefranc"]},
     {"note": "voir M. Perrin"}, {"note": "x" * 501}, {"cle": "court"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(office: Office, values: dict[str, Any]) -> None:
    one = referred(office, "leo")
    with pytest.raises(ValueRefused):
        end(office, LEO, one, **values)
    assert office.database.value("SELECT count(*) FROM compte_rendu") == 0
    assert office.database.value("SELECT count(*) FROM depot") == 0
    assert statut(office, one.reference) == Statut.MEDIATION


@pytest.mark.parametrize(("hours", "kept"), [(-1, NOW + dt.timedelta(hours=3)), (0, None), (9, None)])
def test_it_ended_when_the_phone_says_if_that_can_be(office: Office, hours: int, kept: dt.datetime | None) -> None:
    one = referred(office, "leo")
    office.clock = lambda: NOW + dt.timedelta(hours=4)
    said = kept or NOW + dt.timedelta(days=-1 if hours == 0 else 2)
    end(office, LEO, one, le=said)
    (row,) = office.database.read("SELECT close_le FROM mediation").to_pylist()
    assert row["close_le"] == (kept or office.clock())


def test_nobody_reaches_anothers_mediation_by_its_number(office: Office) -> None:
    one = referred(office, "leo", number=3)
    far = mediateur("leo", "quartier:Q10")
    beside = mediateur("leo", "quartier:Q11")
    assert [each.ident for each in mediations.open_mediations(office, mediateur("leo", "quartier:Q00"))] == [one.ident]
    for who in (MIA, far, beside):
        assert mediations.open_mediations(office, who) == []
        with pytest.raises(NotFound, match="ne vous est ouverte"):
            end(office, who, one)
        with pytest.raises(NotFound, match="ne vous est ouverte"):
            mediations.appoint(office, who, next(KEYS), one.ident, NOW, "hall", ["voisin"])
    with pytest.raises(NotFound):
        mediations.refer(office, Account("x", frozenset({Role.OPERATEUR}), territoires=frozenset({"quartier:Q11"})),
                         one.reference)  # fmt: skip
    made = mediations.appoint(office, LEO, next(KEYS), one.ident, NOW, "hall", ["voisin"])
    with pytest.raises(NotFound):
        mediations.appointment_becomes(office, MIA, next(KEYS), made.ident, EtatRendezVous.TENU)
    told = []
    for number in (8, 9):
        with pytest.raises(NotFound) as refused:
            end(office, LEO, dataclasses.replace(one, ident=number))
        told.append(refused.value.message.replace(str(number), "N"))
    with pytest.raises(NotFound) as refused:
        end(office, MIA, one)
    assert {*told, refused.value.message.replace(str(one.ident), "N")} == {told[0]}  # nobody learns that it exists


def test_appointments_are_kept_once_and_followed(office: Office) -> None:
    one = referred(office, "leo")
    at = NOW + dt.timedelta(days=2)
    first, again = (
        mediations.appoint(office, LEO, "cle-essai-0003", one.ident, at, " hall  A ", ["jeune", "voisin"])
        for _ in range(2)
    )
    assert first.ident == again.ident and again.deja
    mediations.appointment_becomes(office, LEO, next(KEYS), first.ident, EtatRendezVous.TENU)
    (seen,) = mediations.open_mediations(office, LEO)
    (kept,) = seen.rendez_vous
    assert (kept.le, kept.lieu, kept.parties, kept.etat) == (at, "hall A", ("voisin", "jeune"), "tenu")


@pytest.mark.parametrize(
    ("le", "lieu", "parties"),
    [(NOW, "chez Mme Lefranc", ["voisin"]), (NOW, " ", ["voisin"]), (NOW, "hall", []), (NOW, "x" * 121, ["voisin"]),
     (NOW + dt.timedelta(days=400), "hall", ["voisin"]), (NOW - dt.timedelta(days=40), "hall", ["voisin"]),
     (NOW.replace(tzinfo=None), "hall", ["voisin"])],
)  # fmt: skip
def test_an_appointment_that_cannot_be_is_refused(
    office: Office, le: dt.datetime, lieu: str, parties: list[str]
) -> None:
    one = referred(office, "leo")
    with pytest.raises(ValueRefused):
        mediations.appoint(office, LEO, next(KEYS), one.ident, le, lieu, parties)
    assert office.database.value("SELECT count(*) FROM rendez_vous") == 0


@pytest.mark.parametrize(
    ("address", "street"),
    [("12 bis Quai des Thoniers 29990 Port-Clairval", "Quai des Thoniers"), ("3 Rue des Mouettes", "Rue des Mouettes"),
     ("Place du 14 Juillet 29990 Ville", "Place du 14 Juillet"), ("8, allée B 31000 X", "allée B"), ("", ""),
     ("12a Rue du Port 29990 Y", "Rue du Port")],
)  # fmt: skip
def test_an_address_gives_its_street(address: str, street: str) -> None:
    assert address_to_street(address) == street


def test_parties_are_roles_and_no_names() -> None:
    assert set(PARTIES) == {"voisin", "bailleur", "commercant", "gardien", "parent", "jeune", "association", "autre"}
