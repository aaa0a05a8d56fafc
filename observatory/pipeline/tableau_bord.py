"""The dashboard of the council (CLSPD): one sheet for each part, figures as figures, days as days.

A list tells the order: each function of :data:`FEUILLES` gives a part, or none where the city has no plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from observatory.domain.action import Action, EtatAction
from observatory.domain.arrondi import count_to_fives
from observatory.domain.bilan import Bilan, LigneMesure, amount
from observatory.domain.edition import GenreEdition
from observatory.domain.indicateurs import DEFINITIONS, FAMILLES, Indicateur
from observatory.domain.methode import DONE
from observatory.domain.restitution import Parole
from observatory.domain.reunion import OF_EFFECT, Decision, Reunion
from observatory.domain.schema import AXES, Axe
from observatory.domain.selection import Selection
from observatory.domain.support import (
    Bloc,
    Cellule,
    Graphique,
    Jour,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Support,
    Tableau,
    Texte,
    said,
)
from observatory.pipeline.action_saisie import financeurs, mesures
from observatory.pipeline.actions import actions_list
from observatory.pipeline.bilan_schema import bilan_of
from observatory.pipeline.chiffres_montres import places_chart, places_table, year_before
from observatory.pipeline.chiffres_publics import ChiffresPublics
from observatory.pipeline.indicateurs.tables import indicators
from observatory.pipeline.office import Office
from observatory.pipeline.plan_document import (
    MASKED_REMARK,
    SMALL_REMARK,
    UNTOLD_REMARK,
    Promesse,
    city_name,
    funding_chart,
    indicator_value,
    method_table,
    money,
    plan_or_none,
    promises_after,
    told_euros,
    walks_shown,
)
from observatory.pipeline.schemas import schema_for, territory_name
from observatory.pipeline.surete import LEAST_CASES, READER
from observatory.pipeline.tenue_reunion import reunions_shown
from observatory.present.chiffres import period_text
from observatory.present.labels import CAVEAT, day, first_upper, period
from observatory.present.marches import ETATS, GENRES
from observatory.present.restitution import PAROLES
from observatory.present.reunions import DECISIONS, ETATS_REUNION, GENRES_LONGS
from observatory.present.schema import ETATS_ACTION, GENRES_INDICATEUR
from observatory.present.schema_actions import alert_words, mesure_name
from observatory.store.database import ZONE

SHOWN = (
    "retour_median", "retour_promesse", "promesse_tenue", "resolus_part", "satisfaction_resolu", "satisfaction_note",
    "mediation_accord_part", "tags_m2", "marches", "marche_participants", "marche_constats", "marche_positifs",
)  # fmt: skip
"""The indicators of the office that anybody may read, beside the published counts of signalements."""
LATE, KEPT = "en retard", "tenu"


@dataclass(frozen=True)
class Matiere:
    """What the sheets are made of; ``bilan`` is None where the city has no plan."""

    office: Office
    chiffres: ChiffresPublics
    bilan: Bilan | None
    actions: tuple[Action, ...]
    promesses: tuple[Promesse, ...]
    reunions: tuple[Reunion, ...]


def tableau_de_bord(office: Office, chiffres: ChiffresPublics, schema: int | None = None) -> Support:
    """The dashboard of a period and of a plan (a number, else the one that runs; a city without any has no such sheet).

    Raises
    ------
    NotFound
        When there is no plan of this number.
    """
    plan = schema_for(office, schema, READER) if schema is not None else plan_or_none(office)
    bilan = bilan_of(office, plan.ident, READER) if plan else None
    matter = Matiere(
        office, chiffres, bilan, tuple(actions_list(office, plan.ident, READER)) if plan else (),
        tuple(promises_after(office, walks_shown(office))), tuple(reunions_shown(office, READER)),
    )  # fmt: skip
    return Support(
        genre=GenreEdition.TABLEAU_DE_BORD, titre="Tableau de bord du CLSPD", ville=city_name(office),
        territoire=first_upper(territory_name(office, plan.territoire if plan else "")),
        periode=period_text(chiffres.periode), donnees_le=office.today(),
        parties=tuple(part for build in FEUILLES if (part := build(matter)) is not None),
        remarques=(MASKED_REMARK, UNTOLD_REMARK, SMALL_REMARK, *chiffres.remarques, CAVEAT),
        publications=chiffres.noms,
    )  # fmt: skip


def sheet_lisez_moi(matter: Matiere) -> Partie:
    """What the workbook is about; which plan it follows."""
    lines = [
        said(f"Signalements et indicateurs de l'office : {period_text(matter.chiffres.periode)}."),
        said(f"Actions, engagements, décisions, financements : situation au {day(matter.office.today())}."),
    ]
    if matter.bilan is None:
        lines.append(said("Aucun schéma local n'est enregistré : ses feuilles ne sont pas là."))
    else:
        plan = matter.bilan.schema
        lines.append(said(f"Schéma suivi : {plan.titre}, {period(plan.debut, plan.fin)}."))
    return Partie("lisez-moi", "Lisez-moi", (Texte(tuple(lines)),))


def sheet_indicateurs(matter: Matiere) -> Partie:
    """Published counts beside a year before, and the indicators of the office that rest on enough cases."""
    chiffres = matter.chiffres
    before = year_before(chiffres)
    rows: list[tuple[Cellule, ...]] = [
        (
            FAMILLES["ecoute"], "Signalements", chiffres.nombre(), "", DEFINITIONS["signalements"].definition,
            DEFINITIONS["signalements"].reserve,
        )
    ]  # fmt: skip
    if before:
        told = chiffres.nombre(periode=before)
        rows.append((FAMILLES["ecoute"], "Signalements, un an avant", told, "", "Même période, un an plus tôt.", ""))
    span = Selection(depuis=chiffres.periode.debut, jusqua=chiffres.periode.fin)
    rows += [_indicator(one) for one in indicators(matter.office, span, SHOWN)]
    table = Tableau(
        "Indicateurs", ("Famille", "Indicateur", "Valeur", "Reposant sur", "Définition", "À savoir"),
        tuple(rows),
    )  # fmt: skip
    return Partie("indicateurs", "Indicateurs", (table,), source=f"Office, {period_text(chiffres.periode)}")


def _indicator(one: Indicateur) -> tuple[Cellule, ...]:
    """A line; what rests on too few cases is hidden, and how many they are too."""
    known = DEFINITIONS[one.code]
    if one.code == "marche_participants":
        value, n = Nombre(one.valeur, Nature.PERSONNES), ""
    elif one.code.startswith(("marche", "tags")):
        value, n = Nombre(one.valeur, unite=one.unite), ""
    else:
        few = one.n < LEAST_CASES and one.valeur is not None
        nature = Nature.PART if one.unite == "%" else Nature.OUVRAGE
        told = None if few or one.valeur is None else round(one.valeur, 0 if nature == Nature.PART else 1)
        value = Nombre(told, nature, one.unite, few, sur=count_to_fives(one.n))  # exactly, it would tell how many
        n = "30 cas au moins" if one.n >= LEAST_CASES else "moins de 30 cas"
    why = one.non_communique or known.reserve
    return FAMILLES[known.famille], one.libelle, value, n, known.definition, why


def sheet_actions(matter: Matiere) -> Partie | None:
    """The actions of the plan: who leads them, their days, what is late, what they cost."""
    if matter.bilan is None:
        return None
    names = mesures(matter.office)
    heads = (
        "Référence", "Axe", "Action", "Mesure", "État", "À voir", "Service pilote", "Partenaires", "Début prévu",
        "Fin prévue", "En service le", "Terminée le", "Prévu", "Dépensé",
    )  # fmt: skip
    rows = tuple(
        (
            one.reference, AXES[Axe(one.axe)], one.titre, mesure_name(one, names), ETATS_ACTION[one.etat],
            alert_words(one), one.service or "sans pilote", ", ".join(one.partenaires), Jour(one.debut_prevu),
            Jour(one.fin_prevue), _done(one.en_service_le), _done(one.terminee_le),
            money(amount(paid.prevu for paid in one.financements)),
            money(amount(paid.depense for paid in one.financements)),
        )
        for one in sorted(matter.actions, key=lambda one: one.reference)
    )  # fmt: skip
    return _sheet("actions", "Actions", heads, rows, "Aucune action n'est enregistrée.", "Suivi du schéma local")


def _done(value: dt.date | None) -> Cellule:
    return "" if value is None else Jour(value)


def sheet_indicateurs_actions(matter: Matiere) -> Partie | None:
    """What was asked of who leads the actions, and what was told."""
    if matter.bilan is None:
        return None
    heads = (
        "Référence", "Action", "Axe", "Service pilote", "Indicateur", "Nature", "Unité", "Cible", "Valeur",
        "Doit répondre", "Pour le", "Relevé le", "Source",
    )  # fmt: skip
    rows = tuple(_asked(one) for one in matter.bilan.mesures)
    return _sheet(
        "indicateurs-actions", "Indicateurs des actions", heads, rows, "Aucun indicateur n'est demandé.",
        "Réponses des services pilotes",
    )  # fmt: skip


def _asked(one: LigneMesure) -> tuple[Cellule, ...]:
    return (
        one.reference, one.titre, AXES[Axe(one.axe)], one.service or "sans pilote", one.indicateur,
        GENRES_INDICATEUR.get(one.genre, ""), one.unite, "" if one.cible is None else Nombre(one.cible),
        _bare(indicator_value(one)), one.du_par, _done(one.du_le), _done(one.jour), one.source,
    )  # fmt: skip


def _bare(cell: Cellule) -> Cellule:
    """A figure without its unit, which has a column of its own."""
    return Nombre(cell.valeur, cell.nature, masque=cell.masque) if isinstance(cell, Nombre) else cell


def sheet_financements(matter: Matiere) -> Partie | None:
    """Every amount: which action, which payer, which year."""
    if matter.bilan is None:
        return None
    names = financeurs(matter.office)
    rows = tuple(
        (
            str(paid.annee), names.get(paid.source, paid.source), one.reference, one.titre,
            told_euros(paid.prevu), told_euros(paid.depense),
        )
        for one in matter.actions
        for paid in one.financements
    )  # fmt: skip
    heads = ("Année", "Financeur", "Référence", "Action", "Prévu", "Dépensé")
    return _sheet(
        "financements", "Financements", heads, tuple(sorted(rows, key=lambda one: (str(one[0]), str(one[1])))),
        "Aucun financement n'est enregistré.", "Montants déclarés par les services pilotes et les financeurs",
    )  # fmt: skip


def sheet_signalements(matter: Matiere) -> Partie:
    """The published table of territories and categories, hidden where it is hidden."""
    chiffres = matter.chiffres
    return Partie(
        "signalements", "Signalements", (places_table(matter.office, chiffres),), n=chiffres.nombre(),
        source=f"Tableau publié : {', '.join(chiffres.noms)}" if chiffres.noms else "",
    )  # fmt: skip


def sheet_engagements(matter: Matiere) -> Partie:
    """What services promised after walks: kept, to come, late."""
    heads = ("Marche", "Titre", "Arrêt", "Service", "Engagement", "Pour le", "Tenu le", "État")
    rows = tuple(
        (
            one.marche.reference, one.marche.plan.titre, one.arret, one.engagement.service, one.engagement.texte,
            Jour(one.engagement.pour_le) if one.engagement.pour_le else "sans date", _done(one.engagement.tenu_le),
            PAROLES[Parole(one.engagement.etat)],
        )
        for one in matter.promesses
    )  # fmt: skip
    return _sheet(
        "engagements", "Engagements", heads, rows, "Aucun engagement n'a été pris après une marche.",
        "Engagements pris après les marches",
    )  # fmt: skip


def sheet_decisions(matter: Matiere) -> Partie:
    """What meetings decided, and what of it is late."""
    known = {one.ident: one for one in matter.actions}
    heads = ("Réunion du", "Réunion", "Décision", "Texte", "Service", "Action", "Pour le", "Échéance")
    rows = tuple(
        (
            Jour(held.jour), held.titre, DECISIONS[one.genre], one.texte, one.service,
            known[one.action].reference if one.action in known else "", _done(one.pour_le), _due(matter, one, known),
        )
        for held in matter.reunions
        for one in held.decisions
    )  # fmt: skip
    return _sheet("decisions", "Décisions", heads, rows, "Aucune décision n'est enregistrée.", "Relevés de décisions")


def _due(matter: Matiere, one: Decision, known: dict[int, Action]) -> str:
    """Whether the day of a decision has passed, as far as its action tells."""
    if one.pour_le is None:
        return "sans date"
    if one.pour_le >= matter.office.today():
        return "à venir"
    action = known.get(one.action or 0)
    if action is None or one.genre in OF_EFFECT:
        return "échéance passée"
    done = action.etat == EtatAction.REALISEE or action.en_service_le is not None
    return KEPT if done else "abandonnée" if action.etat == EtatAction.ABANDONNEE else LATE


def sheet_calendrier(matter: Matiere) -> Partie:
    """Walks and meetings, held and to come."""
    office = matter.office
    rows: list[tuple[Cellule, ...]] = [
        (
            Jour(one.plan.prevue_le.astimezone(ZoneInfo(ZONE)).date()), GENRES[one.plan.genre], one.plan.titre,
            first_upper(territory_name(office, one.plan.territoire)), ETATS[one.etat],
        )
        for one in walks_shown(office)
    ]  # fmt: skip
    rows += [
        (
            Jour(one.jour), GENRES_LONGS[one.genre], one.titre, first_upper(territory_name(office, one.territoire)),
            ETATS_REUNION[one.etat],
        )
        for one in matter.reunions
    ]  # fmt: skip
    rows.sort(key=lambda row: str(row[0].le) if isinstance(row[0], Jour) else "")
    heads = ("Jour", "Quoi", "Titre", "Où", "État")
    return _sheet(
        "calendrier", "Calendrier", heads, tuple(rows), "Aucune marche ni réunion n'est enregistrée.",
        "Marches et réunions",
    )  # fmt: skip


def sheet_methode(matter: Matiere) -> Partie | None:
    """The steps of the method: held and missed."""
    if matter.bilan is None:
        return None
    method = matter.bilan.methode
    held = sum(one.etat in DONE for one in method.etapes)
    line = Phrase("{0} étapes tenues sur {1}.", (Nombre(held), Nombre(len(method.etapes))))
    return Partie("methode", "Méthode", (method_table(matter.office, method), Texte((line,))), source="Schéma local")


def sheet_graphiques(matter: Matiere) -> Partie:
    """Charts: signalements by quartier beside a year before, funding by year, actions by state."""
    charts: list[Bloc] = [places_chart(matter.chiffres)]
    if matter.bilan is not None:
        money = funding_chart(matter.bilan.financements)
        charts += [money] if money else []
        charts.append(_states_chart(matter.bilan))
    return Partie("graphiques", "Graphiques", tuple(charts), source="Feuilles Signalements, Financements, Actions")


def _states_chart(bilan: Bilan) -> Graphique:
    states = [one for one in EtatAction if bilan.par_etat[one]] or [EtatAction.PROPOSEE]
    values = tuple(Nombre(bilan.par_etat[one]) for one in states)
    places = ", ".join(f"{ETATS_ACTION[one]} : {{{k}}}" for k, one in enumerate(states))
    return Graphique(
        "Actions par état", "barres", tuple(first_upper(ETATS_ACTION[one]) for one in states),
        (Serie("Actions", values),), Phrase(f"{first_upper(places)}.", values),
    )  # fmt: skip


def _sheet(
    cle: str, titre: str, heads: tuple[str, ...], rows: tuple[tuple[Cellule, ...], ...], none: str, source: str
) -> Partie:
    """A sheet of one table, or of the sentence that says that there is nothing."""
    body: Bloc = Tableau(titre, heads, rows) if rows else Texte((said(none),))
    return Partie(cle, titre, (body,), source=source)


FEUILLES: tuple[Callable[[Matiere], Partie | None], ...] = (
    sheet_lisez_moi, sheet_indicateurs, sheet_actions, sheet_indicateurs_actions, sheet_financements,
    sheet_signalements, sheet_engagements, sheet_decisions, sheet_calendrier, sheet_methode, sheet_graphiques,
)  # fmt: skip
"""The sheets in their order."""
