"""Which column is what: a first proposal for a file that nobody has described yet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any
from zoneinfo import ZoneInfo

from observatory.intake.dates import DateReader, DateRefused
from observatory.intake.mapping import PRESETS, Mapping, make_mapping, preset
from observatory.intake.mots import nearest, plain
from observatory.intake.positions import read_number
from observatory.intake.rows import Rows

SAMPLE = 200
"""Rows that are looked at."""

AGREEMENT = 0.8
"""Share of a column's filled cells that must look like what its name promises."""

USUAL: dict[str, tuple[str, ...]] = {
    "reference": ("reference", "ref", "id_dmr", "id", "identifiant", "numero", "n°", "ticket", "service_request_id"),
    "recu_le": (
        "recu_le",
        "datedecl",
        "date de declaration",
        "date declaration",
        "date_signalement",
        "date du signalement",
        "date de reception",
        "requested_datetime",
        "created_at",
        "date_creation",
        "date",
        "jour",
    ),
    "categorie": ("categorie", "type", "nature", "motif", "theme", "service_name", "category", "objet"),
    "adresse": ("adresse", "address", "adresse complete", "lieu de l'intervention", "voie", "rue", "localisation"),
    "lon": ("lon", "longitude", "long", "lng"),
    "lat": ("lat", "latitude"),
    "description": ("description", "commentaire", "texte", "message", "details", "observations", "libelle"),
    "canal": ("canal", "prefixe", "origine", "source", "outil source", "mode de contact", "channel"),
    "survenu_debut": ("survenu_debut", "date des faits", "debut", "date_faits"),
    "survenu_fin": ("survenu_fin", "fin", "fin des faits"),
    "statut": ("statut", "etat", "status", "avancement"),
    "service": ("service", "intervenant", "direction", "agency_responsible", "service charge"),
    "clos_le": ("clos_le", "date de cloture", "date_cloture", "cloture", "closed_at"),
    "retour_le": ("retour_le", "date de retour", "retour"),
    "echeance": ("echeance", "date d'echeance", "date limite", "due_date"),
    "lieu": ("lieu",),
    "residence": ("residence",),
    "batiment": ("batiment", "bat"),
    "hall": ("hall", "entree"),
    "etage": ("etage",),
    "probleme": ("probleme",),
    "declarant": ("declarant",),
    "precision_m": ("precision_m",),
    "methode": ("methode",),
}
"""Usual header names by field, the surest first."""

SUBTYPES = ("soustype", "sous type", "sous_type", "sous-type", "sous categorie", "sous_categorie", "subtype")
"""Usual names of a second, finer column of category."""

TOWN = (("code_postal", "code postal", "cp", "postcode"), ("ville", "commune", "city", "nom_commune"))
"""Usual names of columns that complete an address."""

_STREET = re.compile(r"\b(rue|avenue|av|bd|boulevard|place|pl|allee|chemin|impasse|quai|route|cours|square)\b")


def guess_preset(rows: Rows) -> str | None:
    """The name of the preset whose columns the file has, or None."""
    here = {plain(name) for name in rows.columns}
    for name in PRESETS:
        named = preset(name).colonnes.named()
        must = {"id_dmr", "datedecl"} if name == "dansmarue" else {"recu_le", "categorie"}
        known = sum(all(plain(one) in here for one in columns) for columns in named.values())
        if must <= here and known >= 3:
            return name
    return None


def guess_columns(rows: Rows, today: dt.date) -> dict[str, str | list[str]]:
    """The table ``[colonnes]`` of a mapping, as far as names and contents tell.

    A name counts only where the cells agree (a date column holds dates). Without a known name, the first column that
    holds dates is the date, the first that holds streets the address. A field that is not guessed is absent.
    """
    guesser = _Guesser(rows, today)
    for field in USUAL:
        guesser.by_name(field)
    guesser.by_content("recu_le", guesser.looks_date)
    guesser.by_content("adresse", _looks_street)
    guesser.complete("categorie", (SUBTYPES,))
    guesser.complete("adresse", TOWN)
    if not {"lon", "lat"} <= guesser.found.keys():
        guesser.found.pop("lon", None)
        guesser.found.pop("lat", None)
    return guesser.found


