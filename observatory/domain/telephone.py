"""A caller's phone number: read as it is dictated, kept in its international form (E.164), shown as people write it."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

from observatory.domain.garde_lecture import read

HOME = "FR"
OVERSEAS = ("RE", "GP", "MQ", "GF")
"""Whose numbers are dialled from France with a 0, as ours are; Mayotte shares the code of La Réunion."""

_OVERSEAS_BEGINS = re.compile(r"0(?:26[239]|59[046]|69[0-9]|97[67])[0-9]{6}")
_SAINT_PIERRE = re.compile(r"(?:0|\+33)508([0-9]{6})")
_HOME_NUMBER = re.compile(r"[1-79][0-9]{8}")
_SIGNS = re.compile(r"[0-9 .()/+-]+")
_LABEL = re.compile(r"^\s*(?:tel|telephone|portable|mobile|fixe|numero)\b[ .:]*")
_SHORT = re.compile(r"1[0-9]{1,3}|3[0-9]{3}|11[68][0-9]{3}")


def read_phone(text: str) -> str | None:
    """A number in E.164 (« +33612345678 »), French where no country is told; None where it is none.

    Overseas numbers get their own code (0692… is +262692…). A French number whose range is not in the plan that the
    library knows is taken by its nine figures: plans grow, and a caller's number must not be refused.
    """
    plain = _LABEL.sub("", read(text).low).strip()
    if not _SIGNS.fullmatch(plain):
        return None
    figures = re.sub(r"[^0-9+]", "", plain.replace("(0)", ""))
    if figures.startswith("00"):
        figures = "+" + figures[2:]
    if found := _SAINT_PIERRE.fullmatch(figures):
        number = _parsed(f"+508{found[1]}", HOME)
        figures = f"+508{found[1]}" if number and phonenumbers.is_valid_number(number) else figures
    regions = (*OVERSEAS, HOME) if _OVERSEAS_BEGINS.fullmatch(figures) else (HOME,)
    for region in regions:
        number = _parsed(figures, region)
        if number is not None and phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    home = figures.removeprefix("+33").removeprefix("0")
    named = figures.startswith("+33") or not figures.startswith("+")
    return f"+33{home}" if named and _HOME_NUMBER.fullmatch(home) else None


def shown_phone(e164: str) -> str:
    """A kept number as people write it: « 06 12 34 56 78 », « 0692 12 34 56 », « +34 612 34 56 78 »."""
    number = phonenumbers.parse(e164, None)
    ours = number.country_code in (33, 262, 590, 594, 596)
    shape = PhoneNumberFormat.NATIONAL if ours else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def phone_trouble(text: str) -> str | None:
    """What is wrong with a number that was typed, as a French sentence; None where nothing is."""
    if not text.strip() or read_phone(text) is not None:
        return None
    told, plain = f"« {text.strip()} »", read(text).low
    figures = re.sub(r"[^0-9]", "", plain)
    if re.search(r"[^\W0-9_]", _LABEL.sub("", plain)):
        return f"{told} n'est pas un numéro : écrivez-le en chiffres, par exemple 06 12 34 56 78."
    if plain.strip().startswith(("+", "00")):
        return f"{told} n'est pas un numéro de ce pays : vérifiez l'indicatif et le nombre de chiffres."
    if _SHORT.fullmatch(figures):
        return f"{told} est un numéro court, que personne ne peut rappeler : demandez celui du déclarant."
    if len(figures) != 10:
        return (
            f"{told} a {len(figures)} chiffre{'s' if len(figures) > 1 else ''} : un numéro français en a 10 ; "
            "un numéro étranger commence par + et l'indicatif du pays."
        )
    return f"{told} n'est pas un numéro français : il commence par 01 à 07, ou 09."


def _parsed(figures: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(figures, region)
    except phonenumbers.NumberParseException:
        return None
