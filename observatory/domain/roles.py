"""Who does what: the roles, the account that bears them, and the one table of what each may do.

``OPERATIONS``, ``ACTS`` and ``PAGES``, with the ``ROUTES`` of ``domain.routes``, are the whole matrix. An operation
that is not in it cannot be declared, a page that is not in it is not shown, a route that is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """A role of the office; roles accumulate on one account."""

    OPERATEUR = "operateur"
    REGULATEUR = "regulateur"
    MEDIATEUR = "mediateur"
    COORDONNATEUR = "coordonnateur"
    PARTENAIRE = "partenaire"
    CLSPD = "clspd"
    PRESENTATEUR = "presentateur"
    ADMINISTRATEUR = "administrateur"
    DPO = "dpo"


Roles = frozenset[Role]

_OPERATEUR, _REGULATEUR, _MEDIATEUR = Role.OPERATEUR, Role.REGULATEUR, Role.MEDIATEUR
_COORDONNATEUR, _PARTENAIRE, _CLSPD = Role.COORDONNATEUR, Role.PARTENAIRE, Role.CLSPD
_PRESENTATEUR, _ADMINISTRATEUR, _DPO = Role.PRESENTATEUR, Role.ADMINISTRATEUR, Role.DPO

INTERNAL: Roles = frozenset({_OPERATEUR, _REGULATEUR, _COORDONNATEUR, _ADMINISTRATEUR})
"""Roles that see signalements one by one and unrounded counts."""

KEEPERS: Roles = frozenset({_ADMINISTRATEUR})
"""Roles that import reference data and look after the base."""

DATA_ENTRY: Roles = frozenset({_REGULATEUR, _COORDONNATEUR, _ADMINISTRATEUR})
"""Roles that import signalements."""

GUARDIANS: Roles = frozenset({_ADMINISTRATEUR, _DPO})
"""Roles that answer for what is kept about persons, and for how long."""

RULE_MAKERS: Roles = frozenset({_REGULATEUR, _ADMINISTRATEUR})
"""Roles that write the rules by which files are sent to services."""

WATCHERS: Roles = frozenset({_DPO})
"""Roles that read who looked at what."""

DESK: Roles = frozenset({_OPERATEUR, _REGULATEUR})
"""Roles that answer the phone: they alone see who called, and what was said word by word."""

FIELD: Roles = frozenset({_MEDIATEUR, _REGULATEUR})
"""Roles that see what médiateurs have to do: those who go there, and who looks after them."""

ANALYSTS: Roles = frozenset({_COORDONNATEUR, _CLSPD, _ADMINISTRATEUR})
"""Roles that are shown the pages of analysis: who prepares walks, and the group that reads maps before them."""

WALKERS: Roles = frozenset({_COORDONNATEUR, _CLSPD, _ADMINISTRATEUR, _PRESENTATEUR})
"""Roles that read what walks found: who prepares them, who decides after them, who presents them."""

EVERYBODY: Roles = frozenset(Role)

ACTS: dict[str, Roles] = {
    "localiser": frozenset({_OPERATEUR, _REGULATEUR}),
    "fusionner": frozenset({_OPERATEUR, _REGULATEUR}),
    "separer": frozenset({_REGULATEUR}),
    "qualifier": frozenset({_OPERATEUR, _REGULATEUR}),
    "transmettre": frozenset({_OPERATEUR, _REGULATEUR}),
    "reorienter": frozenset({_REGULATEUR}),
    "confier à un médiateur": frozenset({_OPERATEUR, _REGULATEUR}),
    "rendre compte": frozenset({_REGULATEUR, _MEDIATEUR, _PARTENAIRE}),
    "clore": frozenset({_REGULATEUR}),
    "moderer": frozenset({_COORDONNATEUR}),
    "publier": frozenset({_COORDONNATEUR}),
    "rappeler": frozenset({_OPERATEUR, _REGULATEUR}),
    "rouvrir": frozenset({_OPERATEUR, _REGULATEUR}),
    "valider": frozenset({_REGULATEUR}),
    "observer": frozenset({_MEDIATEUR}),
    "préparer une marche": frozenset({_COORDONNATEUR}),
    "conduire le schéma": frozenset({_COORDONNATEUR}),
}
"""Which roles own each act on a file. The operations that carry an act out are declared with these sets."""

OPERATIONS: dict[str, Roles] = {
    "geocoder.search": EVERYBODY,
    "geocoder.search_many": EVERYBODY,
    "geocoder.geocodejson": EVERYBODY,
    "geocoder.reverse": EVERYBODY,
    "geocoder.reverse_geocodejson": EVERYBODY,
    "geocoder.fichier": DATA_ENTRY,
    "geocoder.csv": EVERYBODY,
    "bureau.ouvrir": DESK,
    "bureau.enregistrer": DESK,
    "bureau.brouillon": DESK,
    "bureau.oublier": DESK,
    "bureau.ecouter": DESK,
    "bureau.quand": DESK,
    "bureau.appelant": DESK,
    "bureau.dossier": DESK,
    "bureau.corriger": DESK,
    "bureau.chercher": DESK,
    "bureau.compteurs": DESK,
    "reglages.liste": EVERYBODY,
    "reglages.identite": EVERYBODY,
    "reglages.enregistrer": RULE_MAKERS,
    "reglages.historique": RULE_MAKERS | WATCHERS,
    "reglages.revenir": RULE_MAKERS,
    "reglages.csv": RULE_MAKERS | WATCHERS,
    "reglages.lire_csv": RULE_MAKERS,
    "reglages.logo": KEEPERS,
    "reglages.modele": KEEPERS,
    "nomenclature.lignes": RULE_MAKERS,
    "nomenclature.enregistrer": KEEPERS,
    "nomenclature.csv": RULE_MAKERS,
    "nomenclature.lire_csv": KEEPERS,
    "regles.csv": RULE_MAKERS,
    "regles.lire_csv": RULE_MAKERS,
    "territoires.dessiner": KEEPERS,
    "annuaire.liste": DESK | KEEPERS,
    "annuaire.enregistrer": RULE_MAKERS,
    "annuaire.lire_csv": RULE_MAKERS,
    "annuaire.csv": RULE_MAKERS,
    "annuaire.imprimer": DESK | KEEPERS | {_MEDIATEUR},
    "consignes.liste": DESK,
    "consignes.ajouter": frozenset({_REGULATEUR}),
    "consignes.passer": DESK,
    "consignes.lire": DESK,
    "consignes.retirer": frozenset({_REGULATEUR}),
    "surnoms.liste": EVERYBODY,
    "surnoms.ajouter": INTERNAL,
    "surnoms.retirer": DATA_ENTRY,
    "declarants.fusionner": frozenset({_OPERATEUR, _REGULATEUR}),
    "declarants.separer": frozenset({_REGULATEUR}),
    "bureau.fiche_papier": INTERNAL,
    "imports.apercu": DATA_ENTRY,
    "imports.adresses": KEEPERS,
    "imports.territoires": KEEPERS,
    "imports.voies": KEEPERS,
    "imports.lieux": KEEPERS,
    "imports.signalements": DATA_ENTRY,
    "triage.suggerer": INTERNAL,
    "triage.entrainer": frozenset({_REGULATEUR, _ADMINISTRATEUR}),
    "triage.evaluer": frozenset({_REGULATEUR, _ADMINISTRATEUR}),
    "imports.contacts": DATA_ENTRY,
    "base.etat": EVERYBODY,
    "base.verifier": KEEPERS,
    "nomenclature.categories": EVERYBODY,
    "nomenclature.canaux": EVERYBODY,
    "zonages.liste": EVERYBODY,
    "zonages.territoires": EVERYBODY,
    "zonages.contours": EVERYBODY,
    "carte.fond": EVERYBODY,
    "tables.cellules": INTERNAL,
    "tables.territoires": INTERNAL,
    "tables.total": INTERNAL,
    "apercu.chiffres": INTERNAL,
    "apercu.mois": INTERNAL,
    "apercu.categories": INTERNAL,
    "apercu.bilan": INTERNAL,
    "apercu.jour_heure": INTERNAL,
    "signalements.dans_cellule": INTERNAL,
    "signalements.liste": INTERNAL,
    "signalements.exporter": INTERNAL,
    "signalements.confies": frozenset({_PARTENAIRE}),
    "regles.liste": INTERNAL,
    "regles.envoi": frozenset({_OPERATEUR, _REGULATEUR, _ADMINISTRATEUR}),
    "regles.essai": RULE_MAKERS,
    "regles.enregistrer": RULE_MAKERS,
    "regles.appliquer": ACTS["reorienter"],
    "problemes.proches": frozenset({_OPERATEUR, _REGULATEUR}),
    "problemes.fusionner": ACTS["fusionner"],
    "problemes.separer": ACTS["separer"],
    "problemes.detacher": ACTS["separer"],
    "hotspots.carte": INTERNAL | {_CLSPD},
    "hotspots.secteurs": INTERNAL | {_CLSPD},
    "hotspots.lieux_repetes": INTERNAL | {_CLSPD},
    "hotspots.periode": INTERNAL | {_CLSPD},
    "evolution.emergence": INTERNAL | {_CLSPD},
    "evolution.changements": INTERNAL | {_CLSPD},
    "evolution.jour_heure": INTERNAL | {_CLSPD},
    "evolution.saison": INTERNAL | {_CLSPD},
    "effet.lire_zone": INTERNAL | {_CLSPD},
    "effet.disque": INTERNAL | {_CLSPD},
    "effet.mesurer": INTERNAL | {_CLSPD},
    "indicateurs.ensemble": INTERNAL,
    "indicateurs.table": INTERNAL,
    "suivi.dossier": DESK,
    "suivi.avancer": DESK,
    "suivi.a_transmettre": ACTS["transmettre"],
    "suivi.transmettre": ACTS["transmettre"],
    "suivi.transmissions": ACTS["transmettre"],
    "suivi.services": ACTS["transmettre"],
    "suivi.bordereau": ACTS["transmettre"],
    "suivi.revoquer_liens": ACTS["transmettre"],
    "suivi.rendre_compte": ACTS["rendre compte"] - {_MEDIATEUR},
    "suivi.comptes_rendus": ACTS["valider"],
    "suivi.valider": ACTS["valider"],
    "suivi.ecarter": ACTS["valider"],
    "suivi.confies": frozenset({_PARTENAIRE}),
    "suivi.bilan": frozenset({_PARTENAIRE}),
    "photos.voir": DESK | ACTS["moderer"] | WALKERS | {_PARTENAIRE},
    "photos.dossier": DESK | {_PARTENAIRE},
    "photos.a_moderer": ACTS["moderer"],
    "photos.moderer": ACTS["moderer"],
    "retours.liste": ACTS["rappeler"],
    "retours.prendre": ACTS["rappeler"],
    "retours.tenter": ACTS["rappeler"],
    "retours.impossible": frozenset({_REGULATEUR}),
    "retours.satisfactions": ACTS["rappeler"],
    "retours.demander": ACTS["rappeler"],
    "retours.satisfaire": ACTS["rappeler"],
    "retours.rouvrir": ACTS["rouvrir"],
    "tableau.chiffres": frozenset({_REGULATEUR}),
    "tableau.liste": frozenset({_REGULATEUR}),
    "lundi.lire": frozenset({_REGULATEUR}),
    "lundi.texte": frozenset({_REGULATEUR}),
    "lundi.envoyer": frozenset({_REGULATEUR}),
    "veille.minute": KEEPERS,
    "mediations.confier": ACTS["confier à un médiateur"],
    "mediations.mediateurs": ACTS["confier à un médiateur"],
    "mediations.dossier": DESK,
    "mediations.miennes": FIELD,
    "mediations.rendez_vous": ACTS["observer"],
    "mediations.noter_rendez_vous": ACTS["observer"],
    "mediations.clore": ACTS["observer"],
    "terrain.ouvrir": FIELD,
    "ambiances.noter": ACTS["observer"],
    "ambiances.miennes": ACTS["observer"],
    "ambiances.liste": INTERNAL,
    "ambiances.cellules": INTERNAL,
    "propension.zones": INTERNAL | {_CLSPD},
    "propension.hexagones": INTERNAL | {_CLSPD},
    "marches.liste": WALKERS,
    "marches.lire": WALKERS,
    "marches.creer": ACTS["préparer une marche"],
    "marches.enregistrer": ACTS["préparer une marche"],
    "marches.prete": ACTS["préparer une marche"],
    "marches.annuler": ACTS["préparer une marche"],
    "marches.ouvrir_lien": ACTS["préparer une marche"],
    "marches.liens": ACTS["préparer une marche"],
    "marches.revoquer_liens": ACTS["préparer une marche"],
    "marches.proposer": ACTS["préparer une marche"],
    "marches.tracer": ACTS["préparer une marche"],
    "marches.arret_a": ACTS["préparer une marche"],
    "reunions.liste": WALKERS,
    "reunions.creer": ACTS["préparer une marche"],
    "reunions.ajouter": ACTS["préparer une marche"],
    "reunions.retirer": ACTS["préparer une marche"],
    "reunions.lire_csv": ACTS["préparer une marche"],
    "reunions.lire": WALKERS,
    "reunions.releve": WALKERS,
    "reunions.enregistrer": ACTS["conduire le schéma"],
    "reunions.etat": ACTS["conduire le schéma"],
    "reunions.presences": ACTS["conduire le schéma"],
    "reunions.compte_rendu": ACTS["conduire le schéma"],
    "reunions.diagnostic": ACTS["conduire le schéma"],
    "reunions.decider": ACTS["conduire le schéma"],
    "reunions.retirer_decision": ACTS["conduire le schéma"],
    "actions.dus": ACTS["conduire le schéma"] | {_PARTENAIRE},
    "instances.formation": WALKERS,
    "instances.groupe": WALKERS,
    "instances.zones": WALKERS,
    "instances.cellule": WALKERS,
    "restitution.lire": WALKERS,
    "restitution.trier": ACTS["préparer une marche"],
    "restitution.oublier_comptage": ACTS["préparer une marche"],
    "restitution.clore": ACTS["préparer une marche"],
    "restitution.tardifs": ACTS["préparer une marche"],
    "restitution.promettre": ACTS["préparer une marche"],
    "restitution.tenir": ACTS["préparer une marche"],
    "restitution.retirer": ACTS["préparer une marche"],
    "schemas.liste": WALKERS,
    "schemas.lire": WALKERS,
    "schemas.methode": WALKERS,
    "schemas.creer": ACTS["conduire le schéma"],
    "schemas.enregistrer": ACTS["conduire le schéma"],
    "schemas.clore": ACTS["conduire le schéma"],
    "schemas.dire": ACTS["conduire le schéma"],
    "schemas.retirer": ACTS["conduire le schéma"],
    "schemas.rattacher": ACTS["conduire le schéma"],
    "schemas.rattacher_reunion": ACTS["conduire le schéma"],
    "schemas.constats": WALKERS,
    "schemas.zone": ACTS["conduire le schéma"],
    "schemas.services": ACTS["conduire le schéma"],
    "actions.liste": WALKERS,
    "actions.lire": WALKERS,
    "actions.mesures": WALKERS,
    "actions.financeurs": WALKERS,
    "actions.nouvelles": WALKERS,
    "actions.creer": ACTS["conduire le schéma"],
    "actions.enregistrer": ACTS["conduire le schéma"],
    "actions.rattacher": ACTS["conduire le schéma"],
    "actions.detacher": ACTS["conduire le schéma"],
    "actions.financer": ACTS["conduire le schéma"],
    "actions.dire": ACTS["conduire le schéma"],
    "actions.demander": ACTS["conduire le schéma"],
    "actions.ne_plus_demander": ACTS["conduire le schéma"],
    "actions.renseigner": ACTS["conduire le schéma"] | {_PARTENAIRE},
    # effet et bilan du schéma
    "actions.evaluer": ACTS["conduire le schéma"],
    "actions.photos": WALKERS,
    "actions.photo": ACTS["conduire le schéma"],
    "actions.retirer_photo": ACTS["conduire le schéma"],
    "schemas.bilan": WALKERS,
    "schemas.bilan_table": WALKERS,
    "saisie.lire": ACTS["préparer une marche"],
    "saisie.reponses": ACTS["préparer une marche"],
    "saisie.constat": ACTS["préparer une marche"],
    "saisie.photo": ACTS["préparer une marche"],
    "saisie.lieu_photo": ACTS["préparer une marche"],
    "saisie.participants": ACTS["préparer une marche"],
    "saisie.ressenti": ACTS["préparer une marche"],
    "marches.dossier": WALKERS,
    "marches.chercher": WALKERS,
    "enquetes.liste": WALKERS,
    "enquetes.questions": WALKERS,
    "enquetes.resultats": WALKERS,
    "enquetes.creer": ACTS["conduire le schéma"],
    "enquetes.modifier": ACTS["conduire le schéma"],
    "enquetes.ouvrir": ACTS["conduire le schéma"],
    "enquetes.clore": ACTS["conduire le schéma"],
    "enquetes.ouvrir_lien": ACTS["conduire le schéma"],
    "enquetes.liens": ACTS["conduire le schéma"],
    "enquetes.revoquer_liens": ACTS["conduire le schéma"],
    "enquetes.affiche": ACTS["conduire le schéma"],
    "enquetes.papier": ACTS["conduire le schéma"],
    "enquetes.saisir": ACTS["conduire le schéma"],
    "enquetes.feuille_suivante": ACTS["conduire le schéma"],
    "enquetes.lire_csv": ACTS["conduire le schéma"],
    "enquetes.modele_csv": ACTS["conduire le schéma"],
    "publications.liste": EVERYBODY,
    "publications.table": EVERYBODY,
    "publications.trimestres": frozenset({_COORDONNATEUR}),
    "publications.preparer": frozenset({_COORDONNATEUR}),
    "publications.publier": frozenset({_COORDONNATEUR}),
    "comptes.moi": EVERYBODY,
    "comptes.liste": KEEPERS,
    "comptes.creer": KEEPERS,
    "comptes.roles": KEEPERS,
    "comptes.activer": KEEPERS,
    "comptes.mot_de_passe": KEEPERS,
    "comptes.deconnecter": KEEPERS,
    "comptes.inviter": KEEPERS,
    "cles.liste": KEEPERS,
    "cles.creer": KEEPERS,
    "cles.revoquer": KEEPERS,
    "memoire.sauvegarder": KEEPERS,
    "memoire.verifier": KEEPERS,
    "memoire.durees": GUARDIANS,
    "memoire.a_purger": GUARDIANS,
    "memoire.purger": KEEPERS,
    "memoire.acces": GUARDIANS,
    "memoire.effacer": GUARDIANS,
    "memoire.quotidien": KEEPERS,
    "journal.acces": WATCHERS,
    "journal.evenements": WATCHERS,
    "journal.verifier": WATCHERS,
}
"""Who may call each operation. An administrateur looks after the base and sees what is in it; a dpo sees no content."""

PAGES: dict[str, Roles] = {
    "suivi": frozenset({_REGULATEUR}),
    "bureau": DESK,
    "retours": frozenset({_OPERATEUR}),
    "": INTERNAL,
    "carte": INTERNAL,
    "indicateurs": frozenset({_REGULATEUR, _COORDONNATEUR}),
    "points-chauds": ANALYSTS,
    "evolution": ANALYSTS,
    "effet-des-actions": ANALYSTS,
    "territoires": INTERNAL - {_REGULATEUR},
    "adresses": frozenset({_OPERATEUR, _ADMINISTRATEUR, _MEDIATEUR}),
    "schema": WALKERS - KEEPERS,
    "reunions": WALKERS - KEEPERS,
    "instances": WALKERS - KEEPERS,
    "marches": WALKERS - KEEPERS,
    "restitution": WALKERS - KEEPERS,
    "marche-saisie": ACTS["préparer une marche"],
    "enquetes": WALKERS - KEEPERS,
    "bilan-schema": WALKERS - KEEPERS,
    "exports": INTERNAL - KEEPERS,
    "regles": RULE_MAKERS | WATCHERS,
    "mettre-en-service": DATA_ENTRY - {_REGULATEUR},
    "confies": frozenset({_PARTENAIRE}),
    "chiffres-publics": frozenset({_CLSPD, _PRESENTATEUR, _MEDIATEUR, _COORDONNATEUR}),
    "zones-silencieuses": frozenset({_COORDONNATEUR, _CLSPD, _ADMINISTRATEUR}),
    "comptes": KEEPERS,
    "journal": WATCHERS,
}
"""Who is shown each page of the dashboard, by its address."""

UNDER: dict[str, str] = {
    "territoires": "carte",
    "exports": "carte",
    "evolution": "points-chauds",
    "zones-silencieuses": "points-chauds",
    "effet-des-actions": "points-chauds",
    "marches": "schema",
    "marche-saisie": "schema",
    "restitution": "schema",
    "reunions": "schema",
    "instances": "schema",
    "enquetes": "schema",
    "bilan-schema": "schema",
}
"""Pages that the menu does not name: the page under which it stands leads to each, by links at its top."""

LANDING: dict[Role, str] = {
    _REGULATEUR: "suivi",
    _COORDONNATEUR: "",
    _OPERATEUR: "bureau",
    _MEDIATEUR: "adresses",
    _PARTENAIRE: "confies",
    _CLSPD: "points-chauds",
    _PRESENTATEUR: "chiffres-publics",
    _ADMINISTRATEUR: "comptes",
    _DPO: "journal",
}
"""The page on which each role lands; of several roles the first of this list decides."""

DOORSTEP: dict[Role, str] = {_MEDIATEUR: "/terrain/"}
"""Where an account that holds this role alone goes when it logs in, instead of the pages."""

MOST_PAGES = 7
"""Entries that a menu has at most: more are not found."""

SCOPES: dict[str, frozenset[str]] = {
    "geocodage": frozenset({"geocoder.geocodejson", "geocoder.reverse_geocodejson", "geocoder.csv"}),
}
"""What an API key may be made for, and the operations that this opens; a key bears no role."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls an operation.

    ``services`` are those whose files a partenaire sees. ``territoires`` (written ``zonage:code``) bound everything
    that the account sees; none is the whole city. ``droits`` are the scopes of an API key.
    """

    name: str
    roles: Roles
    services: frozenset[str] = frozenset()
    territoires: frozenset[str] = frozenset()
    droits: frozenset[str] = frozenset()
    ident: int = 0
    nom: str = ""
    a_changer: bool = field(default=False, compare=False)

    def holds_any(self, wanted: Iterable[Role]) -> bool:
        """Whether the account holds at least one of ``wanted``."""
        return not self.roles.isdisjoint(wanted)

    def may_call(self, operation: str, roles: Roles) -> bool:
        """Whether it may call an operation that ``roles`` may: by a role, or by a right of its key."""
        return self.holds_any(roles) or any(operation in SCOPES[one] for one in self.droits if one in SCOPES)

    def pages(self) -> list[str]:
        """The addresses of the pages that it is shown, in its menu or under one of it, its landing page first."""
        landing = next((page for role, page in LANDING.items() if role in self.roles), None)
        shown = [page for page, roles in PAGES.items() if self.holds_any(roles)]
        return sorted(shown, key=lambda page: page != landing)


def owner_of_the_file() -> Account:
    """The account of whoever can open the base on this machine: every role."""
    return Account("proprietaire", frozenset(Role), nom="Propriétaire du fichier")
