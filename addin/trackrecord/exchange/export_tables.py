"""Exports as one CSV file: a long table with all scores, and what Fatebook imports.

Text that a spreadsheet would take for a formula has an apostrophe before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.model import YES_NO_UNIT, Outcome, Record, Void
from trackrecord.exchange.csv_folder import line, shield
from trackrecord.tables.kinds import plain, unparse
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.schema import shown, stored

_QUESTION_COLUMNS = ("Title", "Unit", "Resolves", "Topic", "Event")
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
    header = [*(column.header for column in FORECASTS.columns), *_QUESTION_COLUMNS, "Kind", "As of"]
    kinds = {row.forecaster: row.kind for row in record.forecasters}
    said = (row for row in assess(record, as_of) if row.forecast.issued <= as_of)
    lines = (_long(row, kinds, as_of) for row in said)
    return _file(header, lines)


def _long(row: Assessment, kinds: dict[str, str], as_of: date) -> list[str]:
    forecast, question = row.forecast, row.question
    asked = [""] * len(_QUESTION_COLUMNS)
    if question is not None:
        asked = [plain(unparse(getattr(question, name.lower()))) for name in _QUESTION_COLUMNS]
    cells = [
        plain(stored(forecast, column) if column.twin is None else shown(row, column))
        for column in FORECASTS.columns
    ]
    return [*cells, *asked, kinds.get(forecast.forecaster, ""), plain(as_of)]


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
