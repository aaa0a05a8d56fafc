"""The schéma local: opened for at most 24 months, its group, its walks and meetings set against the method."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.marche import Etat, Marche
from observatory.domain.methode import Fait, Methode, Passage
from observatory.domain.quand_heure import months_earlier
from observatory.domain.reglage import DELAIS_SCHEMA
from observatory.domain.reunion import EtatReunion
from observatory.domain.roles import Account
from observatory.domain.schema import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_SEATS,
    EtatSchema,
    Formation,
    GenreTexte,
    Membre,
    Schema,
    TexteSchema,
    check_span,
)
from observatory.pipeline.marches import marche_for, marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import value_of
from observatory.pipeline.reunions import reunions_list
from observatory.plan.methode import BEFORE_MONTHS, method_of
from observatory.store.appels import Row
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.schemas import (
    membres_read,
    membres_write,
    schema_change,
    schema_marche_set,
    schema_marches_read,
    schema_texte_add,
    schema_texte_remove,
    schema_textes_read,
    schema_write,
    schemas_read,
)
from observatory.store.territoires import territoire_labels

NOT_YOURS = "Votre compte n'est pas ouvert sur ce territoire : choisissez un des vôtres."
_UNKNOWN = "Aucun schéma local n° {ident} : rechargez la page."


def schemas_list(office: Office, account: Account) -> list[Schema]:
    """Every plan that is open to an account, the latest first."""
    return [one for one in _all(office) if schema_open(one, account)]


def schema_of(office: Office, ident: int) -> Schema:
    """A plan.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = _all(office, ident)
    if not found:
        raise NotFound(_UNKNOWN.format(ident=ident))
    return found[0]


def schema_for(office: Office, ident: int, account: Account) -> Schema:
    """A plan that is open to an account.

    Raises
    ------
    NotFound
        When there is none of this number, or it is about another territory: which of the two is not told.
    """
    known = schema_of(office, ident)
    if not schema_open(known, account):
        raise NotFound(_UNKNOWN.format(ident=ident))
    return known


def schema_open(schema: Schema, account: Account) -> bool:
    """Whether an account may look at a plan: that of its territories, or of the whole city."""
    return not account.territoires or not schema.territoire or schema.territoire in account.territoires


def schema_create(office: Office, schema: Schema, *, account: Account) -> Schema:
    """Open a plan.

    Raises
    ------
    ValueRefused
        When it lasts more than 24 months, has no title, or names a person: the sentence says what to do.
    NotAllowed
        When it is about a territory that is not the account's.
    """
    row = _checked(office, schema)
    check_theirs(account, schema.territoire)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        ident = schema_write(cursor, row, account.name, now)
        membres_write(cursor, ident, _seats(schema))
        _told(cursor, now, account, "schéma ouvert", ident, {"debut": str(schema.debut), "fin": str(schema.fin)})
        return ident

    return schema_of(office, office.database.write(change))


def schema_save(office: Office, schema: Schema, *, account: Account) -> Schema:
    """Change a plan that stands at ``schema.version``: its title, territory, days, group.

    Raises
    ------
    NotFound, ValueRefused
    NotAllowed
        When it moves from or to a territory that is not the account's.
    StateError
        When it was closed.
    Conflict
        When somebody else changed it.
    """
    known = schema_running(office, schema.ident)
    row = _checked(office, schema)
    if schema.territoire != known.territoire:
        check_theirs(account, known.territoire)
        check_theirs(account, schema.territoire)

    def change(cursor: Cursor) -> None:
        _move(cursor, office, schema.ident, schema.version, row, account, "schéma modifié")
        membres_write(cursor, schema.ident, _seats(schema))

    office.database.write(change)
    return schema_of(office, schema.ident)


def schema_close(office: Office, ident: int, version: int, *, account: Account) -> Schema:
    """Close a plan with its bilan: it is read from then on, and no more changed.

    Raises
    ------
    NotFound, Conflict
    StateError
        When it was closed already, or its bilan says nothing yet.
    """
    known = schema_running(office, ident)
    if not known.textes:
        raise StateError(
            "Le bilan ne dit encore rien : notez au moins un point fort ou une préconisation, puis closez."
        )
    office.database.write(
        lambda cursor: _move(
            cursor, office, ident, version, {"etat": EtatSchema.CLOS, "clos_le": office.today()}, account, "schéma clos"
        )
    )
    return schema_of(office, ident)


