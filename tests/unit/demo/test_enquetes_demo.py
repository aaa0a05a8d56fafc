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
        surveys = client.enquetes.liste()
        (latest,) = (one for one in surveys if one.etat == EtatEnquete.OUVERTE)
        after, before = (one for one in surveys if one.zone == "le parvis de la gare")
        told = client.enquetes.resultats(after.ident)
    assert after.etat == before.etat == EtatEnquete.CLOSE and after.plan.precedente == before.ident
    assert 0 < latest.n < ENOUGH < min(after.n, before.n)
    said = {one.code: one.verdict for one in told.ecarts}
    assert (said["nuit"], said["quartier"]) == (Verdict.BAISSE, Verdict.INDECIS)
    assert len(told.commentaires) == 2
