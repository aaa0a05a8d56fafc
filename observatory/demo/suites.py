"""What became of each signalement: who was asked and answered, who was told, what médiateurs settled and felt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator

from observatory.demo.profiles import BAILLEUR, MEDIATION, PROFILES
from observatory.domain.statut import CLOSED

PARIS = ZoneInfo("Europe/Paris")
Row = dict[str, Any]
OPERATEUR, REGULATEUR, MEDIATEUR, PARTENAIRE = "operateur", "regulateur", "mediateur", "partenaire"
"""The accounts of demonstration bear the names of their roles."""

LATELY = timedelta(days=45)
"""The moves of a file received since are in the journal one by one."""
_ASKED_AFTER = timedelta(days=7)
_NEWS_OWED = timedelta(days=8)
"""Callers who were not told for so long are no longer looked for."""
_WISH = 0.85
"""Of those who wait for news, how many left their number to be called back."""
_DONE = {
    "tags": "Surface nettoyée et remise en peinture.",
    "depots": "Enlevé par l'équipe de secteur, trottoir lavé.",
    "proprete": "Passage de l'équipe de propreté.",
    "voirie": "Réparation faite, signalisation remise.",
    "eclairage": "Lampe remplacée, éclairage vérifié de nuit.",
    "stationnement": "Passage de la patrouille, véhicules verbalisés.",
    "bruit": "Passage de la patrouille, rappel de la règle fait sur place.",
    "espace-public": "Passages renforcés aux heures dites.",
    "voisinage": "Rappel du règlement intérieur, affichage dans les halls.",
    "vegetation": "Taille faite.",
    "eau": "Fuite réparée.",
    "animaux": "Intervention de l'équipe d'hygiène.",
}
_REFUSED = ("Le lieu est privé : le service ne peut pas y entrer.", "Rien n'a été constaté au passage de l'équipe.",
            "Ce n'est pas de la compétence du service.")  # fmt: skip
_PARTIES = ("voisin,voisin", "voisin,bailleur", "voisin,commercant", "jeune,voisin", "voisin,gardien", "parent,voisin")
_OUTCOMES = (("accord", 0.52), ("partiel", 0.16), ("refus", 0.24), ("droit", 0.08))
_MOODS = (("regroupement", 0.28), ("bruit", 0.2), ("tension", 0.14), ("mal_eclaire", 0.12), ("calme", 0.16),
          ("presence_rassurante", 0.1))  # fmt: skip
_AMBIANCES = 420


@dataclass
class Suites:
    """Rows by table, moves for the journal, the columns of signalements and of callers that change.

    ``felt_at`` are the signalements at whose places the ambiances were felt, in the same order.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    moves: list[Row] = field(default_factory=list)
    files: dict[int, Row] = field(default_factory=dict)
    callers: dict[int, Row] = field(default_factory=dict)
    felt_at: list[int] = field(default_factory=list)

    def add(self, table: str, **row: Any) -> int:
        """Add a row; gives the number that it bears, from 1 on."""
        rows = self.tables.setdefault(table, [])
        rows.append(row)
        return len(rows)


