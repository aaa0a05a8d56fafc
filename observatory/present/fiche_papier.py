"""The sheet on which a call is taken down when no screen works: one page to be printed ahead (PDF/UA-1, tagged)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from observatory.domain.annuaire import Orientation
from observatory.domain.appelant import NOTICE
from observatory.present.papier import template_to_pdf

MOST_LINES = 14
"""Lines of orientation that the page holds: emergencies first."""
MOST_FAMILIES = 18
_LONGEST_NAME = 60
_NOT_DRAWN = re.compile(r"[^\u0020-\u007e\u00a0-\u017f\u2010-\u2026\u20ac\u202f]")


def fiche_papier(
    ville: str, familles: Sequence[tuple[str, str]], orientations: Sequence[Orientation], notice: str = NOTICE
) -> bytes:
    """The sheet of a city, as PDF.

    Parameters
    ----------
    familles
        Codes and names of the categories that are printed, ``MOST_FAMILIES`` at most.
    orientations
        Who answers for what the office does not; those without a number yet are left out, ``MOST_LINES`` are printed.
    """
    numbered = [one for one in orientations if any(sign.isdigit() for sign in one.numero)]
    printed = sorted(numbered, key=lambda one: not one.urgence)[:MOST_LINES]
    data = {
        "ville": drawable(ville, _LONGEST_NAME),
        "familles": [
            [str(rank), drawable(name, 44)] for rank, (_, name) in enumerate(familles[:MOST_FAMILIES], start=1)
        ],
        "orientations": [[drawable(one.numero, 24), drawable(one.libelle, 38)] for one in printed],
        "mention": drawable(notice, 600),
    }
    return template_to_pdf("fiche_papier", data)


def drawable(text: str, longest: int) -> str:
    """At most so many characters; what the font of the sheet cannot draw becomes a question mark."""
    text = _NOT_DRAWN.sub("?", text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
