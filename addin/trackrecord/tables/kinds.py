"""What may stand in a cell: one conversion in (`parse`), one out (`unparse`).

`parse` takes what a carrier read, text from a CSV file or a typed value from a workbook, and
gives the value of the model; where it cannot, it raises ValueError whose text says what to do.
Nothing is guessed: what can be a day or a number in two ways is asked back, a formula is refused.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum, auto

from trackrecord.core.keys import LONGEST_KEY, folded, spelled
from trackrecord.core.model import DATE_UNIT, LARGEST, YES_NO_UNIT, Never, Until, Void
from trackrecord.language import say
from trackrecord.ooxml.values import Cell, Formula, Raw, Share, day_of

LONGEST_TEXT = 32_767  # characters a cell of Excel holds, in UTF-16 units
LONGEST_UNIT = 64
# How a text begins that a spreadsheet takes for a formula: also behind signs that it drops first.
RISKY_TEXT = r"['\x00-\x08\x0b\x0c\x0e-\x1f" + "\ufeff" + r"]*[=+\-@\t\r]"
_LAST_SECOND = datetime.max.replace(microsecond=0)  # noqa: DTZ901 - a workbook has no time zones
FIRST_DAY = date(1900, 1, 1)  # Excel knows no day before
_LAST_SERIAL = 2_958_465  # of the last day that Excel knows

_NUMBER_FORM = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Kind(Enum):
    """What a column holds; decides reading, writing, format, validation and width."""

    KEY = auto()  # a short name
    WORD = auto()  # one line of text
    PROSE = auto()  # text of any length
    UNIT = auto()  # date, yes/no, or the unit of a number
    CHOICE = auto()  # one of a few words
    DATE = auto()  # a day
    MOMENT = auto()  # a day and a time, UTC
    COUNT = auto()  # a whole number
    SHARE = auto()  # between 0 and 1
    BOUND = auto()  # an end of a forecast: a date or a number, as the unit says
    VALUE = auto()  # an outcome: a date, a number, yes, no, never, ambiguous, annulled
    UNTIL = auto()  # the other end of an outcome: a date or a number, or open
    DAYS = auto()  # calculated: a number of days
    SIGNED = auto()  # calculated: a share of something, below or above zero
    NUMBER = auto()  # calculated: a number
    RATIO = auto()  # calculated: a number without a unit
    TRUTH = auto()  # calculated: TRUE or FALSE
    STATE = auto()  # calculated: one of a few words


PERCENT_UNITS = ("%", "percent")
BY_UNIT = (Kind.BOUND, Kind.VALUE, Kind.UNTIL)  # what they hold goes by the question's unit


def parse(
    kind: Kind, cell: Cell | Formula, unit: str = "", choices: type[StrEnum] | None = None
) -> object:
    """The model's value of a cell; None (or "" for text) when it is blank.

    Errors: ValueError with a message that says what to do.

    >>> parse(Kind.BOUND, "2024-02-29", unit="date"), parse(Kind.BOUND, "299999.99", unit="CNY")
    (datetime.date(2024, 2, 29), 299999.99)
    """
    if isinstance(cell, Formula):
        raise ValueError(
            say(
                "'{text}' is a formula or an error; put the value itself here (or, in a CSV file, "
                "an apostrophe before the = if text is meant)",
                text=_short(cell.text),
            )
        )
    if kind in (Kind.PROSE, Kind.WORD):
        return _plain_text_of(cell)
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "":
        return "" if kind in (Kind.KEY, Kind.UNIT) else None
    if kind is Kind.CHOICE and choices is not None:
        return _choice(cell, choices)
    if isinstance(cell, str) and unit in PERCENT_UNITS and kind in BY_UNIT:
        cell = cell.removesuffix("%").strip()
    if isinstance(cell, Share) and unit in PERCENT_UNITS:
        cell = round(float(cell) * 100, 10)  # 42 % was typed, and the cell holds 0.42
    if kind is Kind.UNTIL and plain(cell).lower() == Until.OPEN:
        return Until.OPEN
    if kind in BY_UNIT:
        return _outcome_value(cell, unit) if kind is Kind.VALUE else _bound(cell, unit)
    return _SIMPLE[kind](cell)


def parse_typed(
    kind: Kind, text: str, unit: str = "", choices: type[StrEnum] | None = None
) -> object:
    """As `parse`, of what a person types now: 1.200, which may be thousands, is asked back.

    A file of ours has 1.200 for one and a fifth, since it parts no thousands.
    """
    if kind in BY_UNIT and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text.strip()):
        return _number_said(text.strip())
    return parse(kind, text, unit, choices)


def unparse(value: object) -> Cell:
    """What a cell holds for a value of the model: text, number, date or blank.

    >>> unparse(True), unparse(Void.AMBIGUOUS), unparse(136854.0), unparse("")
    ('yes', 'ambiguous', 136854.0, None)
    """
    match value:
        case None | "":
            return None
        case bool():
            return "yes" if value else "no"
        case StrEnum():
            return str(value)
        case str() | int() | float() | date():
            return value
        case _:
            raise TypeError(f"no cell holds {value!r}")


def plain(cell: Cell) -> str:
    """A cell as text, for CSV files and people: ISO dates, the shortest digits that read back.

    >>> plain(136854.0), plain(1e-7), plain(date(2024, 3, 28)), plain(None)
    ('136854', '1e-07', '2024-03-28', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case float() if cell.is_integer() and abs(cell) < 1e16:
            return str(int(cell))
        case _:
            return str(cell)


def key_of_cell(cell: Raw) -> str:
    """The key in a cell, as keys are compared, whether it can be one or not."""
    return "" if isinstance(cell, Formula) else folded(plain(cell))


def _from_serial(number: float) -> date:
    if not number.is_integer() or not 1 <= number <= _LAST_SERIAL or number == 60:
        raise ValueError(say("{number} is not a date; type it as yyyy-mm-dd", number=plain(number)))
    return day_of(int(number))


def _plain_text_of(cell: Cell) -> str:
    text = plain(cell)
    units = len(text)
    if not text.isascii():
        units += sum(character > "\uffff" for character in text)
    if units > LONGEST_TEXT:
        raise ValueError(
            f"{units:,} characters; a cell holds at most {LONGEST_TEXT:,}: shorten the text"
        )
    return text


def _key(cell: Cell) -> str:
    text = spelled(plain(cell))
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValueError(f"'{_short(text)}' holds signs that nobody sees; type it again")
    if len(text) > LONGEST_KEY:
        raise ValueError(
            say(
                "'{text}' has {n} characters; a key has at most {most}: write a short name (for "
                "example launch date)",
                text=_short(text),
                n=len(text),
                most=LONGEST_KEY,
            )
        )
    return text


def _unit_name(cell: Cell) -> str:
    text = plain(cell)
    if len(text) > LONGEST_UNIT:
        raise ValueError(say("a unit is short: date, yes/no, or for example CNY, cars, %"))
    return text.lower() if text.lower() in (DATE_UNIT, YES_NO_UNIT) else text


def _choice(cell: Cell, choices: type[StrEnum]) -> StrEnum:
    text = plain(cell)
    for choice in choices:
        if choice.lower() == text.lower():
            return choice
    words = ", ".join(choices)
    raise ValueError(say("'{text}' is not one of: {words}", text=_short(text), words=words))


def _date(cell: Cell) -> date:
    match cell:
        case datetime() if cell.time() != time():
            raise ValueError(
                say("{cell} has a time of day; type the day alone, as yyyy-mm-dd", cell=cell)
            )
        case datetime():
            day = cell.date()
        case date():
            day = cell
        case bool():
            raise ValueError(say("TRUE or FALSE is not a date; type it as yyyy-mm-dd"))
        case int() | float():
            day = _from_serial(float(cell))
        case _:
            day = _iso_date(plain(cell))
    if day < FIRST_DAY:
        raise ValueError(say("{day} is before 1900, where Excel's calendar begins", day=day))
    return day


def _iso_date(text: str) -> date:
    if not _ISO_DATE.fullmatch(text):
        # The grammar takes 20 ms to load, and most days are written so.
        from trackrecord.core.wording.local_forms import read_day  # noqa: PLC0415 - see above

        return read_day(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            say("{text} is not in the calendar; correct the day or month", text=text)
        ) from None


def _moment_of(cell: Cell) -> datetime:
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, str):
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            raise ValueError(
                f"'{_short(cell)}' is not a moment; write yyyy-mm-dd hh:mm:ss"
            ) from None
    else:
        raise ValueError(f"{plain(cell)} is not a moment; write yyyy-mm-dd hh:mm:ss")
    if moment.tzinfo is not None:
        raise ValueError(f"{cell} has a time zone; write it in UTC, without one")
    if moment.date() < FIRST_DAY or moment >= _LAST_SECOND:
        raise ValueError(f"{moment} is no moment that Excel's calendar knows")
    # A workbook keeps a fraction of a day; the journal counts whole seconds.
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _plain_number(cell: Cell) -> float:
    match cell:
        case bool():
            raise ValueError(say("TRUE or FALSE is not a number"))
        case int() | float():
            number = float(cell)
        case date():
            raise ValueError(
                say(
                    "{day} is a date; the question asks for a number (set the cell's format to "
                    "Number and type it again)",
                    day=plain(cell),
                )
            )
        case _:
            text = plain(cell)
            number = float(text) if _NUMBER_FORM.fullmatch(text) else _number_said(text)
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise ValueError(f"{number} is beyond {LARGEST:.0e}, the largest number kept")
    return number


