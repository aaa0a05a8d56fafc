"""The slip that goes with a file to a service that is written to on paper: one page, tagged (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from observatory.domain.transmission import Fiche
from observatory.present.fiche_papier import drawable
from observatory.present.labels import day_of, instant
from observatory.present.papier import template_to_pdf

_LONGEST_STORY, _LONGEST_NOTE = 1_400, 300


def bordereau(
    ville: str, fiche: Fiche, *, le: dt.datetime, note: str = "", lien: str = "", expire_le: dt.datetime | None = None
) -> bytes:
    """The slip as PDF: what is asked, a box to fill in by hand and, where there is one, the link as text."""
    data: dict[str, Any] = {
        "ville": drawable(ville, 60),
        "reference": drawable(fiche.reference, 40),
        "service": drawable(fiche.service, 80),
        "libelle": drawable(fiche.libelle, 90),
        "lieu": drawable(fiche.lieu, 200),
        "recit": drawable(" ".join(fiche.recit.split()), _LONGEST_STORY) or "Pas de récit.",
        "recu": day_of(fiche.recu_le),
        "promesse": instant(fiche.echeance) if fiche.echeance else "pas de date promise",
        "transmis": day_of(le),
        "note": drawable(note, _LONGEST_NOTE),
        "plaque": drawable(fiche.plaque, 20),
        "tags": fiche.tags,
        "lien": lien,
        "expire": day_of(expire_le) if lien and expire_le else "",
    }
    return template_to_pdf("bordereau", data)
