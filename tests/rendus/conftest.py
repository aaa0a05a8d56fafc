"""Documents of the fictional city as LibreOffice shows them, page by page, held against pages that were approved.

Fonts and locale are set here, so that a page is the same on every machine that has LibreOffice and the Liberation
fonts; elsewhere these tests are skipped. What changed on purpose is approved anew with ``APPROUVER=1``.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from observatory.pipeline.office import Office
from observatory.settings import load_settings
from tests.approuves import FOLDER

MORNING = dt.datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Europe/Paris"))
WIDTH, BLUR = 480, 2.5
"""Pixels of an approved page; what is finer than the blur may differ: letters are smoothed in many ways."""
FAINT, MOST_PIXELS = 28, 0.004
"""A blurred pixel differs where its grey does by more than this; so many may."""
FONTS = (Path("/usr/share/fonts/truetype/liberation"), Path("/usr/share/fonts/truetype/dejavu"))
"""Letters as wide as those of Arial and Times, and as those of Verdana."""
_FONTCONFIG = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{fonts}'
    "<cachedir>{cache}</cachedir><alias><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer>"
    "</alias><alias binding='same'><family>Verdana</family><prefer><family>DejaVu Sans</family></prefer></alias>"
    "</fontconfig>"
)
_FRENCH = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
    "<value>fr-FR</value></prop></item></oor:items>"
)
Pages: TypeAlias = list[Image.Image]


@pytest.fixture(scope="session")
def bureau(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office of the fictional city on the morning of 21 November 2026."""
    settings = load_settings(city_in(tmp_path_factory.mktemp("rendus")))
    with Office.open(settings, lambda: MORNING) as opened:
        yield opened


@pytest.fixture(scope="session")
def pages_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, bytes]], dict[str, Pages]]:
    """Turns documents (by file name) into their pages, in grey: all of them by one start of LibreOffice."""
    soffice = shutil.which("soffice")
    if soffice is None or not all(one.is_dir() for one in FONTS):
        pytest.skip("LibreOffice ou les polices Liberation et DejaVu manquent : les documents ne sont pas rendus.")

    def render(documents: Mapping[str, bytes]) -> dict[str, Pages]:
        folder = tmp_path_factory.mktemp("bureautique")
        profile = folder / "profil" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_FRENCH, "utf-8")
        folders = "".join(f"<dir>{one}</dir>" for one in FONTS)
        (folder / "fonts.conf").write_text(_FONTCONFIG.format(fonts=folders, cache=folder / "cache"), "utf-8")
        for name, content in documents.items():
            (folder / name).write_bytes(content)
        opened = [name for name in documents if not name.endswith(".pdf")]
        if opened:
            start = [soffice, "--headless", f"-env:UserInstallation={profile.parent.as_uri()}"]
            subprocess.run(
                [*start, "--convert-to", "pdf", *opened],
                cwd=folder,
                env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
                check=True,
                capture_output=True,
                timeout=300,
            )
        return {name: pdf_pages((folder / name).with_suffix(".pdf").read_bytes()) for name in documents}

    return render


def pdf_pages(pdf: bytes) -> Pages:
    """The pages of a PDF in grey, :data:`WIDTH` pixels wide."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.render(scale=WIDTH / page.get_width()).to_pil().convert("L") for page in opened]


def check_pages(name: str, pages: Pages) -> None:
    """Hold the pages of a document against the approved ones of that name: as many, and alike."""
    if os.environ.get("APPROUVER"):
        for old in FOLDER.glob(f"{name}-p*.png"):
            old.unlink()
        for rank, page in enumerate(pages, 1):
            page.quantize(16).save(approved_path(name, rank), "PNG", optimize=True)
    approved = sorted(FOLDER.glob(f"{name}-p*.png"))
    assert approved, f"{name} n'a pas de page approuvée : regardez-le, puis APPROUVER=1"
    assert len(pages) == len(approved), f"{name} : {len(pages)} pages, {len(approved)} approuvées"
    for rank, page in enumerate(pages, 1):
        with Image.open(approved_path(name, rank)) as opened:
            share = difference(page, opened.convert("L"))
        assert share <= MOST_PIXELS, f"{name}, page {rank} : {share:.2%} a changé ; regardez-la"


def approved_path(name: str, rank: int) -> Path:
    """Where an approved page is kept."""
    return FOLDER / f"{name}-p{rank:02d}.png"


def difference(page: Image.Image, approved: Image.Image) -> float:
    """The share of a page that is not as it was; all of it where its size changed."""
    if page.size != approved.size:
        return 1.0
    now, before = (np.asarray(one.filter(ImageFilter.GaussianBlur(BLUR)), np.int16) for one in (page, approved))
    return float((np.abs(now - before) > FAINT).mean())
