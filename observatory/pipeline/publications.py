"""Publishing: closed quarters, categories of the first level, one partition of the city, nothing else.

What stays outside every territory, or is not located, is a line of its own, so that totals are those of the city.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.aggregate.counts import plain_counts, territory_counts
from observatory.aggregate.disclosure import plan_release
from observatory.aggregate.release import Axis, Release, period_parts
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.records import Projet
from observatory.domain.selection import Selection
from observatory.pipeline.office import Office
from observatory.pipeline.questions import perimeter, run, selected
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.publications import PublicationKept, publication_add, publications_kept
from observatory.store.reference import nomenclature_read

ELSEWHERE, ELSEWHERE_WORDS = "hors", "Ailleurs ou non localisé"
"""The label of what lies in no territory or is not located."""
PLACE, KIND, TIME = "territoire", "categorie", "periode"
MOST_QUARTERS = 12
_QUARTER = re.compile(r"(\d{4})-T([1-4])")


def closed_quarters(first: dt.date, today: dt.date) -> list[str]:
    """The quarters that ended before ``today``, from the one of ``first`` on, oldest first."""
    found = []
    year, quarter = first.year, (first.month - 1) // 3 + 1
    while _end(year, quarter) < today:
        found.append(f"{year}-T{quarter}")
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return found


def plan_publication(office: Office, zonage: str, quarters: Sequence[str]) -> Release:
    """What may be shown of some quarters, given all that was published before.

    Raises
    ------
    ValueRefused
        When a quarter is none, or is not over, or there are too many; or the territories overlap.
    ReleaseRefused
        When no hiding keeps apart what earlier publications hide.
    StateError
        When the city publishes by another zonage.
    """
    other = next((one.zonage for one in publications_kept(office.database) if one.zonage != zonage), None)
    if other is not None:
        raise StateError(
            f"La ville publie déjà par « {other} » : deux découpages se soustraient l'un de l'autre, et rendraient ce "
            "qui est masqué. Publiez par le même."
        )
    chosen = _checked(quarters, office.today())
    counts, axes = _counts(office, zonage, chosen)
    coarser = [{TIME: {f"{chosen[0]} à {chosen[-1]}": chosen}}] if len(chosen) > 1 else []
    return plan_release(counts, axes, name=_name(zonage, chosen), earlier=_earlier(office, zonage), coarser=coarser)


def project_of(release: Release) -> Projet:
    """What a planned release would show."""
    inner = release.values[release.inner]
    return Projet(release.name, release.share, int(inner.size), int(np.isnan(inner).sum()), release.remark)


def publish(office: Office, zonage: str, quarters: Sequence[str], auteur: str) -> int:
    """Publish some quarters; the id of the publication.

    Raises
    ------
    StateError
        When they are published already.
    """
    release = plan_publication(office, zonage, quarters)
    if any(one.nom == release.name for one in publications_kept(office.database, zonage)):
        raise StateError(f"« {release.name} » est déjà publié : une publication ne change plus.")
    names = {one.code: one.nom for one in perimeter(office, zonage, office.today())} | {ELSEWHERE: ELSEWHERE_WORDS}
    axes = [
        {
            "nom": axis.name,
            "libelles": axis.labels,
            "parts": [sorted(part) for part in axis.parts],
            "noms": names if axis.name == PLACE else {},
        }
        for axis in release.axes
    ]
    kept = PublicationKept(release.name, zonage, axes, list(release.to_rows()), release.share, release.remark)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        ident = publication_add(cursor, kept, auteur, now)
        journal_append(
            cursor, le=now, auteur=auteur, evenement="publication", objet="publication", cle=str(ident),
            detail={"nom": release.name, "part": round(release.share, 3)},
        )  # fmt: skip
        return ident

    return office.database.write(change)


def published_table(office: Office, ident: int) -> pa.Table:
    """A publication: territoire, nom, categorie, libelle, periode, n (null where hidden); totals bear « total ».

    Raises
    ------
    NotFound
    """
    found = publications_kept(office.database, ident=ident)
    if not found:
        raise NotFound(f"Aucune publication ne porte le numéro {ident}.")
    kept = found[0]
    names = {one.code: one.libelle for one in nomenclature_read(office.database)}
    places = kept.axes[0].get("noms", {})
    rows = [
        {
            "territoire": row[PLACE],
            "nom": places.get(row[PLACE], row[PLACE]),
            "categorie": row[KIND],
            "libelle": names.get(row[KIND], row[KIND]),
            "periode": row[TIME],
            "n": row["n"],
        }
        for row in kept.lignes
    ]
    text = pa.string()
    fields = [(name, text) for name in ("territoire", "nom", "categorie", "libelle", "periode")]
    return pa.Table.from_pylist(rows, schema=pa.schema([*fields, ("n", pa.int64())]))


def _checked(quarters: Sequence[str], today: dt.date) -> list[str]:
    chosen = sorted(set(quarters))
    if not chosen or len(chosen) > MOST_QUARTERS:
        raise ValueRefused(f"Une publication porte sur 1 à {MOST_QUARTERS} trimestres, écrits 2026-T3.")
    for one in chosen:
        found = _QUARTER.fullmatch(one)
        if not found:
            raise ValueRefused(f"« {one} » n'est pas un trimestre : écrivez par exemple 2026-T3.")
        if _end(int(found[1]), int(found[2])) >= today:
            raise ValueRefused(f"Le trimestre {one} n'est pas terminé : il pourra être publié ensuite.")
    return chosen


def _end(year: int, quarter: int) -> dt.date:
    """The last day of a quarter."""
    following = dt.date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return following - dt.timedelta(days=1)


def _name(zonage: str, quarters: Sequence[str]) -> str:
    whole = quarters[0] if len(quarters) == 1 else f"{quarters[0]} à {quarters[-1]}"
    gaps = "" if len(quarters) < 3 or _follow(quarters) else f" ({len(quarters)} trimestres)"
    return f"Signalements par {zonage}, {whole}{gaps}"


def _follow(quarters: Sequence[str]) -> bool:
    numbers = [int(one[:4]) * 4 + int(one[-1]) for one in quarters]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _earlier(office: Office, zonage: str) -> list[Release]:
    found = []
    for kept in publications_kept(office.database, zonage):
        axes = [
            Axis(one["nom"], tuple(one["libelles"]), tuple(frozenset(part) for part in one["parts"]))
            for one in kept.axes
        ]
        found.append(Release.from_rows(kept.lignes, axes, kept.nom))
    return found


def _counts(office: Office, zonage: str, quarters: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[Axis]]:
    """Counts by territory, category of the first level and quarter, and their axes."""
    last = _end(int(quarters[-1][:4]), int(quarters[-1][-1]))
    first = dt.date(int(quarters[0][:4]), int(quarters[0][-1]) * 3 - 2, 1)
    territories = perimeter(office, zonage, last)
    known = nomenclature_read(office.database)
    kinds = [one.code for one in known if one.parent is None]
    above = {one.code: one.parent or one.code for one in known}
    quarter_of = {month: one for one in quarters for month in period_parts(one)}
    selection = Selection(depuis=first, jusqua=last)
    links = office.database.ibis().table("appartenance")
    everything = run(office, plain_counts(selected(office, selection), "signalements", par_categorie=True, pas="mois"))
    by_place = run(
        office,
        territory_counts(
            selected(office, selection),
            links,
            [one.id for one in territories],
            "signalements",
            par_categorie=True,
            pas="mois",
        ),
    )
    place = {one.id: row for row, one in enumerate(territories)}
    counts = np.zeros((len(territories) + 1, len(kinds), len(quarters)), np.int64)
    column = {one: at for at, one in enumerate(kinds)}
    period = {one: at for at, one in enumerate(quarters)}
    for row in everything.to_pylist():
        if row["periode"] in quarter_of:
            counts[-1, column[above[row["categorie"]]], period[quarter_of[row["periode"]]]] += row["n"]
    for row in by_place.to_pylist():
        if row["periode"] in quarter_of:
            at = column[above[row["categorie"]]], period[quarter_of[row["periode"]]]
            counts[place[row["territoire_id"]], *at] += row["n"]
            counts[-1, *at] -= row["n"]
    if (counts < 0).any():
        raise ValueRefused(
            f"Les territoires « {zonage} » se recoupent : on ne publie que par des territoires qui partagent la ville, "
            "comme les quartiers."
        )
    labels = (*(one.code for one in territories), ELSEWHERE)
    return counts, [Axis(PLACE, labels), Axis(KIND, tuple(kinds)), Axis.of_periods(quarters, TIME)]
