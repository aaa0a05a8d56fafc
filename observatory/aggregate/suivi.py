"""What became of files, by group: how many, how long, what was told. Every function takes and gives ibis tables.

``files`` are signalements with a column ``groupe`` (:func:`observatory.aggregate.groupes.by_group`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from observatory.domain.statut import CLOSED, Statut

DAY = 86_400.0


def sources_that_follow(signalements: ir.Table) -> ir.Table:
    """The sources (``source``) of which a file went further than « reçu »: the others tell of no state at all."""
    gone = ~signalements.statut.isin([Statut.RECU, Statut.NON_COMMUNIQUE]) | signalements.clos_le.notnull()
    return signalements.filter(gone).select("source").distinct()


def file_counts(files: ir.Table, sources: Sequence[str]) -> ir.Table:
    """By group: signalements, problemes, appelants (distinct), anonymes, dits, resolus, sans_suite.

    ``dits`` are the files that stand somewhere, of one of the ``sources`` that tell.
    """
    return files.group_by("groupe").agg(
        signalements=files.count(),
        problemes=files.probleme_id.nunique(),
        appelants=files.declarant_id.nunique(),
        anonymes=files.declarant_id.isnull().sum(),
        dits=((files.statut != Statut.NON_COMMUNIQUE) & files.source.isin(list(sources))).sum(),
        resolus=(files.statut == Statut.RESOLU).sum(),
        sans_suite=(files.statut == Statut.SANS_SUITE).sum(),
    )


def among(files: ir.Table, sources: Sequence[str], followed: Sequence[ir.Column]) -> ir.BooleanValue:
    """Whether a file is of one of these sources, or its number stands in one of these columns."""
    found = files.source.isin(list(sources))
    for numbers in followed:
        found |= files.id.isin(numbers)
    return found


def moves_of_files(journal: ir.Table, event: str) -> ir.Table:
    """The moves of files in the journal: id (of the file), rouvert and efface (booleans).

    ``rouvert``: it was reopened. ``efface``: what the line told is erased. Few lines are read as JSON: that takes long.
    """
    moves = journal.filter((journal.evenement == event) & (journal.objet == "signalement"))
    text = moves.detail.cast("string")
    reopened = ibis.ifelse(text.contains(Statut.ROUVERT), moves.detail["vers"].str == Statut.ROUVERT, False)
    return moves.select(id=moves.cle.cast("int64"), rouvert=reopened.fill_null(False), efface=text == "{}")


def sources_that_tell(signalements: ir.Table, retours: ir.Table) -> ir.Table:
    """The sources (``source``) of which a file came with a retour that was not given here."""
    told = signalements.filter(signalements.retour_le.notnull())
    return told.anti_join(retours, told.id == retours.signalement_id).select("source").distinct()


def reopenings(files: ir.Table, moves: ir.Table, source: str) -> ir.Table:
    """By group, of the files whose moves are in the journal or that are of ``source``: suivis, rouverts, clos, effaces.

    ``clos`` were closed at least once; of ``effaces`` a move is told no more, by which they may have been reopened.
    """
    by_file = moves.group_by(dossier=moves.id).agg(rouvert=moves.rouvert.any(), efface=moves.efface.any())
    joined = files.left_join(by_file, files.id == by_file.dossier)
    known = joined.filter(joined.dossier.notnull() | (joined.source == source))
    again = known.rouvert.fill_null(False) | (known.statut == Statut.ROUVERT)
    return known.group_by("groupe").agg(
        suivis=known.count(),
        rouverts=again.sum(),
        clos=(again | known.statut.isin(CLOSED)).sum(),
        effaces=(known.efface.fill_null(False) & ~again).sum(),
    )


def waits(
    files: ir.Table, retours: ir.Table, followed: Sequence[ir.Column], sources: Sequence[str], until: dt.datetime
) -> ir.Table:
    """How long each known caller waited for news: groupe, jours, fini, promis (days, null without an échéance).

    Files of a source that tells of retours, or that the office follows. Who was not told waits until ``until``.
    """
    given = retours.filter(retours.etat == "donne").group_by("signalement_id").agg(donne_le=retours.donne_le.min())
    known = files.filter(among(files, sources, followed))
    known = known.filter(known.declarant_id.notnull())
    joined = known.left_join(given, known.id == given.signalement_id)
    return _durations(joined, ibis.least(joined.retour_le, joined.donne_le), until)


def answers(
    files: ir.Table, comptes_rendus: ir.Table, signalements: ir.Table, sources: Sequence[str], until: dt.datetime
) -> ir.Table:
    """How long each file with a promise, of these sources, waited for the service: groupe, jours, fini, promis.

    A service has answered when the file is closed, or by its last compte rendu « fait » or « refuse », not set aside,
    of the same problème as it stands today (``signalements``), where the file is closed or the intervention is done.
    """
    troubles = signalements.select(dossier=signalements.id, trouble=signalements.probleme_id)
    last = comptes_rendus.filter((comptes_rendus.etat != "ecarte") & comptes_rendus.suite.isin(["fait", "refuse"]))
    last = last.join(troubles, last.signalement_id == troubles.dossier)
    last = last.group_by("trouble").agg(rendu_le=last.le.max())
    known = files.filter(files.echeance.notnull() & files.source.isin(list(sources)))
    known = known.filter((known.statut != Statut.NON_COMMUNIQUE) | known.clos_le.notnull())
    joined = known.left_join(last, known.probleme_id == last.trouble)
    over = joined.statut.isin([*CLOSED, Statut.INTERVENTION_FAITE])
    answered = ibis.ifelse(over, ibis.least(joined.clos_le, joined.rendu_le), joined.clos_le)
    return _durations(joined, answered, until)


def _durations(files: ir.Table, done: ir.TimestampValue, until: dt.datetime) -> ir.Table:
    """groupe, jours (never negative), fini, promis."""
    start = files.recu_le.epoch_seconds()
    end = done.epoch_seconds().fill_null(int(until.timestamp()))
    promised = (files.echeance.epoch_seconds() - start) / DAY
    return files.select(
        groupe=files.groupe, jours=ibis.greatest((end - start) / DAY, 0.0), fini=done.notnull(), promis=promised
    )


def mediation_counts(mediations: ir.Table) -> ir.Table:
    """By group: confiees, closes, and one column for each outcome. ``mediations`` have ``groupe``."""
    outcomes = {name: (mediations.issue == name).sum().fill_null(0) for name in ("accord", "partiel", "refus", "droit")}
    return mediations.group_by("groupe").agg(
        confiees=mediations.count(), closes=mediations.issue.notnull().sum(), **outcomes
    )


def intervention_sums(done: ir.Table) -> ir.Table:
    """By group, of comptes rendus « fait » with ``groupe``: faits, and what they say of surfaces and costs."""
    return done.group_by("groupe").agg(
        faits=done.count(),
        surfaces=done.surface_m2.notnull().sum(),
        surface_m2=done.surface_m2.sum(),
        couts=done.cout_euros.notnull().sum(),
        cout_euros=done.cout_euros.sum(),
    )


def contact_counts(contacts: ir.Table) -> ir.Table:
    """By group and issue: n. ``contacts`` have ``groupe``, and one row for each group that each is in."""
    return contacts.group_by(["groupe", "issue"]).agg(n=contacts.count())
