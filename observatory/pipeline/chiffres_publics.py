"""The figures that documents may show: those of published tables, and of one that is planned for what is missing.

A document asks for a place, a category and a period; it gets the published count, or a hidden one. Nothing else of
signalements is ever given to it. Where hiding would blank a third of the table that a reader sees, small categories
are put together, then all of them, and it is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from observatory.aggregate.disclosure import THRESHOLD, ReleaseRefused, merged_counts, plan_release
from observatory.aggregate.release import TOTAL, Axis, Release, period_parts
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.periode_publique import PeriodePublique, last_closed, text_to_periode
from observatory.domain.support import Nature, Nombre
from observatory.pipeline.office import Office
from observatory.pipeline.publications import (
    ELSEWHERE,
    ELSEWHERE_WORDS,
    HEXAGON,
    KIND,
    release_name,
    releases_kept,
    table_counts,
)
from observatory.pipeline.questions import perimeter
from observatory.store.integrity import data_span
from observatory.store.publications import publications_kept
from observatory.store.reference import nomenclature_read
from observatory.store.territoires import contours_read, territoires_in_force, zonages_list

PARTITIONS = ("quartier", "iris", "commune")
"""By which a city publishes, the first that it has."""
OTHERS, OTHERS_WORDS = "autres-categories", "Autres catégories"
ALL, ALL_WORDS = "toutes", "Toutes catégories"
MOST_BLANK = 1 / 3
"""Part of a table that may be hidden; beyond, categories are put together."""
QUARTER = "T"
LATE_DAYS = 14
"""A period whose first data came later than this is not compared with."""
_TOUCHED, _WITHIN, _WHOLE = 0.05, 0.5, 0.98
"""Part of a territory that must lie in a published one for the latter to be named; else part of the published one that
must lie in it; part of each of them from which it is the city."""


@dataclass(frozen=True)
class ChiffresPublics:
    """Published figures around one period.

    Parameters
    ----------
    periodes
        Codes in order, of one length, the last being the one asked for, the first the same a year before if known.
    lieux
        Codes and names of the published territories, ``hors`` (elsewhere, or not located) last.
    categories
        Codes and names of the categories as they are published for the period asked for.
    parts
        What those of them that were put together are made of.
    autour
        The published territories that the document is about; none for the whole city.
    prevue
        The table that has to be published with the document; None where all was published before.
    """

    zonage: str
    periode: PeriodePublique
    periodes: tuple[str, ...]
    lieux: Mapping[str, str]
    categories: Mapping[str, str]
    releases: tuple[Release, ...] = field(repr=False)
    prevue: Release | None = None
    autour: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    noms: tuple[str, ...] = ()
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def nombre(self, lieu: str = TOTAL, categorie: str = TOTAL, periode: str = "") -> Nombre:
        """The published count of a place, a category and a period (by default all, all, the one asked for)."""
        label = periode or self.periode.code
        found = self._told(lieu, categorie, period_parts(label))
        if found is None:  # quarters that were published apart make up the period
            parts = [self._told(lieu, categorie, period_parts(one)) for one in text_to_periode(label).trimestres()]
            told = [one for one in parts if one is not None]
            found = sum(told) if told and len(told) == len(parts) else None
        return Nombre(
            found, Nature.SIGNALEMENTS, masque=found is None, cle=(lieu, categorie, label),
        )  # fmt: skip

    def part_masquee(self) -> float:
        """The part of the table of places and categories of the period that is hidden, from 0 to 1."""
        cells = [self.nombre(lieu, kind).masque for lieu in self.lieux for kind in self.categories]
        return sum(cells) / len(cells) if cells else 0.0

    def _told(self, lieu: str, categorie: str, months: frozenset[str]) -> float | None:
        kinds = self.parts.get(categorie, frozenset({categorie}))
        for release in reversed(self.releases):
            found = _cell(release, lieu, frozenset() if categorie == TOTAL else kinds, months)
            if found is not None:
                return found
        return None


def chiffres_publics(office: Office, periode: str = "", territoire: str = "") -> ChiffresPublics:
    """The figures of a period (the last closed half-year by default) for a territory (``zonage:code`` or its code).

    Nothing is published: ``prevue`` is what has to be, with the document.

    Raises
    ------
    ValueRefused
        When the period is none or is not over.
    NotFound
        When the territory is unknown or ambiguous.
    StateError
        When no signalement was received before the period's end, or the city publishes by hexagons.
    ReleaseRefused
    """
    zonage = publishing_zonage(office)
    asked = asked_period(office, periode)
    places = perimeter(office, zonage, asked.fin)
    names = {one.code: one.nom for one in places} | {ELSEWHERE: ELSEWHERE_WORDS}
    around = _around(office, zonage, territoire, list(names)) if territoire else ()
    kept = releases_kept(office, zonage)
    wanted = _comparable(office, asked, kept)
    missing = _missing(kept, wanted)
    planned = _planned(office, zonage, missing, kept) if missing else None
    releases = (*kept, planned) if planned is not None else tuple(kept)
    kinds = _categories(releases, asked)
    titles = {one.code: one.libelle for one in nomenclature_read(office.database)}
    told = titles | {OTHERS: OTHERS_WORDS, ALL: ALL_WORDS}
    used = tuple(one.name for one in releases if _covers(one, wanted))
    return ChiffresPublics(
        zonage, asked, tuple(wanted), names, {one: told.get(one, one) for one in kinds}, releases, planned, around,
        (*_merged_words(kinds, titles), *_partial_words(office, asked)), used, kinds,
    )  # fmt: skip


def publishing_zonage(office: Office) -> str:
    """The partition by which the city publishes: for good once it did, else the first that it has.

    Raises
    ------
    StateError
        When it publishes by hexagons, or has no territory to publish by.
    """
    known = next((one.zonage for one in publications_kept(office.database)), None)
    if known is not None and known.startswith(HEXAGON):
        raise StateError(
            "La ville publie par hexagones : les documents nomment des quartiers. Un document par hexagones ne se lit "
            "pas en réunion publique ; il faut choisir l'un ou l'autre avant la première publication."
        )
    if known is not None:
        return known
    for zonage in PARTITIONS:
        if territoires_in_force(office.database, zonage, office.today()):
            return zonage
    raise StateError(
        "Aucun contour de quartier ni de commune n'est connu : chargez-les (« observatory import territoires »), puis "
        "préparez le document."
    )


def asked_period(office: Office, periode: str = "") -> PeriodePublique:
    """The period that is written, or the last half-year that is over and has data (else the last quarter).

    Raises
    ------
    ValueRefused, StateError
    """
    first, last = data_span(office.database)
    today = office.today()
    if periode:
        asked = text_to_periode(periode)
        if asked.fin >= today:
            raise ValueRefused(
                f"{asked.code} n'est pas terminé : un document public porte sur une période entière et passée, par "
                f"exemple {last_closed(today).code}."
            )
    else:
        asked = _usual(today, first, last)
    if first is None or first > asked.fin:
        since = f"les données commencent le {first:%d/%m/%Y}" if first else "la base n'a encore aucun signalement"
        raise StateError(f"Rien n'a été reçu avant la fin de {asked.code} : {since}. Choisissez une autre période.")
    return asked


def _usual(today: dt.date, first: dt.date | None, last: dt.date | None) -> PeriodePublique:
    """The last half-year that is over and has data, else the last quarter."""
    asked = last_closed(today)
    while last is not None and first is not None and first <= last < asked.debut:
        asked = asked.precedente()
    return last_closed(today, "T") if first is not None and first > asked.fin else asked


def _comparable(office: Office, asked: PeriodePublique, kept: Sequence[Release]) -> list[str]:
    """The periods of a year, without those that the data do not reach whole; the one asked for always.

    Of the quarters between a quarter and that of a year before, only those that were published already: each more to
    be planned takes time, and an evening compares two.
    """
    first, _ = data_span(office.database)
    ends = (asked, asked.un_an_avant())
    return [
        one.code
        for one in asked.depuis_un_an()
        if one == asked
        or (
            first is not None
            and (first - one.debut).days <= LATE_DAYS
            and (asked.genre != QUARTER or one in ends or any(_tiles(r, period_parts(one.code)) for r in kept))
        )
    ]


def _around(office: Office, zonage: str, territoire: str, known: Sequence[str]) -> tuple[str, ...]:
    """The published territories that a territory is, or lies in."""
    place = territory_asked(office, territoire)
    if place[0] == zonage and place[1] in known:
        return (place[1],)
    shape = place[3]
    own = perimeter(office, zonage, office.today())
    outlines = contours_read(office.database, [one.id for one in own])
    common = shapely.area(shapely.intersection(outlines, shape))
    touched = common >= _TOUCHED * (shapely.area(shape) or 1.0)
    within = common >= _WITHIN * shapely.area(outlines)
    return tuple(one.code for one, seen in zip(own, touched | within, strict=True) if seen)


def is_whole_city(office: Office, territoire: str) -> bool:
    """Whether a territory holds all those by which the city publishes: a document about it is about the city.

    Raises
    ------
    NotFound, StateError
    """
    own = perimeter(office, publishing_zonage(office), office.today())
    if len(own) < 2:
        return False
    outlines = contours_read(office.database, [one.id for one in own])
    common = shapely.area(shapely.intersection(outlines, territory_asked(office, territoire)[3]))
    return bool((common >= _WHOLE * shapely.area(outlines)).all())


def territory_asked(office: Office, territoire: str) -> tuple[str, str, str, shapely.Geometry]:
    """Zonage, code, name and outline (degrees, lon and lat) of a territory written ``zonage:code`` or by its code.

    Raises
    ------
    NotFound
        When none in force bears the code, or several do.
    """
    zonage, _, code = territoire.rpartition(":")
    found = [
        one
        for layer in ([zonage] if zonage else [one.zonage for one in zonages_list(office.database, office.today())])
        for one in territoires_in_force(office.database, layer, office.today())
        if one.code.casefold() == code.strip().casefold()
    ]
    if len(found) != 1:
        why = "Aucun territoire en vigueur ne porte" if not found else "Plusieurs territoires portent"
        names = ", ".join(f"{one.zonage}:{one.code}" for one in found)
        hint = (
            f"précisez lequel : {names}"
            if found
            else "la page « Territoires » et « observatory aggregate --by quartier » donnent les codes"
        )
        raise NotFound(f"{why} le code « {territoire} » : {hint}.")
    one = found[0]
    return one.zonage, one.code, one.nom, contours_read(office.database, [one.id])[0]


def _missing(kept: Sequence[Release], wanted: Sequence[str]) -> list[str]:
    """The periods that have to be published: those wanted that no publication covers, by quarters where some are."""
    missing: list[str] = []
    for label in wanted:
        months = period_parts(label)
        if any(_tiles(one, months) for one in kept):
            continue
        inside = [one for one in text_to_periode(label).trimestres() if any(_tiles(r, period_parts(one)) for r in kept)]
        missing += [one for one in text_to_periode(label).trimestres() if one not in inside] if inside else [label]
    return missing


def _planned(office: Office, zonage: str, labels: Sequence[str], kept: Sequence[Release]) -> Release:
    """A release of some periods, categories put together where a third would be blank or a hidden count be found."""
    counts, axes = table_counts(office, zonage, labels)
    best: Release | None = None
    for merge, words in _mergers(counts, axes[1]):
        fewer, fewer_axes = merged_counts(counts, axes, {KIND: merge})
        name = ", ".join(filter(None, (release_name(zonage, labels), words)))
        try:
            best = plan_release(fewer, fewer_axes, name=name, earlier=kept)
        except ReleaseRefused:
            continue
        if _blank(best) < MOST_BLANK:
            break
    if best is None:  # which count would be found, and what it is, is told to nobody
        raise StateError(
            f"{', '.join(labels)} : avec ce qui est déjà publié, les nombres de cette période permettraient d'en "
            "retrouver un qui est masqué, même toutes catégories réunies. Choisissez une autre période, par exemple "
            "un semestre ou une année."
        )
    return best


def _mergers(counts: npt.NDArray[np.int64], axis: Axis) -> list[tuple[dict[str, Sequence[str]], str]]:
    """What may be put together, from nothing to everything; what cannot do is left out. With words for its name."""
    small = ((counts > 0) & (counts < THRESHOLD)).mean(axis=(0, 2))
    found: list[tuple[dict[str, Sequence[str]], str]] = []
    if float(small.mean()) < MOST_BLANK / 2:
        found.append(({}, ""))
    order = np.argsort(small, kind="stable")
    for kept in (len(order) * 2 // 3, len(order) // 3):
        rest = [axis.labels[i] for i in sorted(order[kept:])]
        if float(small[order[:kept]].mean() if kept else 0) < MOST_BLANK / 2 and len(rest) > 1:
            found.append(({OTHERS: rest}, "catégories regroupées"))
    found.append(({ALL: list(axis.labels)}, "toutes catégories"))
    return found


def _merged_words(kinds: Mapping[str, frozenset[str]], names: Mapping[str, str]) -> tuple[str, ...]:
    """What must be said of the categories that were put together, whenever that was."""
    if ALL in kinds:
        return (
            "Les nombres par catégorie sont trop petits pour être publiés par quartier, ou permettraient d'en "
            "retrouver un : les catégories sont réunies.",
        )
    if OTHERS not in kinds:
        return ()
    told = ", ".join(words.lower() for code, words in names.items() if code in kinds[OTHERS])
    return (
        "Pour ne pas masquer un tiers du tableau, ni laisser retrouver un petit nombre, des catégories sont réunies "
        f"sous « {OTHERS_WORDS} » : {told}.",
    )


def _partial_words(office: Office, asked: PeriodePublique) -> tuple[str, ...]:
    """What must be said of a period that the data do not reach whole: its counts are not those of all of it."""
    first, last = data_span(office.database)
    found = []
    if first is not None and (first - asked.debut).days > LATE_DAYS:
        found.append(f"Les données ne commencent que le {first:%d/%m/%Y} : les nombres de la période sont incomplets.")
    if last is not None and (asked.fin - last).days > LATE_DAYS:
        found.append(f"Les données s'arrêtent le {last:%d/%m/%Y} : les nombres de la période sont incomplets.")
    return tuple(found)


def _blank(release: Release) -> float:
    """The largest part of a period's table that is hidden."""
    inner = np.isnan(release.values[release.inner])
    return float(inner.mean(axis=(0, 1)).max())


