"""What the fictional city published: the presentation of its last half-year, on the last day of its story."""

from __future__ import annotations

import datetime as dt

from observatory.domain.edition import Demande, GenreEdition
from observatory.domain.periode_publique import last_closed
from observatory.pipeline.creation_marches import COORDONNATEUR, Moment, day_at
from observatory.pipeline.editions import content_read
from observatory.pipeline.office import Office
from observatory.pipeline.parcours_edition import edition_prepare, edition_publish, edition_sections, edition_validate

_DRAFTED, _READ, _OUT = dt.time(10), dt.time(15), dt.time(17)
_LEFT_OUT = frozenset({"titre", "lecture", "concentration", "photos"})
"""Parts that stay in the hall: the public page has its own head and its own way to read, and lasts longer."""


def demo_documents(office: Office, clock: Moment, until: dt.date) -> int:
    """Draft, validate and publish the presentation; its number. The clock is the machine's again afterwards."""
    asked = Demande(GenreEdition.PRESENTATION, last_closed(until).code)
    try:
        clock.now = day_at(until, _DRAFTED)
        ident = edition_prepare(office, asked, (), account=COORDONNATEUR).ident
        keys = [one.cle for one in content_read(office, ident).parties if one.cle not in _LEFT_OUT]
        edition_sections(office, ident, keys, account=COORDONNATEUR)
        clock.now = day_at(until, _READ)
        edition_validate(office, ident, account=COORDONNATEUR)
        clock.now = day_at(until, _OUT)
        edition_publish(office, ident, account=COORDONNATEUR)
    finally:
        clock.now = None
    return ident
