"""A picture of the city made safe: whatever comes, a small PNG that the program drew itself goes out."""

from __future__ import annotations

import io
import re

from observatory.domain.errors import ValueRefused
from observatory.domain.reglage import LARGEST_LOGO

LARGEST_SIDE = 480
"""Pixels of the longest side: enough for the head of a page and of a sheet."""
_MOST_PIXELS = 40_000_000
_ACTIVE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|<\s*(?:\w+:)?(?:script|foreignObject|iframe|object|embed|image|use|feImage|"
    rb"style|audio|video|a)\b|\bon\w+\s*=|(?:href|src)\s*=|@import|url\s*\(\s*['\"]?\s*(?!#)",
    re.IGNORECASE,
)
"""What an SVG may do beyond drawing: run, load, or refer to something else."""


def picture_to_png(content: bytes) -> bytes:
    """A PNG, JPEG, WebP or SVG picture drawn anew as PNG, without anything that was written beside the picture.

    Raises
    ------
    ValueRefused
        When it is too large, is no picture, or an SVG that does more than draw.
    """
    if len(content) > LARGEST_LOGO:
        raise ValueRefused(f"Ce fichier dépasse {LARGEST_LOGO // 1024} Ko : réduisez l'image.")
    if b"<svg" in content[:4096].lower():
        content = _svg_to_png(content)
    return _redrawn(content)


def _redrawn(content: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise ValueRefused("Cette image a trop de pixels : réduisez-la.")
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueRefused("Ce fichier n'est pas une image lisible : choisissez un PNG ou un SVG.") from error
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _svg_to_png(content: bytes) -> bytes:
    """An SVG that only draws, as PNG: typst draws it, without the fonts or the files of this machine."""
    import typst

    found = _ACTIVE.search(content)
    if found:
        shown = found[0].decode("latin-1").strip()
        raise ValueRefused(f"Ce SVG fait plus que dessiner (« {shown} ») : exportez-le en PNG ou en « SVG simple ».")
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.svg), height: 160pt)"
    )
    try:
        made = typst.compile(
            source.encode(),
            format="png",
            ppi=216,
            ignore_system_fonts=True,
            sys_inputs={"svg": content.decode("utf-8")},
        )
    except (RuntimeError, UnicodeDecodeError) as error:
        raise ValueRefused("Ce SVG ne peut pas être dessiné : exportez-le en PNG.") from error
    if not isinstance(made, bytes):
        raise ValueRefused("Ce SVG a plusieurs pages : exportez-le en PNG.")
    return made
