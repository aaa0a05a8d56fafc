"""What the fictional city published on the last day of its story, a presentation, and the fiche that it drafted."""

from __future__ import annotations

import datetime as dt

from observatory.domain.edition import Demande, GenreEdition
from observatory.domain.periode_publique import last_closed
from observatory.pipeline.creation_marches import COORDONNATEUR, Moment, day_at
from observatory.pipeline.editions import content_read
from observatory.pipeline.office import QUARTIER, Office
from observatory.pipeline.parcours_edition import edition_prepare, edition_publish, edition_sections, edition_validate
from observatory.pipeline.questions import perimeter

_DRAFTED, _READ, _OUT = dt.time(10), dt.time(15), dt.time(17)
_LEFT_OUT = frozenset({"titre", "lecture", "concentration", "photos"})
"""Parts that stay in the hall: the public page has its own head and its own way to read, and lasts longer."""


def demo_documents(office: Office, clock: Moment, until: dt.date) -> int:
    """Publish the presentation and draft the fiche of a quartier; gives the number of the former.

    The clock is the machine's again afterwards.
    """
    period = last_closed(until).code
    asked = Demande(GenreEdition.PRESENTATION, period)
    try:
        clock.now = day_at(until, _DRAFTED)
        ident = edition_prepare(office, asked, (), account=COORDONNATEUR).ident
        keys = [one.cle for one in content_read(office, ident).parties if one.cle not in _LEFT_OUT]
        edition_sections(office, ident, keys, account=COORDONNATEUR)
        clock.now = day_at(until, _READ)
        edition_validate(office, ident, account=COORDONNATEUR)
        clock.now = day_at(until, _OUT)
        edition_publish(office, ident, account=COORDONNATEUR)
        first = perimeter(office, QUARTIER, until)[0]
        fiche = Demande(GenreEdition.FICHE_QUARTIER, period, f"{QUARTIER}:{first.code}")
        edition_prepare(office, fiche, (), account=COORDONNATEUR)
    finally:
        clock.now = None
    return ident
