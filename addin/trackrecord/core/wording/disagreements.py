"""Forecasts whose Low and High are not what their Wording says."""

from collections.abc import Iterator
from math import isclose

from trackrecord.core.model import YES_NO_UNIT, Bound, Problem, Reading, Record
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import read_wording


def disagreements(record: Record) -> Iterator[Problem]:
    """Forecasts whose Low and High are not what their Wording says.

    A wording that cannot be read for certain says nothing here; nor does a forecast without ends.
    """
    units = {row.question: row.unit for row in record.questions}
    for row in record.forecasts:
        if row.question not in units or (row.low is None and row.high is None):
            continue
        unit = units[row.question]
        try:
            found = read_wording(row.wording, unit, record.settings.scale, row.issued)
        except ValueError:
            continue
        if unit == YES_NO_UNIT and (row.low is None or row.high is None):
            continue  # the checks ask for both
        ends = (row.low, row.high), (row.best, row.best)
        if not any(_same(found.low, low) and _same(found.high, high) for low, high in ends):
            own = canonical(Reading(row.low, row.high), unit)
            message = (
                f"“{row.wording[:60]}” is read as {canonical(found, unit)}, but Low and High say "
                f"{own}; correct one of the two, or word it as “{own}”"
            )
            yield Problem(row.where.at("Wording"), message)


def _same(one: Bound | None, other: Bound | None) -> bool:
    """Are two ends equal, but for rounding?"""
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-12)
    return one == other
