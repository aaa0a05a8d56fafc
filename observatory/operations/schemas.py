"""Operations of the schéma local: the plan, its group, its method, its walks and what its bilan says."""

from __future__ import annotations

from observatory.domain.constats_schema import ConstatSchema
from observatory.domain.methode import Methode
from observatory.domain.schema import Schema
from observatory.operations.core import Context, operation
from observatory.pipeline import constats_schema, schemas, tenue_reunion, transmission


@operation("schemas.liste")
def schemas_liste(context: Context) -> list[Schema]:
    """Every plan open to the account, the latest first."""
    return schemas.schemas_list(context.office, context.account)


@operation("schemas.lire")
def schemas_lire(context: Context, ident: int) -> Schema:
    """A plan."""
    return schemas.schema_for(context.office, ident, context.account)


@operation("schemas.creer")
def schemas_creer(context: Context, schema: Schema) -> Schema:
    """Open a plan of at most 24 months."""
    return schemas.schema_create(context.office, schema, account=context.account)


@operation("schemas.enregistrer")
def schemas_enregistrer(context: Context, schema: Schema) -> Schema:
    """Change a plan that stands at its version."""
    schemas.schema_for(context.office, schema.ident, context.account)
    return schemas.schema_save(context.office, schema, account=context.account)


@operation("schemas.clore")
def schemas_clore(context: Context, ident: int, version: int) -> Schema:
    """Close a plan with its bilan."""
    schemas.schema_for(context.office, ident, context.account)
    return schemas.schema_close(context.office, ident, version, account=context.account)


@operation("schemas.dire")
def schemas_dire(context: Context, ident: int, genre: str, texte: str) -> Schema:
    """Write a strong point or a recommendation into the bilan."""
    schemas.schema_for(context.office, ident, context.account)
    return schemas.texte_add(context.office, ident, genre, texte, account=context.account)


@operation("schemas.retirer")
def schemas_retirer(context: Context, ident: int, texte: int) -> Schema:
    """Take a sentence out of the bilan."""
    schemas.schema_for(context.office, ident, context.account)
    return schemas.texte_remove(context.office, ident, texte, account=context.account)


@operation("schemas.rattacher")
def schemas_rattacher(context: Context, marche: int, schema: int | None) -> None:
    """Say to which plan a walk belongs, or that it belongs to none."""
    schemas.marche_attach(context.office, marche, schema, account=context.account)


@operation("schemas.methode")
def schemas_methode(context: Context, ident: int) -> Methode:
    """Where a plan stands in its method today."""
    return schemas.methode_of(context.office, schemas.schema_for(context.office, ident, context.account))


@operation("schemas.rattacher_reunion")
def schemas_rattacher_reunion(context: Context, reunion: int, schema: int | None) -> None:
    """Say to which plan a meeting belongs, or that it belongs to none."""
    tenue_reunion.reunion_attach(context.office, reunion, schema, account=context.account)


@operation("schemas.constats")
def schemas_constats(context: Context, ident: int) -> list[ConstatSchema]:
    """The board of constats of a plan, as far as the account may know."""
    return constats_schema.constats_list(context.office, ident, context.account)


@operation("schemas.zone")
def schemas_zone(context: Context, ident: int, objets: list[tuple[str, int]]) -> str:
    """The zone around some lines of the board, as GeoJSON."""
    return constats_schema.zone_of(context.office, objets, ident, context.account)


@operation("schemas.services")
def schemas_services(context: Context) -> list[str]:
    """The services that may lead an action, by name; others may be written."""
    return transmission.services(context.office)
