"""Published counts as documents show them: a table of territories, a chart and a rate."""

from __future__ import annotations

from dataclasses import replace

from observatory.aggregate.release import TOTAL
from observatory.domain.periode_publique import text_to_periode
from observatory.domain.support import Cellule, Graphique, Nombre, Phrase, Serie, Tableau, said
from observatory.pipeline.chiffres_publics import ChiffresPublics
from observatory.pipeline.office import Office
from observatory.pipeline.presentation_chiffres import FEW_RESIDENTS
from observatory.present.chiffres import period_text
from observatory.present.labels import MASKED, first_upper
from observatory.store.territoires import territoires_in_force


def populations(office: Office, chiffres: ChiffresPublics) -> dict[str, float]:
    """How many live in each published territory, where that is known."""
    known = territoires_in_force(office.database, chiffres.zonage, chiffres.periode.fin)
    return {one.code: one.population for one in known if one.population}


def places_table(office: Office, chiffres: ChiffresPublics) -> Tableau:
    """The published table of the period: territories by categories, all of them, and for 1,000 inhabitants."""
    living = populations(office, chiffres)
    rows: list[tuple[Cellule, ...]] = [
        (
            name, *(chiffres.nombre(place, kind) for kind in chiffres.categories), chiffres.nombre(place),
            rate(chiffres.nombre(place), living.get(place)),
        )
        for place, name in chiffres.lieux.items()
    ]  # fmt: skip
    whole = (chiffres.nombre(TOTAL, kind) for kind in chiffres.categories)
    rows.append(("Toute la ville", *whole, chiffres.nombre(), ""))
    return Tableau(
        "Signalements", ("Territoire", *chiffres.categories.values(), "Ensemble", "Pour 1 000 habitants"), tuple(rows),
        note=f"« {MASKED} » : secret statistique.",
    )  # fmt: skip


def rate(count: Nombre, population: float | None) -> Cellule:
    """A published count for 1,000 inhabitants, to a tenth; "" where few live there, or nobody knows."""
    if population is None or population < FEW_RESIDENTS:
        return ""
    living = round(population)
    told = None if count.valeur is None else round(1_000 * count.valeur / living, 1)
    return replace(count, valeur=told, habitants=living)


def year_before(chiffres: ChiffresPublics) -> str:
    """The code of the same period a year before; "" where the data do not reach it."""
    code = chiffres.periode.un_an_avant().code
    return code if code in chiffres.periodes else ""


def places_chart(chiffres: ChiffresPublics) -> Graphique:
    """Published counts by territory, beside the same period a year before where it is known; most first."""
    order = sorted(chiffres.lieux, key=lambda one: -(chiffres.nombre(one).valeur or 0))
    asked = [one for one in (chiffres.periode.code, year_before(chiffres)) if one]
    series = tuple(
        Serie(
            period_words(code),
            tuple(chiffres.nombre(one, periode=code) for one in order),
        )
        for code in asked
    )
    most = order[0]
    told = said(f"{chiffres.lieux[most]} ({period_text(chiffres.periode)})").modele
    alt = Phrase(f"Le plus de signalements : {told}, {{0}}.", (chiffres.nombre(most),))
    return Graphique("Signalements par quartier", "barres", tuple(chiffres.lieux[one] for one in order), series, alt)


def period_words(code: str) -> str:
    """A period in words: « 1er semestre 2026 »."""
    return first_upper(period_text(text_to_periode(code)))
