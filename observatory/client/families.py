"""Operations by family, as a client offers them: each bound to its caller, with the types of the operation itself."""

# ruff: noqa: D101
from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from observatory.operations import (
    ambiances,
    annuaire,
    bureau,
    comptes,
    declarants,
    effet,
    evolution,
    fiche,
    geocoding,
    hotspots,
    imports,
    indicateurs,
    mediations,
    memory,
    problemes,
    propension,
    publications,
    questions,
    reglages,
    retours,
    routage,
    suivi,
    surnoms,
    tableau,
    transmission,
    triage,
)
from observatory.operations.core import Operation

P = ParamSpec("P")
R = TypeVar("R")


class Binds(Protocol):
    """Something that makes of an operation a function which calls it wherever the base is."""

    def bind(self, operation: Operation[P, R]) -> Callable[P, R]:
        """That function."""


class Mediations:
    def __init__(self, client: Binds):
        self.confier = client.bind(mediations.mediations_confier)
        self.mediateurs = client.bind(mediations.mediations_mediateurs)
        self.dossier = client.bind(mediations.mediations_dossier)
        self.miennes = client.bind(mediations.mediations_miennes)
        self.rendez_vous = client.bind(mediations.mediations_rendez_vous)
        self.noter_rendez_vous = client.bind(mediations.mediations_noter_rendez_vous)
        self.clore = client.bind(mediations.mediations_clore)


class Ambiances:
    def __init__(self, client: Binds):
        self.noter = client.bind(ambiances.ambiances_noter)
        self.miennes = client.bind(ambiances.ambiances_miennes)
        self.liste = client.bind(ambiances.ambiances_liste)
        self.cellules = client.bind(ambiances.ambiances_cellules)


class Terrain:
    def __init__(self, client: Binds):
        self.ouvrir = client.bind(mediations.terrain_ouvrir)


class Bureau:
    def __init__(self, client: Binds):
        self.ouvrir = client.bind(bureau.bureau_ouvrir)
        self.enregistrer = client.bind(bureau.bureau_enregistrer)
        self.brouillon = client.bind(bureau.bureau_brouillon)
        self.oublier = client.bind(bureau.bureau_oublier)
        self.ecouter = client.bind(bureau.bureau_ecouter)
        self.quand = client.bind(bureau.bureau_quand)
        self.appelant = client.bind(bureau.bureau_appelant)
        self.dossier = client.bind(bureau.bureau_dossier)
        self.corriger = client.bind(bureau.bureau_corriger)
        self.chercher = client.bind(bureau.bureau_chercher)
        self.compteurs = client.bind(bureau.bureau_compteurs)
        self.fiche_papier = client.bind(fiche.bureau_fiche_papier)


class Consignes:
    def __init__(self, client: Binds):
        self.liste = client.bind(bureau.consignes_liste)
        self.ajouter = client.bind(bureau.consignes_ajouter)
        self.passer = client.bind(bureau.consignes_passer)
        self.lire = client.bind(bureau.consignes_lire)
        self.retirer = client.bind(bureau.consignes_retirer)


class Annuaire:
    def __init__(self, client: Binds):
        self.liste = client.bind(annuaire.annuaire_liste)
        self.enregistrer = client.bind(annuaire.annuaire_enregistrer)
        self.lire_csv = client.bind(annuaire.annuaire_lire_csv)
        self.csv = client.bind(annuaire.annuaire_csv)
        self.imprimer = client.bind(annuaire.annuaire_imprimer)


class Reglages:
    def __init__(self, client: Binds):
        self.liste = client.bind(reglages.reglages_liste)
        self.enregistrer = client.bind(reglages.reglages_enregistrer)
        self.historique = client.bind(reglages.reglages_historique)
        self.revenir = client.bind(reglages.reglages_revenir)
        self.csv = client.bind(reglages.reglages_csv)
        self.lire_csv = client.bind(reglages.reglages_lire_csv)
        self.logo = client.bind(reglages.reglages_logo)
        self.modele = client.bind(reglages.reglages_modele)
        self.identite = client.bind(reglages.reglages_identite)


class Territoires:
    def __init__(self, client: Binds):
        self.dessiner = client.bind(reglages.territoires_dessiner)


class Base:
    def __init__(self, client: Binds):
        self.etat = client.bind(questions.base_etat)
        self.verifier = client.bind(questions.base_verifier)


class Nomenclature:
    def __init__(self, client: Binds):
        self.categories = client.bind(questions.nomenclature_categories)
        self.canaux = client.bind(questions.nomenclature_canaux)
        self.lignes = client.bind(reglages.nomenclature_lignes)
        self.enregistrer = client.bind(reglages.nomenclature_enregistrer)
        self.csv = client.bind(reglages.nomenclature_csv)
        self.lire_csv = client.bind(reglages.nomenclature_lire_csv)


