"""The form of a survey at the door: no cookie, no script, bounded, slowed down, and nothing of it in a log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from observatory.domain.enquete import Enquete
from observatory.pipeline.enquetes import enquete_close, enquete_of
from observatory.pipeline.office import Office
from observatory.pipeline.reponses_enquete import survey_link_create, survey_links_revoke
from observatory.server.connexion import Reception
from observatory.server.cookies import Cookies
from observatory.server.door import LARGEST_FORM, Door
from observatory.server.enquete import SENDINGS_A_MINUTE, survey_routes
from observatory.server.keys import Keys
from observatory.server.owner import without_token
from observatory.server.workers import Workers
from tests.unit.pipeline.conftest import settings, town_file
from tests.unit.pipeline.test_enquetes import COORD, clock, office, opened

__all__ = ["clock", "office", "settings", "town_file"]


@dataclass
class Wall:
    """A poster on a wall, and who stands before it."""

    client: TestClient
    path: str
    office: Office
    survey: Enquete

    def key(self) -> str:
        found = re.search(r'name="cle" value="([^"]+)"', self.client.get(self.path).text)
        assert found
        return found.group(1)

    def send(self, **values: str) -> httpx.Response:
        answer: httpx.Response = self.client.post(self.path, data=values)
        return answer

    def kept(self) -> int:
        return enquete_of(self.office, self.survey.ident).n


@pytest.fixture
def wall(office: Office) -> Iterator[Wall]:
    survey = opened(office)
    address = survey_link_create(office, survey.ident, account=COORD).adresse
    workers = Workers(2)
    cookies = Cookies("x" * 40)
    keys = Keys(office.database, office.clock)
    door = Middleware(Door, sessions=office.sessions, keys=keys, cookies=cookies, loopback=False)
    app = Starlette(routes=survey_routes(Reception(office, cookies, workers)), middleware=[door])
    with TestClient(app, base_url="https://office.ville.example") as client:
        yield Wall(client, address.removeprefix("https://office.ville.example"), office, survey)
    workers.drain(1)


def test_a_form_is_sent_twice_and_counted_once(wall: Wall) -> None:
    page = wall.client.get(wall.path)
    assert page.status_code == 200 and "no-store" in page.headers["cache-control"]
    assert "default-src 'none'" in page.headers["content-security-policy"] and "<script" not in page.text
    assert page.text.count("<fieldset") == page.text.count("<legend") == 9
    key = wall.key()
    for _ in range(2):
        done = wall.send(cle=key, quartier="Souvent", commentaire="Trop sombre")
        assert done.status_code == 200 and "enregistrées, une seule fois" in done.text
    assert wall.kept() == 1 and key != wall.key()
    assert not wall.client.cookies and "set-cookie" not in done.headers
    assert without_token(wall.path) == "/enquete/…"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"quartier": "Toujours"}, "n&#39;est pas une réponse"),
        ({"age": "25 à 39 ans"}, "au moins à une"),
        ({"quartier": "Souvent", "commentaire": "Mme Lefranc crie"}, "ne nomme personne"),
        ({"quartier": "Souvent", "commentaire": "a" * 501}, "500 au plus"),
        ({"quartier": "Souvent", "cle": "x"}, "perdu son numéro"),
        ({"quartier": "Souvent", "renonce": "<script>alert(1)</script>"}, "n&#39;est pas une réponse"),
    ],
)
def test_what_is_wrong_is_said_over_the_form_as_it_was_filled_in(wall: Wall, values: dict[str, str], said: str) -> None:
    answer = wall.send(**{"cle": wall.key(), "sexe": "Une femme"} | values)
    assert answer.status_code == 422 and said in answer.text and "<script>" not in answer.text
    assert 'value="Une femme" checked' in answer.text
    assert values.get("commentaire", "") in answer.text
    assert wall.kept() == 0


def test_who_sends_too_fast_waits_and_keeps_what_was_filled_in(wall: Wall) -> None:
    key = wall.key()
    for _ in range(SENDINGS_A_MINUTE):
        assert wall.send(cle=key, quartier="Souvent").status_code == 200
    refused = wall.send(cle=key, quartier="Rarement")
    assert refused.status_code == 429 and "Trop d&#39;envois" in refused.text
    assert 'value="Rarement" checked' in refused.text and f'value="{key}"' in refused.text


def test_a_large_body_is_not_taken_whatever_it_says_of_itself(wall: Wall) -> None:
    assert wall.client.post(wall.path, content=b"x" * (LARGEST_FORM + 1)).status_code == 413
    chunks = (b"x" * 4096 for _ in range(LARGEST_FORM // 4096 + 2))  # chunked: no length is told
    refused = wall.client.post(wall.path, content=chunks)
    assert refused.status_code == 413 and "trop grand" in refused.text
    fields = "&".join(f"a{n}=1" for n in range(100)).encode()
    assert "trop de champs" in wall.client.post(wall.path, content=fields).text
    assert wall.client.post(wall.path, data={}, headers={"Origin": "https://ailleurs.example"}).status_code == 403
    assert wall.kept() == 0


def test_a_link_that_ended_says_so_and_none_is_guessed(wall: Wall) -> None:
    key = wall.key()
    survey_links_revoke(wall.office, wall.survey.ident, account=COORD)
    for answer in (wall.client.get(wall.path), wall.send(cle=key, quartier="Souvent")):
        assert answer.status_code == 410 and "ce lien a été retiré" in answer.text
    other = survey_link_create(wall.office, wall.survey.ident, account=COORD).adresse
    enquete_close(wall.office, wall.survey.ident, account=COORD)
    assert wall.client.get(other.removeprefix("https://office.ville.example")).status_code == 410
    guesses = [wall.client.get(f"/enquete/essai-{n}").status_code for n in range(40)]
    assert set(guesses) == {404, 429} and guesses.count(404) <= 31
    assert wall.kept() == 0
