"""The words of walks."""

from __future__ import annotations

from observatory.domain.marche import Etat, Genre, Origine

GENRES: dict[str, str] = {
    Genre.DIAGNOSTIC: "Diagnostic en marchant",
    Genre.EXPLORATOIRE: "Marche exploratoire",
}
ETATS: dict[str, str] = {
    Etat.PREPARATION: "en préparation",
    Etat.PRETE: "prête",
    Etat.CLOSE: "close",
    Etat.ANNULEE: "annulée",
}
ORIGINES: dict[str, str] = {
    Origine.REUNION: "dit en réunion",
    Origine.POINT_CHAUD: "point chaud",
    Origine.REPETE: "lieu qui revient",
    Origine.SILENCE: "lieu peu entendu",
    Origine.PRECEDENTE: "arrêt de la marche d'avant",
    Origine.CHOIX: "ajouté",
}
