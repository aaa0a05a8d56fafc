"""What is said of an effect, in French: the verdict in a sentence, the method, what must be borne in mind."""

from __future__ import annotations

from observatory.analyse.effet.verdict import BAISSE, DEPLACEMENT, HAUSSE, INCONNU
from observatory.analyse.effet.wdd import Difference
from observatory.domain.selection import Compte

_NAMES: dict[Compte, tuple[str, str]] = {
    "signalements": ("signalement", "signalements"),
    "problemes": ("problème", "problèmes"),
    "declarants": ("voix", "voix"),
}


def sentence(said: str, zone: Difference, compte: Compte) -> str:
    """The verdict in one French sentence, with its interval."""
    low, high = zone.ic90
    many = _NAMES[compte][1]
    less = (
        f"environ {-zone.wdd:.0f} {many} de moins que si la zone avait suivi les secteurs comparables "
        f"(entre {-high:.0f} et {-low:.0f} de moins)"
    )
    if said == DEPLACEMENT:
        return f"Déplacement possible : {less}, mais ses abords ont monté : le trouble a pu s'y déplacer."
    if said == BAISSE:
        return f"Baisse probable : {less}."
    if said == HAUSSE:
        return (
            f"Hausse probable : environ {zone.wdd:.0f} {many} de plus que si la zone avait suivi les secteurs "
            f"comparables (entre {low:.0f} et {high:.0f} de plus)."
        )
    return (
        f"On ne peut pas conclure : l'écart avec les secteurs comparables, {zone.wdd + 0.0:+.0f} {many}, peut venir du "
        f"hasard (de {low:+.0f} à {high:+.0f}). Cela ne veut pas dire que l'action n'a rien fait."
    ).replace("-", "\u2212")


ROUGHLY = {
    BAISSE: "Baisse probable : la zone a baissé plus que les secteurs comparables, au-delà du hasard.",
    HAUSSE: "Hausse probable : la zone a monté plus que les secteurs comparables, au-delà du hasard.",
    DEPLACEMENT: "Déplacement possible : la zone a baissé plus que les secteurs comparables, et ses abords ont monté.",
    INCONNU: "On ne peut pas conclure : l'écart avec les secteurs comparables peut venir du hasard. "
    "Cela ne veut pas dire que l'action n'a rien fait.",
}


def method(compte: Compte, anneau_m: int, hexagones: tuple[int, int], mois: tuple[int, int]) -> str:
    """How it was measured, with how many hexagons beside zone and ring, and how many months before and after."""
    own, others = hexagones
    ring = (
        f" Les abords de la zone ({anneau_m} m) sont comparés de même à {others} autres hexagones, pour voir si le "
        "trouble s'est déplacé."
        if anneau_m
        else ""
    )
    return (
        f"Différence pondérée (WDD, Wheeler et Ratcliffe 2018) : {_NAMES[compte][1]} localisés dans la zone sur "
        f"{mois[0]} mois avant et {mois[1]} mois après, moins le même écart dans {own} hexagones ailleurs "
        "dans la ville, choisis parce qu'ils avaient avant l'action un niveau, une pente et des catégories "
        "semblables, et ramenés au "
        "niveau de la zone."
        f"{ring} Intervalle à 90 %. Test E (Krishnamoorthy et Thomson 2004) : avant contre après dans la seule zone, "
        "bilatéral."
    )
