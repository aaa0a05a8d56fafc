"""The fiche of a quartier: two pages for one that is told of a lot, and for one with three signalements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from observatory.domain.edition import Charte, Tampon
from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.support import Nombre, Support, Tableau, Texte, Tuiles, part_figures
from observatory.pipeline.chiffres_publics import chiffres_publics
from observatory.pipeline.fiche_quartier import fiche_quartier
from observatory.pipeline.office import Office
from observatory.pipeline.surete import check_public
from observatory.present.chiffres import phrase_text
from observatory.present.fiche_quartier_pdf import support_to_fiche
from observatory.settings import load_settings
from tests.unit.pipeline.conftest import LAT, LON, SIDE
from tests.unit.pipeline.test_signalements import bring_in

NOW = dt.datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Paris"))


def _tiles(made: Support) -> list[Nombre]:
    return [
        one.nombre for part in made.parties for bloc in part.blocs if isinstance(bloc, Tuiles) for one in bloc.tuiles
    ]


def _read(made: Support) -> list[str]:
    pages = pypdfium2.PdfDocument(support_to_fiche(made, Tampon(), Charte()))
    return [" ".join(one.get_textpage().get_text_bounded().split()) for one in pages]


def test_a_quartier_reads_what_it_told_and_what_became_of_it(city_in: Callable[[Path], Path], tmp_path: Path) -> None:
    with Office.open(load_settings(city_in(tmp_path)), lambda: NOW) as office:
        chiffres = chiffres_publics(office, "2026-S1", "Q04")
        made = fiche_quartier(office, chiffres, "Q04")
        check_public(made, chiffres)
        assert _tiles(made)[0].valeur == chiffres.nombre("Q04").valeur
        tables = {one.cle: bloc for one in made.parties for bloc in one.blocs if isinstance(bloc, Tableau)}
        assert {"fait", "pas de réponse"} < {row[2] for row in tables["dit"].lignes}
        assert any("en retard" in str(row[3]) for row in tables["pas-fait"].lignes)
        first, second = _read(made)
        assert "Saint-Yves" in first and "Quartier n° Q04" in first and "Brouillon" in first
        assert "Joindre l’office" in second.replace("'", "’") and "05 36 49 00 01" in second
        zsp = chiffres_publics(office, "2026-S1", "ZSP99-1")
        around = fiche_quartier(office, zsp, "ZSP99-1")
        check_public(around, zsp)
        said = [phrase_text(one) for bloc in around.parties[0].blocs if isinstance(bloc, Texte) for one in bloc.lignes]
        assert any("Ses limites ne sont pas celles des tableaux publiés" in one for one in said)
        assert len(_read(around)) == 2


def test_three_signalements_give_two_honest_pages(office: Office, tmp_path: Path) -> None:
    rows = [
        f"R{k},2025-0{month}-05T10:00:00+02:00,telephone,{code},,,{LAT + 0.005},{LON + 0.005},P{k},D{k}"
        for k, (month, code) in enumerate([(m, c) for m in (7, 8, 9) for c in ["bruit"] * 12 + ["proprete"] * 9])
    ]
    rows += [
        f"S{k},2025-07-05T10:00:00+02:00,telephone,bruit,,,{LAT + SIDE + 0.005},{LON + SIDE + 0.005},Q{k},E{k}"
        for k in range(3)
    ]
    bring_in(office, tmp_path, tuple(rows))
    chiffres = chiffres_publics(office, "2025-T3", "quartier:Q11")
    made = fiche_quartier(office, chiffres, "quartier:Q11")
    check_public(made, chiffres)
    assert _tiles(made)[0].masque and _tiles(made)[0].valeur is None
    told = [one.valeur for part in made.parties for _, one in part_figures(part)]
    assert 3.0 not in told
    first, second = _read(made)
    assert "Quartier Q11" in first and " s." in first
    assert "Rien n'a encore été dit" in second.replace("’", "'")


def test_a_fiche_is_of_a_place(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, tuple(f"R{k},2025-09-05,telephone,bruit,,,46.055,-4.595,P,D" for k in range(20)))
    chiffres = chiffres_publics(office, "2025-T3")
    with pytest.raises(ValueRefused, match="code manque"):
        fiche_quartier(office, chiffres, "")
    with pytest.raises(NotFound):
        fiche_quartier(office, chiffres, "Q99")
