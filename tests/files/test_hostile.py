"""Small files that would hang or fill the memory: refused in words, or served, within limits.

Each kind is generated, at every place where it can stand, and handed to every door that reads it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from support.records import AS_OF, small_record

from trackrecord.exchange.csv_folder import write_folder
from trackrecord.workbook.new import write_workbook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="memory is measured as on Unix")
SECONDS, MEGABYTES = 5, 300
MANY = 300_000
SUPPORT = Path(__file__).parents[1] / "support"
CASES = Path(__file__).parents[3] / "shared" / "cases" / "hostile"

# What stands in a part, again and again.
REPEATED = {
    "opened tags": b"<%s>",
    "tags that do not end": b"<%s ",
    "empty elements": b"<%s/>",
    "elements": b'<%s a="1">x</%s>',
    "comments with tags": b"<!-- <%s ",
    "cdata": b"<![CDATA[<%s ",
    "instructions": b"<?x <%s ",
    "prefixes": b"<x:%s>",
    "attributes": b' %s="1"',
}
# Where: the part, behind what, and which tags are of interest there.
PLACES = {
    "xl/worksheets/sheet4.xml": (b"<sheetData>", (b"row", b"c", b"f", b"is", b"t", b"v")),
    "xl/sharedStrings.xml": (b">", (b"si", b"t", b"rPh", b"r")),
    "xl/styles.xml": (b"<cellXfs", (b"xf", b"numFmt", b"cellXfs")),
    "xl/tables/table2.xml": (b"<tableColumns", (b"tableColumn", b"calculatedColumnFormula")),
    "xl/workbook.xml": (b"<sheets>", (b"sheet", b"definedName", b"calcPr")),
    "xl/charts/chart1.xml": (b"<", (b"scaling", b"c:f", b"f")),
    "xl/_rels/workbook.xml.rels": (b">", (b"Relationship",)),
    "[Content_Types].xml": (b">", (b"Override",)),
}


@dataclass
class Ran:
    """How a command ended."""

    code: int
    seconds: float
    megabytes: float
    said: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs a command in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", SUPPORT / "measured.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        commands, answers = process.stdin, process.stdout

        def measured(*arguments: str | Path) -> Ran:
            commands.write(json.dumps([*map(str, arguments)]) + "\n")
            commands.flush()
            return Ran(*json.loads(answers.readline()))

        yield measured
        commands.close()


def assert_bounded(ran: Ran, what: str) -> None:
    assert ran.code in (0, 1), f"{what}: {ran.said[-500:]}"
    assert "Traceback" not in ran.said, what
    assert len(ran.said) < 200_000, what
    assert ran.seconds < SECONDS, f"{what}: {ran.seconds:.1f} s"
    assert ran.megabytes < MEGABYTES, f"{what}: {ran.megabytes:.0f} MB"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "r.xlsx"
    write_workbook(path, small_record(), AS_OF)
    return path


def spoilt(base: Path, target: Path, part: str, behind: bytes, inserted: bytes) -> Path:
    with ZipFile(base) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                assert behind in content
                place = content.index(behind) + len(behind)
                content = content[:place] + inserted + content[place:]
            new.writestr(name, content)
    return target


DOORS = {
    "check": lambda path, _: ["check", path],
    "record": lambda path, _: [
        *("record", path, "how-many", "5", "--known", "2025-05-01", "--source", "S")
    ],
    "import": lambda path, base: ["import", base, path, "--yes"],
}


@pytest.mark.parametrize("kind", REPEATED)
@pytest.mark.parametrize("part", PLACES)
def test_a_tag_again_and_again(run: Run, base: Path, tmp_path: Path, part: str, kind: str) -> None:
    behind, words = PLACES[part]
    word = words[len(kind) % len(words)] if kind in ("attributes", "cdata") else words[0]
    for tried in {word, words[-1]}:
        form = REPEATED[kind].replace(b"%s", tried)
        path = spoilt(base, tmp_path / "x.xlsx", part, behind, form * MANY)
        for door in ("check", "record") if part != "xl/charts/chart1.xml" else ("record",):
            assert_bounded(run(*DOORS[door](path, base)), f"{door}, {part}: {form!r}")


def numbered(form: bytes, numbers: range) -> bytes:
    return b"".join(form.replace(b"%d", b"%d" % number) for number in numbers)


ROWS: dict[str, Callable[[], bytes]] = {
    "a million rows": lambda: numbered(b'<row r="%d"/>', range(2, 1_000_000)),
    "one row again": lambda: b'<row r="2"><c r="A2"><v>1</v></c></row>' * MANY,
    "rows that go back": lambda: b'<row r="9"/><row r="8"/>' * MANY,
    "rows without a number": lambda: b"<row/>" * 2_000_000,
    "one cell again": lambda: b'<row r="2">' + b'<c r="A2"><v>1</v></c>' * MANY + b"</row>",
    "cells far right": lambda: b'<row r="2">' + b'<c r="XFD2"><v>1</v></c>' * MANY + b"</row>",
    "cells without a place": lambda: b'<row r="2">' + b"<c><v>1</v></c>" * MANY + b"</row>",
    "rows below the table": lambda: numbered(
        b'<row r="%d"><c r="A%d" t="str"><v>x</v></c></row>', range(40, 5_040)
    ),
    "many digits": lambda: b'<row r="2"><c r="A2"><v>' + b"9" * 1_000_000 + b"</v></c></row>",
    "a long text": lambda: (
        b'<row r="2"><c r="A2" t="str"><v>' + b"a" * 1_000_000 + b"</v></c></row>"
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_and_cells(run: Run, base: Path, tmp_path: Path, name: str) -> None:
    part = "xl/worksheets/sheet4.xml"
    path = spoilt(base, tmp_path / "x.xlsx", part, b"<sheetData>", ROWS[name]())
    for door, arguments in DOORS.items():
        assert_bounded(run(*arguments(path, base)), f"{door}, {name}")


@pytest.mark.parametrize(
    "area", ["A1:XFD1048576", "A1:O1048576", "A1:XFD9", "A1:O200000", "A9:A1", "XFD1:A1", "A1"]
)
def test_a_table_of_everything(run: Run, base: Path, tmp_path: Path, area: str) -> None:
    with ZipFile(base) as old, ZipFile(tmp_path / "x.xlsx", "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/tables/") and b'displayName="Forecasts"' in content:
                start = content.index(b' ref="') + 6
                content = content[:start] + area.encode() + content[content.index(b'"', start) :]
            new.writestr(name, content)
    for door, arguments in DOORS.items():
        assert_bounded(run(*arguments(tmp_path / "x.xlsx", base)), f"{door}, {area}")


SIZE = 30_000_000
HEAD = b"Question,Title,Unit,Resolves,Criterion\n"
THEIRS = b"title,wording,unit,issued,forecaster\n"
CSV: dict[str, Callable[[], bytes]] = {
    "newlines": lambda: b"\n" * SIZE,
    "carriage returns": lambda: b"\r" * SIZE,
    "commas": lambda: b"," * SIZE,
    "headers": lambda: b"a," * (SIZE // 2),
    "one long line": lambda: b"x" * SIZE,
    "one quote and no end": lambda: b'"' + b"x\n" * (SIZE // 2),
    "a quote": lambda: b'"',
    "quotes": lambda: b'"' * SIZE,
    "short rows": lambda: HEAD + b"a\n" * (SIZE // 2),
    "fewer short rows": lambda: HEAD + b"a\n" * 490_000,
    "blank rows": lambda: HEAD + b",,,,\n" * (SIZE // 5),
    "bad rows": lambda: HEAD + b"?,x,date,never,y\n" * (SIZE // 17),
    "different bad rows": lambda: HEAD + numbered(b"Q%d?,x,u,%dx,y\n", range(400_000)),
    "half a million bad rows": lambda: HEAD + b"a b?,x,date,x,y\n" * 490_000,
    "nul": lambda: b"\0" * SIZE,
    "not utf-8": lambda: HEAD + b"\xff\n" * (SIZE // 2),
    "wide signs": lambda: HEAD + "\U0001f4a9\n".encode() * (SIZE // 5),
    "far too large": lambda: b"x,y\n" * 20_000_000,
}


@pytest.mark.parametrize("name", CSV)
def test_csv(run: Run, base: Path, tmp_path: Path, name: str) -> None:
    folder, content = tmp_path / "folder", CSV[name]()
    write_folder(folder, small_record())
    (folder / "questions.csv").write_bytes(content)
    assert_bounded(run("check", folder), f"check, {name}")
    (tmp_path / "x.csv").write_bytes(content.replace(HEAD, THEIRS))
    assert_bounded(run("import", base, tmp_path / "x.csv", "--yes"), f"import, {name}")
    with ZipFile(tmp_path / "x.zip", "w", ZIP_DEFLATED) as archive:
        for part in ("question_data.csv", "forecast_data.csv"):
            archive.writestr(part, content)
    assert_bounded(run("import", base, tmp_path / "x.zip", "--yes"), f"import of a zip, {name}")


@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "folder"])
def test_what_is_no_file(run: Run, base: Path, tmp_path: Path, kind: str) -> None:
    for name in ("x.xlsx", "x.csv", "x.zip", "record"):
        place = tmp_path / name
        if kind == "pipe":
            os.mkfifo(place)
        elif kind == "folder":
            place.mkdir()
        else:
            place.symlink_to("/dev/zero" if kind == "device" else place)
        for arguments in (
            ["check", place],
            ["import", base, place, "--yes"],
            ["build", place, "-o", tmp_path / "new.xlsx"],
            ["build", base.parent, "-o", place.with_suffix(".xlsx")],
            ["export", base, place],
            ["due", base, "--ics", place],
            ["pull", base, place],
            ["add-to", place, base],
            ["add-to", base, place],
        ):
            if kind == "folder" and arguments[0] in ("export", "pull"):
                continue
            ran = run(*arguments)
            assert_bounded(ran, f"{arguments}")
            assert ran.code == 1, arguments


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside this checkout")
def test_the_cases_that_were_found(run: Run, base: Path, tmp_path: Path) -> None:
    for case in sorted(CASES.iterdir()):
        path = Path(shutil.copyfile(case, tmp_path / case.name))
        for door, arguments in DOORS.items():
            assert_bounded(run(*arguments(path, base)), f"{door}, {case.name}")
        assert_bounded(run("add-to", path, base), f"add-to, {case.name}")
