"""Number formats and widths of cells, by kind: what every carrier that writes cells needs."""

from datetime import date

from trackrecord.tables.kinds import Kind

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
DASHBOARD, WORDS_AT = "Dashboard", "A5"  # the sheet, and where its sentence stands
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
