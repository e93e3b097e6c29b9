"""Distances in time: "in 18 months", "within two years", "five to ten years away".

What a distance is taken to mean:

- *In*, *away*, *from now* name the day, week, month, quarter or year that lies so far ahead, by its
  unit: "in 18 months" a month, "in two years" a calendar year. One year, and decades, are asked
  back: they are said of the month as well as of the year.
- *Within* and *at least … away* count to the day.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from trackrecord.core.wording.dates.spans import LAST_YEAR, Span, said_on, shifted
from trackrecord.core.wording.phrasing import period_name
from trackrecord.core.wording.text import Unclear

DateEnds = tuple[date | None, date | None]


class Distance(NamedTuple):
    """So many days, weeks, months, quarters, years or decades."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"


_TEENS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_COUNTS = {word: number for number, word in enumerate(_TEENS.split(), 1)} | {
    "a": 1,
    "an": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "hundred": 100,
    "a hundred": 100,
    "couple of": 2,
    "a couple of": 2,
}
_COUNT = r"\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True))
_SIZE = r"(day|week|month|quarter|year|decade)(?:s'|'s|s)?"
_DISTANCE = re.compile(rf"({_COUNT})[ -]{_SIZE}")
_AND_A_HALF = re.compile(
    rf"({_COUNT}) and a half years?|(\d{{1,3}})\.5 years?|(?:(?:a|one) )?year and a half"
)
_BETWEEN = re.compile(
    rf"(?:between )?(?P<first>(?:{_COUNT})(?:[ -]{_SIZE})?|half a year)"
    rf"(?P<mark> to | and | or | - |-|/|~)(?P<last>(?:{_COUNT})[ -]?{_SIZE}|half a year)"
)
_OR_TWO = re.compile(r"an? (day|week|month|quarter|year|decade) or (?:two|so)")
_AHEAD = re.compile(
    r"(?: (?:away|from now|from today|out|off|hence|ahead|later|in the future|"
    r"down the (?:road|line)|time|or so)|' time)$"
)
_LEAD = re.compile(
    r"(?:(?P<within>within|inside(?: of)?)|(?P<through>in|over|during|for))?"
    r"(?P<next> ?(?:the )?(?:next|coming|following)\b)? ?(?:the )?(?P<rest>.+)"
)
_VAGUE = re.compile(
    r"(?:about|around|roughly|approximately|some|nearly|almost|just under|just over|close to|"
    r"well over|~) ?"
)
_AT_LEAST_FAR = re.compile(r"(?:at least|no less than|not less than|a minimum of|no sooner than) ")
_MORE_FAR = re.compile(r"(?:more than|over|longer than|upwards of) ")
_AT_MOST_FAR = re.compile(r"(?:at most|no more than|not more than|up to|a maximum of) ")
_LESS_FAR = re.compile(r"(?:less than|fewer than|under) ")
_NO_NUMBER = re.compile(
    r"(?:(?:within|in|over|during) )?(?:(?:the )?(?:next|coming) )?"
    r"(?:(?:a )?(?:few|several|some|many|number of) )?(day|week|month|quarter|year|decade)s"
)


def distance(text: str) -> Distance | None:
    """A distance; None if the text is none.

    >>> distance("two and a half years"), distance("18 months")
    (Distance(number=30, unit='month'), Distance(number=18, unit='month'))
    """
    if text == "half a year":
        return Distance(6, "month")
    if found := _AND_A_HALF.fullmatch(text):
        years = found[1] or found[2] or "1"
        return Distance(12 * (_COUNTS.get(years) or int(years)) + 6, "month")
    if (found := _DISTANCE.fullmatch(text)) is None:
        return None
    return Distance(_COUNTS.get(found[1]) or int(found[1]), found[2])


def _between(text: str) -> tuple[Distance, Distance, str] | None:
    if found := _OR_TWO.fullmatch(text):
        return Distance(1, found[1]), Distance(2, found[1]), "so" if text.endswith("so") else "or"
    if (found := _BETWEEN.fullmatch(text)) is None:
        return None
    last = distance(found["last"]) or distance(re.sub(r"^(\d+)", r"\1 ", found["last"]))
    if last is None:
        return None
    first = distance(found["first"]) or distance(f"{found['first']} {last.unit}s")
    return None if first is None else (first, last, found["mark"].strip())


def later(said: date, far: Distance) -> date:
    """The same day so much later."""
    if far.unit in ("day", "week"):
        day = said + timedelta(days=far.number * (7 if far.unit == "week" else 1))
    else:
        size = {"month": 1, "quarter": 3, "year": 12, "decade": 120}[far.unit]
        day = said + relativedelta(months=size * far.number)
    if day.year > LAST_YEAR:
        raise OverflowError(day)
    return day


def ahead(text: str, issued: date | None) -> Span | None:
    """The period so far ahead, of a text without its "in"; None if it is no distance."""
    bare = _AHEAD.sub("", text)
    far = distance(bare)
    return None if far is None else _one_ahead(far, text, issued)


def _one_ahead(far: Distance, text: str, issued: date | None) -> Span:
    said = said_on(issued, text)
    if far.unit == "decade" or (far.unit == "year" and far.number == 1):
        day = later(said, far)
        raise Unclear(
            f"'{text}' may be {day:%B} {day.year} or any time in {day.year}, or it may mean by "
            f"{day}; write {day:%B} {day.year}, {day.year} or by {day}"
        )
    return shifted(said, far.unit, far.number)


