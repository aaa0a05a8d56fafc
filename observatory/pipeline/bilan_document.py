"""The bilan of a plan as a document: what was asked, told, spent, measured, decided, and what was not done.

A list tells the order: each function of :data:`PARTIES` gives a part, or several.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from observatory.domain.action import Action, EtatAction
from observatory.domain.bilan import Bilan, LigneMesure, Montant
from observatory.domain.edition import GenreEdition
from observatory.domain.methode import DONE
from observatory.domain.schema import AXES, Axe
from observatory.domain.support import (
    Bloc,
    Cellule,
    Jour,
    Nombre,
    Partie,
    Phrase,
    Support,
    Tableau,
    Texte,
    Tuile,
    Tuiles,
    said,
)
from observatory.pipeline.actions import actions_list
from observatory.pipeline.bilan_schema import bilan_of
from observatory.pipeline.office import Office
from observatory.pipeline.plan_document import (
    EUROS,
    MASKED_REMARK,
    SMALL_REMARK,
    UNTOLD_REMARK,
    Promesse,
    city_name,
    funding_chart,
    funding_tables,
    indicator_value,
    method_table,
    plan_asked,
    promise_words,
    promises_after,
    walks_shown,
)
from observatory.pipeline.surete import READER
from observatory.present.bilan_schema import NOT_DECIDED, decision_text
from observatory.present.labels import day, first_upper, period, plural
from observatory.present.schema import ETATS_ACTION, FORMATIONS, GENRES_INDICATEUR
from observatory.present.schema_methode import missed_sentences, month_words


@dataclass(frozen=True)
class Matiere:
    """What the parts of a bilan are made of."""

    office: Office
    bilan: Bilan
    actions: tuple[Action, ...]
    promesses: tuple[Promesse, ...]


def bilan_document(office: Office, schema: int | None = None) -> Support:
    """The bilan of a plan: that of a number, else the one that runs, else the last one.

    Raises
    ------
    NotFound
        When there is no plan of this number.
    StateError
        When the city has no plan at all.
    """
    plan = plan_asked(office, schema)
    bilan = bilan_of(office, plan.ident, READER)
    walks = [one for one in walks_shown(office) if one.ident in plan.marches]
    matter = Matiere(
        office, bilan, tuple(actions_list(office, plan.ident, READER)), tuple(promises_after(office, walks))
    )
    return Support(
        genre=GenreEdition.BILAN, titre=f"Bilan : {plan.titre}", ville=city_name(office),
        territoire=first_upper(bilan.territoire), periode=period(plan.debut, min(bilan.le, plan.fin)),
        donnees_le=bilan.le, parties=tuple(part for build in PARTIES for part in build(matter)),
        remarques=(UNTOLD_REMARK, MASKED_REMARK, SMALL_REMARK),
    )  # fmt: skip


def part_situation(matter: Matiere) -> list[Partie]:
    """Where the plan stands: its span, who leads it, how many actions, indicators, steps, euros."""
    bilan, plan = matter.bilan, matter.bilan.schema
    words, _ = month_words(plan, bilan.le)
    led = f"Il est piloté par : {plan.pilote}." if plan.pilote else "Aucun pilote n'est désigné."
    lines = (
        said(f"{plan.titre} ({FORMATIONS[plan.formation]}), {bilan.territoire}, {period(plan.debut, plan.fin)}."),
        said(f"{words}. {led}"),
        Phrase("Le groupe opérationnel compte {0} membres, désignés par leur fonction.", (Nombre(len(plan.membres)),))
        if plan.membres
        else said("Le groupe opérationnel n'est pas composé."),
    )
    found, steps = bilan.indicateurs, bilan.methode.etapes
    held = sum(one.etat in DONE for one in steps)
    tiles = Tuiles((
        Tuile("Actions", Nombre(len(matter.actions)), precision=_states(bilan)),
        Tuile("Indicateurs renseignés", Nombre(found.renseignes),
              Phrase("sur {0} demandés", (Nombre(found.total),)),
              f"{plural(found.non_communiques, 'non communiqué', 'non communiqués')}, "
              f"{plural(found.en_retard, 'en retard', 'en retard')}"),
        Tuile("Étapes de la méthode tenues", Nombre(held), Phrase("sur {0}", (Nombre(len(steps)),)),
              plural(len(bilan.methode.manques), "manquée")),
        Tuile("Prévu", _sum(bilan.total.prevu)),
        Tuile("Dépensé", _sum(bilan.total.depense),
              precision=plural(bilan.total.depense.manques, "montant non communiqué", "montants non communiqués")
              if bilan.total.depense.manques else ""),
    ))  # fmt: skip
    by_axe = Tableau(
        "Actions par axe", ("Axe", "Actions", *_GROUPS),
        tuple(
            (AXES[axe], Nombre(bilan.par_axe[axe]), *(Nombre(_count(matter, axe, some)) for some in _GROUPS.values()))
            for axe in Axe
        ),
    )  # fmt: skip
    blocs: tuple[Bloc, ...] = (Texte(lines), tiles, *((by_axe,) if matter.actions else ()))
    return [Partie("situation", "Où en est le schéma", blocs, source="Suivi du schéma local")]


def _states(bilan: Bilan) -> str:
    told = [plural(n, ETATS_ACTION[state], f"{ETATS_ACTION[state]}s" if state != EtatAction.EN_COURS else "en cours")
            for state, n in bilan.par_etat.items() if n]  # fmt: skip
    return ", ".join(told)


_GROUPS = {
    "À venir": (EtatAction.PROPOSEE, EtatAction.DECIDEE), "En cours": (EtatAction.EN_COURS,),
    "Réalisées": (EtatAction.REALISEE,), "Arrêtées": (EtatAction.SUSPENDUE, EtatAction.ABANDONNEE),
}  # fmt: skip


def _count(matter: Matiere, axe: Axe, states: tuple[EtatAction, ...]) -> int:
    return sum(one.axe == axe and one.etat in states for one in matter.actions)


def part_mesures(matter: Matiere) -> list[Partie]:
    """Measures with who leads them and what was told of each indicator, axe by axe."""
    bilan = matter.bilan
    found = bilan.indicateurs
    head = Texte((
        Phrase(
            "{0} indicateurs sont demandés aux services pilotes : {1} renseignés, {2} répondus « non communiqué », {3} "
            "attendus, {4} en retard.",
            tuple(map(Nombre, (found.total, found.renseignes, found.non_communiques, found.attendus, found.en_retard))),
        ) if found.total else said("Aucun indicateur n'est demandé."),
    ))  # fmt: skip
    parts = [Partie("mesures", "Mesures, services pilotes et indicateurs", (head,))]
    for axe in Axe:
        lines = [one for one in bilan.mesures if one.axe == axe]
        body: Bloc = (
            Tableau(
                f"Mesures de l'axe {AXES[axe]}",
                ("Mesure", "Action", "Service pilote", "Indicateur", "Valeur", "Cible"),
                tuple(_measure(one) for one in lines),
            )
            if lines
            else Texte((said("Aucune action sur cet axe."),))
        )
        parts.append(Partie(f"mesures-{axe}", AXES[axe], (body,), source="Réponses des services pilotes", niveau=2))
    return parts


def _measure(one: LigneMesure) -> tuple[Cellule, ...]:
    kind = f" ({GENRES_INDICATEUR[one.genre]})" if one.genre else ""
    return (
        one.mesure, f"{one.titre} ({one.reference})", one.service or "sans pilote", f"{one.indicateur}{kind}".strip(),
        indicator_value(one), "" if one.cible is None else Nombre(one.cible, unite=one.unite),
    )  # fmt: skip


def part_financements(matter: Matiere) -> list[Partie]:
    """Euros planned and spent, by year and payer."""
    bilan = matter.bilan
    chart = funding_chart(bilan.financements)
    if chart is None:
        return [Partie("financements", "Financements", (Texte((said("Aucun financement n'est enregistré."),)),))]
    missing = bilan.total.depense.manques + bilan.total.prevu.manques
    lines = [Phrase("Prévu en tout : {0}. Dépensé : {1}.", (_sum(bilan.total.prevu), _sum(bilan.total.depense)))]
    if missing:
        lines.append(
            Phrase("{0} montants n'ont pas été communiqués : les sommes sont dites « au moins ».", (Nombre(missing),))
        )
    return [
        Partie(
            "financements", "Financements",
            (Texte(tuple(lines)), chart, *funding_tables(bilan.financements, bilan.total)),
            source="Montants déclarés par les services pilotes et les financeurs",
        )
    ]  # fmt: skip


def _sum(amount: Montant) -> Nombre:
    return Nombre(amount.total, unite=EUROS, au_moins=amount.au_moins)


def part_effets(matter: Matiere) -> list[Partie]:
    """Measured effects, and what was decided of each; that nothing can be concluded is a result."""
    found = matter.bilan.effets
    if not found:
        body: Bloc = Texte((said("Aucun effet n'a été mesuré : il faut une zone, une date et un recul suffisant."),))
    else:
        body = Tableau(
            "Effets mesurés et décisions",
            ("Action", "Résultat", "Mesuré", "Décision"),
            tuple(
                (
                    f"{one.titre} ({one.reference})", one.phrase, period(one.date, one.jusqua),
                    f"{first_upper(decision_text(one))}. {one.decision_texte}" if one.decision else NOT_DECIDED,
                )
                for one in found
            ),
            note="« On ne peut pas conclure » est un résultat : l'écart peut venir du hasard.",
        )  # fmt: skip
    source = "Signalements avant et après, comparés à des secteurs semblables (différence pondérée)"
    return [Partie("effets", "Effets mesurés et décisions", (body,), source=source if found else "")]


def part_enquetes(matter: Matiere) -> list[Partie]:
    """What the surveys of the plan say."""
    found = matter.bilan.enquetes
    body = Texte(tuple(said(one.phrase) for one in found), "puces") if found else None
    none = Texte((said("Aucune enquête n'a été menée pour ce schéma."),))
    return [Partie("enquetes", "Ce que disent les enquêtes", (body or none,), source="Enquêtes auprès des habitants")]


def part_points_forts(matter: Matiere) -> list[Partie]:
    """The strong points that the groupe opérationnel wrote."""
    texts = tuple(said(one.texte) for one in matter.bilan.points_forts)
    body = Texte(texts, "puces") if texts else Texte((said("Aucun point fort n'est encore écrit."),))
    return [Partie("points-forts", "Points forts", (body,))]


def part_preconisations(matter: Matiere) -> list[Partie]:
    """The recommendations for what follows."""
    texts = tuple(said(one.texte) for one in matter.bilan.preconisations)
    body = Texte(texts, "puces") if texts else Texte((said("Aucune préconisation n'est encore écrite."),))
    return [Partie("preconisations", "Préconisations", (body,))]


def part_methode(matter: Matiere) -> list[Partie]:
    """The calendar of the method: what was held and what was missed."""
    method = matter.bilan.methode
    missed = [said(f"{one.partition(' : ')[0]}.") for one in missed_sentences(method, matter.bilan.le)]
    blocs: tuple[Bloc, ...] = (method_table(matter.office, method),)
    if missed:
        blocs = (Texte(tuple(missed), "encadre"), *blocs)
    return [Partie("methode", "Le calendrier de la méthode", blocs, source="Marches et réunions du schéma")]


def part_non_fait(matter: Matiere) -> list[Partie]:
    """What was promised and not done: promises of walks, actions given up, suspended or late, steps missed."""
    rows: list[tuple[Cellule, ...]] = [
        (
            f"Engagement de la marche {one.marche.reference}", one.engagement.texte, one.engagement.service,
            Jour(one.engagement.pour_le), promise_words(one),
        )
        for one in matter.promesses
        if one.non_tenue
    ]  # fmt: skip
    rows += [
        ("Action", f"{one.titre} ({one.reference})", one.service or "sans pilote", Jour(one.fin_prevue), words)
        for one in matter.actions
        if (words := action_undone(one, matter.bilan.le))
    ]
    text = "Aucun engagement en retard, aucune action abandonnée, suspendue ou en retard."
    body: Bloc = (
        Tableau("Promis et non fait", ("Quoi", "Promesse", "Qui", "Pour le", "Où cela en est"), tuple(rows))
        if rows
        else Texte((said(text),))
    )
    return [Partie("non-fait", "Ce qui a été promis et n'a pas été fait", (body,))]


def action_undone(action: Action, today: dt.date) -> str:
    """Why an action is not what was promised: given up, suspended, late; "" where it is."""
    if action.etat in (EtatAction.ABANDONNEE, EtatAction.SUSPENDUE):
        return ETATS_ACTION[action.etat]
    late = action.fin_prevue is not None and action.fin_prevue < today
    return "en retard" if late and action.etat != EtatAction.REALISEE else ""


def part_sources(matter: Matiere) -> list[Partie]:
    """Where it all comes from, and how it is read."""
    lines = (
        said(f"Suivi du schéma local dans l'observatoire de la ville, au {day(matter.bilan.le)}."),
        said("Indicateurs et montants : ce que les services pilotes et les financeurs ont répondu, avec leur source."),
        said("« Au moins » : une partie des montants n'a pas été communiquée ; la somme vraie est plus grande."),
    )
    return [Partie("sources", "Sources", (Texte(lines, "puces"),))]


PARTIES: tuple[Callable[[Matiere], list[Partie]], ...] = (
    part_situation, part_mesures, part_financements, part_effets, part_enquetes, part_points_forts,
    part_preconisations, part_methode, part_non_fait, part_sources,
)  # fmt: skip
"""The bilan from its first part to its last."""
