"""Teaching the sorting from what the desk chose, and measuring it on what came after.

The steps of :func:`train` are its first lines: gather, cut by time, learn and calibrate, measure against the model in
force, keep. The figures of a model are those of that very model, on texts that it never learned.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from observatory.domain.errors import StateError
from observatory.domain.garde import mask
from observatory.domain.tri import EntrainementTri, EvaluationTri, Fiche, Repere, Rubrique
from observatory.pipeline.office import Office
from observatory.pipeline.suggestion import model_path
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.triage import rubriques_read, told_and_sorted

if TYPE_CHECKING:
    from observatory.triage.modele import Model

Progress = Callable[[str, int, int], None]

MOST_TEXTS = 60_000
"""The latest descriptions that are learned from: more change nothing that can be measured."""
LEAST_TEXTS = 200
LEAST_OF_A_CLASS = 10
"""Texts of a category under which its suggestions rest on the nomenclature's words."""
SHARES = (0.1, 0.1)
"""Of the texts in the order of time: the part that calibrates, then the part that measures."""
FRENCH_DATE = "%d/%m/%Y"
_MASKED_AT_ONCE = 500
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Lot:
    """Masked descriptions, oldest first, with the category that people chose and who told them."""

    texts: list[str]
    codes: list[str]
    persons: list[str]
    days: list[dt.date]

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, start: int, end: int | None = None) -> Lot:
        """The texts from ``start`` to before ``end``."""
        return Lot(self.texts[start:end], self.codes[start:end], self.persons[start:end], self.days[start:end])


def train(office: Office, jusqua: dt.date | None, *, force: bool, auteur: str, progress: Progress) -> EntrainementTri:
    """Learn from the descriptions up to ``jusqua``; put the model in force where it is not worse than the present one.

    Raises
    ------
    StateError
        When there is too little to learn from, or the new model is worse (unless ``force``): nothing is changed then.
    WriteRefused
        When the file of the model cannot be written.
    """
    rubriques = rubriques_read(office.database)
    lot = gather(office, jusqua, progress)
    first, second = _cuts(lot)
    progress("Apprentissage", 1, _STEPS)
    model = _taught(lot, first, second, rubriques, office.clock())
    progress("Comparaison avec le modèle en place", 4, _STEPS)
    before, after = lot.part(0, second), lot.part(second)
    present = office.suggester()
    evaluation = _evaluated(model, _start(present.model, rubriques), before, after, rubriques)
    standing = _landmark("modèle en place", present.model, after, rubriques)
    phrase = _compared(evaluation, standing)
    worse = evaluation.exactitude < standing.exactitude
    if worse and not force:
        raise StateError(
            f"{phrase} Le nouveau modèle est moins bon : il n'est pas gardé (--forcer le garde quand même)."
        )
    said = " Il est moins bon, et gardé parce que c'est demandé." if worse else " Il est en place."
    remarques = [*_remarks(lot, second, rubriques, present.model), *present.remarques]
    mesures = {"exactitude": evaluation.exactitude, "exactitude_famille": evaluation.exactitude_famille}
    mesures |= {"couverture": evaluation.couverture, "ece": evaluation.ece, "n": float(evaluation.n)}
    model = replace(model, fiche=replace(model.fiche, mesures=mesures))
    _keep(office, model, standing, forced=worse, auteur=auteur)
    evaluation = replace(evaluation, fiche=model.fiche)
    return EntrainementTri(phrase + said, worse, evaluation.exactitude, standing.exactitude, evaluation, remarques)


def evaluate(office: Office, progress: Progress, *, starting: bool = False) -> EvaluationTri:
    """Measure the model in force on the descriptions that came after those it learned from.

    Where it learned from none, on the last tenth of them, so that both kinds of model are measured alike. ``starting``
    measures the model of the nomenclature's words instead, on the same descriptions.

    Raises
    ------
    StateError
        When there is too little to measure on.
    """
    rubriques = rubriques_read(office.database)
    present = office.suggester()
    lot = gather(office, None, progress)
    learned = present.model.fiche.appris_jusqua
    if learned is None:
        second = _cuts(lot)[1]
    else:
        second = next((at for at, day in enumerate(lot.days) if day > learned), len(lot))
    if second == len(lot):
        raise StateError(
            f"Aucune description n'est postérieure au {learned:{FRENCH_DATE}}, dernier jour appris : il n'y a encore "
            "rien sur quoi mesurer le modèle."
        )
    progress("Mesure", 4, _STEPS)
    start = _start(present.model, rubriques)
    model = start if starting else present.model
    evaluation = _evaluated(model, start, lot.part(0, second), lot.part(second), rubriques)
    return replace(evaluation, remarques=[*present.remarques, *evaluation.remarques])


