"""How a meeting is held: set in a plan, counted by profile, put in minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from observatory.domain.action import check_year
from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.constat import PROFILS
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.marche import LONGEST_TITLE, Etat
from observatory.domain.restitution import Groupe, merged_groups
from observatory.domain.reunion import (
    LONGEST_MINUTES,
    LONGEST_PLACE,
    MOST_PRESENT,
    NO_SCHEMA,
    OF_PARTNERS,
    Decision,
    EtatReunion,
    GenreReunion,
    Reunion,
)
from observatory.domain.roles import ACTS, Account
from observatory.domain.schema import Schema
from observatory.pipeline.actions import action_of, action_open
from observatory.pipeline.marches import marche_for
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import reunion_create, reunion_for, reunion_of, reunion_open, reunions_list
from observatory.pipeline.schemas import (
    check_territory,
    check_theirs,
    runs_on,
    schema_for,
    schema_running,
    schemas_list,
)
from observatory.store.appels import Row
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.reunions import presences_write, reunion_change

_UNCOUNTED = "non_comptes"
"""Those whom a way of counting left out."""


def reunions_shown(office: Office, account: Account) -> list[Reunion]:
    """Every meeting as an account may read it, the latest first."""
    exact = account.holds_any(ACTS["conduire le schéma"])
    shown = (reunion_shown(office, one, account) for one in reunions_list(office, exact=exact))
    return [one for one in shown if one is not None]


def reunion_read(office: Office, ident: int, account: Account) -> Reunion:
    """A meeting as an account may read it.

    Raises
    ------
    NotFound
        When there is none of this number, or it was about other territories: which of the two is not told.
    """
    exact = account.holds_any(ACTS["conduire le schéma"])
    shown = reunion_shown(office, reunion_of(office, ident, exact=exact), account)
    if shown is None:
        raise NotFound(f"Aucune réunion n° {ident} : rechargez la page.")
    return shown


def reunion_shown(office: Office, known: Reunion, account: Account) -> Reunion | None:
    """A meeting within the territories of an account; counts exact for who leads the plan alone."""
    mine = reunion_open(office, known, account)
    if mine is None:
        return None
    if account.territoires:
        mine = replace(mine, decisions=tuple(one for one in mine.decisions if _about_mine(office, one, account)))
    return mine if account.holds_any(ACTS["conduire le schéma"]) else without_small_groups(mine)


def without_small_groups(known: Reunion) -> Reunion:
    """A meeting as anybody may read it: small groups told together, no total under five."""
    total = known.presents if known.presents is None or known.presents == 0 else _told(known.presents)
    return replace(known, presents=total, presences={}, groupes=() if total is None else attendance(known))


def attendance(known: Reunion) -> tuple[Groupe, ...]:
    """Who came, small groups told together, by age, by sex and by what brought them (French names).

    Those whom one way of counting left out are a group of it: else the total would give a small rest back.
    """
    found = []
    for genre, names in PROFILS.items():
        counts = {code: known.presences.get(f"{genre}:{code}", 0) for code in names}
        told = sum(counts.values())
        if told:
            counts[_UNCOUNTED] = max(0, (known.presents or 0) - told)
        said = names | {_UNCOUNTED: "non comptés"}
        found += [Groupe(genre, tuple(said[code] for code in codes), n) for codes, n in merged_groups(counts)]
    return tuple(found)


def reunion_note(office: Office, reunion: Reunion, *, account: Account) -> Reunion:
    """Keep a meeting; where no plan is named and exactly one that runs covers its territory, it serves that one.

    Raises
    ------
    ValueRefused, NotFound, StateError
        When its territory, its plan or its walk cannot be: the sentence says what to do.
    NotAllowed
        When it is about a territory that is not open to the account.
    """
    check_territory(office, reunion.territoire)
    if reunion.schema is None:
        serving = [one for one in schemas_list(office, account) if _covers(one, reunion)]
        reunion = replace(reunion, schema=serving[0].ident if len(serving) == 1 else None)
    return reunion_create(office, _set_in_plan(office, reunion, account), account=account)


def reunion_save(office: Office, reunion: Reunion, *, account: Account) -> Reunion:
    """Change what a meeting is: its kind, title, day, place, territory, plan and walk; not what was held there.

    Raises
    ------
    ValueRefused, NotFound, NotAllowed
    StateError
        When its plan is closed, it was held and would lie ahead, or what was written there needs what would go.
    """
    known = reunion_changing(office, reunion.ident, account)
    check_territory(office, reunion.territoire)
    wanted = _set_in_plan(office, reunion, account)
    _check_what_stays(office, known, wanted)
    titre, lieu = " ".join(wanted.titre.split()), " ".join(wanted.lieu.split())
    if wanted.genre not in set(GenreReunion):
        raise ValueRefused(f"« {wanted.genre[:40]} » n'est pas un genre de réunion : choisissez dans la liste.")
    if not titre:
        raise ValueRefused("Donnez un titre à la réunion, par exemple le nom du quartier.")
    if len(lieu) > LONGEST_PLACE:
        raise ValueRefused(f"Le lieu a {len(lieu)} caractères : {LONGEST_PLACE} au plus.")
    row = {
        "genre": wanted.genre, "titre": names_nobody(titre, LONGEST_TITLE, "Le titre"), "jour": wanted.jour,
        "lieu": lieu, "territoire": wanted.territoire or None,
        "schema_id": wanted.schema, "marche_id": wanted.marche,
    }  # fmt: skip
    return _change(office, reunion.ident, row, account, "réunion modifiée")


def reunion_attach(office: Office, reunion: int, schema: int | None, *, account: Account) -> None:
    """Say to which plan a meeting belongs, or that it belongs to none.

    Raises
    ------
    NotFound
        When the meeting or the plan is unknown, or not open to the account.
    StateError
        When one of the plans was closed, or the meeting decided of actions of its own.
    """
    known = reunion_for(office, reunion, account)
    _check_plan_stays(known, schema)
    for one in {known.schema, schema} - {None}:
        schema_for(office, int(one or 0), account)
        schema_running(office, int(one or 0))

    def change(cursor: Cursor) -> None:
        reunion_change(cursor, reunion, {"schema_id": schema})
        reunion_told(cursor, office.clock(), account, "réunion rattachée", reunion, {"schema": schema or 0})

    office.database.write(change)


def reunion_state(office: Office, ident: int, etat: str, *, account: Account) -> Reunion:
    """Say that a meeting took place, was given up, or is planned again.

    Raises
    ------
    NotFound
    ValueRefused
        When there is no such state.
    StateError
        When its day says otherwise, or something was written that only a meeting that was held has.
    """
    known = reunion_changing(office, ident, account)
    if etat not in set(EtatReunion):
        raise ValueRefused(f"« {etat[:40]} » n'est pas un état de réunion : {', '.join(EtatReunion)}.")
    today = office.today()
    if etat == EtatReunion.TENUE and known.jour > today:
        raise StateError(f"La réunion est prévue le {known.jour:%d/%m/%Y} : elle n'a pas encore eu lieu.")
    if etat == EtatReunion.PREVUE and known.jour < today:
        raise StateError(f"Le {known.jour:%d/%m/%Y} est passé : changez d'abord le jour de la réunion.")
    if etat != EtatReunion.TENUE and _was_held(known):
        raise StateError(
            "Des présences, un compte rendu ou une décision sont notés : cette réunion a eu lieu. "
            "Retirez-les d'abord s'il s'agit d'une erreur."
        )
    return _change(office, ident, {"etat": etat}, account, "état de réunion", {"etat": etat})


def presences_set(
    office: Office, ident: int, presents: int | None, presences: Mapping[str, int], *, account: Account
) -> Reunion:
    """Count who came: ``presents`` in all, then the same people by profile (``age:18_24``) in up to three ways.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When a profile is unknown, nobody counted them all, or one way counts more than came.
    """
    reunion_held(office, ident, account)
    counts = {profil: n for profil, n in presences.items() if n}
    known = {f"{genre}:{code}" for genre, names in PROFILS.items() for code in names}
    if strange := sorted(set(counts) - known):
        raise ValueRefused(f"« {strange[0][:40]} » n'est pas un profil : comptez par âge, par sexe ou par qualité.")
    if presents is None and counts:
        raise ValueRefused("Dites combien de personnes étaient là en tout, puis comptez-les par profil.")
    if any(n < 0 for n in counts.values()) or (presents is not None and not 0 <= presents <= MOST_PRESENT):
        raise ValueRefused(f"Un nombre de personnes va de 0 à {MOST_PRESENT} : corrigez les présences.")
    for genre, words in (("age", "âge"), ("sexe", "sexe"), ("categorie", "qualité")):
        n = sum(count for profil, count in counts.items() if profil.startswith(f"{genre}:"))
        if n > (presents or 0):
            raise ValueRefused(
                f"Par {words}, {n} personnes sont comptées, pour {presents} présentes : chaque façon de compter compte "
                "les mêmes personnes. Corrigez le total, ou ces nombres."
            )
    now = office.clock()

    def change(cursor: Cursor) -> None:
        reunion_change(cursor, ident, {"presents": presents})
        presences_write(cursor, ident, counts)
        reunion_told(cursor, now, account, "présences comptées", ident, {"profils": len(counts)})

    office.database.write(change)
    return reunion_of(office, ident)


def minutes_write(office: Office, ident: int, texte: str, *, account: Account) -> Reunion:
    """Write the minutes of a meeting; nothing takes them away.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When they are too long, or name a person.
    """
    reunion_held(office, ident, account)
    said = names_nobody(_lines(texte), LONGEST_MINUTES, "Le compte rendu")
    return _change(office, ident, {"compte_rendu": said or None}, account, "compte rendu de réunion")


def diagnosis_write(office: Office, ident: int, texte: str, *, account: Account) -> Reunion:
    """Write the diagnosis that the members of a groupe opérationnel share.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When the meeting is of another kind, or the text is too long or names a person.
    """
    known = reunion_held(office, ident, account)
    if known.genre != GenreReunion.GROUPE:
        raise ValueRefused("Le diagnostic partagé s'écrit en groupe opérationnel : écrivez ici le compte rendu.")
    said = names_nobody(_lines(texte), LONGEST_MINUTES, "Le diagnostic partagé")
    return _change(office, ident, {"diagnostic": said or None}, account, "diagnostic partagé")


def _told(n: int) -> int | None:
    return n if n >= LEAST_COUNT else None


def _about_mine(office: Office, decision: Decision, account: Account) -> bool:
    return decision.action is None or action_open(office, action_of(office, decision.action), account)


def _covers(schema: Schema, reunion: Reunion) -> bool:
    """Whether a plan that runs is the one of a meeting's place and day."""
    return schema.territoire in ("", reunion.territoire) and runs_on(schema, reunion.jour)


