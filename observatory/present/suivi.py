"""French words of the follow-up, for pages: ways, answers, where a compte rendu stands."""

from __future__ import annotations

from observatory.domain.transmission import CompteRendu, Confie, Fiche, Transmission
from observatory.present.labels import day, day_of, instant, number

VOIES = {"courriel": "Courriel", "bordereau": "Bordereau", "telephone": "Téléphone"}
SUITES = {"fait": "Fait", "prevu": "Prévu", "refuse": "Refusé"}
ANSWERS = {"fait": "C'est fait", "prevu": "C'est prévu", "refuse": "Nous ne le ferons pas"}
"""What a service chooses from."""
CAME_BY = {"lien": "par le lien", "compte": "par son compte", "saisie": "tapé par l'office"}
ETATS = {"a_valider": "à valider par l'office", "valide": "validé", "ecarte": "écarté par l'office"}


def sending_line(one: Transmission) -> str:
    """One sending as a line: when, by whom, how, to whom, and what became of it."""
    said = f"{instant(one.le)}, {one.auteur} : {VOIES.get(one.voie, one.voie).lower()} à {one.destinataire}"
    if one.destinataire != one.service:
        said += f" ({one.service})"
    if one.note:
        said += f". Note : {one.note}"
    if one.erreur:
        return f"{said}. Non parti : {one.erreur}"
    return f"{said}. {link_words(one)}" if one.lien_expire_le else f"{said}."


def link_words(one: Transmission) -> str:
    """What became of the link of a sending."""
    if one.lien_utilise_le:
        return f"Répondu le {instant(one.lien_utilise_le)}."
    if one.lien_revoque_le:
        return "Lien retiré."
    return f"Lien valable jusqu'au {day_of(one.lien_expire_le)}." if one.lien_expire_le else ""


def answer_line(one: CompteRendu) -> str:
    """What a service answered, as one line."""
    if one.suite == "prevu":
        said = f"Prévu le {day(one.prevu_le)}"
    elif one.suite == "refuse":
        said = f"Refusé : {one.motif}"
    else:
        said = "Fait"
    if one.surface_m2 is not None:
        said += f" · {number(one.surface_m2, 1)} m²"
    if one.cout_euros is not None:
        said += f" · {number(one.cout_euros)} €"
    return said


def promise_words(fiche: Fiche, *, late: bool, closed: bool = False) -> str:
    """By when a file was promised, as a few words."""
    if fiche.echeance is None:
        return "sans date promise"
    if closed:
        return f"promis avant le {day_of(fiche.echeance)}"
    return f"en retard depuis le {day_of(fiche.echeance)}" if late else f"promis avant le {instant(fiche.echeance)}"


def answered_words(one: Confie) -> str:
    """The last answer to a file, as a few words; "" where there is none."""
    if not one.suite or one.repondu_le is None:
        return ""
    what = SUITES.get(one.suite, one.suite)
    if one.suite == "prevu" and one.prevu_le is not None:
        what = f"Prévu le {day(one.prevu_le)}"
    return f"{what}, répondu le {instant(one.repondu_le)}, {ETATS.get(one.etat, one.etat)}"
