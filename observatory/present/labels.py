"""Every French word that the product shows for a code, and numbers and dates as a French reader expects them.

Numbers, names of days and months, and plurals are those of Babel (CLDR, « fr »), but for what French typography asks
beyond: the true minus sign, a narrow space before « % », « 1er ». What was once written is kept: pages say the same
numbers and days again and again, and Babel takes 5 to 15 microseconds for each.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from observatory.domain.records import Chiffre

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

NARROW = "\u202f"
"""Narrow no-break space: between thousands and before « % »."""

FICTIONAL = "Ville fictive : Port-Clairval n'existe pas, ses habitants et leurs signalements sont simulés."

NO_BREAK = "\u00a0"
"""No-break space, before a noun that must not be left alone."""

MASKED = "s."
"""The one mark of a hidden count in whatever is published (« secret statistique »)."""

ROLES = {
    "operateur": "Opérateur : écoute et enregistre",
    "regulateur": "Régulateur : répartit et suit",
    "mediateur": "Médiateur : va sur place",
    "coordonnateur": "Coordonnateur : marches, plan, publication",
    "partenaire": "Partenaire : ce qui est confié à son service",
    "clspd": "CLSPD : points chauds, chiffres publiables et constats",
    "presentateur": "Présentateur : chiffres publiables",
    "administrateur": "Administrateur : comptes, référentiels, base",
    "dpo": "Délégué à la protection des données : journaux",
}
"""What each role is called and does."""

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

CANAUX = {
    "telephone": "Téléphone",
    "formulaire": "Formulaire",
    "application": "Application",
    "courriel": "Courriel",
    "accueil": "Accueil",
    "marche": "Marche",
    "autre": "Autre",
}
STATUTS = {
    "recu": "Reçu",
    "qualifie": "Qualifié",
    "transmis": "Transmis",
    "pris_en_charge": "Pris en charge",
    "mediation": "En médiation",
    "intervention_faite": "Intervention faite",
    "resolu": "Résolu",
    "sans_suite": "Sans suite",
    "rouvert": "Rouvert",
    "non_communique": "Non communiqué",
}
LIEUX = {"public": "Espace public", "parties communes": "Parties communes", "prive": "Privé"}
ZONAGES = {
    "commune": "Commune",
    "quartier": "Quartiers",
    "qpv": "QPV",
    "zsp": "ZSP",
    "qrr": "QRR",
    "iris": "IRIS",
    "bailleur": "Bailleurs",
    "carreau": "Carreaux de population",
    "eau": "Eau",
    "parc": "Parcs",
}
ZONAGES_SHORT = ZONAGES | {"quartier": "Quartier", "bailleur": "Bailleur", "carreau": "Carreau", "parc": "Parc"}
"""One territory of a layer."""

TYPES_LIEU = {
    "housenumber": "numéro",
    "street": "voie",
    "intersection": "carrefour",
    "locality": "lieu",
    "municipality": "commune",
}
"""What a place found by the geocoder is."""

METHODES = {
    "numero": "numéro connu",
    "numero voisin": "placé à un numéro voisin",
    "interpolation": "placé entre deux numéros",
    "rue": "milieu de la rue",
    "lieu": "lieu connu",
    "commune": "centre de la commune",
    "surnom": "surnom local",
    "croisement": "croisement d'après le tracé",
    "croisement estimé": "croisement estimé",
    "tronçon": "milieu du tronçon",
    "bout de rue": "bout de la rue",
    "en face": "de l'autre côté de la voie",
    "devant": "devant le lieu",
    "derrière": "derrière le lieu",
    "à côté": "à côté du lieu",
    "adresse la plus proche": "adresse la plus proche",
    "voie la plus proche": "voie la plus proche",
    "lieu le plus proche": "lieu le plus proche",
}
"""How a place was found."""

COMPTES = {"signalements": "signalement", "problemes": "problème", "declarants": "voix"}
"""What is counted, in the singular."""

COMPTES_MEANING = {
    "signalements": "chaque récit d'un trouble par un habitant compte pour un",
    "problemes": "les signalements d'un même trouble ne comptent qu'une fois",
    "declarants": "un déclarant connu compte une fois, un signalement anonyme compte pour une voix",
}
SMALL = 30
"""Counts under which a change says little."""

FEW = "moins de 5"
"""What stands for a count that is not told."""
CAVEAT = "On voit ici où l'on signale, pas tout ce qui arrive."
"""What every map of signalements says of itself."""

UNKNOWN = "non communiqué"

SMALL_NUMBER = 20
"""Below this count, in either year, a change in percent says little: the gap itself is said."""


def number(value: float | None, digits: int = 0) -> str:
    """« 12 345 », « 3,4 »; « non communiqué » for None, never a zero."""
    if value is None:
        return UNKNOWN
    return _decimal(round(value, digits) + 0.0, digits)


@cache
def _french() -> Locale:
    from babel import Locale

    return Locale.parse("fr")


@cache
def _pattern(digits: int) -> NumberPattern:
    from babel.numbers import parse_pattern

    return parse_pattern(f"#,##0.{'0' * digits}" if digits else "#,##0")


@lru_cache(8192)
def _decimal(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return UNKNOWN
    text: str = _pattern(digits).apply(value, _french())
    return text.replace("-", "\u2212")


@lru_cache(8192)
def _date(value: dt.date, pattern: str) -> str:
    """A day by a pattern of CLDR; where it begins a date in words, the first of a month is « 1er »."""
    from babel.dates import format_date

    text = format_date(value, pattern, locale=_french())
    return text.replace("1 ", "1er ", 1) if value.day == 1 and "d MMMM" in pattern else text


@lru_cache(1024)
def _is_singular(n: float) -> bool:
    """Whether the noun stays singular: below two in French, zero too."""
    return bool(_french().plural_form(float(abs(n))) == "one")


def percent(fraction: float | None, digits: int = 0, *, signed: bool = False) -> str:
    """« 12 % » for 0.12; with its sign where ``signed``."""
    if fraction is None:
        return UNKNOWN
    sign = "+" if signed and fraction > 0 else ""
    return f"{sign}{number(100 * fraction, digits)}{NARROW}%"


def day(value: dt.date | None) -> str:
    """« 5 mars 2026 », « 1er mai 2026 »."""
    if value is None:
        return UNKNOWN
    return _date(value, "d MMMM y")


def day_of(value: dt.datetime, zone: str = "Europe/Paris") -> str:
    """The day of an instant on the calendar of the zone, as :func:`day` writes it."""
    return day(value.astimezone(ZoneInfo(zone)).date())


def short_day(value: dt.date | None) -> str:
    """« 05/03/2026 »."""
    return UNKNOWN if value is None else _date(value, "dd/MM/y")


def period(depuis: dt.date | None, jusqua: dt.date | None) -> str:
    """« du 1er mars 2026 au 31 mars 2026 », with open ends."""
    if depuis and jusqua:
        return f"du {day(depuis)} au {day(jusqua)}"
    if depuis:
        return f"depuis le {day(depuis)}"
    return f"jusqu'au {day(jusqua)}" if jusqua else "toute la période connue"


def plural(n: float, one: str, several: str | None = None) -> str:
    """« 1 signalement », « 2 signalements »; zero is singular in French, « voix » does not change."""
    many = several or (one if one.endswith(("s", "x", "z")) else one + "s")
    return f"{number(n)}{NO_BREAK}{one if _is_singular(n) else many}"


def month(value: dt.date) -> str:
    """« mars 2026 »."""
    return _date(value, "LLLL y")


def short_month(value: dt.date) -> str:
    """« 03/26 », for an axis."""
    return _date(value, "MM/yy")


def first_upper(text: str) -> str:
    """A sentence's beginning: the first letter in capitals, the others as they are."""
    return text[:1].upper() + text[1:]


