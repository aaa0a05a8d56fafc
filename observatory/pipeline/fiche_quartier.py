"""The fiche of a quartier, for who lives there: two pages of what was told, answered, promised and not done.

A list tells the order: each function of :data:`PARTIES` gives a part, the first four for the first page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from observatory.aggregate.release import TOTAL
from observatory.domain.action import Action, EtatAction
from observatory.domain.edition import GenreEdition
from observatory.domain.errors import ValueRefused
from observatory.domain.schema import WITHOUT_PERSONS
from observatory.domain.support import (
    Bloc,
    Cellule,
    Figure,
    Graphique,
    Image,
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
from observatory.pipeline.chiffres_montres import period_words, rate
from observatory.pipeline.chiffres_publics import ChiffresPublics
from observatory.pipeline.fond_papier import fond_of
from observatory.pipeline.office import Office
from observatory.pipeline.plan_document import MASKED_REMARK, office_reached
from observatory.pipeline.presentation_chiffres import categories
from observatory.pipeline.presentation_schema import dates
from observatory.pipeline.vous_avez_dit import pas_fait, said_lines, state_of
from observatory.pipeline.vue_publique import Vue, day_of
from observatory.present.carte_couches import Cadre
from observatory.present.carte_situation import carte_situation
from observatory.present.chiffres import period_text
from observatory.present.labels import CAVEAT, FICTIONAL, ZONAGES_SHORT, day, first_upper
from observatory.present.mots_presentation import change_phrase, list_words, quoted
from observatory.present.schema import ETATS_ACTION
from observatory.store.reference import FICTIONAL as FICTIONAL_KEY
from observatory.store.reference import meta_get

MAP_MM = (86.0, 62.0)
SITUATION = "situation"
FIRST_PAGE = ("situation", "essentiel", "sujets", "temps")
"""The parts of the first page."""
MOST_PLACES = 3
"""Published quartiers of which each has its figure; more are counted with the city alone."""
MOST_BARS = 8


def fiche_quartier(office: Office, chiffres: ChiffresPublics, territoire: str) -> Support:
    """The fiche of a territory (``zonage:code`` or its code), with figures made for it.

    Raises
    ------
    ValueRefused
        When no territory is named.
    NotFound
        When it is unknown or ambiguous.
    """
    if not territoire:
        raise ValueRefused("Dites de quel quartier est la fiche : son code manque.")
    vue = Vue(office, chiffres, territoire)
    fiction = (FICTIONAL,) if meta_get(office.database, FICTIONAL_KEY) == "oui" else ()
    return Support(
        genre=GenreEdition.FICHE_QUARTIER, titre=f"Fiche quartier : {vue.nom}", ville=vue.ville, territoire=vue.nom,
        periode=period_text(chiffres.periode), donnees_le=vue.donnees_le,
        parties=tuple(build(vue) for build in PARTIES), images=(_map(vue),),
        remarques=(MASKED_REMARK, *chiffres.remarques, CAVEAT, *fiction), publications=chiffres.noms,
        joindre=office_reached(office),
    )  # fmt: skip


def part_situation(vue: Vue) -> Partie:
    """Where it lies, and whose figures follow."""
    kind = vue.code.partition(":")[0]
    kind = ZONAGES_SHORT.get(kind, kind)
    alt = said(f"Carte de {vue.ville} : {vue.nom} est en couleur sombre, entouré d'un trait pointillé.")
    lines = [said(f"{vue.nom}, à {vue.ville}. {first_upper(kind)} n° {vue.code.partition(':')[2]}.")]
    if not vue.lieux:
        lines.append(said("Aucun tableau publié ne couvre ce territoire : les nombres sont ceux de toute la ville."))
    elif not vue.exact:
        lines.append(
            said(
                "Ses limites ne sont pas celles des tableaux publiés. Les nombres sont ceux des quartiers entiers : "
                f"{list_words(vue.noms_autour)}."
            )
        )
    return Partie("situation", vue.nom, (Figure(SITUATION, f"Où se trouve {vue.nom}", alt), Texte(tuple(lines))))


def _map(vue: Vue) -> Image:
    shapes = [shape for _, _, shape in vue.quartiers.values()]
    here = vue.forme if vue.forme is not None else shapes[0]
    middle = here.centroid
    fond = fond_of(vue.office, Cadre(middle.y, middle.x, 1_000, *MAP_MM))
    return Image(SITUATION, carte_situation(here, shapes, fond, *MAP_MM).encode(), "image/svg+xml")


def part_essentiel(vue: Vue) -> Partie:
    """The published counts with their change in a year, and for 1,000 inhabitants."""
    tiles: list[Tuile] = []
    for place in vue.lieux[:MOST_PLACES] or (TOTAL,):
        now, before = vue.paire(place)
        name = vue.chiffres.lieux.get(place, vue.ville) + ("" if vue.exact or not vue.lieux else " (quartier entier)")
        tiles.append(Tuile(f"Signalements, {name}", now, change_phrase(now, before)))
    if len(vue.lieux) == 1:
        place = vue.lieux[0]
        told = rate(vue.chiffres.nombre(place), vue.quartiers[place][1] if place in vue.quartiers else None)
        if isinstance(told, Nombre):
            tiles.append(Tuile("Pour 1 000 habitants", told))
        tiles.append(Tuile("Toute la ville", vue.chiffres.nombre(), change_phrase(*vue.paire())))
    return Partie("essentiel", "L'essentiel", (Tuiles(tuple(tiles)),), source="Tableaux publiés")


def part_sujets(vue: Vue) -> Partie:
    """What it is about: categories of the place where enough of them are published, else those of the city."""
    made = categories(vue)[0].partie
    chart = next((one for one in made.blocs if isinstance(one, Graphique)), None)
    if chart is None:
        lines = tuple(line for one in made.blocs if isinstance(one, Texte) for line in one.lignes)
        return Partie("sujets", "De quoi il s'agit", (Texte(lines),))
    whole_city = any(value.cle is not None and value.cle[0] == TOTAL for value in chart.series[0].valeurs)
    told: list[Phrase] = []
    if whole_city and vue.lieux:
        told.append(
            said(f"Pour {vue.nom}, trop de nombres par sujet sont masqués, ou ne sont pas publiés : voici la ville.")
        )
    now = chart.series[-1]
    kept = sorted(range(len(now.valeurs)), key=lambda k: -(now.valeurs[k].valeur or 0))[:MOST_BARS]
    short = replace(
        chart,
        categories=tuple(chart.categories[k] for k in kept),
        series=tuple(replace(one, valeurs=tuple(one.valeurs[k] for k in kept)) for one in chart.series),
    )
    where = vue.ville if whole_city else list_words(vue.noms_autour)
    return Partie(
        "sujets", f"De quoi il s'agit : {where}", (short, *((Texte(tuple(told)),) if told else ())),
        source="Tableaux publiés", n=made.n,
    )  # fmt: skip


def part_temps(vue: Vue) -> Partie:
    """The published counts of the last periods, of the place and of the city."""
    codes = (*vue.lieux[:MOST_PLACES], TOTAL)
    names = (*(vue.chiffres.lieux[one] for one in codes[:-1]), "Toute la ville")
    rows: list[tuple[Cellule, ...]] = [
        (period_words(label), *(vue.chiffres.nombre(one, periode=label) for one in codes))
        for label in vue.chiffres.periodes
    ]
    table = Tableau("Signalements reçus", ("Période", *names), tuple(rows))
    return Partie("temps", "Au fil du temps", (table,), source="Tableaux publiés")


def part_dit(vue: Vue) -> Partie:
    """What was said at meetings and on walks, and what came of it: done and not done alike."""
    codes = set(vue.lieux)
    rows = tuple((quoted(one.dit), one.fait, one.etat) for one in said_lines(vue) if one.quartier in codes or not codes)
    body: Bloc = Texte((said("Rien n'a encore été dit en réunion ni en marche, ou rien n'en est noté."),))
    if rows:
        body = Tableau("Vous avez dit, nous avons fait", ("Vous avez dit", "Nous avons répondu", "Où en est-on"), rows)
    return Partie("dit", "Vous avez dit, nous avons fait", (body,), source="Réunions publiques et marches")


def part_pas_fait(vue: Vue) -> Partie:
    """What was promised and is not done, given up, refused, or has no answer."""
    made = pas_fait(vue)[0].partie
    return Partie("pas-fait", "Promis, et pas encore fait", made.blocs, source=made.source)


def part_actions(vue: Vue) -> Partie:
    """The actions of the plan that take place there."""
    here = [one for one in vue.actions if one.axe not in WITHOUT_PERSONS and (one.contour or one.territoire)]
    body: Bloc = Texte((said(f"Aucune action du schéma local n'a lieu à {vue.nom}."),))
    city = (Texte((_city_actions(vue),)),) if vue.bilan else ()
    if here:
        rows = tuple(_action(vue, one) for one in here)
        body = Tableau("Actions du schéma local", ("Action", "Service pilote", "Où en est-on"), rows)
    return Partie("actions", "Les actions du schéma local", (body, *city), source="Schéma local")


def _city_actions(vue: Vue) -> Phrase:
    """How many actions the plan has in all, by where they stand."""
    counts = Counter(one.etat for one in vue.actions)
    states = [one for one in EtatAction if counts[one]]
    places = ", ".join(f"{ETATS_ACTION[one]} : {{{rank}}}" for rank, one in enumerate(states, 1))
    told = (Nombre(len(vue.actions)), *(Nombre(counts[one]) for one in states))
    return Phrase(f"Actions du schéma qui concernent ce quartier ou toute la ville : {{0}} ({places}).", told)


def _action(vue: Vue, one: Action) -> tuple[Cellule, ...]:
    return one.titre, one.service or "sans pilote", state_of(one, vue.today)


def part_dates(vue: Vue) -> Partie:
    """The walks that were held there, and what comes next."""
    made = dates(vue)[0].partie
    held = [
        Phrase(
            f"Marche « {said(one.marche.plan.titre).modele} », le {day(day_of(one.marche))}. À améliorer : {{0}}.",
            (Nombre(sum(not it.positif for it in one.constats)),),
        )
        for one in vue.faites[:2]
    ]
    blocs = [_next_table(one) if isinstance(one, Tableau) else one for one in made.blocs]
    return Partie("dates", "Marches et prochains rendez-vous", (*([Texte(tuple(held))] if held else []), *blocs))


def _next_table(table: Tableau) -> Tableau:
    """The table of dates, days written out."""
    rows = tuple(
        tuple(first_upper(day(cell.le)) if isinstance(cell, Jour) else cell for cell in row) for row in table.lignes
    )
    return replace(table, lignes=rows)


def part_lire(vue: Vue) -> Partie:
    """How the fiche is read, in plain words."""
    lines = (
        said("Un signalement : un habitant raconte un trouble à l'office. Plusieurs peuvent parler du même trouble."),
        said("Un pourcentage n'est dit que si les deux nombres comparés valent au moins trente."),
        said("« Pas de réponse » : aucun service n'a encore répondu. Ce n'est pas un refus."),
    )
    return Partie("lire", f"Lire cette fiche ({period_text(vue.periode)})", (Texte(lines, "puces"),))


PARTIES: tuple[Callable[[Vue], Partie], ...] = (
    part_situation, part_essentiel, part_sujets, part_temps, part_dit, part_pas_fait, part_actions, part_dates,
    part_lire,
)  # fmt: skip
"""The fiche from its first part to its last."""
