"""Pictures of what the fictional city published: its public page, and a slide of its presentation."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser

from observatory.client import connect
from observatory.domain.edition import GenreEdition

SLIDE = "ou"
"""The part whose slide is shown: a map and a chart."""


def document_pictures(browser: Browser, url: str, folder: Path, db: Path) -> None:
    """``bilan-public.png`` as a visitor without an account sees it, and ``diapo.png`` from the published PDF."""
    with connect(db) as client:
        shown = next(one for one in client.documents.liste() if one.genre == GenreEdition.PRESENTATION)
        parts = [one.cle for one in client.documents.lire(shown.ident).support.parties]
        pdf = client.documents.fichier(shown.ident, "pdf").contenu
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{url}/bilan/{shown.periode}")
    page.screenshot(path=folder / "bilan-public.png")
    context.close()
    slides = pypdfium2.PdfDocument(pdf)
    before = len(slides) - len(parts)  # the slide of the title
    slides[before + parts.index(SLIDE)].render(scale=1280 / slides[0].get_width()).to_pil().save(folder / "diapo.png")
