"""What residents say: templates with slots, in three registers, with spoken style and slips."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from numpy.random import Generator

CONTRACTIONS = (
    (re.compile(r"\bde le\b"), "du"), (re.compile(r"\bde les\b"), "des"), (re.compile(r"\bde des\b"), "de"),
    (re.compile(r"\bde du\b"), "du"), (re.compile(r"\bà le\b"), "au"), (re.compile(r"\bde un"), "d'un"),
    (re.compile(r"\s+,"), ","), (re.compile(r"\s{2,}"), " "),
)  # fmt: skip
SLIPS = (("c'est", "c est"), ("il y a", "ya"), ("qu'", "qu "), ("toujours", "tjrs"), ("quelqu'un", "qq1"),
         ("beaucoup", "bcp"), ("à", "a"), ("é", "e"), ("ç", "c"), ("tous", "tout"), ("ss", "s"))  # fmt: skip

CALM = {"autre", "victimes-accompagnement"}
"""Requests that complain of nothing."""

GENE_OF = {
    "bruit": "gene_bruit",
    "voisinage": "gene_bruit",
    "depots": "gene_passage",
    "stationnement": "gene_passage",
    "voirie": "gene_passage",
    "espace": "gene_peur",
    "victimes": "gene_peur",
    "eclairage": "gene_peur",
}
"""Which troubles people complain of, by first word of the category, beside the general ones."""


SAID_HOURS: dict[str, tuple[int, ...]] = {
    "eclairage": (18, 19, 20, 21, 22, 23, 6),
    "victimes": (20, 21, 22, 23),
    "bruit-chantier": (5, 6, 7),
    "bruit": (22, 23, 0, 1, 2, 3, 4, 21),
    "espace-public-hall": (18, 19, 20, 21, 22, 23, 0, 1),
}
"""Hours that a complaint can name, by category or its first word; any hour for the others."""


def _said_hours(categorie: str) -> tuple[int, ...]:
    return SAID_HOURS.get(categorie, SAID_HOURS.get(categorie.partition("-")[0], tuple(range(24))))


def load_texts() -> dict[str, Any]:
    """The vocabulary of texts: general slots, and objects and sentences by category."""
    text = resources.files("observatory.demo").joinpath("vocabulary/textes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def spoken_hour(hour: int, minute: int, rng: Generator) -> str:
    """An hour as people say it: « 23h », « minuit », « 1 h et demie »."""
    if hour == 0 and minute < 30:
        return "minuit"
    if minute >= 30 and rng.uniform() < 0.5:
        return f"{hour} h et demie" if rng.uniform() < 0.4 else f"{hour}h30"
    return f"{hour}h" if rng.uniform() < 0.6 else f"{hour} heures" if hour > 1 else f"{max(hour, 1)}h du matin"


class Writer:
    """Writes a description for a category, a channel and an hour."""

    def __init__(self, rng: Generator) -> None:
        texts = load_texts()
        self._rng = rng
        self._slots: dict[str, list[str]] = texts["slots"]
        self._categories: dict[str, dict[str, list[str]]] = texts["categories"]

    def _pick(self, choices: Sequence[str]) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def write(self, categorie: str, canal: str, hour: int, minute: int) -> str:
        """One description in French; never a person's name nor a phone number."""
        words, rng = self._categories[categorie], self._rng
        gene = self._slots["gene"] + self._slots[GENE_OF.get(categorie.partition("-")[0], "gene")]
        said = _said_hours(categorie)
        hour = hour if hour in said else said[int(rng.integers(len(said)))]
        text = self._pick(words["phrases"]).format(
            o=self._pick(words["o"]),
            ou=self._pick(self._slots["ou"]),
            depuis=self._pick(self._slots["depuis"]),
            gene=self._pick(gene),
            h=spoken_hour(hour, minute, rng),
        )
        for pattern, better in CONTRACTIONS:
            text = pattern.sub(better, text)
        if "," not in text and categorie not in CALM and rng.uniform() < 0.28:
            text = f"{text}, {self._pick(gene)}"
        text = self._in_register(text, canal)
        if canal in ("application", "formulaire") and rng.uniform() < 0.3:
            text = self._slip(text)
        return text

    def _in_register(self, text: str, canal: str) -> str:
        rng = self._rng
        if canal in ("courriel", "formulaire"):
            opening = self._pick(self._slots["formulaire"]) + " " if rng.uniform() < 0.75 else ""
            text = opening + (text if opening else text[0].upper() + text[1:]) + "."
            return f"{text} {self._pick(self._slots['demande'])}" if rng.uniform() < 0.7 else text
        if canal in ("telephone", "accueil"):
            lead = self._pick(self._slots["telephone"]) + " " if rng.uniform() < 0.5 else ""
            text = lead + text if lead else text[0].upper() + text[1:]
            return f"{text}. {self._pick(self._slots['demande'])}" if rng.uniform() < 0.3 else text
        if canal == "marche":
            return f"Constat du groupe : {text}"
        return text if rng.uniform() < 0.5 else text[0].upper() + text[1:]

    def _slip(self, text: str) -> str:
        fits = [(a, b) for a, b in SLIPS if a in text]
        for _ in range(1 + int(self._rng.uniform() < 0.4)):
            if fits:
                old, new = fits[int(self._rng.integers(len(fits)))]
                text = text.replace(old, new, 1)
        return text.lower() if self._rng.uniform() < 0.25 else text
