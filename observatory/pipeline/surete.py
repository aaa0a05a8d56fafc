"""Nothing leaves the building that may not be seen by anybody: a document is read over, figure by figure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.errors import ValueRefused
from observatory.domain.garde import Genre, find_personal
from observatory.domain.roles import Account, Role
from observatory.domain.support import (
    MOST_TILES,
    AvantApres,
    Figure,
    Graphique,
    Nature,
    Nombre,
    Partie,
    Support,
    Tableau,
    Tuiles,
    block_phrases,
    part_figures,
)
from observatory.pipeline.chiffres_publics import ChiffresPublics

READER = Account("public", frozenset({Role.PRESENTATEUR}))
"""With whose eyes documents are made: those of who sees no small count and no file, whoever asks for them."""
LEAST_CASES = 30
"""A share (« 61 % ») is told of at least so many cases."""
_PERSONAL = frozenset({Genre.TELEPHONE, Genre.COURRIEL, Genre.PLAQUE, Genre.SECU, Genre.IBAN})
"""What has a shape: names of streets, of quartiers and of illnesses in a title are no finding here."""
_SMALL_COUNT = re.compile(rf"(?<![\d,.])(?<!\d\s)[1-{LEAST_COUNT - 1}]\s+signalements?\b", re.I)
"""A small count that is written in words, where no table stands behind it."""


def check_public(support: Support, chiffres: ChiffresPublics | None) -> None:
    """See to it that a document may be shown to anybody.

    Every count of signalements must be the published one (``chiffres``), every count of persons none or five at least,
    every share of thirty cases at least; no text may hold a phone number, an address of mail, a plate, or tell of one
    to four signalements.

    Raises
    ------
    ValueRefused
        Naming the first figure or words that may not be shown, and in which part.
    """
    tiles = sum(len(bloc.tuiles) for one in support.parties for bloc in one.blocs if isinstance(bloc, Tuiles))
    if tiles > MOST_TILES:
        raise ValueRefused(f"Ce document montre {tiles} chiffres clés : gardez-en {MOST_TILES} au plus.")
    for partie in support.parties:
        for where, figure in part_figures(partie):
            why = _unsafe(figure, chiffres)
            if why:
                raise ValueRefused(
                    f"« {partie.titre} » ne peut pas être montré au public ({where}) : {why} Refaites le document."
                )
        _check_words(partie.titre, _texts(partie))
    _check_words(support.titre, (support.titre, support.ville, support.territoire, support.periode, *support.remarques))


def _check_words(where: str, texts: Iterable[str]) -> None:
    """See to it that no words point at somebody.

    Raises
    ------
    ValueRefused
    """
    for text in texts:
        found = [one.extrait for one in find_personal(text) if one.genre in _PERSONAL]
        found += _SMALL_COUNT.findall(text)
        if found:
            raise ValueRefused(f"« {where} » contient « {found[0]} », qui peut désigner une personne : retirez-le.")


def _unsafe(figure: Nombre, chiffres: ChiffresPublics | None) -> str:
    """Why a figure may not be shown; "" where it may."""
    value = figure.valeur
    if value is None:
        return ""
    if figure.nature == Nature.SIGNALEMENTS:
        if chiffres is None or figure.cle is None:
            return f"{value:.0f} ne vient d'aucun tableau publiable."
        published = chiffres.nombre(*figure.cle).valeur
        if published is None:
            return "ce nombre est masqué dans le tableau publié (secret statistique)."
        if figure.habitants:
            published = round(1_000 * published / figure.habitants, 1)
        return "" if published == value else f"{value:.0f} n'est pas le nombre publié ({published:.0f})."
    if figure.nature == Nature.PERSONNES and 0 < value < LEAST_COUNT:
        return f"un groupe de moins de {LEAST_COUNT} personnes se reconnaît."
    if figure.nature == Nature.PART and (figure.sur is None or figure.sur < LEAST_CASES):
        return f"un pourcentage se dit de {LEAST_CASES} cas au moins."
    return ""


def _texts(partie: Partie) -> list[str]:
    """Every word of a part."""
    found = [partie.titre, partie.source, *(one.modele for one in partie.notes)]
    for bloc in partie.blocs:
        found += [one.modele for one in block_phrases(bloc)]
        match bloc:
            case Tableau():
                found += [cell for row in bloc.lignes for cell in row if isinstance(cell, str)]
                found += [bloc.titre, *bloc.colonnes, bloc.note]
            case Tuiles():
                found += [text for one in bloc.tuiles for text in (one.libelle, one.precision)]
            case Graphique():
                found += [bloc.titre, *bloc.categories, *(one.nom for one in bloc.series)]
            case Figure():
                found += [bloc.titre, bloc.legende]
            case AvantApres():
                found += [bloc.titre, *(text for one in (bloc.avant, bloc.apres) for text in (one.titre, one.legende))]
            case _:
                pass
    return found
