"""Carrier: an Excel workbook. Writes a new one, reads any.

Styles, tables, validation and charts are openpyxl's. The cells are ours (`cells`), because every
formula carries the value Python computed, which openpyxl cannot write: so a preview, pandas and a
phone show the scores. The same record gives the same bytes.
"""

import hashlib
import os
import re
import shutil
import tempfile
import warnings
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from trackrecord import __version__
from trackrecord.core.assess import assess
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Problem, Record, Refused, Settings
from trackrecord.workbook import dashboard, pages
from trackrecord.workbook.board import LEADERBOARD
from trackrecord.workbook.cells import Strings, untext
from trackrecord.workbook.cells import rows as cell_rows
from trackrecord.workbook.kinds import Formula, Kind, parse
from trackrecord.workbook.layout import (
    Page,
    Rows,
    add_formats,
    excel_table,
    set_up_table,
    table_rows,
)
from trackrecord.workbook.load import Raw, RawTable, load
from trackrecord.workbook.schema import (
    FORECASTERS,
    FORECASTS,
    JOURNAL,
    OUTCOMES,
    QUESTIONS,
    RECORD,
    Table,
)
from trackrecord.workbook.style import Styles

SHEETS = ("About", "Dashboard", "Questions", "Forecasts", "Outcomes", "Leaderboard",
          "Forecasters", "Settings", "Journal")
A3 = 8
Progress = Callable[[int], None]  # told the number of rows written, now and then
_STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_STRINGS_LINK = (
    b'<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'sharedStrings" Target="sharedStrings.xml" Id="rIdStrings"/></Relationships>'
)
_CORE = "docProps/core.xml"
_UNSEALED = "to be sealed"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FONT = (b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign",
         b"sz", b"color", b"name", b"family", b"charset", b"scheme")  # the schema's order
# What openpyxl and zipfile raise on a file that is damaged or no workbook; there is no one class.
_UNREADABLE = (BadZipFile, InvalidFileException, LookupError, ValueError, TypeError, AttributeError,
               OSError, EOFError, SyntaxError, NotImplementedError, RuntimeError, zlib.error)
_SHEET_DATA = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")


def write(  # noqa: PLR0913, PLR0917 - what, where, as of when, and how to go about it
    path: Path, record: Record, as_of: date, title: str = "", progress: Progress | None = None,
    aside: Path | None = None,
) -> None:
    """Write the record as a new workbook, with every score as of that day.

    A file of that name is replaced, in one step and only when the new one is whole; `aside` is
    where it is kept then, if it is to be kept.
    """
    path = path.resolve()  # through a symbolic link, not over it
    mode = path.stat().st_mode if path.exists() else 0o644
    book, page_rows = _lay_out(record, as_of, title or path.stem)
    skeleton = BytesIO()
    with ZipFile(skeleton, "w") as archive:
        ExcelWriter(book, archive).save()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as out, ZipFile(skeleton) as source:
            _finish(source, out, page_rows, progress or (lambda _: None))
            out.flush()
            os.fsync(out.fileno())
        made.chmod(mode)
        if aside is not None:
            shutil.copy2(path, aside)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)  # gone already, unless something failed


