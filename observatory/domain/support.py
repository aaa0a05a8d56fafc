"""What a document shows, before it is slides, pages or a sheet: parts made of blocks, every figure with its nature.

A part is a slide, or a section under a heading. Renderers (``present``) turn a :class:`Support` into PPTX, PDF, DOCX
or HTML without adding a figure; ``pipeline.surete`` refuses one that may not be shown to anybody. A figure never
travels as words: a sentence leaves room for it (:class:`Phrase`).
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias


class Nature(StrEnum):
    """What a figure counts, by which it is decided whether anybody may see it.

    SIGNALEMENTS stand in a published table. PERSONNES (walkers, answers) are none or at least five. A PART rests on
    enough cases. What the city itself does or spends (OUVRAGE: walks, meetings, actions, euros, days) is public.
    """

    SIGNALEMENTS = "signalements"
    PERSONNES = "personnes"
    PART = "part"
    OUVRAGE = "ouvrage"


@dataclass(frozen=True, slots=True)
class Nombre:
    """A figure as it is shown: ``valeur`` is None where it is hidden (``masque``), else where nobody told it.

    Parameters
    ----------
    unite
        "" for a count, « % » (``valeur`` from 0 to 100), « € », « jours »…
    cle
        For signalements: territory, category and period of the published cells that it adds up (« total » for all).
    sur
        For a share: of how many cases.
    environ
        Whether it is told roughly (in fives).
    au_moins
        Whether it is a least one: a part of the sum was not told.
    habitants
        For a count of signalements told per thousand residents: of how many.

    Raises
    ------
    ValueError
        When it is hidden and holds a value: what is not there cannot be read.
    """

    valeur: float | None
    nature: Nature = Nature.OUVRAGE
    unite: str = ""
    masque: bool = False
    cle: tuple[str, str, str] | None = None
    sur: int | None = None
    environ: bool = False
    signe: bool = False
    au_moins: bool = False
    habitants: int | None = None

    def __post_init__(self) -> None:
        if self.masque and self.valeur is not None:
            raise ValueError("a hidden figure holds no value")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with the places of its figures: « {0} signalements en six mois ».

    Raises
    ------
    ValueError
        When a place has no figure or a figure has no place.
    """

    modele: str
    nombres: tuple[Nombre, ...] = ()

    def __post_init__(self) -> None:
        places = {int(name) for _, name, _, _ in string.Formatter().parse(self.modele) if name is not None}
        if places != set(range(len(self.nombres))):
            raise ValueError(f"{self.modele!r} leaves room for {sorted(places)}, given {len(self.nombres)} figures")


def said(text: str) -> Phrase:
    """A sentence without a figure, whatever braces it holds."""
    return Phrase(text.replace("{", "{{").replace("}", "}}"))


@dataclass(frozen=True, slots=True)
class Jour:
    """A day in a cell of a table; None where nobody told it."""

    le: dt.date | None


Cellule: TypeAlias = Nombre | Jour | str


@dataclass(frozen=True, slots=True)
class Texte:
    """Sentences: paragraphs, a list, or a box that stands out (a reason, a warning)."""

    lignes: tuple[Phrase, ...]
    genre: Literal["paragraphes", "puces", "encadre"] = "paragraphes"
    type: Literal["texte"] = "texte"


@dataclass(frozen=True, slots=True)
class Tuile:
    """A headline figure: what it is, the figure, how it changed, what must be known of it."""

    libelle: str
    nombre: Nombre
    evolution: Phrase | None = None
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Tuiles:
    """Headline figures, at most :data:`MOST_TILES` in a document."""

    tuiles: tuple[Tuile, ...]
    type: Literal["tuiles"] = "tuiles"


