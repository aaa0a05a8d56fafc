"""The fictional city published the presentation of its last half-year, and drafted the fiche of a quartier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from observatory.client import connect
from observatory.domain.edition import FORMATS, EtatEdition, GenreEdition


def test_the_city_published_its_half_year_and_drafted_a_fiche(city_in: Callable[[Path], Path], tmp_path: Path) -> None:
    with connect(city_in(tmp_path)) as client:
        fiche, shown = client.documents.liste()
        assert (fiche.genre, fiche.etat) == (GenreEdition.FICHE_QUARTIER, EtatEdition.BROUILLON)
        assert (shown.genre, shown.etat, shown.periode) == (
            GenreEdition.PRESENTATION, EtatEdition.PUBLIEE, "2026-S1",
        )  # fmt: skip
        parts = [one.cle for one in client.documents.lire(shown.ident).support.parties]
        assert len(shown.sections) >= 10 and set(shown.sections) < set(parts)
        assert all(client.documents.fichier(shown.ident, fmt).contenu for fmt in FORMATS[shown.genre])
        (table,) = client.publications.liste()
        assert table.publiee_le.date() == shown.donnees_le and table.part > 0.9
        assert client.documents.lire(fiche.ident).support.publications == (table.nom,)
