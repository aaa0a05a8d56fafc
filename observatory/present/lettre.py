"""The letter that entrusts a file to a service: plain text, nothing of who called."""

from __future__ import annotations

import datetime as dt

from observatory.domain.transmission import Fiche
from observatory.present.labels import day_of, instant


def letter(
    ville: str, fiche: Fiche, *, note: str = "", lien: str = "", expire_le: dt.datetime | None = None
) -> tuple[str, str]:
    """The subject and the text. ``lien`` is where the service answers once, until ``expire_le``."""
    subject = f"Dossier {fiche.reference} : {fiche.libelle}, {fiche.lieu}"
    lines = [
        "Bonjour,",
        "",
        f"L'office de la tranquillité publique ({ville}) vous confie le dossier {fiche.reference}.",
        "",
        f"Service : {fiche.service}",
        f"Catégorie : {fiche.libelle}",
        f"Lieu : {fiche.lieu}",
        f"Reçu le : {day_of(fiche.recu_le)}",
        f"Réponse promise avant : {instant(fiche.echeance) if fiche.echeance else 'pas de date promise'}",
        "",
        "Ce qui est signalé :",
        fiche.recit or "(pas de récit)",
    ]
    if note:
        lines += ["", "Note de l'office :", note]
    if lien:
        until = f", jusqu'au {day_of(expire_le)}" if expire_le else ""
        lines += [
            "",
            f"Dites-nous ce que vous faites (fait, prévu ou refusé) sur cette page. Elle sert une fois{until} :",
            lien,
        ]
    lines += ["", "Merci. L'office prévient ensuite les habitants qui ont appelé."]
    return subject[:180], "\n".join(lines) + "\n"
