"""The médiateur's phone: from what the office refers to the outcome, with and without a network, kept once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, expect

from tests.browser.conftest import CONTROLLED, PATIENCE, demo_cookie, until
from tests.browser.test_accessibilite import serious
from tests.browser.test_bureau import desk_of

HERE = Geolocation(latitude=46.0512, longitude=-4.598, accuracy=12)
LEAST_TARGET = 48


class Field:
    """A médiateur with a phone, and the office that is asked what it has."""

    def __init__(self, context: BrowserContext, url: str):
        self.context = context
        self.url = url
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.taps = 0
        self._cookies: dict[str, str] = {}

    def ask(self, who: str, operation: str, page: str = "bureau", **arguments: object) -> Any:
        cookie = self._cookies.setdefault(who, demo_cookie(self.url, who))
        answer = httpx.post(
            f"{self.url}/{page}/api/{operation}",
            json=arguments,
            cookies={"observatoire_session": cookie},
            headers={"X-Observatoire": page},
            timeout=PATIENCE,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def reported(self, number: int) -> str:
        """A file that an operator takes; its reference."""
        call = {
            "cle": f"essai-terrain-{number}-{time.time_ns()}", "issue": "signalement", "categorie": "voisinage",
            "adresse": "12 quai des thoniers", "adresse_trouvee": "12 Quai des Thoniers 29990 Port-Clairval",
            "lat": 46.0512, "lon": -4.598, "precision_m": 5, "description": f"une dispute pour une haie ({number})",
        }  # fmt: skip
        return str(self.ask("operateur", "bureau.enregistrer", appel=call)["reference"])

    def referred(self, number: int, consigne: str = "") -> dict[str, Any]:
        """A file that an operator takes and refers."""
        reference = self.reported(number)
        made: dict[str, Any] = self.ask(
            "operateur", "mediations.confier", reference=reference, consigne=consigne, mediateur="mediateur"
        )
        return made

    def open(self, path: str = "") -> Field:
        self.page.goto(f"{self.url}/terrain/{path}")
        self.page.locator('body[data-etat="ouvert"]').wait_for()
        return self

    def tap(self, role: Any, name: str | re.Pattern[str], **more: Any) -> None:
        self.page.get_by_role(role, name=name, **more).first.tap()
        self.taps += 1

    def save(self, name: str) -> None:
        """Touch the button that keeps a view, and wait until the phone has it: the page goes back to the list then."""
        self.tap("button", name, exact=True)
        expect(self.page).to_have_url(re.compile("#/$"))

    def ready_without_a_network(self) -> None:
        """Wait until the service worker holds the page."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.evaluate(CONTROLLED)

    def cut(self, off: bool) -> None:
        self.context.set_offline(off)

    def empty(self) -> None:
        """Wait until nothing waits to be sent; what is to be sent is kept already (see ``save``)."""
        expect(self.page.locator(".envois")).to_be_hidden()


@pytest.fixture
def field(browser: Browser, office_url: str) -> Iterator[Field]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", color_scheme="light", has_touch=True, is_mobile=True,
        permissions=["geolocation"], geolocation=HERE,
    )  # fmt: skip
    cookie = demo_cookie(office_url, "mediateur")
    context.add_cookies([{"name": "observatoire_session", "value": cookie, "url": office_url}])
    yield Field(context, office_url)
    context.close()


def file_of(field: Field, reference: str) -> Any:
    return field.ask("operateur", "bureau.dossier", reference=reference)


def observed(field: Field) -> list[Any]:
    """The latest observations of the médiateur."""
    found: list[Any] = field.ask("mediateur", "ambiances.miennes", "terrain")
    return found


def added(field: Field, before: list[Any]) -> list[Any]:
    """Those that were not there before."""
    known = {one["ident"] for one in before}
    return [one for one in observed(field) if one["ident"] not in known and one["ident"] > max(known, default=0)]


