"""A walk for tests: two stops in the small town, closed by its coordonnateur."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from observatory.domain.marche import Arret, Marche, Plan
from observatory.domain.roles import Account, Role
from observatory.pipeline.marches import marche_create, marche_ready
from observatory.pipeline.office import Office
from observatory.pipeline.releves import releve_constat, releve_photo, releve_reponses
from tests.suivi import camera

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
CLSPD = Account("clspd", frozenset({Role.CLSPD}))
PRESENTS = Account("presente", frozenset({Role.PRESENTATEUR}))
EVENING = dt.datetime(2026, 5, 28, 19, 0, tzinfo=ZoneInfo("Europe/Paris"))
NORTH, SOUTH = (46.055, -4.598), (46.057, -4.594)
PLAN = Plan(
    genre="diagnostic", titre="Le Port", prevue_le=EVENING, pilote="Chargée de mission", consigne="Restez groupés.",
    rendez_vous="Place Haute", lat=46.055, lon=-4.598, nuit=True,
    arrets=(Arret("Rue des Mouettes", *NORTH, "reunion"), Arret("Quai", *SOUTH, "point_chaud")),
    trace=(NORTH, SOUTH), metres=400.0, minutes=17.0,
)  # fmt: skip
_keys = itertools.count()


def key() -> str:
    """A key as a phone draws one."""
    return f"essai-{next(_keys):08d}"


def walk(office: Office, before: Marche | None = None, **changes: Any) -> Marche:
    """A walk that is ready; its stops follow those of the walk ``before``."""
    plan = replace(PLAN, **changes)
    if before is not None:
        stops = tuple(
            replace(one, precedent=was.ident) for one, was in zip(plan.arrets, before.plan.arrets, strict=True)
        )
        plan = replace(plan, arrets=stops, precedente=before.ident)
    made = marche_create(office, plan, account=COORD)
    return marche_ready(office, made.ident, made.version, account=COORD)


def found(
    office: Office, marche: Marche, categorie: str | None = "eclairage-panne", *, stop: int = 0, north: float = 0.0,
    texte: str = "", positif: bool = False, appareil: str = "tel-1", photo: bool = False,
) -> int:  # fmt: skip
    """A constat at a stop, so many metres north of it; gives its number."""
    at, cle = marche.plan.arrets[stop], key()
    done = releve_constat(
        office, marche, appareil, cle, arret=at.ident, positif=positif, categorie=categorie, texte=texte,
        lat=at.lat + north / 111_195, lon=at.lon, situe_par="gps", precision_m=8.0, le=EVENING,
    )  # fmt: skip
    if photo:
        releve_photo(office, marche, appareil, key(), constat_cle=cle, contenu=camera())
    return done.ident


def rated(office: Office, marche: Marche, notes: dict[str, int | None], stop: int = 0, appareil: str = "tel-1") -> None:
    """Answers of a device at a stop."""
    at = marche.plan.arrets[stop].ident
    releve_reponses(office, marche, appareil, key(), arret=at, notes=notes, le=EVENING)
