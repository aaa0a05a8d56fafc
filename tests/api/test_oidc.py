"""Logging in with an OpenID Connect provider that really runs: who is known, who is not, what is forged."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from observatory.client import connect
from observatory.domain.roles import Role
from tests.api.test_owner import Running, _end, _start
from tests.entree import browser_of

ANNE, BOB, PIRATE = "sujet-anne", "sujet-bob", "sujet-pirate"
USERS = [
    User(sub=ANNE, claims={"email": "anne@ville.fr", "email_verified": True}),
    User(sub=BOB, claims={"email": "bob@ailleurs.fr", "email_verified": True}),
    User(sub=PIRATE, claims={"email": "anne@ville.fr", "email_verified": True}),
    User(sub="sujet-flou", claims={"email": "flou@ville.fr", "email_verified": False}),
]


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server_in_thread(user_claims=USERS) as server:
        issuer = f"http://localhost:{server.server_port}"
        running = _start(
            tmp_path_factory.mktemp("oidc"),
            OBSERVATORY_OIDC_ISSUER=issuer,
            OBSERVATORY_OIDC_CLIENT_ID="office",
            OBSERVATORY_OIDC_CLIENT_SECRET="secret-de-l-office",
            OBSERVATORY_OIDC_NAME="AgentConnect d'essai",
        )
        with connect(settings=running.settings) as client:
            for name in ("anne@ville.fr", "flou@ville.fr"):
                client.comptes.creer(name, name, [Role.REGULATEUR], openid=True)
        yield running
        _end(running)


def _to_provider(browser: httpx.Client, suite: str = "/") -> str:
    left = browser.get("/oidc/depart", params={"suite": suite})
    assert left.status_code in (302, 303)
    return left.headers["location"]


def _from_provider(address: str, sub: str) -> str:
    """What the provider does when the person has said who they are: the address that it sends the browser to."""
    with httpx.Client(trust_env=False) as person:
        page = person.get(address)
        assert page.status_code == 200
        answered = person.post(address, data={"sub": sub})
    assert answered.status_code in (302, 303), answered.text
    return answered.headers["location"]


def _logged_in(browser: httpx.Client, sub: str, suite: str = "/") -> httpx.Response:
    return browser.get(_from_provider(_to_provider(browser, suite), sub))


def test_the_log_in_page_offers_the_provider(owner: Running) -> None:
    with browser_of(owner.url) as browser:
        assert "Se connecter avec AgentConnect d&#39;essai" in browser.get("/connexion").text


def test_the_way_there_is_guarded(owner: Running) -> None:
    with browser_of(owner.url) as browser:
        asked = parse_qs(urlsplit(_to_provider(browser)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{owner.url}/oidc/retour"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["scope"] == ["openid email"]


def test_a_person_with_an_account_comes_in_and_goes_on(owner: Running) -> None:
    with browser_of(owner.url) as browser:
        back = _logged_in(browser, ANNE, "/carte?zonage=qpv")
        assert (back.status_code, back.headers["location"]) == (303, "/carte?zonage=qpv")
        assert "anne@ville.fr" in browser.get("/compte").text
        assert "Nouveau mot de passe" not in browser.get("/compte").text
    with browser_of(owner.url) as again:
        assert _logged_in(again, ANNE).status_code == 303


@pytest.mark.parametrize("sub", [BOB, PIRATE, "sujet-flou", "inconnu"])
def test_nobody_else_comes_in(owner: Running, sub: str) -> None:
    with browser_of(owner.url) as browser:
        _logged_in(browser, ANNE)  # her subject is tied to her account: no other one takes it, whatever its address
        browser.cookies.clear()
        refused = _logged_in(browser, sub)
        assert refused.status_code == 403
        assert "demandez à l&#39;administrateur" in refused.text
        assert browser.get("/").status_code == 303


def test_an_answer_that_was_not_asked_for_is_refused(owner: Running) -> None:
    with browser_of(owner.url) as browser, browser_of(owner.url) as victim:
        address = _from_provider(_to_provider(browser), ANNE)
        assert victim.get(address).status_code == 401  # another browser: log-in of somebody else forced on it
        assert browser.get(f"{owner.url}/oidc/retour?code=x&state=y").status_code == 401
        assert browser.get("/oidc/retour?error=access_denied&state=z").status_code == 401
        assert browser.get("/oidc/retour").status_code == 401
        assert victim.get("/").status_code == 303


def test_a_code_serves_once(owner: Running) -> None:
    with browser_of(owner.url) as browser:
        address = _from_provider(_to_provider(browser), ANNE)
        assert browser.get(address).status_code == 303
        assert browser.get(address).status_code == 401


def test_a_shut_account_stays_shut(owner: Running) -> None:
    with connect(settings=owner.settings) as client:
        client.comptes.activer("anne@ville.fr", False)
        with browser_of(owner.url) as browser:
            assert _logged_in(browser, ANNE).status_code == 403
        client.comptes.activer("anne@ville.fr", True)


def test_a_provider_that_is_away_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    running = _start(
        tmp_path_factory.mktemp("absent"),
        OBSERVATORY_OIDC_ISSUER="http://127.0.0.1:9",
        OBSERVATORY_OIDC_CLIENT_ID="x",
        OBSERVATORY_OIDC_CLIENT_SECRET="y",
    )
    with browser_of(running.url) as browser:
        away = browser.get("/oidc/depart")
    _end(running)
    assert away.status_code == 502
    assert "ne répond pas" in away.text