def distance_ends(text: str, issued: date | None) -> DateEnds | None:  # noqa: C901, PLR0911 - one for each form
    """Both ends of a wording about a distance from the day of issue; None if it is none."""
    if not re.search(r"day|week|month|quarter|year|decade", text):
        return None
    text = re.sub(r"^(\d{1,3})\+ (?=[a-z])", r"at least \1 ", text)
    _must_name_a_number(text, issued)
    if re.fullmatch("(?:within|over|during) (?:the )?(?:next|coming) decade", text):
        return None, later(said_on(issued, text), Distance(1, "decade"))
    if found := re.fullmatch(
        r"not (for|in|within|over)(?: at least)?(?: another)? (?:the )?(?:next |coming )?(.+)", text
    ):
        far = distance(found[2])
        if far is None:
            return None
        return later(said_on(issued, text), far) + timedelta(days=found[1] != "for"), None
    bare = _AHEAD.sub("", text)
    found = _LEAD.fullmatch(bare)
    if found is None:
        return None
    rest, within, coming = found["rest"], bool(found["within"]), bool(found["next"])
    bound = _bounded_distance(bare if bare != text else rest, text, issued)
    bound = bound or _bounded_distance(rest, text, issued)
    if bound is not None:
        return bound
    vague = _VAGUE.match(rest)
    rest = rest[vague.end() :] if vague else rest
    if (both := _between(rest)) is not None:
        return _ends_of_two(both, text, issued, within=within, coming=coming)
    if (far := distance(rest)) is None:
        return None
    if vague or text.endswith("or so"):
        raise _no_width(far, text, issued)
    if within or (coming and found["through"]) or (coming and far.number > 1):
        return None, later(said_on(issued, text), far)
    if bare == rest == text:
        day, span = later(said_on(issued, text), far), _one_ahead(far, text, issued)
        raise Unclear(
            f"'{text}' may be by {day}, or {period_name(*span)}; write within {far} or in {far}"
        )
    if found["through"] in ("over", "during", "for"):
        return None
    return _one_ahead(far, text, issued)


def _bounded_distance(rest: str, text: str, issued: date | None) -> DateEnds | None:
    for form, upper, days in (
        (_AT_LEAST_FAR, False, 0),
        (_MORE_FAR, False, 1),
        (_AT_MOST_FAR, True, 0),
        (_LESS_FAR, True, -1),
    ):
        found = form.match(rest)
        far = distance(rest[found.end() :]) if found else None
        if far is not None:
            end = later(said_on(issued, text), far) + timedelta(days=days)
            return (None, end) if upper else (end, None)
    return None


def _ends_of_two(
    both: tuple[Distance, Distance, str],
    text: str,
    issued: date | None,
    *,
    within: bool,
    coming: bool,
) -> DateEnds:
    first, last, mark = both
    said = said_on(issued, text)
    near, far = later(said, first), later(said, last)
    if mark == "so":
        raise _no_width(first, text, issued)
    if coming or (within and mark == "or"):
        soonest = f"by {near} or by {far}" if mark == "or" else f"by {far} or {near} to {far}"
        raise Unclear(f"'{text}' may be {soonest}; write one of them")
    if within:
        return near, far
    if "decade" in (first.unit, last.unit):
        raise Unclear(
            f"'{text}' may be {near.year} to {far.year}, or the decades around; write the years"
        )
    return shifted(said, first.unit, first.number)[0], shifted(said, last.unit, last.number)[1]


def _no_width(far: Distance, text: str, issued: date | None) -> Unclear:
    day = later(said_on(issued, text), far)
    before, behind = (
        day - (day - said_on(issued, text)) / 4,
        day + (day - said_on(issued, text)) / 4,
    )
    return Unclear(
        f"'{text}' says no width: write {day:%B} {day.year} if just that is meant, or for example "
        f"{before:%B} {before.year} to {behind:%B} {behind.year}"
    )


def _must_name_a_number(text: str, issued: date | None) -> None:
    """Unclear for "a few years" and its like, and for "in the next year"."""
    if found := re.fullmatch(
        r"(?:within|in|over|during) (?:the )?(?:next|coming) (week|month|quarter|year|decade)", text
    ):
        far = Distance(1, found[1])
        day = later(said_on(issued, text), far)
        if found[1] == "decade" and not text.startswith("in "):
            return
        if found[1] == "decade":
            following = (day.year // 10) * 10
            raise Unclear(f"'{text}' may be the {following}s, or by {day}; write one of them")
        span = shifted(said_on(issued, text), found[1], 1)
        raise Unclear(f"'{text}' may be {span[0]} to {span[1]}, or by {day}; write one of them")
    if text in ("within the year", "within the month", "within the week", "within the quarter"):
        unit = text.rsplit(" ", 1)[1]
        said = said_on(issued, text)
        end, day = shifted(said, unit, 0)[1], later(said, Distance(1, unit))
        raise Unclear(f"'{text}' may be by {end} or by {day}; write one of them")
    bare = _AHEAD.sub("", text)
    if (found := _NO_NUMBER.fullmatch(bare)) is not None:
        raise Unclear(
            f"'{text}' says no number; write for example within 3 {found[1]}s, or in 3 to 5 "
            f"{found[1]}s"
        )
