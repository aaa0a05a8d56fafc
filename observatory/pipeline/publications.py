"""Publishing: closed quarters, categories of the first level, one partition of the city, nothing else.

What stays outside every territory, or is not located, is a line of its own, so that totals are those of the city.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.aggregate.counts import cell_counts, plain_counts, territory_counts
from observatory.aggregate.disclosure import plan_release
from observatory.aggregate.release import TOTAL, Axis, Release, period_parts
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.grid import cell_to_text, text_to_cell
from observatory.domain.periode_publique import PeriodePublique, text_to_periode
from observatory.domain.records import Projet
from observatory.domain.selection import Selection
from observatory.pipeline.office import Office
from observatory.pipeline.questions import perimeter, run, selected
from observatory.store.database import Cursor
from observatory.store.integrity import data_span
from observatory.store.journal import journal_append
from observatory.store.publications import PublicationKept, publication_add, publications_kept
from observatory.store.reference import nomenclature_read

ELSEWHERE, ELSEWHERE_WORDS = "hors", "Ailleurs ou non localisé"
"""The label of what lies in no territory or is not located."""
PLACE, KIND, TIME = "territoire", "categorie", "periode"
HEXAGON, RESOLUTIONS = "hexagone", (8, 10)
"""The name of hexagons as a partition, and the finest and coarsest that are published."""
MOST_QUARTERS = 12
_ON_BORDERS = 0.01
"""Part of the signalements that may lie in two territories of a partition: those on a common border."""
_QUARTER = re.compile(r"(\d{4})-T([1-4])")


def closed_quarters(first: dt.date, today: dt.date) -> list[str]:
    """The quarters that ended before ``today``, from the one of ``first`` on, oldest first."""
    found = []
    quarter = PeriodePublique(first.year, "T", (first.month - 1) // 3 + 1)
    while quarter.fin < today:
        found.append(quarter.code)
        quarter = quarter.suivante()
    return found


def quarters_of(office: Office, selection: Selection) -> list[str]:
    """The closed quarters that a selection asks for: all of them where it names no period, the last ones at most.

    Raises
    ------
    ValueRefused
        When it filters by anything else than whole quarters that are over, or counts anything else than signalements.
    """
    asked = (selection.categories, selection.canaux, selection.territoires)
    if any(asked) or selection.heure_debut is not None or selection.compte != "signalements":
        raise ValueRefused(
            "Une sortie publique compte tous les signalements de trimestres entiers : ôtez les filtres de "
            "catégorie, de canal, d'heure et de territoire. Filtrés, les petits nombres se retrouveraient par "
            "différence."
        )
    first, _ = data_span(office.database)
    closed = closed_quarters(first, office.today()) if first else []
    if not closed:
        raise StateError("Aucun trimestre n'est encore terminé : il n'y a rien à publier.")
    chosen = [
        one
        for one in closed
        if (selection.depuis is None or period_bounds(one)[0] >= selection.depuis)
        and (selection.jusqua is None or period_bounds(one)[1] <= selection.jusqua)
    ]
    wrong = [
        day
        for day, known in (
            (selection.depuis, {period_bounds(one)[0] for one in closed}),
            (selection.jusqua, {period_bounds(one)[1] for one in closed}),
        )
        if day is not None and day not in known
    ]
    if wrong or not chosen:
        raise ValueRefused(
            f"Une sortie publique porte sur des trimestres entiers et terminés, de {closed[0]} à {closed[-1]} : "
            f"{', '.join(f'{day:%d/%m/%Y}' for day in wrong) or 'cette période'} n'en borne aucun. Par exemple "
            f"--depuis {period_bounds(closed[-1])[0]} --jusqua {period_bounds(closed[-1])[1]}."
        )
    return chosen[-MOST_QUARTERS:]


def published_for(office: Office, zonage: str, quarters: Sequence[str], auteur: str) -> PublicationKept:
    """The publication of those quarters: the one that was made, else it is made now."""
    name = release_name(zonage, sorted(set(quarters)))
    known = [one for one in publications_kept(office.database, zonage) if one.nom == name]
    if not known:
        ident = publish(office, zonage, quarters, auteur)
        known = list(publications_kept(office.database, ident=ident))
    return known[0]


def public_table(office: Office, selection: Selection, zonage: str, auteur: str, *, par_categorie: bool) -> pa.Table:
    """Whole quarters by territory as they were published: code, nom, [categorie], n, population, pour_1000.

    What is hidden is null. The name of the publication and what it hides are in the metadata of the schema.
    """
    kept = published_for(office, zonage, quarters_of(office, selection), auteur)
    people = {one.code: one.population for one in perimeter(office, zonage, office.today())}
    names = kept.axes[0].get("noms", {})
    rows = []
    for row in kept.lignes:
        inner = row[PLACE] != TOTAL and row[TIME] == TOTAL and (row[KIND] != TOTAL) == par_categorie
        if inner:
            population, n = people.get(row[PLACE]), row["n"]
            rate = round(1000 * n / population, 2) if n is not None and population else None
            rows.append(
                {"code": row[PLACE], "nom": names.get(row[PLACE], row[PLACE]), "categorie": row[KIND], "n": n}
                | {"population": population, "pour_1000": rate}
            )
    text, whole, real = pa.string(), pa.int64(), pa.float64()
    fields = [("code", text), ("nom", text), *([("categorie", text)] if par_categorie else []), ("n", whole)]
    schema = pa.schema([*fields, ("population", real), ("pour_1000", real)])
    words = {"perimetre": kept.nom, "masque": f"{kept.remarque} « {kept.nom} »."}
    return pa.Table.from_pylist(rows, schema=schema).replace_schema_metadata(words)


def public_cells(office: Office, selection: Selection, resolution: int, auteur: str) -> pa.Table:
    """Whole quarters by hexagon as they were published: cell, n (null where hidden)."""
    if not RESOLUTIONS[0] <= resolution <= RESOLUTIONS[1]:
        raise ValueRefused(
            f"Une carte publique a des hexagones de résolution {RESOLUTIONS[0]} à {RESOLUTIONS[1]} : plus petits, ils "
            "peuvent ne couvrir qu'un immeuble."
        )
    kept = published_for(office, f"{HEXAGON}-{resolution}", quarters_of(office, selection), auteur)
    rows = [
        {"cell": text_to_cell(row[PLACE]), "n": row["n"]}
        for row in kept.lignes
        if row[PLACE] not in (TOTAL, ELSEWHERE) and row[KIND] == TOTAL and row[TIME] == TOTAL
    ]
    schema = pa.schema([("cell", pa.int64()), ("n", pa.int64())])
    words = {"masque": f"{kept.remarque} « {kept.nom} »."}
    return pa.Table.from_pylist(rows, schema=schema).replace_schema_metadata(words)


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
    kind, _, resolution = zonage.partition("-")
    if kind == HEXAGON and resolution.isdecimal():
        counts, axes = _cell_counts(office, int(resolution), chosen)
    else:
        counts, axes = table_counts(office, zonage, chosen)
    coarser = [{TIME: {f"{chosen[0]} à {chosen[-1]}": chosen}}] if len(axes[-1].labels) > 1 else []
    return plan_release(
        counts, axes, name=release_name(zonage, chosen), earlier=releases_kept(office, zonage), coarser=coarser
    )


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
    with office.publishing:
        release = plan_publication(office, zonage, quarters)
        return office.database.write(lambda cursor: release_keep(office, cursor, zonage, release, auteur))


def release_keep(office: Office, cursor: Cursor, zonage: str, release: Release, auteur: str) -> int:
    """Publish what was planned, as part of a transaction; the id of the publication.

    Raises
    ------
    StateError
        When it is published already.
    """
    if any(one.nom == release.name for one in publications_kept(office.database, zonage)):
        raise StateError(f"« {release.name} » est déjà publié : une publication ne change plus.")
    places = [] if zonage.startswith(f"{HEXAGON}-") else perimeter(office, zonage, office.today())
    names = {one.code: one.nom for one in places} | {ELSEWHERE: ELSEWHERE_WORDS}
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
    ident = publication_add(cursor, kept, auteur, now)
    journal_append(
        cursor, le=now, auteur=auteur, evenement="publication", objet="publication", cle=str(ident),
        detail={"nom": release.name, "part": round(release.share, 3)},
    )  # fmt: skip
    return ident


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
        if not _QUARTER.fullmatch(one):
            raise ValueRefused(f"« {one} » n'est pas un trimestre : écrivez par exemple 2026-T3.")
        if text_to_periode(one).fin >= today:
            raise ValueRefused(f"Le trimestre {one} n'est pas terminé : il pourra être publié ensuite.")
    return chosen


def period_bounds(label: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of ``2026-T1``, ``2026-S1`` or ``2026``."""
    period = text_to_periode(label)
    return period.debut, period.fin


