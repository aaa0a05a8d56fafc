"""The words of meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from observatory.domain.reunion import GenreReunion, ProblemeDit, ProblemesLus
from observatory.present.labels import plural

GENRES_REUNION: dict[str, str] = {
    GenreReunion.CONSULTATION: "Consultation",
    GenreReunion.GROUPE: "Groupe opérationnel",
    GenreReunion.PRESENTATION: "Présentation",
    GenreReunion.RESTITUTION: "Restitution",
}


def problem_rows(problems: Iterable[ProblemeDit], names: Mapping[str, str]) -> list[dict[str, object]]:
    """The problems of a meeting as lines of a table."""
    return [
        {
            "Voix": "moins de 5" if one.voix is None else str(one.voix),
            "Catégorie": names.get(one.categorie, one.categorie),
            "Où": one.adresse or "non dit",
            "Sur la carte": "oui" if one.lat is not None else "lieu inconnu",
            "Ce qui est dit": one.texte,
        }
        for one in problems
    ]


def read_words(said: ProblemesLus) -> str:
    """What became of a table that was brought."""
    told = f"{plural(said.gardes, 'problème')} {'noté' if said.gardes < 2 else 'notés'}"
    if said.sans_lieu:
        told += f", dont {said.sans_lieu} sans lieu connu"
    return f"{told} ; {plural(len(said.refus), 'ligne refusée', 'lignes refusées')}."
