"""One day: "28 March 2024", "Dec 16, 2024", "28.03.2024", "next Friday".

A day in figures is read if only one order of day, month and year fits the calendar.
"""

import re
from datetime import date, timedelta

from trackrecord.core.wording.dates.spans import MONTHS, Span, said_on
from trackrecord.core.wording.text import Unclear

MONTH_FORM = "(?:" + "|".join(f"{name}|{name[:3]}" for name in MONTHS) + r"|sept)\b\.?"
DAY_FORMS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_NAME = "(?:" + "|".join(f"{name}|{name[:3]}" for name in DAY_FORMS) + r"|tues|thurs)"
WEEKDAY_FORM = _WEEKDAY_NAME + r"\b\.?,? "
WEEKDAY_WORDS = tuple(name[:3] for name in DAY_FORMS)
_NUMBER_OF_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DATED = tuple(
    re.compile(form)
    for form in (
        rf"{_NUMBER_OF_DAY}(?: of |[ -])?(?P<m>{MONTH_FORM})(?:,? |-)?(?P<y>\d{{4}})?",
        rf"(?P<m>{MONTH_FORM}) (?:the )?{_NUMBER_OF_DAY}(?:,? (?P<y>\d{{4}}))?",
    )
)
_FIGURES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
# Where the year, the month and the day stand.
ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}


def month_number(name: str) -> int:
    """The number of a month by its name, or the first letters of it."""
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def without_weekday(text: str) -> str:
    """A day without the day of the week before it; Unclear if that is another one."""
    found = re.match(rf"({WEEKDAY_FORM})(?=\d|{MONTH_FORM})(.+)", text)
    if found is None:
        return text
    named = next(n for n, name in enumerate(DAY_FORMS) if name.startswith(found[1][:3]))
    span = one_day(found[2], None)
    if span and span[0].weekday() != named:
        raise Unclear(
            f"{span[0]} is a {DAY_FORMS[span[0].weekday()].capitalize()}, not a "
            f"{DAY_FORMS[named].capitalize()}; write the day alone, as {span[0]}"
        )
    return found[2]


def one_day(text: str, issued: date | None) -> Span | None:
    """A day with its month by name, or in figures."""
    for form in _DATED:
        found = form.fullmatch(text)
        if found is None:
            continue
        month, number = month_number(found["m"]), int(found["d"])
        if found["y"]:
            day = date(int(found["y"]), month, number)
        elif number > 31:
            return None
        else:
            said = said_on(issued, text)
            day = date(said.year, month, number)
            day = day if day >= said else date(said.year + 1, month, number)
        return day, day
    figures = day_in_figures(text)
    return None if figures is None else (figures, figures)


def days_by_order(text: str) -> dict[str, date]:
    """The days that a text in figures may be, by the order of year, month and day.

    >>> days_by_order("13/04/2025")
    {'dmy': datetime.date(2025, 4, 13)}
    >>> list(days_by_order("13/04/25"))
    ['ymd', 'dmy']
    """
    found = _FIGURES.fullmatch(text)
    if found is None:
        return {}
    parts = found[1], found[3], found[4]
    readings = {}
    for order, places in ORDERS.items():
        year, month, number = (parts[place] for place in places)
        if len(year) == 1 or (order == "ymd" and len(number) > 2):
            continue
        full = int(year) if len(year) == 4 else 2000 + int(year)
        if 1 <= int(month) <= 12:
            try:
                readings[order] = date(full, int(month), int(number))
            except ValueError:  # no such day
                continue
    return readings


def day_in_figures(text: str, order: str = "") -> date | None:
    """A day in figures, by that order or the only one that fits; None if it is none.

    Errors: Unclear, naming the days, if more than one order fits, or none.
    """
    if _FIGURES.fullmatch(text) is None:
        return None
    readings = days_by_order(text)
    if order:
        if order not in readings:
            raise Unclear(f"'{text}' is no day in the order {order}; write the day as yyyy-mm-dd")
        return readings[order]
    days = list(dict.fromkeys(readings.values()))
    if len(days) == 1:
        return days[0]
    if not days:
        raise Unclear(f"'{text}' is not in the calendar; write the day as yyyy-mm-dd")
    raise Unclear(f"'{text}' may be {' or '.join(map(str, days))}; write one of them")


def weekday(text: str, issued: date | None) -> Span | None:
    """Friday, this Friday, next Friday, Friday of next week, the weekend."""
    found = re.fullmatch(
        rf"(?P<which>this |this coming |the coming |coming |next )?"
        rf"(?P<day>{_WEEKDAY_NAME}|weekend)(?P<week> (?:of )?(?:this|next) week)?",
        text,
    )
    if found is None:
        return None
    said = said_on(issued, text)
    whole = found["day"] == "weekend"
    number = (
        5 if whole else next(n for n, d in enumerate(DAY_FORMS) if d.startswith(found["day"][:3]))
    )
    monday = said - timedelta(days=said.weekday())
    of_next_week = monday + timedelta(days=7 + number)
    if found["week"]:
        day = of_next_week if "next" in found["week"] else of_next_week - timedelta(days=7)
    else:
        day = said + timedelta(days=(number - said.weekday()) % 7)
        if found["which"] == "next ":
            day = day if day > said else day + timedelta(days=7)
            if day != of_next_week:
                raise Unclear(f"'{text}' may be {day} or {of_next_week}; write one of them")
        elif day == said:
            raise Unclear(
                f"'{text}', said on one, may be {day} or {day + timedelta(days=7)}; write one "
                "of them"
            )
    return day, day + timedelta(days=whole)