def schema_running(office: Office, ident: int) -> Schema:
    """A plan that can still be changed.

    Raises
    ------
    NotFound
    StateError
        When it was closed.
    """
    known = schema_of(office, ident)
    if known.etat != EtatSchema.EN_COURS:
        raise StateError(f"Le schéma « {known.titre} » est clos : il ne change plus. Ouvrez le schéma suivant.")
    return known


def texte_add(office: Office, ident: int, genre: str, texte: str, *, account: Account) -> Schema:
    """Write a strong point or a recommendation into the bilan.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When it says nothing, or names a person.
    """
    schema_running(office, ident)
    if genre not in set(GenreTexte):
        raise ValueRefused(f"« {genre[:40]} » n'est pas une rubrique du bilan : {', '.join(GenreTexte)}.")
    said = names_nobody(" ".join(texte.split()), LONGEST_TEXT, "Le texte")
    if not said:
        raise ValueRefused("Écrivez une phrase, puis ajoutez-la.")
    now = office.clock()

    def change(cursor: Cursor) -> None:
        number = schema_texte_add(cursor, ident, genre, said, account.name, now)
        _told(cursor, now, account, "bilan complété", ident, {"genre": genre, "texte": number})

    office.database.write(change)
    return schema_of(office, ident)


def texte_remove(office: Office, ident: int, texte: int, *, account: Account) -> Schema:
    """Take a sentence out of the bilan.

    Raises
    ------
    NotFound, StateError
    """
    schema_running(office, ident)

    def change(cursor: Cursor) -> None:
        if not schema_texte_remove(cursor, ident, texte):
            raise NotFound("Cette phrase n'est plus dans le bilan : rechargez la page.")
        _told(cursor, office.clock(), account, "bilan raccourci", ident, {"texte": texte})

    office.database.write(change)
    return schema_of(office, ident)


def marche_attach(office: Office, marche: int, schema: int | None, *, account: Account) -> None:
    """Say to which plan a walk belongs, or that it belongs to none.

    Raises
    ------
    NotFound
        When the walk or the plan is unknown, or not open to the account.
    StateError
        When the plan was closed.
    """
    marche_for(office, marche, account)
    before = next((one.ident for one in _all(office) if marche in one.marches), None)
    if before is not None:
        schema_running(office, before)
    if schema is not None:
        schema_for(office, schema, account)
        schema_running(office, schema)

    def change(cursor: Cursor) -> None:
        schema_marche_set(cursor, marche, schema)
        _told(cursor, office.clock(), account, "marche rattachée", schema or 0, {"marche": marche})

    office.database.write(change)


def marche_adopt(office: Office, marche: Marche, account: Account) -> None:
    """Let a new walk belong to the plan that runs on its day: that of its territory, else that of the whole city.

    Where none does, or more than one, nobody can tell: the walk waits to be attached by hand.
    """
    day = _day(marche.plan.prevue_le)
    running = [one for one in schemas_list(office, account) if runs_on(one, day)]
    own = [one for one in running if one.territoire and one.territoire == marche.plan.territoire]
    fits = own or [one for one in running if not one.territoire]
    if len(fits) == 1:
        marche_attach(office, marche.ident, fits[0].ident, account=account)


def runs_on(schema: Schema, day: dt.date) -> bool:
    """Whether a plan runs, and what is held on a day may belong to it."""
    return schema.etat == EtatSchema.EN_COURS and months_earlier(schema.debut, BEFORE_MONTHS) <= day <= schema.fin


def methode_of(office: Office, schema: Schema) -> Methode:
    """Where a plan stands in its method today."""
    walks = {one.ident: one for one in marches_list(office)}
    facts = [
        Fait(Passage.MARCHE, one.ident, _day(one.plan.prevue_le), one.etat == Etat.CLOSE)
        for ident in schema.marches
        if (one := walks.get(ident)) is not None and one.etat != Etat.ANNULEE
    ]
    facts += [
        Fait(one.genre, one.ident, one.jour, one.etat == EtatReunion.TENUE, one.marche)
        for one in reunions_list(office)
        if one.schema == schema.ident and one.etat != EtatReunion.ANNULEE
    ]
    return method_of(
        schema.debut, schema.fin, facts, office.today(), clos_le=schema.clos_le,
        restitution_days=delay(office, "restitution"),
    )  # fmt: skip


