"""Files outlive a version: what older versions wrote is read, changed and built from as ever."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.workbooks import Recalculate, assert_agrees, missing, sdk_errors

from trackrecord.actions.building import build
from trackrecord.actions.reading import check_place, read_checked

TESTS = Path(__file__).parent
OLD = sorted((TESTS / "old").glob("[0-9]*"))
PACKAGE = TESTS.parent / "addin" / "trackrecord"
# The columns of Questions that version 0.1 had not, and the one below.
NEW = ["Topic", "Event", "Tags"]
# The one line that a new column takes.
LINE = '        Column("Tags", Kind.WORD, "Words to find it by.", blank=True),\n'


@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
@pytest.mark.parametrize("name", ["small", "small.xlsx", "xiaomi-su7.xlsx"])
def test_old_files_read_and_build(place: Path, name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    (shutil.copytree if name == "small" else shutil.copy)(place / name, source)
    record, problems = check_place(source, read_checked(source)[0].questions[0].resolves.max)
    assert problems == []
    build(source, tmp_path / "new.xlsx", record.questions[0].resolves)
    again, problems = read_checked(tmp_path / "new.xlsx")
    assert problems == []
    assert again == record


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package whose Questions have a column more."""
    root = tmp_path_factory.mktemp("newer")
    shutil.copytree(PACKAGE, root / "trackrecord", ignore=shutil.ignore_patterns("__pycache__"))
    path = root / "trackrecord" / "tables" / "record.py"
    source = path.read_text(encoding="utf-8")
    before = source.index("    ),\n    model.Question,\n")
    path.write_text(source[:before] + LINE + source[before:], encoding="utf-8")
    shutil.copytree(
        TESTS.parent / "workbooks" / "xiaomi-su7", root / "trackrecord" / "workbooks" / "xiaomi-su7"
    )
    return root


def command(newer: Path, *words: str | Path) -> str:
    """A command of the newer version; nothing may be said beside what it was asked for."""
    done = subprocess.run(
        [sys.executable, "-m", "trackrecord", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(newer)},
        capture_output=True,
        text=True,
        check=False,
        cwd=newer,
    )
    said = [line for line in done.stderr.splitlines() if "column is not there" not in line]
    assert (done.returncode, said) == (0, []), words
    return done.stdout


RECORD_IT = ("record", "when", "2024-03-28", "--known", "2024-03-28", "--source", "https://a.org")
ADD_IT = (
    "add",
    "bob",
    "60 %",
    "--question",
    "whether",
    "--issued",
    "2024-03-01",
    "--quote",
    "60",
    "--source",
    "S",
)