def test_what_is_noted_without_a_network_is_kept_over_a_reload_and_sent_once(field: Field) -> None:
    one = field.referred(1, "Passer en soirée.")
    before = observed(field)
    field.open()
    field.ready_without_a_network()
    expect(field.page.locator(".carte", has_text="Passer en soirée.").first).to_be_visible()
    field.cut(True)
    field.open(f"#/mediation/{one['ident']}")
    expect(field.page.locator(".bandeau")).to_contain_text("Hors ligne")
    for role, name in (("link", "Accord"), ("button", "voisin"), ("radio", "45 min")):
        field.tap(role, re.compile(name))
    field.save("Enregistrer le résultat")
    assert field.taps == 4
    expect(field.page.locator(".envois")).to_have_text("1 à envoyer")
    field.tap("link", "Ambiance", exact=True)
    expect(field.page.locator(".ou summary")).to_contain_text("Ici")
    field.tap("radio", "Calme", exact=False)
    field.save("Noter")
    expect(field.page.locator(".envois")).to_have_text("2 à envoyer")
    field.page.reload()
    field.page.locator('body[data-etat="ouvert"]').wait_for()
    expect(field.page.locator(".envois")).to_have_text("2 à envoyer")
    assert file_of(field, one["reference"])["statut"] == "mediation"
    field.cut(False)
    field.empty()
    assert file_of(field, one["reference"])["statut"] == "intervention_faite"
    (kept,) = field.ask("operateur", "mediations.dossier", reference=one["reference"])
    assert (kept["issue"], kept["parties"], kept["duree_min"]) == ("accord", ["voisin"], 45)
    latest, *_ = observed(field)
    assert (len(added(field, before)), latest["genre"], latest["intensite"]) == (1, "calme", 2)
    field.open()
    expect(field.page.locator(f'a[href="#/mediation/{one["ident"]}"]')).to_have_count(0)


def test_an_operator_refers_from_the_window_of_a_file_and_reads_the_outcome_there(
    browser: Browser, office_url: str, field: Field
) -> None:
    reference = field.reported(3)
    desk = desk_of(browser, office_url).open()

    def window() -> None:
        desk.press("Control+k")
        desk.dictate(reference)
        desk.press("Enter")
        expect(desk.page.get_by_role("dialog")).to_contain_text("Récit")

    window()
    desk.page.get_by_text("Confier à un médiateur").click()
    desk.page.get_by_label("Médiateur", exact=True).select_option("mediateur")
    desk.page.get_by_label("Consigne, facultative").fill("voir Mme Lefranc")
    desk.page.get_by_role("button", name="Confier", exact=True).click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("La consigne ne nomme personne")
    desk.page.get_by_label("Consigne, facultative").fill("reprendre après 18 h, hall B")
    desk.press("Enter")
    expect(desk.page.get_by_role("dialog")).to_contain_text("à mediateur")
    desk.press("Escape")
    (one,) = field.ask("operateur", "mediations.dossier", reference=reference)
    field.open(f"#/mediation/{one['ident']}")
    expect(field.page.locator(".consigne")).to_contain_text("reprendre après 18 h, hall B")
    for role, name in (("link", "Accord partiel"), ("button", "gardien"), ("radio", "1 h 30")):
        field.tap(role, re.compile(name))
    field.save("Enregistrer le résultat")
    field.empty()
    window()
    expect(desk.page.get_by_role("dialog")).to_contain_text("accord partiel")
    expect(desk.page.get_by_role("dialog")).to_contain_text("90 min (gardien)")
    desk.page.context.close()


def test_an_answer_lost_on_the_way_does_not_make_two(field: Field) -> None:
    before = observed(field)
    lost: list[str] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch(timeout=PATIENCE * 1000)  # the office has it, the phone never learns
        route.abort()

    field.open("#/ambiance")
    field.page.route("**/terrain/api/ambiances.noter", lose)
    expect(field.page.locator(".ou summary")).to_contain_text("Ici")
    field.tap("radio", "Bruit")
    field.save("Noter")
    field.empty()
    assert (len(lost), len(added(field, before))) == (1, 1)


def test_what_the_office_refuses_says_why_and_is_corrected(field: Field) -> None:
    one = field.referred(2)
    field.open(f"#/mediation/{one['ident']}/accord")
    field.tap("button", "voisin", exact=True)
    field.tap("radio", "30 min")
    field.page.get_by_text("Ajouter une note").tap()
    field.page.get_by_label("Note pour le régulateur").fill("vu Mme Lefranc au 06 39 98 01 02")
    field.save("Enregistrer le résultat")
    expect(field.page.locator(".envois")).to_have_text("1 refusé")
    field.page.locator(".envois").tap()
    expect(field.page.locator(".erreur")).to_contain_text("La note ne nomme personne")
    assert serious(field.page) == []
    field.tap("link", "Corriger")
    field.page.get_by_label("Note pour le régulateur").fill("vu la voisine")
    field.save("Enregistrer le résultat")
    field.empty()
    (kept,) = field.ask("operateur", "mediations.dossier", reference=one["reference"])
    assert kept["note"] == "vu la voisine"


