"""The grammar of when, in French: ``RULES``, read from the top, of which the first that fits a place is taken."""

from __future__ import annotations

import re
from collections.abc import Callable

from observatory.domain import quand_dit as dit
from observatory.domain.quand_dit import Said
from observatory.domain.quand_lecture import DAYS, MONTHS

_DAY = f"(?:{'|'.join(DAYS)})"
_DAYS = f"(?:{'|'.join(DAYS)})s?"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_NUMERIC = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
_UNIT = "(?:minutes?|heures?|h|jours?|j|semaines?|mois|annees?|ans?)"
_NO_UNIT = rf"(?! (?:{_UNIT}|:|-|quarts?)(?: |$))"
_ABOUT = "(?:(?:environ|a peu pres|deja|au moins|pres de|pres d|plus de|plus d|presque|bien) )*"
_NOT_NEXT = r"(?! (?:prochaine?s?|qui vient|suivante?s?)\b)"


def _date(n: int) -> str:
    return (
        rf"(?:(?:(?P<jn{n}>{_DAY}) )?(?:le )?(?P<num{n}>{_NUMERIC})|(?:(?P<jd{n}>{_DAY}) )?(?:le )?(?P<d{n}>\d{{1,2}})"
        rf"(?: (?P<m{n}>{_MONTH})(?: (?P<y{n}>\d{{4}}))?)?{_NO_UNIT}|(?P<jo{n}>{_DAY}))"
    )


def _time(n: int, *, bare: bool = False) -> str:
    minutes = rf"(?: (?P<mi{n}>\d{{1,2}})(?! (?:{_UNIT}|:)(?: |$)))?"
    return (
        rf"(?:(?P<h{n}>\d{{1,2}})(?: (?:h|heures?|:){minutes}){'?' if bare else ''}|(?P<mot{n}>midi|minuit))"
        rf"(?: (?P<fr{n}>et demie?|et 1 demie?|et (?:1 )?quart|moins (?:le |1 )?quart|moins \d{{1,2}}))?"
        rf"(?: (?:pile|precises?))?(?: (?P<su{n}>du mat(?:in)?|du soir|de l aprem|de la nuit))?"
        rf"(?: \( heure d (?P<fo{n}>ete|hiver) \))?"
    )


_LENGTH = (
    r"(?:(?P<half>(?:1 )?demie? heure)|(?P<quart>\d) quarts? d heure|(?P<lo>\d{1,3})(?: (?:ou|a|-) (?P<hi>\d{1,3}))?"
    rf" (?P<unit>{_UNIT})(?: (?P<more>et demie?|et (?:1 )?quart|\d\d(?! {_UNIT})))?)(?: environ)?"
)
_DAY_PART = (
    "petit matin|fin de matinee|debut d aprem|fin d aprem|fin de journee|debut de soiree|fin de soiree|pleine nuit|"
    "milieu de la nuit|matinee|matin|midi|aprem|soiree|soir|nuit|journee"
)
_BEFORE_PART = "(?:au|dans le|dans la|dans l|le|l|en|la|pendant la|pendant l|durant la|durant l)"

Rule = tuple[re.Pattern[str], Callable[[Said, re.Match[str]], None]]


def _rule(pattern: str, act: Callable[[Said, re.Match[str]], None]) -> Rule:
    return re.compile(rf"(?:{pattern})(?![\w/])"), act


_CLOCK_SINCE = (
    r"(?=(?:1[3-9]|2[0-3]) (?:h|heures?)(?: |$)|(?:[5-9]|1[0-2]) (?:h|heures?) \d|"
    r"\d{1,2} (?:h|heures?) (?:\d\d )?(?:du|ce|hier) )"
)
_SHORT_HOURS = r"(?!(?:[2-9]|1[0-2]) h(?: |$))"
_LATER = "(?:derniere|passee|d avant|precedente)"

