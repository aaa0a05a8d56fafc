"""The settings in force, their history and their change; where the city set nothing, what the program came with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from observatory.domain.calendrier import PARIS
from observatory.domain.charte_ville import light_value
from observatory.domain.conservation import Regle
from observatory.domain.errors import Conflict, NotAllowed, NotFound
from observatory.domain.reglage import (
    ASTREINTES,
    CHARTE,
    CONSERVATION,
    DELAIS_SCHEMA,
    ENQUETE_INSECURITE,
    ENQUETE_SATISFACTION,
    FINANCEURS,
    GRILLE_DIAGNOSTIC,
    GRILLE_MARCHE,
    HORAIRES,
    LOGO,
    MODELE_DIAPOS,
    REGLAGES,
    TEXTES,
    TYPES_MESURE,
    Reglage,
    check_setting,
    may_edit,
    may_read,
    text_of,
)
from observatory.domain.roles import Account
from observatory.pipeline.office import Office
from observatory.store.conservation import conservation_path, read_conservation
from observatory.store.database import Cursor
from observatory.store.fichier_csv import read_table, table_to_text, text_to_table
from observatory.store.journal import journal_append
from observatory.store.reglages import setting_history, setting_write, settings_read

_KEPT = "reglages"
_FOLLOWERS = {HORAIRES: "routage", ASTREINTES: "routage"}
"""What is made of a setting and kept, by the name under which it is forgotten."""
_FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def setting(office: Office, cle: str, default: Any) -> Any:
    """The value of a setting in force, or ``default`` where the city set none. Read once, and again after a change."""
    kept = _in_force(office).get(cle)
    return default if kept is None else kept.valeur


def settings_at(office: Office, day: dt.date) -> dict[str, Reglage]:
    """The settings that the city had at the end of a day (in Paris), by their keys."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), PARIS) - dt.timedelta(microseconds=1)
    return settings_read(office.database, end)


def value_of(office: Office, cle: str) -> Any:
    """The value of a setting in force, that of the program where the city set none.

    Raises
    ------
    FormatError
        When the program's own table cannot be read.
    """
    kept = _in_force(office).get(cle)
    return _default(office, cle) if kept is None else kept.valeur


def value_at(office: Office, cle: str, instant: dt.datetime) -> Any:
    """The value that a setting had at an instant, that of the program where the city had set none.

    Raises
    ------
    FormatError
    """
    kept = settings_read(office.database, instant).get(cle)
    return _default(office, cle) if kept is None else kept.valeur


def settings_seen(office: Office, account: Account) -> list[Reglage]:
    """Every setting that an account may read, in the order of the table; of a file, its name and size."""
    kept = _in_force(office)
    return [
        _light(kept[cle]) if cle in kept else Reglage(cle, _default(office, cle), None, "")
        for cle in REGLAGES
        if may_read(cle, account.roles)
    ]


def set_setting(office: Office, cle: str, valeur: Any, *, account: Account, known: Reglage | None = None) -> Reglage:
    """Keep a value of a setting from now on; the earlier ones stay in its history.

    ``known`` is the value that its author was shown.

    Raises
    ------
    ValueRefused
        When there is no such setting or it cannot hold that.
    NotAllowed
        When the account may not change it.
    Conflict
        When somebody else kept another since.
    """
    kept = check_setting(cle, valeur)
    if not may_edit(cle, account.roles):
        who = ", ".join(sorted(REGLAGES[cle].editeurs))
        raise NotAllowed(f"« {REGLAGES[cle].nom} » se change par : {who}. Demandez à l'un d'eux.")

    def change(cursor: Cursor) -> Reglage:
        before = setting_history(office.database, cle)
        if known is not None and known.depuis != (before[0].depuis if before else None):
            raise Conflict(
                f"Quelqu'un a changé « {REGLAGES[cle].nom} » pendant que vous le modifiiez : notez vos changements, "
                "rechargez la page et refaites-les."
            )
        le = office.clock()
        if before and before[0].depuis is not None:
            le = max(le, before[0].depuis + dt.timedelta(microseconds=1))
        setting_write(cursor, cle, kept, le, account.name)
        journal_append(
            cursor, le=le, auteur=account.name, evenement="réglage", objet="reglage", cle=cle,
            detail={"avant": _size(before[0].valeur) if before else None, "apres": _size(kept)},
        )  # fmt: skip
        return _light(Reglage(cle, kept, le, account.name))

    made = office.database.write(change)
    office.forget(_KEPT)
    if cle in _FOLLOWERS:
        office.forget(_FOLLOWERS[cle])
    return made


