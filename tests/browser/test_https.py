"""The office serves HTTPS itself: a browser trusts the page with its position, and the whole dashboard works on it."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from observatory.client import connect
from observatory.pipeline.comptes import DEMO_PASSWORD
from observatory.settings import Settings, load_settings
from tests.browser.conftest import CHROMIUM, CONTROLLED, FLAGS, PATIENCE
from tests.certificats import self_made


@dataclass(frozen=True)
class Secure:
    """An office that serves HTTPS: its address, its base."""

    url: str
    settings: Settings


@pytest.fixture(scope="module")
def secure(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """The address of an office that serves HTTPS with a self-made certificate, stopped by its process id."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = self_made(folder)
    settings = load_settings(city_in(folder))
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db), "serve"]
    options = ["--port", "0", "--tls-cert", str(cert), "--tls-key", str(key)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"https://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            yield Secure(found.group(), settings)
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that trusts our certificate: else it keeps no page for when there is no network."""
    if CHROMIUM is None:
        pytest.skip("chromium n'est pas installé (apt-get install chromium) : les essais de navigateur sont sautés.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--ignore-certificate-errors"])
        yield opened
        opened.close()


def test_a_page_over_https_has_its_position_and_its_offline_files(browser: Browser, secure: Secure) -> None:
    context = browser.new_context(
        ignore_https_errors=True, locale="fr-FR", permissions=["geolocation"],
        geolocation={"latitude": 46.05, "longitude": -4.6}, viewport={"width": 390, "height": 844},
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    sockets: list[str] = []
    page.on("websocket", lambda one: sockets.append(one.url))
    page.goto(f"{secure.url}/connexion")
    page.get_by_label("Identifiant").fill("coordonnateur")
    page.get_by_label("Mot de passe", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(f"{secure.url}/**")
    expect(page.locator('[data-testid="stApp"]')).to_be_visible()
    expect(page.get_by_role("heading").first).to_be_visible()  # drawn through the websocket
    cookies = {one["name"]: one for one in context.cookies()}
    assert cookies["observatoire_session"]["secure"] and cookies["observatoire_session"]["httpOnly"]
    assert sockets and all(one.startswith("wss://") for one in sockets)
    assert page.evaluate("window.isSecureContext && 'serviceWorker' in navigator")
    where = page.evaluate(
        "new Promise((told, not) => navigator.geolocation.getCurrentPosition(p => told(p.coords.latitude), not))"
    )
    assert where == pytest.approx(46.05)
    context.close()


def test_the_page_of_a_walk_keeps_itself_for_when_there_is_no_network(browser: Browser, secure: Secure) -> None:
    with connect(settings=secure.settings) as client:
        walk = next(one for one in client.marches.liste() if one.etat == "prete")
        link = client.marches.ouvrir_lien(walk.ident).adresse
    assert link.startswith(f"{secure.url}/marche/")
    context = browser.new_context(ignore_https_errors=True, locale="fr-FR", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(link)
    expect(page.get_by_text(walk.plan.titre).first).to_be_visible()
    page.evaluate(CONTROLLED)
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text(walk.plan.titre).first).to_be_visible()
    context.close()


def test_plain_http_gets_nothing_on_that_port(secure: Secure) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(secure.url.replace("https:", "http:"), timeout=PATIENCE)
    answer = httpx.get(f"{secure.url}/sante", verify=False, timeout=PATIENCE)  # its certificate is nobody's but ours
    assert answer.status_code == 200 and "max-age" in answer.headers["strict-transport-security"]
    host, _, port = secure.url.removeprefix("https://").rpartition(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((host, int(port)), PATIENCE) as plain, context.wrap_socket(plain) as line:
        assert line.version() in ("TLSv1.2", "TLSv1.3")
