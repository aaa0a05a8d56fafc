"""An address as a code that a phone reads."""

from __future__ import annotations

import io


def qr_svg(text: str, *, scale: int = 5) -> str:
    """The code of a text as SVG, dark on white with its margin, whatever the theme around it."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=scale, border=4, light="#ffffff", xmldecl=False)
    return out.getvalue().decode()
