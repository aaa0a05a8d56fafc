"""Making a base: an empty one, or the fictional city through the same way as any real one."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from observatory.domain.calendrier import SEMAINE, echeance
from observatory.domain.errors import BaseExists
from observatory.domain.reglage import ASTREINTES, EFFECTIFS, TELEPHONES
from observatory.domain.roles import Account, Role
from observatory.pipeline.annuaire import directory, directory_save
from observatory.pipeline.contacts import import_contacts
from observatory.pipeline.creation_documents import demo_documents
from observatory.pipeline.creation_marches import Moment, demo_walks
from observatory.pipeline.creation_schema import demo_schema
from observatory.pipeline.gazetteer import import_adresses, import_lieux, import_territoires, import_voies
from observatory.pipeline.layers import PARKS
from observatory.pipeline.office import WATER, Office, system_clock
from observatory.pipeline.reglages import set_setting
from observatory.pipeline.retours_dus import HOURS, phrase_retour
from observatory.pipeline.routage import service_hours
from observatory.pipeline.signalements import import_signalements
from observatory.settings import Settings
from observatory.store.annuaire import annuaire_file, annuaire_path, annuaire_write
from observatory.store.appels import Row
from observatory.store.database import ZONE, Cursor, Database
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, FICTIONAL, meta_set, nomenclature_write, read_nomenclature
from observatory.store.suites import files_to_follow, suites_write

Progress = Callable[[str, int, int], None]

_AUTHOR = "init"


def create_empty(settings: Settings, nom: str = "Ma ville", *, fictional: bool = False) -> Path:
    """Make an empty base with the nomenclature; it is at ``settings.db`` only once it is whole.

    Raises
    ------
    BaseExists
        When something stands there.
    """
    rows = read_nomenclature(settings.reference / "nomenclature.csv")
    annuaire = annuaire_file(annuaire_path(settings.reference))

    def fill(cursor: Cursor) -> None:
        nomenclature_write(cursor, rows)
        annuaire_write(cursor, annuaire)
        meta_set(cursor, CITY_NAME, nom)
        meta_set(cursor, FICTIONAL, "oui" if fictional else "non")
        journal_append(
            cursor, le=system_clock(), auteur=_AUTHOR, evenement="creation", objet="base", cle=settings.db.name
        )

    database = Database.create(settings.db)
    database.write(fill)
    database.close()
    return settings.db


def create_demo(settings: Settings, *, seed: int, until: dt.date | None, progress: Progress) -> Path:
    """Make the base of the fictional city, with its planted truth beside it (``<base>.verite.json``).

    The city is generated as files in a temporary folder and imported as any city's files are. The base takes its
    name only when it is whole, so that an interruption leaves none.

    Raises
    ------
    BaseExists
        When something stands there.
    """
    from observatory.demo.city import generate

    if settings.db.exists():
        raise BaseExists(
            f"Une base existe déjà : {settings.db}. Elle n'est jamais écrasée : choisissez un autre fichier avec --db, "
            "ou déplacez celui-ci."
        )
    settings.db.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.db.parent, prefix=".creation-") as folder:
        files = Path(folder) / "ville"
        files.mkdir()
        building = Settings(db=Path(folder) / settings.db.name, reference=settings.reference, runtime=settings.runtime)
        create_empty(building, "Port-Clairval", fictional=True)
        progress("Dessin de la ville", 0, 3)
        clock = Moment()
        with Office.open(building, clock) as office:
            until = until or office.today() - dt.timedelta(days=1)
            generate(files, seed, until)
            progress("Import de la ville", 1, 3)
            _import_city(office, files)
            progress("Import des signalements", 2, 3)
            import_signalements(
                office, files / "signalements.csv", preset_name="observatoire", auteur=_AUTHOR, progress=_silent
            )
            import_contacts(office, files / "contacts.csv", auteur=_AUTHOR, progress=_silent)
            _own_numbers(office)
            _own_settings(office)
            planted = _follow_up(office, seed, until)
            truth = json.loads((files / "verite.json").read_text(encoding="utf-8")) | {"suites": planted}
            truth["a_pied"] = demo_walks(office, clock, truth, until, seed)
            truth["schema"] = demo_schema(office, clock, truth, until, seed)
            demo_documents(office, clock, until)
        settings.db.with_suffix(".verite.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
        building.db.replace(settings.db)
    progress("Port-Clairval", 3, 3)
    return settings.db


def _follow_up(office: Office, seed: int, until: dt.date) -> dict[str, int]:
    """Write what became of the fictional city's signalements up to the evening of its last day; rows by table."""
    from observatory.demo.suites import Follower
    from observatory.demo.town import stream

    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), ZoneInfo(ZONE))
    hours = service_hours(office)
    follower = Follower(end, stream(seed, 16), lambda le: echeance(le, HOURS, True, hours), _news)
    suites = follower.follow(files_to_follow(office.database))
    office.database.write(
        lambda cursor: suites_write(cursor, suites.tables, suites.moves, suites.files, suites.callers, suites.felt_at)
    )
    return {table: len(rows) for table, rows in suites.tables.items()} | {"mouvements": len(suites.moves)}


