"""Indicators together: every function by its code, those of a selection, those of each line of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from observatory.domain.errors import NotFound
from observatory.domain.indicateurs import DEFINITIONS, Axe, Indicateur
from observatory.domain.selection import Selection
from observatory.pipeline.indicateurs import cadre, delais, ecoute, evolution, marche, mediation, suites
from observatory.pipeline.indicateurs.champ import Champ, Resultats
from observatory.pipeline.office import Office
from observatory.pipeline.questions import perimeter_text

FUNCTIONS: dict[str, Callable[[Champ], Resultats]] = {
    one.__name__: one
    for one in (
        ecoute.contacts, ecoute.contacts_signalement, ecoute.contacts_information, ecoute.contacts_orientation,
        ecoute.contacts_hors_champ, ecoute.contacts_relance, ecoute.signalements, ecoute.problemes, ecoute.appelants,
        ecoute.anonymes, delais.retour_median, delais.retour_p90, delais.retour_promesse, delais.promesse_tenue,
        suites.resolus, suites.resolus_part, suites.sans_suite, suites.rouverts, suites.rouverts_part,
        suites.satisfaction_resolu, suites.satisfaction_note, mediation.mediations, mediation.mediations_accord,
        mediation.mediations_partiel, mediation.mediations_refus, mediation.mediations_droit,
        mediation.mediation_accord_part, cadre.tags_m2, cadre.cout, marche.marches, marche.marche_participants,
        marche.marche_femmes, marche.marche_jeunes, marche.marche_habitants, marche.marche_constats,
        marche.marche_positifs, marche.marche_signalements, marche.marche_faits, evolution.evolution,
    )
}  # fmt: skip
"""The function of each indicator, by its code: the codes of ``domain.indicateurs.DEFINITIONS``."""

SCHEMA = pa.schema(
    [
        ("groupe", pa.string()), ("nom", pa.string()), ("code", pa.string()), ("indicateur", pa.string()),
        ("valeur", pa.float64()), ("unite", pa.string()), ("n", pa.int64()), ("bas", pa.float64()),
        ("haut", pa.float64()), ("non_communique", pa.string()), ("reserve", pa.string()),
    ]
)  # fmt: skip
"""A table of indicators: one row for each group and indicator; ``valeur`` null is « non communiqué »."""


def indicators(office: Office, selection: Selection, codes: Sequence[str] = tuple(DEFINITIONS)) -> list[Indicateur]:
    """Indicators of a selection taken together: every one, in the order of their definitions, or those of ``codes``."""
    champ = Champ(office, selection)
    return [next(iter(FUNCTIONS[code](champ).values())) for code in codes]


def indicators_table(
    office: Office, selection: Selection, axe: Axe, zonage: str | None = None, codes: Sequence[str] = ()
) -> pa.Table:
    """Indicators by month, territory, category or service (``SCHEMA``): all of them, or those of ``codes``.

    By territory, one perimeter serves the whole period; the metadata ``perimetre`` of the table's schema name it.

    Raises
    ------
    NotFound
        When a code, a category, a territory or the zonage does not exist.
    ValueRefused
        When territories are asked for without a zonage.
    """
    for code in codes:
        if code not in FUNCTIONS:
            raise NotFound(f"L'indicateur « {code} » n'existe pas. Codes connus : {', '.join(FUNCTIONS)}.")
    champ = Champ(office, selection, axe, zonage)
    chosen = codes or tuple(DEFINITIONS)
    results = {code: FUNCTIONS[code](champ) for code in chosen}
    rows = [_row(groupe, nom, results[code][groupe]) for groupe, nom in champ.groupes.items() for code in chosen]
    table = pa.Table.from_pylist(rows, SCHEMA)
    if axe != "territoire":
        return table
    return table.replace_schema_metadata({"perimetre": perimeter_text(champ.zonage, champ.day, len(champ.groupes))})


def _row(groupe: str, nom: str, one: Indicateur) -> dict[str, object]:
    low, high = one.intervalle or (None, None)
    return {
        "groupe": groupe, "nom": nom, "code": one.code, "indicateur": one.libelle, "valeur": one.valeur,
        "unite": one.unite, "n": one.n, "bas": low, "haut": high, "non_communique": one.non_communique,
        "reserve": one.reserve,
    }  # fmt: skip