def history(office: Office, cle: str, account: Account) -> list[Reglage]:
    """Every value that a setting had, newest first.

    Raises
    ------
    NotAllowed
        When the account may not read it.
    """
    if cle not in REGLAGES or not may_read(cle, account.roles):
        raise NotAllowed(f"Le réglage « {cle} » ne vous est pas ouvert.")
    return list(map(_light, setting_history(office.database, cle)))


def set_back(office: Office, cle: str, depuis: dt.datetime, account: Account) -> Reglage:
    """Set the value that a setting had from an instant, anew and from now on.

    Raises
    ------
    NotFound
        When it has no value of that instant.
    NotAllowed
    """
    history(office, cle, account)  # who may not read it sets nothing back
    for one in setting_history(office.database, cle):
        if one.depuis == depuis:
            return set_setting(office, cle, one.valeur, account=account)
    raise NotFound("Cette valeur n'est plus dans l'historique : rechargez la page.")


def setting_csv(office: Office, cle: str, account: Account) -> str:
    """The rows of a table of settings as CSV.

    Raises
    ------
    NotAllowed, NotFound
    """
    columns = _columns(cle)
    if not may_read(cle, account.roles):
        raise NotAllowed(f"Le réglage « {cle} » ne vous est pas ouvert.")
    return table_to_text(value_of(office, cle), columns)


def csv_to_setting(cle: str, texte: str) -> list[dict[str, Any]]:
    """The rows of a text of CSV, as the setting would keep them; nothing is kept.

    Raises
    ------
    FormatError, NotFound, ValueRefused
    """
    rows: list[dict[str, Any]] = check_setting(cle, text_to_table(texte, _columns(cle), "Ce fichier"))
    return rows


def text(office: Office, code: str) -> str:
    """A text of the office by its code (``domain.reglage.TEXTES_PAR_DEFAUT``)."""
    return text_of(setting(office, TEXTES, []), code)


def durations(office: Office) -> list[Regle]:
    """How long each kind of data is kept: the reference table, and over it what the city set on screen.

    Raises
    ------
    FormatError
        When the reference table cannot be read.
    """
    rules = read_conservation(conservation_path(office.settings.reference))
    own = {one["genre"]: one for one in setting(office, CONSERVATION, [])}
    return [_lasting(rule, own.get(rule.genre)) for rule in rules]


def _lasting(rule: Regle, own: Mapping[str, Any] | None) -> Regle:
    if own is None:
        return rule
    return replace(rule, mois=own["mois"], mois_sans_cloture=own["mois_sans_cloture"], par_defaut=False)


def _in_force(office: Office) -> dict[str, Reglage]:
    return office.kept(_KEPT, None, lambda: settings_read(office.database, _FAR))


TABLES = {
    GRILLE_DIAGNOSTIC: "grille_diagnostic.csv",
    GRILLE_MARCHE: "grille_exploratoire.csv",
    ENQUETE_SATISFACTION: "enquete_satisfaction.csv",
    ENQUETE_INSECURITE: "enquete_insecurite.csv",
    TYPES_MESURE: "types_mesure.csv",
    FINANCEURS: "financeurs.csv",
    DELAIS_SCHEMA: "delais_schema.csv",
}
"""The file of each setting that has one of its own among the reference tables."""


def _default(office: Office, cle: str) -> Any:
    if cle == HORAIRES:
        return office.settings.horaires
    if cle in TABLES:
        return check_setting(cle, read_table(office.settings.reference / TABLES[cle], REGLAGES[cle].colonnes))
    if cle == CONSERVATION:
        rules = read_conservation(conservation_path(office.settings.reference))
        return [{name: getattr(one, name) for name in REGLAGES[cle].colonnes} for one in rules]
    return {} if cle in (LOGO, CHARTE, MODELE_DIAPOS) else []


def _light(one: Reglage) -> Reglage:
    """A setting as it travels: without the file that it holds."""
    return replace(one, valeur=light_value(one.valeur)) if one.cle == MODELE_DIAPOS else one


def _columns(cle: str) -> Sequence[str]:
    columns = REGLAGES[cle].colonnes if cle in REGLAGES else ()
    if not columns:
        raise NotFound(f"« {cle} » n'est pas une table de réglages.")
    return columns


def _size(valeur: Any) -> int:
    """How large a value is, for the journal, which never holds the value itself."""
    return len(valeur) if isinstance(valeur, list) else len(json.dumps(valeur))
