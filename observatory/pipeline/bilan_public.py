"""What anybody may read without an account: the sections and the files that the city published, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatory.domain.edition import FORMATS, PUBLIC, Edition, EtatEdition, GenreEdition
from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.periode_publique import PeriodePublique, text_to_periode
from observatory.domain.reglage import TELEPHONES
from observatory.domain.support import Partie, Support
from observatory.pipeline.documents import document_stem
from observatory.pipeline.editions import content_read, demande_of, editions_all
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import setting
from observatory.store.editions import edition_file, edition_sizes


@dataclass(frozen=True, slots=True)
class FichierPublic:
    """A published file: its name in the address, of what it is, its format and its size in bytes."""

    nom: str
    titre: str
    format: str
    octets: int


@dataclass(frozen=True, slots=True)
class PagePublique:
    """The page of a period: the edition whose sections it shows, its content, the parts that were chosen, the files."""

    periode: PeriodePublique
    edition: Edition
    support: Support
    parties: tuple[Partie, ...]
    fichiers: tuple[FichierPublic, ...]


def public_editions(office: Office) -> dict[PeriodePublique, Edition]:
    """The published presentation of the whole city by period, the latest period first, where sections were chosen."""
    found = {
        text_to_periode(one.periode): one
        for one in editions_all(office)
        if one.etat == EtatEdition.PUBLIEE and one.genre == GenreEdition.PRESENTATION and not one.territoire
        and one.sections
    }  # fmt: skip
    return {period: found[period] for period in sorted(found, key=lambda one: (one.fin, one.debut), reverse=True)}


def public_page(office: Office, periode: str) -> PagePublique:
    """What the city published of a period.

    Raises
    ------
    NotFound
        When it is no period, or nothing of it is on the public page.
    """
    period, edition = _published(office, periode)
    support = content_read(office, edition.ident)
    chosen = set(edition.sections)
    parts = tuple(one for one in support.parties if one.cle in chosen)
    files = [file for one in _beside(office, period, edition) for file in _files(office, one)]
    return PagePublique(period, edition, support, parts, tuple(files))


def public_file(office: Office, periode: str, nom: str) -> tuple[bytes, str]:
    """A file that the page of a period offers, as it was published, and its format.

    Raises
    ------
    NotFound
    """
    period, edition = _published(office, periode)
    for one in _beside(office, period, edition):
        for fmt in FORMATS[one.genre]:
            found = edition_file(office.database, one.ident, fmt) if nom == _name(one, fmt) else None
            if found is not None:
                return found, fmt
    raise NotFound("Ce fichier n'est pas publié, ou ne l'est plus.")


def office_numbers(office: Office) -> Sequence[tuple[str, str, str]]:
    """The phone numbers of the office: name, number, when it answers."""
    return [(one["nom"], one["numero"], one["quand"]) for one in setting(office, TELEPHONES, [])]


def _published(office: Office, periode: str) -> tuple[PeriodePublique, Edition]:
    """A period and the edition that its page shows.

    Raises
    ------
    NotFound
    """
    try:
        period = text_to_periode(periode)
    except ValueRefused as error:
        raise NotFound("Cette adresse n'est pas celle d'une période : elle finit par 2026-S1, par exemple.") from error
    known = public_editions(office).get(period)
    if known is None:
        raise NotFound("Aucun bilan n'est publié pour cette période.")
    return period, known


def _beside(office: Office, period: PeriodePublique, shown: Edition) -> list[Edition]:
    """The edition that the page shows, then what else is published of the period; the bilan by the day of its data."""
    after = period.suivante()
    others = [
        one
        for one in editions_all(office)
        if one.etat == EtatEdition.PUBLIEE and one.genre in PUBLIC and one.sections and one.ident != shown.ident
        and (one.periode == period.code or (not one.periode and after.debut <= one.donnees_le <= after.fin))
    ]  # fmt: skip
    return [shown, *sorted(others, key=lambda one: (PUBLIC.index(one.genre), one.titre))]


def _files(office: Office, edition: Edition) -> list[FichierPublic]:
    sizes = edition_sizes(office.database, edition.ident)
    return [
        FichierPublic(_name(edition, fmt), edition.titre, fmt, sizes[fmt])
        for fmt in FORMATS[edition.genre]
        if fmt in sizes
    ]


def _name(edition: Edition, fmt: str) -> str:
    return f"{document_stem(demande_of(edition))}.{fmt}"
