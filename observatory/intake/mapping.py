"""What the columns and words of a source mean: a mapping, read from a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from collections.abc import Mapping as Dictionary
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from observatory.domain.errors import FormatError, NotFound, ValueRefused
from observatory.domain.statut import Statut
from observatory.intake.mots import listed, plain, suggestion
from observatory.intake.rows import Rows

CANAUX = ("telephone", "formulaire", "application", "courriel", "accueil", "marche", "autre")
"""Ways by which a signalement comes in."""

UNTOLD = "non_communique"
"""Where a signalement stands when the source does not say: it must not pass for a zero."""

STATUTS = tuple(str(one) for one in Statut)
"""Where a signalement stands."""

PRESETS = ("dansmarue", "observatoire")
"""Mappings that come with the program."""

SEPARATOR = " / "
"""Between the words of a category that stands in several columns."""


class Colonnes(BaseModel):
    """Which column of the source holds each piece; `categorie` and `adresse` may name several."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str | None = None
    reference: str | None = None
    recu_le: str
    categorie: tuple[str, ...] = ()
    categorie_origine: str | None = None
    adresse: tuple[str, ...] = ()
    adresse_trouvee: str | None = None
    lon: str | None = None
    lat: str | None = None
    description: str | None = None
    canal: str | None = None
    survenu_debut: str | None = None
    survenu_fin: str | None = None
    statut: str | None = None
    service: str | None = None
    clos_le: str | None = None
    retour_le: str | None = None
    echeance: str | None = None
    lieu: str | None = None
    residence: str | None = None
    batiment: str | None = None
    hall: str | None = None
    etage: str | None = None
    probleme: str | None = None
    declarant: str | None = None
    precision_m: str | None = None
    methode: str | None = None
    remarque: str | None = None

    @field_validator("categorie", "adresse", mode="before")
    @classmethod
    def _as_list(cls, value: object) -> object:
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(value, list) else value

    def named(self) -> dict[str, tuple[str, ...]]:
        """Columns of the source by field, those that are named only."""
        found: dict[str, tuple[str, ...]] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if value:
                found[name] = (value,) if isinstance(value, str) else value
        return found


class Format(BaseModel):
    """How the source writes: `dates` (further strptime formats), `fuseau`, `facultatives` (fields that may lack).

    `apostrophes`: texts that look like formulas bear an apostrophe in front, which is taken away (our own exports).
    `minuit_compte`: 00:00:00 is an hour even where every row has it (else the source is taken to know days only).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    dates: tuple[str, ...] = ()
    fuseau: str = "Europe/Paris"
    facultatives: tuple[str, ...] = ()
    apostrophes: bool = False
    minuit_compte: bool = False

    @field_validator("dates", "facultatives", mode="before")
    @classmethod
    def _as_list(cls, value: object) -> object:
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(value, list) else value


class Mapping(BaseModel):
    """A source's columns and words, as the tables ``[colonnes]``, ``[categories]``, … of a TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    colonnes: Colonnes
    categories: dict[str, str] = Field(default_factory=dict)
    canaux: dict[str, str] = Field(default_factory=dict)
    statuts: dict[str, str] = Field(default_factory=dict)
    format: Format = Format()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of dates without an offset."""
        return ZoneInfo(self.format.fuseau)

    @cached_property
    def words(self) -> dict[str, str]:
        """Codes by their plain word, the words without ``*``."""
        return {plain(word): code for word, code in self.categories.items() if "*" not in word}

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Codes by pattern (``*`` stands for anything), in the order of the file."""
        return [(_glob(plain(word)), code) for word, code in self.categories.items() if "*" in word]

    def code_of(self, parts: Collection[str]) -> str | None:
        """Our code for a source's words, from most to least specific: the whole joined, then less and less."""
        kept = [part for part in parts if part]
        for size in range(len(kept), 0, -1):
            word = plain(SEPARATOR.join(kept[:size]))
            if word in self.words:
                return self.words[word]
            for pattern, code in self.patterns:
                if pattern.fullmatch(word):
                    return code
        return None

    def check_codes(self, codes: Collection[str]) -> None:
        """Refuse a mapping that leads to a category that the nomenclature does not have."""
        for word, code in self.categories.items():
            if code not in codes:
                raise ValueRefused(
                    f"[categories] « {word} » = « {code} » : ce code n'est pas dans la nomenclature."
                    + (suggestion(code, codes) or f" Codes connus : {listed(codes)}.")
                )

    def fitted(self, rows: Rows) -> Mapping:
        """The same mapping on the columns that a file really has.

        Names are matched exactly, else without regard to case and accents. An optional field (see
        ``[format] facultatives``) whose column is missing is left out.

        Raises
        ------
        FormatError
            A column is missing: the message names it, lists the file's columns and suggests one.
        """
        by_plain = {plain(name): name for name in reversed(rows.columns)}
        fitted: dict[str, Any] = {}
        for name, wanted in self.colonnes.named().items():
            found = [one if one in rows.columns else by_plain.get(plain(one)) for one in wanted]
            missing = [one for one, here in zip(wanted, found, strict=True) if here is None]
            if missing and name not in self.format.facultatives:
                raise missing_column(missing[0], name, rows)
            kept = [one for one in found if one is not None]
            if kept:
                fitted[name] = kept if name in ("categorie", "adresse") else kept[0]
        return self.model_copy(update={"colonnes": Colonnes(**fitted)})


