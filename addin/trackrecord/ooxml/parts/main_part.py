"""What lists the parts of a workbook: its main part, the links of parts, and their types."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from lxml import etree

from trackrecord.ooxml.markup import tree

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FAR_SHEET = 32_768  # numbers of sheets beyond are near the last that Excel takes
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
# The children of workbook, in the order of the standard (ECMA-376, Part 1, 18.2.27).
_ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


class MainPart:
    """The main part of a workbook, to be changed."""

    def __init__(self, root: tree.Element) -> None:
        """Around its tree."""
        self.root = root

    def _section(self, name: str) -> tree.Element:
        """A child, which is made where it is missing."""
        found = tree.child(self.root, name)
        if found is None:
            found = tree.appended(self.root, name)
            tree.put_in_order(self.root, found, _ORDER)
        return found

    def add_sheet(self, title: str, link: str) -> None:
        """One more sheet, which is the part that a link leads to."""
        sheets = self._section("sheets")
        taken = (int(one.get("sheetId", "0")) for one in tree.children(sheets))
        number = max((one for one in taken if one < _FAR_SHEET), default=0) + 1
        sheet = etree.SubElement(sheets, tree.beside(sheets, "sheet"), nsmap={"r": OFFICE})
        sheet.set("name", title)
        sheet.set("sheetId", str(number))
        sheet.set(f"{{{OFFICE}}}id", link)

    def add_names(self, names: Iterable[tuple[str, str, Mapping[str, str]]]) -> None:
        """More defined names, with what each stands for and what else is said of it.

        Those that are there already stay.
        """
        new = [*names]
        there = {
            (one.get("name", "").casefold(), one.get("localSheetId"))
            for one in tree.items(self.root, "definedNames", "definedName")
        }
        for name, stands_for, said in new:
            if (name.casefold(), said.get("localSheetId")) not in there:
                section = self._section("definedNames")
                tree.appended(section, "definedName", name=name, **said).text = stands_for

    def recalculate(self) -> None:
        """Ask whoever opens the workbook to compute everything anew."""
        self._section("calcPr").set("fullCalcOnLoad", "1")


class Types:
    """The list that says of which kind each part is."""

    def __init__(self, part: bytes) -> None:
        """Around [Content_Types].xml."""
        self._root = tree.tree_of(part)

    @property
    def parts(self) -> list[str]:
        """The parts that are named in it, without the slash before."""
        return [
            one.get("PartName", "").lstrip("/")
            for one in tree.children(self._root)
            if "PartName" in one.attrib
        ]

    def add(self, part: str, kind: str) -> None:
        """One more part."""
        tree.appended(self._root, "Override", PartName=f"/{part}", ContentType=kind)

    def drop(self, part: str) -> None:
        """No longer name a part."""
        for one in tree.children(self._root):
            if one.get("PartName", "").lstrip("/").casefold() == part.casefold():
                self._root.remove(one)

    def part(self) -> bytes:
        """The list as a part; links have a type in it, as every package must say."""
        there = {one.get("Extension", "").casefold() for one in tree.children(self._root)}
        if "rels" not in there:
            new = tree.appended(self._root, "Default", Extension="rels", ContentType=_LINKS_TYPE)
            self._root.insert(0, new)
        return tree.written(self._root)


def add_link(links: tree.Element, kind: str, part: str) -> str:
    """Link to one more part, wherever it lies; the id of the link, which no other has."""
    there = {link.get("Id", "").casefold() for link in tree.children(links)}
    number = len(there) + 1
    while f"rId{number}".casefold() in there:
        number += 1
    link = f"rId{number}"
    tree.appended(links, "Relationship", Id=link, Type=kind, Target=f"/{quote(part)}")
    return link
