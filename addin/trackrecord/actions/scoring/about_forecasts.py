"""What forecasts are about, of each place that an engine scores: questions, outcomes, people.

Forecasts may be millions; what they are about is not. These tables go through the same reader, the
same checks and the same joining as without an engine, and reach it as files of ours.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trackrecord.core.checks import check_record
from trackrecord.core.keys import Spellings, folded, spelled
from trackrecord.core.model import Location, Problem, Record
from trackrecord.exchange import csv_folder
from trackrecord.files.writing import content_writer, write_file
from trackrecord.language import say
from trackrecord.ooxml.values import Raw
from trackrecord.tables.loading import RawTable, load
from trackrecord.tables.missing_columns import misspelt_columns
from trackrecord.tables.record import FORECASTERS, FORECASTS, JOURNAL, OUTCOMES, QUESTIONS
from trackrecord.tables.schema import Table

_NEED_NOT_BE_SAID = ("criterion", "source", "kind")
_NOT_SAID = "–"

if TYPE_CHECKING:
    from trackrecord.frames.engine_files import EngineFiles
    from trackrecord.frames.places import Place


def record_without_forecasts(place: "Place", files: "EngineFiles") -> tuple[Record, list[Problem]]:
    """The record in a place but for its forecasts, and its problems."""
    problems: list[Problem] = []
    raw = {table.name: RawTable((), {}) for table in (FORECASTS, JOURNAL)}
    problems += _misspelt(place, FORECASTS, files)
    for table in (FORECASTERS, QUESTIONS, OUTCOMES):
        problems += _misspelt(place, table, files)
        rows = _raw_rows(place, table, files, problems, _days_of(raw.get(QUESTIONS.name)))
        if rows is not None:
            raw[table.name] = rows
    record, found = load(raw)
    return record, [*problems, *found, *check_record(record)]


def _misspelt(place: "Place", table: Table, files: "EngineFiles") -> list[Problem]:
    """Columns that a Parquet file does not have, but for one that is called almost so."""
    from trackrecord.frames.engine_files import headers_of  # noqa: PLC0415 - an extra

    path = place.path_of(table)
    if path is None or path.suffix.lower() != ".parquet" or place.is_long:
        return []
    where = Location(table.name, file=path.name)
    return [
        Problem(
            where.at(column),
            say(
                "the column is missing and was read as blank; '{header}' may be meant", header=meant
            ),
        )
        for column, meant in misspelt_columns(table, headers_of(path, table, files)).items()
    ]


def _days_of(questions: RawTable | None) -> dict[str, Raw]:
    """On which day each question resolves, as it stands there."""
    if questions is None or not questions.where:
        return {}
    keys, days = (questions.columns.get(name, ()) for name in ("Question", "Resolves"))
    return {folded(str(key)): day for key, day in zip(keys, days, strict=False)}


def _raw_rows(
    place: "Place",
    table: Table,
    files: "EngineFiles",
    problems: list[Problem],
    days: Mapping[str, Raw],
) -> RawTable | None:
    """The rows of a table; none where it is not there, None where it cannot be read.

    `days` are those on which questions resolve: an outcome without *Known* counts from there on.
    """
    from trackrecord.frames.places import rows_of_table  # noqa: PLC0415 - an extra

    path = place.path_of(table)
    if path is None:
        return RawTable((), {})
    if path.suffix.lower() == ".csv" and not place.is_long:
        return csv_folder.read_table(path, table, problems)
    rows = rows_of_table(place, table, files)
    # A table of an engine's need not have the columns that no score is made of.
    columns = [column.field for column in table.inputs]
    absent = {name for name in columns if all(row[name] in {None, ""} for row in rows)}
    for row in rows:
        key = row[columns[0]]
        known = row.get("known") or days.get(folded(str(key)))
        spare: dict[str, Any] = dict.fromkeys(_NEED_NOT_BE_SAID, _NOT_SAID)
        spare |= {"title": key, "known": known, "recorded": known}
        row |= {name: spare[name] for name in absent & spare.keys()}
    where = [Location(table.name, int(row["line"]), file=path.name) for row in rows]
    return RawTable(where, {c.header: [row[c.field] for row in rows] for c in table.inputs})


def write_spellings(path: Path, found: list[str], known: list[str]) -> bool:
    """How keys of forecasts are to be spelled, as a CSV file; False where they are all as known."""
    spellings = Spellings(known)
    pairs = [(key, spellings.of(spelled(key))) for key in found]
    differ = [[old, new] for old, new in pairs if old != new]
    if not differ:
        return False
    lines = "".join(map(csv_folder.line, [["old", "new"], *differ]))
    write_file(path, content_writer(lines.encode()))
    return True
