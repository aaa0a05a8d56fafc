"""The sentences of the slides: what changed and whether that says anything, titles that tell the message."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from observatory.domain.support import Nature, Nombre, Phrase, said
from observatory.present.labels import NO_BREAK

LEAST_COMPARED = 30
"""A change in percent is told where both counts are at least so many."""
_BEYOND_CHANCE = 2.0
TOO_FEW = "Trop peu pour conclure."
HIDDEN_COMPARISON = "Nombre masqué (s.) : rien à comparer."
LONGEST_TITLE = 70
NOTHING_BEFORE = "Pas de données un an avant."


def change_sense(now: Nombre, before: Nombre | None) -> int | None:
    """Whether a count clearly rose (1), fell (-1) or neither (0); None where one of both is hidden or under thirty.

    Clearly: the gap is more than twice what chance alone gives, counts being Poisson's.
    """
    if change_percent(now, before) is None or before is None:
        return None
    rose = (now.valeur or 0) > (before.valeur or 0)
    return (1 if rose else -1) if change_score(now, before) > _BEYOND_CHANCE else 0


def change_score(now: Nombre, before: Nombre | None) -> float:
    """How many times the gap of two counts is what chance alone gives (square root of their sum); 0 where unknown."""
    if before is None or now.valeur is None or before.valeur is None or not now.valeur + before.valeur:
        return 0.0
    return abs(now.valeur - before.valeur) / math.sqrt(now.valeur + before.valeur)


def change_percent(now: Nombre, before: Nombre | None) -> Nombre | None:
    """The change in percent; None where it may not be told."""
    if before is None or now.valeur is None or before.valeur is None:
        return None
    least = min(now.valeur, before.valeur)
    if least < LEAST_COMPARED:
        return None
    return Nombre(
        float(round(100 * (now.valeur - before.valeur) / before.valeur)), Nature.PART, "%", sur=int(least), signe=True
    )


def change_phrase(now: Nombre, before: Nombre | None) -> Phrase:
    """« +12 % en un an (45 puis 50) », or why it is not told."""
    if now.valeur is None:
        return said(HIDDEN_COMPARISON)
    if before is None:
        return said(NOTHING_BEFORE)
    percent = change_percent(now, before)
    if percent is not None:
        return Phrase("{0} en un an (de {1} à {2}).", (percent, before, now))
    return said(HIDDEN_COMPARISON if before.valeur is None else TOO_FEW)


def change_cell(now: Nombre, before: Nombre | None) -> Nombre | str:
    """The change in a cell of a table: a percentage, or the word for why there is none."""
    if before is None:
        return "–"
    percent = change_percent(now, before)
    if percent is not None:
        return percent
    return "masqué" if now.valeur is None or before.valeur is None else "trop peu"


def change_title(sense: int | None, where: str = "") -> str:
    """The message of the slide on how counts change; ``where`` is named first, where one is."""
    message = {
        1: "Plus de signalements qu'il y a un an",
        -1: "Moins de signalements qu'il y a un an",
        0: "Autant de signalements qu'il y a un an, ou presque",
        None: "Les signalements au fil du temps",
    }[sense]
    if not where:
        return message
    return shortened(f"{where} : {message[0].lower()}{message[1:]}".replace(" de signalements", ""), LONGEST_TITLE)


def list_words(names: Sequence[str]) -> str:
    """« Les Genêts, Kerlann et Saint-Yves »."""
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def shortened(text: str, longest: int = 60) -> str:
    """Words that fit in a cell; what is cut off is shown by an ellipsis."""
    plain = " ".join(text.split())
    cut = textwrap.shorten(plain, longest, placeholder="…")
    return cut if len(cut) > 1 or len(plain) < 2 else plain[: longest - 1] + "…"  # one word may be too long


def quoted(text: str) -> str:
    """« … »."""
    return f"«{NO_BREAK}{text}{NO_BREAK}»"
