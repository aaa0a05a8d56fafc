"""The same slides as a tagged PDF, 16:9: for who has neither PowerPoint nor Impress, and for the public page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import Graphique, Support
from observatory.present.chiffres import cell_text, figure_text, phrase_text, stamp_text
from observatory.present.diapos_images import SVG
from observatory.present.diapos_mesure import text_height
from observatory.present.diapos_pieces import (
    Boite,
    Chiffre,
    Courbe,
    Ecrit,
    Element,
    Grille,
    Vue,
    is_number,
    shown,
    tile_lines,
    tile_sizes,
)
from observatory.present.diapos_plan import Diapo, opening_lines, slides_of
from observatory.present.diapos_propre import MARGIN, WIDE
from observatory.present.papier import template_to_pdf

SOURCE_SIZE = 12.0
_AREA = Boite(MARGIN, 104.0, WIDE - 2 * MARGIN, 398.0)
_MM = 25.4 / 72
_TITLES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0)
_TITLE_HIGH = 68.0


def support_to_slides(support: Support, tampon: Tampon, charte: Charte) -> bytes:
    """The slides of a document as PDF/UA-1, 16:9."""
    lines = max(
        (text_height([f"Source : {one.source}, n = 10 000"], SOURCE_SIZE, _AREA.l) for one in support.parties),
        default=0,
    )
    area = replace(_AREA, h=_AREA.h - lines - 8)
    return template_to_pdf(
        "diapos",
        {
            "titre": support.titre,
            "ville": support.ville,
            "lignes": opening_lines(support),
            "pied": f"{support.ville} · {stamp_text(tampon, support.donnees_le)}",
            "brouillon": tampon.etat == EtatEdition.BROUILLON,
            "couleur": charte.couleur,
            "accent": charte.accent,
            "logo": list(charte.logo),
            "diapos": [_slide(one, support, charte) for one in slides_of(support, area)],
        },
    )


def _slide(diapo: Diapo, support: Support, charte: Charte) -> dict[str, Any]:
    wide = WIDE - 2 * MARGIN
    size = next((one for one in _TITLES if text_height([diapo.titre], one, wide, gras=True) <= _TITLE_HIGH), 18.0)
    return {
        "titre": diapo.titre,
        "corps": size,
        "source": diapo.source,
        "pieces": [
            {"genre": type(one).__name__.lower(), "boite": asdict(one.boite), **_piece(one, support, charte)}
            for one in diapo.elements
        ],
    }


def _piece(element: Element, support: Support, charte: Charte) -> dict[str, Any]:
    found: dict[type, Callable[..., dict[str, Any]]] = {
        Ecrit: _words, Chiffre: _tile, Courbe: _chart, Grille: _table, Vue: _picture,
    }  # fmt: skip
    return found[type(element)](element, support, charte)


def _words(one: Ecrit, support: Support, charte: Charte) -> dict[str, Any]:
    return {"sorte": one.genre, "lignes": one.lignes, "corps": one.corps}


def _tile(one: Chiffre, support: Support, charte: Charte) -> dict[str, Any]:
    large, small = tile_sizes(one.tuile, one.boite)
    lines = tile_lines(one.tuile, small)
    return {"nombre": figure_text(one.tuile.nombre), "corps": large, "lignes": [list(line) for line in lines]}


def _chart(one: Courbe, support: Support, charte: Charte) -> dict[str, Any]:
    from observatory.present.graphiques import chart_svg

    drawn = chart_svg(bare(one.graphique), one.boite.l * _MM, one.boite.h * _MM, charte, corps_pt=14.0)
    return {"svg": drawn, "alt": phrase_text(one.graphique.alt)}


def bare(graphique: Graphique) -> Graphique:
    """A chart without the values that are hidden."""
    return replace(
        graphique,
        series=tuple(
            replace(serie, valeurs=tuple(replace(one, valeur=shown(one)) for one in serie.valeurs))
            for serie in graphique.series
        ),
    )


def _table(one: Grille, support: Support, charte: Charte) -> dict[str, Any]:
    table = one.tableau
    return {
        "colonnes": table.colonnes,
        "lignes": [[cell_text(cell) for cell in row] for row in table.lignes],
        "droite": [bool(col) and all(map(is_number, col)) for col in zip(*table.lignes, strict=True)]
        or [False] * len(table.colonnes),
        "largeurs": one.largeurs,
        "hauteurs": one.hauteurs,
        "corps": one.corps,
    }


def _picture(one: Vue, support: Support, charte: Charte) -> dict[str, Any]:
    image = support.image(one.figure.nom)
    drawn = image.media == SVG
    return {
        "svg": image.contenu.decode() if drawn else "",
        "octets": [] if drawn else list(image.contenu),
        "alt": phrase_text(one.figure.alt),
    }
