"""Who was listened to: contacts by kind, signalements, distinct problèmes, distinct callers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from functools import partial

import ibis
import ibis.expr.types as ir

from observatory.aggregate.counts import period_of
from observatory.aggregate.groupes import ALL
from observatory.aggregate.select import signalements_selected
from observatory.aggregate.suivi import contact_counts
from observatory.domain.appel import Issue
from observatory.domain.indicateurs import Indicateur
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure, known_or_not
from observatory.pipeline.questions import run

KINDS = {
    "contacts_signalement": Issue.SIGNALEMENT,
    "contacts_information": Issue.INFORMATION,
    "contacts_orientation": Issue.ORIENTATION,
    "contacts_hors_champ": Issue.HORS_CHAMP,
    "contacts_relance": Issue.RELANCE,
}
PLACED = (Issue.SIGNALEMENT, Issue.RELANCE)
"""The contacts that are about a file, and so have a place and a category."""
ONLY_FILES = "La base ne tient que les signalements : les autres contacts n'y sont pas."


def signalements(champ: Champ) -> Resultats:
    """Signalements received."""
    return _count(champ, "signalements")


def problemes(champ: Champ) -> Resultats:
    """Distinct problèmes that they tell of."""
    return _count(champ, "problemes")


def appelants(champ: Champ) -> Resultats:
    """Distinct known callers; where nobody is known at all, the source does not tell who calls."""
    found: Resultats = {}
    for groupe, row in champ.counts.items():
        nobody = row["signalements"] > 0 and not row["appelants"]
        remark = f"Anonymes : {row['anonymes']} sur {row['signalements']}."
        found[groupe] = figure(
            "appelants", None if nobody else row["appelants"], row["signalements"] - row["anonymes"],
            why="Aucun signalement ne dit qui appelle.", remark=remark,
        )  # fmt: skip
    return found


def anonymes(champ: Champ) -> Resultats:
    """Signalements whose caller is not known."""
    return _count(champ, "anonymes")


def contacts(champ: Champ) -> Resultats:
    """Contacts of every kind; of a narrow selection, those about its files."""
    counts, since = _contacts(champ), _others_since(champ)

    def value(groupe: str) -> Indicateur:
        n = sum(counts[groupe].values())
        return figure("contacts", n, n)

    return known_or_not(champ, "contacts", since, ONLY_FILES, value)


def contacts_signalement(champ: Champ) -> Resultats:
    """Contacts that made a signalement."""
    counts = _contacts(champ)
    return {g: _of_kind(counts, "contacts_signalement", g) for g in champ.groupes}


def contacts_information(champ: Champ) -> Resultats:
    """Contacts that asked for something to be told."""
    return _placeless(champ, "contacts_information")


def contacts_orientation(champ: Champ) -> Resultats:
    """Contacts that were directed to somebody else."""
    return _placeless(champ, "contacts_orientation")


def contacts_hors_champ(champ: Champ) -> Resultats:
    """Contacts that are none of the office's business."""
    return _placeless(champ, "contacts_hors_champ")


def contacts_relance(champ: Champ) -> Resultats:
    """Contacts that ask for news."""
    counts = _contacts(champ)
    return known_or_not(
        champ, "contacts_relance", _others_since(champ), ONLY_FILES, partial(_of_kind, counts, "contacts_relance")
    )


def _count(champ: Champ, code: str) -> Resultats:
    return {groupe: figure(code, row[code], row[code]) for groupe, row in champ.counts.items()}


def _placeless(champ: Champ, code: str) -> Resultats:
    """A kind of contact without place or category: not known of a narrow selection."""
    if champ.narrow:
        why = "Ces contacts n'ont ni lieu, ni catégorie, ni service."
        return {groupe: figure(code, None, 0, why=why) for groupe in champ.groupes}
    return known_or_not(champ, code, _others_since(champ), ONLY_FILES, partial(_of_kind, _contacts(champ), code))


Counts = dict[str, dict[str, int]]


def _of_kind(counts: Counts, code: str, groupe: str) -> Indicateur:
    n = counts[groupe].get(KINDS[code], 0)
    return figure(code, n, n)


def _contacts(champ: Champ) -> Counts:
    return champ.kept("contacts", lambda: _counted(champ))


def _counted(champ: Champ) -> Counts:
    """How many contacts of each issue, by group: all of them, or those about files of the selection."""
    plain = replace(champ.selection, categories=(), zonage=None, territoires=())
    received = signalements_selected(champ.table("contact"), plain)
    if not champ.narrow:
        return _by_issue(champ, received.mutate(groupe=ibis.literal(ALL)))
    axe = "ensemble" if champ.axe == "mois" else champ.axe
    files = champ.grouped(champ.whenever, axe)
    troubles = champ.table("probleme")
    standing = troubles.select(dit=troubles.id, tenant=ibis.coalesce(troubles.fusionne_dans, troubles.id))
    asked = received.filter(received.issue == Issue.RELANCE)
    asked = asked.join(standing, asked.probleme_id == standing.dit).drop("probleme_id", "dit")
    asked = asked.rename(probleme_id="tenant")  # what was merged asks for news of what it stands in now
    about = files.filter(files.probleme_id.isin(asked.probleme_id))
    about = about.select(trouble=about.probleme_id, groupe=about.groupe).distinct()
    found = _by_issue(champ, asked.join(about, asked.probleme_id == about.trouble))
    for groupe, row in champ.counts.items():  # each signalement has one contact of its own, of the same instant
        found[groupe][Issue.SIGNALEMENT] = row["signalements"]
    return found


def _by_issue(champ: Champ, contacts: ir.Table) -> Counts:
    """The counts of contacts with their ``groupe``; by month, that of the contact."""
    if champ.axe == "mois":
        contacts = contacts.mutate(groupe=period_of(contacts.recu_jour, "mois"))
    found: Counts = defaultdict(dict)
    for row in run(champ.office, contact_counts(contacts)).to_pylist():
        found[row["groupe"]][row["issue"]] = row["n"]
    return found


def _others_since(champ: Champ) -> dt.date | None:
    """The first day of a contact that the desk wrote, or that is no signalement: before it nobody counted them."""

    def find() -> dt.date | None:
        contacts = champ.table("contact")
        counted = contacts.filter((contacts.issue != Issue.SIGNALEMENT) | contacts.auteur.notnull())
        return champ.known_since(counted.select(jour=counted.recu_jour))

    return champ.kept("autres contacts", find)