def guess_mapping(rows: Rows, today: dt.date, codes: Collection[str], labels: dict[str, str]) -> Mapping | None:
    """A whole mapping to start from: columns, and categories whose word is near a code or a label; None without a date.

    `labels` gives our code for each label of the nomenclature.
    """
    columns = guess_columns(rows, today)
    if "recu_le" not in columns:
        return None
    raw: dict[str, Any] = {"colonnes": columns, "categories": _categories(rows, columns, codes, labels)}
    return make_mapping(raw, rows.name)


def _categories(
    rows: Rows, columns: dict[str, str | list[str]], codes: Collection[str], labels: dict[str, str]
) -> dict[str, str]:
    named = columns.get("categorie")
    first = named if isinstance(named, str) else named[0] if named else None
    if first is None:
        return {}
    known = {code: code for code in codes} | labels
    found: dict[str, str] = {}
    for word in dict.fromkeys(cell.strip() for cell in rows.column(first)):
        near = nearest(word, known) if word and len(found) < SAMPLE else None
        if near:
            found[word] = known[near]
    return found


class _Guesser:
    def __init__(self, rows: Rows, today: dt.date) -> None:
        self.rows = rows
        self.dates = DateReader(today, ZoneInfo("Europe/Paris"), serials=rows.tableur)
        self.found: dict[str, str | list[str]] = {}
        self.taken: set[str] = set()
        self.by_plain = {plain(name): name for name in reversed(rows.columns)}
        self.samples: dict[str, list[str]] = {}
        self.checks: dict[str, Callable[[str], bool]] = {
            "lon": _looks_number,
            "lat": _looks_number,
            "precision_m": _looks_number,
        }
        for field in ("recu_le", "survenu_debut", "survenu_fin", "clos_le", "retour_le", "echeance"):
            self.checks[field] = self.looks_date

    def by_name(self, field: str) -> None:
        for name in USUAL[field]:
            column = self.by_plain.get(plain(name))
            if column and column not in self.taken and self._agrees(field, column):
                self._take(field, column)
                return

    def by_content(self, field: str, looks: Callable[[str], bool]) -> None:
        if field in self.found:
            return
        for column in self.rows.columns:
            if column not in self.taken and self._sample(column) and self._share(column, looks) >= AGREEMENT:
                self._take(field, column)
                return

    def complete(self, field: str, groups: tuple[tuple[str, ...], ...]) -> None:
        """Add further columns to a field (subtype to type, postcode and town to street) unless already in it."""
        first = self.found.get(field)
        if not isinstance(first, str):
            return
        more: list[str] = []
        for names in groups:
            column = next((self.by_plain[plain(one)] for one in names if plain(one) in self.by_plain), None)
            if column and column not in self.taken and not self._contained(first, column):
                more.append(column)
        if more:
            self.found[field] = [first, *more]

    def looks_date(self, text: str) -> bool:
        try:
            self.dates.read(text)
        except DateRefused:
            return False
        return True

    def _take(self, field: str, column: str) -> None:
        self.found[field] = column
        self.taken.add(column)

    def _agrees(self, field: str, column: str) -> bool:
        looks = self.checks.get(field)
        if field == "reference":
            sample = self._sample(column)
            return len(set(sample)) == len(sample) and len(sample) == min(SAMPLE, len(self.rows))
        return looks is None or not self._sample(column) or self._share(column, looks) >= AGREEMENT

    def _sample(self, column: str) -> list[str]:
        if column not in self.samples:
            at = self.rows.columns.index(column)
            cells = (row[at].strip() for row in self.rows.cells[:SAMPLE])
            self.samples[column] = [cell for cell in cells if cell]
        return self.samples[column]

    def _share(self, column: str, looks: Callable[[str], bool]) -> float:
        sample = self._sample(column)
        return sum(looks(cell) for cell in sample) / len(sample)

    def _contained(self, whole: str, part: str) -> bool:
        """Whether a column's words already stand in another (an address that has its town)."""
        at, to = self.rows.columns.index(whole), self.rows.columns.index(part)
        pairs = [(plain(row[at]), plain(row[to])) for row in self.rows.cells[:SAMPLE] if row[to].strip()]
        inside = sum(small.split()[0] in big for big, small in pairs if small)
        return bool(pairs) and inside >= AGREEMENT * len(pairs)


def _looks_number(text: str) -> bool:
    return read_number(text) is not None


def _looks_street(text: str) -> bool:
    return bool(_STREET.search(plain(text)))
