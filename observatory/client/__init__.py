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

from observatory.client import families, families_schema
from observatory.domain.errors import BaseBusy, OwnerUnreachable
from observatory.domain.records import Restauration
from observatory.domain.roles import owner_of_the_file
from observatory.operations import creation, memory
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
        self.bureau = families.Bureau(self)
        self.consignes = families.Consignes(self)
        self.annuaire = families.Annuaire(self)
        self.reglages = families.Reglages(self)
        self.territoires = families.Territoires(self)
        self.base = families.Base(self)
        self.nomenclature = families.Nomenclature(self)
        self.zonages = families.Zonages(self)
        self.tables = families.Tables(self)
        self.apercu = families.Apercu(self)
        self.signalements = families.Signalements(self)
        self.imports = families.Imports(self)
        self.geocoder = families.Geocoder(self)
        self.surnoms = families.Surnoms(self)
        self.triage = families.Triage(self)
        self.declarants = families.Declarants(self)
        self.carte = families.Carte(self)
        self.regles = families.Regles(self)
        self.problemes = families.Problemes(self)
        self.suivi = families.Suivi(self)
        self.photos = families.Photos(self)
        self.hotspots = families.Hotspots(self)
        self.evolution = families.Evolution(self)
        self.effet = families.Effet(self)
        self.indicateurs = families.Indicateurs(self)
        self.propension = families.Propension(self)
        self.retours = families.Retours(self)
        self.tableau = families.Tableau(self)
        self.lundi = families.Lundi(self)
        self.mediations = families.Mediations(self)
        self.ambiances = families.Ambiances(self)
        self.marches = families_schema.Marches(self)
        self.reunions = families_schema.Reunions(self)
        self.restitution = families_schema.Restitution(self)
        self.saisie = families_schema.SaisieMarche(self)
        self.schemas = families_schema.Schemas(self)
        self.actions = families_schema.Actions(self)
        self.instances = families_schema.Instances(self)
        self.enquetes = families_schema.Enquetes(self)
        self.documents = families_schema.Documents(self)
        self.terrain = families.Terrain(self)
        self.comptes = families.Comptes(self)
        self.cles = families.Cles(self)
        self.journal = families.Journal(self)
        self.publications = families.Publications(self)
        self.memoire = families.Memoire(self)

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


def serve_base(
    settings: Settings,
    *,
    host: str,
    port: int,
    on_ready: Callable[[str, str | None], None],
    tls: tuple[Path | None, Path | None] = (None, None),
) -> None:
    """Open the office on the base and serve it until it is told to stop; ``tls`` are a certificate and its key.

    Raises
    ------
    BaseMissing, BaseBusy, BaseTooNew, FormatError, ValueRefused
    """
    running = office_address(settings.endpoint)
    if running is not None:
        raise BaseBusy(f"L'office est déjà ouvert sur cette base : {running}. Fermez-le d'abord pour le rouvrir.")
    from observatory.server.owner import serve
    from observatory.server.tls import tls_files

    checked = tls_files(*tls, settings.public_url)  # before anything is opened
    with Office.open(settings) as office:
        serve(office, settings, host=host, port=port, tls=checked, on_ready=on_ready)
