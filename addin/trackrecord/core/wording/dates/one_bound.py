"""One bound of time: "by June 2024", "not before 2027", "2025 or later", "before the end of May".

*By*, *until* reach to the last day of what follows; *before* ends, *after* begins, outside of it.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from trackrecord.core.wording.dates.durations import DateEnds, distance, later
from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.dates.spans import Span, months, said_on, shifted
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
    "at the latest by",
    "at the latest in",
    "by no later than",
    "not after",
)
_BEFORE = ("before", "prior to", "ahead of", "earlier than", "sooner than", "<", "pre-", "pre")
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
    ">=",
    "≥",
    "on or after",
    "not earlier than",
    "at the earliest in",
    "at the earliest",
)
_AFTER = ("after", "later than", "past", "beyond", ">", "post-", "post", "not until after")
_BY_BEHIND = (
    "at the latest",
    "or earlier",
    "or sooner",
    "or before",
    "if not sooner",
    "if not earlier",
    "if not before",
    "latest",
)
_FROM_BEHIND = (
    "at the earliest",
    "or later",
    "onwards",
    "onward",
    "and beyond",
    "or after",
    "and later",
    "and after",
    "or beyond",
    "earliest",
    "+",
)
# Words, whether they bound from above, and whether what they name is outside.
_END_OF = re.compile(
    r"(?:the )?(?:very )?(?:end[ -]of|year[ -]?end|eoy|end(?=[ -]))(?:[ -]the)?[ -]?"
)
_Bounds = tuple[tuple[tuple[str, ...], bool, bool], ...]
_BOUNDS: _Bounds = (
    (_BY, True, False),
    (_BEFORE, True, True),
    (_FROM, False, False),
    (_AFTER, False, True),
)
_BOUNDS_BEHIND: _Bounds = ((_BY_BEHIND, True, False), (_FROM_BEHIND, False, False))


def bounded_date(text: str, issued: date | None) -> DateEnds | None:
    """The ends of a text with one bound; None if it is none."""
    text = re.sub(r"^((?:by|before|until) .+) at the latest$", r"\1", text)
    if re.fullmatch(r"by (?:the )?mid(?:dle of)?[ -](?:the )?\S.*", text):
        _must_not_be_the_middle(text, issued)
        return None
    for words, upper, strict in _BOUNDS:
        for rest in _after_word(text, words):
            if (far := distance(_away(rest))) is not None:  # by two years from now: to the day
                day = later(said_on(issued, text), far)
                return _two_dates((day, day), upper=upper, strict=strict)
            # Before the end of June is by June.
            by = upper and (not strict or _END_OF.match(rest) is not None)
            span = last_of(rest, issued) if by else period(rest, issued)
            if span is not None:
                return _two_dates(span, upper=upper, strict=strict and not by)
            if " or " in rest:
                _must_not_be_two(text, rest, issued, upper=upper, strict=strict)
    for words, upper, strict in _BOUNDS_BEHIND:
        for word in words:
            if text.endswith(word) and (
                span := period(text.removesuffix(word).strip(" ,"), issued)
            ):
                return _two_dates(span, upper=upper, strict=strict)
    return None


def _away(text: str) -> str:
    return re.sub(r"^in |(?: (?:away|from now|from today)|' time)$", "", text)


def last_of(text: str, issued: date | None) -> Span | None:
    """The period that a bound reaches to: "by the end of June" is by June."""
    whole = re.sub(r"^(?:the )?(?:year[ -]?end|eoy|end of (?:the )?year)$", "this year", text)
    if found := re.fullmatch(r"(?:the )?end of (the|this|next) week", whole):
        sunday = shifted(said_on(issued, text), "week", found[1] == "next")[1]
        friday = sunday - timedelta(days=2)
        raise Unclear(f"'{text}' may be {friday} or {sunday}; write one of them")
    whole = _END_OF.sub("", whole)
    return period(whole, issued) or period(text, issued)


def _must_not_be_two(
    text: str, rest: str, issued: date | None, *, upper: bool, strict: bool
) -> None:
    """Unclear for "by 2027 or 2028"."""
    first, last = rest.split(" or ", 1)
    spans = period(completed(first.strip(), last.strip()), issued), period(last, issued)
    both = [_two_dates(span, upper=upper, strict=strict) for span in spans if span]
    if len(both) == 2:
        word = "by" if upper else "from"
        one, other = (f"{word} {high if upper else low}" for low, high in both)
        raise Unclear(f"'{text}' may be {one} or {other}; write one of them")


def _must_not_be_the_middle(text: str, issued: date | None) -> None:
    rest = re.sub(r"^by (?:the )?mid(?:dle of)?[ -](?:the )?", "", text)
    span = period(rest, issued)
    if span is not None and span[0] != span[1]:
        third = period(f"mid {rest}", issued)
        count = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
        if count > 1 and count % 2 == 0:
            half = months(span[0].year, span[0].month, count // 2)[1]
        else:
            half = span[0] + (span[1] - span[0]) / 2
        last = third[1] if third else half
        raise Unclear(
            f"'{text}' may end on {half} (its middle) or on {last} (its middle third); write "
            f"by {half} or by {last}"
        )


def _after_word(text: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in sorted(words, key=len, reverse=True):
        rest = text.removeprefix(word)
        if rest != text and (not word[-1].isalpha() or rest.startswith(" ")):
            yield rest.strip()


def _two_dates(span: Span, *, upper: bool, strict: bool) -> DateEnds:
    if upper:
        return None, span[0] - timedelta(days=1) if strict else span[1]
    return span[1] + timedelta(days=1) if strict else span[0], None


def completed(first: str, last: str) -> str:
    """The first of two times, with the year of the second if it has none."""
    year = re.search(r"\b(\d{4}|next year|this year)$", last)
    if year and not re.search(r"\d{4}|year", first):
        if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first):  # 3 to 5 March 2024
            month = re.search(r"[a-z]+\.? \d{4}$", last)
            return f"{first} {month[0]}" if month else first
        return f"{first} {year[0]}"
    return first