def test_when_the_session_is_over_everything_waits_for_its_own_account(field: Field, office_url: str) -> None:
    before = observed(field)
    field.open("#/ambiance")
    field.ready_without_a_network()
    mine = next(one["value"] for one in field.context.cookies() if one["name"] == "observatoire_session")
    field.context.clear_cookies()
    expect(field.page.locator(".ou summary")).to_contain_text("Ici")
    field.tap("radio", "Tension")
    field.save("Noter")
    expect(field.page.locator(".envois")).to_have_text("1 à envoyer")
    expect(field.page.locator(".bandeau")).to_contain_text("Votre session est terminée")
    expect(field.page.get_by_role("link", name="Se reconnecter")).to_have_attribute(
        "href", "/connexion?fin=1&suite=%2Fterrain%2F"
    )
    other = demo_cookie(office_url, "regulateur")
    field.context.add_cookies([{"name": "observatoire_session", "value": other, "url": office_url}])
    field.open("#/envois")
    expect(field.page.locator(".bandeau")).to_contain_text("Votre session est terminée")
    field.page.reload()  # somebody else on the same phone
    expect(field.page.locator("main")).to_contain_text("1 envoi attend la connexion de mediateur")
    assert added(field, before) == []
    field.context.clear_cookies()
    field.context.add_cookies([{"name": "observatoire_session", "value": mine, "url": office_url}])
    field.page.reload()
    field.page.locator('body[data-etat="ouvert"]').wait_for()
    field.empty()
    assert len(added(field, before)) == 1


def test_logging_out_leaves_nothing_on_the_phone(field: Field) -> None:
    field.open()
    field.ready_without_a_network()
    field.page.goto(f"{field.url}/compte")
    field.page.get_by_role("button", name="Se déconnecter", exact=True).click()
    field.page.wait_for_url("**/connexion")
    left = (
        "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
        ".then((all) => all.map((one) => one.length))"
    )
    until(field.page, lambda: field.page.evaluate(left), lambda found: found == [0, 0, 0])


def test_a_mediateur_lands_on_the_field_and_a_regulateur_only_looks(browser: Browser, office_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{office_url}/connexion")
    page.get_by_label("Identifiant").fill("mediateur")
    page.get_by_label("Mot de passe").fill("clairval-les-flots")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**/terrain/")
    page.locator('body[data-etat="ouvert"]').wait_for()
    context.clear_cookies()
    context.add_cookies(
        [{"name": "observatoire_session", "value": demo_cookie(office_url, "regulateur"), "url": office_url}]
    )
    page.goto(f"{office_url}/terrain/#/ambiance")
    page.reload()
    expect(page.locator("main")).to_contain_text("notées par les médiateurs")
    context.close()


@pytest.mark.parametrize(
    ("view", "scheme", "sign"),
    [("", "light", ".carte"), ("", "dark", ".carte"), ("#/mediation/{}", "dark", ".recit"),
     ("#/mediation/{}/partiel", "light", ".pied"), ("#/mediation/{}/rendez-vous", "dark", ".pied"),
     ("#/ambiance", "light", ".ou summary:has-text('Ici')"), ("#/ambiance", "dark", ".ou summary:has-text('Ici')"),
     ("#/envois", "light", ".vide"), ("#/plus", "dark", ".ligne")],
)  # fmt: skip
def test_each_view_is_within_reach_of_everybody(
    browser: Browser, office_url: str, field: Field, scheme: Any, view: str, sign: str
) -> None:
    one = field.referred(9)
    field.page.emulate_media(color_scheme=scheme)
    field.open(view.format(one["ident"]))
    field.page.locator(f"main {sign}").first.wait_for()
    assert serious(field.page) == []
    small = field.page.evaluate(
        f"""() => [...document.querySelectorAll('a, button, input, summary')].filter((one) => one.checkVisibility())
        .map((one) => [one.textContent.slice(0, 30), Math.round(one.getBoundingClientRect().height)])
        .filter(([, height]) => height < {LEAST_TARGET})"""
    )
    assert small == []
    assert field.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
