"""The desk's pictures: calls of invented people in the fictional city, taken as an operator takes them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.test_bureau import Desk, desk_of

WIDE = ViewportSize(width=1366, height=850)
CALLER = "06 39 98 12 47"
"""One of the numbers that are kept for fiction."""
EARLIER = (
    (1.3, "12 quai des thoniers", "depots-encombrants", "un canapé et deux matelas contre le mur du parking", ""),
    (0.4, "14 quai des thoniers", "depots-encombrants", "le canapé est toujours là, et maintenant un frigo", "+"),
    (5.4, "8 quai des thoniers", "depots-ordures", "des sacs éventrés au pied du conteneur, des mouettes dessus", ""),
    (9.0, "14 quai des thoniers", "depots-encombrants", "une armoire démontée laissée sur le trottoir", ""),
    (6.1, "20 rue des courlis", "bruit-voisins", "musique au sous-sol jusqu'à 3 h, trois nuits de suite", CALLER),
    (16.0, "place du marché", "eclairage-panne", "deux lampadaires éteints côté fontaine", CALLER),
    (2.3, "rue des galets", "voirie-chaussee", "un trou au milieu du passage piéton", ""),
)
"""What was told before: how many days ago, where, the category, the words, the caller; « + » joins the one above."""
OTHERS = ("information",) * 9 + ("orientation",) * 3 + ("hors_champ",) * 2
"""What other calls of the day ended in."""


def earlier_calls(desk: Desk) -> None:
    """Enter what was told before, as from paper."""
    joined = None
    for days, place, categorie, words, phone in EARLIER:
        found = located(desk, place)
        kept = desk.ask(
            "bureau.enregistrer",
            appel={
                "cle": uuid.uuid4().hex,
                "issue": "signalement",
                "recu_le": (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat(),
                "categorie": categorie,
                "description": words,
                "telephone": "" if phone == "+" else phone,
                "probleme": joined if phone == "+" else None,
                **found,
            },
        )
        joined = kept["probleme"]
    for issue in OTHERS:
        desk.ask("bureau.enregistrer", appel={"cle": uuid.uuid4().hex, "issue": issue})


def located(desk: Desk, words: str) -> dict[str, object]:
    """The fields of a place, from the first answer of the geocoder."""
    cookies = {one["name"]: one["value"] for one in desk.page.context.cookies()}
    answer = httpx.get(f"{desk.url}/geocodage/search", params={"q": words, "limit": 1}, cookies=cookies, timeout=90)
    one = answer.json()["features"][0]
    lon, lat = one["geometry"]["coordinates"]
    told = one["properties"]
    return {
        "adresse": words, "adresse_trouvee": told["label"], "lat": lat, "lon": lon,
        "precision_m": told["precision_m"], "methode": told["method"],
    }  # fmt: skip


def standard_call(desk: Desk) -> None:
    """A call as most are: a place, a story, a category, when, and a number."""
    desk.place("12 quai des thoniers")
    desk.dictate("un canapé et un matelas abandonnés, ça bloque le passage des poussettes")
    expect(desk.page.locator(".suggestions .pastille").first).to_contain_text("Encombrants")
    expect(desk.page.locator(".proches blockquote").first).to_be_visible()
    desk.press("Tab", "1")
    desk.dictate("depuis hier soir")
    expect(desk.page.locator(".moment")).to_contain_text("depuis")
    desk.press("Tab")
    desk.dictate("06 39 98 07 15")
    expect(desk.page.locator(".connu")).to_contain_text("Premier appel")


def kept_call(desk: Desk) -> None:
    """The same call, kept: what to tell the caller stands above an empty form."""
    standard_call(desk)
    desk.press("Control+Enter")
    desk.saved("Confié à")


def category_keys(desk: Desk) -> None:
    """The families of categories, each with its letter."""
    desk.place("9 rue des galets")
    desk.dictate("deux scooters qui tournent sous les fenêtres, pot d'échappement percé")
    expect(desk.page.locator(".suggestions .pastille").first).to_be_visible()
    desk.press("Tab")
    expect(desk.page.locator("#b-familles")).to_be_visible()


def two_waiting(desk: Desk) -> None:
    """Two calls wait while a third is taken, whose words name somebody."""
    desk.place("place du marché")
    desk.dictate("un lampadaire clignote")
    desk.press("F8")
    desk.place("3 quai des thoniers")
    desk.dictate("une fuite d'eau sur le trottoir")
    desk.press("F8")
    desk.place("angle quai des thoniers et rue des courlis")
    desk.dictate("c'est monsieur Lambert du 3e qui jette ses sacs par la fenêtre, sa plaque est AB-123-CD")
    expect(desk.page.locator(".garde li").first).to_be_visible()


def outcome_window(desk: Desk) -> None:
    """A call that is not the office's: whom to call instead, and how it ends."""
    desk.place("rue des galets")
    desk.dictate("il y a de la fumée qui sort de la cave")
    expect(desk.page.locator(".urgences p").first).to_be_visible()
    desk.press("F2")
    expect(desk.page.get_by_role("dialog")).to_be_visible()


def search_window(desk: Desk) -> None:
    """Files found by words."""
    desk.press("Control+k")
    desk.dictate("canapé thoniers")
    expect(desk.page.locator(".trouves li").first).to_be_visible()


def relance(desk: Desk) -> None:
    """Somebody who called before asks for news."""
    desk.press("Escape", "t")
    desk.dictate(CALLER)
    expect(desk.page.locator(".proches li.sien").first).to_be_visible()
    desk.press("F6")
    expect(desk.page.locator(".rattache .nouvelles")).to_be_visible()


def key_sheet(desk: Desk) -> None:
    """The sheet of keys."""
    desk.press("Escape", "?")
    expect(desk.page.get_by_role("dialog")).to_be_visible()


SCENES: dict[str, Callable[[Desk], None]] = {
    "appel": standard_call,
    "enregistre": kept_call,
    "categorie": category_keys,
    "deja-signale": relance,
    "attente": two_waiting,
    "sans-signalement": outcome_window,
    "recherche": search_window,
    "touches": key_sheet,
}


def desk_pictures(browser: Browser, url: str, folder: Path) -> None:
    """One picture for each scene, ``bureau-<scene>.png``; each begins with an empty desk."""
    desk = desk_of(browser, url)
    desk.page.set_viewport_size(WIDE)
    earlier_calls(desk)
    for name, scene in SCENES.items():
        for one in desk.ask("bureau.ouvrir")["brouillons"]:
            desk.ask("bureau.oublier", cle=one["cle"])
        scene(desk.open())
        desk.page.wait_for_timeout(1500)
        desk.page.screenshot(path=folder / f"bureau-{name}.png")
    desk.page.context.close()
