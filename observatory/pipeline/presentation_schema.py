"""The slides of the schéma local: walks, actions, what they cost, what they changed, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from observatory.domain.bilan import LigneFinancement
from observatory.domain.marche import Marche
from observatory.domain.methode import EtatPassage
from observatory.domain.restitution import Restitution
from observatory.domain.reunion import EtatReunion
from observatory.domain.schema import AXES, Axe
from observatory.domain.support import (
    Bloc,
    Cellule,
    Figure,
    Graphique,
    Jour,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Tableau,
    Texte,
    said,
)
from observatory.pipeline.cartes_publiques import actions_map, walks_map
from observatory.pipeline.effets_publics import DECIDED, open_surveys, surveys_of
from observatory.pipeline.vous_avez_dit import state_of
from observatory.pipeline.vue_publique import Diapo, Vue, day_of
from observatory.present.carte_couches import Trace
from observatory.present.labels import day, first_upper, number
from observatory.present.mots_presentation import list_words, quoted, shortened
from observatory.present.reunions import GENRES_LONGS
from observatory.present.schema import ETATS_ACTION, PASSAGES

MOST_ROWS = 8
_WALKS = "Marches de la ville : relevés et suites"
_PLAN = "Schéma local de tranquillité publique"
NO_PLAN = "Aucun schéma local n'est enregistré : il n'y a ni action ni financement à présenter."


def marches(vue: Vue) -> list[Diapo]:
    """Walks that were walked and those to come: a map of their ways, and a table."""
    known: list[Restitution | Marche] = [*vue.faites[:5], *vue.marches_a_venir[:2]]
    if not known:
        where = f" ne passe par {vue.nom}" if vue.code else " n'est enregistrée"
        told = (
            said(f"Aucune marche{where}."),
            said("Une marche : un parcours à pied, avec habitants et services, pour regarder les lieux ensemble."),
        )
        return [Diapo(Partie("marches", "Les marches", (Texte(told, "encadre"),), told, _WALKS))]
    rows: list[tuple[Cellule, ...]] = []
    ways = []
    for rank, one in enumerate(known, 1):
        marche = one.marche if isinstance(one, Restitution) else one
        title = shortened(marche.plan.titre, 48)
        walkers = _people(one.marcheurs) if isinstance(one, Restitution) else "à venir"
        rows.append((f"{number(rank)}. {title}", Jour(day_of(marche)), walkers))
        points = marche.plan.trace or tuple((stop.lat, stop.lon) for stop in marche.plan.arrets)
        ways.append((number(rank), Trace(title, points, droite=marche.plan.methode == "droite")))
    image = walks_map(vue, ways)
    names = " ; ".join(str(row[0]) for row in rows)
    done = [one for one in known if isinstance(one, Restitution)]
    figure = [Figure(image.nom, "Où nous avons marché", said(f"Carte des itinéraires. {names}."))] if image else []
    table = Tableau("Marches faites et à venir", ("Marche", "Date", "Marcheurs"), tuple(rows))
    found = sum(not each.positif for one in done for each in one.constats)
    lines = (
        Phrase("Constats de ce qui est à améliorer : {0}.", (Nombre(float(found)),)),
        Phrase(
            "Dossiers ouverts ensuite et traités à ce jour : {0} sur {1}.",
            (Nombre(float(sum(one.devenirs["fait"] for one in done))),
             Nombre(float(sum(sum(one.devenirs.values()) for one in done)))),
        ),
    )  # fmt: skip
    notes = (
        Phrase(
            "Marches montrées : faites, {0} ; à venir, {1}.",
            (Nombre(float(len(done))), Nombre(float(len(known) - len(done)))),
        ),
        said("Une marche va là où l'on attend des problèmes : elle ne dit pas ce qu'il y a ailleurs."),
        said("Un groupe de moins de cinq marcheurs n'est pas compté."),
        said("Plusieurs constats d'un même problème font un seul dossier."),
    )
    blocs: list[Bloc] = [*figure, table, *([Texte(lines, "puces")] if done else [])]
    title = "Nous avons marché avec vous" if done else "Nous marcherons avec vous"
    partie = Partie("marches", title, tuple(blocs), notes, _WALKS, Nombre(float(len(done))))
    return [Diapo(partie, (image,) if image else ())]


def _people(n: int | None) -> Nombre:
    """How many walked; fewer than five are told to nobody, and where nobody counted it is not told."""
    return Nombre(float(n) if n else None, Nature.PERSONNES, masque=n is None)


def plan(vue: Vue) -> list[Diapo]:
    """Where the plan stands: actions by state, and what they cost by year."""
    if vue.bilan is None or vue.schema is None:
        told = (said(NO_PLAN),)
        return [Diapo(Partie("plan", "Pas de schéma local enregistré", (Texte(told, "encadre"),), told, _PLAN))]
    states = {code: n for code, n in vue.bilan.par_etat.items() if n}
    if not states:
        told = (said("Le schéma local est ouvert, mais aucune action n'y est encore enregistrée."),)
        return [Diapo(Partie("plan", "Le schéma local commence", (Texte(told, "encadre"),), told, _PLAN))]
    values = tuple(Nombre(float(n)) for n in states.values())
    names = tuple(first_upper(ETATS_ACTION[code]) for code in states)
    most = max(states, key=lambda code: states[code])
    chart = Graphique(
        "Actions par état", "barres", names, (Serie("Actions", values),),
        Phrase(
            f"Actions en tout : {{0}}. L'état le plus fréquent est {quoted(ETATS_ACTION[most])} : {{1}}.",
            (Nombre(float(len(vue.actions))), Nombre(float(states[most]))),
        ),
    )  # fmt: skip
    blocs: list[Bloc] = [chart]
    years = [one for one in vue.bilan.financements if one.annee is not None and not one.source]
    if years:
        blocs.append(_funding_chart(years))
    lines = _funding_words(vue.bilan.total)
    blocs.append(Texte(lines, "puces"))
    axes = [
        Phrase(f"Actions de l'axe {quoted(AXES[Axe(code)])} : {{0}}.", (Nombre(float(n)),))
        for code, n in vue.bilan.par_axe.items()
    ]
    notes = (
        said(f"{vue.schema.titre}, du {day(vue.schema.debut)} au {day(vue.schema.fin)}."), *axes, *lines,
        said("Un montant qui n'est pas communiqué n'est jamais compté comme zéro."),
        *([said(f"Ces actions concernent {vue.nom}, ou toute la ville.")] if vue.code else []),
    )  # fmt: skip
    title = "Le schéma local : où en sont les actions" + (f", {vue.nom}" if vue.code else "")
    return [Diapo(Partie("plan", title[:70], tuple(blocs), notes, _PLAN, Nombre(float(len(vue.actions)))))]


def _funding_chart(years: Sequence[LigneFinancement]) -> Graphique:
    planned = tuple(Nombre(one.prevu.total, unite="€") for one in years)
    spent = tuple(Nombre(one.depense.total, unite="€") for one in years)
    last = years[-1]
    return Graphique(
        "Financement par année", "colonnes", tuple(str(one.annee) for one in years),
        (Serie("Prévu", planned), Serie("Dépensé, d'après ce qui est dit", spent)),
        Phrase(f"En {last.annee}, {{0}} prévus ; dépensé, d'après ce qui est dit : {{1}}.", (planned[-1], spent[-1])),
        unite="€",
    )  # fmt: skip


def _funding_words(total: LigneFinancement) -> tuple[Phrase, ...]:
    if not total.prevu.lignes:
        return (said("Financement : non communiqué."),)
    lines = [
        Phrase("Prévu en tout : {0}.", (Nombre(total.prevu.total, unite="€"),)),
        Phrase("Dépensé, au moins : {0}.", (Nombre(total.depense.total, unite="€"),)),
    ]
    if total.depense.manques:
        lines.append(
            Phrase(
                "Dépenses non communiquées : {0} sur {1}.",
                (Nombre(float(total.depense.manques)), Nombre(float(total.depense.lignes))),
            )
        )
    return tuple(lines)


def actions(vue: Vue) -> list[Diapo]:
    """Where one acts: a map of the zones of actions, and a table of those that have a place."""
    zoned = [one for one in vue.actions if one.contour]
    if not zoned:
        return []
    kept = zoned[:MOST_ROWS]
    shapes = [(number(rank), shapely.from_geojson(one.contour)) for rank, one in enumerate(kept, 1)]
    image = actions_map(vue, shapes)
    rows = tuple(
        (f"{number(rank)}. {shortened(one.titre, 46)}", one.service or "sans pilote", state_of(one, vue.today))
        for rank, one in enumerate(kept, 1)
    )
    zones = list_words(list(dict.fromkeys(one.zone_nom for one in kept if one.zone_nom)))
    figure = (
        [Figure(image.nom, "Où nous agissons", said(f"Carte des zones d'action : {zones or 'voir le tableau'}."))]
        if image
        else []
    )
    table = Tableau("Actions qui ont un lieu", ("Action", "Service pilote", "Où en est-on"), rows)
    others = len(vue.actions) - len(kept)
    notes = (
        Phrase("Autres actions, pour toute la ville ou sans lieu : {0}.", (Nombre(float(others)),)),
        said("Les actions pour les jeunes et contre les violences n'ont jamais de lieu sur une carte."),
    )
    partie = Partie("actions", "Où nous agissons", (*figure, table), notes, _PLAN, Nombre(float(len(kept))))
    return [Diapo(partie, (image,) if image else ())]


def effets(vue: Vue) -> list[Diapo]:
    """What actions changed, as far as it was measured; what surveys say."""
    measured = list(vue.bilan.effets) if vue.bilan else []
    told, notes = surveys_of(vue)
    blocs: list[Bloc] = []
    if measured:
        rows = tuple(
            (shortened(one.titre, 52), Jour(one.date), first_upper(one.verdict), DECIDED.get(one.decision, "à décider"))
            for one in measured[:6]
        )
        blocs.append(Tableau("Effets mesurés", ("Action", "Depuis le", "Ce que l'on peut dire", "Suite décidée"), rows))
    if told:
        blocs.append(Texte(told, "puces"))
    if not blocs:
        lines = (
            said("Aucun effet n'a encore été mesuré, et aucune enquête n'est close. Nous ne concluons donc rien."),
        )
        return [
            Diapo(
                Partie("effets", "Ce que cela a changé : pas encore mesuré", (Texte(lines, "encadre"),), lines, _PLAN)
            )
        ]
    words = [said(f"{one.titre} : {one.phrase}") for one in measured]
    words.append(said("« On ne peut pas conclure » est un résultat : l'écart peut venir du hasard."))
    n = Nombre(float(len(measured)))
    return [Diapo(Partie("effets", "Ce que cela a changé", tuple(blocs), (*words, *notes), _PLAN, n))]


def dates(vue: Vue) -> list[Diapo]:
    """The next walks and meetings; what the method asks for and nobody has set yet."""
    rows: list[tuple[Cellule, ...]] = [
        (
            Jour(day_of(one)),
            "Marche",
            shortened(one.plan.titre, 50),
            shortened(one.plan.rendez_vous or "à préciser", 40),
        )
        for one in vue.marches_a_venir
    ]
    rows += [
        (Jour(one.jour), GENRES_LONGS.get(one.genre, "Réunion"), shortened(one.titre, 50), one.lieu or "à préciser")
        for one in reversed(vue.reunions)
        if one.etat == EtatReunion.PREVUE and one.jour >= vue.today and one.genre != "groupe"
    ]
    rows.sort(key=lambda row: row[0].le.toordinal() if isinstance(row[0], Jour) and row[0].le else 0)
    lines = [
        said(f"{PASSAGES[step.passage]} : date à fixer, au plus tard le {day(step.au)}.")
        for step in (vue.bilan.methode.etapes if vue.bilan else ())
        if step.etat == EtatPassage.A_PREVOIR and step.passage != "groupe"
    ][:3]
    lines += [said(f"Enquête ouverte jusqu'au {day(one.plan.fin)} : {one.plan.titre}.") for one in open_surveys(vue)]
    lines += [
        said(f"Ailleurs en ville, marche le {day(day_of(one))} : {one.plan.titre}.") for one in vue.marches_ailleurs[:2]
    ]
    if not rows:
        where = f" pour {vue.nom}" if vue.code else ""
        lines.insert(0, said(f"Aucune date n'est encore fixée{where}."))
    blocs: list[Bloc] = []
    if rows:
        blocs.append(Tableau("Prochains rendez-vous", ("Date", "Quoi", "Sujet", "Où"), tuple(rows[:MOST_ROWS])))
    if lines:
        blocs.append(Texte(tuple(lines), "puces" if rows else "encadre"))
    notes = (
        said("Chacun peut venir. Pour signaler un problème, appelez l'office ; en cas d'urgence, le 17 ou le 112."),
    )
    return [
        Diapo(Partie("dates", "Les prochains rendez-vous", tuple(blocs), notes, "Agenda des marches et des réunions"))
    ]
