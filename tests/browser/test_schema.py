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
from playwright.sync_api import Browser, Locator, Page, expect

from observatory.client import Client, connect
from observatory.domain.action import Action, EtatAction, Indicateur, OrigineAction
from observatory.domain.effet import months_away
from observatory.domain.marche import Arret, Genre, Marche, Origine, Plan
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
    page: Page

    def at(self, day: dt.date) -> None:
        """Let it be noon of a day. Sessions end on the way: the coordonnateur comes in again."""
        noon = dt.datetime.combine(day, dt.time(12), PARIS)
        ahead = self.moved.with_suffix(".neuf")
        ahead.write_text(str((noon - dt.datetime.now(dt.UTC)).total_seconds()), encoding="utf-8")
        ahead.replace(self.moved)  # at once: the office reads it all the time
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
            yield Town(found.group(), settings, moved, page)
        finally:
            context.close()
            process.terminate()
            process.wait(PATIENCE)


def day(within: Page | Locator, label: str, when: dt.date) -> None:
    """Type a day into a field: its three parts, one after another."""
    parts = within.get_by_role("group", name=label, exact=True).first.get_by_role("spinbutton")
    for part, number in zip((parts.nth(0), parts.nth(1), parts.nth(2)), f"{when:%d %m %Y}".split(), strict=True):
        part.press_sequentially(number)
    parts.nth(2).press("Escape")


def choose(page: Page, within: Page | Locator, label: str, option: str) -> None:
    """Choose from a list by the words of one of its lines."""
    settled(page)  # a page that computes closes the list again
    within.get_by_role("combobox", name=re.compile(re.escape(label))).first.click()
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


def opened(town: Town) -> Schema:
    """A plan of 24 months; one of 25 is refused, with the day that it may end."""
    page = town.go("schema?vue=plan")
    page.get_by_text("Ouvrir un autre schéma").click()
    form = page.locator('[data-testid="stExpander"]', has_text="Ouvrir un autre schéma")
    form.get_by_label("Titre").fill("Les Genêts et le Commerce")
    form.get_by_label("Titre").press("Enter")
    form.get_by_label("Pilote du groupe opérationnel").fill("Directrice de la tranquillité publique")
    form.get_by_label("Pilote du groupe opérationnel").press("Enter")
    day(form, "Premier jour", FIRST)
    day(form, "Dernier jour", dt.date(2027, 10, 14))
    expect(form.get_by_text("24 mois au plus")).to_contain_text("14/09/2027")
    expect(form.get_by_role("button", name="Ouvrir ce schéma")).to_be_disabled()
    day(form, "Dernier jour", dt.date(2027, 9, 14))
    form.get_by_role("button", name="Ouvrir ce schéma").click()
    expect(page.get_by_text("1er mois sur 24")).to_be_visible()
    with town.client() as here:
        return next(one for one in here.schemas.liste() if one.debut == FIRST)


def meeting(town: Town, genre: str, title: str, when: dt.date, walk: Marche | None = None) -> Page:
    """A meeting of the day, noted on its page; ``walk`` is the one that a restitution gives back."""
    town.at(when)
    page = town.go("reunions")
    page.get_by_text("Nouvelle réunion").click()
    choose(page, page, "Genre", genre)
    settled(page)
    form = page.locator('[data-testid="stForm"]').first
    form.get_by_label("Titre").fill(title)
    day(form, "Jour", when)
    choose(page, form, "Schéma", "Les Genêts")
    if walk is not None:
        choose(page, form, "Marche restituée", walk.reference)
    form.get_by_role("button", name="Enregistrer la réunion").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    settled(page)
    return page


def decided(page: Page, kind: str, words: str, action: Action) -> None:
    """A decision of the meeting that is shown; the service that accepts a measure is the one that leads the action."""
    page.get_by_text("Noter une décision").click()
    box = page.locator('[data-testid="stExpander"]', has_text="Noter une décision")
    box.get_by_role("radio", name=kind).click()
    settled(page)
    choose(page, box, "Action", action.titre)
    settled(page)
    box.get_by_role("textbox").last.fill(words)
    box.get_by_role("textbox").last.press("Tab")
    settled(page)
    box.get_by_role("button", name="Noter la décision").click()
    expect(page.get_by_text(words).first).to_be_visible()
    settled(page)