def _set_in_plan(office: Office, reunion: Reunion, account: Account) -> Reunion:
    """A meeting with a plan and a walk that can be."""
    if reunion.territoire:
        check_theirs(account, reunion.territoire)
    check_year(reunion.jour)
    if reunion.schema == NO_SCHEMA:
        reunion = replace(reunion, schema=None)
    if reunion.schema is not None:
        schema_for(office, reunion.schema, account)
        schema_running(office, reunion.schema)
    if reunion.marche is not None:
        _check_walk(office, reunion, account)
    return reunion


def _check_walk(office: Office, reunion: Reunion, account: Account) -> None:
    if reunion.genre != GenreReunion.RESTITUTION:
        raise ValueRefused("Seule une restitution rend compte d'une marche : changez le genre, ou retirez la marche.")
    walk = marche_for(office, reunion.marche or 0, account)
    if walk.etat != Etat.CLOSE:
        raise StateError(
            f"La marche {walk.reference} n'est pas close : relisez ses constats et closez-la avant de la restituer."
        )
    held = walk.plan.prevue_le.astimezone(ZoneInfo(ZONE)).date()
    if reunion.jour < held:
        raise ValueRefused(f"La marche {walk.reference} a eu lieu le {held:%d/%m/%Y} : sa restitution vient après.")
    theirs = [one for one in schemas_list(office, account) if walk.ident in one.marches and one.ident != reunion.schema]
    if reunion.schema is not None and theirs:
        raise ValueRefused(f"La marche {walk.reference} est d'un autre schéma : « {theirs[0].titre} ».")


