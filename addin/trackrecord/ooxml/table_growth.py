"""Table parts that reach further, or have other columns; and what refers to a last row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trackrecord.ooxml.cell_names import AREA, column_letters, column_number
from trackrecord.ooxml.cell_xml import text, untext
from trackrecord.ooxml.markup import tree

_WIDE = ("table", "autoFilter")
_REACHING = (*_WIDE, "sortState")


@dataclass(slots=True)
class Growth:
    """A table that got another last row: its columns and first row, the last row before and now."""

    sheet: str
    left: int
    right: int
    top: int
    before: int
    now: int


def longer(area: str, growth: Growth) -> str:
    """Cells that reached to the last row of a table, to its new last row; others as they are."""
    ends = AREA.fullmatch(area)
    if ends is None or int(ends[8] or ends[4]) != growth.before or int(ends[4]) <= growth.top:
        return area
    left, right = column_number(ends[2].encode()), column_number((ends[6] or ends[2]).encode())
    if left < growth.left or right > growth.right:
        return area
    one, two = ends[1], ends[3]
    return f"{one}{ends[2]}{two}{ends[4]}:{one}{ends[6] or ends[2]}{two}{growth.now}"


def lengthen(table: tree.Element, growth: Growth) -> None:
    """Let a table, with its filter and its order, reach to its new last row."""
    for one in table.iter():
        ends = AREA.fullmatch(one.get("ref", "")) if tree.local(one) in _REACHING else None
        if ends is not None and int(ends[8] or ends[4]) == growth.before:
            one.set("ref", f"{ends[2]}{ends[4]}:{ends[6] or ends[2]}{growth.now}")


def retitle(table: tree.Element, first: int, headers: Iterable[str]) -> None:
    """Give the columns of a table from `first` on other headers."""
    columns = [*tree.items(table, "tableColumns", "tableColumn")]
    for column, header in zip(columns[first:], headers, strict=False):
        column.set("name", text(header, escaped=False))


def widen(table: tree.Element, new: Sequence[tuple[str, str]]) -> None:
    """Give a table more columns at its right: their headers and formulas.

    Errors: ValueError if it has no list of its columns.
    """
    columns = tree.child(table, "tableColumns")
    if columns is None or not tree.children(columns):
        raise ValueError("a table has no list of its columns")
    number = max(int(column.get("id", "0")) for column in tree.children(columns))
    for header, formula in new:
        number += 1
        name = text(header, escaped=False)
        column = tree.appended(columns, "tableColumn", id=str(number), name=name)
        if formula:
            tree.appended(column, "calculatedColumnFormula").text = formula
    columns.set("count", str(len(tree.children(columns))))
    for one in table.iter():
        ends = AREA.fullmatch(one.get("ref", "")) if tree.local(one) in _WIDE else None
        if ends is not None and ends[6]:
            right = column_letters(column_number(ends[6].encode()) + len(new))
            one.set("ref", f"{ends[2]}{ends[4]}:{right}{ends[8]}")


def reformulate(table: tree.Element, formulas: Mapping[str, str]) -> None:
    """Give the columns of those headers other formulas, or none; where they have one."""
    for column in tree.items(table, "tableColumns", "tableColumn"):
        header = untext(column.get("name", ""))
        old = tree.child(column, "calculatedColumnFormula")
        if header not in formulas or old is None:
            continue
        if formulas[header]:
            tree.put_text(old, formulas[header])
        else:
            column.remove(old)
