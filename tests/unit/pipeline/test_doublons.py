"""Open problèmes near a place: which are found, what is told of them, who saw them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from observatory.domain.appel import Appel, Enregistre, Issue
from observatory.domain.errors import NotAllowed, NotFound, ValueRefused
from observatory.domain.position import Position
from observatory.domain.proche import Proche
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.problemes import problemes_fusionner, problemes_proches
from observatory.pipeline import doublons
from observatory.pipeline.bureau import save_call
from observatory.pipeline.doublons import ANEW, knowledge, nearby
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from observatory.store.acces import access_broken, access_read
from observatory.store.database import Database
from observatory.store.proches import problemes_near, problemes_told
from tests.unit.pipeline.conftest import quiet

LAT, LON = 46.055, -4.595
METRE = 1 / 111_195
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
JUST_NOW = NOW - dt.timedelta(minutes=1)
HEAD = "reference;recu_le;categorie;lat;lon;description;statut;service;clos_le;retour_le;probleme;declarant;residence"

Add = Callable[..., None]


def row(
    reference: str, *, days: float = 1, categorie: str = "depots-encombrants", metres: float = 0.0, texte: str = "",
    statut: str = "transmis", service: str = "Propreté urbaine", clos: str = "", retour: str = "", probleme: str = "",
    declarant: str = "", residence: str = "",
) -> str:  # fmt: skip
    recu = (NOW - dt.timedelta(days=days)).isoformat()
    place = f"{LAT + metres * METRE:.7f};{LON}"
    return ";".join(
        [reference, recu, categorie, place, texte, statut, service, clos, retour, probleme, declarant, residence]
    )


@pytest.fixture
def add(office: Office, tmp_path: Path) -> Add:
    def call(*rows: str) -> None:
        (tmp_path / "s.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        done = import_signalements(office, tmp_path / "s.csv", auteur="essai", progress=quiet)
        assert done.enregistres == len(rows)

    return call


def around(office: Office, categorie: str | None = "depots-encombrants", **more: object) -> list[Proche]:
    return nearby(office, LAT, LON, categorie, **more)  # type: ignore[arg-type]


def seen(office: Office, categorie: str | None = "depots-encombrants", **more: object) -> set[str]:
    return {one.reference for one in around(office, categorie, **more)}


def test_what_is_open_near_recent_and_of_a_kind_is_found(office: Office, add: Add) -> None:
    add(
        row("ici"), row("loin", metres=60), row("limite", metres=49), row("vieux", days=43),
        row("clos", clos="2026-06-01"), row("resolu", statut="resolu"),
        row("voisin", categorie="depots-ordures"), row("famille", categorie="depots"),
        row("autre", categorie="eclairage-panne"),
    )  # fmt: skip
    assert seen(office) == {"ici", "limite", "voisin", "famille"}
    assert seen(office, None) == {"ici", "limite", "voisin", "famille", "autre", "vieux"}
    assert seen(office, "eclairage-panne") == {"autre"}
    assert seen(office, "depots-gravats") == {"ici", "limite", "voisin", "famille", "vieux"}


def test_a_vague_place_is_looked_around_as_far_as_it_is_known(office: Office, add: Add) -> None:
    add(row("a", metres=60), row("b", metres=140), row("c", metres=160))
    assert seen(office) == set()
    assert seen(office, precision_m=100) == {"a"}
    assert seen(office, precision_m=5000) == {"a", "b"}
    office.database.write(lambda cursor: cursor.execute("UPDATE signalement SET precision_m = 400"))
    assert seen(office) == {"a", "b"}


def test_what_is_told_of_a_probleme(office: Office, add: Add) -> None:
    long = "Un matelas devant la porte de Madame Martin, 06 39 98 12 34"
    add(
        row("s1", days=6, probleme="P", declarant="A", statut="pris_en_charge", texte=long, residence="Les Alizés"),
        row("s2", days=4, probleme="P", declarant="A", statut="resolu", clos="2026-05-29", retour="2026-05-30"),
        row("s3", days=2, probleme="P", metres=20, texte="toujours le matelas", statut="recu", service=""),
        row("s4", days=1, probleme="P", metres=300, declarant="B", categorie="depots"),
    )
    (one,) = around(office, texte="matelas devant la porte")
    assert (one.reference, one.categorie, one.libelle) == ("s4", "depots", "Dépôts et encombrants")
    assert (one.signalements, one.voix, one.relances, one.distance_m) == (4, 3, 0, 0.0)
    assert (one.statut, one.service, one.residence) == ("pris_en_charge", "Propreté urbaine", "Les Alizés")
    assert one.age_h == 144.0
    assert one.ouvert_le == NOW - dt.timedelta(days=6)
    assert one.dernier_le == NOW - dt.timedelta(days=1)
    assert one.clos_le is not None
    assert one.retour_le is not None
    assert [story.reference for story in one.recits] == ["s4", "s3", "s2", "s1"]
    assert one.recits[3].texte == long
    assert one.relation == "meme"
    assert one.probable


def called_back(office: Office, ident: int, probleme: int) -> None:
    office.database.write(
        lambda cursor: cursor.execute(
            "INSERT INTO contact (id, recu_le, recu_jour, canal, issue, probleme_id) "
            "VALUES (?, ?, '2026-06-01', 'telephone', 'relance', ?)",
            [ident, NOW - dt.timedelta(hours=1), probleme],
        )
    )


def test_relances_are_counted_with_those_of_what_was_merged(office: Office, add: Add) -> None:
    add(row("s1"), row("s2", metres=5))
    ids = office.database.read("SELECT reference, probleme_id FROM signalement ORDER BY reference").to_pylist()
    kept, gone = (one["probleme_id"] for one in ids)
    for n, probleme in ((100, kept), (101, gone), (102, gone)):
        called_back(office, n, probleme)
    assert {one.reference: one.relances for one in around(office)} == {"s1": 1, "s2": 2}
    problemes_fusionner(Context(office, Account("chef", frozenset({Role.REGULATEUR}))), kept, gone)
    (one,) = around(office)
    assert (one.probleme, one.relances, one.signalements, one.voix) == (kept, 3, 2, 2)


def test_the_likeliest_comes_first(office: Office, add: Add) -> None:
    add(
        row("vieux", days=30), row("mots", texte="canapé rouge et deux matelas"), row("loin", metres=45),
        row("voisin", categorie="proprete-voie"),
    )  # fmt: skip
    found = around(office, texte="un canapé rouge")
    assert found[0].reference == "mots"
    assert [one.probabilite for one in found] == sorted((one.probabilite for one in found), reverse=True)
    assert around(office, limite=2) == around(office)[:2]


def test_what_cannot_be_asked_is_refused(office: Office) -> None:
    with pytest.raises(NotFound, match="« matelas »"):
        around(office, "matelas")
    with pytest.raises(ValueRefused, match="De 1 à 50"):
        around(office, limite=0)
    with pytest.raises(ValueRefused, match="latitude"):
        nearby(office, 91, 0)


def test_damaged_tables_leave_the_defaults(
    office: Office, add: Add, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "reference").mkdir()
    office.settings = replace(office.settings, reference=tmp_path / "reference")
    add(row("ici"), row("loin", metres=60))
    assert seen(office) == {"ici"}
    assert "doublons.csv manque" in caplog.text
    assert knowledge(office) is knowledge(office)


AGENT = Account("lea", frozenset({Role.OPERATEUR}))


def test_who_types_leaves_one_line_in_ten_minutes_for_each_file(office: Office, add: Add) -> None:
    add(row("s1"), row("s2", metres=10))
    lines = access_read(office.database, 100).num_rows

    def after(minutes: float, who: Account = AGENT) -> list[list[str]]:
        office.clock = lambda: NOW + dt.timedelta(minutes=minutes)
        problemes_proches(Context(office, who), LAT, LON, "depots-encombrants")
        new = access_read(office.database, 100).slice(0, access_read(office.database, 100).num_rows - lines)
        return [sorted(one["cles"].split()) for one in new.to_pylist()]

    assert after(0) == [["s1", "s2"]]
    assert after(1) == after(9) == [["s1", "s2"]]
    assert after(9, replace(AGENT, name="max")) == [["s1", "s2"]] * 2
    assert after(10) == [["s1", "s2"]] * 3
    add(row("s3", metres=20))
    assert after(11)[0] == ["s3"]
    assert access_broken(office.database) is None


def test_an_account_of_some_territories_sees_no_farther(office: Office, add: Add) -> None:
    add(row("s1"))
    here, there = (replace(AGENT, territoires=frozenset({f"quartier:{code}"})) for code in ("Q00", "Q11"))
    assert len(problemes_proches(Context(office, here), LAT, LON)) == 1
    assert problemes_proches(Context(office, there), LAT, LON) == []
    with pytest.raises(NotAllowed):
        problemes_proches(Context(office, Account("m", frozenset({Role.MEDIATEUR}))), LAT, LON)


def told_of(office: Office, cle: str, **more: object) -> Enregistre:
    values: dict[str, object] = {"categorie": "depots-encombrants", "lat": LAT, "lon": LON, "recu_le": JUST_NOW}
    return save_call(office, Appel(cle, Issue.SIGNALEMENT, **(values | more)), "ana")  # type: ignore[arg-type]


@pytest.fixture
def asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """When the base was asked what is near."""
    times: list[dt.datetime] = []

    def counted(database: Database, position: Position, **more: Any) -> Any:
        times.append(more["au"])
        return problemes_near(database, position, **more)

    monkeypatch.setattr(doublons, "problemes_near", counted)
    return times


def test_while_somebody_types_the_base_is_asked_once(office: Office, add: Add, asked: list[dt.datetime]) -> None:
    add(row("A", texte="un matelas bleu"), row("B", texte="un frigo"))
    first = around(office, texte="un mat")
    assert [one.reference for one in around(office, texte="un frigo blanc")] == ["B", "A"]
    assert around(office, texte="un mat") == first
    assert len(asked) == 1
    office.clock = lambda: NOW + ANEW
    around(office)
    assert len(asked) == 2


def test_what_was_written_is_seen_at_once(office: Office, add: Add, asked: list[dt.datetime]) -> None:
    add(row("A"))
    (a,) = around(office)
    told_of(office, "appel-loin-0001", lat=LAT + 600 * METRE)
    assert around(office) == [a]
    assert len(asked) == 1
    near = told_of(office, "appel-pres-0001")
    assert seen(office) == {"A", near.reference}
    save_call(office, Appel("appel-relance-1", Issue.RELANCE, recu_le=JUST_NOW, probleme=a.probleme), "ana")
    assert {one.reference: one.relances for one in around(office)} == {"A": 1, near.reference: 0}
    add(row("C"))
    assert seen(office) == {"A", "C", near.reference}


def test_what_is_written_while_the_base_is_asked_is_not_missed(
    office: Office, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(row("A"))

    def meanwhile(database: Database, *args: Any, **more: Any) -> Any:
        monkeypatch.undo()
        found = problemes_told(database, *args, **more)
        told_of(office, "appel-pres-0001")
        return found

    monkeypatch.setattr(doublons, "problemes_told", meanwhile)
    assert len(around(office)) == 1
    assert len(around(office)) == 2
