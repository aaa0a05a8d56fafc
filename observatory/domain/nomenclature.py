"""The nomenclature as a city edits it: codes are added, renamed, retired or mapped to another, never taken away."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.domain.errors import ValueRefused

OTHER = "autre"
"""The code of what fits nowhere: always there."""
LIEUX = ("public", "parties communes", "prive")
MOST_LINES = 300
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = {"code": 60, "libelle": 100, "service_code": 40, "mots": 2_000}


@dataclass(frozen=True, slots=True)
class LigneNomenclature:
    """A category: its family, its name, its Open311 code, where it usually is, the words (semicolons between) of it.

    ``retiree_le``: nobody chooses it since that day. ``remplacee_par``: its files count under that code. ``dossiers``
    is how many signalements bear it.
    """

    code: str
    parent: str
    libelle: str
    service_code: str = ""
    lieu: str = ""
    mots: str = ""
    retiree_le: dt.date | None = None
    remplacee_par: str = ""
    dossiers: int = 0


def check_nomenclature(lines: Sequence[LigneNomenclature], before: Sequence[LigneNomenclature]) -> None:
    """Refuse a nomenclature that cannot serve, or that would lose a code.

    Raises
    ------
    ValueRefused
        When a code is malformed, repeats, or changes its family; a name is missing; a family is unknown, retired
        before its members or of the second level; a code that stands for another is not in use; ``autre`` is missing
        or retired; a code of ``before`` is no longer there.
    """
    known = {one.code: one for one in lines}
    if len(known) != len(lines):
        codes = [one.code for one in lines]
        twice = sorted({one for one in codes if codes.count(one) > 1})
        raise ValueRefused(f"Code répété : {', '.join(twice)}. Un code est celui d'une seule catégorie.")
    if len(lines) > MOST_LINES:
        raise ValueRefused(f"La nomenclature a {len(lines)} lignes : {MOST_LINES} au plus.")
    lost = [one.code for one in before if one.code not in known]
    if lost:
        raise ValueRefused(f"{', '.join(lost)} : une catégorie se retire (date de retrait), elle ne s'efface pas.")
    if OTHER not in known or known[OTHER].retiree_le is not None:
        raise ValueRefused(f"La catégorie « {OTHER} » est obligatoire : ce qui ne va nulle part y va.")
    families = {one.code: one.parent for one in before}
    for one in lines:
        _check_line(one)
        if families.get(one.code, one.parent) != one.parent:
            raise ValueRefused(
                f"« {one.code} » ne change pas de famille : retirez-la, et ajoutez une catégorie dans l'autre famille."
            )
        _check_family(one, known)
        _check_replacement(one, known)


def counted_under(lines: Sequence[LigneNomenclature]) -> dict[str, str]:
    """The codes whose files count under another, where that is said."""
    return {one.code: one.remplacee_par for one in lines if one.remplacee_par}


def _check_line(one: LigneNomenclature) -> None:
    if not _CODE.fullmatch(one.code):
        raise ValueRefused(f"« {one.code} » n'est pas un code : des minuscules sans accent, des chiffres, des tirets.")
    if not one.libelle.strip():
        raise ValueRefused(f"« {one.code} » : il manque le nom.")
    for name, most in _LONGEST.items():
        if len(getattr(one, name)) > most:
            raise ValueRefused(f"« {one.code} » : {name} dépasse {most} caractères.")
    if one.lieu and one.lieu not in LIEUX:
        raise ValueRefused(f"« {one.code} » : le lieu est l'un de {', '.join(LIEUX)}, pas « {one.lieu} ».")


def _check_family(one: LigneNomenclature, known: dict[str, LigneNomenclature]) -> None:
    if not one.parent:
        return
    family = known.get(one.parent)
    if family is None or family.parent:
        raise ValueRefused(f"« {one.code} » : la famille « {one.parent} » n'est pas une catégorie du premier niveau.")
    if family.retiree_le is not None and one.retiree_le is None:
        raise ValueRefused(f"La famille « {family.libelle} » est retirée : retirez d'abord « {one.libelle} ».")


def _check_replacement(one: LigneNomenclature, known: dict[str, LigneNomenclature]) -> None:
    if not one.remplacee_par:
        return
    if one.retiree_le is None:
        raise ValueRefused(f"« {one.code} » est en usage : retirez-la avant de la reporter sur une autre.")
    target = known.get(one.remplacee_par)
    if target is None or target.retiree_le is not None or target.code == one.code:
        raise ValueRefused(f"« {one.code} » : « {one.remplacee_par} » n'est pas une catégorie en usage.")
