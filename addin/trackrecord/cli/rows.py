"""The command list: the rows of a table, one line each."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from trackrecord.actions.editing import table_named
from trackrecord.actions.reading import read_place
from trackrecord.cli.output import give, give_first, print_json, say_first_problems
from trackrecord.core.keys import folded
from trackrecord.core.model import Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.tables.kinds import plain, unparse
from trackrecord.tables.schema import Table, stored

_MOST_ROWS = 100
_ENDS = (".", "?", "!", "…")


def list_rows(chosen: Namespace) -> int:
    """The rows of a table that hold all of some words."""
    record, problems = read_place(chosen.place)
    table = table_named(chosen.table)
    wanted = [folded(word) for word in chosen.words]
    rows = [
        row
        for row in getattr(record, table.name.lower())
        if all(word in _all_of(row, table) for word in wanted)
    ]
    if chosen.json:
        print_json({table.name.lower(): [_as_json(row, table) for row in rows]})
    else:
        states = _states(record)
        lines = (_line(row, table, states) for row in rows)
        give_first(lines, len(rows), _MOST_ROWS, whole=chosen.all)
        if not rows:
            give(f"No {table.name.lower()}{' with these words' if wanted else ' yet'}.")
    say_first_problems(problems)
    return 1 if problems else 0


def _all_of(row: object, table: Table) -> str:
    return folded(" ".join(plain(stored(row, column)) for column in table.inputs))


def _as_json(row: object, table: Table) -> dict[str, object]:
    cells = {column.field: stored(row, column) for column in table.inputs}
    return {
        name: value if value is None or isinstance(value, (bool, float, int)) else plain(value)
        for name, value in cells.items()
    }


def _states(record: Record) -> dict[str, str]:
    """What became of each question, in a few words."""
    known = {row.question: _value(row) for row in record.outcomes if row.value is not None}
    return {
        row.question: known.get(row.question) or f"open, resolves {row.resolves}"
        for row in record.questions
    }


def _line(row: Any, table: Table, states: Mapping[str, str]) -> str:  # noqa: ANN401 - a row of any table
    """A row as a person reads it: its key, and what matters of the rest."""
    match table.name:
        case "Forecasters":
            parts = [row.kind, row.note]
            return f"{row.forecaster}: {', '.join(filter(None, parts))}".removesuffix(": ")
        case "Questions":
            title = "" if folded(row.title) == folded(row.question) else f": {row.title}"
            end = "" if f"{row.question}{title}".endswith(_ENDS) else "."
            return f"{row.question}{title}{end} {row.unit}; {states[row.question]}"
        case "Forecasts":
            claim = "" if row.claim == "forecast" else f" ({row.claim})"
            ends = ends_in_words(row.low, row.high)
            return (
                f"{row.forecast}. {row.issued} {row.forecaster}{claim} on {row.question}: "
                f"“{row.wording}” ({ends})"
            )
        case _:
            source = f", {row.source}" if row.source else ""
            return f"{row.question}: {_value(row)}, known {plain(row.known)}{source}"


def _value(outcome: Any) -> str:  # noqa: ANN401 - an Outcome
    until = plain(unparse(outcome.until))
    more = " or more" if until == "open" else f" to {until}" if until else ""
    return f"{plain(unparse(outcome.value))}{more}"
