"""Meetings where residents tell what troubles them: each problem with its category, its place and its voices."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from typing import TypeVar

from observatory.domain.arrondi import count_to_fives
from observatory.domain.errors import NotFound, TooMuch, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.grid import position_to_cell
from observatory.domain.marche import LONGEST_TITLE
from observatory.domain.position import Position
from observatory.domain.reunion import (
    COLONNES,
    LONGEST_PLACE,
    LONGEST_TEXT,
    MOST_PROBLEMS,
    MOST_VOICES,
    Decision,
    EtatReunion,
    GenreReunion,
    ProblemeDit,
    ProblemesLus,
    Reunion,
)
from observatory.domain.roles import Account
from observatory.pipeline.office import Office
from observatory.store.appels import Row, rows_by
from observatory.store.database import Cursor
from observatory.store.fichier_csv import text_to_table
from observatory.store.journal import journal_append
from observatory.store.reference import nomenclature_read
from observatory.store.reunions import (
    decisions_read,
    presences_read,
    reunion_probleme_remove,
    reunion_problemes_read,
    reunion_problemes_write,
    reunion_write,
    reunions_read,
)

T = TypeVar("T")


def reunions_list(office: Office, *, exact: bool = True) -> list[Reunion]:
    """Every meeting, the latest first, with its problems; without ``exact`` voices are in fives, none under five."""
    return _meetings(office, reunions_read(office.database), exact)


def reunion_of(office: Office, ident: int, *, exact: bool = True) -> Reunion:
    """A meeting with its problems and their voices; without ``exact`` these are in fives, none under five.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    rows = reunions_read(office.database, ident)
    if not rows:
        raise NotFound(f"Aucune réunion n° {ident} : rechargez la page.")
    return _meetings(office, rows, exact)[0]


def reunion_open(office: Office, known: Reunion, account: Account) -> Reunion | None:
    """A meeting as far as an account may know: without what was said of places beyond its territories.

    None where the whole meeting was about others.
    """
    if not account.territoires:
        return known
    if known.territoire and known.territoire not in account.territoires:
        return None
    return replace(known, problemes=tuple(one for one in known.problemes if _within(office, one, account)))


def _within(office: Office, one: ProblemeDit, account: Account) -> bool:
    """Whether a problem lies where the account may look; one without a place does."""
    if one.lat is None or one.lon is None:
        return True
    cell = position_to_cell(Position(lat=one.lat, lon=one.lon))
    _, around = office.territories_at(cell, one.lat, one.lon, office.today())
    return not account.territoires.isdisjoint(around)


def reunion_for(office: Office, ident: int, account: Account) -> Reunion:
    """A meeting that is open to an account.

    Raises
    ------
    NotFound
        When there is none of this number, or it was about other territories: which of the two is not told.
    """
    known = reunion_open(office, reunion_of(office, ident), account)
    if known is None:
        raise NotFound(f"Aucune réunion n° {ident} : rechargez la page.")
    return known


def reunion_create(office: Office, reunion: Reunion, *, account: Account) -> Reunion:
    """Keep a meeting; its problems are added afterwards.

    Raises
    ------
    ValueRefused
        When it has no title, an unknown kind, or names a person.
    """
    if reunion.genre not in set(GenreReunion):
        raise ValueRefused(f"« {reunion.genre[:40]} » n'est pas un genre de réunion : {', '.join(GenreReunion)}.")
    title, place = " ".join(reunion.titre.split()), " ".join(reunion.lieu.split())
    if not title:
        raise ValueRefused("Donnez un titre à la réunion, par exemple le nom du quartier.")
    if len(place) > LONGEST_PLACE:
        raise ValueRefused(f"Le lieu a {len(place)} caractères : {LONGEST_PLACE} au plus.")
    now = office.clock()
    row = {
        "genre": reunion.genre, "titre": names_nobody(title, LONGEST_TITLE, "Le titre"), "jour": reunion.jour,
        "lieu": place, "territoire": reunion.territoire or None,
        "etat": EtatReunion.PREVUE if reunion.jour > office.today() else EtatReunion.TENUE,
        "schema_id": reunion.schema, "marche_id": reunion.marche, "auteur": account.name, "le": now,
    }  # fmt: skip

    def change(cursor: Cursor) -> int:
        ident = reunion_write(cursor, row)
        _told(cursor, now, account, "réunion notée", ident, {"genre": reunion.genre})
        return ident

    return reunion_of(office, office.database.write(change))