class Zonages:
    def __init__(self, client: Binds):
        self.liste = client.bind(questions.zonages_liste)
        self.territoires = client.bind(questions.zonages_territoires)
        self.contours = client.bind(questions.zonages_contours)


class Tables:
    def __init__(self, client: Binds):
        self.cellules = client.bind(questions.tables_cellules)
        self.territoires = client.bind(questions.tables_territoires)
        self.total = client.bind(questions.tables_total)


class Hotspots:
    def __init__(self, client: Binds):
        self.carte = client.bind(hotspots.hotspots_carte)
        self.secteurs = client.bind(hotspots.hotspots_secteurs)
        self.lieux_repetes = client.bind(hotspots.hotspots_lieux_repetes)
        self.periode = client.bind(hotspots.hotspots_periode)


class Evolution:
    def __init__(self, client: Binds):
        self.emergence = client.bind(evolution.evolution_emergence)
        self.changements = client.bind(evolution.evolution_changements)
        self.jour_heure = client.bind(evolution.evolution_jour_heure)
        self.saison = client.bind(evolution.evolution_saison)


class Effet:
    def __init__(self, client: Binds):
        self.lire_zone = client.bind(effet.effet_lire_zone)
        self.disque = client.bind(effet.effet_disque)
        self.mesurer = client.bind(effet.effet_mesurer)


class Apercu:
    def __init__(self, client: Binds):
        self.chiffres = client.bind(questions.apercu_chiffres)
        self.mois = client.bind(questions.apercu_mois)
        self.categories = client.bind(questions.apercu_categories)
        self.bilan = client.bind(questions.apercu_bilan)
        self.jour_heure = client.bind(questions.apercu_jour_heure)


class Signalements:
    def __init__(self, client: Binds):
        self.dans_cellule = client.bind(questions.signalements_dans_cellule)
        self.liste = client.bind(questions.signalements_liste)
        self.exporter = client.bind(questions.signalements_exporter)
        self.confies = client.bind(questions.signalements_confies)


class Imports:
    def __init__(self, client: Binds):
        self.apercu = client.bind(imports.imports_apercu)
        self.adresses = client.bind(imports.imports_adresses)
        self.territoires = client.bind(imports.imports_territoires)
        self.voies = client.bind(imports.imports_voies)
        self.lieux = client.bind(imports.imports_lieux)
        self.signalements = client.bind(imports.imports_signalements)
        self.contacts = client.bind(imports.imports_contacts)


class Geocoder:
    def __init__(self, client: Binds):
        self.search = client.bind(geocoding.geocoder_search)
        self.geocodejson = client.bind(geocoding.geocoder_geocodejson)
        self.reverse = client.bind(geocoding.geocoder_reverse)
        self.search_many = client.bind(geocoding.geocoder_search_many)
        self.fichier = client.bind(geocoding.geocoder_fichier)
        self.reverse_geocodejson = client.bind(geocoding.geocoder_reverse_geocodejson)


class Surnoms:
    def __init__(self, client: Binds):
        self.liste = client.bind(surnoms.surnoms_liste)
        self.ajouter = client.bind(surnoms.surnoms_ajouter)
        self.retirer = client.bind(surnoms.surnoms_retirer)


class Regles:
    def __init__(self, client: Binds):
        self.liste = client.bind(routage.regles_liste)
        self.essai = client.bind(routage.regles_essai)
        self.enregistrer = client.bind(routage.regles_enregistrer)
        self.appliquer = client.bind(routage.regles_appliquer)
        self.envoi = client.bind(routage.regles_envoi)
        self.csv = client.bind(routage.regles_csv)
        self.lire_csv = client.bind(routage.regles_lire_csv)


class Triage:
    def __init__(self, client: Binds):
        self.suggerer = client.bind(triage.triage_suggerer)
        self.entrainer = client.bind(triage.triage_entrainer)
        self.evaluer = client.bind(triage.triage_evaluer)


class Problemes:
    def __init__(self, client: Binds):
        self.proches = client.bind(problemes.problemes_proches)
        self.fusionner = client.bind(problemes.problemes_fusionner)
        self.separer = client.bind(problemes.problemes_separer)
        self.detacher = client.bind(problemes.problemes_detacher)


