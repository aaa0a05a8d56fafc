"""Pictures are drawn anew; what does more than draw is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from observatory.domain.errors import ValueRefused
from observatory.present.logo import LARGEST_SIDE, picture_to_png

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">{}</svg>'


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def test_a_large_png_becomes_small_and_loses_what_was_written_beside_it() -> None:
    notes = PngInfo()
    notes.add_text("Author", "M. Durand")
    out = io.BytesIO()
    Image.new("RGBA", (1_200, 600), (10, 60, 120, 255)).save(out, "PNG", pnginfo=notes)
    made = picture_to_png(out.getvalue())
    assert b"Durand" not in made
    assert opened(made).size == (LARGEST_SIDE, LARGEST_SIDE // 2)


def test_an_svg_that_only_draws_becomes_a_png() -> None:
    made = opened(picture_to_png(SVG.format('<rect width="200" height="100" fill="#0a3c78"/>').encode()))
    assert made.format == "PNG"
    assert made.convert("RGB").getpixel((made.width // 2, made.height // 2)) == (10, 60, 120)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>", '<rect onload="x()" width="1" height="1"/>', '<image href="http://x.example/a.png"/>',
        '<use xlink:href="file:///etc/passwd"/>', "<foreignObject></foreignObject>", "<style>@import 'x'</style>",
        '<rect fill="url(http://x.example)"/>', '<a href="javascript:x">b</a>',
    ],
)  # fmt: skip
def test_an_svg_that_does_more_is_refused(inside: str) -> None:
    with pytest.raises(ValueRefused, match="fait plus que dessiner"):
        picture_to_png(SVG.format(inside).encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "n'est pas une image"), (b"%PDF-1.7", "n'est pas une image"), (b"x" * 600_000, "dépasse 500 Ko"),
     (b"<svg", "ne peut pas"), (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.encode(), "fait plus que dessiner")],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        picture_to_png(content)
