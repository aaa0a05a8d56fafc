"""The surveys of the fictional city: two waves of which one question tells, and one that is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from observatory.client import connect
from observatory.domain.enquete import ENOUGH, EtatEnquete, Verdict


def test_the_city_arrives_with_two_waves_and_a_survey_that_is_open(
    city_in: Callable[[Path], Path], tmp_path: Path
) -> None:
    with connect(city_in(tmp_path)) as client:
        latest, after, before = client.enquetes.liste()
        told = client.enquetes.resultats(after.ident)
    assert (latest.etat, after.etat, before.etat) == (EtatEnquete.OUVERTE, EtatEnquete.CLOSE, EtatEnquete.CLOSE)
    assert after.plan.precedente == before.ident and after.zone == before.zone == "le parvis de la gare"
    assert 0 < latest.n < ENOUGH < min(after.n, before.n)
    said = {one.code: one.verdict for one in told.ecarts}
    assert (said["nuit"], said["quartier"]) == (Verdict.BAISSE, Verdict.INDECIS)
    assert len(told.commentaires) == 2
