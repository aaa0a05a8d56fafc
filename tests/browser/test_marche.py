"""Phones on a walk: with and without a network, several at once, one that dies, one whose link was taken back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, expect

from observatory.client import Client, connect
from observatory.domain.marche import Arret, Marche, Plan
from observatory.domain.restitution import Restitution
from observatory.settings import load_settings
from tests.browser.conftest import CHROMIUM, CONTROLLED, FLAGS, PATIENCE, until
from tests.browser.test_accessibilite import serious
from tests.suivi import camera

HERE = Geolocation(latitude=46.0512, longitude=-4.598, accuracy=12)
LEAST_TARGET = 48
HEIGHTS = """() => [...document.querySelectorAll('a, button, label.note, summary')]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.slice(0, 30), Math.round(one.getBoundingClientRect().height)])"""
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "locale": "fr-FR", "has_touch": True, "is_mobile": True,
    "permissions": ["geolocation"], "geolocation": HERE,
}  # fmt: skip
ON_DISK = """(name) => new Promise((told, not) => {
  const asked = indexedDB.open('observatoire-memoire-marche', 1);
  asked.onerror = () => not(asked.error);
  asked.onsuccess = () => {
    const read = asked.result.transaction('dit').objectStore('dit').get(name);
    read.onerror = () => not(read.error);
    read.onsuccess = () => { asked.result.close(); told(read.result?.value?.texte ?? ''); };
  };
})"""
STOPS = (("Quai des Thoniers", 46.0512, -4.598), ("Place du Marché", 46.0522, -4.5965))


class Walk:
    """A walk of the fictional city that can be walked, and what the office has of it."""

    def __init__(self, client: Client, url: str):
        now = dt.datetime.now(dt.UTC)
        plan = Plan(
            genre="diagnostic", titre="Le Port", prevue_le=now, pilote="Chargée de mission", rendez_vous="Capitainerie",
            consigne="Restez groupés.", lat=46.0508, lon=-4.5985,
            arrets=tuple(Arret(name, lat, lon, "choix", "peu de signalements ici") for name, lat, lon in STOPS),
            trace=((46.0508, -4.5985), *((lat, lon) for _, lat, lon in STOPS)), metres=400.0, minutes=25.0,
        )  # fmt: skip
        made = client.marches.creer(plan)
        self.client = client
        self.marche: Marche = client.marches.prete(made.ident, made.version)
        self.address = url + "/marche/" + client.marches.ouvrir_lien(made.ident).adresse.rpartition("/")[2]

    def office(self) -> Restitution:
        """What the office has of it."""
        found: Restitution = self.client.restitution.lire(self.marche.ident)
        return found

    def answers(self) -> int:
        """How many answers rate something."""
        return sum(one.n for one in self.office().scores if not one.principe and one.arret)


class Phone:
    """A phone whose bearer walks."""

    def __init__(self, context: BrowserContext, walk: Walk):
        self.context = context
        self.walk = walk
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)

    def open(self, view: str = "") -> Phone:
        self.page.goto(self.walk.address + view)
        self.page.locator('body[data-etat="ouvert"]').wait_for()
        return self

    def ready_without_a_network(self) -> Phone:
        """Wait until the service worker holds the page."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.evaluate(CONTROLLED)
        return self

    def tap(self, role: Any, name: str, **more: Any) -> None:
        self.page.get_by_role(role, name=name, **more).first.tap()

    def answer(self, question: int, word: str) -> None:
        """Answer a question of the stop that is open."""
        self.page.locator(".question").nth(question).locator("label", has_text=re.compile(rf"^\??{word}$")).tap()

    def write(self, text: str) -> None:
        """Begin a constat: bad light here."""
        self.tap("link", "Constat", exact=True)
        self.tap("radio", "À améliorer")
        self.tap("button", "Éclairage public")
        self.tap("button", "Éclairage insuffisant")
        self.page.get_by_label("En quelques mots").fill(text)
        expect(self.page.get_by_role("button", name="Ici, à 12 m près")).to_have_attribute("aria-pressed", "true")

    def find(self, text: str, photo: bytes | None = None) -> None:
        """Note a constat, with a picture."""
        self.write(text)
        if photo:
            file: Any = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
            self.page.locator('input[type="file"]').set_input_files(file)
            expect(self.page.get_by_alt_text("Photo 1")).to_be_visible()
        self.tap("button", "Enregistrer le constat")
        expect(self.page.locator("h1")).to_contain_text("Arrêt")

    def draft(self) -> str:
        """The words of the constat that is being written, as the phone's disk has them."""
        return str(self.page.evaluate(ON_DISK, f"brouillon:{self.walk.marche.reference}"))

    def empty(self) -> None:
        """Wait until nothing waits to be sent; what is to be sent is kept already (see ``find``)."""
        expect(self.page.locator(".envois")).to_be_hidden()


