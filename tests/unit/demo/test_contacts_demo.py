"""The other contacts of the fictional city: their kinds, their relances, the promises that were broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from observatory.demo.contacts import COLUMNS
from observatory.demo.profiles import HOURS_PROMISED
from observatory.domain.selection import Selection
from observatory.pipeline.apercu import headline
from observatory.pipeline.contacts import import_contacts
from observatory.pipeline.office import Office
from observatory.pipeline.questions import selected_ids
from observatory.settings import load_settings
from observatory.store.signalements import signalements_export

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def contacts(city: Any) -> Rows:
    rows: Rows = city.rows("contacts.csv")
    return rows


def test_contacts_have_their_columns_their_order_and_their_shares(
    contacts: Rows, calls: Rows, truth: dict[str, Any]
) -> None:
    assert tuple(contacts[0]) == COLUMNS
    assert len({row["reference"] for row in contacts}) == len(contacts)
    moments = [datetime.fromisoformat(row["recu_le"]) for row in contacts]
    assert moments == sorted(moments)
    assert truth["du"] <= contacts[0]["recu_le"][:10] <= contacts[-1]["recu_le"][:10] <= truth["au"]
    phoned = sum(row["canal"] == "telephone" for row in calls)
    assert phoned / (phoned + len(contacts)) == pytest.approx(0.38, abs=0.01)
    kinds = Counter(row["issue"] for row in contacts)
    assert {**kinds, "signalement": len(calls)} == truth["contacts"]
    assert all(kinds[one] > 2_000 for one in ("information", "orientation", "hors_champ", "relance"))
    assert all(bool(row["orientation"]) == (row["issue"] in ("orientation", "hors_champ")) for row in contacts)
    assert all(10 <= int(row["duree_s"]) <= 1800 for row in contacts)


def test_who_asks_for_news_told_of_a_trouble_that_was_still_open(
    contacts: Rows, calls: Rows, truth: dict[str, Any]
) -> None:
    told: dict[tuple[str, str], list[tuple[datetime, datetime | None]]] = {}
    for row in calls:
        if len(row["recu_le"]) > 10:
            closed = datetime.fromisoformat(row["clos_le"]) if row["clos_le"] else None
            key = row["declarant"], row["probleme"]
            told.setdefault(key, []).append((datetime.fromisoformat(row["recu_le"]), closed))
    relances = [row for row in contacts if row["issue"] == "relance"]
    for row in relances:
        when = datetime.fromisoformat(row["recu_le"])
        spans = told[row["declarant"], row["probleme"]]
        assert any(start < when and (end is None or when < end) for start, end in spans), row
    assert Counter(row["probleme"] for row in relances) == truth["relances"]
    assert max(truth["relances"].values()) >= 3


def test_every_signalement_has_a_promise_and_the_broken_ones_are_counted(calls: Rows, truth: dict[str, Any]) -> None:
    end = datetime.fromisoformat(f"{truth['au']}T23:59:59+01:00")
    found: Counter[str] = Counter()
    for row in calls:
        due = datetime.fromisoformat(row["echeance"])
        if len(row["recu_le"]) > 10:
            hours = (due - datetime.fromisoformat(row["recu_le"])).total_seconds() / 3600
            assert hours in HOURS_PROMISED
        kept = bool(row["clos_le"]) and datetime.fromisoformat(row["clos_le"]) <= due
        found["tenues" if kept else "rompues" if row["clos_le"] or due <= end else "en_cours"] += 1
    assert found == truth["promesses"]
    assert min(found.values()) > 20


def test_the_base_counts_what_was_planted(
    city_in: Callable[[Path], Path], tmp_path: Path, city: Any, truth: dict[str, Any]
) -> None:
    settings = load_settings(city_in(tmp_path))
    with Office.open(settings) as office:

        def count(query: str) -> object:
            return office.database.value(query)

        kinds = office.database.read("SELECT issue, count(*) AS n FROM contact GROUP BY issue").to_pylist()
        assert {row["issue"]: row["n"] for row in kinds} == truth["contacts"]
        broken = (
            "SELECT count(*) FROM signalement WHERE clos_le > echeance "
            f"OR (clos_le IS NULL AND echeance < TIMESTAMPTZ '{truth['au']} 00:00:00 Europe/Paris' + INTERVAL 1 DAY)"
        )
        assert count(broken) == truth["promesses"]["rompues"]
        asked = office.database.read(
            "SELECT p.cle, count(*) AS n FROM contact k JOIN probleme p ON p.id = k.probleme_id "
            "WHERE k.issue = 'relance' GROUP BY p.cle"
        )
        assert dict(zip(*(asked[name].to_pylist() for name in ("cle", "n")), strict=True)) == truth["relances"]
        again = import_contacts(office, city.folder / "contacts.csv", auteur="essai", progress=lambda *_: None)
        assert (again.enregistres, again.deja_connus, again.rejetes) == (0, city.counts["contacts.csv"], 0)
        _figures(office, truth)
        exported = signalements_export(office.database, selected_ids(office, Selection()))
        assert exported["echeance"].null_count == 0


def _figures(office: Office, truth: dict[str, Any]) -> None:
    def contacts(selection: Selection) -> tuple[float | None, float | None, str]:
        figures = {one.code: one for one in headline(office, selection)}
        return figures["contacts"].valeur, figures["signalements"].valeur, figures["contacts"].aide

    everything, told, help_text = contacts(Selection())
    assert (everything, told) == (sum(truth["contacts"].values()), truth["contacts"]["signalement"])
    assert "quelle qu'en soit l'issue" in help_text
    by_phone, _, _ = contacts(Selection(canaux=("telephone",)))
    others = sum(n for issue, n in truth["contacts"].items() if issue != "signalement")
    assert by_phone is not None
    assert others < by_phone < sum(truth["contacts"].values())
    lit, of_lights, help_text = contacts(Selection(categories=("eclairage",)))
    relances = office.database.value(
        "SELECT count(*) FROM contact WHERE issue = 'relance' AND probleme_id IN "
        "(SELECT probleme_id FROM signalement WHERE starts_with(categorie, 'eclairage'))"
    )
    assert lit == int(str(relances)) + (of_lights or 0)
    assert "Une catégorie ou un territoire est choisi" in help_text
    quartier = office.database.value("SELECT code FROM territoire WHERE zonage = 'quartier' ORDER BY code")
    here, told_here, _ = contacts(Selection(zonage="quartier", territoires=(str(quartier),)))
    assert here is not None
    assert told_here is not None
    assert told_here < here < told_here * 1.5
