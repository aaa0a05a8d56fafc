"""The fixed words of documents, whatever file they are made as."""

from __future__ import annotations

from observatory.domain.edition import GenreEdition
from observatory.present.labels import NO_BREAK

OFFICE = "Office de la tranquillité publique"
GENRES = {
    GenreEdition.PRESENTATION: "Présentation",
    GenreEdition.BILAN: "Bilan du schéma local",
    GenreEdition.FICHE_ACTION: "Fiche action",
    GenreEdition.TABLEAU_DE_BORD: "Tableau de bord",
    GenreEdition.FICHE_QUARTIER: "Fiche quartier",
}
"""What each kind of document is called on its first page."""
REMARQUES = "Comment lire ces chiffres"
AVANT, APRES = "Avant", "Après"
SOURCE, COUNTED = f"Source{NO_BREAK}: ", f"n{NO_BREAK}={NO_BREAK}"
CHART_DATA = "Voir les chiffres de ce graphique"
CATEGORY = "Catégorie"
"""The head of the first column of a chart's figures."""
TILES, TILE_HEADS = "Chiffres clés", ("Indicateur", "Valeur", "Évolution", "À savoir")
CONTENTS, SKIP = "Sommaire", "Aller au contenu"
PAGE, OF = "page", "sur"
