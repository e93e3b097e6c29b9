"""What lies in the columns of a frame, as numbers: days, ends of forecasts, values of outcomes.

Days are counted from 1 January 1970, as Polars and NumPy count them, and are decimal numbers, so
that a blank is the same in every engine. A column may hold days as such, as times, as text in ISO
form, or as such numbers. What cannot be read is marked, never taken for a blank.
"""

from collections.abc import Sequence
from datetime import date

import narwhals as nw

from trackrecord.core.model import LARGEST
from trackrecord.frames.engines import LazyRows

EPOCH = date(1970, 1, 1)
_ISO_DAY = (  # a day, or a moment of it
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
_WRITTEN_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$"


def day_number(day: date) -> float:
    """A day as the frames count it.

    >>> day_number(date(1970, 1, 2))
    1.0
    """
    return float((day - EPOCH).days)


def require(frame: LazyRows, of: str, names: Sequence[str]) -> None:
    """Errors: ValueError, naming the columns that a frame should have and has not."""
    there = frame.collect_schema().names()
    missing = [name for name in names if name not in there]
    if missing:
        raise ValueError(
            f"{of}: no column {', '.join(missing)}; the columns are {', '.join(there)}"
        )


def with_keys(frame: LazyRows, *names: str) -> LazyRows:
    """The frame with its keys as text, since numbers of two frames may be of two kinds."""
    schema = frame.collect_schema()
    others = [name for name in names if schema[name] != nw.String()]
    return frame.with_columns(nw.col(*others).cast(nw.String())) if others else frame


def with_columns_for(frame: LazyRows, texts: Sequence[str], numbers: Sequence[str]) -> LazyRows:
    """The frame with blank columns for those that may be missing and are."""
    there = set(frame.collect_schema().names())
    blank = {name: nw.lit(None, nw.String()) for name in texts if name not in there}
    blank |= {name: nw.lit(None, nw.Float64()) for name in numbers if name not in there}
    made = [expr.alias(name) for name, expr in blank.items()]
    return frame.with_columns(*made) if made else frame


def is_number(frame: LazyRows, name: str) -> bool:
    """Does a column hold numbers?"""
    return frame.collect_schema()[name].is_numeric()


def written_in(frame: LazyRows, name: str) -> nw.Expr:
    """A column as text, blanks as ""."""
    column = nw.col(name)
    if frame.collect_schema()[name] == nw.String():
        return column.fill_null("")
    return nw.when(~column.is_null()).then(column.cast(nw.String())).otherwise(nw.lit(""))


def folded_in(frame: LazyRows, name: str) -> nw.Expr:
    """A column as text to compare: without regard to case, and to space at its ends or doubled."""
    return folded_text(written_in(frame, name))


def folded_unless(frame: LazyRows, name: str, known: Sequence[str]) -> nw.Expr:
    """The same of a column that mostly holds a few words as they stand: those are not folded."""
    written = written_in(frame, name)
    is_known = written.is_in(known)
    return nw.when(is_known).then(written).otherwise(folded_text(nw.when(~is_known).then(written)))


def folded_text(column: nw.Expr) -> nw.Expr:
    """The same of an expression of texts, blanks as ""."""
    small = column.fill_null("").str.strip_chars().str.to_lowercase()
    return small.str.replace_all(r"\s+", " ")


def meaning_in(frame: LazyRows, name: str) -> nw.Expr:
    """A column of days or numbers, to compare by meaning: "7.0" is "7", a moment is its day."""
    written = _stripped(frame, name)
    day, number = _day_in(written), _number_in(written)
    as_day = nw.concat_str(nw.lit("day "), day.cast(nw.String()))
    as_number = (number + 0.0).cast(nw.String())  # so that no zero is a negative one
    other = nw.when(~number.is_null()).then(as_number).otherwise(folded_in(frame, name))
    return nw.when(~day.is_null()).then(as_day).otherwise(other)


def day_in(frame: LazyRows, name: str) -> nw.Expr:
    """A column of days, as numbers; blank where there is none that can be read."""
    kind = frame.collect_schema()[name]
    if kind.is_temporal():
        return _of_calendar(nw.col(name))
    return _as_float(name, kind) if kind.is_numeric() else _day_in(_stripped(frame, name))


def number_of(frame: LazyRows, name: str) -> nw.Expr:
    """A column of numbers; blank where there is none that can be read."""
    kind = frame.collect_schema()[name]
    if kind.is_temporal():
        return nw.lit(None, nw.Float64())
    return _as_float(name, kind) if kind.is_numeric() else _number_in(_stripped(frame, name))


def end_in(frame: LazyRows, name: str, dated: nw.Expr) -> tuple[nw.Expr, nw.Expr | None]:
    """An end of a forecast as a number, and where it is something that cannot be read.

    `dated`: is its question one of days? Numbers are taken as they are, there too.
    """
    kind = frame.collect_schema()[name]
    if kind.is_numeric():
        number = _as_float(name, kind)
        return number, number.abs() > LARGEST
    if kind.is_temporal():
        value: nw.Expr = nw.when(dated).then(_of_calendar(nw.col(name)))
        return value, ~nw.col(name).is_null() & value.is_null()
    written = _stripped(frame, name)
    value = nw.when(dated).then(_day_in(written)).otherwise(_number_in(written))
    return value, (written != "") & value.is_null()


def _as_float(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    value = nw.col(name).cast(nw.Float64())
    return value.fill_nan(None) if kind.is_float() else value


def _stripped(frame: LazyRows, name: str) -> nw.Expr:
    return written_in(frame, name).str.strip_chars()


def _of_calendar(column: nw.Expr) -> nw.Expr:
    """The number of a day, from its year and its place in it."""
    year = column.dt.year().cast(nw.Float64())
    leap_days = (
        ((year - 1969.0) / 4).floor()
        - ((year - 1901.0) / 100).floor()
        + ((year - 1601.0) / 400).floor()
    )
    return (year - 1970.0) * 365 + leap_days + column.dt.ordinal_day().cast(nw.Float64()) - 1.0


def _day_in(written: nw.Expr) -> nw.Expr:
    """The day that a text begins with; blank where it is none, such as 30 February."""
    looks_right = written.str.contains(_ISO_DAY)
    safe = nw.when(looks_right).then(written).otherwise(nw.lit("1970-01-01"))
    year, month, of_month = (
        safe.str.slice(start, length).cast(nw.Float64())
        for start, length in ((0, 4), (5, 2), (8, 2))
    )
    leap = _divides(year, 4) & (~_divides(year, 100) | _divides(year, 400))
    february = nw.when(leap).then(29.0).otherwise(28.0)
    longest = (
        nw.when(month == 2)
        .then(february)
        .otherwise(
            nw.when((month == 4) | (month == 6) | (month == 9) | (month == 11))
            .then(30.0)
            .otherwise(31.0)
        )
    )
    there = (
        looks_right
        & (year >= 1)
        & (month >= 1)
        & (month <= 12)
        & (of_month >= 1)
        & (of_month <= longest)
    )
    # Years begin in March, so that the leap day is the last one.
    since_march = month - 3.0 + 12.0 * (month <= 2).cast(nw.Float64())
    years = year - (month <= 2).cast(nw.Float64())
    of_year = ((since_march * 153.0 + 2.0) / 5).floor() + of_month - 1.0
    number = (
        years * 365.0
        + (years / 4).floor()
        - (years / 100).floor()
        + (years / 400).floor()
        + of_year
        - 719468.0
    )
    return nw.when(there).then(number)


def _divides(number: nw.Expr, by: float) -> nw.Expr:
    return (number / by).floor() * by == number


def _number_in(written: nw.Expr) -> nw.Expr:
    looks_right = written.str.contains(_WRITTEN_NUMBER)
    safe = nw.when(looks_right).then(written).otherwise(nw.lit("0"))
    number = safe.cast(nw.Float64())
    return nw.when(looks_right & (number.abs() <= LARGEST)).then(number)
