"""Coming in by the door as people do: an account made by the administrator, a password of one's own, a cookie."""

from __future__ import annotations

import re
from collections.abc import Iterable

import httpx

from observatory.client import connect
from observatory.domain.roles import Role
from observatory.settings import Settings

PASSWORD = "cheval-agrafe-pile-violet"


def form_token(page: str) -> str:
    """The token that the form of a page bears."""
    found = re.search(r'name="jeton" value="([^"]+)"', page)
    assert found, page[:2000]
    return found.group(1)


def browser_of(url: str) -> httpx.Client:
    """A browser without any cookie, which follows nothing by itself."""
    return httpx.Client(base_url=url, trust_env=False, timeout=90, headers={"Accept": "text/html"})


def log_in(browser: httpx.Client, name: str, password: str, suite: str = "/") -> httpx.Response:
    """Fill in the form of the log-in page."""
    token = form_token(browser.get("/connexion").text)
    form = {"jeton": token, "identifiant": name, "mot_de_passe": password, "suite": suite}
    return browser.post("/connexion", data=form)


def enter(
    url: str,
    settings: Settings,
    name: str,
    roles: Iterable[Role],
    services: Iterable[str] = (),
    territoires: Iterable[str] = (),
) -> httpx.Client:
    """A new account whose provisional password was changed, logged in."""
    with connect(settings=settings) as client:
        secret = client.comptes.creer(name, name.title(), list(roles), list(services), list(territoires))
    browser = browser_of(url)
    assert log_in(browser, name, secret.secret).status_code == 303
    page = browser.get("/compte")
    form = {"jeton": form_token(page.text), "ancien": secret.secret, "nouveau": PASSWORD, "encore": PASSWORD}
    assert browser.post("/compte", data=form).status_code == 303
    return browser


def cookie_header(browser: httpx.Client) -> dict[str, str]:
    """Its cookies as a header, for a websocket."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
