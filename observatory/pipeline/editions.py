"""Editions of documents: read with the eyes of an account, and their files."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from observatory.domain.edition import (
    Demande,
    Edition,
    EditionLue,
    EtatEdition,
    GenreEdition,
    Tampon,
    check_format,
)
from observatory.domain.errors import NotFound
from observatory.domain.roles import Account
from observatory.domain.support import Support
from observatory.domain.transmission import Document
from observatory.pipeline.actions import action_of, action_open
from observatory.pipeline.documents import check_drafter, content_made, demande_settled, document_stem, file_made
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import schema_of, schema_open
from observatory.store.appels import Row
from observatory.store.database import ZONE
from observatory.store.editions import edition_content, edition_file, edition_images, editions_read

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_UNKNOWN = "Aucun document n° {ident} : rechargez la page."


def document_made(
    office: Office, asked: Demande, fmt: str, modele: bytes | None = None, *, account: Account
) -> Document:
    """A file at once: that which was published, byte for byte, where one was; else a draft made now.

    With a template of one's own what was published is put into it, as it was.

    Raises
    ------
    ValueRefused, NotFound, StateError, NotAllowed
    """
    settled = demande_settled(office, asked, account)
    check_format(settled.genre, fmt)
    check_drafter(office, settled, account)
    out = next(
        (one for one in editions_all(office) if one.etat == EtatEdition.PUBLIEE and demande_of(one) == settled), None
    )
    if out is None:
        support, _ = content_made(office, settled)
        content = file_made(office, settled.genre, fmt, support, Tampon(), modele)
    elif modele is None:
        content = _kept_file(office, out, fmt)
    else:
        content = file_made(office, out.genre, fmt, content_read(office, out.ident), stamp_of(out), modele)
    return Document(document_stem(settled), content)


def editions_list(office: Office, account: Account) -> list[Edition]:
    """Every edition that is open to an account, the newest first."""
    return [one for one in editions_all(office) if _open(office, one, account)]


def edition_for(office: Office, ident: int, account: Account) -> Edition:
    """An edition that is open to an account.

    Raises
    ------
    NotFound
        When there is none of this number, or it is about another territory: which of the two is not told.
    """
    found = editions_all(office, ident)
    if not found or not _open(office, found[0], account):
        raise NotFound(_UNKNOWN.format(ident=ident))
    return found[0]


def edition_lue(office: Office, ident: int, account: Account) -> EditionLue:
    """An edition with what it shows.

    Raises
    ------
    NotFound
    """
    known = edition_for(office, ident, account)
    return EditionLue(known, content_read(office, ident))


def edition_document(office: Office, ident: int, fmt: str, account: Account) -> Document:
    """A file of an edition: as it was published, else made now from its content with the stamp of its state.

    Raises
    ------
    NotFound, ValueRefused
    """
    known = edition_for(office, ident, account)
    check_format(known.genre, fmt)
    if known.etat in (EtatEdition.PUBLIEE, EtatEdition.RETIREE):
        content = _kept_file(office, known, fmt)
    else:
        content = file_made(office, known.genre, fmt, content_read(office, ident), stamp_of(known))
    return Document(document_stem(demande_of(known)), content)


def demande_of(edition: Edition) -> Demande:
    """What an edition is about."""
    return Demande(edition.genre, edition.periode, edition.territoire, edition.schema, edition.action)


def stamp_of(edition: Edition) -> Tampon:
    """What the files of an edition say of its state."""
    return Tampon(edition.etat, edition.valide_par, day_of(edition.valide_le), day_of(edition.publie_le))


def content_read(office: Office, ident: int) -> Support:
    """The content of an edition with its pictures.

    Raises
    ------
    NotFound
    """
    told = edition_content(office.database, ident)
    if not told:
        raise NotFound(_UNKNOWN.format(ident=ident))
    return replace(content_codec().validate_json(told), images=tuple(edition_images(office.database, ident)))


@functools.cache
def content_codec() -> TypeAdapter[Support]:
    """Between content and JSON: made once, when it is first needed."""
    from pydantic import TypeAdapter

    return TypeAdapter(Support)


def day_of(instant: dt.datetime | None) -> dt.date | None:
    """The day of an instant in Paris."""
    return None if instant is None else instant.astimezone(ZoneInfo(ZONE)).date()


def editions_all(office: Office, ident: int | None = None) -> list[Edition]:
    """Every edition, the newest first, or that of a number; whoever asks."""
    return [_edition(row) for row in editions_read(office.database, ident)]


def _edition(row: Row) -> Edition:
    kept = {name: value for name, value in row.items() if name not in ("schema_id", "action_id")}
    return Edition(**kept | {
        "genre": GenreEdition(row["genre"]), "etat": EtatEdition(row["etat"]), "sections": tuple(row["sections"]),
        "schema": row["schema_id"], "action": row["action_id"],
        "valide_par": row["valide_par"] or "", "publie_par": row["publie_par"] or "",
    })  # fmt: skip


def _open(office: Office, edition: Edition, account: Account) -> bool:
    """Whether an edition is about the territories of an account, or about the whole city."""
    if not account.territoires:
        return True
    if edition.action is not None:
        return action_open(office, action_of(office, edition.action), account)
    if edition.schema is not None and not schema_open(schema_of(office, edition.schema), account):
        return False
    return not edition.territoire or edition.territoire in account.territoires


def _kept_file(office: Office, edition: Edition, fmt: str) -> bytes:
    """A file as it was published.

    Raises
    ------
    NotFound
    """
    found = edition_file(office.database, edition.ident, fmt)
    if found is None:
        raise NotFound(f"« {edition.titre} » n'a pas été gardé en {fmt} : choisissez un autre format.")
    return found
