"""Observations d'ambiance: placed by the office itself, kept once, counted apart from signalements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

import numpy as np
import pyarrow as pa

from observatory.domain.ambiance import GENRES, INTENSITES, LONGEST_INTERVAL, OLDEST, Ambiance
from observatory.domain.errors import NotAllowed, StateError, ValueRefused
from observatory.domain.grid import cell_to_parent, check_resolution, position_to_cell
from observatory.domain.mediation import Rendu
from observatory.domain.position import Position
from observatory.domain.roles import Account
from observatory.domain.selection import Selection
from observatory.pipeline.depots import Work, sent_once
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.office import Office
from observatory.pipeline.questions import territory_ids
from observatory.pipeline.rues import street_at
from observatory.store.ambiances import ambiance_write, ambiances_read
from observatory.store.database import Cursor
from observatory.store.journal import journal_append

_AHEAD = dt.timedelta(minutes=5)
_PLACES = 5
"""Decimals of a degree that are kept: one metre."""
UNNAMED = "Lieu sans nom"
_MINE = 30


def observe(
    office: Office,
    account: Account,
    cle: str,
    lat: float,
    lon: float,
    debut: dt.datetime,
    fin: dt.datetime,
    genre: str,
    intensite: int,
) -> Rendu:
    """Keep what was felt at a place; the office names the street, so that no free text comes in.

    Raises
    ------
    ValueRefused
        When the place, the interval, the kind or the intensity cannot be.
    NotAllowed
        When the place lies beyond the territories of the account.
    """

    def prepare() -> Work:
        _check(office, debut, fin, genre, intensite)
        here = Position(lat=round(lat, _PLACES), lon=round(lon, _PLACES))
        _check_place(office, here)
        cell = position_to_cell(here)
        held, codes = office.territories_at(cell, here.lat, here.lon, office.today())
        if account.territoires and not set(codes) & account.territoires:
            raise NotAllowed("Ce lieu est hors des territoires de votre compte : demandez au régulateur.")
        now = office.clock()
        street = street_at(office, here)
        if not street and not held and office.has_territories():
            raise ValueRefused(
                "Ce lieu est hors de la ville : ni rue ni territoire connus ici. Attendez que le téléphone vous situe "
                "mieux, ou choisissez une rue de la liste."
            )
        named = street or UNNAMED
        row = {
            "lieu": named, "lat": here.lat, "lon": here.lon, "cell": cell, "debut": debut, "fin": fin,
            "genre": genre, "intensite": intensite, "auteur": account.name, "le": now,
        }  # fmt: skip

        def work(cursor: Cursor) -> Rendu:
            ident = ambiance_write(cursor, row, held)
            journal_append(
                cursor, le=now, auteur=account.name, evenement="ambiance", objet="ambiance", cle=str(ident),
                detail={"genre": genre, "intensite": intensite},
            )  # fmt: skip
            return Rendu(ident, f"Observation notée : {GENRES[genre][0].lower()}, {named}.")

        return work

    sent = {"lat": lat, "lon": lon, "debut": debut, "fin": fin, "genre": genre, "intensite": intensite}
    return sent_once(office, account, "ambiances.noter", cle, sent, prepare)


def own_observations(office: Office, account: Account) -> list[Ambiance]:
    """The latest observations of the account itself."""
    rows = ambiances_read(office.database, auteur=account.name, limit=_MINE).drop_columns(["cell"]).to_pylist()
    return [Ambiance(**row) for row in rows]


def observations(
    office: Office, selection: Selection, genres: Collection[str] = (), limit: int | None = None
) -> pa.Table:
    """The observations of the days, hours and territories of a selection, the latest first.

    Its categories and channels say nothing of them. Columns ident, lieu, lat, lon, cell, debut, fin, genre, intensite.
    """
    strange = [one for one in genres if one not in GENRES]
    if strange:
        raise ValueRefused(f"Le genre « {strange[0][:40]} » n'existe pas : choisissez parmi {', '.join(GENRES)}.")
    start, end = selection.heure_debut, selection.heure_fin
    return ambiances_read(
        office.database,
        depuis=selection.depuis,
        jusqua=selection.jusqua,
        heures=None if start is None or end is None else (start, end),
        territoire_ids=territory_ids(office, selection),
        genres=sorted(genres),
        limit=limit,
    )


def observation_cells(office: Office, selection: Selection, resolution: int, genres: Collection[str] = ()) -> pa.Table:
    """Observations by cell and bearing: cell (int64), tonalite, n, intensite (mean), genres (text: « bruit 2 »)."""
    check_resolution(resolution)
    found = observations(office, selection, genres)
    cells = cell_to_parent(np.asarray(found["cell"].to_numpy(), np.int64), resolution).tolist()
    groups: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for cell, genre, strength in zip(cells, found["genre"].to_pylist(), found["intensite"].to_pylist(), strict=True):
        groups.setdefault((cell, GENRES[genre][1]), []).append((genre, strength))
    ordered = sorted(groups)
    return pa.table(
        {
            "cell": pa.array([cell for cell, _ in ordered], pa.int64()),
            "tonalite": pa.array([bearing for _, bearing in ordered], pa.string()),
            "n": pa.array([len(groups[one]) for one in ordered], pa.int64()),
            "intensite": pa.array([float(np.mean([s for _, s in groups[one]])) for one in ordered], pa.float64()),
            "genres": pa.array([_said(groups[one]) for one in ordered], pa.string()),
        }
    )


def _said(found: list[tuple[str, int]]) -> str:
    counted = Counter(GENRES[genre][0] for genre, _ in found)
    return ", ".join(f"{name} {n}" if n > 1 else name for name, n in counted.most_common())


def _check(office: Office, debut: dt.datetime, fin: dt.datetime, genre: str, intensite: int) -> None:
    now = office.clock()
    if genre not in GENRES:
        raise ValueRefused(f"Le genre « {genre[:40]} » n'existe pas : choisissez parmi {', '.join(GENRES)}.")
    if not 1 <= intensite <= len(INTENSITES):
        raise ValueRefused(f"L'intensité {intensite} n'existe pas : de 1 à {len(INTENSITES)}.")
    if debut.tzinfo is None or fin.tzinfo is None:
        raise ValueRefused("L'intervalle n'a pas de fuseau horaire : choisissez-le de nouveau.")
    if not now - OLDEST <= debut or fin > now + _AHEAD:
        raise ValueRefused("L'intervalle est dans l'avenir, ou date de plus d'un mois : choisissez-le de nouveau.")
    if not debut <= fin <= debut + LONGEST_INTERVAL:
        raise ValueRefused("L'intervalle finit avant de commencer, ou dure plus d'un jour : choisissez-le de nouveau.")


def _check_place(office: Office, here: Position) -> None:
    try:
        refuse_outside_fiction(office, np.array([here.lat]), np.array([here.lon]))
    except StateError as error:  # the phone would send it again and again: this one does not pass with time
        raise ValueRefused("Ce lieu est hors de la ville fictive : choisissez une rue de la liste.") from error
