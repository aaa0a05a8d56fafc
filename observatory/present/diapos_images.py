"""The pictures of a document as slides take them: their size, and PNG where they were drawn as SVG."""

from __future__ import annotations

import io
import re

from observatory.domain.support import Image
from observatory.present.papier import svg_to_png

SVG = "image/svg+xml"
_SHARP = 2.2
"""Pixels for each point of a slide: a screen of today has two."""
_SIZE = re.compile(rb'<svg[^>]*?\bwidth="([\d.]+)mm"[^>]*?\bheight="([\d.]+)mm"')


def picture_size(image: Image) -> tuple[float, float]:
    """How wide and how high a picture is, in whatever unit it has.

    Raises
    ------
    ValueError
        When it does not say so.
    """
    if image.media == SVG:
        found = _SIZE.search(image.contenu[:2000])
        if not found:
            raise ValueError(f"image {image.nom!r}: an SVG says its width and height in millimetres")
        return float(found[1]), float(found[2])
    from PIL import Image as Pictures

    with Pictures.open(io.BytesIO(image.contenu)) as opened:
        return float(opened.width), float(opened.height)


def picture_bytes(image: Image, largeur: float) -> bytes:
    """A picture as PNG or JPEG, sharp at a width in points on a large screen."""
    if image.media != SVG:
        return image.contenu
    inches = picture_size(image)[0] / 25.4
    return svg_to_png(image.contenu.decode(), ppi=_SHARP * largeur / inches)
