"""The dossier of a walk: what was told near its stops, what the walk before left there, its map, its sheets."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from statistics import fmean
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from observatory.analyse.aoristique import day_hour_table
from observatory.domain.arrondi import count_to_fives
from observatory.domain.constat import Question
from observatory.domain.dossier_marche import (
    AROUND_M,
    BAND_H,
    ArretDit,
    Avant,
    ConstatAvant,
    Dossier,
    EngagementAvant,
    Signale,
)
from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.marche import Marche, Plan
from observatory.domain.position import EARTH_RADIUS_M
from observatory.domain.reglage import LOGO
from observatory.domain.selection import Selection
from observatory.domain.transmission import Document
from observatory.pipeline.evolution import week_hours
from observatory.pipeline.fond_papier import SOURCE, fond_of
from observatory.pipeline.liens_marche import lien_read
from observatory.pipeline.marches import marche_of, marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run, selected
from observatory.pipeline.reglages import setting
from observatory.pipeline.releves import questions_of
from observatory.present.carte_couches import Contour, Couche, Reperes, Trace
from observatory.present.carte_papier import Carte, cadre_for, carte_papier
from observatory.present.labels import ZONAGES_SHORT
from observatory.store.appels import Row
from observatory.store.dossier_marche import answers_left, findings_left, promises_left
from observatory.store.reference import CITY_NAME, meta_get, nomenclature_read
from observatory.store.territoires import contours_read, territoires_in_force

LAST_DAYS = 365
"""How far back is looked where the walk does not say from which days it was prepared."""
MAP_MM = (180.0, 206.0)
_COLUMNS = ("id", "lat", "lon", "categorie", "recu_jour", "recu_heure", "survenu_debut", "survenu_fin")
_DEGREE_M = np.pi / 180 * EARTH_RADIUS_M

Bools = npt.NDArray[np.bool_]


def marche_by_reference(office: Office, reference: str) -> Marche:
    """The walk of a reference, « M2026-03 ».

    Raises
    ------
    NotFound
        When there is none.
    """
    wanted = reference.strip().casefold()
    for one in marches_list(office):
        if one.reference.casefold() == wanted:
            return one
    raise NotFound(f"Aucune marche « {reference.strip()} » : « observatory marche list » les nomme toutes.")


def walk_dossier(office: Office, ident: int, lien: str = "") -> Document:
    """The dossier of a walk as PDF; ``lien`` is the address of a link that opens it, to be printed.

    Raises
    ------
    NotFound
        When there is no such walk.
    ValueRefused
        When it has no stop and no meeting point, or the link opens another walk or none.
    """
    from observatory.present.dossier_marche import dossier_marche  # typst is for those who ask for paper

    marche = marche_of(office, ident)
    ends = _link_end(office, ident, lien) if lien else None
    return Document(
        marche.reference,
        dossier_marche(gathered(office, marche, lien=lien, expire_le=ends), walk_map(office, marche.plan)),
    )


def gathered(office: Office, marche: Marche, *, lien: str = "", expire_le: dt.datetime | None = None) -> Dossier:
    """Everything that the dossier says."""
    plan = marche.plan
    last = plan.jusqua or min(office.today(), plan.prevue_le.date())
    first = plan.depuis or last - dt.timedelta(days=LAST_DAYS - 1)
    told = run(office, selected(office, Selection(depuis=first, jusqua=last)).select(*_COLUMNS)).sort_by("id")
    near = [_near(told, stop.lat, stop.lon) for stop in plan.arrets]
    questions = questions_of(office, plan.genre)
    before = marche_of(office, plan.precedente) if plan.precedente is not None else None
    left = _left(office, before.ident, questions) if before else {}
    known = {one.precedent for one in plan.arrets}
    families, names = _families(office)
    return Dossier(
        ville=meta_get(office.database, CITY_NAME, "Ma ville"),
        logo=base64.b64decode(setting(office, LOGO, {}).get("png", "")),
        marche=marche,
        territoire=_territory(office, plan)[0],
        depuis=first,
        jusqua=last,
        arrets=tuple(
            ArretDit(
                stop, _signale(told, among, families), left.get(stop.precedent, Avant()) if stop.precedent else Avant()
            )
            for stop, among in zip(plan.arrets, near, strict=True)
        ),
        heures=_hours(told, near),
        ailleurs=_joined([found for stop, found in left.items() if stop not in known]),
        precedente_le=before.plan.prevue_le if before else None,
        questions=tuple(questions),
        familles=tuple(names),
        jour=office.today(),
        lien=lien,
        expire_le=expire_le,
    )


def walk_map(office: Office, plan: Plan) -> Carte:
    """The map of a walk: its territory, its line, where it meets, its numbered stops.

    Raises
    ------
    ValueRefused
        When nothing of the walk has a place.
    """
    stops = [(one.lat, one.lon) for one in plan.arrets]
    meeting = [(plan.lat, plan.lon)] if plan.lat is not None and plan.lon is not None else []
    everything = [*stops, *meeting, *plan.trace]
    if not everything:
        raise ValueRefused("Cette marche n'a encore ni arrêt ni lieu de rendez-vous : placez-les, puis imprimez.")
    cadre = cadre_for(everything, *MAP_MM)
    name, shape = _territory(office, plan)
    layers: list[Couche] = [Contour(name, shape)] if shape is not None else []
    layers.append(Trace("Itinéraire", plan.trace, droite=plan.methode == "droite"))
    layers.append(Reperes("Rendez-vous", [(*one, "RV") for one in meeting], carre=True, autour=stops))
    layers.append(Reperes("Arrêt", [(*one, str(rank)) for rank, one in enumerate(stops, 1)]))
    walked = shapely.MultiPoint([(lon, lat) for lat, lon in everything])
    if len(plan.trace) > 1:
        walked = shapely.LineString([(lon, lat) for lat, lon in plan.trace])
    return carte_papier(cadre, fond_of(office, cadre), layers, jour=office.today(), source=SOURCE, pres_de=walked)


def _link_end(office: Office, ident: int, lien: str) -> dt.datetime:
    """When a link of this walk ends."""
    path = urlsplit(lien).path
    ours = office.address.rstrip("/")
    row = lien_read(office, path.rpartition("/")[2])
    if not ours:
        raise ValueRefused(
            "L'office n'a pas d'adresse à imprimer : ouvrez-le (« observatory serve »), ou donnez la sienne dans "
            "OBSERVATORY_PUBLIC_URL."
        )
    if not lien.startswith(f"{ours}/marche/") or row is None or row["marche_id"] != ident or row["revoque_le"]:
        raise ValueRefused("Ce lien n'ouvre pas cette marche : faites-en un autre, puis imprimez.")
    ends: dt.datetime = row["expire_le"]
    return ends


def _territory(office: Office, plan: Plan) -> tuple[str, shapely.Geometry | None]:
    """The name and the outline of the walk's territory; neither where it has none that is in force."""
    zonage, _, code = plan.territoire.partition(":")
    for one in territoires_in_force(office.database, zonage, office.today()) if code else ():
        if one.code == code:
            kind = ZONAGES_SHORT.get(zonage, zonage.capitalize())
            name = one.nom if one.nom.casefold().startswith(kind.casefold()) else f"{kind} {one.nom}"
            return name, contours_read(office.database, [one.id])[0]
    return "", None


