"""What a public document is about: its place, its period, the plan, walks and meetings that concern it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import shapely

from observatory.domain.action import Action
from observatory.domain.bilan import Bilan
from observatory.domain.constats_schema import ConstatSchema
from observatory.domain.marche import OPEN, Etat, Marche
from observatory.domain.periode_publique import PeriodePublique
from observatory.domain.restitution import Restitution
from observatory.domain.reunion import EtatReunion, Reunion
from observatory.domain.roles import Account
from observatory.domain.schema import EtatSchema, Schema
from observatory.domain.selection import Selection
from observatory.domain.support import Image, Nombre, Partie
from observatory.pipeline.actions import actions_list
from observatory.pipeline.bilan_schema import bilan_of
from observatory.pipeline.chiffres_publics import ChiffresPublics, territory_asked
from observatory.pipeline.constats_schema import constats_list
from observatory.pipeline.marches import marche_open, marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.publications import ELSEWHERE
from observatory.pipeline.questions import perimeter
from observatory.pipeline.restitution import restitution_of
from observatory.pipeline.reunions import reunion_open, reunions_list
from observatory.pipeline.schemas import schemas_list
from observatory.pipeline.surete import READER
from observatory.store.database import ZONE
from observatory.store.integrity import data_span
from observatory.store.reference import CITY_NAME, meta_get
from observatory.store.territoires import contours_read

T = TypeVar("T")
RECENT_DAYS = 730
"""Walks and meetings older than this are not told of again."""


@dataclass(frozen=True, slots=True)
class Diapo:
    """A part of a document, with its pictures."""

    partie: Partie
    images: tuple[Image, ...] = ()


class Vue:
    """The facts of one document, each read at first use, with the eyes of who sees no small count.

    ``code`` is the territory as ``zonage:code``, "" for the whole city; ``lieux`` are the published territories that
    the document is about, none for the whole city.

    Raises
    ------
    NotFound
        When the territory is unknown or ambiguous.
    """

    def __init__(self, office: Office, chiffres: ChiffresPublics, territoire: str = "") -> None:
        self.office, self.chiffres = office, chiffres
        self.ville = meta_get(office.database, CITY_NAME, "Ma ville")
        self.code, self.nom, self.forme = "", self.ville, None
        if territoire:
            zonage, code, self.nom, self.forme = territory_asked(office, territoire)
            self.code = f"{zonage}:{code}"
        self.lieux = chiffres.autour if self.code else ()
        self.compte: Account = replace(READER, territoires=frozenset({self.code} if self.code else ()))
        self.today = office.today()
        self._made: dict[str, object] = {}

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once: several parts rest upon it."""
        if name not in self._made:
            self._made[name] = make()
        return cast(T, self._made[name])

    @property
    def periode(self) -> PeriodePublique:
        """The period that the document is about."""
        return self.chiffres.periode

    @property
    def donnees_le(self) -> dt.date:
        """The day of the last of the data, today where there is none."""
        _, last = data_span(self.office.database)
        return min(last, self.today) if last else self.today

    @property
    def avant(self) -> str:
        """The code of the same period a year before; "" where the data do not reach it."""
        code = self.periode.un_an_avant().code
        return code if code in self.chiffres.periodes else ""

    @property
    def exact(self) -> bool:
        """Whether the published counts are those of the place itself, not of what lies around it."""
        if not self.code:
            return True
        zonage, _, code = self.code.partition(":")
        return zonage == self.chiffres.zonage and self.lieux == (code,)

    @property
    def selection(self) -> Selection:
        """What was received in the place during the period."""
        zonage, _, code = self.code.partition(":")
        return Selection(
            depuis=self.periode.debut, jusqua=self.periode.fin, zonage=zonage or None,
            territoires=(code,) if code else (),
        )  # fmt: skip

    @property
    def montre(self) -> bool:
        """Whether no published count of the place is hidden: only then are shares of it told."""
        return all(self.chiffres.nombre(lieu).valeur is not None for lieu in self.lieux)

    def paire(self, lieu: str = "total", categorie: str = "total") -> tuple[Nombre, Nombre | None]:
        """The published count of the period and that of a year before (None where the data do not reach it)."""
        now = self.chiffres.nombre(lieu, categorie)
        return now, self.chiffres.nombre(lieu, categorie, self.avant) if self.avant else None

    @cached_property
    def quartiers(self) -> dict[str, tuple[str, float | None, shapely.Geometry]]:
        """The published territories by code: name, inhabitants (None where unknown), outline in degrees."""
        found = perimeter(self.office, self.chiffres.zonage, self.periode.fin)
        shapes = contours_read(self.office.database, [one.id for one in found])
        return {one.code: (one.nom, one.population, shape) for one, shape in zip(found, shapes, strict=True)}

    @property
    def noms_autour(self) -> list[str]:
        """The names of the published territories that the document is about."""
        return [self.chiffres.lieux[one] for one in self.lieux]

    @cached_property
    def schema(self) -> Schema | None:
        """The plan that runs today for the place, else the latest there was; its own before that of the city."""
        known = schemas_list(self.office, self.compte)
        running = [one for one in known if one.etat == EtatSchema.EN_COURS and one.debut <= self.today <= one.fin]
        return next(iter(sorted(running or known[:1], key=lambda one: one.territoire != self.code)), None)

    @cached_property
    def bilan(self) -> Bilan | None:
        """The bilan of the plan, as far as it concerns the place."""
        return bilan_of(self.office, self.schema.ident, self.compte) if self.schema else None

    @cached_property
    def actions(self) -> list[Action]:
        """The actions of the plan that concern the place, by reference."""
        found = actions_list(self.office, self.schema.ident, self.compte) if self.schema else []
        return sorted(found, key=lambda one: one.reference)

    @cached_property
    def constats(self) -> list[ConstatSchema]:
        """The board of the plan, as far as it concerns the place."""
        return constats_list(self.office, self.schema.ident, self.compte) if self.schema else []

    @cached_property
    def _marches(self) -> list[Marche]:
        return [one for one in marches_list(self.office) if marche_open(self.office, one, self.compte)]

    @cached_property
    def faites(self) -> list[Restitution]:
        """The walks that were walked and closed lately, the latest first."""
        return [
            restitution_of(self.office, one.ident, READER)
            for one in self._marches
            if one.etat == Etat.CLOSE and (self.today - day_of(one)).days <= RECENT_DAYS
        ]

    @cached_property
    def marches_a_venir(self) -> list[Marche]:
        """The walks to come, the next first; those that go unannounced are told to nobody."""
        found = [
            one for one in self._marches if one.etat in OPEN and not one.plan.inopinee and day_of(one) >= self.today
        ]
        return sorted(found, key=lambda one: one.plan.prevue_le)

    @cached_property
    def marches_ailleurs(self) -> list[Marche]:
        """The walks to come in the city beyond the place, the next first, announced ones alone."""
        own = {one.ident for one in self._marches}
        found = [
            one
            for one in marches_list(self.office)
            if one.ident not in own and one.etat in OPEN and not one.plan.inopinee and day_of(one) >= self.today
        ]
        return sorted(found, key=lambda one: one.plan.prevue_le)

    @cached_property
    def reunions(self) -> list[Reunion]:
        """The meetings that concern the place, the latest first, voices in fives."""
        seen = (reunion_open(self.office, one, self.compte) for one in reunions_list(self.office, exact=False))
        return [
            one
            for one in seen
            if one is not None and one.etat != EtatReunion.ANNULEE and (self.today - one.jour).days <= RECENT_DAYS
        ]

    def quartier_at(self, lat: float | None, lon: float | None) -> str:
        """The code of the published territory that holds a point; « hors » of none."""
        if lat is None or lon is None:
            return ELSEWHERE
        here = shapely.Point(lon, lat)
        return next((code for code, (_, _, shape) in self.quartiers.items() if shape.contains(here)), ELSEWHERE)


def day_of(marche: Marche) -> dt.date:
    """The day of a walk in Paris."""
    return marche.plan.prevue_le.astimezone(ZoneInfo(ZONE)).date()