class Follower:
    """Follows files up to the last evening: ``due`` says when news are owed, ``phrase`` what is told."""

    def __init__(
        self,
        end: datetime,
        rng: Generator,
        due: Callable[[datetime], datetime],
        phrase: Callable[[Row, str, datetime], str],
    ) -> None:
        self._end, self._rng, self._due, self._phrase = end, rng, due, phrase
        self.suites = Suites()
        self._reports: dict[int, int] = {}

    def follow(self, files: list[Row]) -> Suites:
        """What became of the files (rows of the base, in the order of their numbers)."""
        for one in files:
            self._follow_one(dict(one))
        self._ambiances([one for one in files if one["lat"] is not None])
        return self.suites

    def _follow_one(self, one: Row) -> None:
        changed: Row = {}
        if one["categorie"].startswith("tags") and one["id"] % 6 == 0 and one["service"]:
            changed["service"] = one["service"] = BAILLEUR
        state = one["statut"]
        if state == "recu":
            self._waiting(one, changed)
        elif state in CLOSED:
            self._closed(one, changed)
        elif one["service"] == MEDIATION:
            changed["statut"] = "mediation"
            self._entrusted(one)
        else:
            self._sent(one)
            if state == "pris_en_charge":
                self._answered(one, changed)
        self._moves(one | changed | {"clos_le": one["clos_le"]}, state)
        if changed:
            self.suites.files[one["id"]] = {name: (one | changed)[name] for name in _FILE_COLUMNS}

    def _waiting(self, one: Row, changed: Row) -> None:
        """What came in last: most of it has a service already, some of it is qualified."""
        profile = PROFILES.get(one["categorie"])
        if profile is not None and one["categorie"] != "autre":
            changed["service"] = profile.service
        if one["lat"] is not None and self._rng.uniform() < 0.4:
            changed["statut"] = "qualifie"

    def _sent(self, one: Row) -> datetime:
        """The message by which the service was asked, some time after the call."""
        le = self._office_hour(one["recu_le"] + timedelta(hours=float(self._rng.uniform(0.2, 10))))
        le = min(le, one["clos_le"] or self._end)
        roll = self._rng.uniform()
        voie = "courriel" if roll < 0.7 else "telephone" if roll < 0.9 else "bordereau"
        self.suites.add(
            "transmission", probleme_id=one["probleme_id"], signalement_id=one["id"], service=one["service"],
            voie=voie, destinataire=_address(one["service"]) if voie == "courriel" else one["service"], note=None,
            auteur=OPERATEUR if roll < 0.5 else REGULATEUR, le=le, remise_le=le if voie == "courriel" else None,
            erreur=None,
        )  # fmt: skip
        return le

    def _closed(self, one: Row, changed: Row) -> None:
        if one["service"] == MEDIATION:
            report = self._settled(one)
        else:
            self._sent(one)
            report = self._reported(one)
        if one["declarant_id"] is not None:
            self._told(one, report, changed)

    def _reported(self, one: Row) -> int:
        """The compte rendu by which a problème was closed, one for all its files."""
        known = self._reports.get(one["probleme_id"])
        if known is not None:
            return known
        rng, family = self._rng, _family(one["categorie"])
        refused = one["statut"] == "sans_suite"
        tags = family == "tags" and not refused
        roll = rng.uniform()
        by_partner = one["service"] == BAILLEUR
        by_link = roll < 0.55
        told = max(one["recu_le"], one["clos_le"] - timedelta(hours=float(rng.uniform(0.3, 6))))
        known = self.suites.add(
            "compte_rendu", probleme_id=one["probleme_id"], signalement_id=one["id"], service=one["service"],
            voie="partenaire" if by_partner else "lien" if by_link else "regulateur",
            auteur=PARTENAIRE if by_partner else one["service"] if by_link else REGULATEUR,
            le=told, suite="refuse" if refused else "fait",
            motif=_REFUSED[int(rng.integers(len(_REFUSED)))] if refused else None,
            texte=None if refused else _DONE.get(family, "Intervention faite."), prevu_le=None,
            surface_m2=round(float(rng.lognormal(1.1, 0.8)), 1) if tags and roll < 0.86 else None,
            cout_euros=round(float(rng.lognormal(4.6, 0.6))) if family in _COSTLY and roll < 0.5 else None,
            etat="valide", valide_par=REGULATEUR, valide_le=one["clos_le"], remarque=None,
        )  # fmt: skip
        self._reports[one["probleme_id"]] = known
        return known

    def _answered(self, one: Row, changed: Row) -> None:
        """A file in hand: some services have answered and wait for the régulateur, some have named a day."""
        roll = self._rng.uniform()
        if one["probleme_id"] in self._reports or roll > 0.4:
            return
        le = self._office_hour(self._end - timedelta(hours=float(self._rng.uniform(2, 70))))
        if le <= one["recu_le"]:
            return
        done = roll < 0.16
        planned = not done and roll < 0.32
        family = _family(one["categorie"])
        self._reports[one["probleme_id"]] = self.suites.add(
            "compte_rendu", probleme_id=one["probleme_id"], signalement_id=one["id"], service=one["service"],
            voie="partenaire" if one["service"] == BAILLEUR else "lien",
            auteur=PARTENAIRE if one["service"] == BAILLEUR else one["service"], le=le,
            suite="fait" if done else "prevu" if planned else "refuse",
            motif=None if done or planned else _REFUSED[int(self._rng.integers(len(_REFUSED)))],
            texte=_DONE.get(family, "Intervention faite.") if done else "Équipe inscrite au planning." if planned
            else None,
            prevu_le=(self._end + timedelta(days=int(self._rng.integers(2, 12)))).date() if planned else None,
            surface_m2=round(float(self._rng.lognormal(1.1, 0.8)), 1) if done and family == "tags" else None,
            cout_euros=None, etat="a_valider", valide_par=None, valide_le=None, remarque=None,
        )  # fmt: skip
        if done:
            changed["statut"] = "intervention_faite"

    def _told(self, one: Row, report: int, changed: Row) -> None:
        """News to who called: given, owed still, or given up after some attempts."""
        rng, closed = self._rng, one["clos_le"]
        given = one["retour_le"]
        open_still = self._end - closed < _NEWS_OWED
        suite = "refuse" if one["statut"] == "sans_suite" else "fait"
        news = self.suites.add(
            "retour", signalement_id=one["id"], compte_rendu_id=report, phrase=self._phrase(one, suite, closed),
            cree_le=closed, du_le=self._due(closed), etat="donne" if given else "du" if open_still else "impossible",
            donne_le=given, voie="telephone" if given else None, auteur=OPERATEUR if given else None,
        )  # fmt: skip
        if open_still and not given and rng.uniform() < _WISH:
            self.suites.callers.setdefault(one["declarant_id"], {"telephone": _number(news), "rappel": True})
        tries = int(rng.integers(0, 3)) if given or open_still else 3
        last = given or min(self._end, closed + timedelta(days=9))
        for _ in range(tries):
            le = closed + (last - closed) * float(rng.uniform(0.05, 0.95))
            self._tried(news, le, "absent" if rng.uniform() < 0.8 else "message")
        if given:
            self._tried(news, given, "joint")
            self._asked(one, news, given, changed)

    def _tried(self, news: int, le: datetime, issue: str) -> None:
        self.suites.add(
            "retour_essai", retour_id=news, le=le, auteur=OPERATEUR, voie="telephone", issue=issue, note=None
        )

    def _asked(self, one: Row, news: int, given: datetime, changed: Row) -> None:
        """Whether it is solved, asked a week later; some who say no have their file opened again."""
        rng, when = self._rng, given + _ASKED_AFTER
        row: Row = {"retour_id": news, "a_poser_le": when, "le": None, "auteur": None, "resolu": None, "note": None,
                    "refusee": False, "rouvert": False}  # fmt: skip
        if when < self._end:
            le = self._office_hour(when + timedelta(hours=float(rng.uniform(0, 60))))
            answered = rng.uniform() < 0.62
            waits = not answered and self._end - when < timedelta(days=6)
            if le < self._end and not waits:
                solved = rng.uniform() < (0.52 if one["statut"] == "sans_suite" else 0.83)
                grade = int(np.clip(round(rng.normal(4.0 if solved else 2.0, 0.9)), 1, 5))
                row |= {"le": le, "auteur": OPERATEUR, "refusee": not answered}
                if answered:
                    again = not solved and rng.uniform() < 0.5
                    row |= {"resolu": solved, "note": grade, "rouvert": again}
                    if again:
                        self._again(one, le, changed)
        self.suites.add("satisfaction", **row)

    def _again(self, one: Row, le: datetime, changed: Row) -> None:
        """The file was opened again; lately, it is open still (where its promise was broken, which stays so)."""
        self._move(one["id"], le, OPERATEUR, one["statut"], "rouvert", "rouvrir", "L'appelant dit que cela continue.")
        late = one["echeance"] is not None and one["clos_le"] > one["echeance"]
        if late and self._end - le < LATELY:
            changed |= {"statut": "rouvert", "clos_le": None, "retour_le": None}
        else:
            closed = le + timedelta(days=float(self._rng.uniform(0.5, 3)))
            self._move(one["id"], min(closed, self._end), REGULATEUR, "rouvert", one["statut"], "clore", "")

    def _entrusted(self, one: Row) -> None:
        """A mediation under way, with a meeting to come or one that was held."""
        le = self._office_hour(min(one["recu_le"] + timedelta(hours=float(self._rng.uniform(1, 20))), self._end))
        number = self._mediation(one, le)
        roll = self._rng.uniform()
        if roll < 0.55:
            coming = roll < 0.4
            shift = timedelta(hours=float(self._rng.uniform(8, 120)))
            self._meet(number, self._office_hour(self._end + shift if coming else max(le, self._end - shift)),
                       "prevu" if coming else "tenu", one)  # fmt: skip

    def _settled(self, one: Row) -> int:
        """A mediation that is over, and what the médiateur reported."""
        known = self._reports.get(one["probleme_id"])
        if known is not None:
            return known
        rng, closed = self._rng, one["clos_le"]
        le = min(closed, self._office_hour(one["recu_le"] + timedelta(hours=float(rng.uniform(1, 20)))))
        issue = "refus" if one["statut"] == "sans_suite" else _drawn(_OUTCOMES, rng)
        number = self._mediation(one, le, issue=issue, close_le=closed, close_par=MEDIATEUR,
                                 duree_min=15 * int(rng.integers(1, 9)))  # fmt: skip
        if rng.uniform() < 0.7:
            self._meet(number, le + (closed - le) * float(rng.uniform(0.2, 0.9)), "tenu", one)
        known = self.suites.add(
            "compte_rendu", probleme_id=one["probleme_id"], signalement_id=one["id"], service=one["service"],
            voie="mediateur", auteur=MEDIATEUR, le=closed - timedelta(minutes=20),
            suite="refuse" if one["statut"] == "sans_suite" else "fait",
            motif="Une des parties a refusé la rencontre." if one["statut"] == "sans_suite" else None,
            texte=None if one["statut"] == "sans_suite" else "Rencontre tenue.", prevu_le=None, surface_m2=None,
            cout_euros=None, etat="valide", valide_par=REGULATEUR, valide_le=closed, remarque=None,
        )  # fmt: skip
        self._reports[one["probleme_id"]] = known
        return known

    def _mediation(self, one: Row, le: datetime, **end: Any) -> int:
        row: Row = {"mediateur": MEDIATEUR, "confiee_par": OPERATEUR, "confiee_le": le, "consigne": None,
                    "issue": None, "parties": _PARTIES[int(self._rng.integers(len(_PARTIES)))] if end else None,
                    "duree_min": None, "note": None, "close_le": None, "close_par": None} | end  # fmt: skip
        return self.suites.add("mediation", probleme_id=one["probleme_id"], signalement_id=one["id"], **row)

    def _meet(self, mediation: int, le: datetime, etat: str, one: Row) -> None:
        self.suites.add(
            "rendez_vous", mediation_id=mediation, le=le, lieu=one["adresse"] or "sur place",
            parties=_PARTIES[int(self._rng.integers(len(_PARTIES)))], etat=etat, auteur=MEDIATEUR,
        )  # fmt: skip

    def _ambiances(self, placed: list[Row]) -> None:
        """What médiateurs felt on their rounds, in the evening, near places that are told of."""
        if not placed:
            return
        rng = self._rng
        for one in sorted(rng.choice(len(placed), size=min(_AMBIANCES, len(placed)), replace=False)):
            near = placed[int(one)]
            day = near["recu_le"].astimezone(PARIS).replace(minute=0, second=0, microsecond=0)
            start = day.replace(hour=16 + int(rng.integers(0, 7)))
            genre = _drawn(_MOODS, rng)
            if start + timedelta(hours=2) >= self._end:
                continue
            self.suites.felt_at.append(near["id"])
            self.suites.add(
                "ambiance", lieu=_street(near["adresse"] or ""), lat=near["lat"], lon=near["lon"],
                cell=near["cell"], debut=start, fin=start + timedelta(minutes=15 * int(rng.integers(1, 7))),
                genre=genre, intensite=int(rng.integers(1, 5)), auteur=MEDIATEUR, le=start + timedelta(hours=2),
            )  # fmt: skip

    def _moves(self, one: Row, state: str) -> None:
        """The moves of a file that came in lately, evenly spread from its call to now or to its end."""
        if self._end - one["recu_le"] > LATELY or one["statut"] == "recu":
            return
        begun = one["recu_le"]
        until = one["clos_le"] if state in CLOSED and one["clos_le"] else self._end
        here = state if state in CLOSED else one["statut"]
        path = _PATHS["mediation" if one["service"] == MEDIATION and here in CLOSED else here]
        steps = [*path, here] if here not in path else list(path)
        at, last = "recu", len(steps)
        for number, vers in enumerate(steps, start=1):
            le = until if vers in CLOSED else begun + (until - begun) * (0.9 * number / (last + 1))
            who, act = _WHO[vers]
            reason = "Le service ne peut pas agir." if vers == "sans_suite" else ""
            self._move(one["id"], le, who, at, vers, act, reason)
            at = vers

    def _move(self, ident: int, le: datetime, who: str, de: str, vers: str, act: str, reason: str) -> None:
        detail = {"de": de, "vers": vers, "acte": act, "motif": reason}
        self.suites.moves.append({"le": le, "auteur": who, "cle": str(ident), "detail": detail})

    def _office_hour(self, moment: datetime) -> datetime:
        """The same day and minute, at an hour when the office is staffed (8 to 20)."""
        here = moment.astimezone(PARIS)
        here = here if 8 <= here.hour < 20 else here.replace(hour=8 + here.hour % 12)
        return min(here, self._end) if moment <= self._end else here


