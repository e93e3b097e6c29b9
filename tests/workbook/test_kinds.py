"""What may stand in a cell: values in, values or a sentence out."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core.model import Claim, Never, Until, Void
from trackrecord.ooxml.values import Cell, Formula, serial
from trackrecord.tables.kinds import Kind, parse, parse_typed, plain

READ: list[tuple[Kind, Cell, str, object]] = [
    (Kind.KEY, " launch-date ", "", "launch-date"),
    (Kind.KEY, "Ming-Chi\u00a0 Kuo\n", "", "Ming-Chi Kuo"),
    (Kind.KEY, 12.0, "", "12"),
    (Kind.KEY, "小米汽车", "", "小米汽车"),
    (Kind.KEY, "-2024?", "", "-2024?"),
    (Kind.KEY, "2024", "", "2024"),
    (Kind.KEY, "2024-launch", "", "2024-launch"),
    (Kind.DATE, "2024-02-29", "", date(2024, 2, 29)),
    (Kind.DATE, datetime(2024, 2, 29), "", date(2024, 2, 29)),
    (Kind.DATE, 45_379, "", date(2024, 3, 28)),
    (Kind.DATE, "28.03.2024", "", date(2024, 3, 28)),
    (Kind.DATE, "3/28/2024", "", date(2024, 3, 28)),
    (Kind.DATE, "Dec 16, 2024", "", date(2024, 12, 16)),
    (Kind.BOUND, "50000", "cars", 50_000.0),
    (Kind.BOUND, "50,000", "cars", 50_000.0),
    (Kind.BOUND, "1.200,5", "cars", 1200.5),
    (Kind.BOUND, "1\u202f200\u202f000", "cars", 1_200_000.0),
    (Kind.BOUND, "0,4", "%", 0.4),
    (Kind.VALUE, "42 %", "%", 42.0),
    (Kind.VALUE, "1.2 million", "cars", 1_200_000.0),
    (Kind.UNTIL, "410,000", "cars", 410_000.0),
    (Kind.BOUND, "2024-02-01", "date", date(2024, 2, 1)),
    (Kind.BOUND, "", "date", None),
    (Kind.VALUE, "Yes", "yes/no", True),
    (Kind.VALUE, 0, "yes/no", False),
    (Kind.VALUE, "NEVER", "date", Never.NEVER),
    (Kind.VALUE, "annulled", "cars", Void.ANNULLED),
    (Kind.VALUE, "136854", "cars", 136_854.0),
    (Kind.UNTIL, " Open ", "cars", Until.OPEN),
    (Kind.UNTIL, "2024-03-30", "date", date(2024, 3, 30)),
    (Kind.UNTIL, 410_000, "cars", 410_000.0),
    (Kind.UNTIL, "", "cars", None),
    (Kind.SHARE, "80 %", "", 0.8),
    (Kind.UNIT, "Yes/No", "", "yes/no"),
    (Kind.PROSE, 2024, "", "2024"),
    (Kind.PROSE, True, "", "TRUE"),
    (Kind.MOMENT, "2026-11-23 20:51:29", "", datetime(2026, 11, 23, 20, 51, 29)),
]


@pytest.mark.parametrize(("kind", "cell", "unit", "value"), READ)
def test_read(kind: Kind, cell: Cell, unit: str, value: object) -> None:
    assert parse(kind, cell, unit) == value


REFUSED: list[tuple[Kind, Cell | Formula, str, str]] = [
    (Kind.KEY, "x" * 81, "", "at most 80"),
    (Kind.KEY, "a\x00b", "", "nobody sees"),
    (Kind.KEY, Formula("=1+1"), "", "is a formula"),
    (Kind.DATE, "03/04/2024", "", "2024-04-03 or 2024-03-04"),
    (Kind.DATE, "March 2024", "", "is no day"),
    (Kind.DATE, "2023-02-29", "", "not in the calendar"),
    (Kind.DATE, "1899-12-31", "", "before 1900"),
    (Kind.DATE, datetime(2024, 1, 1, 8), "", "time of day"),
    (Kind.DATE, 3.5, "", "not a date"),
    (Kind.DATE, True, "", "not a date"),
    (Kind.BOUND, "nan", "cars", "is no number"),
    (Kind.BOUND, "1_000", "cars", "is no number"),
    (Kind.BOUND, "1e999", "cars", "beyond"),
    (Kind.BOUND, datetime(2024, 1, 1), "cars", "asks for a number"),
    (Kind.BOUND, "50000", "date", "is no day"),
    (Kind.VALUE, "about 130k", "cars", "or one of"),
    (Kind.UNTIL, "never", "date", "is no day"),
    (Kind.SHARE, "80", "", "between 0 and 1"),
    (Kind.SHARE, 1, "", "between 0 and 1"),
    (Kind.COUNT, "2.5", "", "whole number"),
    (Kind.PROSE, "x" * 32_768, "", "32,768 characters"),
    (Kind.PROSE, "🚗" * 16_384, "", "32,768 characters"),
    (Kind.PROSE, Formula("=1+1"), "", "is a formula"),
    (Kind.MOMENT, "2026-11-23T20:51:29Z", "", "in UTC, without"),
    (Kind.UNIT, "x" * 65, "", "short"),
]


@pytest.mark.parametrize(("kind", "cell", "unit", "message"), REFUSED)
def test_refused(kind: Kind, cell: Cell | Formula, unit: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(kind, cell, unit)


@pytest.mark.parametrize("text", ["1.200", "-50.000", " 999.999 "])
def test_what_a_person_types_may_be_thousands(text: str) -> None:
    assert parse(Kind.BOUND, text, "cars") == float(text)  # in our own files
    with pytest.raises(ValueError, match=r"may be .* or .*"):
        parse_typed(Kind.VALUE, text, "cars")
    assert parse_typed(Kind.VALUE, f"{text.strip()}0", "cars") == float(text)


def test_refused_choice() -> None:
    assert parse(Kind.CHOICE, "GOAL", choices=Claim) == Claim.GOAL
    with pytest.raises(ValueError, match="forecast, goal, plan"):
        parse(Kind.CHOICE, "target", choices=Claim)


@given(st.floats(-1e100, 1e100))
def test_numbers_read_back(number: float) -> None:
    assert parse(Kind.BOUND, plain(number), "cars") == number


@given(st.dates(date(1900, 1, 1)))
def test_serials_read_back(day: date) -> None:
    assert parse(Kind.DATE, serial(day)) == day


@given(st.sampled_from(Kind), st.one_of(st.text(), st.floats(), st.booleans(), st.dates()))
def test_any_cell_is_a_value_or_a_sentence(kind: Kind, cell: Cell) -> None:
    if kind in (
        Kind.DAYS,
        Kind.SIGNED,
        Kind.NUMBER,
        Kind.RATIO,
        Kind.TRUTH,
        Kind.STATE,
        Kind.CHOICE,
    ):
        return  # only ever computed, or needs its words
    with suppress(ValueError):
        parse(kind, cell)
