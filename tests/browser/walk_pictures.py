"""The pictures of a walk's phone page: a walk of the fictional city, before it leaves and at its first stop."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Geolocation

from observatory.client import connect
from observatory.domain.marche import Arret, Plan
from observatory.settings import load_settings

PLACES = ((46.0529, -4.5988), (46.0537, -4.5967), (46.0548, -4.5989), (46.0541, -4.6012))
MEET = (46.0523, -4.5980)


def link(base: Path) -> str:
    """A walk that is ready, along the streets of the old quartier; gives the path of its page."""
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    with connect(settings=load_settings(base)) as client:
        stops: list[Arret] = [client.marches.arret_a(lat, lon) for lat, lon in PLACES]
        plan = Plan(
            genre="diagnostic", titre="Autour du quai Saint-Clair", pilote="Chargée de mission tranquillité",
            prevue_le=tomorrow.replace(hour=17, minute=30, second=0, microsecond=0), nuit=True, accessible=True,
            consigne="Restez groupés, traversez aux passages, portez un gilet clair.", rendez_vous="Au pied du pont",
            lat=MEET[0], lon=MEET[1], arrets=tuple(replace(one, motif="Raconté en réunion") for one in stops),
        )  # fmt: skip
        made = client.marches.creer(client.marches.tracer(plan).plan)
        client.marches.prete(made.ident, made.version)
        return "/marche/" + client.marches.ouvrir_lien(made.ident).adresse.rpartition("/")[2]


def walk_pictures(browser: Browser, url: str, base: Path, folder: Path) -> None:
    """Photograph each view of the phone, with a network and then without."""
    address = url + link(base)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", timezone_id="Europe/Paris", device_scale_factor=1.5,
        has_touch=True, is_mobile=True, permissions=["geolocation"],
        geolocation=Geolocation(latitude=PLACES[0][0], longitude=PLACES[0][1], accuracy=9),
    )  # fmt: skip
    page = context.new_page()
    page.goto(address)
    page.locator('body[data-etat="ouvert"]').wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def picture(name: str, view: str = "") -> None:
        if view:
            page.get_by_role("link", name=view, exact=True).tap()
        page.wait_for_timeout(1500)
        page.screenshot(path=folder / f"marche-{name}.png")

    def touch(role: Any, name: str) -> None:
        page.get_by_role(role, name=name).first.tap()

    for _ in range(4):
        touch("button", "Un de plus : femmes")
    picture("depart")
    picture("plan", "Carte")
    page.get_by_role("link", name="Arrêts", exact=True).tap()
    for question, note in enumerate((1, 2)):
        page.locator(".question").nth(question).locator("label").nth(note).tap()
    picture("arret")
    context.set_offline(True)
    page.get_by_role("link", name="Constat", exact=True).tap()
    touch("radio", "À améliorer")
    touch("button", "Éclairage public")
    touch("button", "Éclairage insuffisant")
    page.get_by_label("En quelques mots").fill("Trois lampes éteintes le long du mur")
    picture("constat")
    touch("button", "Enregistrer le constat")
    page.locator(".envois:not([hidden])").tap()
    page.wait_for_timeout(5000)
    picture("envois")
    context.close()
