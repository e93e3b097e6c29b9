"""A sheet with one table, added to an open workbook."""

from collections.abc import Sequence

from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.number_formats import WIDTHS, WRAPPED, number_format
from trackrecord.tables.schema import Table, shown
from trackrecord.workbook.open.workbook import OpenWorkbook
from trackrecord.workbook.open.writing import write_cells

_DARK, _LIGHT = (0x40, 0x40, 0x40), (0xFF, 0xFF, 0xFF)


def add_sheet_with(workbook: OpenWorkbook, table: Table, items: Sequence[object]) -> None:
    """Add a sheet at the end, called like the table. Refused where there is such a sheet."""
    if workbook.has_sheet(table.name):
        raise Refused(
            say(
                "there is a sheet {name} already, without the table of that name; rename it and "
                "click again. Nothing was changed",
                name=table.name,
            )
        )
    sheets = workbook.book.sheets
    sheet = sheets.add(table.name, after=sheets[len(sheets) - 1])
    width = len(table.columns)
    sheet.range((1, 1), (1, width)).raw_value = [[column.header for column in table.columns]]
    whole = sheet.range((1, 1), (1 + max(1, len(items)), width))
    sheet.tables.add(source=whole, name=table.name)
    workbook.forget(table.name)
    place = workbook.place(table.name)
    assert place is not None
    for number, column in enumerate(table.columns):
        cells = place.cells(0, place.rows - 1, number, number)
        cells.column_width = column.width or WIDTHS[column.kind]
        cells.wrap_text = column.kind in WRAPPED
        place.cells(1, place.rows - 1, number, number).number_format = number_format(column.kind)
    head = place.cells(0, 0)
    head.color, head.font.color, head.font.bold = _DARK, _LIGHT, True
    columns = [(column, number) for number, column in enumerate(table.columns)]
    write_cells(
        place, 1, columns, [[shown(item, column) for column in table.columns] for item in items]
    )
    place.cells(1, place.rows - 1).rows.autofit()
