"""Documents are made here: what is asked for is settled, its content built, read over, and put into a file.

Content and files have one registry each, by kind and by format: what they name is imported when it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, TypeAlias

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
from observatory.store.integrity import data_span

Builder: TypeAlias = Callable[[Office, Demande, ChiffresPublics | None], Support]
Renderer: TypeAlias = Callable[[Support, Tampon, Charte], bytes]


def _named(where: str) -> Callable[..., Any]:
    """A function by « module:name », imported now."""
    module, _, name = where.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(f"observatory.{module}"), name)
    return found


def _presentation(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    made: Support = _named("pipeline.presentation:presentation")(office, chiffres, asked.territoire)
    return made


def _fiche_quartier(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    made: Support = _named("pipeline.fiche_quartier:fiche_quartier")(office, chiffres, asked.territoire)
    return made


def _tableau(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    made: Support = _named("pipeline.tableau_bord:tableau_de_bord")(office, chiffres, asked.schema)
    return made


def _bilan(office: Office, asked: Demande, _: ChiffresPublics | None) -> Support:
    made: Support = _named("pipeline.bilan_document:bilan_document")(office, asked.schema)
    return made


def _fiche_action(office: Office, asked: Demande, _: ChiffresPublics | None) -> Support:
    made: Support = _named("pipeline.fiche_action_document:fiche_action_document")(office, asked.action)
    return made


BUILDERS: dict[GenreEdition, Builder] = {
    GenreEdition.PRESENTATION: _presentation,
    GenreEdition.BILAN: _bilan,
    GenreEdition.FICHE_ACTION: _fiche_action,
    GenreEdition.TABLEAU_DE_BORD: _tableau,
    GenreEdition.FICHE_QUARTIER: _fiche_quartier,
}
"""What makes the content of each kind."""

_SLIDES, _WRITTEN = GenreEdition.PRESENTATION, (GenreEdition.BILAN, GenreEdition.FICHE_ACTION)
RENDERERS: dict[tuple[GenreEdition, str], str | Renderer] = {
    (_SLIDES, "pptx"): "present.diapos_pptx:support_to_pptx",
    (_SLIDES, "pdf"): "present.diapos_pdf:support_to_slides",
    (_SLIDES, "html"): "present.page_html:support_to_html",
    **{(one, "docx"): "present.ecrit_docx:support_to_docx" for one in _WRITTEN},
    **{(one, "pdf"): "present.ecrit_pdf:support_to_pdf" for one in _WRITTEN},
    (GenreEdition.TABLEAU_DE_BORD, "xlsx"): "present.classeur:support_to_xlsx",
    (GenreEdition.FICHE_QUARTIER, "pdf"): "present.fiche_quartier_pdf:support_to_fiche",
}
"""What puts the content of each kind into each of its formats: « module:function », or the function itself."""


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
    support = seen_words(BUILDERS[asked.genre](office, asked, chiffres))
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
    found = RENDERERS[genre, check_format(genre, fmt)]
    render = _named(found) if isinstance(found, str) else found
    chosen = (modele or modele_of(office)) if fmt == "pptx" else None
    more: dict[str, Any] = {} if chosen is None else {"modele": chosen}
    made: bytes = render(support, tampon, charte_of(office), **more)
    return made


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
