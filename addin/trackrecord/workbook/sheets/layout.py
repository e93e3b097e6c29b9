"""From tables to sheets: cells with styles, Excel Tables, validation, print set-up."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from trackrecord.language import say
from trackrecord.ooxml.cell_xml import NewCell, NewRow
from trackrecord.tables import number_formats as formats
from trackrecord.tables.charts import palette
from trackrecord.tables.kinds import BY_UNIT, Kind, unparse
from trackrecord.tables.number_formats import (
    MISREAD,
    POINTS_PER_LINE,
    WRAPPED,
    column_width,
    row_height,
)
from trackrecord.tables.schema import Column, Table, file_formula, sought, value_of
from trackrecord.workbook.sheets.cell_styles import Styles
from trackrecord.workbook.sheets.validation import LAST_ROW, cell_rule, header_prompt

_TEXT_CELLS = (Kind.KEY, Kind.WORD, Kind.PROSE, Kind.UNIT, Kind.CHOICE)

Rows = Iterable[NewRow]
_MOST_COLUMNS = 20  # on one page's width


@dataclass
class Page:
    """One sheet: openpyxl keeps everything but the cells, `rows` are the cells."""

    sheet: Worksheet
    rows: Rows = ()
    places: dict[tuple[int, int], NewCell] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def put(self, row: int, column: int, spec: NewCell) -> None:
        """Set one cell of a sheet that is laid out freely."""
        self.places[row, column] = spec

    def put_table(
        self, styles: Styles, table: Table, items: Sequence[object], row: int, column: int
    ) -> None:
        """Lay a table, header first, with its top left corner at that cell."""
        for down, line in enumerate(table_rows(styles, table, items)):
            if line.height is not None:
                self.heights[row + down] = max(line.height, self.heights.get(row + down, 0))
            for right, spec in enumerate(line.cells):
                self.places[row + down, column + right] = spec or NewCell()
        for right, part in enumerate(table.columns, column):
            self.sheet.column_dimensions[get_column_letter(right)].width = column_width(part)
        self.sheet.add_table(excel_table(table, len(items), row, column))

    def all_rows(self) -> Rows:
        """The cells, row by row, from the first row on."""
        if not self.places:
            return self.rows
        deep = max(*(row for row, _ in self.places), *self.heights)
        wide = max(column for _, column in self.places)
        return (
            NewRow(
                [self.places.get((row, column)) for column in range(1, wide + 1)],
                self.heights.get(row),
            )
            for row in range(1, deep + 1)
        )


def table_rows(styles: Styles, table: Table, items: Iterable[object]) -> Iterator[NewRow]:
    """The header and a row of cells for each item; one blank row if there is none."""
    headers = [NewCell(c.header, styles.number(_header_style(c))) for c in table.columns]
    narrow = any(len(column.header) > column_width(column) - 3 for column in table.columns)
    yield NewRow(headers, POINTS_PER_LINE * (2 if narrow else 1) + 3)
    makers = [_maker(styles, table, column) for column in table.columns]
    wrapped = [
        (place, column_width(column))
        for place, column in enumerate(table.columns)
        if column.kind in WRAPPED
    ]
    empty = True
    for item in items:
        empty = False
        cells = [make(item) for make in makers]
        yield NewRow(cells, row_height((cells[place].value, width) for place, width in wrapped))
    if empty:
        yield NewRow([make(None) for make in makers])


def _header_style(column: Column) -> str:
    return "Input header" if column.twin is None else "Calculation header"


def _maker(styles: Styles, table: Table, column: Column) -> Callable[[object], NewCell]:
    """What makes the cell of one column for an item (None: the row of an empty table)."""
    formula = file_formula(table, column)
    centred = column.kind in formats.CENTRED
    if column.twin is None:
        input_value = _value_reader(table, column)

        def make_input(item: object) -> NewCell:
            value = None if item is None else unparse(input_value(item))
            fmt = formats.number_format(column.kind, value)
            literal = isinstance(value, str) and value.startswith(MISREAD)
            return NewCell(value, styles.number("Input", fmt, literal=literal, centred=centred))

        return make_input
    twin = column.twin

    def make_calculated(item: object) -> NewCell:
        value = column.empty if item is None else twin(item)
        fmt = formats.number_format(column.kind, value)
        look = styles.number("Calculation", _format_of_formula(fmt), centred=centred)
        return NewCell(value, look, formula)

    return make_calculated


def _value_reader(table: Table, column: Column) -> Callable[[object], object]:
    """How to get an input's value: an assessment holds its forecast, the rest are flat."""
    if table.name == "Forecasts":
        return lambda item: value_of(item.forecast, column)  # type: ignore[attr-defined]
    return lambda item: value_of(item, column)


def _format_of_formula(fmt: str) -> str:
    # A formula in a cell of format Text would show itself instead of its value.
    return "General" if fmt == formats.number_format(Kind.WORD) else fmt


