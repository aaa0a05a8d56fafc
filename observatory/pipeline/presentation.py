"""The slides of the public meeting of a half-year: what is said, in which order. Made by anybody, safe for all."""

from __future__ import annotations

from collections.abc import Callable

from observatory.domain.support import Figure, Graphique, Partie, Phrase, Support, Texte, said
from observatory.pipeline.chiffres_publics import ChiffresPublics
from observatory.pipeline.effets_publics import photos
from observatory.pipeline.office import Office
from observatory.pipeline.presentation_chiffres import categories, essentials_words, evolution, ou
from observatory.pipeline.presentation_lieux import concentration
from observatory.pipeline.presentation_motifs import motifs
from observatory.pipeline.presentation_reponses import essentiel, reponses
from observatory.pipeline.presentation_schema import actions, dates, effets, marches, plan
from observatory.pipeline.surete import check_public
from observatory.pipeline.vous_avez_dit import pas_fait, vous_avez_dit
from observatory.pipeline.vue_publique import Diapo, Vue
from observatory.present.chiffres import period_text
from observatory.present.labels import CAVEAT, FICTIONAL, day
from observatory.present.mots_presentation import LONGEST_TITLE, shortened
from observatory.store.reference import FICTIONAL as FICTIONAL_KEY
from observatory.store.reference import meta_get

FEWEST, MOST = 11, 17
"""Slides of a meeting, beside that of its title, which renderers make."""
MOST_SAID = 3
"""Slides of « vous avez dit, nous avons fait », where there is room."""
FEWEST_CHARTS, FEWEST_MAPS = 4, 3
CONCENTRATION = "concentration"
GENRE = "presentation"
WELCOME = said("Accueil. Dites qui présente, combien de temps, et quand viennent les questions.")


def lecture(vue: Vue) -> list[Diapo]:
    """What comes this evening, and how figures are read."""
    fiction = [said(FICTIONAL)] if meta_get(vue.office.database, FICTIONAL_KEY) == "oui" else []
    lines = (
        *fiction,
        said("Ce soir : ce que vous signalez, ce que nous avons répondu, ce qui est fait et ce qui ne l'est pas."),
        said("Un signalement, c'est le récit d'un problème par un habitant : bruit, dépôt, lampe éteinte…"),
        said("Ce n'est pas une plainte à la police, ni une mesure de la délinquance."),
        said(CAVEAT),
        said("« s. » veut dire « secret statistique » : le nombre est trop petit pour être montré."),
        said("« Non communiqué » veut dire que personne ne nous l'a dit. Ce n'est pas zéro."),
    )
    notes = (WELCOME, *essentials_words(vue), said("Demandez si un mot n'est pas clair avant de continuer."))
    partie = Partie("lecture", "Ce soir, et comment lire les chiffres", (Texte(lines, "puces"),), notes, "Office")
    return [Diapo(partie)]


def sources(vue: Vue) -> list[Diapo]:
    """Where figures come from, what is hidden, what was put together."""
    lines = [
        said(
            f"Signalements reçus du {day(vue.periode.debut)} au {day(vue.periode.fin)}, tels que la ville les publie."
        ),
        said("Aucun nombre entre un et quatre n'est montré, ni un nombre qui permettrait de le retrouver."),
        said("Un pourcentage est dit sur trente cas au moins. Moins de cinq personnes ne sont pas comptées."),
        said("Ce qui n'est pas assez sûr est dit ainsi : on ne peut pas conclure."),
    ]
    if vue.chiffres.part_masquee() > 0:
        lines.append(said("Des nombres de ce document sont masqués (s.) pour protéger les personnes."))
    lines += [said(one) for one in vue.chiffres.remarques]
    lines += list(essentials_words(vue))
    notes = tuple(said(f"Tableau : {one}.") for one in vue.chiffres.noms)
    partie = Partie("sources", "D'où viennent ces chiffres", (Texte(tuple(lines), "puces"),), notes, "Office")
    return [Diapo(partie)]


BEFORE: tuple[Callable[[Vue], list[Diapo]], ...] = (
    lecture, essentiel, evolution, categories, ou, concentration, reponses, marches, plan, actions,
)  # fmt: skip
AFTER: tuple[Callable[[Vue], list[Diapo]], ...] = (pas_fait, photos, effets, dates, sources)
"""The parts in their order, around « vous avez dit, nous avons fait », which takes the room that is left."""


def presentation(office: Office, chiffres: ChiffresPublics, territoire: str = "") -> Support:
    """The slides for a meeting about the city, or a territory (``zonage:code`` or its code): 12 to 18 with the title.

    Raises
    ------
    NotFound
        When the territory is unknown or ambiguous.
    ValueRefused
        When a figure may not be shown to anybody.
    """
    vue = Vue(office, chiffres, territoire)
    first = [one for make in BEFORE for one in make(vue)]
    last = [one for make in AFTER for one in make(vue)]
    if _meagre([*first, *last]):
        rank = next(k for k, one in enumerate(first) if one.partie.cle == CONCENTRATION) + 1
        first[rank:rank] = motifs(vue)[: max(0, MOST - 1 - len(first) - len(last))]
    middle = vous_avez_dit(vue, max(1, min(MOST_SAID, MOST - len(first) - len(last))))
    slides = [*first, *middle, *last]
    made = Support(
        genre=GENRE,
        titre=shortened(f"Tranquillité publique : {vue.nom}", LONGEST_TITLE),
        ville=vue.ville,
        territoire=vue.nom,
        periode=period_text(vue.periode),
        donnees_le=vue.donnees_le,
        parties=tuple(one.partie for one in slides),
        images=tuple(image for one in slides for image in one.images),
        remarques=_remarks(vue),
        publications=chiffres.noms,
    )
    check_public(made, chiffres)
    return made


def _meagre(slides: list[Diapo]) -> bool:
    """Whether there is too little to look at: neither four charts nor three maps."""
    blocs = [bloc for one in slides for bloc in one.partie.blocs]
    charts = sum(isinstance(one, Graphique) for one in blocs)
    return charts < FEWEST_CHARTS or sum(isinstance(one, Figure) for one in blocs) < FEWEST_MAPS


def _remarks(vue: Vue) -> tuple[str, ...]:
    words: tuple[Phrase, ...] = essentials_words(vue)
    return (*vue.chiffres.remarques, *(one.modele.replace("{{", "{").replace("}}", "}") for one in words))