@pytest.fixture
def walk(office_url: str, demo_base: Path) -> Iterator[Walk]:
    with connect(settings=load_settings(demo_base)) as client:
        yield Walk(client, office_url)


@pytest.fixture
def phones(browser: Browser, walk: Walk) -> Iterator[tuple[Phone, Phone]]:
    contexts = [browser.new_context(**PHONE) for _ in range(2)]
    yield Phone(contexts[0], walk), Phone(contexts[1], walk)
    for one in contexts:
        one.close()


def test_a_stop_is_noted_without_a_network_and_sent_with_it(phones: tuple[Phone, Phone], walk: Walk) -> None:
    phone, _ = phones
    phone.open().ready_without_a_network()
    phone.context.set_offline(True)
    phone.open(f"#/arret/{walk.marche.plan.arrets[0].ident}")
    phone.page.reload()
    expect(phone.page.locator(".bandeau")).to_contain_text("Hors ligne")
    for question, word in enumerate(("oui", "plutôt non", "non", "je ne sais pas")):
        phone.answer(question, word)
    expect(phone.page.get_by_text("4 sur 13")).to_be_visible()
    phone.find("Trois lampes éteintes", camera(2_000, 1_500))
    phone.tap("link", "Départ", exact=True)
    for _ in range(3):
        phone.tap("button", "Un de plus : femmes")
    phone.tap("link", "Carte", exact=True)
    expect(phone.page.locator("canvas.plan")).to_be_visible()
    # Touches more than four seconds apart, as on a slow machine, are sendings of their own.
    expect(phone.page.locator(".envois")).to_have_text(re.compile(r"^([4-9]|1\d) à envoyer$"))
    assert walk.answers() == 0
    phone.context.set_offline(False)
    phone.empty()
    found = walk.office()
    (constat,) = found.constats
    assert (constat.categorie, constat.texte, constat.positif) == (
        "eclairage-insuffisant", "Trois lampes éteintes", False,
    )  # fmt: skip
    assert (round(constat.lat, 4), round(constat.lon, 4)) == (46.0512, -4.598)
    assert (constat.photos, constat.photos_a_relire, walk.answers()) == ((), 1, 3)


def test_two_phones_on_one_walk_lose_nothing_and_double_nothing(phones: tuple[Phone, Phone], walk: Walk) -> None:
    stop = walk.marche.plan.arrets[0].ident
    lost: list[str] = []

    def lose(route: Any) -> None:
        if len(lost) < 2:
            lost.append(route.request.url)
            route.fetch(timeout=PATIENCE * 1000)  # the office has it, the phone never learns
            route.abort()
        else:
            route.continue_()

    for phone, word in zip(phones, ("oui", "non"), strict=True):
        phone.open(f"#/arret/{stop}").ready_without_a_network()
        phone.page.route("**/api/constat", lose)
        phone.answer(0, word)
        phone.find(f"Vu : {word}")
    for phone in phones:
        phone.empty()
    found = walk.office()
    assert sorted(one.texte for one in found.constats) == ["Vu : non", "Vu : oui"] and len(lost) == 2
    (ecart,) = found.ecarts
    assert (ecart.arret, sorted(note for _, note in ecart.notes if note is not None)) == (stop, [0, 3])


