"""What the phone page of a médiateur opens with."""

from __future__ import annotations

from observatory.domain.ambiance import GENRES, INTENSITES
from observatory.domain.mediation import LONGEST_TEXT, PARTIES
from observatory.domain.roles import ACTS, Account
from observatory.domain.terrain import Choix, Terrain
from observatory.pipeline.office import Office
from observatory.store.reference import CITY_NAME, meta_get


def field_opened(office: Office, account: Account) -> Terrain:
    """Who is there and the lists of choices."""
    return Terrain(
        compte=account.name,
        nom=account.nom or account.name,
        ville=meta_get(office.database, CITY_NAME),
        agit=account.holds_any(ACTS["observer"]),
        parties=[Choix(code, name) for code, name in PARTIES.items()],
        genres=[Choix(code, name, bearing) for code, (name, bearing) in GENRES.items()],
        intensites=list(INTENSITES),
        plus_long_texte=LONGEST_TEXT,
    )
