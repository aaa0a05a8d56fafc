"""The effect of an action of the plan: measured on its zone from the day it began to serve, kept as it was found."""

from __future__ import annotations

import datetime as dt

from observatory.domain.action import Action, Evaluation
from observatory.domain.effet import USUAL_MONTHS, USUAL_RING_M, Aire, Effet, months_away
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.roles import INTERNAL, Account
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe
from observatory.domain.selection import Selection
from observatory.pipeline.action_saisie import action_told
from observatory.pipeline.actions import action_for
from observatory.pipeline.effet import measure, rounded
from observatory.pipeline.evaluations import ROUNDED, evaluation_seen
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import schema_running
from observatory.store.actions import evaluation_write, evaluations_read
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.territoires import contours_read, territoires_in_force

LEAST_AFTER_MONTHS = 1


def evaluer(
    office: Office,
    action: int,
    account: Account,
    avant: int = USUAL_MONTHS,
    apres: int = USUAL_MONTHS,
    anneau: int = USUAL_RING_M,
) -> Evaluation:
    """Measure what an action changed in its zone, and keep it.

    Parameters
    ----------
    avant, apres
        Months before and after the day from which it serves; fewer are taken where the base does not hold them.
    anneau
        Metres around the zone in which displaced trouble is looked for; 0 for none.

    Raises
    ------
    NotFound
    ValueRefused
        When the action has no zone, no day or no categories, or its axe carries none.
    StateError
        When the plan was closed, or less than a month went by since.
    """
    known = action_for(office, action, account)
    schema_running(office, known.schema)
    day = _measurable(office, known)
    chosen = Selection(categories=known.categories)
    found = measure(office, _outline(office, known), day, chosen, avant, apres, anneau)
    now = office.clock()
    row = {
        "depuis": found.depuis, "date": found.date, "jusqua": found.jusqua, "verdict": found.verdict,
        "phrase": found.phrase, "detail": _detail(found),
    }  # fmt: skip

    def change(cursor: Cursor) -> int:
        ident = evaluation_write(cursor, action, row, account.name, now)
        action_told(cursor, now, account, "effet mesuré", action, {"verdict": found.verdict, "evaluation": ident})
        return ident

    ident = office.database.write(change)
    kept = next(one for one in evaluations_read(office.database, [action]) if one["ident"] == ident)
    return evaluation_seen(kept, exact=account.holds_any(INTERNAL))


def _measurable(office: Office, action: Action) -> dt.date:
    """The day from which the effect is looked for, where everything that it takes is known."""
    if action.axe in WITHOUT_PERSONS:
        raise ValueRefused(
            f"L'axe « {AXES[Axe(action.axe)]} » ne se mesure pas par des signalements : suivez ses indicateurs."
        )
    if action.contour is None and not action.territoire:
        raise ValueRefused("Cette action n'a pas de zone : dessinez-la ou choisissez un territoire, puis mesurez.")
    if not action.categories:
        raise ValueRefused("Dites quelles catégories de signalements cette action doit faire baisser, puis mesurez.")
    if action.en_service_le is None:
        raise ValueRefused("Dites depuis quel jour l'action est en service : l'effet se compte à partir de là.")
    ready = months_away(action.en_service_le, LEAST_AFTER_MONTHS)
    if office.today() < ready:
        raise StateError(
            f"L'action est en service depuis le {action.en_service_le:%d/%m/%Y} : il faut au moins un mois après. "
            f"Mesurez à partir du {ready:%d/%m/%Y}."
        )
    return action.en_service_le


def _outline(office: Office, action: Action) -> str:
    """The zone of an action as GeoJSON: what was drawn, else its territory."""
    import shapely

    if action.contour is not None:
        return action.contour
    zonage, _, code = action.territoire.partition(":")
    known = territoires_in_force(office.database, zonage, office.today())
    here = [one.id for one in known if one.code == code]
    if not here:
        raise ValueRefused("Le territoire de cette action n'existe plus : choisissez-en un autre, ou dessinez la zone.")
    return str(shapely.to_geojson(shapely.union_all(contours_read(office.database, here))))


def _detail(found: Effet) -> dict[str, float | None]:
    """What is kept of a measure: as it was counted, and as it may be shown to who sees no small count."""
    weight = (found.date - found.depuis).days / ((found.jusqua - found.date).days + 1)
    coarse = rounded(found, 1.0 if found.avant == found.apres else weight)
    return _figures(found) | {f"{ROUNDED}{name}": value for name, value in _figures(coarse).items()}


def _figures(found: Effet) -> dict[str, float | None]:
    areas: dict[str, Aire | None] = {
        "zone": found.zone, "temoin": found.temoin, "anneau": found.anneau, "temoin_anneau": found.temoin_anneau,
    }  # fmt: skip
    counts: Row = {}
    for name, one in areas.items():
        counts |= {f"{name}_avant": one.avant if one else None, f"{name}_apres": one.apres if one else None}
    low, high = found.ic90 or (None, None)
    return counts | {
        "poids": found.temoin.poids, "ecart": found.wdd, "ecart_bas": low, "ecart_haut": high,
        "abords": found.abords.wdd if found.abords else None, "mois_avant": found.avant, "mois_apres": found.apres,
        "anneau_m": found.anneau_m,
    }  # fmt: skip
