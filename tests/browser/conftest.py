"""A running office of the fictional city and a browser that can reach nothing else."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from observatory.pipeline.comptes import DEMO_PASSWORD
from tests.entree import browser_of, log_in

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 90.0
CONTROLLED = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ? true
    : new Promise((told) => navigator.serviceWorker.addEventListener('controllerchange', () => told(true))))"""
"""Holds once the service worker answers for the page; asked once, as the page lets nobody run a text as code."""

expect.set_options(timeout=PATIENCE * 1000)  # a page on a busy machine takes its time; what is wrong stays wrong


@pytest.fixture(scope="session")
def demo_base(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of the fictional city."""
    return city_in(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def office_url(demo_base: Path) -> Iterator[str]:
    """The address of an office that serves the fictional city, stopped by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(demo_base)]
    with subprocess.Popen([*command, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            yield found.group()
        finally:
            process.terminate()
            process.wait(90)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; closed with the module, for Playwright keeps an event loop running in this thread."""
    if CHROMIUM is None:
        pytest.skip("chromium n'est pas installé (apt-get install chromium) : les essais de navigateur sont sautés.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def outside() -> list[str]:
    """Requests that tried to leave the machine."""
    return []


@pytest.fixture(scope="session")
def session_cookie(office_url: str) -> str:
    """The cookie of a régulateur of the fictional city, logged in by the form."""
    return demo_cookie(office_url)


def demo_cookie(url: str, name: str = "regulateur") -> str:
    """The session cookie of an account of the fictional city."""
    with browser_of(url) as visitor:
        assert log_in(visitor, name, DEMO_PASSWORD).status_code == 303
        return visitor.cookies["observatoire_session"]


@pytest.fixture
def page(browser: Browser, outside: list[str], office_url: str, session_cookie: str) -> Iterator[Page]:
    """A French page of a régulateur, from which every other host is blocked."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR", color_scheme="light")
    context.add_cookies([{"name": "observatoire_session", "value": session_cookie, "url": office_url}])
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE * 1000)

    def stay(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    opened.route("**/*", stay)
    yield opened
    context.close()


def settled(page: Page) -> None:
    """Wait until the page has stopped computing."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', state="attached")
    time.sleep(0.3)
