"""Each indicator on cases worked by hand: what is counted, what waits still, what is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.indicateurs import DEFINITIONS, Axe, Indicateur
from observatory.domain.selection import Selection
from observatory.pipeline.cloture_marche import marche_close
from observatory.pipeline.indicateurs.tables import FUNCTIONS, indicators, indicators_table
from observatory.pipeline.office import Office
from observatory.pipeline.releves import releve_participants
from observatory.pipeline.signalements import import_signalements
from tests.marche import COORD, EVENING, key, walk
from tests.marche import found as found_on
from tests.unit.pipeline.conftest import quiet

COLUMNS = "reference;recu_le;categorie;lat;lon;probleme;declarant;statut;service;clos_le;retour_le;echeance"
NORTH, SOUTH = "46.055;-4.595", "46.055;-4.585"
"""A point of the quartier Q00, and one of Q10."""

Fill = Callable[..., None]


@pytest.fixture
def fill(office: Office, tmp_path: Path) -> Fill:
    """Import signalements, one text each in the order of ``COLUMNS``."""

    def call(*rows: str) -> None:
        path = tmp_path / "s.csv"
        path.write_text("\n".join([COLUMNS, *rows]), encoding="utf-8")
        done = import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)
        assert done.enregistres + done.a_localiser == len(rows), done

    return call


def say(office: Office, *statements: str) -> None:
    """Write into the base what other parts of the office write."""

    def change(cursor: object) -> None:
        for one in statements:
            cursor.execute(one)  # type: ignore[attr-defined]

    office.database.write(change)


def ident(reference: str) -> str:
    """The number of a signalement, inside SQL."""
    return f"(SELECT id FROM signalement WHERE reference = '{reference}')"


def contact(office: Office, ident: int, day: str, issue: str, probleme: str = "NULL") -> None:
    """A contact of the desk that makes no signalement."""
    say(
        office,
        "INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, auteur, probleme_id) VALUES "
        f"({9000 + ident}, '{day} 10:00:00+02', '{day}', 10, 'telephone', '{issue}', 'essai', {probleme})",
    )


def compte_rendu(office: Office, reference: str, day: str, **values: object) -> None:
    """A compte rendu « fait », validated unless told otherwise."""
    row = {"service": "Propreté", "suite": "fait", "etat": "valide", "surface_m2": None, "cout_euros": None} | values
    names = ", ".join(row)
    said = ", ".join("NULL" if value is None else f"'{value}'" for value in row.values())
    say(
        office,
        f"INSERT INTO compte_rendu (id, probleme_id, signalement_id, voie, auteur, le, {names}) SELECT "
        f"nextval('compte_rendu_id'), probleme_id, id, 'lien', 'service', '{day} 10:00:00+02', {said} "
        f"FROM signalement WHERE reference = '{reference}'",
    )


def move(office: Office, reference: str, vers: str, detail: str = "") -> None:
    """A move of a file in the journal; ``detail`` as the purge leaves it where given."""
    told = detail or f'{{"de":"x","vers":"{vers}","acte":"y","motif":""}}'
    say(
        office,
        "INSERT INTO journal SELECT nextval('journal_seq'), '2026-05-20 10:00:00+02', 'r', 'etat', 'signalement', "
        f"CAST({ident(reference)} AS VARCHAR), '{told}'",
    )


class Values(dict[str, Indicateur]):
    """Indicators by their codes, each computed when it is asked for."""

    def __init__(self, office: Office, selection: Selection) -> None:
        super().__init__()
        self._asked = office, selection

    def __missing__(self, code: str) -> Indicateur:
        (self[code],) = indicators(*self._asked, (code,))
        return self[code]


def values(office: Office, selection: Selection | None = None) -> Values:
    """Indicators of a selection."""
    return Values(office, selection or Selection())


def lines(office: Office, code: str, axe: Axe, selection: Selection | None = None) -> dict[str, float | None]:
    """One indicator by group."""
    table = indicators_table(office, selection or Selection(), axe, "quartier", (code,))
    return {row["groupe"]: row["valeur"] for row in table.to_pylist()}


def test_every_definition_has_its_function_and_the_reverse(office: Office, fill: Fill) -> None:
    assert list(FUNCTIONS) == list(DEFINITIONS)
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;;;;;;")
    for one in indicators(office, Selection()):
        assert (one.valeur is None) == bool(one.non_communique), one
        assert one.definition.endswith(".")
        assert one.reserve.endswith(".")


WAITING = (
    f"r1;2026-05-01 10:00;tags;{NORTH};;k1;resolu;Propreté;2026-05-02 10:00;2026-05-03 10:00;2026-05-04 10:00",
    f"r2;2026-05-01 10:00;tags;{NORTH};;k2;resolu;Propreté;2026-05-05 10:00;2026-05-05 10:00;2026-05-04 10:00",
    f"r3;2026-05-02 10:00;bruit;{NORTH};;k3;recu;;;;2026-05-12 10:00",
    f"r4;2026-05-01 10:00;bruit;{SOUTH};;k4;resolu;Police;2026-05-07 10:00;2026-05-07 10:00;2026-05-04 10:00",
    f"r5;2026-05-01 10:00;bruit;{SOUTH};;;resolu;Police;2026-05-02 10:00;;2026-05-04 10:00",
    f"r6;2026-05-10 10:00;bruit;{SOUTH};;k1;recu;;;;2026-05-13 10:00",
    f"r7;2026-05-02 10:00;bruit;{SOUTH};;k5;recu;;;;2026-05-06 10:00",
)
"""Told after 2, 4 and 6 days; r3 and r7 wait since 8 days, r6 since the last instant known; r5 is nobody known."""


def test_a_median_keeps_those_who_wait_still(office: Office, fill: Fill) -> None:
    """2, 4, 6, 8+, 8+, 0+: 4/5, 3/4, 2/3 of it, so 0.4 after 6 days; without those who wait it would be 4."""
    fill(*WAITING)
    found = values(office)
    assert found["retour_median"].valeur == pytest.approx(6)
    assert found["retour_median"].n == 6
    assert "En attente : 3 sur 6." in found["retour_median"].reserve
    assert found["retour_p90"].valeur is None
    assert "neuf sur dix" in found["retour_p90"].non_communique
    assert (found["anonymes"].valeur, found["appelants"].valeur) == (1, 5)


def test_a_promise_that_is_not_due_is_neither_kept_nor_broken(office: Office, fill: Fill) -> None:
    """In parts of what was promised: told 2/3, 4/3, 2; waiting 0.8+ (r3), 2+ (r7), 0+ (r6): at 2/3 one of 5, 20 %.

    Service: done after 1/3 (r1, r5), 4/3, 2; waiting 0.8+, 2+, 0+: at 1/3 two of 6, a third.
    """
    fill(*WAITING)
    found = values(office)
    assert found["retour_promesse"].valeur == pytest.approx(20)
    assert found["promesse_tenue"].valeur == pytest.approx(100 / 3)
    assert found["promesse_tenue"].n == 7


def test_promises_by_service(office: Office, fill: Fill) -> None:
    fill(*WAITING)
    kept = lines(office, "promesse_tenue", "service")
    assert kept["Propreté"] == pytest.approx(50)
    assert kept["Police"] == pytest.approx(50)


def test_a_service_that_answered_in_time_is_not_blamed_for_a_late_validation(office: Office, fill: Fill) -> None:
    fill(
        f"a;2026-05-01 10:00;tags;{NORTH};;k;resolu;Propreté;2026-05-09 10:00;;2026-05-04 10:00",
        f"b;2026-05-01 10:00;tags;{NORTH};;k;intervention_faite;Propreté;;;2026-05-04 10:00",
        f"c;2026-05-01 10:00;tags;{NORTH};;k;intervention_faite;Propreté;;;2026-05-04 10:00",
    )
    assert lines(office, "promesse_tenue", "service") == {"Propreté": 0}
    compte_rendu(office, "a", "2026-05-03")
    compte_rendu(office, "b", "2026-05-03", etat="a_valider")
    compte_rendu(office, "c", "2026-05-03", etat="ecarte")
    assert lines(office, "promesse_tenue", "service")["Propreté"] == pytest.approx(200 / 3)
    say(office, "UPDATE compte_rendu SET probleme_id = 99")  # as they stay where troubles were merged since
    assert lines(office, "promesse_tenue", "service")["Propreté"] == pytest.approx(200 / 3)


def test_a_source_that_tells_no_retour_gives_no_delay(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;k1;resolu;;2026-05-03 10:00;;", f"b;2026-05-09 10:00;tags;{NORTH};;k2;;;;;")
    one = values(office)["retour_median"]
    assert one.valeur is None
    assert one.n == 0
    assert "source" in one.non_communique


def test_an_office_that_told_nobody_has_a_median_that_is_not_reached(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;k1;resolu;;2026-05-03 10:00;;", f"b;2026-05-09 10:00;tags;{NORTH};;k2;;;;;")
    say(office, "UPDATE signalement SET source = 'bureau'")
    one = values(office)["retour_median"]
    assert one.valeur is None
    assert one.n == 2
    assert "n'atteint pas encore la moitié" in one.non_communique


def test_a_retour_of_the_office_makes_its_file_known_and_not_the_whole_source(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;k1;resolu;;2026-05-03 10:00;;", f"b;2026-05-01 10:00;tags;{NORTH};;k2;;;;;")
    say(
        office,
        "INSERT INTO retour SELECT nextval('retour_id'), id, NULL, 'p', recu_le, recu_le, 'donne', "
        "recu_le + INTERVAL 3 DAY, 'telephone', 'o' FROM signalement WHERE reference = 'a'",
        "UPDATE signalement SET retour_le = recu_le + INTERVAL 3 DAY WHERE reference = 'a'",
    )
    one = values(office)["retour_median"]
    assert (one.valeur, one.n) == (3, 1)


def test_the_first_retour_counts_where_a_file_was_reopened(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;k1;rouvert;;;;")
    given = (
        "INSERT INTO retour SELECT nextval('retour_id'), id, NULL, 'p', recu_le, recu_le, '{0}', {1}, 'telephone', 'o' "
        "FROM signalement"
    )
    say(office, given.format("donne", "recu_le + INTERVAL 2 DAY"), given.format("du", "NULL"))
    assert values(office)["retour_median"].valeur == 2


def test_resolved_and_reopened(office: Office, fill: Fill) -> None:
    fill(
        f"a;2026-05-01 10:00;tags;{NORTH};;;resolu;;2026-05-03 10:00;;",
        f"b;2026-05-01 10:00;tags;{NORTH};;;sans_suite;;2026-05-03 10:00;;",
        f"c;2026-05-01 10:00;tags;{NORTH};;;recu;;;;",
        f"d;2026-05-01 10:00;tags;{NORTH};;;non_communique;;;;",
    )
    found = values(office)
    assert (found["resolus"].valeur, found["sans_suite"].valeur) == (1, 1)
    assert "La suite de 1 dossiers n'est pas dite." in found["resolus"].reserve
    assert found["resolus_part"].valeur == pytest.approx(100 / 3)
    assert found["rouverts"].valeur is None
    move(office, "a", "resolu")
    move(office, "c", "resolu")
    move(office, "c", "rouvert")
    found = values(office)
    assert (found["rouverts"].valeur, found["rouverts"].n) == (1, 2)
    assert found["rouverts_part"].valeur == 50
    move(office, "a", "", "{}")
    assert "Le journal de 1 de ces dossiers est effacé" in values(office)["rouverts"].non_communique


def test_a_source_that_tells_no_state_has_no_zero_of_resolved_files(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;;;;;;2026-05-03 10:00", f"b;2026-05-01 10:00;tags;{NORTH};;;;;;;")
    found = values(office)
    for code in ("resolus", "resolus_part", "sans_suite", "promesse_tenue"):
        assert found[code].valeur is None, code
    move(office, "a", "resolu")
    say(office, "UPDATE signalement SET statut = 'resolu', clos_le = recu_le WHERE reference = 'a'")
    assert values(office)["resolus"].valeur == 1


def test_a_real_zero_is_zero(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;;resolu;;2026-05-03 10:00;;", f"b;2026-04-01 10:00;tags;{NORTH};;;recu;;;;")
    move(office, "a", "resolu")
    compte_rendu(office, "b", "2026-04-02", surface_m2=5)
    may = values(office, Selection(depuis=dt.date(2026, 5, 1), jusqua=dt.date(2026, 5, 31)))
    assert (may["rouverts"].valeur, may["sans_suite"].valeur, may["tags_m2"].valeur) == (0, 0, 0)


def test_contacts_by_kind(office: Office, fill: Fill) -> None:
    fill(f"a;2026-05-01 10:00;tags;{NORTH};;;;;;;", f"b;2026-05-02 10:00;bruit;{SOUTH};;;;;;;")
    only = values(office)
    assert only["contacts_signalement"].valeur == 2
    assert only["contacts"].valeur is only["contacts_information"].valeur is None
    assert "ne tient que les signalements" in only["contacts_information"].non_communique
    contact(office, 1, "2026-05-02", "information")
    contact(office, 2, "2026-05-02", "information")
    contact(office, 3, "2026-05-03", "relance", "(SELECT probleme_id FROM signalement WHERE reference = 'a')")
    found = values(office)
    told = {code: found[code].valeur for code in DEFINITIONS if code.startswith("contacts")}
    assert told == {
        "contacts": 5, "contacts_signalement": 2, "contacts_information": 2, "contacts_orientation": 0,
        "contacts_hors_champ": 0, "contacts_relance": 1,
    }  # fmt: skip
    assert "Rien n'est noté avant le 02/05/2026." in found["contacts"].reserve
    tags = values(office, Selection(categories=("tags",)))
    assert (tags["contacts"].valeur, tags["contacts_relance"].valeur) == (2, 1)
    assert tags["contacts_information"].valeur is None
    assert lines(office, "contacts", "territoire") == {"Q00": 2, "Q01": 0, "Q10": 1, "Q11": 0}
    assert lines(office, "contacts_relance", "categorie")["tags"] == 1


def test_contacts_before_the_desk_are_not_known(office: Office, fill: Fill) -> None:
    fill(f"a;2026-04-01 10:00;tags;{NORTH};;;;;;;", f"b;2026-05-02 10:00;bruit;{SOUTH};;;;;;;")
    contact(office, 1, "2026-05-02", "information")
    assert lines(office, "contacts_information", "mois") == {"2026-04": None, "2026-05": 1}
    assert lines(office, "contacts_signalement", "mois") == {"2026-04": 1, "2026-05": 1}


def test_counts_by_territory_category_and_month(office: Office, fill: Fill) -> None:
    fill(
        f"a;2026-04-30 23:30;tags-facade;{NORTH};p;k1;;;;;",
        f"b;2026-05-01 00:30;tags;{NORTH};p;k1;;;;;",
        f"c;2026-05-02 10:00;bruit;{SOUTH};;k2;;;;;",
        "d;2026-05-02 10:00;bruit;;;;;;;;;",
    )
    assert lines(office, "signalements", "territoire") == {"Q00": 2, "Q01": 0, "Q10": 1, "Q11": 0}
    assert lines(office, "problemes", "territoire") == {"Q00": 1, "Q01": 0, "Q10": 1, "Q11": 0}
    assert lines(office, "appelants", "territoire")["Q00"] == 1
    assert lines(office, "signalements", "mois") == {"2026-04": 1, "2026-05": 3}
    assert lines(office, "problemes", "mois") == {"2026-04": 1, "2026-05": 3}
    by_family = lines(office, "signalements", "categorie")
    assert (by_family["tags"], by_family["bruit"], by_family["voirie"]) == (2, 2, 0)
    kept = Selection(zonage="quartier", territoires=("Q00",))
    assert lines(office, "signalements", "territoire", kept) == {"Q00": 2}


def test_mediations_are_dated_by_the_day_in_paris(office: Office, fill: Fill) -> None:
    fill(f"a;2026-04-01 10:00;voisinage;{NORTH};;;;;;;", f"b;2026-04-01 10:00;voisinage;{SOUTH};;;;;;;")
    assert values(office)["mediations"].valeur is None
    for reference, given, outcome in (
        ("a", "2026-04-30 22:30:00+00", "'accord'"), ("a", "2026-05-02 10:00:00+00", "'refus'"),
        ("b", "2026-05-03 10:00:00+00", "'partiel'"), ("b", "2026-05-04 10:00:00+00", "NULL"),
    ):  # fmt: skip
        say(
            office,
            "INSERT INTO mediation (id, probleme_id, signalement_id, confiee_par, confiee_le, issue) SELECT "
            f"nextval('mediation_id'), probleme_id, id, 'r', '{given}', {outcome} FROM signalement "
            f"WHERE reference = '{reference}'",
        )
    may = Selection(depuis=dt.date(2026, 5, 1), jusqua=dt.date(2026, 5, 31))
    found = values(office, may)
    names = ("mediations", "mediations_accord", "mediations_partiel", "mediations_refus", "mediations_droit")
    assert [found[name].valeur for name in names] == [4, 1, 1, 1, 0]
    assert found["mediation_accord_part"].valeur == pytest.approx(100 / 3)
    assert found["mediation_accord_part"].n == 3
    assert lines(office, "mediations", "territoire", may) == {"Q00": 2, "Q01": 0, "Q10": 2, "Q11": 0}
    april = values(office, Selection(depuis=dt.date(2026, 4, 1), jusqua=dt.date(2026, 4, 30)))
    assert april["mediations"].valeur is None
    assert "avant le 01/05/2026" in april["mediations"].non_communique


def test_square_metres_are_what_services_say(office: Office, fill: Fill) -> None:
    fill(
        f"a;2026-04-01 10:00;tags-facade;{NORTH};;;resolu;;;;", f"b;2026-04-01 10:00;tags;{SOUTH};;;resolu;;;;",
        f"c;2026-04-01 10:00;bruit;{SOUTH};;;resolu;;;;",
    )  # fmt: skip
    assert values(office)["tags_m2"].valeur is None
    compte_rendu(office, "a", "2026-05-01", surface_m2=12.5, cout_euros=80)
    compte_rendu(office, "a", "2026-05-02", surface_m2=7.5, service="Clairval Habitat")
    compte_rendu(office, "b", "2026-05-02")
    compte_rendu(office, "b", "2026-05-02", surface_m2=99, etat="a_valider")
    compte_rendu(office, "b", "2026-05-02", surface_m2=99, suite="prevu")
    compte_rendu(office, "c", "2026-05-02", surface_m2=99, cout_euros=20)
    may = Selection(depuis=dt.date(2026, 5, 1), jusqua=dt.date(2026, 5, 31))
    found = values(office, may)
    assert (found["tags_m2"].valeur, found["tags_m2"].n) == (20, 2)
    assert "Au moins : 1 comptes rendus sur 3 ne disent pas la surface." in found["tags_m2"].reserve
    assert (found["cout"].valeur, found["cout"].n) == (100, 2)
    assert lines(office, "tags_m2", "territoire", may) == {"Q00": 20, "Q01": 0, "Q10": None, "Q11": 0}
    by_service = lines(office, "tags_m2", "service", may)
    assert (by_service["Propreté"], by_service["Clairval Habitat"]) == (12.5, 7.5)
    by_family = lines(office, "tags_m2", "categorie", may)
    assert (by_family["tags"], by_family["bruit"]) == (20, None)
    assert values(office, Selection(categories=("bruit",)))["tags_m2"].valeur is None


def test_satisfaction_counts_answers_and_not_refusals(office: Office, fill: Fill) -> None:
    fill(*(f"s{i};2026-05-01 10:00;tags;{NORTH};;k{i};;;;;" for i in range(5)))
    assert values(office)["satisfaction_note"].valeur is None
    said = (("true", "5", "false"), ("false", "2", "false"), ("true", "NULL", "false"), ("NULL", "NULL", "true"))
    for i, (resolved, mark, refused) in enumerate(said):
        say(
            office,
            f"INSERT INTO retour SELECT {i}, id, NULL, 'p', recu_le, recu_le, 'donne', recu_le, 'telephone', 'o' "
            f"FROM signalement WHERE reference = 's{i}'",
            f"INSERT INTO satisfaction VALUES ({i}, '2026-05-09', '2026-05-10 10:00:00+02', 'o', {resolved}, {mark}, "
            f"{refused}, false)",
        )
    found = values(office, Selection(jusqua=dt.date(2026, 5, 31)))
    assert found["satisfaction_resolu"].valeur == pytest.approx(200 / 3)
    assert (found["satisfaction_note"].valeur, found["satisfaction_note"].n) == (3.5, 2)
    assert found["satisfaction_note"].intervalle == (1, 5)


def test_change_counts_problems_on_the_same_days_a_year_before(office: Office, fill: Fill) -> None:
    rows = [f"o{i};2025-05-0{1 + i % 8} 10:00;tags;{NORTH};o{i};;;;;;" for i in range(20)]
    rows += [f"n{i};2026-05-0{1 + i % 8} 10:00;tags;{NORTH};n{i // 2};;;;;;" for i in range(60)]
    fill(*rows)
    one = values(office, Selection(depuis=dt.date(2026, 5, 1), jusqua=dt.date(2026, 5, 8)))["evolution"]
    assert one.valeur == pytest.approx(50)  # 30 problèmes after 20
    assert one.intervalle == pytest.approx((-17.6, 178.7), abs=0.2)
    assert "meilleure écoute" in one.reserve
    assert "on ne peut pas conclure" in one.reserve
    assert values(office)["evolution"].valeur is None
    months = lines(office, "evolution", "mois", Selection(depuis=dt.date(2026, 5, 1), jusqua=dt.date(2026, 5, 8)))
    assert months == {"2026-05": pytest.approx(50)}
    places = lines(office, "evolution", "territoire", Selection(depuis=dt.date(2026, 5, 1)))
    assert places["Q01"] is None


def test_an_empty_base_has_no_figure_but_zeros_of_what_is_counted(office: Office) -> None:
    found = values(office)
    assert found["signalements"].valeur == 0
    assert found["retour_median"].valeur is found["evolution"].valeur is None


def test_a_wrong_question_is_refused_in_french(office: Office) -> None:
    with pytest.raises(NotFound, match="L'indicateur « retours » n'existe pas"):
        indicators_table(office, Selection(), "mois", None, ("retours",))
    with pytest.raises(ValueRefused, match="zonage"):
        indicators_table(office, Selection(), "territoire")
    with pytest.raises(NotFound, match="Le zonage « qvp »"):
        indicators_table(office, Selection(), "territoire", "qvp")
    for day, said in ((dt.date(2090, 1, 1), "pas encore venu"), (dt.date(1, 1, 1), "50 ans au plus")):
        with pytest.raises(ValueRefused, match=said):
            indicators_table(office, Selection(depuis=day), "mois")
    months = indicators_table(office, Selection(depuis=dt.date(2026, 5, 1), jusqua=dt.date(9999, 12, 31)), "mois")
    assert sorted(set(months["groupe"].to_pylist())) == ["2026-05", "2026-06"]  # of what is to come nothing is known


def test_walks_are_counted_with_who_walked_and_what_became_of_it(office: Office) -> None:
    """Two walks: 12 and 3 counted; 8 women of 12, then 3 men of 3; two lamps that are one file, done; one heap, not."""
    first = walk(office)
    found_on(office, first, texte="Lampe")
    found_on(office, first, north=20)
    found_on(office, first, "depots-encombrants", stop=1)
    found_on(office, first, None, positif=True)
    counted = {"sexe:femme": 8, "sexe:homme": 4, "age:18_24": 6, "age:25_39": 6, "categorie:habitant": 9}
    releve_participants(office, first, "tel-1", key(), profils=counted, le=EVENING)
    second = walk(office, prevue_le=EVENING.replace(month=4))
    releve_participants(office, second, "tel-1", key(), profils={"sexe:homme": 3}, le=EVENING)
    for one in (first, second):
        marche_close(office, one.ident, one.version, account=COORD)
    walk(office)  # still to be walked
    say(office, "UPDATE signalement SET statut = 'resolu' WHERE categorie = 'eclairage-panne'")
    seen = values(office, Selection(dt.date(2026, 3, 1)))
    asked = ("marches", "marche_participants", "marche_constats", "marche_positifs", "marche_signalements")
    assert [seen[code].valeur for code in asked] == [2, 15, 3, 1, 2]
    assert (seen["marche_faits"].valeur, seen["marche_faits"].n) == (50, 2)
    assert seen["marche_femmes"].valeur == pytest.approx(100 * 8 / 15)
    assert (seen["marche_jeunes"].valeur, seen["marche_habitants"].valeur) == (50, 100)
    spring = Selection(dt.date(2026, 3, 1))
    by_month = {code: lines(office, code, "mois", spring) for code in DEFINITIONS if code.startswith("marche")}
    assert by_month["marches"] == {"2026-03": None, "2026-04": 1, "2026-05": 1}
    assert by_month["marche_participants"] == {"2026-03": None, "2026-04": None, "2026-05": 12}
    assert by_month["marche_femmes"]["2026-05"] is None  # 8 of 12: the others are fewer than five
    by_family = lines(office, "marche_constats", "categorie")
    assert {code: n for code, n in by_family.items() if n} == {"eclairage": 2, "depots": 1}
    assert lines(office, "marche_signalements", "territoire")["Q00"] == 2
    assert set(lines(office, "marches", "territoire").values()) == {None}
    assert set(lines(office, "marche_constats", "service").values()) == {None}
