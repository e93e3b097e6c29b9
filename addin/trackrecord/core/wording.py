"""What a wording says: "February 2024", "50,000-60,000", "< 300,000", "definitely yes".

A grammar of our own over short texts: `periods` for days, `quantities` for numbers, `chances` for
probabilities; here what they share, bounds of time, ranges of time, and the way back. What is
unclear is asked back with both readings, never guessed. A strict bound becomes the largest (or
smallest) value that still counts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from trackrecord.core.chances import chance
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Problem, Record
from trackrecord.core.periods import MONTHS, period
from trackrecord.core.quantities import cuts, quantity
from trackrecord.core.spans import Span, Unclear, months

LONGEST = 120  # characters of a wording that is read
NUMBER = "number"  # what the unit of a number is called where it is not known
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
_BY = (
    "by", "until", "till", "no later than", "not later than", "up to", "through", "up until",
    "<=", "≤", "on or before", "before or in", "up to and including",
)
_BEFORE = ("before", "prior to", "ahead of", "earlier than", "sooner than", "<")
_FROM = (
    "from", "since", "not before", "no earlier than", "no sooner than", "not until", "starting",
    "starting in", "beginning in", "as of", "as early as", ">=", "≥", "on or after",
    "not earlier than", "at the earliest in", "at the earliest",
)
_AFTER = ("after", "later than", "past", "beyond", ">")
_BY_BEHIND = ("at the latest", "or earlier", "or sooner", "or before", "底前")
_FROM_BEHIND = (
    "at the earliest", "or later", "onwards", "onward", "and beyond", "or after", "and later",
    "起", "以后", "之后开始",
)
# Words, whether they bound from above, and whether what they name is outside.
_Bounds = tuple[tuple[tuple[str, ...], bool, bool], ...]
_BOUNDS: _Bounds = (
    (_BY, True, False), (_BEFORE, True, True), (_FROM, False, False), (_AFTER, False, True),
)
_BOUNDS_BEHIND: _Bounds = (
    (_BY_BEHIND, True, False), (_FROM_BEHIND, False, False),
    (("之前", "以前", "前"), True, True), (("之后", "后"), False, True),
)
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


@dataclass(frozen=True, slots=True)
class Reading:
    """How a wording is read: both ends included, None is an open end; the level it states."""

    low: Bound | None
    high: Bound | None
    level: float | None = None


def read(wording: str, unit: str, scale: str = "ICD 203", issued: date | None = None) -> Reading:
    """Read a wording for a question of that unit.

    ``scale`` says what words like "likely" mean; ``issued`` is the day from which relative forms
    ("next year", "by June") count.

    Errors: ValueError with what to write instead; where there are two readings it names both.

    >>> read("February 2024", "date")
    Reading(low=datetime.date(2024, 2, 1), high=datetime.date(2024, 2, 29), level=None)
    >>> read("< 300,000", "CNY").high, read("50-60k", "cars").low
    (299999.99, 50000.0)
    >>> read("by June", "date", issued=date(2023, 11, 15)).high
    datetime.date(2024, 6, 30)
    """
    text = plain(wording)
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


def plain(wording: str) -> str:
    """A wording as the grammar takes it: small letters, plain dashes and spaces, no full stop."""
    text = unicodedata.normalize("NFKC", wording[: 4 * LONGEST]).translate(_DASHES).lower()
    text = (
        text.replace("’", "'").replace("‘", "'").replace("“", "").replace("”", "").replace('"', "")
    )
    return re.sub(r"(?<![./])[.!]+$", "", re.sub(r"\s+", " ", text).strip()).strip()


def _read(text: str, unit: str, scale: str, issued: date | None) -> Reading | None:
    if unit == YES_NO_UNIT:
        p = chance(text, scale)
        return None if p is None else Reading(p, p)
    level = None
    if (stated := _LEVEL.fullmatch(text)) is not None:
        text, level = stated["rest"], float(stated["level"]) / 100
        if not 0 < level < 1:
            return None
    ends: tuple[Bound | None, Bound | None] | None
    ends = _times(text, issued) if unit == DATE_UNIT else quantity(text, unit)
    return None if ends is None else Reading(ends[0], ends[1], level)


def _times(text: str, issued: date | None) -> tuple[date | None, date | None] | None:
    """Both ends of a wording about time; one of them may be open."""
    for read_as in (_interval, _within, _bounded, _range):
        ends = read_as(text, issued)
        if ends is not None:
            return ends
    return period(text, issued)


def _interval(text: str, issued: date | None) -> tuple[date | None, date | None] | None:
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


def _bounded(text: str, issued: date | None) -> tuple[date | None, date | None] | None:
    if re.fullmatch(r"by (?:the )?mid(?:dle of)?[ -](?:the )?\S.*", text):
        _must_not_be_the_middle(text, issued)
        return None
    for words, upper, strict in _BOUNDS:
        for rest in _after_word(text, words):
            by = upper and not strict
            span = _last_of(rest, issued) if by else period(rest, issued)
            if span is not None:
                return _ends(span, upper=upper, strict=strict)
    for words, upper, strict in _BOUNDS_BEHIND:
        for word in words:
            if text.endswith(word) and (
                span := period(text.removesuffix(word).strip(" ,"), issued)
            ):
                return _ends(span, upper=upper, strict=strict)
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


def _ends(span: Span, *, upper: bool, strict: bool) -> tuple[date | None, date | None]:
    if upper:
        return None, span[0] - timedelta(days=1) if strict else span[1]
    return span[1] + timedelta(days=1) if strict else span[0], None


def _range(text: str, issued: date | None) -> tuple[date, date] | None:
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


def canonical(reading: Reading, unit: str) -> str:
    """A wording that reads the same, whatever the day of issue.

    >>> canonical(read("Feb. '24", "date"), "date"), canonical(read("fewer than 3", "cars"), "cars")
    ('February 2024', 'at most 2')
    """
    said = _canonical_ends(reading, unit)
    if reading.level is None:
        return said
    return f"{said} ({reading.level * 100:.10g} % confidence)"


def _canonical_ends(reading: Reading, unit: str) -> str:
    low, high = reading.low, reading.high
    if unit == YES_NO_UNIT:
        return _digits(low)
    if isinstance(low, date) and isinstance(high, date):
        return _named(low, high)
    words = ("by", "from") if unit == DATE_UNIT else ("at most", "at least")
    if low is None:
        return f"{words[0]} {_digits(high)}"
    if high is None:
        return f"{words[1]} {_digits(low)}"
    return _digits(low) if low == high else f"{_digits(low)} to {_digits(high)}"


def _digits(value: Bound | None) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _named(low: date, high: date) -> str:
    names = {
        1: f"{MONTHS[low.month - 1].capitalize()} {low.year}",
        3: f"Q{(low.month + 2) // 3} {low.year}",
        6: f"H{(low.month + 5) // 6} {low.year}",
        12: f"{low.year}",
    }
    if low == high:
        return str(low)
    for count, name in names.items():
        if (
            (low.month - 1) % count == 0
            and low.day == 1
            and (low, high) == months(low.year, low.month, count)
        ):
            return name
    return f"{low} to {high}"


def guess(wording: str, scale: str = "ICD 203", issued: date | None = None) -> tuple[str, Reading]:
    """The unit of a wording that nobody named, and its reading. Errors: ValueError, as `read`.

    >>> guess("under $41,000")
    ('USD', Reading(low=None, high=40999.99, level=None))
    """
    found: dict[str, Reading] = {}
    asked: list[str] = []
    share = ("%",) if re.search("%|percent|per cent", wording) else ()
    for unit in (DATE_UNIT, YES_NO_UNIT, NUMBER, *share, *_MONEYS):
        if unit in _MONEYS and found:
            break
        try:
            found[unit] = read(wording, unit, scale, issued)
        except ValueError as question:
            asked.append(str(question))
    if len(found) == 1:
        return next(iter(found.items()))
    if not found:  # a question with two readings says more than that there is none
        raise ValueError(min(asked, key=lambda text: "cannot be read" in text))
    shown = ", or ".join(f"{canonical(reading, unit)} ({unit})" for unit, reading in found.items())
    raise ValueError(f"'{wording[:60]}' may be {shown}; say which with --unit")


def misread(record: Record) -> Iterator[Problem]:
    """Forecasts whose Low and High are not what their Wording says.

    A wording that cannot be read for certain says nothing here; nor does a forecast without ends.
    """
    units = {row.question: row.unit for row in record.questions}
    for row in record.forecasts:
        if row.question not in units or (row.low is None and row.high is None):
            continue
        unit = units[row.question]
        try:
            found = read(row.wording, unit, record.settings.scale, row.issued)
        except ValueError:
            continue
        if (found.low, found.high) != (row.low, row.high):
            own = canonical(Reading(row.low, row.high), unit)
            message = (
                f"“{row.wording[:60]}” is read as {canonical(found, unit)}, but Low and High say "
                f"{own}; correct one of the two, or word it as “{own}”"
            )
            yield Problem(f"{row.where}, column Wording", message)
