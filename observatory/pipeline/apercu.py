"""The overview: headline figures, the trend, the categories, the balance sheet by territory."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import replace

import pyarrow as pa

from observatory.aggregate.select import count_of, signalements_selected
from observatory.domain.appel import Issue
from observatory.domain.records import Chiffre, Total
from observatory.domain.selection import Selection
from observatory.domain.statut import CLOSED
from observatory.intake.mapping import UNTOLD
from observatory.pipeline.office import Office
from observatory.pipeline.questions import (
    perimeter,
    plain_table,
    reference_day,
    run,
    selected,
    territories_table,
    with_bounds,
)
from observatory.store.integrity import data_span
from observatory.store.reference import nomenclature_read

_ALL_CONTACTS = (
    "Appels et messages reçus, quelle qu'en soit l'issue : information, orientation, hors champ, relance ou "
    "signalement."
)
_PLACED_CONTACTS = (
    "Une catégorie ou un territoire est choisi : les seuls contacts qui ont fait un signalement de cette sélection, ou "
    "qui relancent un tel problème. Les autres n'ont ni catégorie ni lieu."
)


def total(office: Office, selection: Selection) -> Total:
    """How much the selection holds, and how much of it is located."""
    kept = selected(office, selection)
    row = run(
        office, kept.agg(signalements=kept.count(), localises=kept.cell.notnull().sum().fill_null(0))
    ).to_pylist()[0]
    n = plain_table(office, selection)["n"][0].as_py() or 0
    return Total(n, row["signalements"], row["localises"], row["signalements"] - row["localises"])


def has_year_before(office: Office, selection: Selection) -> bool:
    """Whether the same days of the year before lie wholly within what the base knows."""
    first, _ = data_span(office.database)
    before = with_bounds(office, selection).year_before()
    return first is not None and before.depuis is not None and before.depuis >= first


def headline(office: Office, selection: Selection) -> list[Chiffre]:
    """Eight figures of the selection, each with the same figure of the year before where it is known.

    A figure that nothing allows to compute is None, which is shown as « non communiqué ».
    """
    now = _measures(office, selection)
    before = (
        _measures(office, with_bounds(office, selection).year_before()) if has_year_before(office, selection) else {}
    )
    wording = (
        ("contacts", "Contacts", "", _PLACED_CONTACTS if _narrow(selection) else _ALL_CONTACTS),
        ("signalements", "Signalements", "", "Un signalement est le récit d'un trouble par un habitant."),
        ("problemes", "Problèmes distincts", "", "Les signalements d'un même trouble ne comptent qu'une fois."),
        ("declarants", "Voix distinctes", "", "Déclarants connus, plus un par signalement anonyme : un maximum."),
        ("non_localises", "Non localisés", "", "Signalements comptés partout, mais absents des cartes."),
        (
            "clos",
            "Part des dossiers clos",
            "%",
            "Résolus ou sans suite, parmi les signalements dont la suite est connue.",
        ),
        ("delai_cloture", "Délai de clôture", "jours", "Médiane des seuls dossiers clos de la période."),
        ("delai_retour", "Délai de retour", "jours", "Médiane, de la réception au retour d'information donné."),
    )
    return [
        Chiffre(code, libelle, now.get(code), before.get(code), unite, aide) for code, libelle, unite, aide in wording
    ]


def _measures(office: Office, selection: Selection) -> dict[str, float | None]:
    kept = selected(office, selection)
    day = 86_400.0
    closing = kept.clos_le.epoch_seconds() - kept.recu_le.epoch_seconds()
    telling = kept.retour_le.epoch_seconds() - kept.recu_le.epoch_seconds()
    anonymous = kept.declarant_id.isnull().sum().fill_null(0)
    row: dict[str, float | None] = run(
        office,
        kept.agg(
            signalements=kept.count(),
            problemes=kept.probleme_id.nunique(),
            declarants=kept.declarant_id.nunique() + anonymous,
            non_localises=kept.cell.isnull().sum().fill_null(0),
            closed=kept.statut.isin(CLOSED).sum().fill_null(0),
            told=(kept.statut != UNTOLD).sum().fill_null(0),
            delai_cloture=closing.median() / day,
            delai_retour=telling.median() / day,
        ),
    ).to_pylist()[0]
    closed, told = row.pop("closed") or 0.0, row.pop("told")
    row["clos"] = 100.0 * closed / told if told else None
    row["contacts"] = _contacts(office, selection)
    return row


def _narrow(selection: Selection) -> bool:
    """Whether the selection asks for what a contact alone does not have: a category, a place."""
    return bool(selection.categories or selection.territoires)


def _contacts(office: Office, selection: Selection) -> int:
    """The contacts of the period, channels and hours: all of them, or those about what a narrow selection keeps."""
    contacts = office.database.ibis().table("contact")
    received = signalements_selected(contacts, replace(selection, categories=(), zonage=None, territoires=()))
    if _narrow(selection):
        day = reference_day(office, selection)
        about = replace(selection, depuis=None, jusqua=None, canaux=(), heure_debut=None, heure_fin=None)
        asked = received.probleme_id.isin(selected(office, about, day).probleme_id) & (received.issue == Issue.RELANCE)
        received = received.filter(received.id.isin(selected(office, selection).contact_id) | asked)
    return int(run(office, received.aggregate(n=received.count()))["n"][0].as_py())


def monthly(office: Office, selection: Selection) -> pa.Table:
    """By month of the period: mois (first day), n, n_an_avant (null where the base does not go back), complet.

    ``complet`` is false for a month that the period or the data cover in part.
    """
    bounds = with_bounds(office, selection)
    first, last = data_span(office.database)
    if bounds.depuis is None or bounds.jusqua is None or first is None or last is None:
        return pa.table({"mois": [], "n": [], "n_an_avant": [], "complet": []}, _MONTHLY)
    wide = replace(bounds, depuis=bounds.year_before().depuis)
    counts = dict(zip(*(plain_table(office, wide, pas="mois")[k].to_pylist() for k in ("periode", "n")), strict=True))
    months, values, former, whole = [], [], [], []
    month = bounds.depuis.replace(day=1)
    while month <= bounds.jusqua:
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        ago = month.replace(year=month.year - 1)
        months.append(month)
        values.append(counts.get(f"{month:%Y-%m}", 0))
        known = ago >= first.replace(day=1) and (ago >= first or first.day == 1)
        former.append(counts.get(f"{ago:%Y-%m}", 0) if known else None)
        whole.append(month >= max(bounds.depuis, first) and end <= min(bounds.jusqua, last))
        month = end + dt.timedelta(days=1)
    return pa.table({"mois": months, "n": values, "n_an_avant": former, "complet": whole}, _MONTHLY)


_MONTHLY = pa.schema([("mois", pa.date32()), ("n", pa.int64()), ("n_an_avant", pa.int64()), ("complet", pa.bool_())])


def families(office: Office, selection: Selection) -> pa.Table:
    """By category of the first level, the largest first: categorie, libelle, n, part (of the sum)."""
    known = {one.code: one for one in nomenclature_read(office.database)}
    sums: dict[str, int] = defaultdict(int)
    table = plain_table(office, selection, par_categorie=True)
    for code, n in zip(table["categorie"].to_pylist(), table["n"].to_pylist(), strict=True):
        one = known.get(code)
        sums[one.parent or one.code if one else code] += n
    ranked = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    whole = sum(sums.values()) or 1
    return pa.table(
        {
            "categorie": pa.array([code for code, _ in ranked], pa.string()),
            "libelle": pa.array([known[c].libelle if c in known else c for c, _ in ranked], pa.string()),
            "n": pa.array([n for _, n in ranked], pa.int64()),
            "part": pa.array([n / whole for _, n in ranked], pa.float64()),
        }
    )


def balance(office: Office, selection: Selection, zonage: str) -> pa.Table:
    """By territory: code, nom, population, n, pour_1000, n_an_avant, evolution, part, serie.

    The two periods are counted within one perimeter, that of the selection's last day. ``evolution`` is a
    fraction, null without a year before or where it counted nothing; ``part`` is the share of all that is
    selected (territories may overlap, and some signalements lie in none); ``serie`` counts by month.
    """
    bounds = with_bounds(office, selection)
    table = territories_table(office, bounds, zonage)
    series = territories_table(office, bounds, zonage, pas="mois")
    by_code: dict[str, list[int]] = defaultdict(list)
    for code, n in zip(series["code"].to_pylist(), series["n"].to_pylist(), strict=True):
        by_code[code].append(n)
    former: dict[str, int] = {}
    if has_year_before(office, bounds):
        former = _counts_within(office, bounds.year_before(), zonage, reference_day(office, bounds))
    codes, counts = table["code"].to_pylist(), table["n"].to_pylist()
    before = [former.get(code, 0) if former else None for code in codes]
    whole = plain_table(office, bounds)["n"][0].as_py() or 1
    change = [(n - b) / b if b else None for n, b in zip(counts, before, strict=True)]
    return (
        table.append_column("n_an_avant", pa.array(before, pa.int64()))
        .append_column("evolution", pa.array(change, pa.float64()))
        .append_column("part", pa.array([n / whole for n in counts], pa.float64()))
        .append_column("serie", pa.array([by_code[code] for code in codes], pa.list_(pa.int64())))
    )


def _counts_within(office: Office, selection: Selection, zonage: str, day: dt.date) -> dict[str, int]:
    """Counts of a selection within the perimeters of another day."""
    known = perimeter(office, zonage, day)
    links = office.database.ibis().table("appartenance")
    chosen = links.filter(links.territoire_id.isin([t.id for t in known]))
    kept = selected(office, selection)
    joined = kept.join(chosen, kept.id == chosen.signalement_id)
    rows = run(office, joined.group_by("territoire_id").agg(n=count_of(joined, selection.compte))).to_pylist()
    counts = {row["territoire_id"]: row["n"] for row in rows}
    return {t.code: counts.get(t.id, 0) for t in known}
