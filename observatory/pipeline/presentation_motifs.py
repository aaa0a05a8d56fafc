"""What is told of first, quartier by quartier: for cities whose walks and plan do not yet fill an evening."""

from __future__ import annotations

from collections import Counter

from observatory.domain.support import Figure, Graphique, Nombre, Partie, Phrase, Serie, Tableau, said
from observatory.pipeline.cartes_publiques import motifs_map
from observatory.pipeline.chiffres_publics import ALL, OTHERS
from observatory.pipeline.vue_publique import Diapo, Vue
from observatory.present.mots_presentation import quoted

MOST_NAMED = 5
"""First subjects that have a colour of their own on the map."""
MOST_ROWS = 9
UNSURE = "on ne peut pas le dire"
_PUBLISHED = "Office de la tranquillité, tableaux publiés"


def motifs(vue: Vue) -> list[Diapo]:
    """The first subject of each quartier on a map and counted, then the quartiers with most of it; none of one place.

    What is hidden might be the first: a subject is named only where all that is hidden together is less.
    """
    if len(vue.quartiers) < 2 or ALL in vue.chiffres.categories:
        return []
    first = {code: one for code in vue.quartiers if (one := _first(vue, code)) is not None}
    if not first:
        return []
    counted = Counter(kind for kind, _ in first.values()).most_common()
    names = vue.chiffres.categories
    image = motifs_map(
        vue, {names[kind]: [c for c, (k, _) in first.items() if k == kind] for kind, _ in counted[:MOST_NAMED]},
        [c for c, (k, _) in first.items() if k not in dict(counted[:MOST_NAMED])],
    )  # fmt: skip
    top, most = counted[0]
    figure = Figure(
        image.nom, "Le premier motif de chaque quartier",
        Phrase(f"Carte : {quoted(names[top])} est le premier motif dans {{0}} quartiers.", (Nombre(most),)),
        "Premier motif : celui dont on parle le plus dans le quartier.",
    )  # fmt: skip
    chart = Graphique(
        "En nombre de quartiers", "barres", tuple(names[kind] for kind, _ in counted),
        (Serie("Quartiers", tuple(Nombre(n) for _, n in counted)),),
        Phrase(f"{quoted(names[top])} vient en tête dans {{0}} quartiers.", (Nombre(most),)),
    )  # fmt: skip
    unsure = len(vue.quartiers) - len(first)
    notes = [said("Le premier motif n'est pas le plus grave : c'est celui dont on parle le plus.")]
    if unsure:
        notes.append(Phrase(f"Dans {{0}} quartiers, {UNSURE} : trop de nombres y sont masqués.", (Nombre(unsure),)))
    told = vue.chiffres.nombre()
    rows = sorted(first.items(), key=lambda one: -(one[1][1].valeur or 0))[:MOST_ROWS]
    table = Tableau(
        "Premier motif des quartiers où l'on signale le plus", ("Quartier", "Premier motif", "Signalements"),
        tuple((vue.chiffres.lieux[code], names[kind], n) for code, (kind, n) in rows),
    )  # fmt: skip
    return [
        Diapo(
            Partie("motifs", "Chaque quartier a son premier motif", (figure, chart), tuple(notes), _PUBLISHED, told),
            (image,),
        ),
        Diapo(Partie("motifs-table", "Le premier motif, en chiffres", (table,), tuple(notes), _PUBLISHED, told)),
    ]


def _first(vue: Vue, code: str) -> tuple[str, Nombre] | None:
    """The subject told of most in a quartier with its count, None where what is hidden or merged might be more."""
    whole = vue.chiffres.nombre(code).valeur
    counts = {kind: vue.chiffres.nombre(code, kind) for kind in vue.chiffres.categories}
    shown = {kind: one for kind, one in counts.items() if one.valeur and kind != OTHERS}
    if whole is None or not shown:
        return None
    top = max(shown, key=lambda kind: shown[kind].valeur or 0)
    hidden = whole - sum(one.valeur or 0 for one in shown.values())
    return (top, shown[top]) if hidden < (shown[top].valeur or 0) else None
