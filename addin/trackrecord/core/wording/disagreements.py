"""Forecasts whose Low and High are not what their Wording says."""

from collections.abc import Iterator
from math import isclose

from trackrecord.core.model import (
    YES_NO_UNIT,
    Bound,
    Forecast,
    Never,
    Problem,
    Question,
    Reading,
    Record,
)
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import read_wording


def disagreements(record: Record) -> Iterator[Problem]:
    """Forecasts whose Low and High are not what their Wording says.

    A wording that cannot be read for certain says nothing here; nor does a forecast without ends.
    """
    questions = {row.question: row for row in record.questions}
    for row in record.forecasts:
        if row.question not in questions or (row.low is None and row.high is None):
            continue
        unit = questions[row.question].unit
        try:
            found = read_wording(row.wording, unit, record.settings.scale, row.issued)
        except ValueError:
            continue
        if unit == YES_NO_UNIT and (row.low is None or row.high is None):
            continue  # the checks ask for both
        if not _agrees(found, row, questions[row.question]):
            own = canonical(Reading(row.low, row.high, best=row.best), unit)
            message = (
                f"“{row.wording[:60]}” is read as {canonical(found, unit)}, but Low and High say "
                f"{own}; correct one of the two, or word it as “{own}”"
            )
            yield Problem(row.where.at("Wording"), message)


def _agrees(found: Reading, row: Forecast, question: Question) -> bool:
    """Does a forecast say what its wording is read as?

    A wording may say the interval, or only the Best in it. "Never" is kept as not before the day
    its question is resolved.
    """
    if isinstance(found.low, Never):
        return row.low == question.resolves and row.high is None
    low, high = found.ends()
    if found.best is None and row.best is not None and _same(low, row.best):
        return _same(high, row.best) or (_same(low, row.low) and _same(high, row.high))
    if found.best is not None and row.best is not None and not _same(found.best, row.best):
        return False
    return _same(low, row.low) and _same(high, row.high)


def _same(one: Bound | None, other: Bound | None) -> bool:
    """Are two ends equal, but for rounding?"""
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-12)
    return one == other
