"""A file on its way to its service and back: traces, links used once, comptes rendus, what callers are owed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from observatory.domain.calendrier import PARIS
from observatory.domain.errors import (
    Conflict,
    MailFailed,
    NotAllowed,
    NotFound,
    ObservatoryError,
    StateError,
    ValueRefused,
)
from observatory.domain.roles import Account, Role, owner_of_the_file
from observatory.domain.statut import Statut
from observatory.domain.transmission import LINK_LASTS, Reponse, Suite, Voie
from observatory.operations.core import Context
from observatory.operations.transmission import (
    suivi_bordereau,
)
from observatory.pipeline.annuaire import directory, directory_save
from observatory.pipeline.comptes_rendus import GONE, answer, link_answer, link_open, set_aside, to_validate, validate
from observatory.pipeline.office import Office
from observatory.pipeline.purge import purge
from observatory.pipeline.retours_dus import close_file
from observatory.pipeline.suivi import follow_up, move_file
from observatory.pipeline.transmission import paper, revoke_links, sendings, transmit, waiting_files
from observatory.store.acces import access_read
from tests.suivi import PHONE, MailBox, camera, mail_server, saved
from tests.unit.pipeline.conftest import quiet

REG = Account("reg", frozenset({Role.REGULATEUR}))
OPE = Account("ope", frozenset({Role.OPERATEUR}))
FAIT = Reponse(Suite.FAIT, "Mur nettoyé", surface_m2=12.5, cout_euros=340.0)
MAIL = "proprete@petiteville.example"


def partner(*services: str) -> Account:
    return Account(f"p-{'-'.join(services)}", frozenset({Role.PARTENAIRE}), services=frozenset(services))


@pytest.fixture(scope="module")
def box() -> Iterator[MailBox]:
    with mail_server() as opened:
        yield opened


@pytest.fixture
def town(office: Office, box: MailBox) -> Office:
    box.messages.clear()
    box.refused = ""
    office.settings = dataclasses.replace(office.settings, smtp=box.settings)
    office.address = "https://office.example"
    return office


def rows(office: Office, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.database.read(f"SELECT * FROM {table} ORDER BY ALL").to_pylist()
    return found


def later(office: Office, **gap: float) -> None:
    now = office.clock() + dt.timedelta(**gap)
    office.clock = lambda: now


def token_of(box: MailBox) -> str:
    found = re.search(r"https://office\.example/reponse/(\S+)", box.text())
    assert found
    return found.group(1)


def service_of(office: Office, reference: str) -> str:
    return follow_up(office, reference, owner_of_the_file()).service


def test_an_email_tells_nothing_of_a_person_and_leaves_a_trace(town: Office, box: MailBox) -> None:
    reference = saved(town, "1", telephone=PHONE)
    assert [one.reference for one in waiting_files(town, OPE)] == [reference]
    sent = transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire=MAIL, note="mur côté cour")
    (message,) = box.messages
    text = box.text()
    assert message["To"] == MAIL and reference in message["Subject"] and "mur côté cour" in text
    assert "[nom]" in text and "[téléphone]" in text
    for told in ("Lefranc", "06 39", "0639", "06 12", "0612", "ope"):
        assert told not in text and told not in str(message["Subject"])
    assert (sent.voie, sent.destinataire, sent.erreur, sent.remise_le) == ("courriel", MAIL, "", town.clock())
    assert follow_up(town, reference, REG).statut == "transmis" and waiting_files(town, OPE) == []
    (kept,) = rows(town, "lien")
    assert kept["empreinte"] not in text and token_of(box) not in str(kept)
    assert kept["expire_le"] - kept["cree_le"] == LINK_LASTS
    events = [one["evenement"] for one in rows(town, "journal")]
    assert events.count("transmission") == 1


def test_the_address_is_that_of_the_directory_unless_another_is_typed(town: Office, box: MailBox) -> None:
    reference = saved(town, "1")
    service = service_of(town, reference)
    with pytest.raises(ValueRefused, match="annuaire"):
        transmit(town, reference, Voie.COURRIEL, account=OPE)
    table = [dataclasses.replace(one, courriel=MAIL) if one.nom == service else one for one in directory(town)]
    directory_save(town, table, "chef")
    assert waiting_files(town, OPE)[0].courriel == MAIL
    assert transmit(town, reference, Voie.COURRIEL, account=OPE).destinataire == MAIL
    assert (
        transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire="a@b.example").destinataire == "a@b.example"
    )


def test_what_the_mail_server_refuses_is_kept_and_nothing_moves(town: Office, box: MailBox) -> None:
    reference = saved(town, "1")
    box.refused = "proprete"
    with pytest.raises(MailFailed, match=r"\(550 5\.1\.1 boite inconnue\)"):
        transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire=MAIL)
    assert follow_up(town, reference, REG).statut == "recu"
    (trace,) = sendings(town, reference, OPE)
    assert "boite inconnue" in trace.erreur and trace.remise_le is None and trace.lien_revoque_le is not None
    town.settings = dataclasses.replace(town.settings, smtp=None)
    with pytest.raises(MailFailed, match="OBSERVATORY_SMTP_HOST"):
        transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire=MAIL)
    with pytest.raises(ValueRefused, match="adresse de courriel"):
        town.settings = dataclasses.replace(town.settings, smtp=box.settings)
        transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire="proprete")
    town.address = ""
    with pytest.raises(StateError, match="OBSERVATORY_PUBLIC_URL"):
        transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire=MAIL)
    assert len(sendings(town, reference, OPE)) == 2 and box.messages == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"voie": Voie.TELEPHONE}, "au téléphone"),
        ({"voie": Voie.TELEPHONE, "destinataire": "accueil", "note": "rappeler le 06 39 98 01 02"}, "retirez"),
        ({"voie": Voie.TELEPHONE, "destinataire": "Mme Lefranc"}, "retirez"),
        ({"voie": Voie.BORDEREAU, "note": "x" * 301}, "300 au plus"),
        ({"voie": Voie.BORDEREAU, "service": "Voirie lointaine", "account": OPE}, "régulateur"),
    ],
)
def test_what_cannot_be_sent_says_why(town: Office, values: dict[str, Any], said: str) -> None:
    reference = saved(town, "1")
    with pytest.raises(ValueRefused, match=said):
        transmit(town, reference, **{"account": REG, **values})
    assert rows(town, "transmission") == [] and follow_up(town, reference, REG).statut == "recu"


def test_a_telephone_call_and_a_slip_are_traces_too(town: Office) -> None:
    one, two = saved(town, "1"), saved(town, "2")
    told = transmit(town, one, Voie.TELEPHONE, account=OPE, destinataire="le standard", note="rappellent demain")
    assert (told.destinataire, told.note, told.lien_expire_le) == ("le standard", "rappellent demain", None)
    with pytest.raises(Conflict, match="vient de partir"):  # a button that was pressed twice
        transmit(town, one, Voie.TELEPHONE, account=OPE, destinataire="le standard")
    with pytest.raises(NotFound, match="bordereau"):
        paper(town, one, OPE)
    transmit(town, two, Voie.BORDEREAU, account=OPE)
    first, again = paper(town, two, OPE), suivi_bordereau(Context(town, OPE), two)
    assert first.contenu.startswith(b"%PDF-") and first.reference == two == again.reference
    with pytest.raises(NotAllowed):
        suivi_bordereau(Context(town, partner("Propreté")), two)


def test_a_link_is_read_as_often_as_one_likes_and_answers_once(town: Office, box: MailBox) -> None:
    reference = saved(town, "1", telephone=PHONE, rappel=True)
    transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire=MAIL)
    token = token_of(box)
    for _ in range(3):
        fiche = link_open(town, token)
    assert fiche.reference == reference and fiche.tags and "Lefranc" not in fiche.recit
    assert access_read(town.database, 1).to_pylist()[0]["cles"] == reference
    with pytest.raises(ValueRefused, match="nomme personne"):
        link_answer(town, token, Reponse(Suite.FAIT, "vu avec M. Durand au 06 39 98 01 02"))
    link_answer(town, token, dataclasses.replace(FAIT, photos=(camera(),)))
    (kept,) = rows(town, "compte_rendu")
    assert (kept["voie"], kept["etat"], kept["suite"], kept["surface_m2"]) == ("lien", "a_valider", "fait", 12.5)
    assert kept["auteur"] == f"lien {fiche.service}"
    assert follow_up(town, reference, REG).statut == "intervention_faite"
    for _ in range(2):
        with pytest.raises(NotAllowed, match=re.escape(GONE)):
            link_answer(town, token, FAIT)
        with pytest.raises(NotAllowed, match=re.escape(GONE)):
            link_open(town, token)
    assert len(rows(town, "compte_rendu")) == 1 and len(rows(town, "photo")) == 1


def test_of_many_answers_at_once_one_is_kept(town: Office, box: MailBox) -> None:
    reference = saved(town, "1")
    transmit(town, reference, Voie.COURRIEL, account=OPE, destinataire=MAIL)
    token, ends = token_of(box), []

    def send() -> None:
        try:
            link_answer(town, token, FAIT)
            ends.append("kept")
        except ObservatoryError as error:
            ends.append(error.message)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(ends) == sorted(["kept"] + [GONE] * 5)
    assert len(rows(town, "compte_rendu")) == 1


def test_a_link_ends_with_its_time_a_revocation_another_sending_or_the_file(town: Office, box: MailBox) -> None:
    def sent(cle: str) -> tuple[str, str]:
        reference = saved(town, cle)
        transmit(town, reference, Voie.COURRIEL, account=REG, destinataire=MAIL)
        return reference, token_of(box)

    def gone(token: str) -> bool:
        with pytest.raises(NotAllowed, match=re.escape(GONE)):
            link_open(town, token)
        with pytest.raises(NotAllowed, match=re.escape(GONE)):
            link_answer(town, token, FAIT)
        return True

    assert gone("") and gone("inconnu") and gone("é" * 10_000)
    reference, token = sent("1")
    assert revoke_links(town, reference, OPE) == 1 and gone(token) and revoke_links(town, reference, OPE) == 0
    reference, token = sent("2")
    transmit(town, reference, Voie.TELEPHONE, account=REG, destinataire="accueil", service="Voirie")
    assert gone(token)
    reference, token = sent("3")
    move_file(town, reference, "sans_suite", account=REG, motif="doublon")  # type: ignore[arg-type]
    assert gone(token)
    reference, token = sent("4")
    town.database.write(lambda cursor: cursor.execute("UPDATE signalement SET service = 'Autre'"))
    assert gone(token)
    reference, token = sent("5")
    later(town, days=13, hours=23)
    assert link_open(town, token).reference == reference
    later(town, hours=2)
    assert gone(token)
    assert rows(town, "compte_rendu") == []


def test_a_validation_closes_the_files_and_owes_news_to_each_known_caller(town: Office) -> None:
    reference = saved(town, "1", telephone=PHONE, rappel=True)
    probleme = follow_up(town, reference, REG).probleme
    saved(town, "2", probleme=probleme, telephone="06 98 76 54 32")
    saved(town, "3", probleme=probleme)
    transmit(town, reference, Voie.TELEPHONE, account=REG, destinataire="accueil")
    made = answer(town, reference, dataclasses.replace(FAIT, photos=(camera(),)), REG)
    assert made.voie == "saisie" and made.appelants == 2
    (waiting,) = to_validate(town, REG)
    assert "12" not in waiting.phrase.replace("2026", "") and "340" not in waiting.phrase
    assert "Tag sur une façade" in waiting.phrase and "5 Rue des Mouettes" in waiting.phrase
    done = validate(town, waiting.ident, REG)
    assert (done.etat, done.statut) == ("valide", "resolu")
    owed = rows(town, "retour")
    assert len(owed) == 2 and {one["etat"] for one in owed} == {"du"}
    assert {one["phrase"] for one in owed} == {waiting.phrase}
    assert {one["du_le"].astimezone(PARIS) for one in owed} == {dt.datetime(2026, 6, 2, 12, tzinfo=PARIS)}
    assert {one["statut"] for one in rows(town, "signalement")} == {"resolu"}
    with pytest.raises(Conflict, match="déjà validé"):
        validate(town, waiting.ident, REG)
    with pytest.raises(Conflict, match="déjà validé"):
        set_aside(town, waiting.ident, REG, "erreur")
    assert len(rows(town, "retour")) == 2


def test_a_planned_day_becomes_the_promise_and_a_refusal_closes_with_its_reason(town: Office) -> None:
    one, two = saved(town, "1", telephone=PHONE), saved(town, "2", "depots-encombrants")
    day = dt.date(2026, 6, 12)
    planned = answer(town, one, Reponse(Suite.PREVU, prevu_le=day, surface_m2=3.0), REG)
    assert planned.surface_m2 is None and follow_up(town, one, REG).statut == "pris_en_charge"
    validate(town, planned.ident, REG, "Le service passe le 12 juin.")
    standing = follow_up(town, one, REG)
    assert standing.statut == "pris_en_charge" and standing.echeance is not None
    assert standing.echeance.astimezone(PARIS) == dt.datetime(2026, 6, 12, 18, tzinfo=PARIS)
    (owed,) = rows(town, "retour")
    assert owed["phrase"] == "Le service passe le 12 juin."
    later(town, days=1)
    validate(town, answer(town, one, FAIT, REG).ident, REG)
    (again,) = rows(town, "retour")
    assert again["id"] == owed["id"] and again["du_le"] == owed["du_le"] and "c'est fait" in again["phrase"]

    gone = answer(town, two, Reponse(Suite.PREVU, prevu_le=day), REG)
    later(town, days=11)
    with pytest.raises(StateError, match="est passé"):  # nobody is promised a day that is over
        validate(town, gone.ident, REG)
    before = follow_up(town, two, REG).statut
    refused = answer(town, two, Reponse(Suite.REFUSE, motif="terrain privé"), REG)
    assert follow_up(town, two, REG).statut == before
    validate(town, refused.ident, REG)
    closed = follow_up(town, two, REG)
    assert closed.statut == "sans_suite" and closed.mouvements[-1].motif == "terrain privé"
    with pytest.raises(ObservatoryError):
        answer(town, two, FAIT, REG)


def test_a_refusal_may_be_sent_elsewhere_instead(town: Office) -> None:
    reference = saved(town, "1")
    answer(town, reference, Reponse(Suite.REFUSE, motif="pas notre mur"), REG)
    transmit(town, reference, Voie.BORDEREAU, account=REG, service="Clairval Habitat")
    assert to_validate(town, REG) == []
    (kept,) = rows(town, "compte_rendu")
    assert kept["etat"] == "ecarte" and "Clairval Habitat" in kept["remarque"]
    assert service_of(town, reference) == "Clairval Habitat"


def test_an_answer_takes_the_place_of_the_one_before_and_none_waits_on_a_closed_file(town: Office) -> None:
    reference = saved(town, "1")
    for said in ("Mur nettoyé", "Mur nettoyé deux fois"):
        answer(town, reference, Reponse(Suite.FAIT, said), partner("Propreté urbaine"))
    answer(town, reference, Reponse(Suite.PREVU, prevu_le=dt.date(2026, 6, 5)), REG)
    (waits,) = to_validate(town, REG)
    assert (waits.suite, follow_up(town, reference, REG).statut) == ("prevu", "pris_en_charge")
    close_file(town, reference, Statut.SANS_SUITE, account=REG, motif="plus rien à voir")
    assert to_validate(town, REG) == []
    kept = town.database.read("SELECT remarque FROM compte_rendu ORDER BY id")["remarque"].to_pylist()
    assert kept == ["le service a répondu de nouveau"] * 2 + ["le dossier est clos"]


def test_a_sentence_that_names_somebody_undoes_nothing_and_keeps_nothing(town: Office) -> None:
    reference = saved(town, "1", telephone=PHONE)
    made = answer(town, reference, FAIT, REG)
    before = rows(town, "signalement")
    with pytest.raises(ValueRefused, match="nomme personne"):
        validate(town, made.ident, REG, "M. Durand est passé")
    assert rows(town, "signalement") == before and rows(town, "retour") == []
    with pytest.raises(ValueRefused, match="motif manque"):
        set_aside(town, made.ident, REG, "  ")
    assert set_aside(town, made.ident, REG, "photo d'un autre mur").etat == "ecarte"
    assert follow_up(town, reference, REG).statut == "intervention_faite" and rows(town, "retour") == []


def test_words_and_pictures_of_services_go_in_time_and_what_is_counted_stays(town: Office) -> None:
    done, still = saved(town, "1"), saved(town, "2", "depots-encombrants")
    for reference in (done, still):
        transmit(town, reference, Voie.TELEPHONE, account=REG, destinataire="accueil", note="rappellent demain")
        answer(town, reference, dataclasses.replace(FAIT, photos=(camera(),)), REG)
    validate(town, to_validate(town, REG)[0].ident, REG)
    later(town, days=200)  # pictures of what is closed: six months
    purge(town, auteur="essai", progress=quiet, clock_is_right=True)
    (photo,) = rows(town, "photo")
    assert [one["texte"] for one in rows(town, "compte_rendu")] == ["Mur nettoyé"] * 2
    later(town, days=170)  # a year: what was sent, and the words about what is closed
    purge(town, auteur="essai", progress=quiet, clock_is_right=True)
    assert [(one["note"], one["destinataire"]) for one in rows(town, "transmission")] == [(None, "")] * 2
    first, second = sorted(rows(town, "compte_rendu"), key=lambda one: int(one["id"]))
    assert (first["texte"], first["surface_m2"], second["texte"]) == (None, 12.5, "Mur nettoyé")
    assert rows(town, "photo") == [photo]
    later(town, days=800)
    purge(town, auteur="essai", progress=quiet, clock_is_right=True)
    assert rows(town, "photo") == [] and {one["texte"] for one in rows(town, "compte_rendu")} == {None}
    assert {one["suite"] for one in rows(town, "compte_rendu")} == {"fait"}
