"""Operations of walks, meetings and the schéma local by family, as a client offers them."""

# ruff: noqa: D101
from __future__ import annotations

from observatory.client.families import Binds
from observatory.operations import (
    actions,
    bilan_schema,
    documents,
    enquetes,
    instances,
    marches,
    restitution,
    reunions,
    saisie,
    schemas,
)


class Marches:
    def __init__(self, client: Binds):
        self.liste = client.bind(marches.marches_liste)
        self.lire = client.bind(marches.marches_lire)
        self.creer = client.bind(marches.marches_creer)
        self.enregistrer = client.bind(marches.marches_enregistrer)
        self.prete = client.bind(marches.marches_prete)
        self.annuler = client.bind(marches.marches_annuler)
        self.ouvrir_lien = client.bind(marches.marches_ouvrir_lien)
        self.liens = client.bind(marches.marches_liens)
        self.revoquer_liens = client.bind(marches.marches_revoquer_liens)
        self.proposer = client.bind(marches.marches_proposer)
        self.tracer = client.bind(marches.marches_tracer)
        self.arret_a = client.bind(marches.marches_arret_a)
        self.dossier = client.bind(marches.marches_dossier)
        self.chercher = client.bind(marches.marches_chercher)


class Reunions:
    def __init__(self, client: Binds):
        self.liste = client.bind(reunions.reunions_liste)
        self.creer = client.bind(reunions.reunions_creer)
        self.ajouter = client.bind(reunions.reunions_ajouter)
        self.retirer = client.bind(reunions.reunions_retirer)
        self.lire_csv = client.bind(reunions.reunions_lire_csv)
        self.lire = client.bind(reunions.reunions_lire)
        self.releve = client.bind(reunions.reunions_releve)
        self.enregistrer = client.bind(reunions.reunions_enregistrer)
        self.etat = client.bind(reunions.reunions_etat)
        self.presences = client.bind(reunions.reunions_presences)
        self.compte_rendu = client.bind(reunions.reunions_compte_rendu)
        self.diagnostic = client.bind(reunions.reunions_diagnostic)
        self.decider = client.bind(reunions.reunions_decider)
        self.retirer_decision = client.bind(reunions.reunions_retirer_decision)


class Restitution:
    def __init__(self, client: Binds):
        self.lire = client.bind(restitution.restitution_lire)
        self.trier = client.bind(restitution.restitution_trier)
        self.oublier_comptage = client.bind(restitution.restitution_oublier_comptage)
        self.clore = client.bind(restitution.restitution_clore)
        self.tardifs = client.bind(restitution.restitution_tardifs)
        self.promettre = client.bind(restitution.restitution_promettre)
        self.tenir = client.bind(restitution.restitution_tenir)
        self.retirer = client.bind(restitution.restitution_retirer)


class SaisieMarche:
    def __init__(self, client: Binds):
        self.lire = client.bind(saisie.saisie_lire)
        self.reponses = client.bind(saisie.saisie_reponses)
        self.constat = client.bind(saisie.saisie_constat)
        self.photo = client.bind(saisie.saisie_photo)
        self.lieu_photo = client.bind(saisie.saisie_lieu_photo)
        self.participants = client.bind(saisie.saisie_participants)
        self.ressenti = client.bind(saisie.saisie_ressenti)


class Schemas:
    def __init__(self, client: Binds):
        self.liste = client.bind(schemas.schemas_liste)
        self.lire = client.bind(schemas.schemas_lire)
        self.creer = client.bind(schemas.schemas_creer)
        self.enregistrer = client.bind(schemas.schemas_enregistrer)
        self.clore = client.bind(schemas.schemas_clore)
        self.dire = client.bind(schemas.schemas_dire)
        self.retirer = client.bind(schemas.schemas_retirer)
        self.rattacher = client.bind(schemas.schemas_rattacher)
        self.methode = client.bind(schemas.schemas_methode)
        self.rattacher_reunion = client.bind(schemas.schemas_rattacher_reunion)
        self.constats = client.bind(schemas.schemas_constats)
        self.zone = client.bind(schemas.schemas_zone)
        self.services = client.bind(schemas.schemas_services)
        self.bilan = client.bind(bilan_schema.schemas_bilan)
        self.bilan_table = client.bind(bilan_schema.schemas_bilan_table)


