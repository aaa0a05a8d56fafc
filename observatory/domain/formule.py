"""Text that a spreadsheet would run: made harmless on the way out, restored on the way in."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that a spreadsheet may take for a formula."""


def harmless(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would take it for a formula; numbers stay."""
    if not text.lstrip(" \u00a0'").startswith(DANGEROUS) or _is_number(text):
        return text
    return "'" + text


def restored(text: str) -> str:
    """What ``harmless`` was given: the apostrophe that it put in front is taken away."""
    bare = text[1:]
    return bare if text.startswith("'") and harmless(bare) == text else text


def _is_number(text: str) -> bool:
    digits = text.strip().lstrip("+-").replace(",", ".", 1)
    return digits.replace(".", "", 1).isdecimal() and digits.isascii()
