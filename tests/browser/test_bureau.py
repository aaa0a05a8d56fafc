"""The call desk, by keyboard alone: calls as an operator takes them, with every key that is pressed counted."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from observatory.client import connect
from observatory.domain.calendrier import PARIS
from observatory.settings import load_settings
from tests.browser.conftest import PATIENCE, demo_cookie, middle, until

ACTIVE = (
    "() => { let a = document.activeElement; while (a?.shadowRoot?.activeElement) a = a.shadowRoot.activeElement; "
    "return a?.id || a?.name || a?.tagName }"
)
PLACE = "12 quai des thoniers"
WORDS, NAMES = iter(("sous-sol", "grenier")), iter(("chez la mère Michel", "la cabane à Lulu"))
"""Of each try its own: what was told once is known."""
NUMBERS = (f"06 {one // 10000:02d} {one // 100 % 100:02d} {one % 100:02d} 11" for one in itertools.count(170_000))


class Desk:
    """An operator at the desk: what is dictated is typed, every other key is counted."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url
        self.keys = 0

    def open(self) -> Desk:
        self.page.goto(f"{self.url}/bureau")
        self.page.locator('.bureau[data-etat="ouvert"]').wait_for()
        expect(self.page.locator("#b-lieu")).to_be_focused()
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def dictate(self, words: str) -> None:
        self.page.keyboard.type(words, delay=4)

    @property
    def said(self) -> str:
        return self.page.locator(".annonce").inner_text()

    def saved(self, saying: str | re.Pattern[str] = "✓") -> str:
        """Wait until the call is kept; its reference, where it has one."""
        expect(self.page.locator(".annonce .fait")).to_be_visible()
        expect(self.page.locator(".annonce")).to_contain_text(saying)
        told = self.page.locator(".annonce .reference")
        return told.inner_text().replace(" ", "") if told.count() else ""

    def place(self, words: str = PLACE) -> None:
        self.dictate(words)
        self.press("Enter")
        expect(self.page.locator("#b-recit")).to_be_focused()

    def ask(self, operation: str, **arguments: object) -> Any:
        """What the office knows, asked with this operator's session."""
        cookies = {one["name"]: one["value"] for one in self.page.context.cookies()}
        answer = httpx.post(
            f"{self.url}/bureau/api/{operation}",
            json=arguments,
            cookies=cookies,
            headers={"X-Observatoire": "bureau"},
            timeout=PATIENCE,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


def desk_of(browser: Browser, url: str, name: str = "operateur") -> Desk:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR", color_scheme="light")
    context.add_cookies([{"name": "observatoire_session", "value": demo_cookie(url, name), "url": url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    return Desk(page, url)


def desk_cleared(desk: Desk) -> Desk:
    """A desk without what another test left: calls under way, instructions that nobody read."""
    told = desk.ask("bureau.ouvrir")
    for one in told["brouillons"]:
        desk.ask("bureau.oublier", cle=one["cle"])
    for one in told["consignes"]:
        if not one["lue"]:
            desk.ask("consignes.lire", ident=one["ident"])
    return desk


@pytest.fixture
def desk(browser: Browser, office_url: str) -> Iterator[Desk]:
    made = desk_cleared(desk_of(browser, office_url))
    yield made.open()
    made.page.context.close()


def test_a_standard_call_takes_few_keys(desk: Desk) -> None:
    desk.place()
    desk.dictate("un canapé et un matelas abandonnés devant l'entrée")
    expect(desk.page.locator(".suggestions .pastille").first).to_contain_text("Encombrants abandonnés")
    desk.press("Tab", "1")
    expect(desk.page.locator("#b-quand")).to_be_focused()
    desk.dictate("depuis 3 jours")
    expect(desk.page.locator(".moment")).to_contain_text("depuis")
    desk.press("Tab")
    desk.dictate(next(NUMBERS))
    desk.press("Control+Enter")
    reference = desk.saved("Confié à")
    assert desk.keys <= 25, desk.keys
    file = desk.ask("bureau.dossier", reference=reference)
    assert file["categorie"] == "depots-encombrants"
    assert file["adresse"].startswith("12 Quai des Thoniers")
    assert file["service"] and file["echeance"]
    expect(desk.page.locator("#b-lieu")).to_be_focused()
    expect(desk.page.locator("#b-lieu")).to_have_value("")


def test_a_place_and_a_category_are_enough_and_tab_follows_the_conversation(desk: Desk) -> None:
    order = [desk.page.evaluate(ACTIVE)]
    for _ in range(13):
        desk.press("Tab")
        order.append(desk.page.evaluate(ACTIVE))
    wanted = ["b-lieu", "residence", "b-recit", "b-categorie", "b-quand", "b-tel", "nom", "langue", "rappel"]
    assert [one for one in order if one in wanted] == wanted
    desk.page.locator("#b-lieu").focus()
    desk.place("place du marché")
    desk.press("Escape", "c", "b", "1")
    desk.press("Control+Enter")
    assert len(desk.saved()) == 6


def test_an_information_call_in_three_keys(desk: Desk) -> None:
    far_from_midnight()
    before = count(desk, "information")
    desk.press("F2", "i", "Enter")
    desk.saved("Information donnée")
    assert desk.keys == 3
    assert count(desk, "information") == before + 1


def far_from_midnight() -> None:
    """Wait for the next day where this one is about to end: a day's counts begin again then."""
    now = dt.datetime.now(PARIS)
    left = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(0, 0, 5), PARIS) - now
    if left.total_seconds() < PATIENCE:
        time.sleep(left.total_seconds())


def count(desk: Desk, issue: str) -> int:
    """How many contacts of a kind the office counts today."""
    return int(desk.ask("bureau.compteurs").get(issue, 0))


def test_what_is_said_in_danger_shows_whom_to_call(desk: Desk) -> None:
    desk.place()
    desk.dictate("il y a un incendie dans la cave")
    expect(desk.page.locator(".urgences .danger").first).to_contain_text("Composer le 18")
    desk.press("F2", "Enter")
    desk.saved("Orientation donnée")


def test_another_caller_joins_the_problem_that_is_open(desk: Desk) -> None:
    first = told(desk, "8 rue des courlis", "trois gros sacs de gravats sur le trottoir", next(NUMBERS))
    desk.place("8 rue des courlis")
    desk.dictate("des gravats sur le trottoir")
    expect(desk.page.locator(".proches li[aria-current=true] blockquote").first).to_contain_text("gravats")
    desk.press("F6")
    expect(desk.page.locator(".rattache")).to_contain_text("+1 appelant")
    desk.press("Escape", "t")
    desk.dictate(next(NUMBERS))
    desk.press("Control+Enter")
    second = desk.saved("2 voix")
    one, two = (desk.ask("bureau.dossier", reference=reference) for reference in (first, second))
    assert one["probleme"] == two["probleme"] and two["voix"] == 2 and first in two["autres"]


def told(desk: Desk, place: str, story: str, phone: str) -> str:
    """A call that was taken before."""
    desk.place(place)
    desk.dictate(story)
    desk.press("Escape", "c", "d", "3", "Escape", "t")
    desk.dictate(phone)
    desk.press("Control+Enter")
    return desk.saved("Confié à")


def test_the_same_caller_asks_for_news(desk: Desk) -> None:
    phone = next(NUMBERS)
    first = told(desk, "20 rue des courlis", "des gravats devant la grille", phone)
    desk.press("Escape", "t")
    desk.dictate(phone)
    expect(desk.page.locator(".proches li.sien").first).to_be_visible()
    desk.press("F6")
    expect(desk.page.locator(".rattache .nouvelles")).to_contain_text("réponse promise")
    desk.press("Control+Enter")
    desk.saved("Relance comptée")
    file = desk.ask("bureau.dossier", reference=first)
    assert (file["voix"], file["relances"]) == (1, 1) and file["priorite"] >= 1


def test_two_calls_wait_while_a_third_is_taken(desk: Desk) -> None:
    desk.place("3 quai des thoniers")
    desk.dictate("premier appel")
    desk.press("F8")
    desk.place("place du marché")
    desk.dictate("deuxième appel")
    desk.press("F8", "F2", "i", "Enter")
    desk.saved("Information")
    desk.press("F9")
    expect(desk.page.locator("#b-recit")).to_have_value("premier appel")
    desk.press("F9")
    expect(desk.page.locator("#b-recit")).to_have_value("deuxième appel")
    expect(desk.page.locator(".appels button")).to_have_count(2)
    for _ in range(2):
        desk.press("Escape", "c", "b", "1", "Control+Enter")
        desk.saved("Confié à")
        desk.press("F9")
    until(desk.page, lambda: desk.ask("bureau.ouvrir")["brouillons"], lambda drafts: drafts == [])


def test_a_lost_network_loses_nothing_and_doubles_nothing(desk: Desk) -> None:
    desk.place("17 quai des thoniers")
    desk.press("Escape", "c", "b", "1")
    desk.page.context.set_offline(True)
    desk.press("Escape", "d")
    word = next(WORDS)
    story = f"musique toute la nuit au {word}"
    desk.dictate(story)
    expect(desk.page.locator(".reseau")).to_contain_text("réseau perdu")
    desk.press("Control+Enter")
    expect(desk.page.locator(".annonce")).to_contain_text("Pas encore enregistré")
    desk.page.context.set_offline(False)
    reference = desk.saved("Confié à")
    assert desk.ask("bureau.dossier", reference=reference)["description"] == story
    assert len(desk.ask("bureau.chercher", q=f"musique {word}")) == 1


def test_two_operators_on_one_file_get_a_clear_conflict(desk: Desk, browser: Browser, office_url: str) -> None:
    reference = told(desk, "30 rue des courlis", "des gravats contre le mur", next(NUMBERS))
    other = desk_of(browser, office_url, "regulateur").open()
    for one in (desk, other):
        one.press("Control+k")
        one.dictate(reference)
        one.press("Enter")
        expect(one.page.locator("dialog textarea")).to_have_value("des gravats contre le mur")
        one.page.locator("dialog textarea").focus()
    other.press("End")
    other.dictate(", côté cour")
    other.press("Control+Enter")
    expect(other.page.locator("dialog [role=alert]")).to_contain_text("version 2")
    desk.press("End")
    desk.dictate(" et du plâtre")
    desk.press("Control+Enter")
    expect(desk.page.locator("dialog [role=alert]")).to_contain_text("regulateur a modifié ce dossier")
    assert desk.ask("bureau.dossier", reference=reference)["description"] == "des gravats contre le mur, côté cour"
    other.page.context.close()


def test_enter_opens_the_file_though_its_answer_is_still_on_its_way(desk: Desk) -> None:
    reference = told(desk, "50 rue des courlis", "des gravats sous le porche", next(NUMBERS))
    asked: list[Route] = []
    desk.page.route("**/bureau/api/bureau.chercher", lambda route: asked.append(route))
    desk.press("Control+k")
    desk.dictate(reference)
    until(desk.page, lambda: [one for one in asked if reference in (one.request.post_data or "")])
    desk.press("Enter", "Enter")
    for one in asked:
        one.continue_()
    expect(desk.page.locator("dialog textarea")).to_have_value("des gravats sous le porche")


def test_the_place_is_corrected_by_hand_and_a_miss_becomes_a_nickname(desk: Desk) -> None:
    desk.place()
    before = desk.page.locator(".precision").inner_text()
    marker = desk.page.locator(".repere")
    x, y = middle(marker)
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x + 80, y + 30, steps=6)
    desk.page.mouse.up()
    expect(desk.page.locator(".precision")).to_contain_text("repère déplacé")
    assert desk.page.locator(".precision").inner_text() != before
    marker.focus()
    desk.press("ArrowLeft")
    expect(desk.page.locator(".precision")).to_contain_text("repère déplacé")


def test_what_is_not_known_is_not_guessed_and_becomes_a_nickname_by_keyboard(desk: Desk) -> None:
    name = next(NAMES)
    desk.dictate(name)
    desk.press("Enter")
    expect(desk.page.locator(".annonce")).to_contain_text("pas connu ici")
    expect(desk.page.locator("#b-lieu")).to_be_focused()
    expect(desk.page.locator(".repere")).to_have_count(0)
    desk.press("Control+a")
    desk.place("14 quai des thoniers")
    expect(desk.page.locator(".precision")).to_contain_text(f"garder le surnom « {name} »")
    desk.press("Control+s")
    expect(desk.page.locator(".annonce")).to_contain_text("désigne désormais ce point")
    desk.press("Escape", "l", "Control+a")
    desk.place(name.lower())
    expect(desk.page.locator(".precision")).to_contain_text("surnom")


def test_the_sheet_of_keys_and_the_instruction_of_the_day(desk: Desk, demo_base: Path) -> None:
    desk.press("Escape", "?")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Tout au clavier")
    desk.press("Escape")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    with connect(settings=load_settings(demo_base)) as client:
        client.consignes.ajouter("Travaux quai des Thoniers : l'eau est coupée jusqu'à midi", 1)
    desk.page.reload()
    expect(desk.page.get_by_role("dialog")).to_contain_text("l'eau est coupée")
    desk.press("Enter")
    expect(desk.page.locator("#b-lieu")).to_be_focused()
    desk.page.reload()
    desk.page.locator('.bureau[data-etat="ouvert"]').wait_for()
    expect(desk.page.locator("#b-lieu")).to_be_focused()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_a_paper_sheet_is_entered_with_its_own_hour(desk: Desk) -> None:
    desk.place("40 quai des thoniers")
    desk.press("Escape", "c", "b", "1")
    desk.page.locator(".differee summary").focus()
    desk.press("Enter")
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    desk.page.locator("[name=recu_le]").fill(f"{yesterday:%Y-%m-%dT09:30}")
    desk.press("Control+Enter")
    reference = desk.saved("Confié à")
    assert desk.ask("bureau.dossier", reference=reference)["recu_le"].startswith(f"{yesterday:%Y-%m-%d}")


def serve(base: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(base)]
    process = subprocess.Popen([*command, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline() if process.stdout else ""
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, f"the office did not open: {line!r}"
    return process, found.group()


def drafts(desk: Desk) -> list[tuple[str, str]]:
    """Place and story of the calls that the office keeps."""
    kept = [json.loads(one["contenu"]) for one in desk.ask("bureau.ouvrir")["brouillons"]]
    return [(one["adresse"], one["description"]) for one in kept]


def test_a_draft_survives_the_death_of_the_server(
    browser: Browser, city_in: Callable[[Path], Path], tmp_path: Path
) -> None:
    base = city_in(tmp_path)
    process, url = serve(base, 0)
    try:
        desk = desk_of(browser, url).open()
        desk.place("place du marché")
        desk.dictate("une fuite d'eau devant la fontaine")
        told = ("place du marché", "une fuite d'eau devant la fontaine")
        until(desk.page, lambda: drafts(desk), lambda kept: kept == [told])
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
        process, again = serve(base, int(url.rsplit(":", 1)[1]))
        assert again == url
        desk.page.close()
        desk.page = desk.page.context.new_page()
        desk.page.set_default_timeout(PATIENCE * 1000)
        desk.open()
        expect(desk.page.locator("#b-recit")).to_have_value("une fuite d'eau devant la fontaine")
        expect(desk.page.locator("#b-lieu")).to_have_value("place du marché")
        desk.press("Escape", "c", "b", "1", "Control+Enter")
        desk.saved("Confié à")
        desk.page.context.close()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