def _check_plan_stays(known: Reunion, schema: int | None) -> None:
    """Refuse to take a meeting out of the plan of whose actions it decided.

    Raises
    ------
    StateError
    """
    if schema != known.schema and any(one.action is not None for one in known.decisions):
        raise StateError("Des décisions portent sur des actions de son schéma : retirez-les avant d'en changer.")


def _check_what_stays(office: Office, known: Reunion, wanted: Reunion) -> None:
    """See to it that what was written of a meeting still makes sense once it is changed."""
    if known.etat == EtatReunion.TENUE and wanted.jour > office.today():
        raise StateError("Cette réunion a eu lieu : son jour ne peut pas être à venir.")
    _check_plan_stays(known, wanted.schema)
    agreed = any(one.genre in OF_PARTNERS for one in known.decisions)
    if wanted.genre != GenreReunion.GROUPE and (known.diagnostic or agreed):
        raise StateError("Un diagnostic partagé ou des mesures acceptées sont notés : c'est un groupe opérationnel.")


def reunion_changing(office: Office, ident: int, account: Account) -> Reunion:
    """A meeting that an account may change.

    Raises
    ------
    NotFound
    StateError
        When its plan is closed.
    """
    reunion_for(office, ident, account)
    known = reunion_of(office, ident)
    if known.schema is not None:
        schema_running(office, known.schema)
    return known


