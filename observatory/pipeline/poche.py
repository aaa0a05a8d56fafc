"""What the phone page of a walk asks and sends: every call bears the link, what is sent also its phone and its key."""

from __future__ import annotations

import datetime as dt

from observatory.domain.constat import LONGEST_TEXT, MOST_PARTICIPANTS, MOST_PHOTOS, NOTES, PROFILS, RESSENTIS
from observatory.domain.errors import NotAllowed, ValueRefused
from observatory.domain.marche import Marche
from observatory.domain.mediation import Rendu
from observatory.domain.poche import ArretPoche, ChoixPoche, FondPoche, MarcheOuverte
from observatory.pipeline.fond_poche import ground
from observatory.pipeline.liens_marche import GONE, lien_depot, lien_marche, lien_read
from observatory.pipeline.office import Office
from observatory.pipeline.releves import (
    on_paper,
    questions_of,
    releve_constat,
    releve_participants,
    releve_photo,
    releve_reponses,
    releve_ressenti,
)
from observatory.store.reference import CITY_NAME, meta_get, nomenclature_read

_GROUNDS = "fonds de marche"


def poche_open(office: Office, jeton: str) -> MarcheOuverte:
    """All that the page needs of the walk that a link opens now.

    Raises
    ------
    NotAllowed
        When the link opens nothing now.
    """
    marche = lien_marche(office, jeton)
    plan = marche.plan
    return MarcheOuverte(
        reference=marche.reference, genre=plan.genre, titre=plan.titre, ville=meta_get(office.database, CITY_NAME),
        prevue_le=plan.prevue_le, fin=_end(office, jeton), maintenant=office.clock(), nuit=plan.nuit,
        ferme=plan.ferme, accessible=plan.accessible, metres=plan.metres, minutes=plan.minutes, pilote=plan.pilote,
        consigne=plan.consigne, rendez_vous=plan.rendez_vous, lat=plan.lat, lon=plan.lon,
        arrets=tuple(ArretPoche(one.ident, one.rang, one.nom, one.motif, one.lat, one.lon) for one in plan.arrets),
        trace=plan.trace, questions=tuple(questions_of(office, plan.genre)), notes=NOTES,
        ressentis=tuple(RESSENTIS[note] for note in sorted(RESSENTIS)),
        profils=tuple(
            ChoixPoche(f"{kind}:{code}", nom, kind) for kind, codes in PROFILS.items() for code, nom in codes.items()
        ),
        categories=tuple(
            ChoixPoche(one.code, one.libelle, one.parent or "")
            for one in nomenclature_read(office.database)
            if one.retiree_le is None
        ),
        fond=_ground(office, marche), plus_long_texte=LONGEST_TEXT, plus_de_photos=MOST_PHOTOS,
        plus_de_participants=MOST_PARTICIPANTS,
    )  # fmt: skip


def poche_reponses(
    office: Office, jeton: str, appareil: str, cle: str, arret: int, notes: dict[str, int | None], le: dt.datetime
) -> Rendu:
    """Keep a phone's answers at a stop."""
    marche = _taken(office, jeton, appareil, le)
    return releve_reponses(office, marche, appareil, cle, arret=arret, notes=notes, le=le)


def poche_constat(
    office: Office, jeton: str, appareil: str, cle: str, arret: int | None, positif: bool, categorie: str | None,
    texte: str, lat: float, lon: float, situe_par: str, precision_m: float | None, le: dt.datetime,
) -> Rendu:  # fmt: skip
    """Keep something that a phone's bearer found."""
    return releve_constat(
        office, _taken(office, jeton, appareil, le), appareil, cle, arret=arret, positif=positif, categorie=categorie,
        texte=texte, lat=lat, lon=lon, situe_par=situe_par, precision_m=precision_m, le=le,
    )  # fmt: skip


def poche_photo(office: Office, jeton: str, appareil: str, cle: str, constat_cle: str, contenu: bytes) -> Rendu:
    """Keep a picture of what a phone's bearer found."""
    marche = _taken(office, jeton, appareil, None)
    return releve_photo(office, marche, appareil, cle, constat_cle=constat_cle, contenu=contenu)


def poche_participants(
    office: Office, jeton: str, appareil: str, cle: str, profils: dict[str, int], le: dt.datetime
) -> Rendu:
    """Keep how many of each profile walk, as a phone's bearer counted."""
    return releve_participants(office, _taken(office, jeton, appareil, le), appareil, cle, profils=profils, le=le)


def poche_ressenti(
    office: Office, jeton: str, appareil: str, cle: str, moment: str, notes: dict[int, int], le: dt.datetime
) -> Rendu:
    """Keep how safe walkers feel, as a phone's bearer counted."""
    marche = _taken(office, jeton, appareil, le)
    return releve_ressenti(office, marche, appareil, cle, moment=moment, notes=notes, le=le)


def _taken(office: Office, jeton: str, appareil: str, le: dt.datetime | None) -> Marche:
    marche = lien_depot(office, jeton, le)
    if on_paper(appareil):
        raise ValueRefused("Un téléphone n'envoie pas les feuilles de papier : elles se saisissent dans l'office.")
    return marche


def _end(office: Office, jeton: str) -> dt.datetime:
    """When a link that opens a walk ends."""
    row = lien_read(office, jeton)
    if row is None:
        raise NotAllowed(GONE)
    end: dt.datetime = row["expire_le"]
    return end


def _ground(office: Office, marche: Marche) -> FondPoche:
    """The ground of a walk, made once a day and again when its route changes."""
    stamp = (marche.version, office.today())
    return office.kept(f"{_GROUNDS} {marche.ident}", stamp, lambda: ground(office, marche.plan))