def written(page: Page, what: str, words: str) -> None:
    """A text of the meeting that is shown: its minutes, or the shared diagnosis."""
    page.get_by_text(f"Écrire le {what}").click()
    box = page.locator('[data-testid="stExpander"]', has_text=f"Écrire le {what}")
    box.get_by_role("textbox").fill(words)
    box.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(words).first).to_be_visible()
    settled(page)


def closed(town: Town, walk: Marche) -> None:
    """Read what a walk noted, and close it."""
    page = town.go(f"restitution?marche={walk.ident}")
    page.get_by_text("J'ai relu les constats").click()
    page.get_by_role("button", name="Clore la marche").click()
    expect(page.get_by_text(f"Marche {walk.reference}")).to_be_visible()


def planted(here: Client, plan: Schema, truth: dict[str, Any], title: str, measure: str, service: str) -> Action:
    """An action on a zone where one was planted."""
    zone = here.effet.disque(truth["centre"]["lat"], truth["centre"]["lon"], int(truth["rayon_m"]))
    return Action(
        0, "", plan.ident, Axe.TRANQUILLITE, title, measure, service=service, origine=OrigineAction.POINT_CHAUD,
        contour=zone.contour, zone_nom=truth["nom"], categories=(truth["categorie"],),
    )  # fmt: skip


def in_service(town: Town, action: Action, truth: dict[str, Any]) -> None:
    """The action serves from the planted day on, in the planted zone."""
    with town.client() as here:
        known = here.actions.lire(action.ident)
        zone = planted(here, here.schemas.lire(known.schema), truth, "", "", "")
        here.actions.enregistrer(
            replace(
                known, etat=EtatAction.EN_COURS, contour=zone.contour, zone_nom=zone.zone_nom, territoire="",
                categories=zone.categories, en_service_le=dt.date.fromisoformat(truth["date_action"]),
            )
        )  # fmt: skip


def grouped(town: Town, plan: Schema) -> Action:
    """Two constats become one action, on the board."""
    page = town.go(f"schema?schema={plan.ident}&vue=constats")
    for kind in ("Constat de marche", "Dit en réunion"):
        page.get_by_role("button", name=kind).click()
        settled(page)
    board = page.get_by_test_id("stDataFrame").first
    board.click(position={"x": 18, "y": 17})  # the box of the head ticks them all
    expect(page.get_by_role("heading", name="2 constats choisis")).to_be_visible()
    form = page.locator('[data-testid="stForm"]').first
    form.get_by_label("Titre de l'action").fill("Déplacer les conteneurs")
    choose(page, form, "Type de mesure", "Aménagement")
    choose(page, form, "Service pilote", "Propreté urbaine")
    form.get_by_role("button", name="Faire cette action").click()
    expect(page.get_by_role("heading", name="Déplacer les conteneurs")).to_be_visible()
    expect(page.get_by_text("À quoi elle répond (2 constats)")).to_be_visible()
    with town.client() as here:
        return next(one for one in here.actions.liste(plan.ident) if one.titre == "Déplacer les conteneurs")


def measured(town: Town, plan: Schema, action: Action, verdict: str) -> None:
    """The effect of an action as its page tells it."""
    page = town.go(f"schema?schema={plan.ident}&vue=actions&action={action.ident}")
    page.get_by_role("button", name="Mesurer l'effet").click()
    page.get_by_role("button", name="Mesurer", exact=True).click()
    expect(page.get_by_text(verdict).first).to_be_visible()
    expect(page.get_by_text("Aucune réunion n'a encore décidé")).to_be_visible()


