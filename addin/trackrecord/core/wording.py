"""What a wording says: "February 2024", "50,000-60,000", "< 300,000", "definitely yes".

A small grammar: the plain forms of days, months, quarters, halves and years, of numbers, and of
probabilities, alone, as a bound, or as a range. What is not one of them is asked back, never
guessed. A strict bound becomes the largest (or smallest) value that still counts.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from math import ulp

from dateutil.relativedelta import relativedelta

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound
from trackrecord.core.words import estimate

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|sept"
_NUMBER = re.compile(
    r"(?P<digits>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*"
    r"(?P<scale>(?:k|thousand|m|mn|million|bn|billion)(?![^\W_]))?"
)
_SCALES = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9,
           "billion": 1e9}
_LARGEST, _FIRST_YEAR = 1e100, 1900
_AT_MOST = ("<=", "≤", "at most", "up to", "no more than", "not more than")
_BELOW = ("<", "under", "below", "less than", "fewer than")
_AT_LEAST = (">=", "≥", "at least", "no less than", "not less than", "from")
_ABOVE = (">", "over", "above", "more than")
# Words of time; with a number they are asked back ("by 2025" cars?).
_DATES_ONLY = {"most": ("by", "until"), "below": ("before",), "least": ("not before",),
               "above": ("after",)}
_MONEY = {"cny": ("¥", "yuan", "rmb"), "usd": ("$", "dollar", "dollars"),
          "eur": ("€", "euro", "euros"), "gbp": ("£", "pound", "pounds"), "jpy": ("¥", "yen")}
_COUNTED = {"cars", "units", "vehicles", "models", "people", "employees", "stores", "orders",
            "countries", "seats", "votes", "pieces"}
_SURE = {"yes": 1.0, "will": 1.0, "definitely": 1.0, "definitely yes": 1.0, "certain": 1.0,
         "no": 0.0, "will not": 0.0, "won't": 0.0, "definitely not": 0.0, "definitely no": 0.0}
_CURRENCY = re.compile(r"[A-Z]{3}")
_FORMS = {
    DATE_UNIT: "February 2024, Q1 2024, 2024-02-29, by June 2024, or March to May 2024",
    YES_NO_UNIT: "yes, no, 70 %, or a word such as likely",
}
_NUMBER_FORMS = "50,000, 50-60k, < 300,000, at least 1.5 million, or 20 to 30"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a wording is read: both ends included, None is an open end."""

    low: Bound | None
    high: Bound | None


def read(wording: str, unit: str, scale: str = "ICD 203") -> Reading:
    """Read a wording for a question of that unit; ``scale`` says what words like "likely" mean.

    Errors: ValueError with what to write instead.

    >>> read("February 2024", "date")
    Reading(low=datetime.date(2024, 2, 1), high=datetime.date(2024, 2, 29))
    >>> read("< 300,000", "CNY"), read("50-60k", "cars")
    (Reading(low=None, high=299999.99), Reading(low=50000.0, high=60000.0))
    """
    text = re.sub(r"\s+", " ", wording).strip().rstrip(".").lower()
    try:
        if unit == YES_NO_UNIT:
            found = _probability(text, scale)
        else:
            found = _bounded(text, unit) or _range(text, unit) or _whole(text, unit)
    except OverflowError:  # beyond the calendar
        found = None
    if found is None:
        forms = _FORMS.get(unit, _NUMBER_FORMS)
        raise ValueError(f"'{wording[:60]}' cannot be read for certain; write for example {forms}, "
                         "or fill in Low and High yourself")
    if found.low is not None and found.high is not None and found.low > found.high:  # type: ignore[operator]  # of one kind
        raise ValueError(f"'{wording[:60]}' runs backwards; write the lower end first")
    return found


def _probability(text: str, scale: str) -> Reading | None:
    percent = re.fullmatch(r"(\d+(?:\.\d+)?) ?(%|percent)", text)
    plain = re.fullmatch(r"[01](?:\.\d+)?|\.\d+", text)
    odds = re.fullmatch(r"(\d+) in (\d+)", text)
    word = estimate(text, scale)
    if text in _SURE:
        p = _SURE[text]
    elif percent:
        p = float(percent[1]) / 100
    elif plain:
        p = float(text)
    elif odds and int(odds[2]):
        p = int(odds[1]) / int(odds[2])
    elif word:
        p = word.middle
    else:
        return None
    return Reading(p, p) if 0 <= p <= 1 else None


def _bounded(text: str, unit: str) -> Reading | None:
    """One end open: "by June 2024", "< 300,000"."""
    times = _DATES_ONLY if unit == DATE_UNIT else {}
    for words, strict, upper in (
        (_AT_MOST + times.get("most", ()), False, True),
        (_BELOW + times.get("below", ()), True, True),
        (_AT_LEAST + times.get("least", ()), False, False),
        (_ABOVE + times.get("above", ()), True, False),
    ):
        for word in words:
            rest = text.removeprefix(word)
            if rest == text or (word[-1].isalpha() and not rest.startswith(" ")):
                continue
            span = _span(rest.strip(), unit)
            if span is None:
                continue
            low, high = span
            if upper:
                return Reading(None, _step(low, unit, -1) if strict else high)
            return Reading(_step(high, unit, 1) if strict else low, None)
    return None


