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
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from observatory.pipeline.comptes import DEMO_PASSWORD
from tests.entree import browser_of, log_in

HERE = Path(__file__).parent
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
T = TypeVar("T")
CONTROLLED = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ? true
    : new Promise((told) => navigator.serviceWorker.addEventListener('controllerchange', () => told(true))))"""
"""Holds once the service worker answers for the page; asked once, as the page lets nobody run a text as code."""
CALM_MS = 400
CALM = """([calm, patience]) => new Promise((told) => {
  const begun = performance.now();
  let last = begun;
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document, {subtree: true, childList: true, attributeFilter: ['data-test-script-state']});
  const look = () => {
    const now = performance.now(), app = document.querySelector('[data-testid="stApp"]');
    if (app?.dataset.testScriptState !== 'notRunning') last = now;
    if (now - last < calm && now - begun < patience) { setTimeout(look, 50); return; }
    watch.disconnect();
    told(now - last >= calm);
  };
  look();
})"""
"""Holds once the dashboard has computed nothing and changed none of its elements for ``calm`` milliseconds."""
STILL = """async (patience) => {
  const under = (root) => [...root.querySelectorAll('*')].flatMap((one) => one.shadowRoot ? trees(one.shadowRoot) : []);
  const trees = (root) => [root, ...under(root)];
  const moving = () => trees(document).flatMap((root) => root.getAnimations())
    .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity);
  const frame = () => new Promise((told) => requestAnimationFrame(told));
  const end = performance.now() + patience;
  do { await frame(); await frame(); } while (moving().length && performance.now() < end);
  return !moving().length;
}"""
"""Holds once no transition or animation that ends is under way."""

expect.set_options(timeout=PATIENCE * 1000)  # a page on a busy machine takes its time; what is wrong stays wrong


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A browser test that fails is run once more, and the end of the run names it; other tests are not.

    What takes longest alone comes first (``--no-loadscope-reorder`` keeps the order): nothing waits for it at the end.
    """
    items.sort(key=lambda item: item.path.name != "test_schema.py" and item.path.suffix != ".ipynb")
    for item in items:
        if config.pluginmanager.hasplugin("rerunfailures") and item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


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
            process.wait(PATIENCE)


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


def until(page: Page, asked: Callable[[], T], holds: Callable[[T], bool] = bool) -> T:
    """What is asked, once it holds: asked again while the page goes on, for as long as PATIENCE."""
    limit = time.monotonic() + PATIENCE
    while not holds(told := asked()):
        assert time.monotonic() < limit, f"still {told!r} after {PATIENCE:.0f} s"
        page.wait_for_timeout(100)
    return told


def the_same(page: Page, asked: Callable[[], T], times: int = 6) -> T:
    """What is asked, once it was answered the same so many times, a tenth of a second and more apart."""
    told: list[T] = []

    def again() -> list[T]:
        told.append(asked())
        return told[-times:]

    return until(page, again, lambda last: len(last) == times and all(one == last[0] for one in last))[0]


def middle(target: Locator) -> tuple[float, float]:
    """The middle of what is to be dragged, in pixels of the page, once it moves no more."""
    target.scroll_into_view_if_needed()
    box = the_same(target.page, target.bounding_box)
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def still(page: Page) -> None:
    """Wait until nothing fades in or slides on a page, its shadow trees too."""
    assert page.evaluate(STILL, PATIENCE * 1000), "something goes on moving"


def settled(page: Page) -> None:
    """Wait until a page of the dashboard computes no more and its elements have stood for a while.

    A click that has not reached the office yet is not seen: what it brings is to be expected by itself.
    """
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', state="attached")
    assert page.evaluate(CALM, [CALM_MS, PATIENCE * 1000]), "the page goes on computing"