def missing_column(column: str, role: str, rows: Rows) -> FormatError:
    """The error for a column that a file lacks."""
    return FormatError(
        f"{rows.name} n'a pas de colonne « {column} » (attendue pour « {role} »)."
        f"{suggestion(column, rows.columns)} Colonnes du fichier : {listed(rows.columns)}."
    )


def _glob(word: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in word.split("*")), re.DOTALL)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    NotFound
        No such file.
    FormatError
        Not TOML, an unknown key, a value of the wrong kind (the message names key and way out).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"Le fichier de correspondance {path} n'existe pas : vérifier son nom.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path.name} ne peut pas être lu : l'enregistrer en UTF-8.") from error
    return parse_mapping(text, path.name)


def preset(name: str) -> Mapping:
    """One of the mappings that come with the program (see ``PRESETS``)."""
    if name not in PRESETS:
        raise NotFound(f"Le préréglage « {name} » n'existe pas.{suggestion(name, PRESETS)} Connus : {listed(PRESETS)}.")
    source = resources.files("observatory.intake") / "presets" / f"{name}.toml"
    return parse_mapping(source.read_text(encoding="utf-8"), f"{name}.toml")


def parse_mapping(text: str, name: str) -> Mapping:
    """A mapping from the text of a TOML file; `name` is for messages."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{name} n'est pas un fichier TOML valable ({error}) : corriger cette ligne.") from error
    return make_mapping(raw, name)


def make_mapping(raw: Dictionary[str, Any], name: str = "correspondance") -> Mapping:
    """A mapping from a dictionary of the same shape as the TOML file."""
    _check_keys(raw, name)
    try:
        mapping = Mapping(**raw)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise FormatError(f"{name} : la valeur de « {where} » n'est pas de la bonne nature (texte attendu).") from error
    _check_values(mapping, name)
    return mapping


def _check_keys(raw: Dictionary[str, Any], name: str) -> None:
    sections: dict[str, type[BaseModel]] = {"colonnes": Colonnes, "format": Format}
    for key, value in raw.items():
        if key not in Mapping.model_fields:
            raise FormatError(
                f"{name} : la table [{key}] est inconnue.{suggestion(key, Mapping.model_fields)} "
                f"Tables possibles : {listed(Mapping.model_fields)}."
            )
        if not isinstance(value, dict):
            raise FormatError(f"{name} : « {key} » doit être une table, écrite [{key}].")
        if key in sections:
            _check_section(key, value, sections[key], name)
    if "recu_le" not in raw.get("colonnes", {}):
        raise FormatError(f'{name} : [colonnes] doit nommer la colonne de la date, recu_le = "…".')


def _check_section(section: str, value: Dictionary[str, Any], model: type[BaseModel], name: str) -> None:
    for key in value:
        if key not in model.model_fields:
            raise FormatError(
                f"{name} : la clef « {key} » est inconnue dans [{section}].{suggestion(key, model.model_fields)} "
                f"Clefs possibles : {listed(model.model_fields)}."
            )


def _check_values(mapping: Mapping, name: str) -> None:
    for section, words, known in (("canaux", mapping.canaux, CANAUX), ("statuts", mapping.statuts, STATUTS)):
        for word, code in words.items():
            if code not in known:
                raise FormatError(
                    f"{name} : [{section}] « {word} » = « {code} », qui n'existe pas."
                    f"{suggestion(code, known)} Valeurs possibles : {listed(known)}."
                )
    for optional in mapping.format.facultatives:
        if optional not in Colonnes.model_fields or optional == "recu_le":
            raise FormatError(f"{name} : [format] facultatives ne peut pas contenir « {optional} ».")
    try:
        ZoneInfo(mapping.format.fuseau)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FormatError(
            f"{name} : le fuseau « {mapping.format.fuseau} » est inconnu ; écrire par exemple Europe/Paris."
        ) from error
