"""A written document on A4: tagged PDF (PDF/UA-1), wide tables on pages that lie on their side."""

from __future__ import annotations

import base64
import re
from typing import Any

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import (
    AvantApres,
    Bloc,
    Figure,
    Graphique,
    Image,
    Partie,
    Support,
    Tableau,
    Texte,
    Tuiles,
)
from observatory.present.chiffres import cell_text, figure_text, phrase_text, stamp_text
from observatory.present.ecrit import (
    MOST_COLUMNS,
    SVG,
    chart_height,
    column_shares,
    genre_text,
    keeps_together,
    lying_parts,
    picture_fit,
    picture_size,
    right_columns,
    side_title,
    source_text,
    subtitle_text,
    without_echo,
)
from observatory.present.graphiques import chart_note, chart_svg
from observatory.present.labels_documents import APRES, AVANT, OF, PAGE, REMARQUES
from observatory.present.papier import template_to_pdf

UPRIGHT_MM, LYING_MM = 174.0, 261.0
"""How wide text is on a page that stands, and on one that lies."""
TABLE_PT, SMALL_PT = 9.5, 9.0
_HIGHEST_MM, _HIGHEST_LYING_MM, _PHOTO_MM, _HALF_GAP_MM = 200.0, 120.0, 105.0, 6.0
_NOT_DRAWN = re.compile(
    r"[^\u0020-\u007e\u00a0-\u017f\u02bc\u2010-\u2026\u202f\u20ac\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]"
)


def support_to_pdf(support: Support, tampon: Tampon, charte: Charte) -> bytes:
    """The document as PDF on A4: title, parts under their headings, the state and the page's number in the foot."""
    data = {
        "ville": drawn_text(support.ville),
        "genre": genre_text(support),
        "titre": drawn_text(support.titre),
        "sujet": drawn_text(subtitle_text(support)),
        "tampon": drawn_text(stamp_text(tampon, support.donnees_le)),
        "brouillon": tampon.etat == EtatEdition.BROUILLON,
        "logo": list(charte.logo),
        "couleur": charte.couleur,
        "accent": charte.accent,
        "groupes": [
            {"couche": lying, "parties": [_part(support, one, charte, lying) for one in those]}
            for lying, those in lying_parts(support)
        ],
        "remarques": [drawn_text(one) for one in support.remarques],
        "mots": {"remarques": REMARQUES, "page": PAGE, "sur": OF},
    }
    return template_to_pdf("ecrit", data)


def drawn_text(text: str) -> str:
    """A text for typst's own fonts: what they cannot draw becomes a question mark, breaks of line a space."""
    return _NOT_DRAWN.sub("?", re.sub(r"\s*[\t\r\n]\s*", " ", text))


def _part(support: Support, partie: Partie, charte: Charte, lying: bool) -> dict[str, Any]:
    wide = LYING_MM if lying else UPRIGHT_MM
    high = _HIGHEST_LYING_MM if lying else _HIGHEST_MM
    return {
        "titre": drawn_text(partie.titre),
        "niveau": partie.niveau + 1,
        "blocs": [_block(support, one, charte, wide, high) for one in without_echo(partie).blocs],
        "source": drawn_text(source_text(partie)),
    }


def _block(support: Support, bloc: Bloc, charte: Charte, wide: float, high: float) -> dict[str, Any]:
    made: dict[str, Any] = {"type": bloc.type}
    match bloc:
        case Texte():
            made |= {"genre": bloc.genre, "lignes": [drawn_text(phrase_text(one)) for one in bloc.lignes]}
        case Tuiles():
            made["tuiles"] = [
                [
                    drawn_text(words)
                    for words in (
                        figure_text(one.nombre), one.libelle, phrase_text(one.evolution) if one.evolution else "",
                        one.precision,
                    )
                ]
                for one in bloc.tuiles
            ]  # fmt: skip
        case Graphique():
            made |= {
                "titre": drawn_text(bloc.titre), "alt": drawn_text(phrase_text(bloc.alt)), "note": chart_note(bloc),
                "svg": drawn_text(chart_svg(bloc, wide, min(high, chart_height(bloc)), charte)),
            }  # fmt: skip
        case Tableau():
            made |= _table(bloc, wide)
        case Figure():
            room = high - 20 if bloc.genre == "carte" else min(high, _PHOTO_MM)
            made |= _figure(support, bloc, wide, room)
        case AvantApres():
            half = (wide - _HALF_GAP_MM) / 2
            made |= {
                "titre": drawn_text(bloc.titre),
                "paire": [
                    _figure(support, one, half, min(high, _PHOTO_MM)) | {"titre": drawn_text(side_title(word, one))}
                    for word, one in ((AVANT, bloc.avant), (APRES, bloc.apres))
                ],
            }
    return made


def _table(tableau: Tableau, wide: float) -> dict[str, Any]:
    return {
        "titre": drawn_text(tableau.titre),
        "colonnes": [drawn_text(one) for one in tableau.colonnes],
        "droite": right_columns(tableau),
        "parts": column_shares(tableau, wide, SMALL_PT if len(tableau.colonnes) > MOST_COLUMNS else TABLE_PT),
        "lignes": [[drawn_text(cell_text(one)) for one in row] for row in tableau.lignes],
        "note": drawn_text(tableau.note),
        "entier": keeps_together(tableau),
    }


def _figure(support: Support, figure: Figure, wide: float, high: float) -> dict[str, Any]:
    image = support.image(figure.nom)
    return {
        "titre": drawn_text(figure.titre),
        "alt": drawn_text(phrase_text(figure.alt)),
        "legende": drawn_text(figure.legende),
        "svg": _as_svg(image),
        "largeur": picture_fit(image, wide, high)[0],
    }


def _as_svg(image: Image) -> str:
    """A picture as the text of a drawing, which a template reads faster than a list of bytes."""
    if image.media == SVG:
        return _NOT_DRAWN.sub("?", image.contenu.decode())
    wide, high = picture_size(image)
    data = base64.b64encode(image.contenu).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}">'
        f'<image width="{wide:g}" height="{high:g}" href="data:{image.media};base64,{data}"/></svg>'
    )
