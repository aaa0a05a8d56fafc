"""Making a base: an empty one, or the fictional city through the same way as any real one."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from observatory.domain.errors import BaseExists
from observatory.pipeline.contacts import import_contacts
from observatory.pipeline.gazetteer import import_adresses, import_lieux, import_territoires, import_voies
from observatory.pipeline.layers import PARKS
from observatory.pipeline.office import WATER, Office, system_clock
from observatory.pipeline.orientations import orientations_of, orientations_save
from observatory.pipeline.signalements import import_signalements
from observatory.settings import Settings
from observatory.store.database import Cursor, Database
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, FICTIONAL, meta_set, nomenclature_write, read_nomenclature

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

    def fill(cursor: Cursor) -> None:
        nomenclature_write(cursor, rows)
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
    from observatory.pipeline.terrain_fictif import fill_field

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
        with Office.open(building) as office:
            last = until or office.today() - dt.timedelta(days=1)
            generate(files, seed, last)
            progress("Import de la ville", 1, 3)
            _import_city(office, files)
            progress("Import des signalements", 2, 3)
            import_signalements(
                office, files / "signalements.csv", preset_name="observatoire", auteur=_AUTHOR, progress=_silent
            )
            import_contacts(office, files / "contacts.csv", auteur=_AUTHOR, progress=_silent)
            _own_numbers(office)
            fill_field(office, seed, last)
        (files / "verite.json").replace(settings.db.with_suffix(".verite.json"))
        building.db.replace(settings.db)
    progress("Port-Clairval", 3, 3)
    return settings.db


_NUMBERS = {
    "police-municipale": ("05 36 49 00 17", "tous les jours de 7 h à 1 h"),
    "fourriere": ("05 36 49 00 18", "du lundi au samedi, de 8 h à 19 h"),
    "dechetterie": ("05 36 49 00 19", "du mardi au dimanche, de 9 h à 18 h"),
    "mairie": ("05 36 49 00 00", "du lundi au vendredi, de 8 h 30 à 17 h"),
}
"""What the fictional city's own services answer to: numbers that are kept for fiction, and given to nobody."""


def _own_numbers(office: Office) -> None:
    """Write the fictional city's table of orientations: the reference table with its own numbers."""
    table = []
    for one in orientations_of(office):
        numero, horaires = _NUMBERS.get(one.code, (one.numero, one.horaires))
        table.append(replace(one, numero=numero, horaires=horaires))
    orientations_save(office, table, _AUTHOR)


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
