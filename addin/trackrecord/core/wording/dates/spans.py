"""Spans of days: whole months, thirds, and what is so much further on."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from trackrecord.core.wording.text import NeedsTheDay, Unclear

Span = tuple[date, date]
FIRST_YEAR, LAST_YEAR = 1900, 9998
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def months(year: int, first: int, count: int) -> Span:
    """So many whole months, from one of a year on."""
    if not FIRST_YEAR <= year <= LAST_YEAR:  # where the calendar of spreadsheets lies
        raise OverflowError(year)
    start = date(year, first, 1)
    return start, start + relativedelta(months=count) - timedelta(days=1)


def said_on(issued: date | None, text: str) -> date:
    """The day of issue; Unclear if a text that depends on it was given without."""
    if issued is None:
        raise NeedsTheDay(
            f"'{text}' depends on the day it was said; give the day of issue, or write the year"
        )
    return issued


def coming(first: int, count: int, issued: date) -> Span:
    """The first such months of a year that are not over on the day of issue."""
    span = months(issued.year, first, count)
    return span if span[1] >= issued else months(issued.year + 1, first, count)


def part_of(whole: Span, part: str, text: str) -> Span | None:
    """The early, mid or late part of a span, its start or end; None where it has no such part."""
    first, last = whole
    if part == "turn":
        year = first.year if text.endswith("year") else first.year - 1
        raise Unclear(
            f"'{text}' may be the days around New Year, or December {year} to January {year + 1}; "
            "write the time that is meant"
        )
    if (last - first).days == 6:
        raise _part_of_a_week(first, part, text)
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return None
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count == 1:
        ends = {"early": (1, 10), "start": (1, 10), "mid": (11, 20)}.get(part, (21, last.day))
        return first.replace(day=ends[0]), first.replace(day=ends[1])
    if part in ("start", "end") and count <= 12:
        return (
            months(first.year, first.month, 1)
            if part == "start"
            else months(last.year, last.month, 1)
        )
    if count % 3 and count != 120:
        return None
    if count == 120:  # a decade has no thirds of whole years
        years = {"early": (0, 3), "start": (0, 3), "mid": (4, 6)}.get(part, (7, 9))
        return (first.replace(year=first.year + years[0]), last.replace(year=first.year + years[1]))
    third = {"early": 0, "start": 0, "mid": 1}.get(part, 2)
    start = first + relativedelta(months=third * count // 3)
    return start, start + relativedelta(months=count // 3) - timedelta(days=1)


def shifted(said: date, unit: str, by: int) -> Span:
    """The day, week, month, quarter, half or year so many further on."""
    if unit == "day":
        day = said + timedelta(days=by)
        return day, day
    if unit == "week":
        monday = said + timedelta(days=7 * by - said.weekday())
        return monday, monday + timedelta(days=6)
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    at = (said.year * 12 + said.month - 1) // size * size + by * size
    return months(at // 12, at % 12 + 1, size)


def _part_of_a_week(monday: date, part: str, text: str) -> Unclear:
    shorter, longer = {
        "early": ((0, 1), (0, 2)),
        "start": ((0, 0), (0, 1)),
        "mid": ((2, 2), (1, 3)),
    }.get(part, ((3, 4), (4, 6)))
    one, other = (
        " to ".join(dict.fromkeys(str(monday + timedelta(days=n)) for n in days))
        for days in (shorter, longer)
    )
    return Unclear(f"'{text}' may be {one} or {other}; write one of them")
