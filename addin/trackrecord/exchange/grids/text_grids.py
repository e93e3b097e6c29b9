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
_DEEPEST = 4  # objects within objects
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
    if _RULE.search(data) and not _is_csv(data):
        return _markdown_grids(name, data.decode("utf-8-sig"))
    return [laid_out(name, "", _csv_rows(name, data))]


def _is_csv(data: bytes) -> bool:
    """Is the first line that says anything one of headers, and none of Markdown?"""
    first = next((line for line in data.splitlines() if line.strip()), b"")
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"|"):
        return False
    row = next(csv_reader(first, max(_MARKS, key=first.decode(errors="replace").count)), [])
    return sum(map(is_known, row)) > 1


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
    head = data[: data.find(b"\n", _LOOKED_AT * 2_000) + 1 or len(data)]

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
        bare = line.strip().removeprefix("|")
        bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
        cells = [_without_markup(cell) for cell in _SPLIT.split(bare)]
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
    grids = [
        _json_grid(name, str(key), rows)
        for key, rows in lists
        if isinstance(rows, list) and any(isinstance(row, dict) for row in rows)
    ]
    if not grids:
        raise Refused(say("{name} holds no list of entries", name=name))
    return grids


def _json_grid(name: str, key: str, entries: Sequence[object]) -> Grid:
    inner: set[str] = set()
    flat = [dict(_flat(entry, inner)) if isinstance(entry, dict) else None for entry in entries]
    headers = list(dict.fromkeys(field for entry in flat for field in entry or ()))
    rows = (
        (number, [entry.get(header, "") for header in headers[:MOST_COLUMNS]])
        for number, entry in enumerate(flat, 1)
        if entry is not None
    )
    grid = grid_of(name, key, headers[:MOST_COLUMNS], rows)
    if others := sum(entry is None for entry in flat):
        grid.passed_over[say("entries that hold no fields")] = others
    if inner or len(headers) > MOST_COLUMNS:
        left = ", ".join([*sorted(inner), *headers[MOST_COLUMNS:]])[:200]
        grid.notes.append(
            say("fields passed over, which hold lists or too much: {names}", names=left)
        )
    return grid


def _flat(entry: Mapping[str, Any], inner: set[str], before: str = "") -> Iterator[tuple[str, str]]:
    """The fields of an object as text; of objects within, by all names; lists of them are noted."""
    for name, value in entry.items():
        named = f"{before}{name}"
        if isinstance(value, dict):
            if before.count(" ") < _DEEPEST:
                yield from _flat(value, inner, f"{named} ")
            else:
                inner.add(named)
        elif isinstance(value, list):
            if any(isinstance(item, (dict, list)) for item in value):
                inner.add(named)
            else:
                yield named, "; ".join(map(_json_text, value))
        else:
            yield named, _json_text(value)


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
