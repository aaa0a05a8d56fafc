"""Bytes to lines of cells: encodings, separators, quotes. No byte sequence makes it fail."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DELIMITERS = (";", ",", "\t", "|")
"""Separators that are tried, in the order that settles a tie."""

SNIFFED_LINES = 60
"""Lines that are looked at to find the separator."""

MAX_RECOVERIES = 50
"""Broken quotes that are repaired one by one; beyond, the rest of the file is cut line by line."""

OPEN_QUOTE = "un guillemet ouvert n'est jamais refermé ; corriger le guillemet et réimporter la ligne"
TOO_LONG = "une cellule dépasse la longueur permise ; la raccourcir et réimporter la ligne"

_SENTINEL = "\x1e<fin>\x1e"


@dataclass
class Cut:
    """The records of a text: cells, the line where each begins, and what is wrong with some."""

    records: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)


def decode(data: bytes) -> tuple[str, str]:
    """Text of a file's bytes, and the name of the encoding that was found.

    A byte-order mark decides; then UTF-8; then line by line, UTF-8 or else Windows-1252 (a file pasted
    from two sources has both). Bytes without meaning become U+FFFD, NUL bytes are left out: every line stays.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").replace("\x00", ""), "UTF-16"
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text, name = body.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        text = "".join(_decode_line(line) for line in body.splitlines(keepends=True))
        name = "Windows-1252"
    return text.replace("\x00", "").removeprefix("\ufeff"), name


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def split_lines(text: str) -> list[str]:
    """Physical lines with their ends, as an editor numbers them (``\\n``, ``\\r\\n`` or ``\\r``)."""
    return list(io.StringIO(text, newline=""))


def sniff_delimiter(lines: list[str]) -> str:
    """The separator of a file: the one that cuts most lines into as many cells as the header."""
    head = [line for line in lines[: SNIFFED_LINES * 2] if line.strip()][:SNIFFED_LINES]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        counts = [len(record) for record in _tolerant(head, delimiter) if record]
        if not counts or counts[0] < 2:
            continue
        score = (round(sum(n == counts[0] for n in counts) / len(counts), 1), counts[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _tolerant(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [_cut_plainly(line, delimiter) for line in lines]


def _cut_plainly(line: str, delimiter: str) -> list[str]:
    """Cells of one line without regard to quotes: never fails."""
    return [cell.strip().strip('"') for cell in line.rstrip("\r\n").split(delimiter)]


def declared_delimiter(line: str) -> str | None:
    """The separator that Excel's first line ``sep=;`` declares, if the line is one."""
    found = re.fullmatch(r'"?sep=(.)"?\s*', line, flags=re.IGNORECASE | re.DOTALL)
    return found.group(1) if found and found.group(1) not in '\r\n"' else None


def cut(lines: list[str], delimiter: str) -> Cut:
    """Cut lines into records; blank lines are no records, every other line belongs to one.

    A quote that is opened and never closed would swallow the lines below it: the line that bears it is
    then a record of its own, with a fault, and reading goes on at the next line.
    """
    found = Cut()
    start, recoveries = 0, 0
    while start < len(lines):
        if recoveries > MAX_RECOVERIES:
            _cut_rest(found, lines, start, delimiter)
            break
        start, fault = _cut_from(found, lines, start, delimiter)
        if fault:
            _add(found, _cut_plainly(lines[start], delimiter), start, fault)
            start, recoveries = start + 1, recoveries + 1
    return found


def _cut_from(found: Cut, lines: list[str], start: int, delimiter: str) -> tuple[int, str | None]:
    """Read records until the end or a fault; gives the line to go on from, and the fault of that line."""
    reader = csv.reader(_with_sentinel(lines, start), delimiter=delimiter)
    begin = start
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return len(lines), None
        except csv.Error:
            return begin, TOO_LONG if len(lines[begin]) > csv.field_size_limit() else OPEN_QUOTE
        end = start + reader.line_num
        if end > len(lines):
            return (begin, OPEN_QUOTE) if record != [_SENTINEL] else (len(lines), None)
        if end - begin > 1 and _swallowed(found, record, lines[begin:end], delimiter):
            return begin, OPEN_QUOTE
        if record:
            _add(found, record, begin, None)
        begin = end


def _with_sentinel(lines: list[str], start: int) -> Iterator[str]:
    """The lines from `start`, then a last one that an open quote would swallow."""
    yield from (lines[index] for index in range(start, len(lines)))
    yield _SENTINEL


def _swallowed(found: Cut, record: list[str], taken: list[str], delimiter: str) -> bool:
    """Whether a record over several lines took in lines that are whole records themselves.

    Lines below the first that could stand alone are a sign only where the record is the wrong width or its quotes
    are not well formed: a text of several lines, properly quoted, may hold any number of separators.
    """
    if not found.records:
        return False
    width = len(found.records[0])
    if width < 2 or not any(len(_cut_plainly(line, delimiter)) >= width for line in taken[1:]):
        return False
    return len(record) != width or not _well_formed(taken, delimiter)


def _well_formed(lines: list[str], delimiter: str) -> bool:
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _cut_rest(found: Cut, lines: list[str], start: int, delimiter: str) -> None:
    for index in range(start, len(lines)):
        if lines[index].strip("\r\n"):
            fault = OPEN_QUOTE if '"' in lines[index] else None
            _add(found, _cut_plainly(lines[index], delimiter), index, fault)


def _add(found: Cut, record: list[str], index: int, fault: str | None) -> None:
    if fault:
        found.faults[len(found.records)] = fault
    found.records.append(record)
    found.lines.append(index + 1)
