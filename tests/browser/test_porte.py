"""The door in a real browser: log in, see one's own pages, leave; where a page goes when its session ends."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from observatory.client import connect
from observatory.settings import load_settings
from tests.browser.conftest import PATIENCE, settled


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A browser that nobody knows."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    context.close()


@pytest.mark.parametrize(
    ("role", "heading", "absent"),
    [
        ("regulateur", "Suivi", "Comptes et clés"),
        ("dpo", "Journaux", "Carte"),
        ("partenaire", "Confié à mon service", "Exports"),
    ],
)
def test_each_role_lands_on_its_own_page(visitor: Page, office_url: str, role: str, heading: str, absent: str) -> None:
    visitor.goto(office_url)
    expect(visitor).to_have_url(f"{office_url}/connexion")
    visitor.get_by_label(f"Entrer comme {role}").click()
    expect(visitor.get_by_role("heading", name=heading, level=1)).to_be_visible()
    settled(visitor)
    expect(visitor.get_by_role("link", name=absent)).to_have_count(0)
    expect(visitor.get_by_role("link", name="Mon compte et déconnexion")).to_be_visible()


def test_leaving_by_the_account_page(visitor: Page, office_url: str) -> None:
    visitor.goto(f"{office_url}/compte")
    visitor.get_by_label("Entrer comme operateur").click()
    expect(visitor.get_by_role("heading", name="Mon compte")).to_be_visible()
    visitor.get_by_role("button", name="Se déconnecter", exact=True).click()
    expect(visitor.get_by_role("heading", name="Se connecter à l'office")).to_be_visible()
    visitor.goto(f"{office_url}/carte")
    expect(visitor).to_have_url(f"{office_url}/connexion?suite=%2Fcarte")


def test_an_open_page_whose_session_ends_goes_to_the_door(visitor: Page, office_url: str, demo_base: Path) -> None:
    visitor.goto(office_url)
    visitor.get_by_label("Entrer comme administrateur").click()
    expect(visitor.get_by_role("heading", name="Comptes et clés", level=1)).to_be_visible()
    with connect(settings=load_settings(demo_base)) as client:
        client.comptes.deconnecter("administrateur")
    expect(visitor.get_by_role("heading", name="Se connecter à l'office")).to_be_visible()
    expect(visitor.get_by_role("alert")).to_contain_text("Votre session est terminée")


def test_an_account_is_made_and_its_password_is_shown_once(visitor: Page, office_url: str) -> None:
    visitor.goto(office_url)
    visitor.get_by_label("Entrer comme administrateur").click()
    expect(visitor.get_by_role("heading", name="Comptes et clés", level=1)).to_be_visible()
    settled(visitor)
    name = f"n.dupuis-{uuid.uuid4().hex[:6]}"  # of this try alone
    visitor.get_by_text("Créer un compte").first.click()
    visitor.get_by_role("textbox", name="Identifiant").fill(name)
    visitor.get_by_role("textbox", name="Nom affiché").fill("Nadia Dupuis")
    visitor.get_by_role("combobox", name="Rôles").first.click()
    visitor.get_by_text("Opérateur : écoute et enregistre").last.click()
    visitor.keyboard.press("Escape")
    visitor.get_by_role("button", name="Créer le compte").click()
    expect(visitor.get_by_text(f"Compte « {name} » créé.")).to_be_visible()
    shown = visitor.get_by_test_id("stCode").first
    expect(shown).to_have_text(re.compile(r"^\s*\S{19}\s*$"))
    secret = shown.inner_text().strip()
    visitor.context.clear_cookies()
    visitor.goto(f"{office_url}/connexion")
    visitor.get_by_role("textbox", name="Identifiant").fill(name)
    visitor.get_by_label("Mot de passe").fill(secret)
    visitor.get_by_role("button", name="Se connecter").click()
    expect(visitor.get_by_role("heading", name="Choisissez votre mot de passe")).to_be_visible()
