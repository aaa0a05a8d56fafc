"""Who passes the door for each route: a part of the matrix of rights, beside ``domain.roles``."""

from __future__ import annotations

PUBLIC, ACCOUNT, KEY = "public", "compte", "clé"

ROUTES: dict[str, str] = {
    "/connexion": PUBLIC,
    "/invitation/{jeton}": PUBLIC,
    "/reponse/{jeton}": PUBLIC,
    "/enquete/{jeton}": PUBLIC,
    "/oidc/depart": PUBLIC,
    "/oidc/retour": PUBLIC,
    "/sante": PUBLIC,
    "/bilan": PUBLIC,
    "/bilan/{periode}": PUBLIC,
    "/bilan/{periode}/{fichier}": PUBLIC,
    "/deconnexion": ACCOUNT,
    "/compte": ACCOUNT,
    "/compte/etat": ACCOUNT,
    "/compte/porte.js": ACCOUNT,
    "/export/signalements.{format}": ACCOUNT,
    "/export/indicateurs.{format}": ACCOUNT,
    "/export/bilan-mesures.{format}": ACCOUNT,
    "/export/bilan-financements.{format}": ACCOUNT,
    "/bureau/api/{nom}": ACCOUNT,
    "/bureau/fichiers": ACCOUNT,
    "/bureau/fiche-papier.pdf": ACCOUNT,
    "/suivi/bordereau/{reference}.pdf": ACCOUNT,
    "/annuaire.pdf": ACCOUNT,
    "/marches/{ident}/dossier.pdf": ACCOUNT,
    "/reunions/{ident}/releve.pdf": ACCOUNT,
    "/documents/{ident}/{fichier}": ACCOUNT,
    "/terrain": ACCOUNT,
    "/terrain/sw.js": ACCOUNT,
    "/terrain/manifeste.json": ACCOUNT,
    "/terrain/api/{nom}": ACCOUNT,
    "/terrain/fichiers": ACCOUNT,
    "/hors-ligne": PUBLIC,
    "/marche": PUBLIC,
    "/marche/sw.js": PUBLIC,
    "/marche/fichiers": PUBLIC,
    "/marche/{jeton}": PUBLIC,
    "/marche/{jeton}/manifeste.json": PUBLIC,
    "/marche/{jeton}/api/{nom}": PUBLIC,
    "/carte/fond.geojson": ACCOUNT,
    "/carte/leaflet": ACCOUNT,
    "/openapi.json": KEY,
    "/geocodage/search": KEY,
    "/geocodage/search/csv": KEY,
    "/geocodage/reverse": KEY,
    "/geocodage/reverse/csv": KEY,
    "/{path}": ACCOUNT,
}
"""Who passes the door for each route: anybody, a logged-in account, or a logged-in account or an API key.

``/{path}`` is the dashboard: its pages, its files and its websocket.
"""
