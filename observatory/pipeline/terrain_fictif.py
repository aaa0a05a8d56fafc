"""The fictional city's médiateurs: what they had to do, how it ended, what they observed, written into its base."""

from __future__ import annotations

import datetime as dt

from observatory.demo.terrain import Note, field_notes, mediation_outcomes
from observatory.domain.grid import position_to_cell
from observatory.domain.mediation import SERVICE
from observatory.domain.position import Position
from observatory.domain.statut import CLOSED, CLOSED_SQL, Statut
from observatory.pipeline.ambiances import UNNAMED
from observatory.pipeline.office import Office
from observatory.pipeline.rues import street_at
from observatory.store.ambiances import ambiance_write
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.mediations import mediation_write
from observatory.store.suivi import files_move, problem_files

MEDIATEUR, OPERATEUR = "mediateur", "operateur"
GOING_ON, ENDED = 8, 160
_CONSIGNES = ("", "Passer plutôt après 18 h.", "", "Le gardien est prévenu.")
_TOLD_OF = (
    "SELECT lat, lon FROM signalement WHERE lat IS NOT NULL AND (starts_with(categorie, 'bruit') OR "
    "starts_with(categorie, 'espace-public')) ORDER BY id DESC LIMIT 2000"
)
_FIRST = """
    SELECT min_by(id, recu_le) AS signalement_id, probleme_id, min(recu_le) AS recu_le, max(clos_le) AS clos_le,
           bool_or(statut = 'resolu') AS solved FROM signalement WHERE service = ? AND lat IS NOT NULL
    GROUP BY probleme_id HAVING bool_and(statut {kept} ({closed})) ORDER BY max(recu_le) DESC, probleme_id LIMIT ?
"""


def fill_field(office: Office, seed: int, until: dt.date) -> None:
    """Write mediations, ended and going on, and observations of the last months up to ``until``."""
    ended = _problems(office, "IN", ENDED)
    going_on = _problems(office, "NOT IN", GOING_ON)
    outcomes = mediation_outcomes([bool(one["solved"]) for one in ended], seed)
    places = [(one["lat"], one["lon"]) for one in office.database.read(_TOLD_OF).to_pylist()]
    notes = [_observation(office, note) for note in field_notes(places, until, seed)]

    def change(cursor: Cursor) -> None:
        for one, outcome in zip(ended, outcomes, strict=True):
            mediation_write(
                cursor,
                _referral(one)
                | {
                    "mediateur": MEDIATEUR, "issue": outcome.issue, "parties": ",".join(outcome.parties),
                    "duree_min": outcome.duree_min, "close_le": one["clos_le"], "close_par": MEDIATEUR,
                },
            )  # fmt: skip
        for rank, one in enumerate(going_on):
            consigne = _CONSIGNES[rank % len(_CONSIGNES)] or None
            mediation_write(
                cursor, _referral(one) | {"mediateur": None if rank % 3 else MEDIATEUR, "consigne": consigne}
            )
            files = [file["id"] for file in problem_files(cursor, one["probleme_id"]) if file["statut"] not in CLOSED]
            files_move(cursor, files, {"statut": str(Statut.MEDIATION), "service": SERVICE})
        for row, held in notes:
            ambiance_write(cursor, row, held)

    office.database.write(change)


def _problems(office: Office, kept: str, most: int) -> list[Row]:
    """Problèmes of the mediation service, all of whose files are (« IN »), or none is (« NOT IN »), closed."""
    query = _FIRST.format(kept=kept, closed=CLOSED_SQL)
    found: list[Row] = office.database.read(query, [SERVICE, most]).to_pylist()
    return [one for one in found if kept == "NOT IN" or one["clos_le"] is not None]


def _referral(one: Row) -> Row:
    """The beginning of a mediation: who referred it, an hour after it was told."""
    return {
        "probleme_id": one["probleme_id"], "signalement_id": one["signalement_id"], "confiee_par": OPERATEUR,
        "confiee_le": one["recu_le"] + dt.timedelta(hours=1),
    }  # fmt: skip


def _observation(office: Office, note: Note) -> tuple[Row, list[int]]:
    """The columns of an observation, and the territories in which it lies."""
    here = Position(lat=note.lat, lon=note.lon)
    cell = position_to_cell(here)
    held, _ = office.territories_at(cell, note.lat, note.lon, note.debut.date())
    row: Row = {
        "lieu": street_at(office, here) or UNNAMED, "lat": note.lat, "lon": note.lon, "cell": cell, "debut": note.debut,
        "fin": note.fin, "genre": note.genre, "intensite": note.intensite, "auteur": MEDIATEUR, "le": note.fin,
    }  # fmt: skip
    return row, held