def _number_said(text: str) -> float:
    # The grammar takes 20 ms to load, and most numbers are digits alone.
    from trackrecord.core.wording.local_forms import read_number  # noqa: PLC0415 - see above

    return read_number(text)


def _whole_number(cell: Cell) -> int:
    number = _plain_number(cell)
    if not number.is_integer() or number < 0:
        raise ValueError(f"{plain(number)} is not a whole number from 0 up")
    return int(number)


def _share(cell: Cell) -> float:
    percent = isinstance(cell, str) and cell.endswith("%")
    number = _plain_number(plain(cell).rstrip(" %")) / 100 if percent else _plain_number(cell)
    if not 0 < number < 1:
        raise ValueError(f"{plain(cell)} is not between 0 and 1; write 80 % as 0.8")
    return number


def _bound(cell: Cell, unit: str) -> date | float:
    dated = isinstance(cell, date) or (isinstance(cell, str) and _ISO_DATE.fullmatch(cell))
    if unit == DATE_UNIT or (not unit and dated):
        return _date(cell)
    return _plain_number(cell)


def _outcome_value(cell: Cell, unit: str) -> date | float | bool | Void | Never:
    text = plain(cell).lower()
    words: dict[str, Void | Never | bool] = {word: word for word in (*Void, *Never)}
    words |= {"yes": True, "no": False}
    if unit == YES_NO_UNIT:  # what the sheet's own formula takes for yes and no as well
        words |= {"true": True, "false": False, "1": True, "0": False}
    if text in words:
        return words[text]
    if unit == DATE_UNIT or isinstance(cell, date) or _ISO_DATE.fullmatch(text):
        return _date(cell)
    try:
        return _plain_number(cell)
    except ValueError as problem:
        more = {YES_NO_UNIT: "yes, no, ", "": "yes, no, never, "}.get(unit, "")
        raise ValueError(f"{problem}, or one of: {more}ambiguous, annulled") from None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


_SIMPLE: dict[Kind, Callable[[Cell], object]] = {
    Kind.KEY: _key,
    Kind.UNIT: _unit_name,
    Kind.DATE: _date,
    Kind.MOMENT: _moment_of,
    Kind.COUNT: _whole_number,
    Kind.SHARE: _share,
}
