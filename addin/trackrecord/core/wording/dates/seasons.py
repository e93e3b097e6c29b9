"""Seasons of the northern hemisphere, by whole months: "spring 2025", "this summer"."""

import re
from datetime import date

from trackrecord.core.wording.dates.spans import Span, coming, months, said_on
from trackrecord.core.wording.text import Unclear

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
SEASON_WORDS = (*_SEASONS, "winter")


def season(text: str, issued: date | None) -> Span | None:
    """A season of the year named, or the next that is not over; None if it is none.

    Errors: Unclear for a winter, which lies in two years, and for "this summer" said after it.
    """
    if found := re.fullmatch(
        r"(?P<which>this |next |the coming )?(?P<name>spring|summer|autumn|fall)(?: of)? ?"
        r"(?P<year>'?\d{2}|\d{4}|(?:this|next) year)?",
        text,
    ):
        return _named(found, text, issued)
    if found := re.fullmatch(r"winter(?: of)? ?(\d{4})[/-](\d{2}|\d{4})", text):
        if int(found[2]) % 100 != (int(found[1]) + 1) % 100:
            return None
        return months(int(found[1]), 12, 3)
    if found := re.fullmatch(r"winter(?: of)? ?(\d{4})", text):
        raise _two_winters(text, int(found[1]))
    if found := re.fullmatch(r"(this |next |the coming )?winter", text):
        said = said_on(issued, text)
        year = said.year - (said.month < 3)  # in which the winter begins that is not over
        if found[1] == "next ":
            raise _two_winters(text, year + 1)
        return months(year, 12, 3)
    return None


def _two_winters(text: str, year: int) -> Unclear:
    return Unclear(
        f"'{text}' may be December {year - 1} to February {year}, or December {year} to February "
        f"{year + 1}; write one of them"
    )


def _named(found: re.Match[str], text: str, issued: date | None) -> Span | None:
    first, which, year = _SEASONS[found["name"]], found["which"], found["year"]
    if year and year[-1].isdigit():
        digits = year.strip("'")
        return (
            None
            if which
            else months(int(digits[-2:]) + 2000 if len(digits) == 2 else int(digits), first, 3)
        )
    said = said_on(issued, text)
    if year:
        return None if which else months(said.year + year.startswith("next"), first, 3)
    here, there = months(said.year, first, 3), months(said.year + 1, first, 3)
    name = found["name"]
    unclear = Unclear(
        f"'{text}', said on {said}, may be {name} {said.year} or {name} {said.year + 1}; write "
        "one of them"
    )
    if which == "this ":
        if here[1] < said:
            raise unclear
        return here
    if which == "next ":
        if said < here[0]:
            raise unclear
        return there
    return coming(first, 3, said)
