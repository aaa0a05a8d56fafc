"""A fiche action for the departmental plan: its axe, the action, and the fiche itself (headings of three levels).

An axe that carries no persons (``WITHOUT_PERSONS``) has neither map nor photographs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import shapely

from observatory.domain.action import Action, EtatAction, Indicateur
from observatory.domain.bilan import amount
from observatory.domain.edition import GenreEdition
from observatory.domain.reunion import Decision
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe, Schema
from observatory.domain.support import (
    AvantApres,
    Bloc,
    Cellule,
    Figure,
    Image,
    Jour,
    Nombre,
    Partie,
    Phrase,
    Support,
    Tableau,
    Texte,
    said,
)
from observatory.pipeline.action_saisie import financeurs, mesures
from observatory.pipeline.actions import action_for, nouvelles_of
from observatory.pipeline.fond_papier import SOURCE, fond_of
from observatory.pipeline.office import Office
from observatory.pipeline.photos import picture
from observatory.pipeline.photos_action import action_photos
from observatory.pipeline.plan_document import (
    MASKED_REMARK,
    SMALL_REMARK,
    UNTOLD_REMARK,
    city_name,
    measured,
    money,
    told_euros,
)
from observatory.pipeline.schemas import schema_for, territory_name
from observatory.pipeline.surete import READER
from observatory.pipeline.tenue_reunion import reunions_shown
from observatory.pipeline.zone import parse_zone
from observatory.present.carte_couches import Contour
from observatory.present.carte_papier import bounds_points, cadre_for, carte_papier
from observatory.present.labels import UNKNOWN, day, day_of, first_upper, period
from observatory.present.reunions import DECISIONS
from observatory.present.schema import ETATS_ACTION, FORMATIONS, GENRES_INDICATEUR, ORIGINES_ACTION
from observatory.present.schema_actions import NEWS, alert_words, indicator_state, mesure_name
from observatory.store.territoires import contours_read, territoires_in_force

MAP_MM = (160.0, 70.0)
MOST_NEWS = 8
_MOMENTS = {"avant": "Avant", "apres": "Après"}
_TOLD = ("note", "etat")
"""News that the fiche does not tell elsewhere."""


@dataclass
class Matiere:
    """What the parts of a fiche are made of; ``images`` fills as they are."""

    office: Office
    plan: Schema
    action: Action
    decisions: tuple[Decision, ...]
    images: list[Image] = field(default_factory=list)

    @property
    def sans_lieu(self) -> bool:
        """Whether the axe carries no place and no picture."""
        return self.action.axe in WITHOUT_PERSONS


def fiche_action_document(office: Office, action: int) -> Support:
    """The fiche of an action, by its number.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    known = action_for(office, action, READER)
    plan = schema_for(office, known.schema, READER)
    decisions = tuple(one for held in reunions_shown(office, READER) for one in held.decisions if one.action == action)
    matter = Matiere(office, plan, known, decisions)
    parts = tuple(part for build in PARTIES for part in build(matter))
    return Support(
        genre=GenreEdition.FICHE_ACTION, titre=f"Fiche action {known.reference} : {known.titre}",
        ville=city_name(office), territoire=first_upper(territory_name(office, plan.territoire)),
        periode=period(plan.debut, plan.fin), donnees_le=office.today(), parties=parts, images=tuple(matter.images),
        remarques=(UNTOLD_REMARK, MASKED_REMARK, SMALL_REMARK),
    )  # fmt: skip


def part_axe(matter: Matiere) -> list[Partie]:
    """The axe, and the plan that it is of."""
    plan, axe = matter.plan, Axe(matter.action.axe)
    rank = list(Axe).index(axe) + 1
    where = territory_name(matter.office, plan.territoire)
    lines = [said(f"{plan.titre} ({FORMATIONS[plan.formation]}), {where}, {period(plan.debut, plan.fin)}.")]
    if matter.sans_lieu:
        lines.append(
            said("Cet axe porte des mesures et des indicateurs : ni carte, ni photo, ni situation de personne.")
        )
    return [Partie("axe", f"Axe {rank} : {AXES[axe]}", (Texte(tuple(lines)),))]


