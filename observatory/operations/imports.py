"""Operations that bring files in. Paths are files of the machine that holds the base."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from observatory.domain.records import Apercu, ImportBilan
from observatory.intake.mapping import make_mapping
from observatory.operations.core import Context, operation
from observatory.pipeline import gazetteer
from observatory.pipeline.contacts import import_contacts
from observatory.pipeline.preview import Genre, preview
from observatory.pipeline.signalements import import_signalements


@operation("imports.apercu")
def imports_apercu(
    context: Context,
    genre: Genre,
    path: Path,
    mapping: dict[str, Any] | None = None,
    fields: dict[str, str] | None = None,
) -> Apercu:
    """What an import would do with a file: first rows, columns guessed, refusals counted. Writes nothing."""
    return preview(context.office, genre, path, make_mapping(mapping) if mapping else None, fields)


@operation("imports.adresses")
def imports_adresses(context: Context, sources: list[str]) -> ImportBilan:
    """Import addresses from BAN files or web addresses."""
    return gazetteer.import_adresses(context.office, sources, auteur=context.account.name, progress=context.progress)


@operation("imports.territoires")
def imports_territoires(
    context: Context,
    path: Path,
    zonage: str,
    code: str | None = None,
    nom: str | None = None,
    population: str | None = None,
    depuis: dt.date | None = None,
    jusqua: dt.date | None = None,
) -> ImportBilan:
    """Import the outlines of a zonage, valid from ``depuis`` to ``jusqua`` (both included)."""
    return gazetteer.import_territoires(
        context.office,
        path,
        zonage,
        code=code,
        nom=nom,
        population=population,
        depuis=depuis,
        jusqua=jusqua,
        auteur=context.account.name,
        progress=context.progress,
    )


@operation("imports.voies")
def imports_voies(context: Context, path: Path, nom: str | None = None) -> ImportBilan:
    """Import street lines."""
    return gazetteer.import_voies(context.office, path, nom, auteur=context.account.name, progress=context.progress)


@operation("imports.lieux")
def imports_lieux(context: Context, path: Path, nom: str | None = None, genre: str | None = None) -> ImportBilan:
    """Import places."""
    return gazetteer.import_lieux(
        context.office, path, nom, genre, auteur=context.account.name, progress=context.progress
    )


@operation("imports.signalements")
def imports_signalements(
    context: Context,
    path: Path,
    preset: str | None = None,
    mapping_path: Path | None = None,
    mapping: dict[str, Any] | None = None,
) -> ImportBilan:
    """Import signalements by a preset, a mapping file, or a mapping given as a dictionary."""
    return import_signalements(
        context.office,
        path,
        preset_name=preset,
        mapping_path=mapping_path,
        mapping=make_mapping(mapping) if mapping else None,
        auteur=context.account.name,
        progress=context.progress,
    )


@operation("imports.contacts")
def imports_contacts(context: Context, path: Path) -> ImportBilan:
    """Import contacts that make no signalement: information, orientation, none of our business, relances."""
    return import_contacts(context.office, path, auteur=context.account.name, progress=context.progress)
