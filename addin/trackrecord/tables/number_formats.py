"""Number formats and sizes of cells, by kind: what every carrier that writes cells needs."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from textwrap import wrap

from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table

FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Kind.COUNT: "0",
    Kind.SHARE: "0%",
    Kind.SIGNED: '+0%;-0%;""',
    Kind.DAYS: "0",
    Kind.NUMBER: "#,##0.00",
    Kind.RATIO: "0.00",
    Kind.KEY: "@",  # Text: Excel would make a date of dec-2023
    Kind.WORD: "@",  # and of "February 2024"
    Kind.UNIT: "@",
    Kind.CHOICE: "@",
}
# Kinds whose format goes by the value: dates here, numbers there.
VARIED = (Kind.BOUND, Kind.VALUE, Kind.UNTIL)
# Text that typing it again would turn into a formula, a number or a date.
MISREAD = tuple("=+-@'0123456789.")
DASHBOARD, WORDS_AT = "Dashboard", "A5"  # the sheet, and where its sentence stood first
THOUSANDS = "#,##0"
DATE_FORMAT = FORMATS[Kind.DATE]

# Columns whose cells stand between text and numbers and would touch them.
CENTRED = (
    Kind.DATE,
    Kind.MOMENT,
    Kind.VALUE,
    Kind.UNTIL,
    Kind.TRUTH,
    Kind.CHOICE,
    Kind.SHARE,
    Kind.STATE,
)

WIDTHS = {
    Kind.KEY: 24,
    Kind.WORD: 16,
    Kind.PROSE: 48,
    Kind.UNIT: 10,
    Kind.CHOICE: 11,
    Kind.DATE: 12,
    Kind.MOMENT: 20,
    Kind.COUNT: 9,
    Kind.SHARE: 9,
    Kind.BOUND: 13,
    Kind.VALUE: 13,
    Kind.UNTIL: 13,
    Kind.DAYS: 10,
    Kind.SIGNED: 9,
    Kind.NUMBER: 12,
    Kind.RATIO: 10,
    Kind.TRUTH: 9,
    Kind.STATE: 11,
}

FIRST_WIDE = "\u2e80"  # of the characters of Chinese, which are as wide as two others
WRAPPED = (Kind.PROSE, Kind.WORD, Kind.KEY)  # kinds whose text takes several lines
POINTS_PER_LINE, _POINTS_PER_WIDE_LINE = 15, 19
_MOST_LINES_SHOWN = 20  # Excel shows no row higher than 409 points


def number_format(kind: Kind, value: object = None) -> str:
    """The format of a cell of that kind; where dates and numbers mix, the value decides.

    >>> number_format(Kind.BOUND, date(2024, 2, 1)), number_format(Kind.BOUND, 50_000.0)
    ('yyyy-mm-dd', '#,##0')
    """
    if kind in FORMATS:
        return FORMATS[kind]
    if isinstance(value, date):
        return DATE_FORMAT
    if isinstance(value, float) and value.is_integer() and 1000 <= abs(value) < 1e15:
        return THOUSANDS
    return "General"


def row_height(texts: Iterable[tuple[object, int]]) -> float | None:
    """The points for texts in cells so wide; None for one line, which any spreadsheet sees to.

    >>> row_height([("a few words that do not fit", 20)]), row_height([("short", 20)])
    (30, None)
    """
    tall = max((height_of(text, width) for text, width in texts), default=0)
    return tall if tall > POINTS_PER_LINE else None


def height_for(table: Table, value_in: Callable[[Column], object]) -> float | None:
    """The points of a row of a table, by what stands in each of its columns."""
    wrapped = (column for column in table.columns if column.kind in WRAPPED)
    return row_height((value_in(column), column_width(column)) for column in wrapped)


def column_width(column: Column) -> int:
    """Characters that fit side by side in the column."""
    return column.width or WIDTHS[column.kind]


@lru_cache(maxsize=10_000)
def height_of(value: object, width: int) -> int:
    """The points that a text takes in a cell that wide; lines of Chinese are taller.

    >>> height_of("short", 20), height_of("a few words that do not fit", 20), height_of("短", 20)
    (15, 30, 19)
    """
    lines = lines_of(value, width)
    if not isinstance(value, str) or value.isascii():
        return POINTS_PER_LINE * lines
    wide = sum(c >= FIRST_WIDE for c in value)
    return (_POINTS_PER_WIDE_LINE if wide * 5 > len(value) else POINTS_PER_LINE) * lines


def lines_of(value: object, width: int) -> int:
    """How many lines a text takes in a cell that wide, wrapped between words.

    >>> lines_of("short", 20), lines_of("a few words that do not fit", 20), lines_of(None, 20)
    (1, 2, 1)
    """
    if not isinstance(value, str) or (len(value) * 2 <= width and "\n" not in value):
        return 1
    # A Chinese character is as wide as two others.
    drawn = "".join(c if c < FIRST_WIDE else "xx" for c in value[: _MOST_LINES_SHOWN * width])
    lines = sum(max(1, len(wrap(line, width))) for line in drawn.split("\n"))
    return min(lines, _MOST_LINES_SHOWN)
