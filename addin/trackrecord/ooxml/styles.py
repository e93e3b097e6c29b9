"""The part styles.xml of a workbook that is edited: looks found in it, and added at its end."""

import re
from html import escape, unescape

from trackrecord.ooxml.elements import elements
from trackrecord.ooxml.values import is_date_format, is_share_format

_CODES = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_BUILT_IN = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "@": 49,
}
FIRST_OWN = 164  # numbers of formats below are Excel's


class CellFormats:
    """The looks of cells, by number. New ones are made from old ones, and only where needed."""

    def __init__(self, part: bytes) -> None:
        """Around the part styles.xml; empty where a workbook has none."""
        self._part = part
        self._found = next(elements(part, "cellXfs"), None)
        inner = part[slice(*self._found.inner)] if self._found else b""
        self._all = [inner[one.start : one.end] for one in elements(inner, "xf")]
        self._there = len(self._all)
        self._codes = {
            int(attribute(tag, "numFmtId") or 0): unescape(attribute(tag, "formatCode") or "")
            for tag in _CODES.findall(part)
        }
        self._new_codes: dict[int, str] = {}

    def like(
        self, style: int, *, number: str = "", dated: bool = False, literal: bool = False
    ) -> int:
        """A look like another, but showing numbers so, and with text that is not to be read again.

        A look that shows dates keeps its own way for a date, one that shows numbers for a number;
        one that shows percents keeps it for nothing, since 42 would be 4200 %.
        """
        if not style < len(self._all):
            return style
        one = self._all[style]
        now = int(attribute(one, "numFmtId") or 0)
        shows_otherwise = is_date_format(now, self._codes) != dated or is_share_format(
            now, self._codes
        )
        fits = not (number and shows_otherwise)
        quoted = attribute(one, "quotePrefix") in ("1", "true")
        if fits and quoted == literal:
            return style
        wanted = one
        if not fits:
            wanted = _style_with(wanted, "numFmtId", str(self._id(number)))
            wanted = _style_with(wanted, "applyNumberFormat", "1")
        if quoted != literal:
            wanted = _style_with(wanted, "quotePrefix", "1" if literal else "0")
        if wanted not in self._all:
            self._all.append(wanted)
        return self._all.index(wanted)

    def _id(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([*self._codes, FIRST_OWN - 1]) + 1
        self._codes[number] = self._new_codes[number] = code
        return number

    def part(self) -> bytes | None:
        """The part with what was added; None if nothing was."""
        added = self._all[self._there :]
        found = self._found
        if not added or found is None:
            return None
        opening = re.sub(rb'count="\d+"', f'count="{len(self._all)}"'.encode(), found.tag)
        start, end = found.inner
        part = (
            self._part[: found.start]
            + opening
            + self._part[start:end]
            + b"".join(added)
            + self._part[end:]
        )
        return self._with_codes(part) if self._new_codes else part

    def _with_codes(self, part: bytes) -> bytes:
        prefix = re.search(rb"<((?:\w+:)?)styleSheet\b[^>]*>", part)
        if prefix is None:
            raise ValueError("the looks do not begin")
        p = prefix[1].decode()
        lines = "".join(
            f'<{p}numFmt numFmtId="{number}" formatCode="{escape(code)}"/>'
            for number, code in self._new_codes.items()
        ).encode()
        there = re.search(rb"(<(?:\w+:)?numFmts\b[^>]*?)(/?)>", part)
        if there is None:
            count = len(self._new_codes)
            block = f'<{p}numFmts count="{count}">'.encode() + lines + f"</{p}numFmts>".encode()
            return part[: prefix.end()] + block + part[prefix.end() :]
        opening = re.sub(rb'count="\d+"', f'count="{len(self._codes)}"'.encode(), there[0])
        return part[: there.start()] + opening + lines + part[there.end() :]


def _style_with(tag: bytes, name: str, value: str) -> bytes:
    """An element with an attribute set."""
    if attribute(tag[: tag.index(b">")], name) is not None:
        pattern = rb"(\b" + name.encode() + rb"=[\"'])[^\"']*([\"'])"
        return re.sub(pattern, rb"\g<1>" + value.encode() + rb"\g<2>", tag, count=1)
    end = re.match(rb"<(?:\w+:)?xf\b", tag)
    assert end is not None
    return tag[: end.end()] + f' {name}="{value}"'.encode() + tag[end.end() :]


def attribute(tag: bytes, name: str) -> str:
    """An attribute of the first tag, as it stands there; "" if it has none.

    >>> attribute(b"<xf numFmtId='14'/>", "numFmtId")
    '14'
    """
    found = re.search(rb"\b" + name.encode() + rb"=[\"']([^\"']*)[\"']", tag)
    return found[1].decode() if found else ""
