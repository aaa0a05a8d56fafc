"""The map of a walk: what it is sent, and what it may say."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from observatory.domain.marche import Arret, Genre, Methode, Origine, Plan
from observatory.present.code_qr import qr_svg
from observatory.present.itineraire import Geste, read_geste, walk_frame, walk_layers
from observatory.present.preparation import in_fives, line_remarks, motif, night_text

PLAN = Plan(
    Genre.DIAGNOSTIC, "Le Port", dt.datetime(2026, 6, 12, 14, tzinfo=ZoneInfo("Europe/Paris")), lat=46.05, lon=-4.6,
    arrets=(Arret("Quai <b>", 46.05, -4.6, Origine.CHOIX), Arret("Phare", 46.06, -4.61, Origine.CHOIX)),
    trace=((46.05, -4.6), (46.06, -4.61)), methode=Methode.VOIES,
)  # fmt: skip


def test_a_walk_is_sent_whole_and_shown_where_it_is() -> None:
    layers = json.loads(walk_layers(PLAN, view="1", editable=True))
    walk = layers["marche"]
    assert [one[2] for one in walk["arrets"]] == ["Arrêt 1 : Quai <b>", "Arrêt 2 : Phare"]
    assert walk["trace"] == [[46.05, -4.6], [46.06, -4.61]] and walk["rendez_vous"] == [46.05, -4.6]
    assert walk["modifiable"] and not walk["droite"]
    assert layers["bounds"] == [[46.05, -4.61], [46.06, -4.6]]


def test_the_tool_is_put_at_the_end_of_the_document() -> None:
    made = walk_frame("<html><body></body></html>")
    assert made.endswith("</html>") and "marche-arret" in made and "http" not in made.replace("http-equiv", "")


def test_names_in_bubbles_are_text_and_never_markup() -> None:
    """Leaflet takes a string for HTML: what somebody wrote goes into an element as its text."""
    for name in ("maps.js", "itineraire.js"):
        script = resources.files("observatory.present").joinpath(name).read_text(encoding="utf-8")
        at = [part[:60] for part in script.split(".bindTooltip(")[1:]]
        assert at and all(part.startswith(("plainly(", "Object.assign(", "(shape)", "label, {sticky")) for part in at)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"rang": 2, "lat": 46.0, "lon": -4.5, "n": 7}, Geste(2, 46.0, -4.5, 7)),
        ({"rang": 0, "lat": 46, "lon": -4}, Geste(0, 46.0, -4.0)),
        ({"ajout": True, "lat": 46.0, "lon": -4.5}, Geste(None, 46.0, -4.5)),
        ({"rang": 3, "lat": 46.0, "lon": -4.5}, None),
        ({"rang": True, "lat": 46.0, "lon": -4.5}, None),
        ({"rang": 1, "lat": 146.0, "lon": -4.5}, None),
        ({"rang": 1, "lat": float("nan"), "lon": -4.5}, None),
        ({"rang": 1, "lat": "46", "lon": -4.5}, None),
        ([1, 2], None),
        (None, None),
    ],
)
def test_what_a_browser_says_is_checked(said: object, read: Geste | None) -> None:
    assert read_geste(said, 2) == read


def test_no_small_count_and_no_exact_one_is_printed() -> None:
    assert (in_fives(1), in_fives(4), in_fives(13)) == ("moins de 5", "moins de 5", "environ\u00a015")
    kinds: dict[str, Counter[str]] = {
        Origine.POINT_CHAUD: Counter({"Bruit": 9, "Tags": 2}),
        Origine.REUNION: Counter({"Éclairage public": 3}),
    }
    said = motif({Origine.REUNION: 3.0, Origine.POINT_CHAUD: 11.0}, kinds, "solide")
    assert said.replace("\u00a0", " ") == (
        "Dit en réunion par moins de 5 personnes : éclairage public ; "
        "point chaud solide, surtout bruit (environ 10 signalements)"
    )
    few = motif({Origine.POINT_CHAUD: 3.0}, kinds, None)
    assert "surtout" not in few and "moins de" in few


def test_day_night_and_lines_are_said_in_words() -> None:
    assert night_text(0.9, 10)[0] is None
    assert night_text(0.62, 50) == (
        True,
        "Autour de ces arrêts, 6 fois sur 10, ce qui est signalé se passe entre 20 h et 6 h. "
        "Une marche de nuit le verra mieux.",
    )
    assert night_text(0.2, 50)[0] is False
    assert line_remarks(Methode.VOIES, [], -3, -2, 0) == ()
    told = line_remarks(Methode.DROITE, ["Phare"], 120, 5, 2)
    assert len(told) == 4 and "120" in told[2] and "2" in told[3]


def test_an_address_becomes_a_code() -> None:
    assert qr_svg("https://ville.example/marche/abc").startswith("<svg") and qr_svg("a") != qr_svg("b")
