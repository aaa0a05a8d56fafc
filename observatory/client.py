"""The door of pages and of the command line: one way to call operations, whether an owner runs or not.

    with connect(db="data/observatoire.duckdb") as client:
        client.geocoder.search("3 bis rue Foch")

When an owner runs, calls go over its socket with the account's own rights; when none does, the base is opened here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Protocol, TypeVar

from observatory.domain.errors import BaseBusy, OwnerUnreachable
from observatory.domain.records import Restauration
from observatory.domain.roles import owner_of_the_file
from observatory.operations import (
    ambiances,
    annuaire,
    bureau,
    comptes,
    creation,
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
from observatory.operations.core import Context, Operation, Progress, no_progress
from observatory.pipeline.office import Office
from observatory.remote import find_owner, office_address
from observatory.settings import Settings, load_settings
from observatory.wire import SESSION_HEADER as SESSION_HEADER

P = ParamSpec("P")
R = TypeVar("R")


class Caller(Protocol):
    """Something that can run an operation: here, or in the owner's process."""

    def call(self, operation: Operation[..., Any], arguments: dict[str, Any], progress: Progress) -> Any:
        """Run ``operation`` with arguments by name; errors are those of the tree."""

    def close(self) -> None:
        """Let go of what was opened."""


class LocalCaller:
    """Runs operations in this process, with the rights of the person who owns the file."""

    def __init__(self, office: Office):
        self.office = office
        self.account = owner_of_the_file()

    def call(self, operation: Operation[..., Any], arguments: dict[str, Any], progress: Progress) -> Any:
        """Run ``operation`` here."""
        return operation(Context(self.office, self.account, progress), **arguments)

    def close(self) -> None:
        """Close the base."""
        self.office.close()


