"""The life of documents: drafted, validated (frozen), published with the tables that they show, withdrawn.

Each step is one transaction, guarded by the state and the content that were read, and told in the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.edition import (
    FORMATS,
    Demande,
    Edition,
    EtatEdition,
    Geste,
    step,
)
from observatory.domain.errors import Conflict, StateError, ValueRefused
from observatory.domain.roles import Account
from observatory.domain.support import PHOTO, Support, part_figures
from observatory.pipeline.chiffres_publics import ChiffresPublics, chiffres_publics
from observatory.pipeline.documents import check_drafter, content_made, demande_settled, file_made
from observatory.pipeline.editions import (
    content_codec,
    content_read,
    day_of,
    demande_of,
    edition_for,
    editions_all,
    stamp_of,
)
from observatory.pipeline.office import Office
from observatory.pipeline.publications import release_keep
from observatory.pipeline.surete import check_public
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.editions import (
    edition_add,
    edition_change,
    edition_files_write,
    edition_images_write,
    edition_remove,
)
from observatory.store.journal import journal_append
from observatory.store.photos import photo_read
from observatory.store.publications import publications_list

_MEANWHILE = "Quelqu'un a changé ce document entre-temps : rechargez la page, relisez-le, puis recommencez."


def edition_prepare(office: Office, asked: Demande, sections: Sequence[str], *, account: Account) -> Edition:
    """Make a draft and keep it; ``sections`` are the keys of the parts for the public page.

    Raises
    ------
    ValueRefused, NotFound, StateError, NotAllowed
    """
    settled = demande_settled(office, asked, account)
    check_drafter(office, settled, account)
    support, _ = content_made(office, settled)
    now = office.clock()
    row = _content_row(support, _known_sections(support, sections), account, now) | {
        "genre": settled.genre.value, "periode": settled.periode, "territoire": settled.territoire,
        "schema_id": settled.schema, "action_id": settled.action, "etat": EtatEdition.BROUILLON.value,
        "publications": [],
    }  # fmt: skip

    def change(cursor: Cursor) -> int:
        ident = edition_add(cursor, row)
        edition_images_write(cursor, ident, support.images)
        _told(cursor, now, account, "document préparé", ident, settled)
        return ident

    return edition_for(office, office.database.write(change), account)


def edition_refresh(office: Office, ident: int, *, account: Account) -> Edition:
    """Make the content of a draft anew from the data as they are now; sections that are no more are forgotten.

    Raises
    ------
    NotFound, StateError, Conflict, ValueRefused, NotAllowed
    """
    known = _changing(office, ident, Geste.REFAIRE, account)
    support, _ = content_made(office, demande_of(known))
    keys = {one.cle for one in support.parties}
    row = _content_row(support, [one for one in known.sections if one in keys], account, office.clock())
    return _changed(office, known, row, "document refait", account, support)


def edition_sections(office: Office, ident: int, sections: Sequence[str], *, account: Account) -> Edition:
    """Choose which parts of a draft the public page will show; none: it will not be on the public page.

    Raises
    ------
    NotFound, StateError, Conflict, ValueRefused, NotAllowed
    """
    known = _changing(office, ident, Geste.REFAIRE, account)
    chosen = _known_sections(content_read(office, ident), sections)
    row = {"sections": chosen, "cree_le": office.clock()}
    return _changed(office, known, row, "sections choisies", account)


def edition_validate(office: Office, ident: int, lu: dt.datetime | None = None, *, account: Account) -> Edition:
    """Freeze a draft; ``lu`` is the instant (``cree_le``) of the content that was read.

    Raises
    ------
    NotFound, StateError, NotAllowed
    Conflict
        When it was made anew since it was read.
    """
    known = _changing(office, ident, Geste.VALIDER, account)
    if lu is not None and lu != known.cree_le:
        raise Conflict(_MEANWHILE)
    row = {"etat": EtatEdition.VALIDEE.value, "valide_par": account.name, "valide_le": office.clock()}
    return _changed(office, known, row, "document validé", account)


def edition_take_back(office: Office, ident: int, *, account: Account) -> Edition:
    """Make a draft again of what was validated.

    Raises
    ------
    NotFound, StateError, Conflict, NotAllowed
    """
    known = _changing(office, ident, Geste.REPRENDRE, account)
    row = {"etat": EtatEdition.BROUILLON.value, "valide_par": None, "valide_le": None}
    return _changed(office, known, row, "document repris", account)


def edition_publish(office: Office, ident: int, *, account: Account) -> Edition:
    """Publish what was validated, with the table that it shows for the first time; its files are made once and kept.

    Raises
    ------
    NotFound, Conflict, NotAllowed
    StateError
        When one of the same kind, period and place is published, or what may be shown is not what it shows any more.
    """
    with office.publishing:  # nobody publishes between the plan and the table
        known = _changing(office, ident, Geste.PUBLIER, account)
        asked = demande_of(known)
        _check_alone(office, known, asked)
        support = content_read(office, ident)
        chiffres = chiffres_publics(office, asked.periode, asked.territoire) if asked.periode else None
        _check_same(known, support, chiffres)
        _check_pictures(office, support)
        now = office.clock()
        out = replace(known, etat=EtatEdition.PUBLIEE, publie_par=account.name, publie_le=now)
        files = {one: file_made(office, known.genre, one, support, stamp_of(out)) for one in FORMATS[known.genre]}

        def change(cursor: Cursor) -> None:
            tables = _tables(office, chiffres)
            if chiffres is not None and chiffres.prevue is not None:
                tables.append(release_keep(office, cursor, chiffres.zonage, chiffres.prevue, account.name))
            row = {"etat": out.etat.value, "publie_par": account.name, "publie_le": now, "publications": tables}
            _guarded(cursor, known, row)
            edition_files_write(cursor, ident, files)
            _told(cursor, now, account, "document publié", ident, asked, publications=tables)

        office.database.write(change)
    return edition_for(office, ident, account)


def edition_withdraw(office: Office, ident: int, *, account: Account) -> Edition:
    """Take what was published off the public page; it is kept as it was.

    Raises
    ------
    NotFound, StateError, Conflict, NotAllowed
    """
    known = _changing(office, ident, Geste.RETIRER, account)
    row = {"etat": EtatEdition.RETIREE.value, "retire_le": office.clock()}
    return _changed(office, known, row, "document retiré", account)


def edition_drop(office: Office, ident: int, *, account: Account) -> None:
    """Take a draft away.

    Raises
    ------
    NotFound, StateError, Conflict, NotAllowed
    """
    known = _changing(office, ident, Geste.SUPPRIMER, account)

    def change(cursor: Cursor) -> None:
        _guarded(cursor, known, {"etat": known.etat.value})
        edition_remove(cursor, ident)
        _told(cursor, office.clock(), account, "brouillon supprimé", ident, demande_of(known))

    office.database.write(change)


def _changing(office: Office, ident: int, geste: Geste, account: Account) -> Edition:
    """An edition that an account may do something to, in a state in which it can be done."""
    known = edition_for(office, ident, account)
    check_drafter(office, demande_of(known), account)
    step(known.etat, geste)
    return known


def _content_row(support: Support, sections: Sequence[str], account: Account, now: dt.datetime) -> Row:
    """The columns of the content of an edition; who made it last is its author."""
    told = content_codec().dump_json(replace(support, images=())).decode()
    return {
        "titre": support.titre, "sections": list(sections), "contenu": told, "donnees_le": support.donnees_le,
        "auteur": account.name, "cree_le": now,
    }  # fmt: skip


def _known_sections(support: Support, sections: Sequence[str]) -> list[str]:
    """The chosen keys in the order of the parts.

    Raises
    ------
    ValueRefused
        When a key is that of no part.
    """
    keys = [one.cle for one in support.parties]
    wrong = [one for one in sections if one not in keys]
    if wrong:
        raise ValueRefused(f"« {wrong[0][:60]} » n'est pas une partie de ce document : choisissez dans la liste.")
    return [one for one in keys if one in set(sections)]


def _changed(
    office: Office, known: Edition, row: Row, event: str, account: Account, support: Support | None = None
) -> Edition:
    """Change an edition that still is as it was read; with ``support`` its pictures too."""

    def change(cursor: Cursor) -> None:
        _guarded(cursor, known, row)
        if support is not None:
            edition_images_write(cursor, known.ident, support.images)
        _told(cursor, office.clock(), account, event, known.ident, demande_of(known))

    office.database.write(change)
    return edition_for(office, known.ident, account)


def _guarded(cursor: Cursor, known: Edition, row: Row) -> None:
    """Change the columns of an edition that nobody changed since it was read.

    Raises
    ------
    Conflict
    """
    if not edition_change(cursor, known.ident, known.etat.value, known.cree_le, row):
        raise Conflict(_MEANWHILE)


def _check_alone(office: Office, known: Edition, asked: Demande) -> None:
    """See to it that nothing of the same kind, period and place is published."""
    same = [one for one in editions_all(office) if one.etat == EtatEdition.PUBLIEE and demande_of(one) == asked]
    if same:
        raise StateError(f"« {known.titre} » est déjà publié (document n° {same[0].ident}) : retirez-le d'abord.")


def _check_same(known: Edition, support: Support, chiffres: ChiffresPublics | None) -> None:
    """See to it that what may be shown now is what the frozen content shows, and hides.

    Raises
    ------
    StateError
    """
    changed = (
        f"Les chiffres publiables ont changé depuis le {day_of(known.cree_le):%d/%m/%Y} : reprenez le document en "
        "brouillon et refaites-le."
    )
    try:
        check_public(support, chiffres)
    except ValueRefused as error:
        raise StateError(f"{changed} ({error.message})") from error
    figures = [one for partie in support.parties for _, one in part_figures(partie)]
    if chiffres is not None and any(one.masque != chiffres.nombre(*one.cle).masque for one in figures if one.cle):
        raise StateError(changed)


def _check_pictures(office: Office, support: Support) -> None:
    """See to it that every photograph may still be shown to anybody.

    Raises
    ------
    StateError
    """
    shown = [int(one.nom.removeprefix(PHOTO)) for one in support.images if one.nom.startswith(PHOTO)]
    for ident in shown:
        row = photo_read(office.database, ident)
        if row is None or not row["visible"]:
            raise StateError(
                f"La photo n° {ident} de ce document n'est plus montrée depuis qu'il a été préparé : reprenez-le en "
                "brouillon et refaites-le."
            )


def _tables(office: Office, chiffres: ChiffresPublics | None) -> list[int]:
    """The numbers of the published tables that figures come from, in order."""
    names = set(chiffres.noms) if chiffres is not None else set()
    return sorted(one.ident for one in publications_list(office.database) if one.nom in names)


def _told(
    cursor: Cursor, le: dt.datetime, account: Account, event: str, ident: int, about: Demande, **more: object
) -> None:
    told = {"genre": about.genre, "periode": about.periode, "territoire": about.territoire}
    detail = {name: value for name, value in told.items() if value} | more
    journal_append(
        cursor, le=le, auteur=account.name, evenement=event, objet="edition", cle=str(ident), detail=detail
    )  # fmt: skip
