"""The dossier of a walk: looked at page by page, tagged, and saying what it must."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from observatory.domain.constat import Question
from observatory.domain.dossier_marche import ArretDit, Avant, ConstatAvant, Dossier, EngagementAvant, Signale
from observatory.domain.marche import Arret, Genre, Marche, Plan
from observatory.present.carte_papier import Carte
from observatory.present.dossier_marche import dossier_marche
from observatory.settings import PROJECT
from observatory.store.fichier_csv import read_table
from tests.approuves import check_page, pages_of
from tests.unit.present.test_carte_papier import STOPS, drawn

PARIS = ZoneInfo("Europe/Paris")
EVENING = dt.datetime(2026, 12, 3, 18, 30, tzinfo=PARIS)
FAMILIES = ("Bruit", "Éclairage public", "Dépôts et encombrants", "Propreté", "Tags et graffitis", "Stationnement")
NAMES = ("Rue Haute", "angle Rue Haute / Boulevard de la Mer", "Boulevard de la Mer")
PLAN = Plan(
    genre=Genre.DIAGNOSTIC, titre="Du port à la rue Haute, le soir", prevue_le=EVENING, nuit=True, accessible=True,
    pilote="Chargée de mission tranquillité", invites=("habitants", "bailleurs", "police_municipale"),
    consigne="Restez groupés. Personne ne photographie un visage.", territoire="quartier:Q1",
    rendez_vous="Devant la mairie annexe", lat=STOPS[0][0], lon=STOPS[0][1],
    arrets=tuple(
        Arret(name, lat, lon, origin, "3 personnes en réunion : éclairage", rank + 1, rank + 10)
        for rank, (name, (lat, lon), origin) in enumerate(
            zip(NAMES, STOPS, ("reunion", "point_chaud", "precedente"), strict=True)
        )
    ),
    trace=tuple(STOPS), metres=834.0, minutes=71.0, methode="voies",
)  # fmt: skip
BEFORE = Avant(
    (("Voir et être vu", 0.7), ("Agir ensemble", 2.5)),
    (
        ConstatAvant(False, "Éclairage public", "Trois lampes éteintes.", "resolu"),
        ConstatAvant(True, "", "Le banc est repeint.", None),
    ),
    (
        EngagementAvant("Éclairage", "Remplacer les lampes.", dt.date(2026, 6, 1), dt.date(2026, 5, 20)),
        EngagementAvant("Propreté", "Deux passages par semaine.", dt.date(2026, 9, 1), None),
        EngagementAvant("Mairie", "Réunir les commerçants.", dt.date(2027, 1, 15), None),
    ),
)
COLUMNS = ("code", "principe", "question", "zero", "trois")
QUESTIONS = tuple(Question(**row) for row in read_table(PROJECT / "data/reference/grille_diagnostic.csv", COLUMNS))
DOSSIER = Dossier(
    ville="Port-Clairval", logo=b"",
    marche=Marche(4, "M2026-04", "prete", 3, "coord", PLAN), territoire="Quartier Haut",
    depuis=dt.date(2025, 11, 21), jusqua=dt.date(2026, 11, 20),
    arrets=tuple(
        ArretDit(stop, (Signale("Bruit", 25), Signale("Propreté", None)) if rank else (), Avant() if rank else BEFORE)
        for rank, stop in enumerate(PLAN.arrets)
    ),
    heures=tuple(tuple(10 if (d, b) == (4, 7) else 5 if b > 5 else None for b in range(8)) for d in range(7)),
    ailleurs=Avant(constats=(ConstatAvant(False, "Bruit", "Musique forte.", None),)),
    precedente_le=dt.datetime(2026, 4, 16, 18, tzinfo=PARIS), questions=QUESTIONS, familles=FAMILIES,
    jour=dt.date(2026, 11, 21),
)  # fmt: skip
LINK = "https://tranquillite.port-clairval.example/marche/abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture(scope="module")
def carte() -> Carte:
    return drawn()


@pytest.fixture(scope="module")
def plain(carte: Carte) -> bytes:
    return dossier_marche(DOSSIER, carte)


def text_of(pdf: bytes) -> str:
    """What a reader finds, page after page, with plain spaces and apostrophes."""
    with pypdfium2.PdfDocument(pdf) as opened:
        told = " ".join(page.get_textpage().get_text_bounded() for page in opened)
    for odd, usual in (("\u00a0", " "), ("\u202f", " "), ("’", "'"), ("\ufffe", "-"), ("\u200b", "")):
        told = told.replace(odd, usual)
    return " ".join(told.split())


@pytest.mark.parametrize("page", [1, 2, 3, 4, 7])
def test_pages_are_those_that_were_approved(plain: bytes, page: int) -> None:
    pages = pages_of(plain)
    assert len(pages) == 7
    check_page(f"dossier-marche-{page}", pages[page - 1])


def test_a_page_that_changed_is_told(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APPROUVER", raising=False)
    changed = pages_of(plain)[0]
    changed.paste(0, (40, 180, 200, 200))  # a line over the facts
    with pytest.raises(AssertionError, match="regardez-la"):
        check_page("dossier-marche-1", changed)


def test_it_is_tagged_for_readers_of_screens(plain: bytes) -> None:
    with pikepdf.Pdf.open(io.BytesIO(plain)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).lower().startswith("fr")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "M2026-04" in str(metadata["dc:title"])
        found = list(_elements(pdf.Root.StructTreeRoot))
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/L"} <= {str(one.S) for one in found}
        told = [str(one.get("/Alt", "")) for one in found if str(one.S) == "/Figure"]
        assert any("Arrêts dans l'ordre : 1, Rue Haute" in one for one in told) and all(told)


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def test_it_says_what_a_walk_needs(plain: bytes) -> None:
    told = text_of(plain)
    for words in (
        "Diagnostic en marchant", "Du port à la rue Haute, le soir", "Jeudi 3 décembre 2026 à 18 h 30, de nuit",
        "Devant la mairie annexe", "Boucle de 830 mètres, 3 arrêts, environ 1 h 10", "fauteuils et les poussettes",
        "Chargée de mission tranquillité", "Habitants · Bailleurs sociaux · Police municipale", "Restez groupés.",
        "Signatures", "Aucun lien n'est imprimé ici", "Dit en réunion", "environ 25",
        "Signalé moins de 5 fois : Propreté.",
        "Rien n'a été signalé autour de cet arrêt.", "À la marche du 16 avril 2026", "0,7/3", "Trois lampes éteintes.",
        "(résolu)", "(fait le 20 mai 2026)", "(en retard : promis pour le 1er septembre 2026)",
        "(à venir : promis pour le 15 janvier 2027)", "hors de ces arrêts", "Musique forte.", "pas encore transmis",
        "du 21 novembre 2025 au 20 novembre 2026", "Feuille de l'arrêt 2", "D'ici, sait-on où l'on est", "ne sait pas",
        "plutôt oui", "1 Bruit", "Qui marche", "18 à 24 ans", "Tout à fait en sécurité", "page 7 sur 7",
    ):  # fmt: skip
        assert words in told, words
    assert "inopinée" not in told.casefold()


def test_a_link_is_printed_with_its_code_and_its_end(carte: Carte) -> None:
    linked = replace(DOSSIER, lien=LINK, expire_le=dt.datetime(2026, 12, 4, 6, 30, tzinfo=PARIS))
    made = dossier_marche(linked, carte)
    told = text_of(made)
    assert LINK.replace("https://", "") in told.replace(" ", "")
    assert "vendredi 4 décembre à 6 h 30" in told and "Aucun lien" not in told
    check_page("dossier-marche-1-lien", pages_of(made)[0])


def test_an_unannounced_walk_says_on_every_page_not_to_spread_it(carte: Carte) -> None:
    made = dossier_marche(replace(DOSSIER, marche=replace(DOSSIER.marche, plan=replace(PLAN, inopinee=True))), carte)
    with pypdfium2.PdfDocument(made) as opened:
        for page in opened:
            assert "ne pas diffuser" in page.get_textpage().get_text_bounded()


def test_whatever_is_written_in_it_a_dossier_is_made(carte: Carte) -> None:
    odd = 'L\'Île #set page(paper: "a0") \\ $x$ * 東京 ' * 4
    plan = replace(PLAN, titre=odd[:110], consigne=odd, pilote="", invites=(), arrets=PLAN.arrets[:1])
    stops = (replace(DOSSIER.arrets[0], arret=replace(PLAN.arrets[0], nom=odd, motif=odd)),)
    made = dossier_marche(
        replace(DOSSIER, ville=odd, logo=_logo(), marche=replace(DOSSIER.marche, plan=plan), arrets=stops), carte
    )
    with pypdfium2.PdfDocument(made) as opened:
        assert {tuple(round(side) for side in page.get_size()) for page in opened} == {(595, 842)}
    bare = replace(DOSSIER, arrets=(), heures=((None,) * 8,) * 7, familles=(), questions=(), ailleurs=Avant())
    assert dossier_marche(replace(bare, marche=replace(DOSSIER.marche, plan=replace(PLAN, arrets=()))), carte)


def _logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#1d3557").save(out, "PNG")
    return out.getvalue()