RULES: tuple[Rule, ...] = (
    # now, and how long ago
    _rule("maintenant|en ce moment(?: meme)?|actuellement|a l heure actuelle|(?:la )?tout de suite",
          dit.take_now(dit.NOW)),
    _rule("a l instant(?: meme)?|il y a (?:1|quelques) instants?|juste maintenant", dit.take_now(dit.JUST_NOW)),
    _rule("toute? a l heure|(?:il )?y a quelques minutes", dit.take_now(dit.EARLIER)),
    _rule(rf"(?:il )?y a {_ABOUT}{_LENGTH}", dit.take_ago),
    # since
    _rule(rf"depuis {_ABOUT}{_CLOCK_SINCE}{_time(1)}", dit.take_since_hour),
    _rule(rf"(?:depuis|ca fait|ca dure depuis) {_ABOUT}{_SHORT_HOURS}{_LENGTH}", dit.take_since_length),
    _rule(r"(?:ca dure )?depuis(?: deja| environ)?(?! \d{1,2} (?:h|heures?)(?: |$))", dit.take_since),
    # from one time of one day to another
    _rule(rf"du {_date(1)} a {_time(3)} au {_date(2)} a {_time(4)}", dit.take_range_of_times),
    # nights, parts of today
    _rule(rf"(?:dans |pendant |durant )?(?:la )?nuit (?:du|de|entre) (?:le )?{_date(1)} (?:au|a|et) (?:le )?{_date(2)}",
          dit.take_night_between),
    _rule(rf"(?:dans |pendant |durant )?(?:la )?nuit (?:du|de|d) {_date(1)}", dit.take_night_of),
    _rule(rf"(?:dans |pendant |durant |toute )?la nuit {_LATER}", dit.take_last_night),
    _rule(rf"(?:(?P<dans>(?:dans|durant|pendant|toute) (?:la |l )|au (?=petit))|(?:ce|cet|cette) )"
          rf"(?P<p>{_DAY_PART})(?! (?:du|de|d) )",
          dit.take_this_part),
    # weeks, weekends, months
    _rule(f"(?:la )?semaine {_LATER}", dit.take_span("semaine derniere")),
    _rule("cette semaine|(?:le |en )debut de (?:la|cette) semaine", dit.take_span("cette semaine")),
    _rule(r"(?:le |ce )?weekend (?:dernier|passe|d avant|precedent)", dit.take_span("weekend dernier")),
    _rule("(?:tout )?ce weekend|tout le weekend", dit.take_span("ce weekend")),
    _rule("(?:le )?mois (?:dernier|passe|d avant)", dit.take_span("mois dernier")),
    _rule("ce mois(?: ci)?|(?:le )?debut du mois", dit.take_span("ce mois")),
    _rule(rf"(?:la )?semaine du {_date(1)}", dit.take_week_of),
    # how often
    _rule("(?:tous les|chaque|les) jours?|quotidiennement|7 j / 7|24 h / 24|"
          "(?:tous les|chaque|les) (?:soirs?|matins?|midis?|aprems?|nuits?)|toutes les nuits", dit.take_often),
    _rule(rf"(?:(?:tous les|chaque|les|le) )?weekends?{_NOT_NEXT}", dit.take_often),
    _rule(rf"(?:tous les|chaque|les) {_DAYS}(?:(?: ,)?(?: et)?(?: les| tous les| chaque)? {_DAYS})*", dit.take_often),
    _rule(rf"le {_DAY}(?! \d{{1,2}}(?! (?:h|heures?|:))| \d+[/.-]| (?:dernier|passe|prochain|de la semaine|au|le|et))"
          rf"|le {_DAY}(?: ,)? et (?:le )?{_DAY}(?! \d)", dit.take_habit_or_day),
    _rule(rf"du (?P<de>{_DAY}) au (?P<au>{_DAY})(?! \d)", dit.take_often_range),
    _rule("(?:en|toute la|les jours de|de) semaine", dit.take_often_week),
    # days
    _rule("avant hier", dit.take_days_back(2)),
    _rule("hier", dit.take_days_back(1)),
    _rule("aujourd hui|ce jour|dans la journee d aujourd hui", dit.take_days_back(0)),
    _rule(rf"du {_date(1)} (?:au|jusqu au) {_date(2)}", dit.take_range_of_days),
    _rule(rf"(?:entre|de) (?:le )?(?=le|{_DAY}|\d+ {_MONTH}|\d+/){_date(1)} (?:et|a) (?:le )?{_date(2)}",
          dit.take_range_of_days),
    _rule(rf"(?:le|du|au|la date du) (?={_DAY} (?:le )?\d|\d){_date(1)}", dit.take_one_day),
    _rule(rf"(?:de )?(?={_DAY} (?:le )?\d|\d+ {_MONTH}|\d+[/.-]){_date(1)}", dit.take_one_day),
    _rule(rf"(?P<ce>ce )?(?:(?:le|de|du) )?(?P<j>{_DAY})(?: (?:dernier|passe|precedent))?"
          rf"(?P<week> de la semaine {_LATER})?{_NOT_NEXT}", dit.take_weekday),
    _rule(rf"(?:en |au mois de |(?:le )?mois de |courant |(?P<seul>))(?P<mois>{_MONTH})", dit.take_month_named),
    # hours, parts of the day
    _rule(r"entre midi et (?:2|14)(?: h| heures)?(?! [hd:])", dit.take_midday),
    _rule(rf"(?:de|entre|des) (?:les )?{_time(1, bare=True)} (?:a|et|-|jusqu a|jusque)(?: environ)? {_time(2)}",
          dit.take_between),
    _rule(rf"{_time(1, bare=True)} - {_time(2)}", dit.take_between),
    _rule(rf"{_time(1)} (?:a|jusqu a) {_time(2)}", dit.take_between),
    _rule(rf"(?:(?P<vers>(?:vers|aux (?:alentours|environs) de|autour de|a? ?environ|sur les)(?: les)?) |a |des )?"
          rf"{_time(1)}(?P<about> environ)?", dit.take_at),
    _rule(rf"(?P<part>(?:(?:tot|tard) )?(?:{_BEFORE_PART} )?(?:{_DAY_PART}))(?: dernier| passe)?",
          dit.take_part),
)  # fmt: skip

FILLERS = re.compile(
    r"(?:[,;.:]|et|environ|euh|donc|tard|c est|c etait|ca(?! (?:fait|a))(?: s est passe| se passe| arrive| dure)?|"
    r"en fait|je crois|surtout|presque|souvent|toujours|encore|a peu pres|s est passe|arrive|cela)(?![\w/])"
)
"""Words between two parts that say nothing of when."""


def said_at(line: str, at: int, said: Said, most: int = 9) -> tuple[int, int]:
    """Take up to ``most`` parts of ``line`` from ``at`` on into ``said``: where the last ended, and how many."""
    end, count = at, 0
    place = at
    while count < most:
        found = next(((act, match) for rule, act in RULES if (match := rule.match(line, place))), None)
        if found is None:
            filler = FILLERS.match(line, place)
            if filler is None:
                break
            place = _after(line, filler.end())
            continue
        found[0](said, found[1])
        count += 1
        end = found[1].end()
        place = _after(line, end)
    return end, count


def _after(line: str, at: int) -> int:
    return at + 1 if line[at : at + 1] == " " else at


def past_fillers(line: str) -> int:
    """Where the fillers with which a text begins end."""
    place = 0
    while filler := FILLERS.match(line, place):
        place = _after(line, filler.end())
    return place
