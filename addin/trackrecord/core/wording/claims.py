"""What somebody claimed, unit and all: "50,000-60,000 units in 2024", "1 million robotaxis".

The unit is the one that is named, or that the question asks for, or that the wording says. Where
these do not agree, or there are two, the readings are named and nothing is read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Reading
from trackrecord.core.wording.dates.days import DAY_FORMS, MONTH_FORM
from trackrecord.core.wording.number_words import is_part_of_a_number
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.probabilities import probability
from trackrecord.core.wording.reading import NOT_READ, guess_unit, read_wording, time_said
from trackrecord.core.wording.text import LONGEST, Unclear, normalised
from trackrecord.core.wording.times import beside_a_time, times_in
from trackrecord.core.wording.units import NUMBER, currencies_in

_LONGEST_QUESTION = 300  # characters of a question that are looked at
_AUXILIARY = (
    r"(?:do|does|did|will|would|can|could|are|is|were|was|have|has|had|get|gets|be|in|by|on|at|of|"
    r"sold|delivered|made|built|produced|there)"
)
_HOW_MANY = re.compile(rf"\bhow many (?:[a-z-]+ ){{0,3}}?([a-z-]+)(?= {_AUXILIARY}\b|$)")
_NUMBER_OF = re.compile(
    rf"\bnumber of (?:[a-z-]+ ){{0,2}}?([a-z-]+)(?= (?:{_AUXILIARY}|for|that)\b|$)"
)
_CHINESE_COUNT = re.compile(r"多少(辆|台|人|个|款|家|座|架|艘)")
_ASKS_WHEN = re.compile(
    r"^(?:by |on |in |from |until )?(?:when|(?:which|what) (?:day|date|month|quarter|year|week))\b|"
    r"什么时候|何时|哪一?[年天月]|几月"
)
_ASKS_WHETHER = re.compile(
    r"^(?:will|is|are|does|do|did|can|could|would|has|have|was|were|should|shall)\b|是否|会不会|"
    r"能不能|能否|[吗]$"
)
_ASKS_A_SHARE = re.compile(
    r"\b(?:percent|per cent|percentage|what share|rate|growth|inflation)\b|%|百分之几|"
    "百分之多少|增速"
)
_A_CHANCE = re.compile(
    r"(?:[a-z]{1,9} ){0,4}[<>~]?\d{1,3}(?:\.\d{1,3})? ?(?:%|percent) "
    r"(?:chance|prob|likel|sure|certain)"
)
_NOUN = re.compile(r"[a-z][a-z-]*[a-z](?: [a-z][a-z-]*[a-z])?$")
_A_DAY = re.compile(rf"{MONTH_FORM}|(?:{'|'.join(DAY_FORMS)})")
_CHINESE_COUNTER = re.compile(r"[\d万亿千百] ?(辆|台|人|个|款|家|座|架|艘)(?!月)")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a wording claims: its unit, the reading, and the time that a number is about."""

    unit: str
    reading: Reading
    when: Reading | None


def read_claim(
    wording: str,
    unit: str = "",
    scale: str = "ICD 203",
    issued: date | None = None,
    question: str = "",
) -> Claimed:
    """Read a wording of a unit, or find the unit in the question and the wording.

    ``when`` is the time that a number or a probability is about, from the wording, else from the
    question, else None. Errors: ValueError, naming the readings and what to write.

    >>> read_claim("1 million robotaxis next year", issued=date(2024, 10, 11)).unit
    'robotaxis'
    >>> found = read_claim("50,000 units", question="How many cars does Xiaomi deliver in 2024?")
    >>> found.unit, canonical(found.when, "date")
    ('cars', '2024')
    """
    asked = unit or unit_asked_for(_lowered(question), normalised(wording))
    if asked:
        found = _in_unit(wording, asked, scale, issued, question)
    else:
        found = _unit_said(wording, scale, issued)
    if found.unit == DATE_UNIT or not question:
        return found
    about = _time_of_question(question, issued)
    if found.when is None:
        return replace(found, when=about)
    if about is not None and _is_apart(found.when, about):
        times = [canonical(time, DATE_UNIT) for time in (found.when, about)]
        raise ValueError(
            f"'{wording[:60]}' is about {times[0]}, but the question about {times[1]}; write what "
            f"was said of {times[1]}, or ask a question about {times[0]}"
        )
    return found


def _is_apart(one: Reading, other: Reading) -> bool:
    """Do two times have no day in common?"""
    ends = [(time.low or date.min, time.high or date.max) for time in (one, other)]
    (low, high), (first, last) = ends
    return bool(high < first or last < low)  # type: ignore[operator]  # days


def _lowered(question: str) -> str:
    return normalised(question[:_LONGEST_QUESTION]).rstrip("?？ ")


