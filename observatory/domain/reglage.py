"""What a city sets on screen: every setting by its key, who may change or read it, and what it may hold.

``REGLAGES`` is the table. A value is JSON: a text, or a table of rows. Nomenclature, rules, directory and territories
have tables of their own in the base and are not in it.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.domain.action import Famille
from observatory.domain.appelant import NOTICE
from observatory.domain.calendrier import GENRES_DE_JOUR, text_to_horaires
from observatory.domain.charte_ville import check_charte, check_modele
from observatory.domain.conservation import CLOTURE, GENRES, LONGEST
from observatory.domain.errors import ValueRefused
from observatory.domain.garde import Genre, find_personal
from observatory.domain.questionnaire import COLONNES as SURVEY
from observatory.domain.questionnaire import MOST_QUESTIONS, GenreQuestion, row_to_question
from observatory.domain.roles import ACTS, GUARDIANS, KEEPERS, RULE_MAKERS, Role, Roles

Rows = list[dict[str, Any]]

HORAIRES, ASTREINTES, EFFECTIFS = "horaires", "astreintes", "effectifs"
TEXTES, TELEPHONES, LOGO = "textes", "telephones", "logo"
CHARTE, MODELE_DIAPOS = "charte", "modele_diapos"
CONSERVATION, GRILLE_MARCHE, GRILLE_DIAGNOSTIC = "conservation", "grille_marche", "grille_diagnostic"
TYPES_MESURE, FINANCEURS, DELAIS_SCHEMA = "types_mesure", "financeurs", "delais_schema"
ENQUETE_SATISFACTION, ENQUETE_INSECURITE = "enquete_satisfaction", "enquete_insecurite"

MOST_ROWS = 400
MOST_OPERATORS = 200
LARGEST_LOGO = 500 * 1024
"""Bytes of a picture that is kept."""
SHORTEST_JOURNAL = 6
"""Months: who looked at what can still be asked half a year later."""
DELAIS = ("nouvelles", "restitution", "rappel")
"""What the schéma local waits for: news of an action, the giving back of a walk, an indicator."""
LONGEST_DELAY = 365
GRADES = (0, 3)
"""What each question of a walk is given, from the worst to the best; ``zero`` and ``trois`` say what both mean."""

TEXTES_PAR_DEFAUT = {
    "notice": NOTICE,
    "retour_fait": (
        "Le {signale_le}, vous nous avez signalé : « {quoi} »{lieu}. Le service « {service} » nous dit que c'est fait, "
        "le {date}. Merci de nous avoir prévenus."
    ),
    "retour_prevu": (
        "Le {signale_le}, vous nous avez signalé : « {quoi} »{lieu}. Le service « {service} » s'en occupe : il a prévu "
        "d'intervenir le {date}."
    ),
    "retour_refuse": (
        "Le {signale_le}, vous nous avez signalé : « {quoi} »{lieu}. Le service « {service} » ne peut pas y donner "
        "suite{motif}."
    ),
    "retour_mediation": (
        "Le {signale_le}, vous nous avez signalé : « {quoi} »{lieu}. Un médiateur est allé à la rencontre des "
        "personnes concernées, le {date}. Merci de nous avoir prévenus."
    ),
}
"""The texts of the program; a city's own take their places one by one."""
TEXTES_NOMS = {
    "notice": "Mention lue à l'appelant",
    "retour_fait": "Retour : c'est fait",
    "retour_prevu": "Retour : c'est prévu",
    "retour_refuse": "Retour : refusé, avec le motif",
    "retour_mediation": "Retour : médiation",
}
MARQUES = {"signale_le", "quoi", "lieu", "service", "date", "motif"}
"""What a sentence of retour may leave open, between braces; ``lieu`` has its comma, ``motif`` its colon."""
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
"""A mark, or a brace that makes none: whatever else Python reads between braces would be read out as it stands."""


@dataclass(frozen=True, slots=True)
class Cle:
    """A setting: its French name, what it serves, who changes it, who else reads it, and the columns of a table.

    ``check`` gives the value as it is kept, or refuses it.
    """

    nom: str
    sens: str
    editeurs: Roles
    check: Callable[[Any], Any]
    colonnes: tuple[str, ...] = ()
    lecteurs: Roles = frozenset()


@dataclass(frozen=True, slots=True)
class Reglage:
    """A value of a setting: from when, by whom; ``depuis`` is None for what the program came with."""

    cle: str
    valeur: Any
    depuis: dt.datetime | None
    auteur: str


def check_setting(cle: str, valeur: Any) -> Any:
    """The value of a setting as it is kept.

    Raises
    ------
    ValueRefused
        When there is no such setting, or it cannot hold that: the sentence says which row and why.
    """
    if cle not in REGLAGES:
        raise ValueRefused(f"« {cle} » n'est pas un réglage. Réglages connus : {', '.join(REGLAGES)}.")
    return REGLAGES[cle].check(valeur)


