"""What the office tells of itself: the small results that operations give back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Categorie:
    """A line of the nomenclature; ``parent`` is None on the first level.

    ``retiree_le`` is the day since which nobody chooses it any more; its files count under ``remplacee_par`` where one
    is said.
    """

    code: str
    parent: str | None
    libelle: str
    retiree_le: dt.date | None = None
    remplacee_par: str | None = None

    @property
    def niveau(self) -> int:
        """1 for a family, 2 for a member of it."""
        return 1 if self.parent is None else 2


@dataclass(frozen=True, slots=True)
class Etat:
    """What the base holds. Contacts, signalements and problèmes are three different counts.

    ``aujourd_hui`` is the day by the office's clock, in Paris.
    """

    nom: str
    fictif: bool
    base: str
    version: int
    premier_jour: dt.date | None
    dernier_jour: dt.date | None
    contacts: int
    signalements: int
    problemes: int
    declarants: int
    non_localises: int
    adresses: int
    voies: int
    lieux: int
    territoires: dict[str, int]
    aujourd_hui: dt.date


@dataclass(frozen=True, slots=True)
class Identite:
    """How the city shows itself: its logo (PNG in base64, empty without one), the office's numbers by their names."""

    logo: str
    telephones: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Zonage:
    """A layer of territories, how many are in force today, and the days on which its outline changed."""

    zonage: str
    n: int
    versions: list[dt.date]


@dataclass(frozen=True, slots=True)
class TerritoireInfo:
    """A dated territory; ``valid_to`` is the last day on which it was in force."""

    id: int
    zonage: str
    code: str
    nom: str
    population: float | None
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Total:
    """How much a selection holds: ``n`` of what is counted, and where the signalements stand."""

    n: int
    signalements: int
    localises: int
    non_localises: int


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A headline figure with the same figure one year earlier; None is « non communiqué », never zero."""

    code: str
    libelle: str
    valeur: float | None
    avant: float | None
    unite: str
    aide: str


@dataclass(frozen=True, slots=True)
class ImportBilan:
    """What became of the rows of a file: the last four counts add up to ``lus``."""

    lus: int
    enregistres: int
    a_localiser: int
    deja_connus: int
    rejetes: int
    rejets: str | None = None
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FichierGeocode:
    """What became of a file of addresses."""

    lus: int
    trouves: int
    non_trouves: int
    fichier: str


@dataclass(frozen=True, slots=True)
class Apercu:
    """The first rows of a file and what an import would do with it, before anything is written.

    ``devine`` names the columns that were recognised by field, ``categories`` our code for each of their words.
    """

    colonnes: list[str]
    lignes: list[dict[str, str]]
    devine: dict[str, str]
    lus: int
    acceptes: int
    rejetes: int
    raisons: list[tuple[str, int]]
    remarques: list[str]
    categories: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Controle:
    """One check of the base's integrity."""

    controle: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Every check of the base, in the order in which they ran."""

    controles: list[Controle]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(one.ok for one in self.controles)


@dataclass(frozen=True, slots=True)
class Sauvegarde:
    """A backup that was written: its folder, and what it holds."""

    dossier: str
    base: str
    version: int
    le: dt.datetime
    fichiers: int
    lignes: int
    octets: int


@dataclass(frozen=True, slots=True)
class Restauration:
    """A base that was made from a backup of the instant ``le``, written at ``version``."""

    base: str
    sauvegarde: str
    version: int
    le: dt.datetime
    lignes: int


@dataclass(frozen=True, slots=True)
class Surnom:
    """What people call a place: ``designe`` is the text that it stands for, empty where ``lat`` and ``lon`` say it."""

    surnom: str
    designe: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class SurnomConnu:
    """A nickname in force and where it is kept: ``origine`` is base (with who added it, and when) or fichier."""

    surnom: str
    designe: str
    lat: float | None
    lon: float | None
    origine: str
    auteur: str = ""
    le: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SurnomsConnus:
    """The nicknames in force, and what is wrong with the file that some of them come from (French sentences)."""

    surnoms: list[SurnomConnu]
    remarques: list[str]


@dataclass(frozen=True, slots=True)
class Compte:
    """An account as an administrator sees it: never what opens it."""

    ident: int
    identifiant: str
    nom: str
    roles: tuple[str, ...]
    services: tuple[str, ...]
    territoires: tuple[str, ...]
    actif: bool
    a_changer: bool
    demo: bool
    par_mot_de_passe: bool
    emetteur: str = ""
    vu_le: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class CleApi:
    """A key of a program, without its secret."""

    ident: int
    prefixe: str
    nom: str
    droits: tuple[str, ...]
    par_minute: int
    cree_par: str
    cree_le: dt.datetime
    expire_le: dt.datetime | None
    revoquee_le: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Moi:
    """Who is logged in: the name, the roles, and the pages that are shown, the landing page first."""

    identifiant: str
    nom: str
    roles: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that is shown once: a provisional password, a key, the path of an invitation."""

    pour: str
    secret: str
    expire_le: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A table that was published: its name, its zonage, the part of the total that it shows, by whom and when."""

    ident: int
    nom: str
    zonage: str
    part: float
    remarque: str
    publiee_par: str
    publiee_le: dt.datetime


@dataclass(frozen=True, slots=True)
class Projet:
    """What a publication would show: the part of the total that stays, how many cells are hidden, and a remark."""

    nom: str
    part: float
    cases: int
    masquees: int
    remarque: str
