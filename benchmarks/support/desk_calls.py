"""The calls of a day, drawn from a seed: when they come, what they end in, what is said."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from observatory.store.database import Database

INFORMATION, SIGNALEMENT, ATTACHED, RELANCE = "information", "signalement", "rattache", "relance"
SHARES = {INFORMATION: 0.30, ATTACHED: 0.10, RELANCE: 0.05, SIGNALEMENT: 0.55}
"""What calls end in: information alone, one more voice for a problème nearby, news asked for, a new signalement."""
TWICE = 0.02
"""Calls that the browser sends twice, as it does when it heard no answer."""
KNOWN_PHONE = 0.4
"""Callers who leave a number; ARCEP keeps 01 99 00 for works of fiction."""
FIRST_LETTERS = 3
WORDS_AT_ONCE = 3
"""Words of a story between two pauses long enough for the desk to listen and to keep its draft."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one resident of the base told once: the words of an address, the category it got, the story."""

    adresse: str
    categorie: str
    recit: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call to be played; ``at`` in seconds after the start."""

    at: float
    cle: str
    genre: str
    twice: bool
    telephone: str
    said: Said


def arrival_times(per_second: float, seconds: float, rng: Random) -> Iterator[float]:
    """Instants of a Poisson process, in seconds after its start."""
    at = rng.expovariate(per_second)
    while at < seconds:
        yield at
        at += rng.expovariate(per_second)


def make_calls(per_second: float, seconds: float, told: Sequence[Said], rng: Random) -> list[Call]:
    """The calls that come in so many seconds, in their order."""
    genres, shares = list(SHARES), list(SHARES.values())
    return [
        Call(
            at=at,
            cle=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            genre=rng.choices(genres, shares)[0],
            twice=rng.random() < TWICE,
            telephone=f"0199 00 {rng.randrange(10_000):04d}" if rng.random() < KNOWN_PHONE else "",
            said=rng.choice(told),
        )
        for at in arrival_times(per_second, seconds, rng)
    ]


def keystrokes(text: str) -> list[str]:
    """What stands in the field after each letter, from the third on; a space changes nothing that is searched."""
    return [text[:n] for n in range(FIRST_LETTERS, len(text) + 1) if text[n - 1] != " "]


def pauses(text: str) -> list[str]:
    """A story as it stands at each pause of whoever types it, the last one being its end."""
    words = text.split()
    return [" ".join(words[:n]) for n in [*range(WORDS_AT_ONCE, len(words), WORDS_AT_ONCE), len(words)]]


def read_told(path: Path, wanted: int, seed: int) -> list[Said]:
    """What residents told, drawn from a base: addresses with a number, as people say them."""
    database = Database.open(path)
    try:
        rows = database.read(
            "SELECT adresse, categorie, description FROM signalement WHERE methode = 'numero' AND adresse <> '' "
            "AND length(description) > 20 ORDER BY hash(id, ?) LIMIT ?",
            [seed, wanted],
        ).to_pylist()
    finally:
        database.close()
    return [Said(row["adresse"].lower(), row["categorie"], row["description"]) for row in rows]
