"""The board of constats: what stands on it for whom, what an action answers, the zone around some of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import shapely

from observatory.domain.action import Action
from observatory.domain.constats_schema import ConstatSchema, origin_of, without_action
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.marche import Plan
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.schema import Axe, Schema
from observatory.operations.core import Context
from observatory.operations.marches import marches_creer
from observatory.operations.reunions import reunions_ajouter, reunions_retirer
from observatory.pipeline.actions import action_create, action_for
from observatory.pipeline.cloture_marche import constat_sort, marche_close
from observatory.pipeline.constats_schema import AROUND_M, constats_list, zone_of
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import probleme_add, reunion_create, reunion_of
from observatory.pipeline.schemas import (
    marche_attach,
    schema_close,
    schema_create,
    schema_of,
    texte_add,
)
from observatory.pipeline.tenue_reunion import reunion_attach
from tests.marche import CLSPD, COORD, PLAN, found, walk
from tests.suivi import saved
from tests.unit.pipeline.conftest import NOW

FIRST, LAST = dt.date(2026, 4, 1), dt.date(2028, 3, 31)


def opened(office: Office, territoire: str = "", titre: str = "Le Port") -> Schema:
    return schema_create(office, Schema(0, titre, territoire, "clspd", FIRST, LAST), account=COORD)


def meeting(office: Office, plan: Schema) -> Reunion:
    kept = reunion_create(
        office, Reunion(0, GenreReunion.CONSULTATION, "Au Port", dt.date(2026, 4, 20), "", "", schema=plan.ident),
        account=COORD,
    )  # fmt: skip
    dark = ProblemeDit(0, "eclairage-panne", "Tout est noir", "3 rue des Mouettes", None, None, 3)
    return probleme_add(office, kept.ident, dark, account=COORD)


def kinds(lines: list[ConstatSchema]) -> list[str]:
    return [str(one.genre) for one in lines]


def test_the_board_holds_what_walks_keep_what_is_raised_and_what_the_office_hears(office: Office) -> None:
    plan = opened(office)
    kept = walk(office)
    marche_attach(office, kept.ident, plan.ident, account=COORD)
    found(office, kept, texte="Deux lampes éteintes")
    found(office, kept, "proprete", positif=True)
    aside = found(office, kept, "tags-facade", stop=1)
    constat_sort(office, kept.ident, aside, garde=False, account=COORD)
    meeting(office, plan)
    lines = constats_list(office, plan.ident, COORD)
    assert kinds(lines) == ["constat", "reunion_probleme"]
    assert (lines[0].texte, lines[0].lieu, lines[0].n) == ("Deux lampes éteintes", "Rue des Mouettes", None)
    assert (lines[1].n, lines[1].source) == (3, "Au Port")
    assert kinds(constats_list(office, plan.ident, CLSPD)) == ["reunion_probleme"]  # the walk is not closed
    marche_close(office, kept.ident, kept.version, account=COORD)
    told = constats_list(office, plan.ident, CLSPD)
    assert kinds(told) == ["constat", "reunion_probleme"]
    assert told[1].n is None  # three voices are under five


def test_a_probleme_of_the_office_counts_from_three_signalements_and_in_the_territory(office: Office) -> None:
    city, north = opened(office), opened(office, "quartier:Q00", "Le Nord")
    when = {"recu_le": NOW - dt.timedelta(days=9), "lat": 46.0551, "lon": -4.598}
    reference = saved(office, "1", "depots-encombrants", description="Chez Mme Martin au 3", **when)
    assert constats_list(office, city.ident, COORD) == []
    probleme = office.database.value(f"SELECT probleme_id FROM signalement WHERE reference = '{reference}'")
    for k in (2, 3):
        more = saved(office, str(k), "depots-encombrants", **when)
        office.database.write(
            lambda cursor, ref=more: cursor.execute(  # type: ignore[misc]
                "UPDATE signalement SET probleme_id = ? WHERE reference = ?", [probleme, ref]
            )
        )
    (line,) = constats_list(office, city.ident, COORD)
    assert (line.genre, line.n, line.texte, line.source) == ("probleme", 3, "", "")
    assert "Martin" not in repr(line) and reference not in repr(line)
    assert kinds(constats_list(office, north.ident, COORD)) == ["probleme"]
    away = opened(office, "quartier:Q11", "Ailleurs")
    assert constats_list(office, away.ident, COORD) == []
    assert constats_list(office, city.ident, CLSPD) == []
    shape = shapely.from_geojson(zone_of(office, [("probleme", line.ident)], city.ident, COORD))
    assert shape.centroid.distance(shapely.Point(-4.598, 46.0551)) > 1e-5  # the hexagon's middle, not the address


def test_what_an_action_answers_comes_last_and_is_counted_out(office: Office) -> None:
    plan = opened(office)
    noted = meeting(office, plan)
    probleme_add(
        office, noted.ident, ProblemeDit(0, "bruit", "Du bruit", "", None, None, 1), account=COORD
    )  # without a place
    first = constats_list(office, plan.ident, COORD)
    assert without_action(first) == 2
    wanted = Action(0, "", plan.ident, Axe.TRANQUILLITE, "Éclairer", "eclairage", service="Éclairage public")
    kept = action_create(office, wanted, [(first[0].genre, first[0].ident)], account=COORD)
    lines = constats_list(office, plan.ident, COORD)
    assert [one.actions for one in lines] == [(), (kept.reference,)]
    assert lines[1].texte == "Tout est noir" and without_action(lines) == 1
    with pytest.raises(ValueRefused, match="Aucun de ces constats n'a de lieu connu"):
        zone_of(office, [(lines[0].genre, lines[0].ident)], plan.ident, COORD)


def test_who_does_not_lead_reads_no_constat_that_nobody_has_read_over(office: Office) -> None:
    plan = opened(office)
    kept = walk(office)
    marche_attach(office, kept.ident, plan.ident, account=COORD)
    ends = [("constat", found(office, kept, texte=text)) for text in ("Deux lampes éteintes", "À écarter")]
    wanted = Action(0, "", plan.ident, Axe.TRANQUILLITE, "Éclairer", "eclairage", service="Éclairage public")
    action = action_create(office, wanted, ends, account=COORD)
    assert len(action.objets) == 2
    assert action_for(office, action.ident, CLSPD).objets == ()
    constat_sort(office, kept.ident, ends[1][1], garde=False, account=COORD)
    marche_close(office, kept.ident, kept.version, account=COORD)
    assert [one.texte for one in action_for(office, action.ident, CLSPD).objets] == ["Deux lampes éteintes"]
    assert len(action_for(office, action.ident, COORD).objets) == 2


def test_the_zone_is_the_hull_of_the_places_with_what_is_around(office: Office) -> None:
    plan = opened(office)
    kept = walk(office)
    marche_attach(office, kept.ident, plan.ident, account=COORD)
    ends = [found(office, kept), found(office, kept, north=200)]
    shape = shapely.from_geojson(zone_of(office, [("constat", one) for one in ends], plan.ident, COORD))
    high = (shape.bounds[3] - shape.bounds[1]) * 111_195
    assert high == pytest.approx(200 + 2 * AROUND_M, abs=3)
    other = opened(office, titre="Autre")
    with pytest.raises(ValueRefused):  # constats of a walk of another plan
        zone_of(office, [("constat", one) for one in ends], other.ident, COORD)


def test_an_action_comes_from_what_most_of_its_lines_are() -> None:
    line = ConstatSchema("constat", 1, "bruit", "Bruit", "", "", "", FIRST, None, ())
    raised, heard = replace(line, genre="reunion_probleme"), replace(line, genre="probleme")
    assert origin_of([line, raised]) == "marche"
    assert origin_of([line, raised, raised]) == "reunion"
    assert origin_of([heard]) == "point_chaud"


def created(office: Office, plan: Plan) -> int:
    return marches_creer(Context(office, COORD), plan).ident


def test_a_new_walk_belongs_to_the_plan_of_its_territory_else_to_that_of_the_whole_city(office: Office) -> None:
    city, north = opened(office), opened(office, "quartier:Q00", "Le Nord")
    here = created(office, replace(PLAN, territoire="quartier:Q00"))
    anywhere = created(office, PLAN)
    elsewhere = created(office, replace(PLAN, territoire="quartier:Q11"))
    later = created(office, replace(PLAN, prevue_le=dt.datetime(2029, 1, 1, 18, tzinfo=dt.UTC)))
    assert schema_of(office, north.ident).marches == (here,)
    assert schema_of(office, city.ident).marches == (anywhere, elsewhere)
    opened(office, titre="Un second")
    unsure = created(office, PLAN)
    assert not any({later, unsure} & set(one.marches) for one in (schema_of(office, city.ident), north))


def test_a_meeting_is_attached_by_hand_and_stays_with_a_plan_that_was_closed(office: Office) -> None:
    plan, other = opened(office), opened(office, titre="Autre")
    noted = meeting(office, plan)
    reunion_attach(office, noted.ident, other.ident, account=COORD)
    assert reunion_of(office, noted.ident).schema == other.ident
    with pytest.raises(NotFound):
        reunion_attach(office, noted.ident, 999, account=COORD)
    texte_add(office, other.ident, "point_fort", "Les habitants reviennent.", account=COORD)
    schema_close(office, other.ident, other.version, account=COORD)
    with pytest.raises(StateError, match="est clos"):
        reunion_attach(office, noted.ident, None, account=COORD)
    one = reunion_of(office, noted.ident).problemes[0]
    with pytest.raises(StateError, match="est clos"):
        reunions_ajouter(Context(office, COORD), noted.ident, one)
    with pytest.raises(StateError, match="est clos"):
        reunions_retirer(Context(office, COORD), noted.ident, one.ident)
