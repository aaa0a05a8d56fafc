"""The questions of a survey as the city words them, and what may be answered to each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.errors import ValueRefused


class GenreQuestion(StrEnum):
    """What a question asks: an opinion or a fact, who answers, or a few words of one's own."""

    QUESTION = "question"
    PROFIL = "profil"
    LIBRE = "libre"


NO_ANSWER = "Je ne sais pas, je passe"
"""The last answer to every question: it counts as none."""
NO_PROFILE = "Je ne souhaite pas répondre"
COMMENT = "commentaire"
"""The column of a table of sheets that holds the words of one's own."""
SHEET = "feuille"
"""The column of a table of sheets that holds the number written on each."""
COLONNES = ("code", "genre", "titre", "question", "reponses", "retenues", "mieux", "source")
"""The columns of a questionnaire, as the city keeps and edits it; answers stand in one cell with bars between."""
MOST_QUESTIONS, MOST_ANSWERS = 20, 10
LONGEST_ANSWER = 80
_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
BETTER = ("moins", "plus", "")
"""Whether fewer or more of the answers that are counted together is better; nothing where neither is."""


@dataclass(frozen=True, slots=True)
class QuestionEnquete:
    """A question as the city words it.

    ``retenues`` are the answers whose share is followed from wave to wave, ``mieux`` one of ``BETTER``, ``source`` the
    national survey whose words these are.
    """

    code: str
    genre: str
    titre: str
    question: str
    reponses: tuple[str, ...]
    retenues: tuple[str, ...] = ()
    mieux: str = ""
    source: str = ""

    @property
    def sans_reponse(self) -> str:
        """How somebody says that they do not answer."""
        return NO_PROFILE if self.genre == GenreQuestion.PROFIL else NO_ANSWER


def row_to_question(row: Mapping[str, str]) -> QuestionEnquete:
    """A question of a row of ``COLONNES``.

    Raises
    ------
    ValueRefused
        When it makes none: the sentence begins with its code.
    """
    code, genre = row["code"], row["genre"]
    if not _CODE.fullmatch(code) or code == SHEET:
        raise ValueRefused(
            f"« {code[:40]} » n'est pas un code : des minuscules sans accent, des chiffres, un tiret bas."
        )
    if genre not in set(GenreQuestion):
        raise ValueRefused(
            f"{code} : « {genre[:40]} » n'est pas un genre ; genres connus : {', '.join(GenreQuestion)}."
        )
    answers, kept = (tuple(_between(row[name])) for name in ("reponses", "retenues"))
    if genre == GenreQuestion.LIBRE:
        if answers or kept or code != COMMENT:
            raise ValueRefused(f"{code} : une question libre a le code « {COMMENT} » et pas de réponses.")
    elif not 2 <= len(answers) <= MOST_ANSWERS or len(set(answers)) < len(answers):
        raise ValueRefused(f"{code} : écrivez 2 à {MOST_ANSWERS} réponses différentes, séparées par des barres « | ».")
    elif code == COMMENT:
        raise ValueRefused(f"« {COMMENT} » est le code de la question libre : choisissez-en un autre.")
    if any(len(one) > LONGEST_ANSWER for one in answers):
        raise ValueRefused(f"{code} : une réponse a {LONGEST_ANSWER} caractères au plus.")
    if not set(kept) <= set(answers) or (kept and len(kept) == len(answers)):
        raise ValueRefused(f"{code} : « retenues » reprend une partie des réponses, mot pour mot.")
    if row["mieux"] not in BETTER:
        raise ValueRefused(f"{code} : « mieux » est « moins », « plus » ou vide, pas « {row['mieux'][:40]} ».")
    return QuestionEnquete(code, genre, row["titre"], row["question"], answers, kept, row["mieux"], row["source"])


def _between(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split("|") if one.strip()]


def check_answers(questions: Sequence[QuestionEnquete], given: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are kept: those that say something, by code of question, in the order of the questions.

    Raises
    ------
    ValueRefused
        When an answer is none of those offered, or nothing was answered.
    """
    kept: dict[str, str] = {}
    for one in questions:
        said = " ".join(given.get(one.code, "").split())
        if one.genre == GenreQuestion.LIBRE or said in ("", one.sans_reponse):
            continue
        if said not in one.reponses:
            raise ValueRefused(
                f"« {said[:60]} » n'est pas une réponse à « {one.titre} » ; réponses : {', '.join(one.reponses)}."
            )
        kept[one.code] = said
    profile = {one.code for one in questions if one.genre == GenreQuestion.PROFIL}
    if not kept.keys() - profile:
        raise ValueRefused("Aucune question n'a de réponse : répondez au moins à une.")
    return kept


def answer_of(question: QuestionEnquete, said: str) -> str:
    """What a cell of a table means: the answer itself, its rank from 1, or nothing.

    Raises
    ------
    ValueRefused
    """
    plain = said.strip()
    if not plain or plain.casefold() == question.sans_reponse.casefold():
        return ""
    found = next((one for one in question.reponses if one.casefold() == plain.casefold()), None)
    if found is not None:
        return found
    if plain.isascii() and plain.isdecimal() and len(plain) < 3 and 1 <= int(plain) <= len(question.reponses):
        return question.reponses[int(plain) - 1]
    raise ValueRefused(
        f"« {plain[:60]} » n'est pas une réponse à « {question.titre} » ; réponses : {', '.join(question.reponses)}, "
        f"ou le rang, de 1 à {len(question.reponses)}."
    )