def _lay_out(record: Record, as_of: date, title: str) -> tuple[Workbook, dict[str, Rows]]:
    """Everything of the workbook but its cells, and the cells of each sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {name: Page(book.create_sheet(name)) for name in SHEETS}
    styles = Styles(book)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    items = {
        QUESTIONS: record.questions, FORECASTS: rows, OUTCOMES: record.outcomes,
        LEADERBOARD: board, FORECASTERS: record.forecasters, JOURNAL: record.journal,
    }
    for table, objects in items.items():
        page = sheets[table.name]
        page.sheet.add_table(excel_table(table, len(objects), filtered=True))
        set_up_table(page.sheet, table, paper=A3)
        if table in (FORECASTS, OUTCOMES):
            add_formats(page.sheet, table)
        page.rows = table_rows(styles, table, objects)
    pages.fill_settings(sheets["Settings"], styles, record.settings, as_of, rows)
    pages.fill_about(sheets["About"], styles, title, record)
    dashboard.fill(sheets["Dashboard"], styles, record, rows, board, as_of)
    book.properties.title = title
    book.properties.identifier = _UNSEALED
    book.properties.creator = f"Track Record {__version__}"
    book.properties.created = book.properties.modified = datetime.combine(as_of, time())
    return book, {f"xl/worksheets/sheet{n}.xml": sheets[name].all_rows()
                  for n, name in enumerate(SHEETS, 1)}


def _finish(
    source: ZipFile, out: IO[bytes], page_rows: dict[str, Rows],
    progress: Progress,
) -> None:
    """Copy the parts into the final file, putting the cells into their sheets on the way."""
    strings = Strings()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist(), key=_part_order):
            if name == _CORE:
                continue
            info = ZipInfo(name, _EPOCH)  # no clock: the same record gives the same bytes
            info.compress_type = ZIP_DEFLATED
            content = source.read(name)
            if name in page_rows:
                before, after = _SHEET_DATA.split(_without_dimension(content))
                with archive.open(info, "w") as part:
                    part.write(before + b"<sheetData>")
                    for chunk in _chunks(page_rows[name], strings, progress):
                        part.write(chunk)
                    part.write(b"</sheetData>" + after)
            else:
                archive.writestr(info, _mended(name, content))
        info = ZipInfo("xl/sharedStrings.xml", _EPOCH)
        info.compress_type = ZIP_DEFLATED
        archive.writestr(info, "".join(strings.part()))
        info = ZipInfo(_CORE, _EPOCH)
        info.compress_type = ZIP_DEFLATED
        seal = _digest(archive).encode()
        archive.writestr(info, source.read(_CORE).replace(_UNSEALED.encode(), seal))


def _digest(archive: ZipFile) -> str:
    """What the other parts hold, in one short text."""
    parts = sorted((info.filename, info.CRC, info.file_size) for info in archive.infolist())
    return hashlib.sha256(repr([p for p in parts if p[0] != _CORE]).encode()).hexdigest()


def untouched(path: Path) -> bool:
    """Is the file as `write` left it: nobody saved anything into it since?"""
    try:
        with ZipFile(path) as archive:
            return _digest(archive).encode() in archive.read(_CORE)
    except (OSError, KeyError, BadZipFile, zlib.error):
        return False


def _part_order(name: str) -> tuple[bool, str]:
    # Readers that stream want the content types first.
    return not name.startswith(("[", "_")), name


def _without_dimension(content: bytes) -> bytes:
    # openpyxl saw no cells; the element is optional.
    return re.sub(rb"<dimension [^>]*/>", b"", content, count=1)


def _mended(name: str, content: bytes) -> bytes:
    """What openpyxl leaves out: shared strings, the order of elements, what a chart shows."""
    if name == "[Content_Types].xml":
        return content.replace(b"</Types>", _STRINGS_TYPE)
    if name == "xl/_rels/workbook.xml.rels":
        return content.replace(b"</Relationships>", _STRINGS_LINK)
    if name.startswith("xl/charts/"):
        # The schema wants plus before minus; Excel calls anything else damaged.
        swapped = rb"\2\1"
        return re.sub(rb"(<minus>.*?</minus>)(<plus>.*?</plus>)", swapped, content, flags=re.DOTALL)
    if name == "xl/styles.xml":
        return re.sub(rb"(?<=<font>).*?(?=</font>)", _font_in_order, content, flags=re.DOTALL)
    if name == "xl/drawings/drawing1.xml":
        for number, words in enumerate(dashboard.DESCRIPTIONS, 1):
            chart = f'name="Chart {number}"'
            content = content.replace(chart.encode(), f'{chart} descr="{words}"'.encode())
    return content


def _font_in_order(found: re.Match[bytes]) -> bytes:
    parts = re.findall(rb"<(\w+)[^>]*/>", found[0])
    elements = re.findall(rb"<\w+[^>]*/>", found[0])
    ranked = sorted(zip(parts, elements, strict=True), key=lambda pair: _FONT.index(pair[0]))
    return b"".join(element for _, element in ranked)


def _chunks(
    table: Rows, strings: Strings, progress: Progress, size: int = 500
) -> Iterator[bytes]:
    chunk: list[str] = []
    for row in cell_rows(table, strings):
        chunk.append(row)
        if len(chunk) == size:
            yield "".join(chunk).encode()
            progress(size)
            chunk.clear()
    yield "".join(chunk).encode()
    progress(len(chunk))


def read(path: Path) -> tuple[Record, list[Problem]]:
    """The record in a workbook, and every problem met; Refused if there is none in it.

    Tables are found by name, on whatever sheet; columns by header. Columns and sheets of the
    user's own are passed over. Rows typed directly below a table belong to it, with a problem
    that says that the formulas do not see them.
    """
    book = _open(path)
    sheets = {name: sheet for sheet in book.worksheets for name in sheet.tables}
    if not any(table.name in sheets for table in RECORD):
        raise Refused(f"{path} holds no Track Record tables; make one with trackrecord build")
    problems: list[Problem] = []
    tables: dict[str, RawTable] = {}
    for table in RECORD:
        if table.name not in sheets:
            message = "the table is missing; undo its deletion, or build the workbook again"
            problems.append(Problem(f"table {table.name}", message))
            continue
        found = _read_table(sheets[table.name], table, problems)
        if found is not None:
            tables[table.name] = found
    settings = _read_settings(sheets.get("Settings"), problems)
    record, unreadable = load(tables, settings)
    return record, problems + unreadable


def _open(path: Path) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that a reader of cells has no use for
            return load_workbook(path, keep_links=False)
    except FileNotFoundError:
        raise Refused(f"{path} does not exist") from None
    except PermissionError:
        raise Refused(f"{path} cannot be read; close it in Excel, or check who owns it") from None
    except _UNREADABLE as error:
        raise Refused(f"{path} is not a workbook that can be read ({error})") from error


def _read_table(sheet: Worksheet, table: Table, problems: list[Problem]) -> RawTable | None:
    bounds = sheet.tables[table.name]
    first_column, first_row, last_column, last_row = _bounds(bounds.ref)
    grid = sheet.iter_rows(
        min_row=first_row, min_col=first_column, max_col=last_column, max_row=sheet.max_row
    )
    headers = [str(cell.value).strip() for cell in next(grid)]
    for header in {header for header in headers if headers.count(header) > 1}:
        message = "the header stands there twice; rename one of the columns"
        problems.append(Problem(f"table {table.name}, column {header}", message))
    missing = [column for column in table.inputs if column.header not in headers]
    for column in missing:
        message = "the column is missing or renamed; give a column this header again"
        problems.append(Problem(f"table {table.name}, column {column.header}", message))
    if any(not column.blank for column in missing):
        return None
    wanted = {column.header for column in table.inputs}
    places = [place for place, header in enumerate(headers) if header in wanted]
    where: list[str] = []
    rows: list[list[Raw]] = []
    for number, cells in enumerate(grid, first_row + 1):
        raw = [_raw(cells[place]) for place in places]
        if all(value is None or value == "" for value in raw):
            continue
        where.append(f"{table.name} row {number}")
        rows.append(raw)
        if number > last_row:
            message = (
                "the row stands below the table, where the formulas do not see it; drag the "
                "table's lower right corner over it"
            )
            problems.append(Problem(where[-1], message))
    columns = zip(*rows, strict=True) if rows else ((),) * len(places)
    found = RawTable(where, dict(zip((headers[place] for place in places), columns, strict=True)))
    problems += _unlike_the_formulas(table, found)
    return found


def _unlike_the_formulas(table: Table, found: RawTable) -> Iterator[Problem]:
    """Cells that Python could read but the sheet's own formulas read otherwise."""
    for column in table.inputs:
        for where, cell in zip(found.where, found.columns.get(column.header, ()), strict=False):
            if not isinstance(cell, str) or cell == "":
                continue
            if column.kind in (Kind.DATE, Kind.BOUND, Kind.SHARE) and cell.strip():
                message = "this is text, which the formulas pass over; type it again as a value"
            elif column.kind in (Kind.KEY, Kind.UNIT, Kind.CHOICE) and cell != cell.strip():
                message = "there are spaces around it, which the formulas count; delete them"
            else:
                continue
            yield Problem(f"{where}, column {column.header}", message)


