"""The looks of one workbook added behind those of another: fonts, fills, formats, styles."""

import re
from collections.abc import Iterator, Sequence

from trackrecord.errors import Refused
from trackrecord.ooxml.elements import Element, elements
from trackrecord.ooxml.styles import FIRST_OWN, attribute

_ITEMS = {
    "numFmts": b"numFmt",
    "fonts": b"font",
    "fills": b"fill",
    "borders": b"border",
    "cellStyleXfs": b"xf",
    "cellXfs": b"xf",
    "cellStyles": b"cellStyle",
    "dxfs": b"dxf",
}
_ORDER = (*_ITEMS, "tableStyles", "colors", "extLst")


class MergedStyles:
    """The part styles.xml of a workbook with the looks of another.

    `cells` gives the new number of each look of a cell; `first_difference` is how many conditional
    looks there were before.
    """

    def __init__(self, there: bytes, ours: bytes) -> None:
        """Of a workbook and of one that we laid out. Refused where the first is unusual."""
        if not re.search(rb"<styleSheet\b", there):
            raise Refused(
                "the looks of the workbook are written in an unusual way; open it in "
                "Excel, save it, and try again. Nothing was changed"
            )
        self._there = there
        self._ours = {name: list(_items(ours, name)) for name in _ITEMS}
        self._before = {name: len(list(_items(there, name))) for name in _ITEMS}
        self._formats = self._renumbered_formats()
        self._added = {
            "numFmts": [self._format(item) for item in self._ours["numFmts"]],
            **{name: self._ours[name] for name in ("fonts", "fills", "borders")},
            "cellStyleXfs": [self._moved(item) for item in self._ours["cellStyleXfs"]],
            "dxfs": [self._format(item) for item in self._ours["dxfs"]],
        }
        self._named = self._add_names()
        self._added["cellXfs"] = [self._moved(item, cell=True) for item in self._ours["cellXfs"]]
        first = self._before["cellXfs"]
        self.cells = range(first, first + len(self._ours["cellXfs"]))
        self.first_difference = self._before["dxfs"]

    def _renumbered_formats(self) -> dict[int, int]:
        """Our formats' numbers, and free ones in the other workbook."""
        taken = [_style_number(item, "numFmtId") for item in _items(self._there, "numFmts")]
        free = max([*taken, FIRST_OWN - 1]) + 1
        conditional = re.findall(rb"<numFmt\b[^>]*>", b"".join(self._ours["dxfs"]))
        own = [*self._ours["numFmts"], *conditional]
        numbers = sorted({_style_number(item, "numFmtId") for item in own})
        return {number: free + place for place, number in enumerate(numbers)}

    def _format(self, item: bytes) -> bytes:
        return re.sub(
            rb'(\bnumFmtId=")(\d+)',
            lambda found: found[1] + str(self._formats.get(int(found[2]), int(found[2]))).encode(),
            item,
        )

    def _moved(self, item: bytes, *, cell: bool = False) -> bytes:
        """A look that refers to the same fonts, fills and borders in their new places."""
        item = self._format(item)
        for name, section in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            item = _shifted(item, name, self._before[section])
        if cell:
            item = re.sub(
                rb'(\bxfId=")(\d+)',
                lambda found: found[1] + str(self._named[int(found[2])]).encode(),
                item,
            )
        return item

    def _add_names(self) -> dict[int, int]:
        """Our named styles: those of a name that is there already are taken from there."""
        there = {
            attribute(item, "name"): _style_number(item, "xfId")
            for item in _items(self._there, "cellStyles")
        }
        first = self._before["cellStyleXfs"]
        named = {number: first + number for number in range(len(self._ours["cellStyleXfs"]))}
        added = []
        for item in self._ours["cellStyles"]:
            name, number = attribute(item, "name"), _style_number(item, "xfId")
            if name in there:
                named[number] = there[name]
            else:
                added.append(_shifted(item, "xfId", first))
        self._added["cellStyles"] = added
        return named

    def part(self) -> bytes:
        """The part with everything added."""
        part = self._there
        for name in _ITEMS:
            if self._added[name]:
                part = _appended(part, name, self._added[name])
        return part


def _style_section(part: bytes, name: str) -> Element | None:
    return next((found for found in elements(part, name) if not found.prefix), None)


def _items(part: bytes, name: str) -> Iterator[bytes]:
    found = _style_section(part, name)
    inner = part[slice(*found.inner)] if found else b""
    for item in elements(inner, _ITEMS[name].decode()):
        yield inner[item.start : item.end]


def _appended(part: bytes, name: str, items: Sequence[bytes]) -> bytes:
    found = _style_section(part, name)
    word = name.encode()
    if found is None:
        later = _ORDER[_ORDER.index(name) + 1 :]
        any_later = b"|".join(n.encode() for n in later)
        mark = re.search(rb"<(?:" + any_later + rb")\b|</styleSheet>", part)
        if mark is None:
            raise ValueError("the looks do not end")
        block = b"<" + word + b' count="%d">' % len(items) + b"".join(items) + b"</" + word + b">"
        return part[: mark.start()] + block + part[mark.start() :]
    count = len(list(_items(part, name))) + len(items)
    opening = re.sub(rb'\bcount="\d+"', b'count="%d"' % count, found.tag.rstrip(b"/>"))
    inner = part[slice(*found.inner)] + b"".join(items)
    whole = opening + b">" + inner + b"</" + word + b">"
    return part[: found.start] + whole + part[found.end :]


def _shifted(item: bytes, name: str, by: int) -> bytes:
    pattern = rb"(\b" + name.encode() + rb'=")(\d+)'
    return re.sub(pattern, lambda found: found[1] + str(int(found[2]) + by).encode(), item)


def _style_number(item: bytes, name: str) -> int:
    return int(attribute(item, name) or 0)