def _cell(release: Release, lieu: str, kinds: frozenset[str], months: frozenset[str]) -> float | None:
    """The count of a place and some categories (none: all) over some months; None where it is hidden or not there."""
    places = (*release.axes[0].labels, TOTAL)
    if lieu not in places:
        return None
    table = release.values[places.index(lieu)]
    rows = _lines(release.axes[1], kinds) if kinds else [len(table) - 1]
    values = table[np.ix_(rows, _lines(release.axes[2], months))]
    return None if not values.size or np.isnan(values).any() else float(values.sum())


def _lines(axis: Axis, wanted: frozenset[str]) -> list[int]:
    """The lines of an axis that make up some parts exactly: the one, the margin, else those within; none otherwise."""
    exact = [at for at, part in enumerate(axis.parts) if part == wanted]
    if not exact and frozenset().union(*axis.parts) == wanted:
        exact = [len(axis.labels)]
    return exact[:1] or _within(axis, wanted)


def _tiles(release: Release, months: frozenset[str]) -> list[int]:
    """The places of the periods of a release that make up some months exactly; none where they do not."""
    return _within(release.axes[2], months)


def _within(axis: Axis, wanted: frozenset[str]) -> list[int]:
    found = [at for at, part in enumerate(axis.parts) if part <= wanted]
    covered = frozenset().union(*(axis.parts[at] for at in found))
    return found if covered == wanted else []


def _covers(release: Release, labels: Sequence[str]) -> bool:
    """Whether a release says anything of some periods."""
    wanted = frozenset().union(*(period_parts(one) for one in labels))
    return any(part <= wanted for part in release.axes[2].parts)


def _categories(releases: Sequence[Release], asked: PeriodePublique) -> dict[str, frozenset[str]]:
    """The categories of a period, and what each is made of: of what covers all of it, what tells most apart.

    Where several releases make it up, those of the one that tells fewest apart: the others add up to them.
    """
    months = period_parts(asked.code)
    whole = [one for one in releases if _tiles(one, months)]
    parts = [one for one in releases if any(part <= months for part in one.axes[2].parts)]
    if not parts:
        return {}
    chosen = (max if whole else min)(reversed(whole or parts), key=lambda one: len(one.axes[1].labels))
    return dict(zip(chosen.axes[1].labels, chosen.axes[1].parts, strict=True))
