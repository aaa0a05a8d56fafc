"""Actions of the schéma local: written, grouped from constats, led by a service, paid for, told of and measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from observatory.domain.action import (
    LONGEST_TEXT,
    MOST_EUROS,
    MOST_FUNDINGS,
    MOST_OBJECTS,
    YEARS,
    Action,
    Alerte,
    EtatAction,
    Financement,
    GenreObjet,
    Nouvelle,
    Objet,
    alerts,
)
from observatory.domain.errors import Conflict, NotAllowed, NotFound, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.grid import position_to_cell
from observatory.domain.position import Position
from observatory.domain.roles import INTERNAL, Account
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe
from observatory.pipeline.action_saisie import action_row, action_told, financeurs
from observatory.pipeline.evaluations import evaluation_seen, undecided
from observatory.pipeline.indicateurs_action import indicators_by_action
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import NOT_YOURS, delay, schema_for, schema_running
from observatory.pipeline.zone import parse_zone
from observatory.store.actions import (
    action_change,
    action_reference_next,
    action_write,
    actions_read,
    evaluations_read,
    financements_read,
    financements_write,
    nouvelle_add,
    nouvelles_read,
    objet_remove,
    objets_known,
    objets_read,
    objets_write,
)
from observatory.store.appels import Row, rows_by
from observatory.store.database import Cursor
from observatory.store.photos import action_photos_of
from observatory.store.reunions import decisions_read

T = TypeVar("T")
_NUMBERS = 2**63
"""Under which every number of the base lies."""
_UNKNOWN = "Aucune action n° {ident} : rechargez la page."


def actions_list(office: Office, schema: int, account: Account) -> list[Action]:
    """The actions of a plan that are open to an account, red ones first, then by reference.

    Raises
    ------
    NotFound
        When the plan is unknown or not open to the account.
    """
    schema_for(office, schema, account)
    found = _actions(office, actions_read(office.database, schema=schema), exact=account.holds_any(INTERNAL))
    return sorted((one for one in found if action_open(office, one, account)), key=lambda one: not one.rouge)


def action_of(office: Office, ident: int, *, exact: bool = True) -> Action:
    """An action; without ``exact`` what was counted of its effect is told roughly.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = _actions(office, actions_read(office.database, ident=ident), exact=exact)
    if not found:
        raise NotFound(_UNKNOWN.format(ident=ident))
    return found[0]


def action_for(office: Office, ident: int, account: Account) -> Action:
    """An action that is open to an account.

    Raises
    ------
    NotFound
        When there is none of this number, or it lies beyond the account's territories: which of the two is not told.
    """
    known = action_of(office, ident, exact=account.holds_any(INTERNAL))
    schema_for(office, known.schema, account)
    if not action_open(office, known, account):
        raise NotFound(_UNKNOWN.format(ident=ident))
    return known


def action_open(office: Office, action: Action, account: Account) -> bool:
    """Whether an action lies in the territories of an account; one without a place is the whole plan's."""
    if not account.territoires or action.territoire in account.territoires:
        return True
    if action.contour is None:
        return not action.territoire
    here = parse_zone(action.contour).representative_point()
    _, around = office.territories_at(
        position_to_cell(Position(lat=here.y, lon=here.x)), here.y, here.x, office.today()
    )
    return not account.territoires.isdisjoint(around)


def action_create(
    office: Office, action: Action, objets: Sequence[tuple[str, int]] = (), *, account: Account
) -> Action:
    """Keep a new action, with what it answers: (``constat``, number), (``probleme``, number)…

    Raises
    ------
    ValueRefused
        When something cannot be, or the axe bears no persons and it comes with files: the sentence says what to do.
    NotFound, StateError
        When the plan is unknown, or was closed.
    NotAllowed
        When it lies beyond the account's territories.
    """
    schema_for(office, action.schema, account)
    schema_running(office, action.schema)
    row = action_row(office, action)
    _check_theirs(office, action, account)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        reference = action_reference_next(cursor, office.today().year)
        ident = action_write(cursor, action.schema, reference, row, account.name, now)
        _add_objects(cursor, action, ident, objets)
        action_told(cursor, now, account, "action créée", ident, {"axe": action.axe, "objets": len(objets)})
        return ident

    return action_of(office, office.database.write(change))