def excel_table(
    table: Table, count: int, row: int = 1, column: int = 1, *, filtered: bool = False
) -> ExcelTable:
    """The Excel Table around those cells; new rows typed below it get its formulas.

    Only tables of a sheet of their own can be filtered and sorted: names point into the others.
    """
    last = row + max(count, 1)
    right = column + len(table.columns) - 1
    ref = f"{get_column_letter(column)}{row}:{get_column_letter(right)}{last}"
    look = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    made = ExcelTable(
        id=1,
        displayName=table.name,
        name=table.name,
        ref=ref,
        headerRowCount=None,  # one; where it is said, ONLYOFFICE counts headers as data
        comment=say(table.doc),
        tableStyleInfo=look,
        autoFilter=AutoFilter(ref=ref) if filtered else None,
    )
    for number, item in enumerate(table.columns, 1):
        formula = TableFormula(attr_text=file_formula(table, item)) if item.formula else None
        part = TableColumn(id=number, name=item.header, calculatedColumnFormula=formula)
        made.tableColumns.append(part)
    return made


def set_up(sheet: Worksheet, *, paper: int = 9, wide: int = 1, tall: int = 0) -> None:
    """Print so many pages wide and tall (0: as many as it takes), numbered, with the sheet's name.

    Paper 9 is A4, 8 is A3.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth = wide
    sheet.page_setup.fitToHeight = tall
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(
        left=_HeaderFooterPart("Track Record"), right=_HeaderFooterPart("&A")
    )
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(right=_HeaderFooterPart(say("Page &P of &N")))


def set_up_table(sheet: Worksheet, table: Table, styles: Styles) -> None:
    """A sheet that is one table: widths, frozen header and key, validation, print set-up.

    A column has the number format of its cells, so that what is typed below the table is read as it
    is meant before the table has taken the row in: 70 % as words, where words are asked for.
    """
    broad = len(table.columns) > _MOST_COLUMNS
    set_up(sheet, paper=8 if broad else 9, wide=-(-len(table.columns) // _MOST_COLUMNS))
    sheet.freeze_panes = "B2"
    name = quote_sheetname(sheet.title)
    titles = f"{name}!$A:$A,{name}!$1:$1"  # columns before rows: Excel writes no other order
    sheet.defined_names.add(DefinedName("_xlnm.Print_Titles", attr_text=titles))
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column_width(column)
        sheet.add_data_validation(DataValidation(**header_prompt(column, f"{letter}1")))
        if column.twin is None and column.kind in formats.FORMATS:
            look = styles.number("Normal", formats.FORMATS[column.kind])
            styles.give(sheet.column_dimensions[letter], look)
        if column.twin is None and table.name != "Journal":
            unique = number == 1 and not column.refers
            sheet.add_data_validation(DataValidation(**cell_rule(column, letter, unique=unique)))


_AT_LEAST_FORMAT = '"≥ "0'
_CONDITIONAL_FORMATS = (formats.DATE_FORMAT, _AT_LEAST_FORMAT, formats.THOUSANDS, "General")


def when(formula: str, *, colour: str = "", bold: bool = False, number_format: str = "") -> Rule:
    """A conditional format: where the formula holds, another ink, weight or number format."""
    look = DifferentialStyle()
    if colour or bold:
        look.font = Font(color=colour or None, bold=bold)
    if number_format:
        # Excel goes by the id: one for each code.
        number = 200 + _CONDITIONAL_FORMATS.index(number_format)
        look.numFmt = NumberFormat(numFmtId=number, formatCode=number_format)
    return Rule(type="expression", formula=[formula], dxf=look)


def add_formats(sheet: Worksheet, table: Table) -> None:
    """Formats that must follow what is typed: dates among numbers, states in words and ink."""
    letters = {c.header: get_column_letter(n) for n, c in enumerate(table.columns, 1)}

    def rule(header: str, made: Rule) -> None:
        letter = letters[header]
        sheet.conditional_formatting.add(f"{letter}2:{letter}{LAST_ROW}", made)

    for column in table.columns:
        if column.kind in BY_UNIT:
            key = sought(f"${letters['Question']}2")
            unit = f"INDEX(QuestionUnits,MATCH({key},QuestionKeys,0))"
            cell = f"{letters[column.header]}2"
            # A row typed below has the form of the row above, whatever that is about. Of percents
            # it is left, since 42 % typed is 0.42 until it is computed.
            other = f'AND(ISNUMBER({cell}),ISERROR(SEARCH(":"&{unit}&":",":date:%:percent:"))'
            large = f"{other},{cell}=INT({cell}),ABS({cell})>=1000)"
            rule(column.header, when(f'{unit}="date"', number_format=formats.DATE_FORMAT))
            rule(column.header, when(large, number_format=formats.THOUSANDS))
            rule(column.header, when(f"{other})", number_format="General"))
    if table.name == "Forecasts":
        status, hit = letters["Status"], letters["Hit"]
        rule("Status", when(f'${status}2="Overdue"', colour=palette.ORANGE, bold=True))
        rule(
            "Days late",
            when(f'${status}2="Overdue"', colour=palette.ORANGE, number_format=_AT_LEAST_FORMAT),
        )
        rule("Hit", when(f"AND(ISLOGICAL(${hit}2),${hit}2)", colour=palette.GREEN, bold=True))
        rule("Hit", when(f"AND(ISLOGICAL(${hit}2),NOT(${hit}2))", colour=palette.RED, bold=True))