def label(words: Mapping[str, str], code: str | None) -> str:
    """The word for a code; an unknown code is shown as it is, none as « non communiqué »."""
    return UNKNOWN if code is None else words.get(code, code.replace("_", " ").capitalize())


def figure(one: Chiffre) -> str:
    """A headline figure with its unit: « 12 345 », « 3,4 jours », « 61 % », « non communiqué »."""
    if one.valeur is None:
        return UNKNOWN
    if one.unite == "%":
        return percent(one.valeur / 100)
    if one.unite:
        return f"{number(one.valeur, 1)}{NO_BREAK}{one.unite}"
    return number(one.valeur)


def figure_change(one: Chiffre) -> str | None:
    """The change on the year before, None where it is not known: points for a share, days, else a percentage."""
    if one.valeur is None or one.avant is None:
        return None
    gap = one.valeur - one.avant
    sign = "+" if gap > 0 else ""
    if one.unite == "%":
        return f"{sign}{number(gap, 1)} points"
    if one.unite:
        return f"{sign}{number(gap, 1)}{NO_BREAK}{one.unite}"
    if min(one.valeur, one.avant) < SMALL_NUMBER:
        return f"{sign}{number(gap)} (petits nombres)"
    return percent(gap / one.avant, signed=True)


def zonage(code: str) -> str:
    """The French name of a layer; a layer of the city's own keeps its name."""
    return ZONAGES.get(code, code.capitalize())


def hour_band(start: int, end: int) -> str:
    """« de 22 h à 6 h »."""
    return f"de {start}{NARROW}h à {end}{NARROW}h"


def caution(n: int, before: int | None) -> str:
    """What to bear in mind when a change between two counts is read; "" where nothing does."""
    if before is None:
        return "pas d'année précédente"
    if not before:
        return "aucun un an avant"
    return "petits nombres" if min(n, before) < SMALL_NUMBER else ""


def instant(value: dt.datetime, zone: str = "Europe/Paris", *, year: bool = False) -> str:
    """« lundi 23 novembre à 12 h », « mardi 1er décembre 2026 à 9 h 05 » with its year, on the clock of the zone."""
    here = value.astimezone(ZoneInfo(zone))
    date = _date(here.date(), "EEEE d MMMM y" if year else "EEEE d MMMM")
    minutes = f"{NARROW}{here.minute:02d}" if here.minute else ""
    return f"{date} à {here.hour}{NARROW}h{minutes}"
