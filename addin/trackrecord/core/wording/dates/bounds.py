"""Bounds and ranges of time in words: "March to May", "between now and 2030", "as early as 2026".

One bound alone is read in `one_bound`, a distance from the day of issue in `durations`.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from trackrecord.core.wording.dates.chinese_bounds import chinese_bounds
from trackrecord.core.wording.dates.days import MONTH_FORM
from trackrecord.core.wording.dates.durations import DateEnds, distance, distance_ends, later
from trackrecord.core.wording.dates.one_bound import bounded_date, completed, last_of
from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.dates.spans import months, said_on
from trackrecord.core.wording.phrasing import period_name
from trackrecord.core.wording.quantities import cuts
from trackrecord.core.wording.text import Unclear

_HEDGES = re.compile(
    r"^(?:definitely|certainly|surely|probably|most likely|likely|expected|scheduled|planned|due)"
    r"(?: for)? |^(?:at any time|any time|anytime|at some point|sometime|some time) "
    r"(?!(?:in|between)\b)|,? (?:for sure|definitely|certainly|without doubt|at some point)$"
)
_AROUND_WORDS = (
    *("about", "around", "circa", "ca", "c.", "rough", "approx", "near", "close", "~", "≈"),
    *("or so", "ish", "±", "+/-", "+-", "plus or", "give or"),
    *("大约", "大概", "约", "左右", "前后", "上下"),
)
_BETWEEN_WORDS = r"^(?:(?:(?:sometime |some time |any ?time )?between|from|anywhere from) |介于|在)"
_NO_TIME = frozenset(
    [
        "soon",
        "very soon",
        "shortly",
        "eventually",
        "someday",
        "some day",
        "one day",
        "in the near future",
        "in the foreseeable future",
        "before long",
        "any day now",
        "imminently",
        "in due course",
        "sooner or later",
        "in the future",
        "in the long run",
        "in the medium term",
        "in the short term",
        "asap",
        "recently",
    ]
)


def date_bounds(text: str, issued: date | None) -> DateEnds | None:
    """Both ends of a wording about time; one of them may be open."""
    text = _HEDGES.sub("", text)
    if "'s end" in text:
        text = re.sub(r"\b(?:the )?(year|decade|month|quarter)'s end\b", r"end of the \1", text)
    if text.endswith(("out", "ends", "over")):
        text = re.sub(r"\b(year|decade|month) (?:is out|ends|is over)$", r"end of the \1", text)
    if text.startswith("from "):
        text = re.sub(r"^from (.+) (?:on|onwards?|forward)$", r"from \1", text)
    if text in _NO_TIME:
        raise Unclear(
            f"'{text}' names no time; write for example by 2030-12-31, the last day that counts"
        )
    for read_as in _FORMS_OF_BOUNDS:
        ends = read_as(text, issued)
        if ends is not None:
            return ends
    return period(text, issued)


def _iso_interval(text: str, issued: date | None) -> DateEnds | None:
    """ISO 8601 and EDTF: 2024-01/2024-03, ../2024, 2024/2025."""
    found = re.fullmatch(r"(\d{4}[\dq-]{0,6}|\.\.)/(\d{4}[\dq-]{0,6}|\.\.)", text)
    if found is None or found[1] == found[2] == "..":
        return None
    first, last = (None if part == ".." else period(part, issued) for part in found.groups())
    if (first is None) != (found[1] == "..") or (last is None) != (found[2] == ".."):
        return None
    return first and first[0], last and last[1]


def _this_decade_by(text: str, issued: date | None) -> DateEnds | None:
    if text in ("this decade", "in this decade", "within this decade", "within the decade"):
        span = period("this decade", issued)
        return None if span is None else (None, span[1])
    return None


def _not_in(text: str, issued: date | None) -> DateEnds | None:
    """Not this year, not this decade: after it."""
    found = re.fullmatch(r"not (?:in )?(this (?:year|decade|quarter|month|week))", text)
    span = period(found[1], issued) if found else None
    return None if span is None else (span[1] + timedelta(days=1), None)


def _as_early_as(text: str, issued: date | None) -> DateEnds | None:
    """Unclear for "as early as 2026": that year, or from it on."""
    found = re.fullmatch(r"(?:perhaps |possibly |maybe )?as (?:early|soon) as (.+)", text)
    span = period(found[1], issued) if found else None
    if span is not None:
        name = period_name(*span)
        raise Unclear(
            f"'{text}' may be {name} itself, or any time from {span[0]} on; write {name}, from "
            f"{span[0]}, or both ends"
        )
    return None


def _both_bounds(text: str, issued: date | None) -> DateEnds | None:
    """Two bounds: not before 2026 but by 2028; as early as May, no later than July."""
    found = re.split(r",? (?:but|and|yet) |, ", text)
    if len(found) != 2:
        return None
    first, last = (re.sub(r"^as (?:early|soon) as ", "from ", part) for part in found)
    one = bounded_date(completed(first, last), issued)
    other = None if one is None else bounded_date(last, issued)
    if one is None or other is None or (one[0] is None) == (other[0] is None):
        return None
    return one[0] or other[0], one[1] or other[1]


def _around(text: str, issued: date | None) -> DateEnds | None:
    """2030 ± 2 years; Unclear for "around 2030"."""
    if not any(word in text for word in _AROUND_WORDS):
        return None
    if found := re.fullmatch(r"(.+?) ?(?:±|\+/-|\+-|plus or minus|give or take) ?(.+)", text):
        span, width = period(found[1], issued), distance(found[2])
        if span is None or width is None:
            return None
        return later(span[0], width._replace(number=-width.number)), later(span[1], width)
    found = re.fullmatch(
        r"(?:(?:in|at|by) )?(?:about|around|circa|ca\.?|c\.|roughly|approximately|some time around|"
        r"sometime around|near|close to|~|≈|大约|大概|约) ?(?P<before>.+)|"
        r"(?P<behind>.+?)(?: or so|-?ish|左右|前后|上下)",
        text,
    )
    span = period(found["before"] or found["behind"], issued) if found else None
    if span is None:
        return None
    days = (span[1] - span[0]).days + 1
    if days < 8:
        wide = span[0] - timedelta(days=7), span[1] + timedelta(days=7)
    else:
        count = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
        wide = span[0] - relativedelta(months=count), span[1] + relativedelta(months=count, day=31)
    name = period_name(*span)
    raise Unclear(
        f"'{text}' says no width: write {name} if just that is meant, or for example "
        f"{wide[0]} to {wide[1]}"
    )


def _from_now(text: str, issued: date | None) -> DateEnds | None:
    """Between now and 2030."""
    found = re.fullmatch(
        r"(?:between |from |any time between |anytime between |sometime between )?"
        r"(?:now|today) (?:and|until|till|to|through) (.+)",
        text,
    )
    span = last_of(found[1], issued) if found else None
    return None if span is None else (said_on(issued, text), span[1])


def _date_range(text: str, issued: date | None) -> DateEnds | None:
    between = re.sub(_BETWEEN_WORDS, "", text).removesuffix("之间")
    if re.fullmatch(r"(?:in )?\d{4}(?:, \d{4}){0,20},? and \d{4}", text):  # 2025, 2026 and 2027
        years = [int(year) for year in re.findall(r"\d{4}", text)]
        if years == list(range(years[0], years[-1] + 1)):
            return months(years[0], 1, 12)[0], months(years[-1], 1, 12)[1]
    marks = (
        (" and ", " to ")
        if "between" in text[:20]
        else (" to ", " - ", "-", " until ", " through ", " or ", "/", "至", "到", "~", "或")
    )
    if period(between, issued) is not None:
        return None
    for mark in marks:
        for first, last in cuts(between, mark):
            end = period(_with_year_of(last.strip(), first.strip()), issued)
            start = period(completed(first.strip(), last.strip()), issued) if end else None
            if start and end and mark in (" or ", "或") and start[1] + timedelta(days=1) < end[0]:
                raise Unclear(
                    f"'{text}' leaves out the time between; write two forecasts, or the whole time"
                )
            if start and end:
                return start[0], end[1]
    return None


_FORMS_OF_BOUNDS: tuple[Callable[[str, date | None], DateEnds | None], ...] = (
    _iso_interval,
    distance_ends,
    chinese_bounds,
    _this_decade_by,
    _not_in,
    _as_early_as,
    _from_now,
    bounded_date,
    _both_bounds,
    _around,
    _date_range,
)


def _with_year_of(last: str, first: str) -> str:
    """The second of two times, with the year of the first if it has none: March 2025 to June."""
    year = re.search(r"(?<!\d)(\d{4})(?!\d)", first)
    if year is None or re.search(r"\d{4}|'\d\d|year|年|decade", last):
        return last
    if last.isascii():
        named = re.fullmatch(rf"{MONTH_FORM}|q[1-4]|h[12]", last)
        return f"{last} {year[1]}" if named else last
    return f"{year[1]}年{last}" if re.match("第|[一二三四上下]|\\d{1,2}月", last) else last
