"""A schéma local goes its whole way: heard, walked, decided, presented, measured six months later, and summed up."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from observatory.client import Client, connect
from observatory.domain.action import Action, EtatAction, OrigineAction
from observatory.domain.marche import Arret, Genre, Marche, Origine, Plan
from observatory.domain.roles import Role
from observatory.domain.schema import Axe, Schema
from observatory.settings import Settings, load_settings
from tests.browser.conftest import PATIENCE, demo_cookie, settled

PARIS = ZoneInfo("Europe/Paris")
FIRST = dt.date(2025, 9, 15)
"""When the plan begins: ten weeks before the day from which the planted actions have, or have not, an effect."""


@dataclass
class Town:
    """An office whose clock the test moves, and the page of a coordonnateur in it."""

    url: str
    settings: Settings
    moved: Path
    browser: Browser
    page: Page

    def at(self, day: dt.date) -> None:
        """Let it be noon of a day. Sessions end on the way: the coordonnateur comes in again."""
        noon = dt.datetime.combine(day, dt.time(12), PARIS)
        self.moved.write_text(str((noon - dt.datetime.now(dt.UTC)).total_seconds()), encoding="utf-8")
        cookie = demo_cookie(self.url, "coordonnateur")
        self.page.context.add_cookies([{"name": "observatoire_session", "value": cookie, "url": self.url}])

    def go(self, address: str) -> Page:
        """Open a page."""
        self.page.goto(f"{self.url}/{address}")
        settled(self.page)
        return self.page

    def client(self) -> Client:
        """The operations of the running office."""
        return connect(settings=self.settings)


@pytest.fixture
def town(browser: Browser, city_in: Callable[[Path], Path], tmp_path: Path) -> Iterator[Town]:
    """The office on a base of its own, stopped by its process id."""
    settings = load_settings(city_in(tmp_path))
    moved = tmp_path / "horloge"
    moved.write_text("0", encoding="utf-8")
    command = [sys.executable, "-m", "tests.browser.office_a_lheure", str(settings.db), str(moved)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        context = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="fr-FR", color_scheme="light")
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            page = context.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            yield Town(found.group(), settings, moved, browser, page)
        finally:
            context.close()
            process.terminate()
            process.wait(PATIENCE)


def day(page: Page, label: str, when: dt.date) -> None:
    """Type a day into a field."""
    field = page.get_by_label(label, exact=True).first
    field.fill(f"{when:%d/%m/%Y}")
    field.press("Enter")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list by the words of one of its lines."""
    field = page.get_by_role("combobox", name=re.compile(re.escape(label))).first
    field.click()
    page.get_by_role("option", name=re.compile(re.escape(option))).first.click()


def walked(town: Town, plan: Schema, when: dt.date, place: dict[str, float], title: str, text: str) -> Marche:
    """A walk of one stop, walked and noted by its sheet; to be closed by who read its constats."""
    with town.client() as here:
        evening = dt.datetime.combine(when, dt.time(18, 30), PARIS)
        stop = Arret(title, place["lat"], place["lon"], Origine.CHOIX, "Dit en réunion.")
        wanted = Plan(
            genre=Genre.DIAGNOSTIC, titre=title, prevue_le=evening, pilote="Directrice de la tranquillité",
            consigne="Rester groupés.", rendez_vous=title, lat=place["lat"], lon=place["lon"], arrets=(stop,),
        )  # fmt: skip
        made = here.marches.creer(wanted)
        here.schemas.rattacher(made.ident, plan.ident)
        ready = here.marches.prete(made.ident, made.version)
        town.at(when + dt.timedelta(days=1))
        here.saisie.constat(
            ready.ident, "papier", f"essai-{when}-1", ready.plan.arrets[0].ident, False, "depots-ordures", text
        )
    return ready
