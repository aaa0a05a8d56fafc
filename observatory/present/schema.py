"""The French words of the schéma local."""

from __future__ import annotations

from observatory.domain.action import Alerte, EtatAction, Famille, GenreIndicateur, GenreObjet, OrigineAction
from observatory.domain.methode import EtatPassage, Passage
from observatory.domain.schema import EtatSchema, Formation

ETATS_ACTION: dict[str, str] = {
    EtatAction.PROPOSEE: "proposée",
    EtatAction.DECIDEE: "décidée",
    EtatAction.EN_COURS: "en cours",
    EtatAction.REALISEE: "réalisée",
    EtatAction.SUSPENDUE: "suspendue",
    EtatAction.ABANDONNEE: "abandonnée",
}
ORIGINES_ACTION: dict[str, str] = {
    OrigineAction.MARCHE: "marche",
    OrigineAction.GROUPE: "groupe opérationnel",
    OrigineAction.REUNION: "réunion publique",
    OrigineAction.POINT_CHAUD: "point chaud",
    OrigineAction.PARTENAIRE: "partenaire",
}
OBJETS: dict[str, str] = {
    GenreObjet.CONSTAT: "Constat de marche",
    GenreObjet.PROBLEME: "Problème suivi par l'office",
    GenreObjet.REUNION_PROBLEME: "Dit en réunion",
}
GENRES_INDICATEUR: dict[str, str] = {
    GenreIndicateur.REALISATION: "réalisation",
    GenreIndicateur.IMPACT: "impact",
    GenreIndicateur.QUALITE: "qualité",
}
FAMILLES: dict[str, str] = {
    Famille.TECHNOLOGIE: "Technologie",
    Famille.PRESENCE: "Présence humaine",
    Famille.CADRE_DE_VIE: "Cadre de vie",
    Famille.ACCOMPAGNEMENT: "Accompagnement",
}
ALERTES: dict[str, str] = {
    Alerte.SANS_PILOTE: "sans service pilote",
    Alerte.EN_RETARD: "en retard",
    Alerte.SANS_NOUVELLE: "sans nouvelle",
    Alerte.INDICATEUR_DU: "indicateur en retard",
    Alerte.SANS_INDICATEUR: "sans indicateur",
    Alerte.SANS_DATE: "sans échéance",
    Alerte.EFFET_A_DISCUTER: "effet à discuter",
}
FORMATIONS: dict[str, str] = {Formation.CLSPD: "CLSPD", Formation.CISPD: "CISPD"}
ETATS_SCHEMA: dict[str, str] = {EtatSchema.EN_COURS: "en cours", EtatSchema.CLOS: "clos"}
PASSAGES: dict[str, str] = {
    Passage.CONSULTATION: "Réunion publique de consultation",
    Passage.MARCHE: "Première marche",
    Passage.GROUPE: "Groupe opérationnel : diagnostic partagé, mesures acceptées",
    Passage.PRESENTATION: "Présentation publique",
    Passage.VISITE: "Visite de terrain du semestre",
    Passage.RESTITUTION: "Restitution publique",
    Passage.BILAN: "Bilan du schéma",
}
ETATS_PASSAGE: dict[str, str] = {
    EtatPassage.TENU: "tenu",
    EtatPassage.TARDIF: "tenu en retard",
    EtatPassage.PREVU: "prévu",
    EtatPassage.A_CONFIRMER: "à confirmer",
    EtatPassage.A_PREVOIR: "à prévoir",
    EtatPassage.A_VENIR: "à venir",
    EtatPassage.MANQUE: "manqué",
}
NOT_TOLD = "non communiqué"
