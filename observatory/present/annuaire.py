"""The directory on paper: by kind, with the day of the last check of each line (A4, PDF/UA-1, tagged)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from observatory.domain.annuaire import STALE_MONTHS, Genre, Ligne, is_stale
from observatory.present.fiche_papier import drawable
from observatory.present.papier import template_to_pdf

HEADINGS = {
    Genre.URGENCE: "Urgences",
    Genre.AIDE: "Aide et écoute",
    Genre.SERVICE: "Services de la ville",
    Genre.PARTENAIRE: "Partenaires",
}
"""What each kind is called, in the order of the paper."""
_HOURS = re.compile(r"(\d) h\b")


def annuaire_pdf(ville: str, table: Sequence[Ligne], day: dt.date) -> bytes:
    """The lines in service, as a PDF; ``day`` is that of the print, from which six months without a check count."""
    data = {
        "ville": drawable(ville, 60),
        "jour": f"{day:%d/%m/%Y}",
        "mois": STALE_MONTHS,
        "parties": [
            {"titre": title, "lignes": [_row(one, day) for one in table if one.genre == genre and not one.retire_le]}
            for genre, title in HEADINGS.items()
        ],
    }
    return template_to_pdf("annuaire", data)


def _row(one: Ligne, day: dt.date) -> dict[str, object]:
    return {
        "nom": drawable(one.nom, 120),
        "numero": drawable(one.numero, 40),
        "chiffres": any(sign.isdigit() for sign in one.numero),
        "horaires": _HOURS.sub("\\1\u00a0h", drawable(one.horaires, 120)),
        "detail": [drawable(text, 300) for text in (one.role, one.consigne) if text],
        "ou": drawable(" · ".join(text for text in (one.adresse, one.courriel) if text), 330),
        "verifie": f"{one.verifie_le:%d/%m/%Y}" if one.verifie_le else "jamais",
        "ancien": is_stale(one, day),
    }