def part_action(matter: Matiere) -> list[Partie]:
    """The action: what it is, who leads it, with whom, and where it stands."""
    one = matter.action
    names = mesures(matter.office)
    place = one.zone_nom or (territory_name(matter.office, one.territoire) if one.territoire else "tout le territoire")
    rows: list[tuple[Cellule, ...]] = [
        ("Référence", one.reference),
        ("Type de mesure", mesure_name(one, names)),
        ("État", first_upper(ETATS_ACTION[one.etat])),
        ("Service pilote", one.service or "aucun service pilote n'est désigné"),
        ("Partenaires", ", ".join(one.partenaires) or "aucun"),
        ("Origine", first_upper(ORIGINES_ACTION[one.origine])),
        ("Lieu", first_upper(place)),
    ]
    words = alert_words(one)
    if words:
        rows.append(("À régler", first_upper(words.partition(" : ")[2])))
    return [
        Partie(
            "action", f"Action : {one.titre}", (Tableau("L'action", ("Rubrique", "Contenu"), tuple(rows)),), niveau=2
        )
    ]


def part_objectif(matter: Matiere) -> list[Partie]:
    """What it is for, and how many things it answers."""
    one = matter.action
    lines = [said(one.objectif or "L'objectif n'est pas écrit.")]
    if len(one.objets) > 1:
        lines.append(Phrase("Elle répond à {0} constats de marches ou de réunions.", (Nombre(len(one.objets)),)))
    elif one.objets:
        lines.append(said("Elle répond à un constat de marche ou de réunion."))
    return [Partie("objectif", "Objectif", (Texte(tuple(lines)),), niveau=3)]


def part_zone(matter: Matiere) -> list[Partie]:
    """Where it is, on a map; nothing on an axe without places, or where no place is known."""
    shape = None if matter.sans_lieu else _shape(matter.office, matter.action)
    if shape is None:
        return []
    one, office = matter.action, matter.office
    cadre = cadre_for(bounds_points(shape), *MAP_MM)
    name = first_upper(one.zone_nom or territory_name(office, one.territoire))
    drawn = carte_papier(
        cadre, fond_of(office, cadre), [Contour(name, shape)], jour=office.today(), source=SOURCE, pres_de=shape
    )
    matter.images.append(Image("zone", drawn.svg.encode(), "image/svg+xml"))
    alt = said(f"Carte de la zone de l'action : {name}, entourée d'un trait pointillé, avec les rues autour.")
    return [Partie("zone", "Zone", (Figure("zone", name, alt),), source=SOURCE, niveau=3)]


def _shape(office: Office, one: Action) -> shapely.Geometry | None:
    if one.contour is not None:
        return parse_zone(one.contour)
    zonage, _, code = one.territoire.partition(":")
    here = [it.id for it in territoires_in_force(office.database, zonage, office.today()) if it.code == code]
    return shapely.union_all(contours_read(office.database, here)) if here else None


def part_photos(matter: Matiere) -> list[Partie]:
    """The place before and after, where both pictures were looked at and found fit to be shown."""
    if matter.sans_lieu:
        return []
    shown = [one for one in action_photos(matter.office, matter.action.ident, READER) if one.visible]
    first = {moment: next((one for one in shown if one.moment == moment), None) for moment in ("avant", "apres")}
    found = {moment: one for moment, one in first.items() if one is not None}
    if not found:
        return []
    figures, place = {}, first_upper(matter.action.zone_nom or "le lieu de l'action")
    for moment, one in found.items():
        matter.images.append(Image(moment, picture(matter.office, one.ident, READER).contenu, "image/jpeg"))
        alt = said(
            f"Photographie du lieu {_MOMENTS[moment].lower()} l'action « {matter.action.titre} », le {day_of(one.le)}."
        )
        figures[moment] = Figure(moment, place, alt, f"Ajoutée le {day_of(one.le)}", "photo")
    body: Bloc = (
        AvantApres("Avant et après", figures["avant"], figures["apres"])
        if len(figures) == 2
        else replace(alone := next(iter(figures.values())), titre=f"{_MOMENTS[alone.nom]} : {alone.titre}")
    )
    return [Partie("photos", "Le lieu en images", (body,), niveau=3)]


def part_calendrier(matter: Matiere) -> list[Partie]:
    """When it was to begin and to end, and what became of it."""
    one = matter.action
    rows = (
        ("Début prévu", Jour(one.debut_prevu)), ("Fin prévue", Jour(one.fin_prevue)),
        ("En service depuis", Jour(one.en_service_le) if one.en_service_le else "pas encore"),
        ("Terminée", Jour(one.terminee_le) if one.terminee_le else "non"),
    )  # fmt: skip
    return [Partie("calendrier", "Calendrier", (Tableau("Calendrier", ("Étape", "Jour"), rows),), niveau=3)]