class Actions:
    def __init__(self, client: Binds):
        self.liste = client.bind(actions.actions_liste)
        self.lire = client.bind(actions.actions_lire)
        self.mesures = client.bind(actions.actions_mesures)
        self.financeurs = client.bind(actions.actions_financeurs)
        self.creer = client.bind(actions.actions_creer)
        self.enregistrer = client.bind(actions.actions_enregistrer)
        self.rattacher = client.bind(actions.actions_rattacher)
        self.detacher = client.bind(actions.actions_detacher)
        self.financer = client.bind(actions.actions_financer)
        self.dire = client.bind(actions.actions_dire)
        self.nouvelles = client.bind(actions.actions_nouvelles)
        self.demander = client.bind(actions.actions_demander)
        self.ne_plus_demander = client.bind(actions.actions_ne_plus_demander)
        self.renseigner = client.bind(actions.actions_renseigner)
        self.dus = client.bind(actions.actions_dus)
        self.evaluer = client.bind(bilan_schema.actions_evaluer)
        self.photos = client.bind(bilan_schema.actions_photos)
        self.photo = client.bind(bilan_schema.actions_photo)
        self.retirer_photo = client.bind(bilan_schema.actions_retirer_photo)


class Instances:
    def __init__(self, client: Binds):
        self.formation = client.bind(instances.instances_formation)
        self.groupe = client.bind(instances.instances_groupe)
        self.zones = client.bind(instances.instances_zones)
        self.cellule = client.bind(instances.instances_cellule)


class Enquetes:
    def __init__(self, client: Binds):
        self.liste = client.bind(enquetes.enquetes_liste)
        self.questions = client.bind(enquetes.enquetes_questions)
        self.resultats = client.bind(enquetes.enquetes_resultats)
        self.creer = client.bind(enquetes.enquetes_creer)
        self.modifier = client.bind(enquetes.enquetes_modifier)
        self.ouvrir = client.bind(enquetes.enquetes_ouvrir)
        self.clore = client.bind(enquetes.enquetes_clore)
        self.ouvrir_lien = client.bind(enquetes.enquetes_ouvrir_lien)
        self.liens = client.bind(enquetes.enquetes_liens)
        self.revoquer_liens = client.bind(enquetes.enquetes_revoquer_liens)
        self.affiche = client.bind(enquetes.enquetes_affiche)
        self.papier = client.bind(enquetes.enquetes_papier)
        self.saisir = client.bind(enquetes.enquetes_saisir)
        self.feuille_suivante = client.bind(enquetes.enquetes_feuille_suivante)
        self.lire_csv = client.bind(enquetes.enquetes_lire_csv)
        self.modele_csv = client.bind(enquetes.enquetes_modele_csv)


class Documents:
    def __init__(self, client: Binds):
        self.liste = client.bind(documents.documents_liste)
        self.lire = client.bind(documents.documents_lire)
        self.fichier = client.bind(documents.documents_fichier)
        self.periodes = client.bind(documents.documents_periodes)
        self.produire = client.bind(documents.documents_produire)
        self.preparer = client.bind(documents.documents_preparer)
        self.refaire = client.bind(documents.documents_refaire)
        self.choisir_sections = client.bind(documents.documents_choisir_sections)
        self.supprimer = client.bind(documents.documents_supprimer)
        self.valider = client.bind(documents.documents_valider)
        self.reprendre = client.bind(documents.documents_reprendre)
        self.publier = client.bind(documents.documents_publier)
        self.retirer = client.bind(documents.documents_retirer)
