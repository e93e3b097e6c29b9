"""What a wording says: "February 2024", "50,000-60,000", "< 300,000", "definitely yes".

A grammar of our own over short texts: `dates` for days, `quantities` for numbers, `probabilities`
and `chances` for yes and no; here what they share: levels (`80 % confidence`), a likeliest value
beside an interval (`best`), a time beside a number (`times`). `claims` finds the unit as well. The
way back is in `phrasing`. What is unclear is asked back with both readings, never guessed. A strict
bound becomes the largest (or smallest) value that still counts.
"""

import re
from dataclasses import replace
from datetime import date

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Never, Reading
from trackrecord.core.wording.best import best_beside
from trackrecord.core.wording.dates.bounds import date_bounds
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.probabilities import probability
from trackrecord.core.wording.quantities import best_number, ends_around, quantity
from trackrecord.core.wording.text import LONGEST, NeedsTheDay, Unclear, normalised
from trackrecord.core.wording.times import beside_a_time
from trackrecord.core.wording.units import NUMBER

_MONEYS = ("CNY", "USD", "EUR", "GBP", "JPY", "KRW", "INR", "CHF", "HKD")
_FORMS = {
    DATE_UNIT: "February 2024, Q1 2024, 2024-02-29, by June 2024, or March to May 2024",
    YES_NO_UNIT: "yes, no, 70 %, or a word such as likely",
}
_NUMBER_FORMS = "50,000, 50-60k, < 300,000, at least 1.5 million, or 20 to 30"
NOT_READ = "cannot be read for certain"
_STATED = (
    r"(?P<level>\d{1,2}(?:\.\d{1,3})?) ?(?:%|percent|per cent) (?:probability|"
    r"confidence(?: interval)?|chance|ci|interval|sure|certain|confident|likely|likelihood|"
    r"credible interval)"
)
_LEVEL = re.compile(rf"(?P<rest>.+?)[ ,;]{{0,2}}\(?(?:with |at )?(?:an? )?{_STATED}\)?")
_LEVEL_FIRST = re.compile(
    rf"(?:with |at )?(?:an? |the )?{_STATED}(?: (?:of|that|for|it is|it will be))?[:,]? "
    r"(?P<rest>.+)"
)
_NEVER = frozenset(
    [
        "never",
        "it will never happen",
        "will never happen",
        "never happens",
        "not ever",
        "never ever",
        "绝不",
        "永不",
        "永远不会",
        "绝不会",
        "决不会",
        "永远不会发生",
        "从不",
    ]
)


def read_wording(
    wording: str, unit: str, scale: str = "ICD 203", issued: date | None = None
) -> Reading:
    """Read a wording for a question of that unit.

    ``scale`` says what words like "likely" mean; ``issued`` is the day from which relative forms
    ("next year", "by June") count.

    Errors: ValueError with what to write instead; where there are two readings it names both.

    >>> read_wording("February 2024", "date")
    Reading(low=datetime.date(2024, 2, 1), high=datetime.date(2024, 2, 29), level=None, best=None)
    >>> read_wording("< 300,000", "CNY").high, read_wording("50-60k", "cars").low
    (299999.99, 50000.0)
    >>> read_wording("by June", "date", issued=date(2023, 11, 15)).high
    datetime.date(2024, 6, 30)
    """
    text = normalised(wording)
    try:
        found = _read(text, unit, scale, issued) if 0 < len(text) <= LONGEST else None
    except Unclear as unclear:
        forms = _FORMS.get(unit, _NUMBER_FORMS)
        raise ValueError(f"{unclear} (or write for example {forms})") from None
    except (ValueError, OverflowError):  # a day that is not in the calendar
        found = None
    if found is None:
        forms = _FORMS.get(unit, _NUMBER_FORMS)
        raise ValueError(
            f"'{wording[:60]}' {NOT_READ}; write for example {forms}, "
            "or fill in Low and High yourself"
        )
    if found.low is not None and found.high is not None and found.low > found.high:  # type: ignore[operator]  # of one kind
        raise ValueError(f"'{wording[:60]}' runs backwards; write the lower end first")
    return found


def _read(text: str, unit: str, scale: str, issued: date | None) -> Reading | None:
    if unit == YES_NO_UNIT:
        p = probability(text, scale)
        if p is None:
            _must_not_have_a_time(text, scale, issued)
        return None if p is None else Reading(p, p)
    if unit == DATE_UNIT and text in _NEVER:
        return Reading(Never.NEVER, Never.NEVER)
    text, level = _without_level(text)
    if level is not None and not 0 < level < 1:
        return None
    found = _with_best(text, unit, issued)
    if found is None:
        ends = _ends_said(text, unit, issued)
        found = None if ends is None else Reading(*ends)
    if found is None and unit != DATE_UNIT:
        found = _number_at_a_time(text, unit, issued)
    return found if found is None or level is None else replace(found, level=level)


def _ends_said(
    text: str, unit: str, issued: date | None
) -> tuple[Bound | None, Bound | None] | None:
    return date_bounds(text, issued) if unit == DATE_UNIT else quantity(text, unit)


