"""The fiche of a quartier on paper: exactly two A4 pages, one tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from typing import Any

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import Bloc, Figure, Graphique, Partie, Support, Tableau, Texte, Tuiles
from observatory.present.chiffres import cell_text, figure_text, phrase_text, stamp_text
from observatory.present.ecrit import column_shares, right_columns
from observatory.present.ecrit_pdf import drawn_text
from observatory.present.graphiques import chart_note, chart_svg
from observatory.present.mots_presentation import shortened
from observatory.present.papier import template_to_pdf

CHART_MM, _CELL_PT = (180.0, 92.0), 10.5
FRONT = ("situation", "essentiel", "sujets", "temps")
"""The parts of the first page; the others are on the second."""
_LONGEST_CELL, _LONGEST_HEAD, _LONGEST_LINE, _LONGEST_TITLE, _MOST_TILES = 110, 32, 220, 60, 4


def support_to_fiche(support: Support, tampon: Tampon, charte: Charte) -> bytes:
    """The fiche as PDF; what the second page has no room for is said.

    Raises
    ------
    ValueError
        When it is no fiche of a quartier: it lacks one of the parts of the first page.
    """
    front = {one.cle: one for one in support.parties if one.cle in FRONT}
    if set(front) != set(FRONT):
        raise ValueError(f"{support.titre!r} is no fiche of a quartier")
    figure = next(one for one in front["situation"].blocs if isinstance(one, Figure))
    data: dict[str, Any] = {
        "ville": drawn_text(support.ville),
        "titre": drawn_text(shortened(support.titre, _LONGEST_TITLE)),
        "periode": drawn_text(support.periode[:1].upper() + support.periode[1:]),
        "tampon": drawn_text(stamp_text(tampon, support.donnees_le)),
        "brouillon": tampon.etat == EtatEdition.BROUILLON,
        "logo": list(charte.logo),
        "couleur": charte.couleur,
        "accent": charte.accent,
        "carte": {
            "svg": support.image(figure.nom).contenu.decode(), "alt": drawn_text(phrase_text(figure.alt)),
        },
        "situation": _lines(front["situation"]),
        "essentiel": drawn_text(front["essentiel"].titre),
        "tuiles": _tiles(front["essentiel"]),
        "sujets": _chart(front["sujets"], charte),
        "temps": _part(front["temps"]),
        "remarques": [drawn_text(shortened(one, _LONGEST_LINE)) for one in support.remarques],
        "verso": [_part(one) for one in support.parties if one.cle not in FRONT],
        "joindre": [drawn_text(one) for one in support.joindre]
        or ["Les coordonnées de l'office ne sont pas enregistrées : demandez-les à l'accueil de la mairie."],
        "sources": drawn_text(_sources(support)),
    }  # fmt: skip
    return template_to_pdf("fiche_quartier", data)


def _lines(part: Partie) -> list[str]:
    return [
        drawn_text(shortened(phrase_text(line), _LONGEST_LINE))
        for bloc in part.blocs
        if isinstance(bloc, Texte)
        for line in bloc.lignes
    ]


def _tiles(part: Partie) -> list[list[str]]:
    """Figure, what it is, how it changed."""
    found = [tile for bloc in part.blocs if isinstance(bloc, Tuiles) for tile in bloc.tuiles]
    return [
        [
            drawn_text(figure_text(one.nombre)), drawn_text(shortened(one.libelle, 44)),
            drawn_text(phrase_text(one.evolution) if one.evolution else one.precision),
        ]
        for one in found[:_MOST_TILES]
    ]  # fmt: skip


def _chart(part: Partie, charte: Charte) -> dict[str, Any]:
    """The chart of a part as SVG, or "" where it has none; and its sentences."""
    chart = next((one for one in part.blocs if isinstance(one, Graphique)), None)
    return {
        "titre": drawn_text(shortened(part.titre, _LONGEST_TITLE)),
        "svg": chart_svg(chart, *CHART_MM, charte, 10.0) if chart else "",
        "alt": drawn_text(phrase_text(chart.alt)) if chart else "",
        "note": drawn_text(chart_note(chart)) if chart else "",
        "lignes": _lines(part),
    }


def _part(part: Partie) -> dict[str, Any]:
    blocs = [made for bloc in part.blocs if (made := _block(bloc)) is not None]
    return {"titre": drawn_text(shortened(part.titre, _LONGEST_TITLE)), "blocs": blocs}


def _block(bloc: Bloc) -> dict[str, Any] | None:
    """A table or sentences as the template reads them; pictures have no place on the second page."""
    match bloc:
        case Tableau():
            return {
                "type": "tableau",
                "colonnes": [drawn_text(shortened(one, _LONGEST_HEAD)) for one in bloc.colonnes],
                "parts": column_shares(bloc, CHART_MM[0], _CELL_PT),
                "droite": right_columns(bloc),
                "lignes": [
                    [drawn_text(shortened(cell_text(cell), _LONGEST_CELL)) for cell in row] for row in bloc.lignes
                ],
            }
        case Texte(lignes=lignes, genre=genre):
            told = [drawn_text(shortened(phrase_text(one), _LONGEST_LINE)) for one in lignes]
            return {"type": "texte", "genre": genre, "lignes": told}
        case _:
            return None


def _sources(support: Support) -> str:
    """Where it comes from, in a line."""
    told = dict.fromkeys(one.source for one in support.parties if one.source)
    return f"{' ; '.join((*told, *support.publications))}."
