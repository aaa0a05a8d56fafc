"""Paper: tagged PDFs made by typst from a template of this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources


def template_to_pdf(template: str, data: Mapping[str, object]) -> bytes:
    """A PDF/UA-1 of a template (``<template>.typ``), which reads ``data`` as JSON; the machine's fonts are not used."""
    import typst  # a twentieth of a second, and few ask for paper

    made = typst.compile(
        resources.files("observatory.present").joinpath(f"{template}.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"donnees": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    if not isinstance(made, bytes):
        raise AssertionError("one document was asked for")
    return made


def svg_to_png(svg: str, ppi: float = 200.0) -> bytes:
    """A drawing (SVG of a size in millimetres) as a PNG of so many points an inch; the machine's fonts are not used."""
    import typst

    made = typst.compile(
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.dessin), format: "svg", alt: "")',
        format="png",
        ppi=ppi,
        ignore_system_fonts=True,
        sys_inputs={"dessin": svg},
    )
    if not isinstance(made, bytes):
        raise AssertionError("one picture was asked for")
    return made
