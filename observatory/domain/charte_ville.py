"""The look of a city's documents as it is set on screen: two colours that can be read, a template for slides."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from observatory.domain.errors import ValueRefused

LARGEST_MODELE = 10 * 2**20
"""Bytes of a template for slides."""
LEAST_CONTRAST = 4.5
"""Of a colour on white: what WCAG asks of words (AA)."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_CHANNEL, _GAMMA = 0.03928, 2.4


def contrast(one: str, other: str) -> float:
    """How well a colour stands out from another (both ``#rrggbb``): from 1 (not at all) to 21 (black on white)."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def check_charte(valeur: Any) -> dict[str, str]:
    """The two colours as they are kept, or nothing for those of the program.

    Raises
    ------
    ValueRefused
        When one is no colour, or words in it could not be read on white.
    """
    if valeur in (None, {}):
        return {}
    if not isinstance(valeur, dict):
        raise ValueRefused("Deux couleurs sont attendues : « couleur » et « accent ».")
    kept = {}
    for name, words in (("couleur", "La couleur principale"), ("accent", "La couleur d'accent")):
        colour = str(valeur.get(name, "")).strip().lower()
        if not _COLOUR.fullmatch(colour):
            raise ValueRefused(f"{words} s'écrit #rrvvbb, par exemple #1f6f78, pas « {colour[:20]} ».")
        found = contrast(colour, "#ffffff")
        if found < LEAST_CONTRAST:
            told = f"{found:.1f}".replace(".", ",")
            raise ValueRefused(
                f"{words} ({colour}) se lit mal sur du blanc : contraste {told} pour 1, il faut 4,5. Foncez-la."
            )
        kept[name] = colour
    return kept


def check_modele(valeur: Any) -> dict[str, Any]:
    """A template for slides: its name, its size, its content in base64; or nothing.

    Raises
    ------
    ValueRefused
        When it is no zipped file, or too large. What a template must hold is read by ``present.diapos_modele``.
    """
    if valeur in (None, {}):
        return {}
    try:
        content = base64.b64decode(valeur["pptx"], validate=True)
        name = " ".join(str(valeur.get("nom", "")).split())[:120]
    except (TypeError, KeyError, AttributeError, binascii.Error) as error:
        raise ValueRefused("Ce modèle n'est pas lisible : choisissez un fichier .pptx.") from error
    if not content.startswith(b"PK\x03\x04"):
        raise ValueRefused("Ce fichier n'est pas une présentation PowerPoint : choisissez un .pptx.")
    if len(content) > LARGEST_MODELE:
        raise ValueRefused(f"Ce modèle dépasse {LARGEST_MODELE // 2**20} Mo : allégez ses images.")
    return {"nom": name or "modèle.pptx", "octets": len(content), "pptx": valeur["pptx"]}


def light_value(valeur: dict[str, Any]) -> dict[str, Any]:
    """A template without its content: what a page shows of it."""
    return {name: one for name, one in valeur.items() if name != "pptx"}


def _light(colour: str) -> float:
    """The relative luminance of a colour, as WCAG counts it."""
    parts = (channel / 255 for channel in bytes.fromhex(colour.removeprefix("#")))
    red, green, blue = (one / 12.92 if one <= _CHANNEL else ((one + 0.055) / 1.055) ** _GAMMA for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
