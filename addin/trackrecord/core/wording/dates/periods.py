"""Days and periods in words: "late 2024", "Q2 2024", "in 18 months", "2024年上半年".

What a phrase is taken to mean:

- A period lasts from its first to its last day. *Early*, *mid* and *late* are its thirds, the
  *start* and *end* of a year or quarter its first and last month, those of a month its first and
  last third.
- Relative phrases count from the day of issue: "next year", "in 18 months" (that month), "in two
  years" (that year). A month without a year is the first one that is not over on that day.
- Seasons are those of the northern hemisphere, by whole months.

Raises `Unclear` where a phrase has two meanings, naming both; gives None where it is no date.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from trackrecord.core.wording.dates.chinese import chinese
from trackrecord.core.wording.dates.days import (
    MONTH_FORM,
    WEEKDAY_WORDS,
    month_number,
    one_day,
    weekday,
    without_weekday,
)
from trackrecord.core.wording.dates.durations import ahead
from trackrecord.core.wording.dates.figures import iso
from trackrecord.core.wording.dates.holidays import HOLIDAY_WORDS, holiday
from trackrecord.core.wording.dates.seasons import SEASON_WORDS, season
from trackrecord.core.wording.dates.spans import (
    MONTHS,
    Span,
    coming,
    months,
    part_of,
    said_on,
    shifted,
)
from trackrecord.core.wording.text import Unclear

_LONGEST_PERIOD = 60  # characters of one day or period
_YEAR = r"(?:'?\d{2}|\d{4})"
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "final": 4,
}
_PART = (
    r"(early|mid|middle of|late|start of|beginning of|end of|turn of|first third of|last third of)"
)
_RELATIVE = {
    "this": 0,
    "current": 0,
    "the current": 0,
    "next": 1,
    "the next": 1,
    "the coming": 1,
    "coming": 1,
    "last": -1,
    "the last": -1,
    "the same": 0,
}


@lru_cache(maxsize=1000)  # a wording is tried in several ways, each asking for the same periods
def period(text: str, issued: date | None) -> Span | None:
    """First and last day of a day or period in words; None if it is none."""
    if len(text) > _LONGEST_PERIOD:
        return None
    text = re.sub(
        r"^(?:(?:in|on|at|during|throughout|within) |some ?time(?: in| on)? )?(?:the )?", "", text
    )
    if any(word in text for word in WEEKDAY_WORDS):
        text = without_weekday(text)
    for rule, words in _PERIOD_RULES:
        if any(word in text for word in words) and (found := rule(text, issued)) is not None:
            return found
    return None


def year_of(text: str) -> int:
    """A year of two or four digits."""
    digits = text.strip("' ")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _plain_period(text: str, issued: date | None) -> Span | None:  # noqa: PLR0911 - one for each form
    """A month, quarter, half, year or decade by its name."""
    if found := re.fullmatch(
        rf"(?:month of )?({MONTH_FORM})(?: of)?[ ,-]*('\d{{2}}|\d{{4}})?", text
    ):
        month = month_number(found[1])
        if found[2]:
            return months(year_of(found[2]), month, 1)
        return coming(month, 1, said_on(issued, text))
    if found := re.fullmatch(r"(?:calendar(?: year)? |cy ?|the year |year )?(\d{4})", text):
        return months(int(found[1]), 1, 12)
    if found := re.fullmatch(r"'(\d{2})", text):
        return months(year_of(found[1]), 1, 12)
    if found := re.fullmatch(r"(\d{3})0'?s", text):
        return months(int(found[1]) * 10, 1, 12)[0], months(int(found[1]) * 10 + 9, 1, 12)[1]
    for size, forms in _NUMBERED_PERIOD.items():
        found = next(filter(None, (form.fullmatch(text) for form in forms)), None)
        if found and found["y"]:
            return months(year_of(found["y"]), size * (int(found["n"]) - 1) + 1, size)
        if found:
            return coming(size * (int(found["n"]) - 1) + 1, size, said_on(issued, text))
    return None


# Quarters and halves, by the months that they last.
_NUMBERED_PERIOD = {
    12 // count: (
        re.compile(rf"{length}(?P<n>[1-{count}])(?: of)?[ /,-]*(?P<y>{_YEAR})?"),
        re.compile(rf"(?P<n>[1-{count}]){length}[ /-]?(?P<y>{_YEAR})?"),
        re.compile(rf"(?P<y>{_YEAR})[ /-]?{length}(?P<n>[1-{count}])"),
    )
    for length, count in (("q", 4), ("h", 2))
}


def _parts_of_period(text: str, issued: date | None) -> Span | None:
    """The third quarter of 2024, the second half of next year, its last month."""
    ordinal = "|".join(_ORDINALS)
    found = re.fullmatch(
        rf"({ordinal})[ -](quarter|half|month)(?:,? (?:of |in )?(?:the )?(.+))?", text
    )
    if found is None:
        return None
    number, word, rest = _ORDINALS[found[1]], found[2], found[3]
    if word == "half":
        number = 2 if found[1] in ("last", "final") else number
    size, most = {"quarter": (3, 4), "half": (6, 2), "month": (1, 12)}[word]
    if word == "month":
        number = 12 if found[1] in ("last", "final") else number
    if number > most:
        return None
    if rest is None:
        return coming(size * (number - 1) + 1, size, said_on(issued, text))
    whole = period(rest, issued)
    if whole is not None and word == "half" and whole == months(whole[0].year, 1, 120):
        return months(whole[0].year + 5 * (number - 1), 1, 60)
    if whole is None or whole != months(whole[0].year, 1, 12):
        return None
    return months(whole[0].year, size * (number - 1) + 1, size)


def _thirds(text: str, issued: date | None) -> Span | None:
    """Early, mid and late; start and end."""
    text = re.sub(r"^(?:year[ -]?end|eoy)(?: of)?(?: |$)", "end of ", text).strip()
    text = re.sub(r"^(end|beginning|start|middle)[ -](?!of\b)(?=\S)", r"\1 of ", text)
    text = "end of this year" if text in ("end of", "end of year", "end of the year") else text
    found = re.fullmatch(rf"(?:the )?(?:very )?{_PART}[ -](?:in )?(?:the )?(.+)", text)
    if found is None:
        return None
    rest = "this year" if found[2] == "year" else "this month" if found[2] == "month" else found[2]
    if rest == "decade" and found[1] in ("mid", "middle of"):
        first = said_on(issued, text).year // 10 * 10
        raise Unclear(
            f"'{text}' may be {first + 4} to {first + 6}, or {first + 14} to {first + 16}; write "
            "one of them"
        )
    if rest == "next decade":
        rest = f"{said_on(issued, text).year // 10 * 10 + 10}s"
    whole = None if re.match(_PART, rest) else period(rest, issued)
    if whole is None or whole[0] == whole[1]:
        return None
    if found[1] == "end of" and whole == months(whole[0].year, 1, 120):
        raise Unclear(
            f"'{text}' may be December {whole[1].year}, or {whole[1].year - 2} to {whole[1].year}; "
            "write one of them"
        )
    part = {
        "middle of": "mid",
        "start of": "start",
        "beginning of": "start",
        "turn of": "turn",
        "end of": "end",
        "first third of": "early",
        "last third of": "late",
    }.get(found[1], found[1])
    return part_of(whole, part, text)


def _relative(text: str, issued: date | None) -> Span | None:  # noqa: PLR0911 - as above
    """This year, next month, in 18 months, the year after next."""
    if text in ("today", "now", "tomorrow", "yesterday"):
        said = said_on(issued, text)
        day = said + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(text, 0))
        return day, day
    if found := re.fullmatch(r"(year|month|quarter) after next", text):
        return shifted(said_on(issued, text), found[1], 2)
    words = "|".join(_RELATIVE)
    if found := re.fullmatch(rf"({words}) (year|month|quarter|half|week|calendar year)", text):
        return shifted(said_on(issued, text), found[2].split()[-1], _RELATIVE[found[1]])
    if found := re.fullmatch(
        rf"({MONTH_FORM}|q[1-4]|h[12]) (?:of )?(this|next|last|the same) year", text
    ):
        year = said_on(issued, text).year + _RELATIVE[found[2]]
        return _plain_period(f"{found[1].rstrip('.')} {year}", issued)
    if found := re.fullmatch(rf"next ({MONTH_FORM})", text):
        return _next_month(month_number(found[1]), said_on(issued, text), text)
    if found := re.fullmatch(r"later this (year|quarter|month|week|decade)", text):
        said = said_on(issued, text)
        last = _this_decade(said)[1] if found[1] == "decade" else shifted(said, found[1], 0)[1]
        return (said + timedelta(days=1), last) if said < last else None
    return None


def _this_decade(said: date) -> Span:
    return months(said.year // 10 * 10, 1, 120)


def _decade(text: str, issued: date | None) -> Span | None:
    if text in ("decade", "this decade", "current decade"):
        return _this_decade(said_on(issued, text))
    if text in ("next decade", "coming decade", "following decade"):
        said = said_on(issued, text)
        raise Unclear(
            f"'{text}' may be the {said.year // 10 * 10 + 10}s, or by "
            f"{said + relativedelta(years=10)}; write one of them"
        )
    return None


def _next_month(month: int, said: date, text: str) -> Span:
    here, there = months(said.year, month, 1), months(said.year + 1, month, 1)
    if month > said.month:
        name = MONTHS[month - 1].capitalize()
        raise Unclear(
            f"'{text}', said on {said}, may be {name} {said.year} or {name} "
            f"{said.year + 1}; write one of them"
        )
    return there if here[0] <= said else here


def _fiscal(text: str, issued: date | None) -> Span | None:
    """A fiscal year by its end; alone, it begins in other months for other companies."""
    found = re.fullmatch(
        r"(?:(?:fiscal |financial |business )?(?:year|12 months|twelve months)|fy) "
        r"(?:ending|ended|to|through)(?: in)? (.+)",
        text,
    )
    if found:
        end = period(found[1], issued)
        if end is None or (end[1] + timedelta(days=1)).day != 1:
            return None
        return months(end[1].year, end[1].month, 1)[0] - relativedelta(months=11), end[1]
    if found := re.fullmatch(
        rf"(?:(?:q[1-4]|h[12]) )?(?:fy|fiscal|financial year|fiscal year)"
        rf" ?({_YEAR})(?:[/-]\d{{2}})?",
        text,
    ):
        year = year_of(found[1])
        raise Unclear(
            f"a fiscal year is another one for each company; if '{text}' ends in March, "
            f"write fiscal year ending March {year}, if in December, {year}"
        )
    return None


# The rules, each with the words of which one must be there for it to be worth a try.
_ALWAYS = ("",)
_UNITS = ("day", "week", "month", "quarter", "half", "year")
_PERIOD_RULES: tuple[tuple[Callable[[str, date | None], Span | None], tuple[str, ...]], ...] = (
    (iso, ("-", "/", ".", "19", "20")),
    (one_day, (*(month[:3] for month in MONTHS), "/", ".", "-")),
    (weekday, (*WEEKDAY_WORDS, "weekend")),
    (holiday, HOLIDAY_WORDS),
    (_plain_period, _ALWAYS),
    (_parts_of_period, _UNITS),
    (_decade, ("decade",)),
    (_thirds, ("early", "mid", "late", "start", "begin", "end", "turn", "third", "eoy")),
    (_relative, (*_UNITS, "now", "tomorrow", "next", "this", "last")),
    (ahead, (*_UNITS, "decade")),
    (season, SEASON_WORDS),
    (_fiscal, ("year", "fy", "fiscal", "months")),
    (chinese, tuple("年月日号季初中底末半内天春夏秋周期节庆午旦")),
)
