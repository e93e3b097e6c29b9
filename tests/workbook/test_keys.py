"""Keys as people write them: one truth, whatever the case and the spaces they are typed with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.person import Person
from support.records import AS_OF, NAMES, forecast_of, small_record
from support.second_engine import recalculated
from support.workbooks import Recalculate, cell_of, cells, fixed

from trackrecord.actions import on_file
from trackrecord.actions.checking import check
from trackrecord.actions.on_file import Person as Acting
from trackrecord.actions.reading import read_place
from trackrecord.clock import now
from trackrecord.core.checks import check_record
from trackrecord.core.model import Forecaster, Outcome, Question, Record
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.tables.record import FORECASTERS, FORECASTS, OUTCOMES, QUESTIONS
from trackrecord.workbook.new import write_workbook

ME = Acting("me", AS_OF, now())


def named(record: Record, rename: Callable[[str], str]) -> Record:
    """A record whose keys are others."""
    return replace(
        record,
        forecasters=tuple(
            replace(row, forecaster=rename(row.forecaster)) for row in record.forecasters
        ),
        questions=tuple(replace(row, question=rename(row.question)) for row in record.questions),
        forecasts=tuple(
            replace(
                row,
                forecast=rename(row.forecast),
                question=rename(row.question),
                forecaster=rename(row.forecaster),
                restates=rename(row.restates) if row.restates else "",
            )
            for row in record.forecasts
        ),
        outcomes=tuple(replace(row, question=rename(row.question)) for row in record.outcomes),
    )


def with_outcomes() -> Record:
    return fixed(
        replace(
            small_record(),
            outcomes=(
                Outcome("when", date(2024, 2, 10), date(2024, 2, 11), AS_OF, "S"),
                Outcome("how-many", 55_000.0, date(2025, 1, 5), AS_OF, "S"),
            ),
        )
    )


NEW = {
    "when": "When does it start?",
    "how-many": "How many cars?*",
    "whether": "Whether?",
    "ann": "Ming-Chi Kuo",
    "bob": "J.P. Morgan & Co.",
    "a-when": "~1",
    "b-when": "<2",
    "a-how-many": "=3",
    "b-how-many": "4*",
    "a-whether": "5?",
    "b-whether": "Größe",
    "b-again": "7",
}


def otherwise(text: str) -> str:
    """The same key, as a hurried person types it."""
    return f" {str.upper(text).replace(' ', '  ')} "


def type_otherwise(path: Path) -> None:
    """All references, with another case; those of forecasts with other spaces too."""
    book = load_workbook(path)
    for table, headers in ((FORECASTS, ("Question", "Forecaster")), (OUTCOMES, ("Question",))):
        sheet = book[table.name]
        for header in headers:
            for row in range(2, sheet.max_row + 1):
                cell = sheet[cell_of(table, header, row)]
                if cell.value:
                    text = otherwise(str(cell.value))
                    cell.value = text if table is FORECASTS else " ".join(text.split())
                    cell.data_type = "s"
    book.save(path)


@pytest.mark.libreoffice
@pytest.mark.parametrize("names", ["slugs", "as people write them"])
def test_one_truth_however_a_key_is_typed(
    tmp_path: Path, recalculate: Recalculate, names: str
) -> None:
    record = with_outcomes()
    if names != "slugs":
        record = named(record, NEW.__getitem__)
    straight, typed = tmp_path / "straight.xlsx", tmp_path / "typed.xlsx"
    for path in (straight, typed):
        write_workbook(path, record, AS_OF)
    type_otherwise(typed)
    formulas = cells(straight, formulas=True)
    [office] = recalculate([typed])
    for computed in (office, recalculated(typed)):
        for place, wanted in cells(straight).items():
            found = computed.get(place, wanted)
            if place in formulas and place[0] in ("Forecasts", "Leaderboard", "Dashboard", "About"):
                alike = isinstance(wanted, str) and str(found).lower() == wanted.lower()
                assert alike or found in (wanted, pytest.approx(wanted)), (place, formulas[place])
    found, problems = read_place(typed)
    assert found == record
    assert all("spaces too many" in problem.message for problem in problems)


def test_the_next_action_writes_keys_as_they_are_spelled_in_their_own_table(tmp_path: Path) -> None:
    record = named(with_outcomes(), NEW.__getitem__)
    path = tmp_path / "r.xlsx"
    write_workbook(path, record, AS_OF)
    type_otherwise(path)
    on_file.compute(path, ME)
    found, problems = read_place(path)
    assert problems == []
    assert replace(found, journal=()) == record
    assert check(found, [], AS_OF) == []
    again = path.read_bytes()
    on_file.compute(path, ME)
    assert read_place(path)[0] == found
    assert len(path.read_bytes()) == pytest.approx(len(again), rel=0.01)


def test_a_forecast_without_a_key_is_given_a_number(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_workbook(path, with_outcomes(), AS_OF)
    book = load_workbook(path)
    for row in (3, 4):
        book["Forecasts"][cell_of(FORECASTS, "Forecast", row)] = None
    book.save(path)
    found, problems = read_place(path)
    assert problems == []
    assert [row.forecast for row in found.forecasts][1:3] == ["1", "2"]
    on_file.record(path, ME, "WHETHER", "yes", known=date(2025, 1, 2), source="S")
    sheet = load_workbook(path)["Forecasts"]
    assert [sheet[cell_of(FORECASTS, "Forecast", row)].value for row in (3, 4)] == ["1", "2"]
    on_file.add(path, ME, forecast_of("60 %", "Whether", "ANN"))
    assert read_place(path)[0].forecasts[-1].forecast == "3"
    on_file.undo(path, ME)
    on_file.add(path, ME, forecast_of("60 %", "Whether", "ANN"))
    assert read_place(path)[0].forecasts[-1].forecast == "4"  # a key is used once and never again


def test_folders_are_read_alike(tmp_path: Path) -> None:
    record = named(with_outcomes(), NEW.__getitem__)
    write_folder(tmp_path / "r", record)
    path = tmp_path / "r" / "forecasts.csv"
    text = path.read_text(encoding="utf-8")
    text = text.replace("Ming-Chi Kuo", "  ming-chi   KUO").replace("When does", "WHEN  does")
    path.write_text(text, encoding="utf-8")
    found, problems = read_place(tmp_path / "r")
    assert (found.forecasts, problems) == (record.forecasts, [])


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_key_at_every_door(tmp_path: Path, name: str) -> None:
    def rename(key: str) -> str:
        return name if key in ("when", "ann", "a-when") else key

    record = named(with_outcomes(), rename)
    path, folder = tmp_path / "r.xlsx", tmp_path / "r"
    write_workbook(path, record, AS_OF)
    on_file.record(path, ME, name, "never", known=date(2025, 1, 2), source="S")
    on_file.add(path, ME, forecast_of("by June 2026", str.upper(name), name.lower()))
    found, problems = read_place(path)
    assert problems == check_record(found) == []
    assert [row.forecaster for row in found.forecasts].count(name) == 4
    write_folder(folder, found)
    assert replace(read_place(folder)[0], settings=found.settings) == found
    with pytest.raises(Refused, match="stands in Forecasters already"):
        on_file.add(
            path,
            ME,
            forecast_of("by June 2027", name, f" {str.upper(name)}"),
            forecaster=Forecaster(f" {str.upper(name)}", "analyst"),
        )


def test_two_rows_of_one_key_are_named() -> None:
    record = small_record()
    twice = replace(
        record,
        forecasters=(*record.forecasters, Forecaster("Ann ", "analyst")),
        questions=(*record.questions, Question("WHEN", "When?", "date", AS_OF, "C.")),
    )
    messages = [problem.message for problem in check_record(twice)]
    assert [message.partition(";")[0] for message in messages] == [
        "'Ann ' is taken by table ",
        "'WHEN' is taken by table ",
    ]


@pytest.mark.libreoffice
def test_at_the_spreadsheet(person: Person) -> None:
    """A key in other case, a forecast without one: Record outcome, Compute, Due, Check agree."""
    person.open(named(with_outcomes(), NEW.__getitem__))
    row = len(small_record().forecasts) + 2
    person.type(
        "Forecasts", f"B{row}", "WHETHER?", "ming-chi  kuo", "forecast", date(2024, 1, 5), "42 %"
    )
    for header in ("Quote", "Source"):
        person.type("Forecasts", cell_of(FORECASTS, header, row), "42 %")
    person.type("Outcomes", "A4", "whether?", "no", None, date(2025, 1, 2), date(2025, 1, 2), "S")
    said = person.click("compute_accuracy")
    assert "problem" not in said
    found = person.record()
    assert found.forecasts[-1].forecast == "8"
    assert (found.forecasts[-1].question, found.forecasts[-1].forecaster) == (
        "Whether?",
        "Ming-Chi Kuo",
    )
    sheet = person.book.sheets["Forecasts"]
    assert sheet[f"A{row}:C{row}"].value == ["8", "Whether?", "Ming-Chi Kuo"]
    assert sheet[cell_of(FORECASTS, "Status", row)].value == "Resolved"
    assert "Nothing is due" in person.click("due")
    assert "no problems" in person.click("check")


def test_the_columns_of_keys_say_what_they_refer_to() -> None:
    assert {c.refers for t in (FORECASTS, OUTCOMES) for c in t.columns if c.refers} == {
        table.name for table in (FORECASTERS, QUESTIONS, FORECASTS)
    }
