"""When it happened: what a caller says, in French, to an interval, and that interval back in words.

``quand_lecture`` reads the text, ``quand_regles`` is the grammar, ``quand_dit`` what was said, ``quand_heure`` the
clock of Paris, ``quand_mots`` the words. What is doubtful gives nothing: the operator then asks, or types dates.

Instants that are given back bear the zone Europe/Paris: in the night when an hour comes twice compare them in UTC, as
Python compares instants of one zone by their wall clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain import quand_mots as mots
from observatory.domain.garde_lexique import WAYS
from observatory.domain.quand_dit import EARLIER, EVERY_DAY, JUST_NOW, NOW, Said
from observatory.domain.quand_heure import HOUR, end_of, instant_of, local, months_earlier
from observatory.domain.quand_intervalle import AROUND, habit_hours, interval_of, latest_habit
from observatory.domain.quand_lecture import PATIENT, told_of
from observatory.domain.quand_regles import past_fillers, said_at


class Precision(StrEnum):
    """How closely it was told: what an interval is worth."""

    INSTANT = "instant"
    ENVIRON = "environ"
    PLAGE = "plage"
    PARTIE = "partie du jour"
    JOUR = "jour"
    PERIODE = "periode"
    HABITUDE = "habitude"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What comes again: the days on which it begins (0 is Monday), between which hours, and since when.

    ``heures`` are minutes after midnight; the second may pass 1440 (after midnight). None: the whole day.
    """

    jours: frozenset[int]
    heures: tuple[int, int] | None = None
    depuis: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """An interval (Europe/Paris, both ends included), and how it is told back.

    ``continu``: it still lasts, ``fin`` is then the instant of the call. With a ``recurrence`` the interval is that of
    the latest time.
    """

    debut: dt.datetime
    fin: dt.datetime
    precision: Precision
    en_mots: str
    continu: bool = False
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class Trouve:
    """An expression found in a story: ``recit[start:end]``, and what it means."""

    start: int
    end: int
    moment: Moment


_OLDEST = dt.timedelta(days=20 * 366)


def quand(texte: str, maintenant: dt.datetime) -> Moment | None:
    """When a French expression says that something happened, as seen from ``maintenant`` (aware).

    None where it says nothing that can be understood whole, more than one thing, or what is still to come.
    """
    line = told_of(texte).line
    told, _, meant = line.partition(" , soit ")
    if meant and told != NOW:
        line = f"depuis {meant}" if told.startswith("depuis") else meant
    elif meant:
        line = told
    now = _floor(maintenant)
    said = Said(local(now).date())
    end, count = said_at(line, past_fillers(line), said)
    rest = line[end:].strip()
    if not count or past_fillers(rest) < len(rest):
        return None
    return _moment(said, now)


def trouve_quand(recit: str, maintenant: dt.datetime) -> Trouve | None:
    """The expression of a story that says most of when, for a suggestion; None where there is none."""
    told = told_of(recit, PATIENT)
    now = _floor(maintenant)
    best: tuple[tuple[bool, int, int], Trouve] | None = None
    reached = 0
    for at in told.starts:
        if at < reached or _is_way(told.line[:at]):
            continue
        found = _longest(told.line, at, now)
        if found is None:
            continue
        end, count, moment, plain_now = found
        reached = end
        start, stop = told.span_of(at, end, recit)
        rank = (not plain_now, count, end - at)
        if best is None or rank > best[0]:
            best = rank, Trouve(start, stop, moment)
    return best[1] if best else None


def _longest(line: str, at: int, now: dt.datetime) -> tuple[int, int, Moment, bool] | None:
    """The most parts from ``at`` on that mean something together: where they end, how many, what, whether just now."""
    today = local(now).date()
    end, most = said_at(line, at, Said(today))
    for count in range(most, 0, -1):
        said = Said(today)
        end, _ = said_at(line, at, said, count)
        if _is_weak(line[at:end], said) or line[end:].startswith((" prochain", " qui vient")):
            return None
        moment = _moment(said, now)
        if moment is not None:
            return end, count, moment, bool(said.now)
    return None


def _is_way(before: str) -> bool:
    """« rue du 14 juillet »: what follows is a name."""
    words = before.split()[-3:]
    while words and words[-1] in ("du", "de", "des", "le", "la", "l", "d"):
        words.pop()
    return bool(words) and words[-1] in WAYS


def _is_weak(text: str, said: Said) -> bool:
    """What a story may say without telling when: « le 12 », « 3/4 », « 2 h », « midi »."""
    words = text.split()
    if said.filled == {"days"} and len(words) <= 2:
        return words[-1].isdigit() or "/" in words[0]
    return said.filled == {"hours"} and words[0] not in ("a", "vers", "de", "entre", "des") and "30" not in words


