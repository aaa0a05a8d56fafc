"""A document as one HTML file that asks nobody for anything, and its parts for the public page.

Pictures are ``data:`` addresses (a drawing in an ``img`` can run nothing); every chart is followed by its figures.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from observatory.domain.edition import Charte, EtatEdition, GenreEdition, Tampon
from observatory.domain.support import (
    AvantApres,
    Bloc,
    Figure,
    Graphique,
    Partie,
    Support,
    Tableau,
    Texte,
    Tuiles,
)
from observatory.present.chiffres import cell_text, figure_text, phrase_text, stamp_text
from observatory.present.ecrit import (
    SVG,
    chart_height,
    chart_table,
    genre_text,
    part_lies,
    picture_size,
    right_columns,
    side_title,
    source_text,
    subtitle_text,
)
from observatory.present.graphiques import chart_note, chart_svg
from observatory.present.graphiques_trace import INK
from observatory.present.labels_documents import APRES, AVANT, CHART_DATA, CONTENTS, REMARQUES, SKIP

if TYPE_CHECKING:
    from jinja2 import Template

_WIDE_MM, _NARROW_MM, _NARROW_PT = 170.0, 88.0, 10.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LONG = 24
"""Letters from which a cell needs a wide column."""
_MM_PX = 96 / 25.4
_NOT_KEY = re.compile(r"[^a-zA-Z0-9_-]+")
_WORDS = {"donnees": CHART_DATA, "sommaire": CONTENTS, "saut": SKIP, "remarques": REMARQUES}


def support_to_html(support: Support, tampon: Tampon, charte: Charte) -> bytes:
    """The document as one HTML file: no script is needed, nothing is loaded, it prints on A4."""
    page = _template().render(
        seules=False,
        mots=_WORDS,
        titre=support.titre,
        ville=support.ville,
        genre=genre_text(support),
        sujet=subtitle_text(support),
        logo=_address(charte.logo, "image/png") if charte.logo else "",
        style=page_style(charte),
        parties=[
            _part(support, one, charte) | ({"niveau": 0} if one.titre == support.titre else {})  # said by the title
            for one in support.parties
        ],
        remarques=support.remarques,
        tampon=stamp_text(tampon, support.donnees_le),
        brouillon=tampon.etat == EtatEdition.BROUILLON,
        touches=_file("page_publique.js") if support.genre == GenreEdition.PRESENTATION else "",
    )
    return page.encode()


def parts_html(support: Support, parties: Sequence[Partie | str], charte: Charte | None = None) -> str:
    """Some parts of a document (or those of some keys) as sections, under headings of levels 2 and 3.

    The page around them gives the level 1, and the style (:func:`page_style`).
    """
    keys = {one if isinstance(one, str) else one.cle for one in parties}
    shown = [_part(support, one, charte or Charte()) for one in support.parties if one.cle in keys]
    return _template().render(seules=True, mots=_WORDS, parties=shown)


def part_anchor(partie: Partie) -> str:
    """Where a part stands in its page, for links to it."""
    return "partie-" + _NOT_KEY.sub("-", partie.cle)


def page_style(charte: Charte) -> str:
    """The style sheet of a document in the colours of the city."""
    town, accent = (one if _COLOUR.fullmatch(one) else INK for one in (charte.couleur, charte.accent))
    return f":root{{--ville:{town};--accent:{accent}}}\n{_file('page_publique.css')}"


@cache
def _file(name: str) -> str:
    return resources.files("observatory.present").joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("page_publique.html"))


def _part(support: Support, partie: Partie, charte: Charte) -> dict[str, Any]:
    return {
        "cle": part_anchor(partie),
        "titre": partie.titre,
        "niveau": partie.niveau + 1,
        "couche": part_lies(partie),
        "blocs": [_block(support, one, charte) for one in partie.blocs],
        "source": source_text(partie),
    }


def _block(support: Support, bloc: Bloc, charte: Charte) -> dict[str, Any]:
    made: dict[str, Any] = {"type": bloc.type}
    match bloc:
        case Texte():
            made |= {"genre": bloc.genre, "lignes": [phrase_text(one) for one in bloc.lignes]}
        case Tuiles():
            made["tuiles"] = [
                {
                    "libelle": one.libelle,
                    "valeur": figure_text(one.nombre),
                    "mots": one.nombre.valeur is None and not one.nombre.masque,
                    "evolution": phrase_text(one.evolution) if one.evolution else "",
                    "precision": one.precision,
                }
                for one in bloc.tuiles
            ]
        case Graphique():
            high = chart_height(bloc)
            made |= {
                "titre": bloc.titre,
                "alt": phrase_text(bloc.alt),
                "note": chart_note(bloc),
                "large": _address(chart_svg(bloc, _WIDE_MM, high, charte).encode(), SVG),
                "etroit": _address(chart_svg(bloc, _NARROW_MM, high, charte, _NARROW_PT).encode(), SVG),
                "tableau": _table(chart_table(bloc)),
            }
        case Tableau():
            made |= _table(bloc)
        case Figure():
            made |= _figure(support, bloc)
        case AvantApres():
            pair = [
                _figure(support, one) | {"titre": side_title(word, one)}
                for word, one in ((AVANT, bloc.avant), (APRES, bloc.apres))
            ]
            made |= {"titre": bloc.titre, "paire": pair}
    return made


def _table(tableau: Tableau) -> dict[str, Any]:
    rows = [[cell_text(one) for one in row] for row in tableau.lignes]
    columns = list(zip(*rows, strict=True)) or [()] * len(tableau.colonnes)
    heads = [
        {"mot": word, "classe": "n" if right else "long" if max(map(len, texts), default=0) > _LONG else ""}
        for word, right, texts in zip(tableau.colonnes, right_columns(tableau), columns, strict=True)
    ]
    return {"titre": tableau.titre, "colonnes": heads, "lignes": rows, "note": tableau.note}


def _figure(support: Support, figure: Figure) -> dict[str, Any]:
    image = support.image(figure.nom)
    wide, high = picture_size(image)
    scale = _MM_PX if image.media == SVG else 1.0
    return {
        "genre": figure.genre,
        "titre": figure.titre,
        "alt": phrase_text(figure.alt),
        "legende": figure.legende,
        "adresse": _address(image.contenu, image.media),
        "largeur": round(wide * scale),
        "hauteur": round(high * scale),
    }


def _address(content: bytes, media: str) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode()}"
