"""What Excel is picky about in a workbook: one function a rule, which yields what is wrong.

The file is read with zipfile and lxml, never with what wrote it. Where a rule is none of the
standard's, it says who found it out.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from io import BytesIO
from itertools import combinations, pairwise
from posixpath import dirname, join, normpath
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.utils.cell import range_boundaries

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_LOOKS = 65_490
# As openpyxl has them; of a sheet it has none, so that is the standard's own (18.3.1.99).
BOOK_ORDER = (*WorkbookPackage.__elements__, "extLst")
SECTIONS = (*Stylesheet.__elements__, "extLst")
SHEET_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
LATER = re.compile(  # functions younger than 2007, which need a prefix in the file
    r"(?<![.\w])(CONCAT|TEXTJOIN|IFS|SWITCH|XLOOKUP|FILTER|SORT|UNIQUE|LET|LAMBDA|MAXIFS|MINIFS|"
    r"NORM\.S\.DIST|NORM\.S\.INV|STDEV\.S|PERCENTILE\.INC|CEILING\.MATH|ISFORMULA|DAYS|IFNA|XOR|"
    r"SEQUENCE)\("
)
_QUOTED = re.compile(r'"[^"]*"')


class Place(NamedTuple):
    """A table: its sheet's part, its part, its tree, its columns and rows."""

    sheet: str
    tree: etree._Element
    left: int
    top: int
    right: int
    bottom: int


class Book:
    """A workbook, opened."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def trees(self) -> dict[str, etree._Element]:
        return {
            name: etree.fromstring(content)
            for name, content in self.parts.items()
            if name.endswith((".xml", ".rels"))
        }

    def links(self, part: str) -> dict[str, str]:
        """The parts that a part leads to, by the ids of links."""
        folder, _, name = part.rpartition("/")
        rels = join(folder, "_rels", f"{name}.rels")
        return {
            one.get("Id", ""): normpath(join("/", folder, one.get("Target", "")))[1:]
            for one in self.trees.get(rels, ())
            if one.get("TargetMode") != "External"
        }

    @property
    def book(self) -> etree._Element:
        return self.trees["xl/workbook.xml"]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The names of sheets, and their parts."""
        links = self.links("xl/workbook.xml")
        return {one.get("name", ""): links[one.get(R, "")] for one in self.book.iter(M + "sheet")}

    @cached_property
    def tables(self) -> list[Place]:
        found = []
        for part in self.sheets.values():
            links = self.links(part)
            for one in self.trees[part].iter(M + "tablePart"):
                tree = self.trees[links[one.get(R, "")]]
                found.append(Place(part, tree, *range_boundaries(tree.get("ref", ""))))
        return found

    @cached_property
    def texts(self) -> list[str]:
        tree = self.trees.get("xl/sharedStrings.xml")
        items = () if tree is None else tree
        return ["".join(one.text or "" for one in item.iter(M + "t")) for item in items]

    def shown(self, cell: etree._Element) -> str:
        """The text of a cell."""
        value = cell.findtext(M + "v")
        if cell.get("t") == "s":
            return self.texts[int(value or 0)]
        return value or "".join(one.text or "" for one in cell.iter(M + "t"))

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Where each formula stands, and the formula."""
        for name, part in self.sheets.items():
            for cell in self.trees[part].iter(M + "c"):
                if formula := cell.findtext(M + "f"):
                    yield f"{name}!{cell.get('r')}", formula

    def charts(self) -> Iterator[tuple[str, etree._Element]]:
        return ((n, t) for n, t in self.trees.items() if re.search(r"charts/chart\d+\.xml$", n))


_MOST_OF_RULES = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 225}
_ROWS_FIRST = re.compile(r"\$\d+:\$\d+,.*\$[A-Z]")
Rule = Callable[[Book], Iterator[str]]


def w01_no_condition_within_a_sum_of_products(book: Book) -> Iterator[str]:
    """Excel before 365 computes IF there for one cell only, unless it is typed as an array."""
    for where, formula in book.formulas():
        plain = _QUOTED.sub('""', formula)
        for found in re.finditer(r"SUMPRODUCT\(", plain):
            inner, depth = plain[found.end() :], 1
            end = 0
            while depth and end < len(inner):
                depth += {"(": 1, ")": -1}.get(inner[end], 0)
                end += 1
            if re.search(r"\b(IF|IFERROR|CHOOSE|OFFSET|N|T)\(", inner[:end]):
                yield f"{where}: {inner[:end]}"


def w02_axes_cross_and_stand_where_they_run(book: Book) -> Iterator[str]:
    """Without crossBetween Excel passes over an axis' ends (PhpSpreadsheet 2932)."""
    for name, chart in book.charts():
        for axis in chart.iter(C + "valAx"):
            if axis.find(C + "crossBetween") is None:
                yield f"{name}: an axis does not say where it crosses"
        for plot in chart.iter(C + "barChart"):
            across = plot.find(C + "barDir").get("val") == "bar"
            ids = {one.get("val") for one in plot.iter(C + "axId")}
            for axis in chart.find(f".//{C}plotArea"):
                place = axis.find(C + "axPos")
                if place is None or axis.find(C + "axId").get("val") not in ids:
                    continue
                values = etree.QName(axis).localname == "valAx"
                wanted = "bt" if values == across else "lr"
                if place.get("val") not in wanted:  # ONLYOFFICE stops there
                    yield f"{name}: an axis stands at {place.get('val')}"