def _without_level(text: str) -> tuple[str, float | None]:
    """A wording without the probability that it states for its interval, and that probability."""
    if "%" in text or "percent" in text:
        found = _LEVEL.fullmatch(text) or _LEVEL_FIRST.fullmatch(text)
        if found is not None:
            return found["rest"], round(float(found["level"]) / 100, 12)
    return text, None


def _with_best(text: str, unit: str, issued: date | None) -> Reading | None:
    """A reading of a text that gives a single value and an interval."""
    for said, interval in best_beside(text):
        around, level = _without_level(interval)
        if around.startswith(("±", "+")):
            continue
        ends = _ends_said(around, unit, issued)
        if ends is None or None in ends or ends[0] == ends[1]:
            continue
        if unit == DATE_UNIT:
            one = date_bounds(said, issued)
            if one is None or None in one:
                continue
            if one[0] != one[1]:
                raise Unclear(
                    f"'{said}' is no single day; write the likeliest day, or {around} alone"
                )
            best: Bound | None = one[0]
        else:
            best = best_number(said, around, unit)
            ends = ends_around(said, around, unit) or ends
        if best is None:
            continue
        low, high = ends
        assert low is not None
        assert high is not None
        if not low <= best <= high:  # type: ignore[operator]  # of one kind
            raise Unclear(f"'{said}' lies outside of '{around}'; write both numbers in full")
        return Reading(low, high, level, best)
    return None


def _number_at_a_time(text: str, unit: str, issued: date | None) -> Reading | None:
    """The number of a wording that says its time as well: the time belongs to the question."""
    for number, time in beside_a_time(text):
        said, level = _without_level(number)
        found = _with_best(said, unit, issued)
        if found is None and (ends := quantity(said, unit)) is not None:
            found = Reading(*ends)
        if found is not None and _is_a_time(time, issued):
            _must_be_one_time(text, time)
            return found if level is None else replace(found, level=level)
    return None


def _must_be_one_time(text: str, time: str) -> None:
    first, mark, last = re.sub("^(?:in|by|at) ", "", time).replace("或", " or ").partition(" or ")
    if mark:
        raise Unclear(
            f"'{text}' may be about {first.strip()} or about {last.strip()}; write one of them"
        )


def time_said(text: str, issued: date | None) -> Reading | None:
    """The time that a part of a wording says; None if it is none. Errors: Unclear.

    >>> time_said("in 2024", None).high
    datetime.date(2024, 12, 31)
    """
    try:
        ends = date_bounds(text, issued)
    except OverflowError:
        return None
    except Unclear:
        raise
    except ValueError:  # a day that is not in the calendar
        return None
    if ends is not None and ends[0] and ends[1] and ends[0] > ends[1]:
        raise Unclear(f"'{text}' runs backwards; write the earlier time first")
    return None if ends is None else Reading(*ends)


def _is_a_time(text: str, issued: date | None) -> bool:
    try:
        return time_said(text, issued) is not None
    except NeedsTheDay:
        return True


def _must_not_have_a_time(text: str, scale: str, issued: date | None) -> None:
    for said, time in beside_a_time(text):
        try:
            p = probability(said, scale)
        except Unclear:
            continue
        if p is not None and _is_a_time(time, issued):
            raise Unclear(
                f"'{text}' says a probability ({said}) and a time ({time}): the time belongs to "
                f"the question; write {said} alone if the question asks about it"
            )


def guess_unit(
    wording: str, scale: str = "ICD 203", issued: date | None = None
) -> tuple[str, Reading]:
    """The unit of a wording that nobody named, and its reading.

    Errors: ValueError, as `read_wording`.

    >>> guess_unit("under $41,000")
    ('USD', Reading(low=None, high=40999.99, level=None, best=None))
    """
    found: dict[str, Reading] = {}
    asked: dict[str, str] = {}
    if re.fullmatch(r"\d{1,2}/\d{2,4}", text := normalised(wording)):
        raise ValueError(
            f"'{text}' may be a month and a year, or a share; write for example "
            f"{_FORMS[DATE_UNIT]}, or 24 %"
        )
    width = r"(?:±|\+/-|\+-|plus or minus) ?[.\d]+ ?(?:%|percent|per cent)"
    share = ("%",) if re.search("%|percent|per cent", re.sub(width, "", text)) else ()
    for unit in (DATE_UNIT, YES_NO_UNIT, NUMBER, *share, *_MONEYS):
        if unit in _MONEYS and found and not set(found) <= set(_MONEYS):
            break
        try:
            found[unit] = read_wording(wording, unit, scale, issued)
        except ValueError as question:
            asked[unit] = str(question)
    if len(found) == 1:
        return next(iter(found.items()))
    if not found:  # a question with two readings says more than that there is none
        unclear = [text for text in (asked[NUMBER], *asked.values()) if NOT_READ not in text]
        forms = f"February 2024, by June 2024, {_NUMBER_FORMS.partition(', or')[0]}, or 70 %"
        raise ValueError(
            unclear[0]
            if unclear
            else f"'{wording[:60]}' {NOT_READ}; name its unit, or write for example {forms}"
        )
    shown = ", or ".join(f"{canonical(reading, unit)} ({unit})" for unit, reading in found.items())
    raise ValueError(f"'{wording[:60]}' may be {shown}; say which unit is meant")