class Suivi:
    def __init__(self, client: Binds):
        self.dossier = client.bind(suivi.suivi_dossier)
        self.avancer = client.bind(suivi.suivi_avancer)
        self.a_transmettre = client.bind(transmission.suivi_a_transmettre)
        self.transmettre = client.bind(transmission.suivi_transmettre)
        self.transmissions = client.bind(transmission.suivi_transmissions)
        self.services = client.bind(transmission.suivi_services)
        self.bordereau = client.bind(transmission.suivi_bordereau)
        self.revoquer_liens = client.bind(transmission.suivi_revoquer_liens)
        self.rendre_compte = client.bind(transmission.suivi_rendre_compte)
        self.comptes_rendus = client.bind(transmission.suivi_comptes_rendus)
        self.valider = client.bind(transmission.suivi_valider)
        self.ecarter = client.bind(transmission.suivi_ecarter)
        self.confies = client.bind(transmission.suivi_confies)
        self.bilan = client.bind(transmission.suivi_bilan)


class Photos:
    def __init__(self, client: Binds):
        self.voir = client.bind(transmission.photos_voir)
        self.dossier = client.bind(transmission.photos_dossier)
        self.a_moderer = client.bind(transmission.photos_a_moderer)
        self.moderer = client.bind(transmission.photos_moderer)


class Indicateurs:
    def __init__(self, client: Binds):
        self.ensemble = client.bind(indicateurs.indicateurs_ensemble)
        self.table = client.bind(indicateurs.indicateurs_table)


class Propension:
    def __init__(self, client: Binds):
        self.zones = client.bind(propension.propension_zones)
        self.hexagones = client.bind(propension.propension_hexagones)


class Retours:
    def __init__(self, client: Binds):
        self.liste = client.bind(retours.retours_liste)
        self.prendre = client.bind(retours.retours_prendre)
        self.tenter = client.bind(retours.retours_tenter)
        self.impossible = client.bind(retours.retours_impossible)
        self.satisfactions = client.bind(retours.retours_satisfactions)
        self.demander = client.bind(retours.retours_demander)
        self.satisfaire = client.bind(retours.retours_satisfaire)
        self.rouvrir = client.bind(retours.retours_rouvrir)


class Tableau:
    def __init__(self, client: Binds):
        self.chiffres = client.bind(tableau.tableau_chiffres)
        self.liste = client.bind(tableau.tableau_liste)


class Lundi:
    def __init__(self, client: Binds):
        self.lire = client.bind(tableau.lundi_lire)
        self.texte = client.bind(tableau.lundi_texte)
        self.envoyer = client.bind(tableau.lundi_envoyer)


class Declarants:
    def __init__(self, client: Binds):
        self.fusionner = client.bind(declarants.declarants_fusionner)
        self.separer = client.bind(declarants.declarants_separer)


class Carte:
    def __init__(self, client: Binds):
        self.fond = client.bind(questions.carte_fond)


class Memoire:
    def __init__(self, client: Binds):
        self.sauvegarder = client.bind(memory.memoire_sauvegarder)
        self.verifier = client.bind(memory.memoire_verifier)
        self.durees = client.bind(memory.memoire_durees)
        self.a_purger = client.bind(memory.memoire_a_purger)
        self.purger = client.bind(memory.memoire_purger)
        self.acces = client.bind(memory.memoire_acces)
        self.effacer = client.bind(memory.memoire_effacer)


class Comptes:
    def __init__(self, client: Binds):
        self.moi = client.bind(comptes.comptes_moi)
        self.liste = client.bind(comptes.comptes_liste)
        self.creer = client.bind(comptes.comptes_creer)
        self.roles = client.bind(comptes.comptes_roles)
        self.activer = client.bind(comptes.comptes_activer)
        self.mot_de_passe = client.bind(comptes.comptes_mot_de_passe)
        self.deconnecter = client.bind(comptes.comptes_deconnecter)
        self.inviter = client.bind(comptes.comptes_inviter)


class Cles:
    def __init__(self, client: Binds):
        self.liste = client.bind(comptes.cles_liste)
        self.creer = client.bind(comptes.cles_creer)
        self.revoquer = client.bind(comptes.cles_revoquer)


class Publications:
    def __init__(self, client: Binds):
        self.liste = client.bind(publications.publications_liste)
        self.table = client.bind(publications.publications_table)
        self.trimestres = client.bind(publications.publications_trimestres)
        self.preparer = client.bind(publications.publications_preparer)
        self.publier = client.bind(publications.publications_publier)


class Journal:
    def __init__(self, client: Binds):
        self.acces = client.bind(comptes.journal_acces)
        self.evenements = client.bind(comptes.journal_evenements)
        self.verifier = client.bind(comptes.journal_verifier)