def _bounds(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = (side or 1 for side in range_boundaries(ref))
    return left, top, right, bottom


def _raw(cell: Cell | MergedCell) -> Raw:
    value = cell.value
    if cell.data_type in ("f", "e"):
        return Formula(str(getattr(value, "text", value)))
    match value:
        case str():
            return untext(value)
        case None | bool() | int() | float() | datetime():
            return value
        case _:  # a time of day, a duration
            return str(value)


def _read_settings(sheet: Worksheet | None, problems: list[Problem]) -> Settings:
    """The settings typed in; each that cannot be read is a problem and keeps its default."""
    if sheet is None:
        message = "the table is missing, so the usual settings are used; build the workbook again"
        problems.append(Problem("table Settings", message))
        return Settings()
    first_column, first_row, _, last_row = _bounds(sheet.tables["Settings"].ref)
    typed = {
        str(name.value): (f"Settings row {name.row}", _raw(value))
        for name, value in sheet.iter_rows(
            min_row=first_row + 1, max_row=last_row, min_col=first_column, max_col=first_column + 1
        )
    }
    found: dict[str, Any] = {}
    for name, field, kind, choices in pages.READ_SETTINGS:
        if name not in typed:
            message = "the row is missing or renamed, so the usual value is used; put it back"
            problems.append(Problem(f"table Settings, row {name}", message))
        where, raw = typed.get(name, ("Settings", None))
        try:
            value = parse(kind, raw, choices=choices)
        except ValueError as problem:
            problems.append(Problem(f"{where}, column Value", str(problem)))
            continue
        if value is not None:
            found[field] = value == "yes" if choices is pages.YesNo else value
    return Settings(**found)
