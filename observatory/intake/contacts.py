"""Rows of a file to contacts that make no signalement: typed columns, and the rows refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pyarrow as pa

from observatory.domain.appel import Issue
from observatory.domain.errors import FormatError
from observatory.domain.formule import restored
from observatory.intake.dates import DateReader, DateRefused
from observatory.intake.mapping import CANAUX
from observatory.intake.mots import listed, plain
from observatory.intake.rejets import Rejet
from observatory.intake.rows import Rows

NEEDED = ("reference", "recu_le", "issue")
OPTIONAL = ("source", "canal", "orientation", "duree_s", "declarant", "probleme")
TAKEN = (Issue.INFORMATION, Issue.ORIENTATION, Issue.HORS_CHAMP, Issue.RELANCE)
"""What a contact of such a file may end in."""
LONGEST = 86_400
"""Seconds: no call lasts longer than a day."""

SCHEMA = pa.schema(
    [
        ("ligne", pa.int64()),
        ("source", pa.string()),
        ("reference", pa.string()),
        ("recu_le", pa.timestamp("us", "UTC")),
        ("recu_jour", pa.date32()),
        ("recu_heure", pa.int8()),
        ("canal", pa.string()),
        ("issue", pa.string()),
        ("orientation", pa.string()),
        ("duree_s", pa.int32()),
        ("declarant", pa.string()),
        ("probleme", pa.string()),
    ]
)


@dataclass(frozen=True)
class ContactBatch:
    """What a file gave: `table` (see ``SCHEMA``), `rejets`, and `remarques` on the file as a whole."""

    table: pa.Table
    rejets: list[Rejet]
    remarques: list[str] = field(default_factory=list)


class _Refused(Exception):
    """A row that cannot be taken; its text is the reason."""


def read_contacts(rows: Rows, today: dt.date, source: str, problemes: Collection[str]) -> ContactBatch:
    """Read contacts; every row ends in the table or in the rejects, in the order of the file.

    ``source`` stands where the file has no such column; ``problemes`` are the keys of those that the base knows.

    Raises
    ------
    FormatError
        A column that is needed is missing.
    """
    places = {plain(name): at for at, name in reversed(list(enumerate(rows.columns)))}
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise FormatError(
            f"{rows.name} : il manque {listed(missing)}. Colonnes attendues : {', '.join(NEEDED)}, et si elles sont "
            f"connues {', '.join(OPTIONAL)} ; colonnes du fichier : {listed(rows.columns)}."
        )
    here = {name: places[name] for name in (*NEEDED, *OPTIONAL) if name in places}
    dates = DateReader(today, ZoneInfo("Europe/Paris"), serials=rows.tableur)
    reader = _Reader(dates, source, frozenset(problemes), here)
    taken, rejets = [], []
    for index, cells in enumerate(rows.cells):
        reason = rows.faults.get(index)
        if reason is None:
            try:
                taken.append({"ligne": rows.lines[index], **reader.take(cells)})
                continue
            except _Refused as refused:
                reason = str(refused)
        rejets.append(Rejet(rows.lines[index], reason, rows.record(index)))
    return ContactBatch(pa.Table.from_pylist(taken, SCHEMA), rejets, list(rows.remarques))


class _Reader:
    """Takes the cells of one row after the other."""

    def __init__(self, dates: DateReader, source: str, problemes: frozenset[str], places: dict[str, int]) -> None:
        self.dates, self.source, self.problemes, self.places = dates, source, problemes, places

    def take(self, cells: list[str]) -> dict[str, object]:
        value = {name: restored(cells[at].strip()) for name, at in self.places.items()}
        if not value["reference"]:
            raise _Refused("la référence manque : sans elle un second import ajouterait ce contact une seconde fois")
        try:
            received = self.dates.read(value["recu_le"])
        except DateRefused as refused:
            raise _Refused(str(refused)) from refused
        issue = plain(value["issue"]).replace(" ", "_").replace("-", "_")
        canal = plain(value.get("canal") or "telephone")
        probleme = value.get("probleme") or None
        self._check(issue, value["issue"], canal, probleme)
        return {
            "source": value.get("source") or self.source,
            "reference": value["reference"],
            "recu_le": received.utc,
            "recu_jour": received.jour,
            "recu_heure": received.heure,
            "canal": canal,
            "issue": issue,
            "orientation": value.get("orientation") or None,
            "duree_s": _seconds(value.get("duree_s", "")),
            "declarant": value.get("declarant") or None,
            "probleme": probleme,
        }

    def _check(self, issue: str, told: str, canal: str, probleme: str | None) -> None:
        if issue == Issue.SIGNALEMENT:
            raise _Refused("un signalement s'importe avec son récit : « observatory import signalements »")
        if issue not in TAKEN:
            raise _Refused(f"l'issue « {told} » est inconnue ; issues connues : {', '.join(TAKEN)}")
        if canal not in CANAUX:
            raise _Refused(f"le canal « {canal} » est inconnu ; canaux connus : {', '.join(CANAUX)}")
        if issue == Issue.RELANCE and probleme is None:
            raise _Refused("une relance doit dire de quel problème (colonne « probleme »)")
        if probleme is not None and probleme not in self.problemes:
            raise _Refused(f"le problème « {probleme} » n'est pas dans la base : importez d'abord les signalements")


def _seconds(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > LONGEST:
        raise _Refused(f"la durée « {text} » n'est pas un nombre de secondes entre 0 et {LONGEST}")
    return int(text)
