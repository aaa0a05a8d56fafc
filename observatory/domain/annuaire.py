"""The directory: services, partners, emergency and help lines; and the words that make the desk think of one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from observatory.domain.errors import ValueRefused
from observatory.domain.garde import Genre as Personnel
from observatory.domain.garde import find_personal


class Genre(StrEnum):
    """What a line of the directory is."""

    URGENCE = "urgence"
    AIDE = "aide"
    SERVICE = "service"
    PARTENAIRE = "partenaire"


MOST_LINES = 300
MOST_SAID = 60
"""Lines that the desk may offer: more are not read while somebody waits."""
STALE_MONTHS = 6
"""After so long without a check, a line is marked."""
_LONGEST = {
    "code": 40, "nom": 120, "role": 300, "adresse": 200, "horaires": 120, "numero": 40, "courriel": 120,
    "consigne": 300, "mots": 600,
}  # fmt: skip
_NAMED = (Personnel.NOM, Personnel.PLAQUE, Personnel.NAISSANCE, Personnel.SECU)
"""What a directory of functions has no reason to hold."""
_MAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
_NOT = r"(?:pas|plus|aucun|aucune|ni|sans)(?: \w+){0,2} "
"""What takes the danger out of the words that follow: « pas de blessé », « il n'y a plus d'incendie »."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of the directory: a function, never a person.

    ``nom`` is also the name under which the rules send files. ``role`` says who does what, ``consigne`` what the desk
    says, ``mots`` (set apart by semicolons) what makes it think of the line. ``verifie_le`` is the day on which
    somebody last checked it. A line is retired (``retire_le``), never deleted.
    """

    code: str
    genre: str
    nom: str
    role: str = ""
    adresse: str = ""
    horaires: str = ""
    numero: str = ""
    courriel: str = ""
    consigne: str = ""
    mots: str = ""
    verifie_le: dt.date | None = None
    verifie_par: str = ""
    retire_le: dt.date | None = None

    @property
    def said(self) -> bool:
        """Whether the desk offers it: in service, and an emergency, a help line, or one that has words."""
        return self.retire_le is None and (self.genre in (Genre.URGENCE, Genre.AIDE) or bool(self.mots.strip()))


@dataclass(frozen=True, slots=True)
class Orientation:
    """What the desk knows of a line: who answers, under which number, when, what to say."""

    code: str
    libelle: str
    numero: str
    horaires: str
    consigne: str
    mots: str
    urgence: bool


def line_to_orientation(ligne: Ligne) -> Orientation:
    """A line as the desk has it."""
    return Orientation(
        ligne.code, ligne.nom, ligne.numero, ligne.horaires, ligne.consigne or ligne.role, ligne.mots,
        ligne.genre == Genre.URGENCE,
    )  # fmt: skip


def orientations_said(texte: str, table: Sequence[Orientation]) -> list[Orientation]:
    """The lines whose words a text says, emergencies first, otherwise in the order of the table.

    Whole words, with or without accents, in the singular or the plural; words that the text denies do not count.
    """
    said = _plain(texte)
    found = [one for one in table if (pattern := _pattern(one.mots)) is not None and _holds(pattern, said)]
    return sorted(found, key=lambda one: not one.urgence)


def check_directory(table: Sequence[Ligne]) -> None:
    """Refuse a directory that cannot serve.

    Raises
    ------
    ValueRefused
        When it is empty or too long, a line lacks its code, name or kind, a code or the name of two services repeats,
        a text is too long, an e-mail address is none, somebody is named, or no emergency is left.
    """
    if not table:
        raise ValueRefused("L'annuaire est vide : gardez-y au moins les numéros d'urgence.")
    if len(table) > MOST_LINES:
        raise ValueRefused(f"L'annuaire a {len(table)} lignes : {MOST_LINES} au plus.")
    codes: set[str] = set()
    names: set[str] = set()
    for rank, one in enumerate(table, start=1):
        where = f"Ligne {rank} (« {one.nom or one.code} »)"
        _check_line(where, one)
        if one.code in codes:
            raise ValueRefused(f"{where} : le code « {one.code} » est déjà celui d'une autre ligne.")
        if one.retire_le is None and one.nom.casefold() in names:
            raise ValueRefused(f"{where} : ce nom est déjà celui d'une autre ligne en service.")
        codes.add(one.code)
        if one.retire_le is None:
            names.add(one.nom.casefold())
    if not any(one.genre == Genre.URGENCE and one.retire_le is None for one in table):
        raise ValueRefused("Aucune ligne en service n'est une urgence : gardez le 17, le 18, le 15 et le 112.")
    said = sum(one.said for one in table)
    if said > MOST_SAID:
        raise ValueRefused(
            f"Le bureau proposerait {said} lignes : {MOST_SAID} au plus, pour rester lisible au téléphone. Retirez des "
            "lignes, ou videz leurs mots."
        )


def services_missing(table: Iterable[Ligne], services: Iterable[str]) -> list[str]:
    """The services to which files are sent and that no line in service names, in alphabetical order."""
    known = {one.nom.casefold() for one in table if one.retire_le is None}
    return sorted({one for one in services if one.strip() and one.casefold() not in known})


def is_stale(ligne: Ligne, day: dt.date) -> bool:
    """Whether a line was never checked, or not for six months."""
    if ligne.verifie_le is None:
        return True
    months = (day.year - ligne.verifie_le.year) * 12 + day.month - ligne.verifie_le.month
    return months - (day.day < ligne.verifie_le.day) >= STALE_MONTHS


def _check_line(where: str, one: Ligne) -> None:
    for name in ("code", "nom"):
        if not getattr(one, name).strip():
            raise ValueRefused(f"{where} : il manque {name} ; complétez-la ou retirez-la.")
    if one.genre not in list(Genre):
        raise ValueRefused(f"{where} : le genre est l'un de {', '.join(Genre)}, pas « {one.genre} ».")
    if one.said and not one.numero.strip():
        raise ValueRefused(f"{where} : il manque numero ; le bureau donne cette ligne aux appelants.")
    for name, most in _LONGEST.items():
        if len(getattr(one, name)) > most:
            raise ValueRefused(f"{where} : {name} dépasse {most} caractères.")
    if one.courriel and not _MAIL.fullmatch(one.courriel):
        raise ValueRefused(f"{where} : « {one.courriel} » n'est pas une adresse de courriel.")
    for name in ("nom", "role", "adresse", "horaires", "consigne"):
        for found in find_personal(getattr(one, name)):
            if found.genre in _NAMED:
                raise ValueRefused(
                    f"{where} : « {found.extrait} » désigne une personne ; l'annuaire dit des fonctions, pas des noms."
                )


def _holds(pattern: re.Pattern[str], said: str) -> bool:
    return any(not re.search(_NOT + "$", said[: found.start()]) for found in pattern.finditer(said))


@lru_cache(maxsize=256)
def _pattern(mots: str) -> re.Pattern[str] | None:
    words = [_plain(one).strip() for one in mots.split(";")]
    each = [r"\b" + r" ".join(rf"{re.escape(part)}(?:s|x|es)?" for part in one.split()) + r"\b" for one in words if one]
    return re.compile("|".join(each)) if each else None


def _plain(text: str) -> str:
    """Lower case, without accents, every run of other signs as one space."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
    return re.sub(r"[^0-9a-z]+", " ", bare.replace("œ", "oe"))
