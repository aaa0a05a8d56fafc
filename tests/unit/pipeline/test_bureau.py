"""A call kept once, whole, with its caller, its place, its problème; files corrected without losing a change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from typing import Any

import pytest

from observatory.domain.appel import Appel, Correction, Enregistre, Issue, priorite
from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, TooMuch, ValueRefused
from observatory.domain.roles import owner_of_the_file
from observatory.pipeline.bureau import save_call
from observatory.pipeline.consignes import CONSIGNE, add, current, end, read
from observatory.pipeline.dossiers import file_correct, file_open, search
from observatory.pipeline.ecoute import MOST_DRAFTS, desk_opened, draft_keep, heard, moment
from observatory.pipeline.office import Office
from observatory.pipeline.problemes import merge, unmerge
from observatory.pipeline.quotidien import daily_work
from observatory.store.brouillons import LASTS, WIPED_EVERY
from observatory.store.integrity import orphan_counts

PLACE = {"adresse": "5 rue des Mouettes", "adresse_trouvee": "5 Rue des Mouettes", "lat": 46.055, "lon": -4.598}
MAY_2 = dt.datetime(2026, 5, 2, tzinfo=dt.UTC)
PHONE, OTHER = "06 12 34 56 78", "06 98 76 54 32"


def call(cle: str, issue: Issue = Issue.SIGNALEMENT, **values: Any) -> Appel:
    """A call as the browser sends it."""
    told = {**PLACE, "categorie": "depots-encombrants"} if issue == Issue.SIGNALEMENT else {}
    return Appel(cle=f"essai-{cle:0>8}", issue=issue, **{**told, **values})


def save(office: Office, cle: str, issue: Issue = Issue.SIGNALEMENT, **values: Any) -> Enregistre:
    return save_call(office, call(cle, issue, **values), "op")


def rows(office: Office, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.database.read(f"SELECT * FROM {table} ORDER BY ALL").to_pylist()
    return found


def test_a_place_and_a_category_are_enough(office: Office) -> None:
    kept = save(office, "1")
    (signalement,) = rows(office, "signalement")
    (contact,) = rows(office, "contact")
    assert signalement["reference"] == kept.reference and len(kept.reference) == 6
    assert signalement["contact_id"] == contact["id"] == kept.contact
    assert signalement["cell"] is not None and signalement["lieu"] == "public" and signalement["statut"] == "recu"
    assert signalement["service"] == kept.service != ""
    assert kept.echeance is not None and kept.echeance > office.clock()
    assert contact["issue"] == "signalement" and contact["auteur"] == "op"
    assert rows(office, "appartenance") == [{"signalement_id": signalement["id"], "territoire_id": 1}]
    assert rows(office, "declarant") == []
    assert all(count == 0 for _, count in orphan_counts(office.database))


@pytest.mark.parametrize("issue", [Issue.INFORMATION, Issue.ORIENTATION, Issue.HORS_CHAMP])
def test_a_contact_alone_needs_neither_place_nor_category(office: Office, issue: Issue) -> None:
    kept = save(office, "1", issue, orientation="" if issue == Issue.INFORMATION else "17")
    assert [one["issue"] for one in rows(office, "contact")] == [str(issue)]
    assert kept.reference == "" and rows(office, "signalement") == [] and rows(office, "probleme") == []


def test_what_is_sent_twice_is_kept_once(office: Office) -> None:
    first, again = save(office, "1"), save(office, "1", duree_s=90)
    assert again == dataclasses.replace(first, deja=True)
    with pytest.raises(Conflict, match="autre contenu"):
        save(office, "1", description="autre chose")
    with pytest.raises(Conflict, match="autre contenu"):
        save_call(office, call("1"), "quelqu'un d'autre")
    assert len(rows(office, "signalement")) == len(rows(office, "contact")) == len(rows(office, "envoi")) == 1


def test_what_many_send_at_once_is_kept_once(office: Office) -> None:
    answers: list[Enregistre] = []
    threads = [threading.Thread(target=lambda: answers.append(save(office, "1"))) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(answers) == 6 and len({one.reference for one in answers}) == 1
    assert sum(not one.deja for one in answers) == 1
    assert len(rows(office, "signalement")) == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"lat": None, "lon": None, "adresse": ""}, "manque le lieu"),
        ({"categorie": ""}, "manque la catégorie"),
        ({"categorie": "inventee"}, "n'est pas dans la nomenclature"),
        ({"lieu": "lune"}, "genre de lieu"),
        ({"lon": None}, "position est incomplète"),
        ({"description": "x" * 4001}, "dépasse 4000"),
        ({"plaque": "AB-123-CD"}, "véhicule abandonné"),
        ({"canal": "pigeon"}, "canal"),
        ({"duree_s": -1}, "durée d'appel"),
        ({"recu_le": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)}, "ne peut pas être saisi"),
        ({"recu_le": dt.datetime(2026, 5, 1)}, "fuseau"),  # noqa: DTZ001 - that is what is refused
        ({"cle": "!"}, "clé"),
        ({"precision_m": float("nan")}, "précision"),
        ({"precision_m": -5.0}, "précision"),
        ({"lat": float("inf")}, "latitude"),
        ({"description": "\ud83d"}, "illisible"),
        ({"survenu_debut": dt.datetime(1, 1, 2, tzinfo=dt.UTC)}, "trop loin"),
        ({"survenu_fin": dt.datetime(2026, 5, 1)}, "fuseau"),  # noqa: DTZ001 - that is what is refused
        ({"survenu_debut": MAY_2, "survenu_fin": MAY_2 - dt.timedelta(days=1)}, "avant son début"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(office: Office, values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        save_call(office, dataclasses.replace(call("1"), **values), "op")
    assert rows(office, "contact") == rows(office, "signalement") == rows(office, "envoi") == []


def test_an_unknown_place_waits_to_be_located(office: Office) -> None:
    kept = save(office, "1", lieu_inconnu=True)
    (one,) = rows(office, "signalement")
    assert (one["lat"], one["cell"]) == (None, None) and kept.service


def test_a_fictional_city_takes_no_real_place(office: Office) -> None:
    office.database.write(lambda c: c.execute("UPDATE meta SET valeur = 'oui' WHERE cle = 'fictif'"))
    with pytest.raises(StateError, match="ville fictive"):
        save(office, "1", lat=48.85, lon=2.35)


def test_another_caller_is_one_more_voice_of_the_same_trouble(office: Office) -> None:
    first = save(office, "1", telephone=PHONE)
    second = save(office, "2", telephone=OTHER, probleme=first.probleme, lat=None, lon=None, adresse="", categorie="")
    assert (second.issue, second.probleme, second.voix) == ("signalement", first.probleme, 2)
    assert second.reference != first.reference
    a, b = sorted(rows(office, "signalement"), key=lambda one: one["id"])
    assert (b["lat"], b["lon"], b["categorie"], b["cell"]) == (a["lat"], a["lon"], a["categorie"], a["cell"])
    assert len(rows(office, "probleme")) == 1


def test_the_same_caller_asks_for_news(office: Office) -> None:
    first = save(office, "1", telephone=PHONE)
    again = save(office, "2", telephone="+33612345678", probleme=first.probleme)
    assert again.issue == "relance" and again.reference == ""
    assert len(rows(office, "signalement")) == 1
    assert [one["issue"] for one in rows(office, "contact")] == ["signalement", "relance"]
    file = file_open(office, first.reference)
    assert (file.voix, file.relances, file.priorite) == (1, 1, 1)
    assert "réponse promise avant le" in file.nouvelles


def test_a_relance_needs_a_file_that_exists(office: Office) -> None:
    with pytest.raises(ValueRefused, match="porte sur un dossier"):
        save(office, "1", Issue.RELANCE)
    with pytest.raises(NotFound, match="n'existe plus"):
        save(office, "2", Issue.RELANCE, probleme=99)


def test_what_a_relance_adds_is_kept(office: Office) -> None:
    first = save(office, "1", telephone=PHONE)
    save(office, "2", telephone=PHONE, probleme=first.probleme, description="le canapé\x00 BRÛLE")
    assert [one["note"] for one in rows(office, "contact")] == [None, "le canapé BRÛLE"]
    office.database.write(lambda c: c.execute("UPDATE signalement SET statut = 'resolu'"))
    assert "est clos" in save(office, "3", telephone=PHONE, probleme=first.probleme).phrase


def test_two_mergings_the_other_way_round_at_once_leave_one(office: Office) -> None:
    a, b = (save(office, str(n)).probleme or 0 for n in (1, 2))
    done: list[object] = []

    def try_merge(garde: int, retire: int) -> None:
        try:
            done.append(merge(office, garde, retire, auteur="op"))
        except StateError as error:
            done.append(error)

    threads = [threading.Thread(target=try_merge, args=pair) for pair in ((a, b), (b, a))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(isinstance(one, StateError) for one in done) == 1
    assert all(count == 0 for _, count in orphan_counts(office.database))


def test_calls_that_join_while_it_is_merged_follow_it(office: Office) -> None:
    a, b = (save(office, str(n)).probleme or 0 for n in (1, 2))
    threads = [threading.Thread(target=save, args=(office, f"9{n}"), kwargs={"probleme": b}) for n in range(6)]
    threads.insert(3, threading.Thread(target=merge, args=(office, a, b), kwargs={"auteur": "op"}))
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one["probleme_id"] for one in rows(office, "signalement")} == {a}
    assert all(count == 0 for _, count in orphan_counts(office.database))


def test_a_bounded_account_joins_nothing_outside(office: Office) -> None:
    first = save(office, "1")
    for issue in (Issue.SIGNALEMENT, Issue.RELANCE):
        with pytest.raises(NotAllowed, match="hors des territoires"):
            save_call(office, call("2", issue, probleme=first.probleme), "op", ["quartier:Q11"])
    with pytest.raises(NotAllowed, match="hors des territoires"):
        file_correct(office, first.reference, 1, Correction(lat=46.065, lon=-4.585), "ana", ["quartier:Q00"])


def test_a_correction_sends_the_file_to_who_acts_on_it(office: Office) -> None:
    kept = save(office, "1", categorie="stationnement-epave", plaque="AB-123-CD")
    assert kept.service == "Fourrière"
    changed = file_correct(office, kept.reference, 1, Correction(categorie="tags-facade"), "ana")
    assert changed.service == "Propreté urbaine" and changed.echeance is not None
    for wrong in (Correction(categorie=""), Correction(lieu=""), Correction(hall="x" * 301)):
        with pytest.raises(ValueRefused):
            file_correct(office, kept.reference, 2, wrong, "ana")


def test_a_story_whose_figures_are_no_date_suggests_none(office: Office) -> None:
    assert heard(office, "une fuite depuis le 2e étage").quand == ""
    assert heard(office, "M. Martin au 06 12 34 56 78").quand == ""
    assert heard(office, "du bruit depuis 3 jours").quand == "depuis 3 jours"
    said = moment(office, "hier soir", dt.datetime(2026, 5, 20, 8, tzinfo=dt.UTC))
    assert said is not None and said.debut.date() == dt.date(2026, 5, 19)


def test_a_draft_that_comes_after_its_call_brings_nothing_back(office: Office) -> None:
    save(office, "1")
    draft_keep(office, "op", "essai-00000001", "{}")
    assert office.drafts().of("op", office.clock()) == []


def test_priority_rises_with_relances_voices_and_broken_promises() -> None:
    assert priorite(0, 1, en_retard=False) == 0
    assert priorite(1, 1, en_retard=False) == 1
    assert priorite(0, 1, en_retard=True) == 1
    assert priorite(3, 1, en_retard=False) == priorite(1, 1, en_retard=True) == priorite(0, 6, en_retard=False) == 2


def test_a_broken_promise_is_said(office: Office) -> None:
    kept = save(office, "1")
    office.clock = lambda: dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    file = file_open(office, kept.reference)
    assert "promesse dépassée" in file.nouvelles and file.priorite == 1


def test_the_second_of_two_changes_is_told_and_nothing_is_lost(office: Office) -> None:
    kept = save(office, "1", description="un canapé")
    read_by_both = file_open(office, kept.reference)
    changed = file_correct(office, kept.reference, read_by_both.version, Correction(description="deux canapés"), "ana")
    assert (changed.version, changed.description, changed.modifie_par) == (2, "deux canapés", "ana")
    with pytest.raises(Conflict, match="ana a modifié ce dossier le lundi 1er juin à 12"):
        file_correct(office, kept.reference, read_by_both.version, Correction(description="un fauteuil"), "bob")
    assert file_open(office, kept.reference).description == "deux canapés"


def test_a_corrected_position_changes_cell_and_territory(office: Office) -> None:
    kept = save(office, "1")
    file_correct(office, kept.reference, 1, Correction(lat=46.065, lon=-4.585), "ana")
    (one,) = rows(office, "signalement")
    (held,) = rows(office, "appartenance")
    assert (one["lat"], one["lon"]) == (46.065, -4.585)
    code = office.database.value("SELECT code FROM territoire WHERE id = ?", [held["territoire_id"]])
    assert code == "Q11"


def test_a_merging_is_shown_and_undone(office: Office) -> None:
    first, second = save(office, "1"), save(office, "2", telephone=OTHER)
    assert first.probleme is not None and second.probleme is not None
    merge(office, first.probleme, second.probleme, auteur="op")
    file = file_open(office, second.reference)
    assert (file.probleme, file.voix, file.fusionnes) == (first.probleme, 2, (second.probleme,))
    third = save(office, "3", probleme=second.probleme)
    assert (third.probleme, third.voix) == (first.probleme, 3)
    unmerge(office, second.probleme, auteur="chef")
    assert file_open(office, second.reference).probleme == second.probleme


def test_an_account_bounded_to_a_quartier_sees_no_other_file(office: Office) -> None:
    kept = save(office, "1", description="un canapé")
    assert file_open(office, kept.reference, ["quartier:Q00"]).reference == kept.reference
    assert len(search(office, "canapé", bounds=["quartier:Q00"])) == 1
    assert (
        search(office, "canapé", bounds=["quartier:Q11"])
        == search(office, kept.reference, bounds=["quartier:Q11"])
        == []
    )
    with pytest.raises(NotAllowed, match="hors de vos territoires"):
        file_correct(office, kept.reference, 1, Correction(description="x"), "ana", ["quartier:Q11"])


def test_one_box_finds_by_reference_phone_and_words(office: Office) -> None:
    kept = save(office, "1", telephone=PHONE, description="Un canapé éventré devant l'école")
    spoken = f"{kept.reference[:3]} {kept.reference[3:]}".lower()
    assert [(one.reference, one.par) for one in search(office, spoken)] == [(kept.reference, "référence")]
    assert [one.par for one in search(office, PHONE)] == ["appelant"]
    assert [one.par for one in search(office, "CANAPE ecole")] == ["mots"]
    assert [one.reference for one in search(office, "mouettes")] == [kept.reference]
    assert search(office, OTHER) == [] and search(office, "girafe") == []
    for nothing in (" ", "%%", "🦄🦄"):
        with pytest.raises(ValueRefused):
            search(office, nothing)


def test_drafts_belong_to_their_operator_and_end_after_a_day(office: Office) -> None:
    draft_keep(office, "ana", "brouillon-1", '{"adresse": "5 rue"}')
    draft_keep(office, "bob", "brouillon-1", "{}")
    assert [one.contenu for one in office.drafts().of("ana", office.clock())] == ['{"adresse": "5 rue"}']
    assert office.drafts().of("ana", office.clock() + LASTS + dt.timedelta(seconds=1)) == []
    draft_keep(office, "ana", "brouillon-1", "{}")
    office.drafts().clear("bob")
    assert office.drafts().of("bob", office.clock()) == []
    assert len(office.drafts().of("ana", office.clock())) == 1


def test_a_deleted_draft_leaves_no_byte(office: Office) -> None:
    draft_keep(office, "ana", "brouillon-1", "le voisin du troisieme crie")
    path = office.settings.db.with_name(office.settings.db.name + ".brouillons")
    assert path.stat().st_mode & 0o077 == 0
    office.drafts().drop("ana", "brouillon-1")
    office.drafts().close()
    for file in path.parent.glob(path.name + "*"):
        assert b"troisieme" not in file.read_bytes()
    office._drafts = None


@pytest.mark.parametrize("forget", ["give_up", "clear", "drop"])
def test_a_draft_that_is_forgotten_leaves_no_byte_while_others_work(office: Office, forget: str) -> None:
    draft_keep(office, "ana", "brouillon-1", "le voisin du troisieme crie")
    draft_keep(office, "bob", "brouillon-1", "{}")
    if forget == "clear":
        office.drafts().clear("ana")
    elif forget == "give_up":
        office.drafts().give_up("ana", "brouillon-1")
    else:
        office.drafts().drop("ana", "brouillon-1")
        office.drafts().keep("bob", "brouillon-1", "{}", office.clock() + WIPED_EVERY)
    path = office.settings.db.with_name(office.settings.db.name + ".brouillons")
    for file in path.parent.glob(path.name + "*"):
        assert file.stat().st_mode & 0o077 == 0
        assert b"troisieme" not in file.read_bytes()
    assert [one.contenu for one in office.drafts().of("bob", office.clock())] == ["{}"]


def test_drafts_are_bounded(office: Office) -> None:
    with pytest.raises(TooMuch):
        draft_keep(office, "ana", "brouillon-1", "x" * 50_000)
    for number in range(MOST_DRAFTS):
        draft_keep(office, "ana", f"brouillon-{number}", "{}")
    with pytest.raises(TooMuch, match="appels en attente"):
        draft_keep(office, "ana", "brouillon-de-trop", "{}")
    draft_keep(office, "ana", "brouillon-3", '{"adresse": "5 rue"}')


def test_the_desk_opens_with_keys_that_nobody_shares(office: Office) -> None:
    opened = desk_opened(office, owner_of_the_file())
    for parent in {one.parent for one in opened.categories}:
        keys = [one.touche for one in opened.categories if one.parent == parent]
        assert len(set(keys)) == len(keys) and all(len(key) == 1 for key in keys)
    assert opened.lat is not None and "anonyme" in opened.notice


def test_an_instruction_is_read_once_by_each(office: Office) -> None:
    one = add(office, CONSIGNE, "Marché de Noël : renvoyer les riverains au 3103", 7, "chef")
    assert [(c.texte, c.lue) for c in current(office, "ana")] == [(one.texte, False)]
    read(office, one.ident, "ana")
    read(office, one.ident, "ana")
    assert [(c.lue, c.lecteurs) for c in current(office, "ana")] == [(True, 2)]
    end(office, one.ident, "chef")
    assert current(office, "ana") == []
    with pytest.raises(NotFound):
        read(office, 99, "ana")
    with pytest.raises(ValueRefused):
        add(office, CONSIGNE, " ", 7, "chef")


def test_the_days_work_forgets_old_drafts_and_instructions(office: Office) -> None:
    add(office, CONSIGNE, "Marché de Noël : renvoyer les riverains au 3103", 7, "chef")
    draft_keep(office, "ana", "brouillon-1", "{}")
    daily_work(office, lambda label, done, total: None)
    assert len(office.drafts().of("ana", office.clock())) == 1
    later = office.clock() + dt.timedelta(days=400)
    office.clock = lambda: later
    assert "consignes oubliées : 1" in daily_work(office, lambda label, done, total: None)
    assert rows(office, "consigne") == rows(office, "consigne_lue") == []
    assert office.drafts().of("ana", later - dt.timedelta(days=400)) == []
