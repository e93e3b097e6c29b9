"""Changes to the XML of a sheet and to what hangs on it, byte for byte where nothing changes.

A change is said per cell (`CellChange`), or for many new rows at once (`RowBlock`), and made while
the sheet streams by. What is not named keeps its bytes. New rows look like the last row of their
table.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape, unescape

from trackrecord.errors import Refused
from trackrecord.ooxml.cell_changes import CellChange, filled
from trackrecord.ooxml.cell_names import column_letters
from trackrecord.ooxml.cell_xml import height_attributes
from trackrecord.ooxml.row_blocks import RowBlock, row_writer
from trackrecord.ooxml.segments import Segment
from trackrecord.ooxml.sheet_frame import Surroundings, head, root_tag, tail
from trackrecord.ooxml.sheet_xml import Piece, number_in, spans_of, split
from trackrecord.ooxml.styles import CellFormats
from trackrecord.ooxml.table_growth import Growth

_FORMULA = re.compile(rb"<f(?=[\s/>])[^>]*?(?:/>|>([^<]*)</f>)")
_END = re.compile(rb"</sheetData>")
_CELL_TAG = re.compile(rb"<c(?=[\s/>])[^>]*>")
_STYLE_ATTRIBUTE = re.compile(rb'\ss="(\d+)"')


@dataclass(slots=True)
class SheetEdit:
    """All changes to one sheet: cells by row and column, growth, what known formulas compute.

    Rows of its `blocks` are none of the `cells`.
    """

    cells: dict[int, dict[int, CellChange]] = field(default_factory=dict)
    blocks: list[RowBlock] = field(default_factory=list)
    grown: list[Growth] = field(default_factory=list)
    known: Mapping[str, object] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)  # of new columns
    rules: list[bytes] = field(default_factory=list)  # new data validations
    heights: dict[int, float] = field(default_factory=dict)  # of rows, in points; 0 hides one
    fits: dict[int, float | None] = field(default_factory=dict)  # of rows whose text has changed

    @property
    def last(self) -> int:
        """The last row of which something is said."""
        ends = (block.last for block in self.blocks)
        return max([*self.cells, *self.heights, *self.fits, *ends], default=0)

    def rows(self) -> set[int]:
        """The rows that are changed, or that new ones look like."""
        return (
            self.cells.keys()
            | self.heights.keys()
            | self.fits.keys()
            | self.sources()
            | self.new_rows().keys()
        )

    def sources(self) -> set[int]:
        """The rows that new ones look like."""
        single = {new.like for row in self.cells.values() for new in row.values()}
        return single | {block.like for block in self.blocks}

    def new_rows(self) -> dict[int, RowBlock]:
        """The rows of its blocks, and the block that each is in."""
        return {
            number: block
            for block in self.blocks
            for number in range(block.first, block.last + 1)
            if block.holds(number)
        }

    def put_block(self, block: RowBlock) -> None:
        """Add many new rows; of those of which cells are changed already, cell by cell."""
        for number in self.cells.keys() & range(block.first, block.last + 1):
            for column, new in block.released(number).items():
                self.put(number, column, new)
        self.blocks.append(block)

    def compute(self, row: int, result: object) -> bool:
        """Let a row of a block show what was computed of its item; False if it is in none."""
        block = next((block for block in self.blocks if block.holds(row)), None)
        if block is not None:
            block.compute(row, result)
        return block is not None

    def put(self, row: int, column: int, new: CellChange) -> None:
        """Change a cell; later changes win, but a formula or a look just put stays."""
        for block in self.blocks:
            if block.holds(row):
                self.fits[row] = block.height(row)
                self.cells[row] = block.released(row)
        cells = self.cells.setdefault(row, {})
        old = cells.get(column)
        if old is not None:
            formula = old.formula if new.formula is None else new.formula
            new = replace(
                new,
                formula=formula,
                like=new.like or old.like,
                like_column=new.like_column or old.like_column,
                dress=new.dress or old.dress,
            )
        cells[column] = new


Reads = Callable[[bytes], object]  # what a cell holds, from how it is written


def edited(  # noqa: PLR0913, PLR0917 - a sheet has as many sides
    pieces: Iterable[bytes | Segment],
    edit: SheetEdit,
    looks: CellFormats,
    sheet: str = "",
    links: Mapping[str, str] | None = None,
    reads: Reads | None = None,
) -> Iterator[bytes | Segment]:
    """The sheet of that name with its changes, in pieces; `links` are those that lead out of it.

    Refused where a change would lose something. Errors: ValueError if the rows do not end.
    """
    rows = _Rows(edit, looks, reads if links else None)
    first, first_tag, is_whole = True, b"", False
    for piece in split(pieces):
        if isinstance(piece, Segment):
            yield from rows.before(piece.first)
            yield piece
        elif not isinstance(piece, Piece):
            yield from rows.until(piece)
        elif (closing := _END.search(piece)) is not None:
            is_whole = True
            yield piece[: closing.start()]
            yield from rows.rest()
            new = Surroundings(sheet, edit.grown, edit.rules, rows.said_anew, links or {})
            yield closing[0] + tail(piece[closing.end() :], first_tag, new)
        elif first:
            first_tag = root_tag(piece)
            yield head(piece, edit.last, edit.widths)
        else:
            yield piece
        first = False
    if not is_whole:
        raise ValueError("the rows of a sheet do not end")


class _Rows:
    """The rows of a sheet going by: those to be changed changed, new ones put in their places."""

    def __init__(self, edit: SheetEdit, looks: CellFormats, reads: Reads | None) -> None:
        self._edit, self._looks, self._reads = edit, looks, reads
        self._last = 0
        self.said_anew: set[str] = set()  # cells that hold another text than before
        self._blocks = edit.new_rows()
        self._waiting = sorted(
            {*edit.cells, *edit.heights, *edit.fits, *self._blocks}, reverse=True
        )
        self._sources = edit.sources()
        self._styles: dict[int, dict[int, int]] = {}
        self._writers: dict[tuple[int, int], Callable[[int], bytes]] = {}

    def until(self, row: bytes) -> Iterator[bytes]:
        """What comes up to and with a row of the sheet."""
        number = number_in(row)
        if number is None:
            raise Refused(
                "the rows of a sheet have no numbers; open the file in Excel, save it, "
                "and try again. Nothing was changed"
            )
        if number <= self._last:
            raise Refused(
                f"row {number} of a sheet stands behind row {self._last}; open the file in Excel, "
                "which repairs it, save it, and try again. Nothing was changed"
            )
        self._last = number
        yield from self.before(number)
        if self._waiting and self._waiting[-1] == number:
            yield self._made(self._waiting.pop(), row)
            return
        if number in self._sources:
            self._styles[number] = _styles_of_row(row)
        yield _with_known(row, self._edit.known) if self._edit.known else row

    def before(self, number: int) -> Iterator[bytes]:
        """The new rows that come before a row of the sheet."""
        while self._waiting and self._waiting[-1] < number:
            yield self._made(self._waiting.pop(), b"")

    def rest(self) -> Iterator[bytes]:
        """What comes behind the last row of the sheet."""
        while self._waiting:
            yield self._made(self._waiting.pop(), b"")

    def _made(self, number: int, row: bytes) -> bytes:
        block = self._blocks.get(number)
        if block is not None and not row and number not in self._sources:
            return self._writer(block)(number)
        changes = self._edit.cells.get(number, {}) if block is None else block.changes(number)
        if row and self._edit.known:
            row = _with_known(row, self._edit.known)
        head, cells, tail = _opened(row, number)
        if number in self._edit.heights:
            head = _as_high(head, self._edit.heights[number])
        elif number in self._edit.fits or block is not None:
            fit = self._edit.fits.get(number) if block is None else block.height(number)
            head = _as_high(head, fit) if b" hidden=" not in head else head
        if row and number in self._sources:
            self._styles[number] = _styles_of_row(row)
        held = {column: row[start:end] for column, start, end in cells}
        if len(held) < len(cells):
            raise Refused(
                f"row {number} holds two cells of one column; open the file in Excel, which "
                "repairs it, save it, and try again. Nothing was changed"
            )
        for column, new in changes.items():
            old = held.get(column, b"")
            is_new = new.like and new.formula is not None and not (new.over or new.dress)
            if is_new and _has_content(old):
                raise Refused(
                    f"row {number}, where a new row of the table would go, holds "
                    "something already; move it and try again. Nothing was changed"
                )
            address = f"{column_letters(column)}{number}"
            above = self._styles.get(new.like, {}).get(new.like_column or column, 0)
            make = _dressed if new.keep else _cell_xml
            self._note_anew(address, old, new)
            held[column] = make(old, address, new, above, self._looks)
        changed = head + b"".join(held[column] for column in sorted(held)) + tail
        if number in self._sources:
            self._styles[number] = _styles_of_row(changed)
        return changed

    def _note_anew(self, address: str, old: bytes, new: CellChange) -> None:
        """Take note of a cell that holds another text than before; only where there are links."""
        if self._reads is None or not old or new.keep or new.formula != "":
            return
        if self._reads(old) != new.value:
            self.said_anew.add(address)

    def _writer(self, block: RowBlock) -> Callable[[int], bytes]:
        styles = self._styles.get(block.like, {})
        known = id(block), id(self._styles.get(block.like))
        if known not in self._writers:
            self._writers[known] = row_writer(block, styles, self._looks)
        return self._writers[known]


def _styles_of_row(row: bytes) -> dict[int, int]:
    return {
        column: int(found[1]) if (found := _STYLE_ATTRIBUTE.search(_tag(row[start:end]))) else 0
        for column, start, end in spans_of(row)
    }


def _tag(cell: bytes) -> bytes:
    found = _CELL_TAG.match(cell)
    return found[0] if found else b""


def _opened(row: bytes, number: int) -> tuple[bytes, list[tuple[int, int, int]], bytes]:
    """The tag of a row, its cells, and its end."""
    end = b"</row>"
    if not row:
        return f'<row r="{number}">'.encode(), [], end
    close = row.index(b">")
    if row[close - 1 : close] == b"/":
        return row[: close - 1] + b">", [], end
    return row[: close + 1], list(spans_of(row)), end


def _as_high(head: bytes, points: float | None) -> bytes:
    """The tag of a row that is so high; None leaves it to the spreadsheet."""
    bare = re.sub(rb'\s(?:ht|customHeight|hidden)="[^"]*"', b"", head[:-1])
    return bare + ("" if points is None else height_attributes(points)).encode() + b">"


def _has_content(cell: bytes) -> bool:
    return bool(re.search(rb"<(?:v|f|is)(?=[\s/>])", cell))


def _cell_xml(old: bytes, address: str, new: CellChange, above: int, looks: CellFormats) -> bytes:
    style = _style_for(old, new, above, looks)
    formula = ""
    if new.formula is None:
        kept = _FORMULA.search(old)
        if kept is None:  # somebody typed over the formula
            return old
        formula = kept[0].decode()
    elif new.formula:
        formula = f"<f>{escape(new.formula, quote=False)}</f>"
    return filled(address, style, new.value, formula).encode()


def _style_for(old: bytes, new: CellChange, above: int, looks: CellFormats) -> int:
    found = _STYLE_ATTRIBUTE.search(_tag(old))
    style = int(found[1]) if found and not (new.dress and above) else above
    dated = isinstance(new.value, date)
    return looks.like(style, number=new.number, dated=dated, literal=new.literal)


def _dressed(old: bytes, address: str, new: CellChange, above: int, looks: CellFormats) -> bytes:
    """A cell that holds what it held, and looks like that of another row."""
    style = _style_for(old, new, above, looks)
    if not old:
        return filled(address, style, None, "").encode()
    tag = _tag(old)
    bare = re.sub(rb'\ss="\d*"', b"", tag)
    start = bare.index(b"c") + 1
    return bare[:start] + f' s="{style}"'.encode() + bare[start:] + old[len(tag) :]


def _with_known(row: bytes, known: Mapping[str, object]) -> bytes:
    """A row whose known formulas show what they compute now."""
    out, place = [], 0
    for column, start, end in spans_of(row):
        cell = row[start:end]
        formula = _FORMULA.search(cell)
        said = unescape((formula[1] or b"").decode()) if formula else ""
        if formula is None or said not in known:
            continue
        style = _STYLE_ATTRIBUTE.search(_tag(cell))
        address = f"{column_letters(column)}{number_in(row)}"
        look = int(style[1]) if style else 0
        shown = filled(address, look, known[said], formula[0].decode())
        out += [row[place:start], shown.encode()]
        place = end
    return b"".join([*out, row[place:]])
