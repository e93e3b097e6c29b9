"""What forecasts are about, of each place that an engine scores: questions, outcomes, people.

Forecasts may be millions; what they are about is not. These tables go through the same reader, the
same checks and the same joining as without an engine, and reach it as files of ours.
"""

from pathlib import Path
from typing import IO, TYPE_CHECKING

from trackrecord.core.checks import check_record
from trackrecord.core.keys import Spellings, spelled
from trackrecord.core.model import Location, Problem, Record
from trackrecord.exchange import csv_folder
from trackrecord.files.writing import write_file
from trackrecord.tables.loading import RawTable, load
from trackrecord.tables.record import FORECASTERS, FORECASTS, JOURNAL, OUTCOMES, QUESTIONS
from trackrecord.tables.schema import Table

if TYPE_CHECKING:
    from trackrecord.frames.engine_files import EngineFiles
    from trackrecord.frames.places import Place


def record_without_forecasts(place: "Place", files: "EngineFiles") -> tuple[Record, list[Problem]]:
    """The record in a place but for its forecasts, and its problems."""
    problems: list[Problem] = []
    raw = {table.name: RawTable((), {}) for table in (FORECASTS, JOURNAL)}
    for table in (FORECASTERS, QUESTIONS, OUTCOMES):
        rows = _raw_rows(place, table, files, problems)
        if rows is not None:
            raw[table.name] = rows
    record, found = load(raw)
    return record, [*problems, *found, *check_record(record)]


def _raw_rows(
    place: "Place", table: Table, files: "EngineFiles", problems: list[Problem]
) -> RawTable | None:
    """The rows of a table; none where it is not there, None where it cannot be read."""
    from trackrecord.frames.places import rows_of_table  # noqa: PLC0415 - an extra

    path = place.path_of(table)
    if path is None:
        return RawTable((), {})
    if path.suffix.lower() == ".csv" and not place.is_long:
        return csv_folder.read_table(path, table, problems)
    rows = rows_of_table(place, table, files)
    where = [Location(table.name, int(row["line"]), file=path.name) for row in rows]
    return RawTable(where, {c.header: [row[c.field] for row in rows] for c in table.inputs})


def write_spellings(path: Path, found: list[str], known: list[str]) -> bool:
    """How keys of forecasts are to be spelled, as a CSV file; False where they are all as known."""
    spellings = Spellings(known)
    pairs = [(key, spellings.of(spelled(key))) for key in found]
    differ = [[old, new] for old, new in pairs if old != new]
    if not differ:
        return False
    content = "".join(map(csv_folder.line, [["old", "new"], *differ])).encode()

    def write(out: IO[bytes]) -> None:
        out.write(content)

    write_file(path, write)
    return True
