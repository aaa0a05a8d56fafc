"""What surveys say to anybody, and photographs of before and after that were found fit to be shown."""

from __future__ import annotations

from observatory.analyse.enquete import LEAST
from observatory.domain.enquete import ENOUGH, Ecart, Enquete, EtatEnquete, Resultats
from observatory.domain.errors import NotFound
from observatory.domain.support import PHOTO, AvantApres, Bloc, Figure, Image, Nature, Nombre, Partie, Phrase, said
from observatory.domain.transmission import Photo
from observatory.pipeline.enquetes import enquetes_open, resultats
from observatory.pipeline.photos import picture, row_to_photo
from observatory.pipeline.surete import LEAST_CASES, READER
from observatory.pipeline.vue_publique import Diapo, Vue
from observatory.present.bilan_schema import DECISIONS_EFFET
from observatory.present.enquete import SELF_SELECTED, VERDICTS
from observatory.present.labels import day_of as day_words
from observatory.present.mots_presentation import quoted, shortened
from observatory.store.photos import action_photos_of

DECIDED = DECISIONS_EFFET
MOST_PAIRS, MOST_SEEN = 2, 3
JPEG = "image/jpeg"


def surveys_of(vue: Vue) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """What the surveys of the plan say that are closed, the latest first; and what must be said aloud with it."""
    closed = [one for one in _surveys(vue) if one.etat == EtatEnquete.CLOSE]
    told = tuple(_survey(resultats(vue.office, one.ident, READER)) for one in closed[:3])
    return told, (said(SELF_SELECTED),) if told else ()


def open_surveys(vue: Vue) -> list[Enquete]:
    """The surveys that may be answered today."""
    running = [one for one in _surveys(vue) if one.etat == EtatEnquete.OUVERTE]
    return [one for one in running if one.plan.debut <= vue.today <= one.plan.fin]


def _surveys(vue: Vue) -> list[Enquete]:
    """The surveys of the plan that concern the place, the latest first."""
    concerned = [one.ident for one in vue.actions]
    return [
        one
        for one in enquetes_open(vue.office, vue.compte)
        if vue.schema is not None and one.plan.schema == vue.schema.ident and one.plan.action in (None, *concerned)
    ]


def _survey(told: Resultats) -> Phrase:
    title = quoted(shortened(told.enquete.plan.titre, 60)).replace("{", "{{").replace("}", "}}")
    if told.n < LEAST:
        return said(f"Enquête {title} : moins de cinq réponses, rien n'est dit.")
    answers = Nombre(float(told.n), Nature.PERSONNES)
    if told.n < ENOUGH:
        return Phrase(f"Enquête {title} : {{0}} réponses, trop peu pour conclure.", (answers,))
    followed = next((one for one in told.questions if one.retenue is not None), None)
    if followed is None or followed.retenue is None or followed.retenue.valeur is None:
        return Phrase(f"Enquête {title} : {{0}} réponses ; la part suivie est masquée.", (answers,))
    if followed.repondu < LEAST_CASES:
        return Phrase(f"Enquête {title} : {{0}} réponses, trop peu à cette question.", (answers,))
    part = followed.retenue
    shares = tuple(
        Nombre(float(round(100 * (value or 0))), Nature.PART, "%", sur=followed.repondu)
        for value in (part.valeur, part.bas, part.haut)
    )
    words = f"Enquête {title} : {{0}} réponses ; {followed.question.titre.lower()} : {{1}} (entre {{2}} et {{3}})."
    gap = next((one for one in told.ecarts if one.code == followed.question.code), None)
    return Phrase(words + _since(gap), (answers, *shares))


def _since(gap: Ecart | None) -> str:
    return f" Depuis la vague d'avant : {VERDICTS[gap.verdict]}." if gap is not None else ""


def photos(vue: Vue) -> list[Diapo]:
    """Places before and after; where there is none, what walks saw. Nothing that nobody looked at; none: no slide."""
    pairs, images = _pairs(vue)
    if pairs:
        notes = (said("Chaque photo a été relue avant d'être montrée."),)
        partie = Partie("photos", "Avant, après", tuple(pairs), notes, "Photographies de la ville, relues")
        return [Diapo(partie, tuple(images))]
    return []


def _pairs(vue: Vue) -> tuple[list[Bloc], list[Image]]:
    pairs: list[Bloc] = []
    images: list[Image] = []
    for action in vue.actions:
        if len(pairs) == MOST_PAIRS:
            break
        shown = [row_to_photo(row) for row in action_photos_of(vue.office.database, action.ident) if row["visible"]]
        both = [next((one for one in shown if one.moment == moment), None) for moment in ("avant", "apres")]
        if both[0] is None or both[1] is None:
            continue
        made = [
            _figure(vue, one, words, action.titre) for one, words in zip(both, ("avant", "après"), strict=True) if one
        ]
        if any(one is None for one in made):
            continue
        (before, first), (after, second) = (one for one in made if one)
        pairs.append(AvantApres(shortened(action.titre, 60), before, after))
        images += [first, second]
    return pairs, images


def _figure(vue: Vue, photo: Photo, words: str, title: str) -> tuple[Figure, Image] | None:
    try:
        content = picture(vue.office, photo.ident, READER).contenu
    except NotFound:
        return None
    name = f"{PHOTO}{photo.ident}"
    figure = Figure(
        name, words.capitalize(), said(f"Photographie du lieu {words} l'action {quoted(title)}."),
        f"{words.capitalize()}, photo du {day_words(photo.le)}", "photo",
    )  # fmt: skip
    return figure, Image(name, content, JPEG)
