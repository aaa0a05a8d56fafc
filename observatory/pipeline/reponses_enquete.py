"""The answers to surveys: by the link of a form, typed from a sheet, brought as a table; each kept once.

Nothing is kept of who answers by a link: no address, no account, the day alone, and no line of the journal, whose
instants would say who answered what.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from observatory.domain.calendrier import PARIS
from observatory.domain.enquete import (
    LONGEST_COMMENT,
    Enquete,
    EtatEnquete,
    Feuille,
    FeuillesLues,
    Formulaire,
    LienEnquete,
    Voie,
)
from observatory.domain.errors import NotAllowed, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.questionnaire import COMMENT, SHEET, GenreQuestion, QuestionEnquete, answer_of, check_answers
from observatory.domain.roles import Account
from observatory.domain.transmission import Document
from observatory.pipeline.enquetes import enquete_for, enquete_of, questions_of, survey_told
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import token_to_mark
from observatory.store.database import Cursor
from observatory.store.enquetes import (
    enquete_lien_add,
    enquete_lien_read,
    enquete_liens_read,
    enquete_liens_revoke,
    enquete_reponse_add,
    sheets_known,
)
from observatory.store.fichier_csv import table_to_text, text_to_table
from observatory.store.reference import CITY_NAME, meta_get

PATH = "/enquete/"
GONE = "Cette enquête est finie, ou ce lien a été retiré : on ne peut plus y répondre. Merci de votre intérêt."
UNKNOWN = "Ce lien n'ouvre aucune enquête : scannez de nouveau le code de l'affiche, ou recopiez l'adresse en entier."
MOST_SHEETS = 100_000
"""Answers of one survey: by a link none more is taken, and no sheet bears a larger number."""
_DRAWN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PAPER = "papier"
_NAMELESS = "Le commentaire ne nomme personne, d'autres le liront"
_THEN = ", puis renvoyez ; vos autres réponses sont toujours là"


def survey_link_create(office: Office, ident: int, *, account: Account) -> LienEnquete:
    """Make a link that opens the form until the survey ends; its address is told this once, and kept as a hash only.

    Raises
    ------
    StateError
        When the survey is not open, or over.
    """
    known = enquete_for(office, ident, account)
    if known.etat != EtatEnquete.OUVERTE or known.plan.fin < office.today():
        raise StateError("Ouvrez d'abord l'enquête : le lien ne sert qu'entre son premier et son dernier jour.")
    now = office.clock()
    ends = dt.datetime.combine(known.plan.fin + dt.timedelta(days=1), dt.time(), PARIS)
    token = secrets.token_urlsafe(24)

    def change(cursor: Cursor) -> None:
        enquete_lien_add(cursor, token_to_mark(token), ident, account.name, now, ends)
        survey_told(cursor, now, account, "lien d'enquête", ident, {})

    office.database.write(change)
    return LienEnquete(now, ends, None, account.name, f"{office.address.rstrip('/')}{PATH}{token}")


def survey_links(office: Office, ident: int, *, account: Account) -> list[LienEnquete]:
    """The links that were made for a survey, the latest first, without their addresses."""
    enquete_for(office, ident, account)
    return [LienEnquete(**row) for row in enquete_liens_read(office.database, ident)]


def survey_links_revoke(office: Office, ident: int, *, account: Account) -> int:
    """Revoke every link of a survey that still opens its form; gives how many."""
    enquete_for(office, ident, account)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        n = enquete_liens_revoke(cursor, ident, now)
        survey_told(cursor, now, account, "liens d'enquête révoqués", ident, {"n": n})
        return n

    return office.database.write(change)


def survey_form(office: Office, token: str) -> Formulaire:
    """What a link opens now.

    Raises
    ------
    NotAllowed
        When there never was such a link.
    StateError
        When it expired or was revoked, or the survey has not begun or is over.
    """
    known = _by_link(office, token)
    return Formulaire(known.ident, known.plan.titre, known.zone, questions_of(office, known), known.plan.fin)


def survey_answer(office: Office, token: str, cle: str, given: Mapping[str, str], commentaire: str) -> bool:
    """Keep what somebody answered by a link, once for the key of their form; gives whether it was new.

    Raises
    ------
    NotAllowed, StateError
        As for :func:`survey_form`.
    ValueRefused
        When an answer is none of those offered, nothing was answered, or the comment names somebody or is too long.
    """
    known = _by_link(office, token)
    if not _DRAWN.fullmatch(cle):
        raise ValueRefused("Ce formulaire a perdu son numéro : rechargez la page, puis renvoyez vos réponses.")
    questions = questions_of(office, known)
    kept, said = check_answers(questions, given), _said(questions, commentaire, _THEN)
    today = office.today()
    return office.database.write(
        lambda cursor: enquete_reponse_add(
            cursor, known.ident, f"{known.ident}-{cle}", Voie.LIEN, today, kept, said, None
        )
    )


def _by_link(office: Office, token: str) -> Enquete:
    row = enquete_lien_read(office.database, token_to_mark(token))
    if row is None:
        raise NotAllowed(UNKNOWN)
    known = enquete_of(office, row["enquete_id"])
    if row["revoque_le"] is not None or row["expire_le"] <= office.clock() or known.etat != EtatEnquete.OUVERTE:
        raise StateError(GONE)
    if office.today() < known.plan.debut:
        raise StateError(f"Cette enquête commence le {known.plan.debut:%d/%m/%Y} : revenez ce jour-là.")
    if known.plan.fin < office.today() or known.n >= MOST_SHEETS:
        raise StateError(GONE)
    return known


def sheet_type(office: Office, ident: int, feuille: Feuille, *, account: Account) -> int:
    """Keep a sheet of paper by its number; gives the number that comes next.

    Raises
    ------
    NotFound
        When there is no such survey.
    StateError
        When it is not open, or has not begun.
    ValueRefused
        When the number was typed already, an answer is none of those offered, or the comment names somebody.
    """
    known = _for_sheets(office, ident, account)
    checked = _checked(questions_of(office, known), feuille)
    if not _kept(office, known, [checked], account):
        raise ValueRefused(f"La feuille n° {feuille.numero} est déjà saisie : vérifiez le numéro.")
    return sheet_next(office, ident, account=account)


def sheet_next(office: Office, ident: int, *, account: Account) -> int:
    """The number that the next sheet takes: one above the largest that was typed."""
    enquete_for(office, ident, account)
    typed = sheets_known(office.database, ident, f"{ident}-{_PAPER}-")
    return 1 + max((int(one.rpartition("-")[2]) for one in typed), default=0)


def sheets_import(office: Office, ident: int, texte: str, *, account: Account) -> FeuillesLues:
    """Keep the sheets of a table, one a row: columns ``feuille``, the codes of the questions, ``commentaire``.

    An answer is written in words or by its rank from 1; an empty cell is no answer. Each row is kept, known already
    by its number, or refused with a reason.

    Raises
    ------
    FormatError
        When it is no table, or lacks a column.
    NotFound, StateError
    """
    known = _for_sheets(office, ident, account)
    questions = questions_of(office, known)
    found, refused = [], []
    for line, row in enumerate(text_to_table(texte.strip("\n"), sheet_columns(questions), "Le tableau"), 2):
        try:
            found.append(_checked(questions, _read(questions, row)))
        except ValueRefused as error:
            refused.append((line, error.message))
    kept = _kept(office, known, found, account) if found else 0
    return FeuillesLues(kept, len(found) - kept, tuple(refused))


def sheets_model(office: Office, ident: int, *, account: Account) -> str:
    """An empty table of sheets as CSV: its columns, and one row that says what each may hold, to be replaced."""
    questions = questions_of(office, enquete_for(office, ident, account))
    columns = sheet_columns(questions)
    words = {one.code: " | ".join(one.reponses) for one in questions}
    return table_to_text([{**words, SHEET: "numéro", COMMENT: "sans nom"}], columns)


def sheet_columns(questions: tuple[QuestionEnquete, ...]) -> list[str]:
    """The columns of a table of sheets."""
    free = [COMMENT] if any(one.genre == GenreQuestion.LIBRE for one in questions) else []
    return [SHEET, *(one.code for one in questions if one.genre != GenreQuestion.LIBRE), *free]


def survey_paper(office: Office, ident: int, *, account: Account) -> Document:
    """The questionnaire as PDF, one page to be filled in by hand.

    Raises
    ------
    NotFound
        When there is no such survey.
    """
    from observatory.present.enquete_papier import questionnaire_pdf  # typst is for those who ask for paper

    known = enquete_for(office, ident, account)
    city = meta_get(office.database, CITY_NAME, "")
    return Document(
        f"enquete-{ident}", questionnaire_pdf(city, known.plan.titre, known.zone, questions_of(office, known))
    )


def survey_poster(office: Office, ident: int, adresse: str, papier: str = "a4", *, account: Account) -> Document:
    """A poster with the code that opens the form, as PDF on ``papier`` (a4 or a5).

    Raises
    ------
    NotFound
        When there is no such survey.
    ValueRefused
        When the address opens another survey or none, or the paper is unknown.
    """
    from observatory.present.enquete_papier import PAPIERS, affiche_pdf  # typst is for those who ask for paper

    known = enquete_for(office, ident, account)
    if papier not in PAPIERS:
        raise ValueRefused(f"« {papier[:20]} » n'est pas un format d'affiche : {', '.join(PAPIERS)}.")
    row = enquete_lien_read(office.database, token_to_mark(urlsplit(adresse).path.rpartition("/")[2]))
    ours = f"{office.address.rstrip('/')}{PATH}"
    if not adresse.startswith(ours) or row is None or row["enquete_id"] != ident or row["revoque_le"]:
        raise ValueRefused("Ce lien n'ouvre pas cette enquête : faites-en un autre, puis imprimez l'affiche.")
    city = meta_get(office.database, CITY_NAME, "")
    made = affiche_pdf(city, known.plan.titre, known.zone, adresse, known.plan.fin, papier)
    return Document(f"affiche-enquete-{ident}", made)


def _for_sheets(office: Office, ident: int, account: Account) -> Enquete:
    known = enquete_for(office, ident, account)
    if known.etat != EtatEnquete.OUVERTE:
        raise StateError("Les feuilles se saisissent tant que l'enquête est ouverte.")
    if office.today() < known.plan.debut:
        raise StateError(f"Cette enquête commence le {known.plan.debut:%d/%m/%Y} : saisissez les feuilles ensuite.")
    return known


def _checked(questions: tuple[QuestionEnquete, ...], feuille: Feuille) -> Feuille:
    """A sheet as it is kept."""
    if not 1 <= feuille.numero <= MOST_SHEETS:
        raise ValueRefused(f"Le numéro d'une feuille va de 1 à {MOST_SHEETS} : écrivez-le sur la feuille aussi.")
    return Feuille(
        feuille.numero, check_answers(questions, feuille.reponses), _said(questions, feuille.commentaire, "")
    )


def _kept(office: Office, known: Enquete, sheets: Sequence[Feuille], account: Account) -> int:
    """Keep sheets, each once for its number; gives how many were new."""
    now, jour = office.clock(), min(office.today(), known.plan.fin)

    def change(cursor: Cursor) -> int:
        new = sum(
            enquete_reponse_add(
                cursor, known.ident, f"{known.ident}-{_PAPER}-{one.numero}", Voie.PAPIER, jour, one.reponses,
                one.commentaire, account.name,
            )
            for one in sheets
        )  # fmt: skip
        survey_told(cursor, now, account, "feuilles d'enquête", known.ident, {"n": new})
        return new

    return office.database.write(change)


def _read(questions: tuple[QuestionEnquete, ...], row: Mapping[str, str]) -> Feuille:
    number = row[SHEET]
    if not number.isascii() or not number.isdecimal():
        raise ValueRefused(f"« {number[:20]} » n'est pas un numéro de feuille : écrivez un nombre entier.")
    given = {one.code: answer_of(one, row[one.code]) for one in questions if one.genre != GenreQuestion.LIBRE}
    return Feuille(int(number[:9]), given, row.get(COMMENT, ""))


def _said(questions: tuple[QuestionEnquete, ...], commentaire: str, then: str) -> str:
    """A comment as it is kept; none where the survey asks for none."""
    if not any(one.genre == GenreQuestion.LIBRE for one in questions):
        return ""
    plain = "".join(one for one in " ".join(commentaire.split()) if one.isprintable())
    return names_nobody(plain, LONGEST_COMMENT, "Le commentaire", _NAMELESS, then)
