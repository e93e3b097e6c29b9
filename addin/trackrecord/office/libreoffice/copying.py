"""Copying cells to another place of the same book, the way Excel does it."""

from typing import Any

_FORMULAS = 16  # com.sun.star.sheet.CellFlags
_LOOKS = (  # in the order of the alphabet, as UNO wants them
    "BottomBorder",
    "CellBackColor",
    "CellProtection",
    "CharColor",
    "CharFontName",
    "CharHeight",
    "CharPosture",
    "CharWeight",
    "HoriJustify",
    "IsCellBackgroundTransparent",
    "IsTextWrapped",
    "LeftBorder",
    "NumberFormat",
    "RightBorder",
    "TopBorder",
    "VertJustify",
)


def copy(source: Any, target: Any) -> None:
    """Copy values, formulas and formats; a target of several times the height is filled."""
    height = source.shape[0]
    copy_without_formulas(source, target)
    times, left_over = divmod(target.shape[0], height)
    done = 1
    while left_over == 0 and done < times:  # twice as much each time
        count = min(done, times - done)
        _copy_to(target, (count * height, source.shape[1]), target, done * height)
        done += count
    _enter_again(target, max(target.shape[0], height), max(target.shape[1], source.shape[1]))


def copy_without_formulas(source: Any, target: Any) -> None:
    """Copy cells among which is no formula to others, as many."""
    _copy_to(source, source.shape, target, 0)


def _copy_to(source: Any, shape: tuple[int, int], target: Any, down: int) -> None:
    cells = source.sheet.range((source.row, source.column, *shape))
    place = target.sheet.range((target.row + down, target.column))
    source.sheet.api.copyRange(place.corner, cells.area)


def _enter_again(target: Any, rows: int, columns: int) -> None:
    """Enter the copied formulas anew: else what is true or false comes out as 1 or 0."""
    copied = target.sheet.range((target.row, target.column, rows, columns)).api
    origin = copied.RangeAddress
    for area in copied.queryContentCells(_FORMULAS).RangeAddresses:
        cells = copied.getCellRangeByPosition(
            area.StartColumn - origin.StartColumn,
            area.StartRow - origin.StartRow,
            area.EndColumn - origin.StartColumn,
            area.EndRow - origin.StartRow,
        )
        cells.setFormulaArray(cells.getFormulaArray())
        target.sheet.book.stale = True


def copy_formats(source: Any, target: Any) -> None:
    """Let each column of the target look like the first cell of the same column of the source."""
    for column in range(min(source.shape[1], target.shape[1])):
        pattern = source.api.getCellByPosition(column, 0)
        cells = target.api.getCellRangeByPosition(column, 0, column, target.shape[0] - 1)
        cells.CellStyle = pattern.CellStyle  # first: it takes the other looks away
        for name, value in zip(_LOOKS, pattern.getPropertyValues(_LOOKS), strict=True):
            cells.setPropertyValue(name, value)
