"""Nothing that may not be seen by anybody goes out: a document is refused by its first unsafe figure or words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.support import (
    Bloc,
    Figure,
    Graphique,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Support,
    Tableau,
    Texte,
    Tuile,
    Tuiles,
    said,
)
from observatory.pipeline.chiffres_publics import ChiffresPublics, chiffres_publics
from observatory.pipeline.surete import check_public
from tests.unit.pipeline.publiable_town import QUIET, open_town


@pytest.fixture(scope="module")
def chiffres(town_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChiffresPublics]:
    office = open_town(tmp_path_factory.mktemp("surete"), town_file)
    with office:
        yield chiffres_publics(office)


def document(*blocs: Bloc, note: Phrase | None = None, n: Nombre | None = None) -> Support:
    part = Partie("essai", "Essai", blocs, notes=(note,) if note else (), n=n)
    return Support("presentation", "Essai", "Petiteville", "", "2025", dt.date(2026, 6, 1), (part,))


def line(one: Nombre) -> Texte:
    return Texte((Phrase("{0} dans le quartier.", (one,)),))


def test_published_and_hidden_counts_and_what_the_city_does_go_out(chiffres: ChiffresPublics) -> None:
    told, hidden = chiffres.nombre("Q00"), chiffres.nombre(QUIET)
    assert told.valeur == 160 and hidden.masque
    rate = replace(told, valeur=80.0, habitants=2_000)
    safe = [told, hidden, rate, Nombre(3.0), Nombre(5.0, Nature.PERSONNES), Nombre(0.0, Nature.PERSONNES)]
    safe += [Nombre(61.0, Nature.PART, "%", sur=30), Nombre(None, Nature.PART, "%")]
    check_public(document(*(line(one) for one in safe), n=told), chiffres)


UNSAFE = [
    (Nombre(159.0, Nature.SIGNALEMENTS, cle=("Q00", "total", "2025-S2")), "n'est pas le nombre publié"),
    (Nombre(3.0, Nature.SIGNALEMENTS, cle=(QUIET, "total", "2025-S2")), "masqué"),
    (Nombre(160.0, Nature.SIGNALEMENTS), "ne vient d'aucun tableau"),
    (Nombre(81.0, Nature.SIGNALEMENTS, cle=("Q00", "total", "2025-S2"), habitants=2_000), "n'est pas le nombre publié"),
    (Nombre(160.0, Nature.SIGNALEMENTS, cle=("Q00", "total", "2024-S2")), "masqué"),
    (Nombre(4.0, Nature.PERSONNES), "moins de 5 personnes"),
    (Nombre(50.0, Nature.PART, "%", sur=29), "30 cas"),
    (Nombre(50.0, Nature.PART, "%"), "30 cas"),
]


@pytest.mark.parametrize(("figure", "why"), UNSAFE)
def test_a_figure_that_may_not_be_shown_is_refused_and_named(
    chiffres: ChiffresPublics, figure: Nombre, why: str
) -> None:
    with pytest.raises(ValueRefused, match=why) as refused:
        check_public(document(line(figure)), chiffres)
    assert "« Essai »" in refused.value.message and "Refaites le document" in refused.value.message


def test_an_unsafe_figure_is_found_wherever_it_stands(chiffres: ChiffresPublics) -> None:
    bad = Nombre(3.0, Nature.SIGNALEMENTS, cle=(QUIET, "total", "2025-S2"))
    phrase = Phrase("{0}", (bad,))
    chart = Graphique("Nombres", "barres", ("Q11",), (Serie("n", (bad,)),), said("Un nombre."))
    places = [
        document(Tableau("Quartiers", ("Quartier", "n"), (("Q11", bad),))),
        document(chart),
        document(replace(chart, series=(Serie("n", (Nombre(7.0),)),), alt=phrase)),
        document(Tuiles((Tuile("Signalements", bad),))),
        document(Tuiles((Tuile("Signalements", Nombre(7.0), phrase),))),
        document(note=phrase),
        document(n=bad),
    ]
    for one in places:
        with pytest.raises(ValueRefused, match="masqué"):
            check_public(one, chiffres)


def test_a_count_is_refused_where_no_table_stands_behind_the_document() -> None:
    with pytest.raises(ValueRefused, match="aucun tableau"):
        check_public(document(line(Nombre(160.0, Nature.SIGNALEMENTS, cle=("Q00", "total", "2025-S2")))), None)


def test_nine_headline_figures_and_words_that_point_at_somebody_are_refused() -> None:
    with pytest.raises(ValueRefused, match="9 chiffres clés"):
        check_public(document(Tuiles((Tuile("Marches", Nombre(3.0)),) * 9)), None)
    phone = "Appeler le 06 12 34 56 78 avant midi."
    for one in (
        document(note=said(phone)),
        document(Texte((said(phone),))),
        document(Tableau("Suites", ("Qui", "Quoi"), (("Voirie", phone),))),
        document(Tuiles((Tuile("Marches", Nombre(3.0), precision=phone),))),
        document(Graphique("Nombres", "barres", (phone,), (Serie("n", (Nombre(7.0),)),), said("Un nombre."))),
        document(Figure("photo-1", phone, said("Une photo."))),
    ):
        with pytest.raises(ValueRefused, match="06 12 34 56 78"):
            check_public(one, None)
    for one in (replace(document(), titre=phone), replace(document(), remarques=(phone,))):
        with pytest.raises(ValueRefused, match="06 12 34 56 78"):
            check_public(one, None)


def test_a_small_count_of_signalements_is_not_written_in_words_either() -> None:
    for words in ("Il y a eu 3 signalements ici.", "4\u202fSignalements", "1 signalement"):
        with pytest.raises(ValueRefused, match="ignalement"):
            check_public(document(Tableau("Suites", ("Quoi", "Combien"), (("Voirie", words),))), None)
    for words in ("1 234 signalements", "3,2 signalements pour mille habitants", "12 signalements", "2 marches"):
        check_public(document(Texte((said(words),))), None)
