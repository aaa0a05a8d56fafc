"""What a walk gave back: read together, compared with the walk before, told to each as far as they may know."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.constat import GARDE, MOMENTS, PAPIER, PROFILS, RESSENTIS, Question, Releves, Reponse
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.marche import Etat, Marche
from observatory.domain.restitution import (
    LONGEST_PROMISE,
    ConstatVu,
    Devenir,
    Ecart,
    Engagement,
    Groupe,
    Ressenti,
    Restitution,
    Score,
    answers_by_question,
    coarse_mean,
    compared,
    mean_of,
    merged_groups,
    promise_state,
)
from observatory.domain.roles import ACTS, INTERNAL, Account
from observatory.domain.statut import Statut
from observatory.pipeline.cloture_marche import counts_forget
from observatory.pipeline.marches import marche_of, marche_open
from observatory.pipeline.office import Office
from observatory.pipeline.releves import questions_of, releves_of
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.restitution import (
    constats_of_walks,
    engagement_change,
    engagement_remove,
    engagement_walk,
    engagement_write,
    engagements_read,
)

ELSEWHERE = "Questions d'une autre grille"
"""The principle of answers to questions that the grid no longer holds."""
_LONGEST_SERVICE = 120
_NO_PROMISE = "Aucun engagement n° {engagement} : rechargez la page."


def restitution_of(office: Office, ident: int, account: Account) -> Restitution:
    """What a walk gave back, as far as an account may know.

    Who prepares walks sees every count; others are not told of groups under five, of constats that were set aside or
    have not been taken in, nor, unless they see files one by one, of the files' references.

    Raises
    ------
    NotFound
        When there is no such walk.
    """
    known = marche_of(office, ident)
    keeper = account.holds_any(ACTS["préparer une marche"])
    noted = releves_of(office, ident)
    before = _before(office, known)
    earlier = releves_of(office, before.ident).reponses if before else ()
    questions = questions_of(office, known.plan.genre)
    principes = _principles(questions, noted.reponses)
    walks = [known.ident, *([before.ident] if before else [])]
    rows = constats_of_walks(office.database, walks)
    mine = [row for row in rows if row["marche"] == known.ident]
    shown = [_seen(row, known, account) for row in mine]
    promises = _promises(office, walks)
    names = device_names(noted)
    return Restitution(
        marche=known,
        avant=before,
        questions=tuple(questions),
        principes=principes,
        scores=tuple(_scores(known, noted.reponses, earlier, questions, principes)),
        ecarts=tuple(_gaps(known, noted.reponses, names)),
        constats=tuple(one for one in shown if keeper or (one.etat == GARDE and not one.tardif)),
        ecartes=sum(one.etat != GARDE for one in shown),
        groupes=tuple(_groups(noted, exact=keeper)),
        marcheurs=_walkers(noted, exact=keeper),
        ressentis=tuple(_feelings(noted, exact=keeper)),
        engagements=tuple(one for one in promises if one.marche == known.ident),
        engagements_avant=tuple(one for one in promises if one.marche != known.ident),
        devenirs=_became(mine),
        devenirs_avant=_became([row for row in rows if row["marche"] != known.ident]),
        appareils=tuple(names.values()),
        comptages=tuple(_counted_by(noted, names)) if keeper else (),
    )


def engagement_add(
    office: Office, ident: int, *, service: str, texte: str, account: Account, arret: int | None = None,
    pour_le: dt.date | None = None,
) -> Engagement:  # fmt: skip
    """Keep what a service promised after a walk.

    Raises
    ------
    ValueRefused
        When it says nothing, names somebody, or its stop is not of this walk.
    StateError
        When the walk is not closed: what was found is not settled yet.
    """
    known = marche_of(office, ident)
    if known.etat != Etat.CLOSE:
        raise StateError(f"Clôturez d'abord la marche {known.reference} : on s'engage sur ce qu'elle a constaté.")
    who, what = " ".join(service.split()), " ".join(texte.split())
    if not who or not what:
        raise ValueRefused("Dites qui s'engage, et à quoi : par exemple « Voirie » et « Remplacer les trois lampes ».")
    if arret is not None and arret not in {one.ident for one in known.plan.arrets}:
        raise ValueRefused("Cet arrêt n'est pas de cette marche : rechargez la page.")
    row: Row = {
        "marche_id": ident, "arret_id": arret, "service": names_nobody(who, _LONGEST_SERVICE, "Le service"),
        "texte": names_nobody(what, LONGEST_PROMISE, "L'engagement"), "pour_le": pour_le, "tenu_le": None,
        "auteur": account.name, "le": office.clock(),
    }  # fmt: skip

    def change(cursor: Cursor) -> int:
        number = engagement_write(cursor, row)
        _told(cursor, office, account, "engagement pris", number, {"marche": ident})
        return number

    number = office.database.write(change)
    return next(one for one in _promises(office, [ident]) if one.ident == number)


def engagement_keep(office: Office, engagement: int, *, tenu_le: dt.date | None, account: Account) -> None:
    """Say on which day a promise was kept, or that it is not after all (None).

    Raises
    ------
    ValueRefused
        When the day has not come yet.
    NotFound
        When there is no such promise.
    """
    if tenu_le is not None and tenu_le > office.today():
        raise ValueRefused("Un engagement ne peut pas être tenu un jour à venir : corrigez la date.")
    _change_promise(
        office, engagement, account, "engagement tenu" if tenu_le else "engagement non tenu",
        lambda cursor: engagement_change(cursor, engagement, {"tenu_le": tenu_le}),
    )  # fmt: skip


def engagement_drop(office: Office, engagement: int, *, account: Account) -> None:
    """Take a promise away that was noted by mistake.

    Raises
    ------
    NotFound
        When there is no such promise.
    """
    _change_promise(
        office, engagement, account, "engagement retiré", lambda cursor: engagement_remove(cursor, engagement)
    )


def promise_open(office: Office, engagement: int, account: Account) -> None:
    """See to it that the walk after which something was promised is open to an account.

    Raises
    ------
    NotFound
        When there is no such promise, or its walk is not.
    """
    ident = engagement_walk(office.database, engagement)
    if ident is None or not marche_open(office, marche_of(office, ident), account):
        raise NotFound(_NO_PROMISE.format(engagement=engagement))


def count_forget(office: Office, ident: int, rang: int, *, account: Account) -> None:
    """Take away what a device counted of walkers: that of this rank (from 0) among ``Restitution.comptages``.

    Raises
    ------
    NotFound
        When no device of this rank counted.
    StateError
        When the walk is closed or given up.
    """
    devices = list(releves_of(office, ident).participants)
    if not 0 <= rang < len(devices):
        raise NotFound("Ce comptage n'est plus là : rechargez la page.")
    counts_forget(office, ident, devices[rang], account=account)


def device_names(noted: Releves) -> dict[str, str]:
    """What each device is called on a page: sheets by their number, phones by the order in which they first noted."""
    first: dict[str, dt.datetime] = {}
    noting = [*((one.appareil, one.le) for one in noted.reponses), *((one.appareil, one.le) for one in noted.constats)]
    for device, le in noting:
        first[device] = min(le, first.get(device, le))
    others = [*noted.participants, *noted.ressenti]
    order = [*sorted(first, key=lambda name: (first[name], name)), *sorted(set(others) - set(first))]
    sheets = sorted((one for one in order if one.split("-")[0] == PAPIER), key=lambda name: (len(name), name))
    phones = [one for one in order if one not in sheets]
    return {
        **{one: f"Téléphone {rank}" for rank, one in enumerate(phones, 1)},
        **{one: f"Feuille {one.partition('-')[2] or 1}" for one in sheets},
    }


def _before(office: Office, known: Marche) -> Marche | None:
    """The walk before, where it is named and there."""
    if known.plan.precedente is None:
        return None
    try:
        return marche_of(office, known.plan.precedente)
    except NotFound:
        return None


def _principles(questions: Sequence[Question], answers: Sequence[Reponse]) -> tuple[str, ...]:
    known = dict.fromkeys(one.principe for one in questions)
    codes = {one.code for one in questions}
    strange = any(one.question not in codes for one in answers)
    return (*known, *([ELSEWHERE] if strange else []))


def _scores(
    known: Marche, answers: Sequence[Reponse], earlier: Sequence[Reponse], questions: Sequence[Question],
    principes: Sequence[str],
) -> list[Score]:  # fmt: skip
    """For the whole walk (stop 0) and each stop: every principle, then all of them together."""
    of = {one.code: one.principe for one in questions}
    now, then = answers_by_question(answers), answers_by_question(earlier)
    stops = {stop.ident: stop.precedent for stop in known.plan.arrets}
    pairs = {
        (stop, code): (now.get((stop, code), []), then.get((before, code), []) if before else [])
        for stop, before in stops.items()
        for code in {code for at, code in now if at == stop} | {code for at, code in then if at == before}
    }
    return [
        _score(stop, name, [both for (at, code), both in pairs.items()
                            if stop in (0, at) and name in ("", of.get(code, ELSEWHERE))])
        for stop in (0, *stops)
        for name in (*principes, "")
    ]  # fmt: skip


def _score(stop: int, principe: str, pairs: Sequence[tuple[list[int], list[int]]]) -> Score:
    """The mean of now, and beside it those of now and before over the questions that both answered."""
    here = [now for now, _ in pairs if now]
    both = [(now, then) for now, then in pairs if now and then]
    before = mean_of([then for _, then in both])
    return Score(
        stop, principe, mean_of(here), sum(map(len, here)), before, sum(len(then) for _, then in both),
        compared(mean_of([now for now, _ in both]), before),
    )  # fmt: skip


def _gaps(known: Marche, answers: Sequence[Reponse], names: Mapping[str, str]) -> list[Ecart]:
    """The questions that devices answered differently, by stop."""
    by_question: dict[tuple[int, str], list[Reponse]] = {}
    for one in answers:
        by_question.setdefault((one.arret, one.question), []).append(one)
    order = {stop.ident: stop.rang for stop in known.plan.arrets}
    found = [
        Ecart(stop, code, tuple((names[one.appareil], one.note) for one in some))
        for (stop, code), some in by_question.items()
        if len({one.note for one in some}) > 1
    ]
    return sorted(found, key=lambda one: (order.get(one.arret, 0), one.question))


def _seen(row: Row, known: Marche, account: Account) -> ConstatVu:
    late = (
        known.close_le is not None and row["recu_le"] > known.close_le and row["etat"] == GARDE
        and row["signalement"] is None and not row["positif"]
    )  # fmt: skip
    return ConstatVu(
        row["ident"], row["arret"], row["positif"], row["categorie"], row["libelle"] or "", row["texte"], row["lat"],
        row["lon"], row["le"], row["etat"], late, row["service"] or "", _fate(row),
        (row["reference"] or "") if account.holds_any(INTERNAL) else "", tuple(row["photos"]), row["photos_a_relire"],
    )  # fmt: skip


def _fate(row: Row) -> str | None:
    """What became of a constat, by its file; None where it made none."""
    if row["signalement"] is None:
        return None
    if row["statut"] in (Statut.RESOLU, Statut.INTERVENTION_FAITE):
        return Devenir.FAIT
    if row["statut"] == Statut.SANS_SUITE:
        return Devenir.REFUSE
    if row["statut"] == Statut.ROUVERT:
        return Devenir.SANS_REPONSE
    if row["suite"] in set(Devenir):
        return str(row["suite"])
    return Devenir.PREVU if row["statut"] == Statut.PRIS_EN_CHARGE else Devenir.SANS_REPONSE


def _became(rows: Sequence[Row]) -> dict[str, int]:
    """How many files of the walk came to what; several constats of one file count once."""
    files = {row["signalement"]: _fate(row) for row in rows if row["signalement"] is not None}
    counts = Counter(str(one) for one in files.values())
    return {str(one): counts[str(one)] for one in Devenir}


def _sum(counts: Mapping[str, Mapping[str, int]], genre: str) -> dict[str, int]:
    """Walkers of each profile of a kind (age, sexe, categorie), over devices."""
    return {code: sum(one.get(f"{genre}:{code}", 0) for one in counts.values()) for code in PROFILS[genre]}


def _groups(noted: Releves, *, exact: bool) -> list[Groupe]:
    found: list[Groupe] = []
    for genre, names in PROFILS.items():
        counts = _sum(noted.participants, genre)
        told = [((code,), n) for code, n in counts.items() if n] if exact else merged_groups(counts)
        found += [Groupe(genre, tuple(names[code] for code in codes), n) for codes, n in told]
    return found


def total_walkers(participants: Mapping[str, Mapping[str, int]]) -> int:
    """How many walked: each device counts its own group, by the kind of profile of which it counted most."""
    return sum(
        max((sum(n for code, n in counts.items() if code.startswith(f"{genre}:")) for genre in PROFILS), default=0)
        for counts in participants.values()
    )


def _walkers(noted: Releves, *, exact: bool) -> int | None:
    n = total_walkers(noted.participants)
    return n if exact or n == 0 or n >= LEAST_COUNT else None


def _counted_by(noted: Releves, names: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(names[one], total_walkers({one: counts})) for one, counts in noted.participants.items()]


def _feelings(noted: Releves, *, exact: bool) -> list[Ressenti]:
    """How safe walkers felt before and after; fewer than five answers are told to nobody but who keeps them."""
    found = []
    for moment in MOMENTS:
        notes = tuple(sum(by.get(moment, {}).get(note, 0) for by in noted.ressenti.values()) for note in RESSENTIS)
        n = sum(notes)
        mean = sum(note * k for note, k in zip(RESSENTIS, notes, strict=True)) / n if n else None
        halves = (notes[0] + notes[1], notes[2] + notes[3])
        if exact or n == 0:
            found.append(Ressenti(moment, notes, halves, n, mean))
        elif n < LEAST_COUNT:
            found.append(Ressenti(moment, None, None, None, None))
        else:  # the whole is told, each answer only where none is of a few, else the halves by the same rule
            told = notes if _tellable(notes) else None
            in_two = halves if _tellable(halves) else None
            total = sum(note * k for note, k in zip(RESSENTIS, notes, strict=True))
            about = mean if told else None if in_two else coarse_mean(total, n)
            found.append(Ressenti(moment, told, in_two, n, about))
    return found


def _tellable(counts: Sequence[int]) -> bool:
    return all(k == 0 or k >= LEAST_COUNT for k in counts)


def _promises(office: Office, walks: Sequence[int]) -> list[Engagement]:
    today = office.today()
    return [
        Engagement(**row, etat=promise_state(row["pour_le"], row["tenu_le"], today))
        for row in engagements_read(office.database, walks)
    ]


def _change_promise(
    office: Office, engagement: int, account: Account, said: str, act: Callable[[Cursor], bool]
) -> None:
    def change(cursor: Cursor) -> None:
        if not act(cursor):
            raise NotFound(_NO_PROMISE.format(engagement=engagement))
        _told(cursor, office, account, said, engagement, {})

    office.database.write(change)


def _told(cursor: Cursor, office: Office, account: Account, evenement: str, ident: int, detail: Row) -> None:
    journal_append(
        cursor, le=office.clock(), auteur=account.name, evenement=evenement, objet="engagement", cle=str(ident),
        detail=detail,
    )  # fmt: skip