def probleme_add(office: Office, reunion: int, probleme: ProblemeDit, *, account: Account) -> Reunion:
    """Note a problem; its place is searched where no position is given, and it may stay unknown.

    Raises
    ------
    NotFound
        When there is no such meeting.
    ValueRefused
        When its category is unknown, its voices are not a number of people, or its text names a person.
    """
    _room(reunion_of(office, reunion), 1)
    row = _checked(office, probleme)
    _write(office, reunion, [row], account)
    return reunion_of(office, reunion)


def probleme_remove(office: Office, reunion: int, ident: int, *, account: Account) -> Reunion:
    """Take a problem out of a meeting.

    Raises
    ------
    NotFound
        When it is not there.
    """

    def change(cursor: Cursor) -> None:
        if not reunion_probleme_remove(cursor, reunion, ident):
            raise NotFound("Ce problème n'est plus dans la réunion : rechargez la page.")
        _told(cursor, office.clock(), account, "problème de réunion retiré", reunion, {"probleme": ident})

    office.database.write(change)
    return reunion_of(office, reunion)


def problemes_import(office: Office, reunion: int, texte: str, *, account: Account) -> ProblemesLus:
    """Note the problems of a table (columns categorie, lieu, texte, voix): each row is kept, or refused with a reason.

    A category is written by its code or its French name; an empty ``voix`` is one.

    Raises
    ------
    FormatError
        When it is no table, or lacks a column.
    NotFound, TooMuch
    """
    known = reunion_of(office, reunion)
    rows = text_to_table(texte.strip("\n"), COLONNES, "Le tableau")
    _room(known, len(rows))
    codes = _codes(office)
    kept, refused = [], []
    for line, row in enumerate(rows, 2):
        if not any(row.values()):
            refused.append((line, "Ligne vide."))
            continue
        try:
            kept.append(_checked(office, _read_row(row, codes)))
        except ValueRefused as error:
            refused.append((line, error.message))
    _write(office, reunion, kept, account)
    return ProblemesLus(len(kept), sum(row["lat"] is None for row in kept), tuple(refused))


def _read_row(row: dict[str, str], codes: dict[str, str]) -> ProblemeDit:
    code = codes.get(_plain(row["categorie"]))
    if code is None:
        raise ValueRefused(f"« {row['categorie'][:60]} » n'est pas une catégorie : écrivez son nom ou son code.")
    voices = row["voix"] or "1"
    if not voices.isascii() or not voices.isdecimal():
        raise ValueRefused(f"« {voices[:20]} » n'est pas un nombre de voix : écrivez un nombre entier.")
    return ProblemeDit(0, code, row["texte"], row["lieu"], None, None, int(voices[:9]))


def _codes(office: Office) -> dict[str, str]:
    """What a category may be called: its code or its name, without accents nor capitals."""
    open_ones = [one for one in nomenclature_read(office.database) if one.retiree_le is None]
    names = {_plain(one.libelle): one.code for one in reversed(open_ones)}
    return names | {_plain(one.code): one.code for one in open_ones}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(one for one in folded if not unicodedata.combining(one)).split())