def action_save(office: Office, action: Action, *, account: Account) -> Action:
    """Change an action that stands at ``action.version``; a new state is told among its news.

    Raises
    ------
    NotFound, ValueRefused, StateError, NotAllowed
    Conflict
        When somebody else changed it.
    """
    known = action_for(office, action.ident, account)
    schema_running(office, known.schema)
    if known.objets and action.axe in WITHOUT_PERSONS:
        raise ValueRefused(f"L'axe « {AXES[Axe(action.axe)]} » ne porte ni constat ni dossier : détachez-les d'abord.")
    if action.axe in WITHOUT_PERSONS and action_photos_of(office.database, action.ident):
        raise ValueRefused(f"L'axe « {AXES[Axe(action.axe)]} » ne porte pas de photo : retirez-les d'abord.")
    row = action_row(office, action)
    _check_theirs(office, action, account)
    now = office.clock()

    def change(cursor: Cursor) -> None:
        if not action_change(cursor, action.ident, action.version, row):
            raise Conflict("Quelqu'un a modifié cette action entre-temps : rechargez la page, puis recommencez.")
        if row["etat"] != known.etat:
            nouvelle_add(cursor, action.ident, "etat", str(row["etat"]), account.name, now)
        action_told(cursor, now, account, "action modifiée", action.ident, {"etat": row["etat"]})

    office.database.write(change)
    return action_of(office, action.ident)


def objets_attach(office: Office, ident: int, objets: Sequence[tuple[str, int]], *, account: Account) -> Action:
    """Say what an action answers, beside what it answers already.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When the axe bears no persons, or something is unknown.
    """
    known = action_changing(office, ident, account)

    def change(cursor: Cursor) -> None:
        _add_objects(cursor, known, ident, objets)
        action_told(cursor, office.clock(), account, "constats groupés", ident, {"n": len(objets)})

    office.database.write(change)
    return action_of(office, ident)


def objet_detach(office: Office, ident: int, genre: str, objet: int, *, account: Account) -> Action:
    """Take away what an action does not answer after all.

    Raises
    ------
    NotFound, StateError
    """
    action_changing(office, ident, account)

    def change(cursor: Cursor) -> None:
        if not objet_remove(cursor, ident, genre, objet):
            raise NotFound("Ce constat n'est plus dans l'action : rechargez la page.")
        action_told(cursor, office.clock(), account, "constat détaché", ident, {"genre": genre, "objet": objet})

    office.database.write(change)
    return action_of(office, ident)


def financements_set(office: Office, ident: int, rows: Sequence[Financement], *, account: Account) -> Action:
    """Set what an action costs by payer and year; an amount that nobody told is None, never zero.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When a payer is unknown or twice, or a number cannot be.
    """
    action_changing(office, ident, account)
    known = financeurs(office)
    if len(rows) > MOST_FUNDINGS:
        raise ValueRefused(f"{len(rows)} lignes de financement : {MOST_FUNDINGS} au plus.")
    seen: set[tuple[str, int]] = set()
    for one in rows:
        if one.source not in known:
            raise ValueRefused(f"« {one.source[:40]} » n'est pas un financeur connu : choisissez dans la liste.")
        if not YEARS[0] <= one.annee <= YEARS[1]:
            raise ValueRefused(f"L'année {one.annee} ne peut pas être : écrivez-la en quatre chiffres.")
        if (one.source, one.annee) in seen:
            raise ValueRefused(f"« {known[one.source]} » y est deux fois pour {one.annee} : gardez une ligne.")
        seen.add((one.source, one.annee))
        for amount in (one.prevu, one.depense):
            if amount is not None and not 0 <= amount <= MOST_EUROS:
                raise ValueRefused("Un montant va de 0 à 50 millions d'euros ; laissez vide ce qui n'est pas connu.")
    now = office.clock()

    def change(cursor: Cursor) -> None:
        financements_write(
            cursor, ident,
            [{"source": one.source, "annee": one.annee, "prevu": one.prevu, "depense": one.depense} for one in rows],
        )  # fmt: skip
        nouvelle_add(cursor, ident, "cout", "", account.name, now)
        action_told(cursor, now, account, "financement", ident, {"lignes": len(rows)})

    office.database.write(change)
    return action_of(office, ident)


def nouvelle_write(office: Office, ident: int, texte: str, *, account: Account) -> None:
    """Tell a word about an action.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When it says nothing, or names a person.
    """
    action_changing(office, ident, account)
    said = names_nobody(" ".join(texte.split()), LONGEST_TEXT, "La nouvelle")
    if not said:
        raise ValueRefused("Écrivez ce qui est nouveau, puis enregistrez.")
    now = office.clock()

    def change(cursor: Cursor) -> None:
        nouvelle_add(cursor, ident, "note", said, account.name, now)
        action_told(cursor, now, account, "nouvelle", ident, {})

    office.database.write(change)