def _floor(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(dt.UTC).replace(second=0, microsecond=0)


# --- what was said, to an interval ------------------------------------------------------------------------------------


def _moment(said: Said, now: dt.datetime) -> Moment | None:
    if said.wrong:
        return None
    if said.now:
        return _moment_now(said, now) if said.filled == {"now"} else None
    if said.ago and said.ago[2] in ("minutes", "heures"):
        return _moment_ago(said, now) if said.filled <= {"ago", "since"} else None
    lead = mots.lead_in_words(said.ago, since=said.since) if said.ago else ""
    margin = _take_days_ago(said) if said.ago else 0
    if _is_habit(said):
        return _habit(said, now)
    found = interval_of(said, now)
    if found is None or found[0] > now or now - found[0] > _OLDEST:
        return None
    debut, fin = found
    if said.since:
        return _lasting(said, debut, now, lead)
    if margin:
        debut, fin = debut - dt.timedelta(days=margin), fin + dt.timedelta(days=margin)
        debut = instant_of(local(debut).date(), 0)
        fin = end_of(local(fin).date())
    fin = min(fin, now)
    text = (
        mots.about_in_words(_centre(said, debut), now) if _is_about(said) else mots.interval_in_words(debut, fin, now)
    )
    return Moment(local(debut), local(fin), _precision(said), f"{lead}, soit {text}" if lead else text)


def _moment_now(said: Said, now: dt.datetime) -> Moment:
    if said.now == NOW:
        words = f"maintenant, soit {mots.interval_in_words(now, now, now)}"
        return Moment(local(now), local(now), Precision.INSTANT, words, continu=True)
    debut = now - dt.timedelta(minutes={JUST_NOW: 5, EARLIER: 120}[said.now])
    return Moment(local(debut), local(now), Precision.ENVIRON, mots.interval_in_words(debut, now, now))


def _moment_ago(said: Said, now: dt.datetime) -> Moment | None:
    if said.ago is None:
        return None
    low, high = (value * (HOUR if said.ago[2] == "heures" else 1) for value in said.ago[:2])
    lead = mots.lead_in_words(said.ago, since=said.since)
    if now - (debut := now - dt.timedelta(minutes=high)) > _OLDEST:
        return None
    if said.since:
        words = f"{lead}, soit {mots.instant_in_words(debut, now)}"
        return Moment(local(debut), local(now), Precision.ENVIRON, words, continu=True)
    margin = 0 if low < high else min(max(high // 4, 2), 30)
    debut -= dt.timedelta(minutes=margin)
    fin = min(now - dt.timedelta(minutes=low) + dt.timedelta(minutes=margin), now)
    words = f"{lead}, soit {mots.interval_in_words(debut, fin, now)}"
    return Moment(local(debut), local(fin), Precision.ENVIRON, words)


def _take_days_ago(said: Said) -> int:
    """Turn « il y a deux jours » into days; gives how many days on each side it may be off."""
    low, high, unit = said.ago or (0, 0, "")
    if unit in ("mois", "annees"):
        months = 12 if unit == "annees" else 1
        if high * months > 240:
            said.wrong = True
            return 0
        first, last = (months_earlier(said.today, value * months) for value in (high, low))
    else:
        step = 7 if unit == "semaines" else 1
        first, last = (said.today - dt.timedelta(days=value * step) for value in (high, low))
    said.put("days", (first, first) if said.since else (first, last))
    if said.since or said.part or said.hours or low < high or unit == "jours":
        return 0
    return {"semaines": 1 if low == 1 else 3, "mois": 7, "annees": 30}[unit]


def _is_about(said: Said) -> bool:
    return said.hours is not None and said.hours[0] == "vers"


def _centre(said: Said, debut: dt.datetime) -> dt.datetime:
    return debut + dt.timedelta(minutes=AROUND)


def _lasting(said: Said, debut: dt.datetime, now: dt.datetime, lead: str) -> Moment:
    by_day = not (said.hours or said.part or said.exact)
    text = mots.day_in_words(debut, now) if by_day else mots.instant_in_words(debut, now)
    words = f"{lead}, soit {text}" if lead else f"depuis {text}"
    return Moment(local(debut), local(now), _precision(said), words, continu=True)


def _precision(said: Said) -> Precision:
    if said.hours:
        return {"a": Precision.INSTANT, "vers": Precision.ENVIRON, "entre": Precision.PLAGE}[said.hours[0]]
    if said.exact:
        return Precision.PLAGE
    if said.part:
        return Precision.PARTIE
    one_day = said.days is not None and said.days[0] == said.days[1] and not (said.ago and said.ago[2] != "jours")
    return Precision.JOUR if one_day else Precision.PERIODE


# --- what comes again -------------------------------------------------------------------------------------------------


def _is_habit(said: Said) -> bool:
    by_article = said.part_of == "le" and not said.days and not said.since
    by_length = said.ago is not None and said.since and bool(said.part or said.hours)
    return said.often is not None or by_article or by_length


def _habit(said: Said, now: dt.datetime) -> Moment | None:
    """What comes again, with the interval of the latest time; None where it has not come yet."""
    if said.wrong or said.exact or (said.days and not said.since):
        return None
    since = instant_of(said.days[0], 0) if said.days else None
    days = said.often or EVERY_DAY
    inner = Said(said.today, part=said.part, hours=said.hours)
    found = latest_habit(inner, days, now)
    if found is None or (since and found[1] < since):
        return None
    debut, fin = max(found[0], since or found[0]), min(found[1], now)
    hours = habit_hours(inner)
    words = mots.habit_in_words(days, said.part, said.hours, hours)
    if since:
        words += f", depuis {mots.day_in_words(since, now)}"
    words += f" ; la dernière fois {mots.interval_in_words(debut, fin, now)}"
    again = Recurrence(days, hours, local(since) if since else None)
    return Moment(local(debut), local(fin), Precision.HABITUDE, words, recurrence=again)
