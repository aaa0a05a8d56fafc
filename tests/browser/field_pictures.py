"""The pictures of the médiateur's phone: a day in the fictional city."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Geolocation

from tests.browser.conftest import demo_cookie

HERE = Geolocation(latitude=46.0512, longitude=-4.598, accuracy=12)
REFERRED = (
    ("12 quai des thoniers", "voisinage-conflit", "deux voisins se disputent une place de parking tous les soirs",
     "Le gardien est prévenu ; passer plutôt après 18 h."),
    ("20 rue des courlis", "bruit-voisins", "musique au sous-sol jusqu'à 3 h, trois nuits de suite", ""),
    ("place du marché", "espace-public-regroupement", "du monde sur les bancs le soir, cela parle fort", ""),
    ("14 quai des thoniers", "bruit-voisins", "des meubles traînés la nuit à l'étage au-dessus", ""),
)  # fmt: skip
"""What is referred: where, the category, the story, the consigne."""


class _Office:
    """Asks the office as one of the accounts of demonstration."""

    def __init__(self, url: str):
        self.url = url
        self._cookies: dict[str, str] = {}

    def cookie(self, who: str) -> str:
        if who not in self._cookies:
            self._cookies[who] = demo_cookie(self.url, who)
        return self._cookies[who]

    def ask(self, who: str, page: str, operation: str, **arguments: object) -> Any:
        answer = httpx.post(
            f"{self.url}/{page}/api/{operation}", json=arguments, timeout=60,
            cookies={"observatoire_session": self.cookie(who)}, headers={"X-Observatoire": page},
        )  # fmt: skip
        answer.raise_for_status()
        return answer.json()

    def referred(self, place: str, categorie: str, story: str, consigne: str) -> dict[str, Any]:
        found = httpx.get(
            f"{self.url}/geocodage/search", params={"q": place, "limit": 1}, timeout=60,
            cookies={"observatoire_session": self.cookie("operateur")},
        ).json()["features"][0]  # fmt: skip
        lon, lat = found["geometry"]["coordinates"]
        call = {
            "cle": uuid.uuid4().hex, "issue": "signalement", "categorie": categorie, "description": story,
            "adresse": place, "adresse_trouvee": found["properties"]["label"], "lat": lat, "lon": lon, "precision_m": 5,
        }  # fmt: skip
        reference = self.ask("operateur", "bureau", "bureau.enregistrer", appel=call)["reference"]
        made: dict[str, Any] = self.ask(
            "operateur", "bureau", "mediations.confier", reference=reference, consigne=consigne, mediateur="mediateur"
        )
        return made


def field_pictures(browser: Browser, url: str, folder: Path) -> None:
    """Refer a few files and photograph each view of the phone."""
    office = _Office(url)
    first, *_ = [office.referred(*one) for one in REFERRED]
    at = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).replace(hour=17, minute=0, second=0, microsecond=0)
    office.ask(
        "mediateur", "terrain", "mediations.rendez_vous", cle=uuid.uuid4().hex, ident=first["ident"],
        le=at.isoformat(), lieu="hall du 12, quai des Thoniers", parties=["voisin", "gardien"],
    )  # fmt: skip
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", timezone_id="Europe/Paris", device_scale_factor=1.5,
        has_touch=True, is_mobile=True, permissions=["geolocation"], geolocation=HERE,
    )  # fmt: skip
    context.add_cookies([{"name": "observatoire_session", "value": office.cookie("mediateur"), "url": url}])
    page = context.new_page()

    def picture(name: str, path: str) -> None:
        page.goto(f"{url}/terrain/{path}")
        page.locator('body[data-etat="ouvert"]').wait_for()
        page.wait_for_timeout(2000)
        page.screenshot(path=folder / f"terrain-{name}.png")

    picture("liste", "")
    picture("dossier", f"#/mediation/{first['ident']}")
    picture("resultat", f"#/mediation/{first['ident']}/accord")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{url}/terrain/#/ambiance")
    page.locator(".ou summary").wait_for()
    page.get_by_role("radio", name="Calme").tap()
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / "terrain-ambiance.png")
    context.set_offline(True)
    page.get_by_role("button", name="Noter", exact=True).tap()
    page.locator(".envois:not([hidden])").tap()
    page.wait_for_timeout(6000)
    page.screenshot(path=folder / "terrain-envois.png")
    context.close()
