"""What was found becomes files once: one voice a trouble, open problems are joined, what comes late too."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from observatory.domain.errors import Conflict, NotFound, StateError, ValueRefused
from observatory.domain.marche import Etat
from observatory.pipeline import cloture_marche
from observatory.pipeline.cloture_marche import constat_sort, constats_late, marche_close
from observatory.pipeline.marches import marche_of
from observatory.pipeline.office import Office
from observatory.pipeline.restitution import restitution_of
from observatory.store.restitution import constats_of_walks
from tests.marche import COORD, EVENING, found, walk
from tests.suivi import saved
from tests.unit.pipeline.conftest import NOW


def rows(office: Office, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.database.read(query).to_pylist()
    return found


def test_each_trouble_becomes_one_file_of_the_channel_walk(office: Office) -> None:
    kept = walk(office)
    lamps = [found(office, kept, texte="Deux lampes éteintes"), found(office, kept, north=30, texte="Trottoir sombre")]
    far = found(office, kept, north=500)
    good = found(office, kept, "espace-public-regroupement", positif=True)
    dirt = found(office, kept, "depots-encombrants", stop=1, appareil="tel-2")
    aside = found(office, kept, "tags-facade")
    constat_sort(office, kept.ident, aside, garde=False, account=COORD)
    done = marche_close(office, kept.ident, kept.version, account=COORD)
    assert (len(done.nouveaux), done.rattaches, done.groupes, done.positifs, done.ecartes) == (3, (), 1, 1, 1)
    assert (done.marche.etat, done.marche.close_par) == (Etat.CLOSE, "coord")
    ties = {row["id"]: row["signalement_id"] for row in rows(office, "SELECT id, signalement_id FROM constat")}
    assert ties[lamps[0]] == ties[lamps[1]] and ties[good] is None and ties[aside] is None
    assert len({ties[lamps[0]], ties[far], ties[dirt]}) == 3
    (file,) = rows(office, f"SELECT * FROM signalement WHERE id = {ties[lamps[0]]}")
    assert (file["source"], file["canal"], file["declarant_id"], file["statut"]) == ("marche", "marche", None, "recu")
    assert file["description"] == "Deux lampes éteintes · Trottoir sombre"
    assert file["recu_le"] == EVENING and file["recu_heure"] == 19
    assert file["service"] and file["echeance"] > done.marche.close_le  # a promise counts from the closing
    contacts = rows(office, "SELECT canal, issue, declarant_id, auteur FROM contact")
    assert contacts == [{"canal": "marche", "issue": "signalement", "declarant_id": None, "auteur": "coord"}] * 3
    assert office.database.value("SELECT count(*) FROM appartenance") == 3


def test_an_open_problem_of_the_category_is_joined_and_told(office: Office) -> None:
    when = {"recu_le": NOW - dt.timedelta(days=9), "lon": -4.598}
    told = saved(office, "1", "eclairage-panne", lat=46.0551, description="La rue est noire", **when)
    saved(office, "2", "tags-facade", lat=46.055, description="Un tag", **when)
    kept = walk(office)
    found(office, kept, texte="Lampe éteinte")
    found(office, kept, north=60, texte="Encore une")
    done = marche_close(office, kept.ident, kept.version, account=COORD)
    assert done.nouveaux == () and len(done.rattaches) == 1 and done.groupes == 1
    mine, theirs, metres = done.rattaches[0]
    assert theirs == told and metres == pytest.approx(11, abs=2)
    (pair,) = rows(
        office,
        f"""SELECT count(*) AS n, count(DISTINCT probleme_id) AS p FROM signalement
        WHERE reference IN ('{told}', '{mine}')""",
    )
    assert (pair["n"], pair["p"]) == (2, 1)


def test_a_walk_is_closed_once_and_by_who_saw_it_last(office: Office) -> None:
    kept = walk(office)
    found(office, kept)
    with pytest.raises(Conflict, match="entre-temps"):
        marche_close(office, kept.ident, kept.version - 1, account=COORD)
    assert office.database.value("SELECT count(*) FROM signalement") == 0
    assert marche_of(office, kept.ident).etat == Etat.PRETE
    marche_close(office, kept.ident, kept.version, account=COORD)
    with pytest.raises(StateError, match="déjà close"):
        marche_close(office, kept.ident, kept.version + 1, account=COORD)
    assert office.database.value("SELECT count(*) FROM signalement") == 1
    assert office.database.value("SELECT count(*) FROM journal WHERE evenement = 'marche close'") == 1


def test_what_comes_late_is_taken_in_as_the_same_voice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = walk(office)
    found(office, kept, texte="Lampe éteinte")
    with pytest.raises(StateError, match="n'est pas close"):
        constats_late(office, kept.ident, account=COORD)
    marche_close(office, kept.ident, kept.version, account=COORD)
    closed = marche_of(office, kept.ident)
    later = NOW + dt.timedelta(hours=1)
    monkeypatch.setattr(office, "clock", lambda: later)
    late = [found(office, closed, north=20, texte="Une autre"), found(office, closed, "depots-encombrants", stop=1)]
    constat_sort(office, kept.ident, late[1], categorie="depots-gravats", account=COORD)
    done = constats_late(office, kept.ident, account=COORD)
    assert (len(done.nouveaux), len(done.rattaches)) == (1, 1)
    told = rows(office, "SELECT categorie, description FROM signalement ORDER BY id")
    assert [row["categorie"] for row in told] == ["eclairage-panne", "depots-gravats"]
    assert told[0]["description"] == "Lampe éteinte · Une autre"
    again = constats_late(office, kept.ident, account=COORD)
    assert (again.nouveaux, again.rattaches, again.groupes) == ((), (), 0)


def test_what_is_kept_while_a_walk_is_closed_is_told_as_late(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone's constat that comes right after the constats were read is in no file: it must not be lost from sight."""
    kept = walk(office)
    ticks = itertools.count()
    monkeypatch.setattr(office, "clock", lambda: NOW + dt.timedelta(milliseconds=next(ticks)))

    def read_then_sent(*asked: Any) -> Any:
        told = constats_of_walks(*asked)
        if not told:
            found(office, kept)
        return told

    monkeypatch.setattr(cloture_marche, "constats_of_walks", read_then_sent)
    marche_close(office, kept.ident, kept.version, account=COORD)
    (late,) = restitution_of(office, kept.ident, COORD).constats
    assert late.tardif
    assert len(constats_late(office, kept.ident, account=COORD).nouveaux) == 1


def test_a_constat_is_sorted_until_it_is_a_file(office: Office) -> None:
    kept = walk(office)
    one = found(office, kept)
    with pytest.raises(NotFound):
        constat_sort(office, kept.ident, one + 99, account=COORD)
    with pytest.raises(ValueRefused, match="plus en usage"):
        constat_sort(office, kept.ident, one, categorie="martiens", account=COORD)
    constat_sort(office, kept.ident, one, garde=False, account=COORD)
    constat_sort(office, kept.ident, one, garde=True, categorie="tags-facade", account=COORD)
    marche_close(office, kept.ident, kept.version, account=COORD)
    assert office.database.value("SELECT categorie FROM signalement") == "tags-facade"
    with pytest.raises(StateError, match="ne changent plus"):
        constat_sort(office, kept.ident, one, garde=False, account=COORD)