def _news(one: Row, suite: str, le: dt.datetime) -> str:
    return phrase_retour(
        categorie=one["libelle"] or one["categorie"], lieu=one["adresse"] or "", service=one["service"] or "",
        suite=suite, signale_le=one["recu_le"], le=le,
    )  # fmt: skip


_NUMBERS = {
    "police-municipale": ("05 36 49 00 17", "tous les jours de 7 h à 1 h"),
    "fourriere": ("05 36 49 00 18", "du lundi au samedi, de 8 h à 19 h"),
    "dechetterie": ("05 36 49 00 19", "du mardi au dimanche, de 9 h à 18 h"),
    "mairie": ("05 36 49 00 00", "du lundi au vendredi, de 8 h 30 à 17 h"),
}
"""What the fictional city's own services answer to: numbers that are kept for fiction, and given to nobody."""


_MAIL = "port-clairval.example"
"""A domain that is kept for examples: nobody receives what is sent there (RFC 2606)."""
_CHECKED_DAYS_AGO = (12, 40, 75, 110, 160, 240)
"""How long ago the lines of the fictional city's directory were checked, in turn: some are due again."""


def _own_numbers(office: Office) -> None:
    """Write the fictional city's directory: the reference table with its own numbers, addresses and days of check."""
    table = []
    for rank, one in enumerate(directory(office)):
        numero, horaires = _NUMBERS.get(one.code, (one.numero, one.horaires))
        checked = office.today() - dt.timedelta(days=_CHECKED_DAYS_AGO[rank % len(_CHECKED_DAYS_AGO)])
        mail = f"{one.code}@{_MAIL}" if one.genre in ("service", "partenaire") else one.courriel
        table.append(replace(one, numero=numero, horaires=horaires, courriel=mail, verifie_le=checked))
    directory_save(office, table, _AUTHOR)


_HANDS = {"lun-ven": (1, 4, 3), "sam": (1, 3, 3), "dim": (1, 2, 2), "feries": (1, 2, 2)}
"""Operators of the fictional city by kind of day: at night, from 8 h, from 18 h to midnight."""


def _own_settings(office: Office) -> None:
    """Set what the fictional city sets on screen: its staff, its astreintes, its numbers."""
    account = Account(_AUTHOR, frozenset({Role.REGULATEUR, Role.ADMINISTRATEUR}))
    staff = [
        {"jour": day, "heure": hour, "operateurs": hands[0 if hour < 8 else 1 if hour < 18 else 2]}
        for days, hands in _HANDS.items()
        for day in (SEMAINE[:5] if days == "lun-ven" else (days,))
        for hour in range(24)
    ]
    on_call = [
        {"nom": "Astreinte de l'eau", "numero": "05 36 49 00 20", "quand": "soirs, nuits, week-ends"},
        {"nom": "Astreinte technique", "numero": "05 36 49 00 21", "quand": "soirs, nuits, week-ends"},
        {"nom": "Veille de nuit de Clairval Habitat", "numero": "05 36 49 00 30", "quand": "de 18 h à 8 h"},
        {"nom": "Brigade de nuit", "numero": "05 36 49 00 17", "quand": "de 20 h à 6 h"},
    ]
    numbers = [{"nom": "Numéro de l'office", "numero": "05 36 49 00 01", "quand": "tous les jours, jour et nuit"}]
    for cle, rows in ((EFFECTIFS, staff), (ASTREINTES, on_call), (TELEPHONES, numbers)):
        set_setting(office, cle, rows, account=account)


def _import_city(office: Office, files: Path) -> None:
    """Import the reference layers of the fictional city in the order in which a town would."""
    import_adresses(office, [str(files / "adresses.csv")], auteur=_AUTHOR, progress=_silent)
    for layer in json.loads((files / "zonages.json").read_text(encoding="utf-8"))["zonages"]:
        import_territoires(
            office,
            files / layer["fichier"],
            layer["zonage"],
            code=layer["code"],
            nom=layer["nom"],
            population=layer["population"],
            depuis=_day(layer.get("depuis")),
            jusqua=_day(layer.get("jusqua")),
            auteur=_AUTHOR,
            progress=_silent,
        )
    for name, zonage in (("eau.geojson", WATER), ("parcs.geojson", PARKS)):
        import_territoires(office, files / name, zonage, nom="nom", auteur=_AUTHOR, progress=_silent)
    import_voies(office, files / "voies.geojson", "nom", auteur=_AUTHOR, progress=_silent)
    for name in ("lieux.geojson", "eclairage.geojson"):
        import_lieux(office, files / name, "nom", "genre", auteur=_AUTHOR, progress=_silent)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _silent(label: str, done: int, total: int) -> None:
    """The steps within a step are not shown."""
