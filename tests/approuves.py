"""Pages that somebody looked at and approved, kept as small grey pictures; a page of now is compared with them.

What changed on purpose is approved anew: run the test with ``APPROUVER=1`` in the environment, look at the pictures of
``tests/data/approuves``, and commit them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

from observatory.settings import PROJECT

FOLDER = PROJECT / "tests" / "data" / "approuves"
SCALE = 0.6
"""Of 72 dots an inch: an A4 page is 357 by 505."""
FAINT, MOST_PIXELS = 48, 0.004
"""A pixel differs where its grey does by more than this; so many may, for letters are smoothed in many ways."""


def pages_of(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF in grey."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.render(scale=SCALE).to_pil().convert("L") for page in opened]


def check_page(name: str, page: Image.Image) -> None:
    """Hold a page against the approved picture of that name."""
    path = FOLDER / f"{name}.png"
    if os.environ.get("APPROUVER"):
        small = page.quantize(16)  # what is looked at needs no more greys
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
        Path(path).write_bytes(out.getvalue())
    assert path.exists(), f"{path} manque : regardez la page, puis approuvez-la (APPROUVER=1)"
    with Image.open(path) as opened:
        approved = _soft(opened.convert("L"))
    now = _soft(page)
    assert now.shape == approved.shape, f"{name} : la page a changé de format"
    share = float((np.abs(now - approved) > FAINT).mean())
    assert share <= MOST_PIXELS, f"{name} : {share:.2%} de la page a changé ; regardez-la"


def _soft(page: Image.Image) -> npt.NDArray[np.float64]:
    """A page at half its size, in which a hair's breadth no longer counts."""
    return np.asarray(page.reduce(2), np.float64)
