"""What a meeting decides: a partner accepts a measure or refuses it; an action goes on, changes or stops."""

from __future__ import annotations

from dataclasses import replace

from observatory.domain.action import LONGEST_NAME, Action, check_year
from observatory.domain.errors import Conflict, NotFound, TooMuch, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.reunion import (
    LONGEST_TEXT,
    MOST_DECISIONS,
    OF_EFFECT,
    OF_PARTNERS,
    Decision,
    GenreDecision,
    GenreReunion,
    Reunion,
    state_offered,
)
from observatory.domain.roles import Account
from observatory.pipeline.actions import action_for
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import reunion_of
from observatory.pipeline.tenue_reunion import reunion_changing, reunion_held, reunion_told
from observatory.present.reunions import decision_words
from observatory.store.actions import action_change, nouvelle_add
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.reunions import decision_remove, decision_write


def decision_add(
    office: Office, ident: int, decision: Decision, *, appliquer: bool = False, account: Account
) -> Reunion:
    """Keep what a meeting decided; of an action it is told among its news.

    With ``appliquer`` the action takes the state that the decision gives it: a measure that its pilot accepted is
    decided, one that is stopped is given up. A decision to go on, change or stop rests on the action's latest
    evaluation.

    Raises
    ------
    NotFound, StateError, TooMuch
    ValueRefused
        When the decision lacks its service, its action or its words, names a person, or is about another plan.
    Conflict
        When somebody changed the action meanwhile.
    """
    known = reunion_held(office, ident, account)
    if len(known.decisions) >= MOST_DECISIONS:
        raise TooMuch(f"{len(known.decisions)} décisions pour une réunion : {MOST_DECISIONS} au plus.")
    action = _action_of(office, known, decision, account)
    row = {**_checked(known, decision, action), "reunion_id": ident}
    etat = _state_given(decision, row["service"], action) if appliquer else None
    now = office.clock()

    def change(cursor: Cursor) -> None:
        number = decision_write(cursor, row, account.name, now)
        reunion_told(cursor, now, account, "décision", ident, {"decision": number, "genre": row["genre"]})
        if action is None:
            return
        told = decision_words(replace(decision, texte=row["texte"], service=row["service"] or ""))
        nouvelle_add(cursor, action.ident, "decision", told, account.name, now)
        if etat is None:
            return
        if not action_change(cursor, action.ident, action.version, {"etat": etat}):
            raise Conflict("Quelqu'un a modifié cette action entre-temps : rechargez la page, puis recommencez.")
        nouvelle_add(cursor, action.ident, "etat", etat, account.name, now)

    office.database.write(change)
    return reunion_of(office, ident)


def decision_drop(office: Office, ident: int, decision: int, *, account: Account) -> Reunion:
    """Take out a decision that was noted by mistake; the news of its action say so.

    Raises
    ------
    NotFound, StateError
    """
    known = reunion_changing(office, ident, account)
    gone = next((one for one in known.decisions if one.ident == decision), None)
    if gone is None:
        raise NotFound("Cette décision n'est plus dans la réunion : rechargez la page.")
    now = office.clock()

    def change(cursor: Cursor) -> None:
        if not decision_remove(cursor, ident, decision):
            raise NotFound("Cette décision n'est plus dans la réunion : rechargez la page.")
        if gone.action is not None:
            told = f"Décision retirée. {decision_words(gone)}"
            nouvelle_add(cursor, gone.action, "decision", told, account.name, now)
        reunion_told(cursor, now, account, "décision retirée", ident, {"decision": decision})

    office.database.write(change)
    return reunion_of(office, ident)


def _action_of(office: Office, known: Reunion, decision: Decision, account: Account) -> Action | None:
    if decision.action is None:
        return None
    if known.schema is None:
        raise ValueRefused("Cette réunion n'est d'aucun schéma : rattachez-la d'abord au schéma de l'action.")
    action = action_for(office, decision.action, account)
    if action.schema != known.schema:
        raise ValueRefused(f"L'action {action.reference} est d'un autre schéma : choisissez parmi celles de celui-ci.")
    return action


def _checked(known: Reunion, decision: Decision, action: Action | None) -> Row:
    """A decision as it is kept."""
    if decision.genre not in set(GenreDecision):
        raise ValueRefused(f"« {decision.genre[:40]} » n'est pas une décision : choisissez dans la liste.")
    partner = decision.genre in OF_PARTNERS
    if partner and known.genre != GenreReunion.GROUPE:
        raise ValueRefused("Un partenaire accepte ou refuse une mesure en groupe opérationnel, pas ici.")
    service = names_nobody(" ".join(decision.service.split()), LONGEST_NAME, "Le service")
    if partner and not service:
        raise ValueRefused(
            "Dites quel service ou partenaire accepte ou refuse : un accord sans service n'engage personne."
        )
    texte = names_nobody(" ".join(decision.texte.split()), LONGEST_TEXT, "La décision")
    if not texte and decision.genre not in (GenreDecision.POURSUIVRE, GenreDecision.ARRETER):
        raise ValueRefused("Écrivez ce qui est décidé, en une phrase.")
    evaluation = decision.evaluation
    if decision.genre in OF_EFFECT:
        if action is None:
            raise ValueRefused("Poursuivre, modifier ou arrêter : choisissez l'action dont il s'agit.")
        latest = action.evaluations[0].ident if action.evaluations else None
        evaluation = evaluation if evaluation is not None else latest
    if evaluation is not None and (action is None or evaluation not in {one.ident for one in action.evaluations}):
        raise ValueRefused("Cet effet mesuré n'est pas celui de l'action : rechargez la page.")
    check_year(decision.pour_le)
    if decision.pour_le is not None and decision.pour_le < known.jour:
        raise ValueRefused(f"L'échéance du {decision.pour_le:%d/%m/%Y} précède la réunion : corrigez-la.")
    return {
        "action_id": action.ident if action else None, "genre": decision.genre, "service": service or None,
        "texte": texte, "pour_le": decision.pour_le, "evaluation_id": evaluation,
    }  # fmt: skip


def _state_given(decision: Decision, service: str | None, action: Action | None) -> str:
    etat = state_offered(replace(decision, service=service or ""), action)
    if etat is None:
        raise ValueRefused(
            "L'action ne change pas d'état par cette décision : elle devient « décidée » quand son service pilote "
            "accepte une action proposée, « abandonnée » quand on arrête une action en cours."
        )
    return etat
