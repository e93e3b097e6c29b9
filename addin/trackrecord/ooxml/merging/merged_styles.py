"""The looks of one workbook added behind those of another: fonts, fills, formats, styles."""

from copy import deepcopy

from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.styles import add_items, free_format, must_be_few, number_behind

_ITEMS = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellStyleXfs": "xf",
    "cellXfs": "xf",
    "cellStyles": "cellStyle",
    "dxfs": "dxf",
}
_PARTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_NORMAL = "0"  # the style of all cells that have none; each language has its own name for it
# What a workbook looks like that says nothing of its looks.
PLAIN_LOOKS = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>\
</styleSheet>"""


class MergedStyles:
    """The part styles.xml of a workbook with the looks of another.

    `cells` gives the new number of each look of a cell; `first_difference` is how many conditional
    looks there were before.
    """

    def __init__(self, there: bytes, ours: bytes) -> None:
        """Of a workbook and of one that we laid out. Refused where there would be too many."""
        self._there, self._ours = tree.tree_of(there), tree.tree_of(ours)
        self._fill_gaps()
        self._before = {name: len(_items(self._there, name)) for name in _ITEMS}
        self._formats = self._renumbered_formats()
        self._named = self._named_styles()
        first = self._before["cellXfs"]
        looks = _items(self._ours, "cellXfs")
        must_be_few(first + len(looks))
        self.cells = range(first, first + len(looks))
        self.first_difference = self._before["dxfs"]
        self._add()

    def _fill_gaps(self) -> None:
        """Cells without a look have the first of each list: ours must not become that."""
        plain = tree.tree_of(PLAIN_LOOKS)
        for name in _ITEMS:
            there = len(_items(self._there, name))
            add_items(self._there, name, _items(plain, name)[there:])

    def _renumbered_formats(self) -> dict[str, str]:
        """Our formats' numbers, and free ones in the other workbook."""
        free = free_format(self._there)
        own = {item.get("numFmtId", "") for item in self._ours.iter() if _is_format(item)}
        return {number: str(free + place) for place, number in enumerate(sorted(own, key=int))}

    def _named_styles(self) -> dict[str, str]:
        """Our named styles: those that are there already are taken from there.

        Those that come with Excel are known by their numbers, whatever they are called.
        """
        built_in: dict[tuple[str, str], str] = {}
        names: dict[str, str] = {}
        for style in _items(self._there, "cellStyles"):
            number = style.get("xfId", "0")
            if not number.isdigit() or int(number) >= self._first_own:
                continue
            names.setdefault(style.get("name", "").casefold(), number)
            if "builtinId" in style.attrib:
                built_in.setdefault(_built_in(style), number)
        named = {
            str(number): str(self._first_own + number)
            for number in range(len(_items(self._ours, "cellStyleXfs")))
        }
        for style in _items(self._ours, "cellStyles"):
            known = built_in.get(_built_in(style)) if "builtinId" in style.attrib else None
            known = known or names.get(style.get("name", "").casefold())
            if known is None and style.get("builtinId") == _NORMAL:
                known = "0"
            if known is not None:
                named[style.get("xfId", "0")] = known
        return named

    def _add(self) -> None:
        taken = {number for number, new in self._named.items() if int(new) < self._first_own}
        for name in _ITEMS:
            new = []
            for item in _items(self._ours, name):
                if name == "cellStyles" and item.get("xfId", "0") in taken:
                    continue
                new.append(self._moved(name, item))
            add_items(self._there, name, new)

    @property
    def _first_own(self) -> int:
        return self._before["cellStyleXfs"]

    def _moved(self, section: str, item: tree.Element) -> tree.Element:
        """An item that refers to the same formats, fonts, fills and borders in their new places."""
        item = deepcopy(item)
        for one in item.iter():
            number = one.get("numFmtId", "")
            if number in self._formats:
                one.set("numFmtId", self._formats[number])
        if section in ("cellStyleXfs", "cellXfs"):
            number_behind(item, {name: self._before[of] for name, of in _PARTS.items()})
        if section == "cellXfs":
            item.set("xfId", self._named[item.get("xfId", "0")])
        elif section == "cellStyles":
            number_behind(item, {"xfId": self._first_own})
        return item

    def part(self) -> bytes:
        """The part with everything added."""
        return tree.written(self._there)


def _items(looks: tree.Element, section: str) -> list[tree.Element]:
    return [*tree.items(looks, section, _ITEMS[section])]


def _is_format(item: tree.Element) -> bool:
    return tree.local(item) == "numFmt"


def _built_in(style: tree.Element) -> tuple[str, str]:
    return style.get("builtinId", ""), style.get("iLevel", "0")
