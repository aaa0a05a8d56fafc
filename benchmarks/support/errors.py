"""The errors that people make in addresses, made from a seed, one family at a time.

    rng = random.Random(1)
    make_error("glued", Address("1", "Rue Jonas", "Athie", "21500"), "1 Rue Jonas Athie", rng)  # « 1 RueJonas Athie »

A family changes the part of a query that it is about: letters change in the street (or in the town), digits in the
postcode, the suffix in the house number. The number keeps its digits and the rest of the query is left as it was, so
that the address can still be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from support.letters import LETTER_ERRORS, look_alike, plain, sound_alike

ABBREVIATIONS = {
    "rue": ("r", "r."), "avenue": ("av", "av.", "ave"), "boulevard": ("bd", "bld", "boul"), "allée": ("all", "al"),
    "allee": ("all",), "place": ("pl", "pl."), "impasse": ("imp", "imp."), "chemin": ("che", "chem", "ch"),
    "route": ("rte", "rt"), "square": ("sq",), "résidence": ("res", "rés"), "lotissement": ("lot", "lot."),
    "faubourg": ("fg", "fbg"), "quai": ("qu",), "passage": ("pass", "psg"), "saint": ("st", "st."), "sainte": ("ste",),
    "docteur": ("dr",), "général": ("gal", "gén"), "maréchal": ("mal",), "professeur": ("pr", "prof"),
    "président": ("pdt", "pt"), "commandant": ("cdt",), "capitaine": ("cne",), "colonel": ("cl", "col"),
}  # fmt: skip
"""How people shorten the words of a street."""

_ARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "et", "en", "sur", "sous", "aux", "au"})
_SUFFIX = re.compile(r"^(\d+)\s*(bis|ter|quater|[a-z])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """What a query is about: the row of the gazetteer that a good answer equals. ``housenumber`` has its suffix."""

    housenumber: str
    street: str
    city: str
    postcode: str


Maker = Callable[[Address, str, Random], str | None]


def make_error(family: str, address: Address, query: str, rng: Random) -> str | None:
    """The query with one error of a family of ``FAMILIES``; None where that family cannot touch it.

    Raises
    ------
    KeyError
        When there is no such family.
    """
    changed = FAMILIES[family](address, query, rng)
    return None if changed is None or changed == query else changed


def _in_street(change: Callable[[str, Random], str | None]) -> Maker:
    """A maker that changes the street of the query and nothing else."""

    def make(address: Address, query: str, rng: Random) -> str | None:
        return _replaced(query, address.street, change(address.street, rng))

    return make


def _in_town(address: Address, query: str, rng: Random) -> str | None:
    if address.city not in query or len(address.city) < 5:
        return None
    change = rng.choice([*LETTER_ERRORS.values(), sound_alike])
    changed = change(address.city, rng)
    return None if changed is None else changed.join(query.rsplit(address.city, 1))


def _replaced(query: str, part: str, by: str | None) -> str | None:
    return None if by is None or part not in query else query.replace(part, by, 1)


def _twice(street: str, rng: Random) -> str | None:
    """Two errors in one street, of different families."""
    first, second = rng.sample([*LETTER_ERRORS.values(), sound_alike, look_alike], 2)
    once = first(street, rng)
    return None if once is None else second(once, rng)


def _glued(address: Address, query: str, rng: Random) -> str | None:
    """« 1 RueJonas », « ruedela République », « 1rue Jonas », « Jonas21500 »: never the number and the suffix alone."""
    first = len(address.housenumber) if query.startswith(address.housenumber) else 0
    gaps = [at for at, letter in enumerate(query) if letter == " " and at >= first]
    street = [at for at in gaps if first < at < first + 1 + len(address.street)]
    if not gaps:
        return None
    if len(street) > 1 and rng.random() < 0.25:
        return _replaced(query, address.street, address.street.replace(" ", "", rng.randint(2, len(street))))
    at = rng.choice(street if street and rng.random() < 0.8 else gaps)
    return query[:at] + query[at + 1 :]


def _split(street: str, rng: Random) -> str | None:
    """« Répub lique »: a word of five letters or more, parted inside."""
    places = [at for found in re.finditer(r"[^\W\d_]{5,}", street) for at in range(found.start() + 2, found.end() - 1)]
    if not places:
        return None
    at = rng.choice(places)
    return street[:at] + " " + street[at:]


def _reordered(address: Address, query: str, rng: Random) -> str | None:
    """Two words of the name exchanged, the number after the street, or the town first."""
    words = address.street.split()
    ways = [f"{address.street} {address.housenumber}".join(query.split(f"{address.housenumber} {address.street}", 1))]
    if len(words) > 2 and len(words[-1]) > 2 and len(words[-2]) > 3:
        ways.append(query.replace(address.street, " ".join([*words[:-2], words[-1], words[-2]]), 1))
    if query.endswith(f" {address.city}"):
        ways.append(f"{address.city} {query.removesuffix(address.city).rstrip()}")
    return rng.choice(ways)


def _left_out(street: str, rng: Random) -> str | None:
    """Articles gone: all of them, or one."""
    words = street.split()
    articles = [at for at, word in enumerate(words) if word.lower() in _ARTICLES and 0 < at < len(words) - 1]
    if articles:
        gone = set(articles) if rng.random() < 0.6 else {rng.choice(articles)}
        return " ".join(word for at, word in enumerate(words) if at not in gone)
    bare = re.sub(r"\b[dl]['’]", "", street, flags=re.IGNORECASE)
    return bare if bare != street else None


def _abbreviated(street: str, rng: Random) -> str | None:
    words = re.split(r"([\s-])", street)
    known = [at for at, word in enumerate(words) if word.lower() in ABBREVIATIONS]
    if not known:
        return None
    for at in known if rng.random() < 0.5 else known[:1]:
        words[at] = rng.choice(ABBREVIATIONS[words[at].lower()])
    return "".join(words)


def _unaccented(address: Address, query: str, rng: Random) -> str | None:
    return plain(query)


def _upper(address: Address, query: str, rng: Random) -> str | None:
    """Capitals without accents, hyphens and apostrophes as blanks: how an envelope is written."""
    return re.sub(r"[-'’]", " ", plain(query)).upper()


def _mojibake(address: Address, query: str, rng: Random) -> str | None:
    """UTF-8 read as cp1252, once; or every accented letter lost in a question mark."""
    if query.isascii():
        return None
    if rng.random() < 0.75:
        return query.encode().decode("cp1252", "replace")
    return query.encode("ascii", "replace").decode()


def _postcode(address: Address, query: str, rng: Random) -> str | None:
    """A digit of the postcode lost, wrong, or exchanged with the next; a leading zero first of all."""
    code = address.postcode
    if len(code) != 5 or code not in query[len(address.housenumber) :]:
        return None
    at = 0 if code[0] == "0" and rng.random() < 0.5 else rng.randrange(5)
    wrong = code[:at] + rng.choice([d for d in "0123456789" if d != code[at]]) + code[at + 1 :]
    lost = code[:at] + code[at + 1 :]
    swapped = code[: max(at - 1, 0)] + code[max(at - 1, 0) : at + 1][::-1] + code[at + 1 :]
    return rng.choice([lost, wrong, wrong, swapped]).join(query.rsplit(code, 1))


def _suffix(address: Address, query: str, rng: Random) -> str | None:
    """« 33BIS » as 33 bis, 33 Bis, 33-bis, 33b, 33 B."""
    found = _SUFFIX.match(address.housenumber)
    if found is None:
        return None
    number, suffix = found.groups()
    words = {suffix.lower(), suffix.upper(), suffix.capitalize()}
    if suffix.lower() in ("bis", "ter", "quater"):
        words |= {suffix[0].lower(), suffix[0].upper()}
    writings = [f"{number}{gap}{word}" for gap in ("", " ", "-") for word in sorted(words)]
    return _replaced(query, address.housenumber, rng.choice([one for one in writings if one != address.housenumber]))


FAMILIES: dict[str, Maker] = {
    **{name: _in_street(change) for name, change in LETTER_ERRORS.items()},
    "phonetic": _in_street(sound_alike),
    "optical": _in_street(look_alike),
    "two": _in_street(_twice),
    "glued": _glued,
    "split": _in_street(_split),
    "reordered": _reordered,
    "left_out": _in_street(_left_out),
    "abbreviated": _in_street(_abbreviated),
    "unaccented": _unaccented,
    "upper": _upper,
    "mojibake": _mojibake,
    "postcode": _postcode,
    "suffix": _suffix,
    "town": _in_town,
}
"""Every family of errors by name."""
