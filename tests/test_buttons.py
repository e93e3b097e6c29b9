"""The buttons as a person uses them, on a real LibreOffice: a story, and what can go wrong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from support.person import Person
from support.records import small_record
from support.workbooks import cell_of

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord import buttons
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core import journal
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.model import Record, Void
from trackrecord.exchange.csv_folder import read_folder, write_folder
from trackrecord.office.addin.ribbon import BUTTONS, help_text, readme_table
from trackrecord.tables.charts.bands import COLUMNS, LAST_BAND_ROW
from trackrecord.tables.record import FORECASTS, OUTCOMES
from trackrecord.tables.schema import Table
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import OpenWorkbook

pytestmark = pytest.mark.libreoffice


WHO = [["ann", "analyst"], ["bob", "reporter"]]
ASKED = [
    ["launch", "When is it launched?", "date", date(2025, 7, 1), "First sale."],
    ["sold", "How many are sold?", "cars", date(2026, 1, 1), "As reported."],
    ["electric", "Is it electric?", "yes/no", date(2026, 1, 1), "As reported."],
]


def type_row(person: Person, table: Table, row: int, **values: object) -> None:
    """Type into cells of one row, each by the header above it."""
    for header, value in values.items():
        person.type(table.name, cell_of(table, header, row), value)


def test_a_story(person: Person, app: xw.App) -> None:  # noqa: PLR0915 - it is one
    # New: an empty workbook, opened beside.
    other = app.books.add()
    person.use(other)
    person.open(Record(), "start.xlsx")
    assert "track-record.xlsx was made" in person.click("new", "no")
    person.use(app.books["track-record.xlsx"])

    # Who and what, typed; two forecasts by their wording, one on the selected question.
    person.type("Forecasters", "A2", *WHO)
    person.type("Questions", "A2", *ASKED)
    person.select("Questions", "B2")
    person.click("add_forecast")
    assert person.here == "Forecasts C2"
    person.type("Forecasts", "C2", "ann", "forecast", date(2025, 1, 1), "Q1 2025")
    quote = {"Quote": "It will be launched in Q1.", "Source": "https://example.org/1"}
    type_row(person, FORECASTS, 2, **quote)
    person.select("About", "A1")
    person.click("add_forecast")
    assert person.here == "Forecasts B3"
    person.type("Forecasts", "B3", "sold", "bob", "forecast", date(2025, 1, 1), "50,000-60,000")
    quote = {"Quote": "50,000 to 60,000.", "Source": "https://example.org/2"}
    type_row(person, FORECASTS, 3, **quote)
    person.type("Forecasts", "A4", "sure", "electric", "bob", "forecast", date(2025, 1, 1), "yes")
    quote = {"Quote": "It is electric.", "Source": "https://example.org/3"}
    type_row(person, FORECASTS, 4, **quote)
    said = person.click("compute_accuracy")
    assert "“Q1 2025” was read as 2025-01-01 to 2025-03-31" in said
    assert "“50,000-60,000” was read as 50000 to 60000" in said
    assert "0 of 3 forecasts are resolved" in said
    assert "problem" not in said

    # A date, a number and a yes/no.
    for row, value in ((2, date(2025, 4, 10)), (3, 55_000), (4, "yes")):
        person.select("Forecasts", f"F{row}")
        assert "in Value" in person.click("record_outcome")
        assert person.here == f"Outcomes B{row}"
        source = "https://example.org/outcome"
        type_row(person, OUTCOMES, row, Value=value, Known=date(2026, 2, 1), Source=source)
    said = person.click("compute_accuracy")
    assert "3 of 3 forecasts are resolved" in said
    assert "3 more than before" in said
    assert "problem" not in said
    leaders = person.book.sheets["Leaderboard"].tables["Leaderboard"]
    hits = dict(
        zip(
            leaders.columns["Forecaster"].data_body_range.value,
            leaders.columns["Hits"].data_body_range.value,
            strict=True,
        )
    )
    assert hits == {"ann": 0, "bob": 2}
    days_late = cell_of(FORECASTS, "Days late", 2)
    assert person.book.sheets["Forecasts"][days_late].value == 10

    # One void, taken back.
    person.select("Outcomes", "A4")
    assert "is ambiguous" in person.click("void", "yes")
    assert person.here == f"Outcomes {cell_of(OUTCOMES, 'Note', 4)}"
    assert person.record().outcomes[2].value is Void.AMBIGUOUS
    assert "“Void” was taken back" in person.click("undo", "yes")
    assert person.record().outcomes[2].value is True

    # An outcome is changed; the first one stays in the journal.
    person.select("Outcomes", "A3")
    assert person.click("record_outcome", "no") == "Nothing was changed."
    person.click("record_outcome", "yes")
    assert person.here == "Outcomes B3"
    person.type("Outcomes", "B3", 70_000)
    assert "1 problem(s)" in person.click("check")
    assert "value was 55000" in person.click("check")
    assert "“Change outcome” was taken back" in person.click("undo", "yes")
    assert person.record().outcomes[1].value == 55_000
    person.select("Outcomes", "A3")
    person.click("record_outcome", "yes")
    person.type("Outcomes", "B3", 70_000)
    person.click("compute_accuracy")
    assert person.click("check").startswith("OK")

    # As of two dates.
    person.type("Settings", "B2", date(2025, 3, 1))
    assert "as of 2025-03-01: 0 of 3 forecasts are resolved" in person.click("compute_accuracy")
    person.type("Settings", "B2", date(2026, 3, 1))
    assert "as of 2026-03-01: 3 of 3 forecasts are resolved" in person.click("compute_accuracy")

    # Export, and the journal's whole story.
    assert "was written into" in person.click("export")
    exported, problems = read_folder(person.place / "track-record")
    assert problems == []
    told = [(e.action, e.key) for e in exported.journal]
    assert ("Add forecast", "1") in told
    assert ("Read wording (1 of 3)", "1") in told
    assert [e.key for e in exported.journal if e.action == "Record outcome"] == [
        "launch",
        "sold",
        "electric",
    ]
    assert ("Void", "electric") in told
    assert any(action.startswith("Undo") for action, _ in told)
    changed = [e for e in exported.journal if e.key == "sold" and '"value": 70000.0' in e.after]
    assert '"value": 55000.0' in changed[0].before
    assert list(journal.verify(exported.journal)) == []
    assert check_journal(exported) == []

    # The same in a fresh office, from the saved file.
    person.book.save()
    path = person.book.fullname
    wanted = person.record()
    fresh = xw.App(visible=False, add_book=False)
    try:
        again, problems = OpenStore(OpenWorkbook(fresh.books.open(path))).read()
        late = fresh.books[0].sheets["Forecasts"][days_late].value
    finally:
        fresh.quit()
        app.activate()
    assert (again, problems, late) == (wanted, [], 10)


def test_typing_and_computing_is_enough(person: Person) -> None:
    record, _ = read_checked(bundled())
    book = person.open(record)
    row = len(record.outcomes) + 2
    known = {"Known": date(2026, 1, 5), "Recorded": date(2026, 1, 6)}
    known |= {"Question": "models in Zhenjiang 2024", "Value": 1}
    type_row(person, OUTCOMES, row, **known, Source="https://example.org/models")
    assert "below the table" in person.click("check")
    assert "more than before" in person.click("compute_accuracy")
    assert person.click("check").startswith("OK")
    assert len(person.record().outcomes) == len(record.outcomes) + 1
    written = book.sheets["Leaderboard"].tables["Leaderboard"].columns["Written is"]
    assert set(written.data_body_range.value) == {"current"}


def test_a_forecast_rewritten_in_hindsight_is_named(person: Person) -> None:
    person.open(small_record())
    person.click("compute_accuracy")
    type_row(person, FORECASTS, 2, Low=date(2024, 3, 1), High=date(2024, 3, 31))
    said = person.click("check")
    assert "was edited after it was journalled" in said
    person.click("compute_accuracy")
    assert "was edited after it was journalled" in person.click("check")


def test_a_seal_that_does_not_fit_is_named(person: Person) -> None:
    person.open(small_record())
    person.select("Questions", "A2")
    person.click("void", "no")
    type_row(person, OUTCOMES, 2, Note="the question was broken")
    person.click("compute_accuracy")
    rows = len(person.record().journal)
    person.type("Journal", f"H{rows}", "{}")
    assert f"Journal row {rows}, column Seal: the seal does not fit" in person.click("check")


# What a hurried person does, and what is said. Each begins with the small record open.
def _about(person: Person) -> None:
    person.select("About", "B3")


def _several(person: Person) -> None:
    person.select("Forecasts", "A2:A4")


def _header(person: Person) -> None:
    person.select("Forecasts", "A1")


def _chart(person: Person) -> None:
    sheet = person.book.sheets["Dashboard"]
    sheet.activate()
    controller = person.book.api.CurrentController
    page = sheet.api.DrawPage
    shapes = (page.getByIndex(number) for number in range(page.Count))
    controller.select(next(shape for shape in shapes if shape.Visible))
    assert person.app.selection is None


def _foreign(person: Person) -> None:
    person.use(person.app.books.add())


def _no_book(_: Person) -> None:
    del xw.Book._mock_caller


def _protected(person: Person) -> None:
    person.book.sheets["Journal"].impl.protect()
    person.select("Forecasts", "A2")


def _read_only(person: Person) -> None:
    person.open(small_record(), "read-only.xlsx", read_only=True)
    person.select("Forecasts", "A2")


def _deleted(person: Person) -> None:
    person.select("Forecasts", "A2")
    person.book.sheets["Journal"].delete()


def _renamed(person: Person) -> None:
    person.type("Outcomes", "B1", "Result")
    person.select("Forecasts", "A2")


BAD: dict[str, tuple[Callable[[Person], None], str, str]] = {
    "nothing selected": (_about, "record_outcome", "Select a forecast or a question first"),
    "several rows": (_several, "record_outcome", "Several rows are selected; select one cell"),
    "the header": (_header, "void", "Select a forecast or a question first"),
    "a chart": (_chart, "record_outcome", "Select a forecast or a question first"),
    "another workbook": (_foreign, "record_outcome", "holds no Track Record tables"),
    "another workbook, computing": (_foreign, "compute_accuracy", "holds no Track Record tables"),
    "no workbook": (_no_book, "compute_accuracy", "No workbook is open"),
    "a protected sheet": (_protected, "record_outcome", "the sheet Journal cannot be written"),
    "a read-only file": (_read_only, "record_outcome", "is open for reading only"),
    "a deleted sheet": (_deleted, "record_outcome", "the table Journal is missing"),
    "a renamed header": (_renamed, "record_outcome", "the table Outcomes has no column Value"),
    "a renamed header, checked": (_renamed, "check", "the column is missing or renamed"),
    "nothing to undo": (_about, "undo", "There is nothing to take back"),
}


@pytest.mark.parametrize(("prepare", "button", "wanted"), BAD.values(), ids=BAD)
def test_refused(
    person: Person, prepare: Callable[[Person], None], button: str, wanted: str
) -> None:
    book = person.open(small_record())
    prepare(person)
    before = cells(book)
    said = person.click(button)
    assert wanted.lower() in said.lower()
    assert said.endswith((".", "again"))
    assert cells(book) == before


def cells(book: Any) -> dict[str, Any]:
    return {sheet.name: sheet.used_range.formula for sheet in book.sheets}


WRONG: dict[str, tuple[list[object], str]] = {
    "text": (["in spring", date(2025, 3, 1), date(2025, 3, 2)], "'in spring' is no day"),
    "in the future": ([date(2099, 1, 1), date(2099, 1, 1), date(2099, 1, 1)], "is in the future"),
    "a number for a date": ([12.5, date(2025, 3, 1), date(2025, 3, 2)], "column Value"),
    "known before it happened": (
        [date(2025, 3, 5), date(2025, 3, 1), date(2025, 3, 9)],
        "it happened only on 2025-03-05",
    ),
    "a formula": (["=1+1", date(2025, 3, 1), date(2025, 3, 2)], "is a formula"),
}


@pytest.mark.parametrize(("typed", "wanted"), WRONG.values(), ids=WRONG)
def test_a_wrong_outcome_is_named(person: Person, typed: list[object], wanted: str) -> None:
    record = small_record()
    question = next(q.question for q in record.questions if q.unit == "date")
    person.open(record)
    type_outcome(person, 2, question, *typed)
    for button in ("compute_accuracy", "check"):
        said = person.click(button)
        assert wanted in said
        assert "Outcomes row 2" in said
    assert person.here.startswith("Outcomes ")


def type_outcome(
    person: Person, row: int, question: str, value: object, known: object, recorded: object
) -> None:
    given = {"Question": question, "Value": value, "Known": known, "Recorded": recorded}
    type_row(person, OUTCOMES, row, **given, Source="https://example.org")


def test_an_outcome_before_the_forecast_is_named_and_scores_nothing(person: Person) -> None:
    """It may be true: then whatever was said of it afterwards is hindsight."""
    record = small_record()
    asked = [row for row in record.forecasts if row.question == "when"]
    book = person.open(record)
    type_outcome(person, 2, "when", date(2019, 1, 1), date(2019, 1, 1), date(2025, 3, 2))
    assert "problem" not in person.click("compute_accuracy")
    said = person.click("check")
    assert said.startswith("OK")
    assert f"{len(asked)} note(s)" in said
    assert "Forecasts row 2, column Issued: issued on 2024-01-01, but the outcome was" in said
    assert "known on 2019-01-01; that is hindsight" in said
    for number, row in enumerate(record.forecasts, 2):
        cells_of = {
            name: book.sheets["Forecasts"][cell_of(FORECASTS, name, number)].value
            for name in ("Status", "Hit", "Days late", "Score", "Counts")
        }
        late = ["Hindsight", None, None, None, 0]
        assert (list(cells_of.values()) == late) == (row in asked)


def test_the_same_outcome_twice(person: Person) -> None:
    record = small_record()
    question = next(q.question for q in record.questions if q.unit == "date")
    person.open(record)
    day = date(2025, 3, 1)
    for row in (2, 3):
        type_outcome(person, row, question, day, day, day)
    assert "has an outcome already, in Outcomes row 2" in person.click("compute_accuracy")


def test_a_wording_that_cannot_be_read_is_asked_back(person: Person) -> None:
    person.open(small_record())
    type_row(person, FORECASTS, 2, Wording="soon", Low=None, High=None)
    said = person.click("compute_accuracy")
    assert "column Wording: 'soon' names no time; write for example" in said


def test_import(person: Person) -> None:
    person.open(Record())
    source = str(bundled() / "forecasts.csv")
    assert person.click("import_record", "") == "Nothing was changed."
    assert person.click("import_record", source, "no") == "Nothing was changed."
    record, _ = read_checked(bundled())
    tables = (record.forecasters, record.questions, record.forecasts, record.outcomes)
    count = sum(map(len, tables))
    assert f"{count} row(s) were added" in person.click("import_record", source, "yes")
    assert person.record().forecasts == record.forecasts
    person.click("compute_accuracy")
    ours, built = tables_of(person.book), tables_of(person.open(record, "built.xlsx"), person.click)
    # Those that need no other height have LibreOffice's own rounding of the file's.
    assert ours.pop("heights") == pytest.approx(built.pop("heights"), abs=0.6)
    assert ours == built
    person.use(person.app.books["record.xlsx"])
    assert "is here already" in person.click("import_record", source)
    assert "“Import” was taken back" in person.click("undo", "yes")
    assert person.record().forecasts == ()


def tables_of(book: Any, *clicks: Callable[[str], str]) -> dict[str, object]:
    """What stands in every table but the journal."""
    for click in clicks:
        click("compute_accuracy")
    dashboard = book.sheets["Dashboard"]
    words = dashboard.range((1, 1), (LAST_BAND_ROW, COLUMNS)).value
    highs = [dashboard.range(f"A{row}").row_height for row in range(1, LAST_BAND_ROW + 1)]
    return {
        table.name: table.range.value
        for sheet in book.sheets
        if sheet.name != "Journal"
        for table in sheet.tables
        if table.name != "Settings"  # as of its day
    } | {"words": words, "heights": highs}


def test_import_of_what_clashes_or_has_problems(person: Person) -> None:
    person.open(small_record())
    theirs = person.place / "theirs"
    write_folder(theirs, small_record())
    file = theirs / "questions.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("What counts", "Something else"), encoding="utf-8"
    )
    (theirs / "forecasters.csv").write_text("Forecaster,Kind,Note\n")
    answer = person.click("import_record", str(theirs / "forecasts.csv"))
    assert "row(s) of forecasts.csv cannot be read" in answer
    nothing = person.place / "nothing"
    nothing.mkdir()
    assert "does not exist" in person.click("import_record", str(nothing / "forecasts.csv"))


def test_export_asks_before_it_writes_over(person: Person) -> None:
    person.open(small_record())
    person.click("export")
    file = person.place / "record" / "forecasts.csv"
    file.write_text("mine")
    assert person.click("export", "no") == "Nothing was written."
    assert file.read_text() == "mine"
    person.click("export", "yes")
    assert file.read_text() != "mine"


def test_an_error_of_our_own_is_told_and_logged(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person.open(small_record())

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(OpenStore, "read", broken)
    said = person.click("check")
    assert "“Check” did not work" in said
    assert str(tmp_path / "log.txt") in said
    assert "ZeroDivisionError: oh" in (tmp_path / "log.txt").read_text()
    (tmp_path / "log.txt").unlink()
    assert (person.app.calculation, person.app.screen_updating) == ("automatic", True)


def test_every_button_has_an_entry_point_and_is_documented() -> None:
    page = (Path(__file__).parents[1] / "addin" / "BUTTONS.md").read_text(encoding="utf-8")
    assert readme_table() in page
    keytips = [button.keytip for button in BUTTONS]
    assert len(set(keytips)) == len(keytips)
    for button in BUTTONS:
        assert callable(getattr(buttons, button.action))
        assert button.label in help_text()
        assert len(button.supertip) < 1024


def test_help_needs_no_workbook(person: Person) -> None:
    person.open(small_record())
    _no_book(person)
    assert person.click("help_") == help_text()


def test_new_does_not_overwrite(person: Person) -> None:
    person.open(small_record())
    assert "xiaomi-su7.xlsx was made" in person.click("new", "yes")
    assert "xiaomi-su7-2.xlsx was made" in person.click("new", "yes")
    assert person.click("new", "cancel") == "Nothing was changed."
    assert len(list(person.place.glob("xiaomi-su7*.xlsx"))) == 2
