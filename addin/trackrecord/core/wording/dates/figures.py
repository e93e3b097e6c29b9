"""Days and periods in figures, as ISO 8601 and EDTF write them: 2024-02, 2024-W07, 2024-21."""

import re
from datetime import date, timedelta

from trackrecord.core.wording.dates.spans import MONTHS, Span, months
from trackrecord.core.wording.text import Unclear

_EDTF_SEASONS = {21: 3, 22: 6, 23: 9}


def iso(text: str, _issued: date | None) -> Span | None:  # noqa: PLR0911 - one for each form
    """First and last day of a day, week, month, quarter, season or years; None if it is none."""
    if found := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", text):
        day = date(int(found[1]), int(found[3]), int(found[4]))
        return day, day
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        day = date.fromisoformat(text)
        return day, day
    if found := re.fullmatch(r"(\d{4})-w(\d{2})", text):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=6)
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return _year_and_two_digits(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{4})", text):
        return months(int(found[2]), int(found[1]), 1)
    if found := re.fullmatch(r"(\d{4})[/.](\d{2})", text):
        year, two = int(found[1]), int(found[2])
        if text[4] == "." and two <= 12:
            return months(year, two, 1)
        if two == (year + 1) % 100:
            raise Unclear(
                f"'{text}' is two calendar years or one season or fiscal year; write {year} "
                f"to {year + 1}, or its months"
            )
    return None


def _year_and_two_digits(year: int, two: int) -> Span | None:
    follows = two > year % 100
    if 1 <= two <= 12:
        if follows and year >= 2000:
            raise Unclear(
                f"'{year}-{two:02}' is a month ({MONTHS[two - 1].capitalize()} {year}) or "
                f"some years ({year} to {year // 100 * 100 + two}); write one of the two"
            )
        return months(year, two, 1)
    if two in _EDTF_SEASONS and not follows:
        return months(year, _EDTF_SEASONS[two], 3)
    last = year // 100 * 100 + two
    if 33 <= two <= 36:
        quarter = f"Q{two - 32} {year}"
        if follows:
            raise Unclear(
                f"'{year}-{two}' may be {quarter} (in EDTF) or {year} to {last}; write one"
            )
        return months(year, 3 * (two - 33) + 1, 3)
    return (months(year, 1, 12)[0], months(last, 1, 12)[1]) if follows else None
