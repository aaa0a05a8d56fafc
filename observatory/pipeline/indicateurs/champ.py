"""What indicators are computed over: a selection, the groups that it is divided into, and the files of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar, cast

import ibis.expr.types as ir

from observatory.aggregate.counts import periods_between
from observatory.aggregate.groupes import ALL, by_group
from observatory.aggregate.suivi import file_counts, moves_of_files, sources_that_follow
from observatory.domain.errors import ValueRefused
from observatory.domain.indicateurs import DEFINITIONS, Axe, Indicateur
from observatory.domain.records import TerritoireInfo
from observatory.domain.selection import Selection
from observatory.domain.statut import MOVED
from observatory.pipeline.office import Office
from observatory.pipeline.questions import category_codes, perimeter, reference_day, run, selected, with_bounds
from observatory.store.appels import SOURCE
from observatory.store.reference import nomenclature_read
from observatory.store.suivi import facts_span, latest_fact, with_day

T = TypeVar("T")
Resultats = dict[str, Indicateur]
"""An indicator by group."""
FRENCH_DATE = "%d/%m/%Y"
LONGEST = dt.timedelta(days=365 * 50)
"""No base goes further back: a longer period is a mistake of typing, and would be a table of thousands of lines."""


class Champ:
    """A selection divided along an axis. Everything is computed at first use and kept as long as the Champ.

    ``groupes`` are the names of the groups by their codes, in order; a group without any file is among them. ``day`` is
    that of the perimeters, by default the last one of the selection.

    Raises
    ------
    ValueRefused
        When territories are asked for without a zonage.
    NotFound, StateError
        When a territory, a category or the zonage does not exist.
    """

    def __init__(
        self, office: Office, selection: Selection, axe: Axe = "ensemble", zonage: str | None = None,
        day: dt.date | None = None,
    ) -> None:  # fmt: skip
        self.office = office
        self.selection = replace(_bounded(office, selection), compte="signalements")
        self.axe = axe
        self.zonage = (zonage or selection.zonage or "").strip().lower()
        self.day = day or reference_day(office, self.selection)
        if axe == "territoire" and not self.zonage:
            raise ValueRefused("Un tableau par territoire a besoin d'un zonage : quartier, qpv, bailleur…")
        self._made: dict[str, object] = {}
        self.groupes: dict[str, str] = self._groups()

    @property
    def depuis(self) -> dt.date:
        """The first day."""
        return self.selection.depuis or self.day

    @property
    def jusqua(self) -> dt.date:
        """The last day."""
        return self.selection.jusqua or self.day

    @property
    def narrow(self) -> bool:
        """Whether it asks for what a contact alone does not have: a category, a place, a service."""
        return bool(self.selection.categories or self.selection.territoires) or self.axe not in ("ensemble", "mois")

    def table(self, name: str) -> ir.Table:
        """A table of the base."""
        return self.office.database.ibis().table(name)

    def dated(self, name: str, column: str) -> ir.Table:
        """A table of the base with ``jour``, the day in Paris of one of its instants."""
        return with_day(self.office.database, name, column)

    def rows(self, expression: ir.Table) -> dict[str, dict[str, Any]]:
        """The rows of an expression by their ``groupe``, those of our groups."""
        found = {row["groupe"]: row for row in run(self.office, expression).to_pylist()}
        return {code: found[code] for code in self.groupes if code in found}

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once: several indicators rest upon it."""
        if name not in self._made:
            self._made[name] = make()
        return cast(T, self._made[name])

    def grouped(self, files: ir.Table, axe: Axe | None = None) -> ir.Table:
        """Signalements with their ``groupe``."""
        return by_group(
            files, axe or self.axe, families=self._families, links=self.table("appartenance"),
            territories={one.id: one.code for one in self._territories},
        )  # fmt: skip

    @cached_property
    def files(self) -> ir.Table:
        """The signalements of the selection, with ``groupe``."""
        return self.grouped(selected(self.office, self.selection, self.day))

    @cached_property
    def whenever(self) -> ir.Table:
        """Those of any period, channel and hour, not grouped: what happens later than the call is dated of its own."""
        about = replace(
            self.selection, depuis=None, jusqua=None, canaux=(), heure_debut=None, heure_fin=None
        )  # fmt: skip
        return selected(self.office, about, self.day)

    def events(self, table: ir.Table, service: bool = False) -> ir.Table:
        """Rows of a table (signalement_id, jour) of the period, about files of the selection, with ``groupe``.

        Months are those of ``jour``; services are those of the table itself where ``service``, else of the file.
        """
        kept = table.filter(table.jour.between(self.depuis, self.jusqua))
        if self.axe == "mois" or (self.axe == "service" and service):
            files = self.whenever.select("id")
            about = kept.semi_join(files, kept.signalement_id == files.id)
            return by_group(about, self.axe, about.jour)
        files = self.grouped(self.whenever).select("id", "groupe")
        return kept.join(files, kept.signalement_id == files.id, rname="dossier_{name}")

    @cached_property
    def moves(self) -> ir.Table:
        """What the journal tells of the moves of files: id, rouvert, efface."""
        return moves_of_files(self.table("journal"), MOVED)

    @cached_property
    def followed(self) -> list[ir.Column]:
        """Columns of numbers of the files that the office follows: moved, sent, answered, told or mediated here."""
        names = ("transmission", "compte_rendu", "retour", "mediation")
        return [self.moves.id, *(self.table(name).signalement_id for name in names)]

    @cached_property
    def counts(self) -> dict[str, dict[str, Any]]:
        """What there is of files, by group."""
        found = self.rows(file_counts(self.files, self.following))
        names = ("signalements", "problemes", "appelants", "anonymes", "dits", "resolus", "sans_suite")
        return {groupe: found.get(groupe, dict.fromkeys(names, 0)) for groupe in self.groupes}

    @cached_property
    def following(self) -> list[str]:
        """The sources that tell what becomes of files: the desk, and those of which a file went beyond « reçu »."""
        return self.sources(sources_that_follow(self.table("signalement")))

    def sources(self, expression: ir.Table) -> list[str]:
        """The sources that an expression finds, and the desk."""
        return [SOURCE, *run(self.office, expression)["source"].to_pylist()]

    @cached_property
    def until(self) -> dt.datetime:
        """The last instant that the base knows: what is not done by then still waits. Never later than now."""
        now = self.office.clock()
        return min(latest_fact(self.office.database) or now, now)

    def known_since(self, table: ir.Table) -> dt.date | None:
        """The first day of which a table (``jour``) tells anything; None where it is empty."""
        first: dt.date | None = run(self.office, table.agg(jour=table.jour.min()))["jour"][0].as_py()
        return first

    def span(self, groupe: str) -> tuple[dt.date, dt.date]:
        """The first and last day of a group: those of its month within the period, else the whole period."""
        if self.axe != "mois":
            return self.depuis, self.jusqua
        first = dt.date.fromisoformat(f"{groupe}-01")
        following = (first + dt.timedelta(days=31)).replace(day=1)
        return max(first, self.depuis), min(following - dt.timedelta(days=1), self.jusqua)

    @cached_property
    def _families(self) -> dict[str, str]:
        return {one.code: one.parent or one.code for one in nomenclature_read(self.office.database)}

    @cached_property
    def _territories(self) -> list[TerritoireInfo]:
        """The territories that are lines of the table: those that the selection names, where it names some."""
        if self.axe != "territoire":
            return []
        asked = self.selection.territoires if self.selection.zonage == self.zonage else ()
        known = perimeter(self.office, self.zonage, self.day)
        return [one for one in known if not asked or one.code in asked]

    def _groups(self) -> dict[str, str]:
        if self.axe == "mois":
            return {name: name for name in periods_between(self.depuis, self.jusqua, "mois")}
        if self.axe == "territoire":
            return {one.code: one.nom for one in sorted(self._territories, key=lambda one: one.code)}
        if self.axe == "categorie":
            wanted = self.selection.categories
            codes = set(category_codes(self.office, wanted)) if wanted else set(self._families)
            shown = {self._families[code] for code in codes}
            return {one.code: one.libelle for one in nomenclature_read(self.office.database) if one.code in shown}
        if self.axe == "service":
            named = (self.files.groupe, self.table("compte_rendu").service)
            found = {name for column in named for name in run(self.office, column.as_table().distinct())[0].to_pylist()}
            return {code: code or "Sans service" for code in sorted(found)}
        return {ALL: "Ensemble"}


