"""Records of other tools: read, added all or nothing, added once."""

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from support.records import AS_OF, small_record

from trackrecord.actions import on_file
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.actions.on_file import Person
from trackrecord.actions.reading import bundled, check_place, read_any, read_checked
from trackrecord.cli.main import main
from trackrecord.core.model import Record, Void
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Choices
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
LATER = Person("ann", date(2026, 11, 30), datetime(2026, 11, 30, 12, 0))

FATEBOOK = """\
Question title,Multiple choice option,Forecast created by,Forecast (scale = 0-1),\
Forecast created at,Question created by,Question created at,Question resolve by,Resolution,\
Resolved at,Your Brier score for this question,Question notes,Question tags
Will it rain in May?,,Ann,0.7,2024-04-01 10:20:30,Ann,2024-04-01 10:20:30,2024-06-01 00:00:00,YES,\
2024-05-20 08:00:00,0.18,a note,weather
Will it rain in May?,,Bob,0.2,2024-04-02 10:20:30,Ann,2024-04-01 10:20:30,2024-06-01 00:00:00,YES,\
2024-05-20 08:00:00,1.28,a note,weather
Will it snow?,,Ann,0.1,2024-04-01 10:20:30,Ann,2024-04-01 10:20:30,2026-06-01 00:00:00,,,,,
Was it unclear?,,Ann,0.5,2024-04-01 10:20:30,Ann,2024-04-01 10:20:30,2024-06-01 00:00:00,AMBIGUOUS,\
2024-06-02 00:00:00,,,
Which?,Red,Ann,0.5,2024-04-01 10:20:30,Ann,2024-04-01 10:20:30,2024-06-01 00:00:00,,,,,
"""
FATEBOOK_IN = """\
questionTitle,forecast,qCreatedAt,resolution,resolvedAt,resolveBy,fCreatedAt,tags,notes
Will it rain in May?,70,2024-04-01,YES,2024-05-20,2024-06-01,2024-04-01,weather,
"""
PREDICTIONBOOK = """\
Prediction,Deadline,Confidence,Judgement,Created at,Creator
Tea will be cheaper,2024-12-31T00:00:00Z,65,right,2024-01-02T03:04:05Z,cid
Coffee will be cheaper,2024-12-31T00:00:00Z,30,withdrawn,2024-01-02T03:04:05Z,cid
"""
NEWS = """\
Analyst;Event;Published;Claim;Unit;Link
Kuo;How many cars in 2030?;2024-01-05;50-60k;cars;http://example.org
Kuo;When is the launch?;2024-01-05;by June;date;http://example.org
Lee;When is the launch?;2024-02-01;late 2024;date;
=cmd|'/c calc'!A0;Will it fly by June 2024?;2024-01-05;very likely;yes/no;
"""


def metaculus(place: Path) -> Path:
    place.mkdir()
    (place / "question_data.csv").write_text(
        "Question ID,Question URL,Question Title,Question Type,Scheduled Close Time,Resolution,"
        "Resolution Known Time\n"
        "1,http://m/1,Will it?,binary,2024-06-01 00:00:00+00:00,no,2024-06-02 10:00:00+00:00\n"
        "2,http://m/2,How many?,numeric,2024-06-01 00:00:00+00:00,55.5,2024-06-02 10:00:00+00:00\n"
        "3,http://m/3,When?,date,2024-06-01 00:00:00+00:00,above_upper_bound,\n"
        "4,http://m/4,Which?,multiple_choice,2024-06-01 00:00:00+00:00,,\n",
        encoding="utf-8",
    )
    (place / "forecast_data.csv").write_text(
        "Question ID,Forecaster ID,Forecaster Username,Start Time,Probability Yes,5th Percentile,"
        "95th Percentile\n"
        "1,7,,2024-01-01 00:00:00+00:00,0.25,,\n"
        "2,,recency_weighted,2024-01-01 00:00:00+00:00,,40.5,60\n"
        "3,8,eve,2024-01-01 00:00:00+00:00,,2024-03-01 00:00:00,2024-09-01 12:00:00\n"
        "4,8,eve,2024-01-01 00:00:00+00:00,,,\n",
        encoding="utf-8",
    )
    return place