def nouvelles_of(office: Office, ident: int, account: Account) -> list[Nouvelle]:
    """The news of an action, the latest first.

    Raises
    ------
    NotFound
    """
    action_for(office, ident, account)
    return [Nouvelle(**row) for row in nouvelles_read(office.database, ident)]


def action_changing(office: Office, ident: int, account: Account) -> Action:
    """An action that an account may change.

    Raises
    ------
    NotFound
    StateError
        When its plan was closed.
    """
    known = action_for(office, ident, account)
    schema_running(office, known.schema)
    return known


def _add_objects(cursor: Cursor, action: Action, ident: int, objets: Sequence[tuple[str, int]]) -> None:
    if not objets:
        return
    if action.axe in WITHOUT_PERSONS:
        raise ValueRefused(
            f"L'axe « {AXES[Axe(action.axe)]} » porte des mesures et des indicateurs, jamais des personnes ni "
            "des dossiers : ne lui rattachez rien."
        )
    if len(objets) > MOST_OBJECTS:
        raise ValueRefused(f"{len(objets)} constats pour une action : {MOST_OBJECTS} au plus.")
    strange = {genre for genre, _ in objets} - set(GenreObjet)
    if strange:
        raise ValueRefused(f"« {min(strange)[:40]} » ne se rattache pas à une action : {', '.join(GenreObjet)}.")
    for genre in GenreObjet:
        wanted = {number for kind, number in objets if kind == genre}
        numbers = [one for one in sorted(wanted) if 0 < one < _NUMBERS]
        if wanted - objets_known(cursor, action.schema, genre, numbers):
            raise ValueRefused("Un des constats n'existe plus, ou n'est pas de ce schéma : rechargez la page.")
    objets_write(cursor, ident, objets)


def _check_theirs(office: Office, action: Action, account: Account) -> None:
    if not action_open(office, action, account):
        raise NotAllowed(NOT_YOURS)


def _actions(office: Office, rows: list[Row], *, exact: bool) -> list[Action]:
    """Actions with all that hangs on them, and what is wrong with each today.

    Without ``exact`` a constat that was set aside, or of a walk that is not closed, is left out.
    """
    idents = [row["ident"] for row in rows]
    objects = rows_by(
        [one for one in objets_read(office.database, idents) if exact or one["relu"]], "action_id", _objet
    )
    costs = rows_by(financements_read(office.database, idents), "action_id", _cost)
    effects = rows_by(
        evaluations_read(office.database, idents), "action_id", lambda row: evaluation_seen(row, exact=exact)
    )
    decided = rows_by(decisions_read(office.database, actions=idents), "action_id", lambda row: row)
    indicators = indicators_by_action(office, idents)
    quiet, today = delay(office, "nouvelles"), office.today()
    found = []
    for row in rows:
        ident = row["ident"]
        one = replace(
            _action(row), objets=tuple(objects.get(ident, ())), financements=tuple(costs.get(ident, ())),
            evaluations=tuple(effects.get(ident, ())), indicateurs=tuple(indicators.get(ident, ())),
        )  # fmt: skip
        told = alerts(one, today, quiet)
        if one.etat != EtatAction.ABANDONNEE and undecided(one.evaluations, decided.get(ident, ())):
            told = (*told, Alerte.EFFET_A_DISCUTER)
        found.append(replace(one, alertes=told))
    return found


def _objet(row: Row) -> Objet:
    return Objet(row["genre"], row["objet_id"], row["libelle"], row["lieu"], row["texte"], row["lat"], row["lon"])


def _cost(row: Row) -> Financement:
    return Financement(row["source"], row["annee"], row["prevu"], row["depense"])


def _action(row: Row) -> Action:
    return Action(
        row["ident"], row["reference"], row["schema_id"], row["axe"], row["titre"], row["mesure"], row["objectif"],
        row["etat"], row["service"], tuple(row["partenaires"]), row["origine"], row["territoire"] or "",
        row["zone_nom"], row["contour"], tuple(row["categories"]), row["debut_prevu"], row["fin_prevue"],
        row["en_service_le"], row["terminee_le"], row["version"], row["le"], row["nouvelle_le"],
    )  # fmt: skip