def _near(told: pa.Table, lat: float, lon: float) -> Bools:
    lats, lons = (np.asarray(told[name].to_numpy(zero_copy_only=False), float) for name in ("lat", "lon"))
    north, east = (lats - lat) * _DEGREE_M, (lons - lon) * _DEGREE_M * np.cos(np.radians(lat))
    close: Bools = np.hypot(north, east) <= AROUND_M  # what has no place (NaN) is near nothing
    return close


def _families(office: Office) -> tuple[dict[str, str], list[str]]:
    """The family's name for each code, and the names of the families that may be chosen."""
    known = nomenclature_read(office.database)
    names = {one.code: one.libelle for one in known}
    chosen = [one.libelle for one in known if one.niveau == 1 and one.retiree_le is None]
    return {one.code: names.get(one.parent or one.code, one.libelle) for one in known}, chosen


def _signale(told: pa.Table, among: Bools, families: Mapping[str, str]) -> tuple[Signale, ...]:
    counts: dict[str, int] = {}
    for code in told["categorie"].filter(pa.array(among)).to_pylist():
        name = families.get(code, code)
        counts[name] = counts.get(name, 0) + 1
    found = [Signale(name, count_to_fives(n)) for name, n in counts.items()]
    return tuple(sorted(found, key=lambda one: (-(one.n or 0), one.famille)))


def _hours(told: pa.Table, near: Sequence[Bools]) -> tuple[tuple[int | None, ...], ...]:
    """Days by bands of hours of what was told near any stop, in fives; what is known by its day alone is left out."""
    among = np.logical_or.reduce(near) if near else np.zeros(told.num_rows, bool)
    start, end = week_hours(told.filter(pa.array(among)))
    timed = np.isfinite(start)
    table = day_hour_table(start[timed], end[timed]).reshape(7, 24 // BAND_H, BAND_H).sum(axis=2)
    return tuple(tuple(count_to_fives(n) for n in row) for row in table)


def _left(office: Office, ident: int, questions: Sequence[Question]) -> dict[int | None, Avant]:
    """What a walk left, by its stops (None: at none of them)."""
    principles = {one.code: one.principe for one in questions}
    notes: dict[int, dict[str, list[float]]] = {}
    for row in answers_left(office.database, ident):
        if row["question"] in principles:
            at = notes.setdefault(row["arret_id"], {})
            at.setdefault(principles[row["question"]], []).append(float(row["note"]))
    constats, promises = findings_left(office.database, ident), promises_left(office.database, ident)
    order = list(dict.fromkeys(one.principe for one in questions))
    stops: set[int | None] = {*notes, *(row["arret_id"] for row in (*constats, *promises))}
    return {
        stop: Avant(
            tuple((name, fmean(notes[stop][name])) for name in order if name in notes[stop]) if stop in notes else (),
            tuple(_constat(row) for row in constats if row["arret_id"] == stop),
            tuple(_promise(row) for row in promises if row["arret_id"] == stop),
        )
        for stop in sorted(stops, key=lambda one: one or 0)
    }


def _constat(row: Row) -> ConstatAvant:
    return ConstatAvant(row["positif"], row["categorie"], row["texte"], row["statut"])


def _promise(row: Row) -> EngagementAvant:
    return EngagementAvant(row["service"], row["texte"], row["pour_le"], row["tenu_le"])


def _joined(found: Sequence[Avant]) -> Avant:
    """What was left at several places, without marks: they are those of other stops."""
    return Avant(
        (),
        tuple(one for avant in found for one in avant.constats),
        tuple(one for avant in found for one in avant.engagements),
    )