def text_of(texts: Sequence[Mapping[str, Any]], code: str) -> str:
    """A text by its code: the city's own among the rows of ``textes``, else that of the program.

    Raises
    ------
    KeyError
        When there is no such text.
    """
    return next((str(one["texte"]) for one in texts if one["code"] == code), TEXTES_PAR_DEFAUT[code])


def _hours(valeur: Any) -> str:
    text = " ".join(str(valeur).split())
    text_to_horaires(text)
    return text


def _rows(valeur: Any, columns: Sequence[str]) -> Rows:
    """The rows of a table, the cells of each column without spaces around; rows that say nothing are left out."""
    if not isinstance(valeur, list) or not all(isinstance(one, dict) for one in valeur):
        raise ValueRefused(f"Une table est attendue, avec les colonnes {', '.join(columns)}.")
    rows = [{name: _cell(one.get(name)) for name in columns} for one in valeur]
    rows = [one for one in rows if any(cell not in (None, "") for cell in one.values())]
    if len(rows) > MOST_ROWS:
        raise ValueRefused(f"La table a {len(rows)} lignes : {MOST_ROWS} au plus.")
    return rows


def _cell(value: Any) -> Any:
    """A cell: a text without spaces around, or a number.

    Raises
    ------
    ValueRefused
        When it is anything else.
    """
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if not isinstance(value, int | float):
        raise ValueRefused(f"« {str(value)[:40]} » n'est ni un texte ni un nombre : corrigez cette case.")
    return value


def _whole(where: str, name: str, value: Any, least: int, most: int) -> int:
    text = str(value).strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ValueRefused(f"{where} : {name} est un nombre entier de {least} à {most}, pas « {value} ».")
    return int(text)


def _said(where: str, name: str, value: Any, longest: int, *, empty: bool = False) -> str:
    """A text of a row: there unless it may be empty, not too long, and naming nobody."""
    text = str(value)
    if not text and not empty:
        raise ValueRefused(f"{where} : il manque {name}.")
    if len(text) > longest:
        raise ValueRefused(f"{where} : {name} dépasse {longest} caractères.")
    for found in find_personal(text):
        if found.genre in (Genre.NOM, Genre.PLAQUE, Genre.NAISSANCE, Genre.SECU):
            raise ValueRefused(f"{where} : « {found.extrait} » désigne une personne ; écrivez une fonction.")
    return text


def _numbers(valeur: Any, columns: Sequence[str], what: str) -> Rows:
    """Rows of names with phone numbers."""
    rows = _rows(valeur, columns)
    for rank, one in enumerate(rows, 1):
        where = f"{what}, ligne {rank}"
        for name in columns:
            one[name] = _said(where, name, one[name], 120, empty=name not in ("nom", "numero"))
    _once(what, [one["nom"].casefold() for one in rows])
    return rows


def _once(what: str, keys: Sequence[Any]) -> None:
    twice = sorted({str(one) for one in keys if keys.count(one) > 1})
    if twice:
        raise ValueRefused(f"{what} : {', '.join(twice)} y est deux fois ; gardez une ligne.")


def _staff(valeur: Any) -> Rows:
    rows = _rows(valeur, REGLAGES[EFFECTIFS].colonnes)
    for rank, one in enumerate(rows, 1):
        where = f"Effectifs, ligne {rank}"
        if one["jour"] not in GENRES_DE_JOUR:
            raise ValueRefused(f"{where} : le jour est l'un de {', '.join(GENRES_DE_JOUR)}, pas « {one['jour']} ».")
        one["heure"] = _whole(where, "heure", one["heure"], 0, 23)
        one["operateurs"] = _whole(where, "operateurs", one["operateurs"], 0, MOST_OPERATORS)
    _once("Effectifs", [f"{one['jour']} {one['heure']} h" for one in rows])
    return rows


def _texts(valeur: Any) -> Rows:
    rows = [one for one in _rows(valeur, REGLAGES[TEXTES].colonnes) if one["texte"]]
    for one in rows:
        code = str(one["code"])
        if code not in TEXTES_PAR_DEFAUT:
            raise ValueRefused(f"« {code} » n'est pas un texte connu : {', '.join(TEXTES_PAR_DEFAUT)}.")
        where = TEXTES_NOMS[code]
        one["texte"] = _said(where, "texte", one["texte"], 600)
        known = set() if code == "notice" else MARQUES
        strange = [mark for mark in _BRACES.findall(one["texte"]) if mark[1:-1] not in known]
        if strange:
            raise ValueRefused(f"{where} : {strange[0]} n'est pas connu ; marques : {', '.join(sorted(MARQUES))}.")
    _once("Textes", [one["code"] for one in rows])
    return rows


