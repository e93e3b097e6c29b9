"""A record as frames: the tables Forecasts, Questions, Outcomes and Forecasters, to start from."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import narwhals as nw

from trackrecord.core.estimates import is_a_reading
from trackrecord.core.keys import Spellings
from trackrecord.core.model import YES_NO_UNIT, Forecast, Record, Settings
from trackrecord.frames.engines import Native
from trackrecord.frames.inputs import day_number
from trackrecord.tables.kinds import plain, unparse
from trackrecord.tables.record import FORECASTERS, FORECASTS, OUTCOMES, QUESTIONS
from trackrecord.tables.schema import Column, Table, value_of

_Backend = Literal["polars", "pandas", "pyarrow"]
_OF_DAYS = ("issued", "resolves", "known", "recorded")
_OF_NUMBERS = ("low", "best", "high", "level")


class Tables(NamedTuple):
    """The tables of a record, each a frame of one library."""

    forecasts: Native
    questions: Native
    outcomes: Native
    forecasters: Native


def of_record(record: Record, backend: _Backend = "polars") -> Tables:
    """The tables of a record as frames of a library: ``polars``, ``pandas`` or ``pyarrow``.

    Days are days. Low, Best, High and Level are numbers; on a question of days they count days
    from 1 January 1970. Value and Until of an outcome are text, as in a folder of CSV files. `row`
    is the place of a forecast in its table, `imputed` whether its probability is our reading of
    words. DuckDB and Spark read what these frames write as Parquet.

    >>> import trackrecord as tr
    >>> tables = of_record(tr.read(tr.bundled()))
    >>> tables.forecasts.shape[0], tables.questions["unit"][0]
    (32, 'date')
    """
    units = {row.question: row.unit for row in record.questions}
    asked, who = Spellings(units), Spellings(row.forecaster for row in record.forecasters)
    forecasts = _fields_of(FORECASTS, record.forecasts)
    forecasts["question"] = [asked.of(str(key)) for key in forecasts["question"]]
    forecasts["forecaster"] = [who.of(str(key)) for key in forecasts["forecaster"]]
    forecasts["row"] = list(range(len(record.forecasts)))
    forecasts["imputed"] = [
        _is_imputed(row, units.get(row.question, ""), record.settings) for row in record.forecasts
    ]
    outcomes = _fields_of(OUTCOMES, record.outcomes)
    outcomes["question"] = [asked.of(str(key)) for key in outcomes["question"]]
    questions = _fields_of(QUESTIONS, record.questions)
    forecasters = _fields_of(FORECASTERS, record.forecasters)
    made = (forecasts, questions, outcomes, forecasters)
    return Tables(*(_frame(columns, backend) for columns in made))


def _is_imputed(row: Forecast, unit: str, settings: Settings) -> bool:
    if unit != YES_NO_UNIT or not isinstance(row.low, float) or row.low != row.high:
        return False
    return 0 <= row.low <= 1 and is_a_reading(row.wording, row.low, settings.scale)


def _fields_of(table: Table, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The input columns of a table, by their fields."""
    made = {}
    for column in table.inputs:
        cell = _cell_maker(column)
        made[column.field] = [cell(value_of(row, column)) for row in rows]
    return made


def _cell_maker(column: Column) -> Callable[[Any], Any]:
    if column.field in _OF_DAYS:
        return lambda value: value
    if column.field in _OF_NUMBERS:
        return _as_number
    return lambda value: plain(unparse(value)) or None


def _as_number(value: Any) -> float | None:  # noqa: ANN401 - a day or a number
    if value is None:
        return None
    return day_number(value) if isinstance(value, date) else float(value)


def _frame(columns: dict[str, list[Any]], backend: _Backend) -> Native:
    schema: dict[str, Any] = {}
    for name in columns:
        schema[name] = nw.String()
        if name in _OF_DAYS:
            schema[name] = nw.Datetime("ms") if backend == "pandas" else nw.Date()
        elif name in _OF_NUMBERS:
            schema[name] = nw.Float64()
    schema |= {name: kind for name, kind in _MORE_TYPES.items() if name in columns}
    return nw.from_dict(columns, schema, backend=backend).to_native()


_MORE_TYPES = {"row": nw.Int64(), "imputed": nw.Boolean()}
