"""The pages on what changes and on the effect of actions, and their words."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pyarrow as pa

from observatory.domain.effet import Aire, Ecart, Effet, Mois, Serie
from observatory.domain.evolution import Changements, Facteur, Saisons, Tranches
from observatory.present import effet as effet_words
from observatory.present import evolution as words
from observatory.present.labels import WEEKDAYS
from tests.ui.test_pages import shown, texts


def test_evolution_tells_what_it_can_of_four_signalements(small_base: Path) -> None:
    app = shown("evolution", depuis="debut")
    page = texts(app)
    assert "il en faut 50" in app.info[0].value
    assert "On voit ici" not in page  # no map, no caveat of maps
    assert "ne diffèrent pas plus que le hasard" in page
    assert "Ratcliffe 2000" in page


def test_effect_asks_for_a_zone_then_tells(small_base: Path) -> None:
    app = shown("effet")
    assert "Choisissez la zone de l'action" in app.info[0].value
    app.segmented_control(key="effet-zone").set_value("Un territoire").run()
    app.date_input(key="effet-date").set_value(dt.date(2026, 3, 3)).run()
    assert not app.exception
    assert app.info[0].value.startswith("On ne peut pas conclure")
    assert "Différence pondérée" in texts(app)
    assert app.dataframe[0].value["Lieu"].iloc[0] == "La zone"


def effet(**more: object) -> Effet:
    known: dict[str, object] = {
        "wdd": -40.0, "erreur_type": 10.0, "z": -4.0, "ic90": (-56.45, -23.55), "e_test_p": 0.0001,
        "verdict": "baisse probable", "phrase": "Baisse probable : …", "p": 0.00006, "p_baisse": 0.00003,
        "zone": Aire(100, 60), "temoin": Aire(400, 404, 0.25), "anneau": Aire(20, 20),
        "temoin_anneau": Aire(80, 80, 0.25),
        "abords": Ecart(0.0, (-10.0, 10.0)), "ensemble": Ecart(-40.0, (-60.0, -20.0)),
        "serie": Serie(0.6, (0.4, 0.9), 0.02, 1.2, True, False),
        "mois": (Mois(dt.date(2025, 1, 5), 9, 36), Mois(dt.date(2025, 2, 5), 5, 40)),
        "depuis": dt.date(2025, 1, 5), "date": dt.date(2025, 2, 5), "jusqua": dt.date(2025, 3, 4), "avant": 1,
        "apres": 1, "compte": "signalements", "surdispersion": 1.5, "anneau_m": 150, "methode": "", "reserves": (),
        "remarques": (), "arrondi": False, "contour": "", "contour_anneau": None, "hexagones_temoin": (),
        "hexagones_temoin_anneau": (),
    }  # fmt: skip
    return Effet(**(known | more))  # type: ignore[arg-type]


def test_an_effect_in_words_and_in_a_chart() -> None:
    rows = effet_words.figures_rows(effet(zone=Aire(None, 60)))
    assert rows[0] == {"Lieu": "La zone", "Avant": "moins de 5", "Après": "60", "Évolution": ""}
    assert rows[1]["Évolution"] == "+1\u202f%"
    assert "du 5 janvier 2025 au 4 février 2025 (1 mois)" in effet_words.period_text(effet())
    more = dict(effet_words.more_rows(effet()))
    assert more["z"] == "\u22124,00"
    assert more["Test E de la zone seule, bilatéral : p"] == "moins de 0,001"
    assert any(name.startswith("Série interrompue (saison)") for name in more)
    assert effet_words.more_rows(effet(wdd=None, ic90=None))[0][1].startswith("non communiquées")
    frame = effet_words.months_frame(effet())
    assert frame["n"].tolist() == [9.0, 9.0, 5.0, 10.0]
    assert len(effet_words.months_chart(effet()).to_dict()["layer"]) == 4
    assert set(effet_words.VERDICTS) == {
        "baisse probable", "hausse probable", "déplacement possible", "on ne peut pas conclure",
    }  # fmt: skip


def test_what_changes_in_words_and_in_charts() -> None:
    told = Tranches(dt.date(2025, 1, 1), dt.date(2025, 12, 31), 12, 1, 3, 900, "signalements", 10, 5)
    table = pa.table({"cell": [1, 2, 3], "classe": ["nouveau", "nouveau", None]})
    assert "2\u00a0nouveaux" in words.emergence_summary(table)
    assert "Aucun hexagone" in words.emergence_summary(table.slice(2))
    assert words.class_rank(None) == -1
    assert words.hexagon_text({"n": None, "classe": "ancien"}, told).startswith("Ancien : point chaud autrefois")
    assert "12 tranches d'un mois" in words.bins_text(told)
    days = tuple(Facteur(k + 1, 10, 1.0 + 0.1 * k, 0.9, 1.7) for k in range(7))
    found = Saisons(dt.date(2025, 1, 1), dt.date(2025, 12, 31), 70, "signalements", 1, (), None, days, 0.01)
    assert "le jour le plus chargé est le dimanche (+60\u202f%)" in words.season_text(found)
    assert len(words.season_chart(days, WEEKDAYS).to_dict()["layer"]) == 2
    assert next(iter(words.season_table(days, WEEKDAYS)["Quand"])) == "Lundi"
    hours = pa.table({"jour": [1, 1], "heure": [0, 1], "n": [None, 4.5]})
    assert list(words.hours_frame(hours)["nombre"]) == ["moins de 5", "4,5"]


def test_words_of_what_changed_from_year_to_year() -> None:
    told = Changements(
        dt.date(2025, 6, 1), dt.date(2026, 5, 31), dt.date(2024, 6, 1), dt.date(2025, 5, 31), 200, 150, "problemes"
    )
    one = {"cell": 622236751694823423, "sens": "hausse", "avant": 0, "apres": 12, "rapport": math.inf, "bas": 2.04}
    rows = [
        one | {"haut": math.inf},
        one | {"avant": 6, "rapport": 2.66, "haut": 8.1},
        one | {"avant": None, "apres": None, "rapport": None},
    ]
    table = words.change_table(rows, ["Port", "", ""])
    assert list(table["Rapport à l'ensemble"]) == ["rien avant (au moins × 2,0)", "× 2,7 (2,0 à 8,1)", "non communiqué"]
    assert list(table["Avant"]) == ["0", "6", "moins de 5"]
    assert words.change_text(rows[1], told).replace("\xa0", " ") == "Plus qu'ailleurs\n6 avant, 12 problèmes après"
    found = pa.table({"sens": ["hausse", None, "baisse", "baisse"]})
    said = words.change_summary(found, told).replace("\xa0", " ").replace("\u202f", " ")
    assert said.startswith(("En tout, -25 %", "En tout, −25 %"))
    assert said.endswith("À côté de cette évolution : 1 hexagone en hausse, 2 hexagones en baisse.")
    assert words.change_summary(pa.table({"sens": pa.array([None], pa.string())}), told).endswith("ne le ferait.")