def part_indicateurs(matter: Matiere) -> list[Partie]:
    """Each indicator with its target and what was told; « non communiqué » where nothing was."""
    some = matter.action.indicateurs
    if not some:
        body: Bloc = Texte((said("Aucun indicateur n'est demandé pour cette action."),))
    else:
        body = Tableau(
            "Indicateurs", ("Indicateur", "Nature", "Cible", "Valeur", "Où cela en est", "Source"),
            tuple(_indicator(one, matter) for one in some),
        )  # fmt: skip
    return [Partie("indicateurs", "Indicateurs", (body,), niveau=3)]


def _indicator(one: Indicateur, matter: Matiere) -> tuple[Cellule, ...]:
    value = one.valeur
    told: Cellule = UNKNOWN
    if value is not None:
        told = value.phrase if value.phrase is not None else measured(value.nombre, one.unite, matter.action.axe)
    return (
        one.libelle, GENRES_INDICATEUR[one.genre], "" if one.cible is None else Nombre(one.cible, unite=one.unite),
        told, first_upper(indicator_state(one, matter.office.today())), value.source if value else "",
    )  # fmt: skip


def part_financement(matter: Matiere) -> list[Partie]:
    """Euros by year and payer, and all of them."""
    some, names = matter.action.financements, financeurs(matter.office)
    if not some:
        return [
            Partie("financement", "Financement", (Texte((said("Aucun financement n'est enregistré."),)),), niveau=3)
        ]
    rows: list[tuple[Cellule, ...]] = [
        (str(one.annee), names.get(one.source, one.source), told_euros(one.prevu), told_euros(one.depense))
        for one in sorted(some, key=lambda one: one.annee)
    ]
    rows.append(("Ensemble", "", money(amount(one.prevu for one in some)), money(amount(one.depense for one in some))))
    table = Tableau("Financement", ("Année", "Financeur", "Prévu", "Dépensé"), tuple(rows))
    return [Partie("financement", "Financement", (table,), niveau=3)]


def part_effet(matter: Matiere) -> list[Partie]:
    """The measured effect, or that there is none."""
    one = matter.action
    if one.evaluations:
        latest = one.evaluations[0]
        lines: tuple[Phrase, ...] = (
            said(latest.phrase),
            said(f"Avant : depuis le {day(latest.depuis)}. Après : {period(latest.date, latest.jusqua)}."),
        )
    elif matter.sans_lieu:
        lines = (said("Sur cet axe, l'effet ne se mesure pas par des signalements : les indicateurs le suivent."),)
    else:
        lines = (said("Aucun effet n'a été mesuré à ce jour."),)
    return [Partie("effet", "Effet mesuré", (Texte(lines),), niveau=3)]


def part_suivi(matter: Matiere) -> list[Partie]:
    """What was decided of it at meetings, and its latest news."""
    blocs: list[Bloc] = []
    if matter.decisions:
        rows = tuple(
            (Jour(one.jour), DECISIONS[one.genre], one.texte, one.service, Jour(one.pour_le) if one.pour_le else "")
            for one in matter.decisions
        )
        blocs.append(Tableau("Décisions", ("Réunion du", "Décision", "Texte", "Service", "Pour le"), rows))
    told = [
        f"{day_of(one.le)} : {_news(one.genre, one.texte)}"
        for one in nouvelles_of(matter.office, matter.action.ident, READER)
        if one.genre in _TOLD
    ]
    if told:
        blocs.append(Texte(tuple(said(one) for one in told[:MOST_NEWS]), "puces"))
    if not blocs:
        blocs.append(Texte((said("Aucune nouvelle n'a été donnée."),)))
    return [Partie("suivi", "Suivi", tuple(blocs), niveau=3)]


def _news(genre: str, texte: str) -> str:
    """A word about an action; its state in French."""
    words = ETATS_ACTION.get(EtatAction(texte), texte) if genre == "etat" and texte in set(EtatAction) else texte
    return first_upper(f"{NEWS.get(genre, '')}{words}")


PARTIES: tuple[Callable[[Matiere], list[Partie]], ...] = (
    part_axe, part_action, part_objectif, part_zone, part_photos, part_calendrier, part_indicateurs, part_financement,
    part_effet, part_suivi,
)  # fmt: skip
"""The fiche from its first part to its last."""