def delay(office: Office, code: str) -> int:
    """A delay of the schéma local in days: ``nouvelles``, ``restitution`` or ``rappel``."""
    rows = value_of(office, DELAIS_SCHEMA)
    usual = {"nouvelles": 60, "restitution": 60, "rappel": 15}
    return next((int(one["jours"]) for one in rows if one["code"] == code), usual[code])


def territory_name(office: Office, territoire: str) -> str:
    """The name of a territory written ``zonage:code``; « toute la ville » of none."""
    return _places(office).get(territoire, territoire) if territoire else "toute la ville"


def check_territory(office: Office, territoire: str) -> str | None:
    """A territory that the base knows, or None for the whole city.

    Raises
    ------
    ValueRefused
        When nobody imported it.
    """
    if territoire and territoire not in _places(office):
        raise ValueRefused(f"Le territoire « {territoire[:60]} » est inconnu : choisissez dans la liste.")
    return territoire or None


def _places(office: Office) -> dict[str, str]:
    """The names of territories by ``zonage:code``."""
    return territoire_labels(office.database)


def _day(instant: dt.datetime) -> dt.date:
    return instant.astimezone(ZoneInfo(ZONE)).date()


def check_theirs(account: Account, territoire: str) -> None:
    """See to it that an account which is bounded plans in its own territories.

    Raises
    ------
    NotAllowed
    """
    if account.territoires and territoire not in account.territoires:
        raise NotAllowed(NOT_YOURS)


def _checked(office: Office, schema: Schema) -> Row:
    check_span(schema.debut, schema.fin)
    if schema.formation not in set(Formation):
        raise ValueRefused(f"« {schema.formation[:40]} » n'est pas une formation : {', '.join(Formation)}.")
    titre = names_nobody(" ".join(schema.titre.split()), LONGEST_TITLE, "Le titre")
    if not titre:
        raise ValueRefused("Donnez un titre au schéma, par exemple le nom du quartier et les années.")
    if schema.designe_le is not None and schema.designe_le > office.today():
        raise ValueRefused("Le pilote n'est pas encore désigné à cette date : laissez-la vide jusque-là.")
    return {
        "titre": titre, "territoire": check_territory(office, schema.territoire),
        "formation": schema.formation, "debut": schema.debut,
        "fin": schema.fin, "pilote": names_nobody(" ".join(schema.pilote.split()), LONGEST_TITLE, "Le pilote"),
        "designe_le": schema.designe_le,
    }  # fmt: skip


def _seats(schema: Schema) -> list[tuple[str, str]]:
    if len(schema.membres) > MOST_SEATS:
        raise ValueRefused(f"{len(schema.membres)} membres : {MOST_SEATS} au plus ; une dizaine suffit pour décider.")
    found = []
    for one in schema.membres:
        qualite = names_nobody(" ".join(one.qualite.split()), LONGEST_TITLE, "La qualité d'un membre")
        organisme = names_nobody(" ".join(one.organisme.split()), LONGEST_TITLE, "L'organisme d'un membre")
        if qualite or organisme:
            found.append((qualite, organisme))
    return found


def _all(office: Office, ident: int | None = None) -> list[Schema]:
    rows = schemas_read(office.database, ident)
    seats, texts = membres_read(office.database), schema_textes_read(office.database)
    walks = schema_marches_read(office.database)
    said = {one["id"]: TexteSchema(one["id"], one["genre"], one["texte"]) for one in texts}
    return [
        Schema(
            row["ident"], row["titre"], row["territoire"] or "", row["formation"], row["debut"], row["fin"],
            row["pilote"], row["designe_le"],
            tuple(Membre(one["qualite"], one["organisme"]) for one in seats if one["schema_id"] == row["ident"]),
            row["etat"], row["clos_le"], row["version"],
            tuple(said[one["id"]] for one in texts if one["schema_id"] == row["ident"]),
            tuple(one["marche_id"] for one in walks if one["schema_id"] == row["ident"]),
        )
        for row in rows
    ]  # fmt: skip


def _move(cursor: Cursor, office: Office, ident: int, version: int, row: Row, account: Account, told: str) -> None:
    if not schema_change(cursor, ident, version, row):
        raise Conflict("Quelqu'un a modifié ce schéma entre-temps : rechargez la page, puis recommencez.")
    _told(cursor, office.clock(), account, told, ident, {})


def _told(cursor: Cursor, le: dt.datetime, account: Account, evenement: str, ident: int, detail: Row) -> None:
    journal_append(
        cursor, le=le, auteur=account.name, evenement=evenement, objet="schema", cle=str(ident), detail=detail
    )
