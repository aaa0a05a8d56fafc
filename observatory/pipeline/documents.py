"""Documents are made here: what is asked for is settled, its content built, read over, and put into a file.

Content and files have one table each, by kind and by format: what makes them is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from observatory.domain.edition import COUNTED, PLANNED, Charte, Demande, GenreEdition, Tampon, check_format
from observatory.domain.errors import ValueRefused
from observatory.domain.periode_publique import PeriodePublique
from observatory.domain.roles import Account
from observatory.domain.schema import EtatSchema
from observatory.domain.support import Support
from observatory.domain.texte import seen_words
from observatory.pipeline.actions import action_for
from observatory.pipeline.charte import charte_of, modele_of
from observatory.pipeline.chiffres_publics import (
    ChiffresPublics,
    asked_period,
    chiffres_publics,
    is_whole_city,
    territory_asked,
)
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import check_theirs, schema_for, schemas_list
from observatory.pipeline.surete import check_public
from observatory.present.typographie import french_support
from observatory.store.integrity import data_span

Builder: TypeAlias = Callable[[Office, Demande, ChiffresPublics | None], Support]
Renderer: TypeAlias = Callable[[Support, Tampon, Charte, bytes | None], bytes]


def _presentation(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    from observatory.pipeline.presentation import presentation

    return presentation(office, _counted(chiffres), asked.territoire)


def _fiche_quartier(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    from observatory.pipeline.fiche_quartier import fiche_quartier

    return fiche_quartier(office, _counted(chiffres), asked.territoire)


def _tableau(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    from observatory.pipeline.tableau_bord import tableau_de_bord

    return tableau_de_bord(office, _counted(chiffres), asked.schema)


def _bilan(office: Office, asked: Demande, _: ChiffresPublics | None) -> Support:
    from observatory.pipeline.bilan_document import bilan_document

    return bilan_document(office, asked.schema)


def _fiche_action(office: Office, asked: Demande, _: ChiffresPublics | None) -> Support:
    from observatory.pipeline.fiche_action_document import fiche_action_document

    if asked.action is None:
        raise AssertionError("a settled demand for a fiche has its action")
    return fiche_action_document(office, asked.action)


def _counted(chiffres: ChiffresPublics | None) -> ChiffresPublics:
    if chiffres is None:
        raise AssertionError("a kind that counts is given its figures")
    return chiffres


BUILDERS: dict[GenreEdition, Builder] = {
    GenreEdition.PRESENTATION: _presentation,
    GenreEdition.BILAN: _bilan,
    GenreEdition.FICHE_ACTION: _fiche_action,
    GenreEdition.TABLEAU_DE_BORD: _tableau,
    GenreEdition.FICHE_QUARTIER: _fiche_quartier,
}
"""What makes the content of each kind."""


def _pptx(support: Support, tampon: Tampon, charte: Charte, modele: bytes | None) -> bytes:
    from observatory.present.diapos_pptx import support_to_pptx

    return support_to_pptx(support, tampon, charte, modele)


def _slides(support: Support, tampon: Tampon, charte: Charte, _: bytes | None) -> bytes:
    from observatory.present.diapos_pdf import support_to_slides

    return support_to_slides(support, tampon, charte)


def _html(support: Support, tampon: Tampon, charte: Charte, _: bytes | None) -> bytes:
    from observatory.present.page_html import support_to_html

    return support_to_html(support, tampon, charte)


def _docx(support: Support, tampon: Tampon, charte: Charte, _: bytes | None) -> bytes:
    from observatory.present.ecrit_docx import support_to_docx

    return support_to_docx(support, tampon, charte)


def _pdf(support: Support, tampon: Tampon, charte: Charte, _: bytes | None) -> bytes:
    from observatory.present.ecrit_pdf import support_to_pdf

    return support_to_pdf(support, tampon, charte)


def _xlsx(support: Support, tampon: Tampon, charte: Charte, _: bytes | None) -> bytes:
    from observatory.present.classeur import support_to_xlsx

    return support_to_xlsx(support, tampon, charte)


def _fiche(support: Support, tampon: Tampon, charte: Charte, _: bytes | None) -> bytes:
    from observatory.present.fiche_quartier_pdf import support_to_fiche

    return support_to_fiche(support, tampon, charte)


_PRESENTATION, _WRITTEN = GenreEdition.PRESENTATION, (GenreEdition.BILAN, GenreEdition.FICHE_ACTION)
RENDERERS: dict[tuple[GenreEdition, str], Renderer] = {
    (_PRESENTATION, "pptx"): _pptx,
    (_PRESENTATION, "pdf"): _slides,
    (_PRESENTATION, "html"): _html,
    **{(one, "docx"): _docx for one in _WRITTEN},
    **{(one, "pdf"): _pdf for one in _WRITTEN},
    (GenreEdition.TABLEAU_DE_BORD, "xlsx"): _xlsx,
    (GenreEdition.FICHE_QUARTIER, "pdf"): _fiche,
}
"""What puts the content of each kind into each of its formats; slides also into a city's template."""