def release_name(zonage: str, quarters: Sequence[str]) -> str:
    """What a publication of some periods (in order) is called."""
    told = f"{quarters[0]} à {quarters[-1]}" if len(quarters) > 1 and _follow(quarters) else ", ".join(quarters)
    return f"Signalements par {zonage}, {told}"


def _follow(labels: Sequence[str]) -> bool:
    periods = [text_to_periode(one) for one in labels]
    return all(one.suivante() == after for one, after in itertools.pairwise(periods))


def releases_kept(office: Office, zonage: str) -> list[Release]:
    """What was published by a zonage, oldest first, to be held against."""
    found = []
    for kept in publications_kept(office.database, zonage):
        axes = [
            Axis(one["nom"], tuple(one["libelles"]), tuple(frozenset(part) for part in one["parts"]))
            for one in kept.axes
        ]
        found.append(Release.from_rows(kept.lignes, axes, kept.nom))
    return found


def _one_each(office: Office, zonage: str, idents: Sequence[int]) -> ir.Table:
    """The memberships of a zonage, one for each signalement: what lies on a common border counts on one side.

    Raises
    ------
    ValueRefused
        When so many lie in several that the zonage is no partition.
    """
    links = office.database.ibis().table("appartenance")
    own = links.filter(links.territoire_id.isin(list(idents)))
    each = own.group_by("signalement_id").agg(territoire_id=own.territoire_id.min(), n=own.count())
    found = run(office, each.agg(several=(each.n > 1).sum(), every=each.count())).to_pylist()[0]
    if (found["several"] or 0) > _ON_BORDERS * found["every"]:
        raise ValueRefused(
            f"Les territoires « {zonage} » se recoupent : on ne publie que par des territoires qui partagent la ville, "
            "comme les quartiers."
        )
    return each.drop("n")


