"""The dashboard of the council: published counts alone, a sheet for each part, and a city without a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import Graphique, Jour, Nature, Nombre, Tableau, part_figures
from observatory.pipeline.chiffres_publics import chiffres_publics
from observatory.pipeline.office import Office
from observatory.pipeline.surete import check_public
from observatory.pipeline.tableau_bord import tableau_de_bord
from observatory.present.classeur import support_to_xlsx
from observatory.settings import load_settings
from tests.unit.pipeline.test_signalements import bring_in

NOW = dt.datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Paris"))


def test_its_counts_are_those_that_are_published(city_in: Callable[[Path], Path], tmp_path: Path) -> None:
    with Office.open(load_settings(city_in(tmp_path)), lambda: NOW) as office:
        chiffres = chiffres_publics(office, "2026-S1")
        made = tableau_de_bord(office, chiffres)
    check_public(made, chiffres)
    assert [one.cle for one in made.parties] == [
        "lisez-moi", "indicateurs", "actions", "indicateurs-actions", "financements", "signalements", "engagements",
        "decisions", "calendrier", "methode", "graphiques",
    ]  # fmt: skip
    parts = {one.cle: one for one in made.parties}
    counted = [one for _, one in part_figures(parts["signalements"]) if one.nature == Nature.SIGNALEMENTS]
    assert any(one.masque for one in counted) and all(one.cle is not None for one in counted)
    assert all((one.valeur is None) == one.masque for one in counted)
    actions, promises = (
        next(b for b in parts[key].blocs if isinstance(b, Tableau)) for key in ("actions", "engagements")
    )
    assert all(isinstance(row[8], Jour) and isinstance(row[12], Nombre) for row in actions.lignes)
    assert {row[-1] for row in promises.lignes} >= {"en retard", "tenu", "à venir"}
    assert support_to_xlsx(made, Tampon(), Charte())[:2] == b"PK"


def test_a_city_without_a_plan_has_its_signalements(office: Office, tmp_path: Path) -> None:
    days = ("2025-07-05T10:00:00+02:00", "2025-10-05T10:00:00+02:00")  # no year before: nothing to compare with
    rows = tuple(f"R{k},{days[k % 2]},telephone,bruit,,,46.055,-4.595,P{k},D{k}" for k in range(60))
    bring_in(office, tmp_path, rows)
    chiffres = chiffres_publics(office, "2025-T4")
    made = tableau_de_bord(office, chiffres)
    check_public(made, chiffres)
    assert [one.cle for one in made.parties] == [
        "lisez-moi", "indicateurs", "signalements", "engagements", "decisions", "calendrier", "graphiques",
    ]  # fmt: skip
    assert support_to_xlsx(made, Tampon(), Charte())[:2] == b"PK"
    told = {row[1] for one in made.parties for bloc in one.blocs if isinstance(bloc, Tableau) for row in bloc.lignes}
    assert chiffres.periodes == ("2025-T4",) and "Signalements, un an avant" not in told
    chart = next(bloc for bloc in made.parties[-1].blocs if isinstance(bloc, Graphique))
    assert [one.nom for one in chart.series] == ["4e trimestre 2025"]
