"""What one row of a foreign table says: its unit, its interval, its wording."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Reading
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import guess_unit, read_wording
from trackrecord.exchange.foreign.forms import exact
from trackrecord.language import say
from trackrecord.tables.kinds import PERCENT_UNITS, Kind, parse

BARE_NUMBER = "number"  # the unit of what has none


class SaidCells(NamedTuple):
    """The cells of a row that say what was forecast, in our forms."""

    unit: str
    share: str
    low: str
    high: str
    best: str
    level: str
    wording: str


class Read(NamedTuple):
    """A row as it is read; `dropped` names a part of it that is not carried."""

    unit: str
    reading: Reading
    wording: str
    dropped: str = ""


def read_said(said: SaidCells, issued: date, asked_of: str) -> Read:
    """What a row says. Errors: ValueError, with what to do.

    `asked_of` is the unit of the question as other rows have it; "" where none says it.
    """
    unit = said.unit or asked_of
    ends = said.low or said.high
    if said.share and not ends:
        return _of_chance(said, unit, issued)
    if said.level and not (ends or said.wording or said.best):
        return _of_chance(said._replace(share=said.level), unit, issued)
    if ends:
        return _of_ends(said, unit, issued)
    if not said.wording:
        if not said.best:
            raise ValueError(say("nothing is said; fill in what was forecast"))
        said = said._replace(wording=said.best)
    unit, reading, wording = _of_wording(said.wording, unit, issued)
    dropped = say("levels beside a single value") if said.level else ""
    return Read(unit, reading, wording, dropped)


def needs_the_day(said: SaidCells) -> bool:
    """Is there a wording that the grammar may read by the day it was said?"""
    return bool(said.wording) and exact(said.wording) is None


def _of_chance(said: SaidCells, unit: str, issued: date) -> Read:
    """A probability; beside a single value, what was said of that value is not carried."""
    words = said.wording
    if words and unit != YES_NO_UNIT:
        try:
            unit, reading, wording = _of_wording(words, unit, issued)
        except ValueError:
            words = ""  # words of the question, or a comment
        else:
            if unit != YES_NO_UNIT:
                return Read(unit, reading, wording, say("levels beside a single value"))
    p, shown = _chance_of_text(said.share, issued)
    if words and unit == YES_NO_UNIT:
        sides = read_wording(words, YES_NO_UNIT, issued=issued).ends()
        if sides == (0.0, 0.0):  # “no, 80 %”
            rest = 1 - (exact(said.share) or Decimal(str(p)))
            p, shown = float(rest), _percent_words(f"{rest:f}")
        elif sides != (1.0, 1.0):
            raise ValueError(
                say(
                    "'{text}' and {share} are two probabilities; keep one of them",
                    text=words[:40],
                    share=shown,
                )
            )
    return Read(YES_NO_UNIT, Reading(p, p), shown)


def _chance_of_text(text: str, issued: date) -> tuple[float, str]:
    """A probability and its wording, with all its digits."""
    number = exact(text)
    if number is None:
        try:
            low, high = read_wording(text, YES_NO_UNIT, issued=issued).ends()
        except ValueError:
            low, high = None, 1.0
        if low != high or not isinstance(low, float):
            raise ValueError(
                say("'{text}' is no probability; write 0 to {most:g}", text=text[:40], most=100)
            )
        return low, text
    if not 0 <= number <= 1:
        raise ValueError(
            say(
                "'{text}' is no probability; write 0 to {most:g}",
                text=f"{(number * 100).normalize():f} %",
                most=100,
            )
        )
    return float(number), _percent_words(text)


def _percent_words(share: str) -> str:
    number = exact(share)
    assert number is not None
    return f"{(number * 100).normalize():f} %"


def _of_wording(text: str, unit: str, issued: date) -> tuple[str, Reading, str]:
    """A wording as it is read; a bare number of a known unit is that number, to the last digit."""
    bare = text.removesuffix("%").strip() if unit in PERCENT_UNITS else text
    if unit and unit not in (DATE_UNIT, YES_NO_UNIT) and exact(bare) is not None:
        number = parse(Kind.BOUND, bare, unit)
        assert isinstance(number, float)
        point = Reading(number, number)
        try:
            if read_wording(text, unit, issued=issued).ends() == (number, number):
                return unit, point, text
        except ValueError:
            pass
        return unit, point, canonical(point, unit)
    if unit:
        return unit, read_wording(text, unit, issued=issued), text
    if exact(text) is not None:
        raise ValueError(
            say(
                "'{text}' names no unit: say it in a column Unit, or in brackets behind the "
                "header; of a probability say --map HEADER=percent, or share",
                text=text[:40],
            )
        )
    try:
        unit, reading = guess_unit(text, issued=issued)
    except ValueError as asked_back:
        raise ValueError(
            say("{problem} (in a column Unit: date, yes/no, cars …)", problem=asked_back)
        ) from None
    return unit, reading, text


def _of_ends(said: SaidCells, unit: str, issued: date) -> Read:
    """An interval, with the single value beside it as Best."""
    low, high = (_end(text, unit) for text in (said.low, said.high))
    dated = isinstance(low, date) or isinstance(high, date)
    unit = unit or (DATE_UNIT if dated else BARE_NUMBER)
    level = parse(Kind.SHARE, said.level)
    assert level is None or isinstance(level, float)
    best = _best(said, unit, issued)
    if low is None or high is None or (best is not None and low == high):
        best = None if best in (low, high) else best
    dropped = ""
    if level is not None and low == high:
        level, dropped = None, say("levels beside a single value")
    if said.share:
        dropped = say("probabilities beside an interval")
    reading = Reading(low, high, level, best)
    wording = said.wording or canonical(Reading(low, high, None, best), unit)
    return Read(unit, reading, wording, dropped)


def _end(text: str, unit: str) -> Bound | None:
    found = parse(Kind.BOUND, text, unit)
    assert found is None or isinstance(found, date | float)
    return found


def _best(said: SaidCells, unit: str, issued: date) -> Bound | None:
    """The single value beside an interval; None where the words say no single value."""
    if said.best:
        return _end(said.best, unit)
    if not said.wording:
        return None
    try:
        _, reading, _ = _of_wording(said.wording, unit, issued)
        low, high = reading.ends()
    except ValueError:
        return None
    return reading.best if reading.best is not None else low if low == high else None
