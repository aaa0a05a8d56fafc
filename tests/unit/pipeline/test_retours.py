"""News owed to callers: the queue, one caller at a time, attempts, satisfaction, the file opened again."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest

from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.retour import IssueRetour, Voie, gsm, sms_text, ways_left
from observatory.domain.roles import Account, Role
from observatory.domain.statut import Statut
from observatory.domain.transmission import Reponse, Suite
from observatory.domain.transmission import Voie as Transmise
from observatory.operations.core import Context
from observatory.operations.retours import retours_impossible, retours_liste, retours_prendre
from observatory.operations.suivi import suivi_avancer
from observatory.pipeline.comptes_rendus import answer
from observatory.pipeline.dossiers import file_open
from observatory.pipeline.ecoute import caller
from observatory.pipeline.office import Office
from observatory.pipeline.personne import person_access, person_forget
from observatory.pipeline.purge import purge, purge_plan
from observatory.pipeline.retours import (
    file_reopen,
    retour_give_up,
    retour_take,
    retour_try,
    retours_list,
    satisfaction_keep,
    satisfaction_take,
    satisfactions_list,
)
from observatory.pipeline.suivi import move_file
from observatory.pipeline.tableau import board
from observatory.pipeline.transmission import transmit
from observatory.store.database import Cursor
from observatory.store.mediations import appointment_write, mediation_write
from observatory.store.retours import question_add
from tests.suivi import camera
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.suivi_town import LEA, MAX, OTHER, PHONE, PHRASE, REG, closed, events, later, one, owed, told

TEL, SMS, MAIL = Voie.TELEPHONE, Voie.SMS, Voie.COURRIEL
JOINT, MESSAGE, ABSENT = IssueRetour.JOINT, IssueRetour.MESSAGE, IssueRetour.ABSENT


def test_the_queue_is_sorted_by_promise_and_says_nobody_s_number(office: Office) -> None:
    first = told(office, "1", telephone=PHONE, rappel=True, nom="Mme Arlette", langue="arabe")
    second, third = told(office, "2"), told(office, "3", canal="courriel")
    late, soon, other = owed(office, second, hours=2), owed(office, first, hours=30), owed(office, third, hours=40)
    later(office, hours=3)
    queue = retours_list(office, LEA)
    assert [(row.ident, row.en_retard, row.voies) for row in queue] == [
        (late, True, ()), (soon, False, (TEL, SMS)), (other, False, (MAIL,)),
    ]  # fmt: skip
    assert (queue[1].langue, queue[1].telephone, queue[1].nom) == ("arabe", "", "")
    assert queue[0].phrase == PHRASE and queue[0].lieu == "5 Rue des Mouettes" and queue[0].reference == second
    taken = retour_take(office, soon, LEA)
    assert (taken.telephone, taken.nom) == (PHONE, "Mme Arlette")


def test_a_number_is_shown_to_be_called_back_and_for_nothing_else(office: Office) -> None:
    ident = owed(office, told(office, "1", telephone=PHONE))
    assert retours_list(office, LEA)[0].voies == ()
    assert retour_take(office, ident, LEA).telephone == ""


def test_who_sees_a_number_is_written_down(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    ident = owed(office, reference)
    retours_liste(Context(office, LEA))
    retours_liste(Context(office, LEA))
    retours_prendre(Context(office, LEA), ident)
    lines = office.database.read("SELECT operation, cles FROM acces ORDER BY seq").to_pylist()
    assert [(row["operation"], row["cles"]) for row in lines] == [
        ("retours.liste", reference), ("retours.prendre", reference),
    ]  # fmt: skip


def test_joined_the_caller_is_told_once(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    ident = owed(office, reference)
    closed(office, reference)
    now = later(office, hours=5)
    done = retour_try(office, ident, TEL, JOINT, account=LEA)
    assert (done.etat, done.tentatives, done.derniere) == ("donne", 1, "joint")
    row = one(office, "retour")
    assert (row["donne_le"], row["voie"], row["auteur"]) == (now, "telephone", "lea")
    assert one(office, "signalement")["retour_le"] == now
    assert one(office, "satisfaction")["a_poser_le"] == now + dt.timedelta(days=7)
    assert events(office, "retour_donne", "rappel_fait") == ["retour_donne"]
    assert one(office, "declarant")["telephone"] is not None  # to be asked in a week
    assert retours_list(office, LEA) == []
    with pytest.raises(StateError, match="n'est plus à donner"):
        retour_try(office, ident, TEL, JOINT, account=MAX)
    assert len(office.database.read("FROM retour_essai")) == 1


@pytest.mark.parametrize(("voie", "issue", "etat"), [
    (TEL, MESSAGE, "donne"), (SMS, MESSAGE, "donne"), (MAIL, MESSAGE, "donne"), (TEL, ABSENT, "du"),
    (TEL, IssueRetour.REFUS, "impossible"), (TEL, IssueRetour.NUMERO_FAUX, "du"),
])  # fmt: skip
def test_what_each_attempt_gives(office: Office, voie: Voie, issue: IssueRetour, etat: str) -> None:
    ident = owed(office, told(office, "1", telephone=PHONE, rappel=True, canal="courriel"))
    done = retour_try(office, ident, voie, issue, account=LEA)
    assert done.etat == one(office, "retour")["etat"] == etat
    assert (one(office, "signalement")["retour_le"] is not None) == (etat == "donne")
    assert events(office, "retour_donne", "retour_tente") == ["retour_donne" if etat == "donne" else "retour_tente"]


def test_a_wrong_number_is_not_called_again(office: Office) -> None:
    ident = owed(office, told(office, "1", telephone=PHONE, rappel=True, canal="formulaire"))
    assert retours_list(office, LEA)[0].voies == (TEL, SMS, MAIL)
    assert retour_try(office, ident, SMS, IssueRetour.NUMERO_FAUX, account=LEA).voies == (MAIL,)
    assert ways_left(True, "telephone", frozenset({"courriel"})) == (TEL, SMS)
    assert ways_left(False, "courriel", frozenset({"courriel"})) == ()


@pytest.mark.parametrize(("voie", "issue"), [(SMS, JOINT), (MAIL, ABSENT), (SMS, IssueRetour.REFUS)])
def test_what_an_attempt_cannot_come_to(office: Office, voie: Voie, issue: IssueRetour) -> None:
    ident = owed(office, told(office, "1"))
    with pytest.raises(ValueRefused, match="choisissez parmi"):
        retour_try(office, ident, voie, issue, account=LEA)
    assert len(office.database.read("FROM retour_essai")) == 0


def test_a_note_names_nobody(office: Office) -> None:
    ident = owed(office, told(office, "1"))
    with pytest.raises(ValueRefused, match="ne nomme personne"):
        retour_try(office, ident, TEL, ABSENT, "rappeler au 06 11 22 33 44", account=LEA)
    with pytest.raises(ValueRefused, match="200 au plus"):
        retour_try(office, ident, TEL, ABSENT, "x" * 201, account=LEA)
    retour_try(office, ident, TEL, ABSENT, " rappeler  le soir ", account=LEA)
    assert one(office, "retour_essai")["note"] == "rappeler le soir"


def test_one_operator_at_a_time_for_ten_minutes(office: Office) -> None:
    ident = owed(office, told(office, "1", telephone=PHONE, rappel=True))
    retour_take(office, ident, LEA)
    assert retours_list(office, MAX)[0].en_cours == "lea"
    with pytest.raises(Conflict, match="En cours chez lea"):
        retour_take(office, ident, MAX)
    with pytest.raises(Conflict, match="En cours chez lea"):
        retour_try(office, ident, TEL, ABSENT, account=MAX)
    retour_take(office, ident, LEA)
    later(office, minutes=10)
    assert retours_list(office, MAX)[0].en_cours == ""
    retour_take(office, ident, MAX)
    retour_try(office, ident, TEL, ABSENT, account=MAX)
    assert retours_list(office, LEA)[0].en_cours == ""
    retour_take(office, ident, LEA)


def test_of_many_who_take_a_caller_at_once_one_has_them(office: Office) -> None:
    ident = owed(office, told(office, "1", telephone=PHONE, rappel=True))
    had, refused = [], []

    def take(name: str) -> None:
        try:
            had.append(retour_take(office, ident, Account(name, frozenset({Role.OPERATEUR}))).en_cours)
        except Conflict as error:
            refused.append(error)

    threads = [threading.Thread(target=take, args=(f"op{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(had) == 1 and len(refused) == 5
    assert one(office, "retour_pris")["auteur"] == had[0]


def test_the_number_goes_once_nothing_more_is_owed(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    ident = owed(office, reference)
    closed(office, reference)
    retour_try(office, ident, TEL, JOINT, account=LEA)
    later(office, days=8)
    satisfaction_keep(office, ident, True, 5, False, account=LEA)
    assert one(office, "declarant")["telephone"] is None
    assert events(office, "rappel_fait") == ["rappel_fait"]


def test_the_number_stays_while_another_file_of_theirs_runs(office: Office) -> None:
    first = told(office, "1", telephone=PHONE, rappel=True)
    told(office, "2", telephone=PHONE, categorie="tags", lat=46.06)
    ident = owed(office, first)
    closed(office, first)
    retour_try(office, ident, TEL, IssueRetour.REFUS, account=LEA)
    assert one(office, "declarant")["telephone"] is not None
    transit = [Statut.TRANSMIS, Statut.INTERVENTION_FAITE]  # done, and not yet validated: its news are to come
    second = one(office, "signalement", f"reference <> '{first}'")["reference"]
    for state in transit:
        move_file(office, second, state, account=REG)
    retour_try(office, owed(office, first), TEL, IssueRetour.REFUS, account=LEA)
    assert one(office, "declarant")["telephone"] is not None


def test_a_file_that_is_opened_again_has_a_new_promise_and_nothing_to_tell(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    for vers in (Statut.TRANSMIS, Statut.MEDIATION):
        with pytest.raises(StateError, match=r"trace|liste"):
            suivi_avancer(Context(office, REG), reference, vers)
    suivi_avancer(Context(office, REG), reference, Statut.RESOLU)
    given = owed(office, reference)
    retour_try(office, given, TEL, JOINT, account=LEA)
    assert len(retours_list(office, LEA)) == 1
    now = later(office, days=30)
    assert board(office).questions == len(satisfactions_list(office, LEA)) == 1
    known = suivi_avancer(Context(office, LEA), reference, Statut.ROUVERT, "le dépôt est revenu")
    assert known.echeance is not None and known.echeance > now
    assert retours_list(office, LEA) == [] and satisfactions_list(office, LEA) == []
    assert events(office, "retour_impossible") == ["retour_impossible"]


def test_only_a_regulateur_says_that_it_is_impossible_and_why(office: Office) -> None:
    ident = owed(office, told(office, "1"))
    with pytest.raises(NotAllowed):
        retours_impossible(Context(office, LEA), ident, "sans numéro")
    with pytest.raises(ValueRefused, match="Dites pourquoi"):
        retour_give_up(office, ident, " ", account=REG)
    assert retour_give_up(office, ident, "appel anonyme", account=REG).etat == "impossible"
    assert retours_list(office, REG) == []
    assert len(office.database.read("FROM satisfaction")) == 0


def test_news_of_something_planned_asks_nothing(office: Office) -> None:
    ident = owed(office, told(office, "1", telephone=PHONE, rappel=True), "Un passage est prévu.", suite="prevu")
    retour_try(office, ident, TEL, JOINT, account=LEA)
    assert len(office.database.read("FROM satisfaction")) == 0
    assert one(office, "declarant")["telephone"] is not None  # the file runs on


def test_who_cannot_be_reached_again_is_not_asked(office: Office) -> None:
    ident = owed(office, told(office, "1"))
    assert retour_try(office, ident, TEL, JOINT, account=LEA).etat == "donne"  # they called by themselves
    assert len(office.database.read("FROM satisfaction")) == 0
    office.database.write(lambda cursor: question_add(cursor, ident, office.clock()))  # the number went meanwhile
    assert satisfactions_list(office, LEA) == [] and board(office).questions == 0


def test_a_week_later_a_no_opens_that_file_again_with_a_new_promise(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    problem = one(office, "signalement")["probleme_id"]
    neighbour = told(office, "2", telephone=OTHER, rappel=True, probleme=problem)
    ident = owed(office, reference)
    closed(office, reference)
    retour_try(office, ident, TEL, JOINT, account=LEA)
    later(office, days=7, seconds=-1)
    assert satisfactions_list(office, LEA) == []
    now = later(office, seconds=1)
    (question,) = satisfactions_list(office, LEA)
    assert (question.ident, question.close, question.resolu, question.telephone) == (ident, True, None, "")
    assert satisfaction_take(office, ident, LEA).telephone == PHONE
    with pytest.raises(Conflict, match="En cours chez lea"):
        satisfaction_keep(office, ident, True, 4, False, account=MAX)
    with pytest.raises(StateError, match="ne se rouvre pas"):
        file_reopen(office, ident, "revenu", account=LEA)
    satisfaction_keep(office, ident, False, 1, False, account=LEA)
    assert [row.resolu for row in satisfactions_list(office, MAX)] == [False]
    with pytest.raises(ValueRefused, match="motif"):
        file_reopen(office, ident, "", account=LEA)
    file_reopen(office, ident, "le dépôt est revenu", account=LEA)
    mine, other = (one(office, "signalement", f"reference = '{ref}'") for ref in (reference, neighbour))
    assert (mine["statut"], mine["clos_le"], mine["retour_le"]) == ("rouvert", None, None)
    assert mine["service"] == "Propreté urbaine"
    assert mine["echeance"] == dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)  # two days of service from Monday noon
    assert now == dt.datetime(2026, 6, 8, 10, tzinfo=dt.UTC)
    assert other["statut"] == "resolu"
    assert one(office, "declarant", f"id = {mine['declarant_id']}")["telephone"] is not None
    assert satisfactions_list(office, LEA) == []
    with pytest.raises(StateError, match="déjà fait"):
        file_reopen(office, ident, "encore", account=LEA)
    assert "rouvert" in office.database.value("SELECT string_agg(detail::VARCHAR, '') FROM journal")  # type: ignore[operator]


def test_an_answer_is_kept_once_and_says_something(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    ident = owed(office, reference)
    with pytest.raises(NotFound):
        satisfaction_keep(office, ident, True, 5, False, account=LEA)
    retour_try(office, ident, TEL, JOINT, account=LEA)
    later(office, days=8)
    for wrong in ((None, 3, False), (True, 6, False), (True, 0, False), (True, None, True), (None, 2, True)):
        with pytest.raises(ValueRefused):
            satisfaction_keep(office, ident, *wrong, account=LEA)
    satisfaction_keep(office, ident, None, None, True, account=LEA)
    assert one(office, "satisfaction")["refusee"]
    with pytest.raises(StateError, match="déjà répondu"):
        satisfaction_keep(office, ident, True, 5, False, account=MAX)


def test_the_desk_tells_the_phrase_that_is_owed_then_that_was_said(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    assert "réponse promise avant le" in file_open(office, reference).nouvelles
    ident = owed(office, reference)
    assert f"à dire à l'appelant : « {PHRASE} »" in file_open(office, reference).nouvelles
    retour_try(office, ident, TEL, JOINT, account=LEA)
    news = file_open(office, reference).nouvelles
    assert "a été informé le lundi 1er juin à 12" in news and news.endswith(f" : « {PHRASE} »")
    known = caller(office, PHONE)
    assert known is not None and known.dossiers[0].nouvelles == news


def test_an_account_of_some_territories_tells_nobody_elsewhere(office: Office) -> None:
    ident = owed(office, told(office, "1"))
    here = replace(LEA, territoires=frozenset({"quartier:Q00"}))
    elsewhere = replace(LEA, territoires=frozenset({"quartier:Q11"}))
    assert [row.ident for row in retours_list(office, here)] == [ident]
    assert retours_list(office, elsewhere) == []
    for account, asked in ((elsewhere, ident), (LEA, 999)):
        with pytest.raises(NotFound, match="n'est pas ouvert"):
            retour_take(office, asked, account)


def test_an_sms_holds_in_160_signs_of_the_alphabet_of_phones() -> None:
    assert sms_text("Sète", "Fait.", "K7M2QX") == "Mairie de Sète : Fait. Réf. K7M2QX"
    long = sms_text("Port-Clairval", "L’équipe a enlevé « l’encombrant » ; la benne était pleine. " * 4, "K7M2QX")
    assert len(long) <= 160 and long.endswith("... Réf. K7M2QX")
    assert gsm("Août… « ça » à\u202fn’ê") == 'Aout... "ca" à n\'e'
    assert gsm(" 😀 ") == " " or gsm(" 😀 ") == ""


def test_phrases_and_notes_go_with_time_and_the_backups_follow(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    ident = owed(office, reference)
    retour_try(office, ident, TEL, ABSENT, "plutôt le soir", account=LEA)
    later(office, days=80)
    retour_try(office, ident, TEL, JOINT, account=LEA)
    later(office, days=20)
    assert {line.genre: line.n for line in purge_plan(office).lignes if line.genre in ("retour", "essai")} == {
        "retour": 0, "essai": 1,
    }  # fmt: skip
    purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert office.database.read("SELECT note FROM retour_essai")["note"].to_pylist() == [None, None]
    assert one(office, "retour")["phrase"] == PHRASE
    later(office, days=300)
    purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert one(office, "retour")["phrase"] == ""
    genres = office.database.read("SELECT DISTINCT genre FROM effacement ORDER BY genre")["genre"].to_pylist()
    assert {"retour", "essai"} <= set(genres)


def test_a_person_who_asks_gets_what_was_said_and_can_have_it_erased(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    reference = told(office, "1", telephone=PHONE, rappel=True)
    ident = owed(office, reference)
    retour_try(office, ident, TEL, ABSENT, "plutôt le soir", account=LEA)
    transmit(office, reference, Transmise.TELEPHONE, account=REG, destinataire="accueil", note="vers midi")
    answer(office, reference, Reponse(Suite.FAIT, "benne passée", photos=(camera(),)), REG)
    held = one(office, "signalement")
    at = office.clock()
    values = {"probleme_id": held["probleme_id"], "signalement_id": held["id"], "confiee_par": "lea", "confiee_le": at}

    def refer(cursor: Cursor) -> None:
        appointment_write(
            cursor, mediation_write(cursor, values | {"consigne": "sonner fort"}), at, "hall C", "", "leo"
        )

    office.database.write(refer)
    said = ("vers midi", "benne passée", "sonner fort", "hall C")
    out = tmp_path_factory.mktemp("personne") / "dossier.json"
    person_access(office, None, reference, out, auteur="dpo", progress=quiet)
    text = out.read_text(encoding="utf-8")
    assert PHRASE in text and "plutôt le soir" in text
    assert all(words in text and words in out.with_suffix(".txt").read_text("utf-8") for words in said)
    person_forget(office, None, reference, auteur="dpo", progress=quiet)
    assert one(office, "retour")["phrase"] == "" and one(office, "retour_essai")["note"] is None
    assert one(office, "mediation")["consigne"] is None and one(office, "rendez_vous")["lieu"] == ""
    assert one(office, "transmission")["note"] is None and len(office.database.read("FROM photo")) == 0
    assert one(office, "compte_rendu", "suite = 'fait' AND voie = 'saisie'")["texte"] is None
