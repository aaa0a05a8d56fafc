"""The words of documents on their page: kinds, states, formats, what a part holds and what it hides."""

from __future__ import annotations

from collections.abc import Mapping

from observatory.domain.edition import Edition, EtatEdition, GenreEdition
from observatory.domain.periode_publique import text_to_periode
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
    part_figures,
)
from observatory.present.chiffres import period_text
from observatory.present.labels import NO_BREAK, day, day_of, first_upper, number, plural

GENRES_EDITION: dict[str, str] = {
    GenreEdition.PRESENTATION: "Présentation",
    GenreEdition.FICHE_QUARTIER: "Fiche quartier",
    GenreEdition.BILAN: "Bilan du schéma",
    GenreEdition.TABLEAU_DE_BORD: "Tableau de bord du CLSPD",
    GenreEdition.FICHE_ACTION: "Fiche action",
}
GENRES_HELP: dict[str, str] = {
    GenreEdition.PRESENTATION: "Les diapositives de la réunion publique : PowerPoint, PDF, page web hors ligne. Celle "
    "de toute la ville fait la page publique.",
    GenreEdition.FICHE_QUARTIER: "Deux pages à imprimer sur un quartier, pour ses habitants (PDF).",
    GenreEdition.BILAN: "Mesures, indicateurs, financements et effets du schéma local (Word, PDF).",
    GenreEdition.TABLEAU_DE_BORD: "Le classeur du CLSPD : indicateurs, actions, engagements, calendrier (Excel).",
    GenreEdition.FICHE_ACTION: "Une action, pour le plan départemental (Word, PDF).",
}
ETATS_EDITION: dict[str, str] = {
    EtatEdition.BROUILLON: "brouillon",
    EtatEdition.VALIDEE: "validé",
    EtatEdition.PUBLIEE: "publié",
    EtatEdition.RETIREE: "retiré",
}
COLOURS: dict[str, str] = {
    EtatEdition.BROUILLON: "orange",
    EtatEdition.VALIDEE: "blue",
    EtatEdition.PUBLIEE: "green",
    EtatEdition.RETIREE: "gray",
}
FORMATS_COURTS = {"pptx": "PowerPoint", "docx": "Word", "xlsx": "Excel", "pdf": "PDF", "html": "Page web"}
FORMATS_LONGS = {
    "pptx": "diapositives PowerPoint",
    "docx": "document Word",
    "xlsx": "classeur Excel",
    "pdf": "PDF",
    "html": "page web à lire hors ligne",
}
WHOLE_CITY = "toute la ville"
_WITHOUT_PERIOD = "Sans période"


def about_text(edition: Edition, places: Mapping[str, str]) -> str:
    """« Présentation, toute la ville » ; a plan's or an action's document goes by its title."""
    name = GENRES_EDITION[edition.genre]
    if edition.genre in (GenreEdition.BILAN, GenreEdition.FICHE_ACTION):
        return f"{name} : {edition.titre}"
    place = (
        places.get(edition.territoire, edition.territoire).rpartition(" : ")[2] if edition.territoire else WHOLE_CITY
    )
    return f"{name}, {place}"


def period_heading(code: str) -> str:
    """« 1er semestre 2026 »; what is about no period stands apart."""
    return first_upper(period_text(text_to_periode(code))) if code else _WITHOUT_PERIOD


def editions_by_period(editions: list[Edition]) -> dict[str, list[Edition]]:
    """Editions under the heading of their period, the latest period first, the newest edition first."""
    order = sorted(
        {one.periode for one in editions},
        key=lambda code: (bool(code), text_to_periode(code).fin.isoformat() if code else "", code),
        reverse=True,
    )
    return {period_heading(code): [one for one in editions if one.periode == code] for code in order}


def history_text(edition: Edition) -> str:
    """Who took each step, and when: « données du 20/11/2026 · fait le … par … · validé le … par … »."""
    steps = [f"données du {day(edition.donnees_le)}", f"fait le {day_of(edition.cree_le)} par {edition.auteur}"]
    if edition.valide_le is not None:
        steps.append(f"validé le {day_of(edition.valide_le)} par {edition.valide_par}")
    if edition.publie_le is not None:
        steps.append(f"publié le {day_of(edition.publie_le)} par {edition.publie_par}")
    if edition.retire_le is not None:
        steps.append(f"retiré le {day_of(edition.retire_le)}")
    return " · ".join(steps)


def hidden_count(partie: Partie) -> int:
    """How many figures of a part are hidden."""
    return sum(figure.masque for _, figure in part_figures(partie))


def part_rows(support: Support, sections: tuple[str, ...]) -> list[dict[str, str]]:
    """The parts of a document in order: rank, title, what it holds, hidden figures, whether the public page has it."""
    return [
        {
            "N°": str(rank),
            "Partie": one.titre,
            "Contient": held_text(one),
            "Chiffres masqués": number(hidden_count(one)) if hidden_count(one) else "",
            "Page publique": "oui" if one.cle in sections else "",
        }
        for rank, one in enumerate(support.parties, 1)
    ]


def held_text(partie: Partie) -> str:
    """« carte, 2 tableaux »: what a part holds, words left out where there is more than words."""
    names = [_block_name(one) for one in partie.blocs]
    shown = [one for one in dict.fromkeys(names) if one != "texte"] or (["texte"] if names else [])
    return ", ".join(one if names.count(one) == 1 else plural(names.count(one), one) for one in shown)


def _block_name(bloc: Bloc) -> str:
    match bloc:
        case Texte():
            return "texte"
        case Tuiles():
            return "chiffres clés"
        case Graphique():
            return "graphique"
        case Tableau():
            return "tableau"
        case Figure(genre=genre):
            return genre
        case AvantApres():
            return "avant et après"


def size_text(octets: int) -> str:
    """« 820 Ko », « 1,4 Mo »."""
    if octets < 1024 * 1024:
        return f"{number(max(1, round(octets / 1024)))}{NO_BREAK}Ko"
    return f"{number(octets / 1024 / 1024, 1)}{NO_BREAK}Mo"
