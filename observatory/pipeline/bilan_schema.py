"""The bilan of a plan, put together from its actions, indicators, funding, effects and decisions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from observatory.domain.action import Action, EtatAction, Indicateur, OrigineAction, balance
from observatory.domain.bilan import (
    Bilan,
    DitEnquete,
    EffetAction,
    EtatIndicateur,
    LigneMesure,
    count_indicators,
    funding_lines,
)
from observatory.domain.reunion import settles
from observatory.domain.roles import Account
from observatory.domain.schema import Axe, GenreTexte, Schema, month_of
from observatory.pipeline.action_saisie import financeurs, mesures
from observatory.pipeline.actions import actions_list
from observatory.pipeline.enquetes import enquetes_open, resultats
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import methode_of, schema_for, territory_name
from observatory.store.appels import Row
from observatory.store.reunions import decisions_read, reunions_read


def bilan_of(office: Office, schema: int, account: Account) -> Bilan:
    """The bilan of a plan today, as far as an account may know: of its territories, effects told roughly or exactly.

    Raises
    ------
    NotFound
        When the plan is unknown or not open to the account.
    """
    plan = schema_for(office, schema, account)
    today = office.today()
    actions = sorted(actions_list(office, schema, account), key=lambda one: (_rank(one), one.reference))
    kinds = mesures(office)
    names = {code: one.libelle for code, one in kinds.items()}
    lines = [line for one in actions for line in _measures(one, names, today)]
    paid = [(f.source, f.annee, f.prevu, f.depense) for one in actions for f in one.financements]
    funding, whole = funding_lines(paid, financeurs(office))
    return Bilan(
        schema=plan, territoire=territory_name(office, plan.territoire), le=today,
        mois=month_of(plan.debut, min(today, plan.fin)), methode=methode_of(office, plan), mesures=tuple(lines),
        indicateurs=count_indicators(lines), financements=funding, total=whole,
        par_etat=_counts(EtatAction, [one.etat for one in actions]), par_axe=_counts(Axe, [one.axe for one in actions]),
        equilibre=balance(actions, kinds), origines=_counts(OrigineAction, [one.origine for one in actions]),
        rouges=sum(one.rouge for one in actions), effets=tuple(_effects(office, actions)),
        points_forts=tuple(one for one in plan.textes if one.genre == GenreTexte.POINT_FORT),
        preconisations=tuple(one for one in plan.textes if one.genre == GenreTexte.PRECONISATION),
        enquetes=tuple(_surveys(office, plan, account)),
    )  # fmt: skip


def _rank(action: Action) -> int:
    return list(Axe).index(Axe(action.axe))


def _counts(
    kinds: Sequence[str] | type[EtatAction] | type[Axe] | type[OrigineAction], found: list[str]
) -> dict[str, int]:
    counted = Counter(found)
    return {str(one): counted[one] for one in kinds}


def _measures(action: Action, names: dict[str, str], today: dt.date) -> list[LigneMesure]:
    """The lines of an action: one for each indicator, one without any where nothing is asked."""
    head = (
        action.ident, action.reference, action.axe, action.titre, names.get(action.mesure, action.mesure),
        action.service,
    )  # fmt: skip
    return [_told(head, one, today) for one in action.indicateurs] or [LigneMesure(*head)]


def _told(head: tuple[int, str, str, str, str, str], one: Indicateur, today: dt.date) -> LigneMesure:
    value = one.valeur
    if value is None:
        state = EtatIndicateur.EN_RETARD if one.overdue(today) else EtatIndicateur.ATTENDU
    else:
        state = EtatIndicateur.NON_COMMUNIQUE if value.non_communique else EtatIndicateur.RENSEIGNE
    return LigneMesure(
        *head, one.genre, one.libelle, one.unite, one.cible, value.nombre if value else None,
        value.phrase if value else None, state, one.service, one.du_le, value.source if value else "",
        value.jour if value else None,
    )  # fmt: skip


def _effects(office: Office, actions: list[Action]) -> list[EffetAction]:
    """The latest effect of each action that was measured, with what was decided since."""
    measured = [one for one in actions if one.evaluations]
    decided = decisions_read(office.database, actions=[one.ident for one in measured])
    titles = {row["ident"]: row["titre"] for row in reunions_read(office.database)}
    found = []
    for action in measured:
        latest = action.evaluations[0]
        since = [
            row
            for row in decided
            if row["action_id"] == action.ident and settles(row["genre"], row["evaluation_id"], row["jour"], latest)
        ]
        last: Row = since[-1] if since else {}
        found.append(
            EffetAction(
                action.ident, action.reference, action.titre, latest.verdict, latest.phrase, latest.depuis, latest.date,
                latest.jusqua, last.get("genre", ""), last.get("texte", ""), last.get("jour"),
                titles.get(last.get("reunion_id"), ""),
            )
        )  # fmt: skip
    return found


def _surveys(office: Office, plan: Schema, account: Account) -> list[DitEnquete]:
    """What the surveys of the plan say that are open to an account."""
    mine = [one for one in reversed(enquetes_open(office, account)) if one.plan.schema == plan.ident]
    return [DitEnquete(one.ident, one.plan.titre, resultats(office, one.ident, account).phrase) for one in mine]
