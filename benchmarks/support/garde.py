"""How much of what was marked by hand in ``tests/data/garde.csv`` the guard finds, rightly or wrongly."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from observatory.domain.garde import Genre, find_personal

TEXTS = Path(__file__).resolve().parents[2] / "tests" / "data" / "garde.csv"
PARTS = ("reglage", "reglage-2", "epreuve", "epreuve-3")
"""What the rules were corrected on, then what they were not."""

BARE = "nom-nu"
"""Names that nothing announces: marked apart, since the guard does not claim to find them."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text, the part that it belongs to, and what is to be found in it, as « genre:extrait »."""

    partie: str
    texte: str
    attendu: Counter[str]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one kind in one part: found rightly, found wrongly, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> str:
        """Share of what was found that was to be found, in percent."""
        return _percent(self.right, self.right + self.wrong)

    @property
    def recall(self) -> str:
        """Share of what was to be found that was found, in percent."""
        return _percent(self.right, self.right + self.missed)


def read_texts(path: Path = TEXTS) -> list[Text]:
    """The texts of the file, in its order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Text(row["partie"], row["texte"], Counter(filter(None, row["attendu"].split(" | "))))
            for row in csv.DictReader(lines)
        ]


def found_in(text: Text) -> Counter[str]:
    """What the guard finds, as « genre:extrait »; a name that was marked as bare counts there."""
    found = Counter(f"{one.genre}:{one.extrait}" for one in find_personal(text.texte))
    for wanted in [one for one in text.attendu if one.startswith(BARE + ":")]:
        name = Genre.NOM + wanted.removeprefix(BARE)
        taken = min(found[name], text.attendu[wanted])
        found[name] -= taken
        found[wanted] += taken
    return +found


def lines_of(texts: list[Text]) -> dict[str, Line]:
    """For each kind, what was found rightly, wrongly, and missed: the extract must be the one marked, to the letter."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        found = found_in(text)
        for counter, pairs in (
            (right, found & text.attendu),
            (wrong, found - text.attendu),
            (missed, text.attendu - found),
        ):
            for pair, times in pairs.items():
                counter[pair.split(":", 1)[0]] += times
    return {kind: Line(right[kind], wrong[kind], missed[kind]) for kind in [*Genre, BARE]}


def total_of(lines: dict[str, Line]) -> Line:
    """All kinds together, without the names that nothing announces."""
    held = [line for kind, line in lines.items() if kind != BARE]
    return Line(sum(one.right for one in held), sum(one.wrong for one in held), sum(one.missed for one in held))


def table(texts: list[Text]) -> str:
    """The Markdown table of ``docs/privacy.md`` for these texts."""
    lines = lines_of(texts)
    held = {kind: line for kind, line in lines.items() if kind != BARE}
    rows = [
        "| kind | to find | found | wrongly found | missed | precision | recall |",
        "|---|---|---|---|---|---|---|",
        *(_row(f"`{kind}`", line) for kind, line in held.items()),
        _row("all of these", total_of(lines)),
        _row("names that nothing announces", lines[BARE]),
    ]
    return "\n".join(rows)


def failures(texts: list[Text]) -> list[str]:
    """Where the guard and the hand disagree, bare names left out: « + » wrongly found, « − » missed."""
    told = []
    for text in texts:
        found = found_in(text)
        signs = [f"+ {one}" for one in found - text.attendu]
        signs += [f"− {one}" for one in text.attendu - found if not one.startswith(BARE)]
        if signs:
            told.append(f"- « {text.texte} »: {', '.join(signs)}")
    return told


def _row(name: str, line: Line) -> str:
    return (
        f"| {name} | {line.right + line.missed} | {line.right} | {line.wrong} | {line.missed} "
        f"| {line.precision} | {line.recall} |"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"