def demande_settled(office: Office, asked: Demande, account: Account) -> Demande:
    """What is asked for, with nothing left out: period by its code, territory as ``zonage:code``, the usual plan.

    Raises
    ------
    ValueRefused, NotFound, StateError
        When the period, the territory, the plan or the action lacks or cannot be: the sentence says what to do.
    """
    genre = GenreEdition(asked.genre)
    counted = genre in COUNTED
    periode = asked_period(office, asked.periode).code if counted else ""
    territoire = ""
    if counted and asked.territoire:
        zonage, code, _, _ = territory_asked(office, asked.territoire)
        territoire = "" if is_whole_city(office, f"{zonage}:{code}") else f"{zonage}:{code}"
    if genre == GenreEdition.FICHE_QUARTIER and not territoire:
        raise ValueRefused("Dites de quel quartier est la fiche : son code manque, ou c'est celui de toute la ville.")
    if genre == GenreEdition.FICHE_ACTION:
        if asked.action is None:
            raise ValueRefused("Dites de quelle action est la fiche : sa référence manque.")
        action_for(office, asked.action, account)
    schema = None
    if genre in PLANNED:
        schema = asked.schema if asked.schema is not None else _usual_plan(office, account)
        if schema is not None:
            schema_for(office, schema, account)
    action = asked.action if genre == GenreEdition.FICHE_ACTION else None
    return Demande(genre, periode, territoire, schema, action)


def check_drafter(office: Office, asked: Demande, account: Account) -> None:
    """See to it that an account which is bounded makes documents of its own territories alone.

    Raises
    ------
    NotAllowed, NotFound
    """
    if not account.territoires:
        return
    if asked.action is not None:
        action_for(office, asked.action, account)
    elif asked.schema is not None:
        check_theirs(account, schema_for(office, asked.schema, account).territoire)
    else:
        check_theirs(account, asked.territoire)


def periods_open(office: Office) -> list[str]:
    """The periods that a document may be about: half-years that are over, quarters, years, each the latest first."""
    first, _ = data_span(office.database)
    today = office.today()
    found: list[str] = []
    for genre, length in (("S", 6), ("T", 3), ("", 12)):
        one = None if first is None else PeriodePublique(first.year, genre, (first.month - 1) // length + 1)
        some: list[str] = []
        while one is not None and one.fin < today:
            some.append(one.code)
            one = one.suivante()
        found += some[::-1]
    return found


def content_made(office: Office, asked: Demande) -> tuple[Support, ChiffresPublics | None]:
    """The content of a settled demand as anybody may see it, and the figures that it was made from.

    Raises
    ------
    ValueRefused
        When something in it may not be shown to anybody.
    NotFound, StateError
    """
    chiffres = chiffres_publics(office, asked.periode, asked.territoire) if asked.genre in COUNTED else None
    support = french_support(seen_words(BUILDERS[asked.genre](office, asked, chiffres)))
    check_public(support, chiffres)
    return support, chiffres


def file_made(
    office: Office, genre: GenreEdition, fmt: str, support: Support, tampon: Tampon, modele: bytes | None = None
) -> bytes:
    """A file of some content: with the logo and the colours of the city, slides in its template or in ``modele``.

    Raises
    ------
    ValueRefused
        When the kind is not made as that, or the template cannot be used.
    """
    render = RENDERERS[genre, check_format(genre, fmt)]
    return render(support, tampon, charte_of(office), (modele or modele_of(office)) if fmt == "pptx" else None)


def document_stem(asked: Demande) -> str:
    """The name of its files, without their ending: « presentation-2026-s1-docks »."""
    place = asked.territoire.removeprefix("quartier:")
    number = asked.action if asked.action is not None else asked.schema
    parts = [asked.genre.replace("_", "-"), asked.periode, place, "" if number is None else str(number)]
    joined = "-".join(part for part in parts if part).casefold()
    return "".join(one if one.isascii() and (one.isalnum() or one == "-") else "-" for one in joined)


def _usual_plan(office: Office, account: Account) -> int | None:
    """The plan that runs, that of the whole city before others; else the latest; None where there is none."""
    known = schemas_list(office, account)
    known.sort(key=lambda one: (one.etat != EtatSchema.EN_COURS, bool(one.territoire)))
    return known[0].ident if known else None
