"""The public page: what was published and chosen, nothing else, to anybody, without a cookie or a script."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from observatory.domain.edition import Demande, GenreEdition
from observatory.pipeline.editions import edition_document
from observatory.pipeline.office import Office
from observatory.pipeline.parcours_edition import edition_prepare, edition_publish, edition_validate, edition_withdraw
from observatory.server.bilan_public import public_routes
from observatory.server.connexion import Reception
from observatory.server.cookies import Cookies
from observatory.server.door import Door
from observatory.server.keys import Keys
from observatory.server.workers import Workers
from tests.unit.pipeline.conftest import settings, town_file
from tests.unit.pipeline.documents_town import ASKED, COORD, tell
from tests.unit.pipeline.test_parcours_edition import office, told_file

__all__ = ["office", "settings", "told_file", "town_file"]
PAGE = "/bilan/2026-S1"


@pytest.fixture
def visitor(office: Office) -> Iterator[TestClient]:
    workers = Workers(2)
    cookies = Cookies("x" * 40)
    keys = Keys(office.database, office.clock)
    door = Middleware(Door, sessions=office.sessions, keys=keys, cookies=cookies, loopback=False)
    app = Starlette(routes=public_routes(Reception(office, cookies, workers)), middleware=[door])
    with TestClient(app, base_url="https://office.ville.example") as client:
        yield client
    workers.drain(1)


def published(office: Office, asked: Demande = ASKED, *sections: str) -> int:
    made = edition_prepare(office, asked, list(sections), account=COORD)
    edition_validate(office, made.ident, account=COORD)
    return edition_publish(office, made.ident, account=COORD).ident


def test_anybody_reads_what_was_chosen_of_what_is_published(
    office: Office, visitor: TestClient, tmp_path: Path
) -> None:
    assert visitor.get(PAGE).status_code == 404
    ident = published(office, ASKED, "chiffres")
    fiche = published(office, Demande(GenreEdition.FICHE_QUARTIER, "2026-S1", "Q00"), "chiffres")
    published(office, Demande(GenreEdition.FICHE_QUARTIER, "2026-S1", "Q11"))
    page = visitor.get(PAGE)
    assert page.status_code == 200 and not visitor.cookies and "set-cookie" not in page.headers
    assert "default-src 'none'" in page.headers["content-security-policy"] and "<script" not in page.text
    assert "Ce que vous avez dit" in page.text and "quatre quartiers" not in page.text
    assert (
        "&lt;en&gt; six mois" in page.text and "Publié le 21 novembre 2026. Données du 21 novembre 2026." in page.text
    )
    headings = [int(one) for one in re.findall(r"<h([1-6])", page.text)]
    assert headings.count(1) == 1 and all(b - a <= 1 for a, b in itertools.pairwise(headings))
    links = re.findall(r'href="(/bilan/2026-S1/[^"]+)"', page.text)
    assert sorted(one.rpartition("/")[2] for one in links) == [
        "fiche-quartier-2026-s1-q00.pdf", "presentation-2026-s1.html", "presentation-2026-s1.pdf",
        "presentation-2026-s1.pptx",
    ]  # fmt: skip
    got = visitor.get(PAGE + "/presentation-2026-s1.pptx")
    assert got.content == edition_document(office, ident, "pptx", COORD).contenu
    assert got.headers["content-disposition"] == 'attachment; filename="presentation-2026-s1.pptx"'
    again = visitor.get(PAGE, headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304 and not again.content
    tell(office, tmp_path, "2026-02-11", {"depots-encombrants": (40, 40, 40, 40)})
    assert visitor.get(PAGE).text == page.text
    edition_withdraw(office, fiche, account=COORD)
    assert "q00.pdf" not in visitor.get(PAGE).text
    assert visitor.get(PAGE + "/fiche-quartier-2026-s1-q00.pdf").status_code == 404
    assert PAGE in visitor.get("/bilan").text
    edition_withdraw(office, ident, account=COORD)
    assert visitor.get(PAGE).status_code == 404 and PAGE not in visitor.get("/bilan/").text


@pytest.mark.parametrize("path", ["/bilan/hier", "/bilan/<script>alert(1)", "/bilan/2026-S1", "/bilan/2026-S1/x.pdf"])
def test_what_is_not_published_is_a_plain_page_that_leads_on(visitor: TestClient, path: str) -> None:
    page = visitor.get(path)
    assert page.status_code == 404 and 'href="/bilan"' in page.text and "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_presentation_without_chosen_parts_is_not_on_the_public_page(office: Office, visitor: TestClient) -> None:
    published(office)
    assert visitor.get(PAGE).status_code == 404
    assert "Aucun bilan n'est encore publié" in visitor.get("/bilan").text
