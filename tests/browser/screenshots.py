"""Make the pictures of the README and of the guides: ``python -m tests.browser.screenshots docs/images``."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from observatory.client import create_base
from observatory.settings import load_settings
from tests.browser.conftest import FLAGS, demo_cookie, settled
from tests.browser.desk_pictures import desk_pictures
from tests.browser.document_pictures import document_pictures
from tests.browser.field_pictures import field_pictures
from tests.browser.walk_pictures import walk_pictures

PAGES = {
    "apercu": ("coordonnateur", ""),
    "carte": ("coordonnateur", "carte?categorie=bruit"),
    "points-chauds": ("coordonnateur", "points-chauds?categorie=bruit"),
    "evolution": ("coordonnateur", "evolution?categorie=bruit"),
    "zones-silencieuses": ("coordonnateur", "zones-silencieuses"),
    "territoires": ("coordonnateur", "territoires"),
    "indicateurs": ("regulateur", "indicateurs"),
    "adresses": ("operateur", "adresses"),
    "mise-en-service": ("coordonnateur", "mettre-en-service"),
    "reglages": ("regulateur", "regles"),
    "suivi-tableau": ("regulateur", "suivi"),
    "suivi-retours": ("regulateur", "suivi?section=Retours à donner"),
    "suivi-retour-pris": ("regulateur", "suivi?section=Retours à donner"),
    "suivi-lundi": ("regulateur", "suivi?section=Lundi"),
    "confies": ("partenaire", "confies"),
    "schema": ("coordonnateur", "schema"),
    "schema-action": ("coordonnateur", "schema?vue=actions&action=1"),
    "instances": ("clspd", "instances"),
    "bilan-schema": ("coordonnateur", "bilan-schema"),
    "documents": ("coordonnateur", "documents"),
    "marches": ("coordonnateur", "marches"),
    "restitution": ("coordonnateur", "restitution"),
}
"""The pages: who sees them, and their address."""
PRESSED = {"suivi-retour-pris": "Prendre"}
"""The first button of that name is pressed before the picture of a page is taken."""
TYPED = {"adresses": "angle quai des thoniers et rue des courlis"}
"""What is written in the first field of a page before its picture is taken."""


def main(folder: Path) -> None:
    """Open an office on the fictional city and photograph its pages."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(Path(place) / "port-clairval.duckdb")
        create_base("demo", settings=settings, until=dt.date(2026, 11, 20))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
        with subprocess.Popen([*command, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True) as office:
            try:
                if office.stdout is None or "http" not in office.stdout.readline():
                    raise RuntimeError("the office did not open")
                photograph(f"http://127.0.0.1:{port}", folder, settings.db)
            finally:
                office.terminate()
                office.wait(90)


def photograph(url: str, folder: Path, db: Path) -> None:
    """One picture a page, once it has settled."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
        page = context.new_page()
        page.goto(f"{url}/connexion")
        page.screenshot(path=folder / "connexion.png")
        for name, (role, path) in PAGES.items():
            context.add_cookies([{"name": "observatoire_session", "value": demo_cookie(url, role), "url": url}])
            page.goto(f"{url}/{path}")
            page.locator("h1").first.wait_for()
            settled(page)
            if name in TYPED:
                page.get_by_role("textbox").first.fill(TYPED[name])
                page.keyboard.press("Enter")
                settled(page)
            if name in PRESSED:
                page.get_by_role("button", name=PRESSED[name]).first.click()
                settled(page)
            page.locator('[data-testid="stSkeleton"]').last.wait_for(state="detached")
            page.wait_for_timeout(2500)
            page.screenshot(path=folder / f"{name}.png")
        desk_pictures(browser, url, folder)
        field_pictures(browser, url, folder)
        walk_pictures(browser, url, folder, db)
        document_pictures(browser, url, folder, db)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
