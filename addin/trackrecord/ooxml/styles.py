"""The part styles.xml of a workbook that is edited: looks found in it, and added at its end."""

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from trackrecord.errors import Refused
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.values import is_date_format, is_share_format

# The children of styleSheet, in the order of the standard (ECMA-376, Part 1, 18.8.39).
SECTIONS = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
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
_FAR_FORMAT = 32_768  # numbers beyond are near the end of what a file can say
FIRST_OWN = 164  # numbers of formats below are Excel's
MOST_OF_LOOKS = 64_000_000  # bytes of the part
MOST_LOOKS = 65_490  # that Excel takes of cells


def number_codes(looks: tree.Element) -> dict[int, str]:
    """The codes of the number formats of cells; a conditional look may use the same numbers."""
    return {
        int(item.get("numFmtId", "0")): item.get("formatCode", "")
        for item in tree.items(looks, "numFmts", "numFmt")
    }


def free_format(looks: tree.Element) -> int:
    """The first number beyond those of all formats, also of those of conditional looks."""
    taken = (
        int(item.get("numFmtId", "0")) for item in looks.iter() if tree.local(item) == "numFmt"
    )
    return max([*(one for one in taken if one < _FAR_FORMAT), FIRST_OWN - 1]) + 1


def add_items(looks: tree.Element, section: str, new: list[tree.Element]) -> None:
    """Put items at the end of a list, which is made where there is none."""
    if not new:
        return
    there = tree.child(looks, section)
    if there is None:
        if any(tree.local(one) == section for one in looks.iter()):
            raise Refused(
                f"the looks of the workbook have a list ({section}) where none belongs; open it in "
                "Excel, save it, and try again. Nothing was changed"
            )
        there = tree.appended(looks, section)
        tree.put_in_order(looks, there, SECTIONS)
    for item in new:
        there.append(item)
        etree.cleanup_namespaces(item)
    there.set("count", str(len(tree.children(there))))


def must_be_few(count: int) -> None:
    """Refused if there are more looks of cells than Excel takes."""
    if count > MOST_LOOKS:
        raise Refused(
            f"the workbook has {count:,} formats of cells with ours, and Excel takes "
            f"{MOST_LOOKS:,}; copy its sheets into a new workbook, which drops those that no cell "
            "has, and try again. Nothing was changed"
        )


class CellFormats:
    """The looks of cells, by number. New ones are made from old ones, and only where needed."""

    def __init__(self, part: bytes) -> None:
        """Around the part styles.xml; empty where a workbook has none."""
        self._root = tree.tree_of(part) if part else None
        self._all = [] if self._root is None else [*tree.items(self._root, "cellXfs", "xf")]
        self._there = len(self._all)
        self._codes = {} if self._root is None else number_codes(self._root)
        self._new_codes: dict[int, str] = {}
        self._known: dict[tuple[int, str, bool, bool], int] = {}
        self._numbers: dict[bytes, int] = {}

    def like(
        self, style: int, *, number: str = "", dated: bool = False, literal: bool = False
    ) -> int:
        """A look like another, but showing numbers so, and with text that is not to be read again.

        A look that shows dates keeps its own way for a date, one that shows numbers for a number;
        one that shows percents keeps it for nothing, since 42 would be 4200 %.
        """
        if not style < len(self._all):
            return style
        wish = style, number, dated, literal
        if wish not in self._known:
            self._known[wish] = self._like(style, number, dated=dated, literal=literal)
        return self._known[wish]

    def _like(self, style: int, number: str, *, dated: bool, literal: bool) -> int:
        one = self._all[style]
        now = int(one.get("numFmtId", "0"))
        shows_otherwise = is_date_format(now, self._codes) != dated or is_share_format(
            now, self._codes
        )
        fits = not (number and shows_otherwise)
        quoted = one.get("quotePrefix") in ("1", "true")
        if fits and quoted == literal:
            return style
        wanted = deepcopy(one)
        if not fits:
            wanted.set("numFmtId", str(self._id(number)))
            wanted.set("applyNumberFormat", "1")
        if quoted != literal:
            wanted.set("quotePrefix", "1" if literal else "0")
        return self._number_of(wanted)

    def _number_of(self, wanted: tree.Element) -> int:
        if not self._numbers:
            for number, look in reversed([*enumerate(self._all)]):
                self._numbers[_said(look)] = number
        said = _said(wanted)
        if said not in self._numbers:
            must_be_few(len(self._all) + 1)
            self._numbers[said] = len(self._all)
            self._all.append(wanted)
        return self._numbers[said]

    def _id(self, code: str) -> int:
        if code in _BUILT_IN and _BUILT_IN[code] not in self._codes:
            return _BUILT_IN[code]
        for number, known in self._codes.items():
            if known == code:
                return number
        assert self._root is not None
        number = max([free_format(self._root) - 1, *self._codes]) + 1
        self._codes[number] = self._new_codes[number] = code
        return number

    def part(self) -> bytes | None:
        """The part with what was added; None if nothing was."""
        if self._root is None or len(self._all) == self._there:
            return None
        add_items(self._root, "cellXfs", self._all[self._there :])
        holder = etree.Element(tree.beside(self._root, "numFmts"))
        for number, code in self._new_codes.items():
            tree.appended(holder, "numFmt", numFmtId=str(number), formatCode=code)
        add_items(self._root, "numFmts", [*holder])
        return tree.written(self._root)


def _said(look: tree.Element) -> bytes:
    return etree.tostring(look, method="c14n", exclusive=True, with_tail=False)


def number_behind(item: tree.Element, by: Mapping[str, int]) -> None:
    """Let attributes that are numbers be larger by so much."""
    for name, distance in by.items():
        if name in item.attrib:
            item.set(name, str(int(item.get(name, "0")) + distance))
