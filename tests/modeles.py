"""Templates for slides as a city would bring them, and some that cannot serve."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

FRENCH = (
    "Diapositive de titre", "Titre et contenu", "En-tête de section", "Deux contenus", "Comparaison", "TITRE SEUL",
)  # fmt: skip
EXAMPLE = "Exemple du service communication"


def city_template(names: tuple[str, ...] = FRENCH, change: Callable[[Any], None] | None = None) -> bytes:
    """A 4:3 template with two slides of its own, its layouts named so."""
    made: Any = pptx.Presentation()
    for layout, name in zip(made.slide_layouts, names, strict=False):
        layout._element.cSld.set("name", name)
    for layout in list(made.slide_layouts)[len(names) :]:
        made.slide_layouts.remove(layout)
    for rank in range(min(2, len(names))):
        made.slides.add_slide(made.slide_layouts[rank]).shapes.title.text_frame.text = EXAMPLE
    theme = made.slide_masters[0].part.part_related_by(RT.THEME)
    theme._blob = theme.blob.replace(b'"Calibri"', b'"Verdana"')  # as wide as letters of an office are
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def retyped(content: bytes, old: str, new: str) -> bytes:
    """The same package, its main part declared as something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(old.encode(), new.encode()) if name == "[Content_Types].xml" else part)
    return out.getvalue()