@dataclass(frozen=True, slots=True)
class Serie:
    """One series of a chart, as long as the chart's categories."""

    nom: str
    valeurs: tuple[Nombre, ...]


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart: lying bars, columns or lines. ``alt`` says in a sentence or two what it shows.

    Raises
    ------
    ValueError
        When a series is not as long as the categories, or there is none.
    """

    titre: str
    genre: Literal["barres", "colonnes", "lignes"]
    categories: tuple[str, ...]
    series: tuple[Serie, ...]
    alt: Phrase
    unite: str = ""
    type: Literal["graphique"] = "graphique"

    def __post_init__(self) -> None:
        if not self.series or any(len(one.valeurs) != len(self.categories) for one in self.series):
            raise ValueError(f"chart {self.titre!r}: every series has a value for each category")


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table: the first row is its heads, the first column says what each row is.

    Raises
    ------
    ValueError
        When a row is not as long as the heads.
    """

    titre: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[Cellule, ...], ...]
    note: str = ""
    type: Literal["tableau"] = "tableau"

    def __post_init__(self) -> None:
        if any(len(one) != len(self.colonnes) for one in self.lignes):
            raise ValueError(f"table {self.titre!r}: every row has a cell for each head")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture (``nom`` among the images of the support): a map or a photograph; ``alt`` says what it shows."""

    nom: str
    titre: str
    alt: Phrase
    legende: str = ""
    genre: Literal["carte", "photo"] = "carte"
    type: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class AvantApres:
    """Two photographs of one place, before and after."""

    titre: str
    avant: Figure
    apres: Figure
    type: Literal["avant_apres"] = "avant_apres"


Bloc: TypeAlias = Texte | Tuiles | Graphique | Tableau | Figure | AvantApres


@dataclass(frozen=True, slots=True)
class Partie:
    """A slide, or a section: title, blocks in reading order, what is said aloud, where it comes from and from how many.

    ``cle`` names it for who chooses what is published; ``niveau`` is that of its heading (1, 2 under one, 3 under 2).
    """

    cle: str
    titre: str
    blocs: tuple[Bloc, ...]
    notes: tuple[Phrase, ...] = ()
    source: str = ""
    n: Nombre | None = None
    niveau: Literal[1, 2, 3] = 1


PHOTO = "photo-"
"""How the names of pictures begin that are photographs; the number of the photograph follows."""


@dataclass(frozen=True, slots=True)
class Image:
    """The bytes of a picture by its name; ``media`` is image/svg+xml, image/png or image/jpeg."""

    __pydantic_config__ = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}  # noqa: RUF012 - read by the wire

    nom: str
    contenu: bytes
    media: str


@dataclass(frozen=True, slots=True)
class Support:
    """A document as a whole.

    Parameters
    ----------
    periode, territoire
        In words: « 1er semestre 2026 », « Les Docks » (or the name of the city).
    donnees_le
        The day of the data.
    remarques
        What must be said of the whole: what is hidden, what was merged and why.
    publications
        The published (or to be published) tables that its figures come from.
    joindre
        How the office is reached, a line each: the one place where a phone number may stand, for it is nobody's own.
    """

    genre: str
    titre: str
    ville: str
    territoire: str
    periode: str
    donnees_le: dt.date
    parties: tuple[Partie, ...]
    images: tuple[Image, ...] = ()
    remarques: tuple[str, ...] = ()
    publications: tuple[str, ...] = field(default=())
    joindre: tuple[str, ...] = ()

    def image(self, nom: str) -> Image:
        """The picture of a name.

        Raises
        ------
        KeyError
            When there is none.
        """
        for one in self.images:
            if one.nom == nom:
                return one
        raise KeyError(nom)


MOST_TILES = 8
"""Headline figures that a reader can keep in mind."""


def block_phrases(bloc: Bloc) -> tuple[Phrase, ...]:
    """Every sentence of a block: its lines, what its pictures and charts say to who does not see them."""
    match bloc:
        case Texte(lignes=lignes):
            return lignes
        case Tuiles(tuiles=tuiles):
            return tuple(one.evolution for one in tuiles if one.evolution)
        case Graphique(alt=alt) | Figure(alt=alt):
            return (alt,)
        case AvantApres(avant=avant, apres=apres):
            return (avant.alt, apres.alt)
        case _:
            return ()


def part_figures(partie: Partie) -> Iterator[tuple[str, Nombre]]:
    """Every figure of a part, with the words of where it stands."""
    for bloc in partie.blocs:
        match bloc:
            case Tuiles(tuiles=tuiles):
                yield from ((one.libelle, one.nombre) for one in tuiles)
            case Graphique(titre=titre, categories=categories, series=series):
                for one in series:
                    for name, value in zip(categories, one.valeurs, strict=True):
                        yield f"{titre}, {one.nom}, {name}", value
            case Tableau(titre=titre, lignes=lignes, colonnes=colonnes):
                for row in lignes:
                    for head, cell in zip(colonnes, row, strict=True):
                        if isinstance(cell, Nombre):
                            yield f"{titre}, {row[0]}, {head}", cell
            case _:
                pass
        yield from ((phrase.modele, one) for phrase in block_phrases(bloc) for one in phrase.nombres)
    yield from ((phrase.modele, one) for phrase in partie.notes for one in phrase.nombres)
    if partie.n is not None:
        yield "n", partie.n
