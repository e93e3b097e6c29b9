"""What a table with new columns at its right needs: widths, data validation, the table part."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from trackrecord.ooxml.cell_xml import text
from trackrecord.ooxml.sheet_xml import column_letters, column_number
from trackrecord.ooxml.table_growth import AREA

# What may stand in a sheet behind its data validations, in the order of the standard.
_BEHIND_RULES = (
    rb"hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|"
    rb"customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|"
    rb"legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst"
)


def with_widths(head: bytes, widths: Mapping[int, float]) -> bytes:
    """What stands before the rows of a sheet, with widths for columns that have none yet.

    >>> with_widths(b"<sheetData>", {3: 7.5})
    b'<cols><col width="7.5" customWidth="1" min="3" max="3"/></cols><sheetData>'
    """
    if not widths:
        return head
    there = [
        (int(low[1]), int(high[1]), tag[0])
        for tag in re.finditer(rb"<(?:\w+:)?col\b[^>]*/>", head)
        if (low := re.search(rb"\bmin=[\"'](\d+)", tag[0]))
        and (high := re.search(rb"\bmax=[\"'](\d+)", tag[0]))
    ]
    start = re.search(rb"<((?:\w+:)?)sheetData\b", head)
    if start is None:
        return head
    prefix = start[1].decode()
    new = [
        (
            number,
            number,
            f'<{prefix}col width="{width:g}" customWidth="1" min="{number}" '
            f'max="{number}"/>'.encode(),
        )
        for number, width in widths.items()
        if not any(low <= number <= high for low, high, _ in there)
    ]
    if not new:
        return head
    lines = b"".join(tag for _, _, tag in sorted([*there, *new]))
    cols = f"<{prefix}cols>".encode() + lines + f"</{prefix}cols>".encode()
    old = re.search(rb"<(?:\w+:)?cols>.*?</(?:\w+:)?cols>", head, re.DOTALL)
    first, last = old.span() if old else (start.start(), start.start())
    return head[:first] + cols + head[last:]


def with_rules(tail: bytes, rules: Sequence[bytes]) -> bytes:
    """What stands behind the rows of a sheet, with more data validations (without a prefix)."""
    if not rules:
        return tail
    there = re.search(rb"<((?:\w+:)?)dataValidations\b[^>]*?(/?)>", tail)
    if there is not None and not there[2]:
        lines = b"".join(_prefixed(rule, there[1]) for rule in rules)
        closing = tail.index(b"</" + there[1] + b"dataValidations>")
        count = len(re.findall(rb"<(?:\w+:)?dataValidation\b", tail[there.end() : closing]))
        tag = re.sub(rb"\bcount=[\"']\d+[\"']", b'count="%d"' % (count + len(rules)), there[0])
        return tail[: there.start()] + tag + tail[there.end() : closing] + lines + tail[closing:]
    behind = re.search(rb"<((?:\w+:)?)(?:" + _BEHIND_RULES + rb")\b", tail) or re.search(
        rb"</((?:\w+:)?)worksheet>", tail
    )
    if behind is None:
        return tail
    prefix = behind[1]
    lines = b"".join(_prefixed(rule, prefix) for rule in rules)
    block = b'<%sdataValidations count="%d">%s</%sdataValidations>' % (
        prefix,
        len(rules),
        lines,
        prefix,
    )
    start, end = there.span() if there else (behind.start(), behind.start())
    return tail[:start] + block + tail[end:]


def _prefixed(rule: bytes, prefix: bytes) -> bytes:
    return re.sub(rb"<(/?)(\w)", rb"<\g<1>" + prefix + rb"\2", rule)


def table_widened(part: bytes, columns: Iterable[tuple[str, str]]) -> bytes:
    """A table part with more columns at its right: their headers and formulas."""
    new = list(columns)
    if not new:
        return part
    found = re.search(rb"<((?:\w+:)?)tableColumns\b[^>]*>", part)
    ids = re.findall(rb"<(?:\w+:)?tableColumn\b[^>]*?\bid=[\"'](\d+)", part)
    if found is None or not ids:
        raise ValueError("a table has no list of its columns")
    prefix = found[1].decode()
    number = max(map(int, ids))
    lines = ""
    for header, formula in new:
        number += 1
        name = text(header).replace('"', "&quot;")
        tag = f'<{prefix}tableColumn id="{number}" name="{name}"'
        inner = f"<{prefix}calculatedColumnFormula>{escape(formula, quote=False)}"
        inner += f"</{prefix}calculatedColumnFormula>"
        lines += f"{tag}>{inner}</{prefix}tableColumn>" if formula else f"{tag}/>"
    closing = f"</{prefix}tableColumns>".encode()
    part = part.replace(closing, lines.encode() + closing, 1)
    count = b'count="%d"' % (len(ids) + len(new))
    part = part.replace(found[0], re.sub(rb"\bcount=[\"']\d+[\"']", count, found[0]), 1)

    def further(area: re.Match[bytes]) -> bytes:
        ends = AREA.fullmatch(area[2].decode())
        if ends is None or not ends[6]:
            return area[0]
        right = column_letters(column_number(ends[6].encode()) + len(new))
        return area[1] + f"{ends[2]}{ends[4]}:{right}{ends[8]}".encode() + area[3]

    pattern = rb"(<(?:\w+:)?(?:table|autoFilter)\b[^>]*?\bref=[\"'])([^\"']*)([\"'])"
    return re.sub(pattern, further, part)


def table_reformulated(part: bytes, formulas: Mapping[str, str]) -> bytes:
    """A table part whose columns of those headers have other formulas, or none."""
    for header, formula in formulas.items():
        name = re.escape(text(header).replace('"', "&quot;").encode())
        column = rb"(<(?:\w+:)?tableColumn\b[^>]*?\bname=\"" + name + rb"\"[^>]*?>\s*)"
        element = rb"(<((?:\w+:)?)calculatedColumnFormula>)[^<]*(</\3calculatedColumnFormula>)"
        new = escape(formula, quote=False).encode().replace(b"\\", rb"\\")
        filled_in = rb"\g<1>\g<2>" + new + rb"\g<4>" if formula else rb"\g<1>"
        part = re.sub(column + element, filled_in, part)
    return part