def _bounded(office: Office, selection: Selection) -> Selection:
    """The selection with its open ends replaced by the first and last day of which the base knows anything.

    A call or an answer may come after the last signalement. Days to come are left out: nothing is known of them.

    Raises
    ------
    ValueRefused
        When nothing of the period has come yet, or it began too long ago.
    """
    bounds, today = with_bounds(office, selection), office.today()
    first, last = facts_span(office.database)
    depuis = selection.depuis or min(day for day in (bounds.depuis, first) if day)
    if selection.depuis and depuis > today:
        raise ValueRefused(f"La période commence le {depuis:{FRENCH_DATE}}, qui n'est pas encore venu : reculez-la.")
    if today - depuis > LONGEST:
        raise ValueRefused(
            f"La période remonte au {depuis:{FRENCH_DATE}} : choisissez {LONGEST.days // 365} ans au plus."
        )
    jusqua = min(selection.jusqua, max(today, depuis)) if selection.jusqua else None
    return replace(bounds, depuis=depuis, jusqua=jusqua or max(day for day in (bounds.jusqua, last, depuis) if day))


def figure(code: str, valeur: float | None, n: int, *, why: str = "", remark: str = "",
           bounds: tuple[float | None, float | None] | None = None) -> Indicateur:  # fmt: skip
    """An indicator with its definition; ``remark`` is added to what it does not say.

    ``why`` tells why there is no value, and is dropped where there is one.
    """
    said = DEFINITIONS[code]
    reserve = f"{said.reserve} {remark}".strip()
    shown = bounds if valeur is not None and bounds is not None and bounds != (None, None) else None
    return Indicateur(
        code, said.libelle, None if valeur is None else float(valeur), said.unite, n, said.definition, reserve, shown,
        "" if valeur is not None else why,
    )  # fmt: skip


def known_or_not(
    champ: Champ, code: str, since: dt.date | None, nothing: str, value: Callable[[str], Indicateur]
) -> Resultats:
    """An indicator of what the base tells since a day: before it nothing is known, and that is no zero.

    ``nothing`` says why nothing is known at all, ``value`` gives the indicator of a group that is known.
    """
    found: Resultats = {}
    for groupe in champ.groupes:
        first, last = champ.span(groupe)
        if since is None or last < since:
            why = nothing if since is None else f"Rien n'est noté avant le {since:{FRENCH_DATE}}."
            found[groupe] = figure(code, None, 0, why=why)
            continue
        one = value(groupe)
        if first < since:
            one = replace(one, reserve=f"{one.reserve} Rien n'est noté avant le {since:{FRENCH_DATE}}.")
        found[groupe] = one
    return found
