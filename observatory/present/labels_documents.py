"""The fixed words of documents, whatever file they are made as."""

from __future__ import annotations

from observatory.present.labels import NO_BREAK

REMARQUES = "Comment lire ces chiffres"
AVANT, APRES = "Avant", "Après"
LEFT, RIGHT = "À gauche", "À droite"
SOURCE, COUNTED = f"Source{NO_BREAK}: ", f"n{NO_BREAK}={NO_BREAK}"
CHART_DATA = "Voir les chiffres de ce graphique"
CATEGORY = "Catégorie"
"""The head of the first column of a chart's figures."""
TILES, TILE_HEADS = "Chiffres clés", ("Indicateur", "Valeur", "Évolution", "À savoir")
CONTENTS, SKIP = "Sommaire", "Aller au contenu"
PAGE, OF = "page", "sur"
