"""Rows of a file to signalements: one table of typed columns, and the rows refused with a reason."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from observatory.domain.formule import restored
from observatory.intake.dates import DateReader, DateRefused, Moment
from observatory.intake.mapping import CANAUX, SEPARATOR, STATUTS, Mapping
from observatory.intake.mots import plain
from observatory.intake.positions import read_number, read_position
from observatory.intake.rejets import Rejet
from observatory.intake.rows import Rows

INSTANT = pa.timestamp("us", "UTC")
SCHEMA = pa.schema(
    [
        pa.field("ligne", pa.int64(), nullable=False),
        ("source", pa.string()),
        pa.field("reference", pa.string(), nullable=False),
        pa.field("recu_le", INSTANT, nullable=False),
        pa.field("recu_jour", pa.date32(), nullable=False),
        ("recu_heure", pa.int8()),
        pa.field("categorie", pa.string(), nullable=False),
        ("categorie_origine", pa.string()),
        ("adresse", pa.string()),
        ("adresse_trouvee", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("description", pa.string()),
        pa.field("canal", pa.string(), nullable=False),
        ("survenu_debut", INSTANT),
        ("survenu_fin", INSTANT),
        pa.field("statut", pa.string(), nullable=False),
        ("service", pa.string()),
        ("clos_le", INSTANT),
        ("retour_le", INSTANT),
        ("echeance", INSTANT),
        ("lieu", pa.string()),
        ("residence", pa.string()),
        ("batiment", pa.string()),
        ("hall", pa.string()),
        ("etage", pa.string()),
        ("probleme", pa.string()),
        ("declarant", pa.string()),
        ("precision_m", pa.float64()),
        ("methode", pa.string()),
        ("remarque", pa.string()),
    ]
)
"""Columns of a batch; `recu_heure` is null where the source gives a day only."""

LONGEST_PROMISE = dt.timedelta(days=366)
"""How far ahead a promise may fall due."""

LIEUX = ("public", "parties communes", "prive")
"""Kinds of place."""

PLAIN_TEXTS = (
    "source",
    "adresse",
    "adresse_trouvee",
    "description",
    "service",
    "residence",
    "batiment",
    "hall",
    "etage",
    "probleme",
    "declarant",
    "methode",
)
"""Fields that are kept as they are written."""

IDENTITY = (
    "recu_le",
    "categorie",
    "adresse",
    "lon",
    "lat",
    "description",
    "canal",
    "survenu_debut",
    "survenu_fin",
    "lieu",
    "residence",
    "batiment",
    "hall",
    "etage",
    "declarant",
)
"""Fields that make the reference of a row without one: what a later export of the same row does not change."""

SAME_CLOCK_FROM = 20
"""From this many rows, all at 00:00:00, the hours are no hours: the source knows days only."""

SEVERAL = ("categorie", "adresse")
"""Fields that may stand in several columns."""

OPTIONAL_MOMENTS = {
    "survenu_debut": dt.time(),
    "survenu_fin": dt.time(23, 59, 59),
    "clos_le": dt.time(12),
    "retour_le": dt.time(12),
    "echeance": dt.time(23, 59, 59),
}
"""Moments that may lack, with the local hour at which a bare day is placed."""


@dataclass(frozen=True)
class SignalementBatch:
    """What a file gave: `table` (see ``SCHEMA``), `rejets`, and `remarques` on the file as a whole."""

    table: pa.Table
    rejets: list[Rejet]
    remarques: list[str] = field(default_factory=list)


def read_signalements(rows: Rows, mapping: Mapping, codes: Collection[str], today: dt.date) -> SignalementBatch:
    """Read signalements; every row ends in the table or in the rejects, in the order of the file.

    A row is refused when it was cut wrongly, is empty, or has no readable date of reception. All else is kept: an
    unknown category becomes ``autre`` with its word, a doubtful position is left out, and `remarque` says so.

    Raises
    ------
    FormatError
        A column that the mapping names is missing.
    ValueRefused
        The mapping leads to a code that is not in `codes`.
    """
    mapping.check_codes(codes)
    reader = _RowReader(rows, mapping.fitted(rows), frozenset(codes), today)
    rejets: list[Rejet] = []
    for index in range(len(rows)):
        refused = reader.take(index)
        if refused:
            rejets.append(Rejet(rows.lines[index], refused, rows.record(index)))
    remarques = [*rows.remarques, *reader.file_remarks()]
    return SignalementBatch(reader.table(), rejets, remarques)


class _RowReader:
    """Takes rows one after the other into columns; remembers words already understood."""

    def __init__(self, rows: Rows, mapping: Mapping, codes: frozenset[str], today: dt.date) -> None:
        self.rows = rows
        self.mapping = mapping
        self.codes = codes
        self.dates = DateReader(today, mapping.zone, mapping.format.dates, rows.tableur)
        self.due = DateReader(today + LONGEST_PROMISE, mapping.zone, mapping.format.dates, rows.tableur)
        self.clean: Callable[[str], str] = _disarmed if mapping.format.apostrophes else str.strip
        self.out: dict[str, list[Any]] = {column.name: [] for column in SCHEMA}
        self.occurrences: Counter[str] = Counter()
        self.categories: dict[tuple[str, ...], str | None] = {}
        self.canaux = _vocabulary(CANAUX, mapping.canaux)
        self.statuts = _vocabulary(STATUTS, mapping.statuts)
        self.lieux = _vocabulary(LIEUX, {})
        self.clocks: list[dt.time | None] = []
        place = {name: index for index, name in enumerate(rows.columns)}
        named = mapping.colonnes.named()
        self.single = [(key, place[names[0]]) for key, names in named.items() if key not in SEVERAL]
        self.several = [(key, [place[one] for one in names]) for key, names in named.items() if key in SEVERAL]
        self.plain_texts = [name for name in PLAIN_TEXTS if name in named]
        self.optional = [name for name in OPTIONAL_MOMENTS if name in named]

    def take(self, index: int) -> str | None:
        """Add one row to the columns, or give the reason why it is refused."""
        cells = self.rows.cells[index]
        if index in self.rows.faults:
            return self.rows.faults[index]
        value = {key: self.clean(cells[place]) for key, place in self.single}
        texts = {key: [self.clean(cells[place]) for place in places] for key, places in self.several}
        for key, parts in texts.items():
            value[key] = " ".join(filter(None, parts))
        if not any(value.values()):
            return "la ligne est vide dans toutes les colonnes utiles"
        if not value["recu_le"]:
            return f"la date de réception manque (colonne « {self.mapping.colonnes.recu_le} »)"
        try:
            received = self.dates.read(value["recu_le"])
        except DateRefused as refused:
            return str(refused)
        remarks = [value["remarque"]] if value.get("remarque") else []
        self._received(received, remarks)
        self._put("ligne", self.rows.lines[index])
        self._put("reference", value.get("reference") or self._derived_reference(value, texts))
        self._category(texts.get("categorie", []), value, remarks)
        self._position(value, remarks)
        self._words(value, remarks)
        self._moments(value, remarks)
        for name in self.plain_texts:
            self._put(name, value[name] or None)
        self._put("remarque", " ; ".join(dict.fromkeys(remarks)) or None)
        return None

    def file_remarks(self) -> list[str]:
        """Settle what only the whole file tells (hours that are all midnight), and say it."""
        midnight = all(clock == dt.time() for clock in self.clocks)
        if self.mapping.format.minuit_compte or len(self.clocks) < SAME_CLOCK_FROM or not midnight:
            return []
        zone = self.mapping.zone
        for index, day in enumerate(self.out["recu_jour"]):
            noon = dt.datetime.combine(day, dt.time(12), tzinfo=zone)
            self.out["recu_le"][index] = Moment(noon.astimezone(dt.UTC), day, None).micros
            self.out["recu_heure"][index] = None
        return ["Toutes les dates sont à 00:00:00 : la source ne donne que le jour, l'heure est laissée vide."]

    def table(self) -> pa.Table:
        """The columns as an Arrow table; a field that the file does not have is all null."""
        count = len(self.out["ligne"])
        arrays = [
            pa.array(self.out[column.name], type=column.type) if self.out[column.name] else pa.nulls(count, column.type)
            for column in SCHEMA
        ]
        return pa.Table.from_arrays(arrays, schema=SCHEMA)

    def _put(self, name: str, value: object) -> None:
        self.out[name].append(value)

    def _received(self, moment: Moment, remarks: list[str]) -> None:
        self._put("recu_le", moment.micros)
        self._put("recu_jour", moment.jour)
        self._put("recu_heure", moment.heure)
        self.clocks.append(moment.horloge)
        if moment.remarque:
            remarks.append(f"recu_le : {moment.remarque}")

    def _derived_reference(self, value: dict[str, str], texts: dict[str, list[str]]) -> str:
        """A reference from the row's content; identical rows are told apart by their rank in the file."""
        pieces = ((key, SEPARATOR.join(texts[key]) if key in texts else value.get(key, "")) for key in IDENTITY)
        content = "\x1e".join(f"{key}\x1f{piece}" for key, piece in pieces if piece)
        digest = hashlib.sha256(content.encode("utf-8", errors="replace")).hexdigest()[:20]
        self.occurrences[digest] += 1
        rank = self.occurrences[digest]
        return f"sans-{digest}" + (f"-{rank}" if rank > 1 else "")

    def _category(self, parts: list[str], value: dict[str, str], remarks: list[str]) -> None:
        key = tuple(parts)
        if key not in self.categories:
            self.categories[key] = self._code(parts)
        code, word = self.categories[key], SEPARATOR.join(part for part in parts if part)
        told = code is not None and "categorie_origine" in value
        origin = value.get("categorie_origine") or ("" if told else word)
        if code is None and word:
            remarks.append(f"catégorie « {word} » inconnue : rangée en « autre »")
        self._put("categorie", code or "autre")
        self._put("categorie_origine", origin or None)

    def _code(self, parts: list[str]) -> str | None:
        found = self.mapping.code_of(parts)
        if found is None:
            found = next((part for part in reversed(parts) if part in self.codes), None)
        return found

    def _position(self, value: dict[str, str], remarks: list[str]) -> None:
        lat, lon, why = read_position(value.get("lat", ""), value.get("lon", ""))
        self._put("lat", lat)
        self._put("lon", lon)
        if why:
            remarks.append(f"{why} : à localiser")
        if "precision_m" in value:
            self._put("precision_m", self._metres(value["precision_m"], remarks))

    def _metres(self, precision: str, remarks: list[str]) -> float | None:
        metres = read_number(precision) if precision else None
        if precision and (metres is None or metres < 0):
            remarks.append(f"précision « {precision} » illisible")
            return None
        return metres

    def _words(self, value: dict[str, str], remarks: list[str]) -> None:
        statut = "resolu" if value.get("clos_le") and not value.get("statut") else "recu"
        for name, words, otherwise in (
            ("canal", self.canaux, "autre"),
            ("statut", self.statuts, statut),
            ("lieu", self.lieux, None),
        ):
            word = value.get(name, "")
            code = words.get(_key(word)) if word else otherwise
            if code is None and word:
                remarks.append(f"{name} « {word} » inconnu" + (f" : rangé en « {otherwise} »" if otherwise else ""))
                code = otherwise
            self._put(name, code)

    def _moments(self, value: dict[str, str], remarks: list[str]) -> None:
        found = {name: self._optional(name, value[name], remarks) for name in self.optional}
        debut, fin = found.get("survenu_debut"), found.get("survenu_fin")
        if debut is not None and fin is not None and fin < debut:
            remarks.append(
                f"survenu_fin « {value['survenu_fin']} » précède survenu_debut « {value['survenu_debut']} » : "
                "intervalle laissé vide"
            )
            found["survenu_debut"] = found["survenu_fin"] = None
        for name, micros in found.items():
            self._put(name, micros)

    def _optional(self, name: str, text: str, remarks: list[str]) -> int | None:
        if not text:
            return None
        try:
            moment = (self.due if name == "echeance" else self.dates).read(text, OPTIONAL_MOMENTS[name])
        except DateRefused as refused:
            remarks.append(f"{name} laissé vide : {refused}")
            return None
        if moment.remarque:
            remarks.append(f"{name} : {moment.remarque}")
        return moment.micros


def _disarmed(cell: str) -> str:
    return restored(cell.strip())


def _key(word: str) -> str:
    return plain(word).replace("_", " ").replace("-", " ")


def _vocabulary(known: Collection[str], words: dict[str, str]) -> dict[str, str]:
    """Codes by comparable word: our own, then the source's, which prevail."""
    return {_key(code): code for code in known} | {_key(word): code for word, code in words.items()}
