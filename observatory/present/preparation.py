"""The sentences of a walk that is being prepared: why one stops somewhere, when to walk, what does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from observatory.domain.arrondi import LEAST_COUNT, count_to_fives
from observatory.domain.marche import Methode, Origine
from observatory.present.labels import FEW, NO_BREAK, number, plural

NIGHT_TOLD = 20
"""Fewer facts whose hour is known say nothing of night and day."""
NIGHT_SHARE = 0.5
"""From this share on a walk by night is proposed: hours from 20 to 6 are four in ten."""
_KINDS = 3


def in_fives(n: float) -> str:
    """A count that may be printed: « moins de 5 », « environ 15 »."""
    told = count_to_fives(n)
    return FEW if told is None else f"environ{NO_BREAK}{number(told)}"


def motif(weights: Mapping[str, float], kinds: Mapping[str, Counter[str]], badge: str | None, before: str = "") -> str:
    """Why a stop is one, for whoever walks: no count under five, none that is not rounded.

    ``weights`` are voices or signalements by origin, ``kinds`` the French categories told of by origin, ``badge`` how
    firm its hotspot is, ``before`` the reference of the walk that stopped there.
    """
    parts = []
    if Origine.PRECEDENTE in weights:
        parts.append(f"arrêt de la marche {before}".rstrip())
    if Origine.REUNION in weights:
        told = f"dit en réunion par {in_fives(weights[Origine.REUNION])}{NO_BREAK}personnes"
        parts.append(_with_kinds(told, kinds.get(Origine.REUNION)))
    for origin, words in ((Origine.POINT_CHAUD, "point chaud"), (Origine.REPETE, "lieu qui revient")):
        if origin in weights:
            n = weights[origin]
            told = f"{words} {badge}" if badge and origin == Origine.POINT_CHAUD else words
            most = kinds.get(origin, Counter()).most_common(1)
            mostly = f", surtout {_lower(most[0][0])}" if most and n >= LEAST_COUNT else ""
            parts.append(f"{told}{mostly} ({in_fives(n)}{NO_BREAK}signalements)")
    if Origine.SILENCE in weights:
        parts.append("on y signale moins qu'ailleurs")
    text = " ; ".join(parts)
    return text[:1].upper() + text[1:]


def _with_kinds(told: str, kinds: Counter[str] | None) -> str:
    names = [_lower(name) for name, _ in (kinds or Counter()).most_common(_KINDS)]
    return f"{told} : {', '.join(names)}" if names else told


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def night_text(share: float, n: float) -> tuple[bool | None, str]:
    """Whether trouble occurs mostly at night (None: too little is known), and the sentence that says why."""
    if n < NIGHT_TOLD:
        return None, "Trop peu d'heures sont connues autour de ces arrêts pour conseiller le jour ou la nuit."
    tenths = round(share * 10)
    told = f"Autour de ces arrêts, {tenths} fois sur 10, ce qui est signalé se passe entre 20 h et 6 h."
    if share >= NIGHT_SHARE:
        return True, f"{told} Une marche de nuit le verra mieux."
    return False, f"{told} Une marche de jour convient."


def line_remarks(methode: str, straight: Sequence[str], over_m: float, over_min: float, left: int) -> tuple[str, ...]:
    """What must be known of a line: drawn straight, too long, stops that did not fit."""
    told = []
    if methode == Methode.DROITE:
        told.append(
            "Les rues ne sont pas importées ici : les traits vont tout droit, et le chemin sera plus long. "
            "Vérifiez-le sur place."
        )
    if straight:
        told.append(f"Aucune rue connue ne mène à : {', '.join(straight)}. Le trait y va tout droit.")
    over = [
        *([f"{plural(over_m, 'mètre')}"] if over_m > 0 else []),
        *([f"{plural(over_min, 'minute')}"] if over_min > 0 else []),
    ]
    if over:
        told.append(
            f"Cette marche dépasse ce que vous avez choisi de {' et '.join(over)} : "
            "retirez un arrêt, ou allongez la marche."
        )
    if left:
        told.append(
            f"{plural(left, 'arrêt')} {'reste' if left == 1 else 'restent'} de côté : la marche serait trop longue."
        )
    return tuple(told)
