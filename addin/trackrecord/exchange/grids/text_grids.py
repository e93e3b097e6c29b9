"""The tables in a text: CSV whatever parts its cells, tables of Markdown, lists in JSON."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from trackrecord.errors import Refused
from trackrecord.exchange.csv_limits import MOST_COLUMNS, csv_reader, line_not_utf8, too_much
from trackrecord.exchange.foreign.meanings import is_known
from trackrecord.exchange.grids.grid import Grid, grid_of
from trackrecord.exchange.grids.header_row import is_ruled, laid_out
from trackrecord.language import say

_MARKS = ",;\t|"
_LOOKED_AT = 40  # lines, to find what parts cells
_RULE = re.compile(rb"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|[ \t:|-]*$", re.MULTILINE)
_MARKED_UP = re.compile(r"\*\*|`|<br ?/?>")
_LINKED = re.compile(r"\[([^\]]*)\]\((\S*?)\)")
_SPLIT = re.compile(r"(?<!\\)\|")


def grids_of_text(name: str, data: bytes) -> list[Grid]:
    """The tables in a text of that name. Refused where it holds none, or is too much."""
    old = name.rpartition(".")[2].lower()
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or old in ("xls", "ods", "xlsb"):
        raise Refused(
            say(
                "{name} is neither CSV nor .xlsx; open it in a spreadsheet, and save it as one of "
                "the two",
                name=name,
            )
        )
    data = _as_utf8(name, data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return _json_grids(name, data)
    if message := too_much(data):
        raise Refused(f"{name}: {message}")
    if _RULE.search(data):
        return _markdown_grids(name, data.decode("utf-8-sig"))
    return [laid_out(name, "", _csv_rows(name, data))]


def _as_utf8(name: str, data: bytes) -> bytes:
    """The text in UTF-8. Refused where it is in an encoding that does not say which it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # as Excel saves “Unicode text”
        try:
            return data.decode("utf-16").encode()
        except UnicodeError:
            raise Refused(
                say("{name} is damaged: it is no whole UTF-16; save it again", name=name)
            ) from None
    nul = data.find(b"\0")
    if line := line_not_utf8(data) or (data.count(b"\n", 0, nul) + 1 if nul >= 0 else 0):
        raise Refused(
            say("{name} is not UTF-8 (line {line}); save it as “CSV UTF-8”", name=name, line=line)
        )
    return data


def _csv_rows(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the line that it begins in. Refused where it is none."""
    try:
        yield from _numbered(data, _mark_of(data))
    except csv.Error as problem:
        raise Refused(
            say("{name} is no CSV file ({problem})", name=name, problem=problem)
        ) from None


def _numbered(data: bytes, mark: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv_reader(data, mark)
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def _mark_of(data: bytes) -> str:
    """What parts the cells: what makes most headers of a line, and then what is there most."""
    head = data[: 200 * _LOOKED_AT * 10]

    def fits(mark: str) -> tuple[int, int]:
        known = cells = 0
        try:
            for _, row in islice(_numbered(head, mark), _LOOKED_AT):
                known = max(known, sum(map(is_known, row)))
                cells = max(cells, len(row) if not known else 0)
        except csv.Error:  # cut in the middle of a cell
            pass
        first = head.partition(b"\n")[0].decode(errors="replace")
        return known, first.count(mark)

    return max(_MARKS, key=fits)


def _markdown_grids(name: str, text: str) -> list[Grid]:
    """Each table of a Markdown text."""
    blocks: list[list[tuple[int, list[str]]]] = [[]]
    for number, line in enumerate(text.splitlines(), 1):
        if "|" not in line:
            blocks.append([])
            continue
        cells = [_without_markup(cell) for cell in _SPLIT.split(line.strip().strip("|"))]
        if not is_ruled(cells):
            blocks[-1].append((number, cells))
    tables = [block for block in blocks if len(block) > 1]
    one = len(tables) == 1
    return [laid_out(name, "" if one else f"table {n}", rows) for n, rows in enumerate(tables, 1)]


def _without_markup(cell: str) -> str:
    bare = _MARKED_UP.sub("", cell.replace("\\|", "|")).strip()
    whole = _LINKED.fullmatch(bare)
    if whole:
        return whole[1] or whole[2]
    return _LINKED.sub(lambda link: link[1], bare)


def _json_grids(name: str, data: bytes) -> list[Grid]:
    """Each list of objects in a JSON document, as a table of what its objects hold."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise Refused(
            say("{name} is no JSON document ({problem})", name=name, problem=str(problem)[:80])
        ) from None
    lists = document.items() if isinstance(document, dict) else [("entries", document)]
    grids = [_json_grid(name, str(key), rows) for key, rows in lists if _is_table(rows)]
    if not grids:
        raise Refused(say("{name} holds no list of entries", name=name))
    return grids


def _is_table(rows: object) -> bool:
    return isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) for row in rows)


def _json_grid(name: str, key: str, entries: Sequence[Mapping[str, Any]]) -> Grid:
    flat = [dict(_flat(entry)) for entry in entries]
    headers = list(dict.fromkeys(field for entry in flat for field in entry))[:MOST_COLUMNS]
    rows = (
        (number, [entry.get(header, "") for header in headers])
        for number, entry in enumerate(flat, 1)
    )
    return grid_of(name, key, headers, rows)


def _flat(entry: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The fields of an object as text; of an object within, by both names."""
    for name, value in entry.items():
        if isinstance(value, dict) and not before:
            yield from _flat(value, f"{name} ")
        elif isinstance(value, list):
            if not any(isinstance(item, (dict, list)) for item in value):
                yield before + name, "; ".join(map(_json_text, value))
        elif not isinstance(value, dict):
            yield before + name, _json_text(value)


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