@pytest.mark.parametrize(
    "words",
    [
        RECORD_IT,
        ADD_IT,
        (
            *ADD_IT[:4],
            "new",
            *ADD_IT[5:],
            "--title",
            "New?",
            "--unit",
            "yes/no",
            "--resolves",
            "2025-01-01",
            "--criterion",
            "Yes if so.",
        ),
        ("undo",),
    ],
    ids=["record", "add", "add a question", "undo"],
)
@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_a_new_column_is_written_into_an_old_workbook(
    newer: Path, place: Path, words: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "small.xlsx"
    shutil.copy(place / "small.xlsx", path)
    before = command(newer, "score", path, "--as-of", "2026-01-01", "--json")
    assert len(json.loads(before)["forecasts"]) == 8
    command(newer, words[0], path, *words[1:])
    book = load_workbook(path)
    sheet = book["Questions"]
    table = sheet.tables["Questions"]
    changed = "new" in words
    # Topic and Event come with the formulas of the new scores, which the first change renews.
    names = [column.name for column in table.tableColumns]
    assert names[6:] == NEW
    if changed:  # by the next action that changes the table
        assert [sheet[f"{letter}1"].value for letter in "GHI"] == NEW
        assert table.ref == table.autoFilter.ref == "A1:I5"
        assert sheet["I1"].style_id == sheet["F1"].style_id
        assert sheet.column_dimensions["I"].width == 16
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        assert rules["I1"].prompt == "You fill this in. Words to find it by."
        assert rules["I2:I1048576"].type == "textLength"
    shown = command(newer, "check", path) if changed else ""
    assert "OK" in shown or not changed
    assert json.loads(command(newer, "score", path, "--json"))["forecasts"]
    if words[0] != "undo":
        command(newer, "undo", path)
        again = json.loads(command(newer, "score", path, "--as-of", "2026-01-01", "--json"))
        assert again == json.loads(before)


@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_a_new_column_keeps_what_is_typed_into_it(newer: Path, place: Path, tmp_path: Path) -> None:
    """From the built workbook to a folder, through the Journal and back."""
    path = tmp_path / "new.xlsx"
    command(newer, "build", place / "small.xlsx", "-o", path)
    book = load_workbook(path)
    assert [cell.value for cell in book["Questions"][1]][-1] == "Tags"
    book["Questions"]["I2"] = "ev, china"
    book.save(path)
    command(newer, *RECORD_IT[:1], path, *RECORD_IT[1:])
    command(newer, "pull", path, tmp_path / "folder")
    with (tmp_path / "folder" / "questions.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["Question"]: row["Tags"] for row in csv.DictReader(file)}
    assert rows["when"] == "ev, china"
    journal = (tmp_path / "folder" / "journal.csv").read_text(encoding="utf-8")
    assert '""tags"": ""ev, china""' in journal
    command(newer, "build", tmp_path / "folder", "-o", tmp_path / "again.xlsx")
    assert load_workbook(tmp_path / "again.xlsx")["Questions"]["I2"].value == "ev, china"
    # And the version that does not know the column keeps it, as the person's own.
    record, problems = read_checked(tmp_path / "folder")
    assert problems == []
    assert read_checked(path)[1] == []
    assert "questions.csv line 1, column Tags" in str(record.notices[0])


@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_an_old_folder_gets_the_column(newer: Path, place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(place / "small", folder)
    command(newer, "build", folder, "-o", tmp_path / "new.xlsx")
    assert command(newer, "score", folder, "--json")
    command(newer, "pull", tmp_path / "new.xlsx", folder)
    header = (folder / "questions.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "Question,Title,Unit,Resolves,Criterion,Topic,Event,Note,Tags"


@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_an_old_record_is_imported(newer: Path, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "xiaomi.xlsx"
    shutil.copy(place / "xiaomi-su7.xlsx", path)
    done = subprocess.run(
        [sys.executable, "-m", "trackrecord", "import", str(path), str(place / "small"), "--yes"],
        env={**os.environ, "PYTHONPATH": str(newer)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "8 in Forecasts" in done.stdout
    assert [load_workbook(path)["Questions"][f"{letter}1"].value for letter in "GHI"] == NEW


@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_what_stands_beside_a_table_is_left_alone(newer: Path, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    book = load_workbook(place / "small.xlsx")
    book["Questions"]["G3"] = "mine"
    book.save(path)
    command(
        newer,
        "add",
        path,
        *ADD_IT[1:4],
        "new",
        *ADD_IT[5:],
        "--title",
        "New?",
        "--unit",
        "yes/no",
        "--resolves",
        "2025-01-01",
        "--criterion",
        "Yes if so.",
    )
    sheet = load_workbook(path)["Questions"]
    assert (sheet["G3"].value, sheet["G1"].value) == ("mine", None)
    assert sheet.tables["Questions"].ref == "A1:F5"
    assert command(newer, "score", path)


@pytest.mark.libreoffice
@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
@pytest.mark.parametrize("words", [RECORD_IT, ADD_IT, ("compute",)], ids=lambda words: words[0])
def test_an_old_workbook_is_brought_up_to_date(
    place: Path, words: tuple[str, ...], tmp_path: Path, recalculate: Recalculate
) -> None:
    """The first change renews every formula: two engines compute what Python wrote."""
    path = tmp_path / "small.xlsx"
    shutil.copy(place / "small.xlsx", path)
    run(words[0], path, *words[1:])
    assert_agrees([path], recalculate)
    book = load_workbook(path)
    columns = [column.name for column in book["Forecasts"].tables["Forecasts"].tableColumns]
    assert {"Stood", "Best", "Relative score", "Log right"} <= set(columns)
    assert [book["Settings"][f"A{row}"].value for row in range(9, 14)] == [
        "Bound level",
        "Counts",
        "Days ahead",
        "Topic",
        "Tolerance",
    ]
    assert book.defined_names["BoundLevel"].attr_text == 'IF(Settings!$B$9="",0.9,Settings!$B$9)'
    if not sdk_errors(path):
        assert "OK" in run("check", path)


@pytest.mark.libreoffice
@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_without_room_old_formulas_stay_and_show_nothing(
    place: Path, tmp_path: Path, recalculate: Recalculate
) -> None:
    path = tmp_path / "small.xlsx"
    book = load_workbook(place / "small.xlsx")
    before = book["Forecasts"]["T3"].value
    book["Questions"]["G3"] = "mine"
    book.save(path)
    run(RECORD_IT[0], path, *RECORD_IT[1:])
    run(ADD_IT[0], path, *ADD_IT[1:])
    sheet = load_workbook(path)["Forecasts"]
    assert (sheet["T3"].value, load_workbook(path)["Questions"]["G3"].value) == (before, "mine")
    assert load_workbook(path, data_only=True)["Forecasts"]["T3"].value is None
    [calculated] = recalculate([path])
    assert not [value for value in calculated.values() if str(value).startswith("#")]


def run(*words: str | Path) -> str:
    """A command of this version."""
    done = subprocess.run(
        [sys.executable, "-m", "trackrecord", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


PRESSED = """
import sys
from pathlib import Path
import pytest, xlwings as xw
import trackrecord.office.libreoffice
from support.person import Person
from trackrecord import buttons
folder = Path(sys.argv[1])
buttons.LOG = folder / "log.txt"
xw.engines["libreoffice"].activate()
app = xw.App(visible=False, add_book=False)
try:
    somebody = Person(app, folder, folder / "alerts")
    book = somebody.use(app.books.open(folder / "small.xlsx"))
    print(somebody.click("check"))
    somebody.select("Questions", "A2")
    print(somebody.click("record_outcome"))
    somebody.type("Outcomes", "B3", "2024-03-28", "2024-03-28", "2024-03-28", "https://a.org")
    print(somebody.click("compute_accuracy"))
    print(somebody.click("import_record", str(folder / "new" / "questions.csv"), "yes"))
    sheet = book.sheets["Questions"]
    print(sheet["A1:I5"].value, sheet.tables["Questions"].range.address)
    print(somebody.click("undo", "yes"))
    print(somebody.click("check"))
    book.save()
finally:
    app.quit()
assert not buttons.LOG.exists(), buttons.LOG.read_text()
"""


@pytest.mark.libreoffice
@pytest.mark.parametrize("place", OLD, ids=lambda place: place.name)
def test_the_buttons_write_the_column_in(newer: Path, place: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    shutil.copy(place / "small.xlsx", tmp_path / "small.xlsx")
    shutil.copytree(place / "small", tmp_path / "new")
    questions = tmp_path / "new" / "questions.csv"
    lines = questions.read_text(encoding="utf-8").splitlines()
    lines = [f"{lines[0]},Tags", "more,More?,cars,2025-01-01,The count.,,some tags"]
    questions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "new" / "forecasts.csv").write_text(
        (tmp_path / "new" / "forecasts.csv").read_text(encoding="utf-8").splitlines()[0] + "\n",
        encoding="utf-8",
    )
    for name in ("outcomes.csv", "journal.csv"):
        (tmp_path / "new" / name).unlink()
    (tmp_path / "new" / "outcomes.csv").write_text(
        "Question,Value,Known,Recorded,Source,Note\n", encoding="utf-8"
    )
    search = os.pathsep.join(map(str, (newer, TESTS)))
    done = subprocess.run(
        [sys.executable, "-c", PRESSED, str(tmp_path)],
        env={
            **os.environ,
            "PYTHONPATH": search,
            "XLWINGS_LIBREOFFICE_ALERTS": str(tmp_path / "alerts"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert said.startswith("OK")
    assert "some tags" in said
    assert "$A$1:$I$5" in said
    sheet = load_workbook(tmp_path / "small.xlsx")["Questions"]
    assert [cell.value for cell in sheet[1]] == [
        "Question",
        "Title",
        "Unit",
        "Resolves",
        "Criterion",
        "Note",
        *NEW,
    ]
    for letter in "GHI":
        assert sheet[f"{letter}1"].font.b == sheet["F1"].font.b
        assert sheet[f"{letter}1"].fill.fgColor.rgb == sheet["F1"].fill.fgColor.rgb
