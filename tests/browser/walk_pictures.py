"""The pictures of a walk: its dossier, and the phone page of the one that the fictional city has ready."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Geolocation, Page

from observatory.client import connect

SHOWN = (0, 1, 2)
"""The pages of the dossier that stand beside each other."""
_SCALE, _GAP = 0.9, 12


def walk_pictures(browser: Browser, url: str, folder: Path, db: Path) -> None:
    """Print the dossier of the walk to come with a link, and photograph what the link opens."""
    with connect(db) as client:
        walk = next(one for one in client.marches.liste() if one.etat == "prete")
        link = client.marches.ouvrir_lien(walk.ident).adresse
        made = client.marches.dossier(walk.ident, link).contenu
    (folder / "marche-dossier.png").write_bytes(_beside(made))
    stop = walk.plan.arrets[0]
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", timezone_id="Europe/Paris", device_scale_factor=1.5,
        has_touch=True, is_mobile=True, permissions=["geolocation"],
        geolocation=Geolocation(latitude=stop.lat, longitude=stop.lon, accuracy=9),
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{url}/marche/{link.rpartition('/')[2]}")
    page.locator('body[data-etat="ouvert"]').wait_for()
    for _ in range(4):
        page.get_by_role("button", name="Un de plus : femmes").tap()
    _picture(page, folder, "depart")
    page.get_by_role("link", name="Carte", exact=True).tap()
    _picture(page, folder, "carte")
    page.get_by_role("link", name="Arrêts", exact=True).tap()
    for question, note in enumerate((1, 2)):
        page.locator(".question").nth(question).locator("label").nth(note).tap()
    _picture(page, folder, "arret")
    page.get_by_role("link", name="Constat", exact=True).tap()
    page.get_by_role("radio", name="À améliorer").tap()
    page.get_by_role("button", name="Éclairage public").tap()
    page.get_by_role("button", name="Éclairage insuffisant").tap()
    page.get_by_label("En quelques mots").fill("Trois lampes éteintes le long du mur")
    _picture(page, folder, "constat")
    context.close()


def _picture(page: Page, folder: Path, name: str) -> None:
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / f"marche-{name}.png")


def _beside(pdf: bytes) -> bytes:
    """Some pages of a PDF beside each other, as PNG."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [opened[k].render(scale=_SCALE).to_pil() for k in SHOWN]
    width, height = pages[0].size
    sheet = Image.new("RGB", ((width + _GAP) * len(pages) + _GAP, height + 2 * _GAP), "#c9cfcb")
    for rank, page in enumerate(pages):
        sheet.paste(page, (_GAP + rank * (width + _GAP), _GAP))
    out = io.BytesIO()
    sheet.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