def _durations(valeur: Any) -> Rows:
    rows = _rows(valeur, REGLAGES[CONSERVATION].colonnes)
    for one in rows:
        genre = str(one["genre"])
        if genre not in GENRES:
            raise ValueRefused(f"Le genre « {genre} » est inconnu ; genres connus : {', '.join(GENRES)}.")
        least, most = duration_bounds(genre)
        one["mois"] = _whole(genre, "mois", one["mois"], least, most)
        unclosed = one["mois_sans_cloture"]
        if GENRES[genre] == CLOTURE:
            one["mois_sans_cloture"] = _whole(genre, "mois_sans_cloture", unclosed, max(least, 1), most)
        else:
            one["mois_sans_cloture"] = None
    _once("Conservation", [one["genre"] for one in rows])
    return rows


def duration_bounds(genre: str) -> tuple[int, int]:
    """The fewest and the most months that a kind of data may be kept."""
    return (SHORTEST_JOURNAL if genre == "journal" else 0), LONGEST


def _grid(valeur: Any) -> Rows:
    rows = _rows(valeur, REGLAGES[GRILLE_MARCHE].colonnes)
    if not rows:
        raise ValueRefused("La grille est vide : gardez au moins une question.")
    for rank, one in enumerate(rows, 1):
        for name, longest in (("code", 40), ("principe", 120), ("question", 300), ("zero", 120), ("trois", 120)):
            one[name] = _said(f"Grille, ligne {rank}", name, one[name], longest)
    _once("Grille", [one["code"] for one in rows])
    return rows


def _codes(valeur: Any, cle: str, what: str) -> Rows:
    """Rows of codes with their French names; at least one, none twice."""
    rows = _rows(valeur, REGLAGES[cle].colonnes)
    if not rows:
        raise ValueRefused(f"{what} : la table est vide ; gardez au moins une ligne.")
    for rank, one in enumerate(rows, 1):
        one["code"] = _said(f"{what}, ligne {rank}", "code", one["code"], 40)
        one["libelle"] = _said(f"{what}, ligne {rank}", "libelle", one["libelle"], 120)
    _once(what, [one["code"] for one in rows])
    return rows


def _measures(valeur: Any) -> Rows:
    rows = _codes(valeur, TYPES_MESURE, "Types de mesures")
    for rank, one in enumerate(rows, 1):
        if one["famille"] not in set(Famille):
            raise ValueRefused(
                f"Types de mesures, ligne {rank} : la famille est l'une de {', '.join(Famille)}, "
                f"pas « {one['famille']} »."
            )
    return rows


def _delays(valeur: Any) -> Rows:
    rows = _codes(valeur, DELAIS_SCHEMA, "Délais du schéma local")
    for one in rows:
        if one["code"] not in DELAIS:
            raise ValueRefused(f"« {one['code']} » n'est pas un délai connu : {', '.join(DELAIS)}.")
        one["jours"] = _whole(f"Délai « {one['code']} »", "jours", one["jours"], 1, LONGEST_DELAY)
    return rows


def _survey(valeur: Any) -> Rows:
    rows = _rows(valeur, SURVEY)
    if len(rows) > MOST_QUESTIONS:
        raise ValueRefused(f"Le questionnaire a {len(rows)} questions : {MOST_QUESTIONS} au plus, on y répond debout.")
    for rank, one in enumerate(rows, 1):
        for name, longest in (("code", 30), ("genre", 20), ("titre", 60), ("question", 300)):
            one[name] = _said(f"Questionnaire, ligne {rank}", name, one[name], longest)
        for name, longest in (("reponses", 600), ("retenues", 600), ("mieux", 20), ("source", 80)):
            one[name] = _said(f"Questionnaire, ligne {rank}", name, one[name], longest, empty=True)
        row_to_question(one)
    if not any(one["genre"] == GenreQuestion.QUESTION for one in rows):
        raise ValueRefused("Le questionnaire est vide : gardez au moins une question qui n'est pas de profil.")
    _once("Questionnaire", [one["code"] for one in rows])
    return rows


def _logo(valeur: Any) -> dict[str, str]:
    """A PNG in base64 that the program made itself, or nothing."""
    if valeur in (None, {}):
        return {}
    try:
        content = base64.b64decode(valeur["png"], validate=True)
    except (TypeError, KeyError, binascii.Error) as error:
        raise ValueRefused("Le logo n'est pas une image lisible : choisissez un fichier PNG ou SVG.") from error
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) > LARGEST_LOGO:
        raise ValueRefused(f"Le logo est un PNG de {LARGEST_LOGO // 1024} Ko au plus.")
    return {"png": valeur["png"]}


