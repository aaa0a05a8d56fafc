"""The signalements themselves: channel, words, address as told, caller, follow-up. One row each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator

from observatory.demo.declarants import Callers
from observatory.demo.incidents import CATEGORIES, Accounts
from observatory.demo.plane import plane_to_lonlat
from observatory.demo.profiles import PROFILES, promise_hours
from observatory.demo.told import Teller, Told
from observatory.demo.town import Town
from observatory.demo.wording import Writer
from observatory.demo.zonages import quartier_of

COLUMNS = ("reference", "recu_le", "canal", "categorie", "description", "adresse", "lat", "lon", "lieu", "residence",
           "batiment", "hall", "etage", "survenu_debut", "survenu_fin", "statut", "service", "clos_le", "retour_le",
           "probleme", "declarant", "echeance")  # fmt: skip
PARIS = ZoneInfo("Europe/Paris")
CHANNELS = ("telephone", "formulaire", "application", "courriel", "accueil")
BY_DAY = (0.52, 0.15, 0.19, 0.07, 0.07)
BY_EVENING = (0.5, 0.19, 0.27, 0.04, 0.0)
BY_NIGHT = (0.36, 0.18, 0.44, 0.02, 0.0)
SMALL_HOURS = (0.0, 0.24, 0.72, 0.04, 0.0)
RESIDENCES = ("Résidence des Alizés", "Résidence du Ponant", "Les Terrasses", "Résidence Les Sternes", "Tours du Cap",
              "Résidence de la Vigie", "Le Grand Pavois", "Résidence des Ajoncs", "Les Passerelles",
              "Résidence Mistral", "Résidence des Fougères", "Le Clos des Genêts")  # fmt: skip
NIGHT = ("bruit-voisins", "bruit-etablissement", "bruit-rassemblement", "bruit-deux-roues")
FOUND_LATER = (
    "depots-encombrants",
    "depots-ordures",
    "depots-gravats",
    "tags-facade",
    "tags-mobilier",
    "tags-affichage",
)


@dataclass(frozen=True)
class Call:
    """One signalement as written, and what is true about it: its address (index), how it was told, its category."""

    row: tuple[str, ...]
    told: Told
    address: int
    categorie: str


def _paris(moment: datetime) -> str:
    """A wall-clock moment in Paris as ISO 8601 with its offset (a clock that does not exist moves on)."""
    return moment.replace(tzinfo=PARIS).astimezone(UTC).astimezone(PARIS).isoformat(timespec="seconds")


def _canal(moment: datetime, rng: Generator) -> str:
    hour = moment.hour
    odds = BY_DAY if 8 <= hour < 18 else BY_EVENING if 18 <= hour < 22 else SMALL_HOURS if 2 <= hour < 7 else BY_NIGHT
    shares = np.cumsum(odds)
    canal = CHANNELS[int(np.searchsorted(shares, rng.uniform() * shares[-1]))]
    closed = moment.weekday() >= 5 or not 9 <= hour < 17
    return "telephone" if canal == "accueil" and closed else canal


def _when(categorie: str, moment: datetime, canal: str, rng: Generator) -> tuple[datetime, str, str]:
    """Moment of the call, and the interval in which the trouble happened (empty texts when nobody said)."""
    roll = rng.uniform()
    if categorie in NIGHT and canal != "marche":
        if roll < 0.22 and (moment.hour >= 22 or moment.hour < 5):
            night = moment.date() if moment.hour >= 22 else moment.date() - timedelta(days=1)
            late = datetime.combine(night + timedelta(days=1), time(8 + int(rng.integers(4)), int(rng.integers(60))))
            return (
                late,
                _paris(datetime.combine(night, time(22))),
                _paris(datetime.combine(night + timedelta(days=1), time(6))),
            )
        if roll < 0.5:
            return moment, _paris(moment - timedelta(minutes=int(rng.integers(10, 120)))), _paris(moment)
    if categorie in FOUND_LATER and roll < 0.42:
        if moment.weekday() in (0, 6) and roll < 0.2:
            friday = moment.date() - timedelta(days=(moment.weekday() - 4) % 7)
            return moment, _paris(datetime.combine(friday, time(18))), _paris(moment)
        eve = moment.date() - timedelta(days=1)
        return (
            moment,
            _paris(datetime.combine(eve, time(19))),
            _paris(min(moment, datetime.combine(moment.date(), time(8)))),
        )
    if roll < 0.06:
        return moment, _paris(moment - timedelta(hours=float(rng.integers(2, 72)))), ""
    return moment, "", ""


def _follow_up(
    categorie: str, moment: datetime, end: datetime, known: bool, rng: Generator
) -> tuple[str, str, str, str]:
    """Status, service, closing and news given back, as they stand on the evening of the last day."""
    profile = PROFILES[categorie]
    days = profile.days * float(np.exp(rng.normal(-0.25, 0.75)))
    closed = (moment + timedelta(days=days)).replace(second=0)
    closed = closed.replace(hour=9 + int(rng.integers(8)), minute=int(rng.integers(60)))
    closed = max(closed, moment + timedelta(minutes=25))
    if closed < end and rng.uniform() < 0.993:
        news = closed + timedelta(hours=float(rng.integers(1, 70)))
        told = known and rng.uniform() < 0.72 and news < end
        status = "sans_suite" if rng.uniform() < 0.07 else "resolu"
        return status, profile.service, _paris(closed), _paris(news) if told else ""
    age = (end - moment).total_seconds() / 86400
    status = "recu" if age < 0.6 else "transmis" if age < 0.35 * days + 1 else "pris_en_charge"
    return status, "" if status == "recu" else profile.service, "", ""


def _promised(categorie: str, moment: datetime) -> str:
    """By when the service promised to act, working days or not."""
    told = moment.replace(tzinfo=PARIS).astimezone(UTC)
    due = told + timedelta(hours=promise_hours(categorie))
    return due.astimezone(PARIS).isoformat(timespec="seconds")


def _inside(categorie: str, fabric: str, address: int, rng: Generator) -> tuple[str, str, str, str]:
    """Residence, building, hall and floor for what happens in the common parts or at home."""
    profile = PROFILES[categorie]
    flats = fabric in ("ensemble", "centre", "faubourg", "portuaire")
    if profile.lieu == "public" or not flats or rng.uniform() < 0.2:
        return "", "", "", ""
    residence = RESIDENCES[(address // 40) % len(RESIDENCES)] if fabric == "ensemble" else ""
    batiment = "ABCDEF"[address % 6] if fabric == "ensemble" else ""
    hall = str(1 + address % 3) if fabric == "ensemble" and rng.uniform() < 0.7 else ""
    etage = str(int(rng.integers(0, 9))) if rng.uniform() < 0.45 else ""
    return residence, batiment, hall, etage


def _said_category(categorie: str, rng: Generator) -> str:
    """The second-level code, or the first level where the operator was not sure."""
    if rng.uniform() >= 0.05:
        return categorie
    return "espace-public" if categorie.startswith("espace-public") else categorie.partition("-")[0]


class Desk:
    """Writes accounts down as signalements, in the order of the calls."""

    def __init__(self, town: Town, start: date, until: date, rngs: tuple[Generator, ...]) -> None:
        self._town, self._rng = town, rngs[0]
        self._start = datetime.combine(start, time())
        self._end = datetime.combine(until + timedelta(days=1), time())
        quartiers = town.zonages.quartiers
        self._quartier = quartier_of(town.addresses.xy, quartiers)
        self._teller = Teller(town, [quartiers[q].nom for q in self._quartier], rngs[1])
        self._writer = Writer(rngs[2])
        self._callers = Callers([one.population for one in quartiers], rngs[3])
        self._voices: dict[int, list[str]] = {}

    def write_down(self, accounts: Accounts) -> list[Call]:
        """Every account as a call; references follow the order in which the office received them."""
        drafts = [self._draft(accounts, i) for i in range(len(accounts))]
        drafts = [one for one in drafts if one[0] < self._end]
        drafts.sort(key=lambda one: one[0])
        calls = []
        for number, (moment, call) in enumerate(drafts, start=1):
            calls.append(Call((f"PC{moment:%y}-{number:05d}", *call.row), call.told, call.address, call.categorie))
        return calls

    def _draft(self, accounts: Accounts, i: int) -> tuple[datetime, Call]:
        rng, address, trouble = self._rng, int(accounts.address[i]), int(accounts.trouble[i])
        categorie = CATEGORIES[int(accounts.categorie[i])]
        felt = self._start + timedelta(minutes=int(accounts.minute[i]), seconds=int(rng.integers(60)))
        canal = "marche" if accounts.walk[i] else _canal(felt, rng)
        moment, debut, fin = _when(categorie, felt, canal, rng)
        if moment is not felt:
            canal = _canal(moment, rng)
        told = self._teller.tell(address)
        voices = self._voices.setdefault(trouble, [])
        who = self._callers.who(int(self._quartier[address]), canal, voices)
        if who:
            voices.append(who)
        day_only = canal != "telephone" and rng.uniform() < 0.06
        known = max(moment, datetime.combine(moment.date(), time(12))) if day_only else moment  # a bare day is its noon
        lat, lon = self._fix(told, canal)
        fabric = self._town.streets[int(self._town.addresses.street[address])].fabric
        row = (
            moment.date().isoformat() if day_only else _paris(moment), canal, _said_category(categorie, rng),
            self._writer.write(categorie, canal, felt.hour, felt.minute), told.text, lat, lon,
            PROFILES[categorie].lieu, *_inside(categorie, fabric, address, rng), debut, fin,
            *_follow_up(categorie, known, self._end, bool(who), rng), f"P{trouble + 1:06d}", who,
            _promised(categorie, moment),
        )  # fmt: skip
        return moment, Call(row, told, address, categorie)

    def _fix(self, told: Told, canal: str) -> tuple[str, str]:
        """The position that a phone sent with the message, a few metres off; mostly none."""
        rng = self._rng
        if canal != "application" or rng.uniform() > 0.4:
            return "", ""
        near = plane_to_lonlat(np.array([[told.x + rng.normal(0, 6), told.y + rng.normal(0, 6)]]))[0]
        return f"{near[1]:.6f}", f"{near[0]:.6f}"
