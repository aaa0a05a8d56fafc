"""What a partner sees and does: its own files and figures, nothing of others."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from observatory.domain.errors import (
    NotFound,
)
from observatory.domain.roles import Account, Role
from observatory.domain.transmission import Voie
from observatory.operations.core import Context
from observatory.operations.transmission import (
    photos_a_moderer,
    photos_moderer,
    photos_voir,
    suivi_bilan,
    suivi_confies,
    suivi_rendre_compte,
)
from observatory.pipeline.comptes_rendus import answer, set_aside, to_validate, validate
from observatory.pipeline.office import Office
from observatory.pipeline.suivi import follow_up
from observatory.pipeline.transmission import paper, revoke_links, sendings, transmit
from tests.suivi import PHONE, camera, saved
from tests.unit.pipeline.test_transmission import (
    FAIT,
    OPE,
    REG,
    box,
    later,
    partner,
    service_of,
    town,
)

__all__ = ["box", "town"]


def test_two_partners_never_see_each_others_files(town: Office) -> None:
    reference = saved(town, "1", telephone=PHONE)
    transmit(town, reference, Voie.BORDEREAU, account=REG, service="Clairval Habitat")
    habitat, bus = partner("Clairval Habitat"), partner("Clairval Bus")
    (mine,) = suivi_confies(Context(town, habitat))
    assert mine.fiche.reference == reference and "Lefranc" not in mine.fiche.recit
    assert suivi_confies(Context(town, bus)) == [] == suivi_confies(Context(town, bus), clos=True)
    assert suivi_confies(Context(town, partner())) == []
    photo = dataclasses.replace(FAIT, photos=(camera(),))
    messages = set()
    for guessed in (reference, "H7M4RX", "", "' OR 1=1 --"):
        with pytest.raises(NotFound) as refusal:
            suivi_rendre_compte(Context(town, bus), guessed, photo)
        messages.add(refusal.value.message.replace(guessed, "…") if guessed else "…")
    assert len(messages - {"…"}) == 1  # nothing tells a file of others from one that is not
    made = suivi_rendre_compte(Context(town, habitat), reference, photo)
    assert (made.voie, made.phrase, made.appelants) == ("compte", "", 0)
    (shot,) = made.photos
    for who in (habitat, bus):
        with pytest.raises(NotFound, match="Aucune photo"):
            photos_voir(Context(town, who), shot.ident)
    coordination = Account("co", frozenset({Role.COORDONNATEUR}))
    assert [one.ident for one in photos_a_moderer(Context(town, coordination))] == [shot.ident]
    assert photos_voir(Context(town, OPE), shot.ident).contenu[:2] == b"\xff\xd8"
    photos_moderer(Context(town, coordination), shot.ident, True)
    assert photos_voir(Context(town, habitat), shot.ident).reference == reference
    for ident in (shot.ident, shot.ident + 1, -1):
        with pytest.raises(NotFound, match=f"n° {ident} "):
            photos_voir(Context(town, bus), ident)
    assert suivi_bilan(Context(town, bus)).recus == 0


def test_a_partner_does_not_move_the_files_of_another_of_the_same_trouble(town: Office) -> None:
    one = saved(town, "1")
    two = saved(town, "2", probleme=follow_up(town, one, REG).probleme)
    town.database.write(
        lambda cursor: cursor.execute("UPDATE signalement SET service = 'Clairval Bus' WHERE reference = ?", [two])
    )
    own = partner(service_of(town, one))
    suivi_rendre_compte(Context(town, own), one, FAIT)
    assert [follow_up(town, ref, REG).statut for ref in (one, two)] == ["recu", "recu"]
    (waiting,) = to_validate(town, REG)
    validate(town, waiting.ident, REG)
    assert [follow_up(town, ref, REG).statut for ref in (one, two)] == ["resolu", "resolu"]


def test_the_figures_of_a_partner_count_promises_whose_time_is_over(town: Office) -> None:
    kept, broken, late_but_done, open_still = (saved(town, str(number)) for number in range(4))
    service = service_of(town, kept)
    now = town.clock()
    due = {kept: 24, broken: 2, late_but_done: 2, open_still: 400}
    for reference, hours in due.items():
        town.database.write(
            lambda cursor, reference=reference, hours=hours: cursor.execute(  # type: ignore[misc]
                "UPDATE signalement SET echeance = ? WHERE reference = ?", [now + dt.timedelta(hours=hours), reference]
            )
        )
    own = partner(service)
    later(town, hours=3)
    for reference in (kept, late_but_done):
        given = suivi_rendre_compte(Context(town, own), reference, FAIT)
        assert suivi_bilan(Context(town, own)).en_retard == 1 + (reference == kept)  # done is late no more
        assert not any(one.en_retard for one in suivi_confies(Context(town, own)) if one.fiche.reference == reference)
        validate(town, given.ident, REG)
    later(town, hours=30)
    found = suivi_bilan(Context(town, own))
    assert (found.recus, found.faits, found.tenues, found.manquees) == (4, 2, 1, 2)
    assert (found.en_cours, found.en_retard, found.surface_m2, found.cout_euros) == (2, 1, 25.0, 680.0)
    assert [one.fiche.reference for one in suivi_confies(Context(town, own))] == [broken, open_still]
    assert {one.fiche.reference for one in suivi_confies(Context(town, own), clos=True)} == {kept, late_but_done}


def test_an_account_of_some_territories_reaches_no_file_beyond(town: Office) -> None:
    reference = saved(town, "1")
    made = answer(town, reference, FAIT, REG)
    far = Account("loin", frozenset({Role.REGULATEUR}), territoires=frozenset({"quartier:Q11"}))
    near = Account("près", frozenset({Role.REGULATEUR}), territoires=frozenset({"quartier:Q00"}))
    assert to_validate(town, far) == [] and len(to_validate(town, near)) == 1
    for attempt in (
        lambda: validate(town, made.ident, far),
        lambda: set_aside(town, made.ident, far, "non"),
        lambda: answer(town, reference, FAIT, far),
        lambda: transmit(town, reference, Voie.BORDEREAU, account=far),
        lambda: sendings(town, reference, far),
        lambda: paper(town, reference, far),
        lambda: revoke_links(town, reference, far),
        lambda: validate(town, 999, REG),
    ):
        with pytest.raises(NotFound):
            attempt()
