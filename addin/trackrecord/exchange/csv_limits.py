"""CSV of whoever made it, read within limits: bytes, lines, cells, columns, length of a cell."""

import csv
from io import BytesIO, TextIOWrapper
from typing import IO, TYPE_CHECKING

from trackrecord.language import say

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MOST_CSV_BYTES = 50_000_000
_MOST_CSV_LINES = 300_000
_MOST_CELLS = 4_000_000
MOST_COLUMNS = 1_000
_LONGEST_LINE = 1_000_000  # bytes
_LONGEST_FIELD = 1_000_000  # characters; what is too long for a cell is said of its own line


def too_much(data: bytes) -> str:
    """Why a CSV file is too large to be read; "" where it is not."""
    if max(data.count(b"\n"), data.count(b"\r")) > _MOST_CSV_LINES:
        return say("there are more than {most:,} lines; split the file", most=_MOST_CSV_LINES)
    if sum(map(data.count, (b",", b";", b"\t", b"\n"))) > _MOST_CELLS:
        return say("there are more than {most:,} cells; split the file", most=_MOST_CELLS)
    for number, line in enumerate(BytesIO(data), 1):
        if len(line) > _LONGEST_LINE:
            return say(
                "line {number} has more than {most:,} bytes; is this a table?",
                number=number,
                most=_LONGEST_LINE,
            )
        if number == 1 and max(map(line.count, (b",", b";", b"\t"))) >= MOST_COLUMNS:
            return say("there are more than {most:,} columns; is this a table?", most=MOST_COLUMNS)
    return ""


def line_not_utf8(data: bytes) -> int:
    """The first line that is not UTF-8; 0 where all are."""
    for number, line in enumerate(BytesIO(data), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 0


def csv_reader(data: bytes, delimiter: str = ",") -> "CsvReader":
    """The rows of a content that is UTF-8 and not too much. Errors: csv.Error while it is read."""
    return csv_rows(BytesIO(data), delimiter)


def csv_rows(file: IO[bytes], delimiter: str = ",") -> "CsvReader":
    """The rows of an open file. Errors, while it is read: csv.Error, UnicodeDecodeError."""
    csv.field_size_limit(_LONGEST_FIELD)
    # As bytes, because text mode would turn the line ends inside a cell into \n.
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    return csv.reader(text, delimiter=delimiter, strict=True)
