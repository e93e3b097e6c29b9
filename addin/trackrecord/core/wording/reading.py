"""What a wording says: "February 2024", "50,000-60,000", "< 300,000", "definitely yes".

A grammar of our own over short texts: `date_bounds` and `periods` for days, `quantities` for
numbers, `probabilities`; here what they share. The way back is in `phrasing`. What
is unclear is asked back with both readings, never guessed. A strict bound becomes the largest (or
smallest) value that still counts.
"""

import re
from datetime import date

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Reading
from trackrecord.core.wording.dates.bounds import date_bounds
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.probabilities import probability
from trackrecord.core.wording.quantities import quantity
from trackrecord.core.wording.text import LONGEST, Unclear, normalised
from trackrecord.core.wording.units import NUMBER

_MONEYS = ("CNY", "USD", "EUR", "GBP")
_FORMS = {
    DATE_UNIT: "February 2024, Q1 2024, 2024-02-29, by June 2024, or March to May 2024",
    YES_NO_UNIT: "yes, no, 70 %, or a word such as likely",
}
_NUMBER_FORMS = "50,000, 50-60k, < 300,000, at least 1.5 million, or 20 to 30"
_LEVEL = re.compile(
    r"(?P<rest>.+?)[ ,;]{0,2}\(?(?:with |at )?(?:an? )?(?P<level>\d{1,2}(?:\.\d{1,3})?) ?"
    r"(?:%|percent) (?:probability|confidence(?: interval)?|chance|ci|interval|sure|"
    r"certain|likely|likelihood)\)?"
)


def read_wording(
    wording: str, unit: str, scale: str = "ICD 203", issued: date | None = None
) -> Reading:
    """Read a wording for a question of that unit.

    ``scale`` says what words like "likely" mean; ``issued`` is the day from which relative forms
    ("next year", "by June") count.

    Errors: ValueError with what to write instead; where there are two readings it names both.

    >>> read_wording("February 2024", "date")
    Reading(low=datetime.date(2024, 2, 1), high=datetime.date(2024, 2, 29), level=None)
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
            f"'{wording[:60]}' cannot be read for certain; write for example {forms}, "
            "or fill in Low and High yourself"
        )
    if found.low is not None and found.high is not None and found.low > found.high:  # type: ignore[operator]  # of one kind
        raise ValueError(f"'{wording[:60]}' runs backwards; write the lower end first")
    return found


def _read(text: str, unit: str, scale: str, issued: date | None) -> Reading | None:
    if unit == YES_NO_UNIT:
        p = probability(text, scale)
        return None if p is None else Reading(p, p)
    level = None
    if (stated := _LEVEL.fullmatch(text)) is not None:
        text, level = stated["rest"], float(stated["level"]) / 100
        if not 0 < level < 1:
            return None
    ends: tuple[Bound | None, Bound | None] | None
    ends = date_bounds(text, issued) if unit == DATE_UNIT else quantity(text, unit)
    return None if ends is None else Reading(ends[0], ends[1], level)


def guess_unit(
    wording: str, scale: str = "ICD 203", issued: date | None = None
) -> tuple[str, Reading]:
    """The unit of a wording that nobody named, and its reading.

    Errors: ValueError, as `read_wording`.

    >>> guess_unit("under $41,000")
    ('USD', Reading(low=None, high=40999.99, level=None))
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
        if unit in _MONEYS and found:
            break
        try:
            found[unit] = read_wording(wording, unit, scale, issued)
        except ValueError as question:
            asked[unit] = str(question)
    if len(found) == 1:
        return next(iter(found.items()))
    if not found:  # a question with two readings says more than that there is none
        unclear = [
            text
            for text in (asked[NUMBER], *asked.values())
            if "cannot be read for certain" not in text
        ]
        forms = f"February 2024, by June 2024, {_NUMBER_FORMS.partition(', or')[0]}, or 70 %"
        raise ValueError(
            unclear[0]
            if unclear
            else f"'{wording[:60]}' cannot be read for certain; name its "
            f"unit, or write for example {forms}"
        )
    shown = ", or ".join(f"{canonical(reading, unit)} ({unit})" for unit, reading in found.items())
    raise ValueError(f"'{wording[:60]}' may be {shown}; say which unit is meant")
