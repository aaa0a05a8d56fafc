"""A survey from the poster to its results: a phone without scripts answers, sends twice, and is counted once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from playwright.sync_api import Browser, expect

from observatory.client import connect
from observatory.domain.calendrier import PARIS
from observatory.domain.enquete import PlanEnquete
from tests.browser.conftest import PATIENCE, demo_cookie, settled

TITLE = "Les abords du marché"


def test_a_phone_answers_once_and_nothing_is_told_of_so_few(browser: Browser, office_url: str, demo_base: Path) -> None:
    today = dt.datetime.now(PARIS).date()
    days = today - dt.timedelta(days=1), today + dt.timedelta(days=30)
    with connect(demo_base) as client:
        survey = client.enquetes.ouvrir(client.enquetes.creer(PlanEnquete(TITLE, "insecurite", *days)).ident)
        address = client.enquetes.ouvrir_lien(survey.ident).adresse
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", color_scheme="light", java_script_enabled=False
    )
    phone = context.new_page()
    phone.set_default_timeout(PATIENCE * 1000)
    phone.goto(address)
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    district = phone.get_by_role("group", name="Vous arrive-t-il de vous sentir en insécurité dans votre quartier ?")
    district.get_by_label("Souvent").check()
    comment = phone.get_by_label("Voulez-vous ajouter quelque chose ?")
    comment.fill("Vu avec Mme Lefranc")
    send = phone.get_by_role("button", name="Envoyer mes réponses")
    send.click()
    expect(phone.get_by_role("alert")).to_contain_text("ne nomme personne")
    expect(district.get_by_label("Souvent")).to_be_checked()
    comment.fill("Trop sombre le soir")
    send.dblclick()
    expect(phone.get_by_role("heading", name="Merci")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("alert")).to_contain_text("une seule fois")
    assert context.cookies() == []
    context.close()

    desk = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="fr-FR", color_scheme="light")
    cookie = demo_cookie(office_url, "coordonnateur")
    desk.add_cookies([{"name": "observatoire_session", "value": cookie, "url": office_url}])
    page = desk.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{office_url}/enquetes?enquete={survey.ident}")
    expect(page.get_by_text("réponse jusqu'ici")).to_contain_text("1")
    settled(page)
    page.get_by_role("button", name="Clore l'enquête").click()
    page.get_by_role("button", name="Oui, clore cette enquête").click()
    expect(page.get_by_text("trop peu pour conclure").first).to_be_visible()
    expect(page.get_by_text("Répond qui veut")).to_be_visible()
    expect(page.get_by_role("cell", name="masqué", exact=True).first).to_be_visible()
    desk.close()
