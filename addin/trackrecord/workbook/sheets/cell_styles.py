"""How cells look: named styles and the palette. Contrast is at least 4.5 to 1.

Inputs and calculations differ by named style, by header style and by the words of their prompts,
never by colour alone.
"""

from copy import copy

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.dimensions import ColumnDimension

from trackrecord.tables.charts.palette import (
    CREAM,
    GREEN,
    GREY,
    INK,
    LINE,
    NAVY,
    ORANGE,
    PALE,
    RED,
    WHITE,
)
from trackrecord.tables.number_formats import FORMATS, THOUSANDS

# (text colour, background) of every style that carries text; the tests measure the contrast.
PAIRS = {
    "Input": (NAVY, CREAM),
    "Calculation": (INK, PALE),
    "Input header": (WHITE, NAVY),
    "Calculation header": (WHITE, GREY),
    "Record title": (NAVY, WHITE),
    "Record text": (INK, WHITE),
    "Record answer": (INK, WHITE),
    "Record heading": (NAVY, WHITE),
    "Record label": (GREY, WHITE),
    "Record plain": (GREY, WHITE),
    "OK": (GREEN, WHITE),
    "FAIL": (RED, WHITE),
    "Overdue": (ORANGE, PALE),
}

# Styles that Excel has itself, and shows in the reader's language.
_BUILT_IN_FORMATS = {"Input": 20, "Calculation": 22}


class Styles:
    """Style numbers of one workbook, by name, format and what else differs."""

    def __init__(self, workbook: Workbook) -> None:
        """Register the named styles in the workbook."""
        self._book = workbook
        self._numbers: dict[tuple[str, str, bool, bool], int] = {}
        self._cell = WriteOnlyCell(workbook.worksheets[0])
        for style in _named_style():
            workbook.add_named_style(style)
        # The styles are written before the cells, so all that a cell of a table may need are
        # numbered here.
        for fmt in dict.fromkeys((*FORMATS.values(), "General", THOUSANDS)):
            for centred in (False, True):
                self.number("Input", fmt, centred=centred)
                self.number("Input", fmt, literal=True, centred=centred)
                self.number("Calculation", fmt, centred=centred)

    def give(self, column: ColumnDimension, number: int) -> None:
        """Let the cells of a column that hold nothing yet look so."""
        column._style = copy(self._book._cell_styles[number])  # type: ignore[attr-defined] # noqa: SLF001 - it has no other way

    def number(
        self, name: str, fmt: str = "General", *, literal: bool = False, centred: bool = False
    ) -> int:
        """The style number; ``literal`` marks text that typing would turn into something else."""
        key = (name, fmt, literal, centred)
        if key not in self._numbers:
            cell = self._cell
            cell.style = name
            cell.number_format = fmt
            if centred:
                # Rows are as high as texts to read; what is centred is one line of any length.
                is_header = "header" in name
                cell.alignment = Alignment(
                    "center",
                    "center" if is_header else "top",
                    wrap_text=is_header,
                    shrink_to_fit=not is_header,
                )
            cell.quotePrefix = literal
            self._numbers[key] = cell.style_id
        return self._numbers[key]


def _named_style() -> list[NamedStyle]:
    side = Side(style="thin", color=LINE)
    box = Border(left=side, right=side, top=side, bottom=side)
    wrap = Alignment(vertical="top", wrap_text=True)

    def style(
        name: str,
        *,
        size: float = 11,
        bold: bool = False,
        border: Border | None = None,
        alignment: Alignment = wrap,
    ) -> NamedStyle:
        ink, paper = PAIRS[name]
        fill = PatternFill() if paper == WHITE else PatternFill("solid", fgColor=paper)
        return NamedStyle(
            name,
            builtinId=_BUILT_IN_FORMATS.get(name),
            fill=fill,
            font=Font(name="Calibri", size=size, bold=bold, color=ink),
            border=border or Border(),
            alignment=alignment,
        )

    plain = Alignment(vertical="top")
    centred = Alignment(vertical="center", wrap_text=True)
    return [
        style("Input", border=box),
        style("Calculation", border=box),
        style("Input header", bold=True, border=box, alignment=centred),
        style("Calculation header", bold=True, border=box, alignment=centred),
        style("Record title", size=20, bold=True, alignment=plain),
        style("Record text"),
        style("Record answer", alignment=plain),
        style("Record heading", size=12, bold=True, alignment=plain),
        style("Record label", bold=True, alignment=plain),
        style("Record plain", alignment=plain),
    ]
