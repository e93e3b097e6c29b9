"""The figures of the Dashboard: what single formulas outside the tables compute."""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessment import Assessment, Status
from trackrecord.tables.settings import AS_OF_FORMULA

EMPTY = "The charts fill as outcomes are recorded."
HINT = f'IF(COUNT(Forecasts[Outcome])=0,"{EMPTY}","")'  # what stands above the charts


def counted(rows: Sequence[Assessment]) -> list[tuple[str, int, str]]:
    """The figures on the Dashboard: name, value, formula."""
    by_status = [
        (
            status.value,
            sum(row.status == status for row in rows),
            f'COUNTIF(Forecasts[Status],"{status.value}")',
        )
        for status in Status
    ]
    said = sum(row.status is not None for row in rows)
    return [("Forecasts", said, 'COUNTIF(Forecasts[Status],"?*")'), *by_status]


def hint(rows: Sequence[Assessment]) -> str:
    """What stands above the charts: a word of comfort while they are empty."""
    seen = any(isinstance(row.outcome, (date, float, int)) for row in rows)
    return "" if seen else EMPTY


def figures(rows: Sequence[Assessment], as_of: date) -> Iterator[tuple[str, object]]:
    """What single formulas outside the tables compute, by formula."""
    yield from ((formula, value) for _, value, formula in counted(rows))
    yield HINT, hint(rows)
    # As workbooks of version 0.1 have them on the Dashboard.
    yield 'SUMPRODUCT(--(Forecasts[Forecast]<>""))', len(rows)
    yield (
        f'IF(COUNT(Forecasts[Score])=0,"{EMPTY}","")',
        "" if any(row.score is not None for row in rows) else EMPTY,
    )
    yield "AsOf", as_of
    yield AS_OF_FORMULA, as_of
