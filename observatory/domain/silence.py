"""Zones silencieuses: the plain classes in which places are put."""

from __future__ import annotations

from enum import StrEnum


class Classe(StrEnum):
    """Whether few signalements in a place may mean few who tell."""

    SILENCIEUSE = "silencieuse"
    INCONNUE = "inconnue"
    COMME_AILLEURS = "comme_ailleurs"


LIBELLES: dict[Classe, str] = {
    Classe.SILENCIEUSE: "On y signale moins qu'ailleurs",
    Classe.INCONNUE: "Pas assez de données pour le dire",
    Classe.COMME_AILLEURS: "Comme ailleurs",
}
"""What a page writes for each class, the most telling first."""