_FILE_COLUMNS = ("statut", "service", "clos_le", "retour_le")
_COSTLY = ("tags", "depots", "voirie", "eclairage")
_PATHS = {
    "recu": (),
    "qualifie": ("qualifie",),
    "transmis": ("qualifie", "transmis"),
    "pris_en_charge": ("qualifie", "transmis", "pris_en_charge"),
    "mediation": ("qualifie", "mediation"),
    "intervention_faite": ("qualifie", "transmis", "pris_en_charge", "intervention_faite"),
    "resolu": ("qualifie", "transmis", "intervention_faite"),
    "sans_suite": ("qualifie", "transmis"),
    "rouvert": (),
}
_WHO = {
    "recu": (OPERATEUR, ""),
    "qualifie": (OPERATEUR, "qualifier"),
    "transmis": (REGULATEUR, "transmettre"),
    "mediation": (OPERATEUR, "confier à un médiateur"),
    "pris_en_charge": (PARTENAIRE, "rendre compte"),
    "intervention_faite": (PARTENAIRE, "rendre compte"),
    "resolu": (REGULATEUR, "clore"),
    "sans_suite": (REGULATEUR, "clore"),
}


def _family(code: str) -> str:
    """The first level of a code."""
    return "espace-public" if code.startswith("espace-public") else code.partition("-")[0]


def _drawn(odds: tuple[tuple[str, float], ...], rng: Generator) -> str:
    """One of some words, by their odds."""
    return odds[int(rng.choice(len(odds), p=[one for _, one in odds]))][0]


def _number(rank: int) -> str:
    """A mobile number of the range that is kept for fiction (06 39 98)."""
    return f"+3363998{rank % 10_000:04d}"


def _street(address: str) -> str:
    """The street of an address as it is written: without number, postcode and town."""
    words = address.partition(",")[0].split()
    while words and (words[0][0].isdigit() or words[0] in ("bis", "ter", "quater")):
        words.pop(0)
    code = next((at for at, word in enumerate(words) if len(word) == 5 and word.isdigit()), len(words))
    return " ".join(words[:code]) or "sur la voie"


def _address(service: str) -> str:
    """An address of nobody: the domain is kept for examples (RFC 2606)."""
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in service.lower())
    return f"{plain}@port-clairval.example"