def _checked(office: Office, probleme: ProblemeDit) -> Row:
    """A problem as it is kept."""
    if probleme.categorie not in office.codes():
        raise ValueRefused(f"« {probleme.categorie[:60]} » n'est pas une catégorie ouverte : choisissez dans la liste.")
    if probleme.voix is None or not 1 <= probleme.voix <= MOST_VOICES:
        raise ValueRefused(f"Le nombre de voix va de 1 à {MOST_VOICES} : comptez les personnes qui l'ont dit.")
    text, place = " ".join(probleme.texte.split()), " ".join(probleme.adresse.split())
    if len(place) > LONGEST_PLACE:
        raise ValueRefused(f"Le lieu a {len(place)} caractères : {LONGEST_PLACE} au plus.")
    here = _placed(office, probleme, place)
    return {
        "categorie": probleme.categorie, "texte": names_nobody(text, LONGEST_TEXT, "Le texte"), "adresse": place,
        "lat": here.lat if here else None, "lon": here.lon if here else None,
        "cell": position_to_cell(here) if here else None, "voix": probleme.voix,
    }  # fmt: skip


def _placed(office: Office, probleme: ProblemeDit, place: str) -> Position | None:
    """Where a problem is: where it was put, else what the geocoder is sure of, else nowhere."""
    if probleme.lat is not None and probleme.lon is not None:
        return Position(lat=probleme.lat, lon=probleme.lon)
    found = office.geocoder().search_many([place])[0] if place else None
    return Position(lat=found.lat, lon=found.lon) if found else None


def _room(known: Reunion, more: int) -> None:
    if len(known.problemes) + more > MOST_PROBLEMS:
        raise TooMuch(f"{len(known.problemes) + more} problèmes pour une réunion : {MOST_PROBLEMS} au plus.")


def _write(office: Office, reunion: int, rows: list[Row], account: Account) -> None:
    if not rows:
        return
    now = office.clock()

    def change(cursor: Cursor) -> None:
        reunion_problemes_write(cursor, reunion, rows, account.name, now)
        _told(cursor, now, account, "problèmes de réunion", reunion, {"n": len(rows)})

    office.database.write(change)


def _told(cursor: Cursor, le: dt.datetime, account: Account, evenement: str, ident: int, detail: Row) -> None:
    journal_append(
        cursor, le=le, auteur=account.name, evenement=evenement, objet="reunion", cle=str(ident), detail=detail
    )


def _meetings(office: Office, rows: list[Row], exact: bool) -> list[Reunion]:
    """Meetings with what was raised, decided and counted there."""
    idents = [row["ident"] for row in rows]
    raised = rows_by(reunion_problemes_read(office.database, idents), "reunion_id", lambda row: _problem(row, exact))
    decided = rows_by(decisions_read(office.database, reunions=idents), "reunion_id", row_to_decision)
    counted = rows_by(presences_read(office.database, idents), "reunion_id", lambda row: (row["profil"], row["n"]))
    return [
        Reunion(
            row["ident"], row["genre"], row["titre"], row["jour"], row["lieu"], row["territoire"] or "",
            tuple(raised.get(row["ident"], ())), row["etat"] or EtatReunion.TENUE, row["schema_id"], row["marche_id"],
            row["presents"], dict(counted.get(row["ident"], ())), row["compte_rendu"] or "", row["diagnostic"] or "",
            tuple(decided.get(row["ident"], ())),
        )
        for row in rows
    ]  # fmt: skip


def row_to_decision(row: Row) -> Decision:
    """A decision as it is kept."""
    return Decision(
        row["ident"], row["reunion_id"], row["genre"], row["texte"], row["service"] or "", row["action_id"],
        row["pour_le"], row["evaluation_id"], row["jour"],
    )  # fmt: skip


def _problem(row: Row, exact: bool) -> ProblemeDit:
    one = ProblemeDit(
        row["id"], row["categorie"], row["texte"], row["adresse"], row["lat"], row["lon"], row["voix"]
    )  # fmt: skip
    return one if exact else replace(one, voix=count_to_fives(row["voix"]))
