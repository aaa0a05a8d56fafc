"""Integrity of the base: each check is a named question whose right answer is zero."""

from __future__ import annotations

import numpy as np
import shapely

from observatory.domain.grid import positions_to_cells
from observatory.domain.records import Controle, Verification
from observatory.pipeline.office import Office
from observatory.store.integrity import memberships_kept, orphan_counts, outlines_kept
from observatory.store.territoires import located_points, territory_index


def verify(office: Office) -> Verification:
    """Run every check."""
    found = [
        Controle(name, n == 0, "aucun" if n == 0 else f"{n} à corriger") for name, n in orphan_counts(office.database)
    ]
    found.append(_cells_agree(office))
    found.append(_outlines_valid(office))
    found.append(_memberships_agree(office))
    return Verification(found)


def _cells_agree(office: Office) -> Controle:
    _, cells, lats, lons = located_points(office.database)
    wrong = int((positions_to_cells(lats, lons) != cells).sum())
    return Controle("Cellules en accord avec les positions", wrong == 0, f"{len(cells)} vérifiées, {wrong} fausses")


def _outlines_valid(office: Office) -> Controle:
    contours = outlines_kept(office.database)
    wrong = sum(not shapely.is_valid(shapely.from_wkb(contour)) for contour in contours)
    return Controle("Contours valides", wrong == 0, f"{len(contours)} vérifiés, {wrong} invalides")


def _memberships_agree(office: Office) -> Controle:
    """Compare what is kept with what the outlines say now."""
    ids, cells, lats, lons = located_points(office.database)
    order, index = territory_index(office.database)
    points, owners = index.memberships(cells, lats, lons)
    expected = set(zip(ids[points].tolist(), np.array(order, np.int64)[owners].tolist(), strict=True))
    kept = memberships_kept(office.database)
    wrong = len(expected ^ set(kept)) + len(kept) - len(set(kept))
    return Controle("Appartenances en accord avec les contours", wrong == 0, f"{len(kept)} vérifiées, {wrong} fausses")
