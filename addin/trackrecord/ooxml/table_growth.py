"""Extends what refers to a table's last row: rules, formats, charts, its part."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from trackrecord.errors import Refused
from trackrecord.ooxml.cell_xml import text
from trackrecord.ooxml.sheet_xml import column_number

AREA = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)(?::(\$?)([A-Z]{1,3})(\$?)(\d+))?")


@dataclass(slots=True)
class Growth:
    """A table that got another last row: its columns and first row, the last row before and now."""

    sheet: str
    left: int
    right: int
    top: int
    before: int
    now: int


def must_not_merge(piece: bytes, growth: Growth) -> None:
    """Refused if merged cells below a table are in the way of its new rows."""
    for found in re.finditer(rb'<(?:\w+:)?mergeCell\b[^>]*?ref="([^"]*)"', piece):
        ends = AREA.fullmatch(found[1].decode())
        if ends is None:
            continue
        left, right = column_number(ends[2].encode()), column_number((ends[6] or ends[2]).encode())
        top, bottom = int(ends[4]), int(ends[8] or ends[4])
        if (
            left <= growth.right
            and right >= growth.left
            and top <= growth.now
            and bottom > growth.before
        ):
            raise Refused(
                f"the merged cells {found[1].decode()} are in the way of a new row; "
                "unmerge them and try again. Nothing was changed"
            )


def extended(growth: Growth) -> Callable[[re.Match[bytes]], bytes]:
    """What reached to the last row of a table reaches to its new last row."""

    def extend(found: re.Match[bytes]) -> bytes:
        areas = [longer(area, growth) for area in found[2].decode().split()]
        return found[1] + " ".join(areas).encode() + found[3]

    return extend


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


def table_grown(part: bytes, growth: Growth) -> bytes:
    """A table part, with its filter, that reaches to its new last row."""

    def further(found: re.Match[bytes]) -> bytes:
        ends = AREA.fullmatch(found[2].decode())
        if ends is None or int(ends[8] or ends[4]) != growth.before:
            return found[0]
        area = f"{ends[2]}{ends[4]}:{ends[6] or ends[2]}{growth.now}"
        return found[1] + area.encode() + found[3]

    pattern = rb'(<(?:\w+:)?(?:table|autoFilter|sortState)\b[^>]*?\bref=")([^"]*)(")'
    return re.sub(pattern, further, part)


def table_renamed(part: bytes, first: int, headers: Iterable[str]) -> bytes:
    """A table part whose columns from `first` on have other headers."""
    names = dict(enumerate(headers, first))
    count = -1

    def rename(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        if count not in names:
            return found[0]
        return found[1] + text(names[count]).replace('"', "&quot;").encode() + found[3]

    return re.sub(rb'(<(?:\w+:)?tableColumn\b[^>]*?\bname=")([^"]*)(")', rename, part)
