"""What a phone sends is kept once, however often it is sent: each sending bears a key that the phone drew."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

from observatory.domain.errors import Conflict, ValueRefused
from observatory.domain.mediation import Rendu
from observatory.domain.roles import Account
from observatory.pipeline.office import Office
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.depots import depot_meanwhile, depot_read, depot_write

_KEY = re.compile(r"[0-9A-Za-z-]{8,64}")
_MARK = "empreinte"

Work = Callable[[Cursor], Rendu]
"""What writes, inside a transaction; it may be run again."""


def sent_once(
    office: Office,
    account: Account,
    operation: str,
    cle: str,
    sent: Mapping[str, object],
    prepare: Callable[[], Work],
) -> Rendu:
    """Do what was sent, unless this key was sent before: then give the answer of that time.

    ``prepare`` checks what was sent, before anything is written, and gives what writes it.

    Raises
    ------
    ValueRefused
        When the key cannot be read.
    Conflict
        When something else, or somebody else's, was sent with this key.
    """
    if not _KEY.fullmatch(cle):
        raise ValueRefused("La clé de cet envoi n'est pas lisible : rechargez la page, rien n'est perdu.")
    mark = hashlib.sha256(json.dumps([operation, account.name, sent], sort_keys=True, default=str).encode()).hexdigest()
    earlier = depot_read(office.database, cle)
    if earlier is not None:
        return _again(earlier["reponse"], mark)
    work = prepare()

    def change(cursor: Cursor) -> Rendu:
        meanwhile = depot_meanwhile(cursor, cle)
        if meanwhile is not None:
            return _again(meanwhile["reponse"], mark)
        done = work(cursor)
        depot_write(cursor, cle, account.name, operation, asdict(done) | {_MARK: mark}, office.clock())
        return done

    return office.database.write(change)


def _again(reponse: Row, mark: str) -> Rendu:
    known = dict(reponse)
    if known.pop(_MARK) != mark:
        raise Conflict(
            "Un autre contenu a déjà été envoyé sous cette clé : ce que vous voyez ici n'est pas enregistré. "
            "Vérifiez ce qui l'est, puis envoyez de nouveau."
        )
    return replace(Rendu(**known), deja=True)
