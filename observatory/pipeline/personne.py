"""A person's own request: what is held about them, given as a file; or its erasure."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from observatory.domain.conservation import Dossier
from observatory.domain.errors import NotFound, ValueRefused, WriteRefused
from observatory.domain.telephone import read_phone
from observatory.pipeline.office import Office
from observatory.pipeline.positions import positions_inside
from observatory.pipeline.purge import REWRITE_DUE, forget_in_files
from observatory.pipeline.reglages import durations
from observatory.pipeline.sauvegarde import one_at_a_time
from observatory.pipeline.secret import phone_key
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.personne import Trace, person_by_key, person_by_reference, person_erase, person_held
from observatory.store.reference import CITY_NAME, meta_get, meta_set
from observatory.store.retention import ANONYMOUS, keys_to_proof, positions_write

Progress = Callable[[str, int, int], None]

_RIGHTS = (
    "Vous pouvez demander à rectifier ou effacer ces données, vous opposer à leur usage ou le limiter, auprès de la "
    "mairie ou de son délégué à la protection des données, et saisir la CNIL (www.cnil.fr)."
)


def person_access(
    office: Office, cle: str | None, reference: str | None, out: Path, *, auteur: str, progress: Progress
) -> Dossier:
    """Write all that is held about a person: ``out`` as JSON, and beside it the same to be read (``.txt``).

    Raises
    ------
    NotFound, ValueRefused, WriteRefused
    """
    trace = _find(office, cle, reference)
    progress("Recherche", 0, 1)
    now = office.clock()
    held = {
        "etabli_le": now.astimezone(ZoneInfo(ZONE)),
        "organisme": meta_get(office.database, CITY_NAME),
        "demande": {"cle": cle, "reference": reference},
        **person_held(office.database, trace),
        "durees": [
            {"genre": rule.genre, "objet": rule.objet, "mois": rule.mois, "depart": rule.depart, "base": rule.base}
            for rule in durations(office)
        ],
        "droits": _RIGHTS,
    }
    readable = out.with_suffix(".txt") if out.suffix.lower() != ".txt" else out.with_suffix(".lisible.txt")
    _write(out, json.dumps(held, ensure_ascii=False, indent=1, default=_plain))
    _write(readable, "\n".join(_lines(held)) + "\n")
    _note(office, trace, "acces_personne", auteur, now)
    progress("Terminé", 1, 1)
    return Dossier(
        trace.declarant,
        trace.references,
        len(trace.signalements),
        len(trace.contacts),
        [str(out), str(readable)],
        efface=False,
        remarques=["Ces fichiers portent des données personnelles : remettez-les, puis supprimez-les."],
    )


def person_forget(
    office: Office, cle: str | None, reference: str | None, *, auteur: str, progress: Progress
) -> Dossier:
    """Erase a person: what they told stays counted, nothing tells any more that they told it.

    Raises
    ------
    NotFound, ValueRefused, BaseBusy
    """
    with one_at_a_time(office):
        trace = _find(office, cle, reference)
        now = office.clock()
        moved = positions_inside(office, trace.signalements)

        def change(cursor: Cursor) -> None:
            positions_write(cursor, moved)
            person_erase(cursor, trace, now)
            meta_set(cursor, REWRITE_DUE, "oui")
            _append(cursor, trace, "effacement_personne", auteur, now)

        progress("Effacement", 0, 3)
        office.database.write(change)
        remarques: list[str] = []
        forget_in_files(office, progress, remarques)
    return Dossier(
        trace.declarant,
        trace.references,
        len(trace.signalements),
        len(trace.contacts),
        [],
        efface=True,
        remarques=remarques,
    )


def _find(office: Office, cle: str | None, reference: str | None) -> Trace:
    if (cle is None) == (reference is None):
        raise ValueRefused("Donnez soit la clé du déclarant (--cle), soit la référence d'un signalement (--reference).")
    if cle is not None:
        found = None if cle.startswith(ANONYMOUS) else person_by_key(office.database, cle) or _by_phone(office, cle)
        if found is None:
            raise NotFound(f"Aucun déclarant n'a la clé « {cle} » : rien n'est gardé sous cette clé.")
        return found
    traces = person_by_reference(office.database, str(reference))
    if not traces:
        raise NotFound(f"Aucun signalement n'a la référence « {reference} » : vérifiez-la sur l'accusé de réception.")
    if len({(trace.declarant, tuple(trace.signalements)) for trace in traces}) > 1:
        raise ValueRefused(
            f"La référence « {reference} » existe dans plusieurs sources, pour des personnes différentes : donnez la "
            "clé du déclarant (--cle)."
        )
    return traces[0]


def _by_phone(office: Office, text: str) -> Trace | None:
    """The person whose phone number was given in the place of a key."""
    e164 = read_phone(text)
    return None if e164 is None else person_by_key(office.database, phone_key(office.settings, e164))


def _note(office: Office, trace: Trace, event: str, auteur: str, le: dt.datetime) -> None:
    office.database.write(lambda cursor: _append(cursor, trace, event, auteur, le))


def _append(cursor: Cursor, trace: Trace, event: str, auteur: str, le: dt.datetime) -> None:
    """A line of proof: counts, and a fingerprint that the person's key alone can confirm."""
    proof = keys_to_proof([trace.cle] if trace.cle else trace.signalements)
    known = trace.declarant is not None
    journal_append(
        cursor,
        le=le,
        auteur=auteur,
        evenement=event,
        objet="declarant" if known else "signalement",
        cle=str(trace.declarant if known else trace.signalements[0]),
        detail={"signalements": len(trace.signalements), "contacts": len(trace.contacts), **proof},
    )


_PARTS = (
    "declarant", "contacts", "signalements", "territoires", "transmissions", "comptes_rendus", "mediations",
    "rendez_vous", "retours", "journal",
)  # fmt: skip


def _lines(held: dict[str, Any]) -> list[str]:
    """The same for a reader: one value a line, what is empty left out."""
    told = [f"Données gardées par : {held['organisme']}", f"Établi le {held['etabli_le']:%d/%m/%Y à %H:%M}", ""]
    for name in _PARTS:
        told.append(f"{name.upper()} ({len(held[name])})")
        for row in held[name]:
            told.extend(f"  {key} : {_plain(value)}" for key, value in row.items() if value is not None)
            told.append("")
    told.append("DURÉES DE CONSERVATION")
    told.extend(f"  {one['objet']} : {one['mois']} mois ({one['base']})" for one in held["durees"])
    return [*told, "", held["droits"]]


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(ZoneInfo(ZONE)).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _write(path: Path, text: str) -> None:
    """A file that its owner alone can read, whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".personne-")  # of mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WriteRefused(
            f"{path} ne peut pas être écrit ({error.strerror}) : choisissez un autre dossier."
        ) from error
