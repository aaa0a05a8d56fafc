"""A file as it is shown to who acts: what happens, where, by when; nothing of who told of it."""

from __future__ import annotations

from functools import lru_cache

from observatory.domain.appel import PLATE_SERVICES
from observatory.domain.garde import mask
from observatory.domain.transmission import TAGS, Fiche
from observatory.store.appels import Row

_REMEMBERED = 20_000


def row_to_fiche(row: Row) -> Fiche:
    """A row of ``store.transmissions.FICHE`` for its service; the story is masked, the plate is for who needs it."""
    return Fiche(
        row["reference"], row["service"] or "", row["categorie"], row["libelle"], place_text(row),
        masked(row["description"] or ""), row["recu_le"], row["echeance"], row["famille"] == TAGS,
        (row["plaque"] or "") if row["service"] in PLATE_SERVICES else "",
    )  # fmt: skip


def place_text(row: Row) -> str:
    """Where it is, in one line."""
    inside = (("", "residence"), ("bâtiment ", "batiment"), ("hall ", "hall"), ("étage ", "etage"))
    parts = [row["adresse_trouvee"] or row["adresse"] or ""]
    parts += [word + row[name] for word, name in inside if row[name]]
    return masked(", ".join(one for one in parts if one)) or "lieu à préciser"


@lru_cache(maxsize=_REMEMBERED)
def masked(text: str) -> str:
    """A text without what tells of a person."""
    return mask(text)