def test_a_phone_that_dies_in_the_middle_has_everything_when_it_is_back(
    browser: Browser, walk: Walk, tmp_path: Path
) -> None:
    def start() -> Phone:
        made = browser.browser_type.launch_persistent_context(
            tmp_path / "telephone", executable_path=CHROMIUM, args=FLAGS, **PHONE
        )
        return Phone(made, walk)

    phone = start().open().ready_without_a_network()
    phone.context.set_offline(True)
    phone.open(f"#/arret/{walk.marche.plan.arrets[1].ident}")
    phone.find("Banc cassé", camera(300, 200))
    phone.answer(0, "oui")  # at once before the end: not in the queue yet
    phone.write("À moitié écr")
    until(phone.page, phone.draft, lambda text: text == "À moitié écr")
    phone.context.close()
    phone = start().open("#/constat")
    expect(phone.page.get_by_label("En quelques mots")).to_have_value("À moitié écr")
    phone.empty()
    (constat,) = walk.office().constats
    assert (constat.texte, constat.photos_a_relire, walk.answers()) == ("Banc cassé", 1, 1)
    phone.context.close()


def test_what_a_link_that_was_taken_back_does_not_take_stays_on_the_phone(
    phones: tuple[Phone, Phone], walk: Walk, tmp_path: Path
) -> None:
    phone, other = phones
    phone.open().ready_without_a_network()
    phone.context.set_offline(True)
    phone.open(f"#/arret/{walk.marche.plan.arrets[0].ident}")
    phone.find("Vu trop tard")
    walk.client.marches.revoquer_liens(walk.marche.ident)
    phone.context.set_offline(False)
    expect(phone.page.locator(".envois")).to_have_text("1 refusé")
    expect(phone.page.locator(".erreur")).to_contain_text("n'est pas perdu")
    expect(phone.page.get_by_role("navigation")).to_be_hidden()
    with phone.page.expect_download() as download:
        phone.tap("button", "Enregistrer un fichier")
    download.value.save_as(tmp_path / "copie.json")
    assert "Vu trop tard" in (tmp_path / "copie.json").read_text(encoding="utf-8")
    phone.page.reload()
    expect(phone.page.locator("main")).to_contain_text("Éclairage insuffisant")
    assert walk.office().constats == ()
    other.page.goto(walk.address)
    expect(other.page.locator("main")).to_contain_text("n'ouvre plus de marche")


def test_a_constat_that_names_somebody_is_corrected_and_its_picture_follows(
    phones: tuple[Phone, Phone], walk: Walk
) -> None:
    phone, _ = phones
    phone.open()
    phone.find("Appeler Mme Lefranc au 06 39 98 01 02", camera(300, 200))
    expect(phone.page.locator(".envois")).to_have_text("1 refusé")
    phone.page.locator(".envois").tap()
    expect(phone.page.locator(".erreur")).to_contain_text("ne nomme personne")
    assert serious(phone.page) == []
    phone.tap("link", "Corriger")
    phone.page.get_by_label("En quelques mots").fill("Appeler la gardienne")
    phone.tap("button", "Enregistrer le constat")
    expect(phone.page).to_have_url(re.compile("#/envois$"))
    phone.empty()
    (constat,) = walk.office().constats
    assert (constat.texte, constat.photos_a_relire) == ("Appeler la gardienne", 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_view_is_within_reach_of_everybody(phones: tuple[Phone, Phone], scheme: Any) -> None:
    phone, _ = phones
    phone.page.emulate_media(color_scheme=scheme)
    phone.open()
    for view in ("Départ", "Carte", "Arrêts", "Constat", "Retour"):
        phone.tap("link", view, exact=True)
        expect(phone.page.locator("nav [aria-current]")).to_have_text(view)
        if view == "Constat":
            expect(phone.page.get_by_role("button", name="Ici, à 12 m près")).to_be_visible()
        assert serious(phone.page) == [], view
        small = [text for text, height in phone.page.evaluate(HEIGHTS) if height < LEAST_TARGET]
        assert small == [], view
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