def gather(office: Office, jusqua: dt.date | None, progress: Progress) -> Lot:
    """The descriptions to learn from and to measure on: masked, so that no name, phone or plate is learned."""
    table = told_and_sorted(office.database, jusqua, MOST_TEXTS)
    told: list[str] = table["description"].to_pylist()
    texts: list[str] = []
    for start in range(0, len(told), _MASKED_AT_ONCE):
        progress("Masquage des données personnelles", start, len(told))
        texts += [mask(text) for text in told[start : start + _MASKED_AT_ONCE]]
    return Lot(texts, table["categorie"].to_pylist(), table["personne"].to_pylist(), table["jour"].to_pylist())


def _cuts(lot: Lot) -> tuple[int, int]:
    """Where the texts that calibrate begin, and those that measure."""
    from observatory.triage.evaluation import split_by_time

    if len(lot) < LEAST_TEXTS:
        raise StateError(
            f"{len(lot)} signalements ont une description et une catégorie : il en faut {LEAST_TEXTS} pour apprendre "
            "et mesurer. En attendant, les suggestions viennent des mots de la nomenclature."
        )
    if len(set(lot.codes)) < 2:
        raise StateError(
            f"Toutes les descriptions sont de la catégorie « {lot.codes[0]} » : il en faut au moins deux pour "
            "apprendre."
        )
    cuts = split_by_time(lot.days, SHARES)
    if cuts is None:
        raise StateError(
            "Les descriptions sont de trop peu de jours pour apprendre des unes et mesurer sur les suivantes : "
            "recommencez dans quelques jours."
        )
    return cuts


def _taught(lot: Lot, first: int, second: int, rubriques: Sequence[Rubrique], now: dt.datetime) -> Model:
    """A model of all texts before ``second``, with the calibration of one that learned only those before ``first``."""
    from observatory.triage.evaluation import best_threshold, judge
    from observatory.triage.modele import calibrate, learn, nomenclature_hash

    fiche = Fiche(False, nomenclature_hash(rubriques), lot.days[0], lot.days[second - 1], second, now)
    early, between = lot.part(0, first), lot.part(first, second)
    draft = calibrate(learn(early.texts, early.codes, early.persons, rubriques, fiche), between.texts, between.codes)
    threshold = best_threshold(judge(draft.answers(between.texts), between.codes, _families(rubriques)))
    learned = lot.part(0, second)
    model = learn(learned.texts, learned.codes, learned.persons, rubriques, fiche)
    return replace(model, temperatures=draft.temperatures, threshold=threshold)


def _start(present: Model, rubriques: Sequence[Rubrique]) -> Model:
    """The model of the nomenclature's words: that in force where it is one."""
    from observatory.triage.modele import start_model

    return present if present.fiche.depart else start_model(rubriques)


