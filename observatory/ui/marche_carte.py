"""The map of a walk on a page, and the list that says the same in words."""

from __future__ import annotations

from collections.abc import Callable

from observatory.client import Client
from observatory.domain.marche import Methode, Plan
from observatory.present.itineraire import Geste, walk_frame, walk_layers
from observatory.present.labels import number, plural
from observatory.present.labels import zonage as zonage_label
from observatory.present.maps import Outline
from observatory.ui.city_map import city_frame, page_theme
from observatory.ui.components.itineraire import itineraire
from observatory.ui.map_choices import known_layers


def walk_map(here: Client, plan: Plan, *, key: str, view: str, on_geste: Callable[[Geste], None] | None = None) -> None:
    """The map of a walk; where ``on_geste`` is given its stops may be moved."""
    theme = page_theme()
    layers = known_layers(here)[:1]
    outlines = [Outline(name, zonage_label(name), here.zonages.contours(name)) for name in layers]
    itineraire(
        walk_frame(city_frame(here, theme, "marche")),
        walk_layers(plan, outlines, view=view, editable=on_geste is not None, theme=theme),
        key=key,
        title="Carte de la marche ; la liste des arrêts dit la même chose.",
        stops=len(plan.arrets),
        on_geste=on_geste,
        height=520,
    )


def length_line(plan: Plan) -> str:
    """« 2,3 km, 75 minutes, 7 arrêts », and whether legs are straight."""
    straight = ", à vol d'oiseau" if plan.methode == Methode.DROITE and plan.arrets else ""
    return (
        f"{number(plan.metres / 1000, 1)} km{straight}, {plural(round(plan.minutes), 'minute')} arrêts compris, "
        f"{plural(len(plan.arrets), 'arrêt')}"
    )
