"""Where files go: the rules in force, what other rules would change, and the way of one file."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, replace

from observatory.domain.annuaire import services_missing
from observatory.domain.calendrier import PARIS, Horaires, text_to_horaires
from observatory.domain.envoi import Deplacement, Envoi, EssaiRegles, Regle, ReglesConnues
from observatory.domain.errors import FormatError, NotFound, StateError, ValueRefused
from observatory.domain.grid import position_to_cell
from observatory.domain.position import Position
from observatory.domain.reglage import ASTREINTES, HORAIRES
from observatory.pipeline.annuaire import directory
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import setting
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import nomenclature_read
from observatory.store.regles import file_send, open_files, read_rules, regles_path, rules_read, rules_write
from observatory.store.surnoms import file_stamp
from observatory.store.territoires import territory_codes
from observatory.triage.regles import rule_faults, rules_for_nowhere, rules_never_used
from observatory.triage.routage import Parents, Routage, compile_rules

log = logging.getLogger(__name__)

BASE, FILE, PROGRAM = "base", "fichier", "programme"
"""Where the rules in force are kept; those of the program serve where the file cannot."""
LAST_RESORT = Regle(1, service="Office de la tranquillité")
MOST_SHOWN = 500
_KEPT = "routage"


def route(office: Office, categorie: str, lieu: str, territoires: Collection[str], le: dt.datetime) -> Envoi:
    """Where a file goes that is received at ``le``; ``territoires`` (``zonage:code``) are those of its place.

    The rules are made ready once and kept: this takes some microseconds.
    """
    return _routage(office).route(categorie, lieu, territoires, le)


def route_at(
    office: Office, categorie: str, lieu: str, lat: float | None, lon: float | None, le: dt.datetime | None = None
) -> Envoi:
    """Where a file of a place goes, or of no known place; ``le`` is now by default.

    Raises
    ------
    ValueRefused
        When the position is half said or off the globe, or the instant has no zone.
    """
    le = le or office.clock()
    if (lat is None) != (lon is None):
        raise ValueRefused("Il manque une moitié de la position : donnez lat et lon, ou aucun des deux.")
    around: list[str] = []
    if lat is not None and lon is not None:
        cell = position_to_cell(Position(lat=lat, lon=lon))
        _, around = office.territories_at(cell, lat, lon, le.astimezone(PARIS).date())
    return route(office, categorie, lieu, around, le)


def rules_list(office: Office) -> ReglesConnues:
    """The rules in force, and what is to be known of them: those that never serve, those that name no place here."""
    regles, origine, remarques = _in_force(office)
    parents = _parents(office)
    faults = rule_faults(regles, parents)
    return ReglesConnues(
        regles, origine, rules_stamp(regles), [*remarques, *(faults or _notes(office, regles, parents))]
    )


def rules_stamp(regles: Sequence[Regle]) -> str:
    """What changes when one of the rules does."""
    return hashlib.sha256(repr([astuple(one) for one in regles]).encode()).hexdigest()[:16]


def rules_try(office: Office, regles: Sequence[Regle]) -> EssaiRegles:
    """What rules would do to the files that are open, nothing being written.

    Raises
    ------
    ValueRefused
        When they cannot be kept: every fault is said.
    """
    parents = _parents(office)
    _refuse_faults(regles, parents)
    dossiers, used = 0, set()
    found: list[Deplacement] = []
    for _, dossier, regle in _changes(office, regles, parents):
        dossiers += 1
        used.add(regle)
        if dossier is not None:
            found.append(dossier)
    moving = [one for one in found if one.moves]
    flux = Counter((one.de, one.vers) for one in moving)
    return EssaiRegles(
        dossiers=dossiers,
        changent=len(moving),
        redates=len(found) - len(moving),
        flux=[(de, vers, n) for (de, vers), n in flux.most_common()],
        deplacements=moving[:MOST_SHOWN],
        sans_dossier=sorted({one.rang for one in regles} - used),
        remarques=_notes(office, regles, parents),
    )


def rules_save(office: Office, regles: Sequence[Regle], *, auteur: str, stamp: str | None = None) -> ReglesConnues:
    """Keep a whole table of rules in the base, numbered anew from 1 in their order. Open files stay where they are.

    ``stamp`` is that of the rules that were shown (:func:`rules_stamp`), where somebody may have changed them since.

    Raises
    ------
    ValueRefused
        When they cannot be kept: every fault is said.
    StateError
        When the rules in force are no longer those of ``stamp``.
    """
    _refuse_faults(regles, _parents(office))
    ordered = sorted(regles, key=lambda one: one.rang)
    kept = [replace(one, rang=rang) for rang, one in enumerate(ordered, 1)]

    def change(cursor: Cursor) -> None:
        before, _, _ = _in_force(office)
        if stamp is not None and rules_stamp(before) != stamp:
            raise StateError(
                "Quelqu'un a changé les règles entre-temps : rien n'a été enregistré. Rechargez la page pour voir "
                "les siennes, puis refaites votre changement."
            )
        rules_write(cursor, kept)
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="règles enregistrées", objet="regle", cle="toutes",
            detail={"avant": len(before), "apres": len(kept), "changees": len(set(kept) - set(before))},
        )  # fmt: skip

    office.database.write(change)
    office.forget(_KEPT)
    return rules_list(office)


def rules_apply(office: Office, references: Sequence[str] | None = None, *, auteur: str) -> int:
    """Send open files where the rules in force say, with a line of the journal for each; gives how many changed.

    ``references`` names those that are to change; without them, all do. A promise counts from the reception.

    Raises
    ------
    NotFound
        When a reference is not that of a file that would change.
    """
    regles, _, _ = _in_force(office)
    le = office.clock()

    def change(cursor: Cursor) -> int:
        waiting = [(ident, one) for ident, one, _ in _changes(office, regles, _parents(office)) if one is not None]
        if references is not None:
            unknown = sorted(set(references) - {one.reference for _, one in waiting})
            if unknown:
                raise NotFound(
                    f"Ces dossiers ne changent pas de service selon les règles en vigueur : {', '.join(unknown[:5])}. "
                    "Refaites l'essai, quelqu'un les a peut-être déjà envoyés."
                )
            waiting = [(ident, one) for ident, one in waiting if one.reference in set(references)]
        for ident, one in waiting:
            file_send(
                cursor, ident, service=one.vers, echeance=one.echeance, moved=one.moves, par=auteur, le=le
            )  # fmt: skip
            journal_append(
                cursor, le=le, auteur=auteur, evenement="envoi", objet="signalement", cle=one.reference,
                detail={"de": one.de, "vers": one.vers, "echeance": one.echeance.isoformat(), "regle": one.regle},
            )  # fmt: skip
        return len(waiting)

    return office.database.write(change)


def service_hours(office: Office) -> Horaires:
    """When the services of the city are open: as it was set on screen, else ``OBSERVATORY_HORAIRES``.

    Raises
    ------
    ValueRefused
        When ``OBSERVATORY_HORAIRES`` cannot be read.
    """
    return text_to_horaires(setting(office, HORAIRES, office.settings.horaires), office.settings.alsace_moselle)


def _routage(office: Office) -> Routage:
    stamp = file_stamp(regles_path(office.settings.reference))
    return office.kept(_KEPT, stamp, lambda: _ready(office))


def _ready(office: Office) -> Routage:
    regles, _, remarques = _in_force(office)
    for remarque in remarques:
        log.warning("%s", remarque)
    return compile_rules([_with_number(office, one) for one in regles], _parents(office), service_hours(office))


def _with_number(office: Office, regle: Regle) -> Regle:
    """The rule with the number of its astreinte, where it names one of the table of astreintes."""
    for one in setting(office, ASTREINTES, []):
        if regle.astreinte and one["nom"].casefold() == regle.astreinte.casefold():
            return replace(regle, astreinte=f"{one['nom']} : {one['numero']}")
    return regle


def _in_force(office: Office) -> tuple[list[Regle], str, list[str]]:
    """The rules, where they are kept, and what was wrong with the file: calls are taken even where it is damaged."""
    kept = rules_read(office.database)
    if kept:
        return kept, BASE, []
    try:
        regles = read_rules(regles_path(office.settings.reference))
    except FormatError as error:
        return [LAST_RESORT], PROGRAM, [f"{error.message} En attendant, tout va à « {LAST_RESORT.service} »."]
    faults = rule_faults(regles, _parents(office))
    if faults:
        return [LAST_RESORT], PROGRAM, [*faults, f"En attendant, tout va à « {LAST_RESORT.service} »."]
    return regles, FILE, []


def _parents(office: Office) -> Parents:
    return {one.code: one.parent for one in nomenclature_read(office.database)}


def _notes(office: Office, regles: Sequence[Regle], parents: Parents) -> list[str]:
    retired = {one.code: one.libelle for one in nomenclature_read(office.database) if one.retiree_le is not None}
    found = [*rules_never_used(regles, parents), *rules_for_nowhere(regles, territory_codes(office.database))]
    found += [
        f"La règle {one.rang} vise « {retired[one.categorie]} », une catégorie retirée : elle ne sert plus qu'aux "
        "anciens dossiers."
        for one in regles
        if one.categorie in retired
    ]
    missing = services_missing(directory(office), [one.service for one in regles])
    if missing:
        found.append(
            f"Services sans ligne dans l'annuaire : {', '.join(missing)}. Ajoutez-les pour pouvoir les joindre."
        )
    return found


def _refuse_faults(regles: Sequence[Regle], parents: Parents) -> None:
    faults = rule_faults(regles, parents)
    if faults:
        raise ValueRefused(" ".join(faults))


def _changes(
    office: Office, regles: Sequence[Regle], parents: Parents
) -> Iterator[tuple[int, Deplacement | None, int]]:
    """For each open file its number, what would change of it if anything does, and the rule that it uses."""
    routage = compile_rules(regles, parents, service_hours(office))
    zonages = sorted({one.territoire.partition(":")[0] for one in regles if one.territoire})
    for row in open_files(office.database, zonages).to_pylist():
        envoi = routage.route(row["categorie"], row["lieu"], row["territoires"], row["recu_le"])
        de, before = row["service"] or "", row["echeance"]
        if de == envoi.service and before == envoi.echeance:
            yield row["id"], None, envoi.regle
        else:
            told = row["libelle"] or row["categorie"]
            changed = Deplacement(row["reference"], told, de, envoi.service, before, envoi.echeance, envoi.regle)
            yield row["id"], changed, envoi.regle