def w03_names_are_no_tables_and_no_cells(book: Book) -> Iterator[str]:
    tables = {place.tree.get("displayName", "").casefold() for place in book.tables}
    seen = Counter(
        (one.get("name", "").casefold(), one.get("localSheetId"))
        for one in book.book.iter(M + "definedName")
    )
    for (name, sheet), count in seen.items():
        if count > 1:
            yield f"{name} twice"
        if sheet is None and name in tables:
            yield f"{name} is a table, too"
        if re.fullmatch(r"[a-z]{1,3}\d+|r\d*c\d*|[rc]", name):
            yield f"{name} is a cell"


def w04_tables_have_names_and_ids_of_their_own(book: Book) -> Iterator[str]:
    for what in ("id", "displayName", "name"):
        seen = Counter(place.tree.get(what, "").casefold() for place in book.tables)
        yield from (f"{what} {name} twice" for name, count in seen.items() if count > 1)


def w05_headers_say_what_their_cells_say(book: Book) -> Iterator[str]:
    for place in book.tables:
        columns = [one.get("name", "") for one in place.tree.iter(M + "tableColumn")]
        name = place.tree.get("displayName")
        if len({one.casefold() for one in columns}) < len(columns):
            yield f"{name}: a header twice"
        if len(columns) != place.right - place.left + 1:
            yield f"{name}: {len(columns)} columns"
        if place.bottom <= place.top:
            yield f"{name}: no row"
        if place.tree.get("headerRowCount") is not None:  # ONLYOFFICE counts wrongly
            yield f"{name}: its header is counted"
        row = next(
            (r for r in book.trees[place.sheet].iter(M + "row") if r.get("r") == str(place.top)), ()
        )
        cells = {range_boundaries(cell.get("r"))[0]: book.shown(cell) for cell in row}
        for number, header in enumerate(columns, place.left):
            if cells.get(number) != header:
                yield f"{name}: {header} is {cells.get(number)}"


def w06_tables_keep_clear_of_each_other(book: Book) -> Iterator[str]:
    for one, two in combinations(book.tables, 2):
        apart = (
            one.sheet != two.sheet
            or one.right < two.left
            or two.right < one.left
            or one.bottom < two.top
            or two.bottom < one.top
        )
        if not apart:
            yield f"{one.tree.get('name')} lies on {two.tree.get('name')}"


def w07_filters_reach_as_far_as_their_tables(book: Book) -> Iterator[str]:
    for place in book.tables:
        found = place.tree.find(M + "autoFilter")
        if found is not None and found.get("ref") != place.tree.get("ref"):
            yield f"{place.tree.get('name')}: {found.get('ref')}"


def w08_every_part_has_a_type(book: Book) -> Iterator[str]:
    types = book.trees["[Content_Types].xml"]
    named = [one.get("PartName", "")[1:] for one in types if one.get("PartName")]
    kinds = {one.get("Extension", "").lower() for one in types}
    for name in book.parts:
        if name not in {*named, "[Content_Types].xml"} and name.rsplit(".")[-1] not in kinds:
            yield f"{name} has none"
    yield from (f"{name} is not there" for name in named if name not in book.parts)
    yield from (f"{name} twice" for name, count in Counter(named).items() if count > 1)


def w09_every_link_leads_somewhere(book: Book) -> Iterator[str]:
    for rels, tree in book.trees.items():
        if not rels.endswith(".rels"):
            continue
        seen = Counter(one.get("Id") for one in tree)
        yield from (f"{rels}: {name} twice" for name, count in seen.items() if count > 1)
        for one in tree:
            target = normpath(join("/", dirname(dirname(rels)), one.get("Target", "")))[1:]
            if one.get("TargetMode") != "External" and target not in book.parts:
                yield f"{rels}: {target}"


def w10_children_stand_in_their_order(book: Book) -> Iterator[str]:
    orders = dict.fromkeys(book.sheets.values(), SHEET_ORDER)
    orders |= {"xl/workbook.xml": BOOK_ORDER, "xl/styles.xml": SECTIONS}
    for name, order in orders.items():
        names = [etree.QName(one).localname for one in book.trees[name]]
        places = [order.index(one) for one in names if one in order]
        if places != sorted(places):
            yield f"{name}: {names}"