def written(text: str, name: str = "other.csv") -> Callable[[Path], Path]:
    def write(place: Path) -> Path:
        (place / name).write_text(text, encoding="utf-8")
        return place / name

    return write


def zipped(place: Path) -> Path:
    folder = metaculus(place / "download")
    with ZipFile(place / "download.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    shutil.rmtree(folder)
    return place / "download.zip"


def workbook(place: Path) -> Path:
    path = place / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Mine")
        sheet.add_table(
            "B2:E4",
            {
                "name": "Mine",
                "columns": [
                    {"header": "Who"},
                    {"header": "Question"},
                    {"header": "Said"},
                    {"header": "Claim"},
                ],
            },
        )
        for row in (2, 3):
            sheet.write_row(row, 1, ["Zhang", f"Question {row} of 2025?"])
            sheet.write_datetime(row, 3, datetime(2024, 1, 5), day)
            sheet.write(row, 4, "likely")
    return path


SOURCES = {
    "fatebook": (written(FATEBOOK), 2, 3, 4, 2),
    "fatebook-in": (written(FATEBOOK_IN), 1, 1, 1, 1),
    "predictionbook": (written(PREDICTIONBOOK), 1, 2, 2, 2),
    "news": (written(NEWS), 3, 3, 4, 0),
    "metaculus": (lambda place: metaculus(place / "download"), 3, 3, 3, 2),
    "metaculus-zip": (zipped, 3, 3, 3, 2),
    "workbook": (workbook, 1, 2, 2, 0),
}


@pytest.mark.parametrize("name", SOURCES)
def test_other_tools(name: str, tmp_path: Path) -> None:
    make, people, questions, forecasts, outcomes = SOURCES[name]
    found = read_any([make(tmp_path)])
    assert found.problems == []
    record = found.record
    assert (
        len(record.forecasters),
        len(record.questions),
        len(record.forecasts),
        len(record.outcomes),
    ) == (people, questions, forecasts, outcomes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "record.xlsx"
    write_workbook(made, small_record(), AS_OF)
    return made


@pytest.mark.parametrize("name", SOURCES)
def test_twice_adds_nothing(name: str, tmp_path: Path, path: Path) -> None:
    source = SOURCES[name][0](tmp_path)
    shown: list[str] = []
    said = on_file.import_from(
        path, ME, [source], Wishes(), lambda text: bool(shown.append(text)) or True
    )
    assert "were added" in said
    assert shown
    after = path.read_bytes()
    assert "is here already" in on_file.import_from(path, ME, [source], Wishes(), lambda _: True)
    assert path.read_bytes() == after
    record, problems = check_place(path, AS_OF)
    assert problems == []
    assert len(record.forecasts) == len(small_record().forecasts) + SOURCES[name][3]
    on_file.undo(path, ME)
    assert read_workbook(path)[0].forecasts == small_record().forecasts


def test_what_is_read(tmp_path: Path) -> None:
    record = read_any([written(FATEBOOK)(tmp_path)]).record
    first, second = record.forecasts[:2]
    assert (first.low, first.high, first.issued, first.wording) == (
        0.7,
        0.7,
        date(2024, 4, 1),
        "70 %",
    )
    assert first.question == second.question
    assert [row.value for row in record.outcomes] == [True, Void.AMBIGUOUS]
    assert record.outcomes[0].known == date(2024, 5, 20)
    assert record.questions[0].resolves == date(2024, 6, 1)
    found = read_any([metaculus(tmp_path / "download")])
    number, day = found.record.forecasts[1:]
    assert (number.low, number.high, number.level) == (40.5, 60.0, 0.9)
    assert (day.low, day.high) == (date(2024, 3, 1), date(2024, 9, 1))
    assert found.claims is not None
    assert found.claims.notes == ["2 distribution(s) were reduced to their central 90 % interval"]
    assert found.claims.passed_over == {"forecasts of the kind “multiple_choice”": 1}
    news = read_any([written(NEWS)(tmp_path)]).record
    assert (news.forecasts[0].low, news.forecasts[0].high) == (50_000, 60_000)
    assert news.forecasts[1].high == date(2024, 6, 30)
    assert news.forecasters[-1].forecaster == "=cmd|'/c calc'!A0"


BAD = [
    (
        "Question title,Forecast (scale = 0-1),Forecast created at\nX,1.7,2024-01-01\n",
        "line 2: '170 %' is no probability",
    ),
    (
        "Question title,Forecast (scale = 0-1),Forecast created at\nX,0.7,yesterday\n",
        "line 2: issued: 'yesterday' is no day; write it as yyyy-mm-dd",
    ),
    (
        "Question title,Forecast (scale = 0-1),Forecast created at\n,0.7,2024-01-01\n",
        "line 2: the question is empty",
    ),
    ("Question,Claim,Date,Unit\nX,soon,2024-01-01,date\n", "'soon' names no time"),
    (
        "Question,Claim,Date,Unit,Due\nX,2024,2024-01-01,date,2025-01-01\nX,5,2024-01-01,cars,\n",
        "line 3: the question has the unit cars here and date in other.csv line 2",
    ),
    (
        "Question,Confidence,Date,Outcome,Due\nX,70,2024-01-01,perhaps,2024-02-01\n",
        "'perhaps' is no number",
    ),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_all_or_nothing(text: str, message: str, tmp_path: Path, path: Path) -> None:
    before = path.read_bytes()
    source = written(text)(tmp_path)
    with pytest.raises(Refused, match="nothing was added") as refused:
        on_file.import_from(path, ME, [source], Wishes(), lambda _: True)
    assert message in str(refused.value)
    assert path.read_bytes() == before


NO_TABLE = [
    ("a,b\n1,2\n", "no columns for the question"),
    ("", "no columns"),
    ('a,"b\n1', "is no CSV file"),
]


@pytest.mark.parametrize(("text", "message"), NO_TABLE)
def test_what_is_no_table_of_forecasts(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=message):
        read_any([written(text)(tmp_path)])


def test_columns_can_be_named(
    tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written("A,B,C,D\nWill it?,2024-01-01,likely,2025-01-01\n")(tmp_path)
    command = [
        "import",
        str(path),
        str(source),
        "--map",
        "A=title",
        "--map",
        "B=issued",
        "--map",
        "C=wording",
        "--map",
        "D=resolves",
    ]
    assert main(command) == 1
    shown = capsys.readouterr().err
    assert "C: wording" in shown
    assert "“likely”: 0.6" in shown
    assert "--yes" in shown
    assert main([*command, "--yes"]) == 0
    assert "were added" in capsys.readouterr().out
    assert main(["import", str(path), str(source), "--map", "Z=title"]) == 1
    assert "no column 'Z'" in capsys.readouterr().err


def test_what_is_passed_over_is_said(tmp_path: Path) -> None:
    text = (
        "Pollster,Question,Prediction,Date,Source,Mood,Unit,Due\n"
        "Forsa,The share?,31 %,2024-01-01,http://x,good,%,2024-02-01\n"
    )
    found = read_any([written(text)(tmp_path)])
    assert found.problems == []
    assert [column.header for column in found.columns if not column.meaning] == ["Mood"]
    assert found.record.forecasters[0].forecaster == "Forsa"
    assert (found.record.forecasts[0].low, found.record.forecasts[0].source) == (31.0, "http://x")


def test_a_header_may_be_the_mark_of_a_zip_file(tmp_path: Path) -> None:
    text = "PK,Question,Claim,Date,Unit\n7,How many in 2024?,5,2024-01-01,cars\n"
    assert len(read_any([written(text)(tmp_path)]).record.forecasts) == 1


def test_a_unit_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    found = read_any([written("Question,Claim,Date\nX,70 %,2024-01-01\n")(tmp_path)])
    assert "say which unit is meant (in a column Unit" in found.problems[0].message


def test_cells_in_percent_are_percent(tmp_path: Path) -> None:
    source = tmp_path / "percent.xlsx"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet()
    rows = [["The share in 2030?", "31%", 45000, "%"], ["Another in 2030?", 0.3, 45000, "%"]]
    sheet.add_table(
        0,
        0,
        2,
        3,
        {
            "data": rows,
            "columns": [
                {"header": "Question"},
                {"header": "Claim"},
                {"header": "Date"},
                {"header": "Unit"},
            ],
        },
    )
    sheet.write_number(2, 1, 0.3, book.add_format({"num_format": "0%"}))
    for number in (1, 2):
        sheet.write_number(number, 2, 45000, book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    found = read_any([source])
    assert found.problems == []
    assert [row.low for row in found.record.forecasts] == [31.0, 30.0]


def hollow_out_formulas(path: Path) -> None:
    """Take the values out that stand beside formulas, as programs leave them that compute none."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content))


def test_a_formula_without_a_value_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet()
        sheet.add_table(
            "A1:C2", {"columns": [{"header": "Question"}, {"header": "Date"}, {"header": "Claim"}]}
        )
        sheet.write_row("A2", ["Will it?", "2024-01-01"])
        sheet.write_formula("C2", '=WEBSERVICE("http://example.org")')
    hollow_out_formulas(source)
    with pytest.raises(Refused, match=r"row 2, column Claim, holds the formula .* no value that"):
        read_any([source])


def test_another_record_is_added_as_it_is(path: Path) -> None:
    said = on_file.import_from(path, LATER, [bundled()], Wishes(), lambda _: True)
    assert "32 in Forecasts" in said
    theirs, _ = read_checked(bundled())
    held: Record = read_workbook(path)[0]
    assert held.forecasts[-32:] == theirs.forecasts


def column_of(header: str, cells: list[str]) -> str:
    rows = "".join(f"Ann;Q{n} in 2030?;2024-01-05;5;{cell}\n" for n, cell in enumerate(cells))
    text = f"Who;Question;Date;Forecast;{header};Unit\n"
    return text + rows.replace("\n", ";cars\n")


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["03/04/2025", "28/04/2025"], [date(2025, 4, 3), date(2025, 4, 28)]),
        (["03/04/2025", "04/28/2025"], [date(2025, 3, 4), date(2025, 4, 28)]),
        (["28.03.2024", "1.4.2024"], [date(2024, 3, 28), date(2024, 4, 1)]),
        (["Dec 16, 2024", "2024-12-17"], [date(2024, 12, 16), date(2024, 12, 17)]),
    ],
)
def test_a_column_says_in_which_order_days_are(
    tmp_path: Path, cells: list[str], days: list[date]
) -> None:
    found = read_any([written(column_of("Resolves", cells))(tmp_path)])
    assert found.problems == []
    assert [row.resolves for row in found.record.questions] == days


def test_a_column_that_does_not_say_is_asked_about(tmp_path: Path) -> None:
    source = written(column_of("Resolves", ["03/04/2025", "05/06/2025"]))(tmp_path)
    problem = read_any([source]).problems[0]
    assert problem.where.row == 2
    assert "2025-04-03 or 2025-03-04" in problem.message
    assert "--dates dmy or mdy" in problem.message
    found = read_any([source], Choices(dates="mdy"))
    assert found.record.questions[0].resolves == date(2025, 3, 4)
    source = written(column_of("Outcome", ["1.200", "3.400"]))(tmp_path)
    problem = read_any([source]).problems[0]
    assert "1200 or 1.2" in problem.message
    assert "--decimal" in problem.message
    found = read_any([source], Choices(decimal=","))
    assert [row.value for row in found.record.outcomes] == [1200.0, 3400.0]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.200", "0,4"], [1200.0, 0.4]),
        (["1,200", "1.5"], [1200.0, 1.5]),
        (["1\u202f200,5", "2"], [1200.5, 2.0]),
        (["3.891", "3.8"], [3.891, 3.8]),
    ],
)
def test_a_column_says_what_stands_before_decimals(
    tmp_path: Path, cells: list[str], values: list[float]
) -> None:
    found = read_any([written(column_of("Outcome", cells))(tmp_path)])
    assert found.problems == []
    assert [row.value for row in found.record.outcomes] == values
