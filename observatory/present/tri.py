"""An evaluation of the sorting as a person reads it: lines of a terminal, and the measured part of the model card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from observatory.domain.errors import FormatError
from observatory.domain.tri import ClasseEvaluee, EvaluationTri
from observatory.present.labels import number, percent, short_day

MEASURES, STARTING = "mesures", "depart"
"""The parts of ``docs/triage.md`` that hold an :func:`evaluation_card`: of the model in force, of the starting one."""

_SOURCES = {
    "mots de la nomenclature": "the nomenclature's words alone (starting model)",
    "toujours la plus fréquente": "always the commonest category",
}


def evaluation_lines(found: EvaluationTri) -> list[str]:
    """French lines for a terminal: what was measured, by category, the calibration, the thresholds, the landmarks."""
    fiche = found.fiche
    learned = (
        "Modèle de départ : les mots de la nomenclature, rien n'est encore appris."
        if fiche.depart
        else f"Modèle appris de {number(fiche.n_appris)} signalements, du {short_day(fiche.appris_depuis)} au "
        f"{short_day(fiche.appris_jusqua)}."
    )
    lines = [
        learned,
        f"Mesuré sur {number(found.n)} signalements du {short_day(found.depuis)} au {short_day(found.jusqua)}, dont "
        f"{number(found.n_precis)} classés au dernier niveau.",
        "",
        f"{'Catégorie':<32}{'textes':>8}{'précision':>11}{'rappel':>9}",
        *(_class_line(one) for one in _both_levels(found)),
        "",
        f"{'Probabilité annoncée':<24}{'textes':>8}{'annoncé':>10}{'constaté':>10}",
    ]
    lines += [
        f"{f'de {percent(one.de)} à {percent(one.a)}':<24}{one.n:>8}{percent(one.annonce, 1):>10}"
        f"{percent(one.constate, 1):>10}"
        for one in found.fiabilite
    ]
    lines += [f"Erreur de calibration (ECE) : {number(found.ece, 3)}", ""]
    lines.append(f"{'Seuil':<10}{'suggéré':>10}{'juste':>10}")
    lines += [
        f"{number(one.seuil, 2):<10}{percent(one.couverture, 1):>10}{_share(one.exactitude):>10}"
        for one in found.seuils
    ]
    lines.append("")
    lines += [
        f"Repère, {one.nom} : {percent(one.exactitude, 1)} en premier, {percent(one.exactitude_3, 1)} dans les trois, "
        f"{percent(one.exactitude_famille, 1)} par famille."
        for one in found.reperes
    ]
    return lines


def evaluation_sentence(found: EvaluationTri) -> str:
    """The whole in one French sentence."""
    return (
        f"Catégorie juste en premier : {percent(found.exactitude, 1)} ; dans les trois premières : "
        f"{percent(found.exactitude_3, 1)} ; famille juste : {percent(found.exactitude_famille, 1)}. Au seuil de "
        f"{number(found.seuil, 2)}, {percent(found.couverture, 1)} des textes ont une suggestion, juste "
        f"{_share(found.exactitude_suggeree)} du temps."
    )


def evaluation_card(found: EvaluationTri) -> str:
    """The measured part of the model card, in English Markdown."""
    fiche = found.fiche
    learned = (
        "Starting model: the nomenclature's words, nothing learned yet."
        if fiche.depart
        else f"Learned from {fiche.n_appris:,} signalements received {fiche.appris_depuis} to {fiche.appris_jusqua}."
    )
    told = (
        f"{learned} Measured on the {found.n:,} received {found.depuis} to {found.jusqua}, which it never learned; "
        f"{found.n_precis:,} of them were sorted to the last level."
    )
    whole = [
        ("category right, first", _en(found.exactitude)),
        ("category right, among the first three", _en(found.exactitude_3)),
        ("family right", _en(found.exactitude_famille)),
        (f"category right, on the {found.n_inedits:,} texts not learned word for word", _en(found.exactitude_inedits)),
        (f"share of texts with a suggestion at the threshold ({found.seuil:.2f})", _en(found.couverture)),
        ("first suggestion right, where there is one", _en(found.exactitude_suggeree)),
        ("expected calibration error", f"{found.ece:.3f}"),
    ]
    landmarks = [
        (
            _SOURCES.get(one.nom, one.nom),
            *map(_en, (one.exactitude, one.exactitude_3, one.exactitude_famille)),
            f"{one.ece:.3f}",
        )
        for one in found.reperes
    ]
    bands = [(f"{one.de:.1f} – {one.a:.1f}", one.n, _en(one.annonce), _en(one.constate)) for one in found.fiabilite]
    steps = [(f"{one.seuil:.2f}", _en(one.couverture), _en(one.exactitude)) for one in found.seuils]
    parts = [
        told,
        _table(("measured", "value"), whole),
        _table(("on the same texts", "first", "first three", "family", "calibration error"), landmarks),
        "Reliability of the first category:",
        _table(("announced", "texts", "mean announced", "right"), bands),
        "What each threshold would give (a category, else a family):",
        _table(("threshold", "with a suggestion", "first one right"), steps),
        "By family, then by category:",
        _table(
            ("code", "texts", "precision", "recall"),
            [(f"`{one.code}`", one.n, _en(one.precision), _en(one.rappel)) for one in _both_levels(found)],
        ),
    ]
    return "\n\n".join(parts)


def with_part(text: str, name: str, part: str) -> str:
    """The document with what stands between its marks « debut NAME » and « fin NAME » replaced.

    Raises
    ------
    FormatError
        When the document has no such marks.
    """
    marks = (f"<!-- debut {name} -->", f"<!-- fin {name} -->")
    pattern = re.compile(re.escape(marks[0]) + ".*?" + re.escape(marks[1]), re.DOTALL)
    if not pattern.search(text):
        raise FormatError(f"Le document n'a pas de partie à remplacer : ajoutez-y les lignes {marks[0]} et {marks[1]}.")
    return pattern.sub(lambda _: f"{marks[0]}\n{part.strip()}\n{marks[1]}", text, count=1)


def _both_levels(found: EvaluationTri) -> list[ClasseEvaluee]:
    """Families, then categories; a family without members, which is both, once."""
    first = {one.code for one in found.familles}
    return [*found.familles, *(one for one in found.classes if one.code not in first)]


def _class_line(one: ClasseEvaluee) -> str:
    return f"{one.code:<32}{one.n:>8}{_share(one.precision):>11}{_share(one.rappel):>9}"


def _share(part: float | None) -> str:
    return "–" if part is None else percent(part, 1)


def _en(part: float | None) -> str:
    return "–" if part is None else f"{100 * part:.1f} %"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