def reunion_held(office: Office, ident: int, account: Account) -> Reunion:
    """A meeting that took place, and that an account may change.

    Raises
    ------
    NotFound
    StateError
        When it was given up or is still planned, or its plan is closed.
    """
    known = reunion_changing(office, ident, account)
    if known.etat == EtatReunion.ANNULEE:
        raise StateError("Cette réunion est annulée : il n'y a rien à noter.")
    if known.etat == EtatReunion.PREVUE:
        raise StateError("Cette réunion est encore prévue : dites d'abord qu'elle a eu lieu.")
    return known


def _was_held(known: Reunion) -> bool:
    written = known.presents is not None or known.compte_rendu or known.diagnostic
    return bool(written or known.decisions or known.problemes)


def _lines(texte: str) -> str:
    """A text of several lines without the spaces that nobody sees."""
    lines = [" ".join(one.split()) for one in texte.strip().splitlines()]
    return "\n".join(one for one, before in zip(lines, ["x", *lines], strict=False) if one or before)


def _change(
    office: Office, ident: int, row: Row, account: Account, evenement: str, detail: Row | None = None
) -> Reunion:
    now = office.clock()

    def change(cursor: Cursor) -> None:
        if not reunion_change(cursor, ident, row):
            raise NotFound(f"Aucune réunion n° {ident} : rechargez la page.")
        reunion_told(cursor, now, account, evenement, ident, detail or {})

    office.database.write(change)
    return reunion_of(office, ident)


def reunion_told(cursor: Cursor, le: dt.datetime, account: Account, evenement: str, ident: int, detail: Row) -> None:
    """Write in the journal what was done to a meeting."""
    journal_append(
        cursor, le=le, auteur=account.name, evenement=evenement, objet="reunion", cle=str(ident), detail=detail
    )