_REGULATEUR: Roles = frozenset({Role.REGULATEUR})
_EVERY = frozenset(Role)
STEERERS: Roles = ACTS["conduire le schéma"] | KEEPERS
_GRID = ("code", "principe", "question", "zero", "trois")
_PHONE = ("nom", "numero", "quand")

REGLAGES: dict[str, Cle] = {
    HORAIRES: Cle("Horaires de service", "Quand les promesses en heures ouvrées courent", _REGULATEUR, _hours),
    ASTREINTES: Cle(
        "Astreintes", "Qui appeler quand les services sont fermés", _REGULATEUR,
        lambda valeur: _numbers(valeur, _PHONE, "Astreintes"), _PHONE, KEEPERS,
    ),
    EFFECTIFS: Cle(
        "Effectifs", "Combien d'opérateurs sont au bureau, par jour et par heure", _REGULATEUR, _staff,
        ("jour", "heure", "operateurs"), KEEPERS,
    ),
    TEXTES: Cle(
        "Textes", "Ce qui est lu à l'appelant, et les phrases du retour", _REGULATEUR, _texts, ("code", "texte"), _EVERY
    ),
    TELEPHONES: Cle(
        "Téléphones de l'office", "Les numéros que l'office donne", KEEPERS,
        lambda valeur: _numbers(valeur, _PHONE, "Téléphones"), _PHONE, _EVERY,
    ),
    LOGO: Cle("Logo", "L'image de la ville, en tête du menu", KEEPERS, _logo, (), _EVERY),
    CHARTE: Cle("Couleurs des documents", "Deux couleurs de la ville", KEEPERS, check_charte, (), _EVERY),
    MODELE_DIAPOS: Cle("Modèle de diapositives", "Sous les présentations", KEEPERS, check_modele, (), _EVERY),
    CONSERVATION: Cle(
        "Durées de conservation", "Combien de mois chaque donnée est gardée", KEEPERS, _durations,
        ("genre", "mois", "mois_sans_cloture"), GUARDIANS,
    ),
    GRILLE_MARCHE: Cle(
        "Grille de marche exploratoire", "Ce que l'on regarde à chaque arrêt", KEEPERS, _grid, _GRID, _EVERY
    ),
    GRILLE_DIAGNOSTIC: Cle(
        "Grille de diagnostic en marchant", "Ce que l'on regarde à chaque arrêt", KEEPERS, _grid, _GRID, _EVERY
    ),
    TYPES_MESURE: Cle(
        "Types de mesures", "Ce qu'une action du schéma local peut être", STEERERS, _measures,
        ("code", "libelle", "famille"), _EVERY,
    ),
    FINANCEURS: Cle(
        "Financeurs", "Qui paie les actions du schéma local", STEERERS,
        lambda valeur: _codes(valeur, FINANCEURS, "Financeurs"), ("code", "libelle"), _EVERY,
    ),
    DELAIS_SCHEMA: Cle(
        "Délais du schéma local", "Après combien de jours on alerte, on restitue, on rappelle", STEERERS, _delays,
        ("code", "libelle", "jours"), _EVERY,
    ),
    ENQUETE_SATISFACTION: Cle(
        "Enquête de satisfaction", "Ce que l'on demande après une mesure", STEERERS, _survey, SURVEY, _EVERY
    ),
    ENQUETE_INSECURITE: Cle(
        "Enquête sur le sentiment d'insécurité", "Ce que l'on demande du ressenti et de l'évitement", STEERERS, _survey,
        SURVEY, _EVERY,
    ),
}  # fmt: skip
"""Every setting that is kept as one dated value."""

AUTRES: dict[str, tuple[str, Roles]] = {
    "Règles d'envoi et promesses": ("Quel service agit, et sous quel délai", RULE_MAKERS),
    "Annuaire et hors champ": ("Qui fait quoi, vers qui orienter", RULE_MAKERS),
    "Consignes": ("Ce que chacun doit savoir au bureau", _REGULATEUR),
    "Nomenclature": ("Les catégories : ajouter, renommer, retirer, reporter", KEEPERS),
    "Territoires et lieux": ("Contours importés ou dessinés, lieux importés", KEEPERS),
    "Surnoms": ("Les noms que les habitants donnent aux lieux", RULE_MAKERS | {Role.COORDONNATEUR, Role.OPERATEUR}),
    "Comptes et clés": ("Qui entre, avec quels droits", KEEPERS),
}
"""What is set on screen and kept in tables of its own: what it serves, and who changes it."""


def may_edit(cle: str, roles: Roles) -> bool:
    """Whether somebody who holds ``roles`` may change a setting."""
    return not REGLAGES[cle].editeurs.isdisjoint(roles)


def may_read(cle: str, roles: Roles) -> bool:
    """Whether somebody who holds ``roles`` may read a setting."""
    one = REGLAGES[cle]
    return not (one.editeurs | one.lecteurs).isdisjoint(roles)
