"""A survey on paper: a poster whose code opens the form, and the questionnaire to be filled in by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.domain.questionnaire import GenreQuestion, QuestionEnquete
from observatory.present.code_qr import qr_svg
from observatory.present.fiche_papier import drawable
from observatory.present.labels import day
from observatory.present.papier import template_to_pdf

PAPIERS = ("a4", "a5")
"""The sizes of a poster."""


def affiche_pdf(ville: str, titre: str, zone: str, adresse: str, fin: dt.date, papier: str = "a4") -> bytes:
    """The poster as PDF: what it is about, the code, two sentences, the address in letters."""
    data = {
        "ville": drawable(ville, 60), "titre": drawable(titre, 120), "zone": drawable(zone, 120), "adresse": adresse,
        "qr": qr_svg(adresse), "fin": day(fin), "papier": papier,
    }  # fmt: skip
    return template_to_pdf("enquete_affiche", data)


def questionnaire_pdf(ville: str, titre: str, zone: str, questions: Sequence[QuestionEnquete]) -> bytes:
    """The questionnaire as PDF, on one page: boxes to tick, each with the rank under which it is typed."""
    data = {
        "ville": drawable(ville, 60),
        "titre": drawable(titre, 120),
        "zone": drawable(zone, 120),
        "questions": [
            {
                "titre": drawable(one.question, 300), "profil": one.genre == GenreQuestion.PROFIL,
                "reponses": [drawable(answer, 80) for answer in one.reponses],
            }
            for one in questions
            if one.reponses
        ],
        "libre": next((drawable(one.question, 300) for one in questions if not one.reponses), ""),
    }  # fmt: skip
    return template_to_pdf("enquete_papier", data)
