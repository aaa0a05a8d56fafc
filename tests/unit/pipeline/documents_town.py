"""A town with three half-years of signalements, and documents of few words whose files tell what they were made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from observatory.domain.edition import Charte, Demande, GenreEdition, Tampon
from observatory.domain.roles import Account, Role
from observatory.domain.support import Cellule, Figure, Image, Nombre, Partie, Phrase, Support, Tableau, Texte, said
from observatory.pipeline import documents
from observatory.pipeline.chiffres_publics import ChiffresPublics
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet

AUTUMN = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
COORD = Account("coordo", frozenset({Role.COORDONNATEUR}))
SPEAKER = Account("voix", frozenset({Role.PRESENTATEUR}))
ASKED = Demande(GenreEdition.PRESENTATION, "2026-S1")
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="150mm" height="95mm"><circle r="9"/></svg>'
_COUNTS = {"depots-encombrants": (14, 22, 9, 30), "bruit-voisins": (12, 7, 16, 8), "tags-facade": (6, 2, 11, 5)}
"""Signalements of each month of January to April, by category and quartier."""


def tell(office: Office, folder: Path, day: str, counts: Mapping[str, tuple[int, ...]]) -> None:
    """Import so many signalements of a day in each of the four quartiers."""
    rows = ["reference;recu_le;categorie;lon;lat"]
    places = [(LON + (c + 0.5) * SIDE, LAT + (r + 0.5) * SIDE) for c in (0, 1) for r in (0, 1)]
    for kind, by_place in counts.items():
        for (lon, lat), n in zip(places, by_place, strict=True):
            rows += [f"{day}-{kind}-{lon}-{lat}-{k};{day} 10:00;{kind};{lon};{lat}" for k in range(n)]
    path = folder / f"{day}.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)


def three_half_years(office: Office, folder: Path) -> None:
    """What residents told from 2025 to the summer of 2026."""
    for year in (2025, 2026):
        for month in (1, 3, 5, 8, 11) if year == 2025 else (1, 3, 5):
            tell(office, folder, f"{year}-{month:02d}-04", _COUNTS)


def in_few_words(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
    """A document of two parts: the published table, and a map."""
    if chiffres is None:
        raise AssertionError("these documents count")
    rows: tuple[tuple[Cellule, ...], ...] = tuple(
        (name, *(chiffres.nombre(code, kind) for kind in chiffres.categories)) for code, name in chiffres.lieux.items()
    )
    table = Tableau("Signalements", ("Quartier", *chiffres.categories.values()), rows)
    whole = Phrase("{0} signalements <en> six mois", (chiffres.nombre(),))
    return Support(
        asked.genre, f"Bilan {asked.periode}", "Petiteville", "Petiteville", asked.periode, office.today(),
        (
            Partie("chiffres", "Ce que vous avez dit", (table, Texte((whole,))), (whole,), n=chiffres.nombre()),
            Partie("carte", "Où", (Figure("ville", "La ville", said("La ville et ses quatre quartiers.")),)),
        ),
        (Image("ville", DOT, "image/svg+xml"),), chiffres.remarques, chiffres.noms,
    )  # fmt: skip


def as_told(support: Support, tampon: Tampon, _: Charte, modele: bytes | None = None) -> bytes:
    """A file that is what it was made of, word for word."""
    return repr((support, tampon, modele)).encode()


def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let presentations and fiches be made of few words."""
    for genre in (GenreEdition.PRESENTATION, GenreEdition.FICHE_QUARTIER):
        monkeypatch.setitem(documents.BUILDERS, genre, in_few_words)
        for key in [one for one in documents.RENDERERS if one[0] == genre]:
            monkeypatch.setitem(documents.RENDERERS, key, as_told)


def table_of(support: Support) -> dict[str, Nombre]:
    """The figures of the table of a document, by quartier and rank."""
    (table,) = [one for part in support.parties for one in part.blocs if isinstance(one, Tableau)]
    return {f"{row[0]} {at}": cell for row in table.lignes for at, cell in enumerate(row) if isinstance(cell, Nombre)}
