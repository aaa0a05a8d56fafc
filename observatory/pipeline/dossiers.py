"""Files at the desk: shown whole, corrected without losing anybody's change, found by one search box."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

import numpy as np

from observatory.domain.appel import LIEUX, LONGEST_STORY, Correction, Dossier, Trouve, priorite
from observatory.domain.errors import Conflict, NotAllowed, NotFound, ValueRefused
from observatory.domain.grid import position_to_cell
from observatory.domain.position import Position
from observatory.domain.reference import read_reference
from observatory.domain.retour import DU
from observatory.domain.statut import CLOSED, WAITING, Statut
from observatory.domain.telephone import read_phone
from observatory.domain.texte import unaccented
from observatory.pipeline.declarants import declarant_of_phone
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.office import Office
from observatory.pipeline.routage import route
from observatory.present.labels import STATUTS, instant, label
from observatory.store.appels import (
    Row,
    file_change,
    file_read,
    found_by_caller,
    found_by_reference,
    found_by_words,
    memberships_set,
    references_within,
)
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.retours import latest_retours

MOST_WORDS = 6
SEARCHED = dt.timedelta(days=366)
"""Words are searched in what was told since."""
_EXCERPT = 160
_LONGEST_PLACE = 300
_WIDEST = 100_000.0


def file_open(office: Office, reference: str, bounds: Collection[str] = ()) -> Dossier:
    """A file by its reference, as it was told on the phone or written; ``bounds`` are the account's territories.

    Raises
    ------
    NotFound
    NotAllowed
        When it lies beyond them.
    """
    return _shown(_row(office, reference, bounds), office.clock())


def news(row: Row, now: dt.datetime) -> str:
    """The last news to tell the caller: what became of the file, by whom, since when.

    ``retour`` of the row is the latest of :func:`observatory.store.retours.latest_retours`, where there is one.
    """
    here = label(STATUTS, str(row["statut"]))
    service = row.get("service")
    said = row.get("retour") or {}
    who = "" if not service else f", confié à {service}" if row["statut"] == "recu" else f" par {service}"
    if said and said["etat"] == DU:
        return f"{here}{who} ; à dire à l'appelant : « {said['phrase']} »"
    if row.get("retour_le"):
        what = f" : « {said['phrase']} »" if said else "."
        return f"{here}{who} ; l'appelant a été informé le {instant(row['retour_le'])}{what}"
    if row.get("clos_le"):
        return f"{here}{who}, le {instant(row['clos_le'])} ; retour à donner."
    due = row.get("echeance")
    if due is None:
        return f"{here}{who}, sans échéance promise."
    late = "promesse dépassée depuis le" if due < now else "réponse promise avant le"
    return f"{here}{who} ; {late} {instant(due)}."


def file_correct(
    office: Office, reference: str, version: int, changes: Correction, auteur: str, bounds: Collection[str] = ()
) -> Dossier:
    """Change a file that is still as it was read; ``bounds`` are the account's territories.

    Raises
    ------
    Conflict
        When somebody changed it meanwhile: the sentence says who and when; nothing of this change is kept.
    NotFound, NotAllowed, ValueRefused
    """
    row = _row(office, reference, bounds)
    values = {name: getattr(changes, name) for name in Correction.__slots__ if getattr(changes, name) is not None}
    if not values:
        raise ValueRefused("Rien n'est changé dans ce dossier.")
    _check_changes(office, values, row)
    moved = "lat" in values
    held, codes = _around(office, values if moved else row, values)
    if moved and bounds and not set(codes) & set(bounds):
        raise NotAllowed("Ce point est hors des territoires de votre compte : demandez au régulateur.")
    if row["statut"] in WAITING and row["statut"] != Statut.NON_COMMUNIQUE:
        values |= _sent_on(office, row, values, codes)
    now = office.clock()
    values |= {"modifie_par": auteur, "modifie_le": now}

    def change(cursor: Cursor) -> bool:
        if not file_change(cursor, row["id"], version, values):
            return False
        if moved:
            memberships_set(cursor, row["id"], held)
        journal_append(
            cursor, le=now, auteur=auteur, evenement="correction", objet="signalement", cle=str(row["id"]),
            detail={"champs": sorted(set(values) - {"modifie_par", "modifie_le", "cell"}), "version": version + 1},
        )  # fmt: skip
        return True

    if not office.database.write(change):
        late = _row(office, reference)
        who, when = late["modifie_par"] or "quelqu'un", late["modifie_le"] or late["recu_le"]
        raise Conflict(
            f"{who} a modifié ce dossier le {instant(when)}, pendant que vous l'aviez ouvert : votre changement n'est "
            "pas enregistré. Relisez le dossier tel qu'il est maintenant, puis refaites ce qui manque."
        )
    return file_open(office, reference)


def search(office: Office, text: str, limit: int = 12, bounds: Collection[str] = ()) -> list[Trouve]:
    """What a text may name: a reference, a phone number, else words of the story, the place or the category.

    Where ``bounds`` (the account's territories) are given, only what lies in them.

    Raises
    ------
    ValueRefused
        When there is nothing to search for.
    """
    found = _found(office, text, limit)
    if not bounds:
        return found
    inside = references_within(office.database, [one.reference for one in found], bounds)
    return [one for one in found if one.reference in inside]


def _found(office: Office, text: str, limit: int) -> list[Trouve]:
    text = " ".join(text.split())
    if len(text) < 2:
        raise ValueRefused("Tapez une référence, un téléphone, une adresse ou des mots du récit.")
    spoken = read_reference(text)
    rows = found_by_reference(office.database, [one for one in (spoken, text, text.upper()) if one], limit)
    if rows:
        return _lines(rows, "référence")
    phone = read_phone(text)
    if phone:
        person = declarant_of_phone(office, phone)
        return _lines(found_by_caller(office.database, person, limit), "appelant") if person else []
    words = _folded(text).split()[:MOST_WORDS]
    if not words:
        raise ValueRefused("Tapez une référence, un téléphone, une adresse ou des mots du récit.")
    since = office.clock() - SEARCHED
    return _lines(found_by_words(office.database, words, since, limit), "mots")


def _lines(rows: list[Row], par: str) -> list[Trouve]:
    cut = [{**row, "extrait": str(row["extrait"])[:_EXCERPT], "libelle": row["libelle"] or ""} for row in rows]
    return [Trouve(**row, par=par) for row in cut]


def _folded(text: str) -> str:
    return re.sub(r"[^\w'-]+", " ", unaccented(text.lower()))


def _row(office: Office, reference: str, bounds: Collection[str] = ()) -> Row:
    asked = reference.strip()
    row = file_read(office.database, asked) or file_read(office.database, read_reference(asked) or asked)
    if row is None:
        raise NotFound(f"Aucun dossier n'a la référence « {asked} » : faites-la répéter, ou cherchez par l'adresse.")
    if bounds and not references_within(office.database, [row["reference"]], bounds):
        raise NotAllowed(f"Le dossier « {asked} » est hors de vos territoires : demandez au régulateur.")
    told = latest_retours(office.database, [row["reference"]])
    return {**row, "retour": told.get(row["reference"])}


def _shown(row: Row, now: dt.datetime) -> Dossier:
    late = row["echeance"] is not None and row["echeance"] < now and row["statut"] not in CLOSED
    texts = ("libelle", "description", "residence", "batiment", "hall", "etage", "service", "remarque", "modifie_par")
    plain = (
        "reference", "canal", "categorie", "lat", "lon", "precision_m", "lieu", "statut", "recu_le", "echeance",
        "clos_le", "retour_le", "modifie_le", "voix", "relances",
    )  # fmt: skip
    told: Row = {name: row[name] or "" for name in texts} | {name: row[name] for name in plain}
    return Dossier(
        **told,
        version=int(row["version"] or 1),
        probleme=row["probleme_id"],
        declarant=row["declarant_id"],
        adresse=row["adresse_trouvee"] or row["adresse"] or "",
        priorite=priorite(row["relances"], row["voix"], late),
        nouvelles=news(row, now),
        fusionnes=tuple(row["fusionnes"]),
        autres=tuple(one for one in row["autres"] if one != row["reference"]),
    )


def _around(office: Office, place: Row, values: Row) -> tuple[list[int], list[str]]:
    """The territories that hold the place of a file; where it moves there, its cell is added to what changes."""
    lat, lon = place["lat"], place["lon"]
    if lat is None:
        return [], []
    cell = position_to_cell(Position(lat=lat, lon=lon))
    if place is values:
        refuse_outside_fiction(office, np.array([lat]), np.array([lon]))
        values["cell"] = cell
    return office.territories_at(cell, lat, lon, office.today())


def _sent_on(office: Office, row: Row, values: Row, codes: list[str]) -> Row:
    """Who acts, and by when, once the category, the kind of place or the point of a file that waits is another."""
    changed = {**row, **values}
    if all(changed[name] == row[name] for name in ("categorie", "lieu", "lat", "lon")):
        return {}
    envoi = route(office, changed["categorie"], changed["lieu"], codes, row["recu_le"])
    return {"service": envoi.service, "echeance": envoi.echeance}


def _check_changes(office: Office, values: Row, row: Row) -> None:
    if ("lat" in values) != ("lon" in values):
        raise ValueRefused("La position est incomplète : replacez le point.")
    if "categorie" in values and values["categorie"] not in office.codes() | {row["categorie"]}:
        raise ValueRefused(f"La catégorie « {values['categorie']} » n'est pas dans la nomenclature.")
    if "lieu" in values and values["lieu"] not in LIEUX:
        raise ValueRefused(f"« {values['lieu']} » n'est pas un genre de lieu : choisissez parmi {', '.join(LIEUX)}.")
    if values.get("precision_m") is not None and not 0 <= values["precision_m"] <= _WIDEST:
        raise ValueRefused("La précision du lieu n'est pas un nombre de mètres : replacez le point.")
    for name in ("adresse", "adresse_trouvee", "residence", "batiment", "hall", "etage"):
        if len(values.get(name, "")) > _LONGEST_PLACE:
            raise ValueRefused(f"Le champ « {name} » dépasse {_LONGEST_PLACE} caractères : raccourcissez-le.")
    if len(values.get("description", "")) > LONGEST_STORY:
        raise ValueRefused(f"Le récit dépasse {LONGEST_STORY} caractères : raccourcissez-le.")
