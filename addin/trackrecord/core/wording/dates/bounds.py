"""Bounds and ranges of time in words: "by June 2024", "March to May", "within two years".

*By*, *until* reach to the last day of what follows; *before* ends, *after* begins, outside of it.
*Within two years* reaches from the day of issue on.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.dates.spans import Span, months
from trackrecord.core.wording.quantities import cuts
from trackrecord.core.wording.text import Unclear

_BY = (
    "by",
    "until",
    "till",
    "no later than",
    "not later than",
    "up to",
    "through",
    "up until",
    "<=",
    "≤",
    "on or before",
    "before or in",
    "up to and including",
)
_BEFORE = ("before", "prior to", "ahead of", "earlier than", "sooner than", "<")
_FROM = (
    "from",
    "since",
    "not before",
    "no earlier than",
    "no sooner than",
    "not until",
    "starting",
    "starting in",
    "beginning in",
    "as of",
    "as early as",
    ">=",
    "≥",
    "on or after",
    "not earlier than",
    "at the earliest in",
    "at the earliest",
)
_AFTER = ("after", "later than", "past", "beyond", ">")
_BY_BEHIND = ("at the latest", "or earlier", "or sooner", "or before", "底前")
_FROM_BEHIND = (
    "at the earliest",
    "or later",
    "onwards",
    "onward",
    "and beyond",
    "or after",
    "and later",
    "起",
    "以后",
    "之后开始",
)
# Words, whether they bound from above, and whether what they name is outside.
_Bounds = tuple[tuple[tuple[str, ...], bool, bool], ...]
_BOUNDS: _Bounds = (
    (_BY, True, False),
    (_BEFORE, True, True),
    (_FROM, False, False),
    (_AFTER, False, True),
)
_BOUNDS_BEHIND: _Bounds = (
    (_BY_BEHIND, True, False),
    (_FROM_BEHIND, False, False),
    (("之前", "以前", "前"), True, True),
    (("之后", "后"), False, True),
)


def date_bounds(text: str, issued: date | None) -> tuple[date | None, date | None] | None:
    """Both ends of a wording about time; one of them may be open."""
    for read_as in (_iso_interval, _within, _bounded_date, _date_range):
        ends = read_as(text, issued)
        if ends is not None:
            return ends
    return period(text, issued)


def _iso_interval(text: str, issued: date | None) -> tuple[date | None, date | None] | None:
    """ISO 8601 and EDTF: 2024-01/2024-03, ../2024, 2024/2025."""
    found = re.fullmatch(r"(\d{4}[\dq-]{0,6}|\.\.)/(\d{4}[\dq-]{0,6}|\.\.)", text)
    if found is None or found[1] == found[2] == "..":
        return None
    first, last = (None if part == ".." else period(part, issued) for part in found.groups())
    if (first is None) != (found[1] == "..") or (last is None) != (found[2] == ".."):
        return None
    return first and first[0], last and last[1]


def _within(text: str, issued: date | None) -> tuple[None, date] | None:
    """Within two years, in the next 18 months."""
    found = re.fullmatch(r"(?:within|in|over|during)(?: the)?(?: next| coming)? (.+)", text)
    if found is None or not (text.startswith("within") or "next " in text[:15] or "coming" in text):
        return None
    number = re.fullmatch(
        r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
        r"eighteen|twenty|couple of|few) (day|week|month|quarter|year)s?",
        found[1],
    )
    if number is None:
        return None
    if issued is None:
        raise Unclear(f"'{text}' depends on the day it was said; give the day of issue")
    if number[1] == "few":
        raise Unclear(f"'{text}' says no number; write for example within 3 {number[2]}s")
    span = period(f"in {number[1]} days", issued)
    assert span is not None
    count = (span[0] - issued).days
    if number[2] in ("day", "week"):
        return None, issued + timedelta(days=count * (7 if number[2] == "week" else 1))
    size = {"month": 1, "quarter": 3, "year": 12}[number[2]] * count
    month = issued.year * 12 + issued.month - 1 + size
    whole = months(month // 12, month % 12 + 1, 1)
    return None, whole[0].replace(day=min(issued.day, whole[1].day))


def _bounded_date(text: str, issued: date | None) -> tuple[date | None, date | None] | None:
    if re.fullmatch(r"by (?:the )?mid(?:dle of)?[ -](?:the )?\S.*", text):
        _must_not_be_the_middle(text, issued)
        return None
    for words, upper, strict in _BOUNDS:
        for rest in _after_word(text, words):
            by = upper and not strict
            span = _last_of(rest, issued) if by else period(rest, issued)
            if span is not None:
                return _two_dates(span, upper=upper, strict=strict)
    for words, upper, strict in _BOUNDS_BEHIND:
        for word in words:
            if text.endswith(word) and (
                span := period(text.removesuffix(word).strip(" ,"), issued)
            ):
                return _two_dates(span, upper=upper, strict=strict)
    return None


def _last_of(text: str, issued: date | None) -> Span | None:
    """The period that a bound reaches to: "by the end of June" is by June."""
    whole = re.sub(r"^(?:the )?(?:year[ -]end|end of (?:the )?year)$", "this year", text)
    whole = re.sub(r"^(?:the )?(?:end of|year[ -]end) (?:the )?", "", whole)
    return period(whole, issued) or period(text, issued)


def _must_not_be_the_middle(text: str, issued: date | None) -> None:
    rest = re.sub(r"^by (?:the )?mid(?:dle of)?[ -](?:the )?", "", text)
    span = period(rest, issued)
    if span is not None and span[0] != span[1]:
        middle = span[0] + (span[1] - span[0]) / 2
        third = period(f"mid {rest}", issued)
        last = third[1] if third else middle
        half = (
            months(span[0].year, span[0].month, 6)[1] if last.month > span[0].month + 5 else middle
        )
        raise Unclear(
            f"'{text}' may end on {half} (its middle) or on {last} (its middle third); write "
            f"by {half} or by {last}"
        )


def _after_word(text: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in sorted(words, key=len, reverse=True):
        rest = text.removeprefix(word)
        if rest != text and (not word[-1].isalpha() or rest.startswith(" ")):
            yield rest.strip()


def _two_dates(span: Span, *, upper: bool, strict: bool) -> tuple[date | None, date | None]:
    if upper:
        return None, span[0] - timedelta(days=1) if strict else span[1]
    return span[1] + timedelta(days=1) if strict else span[0], None


def _date_range(text: str, issued: date | None) -> tuple[date, date] | None:
    between = re.sub(r"^(?:between|from|anywhere from|sometime between) ", "", text)
    marks = (
        (" and ", " to ")
        if text.startswith(("between", "sometime between"))
        else (" to ", " - ", "-", " until ", " through ", " or ", "/", "至", "到", "~")
    )
    if period(between, issued) is not None:
        return None
    for mark in marks:
        for first, last in cuts(between, mark):
            end = period(last.strip(), issued)
            start = period(_completed(first.strip(), last.strip()), issued) if end else None
            if start and end and mark == " or " and start[1] + timedelta(days=1) < end[0]:
                raise Unclear(
                    f"'{text}' leaves out the time between; write two forecasts, or the whole time"
                )
            if start and end:
                return start[0], end[1]
    return None


def _completed(first: str, last: str) -> str:
    """The first of two times, with the year of the second if it has none."""
    year = re.search(r"\b(\d{4}|next year|this year)$", last)
    if year and not re.search(r"\d{4}|year", first):
        if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first):  # 3 to 5 March 2024
            month = re.search(r"[a-z]+\.? \d{4}$", last)
            return f"{first} {month[0]}" if month else first
        return f"{first} {year[0]}"
    return first