def test_a_plan_goes_its_whole_way(town: Town) -> None:
    truth = json.loads(town.settings.db.with_suffix(".verite.json").read_text(encoding="utf-8"))
    works, idle = sorted(truth["actions"], key=lambda one: not one["a_marche"])
    town.at(FIRST)
    plan = opened(town)

    page = meeting(town, "Consultation", "Les Genêts parlent", FIRST + dt.timedelta(days=3))
    form = page.locator('[data-testid="stForm"]', has_text="Ce qui est dit (sans nom)")
    form.get_by_label("Ce qui est dit (sans nom)").fill("Les conteneurs débordent chaque semaine")
    form.get_by_role("button", name="Ajouter ce problème").click()
    expect(page.get_by_text("1 problème", exact=True)).to_be_visible()

    walk = walked(town, plan, FIRST + dt.timedelta(days=17), works["centre"], "Marche des Genêts", "Sacs au sol")
    closed(town, walk)
    page = meeting(town, "Groupe opérationnel", "Le groupe décide", FIRST + dt.timedelta(days=31))
    written(page, "diagnostic", "Les conteneurs sont mal placés")
    decides = page.url.removeprefix(f"{town.url}/")
    moved = grouped(town, plan)
    with town.client() as here:
        guarded = here.actions.creer(
            planted(here, plan, idle, "Passages renforcés", "patrouilles", "Police municipale")
        )
        here.actions.creer(Action(0, "", plan.ident, Axe.JEUNES, "Chantiers d'été", "insertion"))
    page = town.go(decides)
    for action in (moved, guarded):
        decided(page, "Mesure acceptée", "Oui, avant décembre", action)

    page = meeting(town, "Présentation", "Le plan est présenté", FIRST + dt.timedelta(days=52))
    began = dt.date.fromisoformat(works["date_action"])
    town.at(began + dt.timedelta(days=1))
    in_service(town, moved, works)
    in_service(town, guarded, idle)
    with town.client() as here:
        asked = Indicateur(0, moved.ident, "realisation", "Conteneurs déplacés", "", 4, moved.service, began)
        owed = here.actions.demander(asked)
        here.actions.renseigner(owed.ident, "relevé du service", began)

    town.at(months_away(began, 6))
    page = town.go(f"schema?schema={plan.ident}")
    expect(page.locator(".st-key-schema-prochaine")).to_contain_text("Visite de terrain")
    expect(page.get_by_text("sans service pilote").first).to_be_visible()
    measured(town, plan, moved, "baisse probable")
    measured(town, plan, guarded, "on ne peut pas conclure")

    page = meeting(town, "Groupe opérationnel", "Le groupe lit les effets", months_away(began, 6))
    decided(page, "Poursuivre l'action", "On étend aux Tamaris", moved)
    decided(page, "Arrêter l'action", "Sans effet sur le stationnement", guarded)
    visit = walked(town, plan, months_away(began, 6) + dt.timedelta(days=2), works["centre"], "Retour", "Deux sacs")
    closed(town, visit)
    meeting(town, "Restitution", "Ce que la visite a trouvé", months_away(began, 6) + dt.timedelta(days=16), visit)

    page = town.go(f"schema?schema={plan.ident}")
    step = page.locator(".frise li", has_text="Restitution publique").first
    expect(step).to_contain_text("tenue")
    page = town.go(f"bilan-schema?schema={plan.ident}")
    expect(page.get_by_text("1 indicateur non communiqué sur 1")).to_be_visible()
    for verdict in ("baisse probable", "on ne peut pas conclure"):
        expect(page.get_by_text(verdict).first).to_be_visible()
    for words in ("Poursuivre", "Arrêter"):
        expect(page.get_by_text(re.compile(f"Décision : {words}", re.IGNORECASE))).to_be_visible()
    strong = page.locator('[data-testid="stForm"]').first
    strong.get_by_role("textbox").fill("Les dépôts reculent aux Genêts")
    strong.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("Les dépôts reculent aux Genêts").first).to_be_visible()

    town.at(dt.date(2027, 3, 20))  # nobody walked in the third half-year
    page = town.go(f"schema?schema={plan.ident}")
    expect(page.get_by_text("Aucune visite de terrain au 3e semestre")).to_be_visible()