def _evaluated(model: Model, start: Model, before: Lot, after: Lot, rubriques: Sequence[Rubrique]) -> EvaluationTri:
    """Every figure of a model on the texts of ``after``, beside those of the starting model."""
    from observatory.triage import evaluation as measure
    from observatory.triage.traits import text_to_words

    family = _families(rubriques)
    labels = {one.code: one.libelle for one in rubriques}
    leaves = {code: label for code, label in labels.items() if code not in {one.parent for one in rubriques}}
    judged = measure.judge(model.answers(after.texts), after.codes, family)
    known = {tuple(word.folded for word in text_to_words(text)) for text in before.texts}
    new = judged.precise & [tuple(word.folded for word in text_to_words(text)) not in known for text in after.texts]
    shown = measure.at_threshold(judged, model.threshold)
    table, ece = measure.reliability(judged)
    precise = [i for i, one in enumerate(judged.precise) if one]
    found = measure.landmark("modèle", judged)
    reperes = [_landmark("mots de la nomenclature", start, after, rubriques)]
    commonest = measure.judge(measure.always_the_commonest(before.codes, len(after), family), after.codes, family)
    return EvaluationTri(
        fiche=model.fiche,
        depuis=after.days[0],
        jusqua=after.days[-1],
        n=len(after),
        n_precis=len(precise),
        exactitude=found.exactitude,
        exactitude_3=found.exactitude_3,
        exactitude_famille=found.exactitude_famille,
        n_inedits=int(new.sum()),
        exactitude_inedits=measure.share(judged.first, new),
        seuil=model.threshold,
        couverture=shown.couverture,
        exactitude_suggeree=shown.exactitude,
        ece=ece,
        fiabilite=table,
        seuils=[measure.at_threshold(judged, one) for one in measure.THRESHOLDS],
        classes=measure.by_class([judged.chosen[i] for i in precise], [after.codes[i] for i in precise], leaves),
        familles=measure.by_class(
            judged.chosen_family,
            [family[code] for code in after.codes],
            {one.code: one.libelle for one in rubriques if one.parent is None},
        ),
        reperes=[*reperes, measure.landmark("toujours la plus fréquente", commonest)],
    )


def _landmark(name: str, model: Model, after: Lot, rubriques: Sequence[Rubrique]) -> Repere:
    from observatory.triage.evaluation import judge, landmark

    return landmark(name, judge(model.answers(after.texts), after.codes, _families(rubriques)))


def _families(rubriques: Sequence[Rubrique]) -> dict[str, str]:
    """The first level of each code."""
    return {one.code: one.parent or one.code for one in rubriques}


def _compared(evaluation: EvaluationTri, standing: Repere) -> str:
    """Both figures, in French."""
    new, old = (round(one * evaluation.n_precis) for one in (evaluation.exactitude, standing.exactitude))
    return (
        f"Sur {evaluation.n_precis} signalements du {evaluation.depuis:{FRENCH_DATE}} au "
        f"{evaluation.jusqua:{FRENCH_DATE}}, le nouveau modèle trouve la catégorie de {new} "
        f"({_percent(evaluation.exactitude)}), celui en place de {old} ({_percent(standing.exactitude)})."
    )


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %".replace(".", ",")


def _remarks(lot: Lot, second: int, rubriques: Sequence[Rubrique], present: Model) -> list[str]:
    """What who trained should know, in French."""
    counts = Counter(lot.codes[:second])
    parents = {one.parent for one in rubriques}
    few = [one.libelle for one in rubriques if one.code not in parents and counts[one.code] < LEAST_OF_A_CLASS]
    found = []
    if few:
        found.append(
            f"{len(few)} catégories ont moins de {LEAST_OF_A_CLASS} exemples, et sont suggérées d'après les mots de la "
            f"nomenclature : {', '.join(few)}."
        )
    if present.fiche.appris_jusqua is not None and present.fiche.appris_jusqua >= lot.days[second]:
        found.append(
            "Le modèle en place avait appris d'une partie des signalements sur lesquels les deux sont comparés : la "
            "comparaison lui était favorable."
        )
    if len(lot) == MOST_TEXTS:
        found.append(f"Seuls les {MOST_TEXTS} signalements décrits les plus récents sont appris.")
    return found


def _keep(office: Office, model: Model, standing: Repere, *, forced: bool, auteur: str) -> None:
    """Write the file of the model and its line in the journal: both, or neither."""
    from observatory.triage.persistance import VERSION, save_model

    path = model_path(office.settings.db)
    fiche = model.fiche
    detail: dict[str, object] = {
        "n": fiche.n_appris,
        "depuis": fiche.appris_depuis,
        "jusqua": fiche.appris_jusqua,
        "exactitude": round(fiche.mesures["exactitude"], 4),
        "exactitude_avant": round(standing.exactitude, 4),
        "force": forced,
    }

    def change(cursor: Cursor) -> None:
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="entrainement", objet="triage", cle=str(VERSION),
            detail=detail,
        )  # fmt: skip
        save_model(model, path)

    office.database.write(change)