def _step(end: Bound, unit: str, way: int) -> Bound:
    """The next value beyond a strict bound: a day, a cent of a currency, one of what is counted.

    Of what is measured, the next number there is.
    """
    if isinstance(end, date):
        return end + timedelta(days=way)
    if _CURRENCY.fullmatch(unit):
        return round(end + way * 0.01, 2)
    if unit.lower() in _COUNTED and end.is_integer() and abs(end) < 1e15:
        return end + way
    return end + way * ulp(end)


def _range(text: str, unit: str) -> Reading | None:
    """Two ends: "March to May 2024", "50-60k", "between 20 and 30"."""
    between = text.removeprefix("between ")
    for mark in ((" and ",) if between != text else (" to ", " - ", "–", "-", " until ")):
        if between.count(mark) != 1:
            continue
        first, last = between.split(mark)
        end = _span(last.strip(), unit)
        start = _span(_completed(first.strip(), last.strip(), unit), unit)
        # "1 to 1 million" was hardly meant as 1 million to 1 million.
        if start and end and (start != end or first == last):
            return Reading(start[0], end[1])
    return None


def _completed(first: str, last: str, unit: str) -> str:
    """What the first half leaves to the second: its year, its "k"."""
    if unit == DATE_UNIT:
        year = re.search(r"\b\d{4}$", last)
        return f"{first} {year[0]}" if year and not re.search(r"\d{4}", first) else first
    found = _NUMBER.match(_bare(last, unit.lower()))
    own = _NUMBER.fullmatch(first)
    return first + (found["scale"] or "") if found and own and not own["scale"] else first


def _whole(text: str, unit: str) -> Reading | None:
    span = _span(text, unit)
    return Reading(*span) if span else None


def _span(text: str, unit: str) -> tuple[Bound, Bound] | None:
    """First and last value of one day, period or number."""
    if unit == DATE_UNIT:
        try:
            return _period(text)
        except (ValueError, OverflowError):  # a day that is not in the calendar
            return None
    found = _NUMBER.fullmatch(_bare(text, unit.lower()))
    if found is None or re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", found["digits"]):
        return None  # 300.000 is a thousand times as much where points part thousands
    value = float(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""]
    return (value, value) if abs(value) <= _LARGEST else None


def _bare(text: str, unit: str) -> str:
    """A number without the question's own unit, its sign or its name; no other word goes."""
    money = _MONEY.get(unit, ())
    percent = ("%", "percent", "per cent") if unit in ("%", "percent") else ()
    several = (f"{unit}s", unit.removesuffix("s"))
    for sign in (mark for mark in money if not mark.isalpha()):
        text = text.removeprefix(sign).removesuffix(sign)
    for word in ("units", unit, *several, *money, *percent):
        rest = text.removesuffix(word)
        if word and rest != text and rest[-1:] in "0123456789 kmn":
            return rest.strip()
    return text.strip()


def _period(text: str) -> tuple[date, date] | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return day, day
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return _months(int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(rf"(?:in )?({_MONTH})\.?,? (\d{{4}})", text):
        return _months(int(found[2]), _month(found[1]), 1)
    if found := re.fullmatch(rf"(?:on )?(\d{{1,2}}) ({_MONTH})\.?,? (\d{{4}})", text):
        day = date(int(found[3]), _month(found[2]), int(found[1]))
        return day, day
    if found := re.fullmatch(rf"(?:on )?({_MONTH})\.? (\d{{1,2}}),? (\d{{4}})", text):
        day = date(int(found[3]), _month(found[1]), int(found[2]))
        return day, day
    return _part_of_year(text)


def _part_of_year(text: str) -> tuple[date, date] | None:
    if found := re.fullmatch(r"(?:in )?(\d{4})", text):
        return _months(int(found[1]), 1, 12)
    if found := re.fullmatch(r"(?:in )?q([1-4])[ /-]?(\d{4})|(\d{4})[ -]?q([1-4])", text):
        year, quarter = (found[2] or found[3]), int(found[1] or found[4])
        return _months(int(year), 3 * quarter - 2, 3)
    if found := re.fullmatch(r"(?:in )?h([12])[ /-]?(\d{4})|(\d{4})[ -]?h([12])", text):
        year, half = (found[2] or found[3]), int(found[1] or found[4])
        return _months(int(year), 6 * half - 5, 6)
    if found := re.fullmatch(r"(?:in )?(?:the )?(first|second) half of (\d{4})", text):
        return _months(int(found[2]), 1 if found[1] == "first" else 7, 6)
    return None


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    if year < _FIRST_YEAR:  # where the calendar of spreadsheets begins
        raise OverflowError(year)
    start = date(year, first, 1)
    return start, start + relativedelta(months=count) - timedelta(days=1)
