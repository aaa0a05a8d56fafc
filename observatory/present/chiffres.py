"""The words of a document's figures, of its period and of its state: the same on slides, on paper and on the web."""

from __future__ import annotations

import datetime as dt

from observatory.domain.edition import EtatEdition, Tampon
from observatory.domain.periode_publique import PeriodePublique
from observatory.domain.support import Cellule, Jour, Nombre, Phrase
from observatory.present.labels import MASKED, NARROW, NO_BREAK, UNKNOWN, day, number

_PARTS = {"S": ("semestre", {1: "1er"}), "T": ("trimestre", {1: "1er"})}


def figure_text(one: Nombre) -> str:
    """« 12 345 », « environ 40 », « au moins 9 000 € », « +12 % » ; « s. » (hidden), « non communiqué »."""
    if one.valeur is None or one.masque:
        return MASKED if one.masque else UNKNOWN
    whole = float(one.valeur).is_integer() or abs(one.valeur) >= 100
    text = number(one.valeur, 0 if whole else 1)
    if one.signe and one.valeur > 0:
        text = f"+{text}"
    if one.unite:
        text += f"{NARROW if one.unite in ('%', '€') else NO_BREAK}{one.unite}"
    about = "au moins" if one.au_moins else "environ" if one.environ and one.valeur else ""
    return f"{about.replace(' ', NO_BREAK)}{NO_BREAK}{text}" if about else text


def phrase_text(phrase: Phrase) -> str:
    """A sentence with its figures in their places."""
    return phrase.modele.format(*(figure_text(one) for one in phrase.nombres))


def cell_text(cell: Cellule) -> str:
    """What stands in a cell of a table."""
    if isinstance(cell, str):
        return cell
    return day(cell.le) if isinstance(cell, Jour) else figure_text(cell)


def period_text(period: PeriodePublique) -> str:
    """« 1er semestre 2026 », « 3e trimestre 2026 », « année 2026 »."""
    if not period.genre:
        return f"année {period.annee}"
    name, ordinals = _PARTS[period.genre]
    return f"{ordinals.get(period.rang, f'{period.rang}e')} {name} {period.annee}"


def stamp_text(tampon: Tampon, donnees_le: dt.date) -> str:
    """The state of a document and the day of its data, for its foot."""
    data = f"Données du {day(donnees_le)}"
    match tampon.etat:
        case EtatEdition.BROUILLON:
            return f"Brouillon, ne pas diffuser. {data}."
        case EtatEdition.VALIDEE:
            return f"Validé le {day(tampon.valide_le)} par {tampon.valide_par}. {data}."
        case EtatEdition.PUBLIEE:
            return f"Publié le {day(tampon.publie_le)}. {data}."
        case _:
            return f"Publié le {day(tampon.publie_le)}, puis retiré. {data}."
