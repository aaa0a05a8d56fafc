"""The letter and the slip that go with a file: what they say, and that they stay of one page."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pikepdf
import pytest

from observatory.domain.transmission import Fiche
from observatory.pipeline.retours_dus import phrase_retour
from observatory.present.bordereau import bordereau
from observatory.present.lettre import letter
from tests.unit.present.test_fiche_papier import open_pdf, words_of

LE = dt.datetime(2026, 6, 1, 22, 30, tzinfo=dt.UTC)  # the 2nd in Paris
FICHE = Fiche(
    "H7M4RX", "Clairval Habitat", "tags-facade", "Tag sur une façade", "5 Rue des Mouettes, hall 2",
    "Toute la façade est peinte.", LE, dt.datetime(2026, 6, 3, 16, tzinfo=dt.UTC), tags=True,
)  # fmt: skip
LINK = "https://office.ville.example/reponse/" + "Ab3-_" * 8 + "xyz"


def test_the_letter_says_what_is_asked_and_how_to_answer() -> None:
    subject, text = letter("Petiteville", FICHE, note="côté cour", lien=LINK, expire_le=LE + dt.timedelta(days=14))
    assert subject == "Dossier H7M4RX : Tag sur une façade, 5 Rue des Mouettes, hall 2"
    for words in ("Clairval Habitat", "Reçu le : 2 juin 2026", "mercredi 3 juin à 18", "côté cour", "16 juin 2026"):
        assert words in text, words
    assert f"\n{LINK}\n" in text
    _, plain = letter("Petiteville", dataclasses.replace(FICHE, echeance=None, recit=""))
    assert "pas de date promise" in plain and "http" not in plain and "Note" not in plain


def test_the_slip_is_one_tagged_page_with_a_box_to_fill_in() -> None:
    made = bordereau("Petiteville", FICHE, le=LE, note="côté cour", lien=LINK, expire_le=LE + dt.timedelta(days=14))
    with open_pdf(made) as pdf:
        assert len(pdf.pages) == 1 and bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1" and "H7M4RX" in str(metadata["dc:title"])
    told = words_of(made).replace("’", "'").replace("\u00a0", " ")
    for words in ("H7M4RX", "Clairval Habitat", "2 juin 2026", "Prévu, le", "Surface nettoyée", "côté cour", "16 juin"):
        assert words in told, words
    assert LINK in told.replace(" ", "")
    other = words_of(bordereau("Petiteville", dataclasses.replace(FICHE, tags=False, plaque="AB-123-CD"), le=LE))
    assert "Surface" not in other and "AB-123-CD" in other and "Rendez ce bordereau" in other


def test_whatever_is_told_it_stays_one_page() -> None:
    long = dataclasses.replace(
        FICHE, recit="W" * 3_000 + " #set page(paper: \"a0\") $x$ \\ *" * 30, lieu="L" * 400, service="S" * 200,
        libelle="C" * 200, plaque="P" * 60,
    )  # fmt: skip
    made = bordereau("V" * 100, long, le=LE, note="n" * 300, lien=LINK, expire_le=LE)
    with pikepdf.Pdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    ("suite", "more", "said"),
    [
        ("fait", {}, "nous dit que c'est fait, le 5 juin 2026"),
        ("prevu", {"prevu_le": dt.date(2026, 7, 1)}, "a prévu d'intervenir le 1er juillet 2026."),
        ("refuse", {"motif": "terrain privé."}, "ne peut pas y donner suite : terrain privé."),
    ],
)
def test_the_sentence_for_the_caller_says_what_became_of_it(suite: str, more: dict[str, object], said: str) -> None:
    told = phrase_retour(
        categorie="Tag sur une façade", lieu="5 Rue des Mouettes", service="Voirie", suite=suite, signale_le=LE,
        le=LE + dt.timedelta(days=3), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    assert told.startswith("Le 2 juin 2026, vous nous avez signalé : « Tag sur une façade », 5 Rue des Mouettes.")
    assert said in told and told.endswith(".")
