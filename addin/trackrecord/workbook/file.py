"""A workbook file held for one change: what is known of it, what is to be changed, and saving it.

Changes are collected and made in one go by `save`; until then the file is as it was.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from trackrecord.core.keys import folded
from trackrecord.core.model import Forecast
from trackrecord.errors import Refused
from trackrecord.files.locks import held
from trackrecord.files.writing import fingerprint
from trackrecord.ooxml import file_seal as seal
from trackrecord.ooxml import part_edits as parts
from trackrecord.ooxml.drawings.chart_edits import ChartChanges
from trackrecord.ooxml.package import TYPES, Package
from trackrecord.ooxml.reader import DAMAGED, Contents, TableArea
from trackrecord.ooxml.segments import DeflatedPart, deflate
from trackrecord.ooxml.sheet_edits import SheetEdit
from trackrecord.ooxml.table_growth import Growth
from trackrecord.ooxml.values import days_counted
from trackrecord.tables.kinds import key_of_cell
from trackrecord.tables.loading import RawTable
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.schema import Table
from trackrecord.workbook import index

_QUESTION_HEADER = next(column.header for column in FORECASTS.columns if column.field == "question")


@dataclass(slots=True)
class WorkbookFile:
    """A workbook file that is being changed."""

    path: Path
    contents: Contents
    seen: str
    edits: dict[str, SheetEdit] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)  # the last row of each table, as it was
    raw: dict[str, RawTable] = field(default_factory=dict)
    rows: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # of each key of a table
    renamed: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    charts: ChartChanges | None = None
    widened: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # new columns
    renewed: dict[str, dict[str, str]] = field(default_factory=dict)  # formulas of columns
    names: dict[str, str] = field(default_factory=dict)  # defined names to be added
    question: str = ""  # that all of the change is about, if it is about one
    is_partial: bool = False  # were only the forecasts of that question read?
    is_sound: bool = False  # could every row be read?
    units_changed: bool = False  # may rows read otherwise after the change?
    is_as_we_left_it: bool = False  # nobody saved since our last change: the journal is complete
    journalled: bool = False  # does the journal know everything in the file after the change?
    known: index.Index | None = None  # the index of a file that is as we left it
    questions: dict[int, str] = field(default_factory=dict)  # of each row of Forecasts

    @property
    def is_large(self) -> bool:
        """Are there so many forecasts that a small change should not wait for all of them?

        The tables drawn from all of them are left for `compute` then.
        """
        place = self.place(FORECASTS.name)
        return place is not None and place.bottom - place.top > index.LARGE

    def place(self, name: str) -> TableArea | None:
        """The table of that name; None if it is not there."""
        return self.contents.tables.get(name)

    def edit(self, place: TableArea) -> SheetEdit:
        """The changes of the sheet that a table is on."""
        return self.edits.setdefault(place.sheet_part, SheetEdit())


@contextmanager
def opened(path: Path) -> Iterator[WorkbookFile]:
    """A workbook file, held for one change until the end of the block; `save` makes the change.

    Refused if it cannot be written, or if what is in it does not stand a change.
    """
    with held(path) as real:
        seen = fingerprint(real)
        with Package(real) as package:
            parts.must_stand_changes(package)
            left = seal.as_left(package)
            known = index.read_index(package) if left or seal.as_built(package) else None
            contents = Contents(package, known.sheets if known else None)
            parts.must_have_looks(contents)
            with days_counted(from_1904=contents.from_1904):
                yield WorkbookFile(
                    real, contents, seen, is_as_we_left_it=left, journalled=left, known=known
                )


def rows_by_key(book: WorkbookFile, table: Table) -> dict[str, list[int]]:
    """The rows of each key, folded, as they are now."""
    if table.name not in book.rows:
        found: dict[str, list[int]] = {}
        raw = book.raw.get(table.name)
        cells = raw.columns.get(table.columns[0].header, ()) if raw else ()
        for where, key in zip(raw.where if raw else (), cells, strict=bool(cells)):
            if key is not None:
                found.setdefault(key_of_cell(key), []).append(where.row)
        book.rows[table.name] = found
    return book.rows[table.name]


def row_number_of(book: WorkbookFile, row: Forecast) -> int:
    """The row that a forecast stands in: where it was read, or where it was put; 0 if in none.

    Of two rows with one key, each is its own.
    """
    here = rows_by_key(book, FORECASTS).get(folded(row.forecast), [])
    if row.where.row in here:
        return row.where.row
    return here[0] if here else 0


def questions_of(book: WorkbookFile) -> dict[int, str]:
    """The question of each row of Forecasts, as they are now."""
    raw = book.raw.get(FORECASTS.name)
    if not book.questions and raw is not None:
        cells = raw.columns.get(_QUESTION_HEADER, ())
        book.questions |= {
            where.row: str(cell).strip()
            for where, cell in zip(raw.where, cells, strict=bool(cells))
        }
    return book.questions


def rows_left_over(book: WorkbookFile, place: TableArea, before: int) -> set[int]:
    """The rows below a calculated table that hold what an older version left of it.

    That cleared only some columns when a table became shorter, never the last ones: their first
    cell is empty, and the others hold numbers or nothing.
    """
    try:
        return {
            number
            for number, row in book.contents.rows(place, shown=True)
            if number > before
            and row[0] is None
            and all(value is None or isinstance(value, float) for value in row)
        }
    except DAMAGED:  # what other programs left there
        return set()


def save(book: WorkbookFile) -> None:
    """Make all changes, in one step. Refused, with the file as it was, where that cannot be."""
    growths: dict[str, Growth] = {}
    for name, before in book.before.items():
        place = book.contents.tables[name]
        if place.bottom != before:
            growths[name] = Growth(
                place.sheet, place.left, place.right, place.top, before, place.bottom
            )
            book.edit(place).grown.append(growths[name])
    try:
        made = parts.rewritten(
            book.contents,
            book.edits,
            parts.TableChanges(growths, book.renamed, book.widened, book.renewed),
            book.charts,
            book.names,
        )
    except DAMAGED as error:
        raise Refused(
            f"{book.path} cannot be changed: it is damaged ({error}); open it in Excel, which may "
            "repair it. Nothing was changed"
        ) from error
    book.edits.clear()  # made: what they hold is as large as the record
    package = book.contents.package
    core = package.read(seal.CORE) if seal.CORE in package else b""
    if book.journalled and not book.units_changed and seal.is_ours(core):
        with suppress(ValueError):  # lists that are written otherwise than anybody does
            made |= _indexed(book, made)
        made[seal.CORE] = deflate([seal.resealed(core, parts.after(package, made))])
    parts.put(package, book.seen, made)


def _indexed(
    book: WorkbookFile, made: Mapping[str, DeflatedPart | None]
) -> dict[str, DeflatedPart | None]:
    """The index of a large file of ours as it is after a change, and what leads to it."""
    package = book.contents.package
    if not book.is_large and index.PART not in package:
        return {}
    known = index.Index()
    if book.is_large and book.is_sound:
        lying = dict(book.contents.stretches) | {
            name: part.stretches for name, part in made.items() if part
        }
        sheets = {name: lying[name] for name in book.contents.sheets.values() if name in lying}
        rows = (
            book.known.rows
            if book.known and book.is_partial
            else index.by_question(sorted(questions_of(book).items()))
        )
        rows = {question: rows[question] for question in rows if question}
        known = index.Index(sheets, rows, unseen=[])
    indexed: dict[str, DeflatedPart | None] = {index.PART: index.packed_index(known)}
    if index.PART not in package:
        for name, with_it in (
            (TYPES, index.with_type),
            (book.contents.links_part, index.with_link),
        ):
            old = made.get(name)
            indexed[name] = deflate([with_it(old.data() if old else package.read(name))])
    return indexed
