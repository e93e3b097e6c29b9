"""A fault at every call to the disk of every command that writes: old or new, and no lie.

The faults come from a library loaded before C's own (support/fault.c), so that nothing of Python is
in between.
"""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from support.records import AS_OF, small_record
from support.workbooks import missing

from trackrecord.actions import on_file
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.workbook.new import write_workbook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD is Linux's")
SUPPORT = Path(__file__).parents[1] / "support"
# Every how many-th point is tried; 1 is all of them (minutes).
STRIDE = int(os.environ.get("TRACKRECORD_FAULT_STRIDE", "12"))
# The last so many calls are all tried: what is said after them may be untrue.
LAST = 6
KILLED = 0
COMMANDS: dict[str, list[str]] = {
    "build": ["build", "{}/folder", "-o", "{}/new.xlsx"],
    "build with macros": ["build", "{}/folder", "-o", "{}/new.xlsm"],
    "add-in": ["addin", "build"],
    "extension": ["addin", "build", "--libreoffice"],
    "export fatebook": ["export", "{}/r.xlsx", "{}/fatebook.csv", "--as", "fatebook"],
    "build again": ["build", "{}/folder", "-o", "{}/r.xlsx"],
    "build itself": ["build", "{}/r.xlsx", "-o", "{}/r.xlsx"],
    "record": ["record", "{}/r.xlsx", "how-many", "5", "--known", "2025-05-01", "--source", "S"],
    "void": ["void", "{}/r.xlsx", "how-many", "ambiguous", "--note", "N"],
    "undo": ["undo", "{}/u.xlsx"],
    "compute": ["compute", "{}/r.xlsx"],
    "add": [
        *("add", "{}/r.xlsx", "ann", "5-7", "--question", "how-many", "--issued", "2024-01-01"),
        *("--quote", "Q", "--source", "S"),
    ],
    "new": ["new", "{}/made.xlsx"],
    "edit": ["edit", "{}/r.xlsx", "forecasters", "ann", "Kind=reader", "Forecaster=Anna"],
    "delete": ["delete", "{}/r.xlsx", "forecasts", "b-again"],
    "import": ["import", "{}/r.xlsx", "{}/others.csv", "--yes"],
    "pull": ["pull", "{}/r.xlsx", "{}/out"],
    "pull again": ["pull", "{}/r.xlsx", "{}/folder"],
    "export csv": ["export", "{}/r.xlsx", "{}/made/deep"],
    "export html": ["export", "{}/r.xlsx", "{}/page.html"],
    "export long": ["export", "{}/r.xlsx", "{}/long.csv"],
    "calendar": ["due", "{}/r.xlsx", "--ics", "{}/due.ics"],
    "add-to": ["add-to", "{}/theirs.xlsx", "{}/folder"],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("cc") is None:
        missing("a C compiler (cc)")
    made = tmp_path_factory.mktemp("library") / "fault.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", made, SUPPORT / "fault.c", "-ldl"], check=True
    )
    return made


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it is before each command."""
    import openpyxl  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("before")
    record = small_record()
    write_workbook(folder / "r.xlsx", record, AS_OF)
    asked = tuple(replace(row, title=f"{row.title} Really?") for row in record.questions)
    write_folder(folder / "folder", replace(record, questions=asked))
    write_workbook(folder / "u.xlsx", record, AS_OF)
    day, me = date(2025, 5, 1), on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
    on_file.record(folder / "u.xlsx", me, "how-many", "5", known=day, source="S")
    (folder / "u.xlsx.bak").unlink()
    lines = (
        "title,forecaster,issued,wording,percent,resolves\nRain?,bob,2024-01-01,,70,2025-01-01\n"
    )
    (folder / "others.csv").write_text(lines, encoding="utf-8")
    openpyxl.Workbook().save(folder / "theirs.xlsx")
    return folder


class Runner:
    """Runs commands, each with a fault, on a fresh copy of a folder."""

    def __init__(self, library: Path, before: Path, place: Path) -> None:
        self.before, self.place = before, place
        environment = os.environ | {
            "LD_PRELOAD": str(library),
            "XDG_STATE_HOME": str(place.with_name("state")),
            "COLUMNS": "200",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", SUPPORT / "faults.py", place],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fresh(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.before, self.place)

    def run(self, number: int, error: int, arguments: list[str]) -> tuple[int, int, str]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        filled = [text.replace("{}", str(self.place)) for text in arguments]
        self.process.stdin.write(json.dumps([number, error, filled]) + "\n")
        self.process.stdin.flush()
        code, count, said = json.loads(self.process.stdout.readline())
        return code, count, said

    def holds(self) -> dict[str, bytes]:
        """Every file, but those of commands that died."""
        return {
            str(path.relative_to(self.place)): path.read_bytes()
            for path in sorted(self.place.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def runner(
    library: Path, before: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runner]:
    made = Runner(library, before, tmp_path_factory.mktemp("place") / "at")
    yield made
    assert made.process.stdin is not None
    made.process.stdin.close()
    made.process.wait()
    made.process.stdout.close()  # type: ignore[union-attr]


def seen(files: dict[str, bytes]) -> dict[str, bytes]:
    """What a person sees: no names that begin with a dot."""
    return {name: held for name, held in files.items() if "/." not in f"/{name}"}


def same_but_times(files: dict[str, bytes], others: dict[str, bytes]) -> bool:
    """The same files; workbooks whose Journal says the second are compared by their length."""

    def same(name: str) -> bool:
        one, other = files[name], others[name]
        if name.endswith((".xlsx", ".csv", ".ics", ".bak")):
            return abs(len(one) - len(other)) < 100
        return one == other

    return files.keys() == others.keys() and all(map(same, files))


@pytest.mark.parametrize("error", [KILLED, errno.EIO, errno.ENOSPC], ids=["killed", "EIO", "full"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_at_every_call(runner: Runner, name: str, error: int) -> None:
    arguments = COMMANDS[name]
    runner.fresh()
    old = seen(runner.holds())
    code, calls, said = runner.run(1_000_000, 0, arguments)
    assert code == 0, said
    assert calls > 6
    new = seen(runner.holds())
    assert new != old
    outcomes = set()
    few = range(1 + error % STRIDE, calls + 1, STRIDE)
    for number in sorted({*few, *range(max(1, calls - LAST), calls + 1)}):
        runner.fresh()
        code, _, said = runner.run(number, error, arguments)
        point = f"{name}, call {number} of {calls}: {code} {said}"
        assert "TRACEBACK" not in said, point
        now = seen(runner.holds())
        is_old = {name: held for name, held in now.items() if ".bak" not in name} == old
        outcomes.add((code, is_old))
        if code == 0:
            if "it is kept as" in said:  # what could not be read is kept, to be on the safe side
                del now["r-before-1.xlsx"]
            assert same_but_times(now, new), point
        elif error != KILLED:
            assert code == 1, point
            assert "trackrecord: " in said, point
            assert "None" not in said, point
            if is_old:
                assert "was written" not in said, point
            else:
                assert "othing was" not in said, point
        # The next run puts all in order: what counts is old or new, and nothing lies about.
        if not is_old or number % 5 == 0:
            code, _, said = runner.run(-1, 0, arguments)
            left = [n for n in runner.holds() if "/." in f"/{n}"]
            assert left == [], f"{point}\n{said}"
            if code == 0 and is_old and "again" not in name:
                names = {n for n in seen(runner.holds()) if ".bak" not in n}
                assert names == {n for n in new if ".bak" not in n}, point
    assert {is_old for _, is_old in outcomes} == {True, False} or error != KILLED