def unit_asked_for(question: str, wording: str) -> str:  # noqa: PLR0911 - one for each form
    """The unit that a question asks for; "" if it does not say.

    >>> unit_asked_for("how many electric cars will xiaomi sell", "")
    'cars'
    """
    if not question:
        return ""
    if _ASKS_WHEN.search(question):
        return DATE_UNIT
    if found := _HOW_MANY.search(question) or _NUMBER_OF.search(question):
        return "" if found[1] == "times" else found[1]  # how often something is done: 3 cuts
    if found := _CHINESE_COUNT.search(question):
        return found[1]
    if _ASKS_WHETHER.search(question):
        return YES_NO_UNIT
    if _ASKS_A_SHARE.search(question) and ("%" in wording or "percent" in wording):
        return "%"
    money = currencies_in(question)
    return money[0] if len(money) == 1 else ""


def asks_whether(question: str) -> bool:
    """Does a question ask for yes or no, by its words?

    >>> asks_whether("Will it rain?"), asks_whether("How many cars?")
    (True, False)
    """
    return unit_of_question(question, "") == YES_NO_UNIT


def unit_of_question(question: str, wording: str) -> str:
    """The unit that a question asks for, as it is written; "" if it does not say."""
    return unit_asked_for(_lowered(question), wording)


def _in_unit(wording: str, unit: str, scale: str, issued: date | None, question: str) -> Claimed:
    if unit == YES_NO_UNIT:
        return _chance(wording, scale, issued)
    try:
        reading = read_wording(wording, unit, scale, issued)
    except ValueError as unread:
        other = _other_unit(wording, scale, issued)
        if other is None or other.unit in (unit, NUMBER):
            raise
        asks = f"the question asks for {unit}" if question else f"the unit is {unit}"
        raise ValueError(
            f"'{wording[:60]}' is {canonical(other.reading, other.unit)} ({other.unit}), but "
            f"{asks}; write it in {unit}, or name the unit {other.unit}"
        ) from unread
    when = None if unit == DATE_UNIT else _time_of_wording(wording, unit, issued)
    return Claimed(unit, reading, when)


def _other_unit(wording: str, scale: str, issued: date | None) -> Claimed | None:
    try:
        return _unit_said(wording, scale, issued)
    except ValueError:
        return None


def _chance(wording: str, scale: str, issued: date | None) -> Claimed:
    """A probability, and the time beside it if there is one."""
    text = normalised(wording)
    if len(text) <= LONGEST:
        for said, time in beside_a_time(text):
            try:
                p, when = probability(said, scale), time_said(time, issued)
            except Unclear:
                continue
            if p is not None and when is not None:
                return Claimed(YES_NO_UNIT, Reading(p, p), when)
    return Claimed(YES_NO_UNIT, read_wording(wording, YES_NO_UNIT, scale, issued), None)


def _unit_said(wording: str, scale: str, issued: date | None) -> Claimed:
    """A wording in the unit that it names itself."""
    text = normalised(wording)
    question = ""
    numbers = [text, *(said for said, _ in beside_a_time(text))] if len(text) <= LONGEST else []
    for said in numbers:
        for noun in _nouns(said):
            try:
                reading = read_wording(wording, noun, scale, issued)
            except ValueError as asked:
                question = question or ("" if NOT_READ in str(asked) else str(asked))
                continue
            return Claimed(noun, reading, _time_of_wording(wording, noun, issued))
    if _A_CHANCE.match(text):
        with suppress(ValueError):
            return _chance(wording, scale, issued)
    try:
        unit, reading = guess_unit(wording, scale, issued)
    except ValueError as unread:
        raise ValueError(question if question and NOT_READ in str(unread) else unread) from None
    when = None if unit == DATE_UNIT else _time_of_wording(wording, unit, issued)
    return Claimed(unit, reading, when)


def _nouns(text: str) -> Iterator[str]:
    """What may be the name of what is counted: one or two words at the end that are no number."""
    if not re.search(r"\d|million|billion|thousand|hundred|dozen|[万亿千百]", text):
        return
    if counter := _CHINESE_COUNTER.search(text):
        yield counter[1]
    found = _NOUN.search(text)
    if found is None or currencies_in(found[0]):
        return
    words = found[0].split()
    for count in range(1, len(words) + 1):
        name = " ".join(words[-count:])
        if not any(is_part_of_a_number(word) or _A_DAY.fullmatch(word) for word in words[-count:]):
            yield name


def _time_of_wording(wording: str, unit: str, issued: date | None) -> Reading | None:
    for said, time in beside_a_time(normalised(wording)):
        try:
            read_wording(said, unit)
        except ValueError:
            continue
        try:
            when = time_said(time, issued)
        except Unclear as unclear:
            raise ValueError(str(unclear)) from None
        if when is not None:
            return when
    return None


def _time_of_question(question: str, issued: date | None) -> Reading | None:
    """The time that a question names; None if it names none for certain."""
    for text in times_in(_lowered(question)):
        try:
            when = time_said(text, issued)
        except (ValueError, OverflowError):
            return None
        if when is not None:
            return when
    return None
