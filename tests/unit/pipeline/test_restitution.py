"""What a walk gave back: scores by hand, phones that differ, promises, and what each role may know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.restitution import Devenir, Parole, Sens
from observatory.domain.reunion import ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.marches import marches_annuler, marches_creer, marches_lire, marches_liste
from observatory.operations.restitution import restitution_lire, restitution_retirer
from observatory.operations.reunions import reunions_ajouter, reunions_creer, reunions_liste
from observatory.operations.saisie import saisie_lire
from observatory.pipeline.cloture_marche import marche_close
from observatory.pipeline.marches import marche_save
from observatory.pipeline.office import Office
from observatory.pipeline.photos import file_pictures, moderate, picture, waiting_pictures
from observatory.pipeline.releves import releve_participants, releve_ressenti
from observatory.pipeline.restitution import (
    count_forget,
    engagement_add,
    engagement_drop,
    engagement_keep,
    restitution_of,
)
from tests.marche import CLSPD, COORD, EVENING, PRESENTS, found, key, rated, walk
from tests.unit.pipeline.conftest import NOW

BEFORE = EVENING - dt.timedelta(days=200)
OPERATOR = Account("op", frozenset({Role.OPERATEUR}))
SEES = "Voir et être vu"


def test_scores_are_means_of_questions_and_compared_with_the_walk_before(office: Office) -> None:
    """Stop 1: eclairage (3+1)/2 = 2, visibilite 1: 1.5; before 0 and 0. Stop 2: proprete 1, before 1."""
    first = walk(office, prevue_le=BEFORE)
    rated(office, first, {"eclairage": 0, "visibilite": 0, "presence": 3})
    rated(office, first, {"proprete": 1}, stop=1)
    kept = walk(office, first)
    rated(office, kept, {"eclairage": 3, "visibilite": 1, "secours": None})
    rated(office, kept, {"eclairage": 1}, appareil="tel-2")
    rated(office, kept, {"proprete": 1}, stop=1)
    told = restitution_of(office, kept.ident, CLSPD)
    stops = [one.ident for one in kept.plan.arrets]
    scores = {(one.arret, one.principe): one for one in told.scores}
    lit = scores[stops[0], SEES]
    assert (lit.note, lit.n, lit.avant, lit.n_avant, lit.sens) == (1.5, 3, 0.0, 2, Sens.MIEUX)
    assert scores[stops[0], ""].note == 1.5  # « presence » was not asked again: it is not compared
    clean = scores[stops[1], "Un lieu propre et accueillant"]
    assert (clean.note, clean.avant, clean.sens) == (1.0, 1.0, Sens.PAREIL)
    whole = scores[0, ""]
    assert whole.note == pytest.approx((2 + 1 + 1) / 3) and whole.n == 4
    assert scores[stops[1], SEES].note is None and scores[stops[1], SEES].sens is None
    assert told.avant is not None and told.avant.ident == first.ident
    (gap,) = told.ecarts
    assert (gap.question, gap.notes) == ("eclairage", (("Téléphone 1", 3), ("Téléphone 2", 1)))


def test_a_stop_where_something_is_noted_cannot_be_left_out(office: Office) -> None:
    kept = walk(office)
    rated(office, kept, {"proprete": 1}, stop=1)
    first, second = kept.plan.arrets
    with pytest.raises(StateError, match="déjà noté à l'arrêt « Quai »"):
        marche_save(office, kept.ident, kept.version, replace(kept.plan, arrets=(first,)), account=COORD)
    saved = marche_save(office, kept.ident, kept.version, replace(kept.plan, arrets=(second,)), account=COORD)
    assert [one.ident for one in saved.plan.arrets] == [second.ident]
    assert restitution_of(office, kept.ident, COORD).scores[-1].note == 1.0


def test_small_groups_of_walkers_are_for_who_counted_them(office: Office) -> None:
    kept = walk(office)
    releve_participants(
        office, kept, "tel-1", key(), le=EVENING,
        profils={"sexe:femme": 8, "sexe:homme": 4, "age:25_39": 6, "age:75_plus": 6, "categorie:elu": 2},
    )  # fmt: skip
    releve_ressenti(office, kept, "tel-1", key(), moment="avant", notes={2: 1, 3: 11}, le=EVENING)
    releve_ressenti(office, kept, "tel-1", key(), moment="apres", notes={4: 3}, le=EVENING)
    exact, told = (restitution_of(office, kept.ident, one) for one in (COORD, PRESENTS))
    assert (exact.marcheurs, told.marcheurs) == (12, 12)
    assert {one.profils: one.n for one in exact.groupes if one.genre == "sexe"} == {("femmes",): 8, ("hommes",): 4}
    assert [(one.profils, one.n) for one in told.groupes if one.genre == "sexe"] == [(("femmes", "hommes"), 12)]
    assert [one.n for one in told.groupes if one.genre == "age"] == [6, 6]
    assert [(one.profils, one.n) for one in told.groupes if one.genre == "categorie"] == [(("élus",), None)]
    assert exact.ressentis[0].notes == (0, 1, 11, 0) and told.ressentis[0].notes is None
    assert told.ressentis[0].moities is None and exact.ressentis[0].moities == (1, 11)
    assert exact.ressentis[0].moyenne == pytest.approx(35 / 12) and told.ressentis[0].moyenne == 3.0
    assert (told.ressentis[0].n, told.ressentis[1].n, told.ressentis[1].moyenne) == (12, None, None)
    assert exact.comptages == (("Téléphone 1", 12),) and told.comptages == ()


def test_a_count_made_twice_can_be_taken_away_before_the_closing(office: Office) -> None:
    kept = walk(office)
    for device in ("tel-1", "tel-2"):
        releve_participants(office, kept, device, key(), profils={"sexe:femme": 7}, le=EVENING)
    assert restitution_of(office, kept.ident, COORD).marcheurs == 14
    count_forget(office, kept.ident, 1, account=COORD)
    assert restitution_of(office, kept.ident, COORD).marcheurs == 7
    with pytest.raises(NotFound):
        count_forget(office, kept.ident, 1, account=COORD)
    marche_close(office, kept.ident, kept.version, account=COORD)
    with pytest.raises(StateError, match="ne changent plus"):
        count_forget(office, kept.ident, 0, account=COORD)


def test_what_became_of_files_and_who_reads_their_references(office: Office) -> None:
    kept = walk(office)
    found(office, kept)
    found(office, kept, "depots-encombrants", stop=1)
    found(office, kept, "tags-facade", stop=1, north=400)
    found(office, kept, "proprete-voie", north=700)
    marche_close(office, kept.ident, kept.version, account=COORD)
    states = {"depots-encombrants": "resolu", "tags-facade": "sans_suite", "proprete-voie": "pris_en_charge"}

    def answer(cursor: object) -> None:
        for category, state in states.items():
            cursor.execute("UPDATE signalement SET statut = ? WHERE categorie = ?", [state, category])  # type: ignore[attr-defined]

    office.database.write(answer)
    told = restitution_of(office, kept.ident, PRESENTS)
    assert told.devenirs == {Devenir.FAIT: 1, Devenir.PREVU: 1, Devenir.REFUSE: 1, Devenir.SANS_REPONSE: 1}
    assert {one.reference for one in told.constats} == {""}
    assert all(len(one.reference) == 6 for one in restitution_of(office, kept.ident, COORD).constats)


def test_late_and_set_aside_constats_are_for_who_keeps_the_walk(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = walk(office)
    marche_close(office, kept.ident, kept.version, account=COORD)
    monkeypatch.setattr(office, "clock", lambda: NOW + dt.timedelta(hours=1))
    found(office, kept)
    (late,) = restitution_of(office, kept.ident, COORD).constats
    assert late.tardif and restitution_of(office, kept.ident, CLSPD).constats == ()


def test_promises_are_taken_after_the_closing_and_kept_on_a_day(office: Office) -> None:
    kept = walk(office)
    with pytest.raises(StateError, match="Clôturez"):
        engagement_add(office, kept.ident, service="Voirie", texte="Remplacer les lampes", account=COORD)
    marche_close(office, kept.ident, kept.version, account=COORD)
    stop = kept.plan.arrets[0].ident
    made = engagement_add(
        office, kept.ident, service=" Voirie ", texte="Remplacer  les lampes", arret=stop,
        pour_le=dt.date(2026, 5, 30), account=COORD,
    )  # fmt: skip
    assert (made.service, made.texte, made.etat) == ("Voirie", "Remplacer les lampes", Parole.EN_RETARD)
    with pytest.raises(ValueRefused, match="à venir"):
        engagement_keep(office, made.ident, tenu_le=dt.date(2026, 6, 2), account=COORD)
    engagement_keep(office, made.ident, tenu_le=dt.date(2026, 6, 1), account=COORD)
    following = walk(office, kept, prevue_le=NOW)
    (told,) = restitution_of(office, following.ident, CLSPD).engagements_avant
    assert (told.etat, told.tenu_le) == (Parole.TENU, dt.date(2026, 6, 1))
    engagement_drop(office, made.ident, account=COORD)
    with pytest.raises(NotFound):
        engagement_drop(office, made.ident, account=COORD)
    for service, texte, said in (("", "x", "qui s'engage"), ("Voirie", "Appeler le 06 12 34 56 78", "personne")):
        with pytest.raises(ValueRefused, match=said):
            engagement_add(office, kept.ident, service=service, texte=texte, account=COORD)
    with pytest.raises(ValueRefused, match="pas de cette marche"):
        engagement_add(office, kept.ident, service="V", texte="Agir", arret=stop + 9, account=COORD)


def test_a_picture_is_for_who_moderates_until_it_is_fit(office: Office) -> None:
    kept = walk(office)
    found(office, kept, photo=True)
    (waiting,) = waiting_pictures(office)
    assert waiting.marche and waiting.reference == kept.reference
    assert waiting_pictures(office, replace(COORD, territoires=frozenset({"quartier:Q11"}))) == []
    assert waiting_pictures(office, COORD) == [waiting]
    assert b"MarqueDeLAppareil" not in picture(office, waiting.ident, COORD).contenu
    for account in (OPERATOR, CLSPD, PRESENTS):
        with pytest.raises(NotFound):
            picture(office, waiting.ident, account)
    (seen,) = restitution_of(office, kept.ident, PRESENTS).constats
    assert (seen.photos, seen.photos_a_relire) == ((), 1)
    assert moderate(office, waiting.ident, visible=True, account=COORD).visible
    for account in (OPERATOR, CLSPD, PRESENTS):
        assert picture(office, waiting.ident, account).contenu
    assert restitution_of(office, kept.ident, PRESENTS).constats[0].photos == (waiting.ident,)
    elsewhere = replace(CLSPD, territoires=frozenset({"quartier:Q11"}))
    with pytest.raises(NotFound):
        picture(office, waiting.ident, elsewhere)
    far = replace(COORD, territoires=elsewhere.territoires)
    with pytest.raises(NotFound):
        moderate(office, waiting.ident, visible=False, account=far)
    assert picture(office, waiting.ident, replace(CLSPD, territoires=frozenset({"quartier:Q00"}))).contenu


def test_a_file_shows_the_pictures_of_its_constat_to_its_service_once_they_are_fit(office: Office) -> None:
    kept = walk(office)
    found(office, kept, photo=True)
    marche_close(office, kept.ident, kept.version, account=COORD)
    (file,) = office.database.read("SELECT reference, service FROM signalement").to_pylist()
    mine = Account("p", frozenset({Role.PARTENAIRE}), services=frozenset({file["service"]}))
    other = replace(mine, services=frozenset({"Ailleurs"}))
    assert file_pictures(office, file["reference"], OPERATOR) == []
    (waiting,) = waiting_pictures(office)
    moderate(office, waiting.ident, visible=True, account=COORD)
    for account, seen in ((OPERATOR, 1), (mine, 1), (other, 0)):
        assert len(file_pictures(office, file["reference"], account)) == seen
    assert picture(office, waiting.ident, mine).contenu
    with pytest.raises(NotFound):
        picture(office, waiting.ident, other)


def test_who_is_bounded_to_territories_knows_the_walks_that_go_there(office: Office) -> None:
    """The stops lie in Q00: an account of Q11 neither sees the walk nor changes it."""
    kept = walk(office)
    marche_close(office, kept.ident, kept.version, account=COORD)
    made = engagement_add(office, kept.ident, service="Voirie", texte="Remplacer les lampes", account=COORD)
    here, far = (Context(office, replace(COORD, territoires=frozenset({f"quartier:{one}"}))) for one in ("Q00", "Q11"))
    assert [one.ident for one in marches_liste(here)] == [kept.ident] and marches_liste(far) == []
    assert restitution_lire(here, kept.ident).marche.ident == marches_lire(here, kept.ident).ident
    refused = (
        lambda: marches_lire(far, kept.ident), lambda: restitution_lire(far, kept.ident),
        lambda: marches_annuler(far, kept.ident, kept.version), lambda: saisie_lire(far, kept.ident),
        lambda: restitution_retirer(far, made.ident),
    )  # fmt: skip
    for act in refused:
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed, match="limité à quartier:Q11"):
        marches_creer(far, replace(kept.plan, precedente=None))
    assert marches_creer(here, replace(kept.plan, precedente=kept.ident)).etat == "preparation"


def test_what_a_meeting_said_of_other_territories_is_for_others(office: Office) -> None:
    coord = Context(office, COORD)
    far = Context(office, replace(CLSPD, territoires=frozenset({"quartier:Q11"})))
    told = ProblemeDit(0, "eclairage-panne", "Noir", "", 46.055, -4.598, 7)
    for title, place in (("Du Port", "quartier:Q00"), ("De la ville", "")):
        one = reunions_creer(coord, Reunion(0, "consultation", title, NOW.date(), "", place))
        reunions_ajouter(coord, one.ident, told)
    (seen,) = reunions_liste(far)
    assert (seen.titre, seen.problemes) == ("De la ville", ())
    assert all(len(one.problemes) == 1 for one in reunions_liste(coord))
