"""Exports as one CSV file: a long table with all scores, and what Fatebook imports.

Text that a spreadsheet would take for a formula has an apostrophe before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.model import YES_NO_UNIT, Outcome, Record, Void
from trackrecord.exchange.csv_folder import line, shield
from trackrecord.exchange.long_table import KIND_COLUMN, QUESTION_COLUMNS
from trackrecord.tables.kinds import plain, unparse
from trackrecord.tables.record import FORECASTS, SOURCE_COLUMN, VALUE_COLUMN
from trackrecord.tables.schema import shown, stored

FATEBOOK = (
    "questionTitle",
    "forecast",
    "qCreatedAt",
    "resolution",
    "resolvedAt",
    "resolveBy",
    "fCreatedAt",
    "tags",
    "notes",
)


def long_table(record: Record, as_of: date) -> str:
    """A line for each forecast: what was said, of what, by whom, what happened, every score.

    For R (`read.csv`) and pandas (`read_csv`): ISO dates, TRUE and FALSE, empty where there is
    nothing.
    """
    return _file(long_header(), long_rows(record, as_of))


def long_header() -> list[str]:
    """The headers of the long table."""
    return [
        *(column.header for column in FORECASTS.columns),
        *QUESTION_COLUMNS,
        VALUE_COLUMN,
        SOURCE_COLUMN,
        KIND_COLUMN,
        "As of",
    ]


def long_rows(record: Record, as_of: date) -> Iterator[list[str]]:
    """The cells of the long table, as text."""
    kinds = {row.forecaster: row.kind for row in record.forecasters}
    outcomes = {row.question: row for row in record.outcomes}
    said = (row for row in assess(record, as_of) if row.forecast.issued <= as_of)
    return (_long(row, kinds, outcomes, as_of) for row in said)


def _long(
    row: Assessment, kinds: dict[str, str], outcomes: dict[str, Outcome], as_of: date
) -> list[str]:
    forecast, question = row.forecast, row.question
    asked = [""] * len(QUESTION_COLUMNS)
    if question is not None:
        asked = [plain(unparse(getattr(question, name.lower()))) for name in QUESTION_COLUMNS]
    outcome = outcomes.get(forecast.question)
    known = outcome is not None and outcome.known is not None and outcome.known <= as_of
    happened = [plain(unparse(outcome.value)), outcome.source] if outcome and known else ["", ""]
    cells = [
        plain(stored(forecast, column) if column.twin is None else shown(row, column))
        for column in FORECASTS.columns
    ]
    return [*cells, *asked, *happened, kinds.get(forecast.forecaster, ""), plain(as_of)]


def fatebook(record: Record) -> tuple[str, int]:
    """The yes/no forecasts as Fatebook imports them, and how many others it cannot hold."""
    questions = {row.question: row for row in record.questions if row.unit == YES_NO_UNIT}
    outcomes = {row.question: row for row in record.outcomes if row.value is not None}
    lines = []
    for row in record.forecasts:
        if row.question not in questions or not isinstance(row.low, float):
            continue
        question, outcome = questions[row.question], outcomes.get(row.question)
        notes = f"{row.forecaster}: {row.wording}. {row.quote} ({row.source})"
        lines.append(
            [
                question.title,
                f"{row.low * 100:.10g}",
                plain(row.issued),
                _resolution_written(outcome),
                plain(outcome.known if outcome else None),
                plain(question.resolves),
                plain(row.issued),
                row.forecaster,
                notes,
            ]
        )
    return _file(FATEBOOK, lines), len(record.forecasts) - len(lines)


def _resolution_written(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    return "AMBIGUOUS" if isinstance(outcome.value, Void) else "YES" if outcome.value else "NO"


def _file(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    return "".join(_lines(header, lines))


def _lines(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield line(list(header))
    for cells in lines:
        yield line([cell if _is_number(cell) else shield(cell) for cell in cells])


def _is_number(text: str) -> bool:
    """A number stays one, also below zero; nothing else may begin with a sign."""
    try:
        float(text)
    except ValueError:
        return False
    return True