def w11_lists_of_looks_are_as_long_as_they_say(book: Book) -> Iterator[str]:
    looks = book.trees["xl/styles.xml"]
    for name in SECTIONS[:8]:
        found = looks.find(M + name)
        if found is not None and found.get("count", str(len(found))) != str(len(found)):
            yield f"{name}: {found.get('count')} said, {len(found)} there"
    formats = looks.find(M + "cellXfs")
    assert formats is not None
    if len(formats) > MOST_LOOKS:
        yield f"{len(formats)} looks of cells"
    differences = looks.find(M + "dxfs")
    most = 0 if differences is None else len(differences)
    for name, part in book.sheets.items():
        for one in book.trees[part].iter():
            if int(one.get("s", "0") if one.tag == M + "c" else 0) >= len(formats):
                yield f"{name}!{one.get('r')} has a look that is not there"
            if int(one.get("dxfId", "-1")) >= most:
                yield f"{name}: a conditional look that is not there"
    named = Counter(one.get("builtinId") for one in looks.iter(M + "cellStyle"))
    yield from (f"style {n} of Excel's twice" for n, c in named.items() if n and c > 1 and n > "2")


def w12_rows_and_cells_come_in_turn(book: Book) -> Iterator[str]:
    for name, part in book.sheets.items():
        rows = [int(row.get("r", "0")) for row in book.trees[part].iter(M + "row")]
        if any(one >= two for one, two in pairwise(rows)):
            yield f"{name}: rows"
        for row in book.trees[part].iter(M + "row"):
            cells = [range_boundaries(cell.get("r")) for cell in row]
            if any(one[0] >= two[0] for one, two in pairwise(cells)):
                yield f"{name}: cells of row {row.get('r')}"
            if any(str(cell[1]) != row.get("r") for cell in cells):
                yield f"{name}: a cell of another row in row {row.get('r')}"


def w13_formulas_are_what_all_versions_read(book: Book) -> Iterator[str]:
    for where, formula in book.formulas():
        plain = _QUOTED.sub('""', formula)
        depth = most = 0
        for letter in plain:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            most = max(most, depth)
        if len(formula) > 8_192 or most > 64:
            yield f"{where} is too long or too deep"
        if LATER.search(plain):
            yield f"{where} needs a newer Excel: {LATER.search(plain)}"


def w14_rules_fit_into_excels_boxes(book: Book) -> Iterator[str]:
    for name, part in book.sheets.items():
        for rule in book.trees[part].iter(M + "dataValidation"):
            for what, most in _MOST_OF_RULES.items():
                if len(rule.get(what) or "") > most:
                    yield f"{name} {rule.get('sqref')}: {what}"
            for formula in (rule.findtext(M + "formula1"), rule.findtext(M + "formula2")):
                if formula and (len(formula) > 255 or "[" in formula):
                    yield f"{name} {rule.get('sqref')}: {formula}"
        for rule in book.trees[part].iter(M + "cfRule"):
            if any("[" in (one.text or "") for one in rule.iter(M + "formula")):
                yield f"{name}: a conditional format names a table"


def w15_nothing_is_larger_than_excel_takes(book: Book) -> Iterator[str]:
    for name, part in book.sheets.items():
        if len(name) > 31 or re.search(r"[\\/?*\[\]:]|^'|'$", name):
            yield f"a sheet is called {name}"
        for row in book.trees[part].iter(M + "row"):
            if float(row.get("ht", "0")) > 409.5:
                yield f"{name}: row {row.get('r')} is {row.get('ht')} high"
        for column in book.trees[part].iter(M + "col"):
            if float(column.get("width", "0")) > 255:
                yield f"{name}: a column is {column.get('width')} wide"
        for cell in book.trees[part].iter(M + "c"):
            if cell.get("t") in ("s", "str", "inlineStr") and len(book.shown(cell)) > 32_767:
                yield f"{name}!{cell.get('r')} is too long"


def w16_what_is_printed_again_names_columns_first(book: Book) -> Iterator[str]:
    for one in book.book.iter(M + "definedName"):
        if one.get("name") == "_xlnm.Print_Titles" and _ROWS_FIRST.search(one.text or ""):
            yield f"{one.text}"


def w17_crosses_have_no_fill_and_frames_are_square(book: Book) -> Iterator[str]:
    """Three engines draw a filled x as a square; Excel rounds frames where nothing is said."""
    for name, chart in book.charts():
        if chart.find(C + "roundedCorners") is None:
            yield f"{name} does not say that its corners are square"
        for marker in chart.iter(C + "marker"):
            symbol = marker.find(C + "symbol")
            filled = marker.find(f"{C}spPr/{A}solidFill")
            if symbol is not None and symbol.get("val") == "x" and filled is not None:
                yield f"{name}: a filled x"


def w18_charts_are_drawn_from_what_is_there(book: Book) -> Iterator[str]:
    for name, chart in book.charts():
        for one in chart.iter(C + "f"):
            sheet = (one.text or "").rpartition("!")[0].strip("'").replace("''", "'")
            if sheet not in book.sheets:
                yield f"{name}: {one.text}"


RULES: dict[str, Rule] = {
    name: rule for name, rule in globals().items() if re.match(r"w\d\d_", name)
}


def breaches(data: bytes) -> list[str]:
    """Every rule that a workbook breaks, with what is wrong."""
    book = Book(data)
    return [f"{name}: {what}" for name, rule in RULES.items() for what in rule(book)]
