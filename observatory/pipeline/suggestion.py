"""The model in force: that of the file beside the base, else one made of the nomenclature's words."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from observatory.domain.errors import FormatError, ValueRefused
from observatory.domain.tri import Suggestion
from observatory.store.database import Database
from observatory.store.triage import rubriques_read

if TYPE_CHECKING:
    from observatory.triage.modele import Model

log = logging.getLogger(__name__)

MOST_SUGGESTIONS = 10


@dataclass(frozen=True, eq=False)
class Suggester:
    """A model with the labels of its categories. Any number of threads may ask; ``remarques`` are French sentences."""

    model: Model
    labels: dict[str, str]
    remarques: tuple[str, ...] = ()

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """The categories that a text may tell of, the surest first; none where it is not sure enough.

        Raises
        ------
        ValueRefused
            When ``limit`` is not between 1 and ``MOST_SUGGESTIONS``.
        """
        if not 1 <= limit <= MOST_SUGGESTIONS:
            raise ValueRefused(f"Demandez de 1 à {MOST_SUGGESTIONS} suggestions, pas {limit}.")
        found = self.model.suggest(text, limit)
        return [Suggestion(one.code, self.labels[one.code], one.probabilite, one.mots) for one in found]


def model_path(db: Path) -> Path:
    """The file beside the base that keeps what the sorting has learned; without it, the nomenclature's words do."""
    return db.with_name(db.name + ".triage.skops")


def open_suggester(database: Database, path: Path) -> Suggester:
    """The suggester in force.

    A file that cannot be used is told of in ``remarques`` and in the log, and the nomenclature's words stand in for it.
    Where the nomenclature changed since the model learned, categories that are gone are no longer suggested.
    """
    from observatory.triage.modele import nomenclature_hash, restricted, start_model
    from observatory.triage.persistance import load_model

    rubriques = rubriques_read(database)
    labels = {one.code: one.libelle for one in rubriques}
    remarques: list[str] = []
    try:
        model = load_model(path)
    except FormatError as error:
        model = None
        remarques.append(f"{error.message} En attendant, les suggestions viennent des mots de la nomenclature.")
    if model is not None and model.fiche.nomenclature != nomenclature_hash(rubriques):
        model = restricted(model, rubriques)
        remarques.append(
            "La nomenclature a changé depuis que le modèle a appris : il ne connaît pas ses nouvelles catégories. "
            "Lancez « observatory triage train »."
        )
        if not model.codes:
            model = None
    for remarque in remarques:
        log.warning("%s", remarque)
    return Suggester(model or start_model(rubriques), labels, tuple(remarques))
