"""The quartiers and how each part of them was built: which pattern of streets, how dense, who lives there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fabric:
    """How a part of town is built.

    `spacing` is the distance between streets in metres, `frontage` the metres of street per house number,
    `setback` the distance of a door from the street's axis, `people` the residents per address.
    """

    pattern: str
    spacing: float
    frontage: float
    setback: float
    people: float
    theme: str


FABRICS: dict[str, Fabric] = {
    "ancien": Fabric("organic", 66, 9.5, 5, 2.7, "ancien"),
    "centre": Fabric("organic", 120, 11.5, 8, 3.8, "republique"),
    "faubourg": Fabric("grid", 92, 11, 7, 3.4, "metiers"),
    "portuaire": Fabric("grid", 84, 11, 7, 3.4, "mer"),
    "ensemble": Fabric("loops", 315, 26, 16, 8.4, "arts"),
    "balneaire": Fabric("grid", 118, 17, 11, 2.6, "mer"),
    "pavillons": Fabric("closes", 235, 19, 11, 2.1, "nature"),
    "villas": Fabric("organic", 165, 18, 11, 2.7, "sciences"),
    "activites": Fabric("grid", 250, 70, 22, 0.15, "travail"),
    "campagne": Fabric("lanes", 470, 75, 14, 2.3, "campagne"),
}

QUARTIERS: dict[str, str] = {
    "Q01": "Vieille-Ville",
    "Q02": "Centre-Gare",
    "Q03": "Faubourg du Port",
    "Q04": "Saint-Yves",
    "Q05": "La Plage",
    "Q06": "Bellevue",
    "Q07": "Les Genêts",
    "Q08": "Kerlann",
    "Q09": "Les Tamaris",
    "Q10": "Les Goélands",
    "Q11": "Port de commerce",
    "Q12": "Les Landes",
}


@dataclass(frozen=True)
class Seed:
    """The middle of a part of town: every block between main roads belongs to the nearest one."""

    x: float
    y: float
    quartier: str
    fabric: str
    angle: float = 0.0


SEEDS: tuple[Seed, ...] = (
    Seed(-130, 560, "Q01", "ancien"), Seed(60, 330, "Q01", "ancien"), Seed(330, 700, "Q01", "ancien"),
    Seed(420, 300, "Q01", "ancien"),
    Seed(-200, 1150, "Q02", "centre"), Seed(560, 1250, "Q02", "centre"), Seed(900, 900, "Q02", "centre"),
    Seed(1000, 480, "Q02", "centre"), Seed(-560, 560, "Q02", "centre"),
    Seed(-300, -620, "Q03", "portuaire", 9), Seed(-60, -180, "Q03", "portuaire", 9),
    Seed(-560, -330, "Q03", "portuaire", 24),
    Seed(560, -560, "Q04", "faubourg", 8), Seed(760, -80, "Q04", "faubourg", 8), Seed(1080, 120, "Q04", "faubourg", 8),
    Seed(-900, 1120, "Q05", "balneaire", 38), Seed(-900, 1800, "Q05", "balneaire", 20),
    Seed(-1250, 1500, "Q05", "balneaire", 38), Seed(-1330, 1950, "Q05", "balneaire", 20),
    Seed(-1000, 2560, "Q05", "campagne"),
    Seed(-60, 1900, "Q06", "villas"), Seed(-600, 1700, "Q06", "villas"), Seed(-200, 2600, "Q06", "pavillons"),
    Seed(760, 1880, "Q07", "ensemble"), Seed(1180, 1120, "Q07", "ensemble"), Seed(1500, 1350, "Q07", "ensemble"),
    Seed(1300, 2560, "Q07", "pavillons"),
    Seed(2180, 1250, "Q08", "pavillons"), Seed(2050, 560, "Q08", "villas"), Seed(2700, 1850, "Q08", "campagne"),
    Seed(3500, 1500, "Q08", "campagne"), Seed(3450, 720, "Q08", "pavillons"),
    Seed(2000, 60, "Q09", "ensemble"), Seed(1950, -560, "Q09", "ensemble"), Seed(2350, 0, "Q09", "ensemble"),
    Seed(3400, 100, "Q09", "activites", -8), Seed(1650, 200, "Q09", "villas"),
    Seed(560, -1350, "Q10", "ensemble"), Seed(-300, -1650, "Q10", "villas"), Seed(1250, -1250, "Q10", "pavillons"),
    Seed(620, -1750, "Q10", "ensemble"), Seed(-200, -1130, "Q10", "faubourg", 2),
    Seed(-900, -850, "Q11", "activites", 27), Seed(-1450, -1300, "Q11", "activites", 27),
    Seed(-850, -1650, "Q11", "activites", 5), Seed(-1500, -2200, "Q11", "campagne"),
    Seed(2050, -1450, "Q12", "pavillons"), Seed(1500, -2200, "Q12", "pavillons"), Seed(2600, -1800, "Q12", "campagne"),
    Seed(3450, -1100, "Q12", "campagne"), Seed(-500, -2350, "Q12", "campagne"), Seed(600, -2350, "Q12", "pavillons"),
    Seed(1750, -1050, "Q12", "pavillons"),
)  # fmt: skip