class Client:
    """Operations in families, each bound to a caller, with the types of the operations themselves."""

    def __init__(self, caller: Caller, progress: Progress = no_progress):
        self.caller = caller
        self.progress = progress
        self.bureau = _Bureau(self)
        self.consignes = _Consignes(self)
        self.annuaire = _Annuaire(self)
        self.reglages = _Reglages(self)
        self.territoires = _Territoires(self)
        self.base = _Base(self)
        self.nomenclature = _Nomenclature(self)
        self.zonages = _Zonages(self)
        self.tables = _Tables(self)
        self.apercu = _Apercu(self)
        self.signalements = _Signalements(self)
        self.imports = _Imports(self)
        self.geocoder = _Geocoder(self)
        self.surnoms = _Surnoms(self)
        self.triage = _Triage(self)
        self.declarants = _Declarants(self)
        self.carte = _Carte(self)
        self.regles = _Regles(self)
        self.problemes = _Problemes(self)
        self.suivi = _Suivi(self)
        self.photos = _Photos(self)
        self.hotspots = _Hotspots(self)
        self.evolution = _Evolution(self)
        self.effet = _Effet(self)
        self.indicateurs = _Indicateurs(self)
        self.propension = _Propension(self)
        self.retours = _Retours(self)
        self.tableau = _Tableau(self)
        self.lundi = _Lundi(self)
        self.mediations = _Mediations(self)
        self.ambiances = _Ambiances(self)
        self.terrain = _Terrain(self)
        self.comptes = _Comptes(self)
        self.cles = _Cles(self)
        self.journal = _Journal(self)
        self.publications = _Publications(self)
        self.memoire = _Memoire(self)

    def bind(self, operation: Operation[P, R]) -> Callable[P, R]:
        """A function that calls ``operation`` wherever the base is."""

        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            result: R = self.caller.call(operation, operation.arguments(*args, **kwargs), self.progress)
            return result

        call.__doc__ = operation.__doc__
        return call

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the base or of the owner."""
        self.caller.close()


class _Mediations:
    def __init__(self, client: Client):
        self.confier = client.bind(mediations.mediations_confier)
        self.mediateurs = client.bind(mediations.mediations_mediateurs)
        self.dossier = client.bind(mediations.mediations_dossier)
        self.miennes = client.bind(mediations.mediations_miennes)
        self.rendez_vous = client.bind(mediations.mediations_rendez_vous)
        self.noter_rendez_vous = client.bind(mediations.mediations_noter_rendez_vous)
        self.clore = client.bind(mediations.mediations_clore)


class _Ambiances:
    def __init__(self, client: Client):
        self.noter = client.bind(ambiances.ambiances_noter)
        self.miennes = client.bind(ambiances.ambiances_miennes)
        self.liste = client.bind(ambiances.ambiances_liste)
        self.cellules = client.bind(ambiances.ambiances_cellules)


class _Terrain:
    def __init__(self, client: Client):
        self.ouvrir = client.bind(mediations.terrain_ouvrir)


class _Bureau:
    def __init__(self, client: Client):
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


class _Consignes:
    def __init__(self, client: Client):
        self.liste = client.bind(bureau.consignes_liste)
        self.ajouter = client.bind(bureau.consignes_ajouter)
        self.passer = client.bind(bureau.consignes_passer)
        self.lire = client.bind(bureau.consignes_lire)
        self.retirer = client.bind(bureau.consignes_retirer)


class _Annuaire:
    def __init__(self, client: Client):
        self.liste = client.bind(annuaire.annuaire_liste)
        self.enregistrer = client.bind(annuaire.annuaire_enregistrer)
        self.lire_csv = client.bind(annuaire.annuaire_lire_csv)
        self.csv = client.bind(annuaire.annuaire_csv)
        self.imprimer = client.bind(annuaire.annuaire_imprimer)


class _Reglages:
    def __init__(self, client: Client):
        self.liste = client.bind(reglages.reglages_liste)
        self.enregistrer = client.bind(reglages.reglages_enregistrer)
        self.historique = client.bind(reglages.reglages_historique)
        self.revenir = client.bind(reglages.reglages_revenir)
        self.csv = client.bind(reglages.reglages_csv)
        self.lire_csv = client.bind(reglages.reglages_lire_csv)
        self.logo = client.bind(reglages.reglages_logo)
        self.identite = client.bind(reglages.reglages_identite)


class _Territoires:
    def __init__(self, client: Client):
        self.dessiner = client.bind(reglages.territoires_dessiner)


class _Base:
    def __init__(self, client: Client):
        self.etat = client.bind(questions.base_etat)
        self.verifier = client.bind(questions.base_verifier)


class _Nomenclature:
    def __init__(self, client: Client):
        self.categories = client.bind(questions.nomenclature_categories)
        self.canaux = client.bind(questions.nomenclature_canaux)
        self.lignes = client.bind(reglages.nomenclature_lignes)
        self.enregistrer = client.bind(reglages.nomenclature_enregistrer)
        self.csv = client.bind(reglages.nomenclature_csv)
        self.lire_csv = client.bind(reglages.nomenclature_lire_csv)


class _Zonages:
    def __init__(self, client: Client):
        self.liste = client.bind(questions.zonages_liste)
        self.territoires = client.bind(questions.zonages_territoires)
        self.contours = client.bind(questions.zonages_contours)


class _Tables:
    def __init__(self, client: Client):
        self.cellules = client.bind(questions.tables_cellules)
        self.territoires = client.bind(questions.tables_territoires)
        self.total = client.bind(questions.tables_total)


class _Hotspots:
    def __init__(self, client: Client):
        self.carte = client.bind(hotspots.hotspots_carte)
        self.secteurs = client.bind(hotspots.hotspots_secteurs)
        self.lieux_repetes = client.bind(hotspots.hotspots_lieux_repetes)
        self.periode = client.bind(hotspots.hotspots_periode)


class _Evolution:
    def __init__(self, client: Client):
        self.emergence = client.bind(evolution.evolution_emergence)
        self.jour_heure = client.bind(evolution.evolution_jour_heure)
        self.saison = client.bind(evolution.evolution_saison)


class _Effet:
    def __init__(self, client: Client):
        self.lire_zone = client.bind(effet.effet_lire_zone)
        self.disque = client.bind(effet.effet_disque)
        self.mesurer = client.bind(effet.effet_mesurer)


class _Apercu:
    def __init__(self, client: Client):
        self.chiffres = client.bind(questions.apercu_chiffres)
        self.mois = client.bind(questions.apercu_mois)
        self.categories = client.bind(questions.apercu_categories)
        self.bilan = client.bind(questions.apercu_bilan)
        self.jour_heure = client.bind(questions.apercu_jour_heure)


class _Signalements:
    def __init__(self, client: Client):
        self.dans_cellule = client.bind(questions.signalements_dans_cellule)
        self.liste = client.bind(questions.signalements_liste)
        self.exporter = client.bind(questions.signalements_exporter)
        self.confies = client.bind(questions.signalements_confies)


class _Imports:
    def __init__(self, client: Client):
        self.apercu = client.bind(imports.imports_apercu)
        self.adresses = client.bind(imports.imports_adresses)
        self.territoires = client.bind(imports.imports_territoires)
        self.voies = client.bind(imports.imports_voies)
        self.lieux = client.bind(imports.imports_lieux)
        self.signalements = client.bind(imports.imports_signalements)
        self.contacts = client.bind(imports.imports_contacts)


class _Geocoder:
    def __init__(self, client: Client):
        self.search = client.bind(geocoding.geocoder_search)
        self.geocodejson = client.bind(geocoding.geocoder_geocodejson)
        self.reverse = client.bind(geocoding.geocoder_reverse)
        self.search_many = client.bind(geocoding.geocoder_search_many)
        self.fichier = client.bind(geocoding.geocoder_fichier)
        self.reverse_geocodejson = client.bind(geocoding.geocoder_reverse_geocodejson)


class _Surnoms:
    def __init__(self, client: Client):
        self.liste = client.bind(surnoms.surnoms_liste)
        self.ajouter = client.bind(surnoms.surnoms_ajouter)
        self.retirer = client.bind(surnoms.surnoms_retirer)


class _Regles:
    def __init__(self, client: Client):
        self.liste = client.bind(routage.regles_liste)
        self.essai = client.bind(routage.regles_essai)
        self.enregistrer = client.bind(routage.regles_enregistrer)
        self.appliquer = client.bind(routage.regles_appliquer)
        self.envoi = client.bind(routage.regles_envoi)
        self.csv = client.bind(routage.regles_csv)
        self.lire_csv = client.bind(routage.regles_lire_csv)


class _Triage:
    def __init__(self, client: Client):
        self.suggerer = client.bind(triage.triage_suggerer)
        self.entrainer = client.bind(triage.triage_entrainer)
        self.evaluer = client.bind(triage.triage_evaluer)


class _Problemes:
    def __init__(self, client: Client):
        self.proches = client.bind(problemes.problemes_proches)
        self.fusionner = client.bind(problemes.problemes_fusionner)
        self.separer = client.bind(problemes.problemes_separer)
        self.detacher = client.bind(problemes.problemes_detacher)


class _Suivi:
    def __init__(self, client: Client):
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


class _Photos:
    def __init__(self, client: Client):
        self.voir = client.bind(transmission.photos_voir)
        self.a_moderer = client.bind(transmission.photos_a_moderer)
        self.moderer = client.bind(transmission.photos_moderer)


class _Indicateurs:
    def __init__(self, client: Client):
        self.ensemble = client.bind(indicateurs.indicateurs_ensemble)
        self.table = client.bind(indicateurs.indicateurs_table)


class _Propension:
    def __init__(self, client: Client):
        self.zones = client.bind(propension.propension_zones)
        self.hexagones = client.bind(propension.propension_hexagones)


class _Retours:
    def __init__(self, client: Client):
        self.liste = client.bind(retours.retours_liste)
        self.prendre = client.bind(retours.retours_prendre)
        self.tenter = client.bind(retours.retours_tenter)
        self.impossible = client.bind(retours.retours_impossible)
        self.satisfactions = client.bind(retours.retours_satisfactions)
        self.demander = client.bind(retours.retours_demander)
        self.satisfaire = client.bind(retours.retours_satisfaire)
        self.rouvrir = client.bind(retours.retours_rouvrir)


class _Tableau:
    def __init__(self, client: Client):
        self.chiffres = client.bind(tableau.tableau_chiffres)
        self.liste = client.bind(tableau.tableau_liste)


class _Lundi:
    def __init__(self, client: Client):
        self.lire = client.bind(tableau.lundi_lire)
        self.texte = client.bind(tableau.lundi_texte)
        self.envoyer = client.bind(tableau.lundi_envoyer)


class _Declarants:
    def __init__(self, client: Client):
        self.fusionner = client.bind(declarants.declarants_fusionner)
        self.separer = client.bind(declarants.declarants_separer)


class _Carte:
    def __init__(self, client: Client):
        self.fond = client.bind(questions.carte_fond)


class _Memoire:
    def __init__(self, client: Client):
        self.sauvegarder = client.bind(memory.memoire_sauvegarder)
        self.verifier = client.bind(memory.memoire_verifier)
        self.durees = client.bind(memory.memoire_durees)
        self.a_purger = client.bind(memory.memoire_a_purger)
        self.purger = client.bind(memory.memoire_purger)
        self.acces = client.bind(memory.memoire_acces)
        self.effacer = client.bind(memory.memoire_effacer)


class _Comptes:
    def __init__(self, client: Client):
        self.moi = client.bind(comptes.comptes_moi)
        self.liste = client.bind(comptes.comptes_liste)
        self.creer = client.bind(comptes.comptes_creer)
        self.roles = client.bind(comptes.comptes_roles)
        self.activer = client.bind(comptes.comptes_activer)
        self.mot_de_passe = client.bind(comptes.comptes_mot_de_passe)
        self.deconnecter = client.bind(comptes.comptes_deconnecter)
        self.inviter = client.bind(comptes.comptes_inviter)


class _Cles:
    def __init__(self, client: Client):
        self.liste = client.bind(comptes.cles_liste)
        self.creer = client.bind(comptes.cles_creer)
        self.revoquer = client.bind(comptes.cles_revoquer)


class _Publications:
    def __init__(self, client: Client):
        self.liste = client.bind(publications.publications_liste)
        self.table = client.bind(publications.publications_table)
        self.trimestres = client.bind(publications.publications_trimestres)
        self.preparer = client.bind(publications.publications_preparer)
        self.publier = client.bind(publications.publications_publier)


class _Journal:
    def __init__(self, client: Client):
        self.acces = client.bind(comptes.journal_acces)
        self.evenements = client.bind(comptes.journal_evenements)
        self.verifier = client.bind(comptes.journal_verifier)


def connect(
    db: Path | str | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress = no_progress,
    who: Callable[[], tuple[str, str]] | None = None,
) -> Client:
    """Reach the base at ``db``: through its owner where one runs, else by opening the file.

    ``who`` gives, at each call of the dashboard that an owner started, the session in whose name it calls and the page.

    Raises
    ------
    BaseMissing, BaseBusy, BaseTooNew, FormatError, OwnerUnreachable
    """
    chosen = settings or load_settings(db)
    owner = find_owner(chosen.endpoint, chosen.pages_secret or None, who if chosen.pages_secret else None)
    if owner is not None:
        return Client(owner, progress)
    if chosen.pages_secret:
        raise OwnerUnreachable("L'office ne répond plus : relancez « observatory serve ».")
    return Client(LocalCaller(Office.open(chosen)), progress)


def create_base(
    city: str,
    *,
    settings: Settings,
    seed: int = creation.DEFAULT_SEED,
    until: dt.date | None = None,
    progress: Progress = no_progress,
) -> Path:
    """Make a new base at ``settings.db``, empty (``vide``) or with the fictional city (``demo``); gives its path.

    Raises
    ------
    BaseExists
        When something stands there: a base is never overwritten.
    """
    return creation.create_base(settings, city, seed=seed, until=until, progress=progress)


def restore_base(folder: Path, *, settings: Settings, progress: Progress = no_progress) -> Restauration:
    """Make a new base at ``settings.db`` from a backup, or from the latest one in ``folder``.

    Raises
    ------
    BaseExists, BaseTooNew, FormatError, NotFound, WriteRefused
    """
    return memory.restore_base(folder, settings.db, progress)


def serve_base(settings: Settings, *, host: str, port: int, on_ready: Callable[[str, str | None], None]) -> None:
    """Open the office on the base and serve it until it is told to stop.

    Raises
    ------
    BaseMissing, BaseBusy, BaseTooNew, FormatError, ValueRefused
    """
    running = office_address(settings.endpoint)
    if running is not None:
        raise BaseBusy(f"L'office est déjà ouvert sur cette base : {running}. Fermez-le d'abord pour le rouvrir.")
    from observatory.server.owner import serve

    with Office.open(settings) as office:
        serve(office, settings, host=host, port=port, on_ready=on_ready)