def _cell_counts(office: Office, resolution: int, quarters: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[Axis]]:
    """Counts by hexagon over all the quarters, categories together, and their axes."""
    months = [month for one in quarters for month in sorted(period_parts(one))]
    selection = Selection(depuis=period_bounds(quarters[0])[0], jusqua=period_bounds(quarters[-1])[1])
    everything = run(office, plain_counts(selected(office, selection), "signalements", pas="mois")).to_pylist()
    placed = run(office, cell_counts(selected(office, selection), resolution, "signalements", pas="mois")).to_pylist()
    by_cell: dict[str, int] = {}
    for row in placed:
        if row["periode"] in months:
            by_cell[cell_to_text(row["cell"])] = by_cell.get(cell_to_text(row["cell"]), 0) + row["n"]
    total = sum(row["n"] for row in everything if row["periode"] in months)
    labels = [*sorted(by_cell), ELSEWHERE]
    counts = np.array([*(by_cell[one] for one in labels[:-1]), total - sum(by_cell.values())], np.int64)
    kinds = [one.code for one in nomenclature_read(office.database) if one.parent is None]
    name = quarters[0] if len(quarters) == 1 else f"{quarters[0]} à {quarters[-1]}"
    axes = [Axis(PLACE, tuple(labels)), Axis.whole(KIND, "toutes", kinds), Axis.whole(TIME, name, months)]
    return counts.reshape(-1, 1, 1), axes


def table_counts(office: Office, zonage: str, quarters: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[Axis]]:
    """Counts by territory, category of the first level and period (labels of one kind, in order), and their axes."""
    first, last = period_bounds(quarters[0])[0], period_bounds(quarters[-1])[1]
    territories = perimeter(office, zonage, last)
    known = nomenclature_read(office.database)
    kinds = [one.code for one in known if one.parent is None]
    above = {one.code: one.parent or one.code for one in known}
    quarter_of = {month: one for one in quarters for month in period_parts(one)}
    selection = Selection(depuis=first, jusqua=last)
    idents = [one.id for one in territories]
    links = _one_each(office, zonage, idents)
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
    labels = (*(one.code for one in territories), ELSEWHERE)
    return counts, [Axis(PLACE, labels), Axis(KIND, tuple(kinds)), Axis.of_periods(quarters, TIME)]
