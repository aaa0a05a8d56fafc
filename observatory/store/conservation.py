"""The durations that a city sets: ``conservation.csv`` among its reference tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from observatory.domain.conservation import ADDED, CLOTURE, GENRES, LONGEST, Regle
from observatory.domain.errors import FormatError
from observatory.settings import PROJECT
from observatory.store.fichier_csv import read_table

COLUMNS = ("genre", "objet", "mois", "mois_sans_cloture", "depart", "base", "raison")


DELIVERED = PROJECT / "data" / "reference" / "conservation.csv"
"""The table that comes with the program."""


def conservation_path(reference: Path) -> Path:
    """The file of durations in the folder of reference tables."""
    return reference / "conservation.csv"


def read_conservation(path: Path) -> list[Regle]:
    """Read the durations, one rule for each kind of data, in the order of ``GENRES``.

    Kinds that were added since a city wrote its table (``ADDED``), and that it lacks, take the durations of the table
    that comes with the program; such a rule says so (``par_defaut``).

    Raises
    ------
    FormatError
        When the file or a column is missing, a kind is unknown, missing or said twice, a duration is no whole number
        of months between 0 and 120, or a start is not that of its kind.
    """
    lacking = f"{path} manque : sans durées de conservation rien n'est effacé. Remettez ce fichier."
    rows = read_table(path, COLUMNS, lacking)
    rules = [_rule(path.name, number, row) for number, row in enumerate(rows, start=2)]
    if path.resolve() != DELIVERED.resolve() and not {rule.genre for rule in rules}.issuperset(ADDED):
        rules += _delivered({rule.genre for rule in rules})
    genres = [rule.genre for rule in rules]
    twice = sorted({genre for genre in genres if genres.count(genre) > 1})
    absent = [genre for genre in GENRES if genre not in genres]
    if twice or absent:
        raise FormatError(
            f"{path.name} : genres répétés {', '.join(twice) or 'aucun'}, genres sans durée "
            f"{', '.join(absent) or 'aucun'}. Une ligne par genre : {', '.join(GENRES)}."
        )
    return sorted(rules, key=lambda rule: list(GENRES).index(rule.genre))


def default_remark(rules: list[Regle]) -> str | None:
    """A French sentence where a city's table lacks kinds of data; None where it has them all."""
    named = [f"{rule.genre} ({rule.mois} mois)" for rule in rules if rule.par_defaut]
    if not named:
        return None
    return (
        f"conservation.csv ne dit rien de : {', '.join(named)}. Les durées livrées avec le logiciel s'appliquent ; "
        "recopiez ces lignes dans votre fichier pour les fixer."
    )


def _delivered(known: set[str]) -> list[Regle]:
    return [
        replace(rule, par_defaut=True)
        for rule in read_conservation(DELIVERED)
        if rule.genre in ADDED and rule.genre not in known
    ]


def _rule(name: str, line: int, row: dict[str, str]) -> Regle:
    genre, depart = (row["genre"] or "").strip(), (row["depart"] or "").strip()
    where = f"{name}, ligne {line}"
    if genre not in GENRES:
        raise FormatError(f"{where} : le genre « {genre} » est inconnu ; genres connus : {', '.join(GENRES)}.")
    if depart != GENRES[genre]:
        raise FormatError(f"{where} : la durée de « {genre} » part de « {GENRES[genre]} », pas de « {depart} ».")
    months = _months(where, "mois", row["mois"])
    if months is None:
        raise FormatError(f"{where} : il manque une durée (mois) pour « {genre} ».")
    unclosed = _months(where, "mois_sans_cloture", row["mois_sans_cloture"]) if depart == CLOTURE else None
    if depart == CLOTURE and unclosed is None:
        raise FormatError(
            f"{where} : il manque mois_sans_cloture pour « {genre} » : un dossier jamais clos n'est pas gardé toujours."
        )
    return Regle(genre, row["objet"] or "", months, depart, row["base"] or "", row["raison"] or "", unclosed)


def _months(where: str, column: str, text: str | None) -> int | None:
    text = (text or "").strip()
    if not text:
        return None
    if not text.removeprefix("-").isdecimal() or not 0 <= int(text) <= LONGEST:
        raise FormatError(f"{where} : {column} = « {text} » ; écrivez un nombre entier de mois entre 0 et {LONGEST}.")
    return int(text)
