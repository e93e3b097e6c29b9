"""Every formula of the workbook, recalculated by LibreOffice, against its Python twin."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from support.records import AS_OF, small_record, sound_records
from support.second_engine import recalculated
from support.workbooks import Cells, Recalculate, assert_agrees, cells, differences, same

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.assessing import assess
from trackrecord.core.model import (
    Claim,
    Counts,
    Forecast,
    Forecaster,
    Imputed,
    Never,
    Outcome,
    Question,
    Record,
    Settings,
    Until,
    Value,
    Void,
)
from trackrecord.tables.kinds import unparse
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.record import COSTLY, FORECASTS
from trackrecord.tables.schema import Table
from trackrecord.workbook.new import write_workbook

pytestmark = pytest.mark.libreoffice


def built(path: Path, record: Record, as_of: date = AS_OF) -> Path:
    """A workbook as of a fixed day, whatever the day of the test."""
    write_workbook(path, replace(record, settings=replace(record.settings, as_of=as_of)), as_of)
    return path


def test_bundled_record(tmp_path: Path, recalculate: Recalculate) -> None:
    record, problems = read_checked(bundled())
    assert problems == []
    days = [
        date(2023, 11, 15),
        date(2024, 3, 1),
        date(2024, 3, 28),
        date(2025, 1, 1),
        AS_OF,
        date(2026, 11, 23),
    ]
    paths = [built(tmp_path / f"{day}.xlsx", record, day) for day in days]
    assert_agrees(paths, recalculate)


def test_today(tmp_path: Path, recalculate: Recalculate) -> None:
    """With "As of" empty the workbook computes as of today, like Python."""
    path = tmp_path / "today.xlsx"
    write_workbook(path, small_record(), date.today())  # noqa: DTZ011 - the sheet uses this clock
    assert_agrees([path], recalculate)


def test_empty_record_and_record_of_one_forecast(tmp_path: Path, recalculate: Recalculate) -> None:
    record = small_record()
    one = replace(
        record,
        forecasts=record.forecasts[:1],
        forecasters=record.forecasters[:1],
        questions=record.questions[:1],
    )
    paths = [built(tmp_path / "empty.xlsx", Record()), built(tmp_path / "one.xlsx", one)]
    assert_agrees(paths, recalculate)


@settings(max_examples=6)
@given(generated=st.lists(sound_records(forecasts=40, questions=12), min_size=3, max_size=5))
def test_generated_records(
    generated: list[Record], tmp_path_factory: pytest.TempPathFactory, recalculate: Recalculate
) -> None:
    folder = tmp_path_factory.mktemp("generated")
    paths = [built(folder / f"{n}.xlsx", record) for n, record in enumerate(generated)]
    assert_agrees(paths, recalculate, twice=1)


def test_rows_that_make_no_sense_are_blank_in_both(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    """What the checks complain about is scored neither by Python nor by the sheet."""
    record = small_record()
    odd = (
        replace(record.forecasts[2], low=70_000.0, high=60_000.0),
        replace(record.forecasts[2], low=None, high=None),
        replace(record.forecasts[4], low=70.0, high=70.0),
        replace(record.forecasts[4], low=0.7, high=None),
        replace(record.forecasts[4], low=0.2, high=0.7),
        replace(record.forecasts[0], low=date(2024, 3, 1)),
        replace(record.forecasts[0], question="nothing"),
        replace(record.forecasts[0], forecaster="nobody"),
    )
    outcomes = (
        outcome("how-many", 55_000.0),
        outcome("whether", True),
        outcome("when", date(2024, 2, 15)),
    )
    path = built(tmp_path / "odd.xlsx", replace(record, forecasts=odd, outcomes=outcomes))
    [calculated] = recalculate([path])
    checked = {"About", "Dashboard"}  # these count the faults; Python refuses to build with them
    wrong = {
        place: found
        for place, found in differences(path, calculated).items()
        if place[0] not in checked
    }
    assert wrong == {}
    assert calculated["About", "B4"] == "FAIL"


def test_wildcards_are_no_outcome(tmp_path: Path, recalculate: Recalculate) -> None:
    paths = []
    for number, text in enumerate(["???", "n*", "~yes", "yes no"]):
        path = built(
            tmp_path / f"{number}.xlsx",
            replace(small_record(), outcomes=(outcome("whether", True),)),
        )
        book = load_workbook(path)
        book["Outcomes"]["B2"] = text
        book.save(path)
        paths.append(path)
    for calculated in recalculate(paths):
        assert calculated.get(("Forecasts", column("Hit") + "6")) in (None, "")
        assert calculated["About", "B4"] == "FAIL"


def test_no_column_needs_itself() -> None:
    """Not even by a detour: auditing tools call that a circular reference."""
    needs = {
        column.header: set(
            re.findall(r"\[@([^\]]+)\]", column.formula)
            + re.findall(r"Forecasts\[([^\]]+)\]", column.formula)
        )
        for column in FORECASTS.columns
    }
    done: set[str] = set()
    while ready := {name for name in needs if name not in done and needs[name] <= done}:
        done |= ready
    assert set(needs) - done == set()


def test_libreoffice_computes_and_does_not_just_read(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    """The oracle is one: values that are wrong in the file come back right."""
    record = replace(small_record(), settings=Settings(as_of=AS_OF))
    path = tmp_path / "poisoned.xlsx"
    wrong = replace(record, outcomes=(outcome("how-many", 55_000.0),))
    write_workbook(path, wrong, AS_OF)
    book = load_workbook(path)  # openpyxl drops every computed value
    book["Outcomes"]["B2"] = 130_000
    book.save(path)
    [calculated] = recalculate([path])
    assert calculated["Forecasts", column("Error") + "4"] == 55_000 - 130_000


def outcome(question: str, value: Value | None) -> Outcome:
    return Outcome(question, value, date(2024, 7, 1), date(2024, 7, 1), "S", "N")


def column(header: str, table: Table = FORECASTS) -> str:
    return get_column_letter([c.header for c in table.columns].index(header) + 1)


TYPED: list[tuple[str, Value | None]] = [
    ("when", date(2024, 3, 28)),
    ("when", date(2024, 2, 29)),
    ("when", Never.NEVER),
    ("when", Void.AMBIGUOUS),
    ("how-many", 136_854.0),
    ("how-many", 0.0),
    ("how-many", -5.0),
    ("how-many", Void.ANNULLED),
    ("whether", True),
    ("whether", False),
    ("whether", Void.AMBIGUOUS),
    ("when", None),
    ("how-many", None),
]


def test_typing_an_outcome(tmp_path: Path, recalculate: Recalculate) -> None:
    """Each kind of outcome typed into a copy scores as if it had been there when it was built."""
    record = small_record()
    typed, expected = [], []
    for number, (question, value) in enumerate(TYPED):
        copy = built(tmp_path / f"typed-{number}.xlsx", record)
        _type(copy, question, value)
        typed.append(copy)
        after = replace(record, outcomes=(outcome(question, value),))
        expected.append(built(tmp_path / f"expected-{number}.xlsx", after))
    # The second engine reads slowly: a date, a number, never and yes.
    second = {number: recalculated(typed[number]) for number in (0, 2, 4, 8)}
    for number, (calculated, path) in enumerate(zip(recalculate(typed), expected, strict=True)):
        for place, value in second.get(number, {}).items():
            assert same(value, calculated.get(place)), (number, place)
        assert not [value for value in calculated.values() if str(value).startswith("#")]
        wanted, chosen = cells(path), _chosen(path)
        for place, formula in cells(path, formulas=True).items():
            if place[0] != "Leaderboard" and not place[1].startswith(chosen):
                assert same(calculated.get(place), wanted.get(place)), (place, formula)
        assert _board(calculated) == _board(wanted)


def _chosen(path: Path) -> tuple[str, ...]:
    """The columns of the Dashboard's tables whose rows Python chooses by what is known."""
    tables = load_workbook(path)["Dashboard"].tables
    found = []
    for name in ("Errors", "Reliability", "HitRates"):
        left, _, right, _ = range_boundaries(tables[name].ref)
        found += [get_column_letter(number) for number in range(left, right + 1)]
    return tuple(found)


def _type(path: Path, question: str, value: Value | None) -> None:
    """Put an outcome into the first row of the Outcomes table, as a person would."""
    book = load_workbook(path)
    sheet = book["Outcomes"]
    row = (question, unparse(value), None, date(2024, 7, 1), date(2024, 7, 1), "S", "N")
    for cell, item in zip(sheet[2], row, strict=True):
        cell.value = item
    book.save(path)


def _board(book: Cells) -> dict[tuple[object, object], list[object]]:
    """The live columns of the leaderboard by forecaster and claims: its order is not live."""
    live = [
        n
        for n, column in enumerate(LEADERBOARD.columns)
        if column.formula and column.header != "Written is"
    ]
    rows = {}
    for row in range(2, 10):
        values = [
            book.get(("Leaderboard", f"{get_column_letter(n)}{row}")) or ""
            for n in range(1, len(LEADERBOARD.columns) + 1)
        ]
        if values[0]:
            rows[values[0], values[1]] = [
                round(values[n], 9) if isinstance(values[n], float) else values[n] for n in live
            ]
    return rows


START = date(2022, 1, 1)
DAYS = [START + timedelta(n) for n in range(1500)]


def drawn_amount(draw: random.Random) -> float:
    return draw.choice([0.0, 1.0, -5.0, 1e-6, 1e12, round(draw.uniform(-1e5, 1e5), 2)])


def drawn_outcome(draw: random.Random, question: Question) -> Outcome:
    value: Value = draw.choice([*Void])
    if draw.random() < 0.8:
        dated = Never.NEVER if draw.random() < 0.1 else draw.choice(DAYS)
        of_unit: dict[str, Value] = {"date": dated, "yes/no": draw.random() < 0.6}
        value = of_unit.get(question.unit, drawn_amount(draw))
    until: date | float | Until | None = None
    if draw.random() < 0.4 and not isinstance(value, (Void, Never, bool)):
        later = value + timedelta(40) if isinstance(value, date) else value + 3.0
        until = draw.choice([Until.OPEN, later, value])
    known = draw.choice(DAYS)
    return Outcome(question.question, value, known, draw.choice(DAYS), "S", "N", until)


def drawn_ends(draw: random.Random, unit: str) -> tuple[date | float | None, ...]:
    """Low, Best and High."""
    if unit == "yes/no":
        p = draw.choice([0.0, 0.1, 0.5, 0.7, 0.875, 1.0])
        return p, None, p
    low: date | float
    high: date | float
    if unit == "date":
        low = draw.choice(DAYS)
        high = low + timedelta(draw.choice([0, 1, 28, 400]))
    else:
        low = drawn_amount(draw)
        high = low + draw.choice([0.0, 0.01, 10.0, 1e4])
    best = draw.choice([None, None, low, high])
    whole = low, best, high
    return draw.choice([whole, whole, (None, None, high), (low, None, None)])


def many_forecasts(count: int = 2000, asked: int = 200, people: int = 12) -> Record:
    """Forecasts of every shape on questions in every state, drawn with a fixed seed."""
    draw = random.Random(20231115)  # noqa: S311 - a test
    questions = [
        Question(
            f"q{n}",
            f"Question {n}",
            ("date", "yes/no", "cars", "CNY")[n % 4],
            draw.choice(DAYS),
            "Criterion.",
            topic=draw.choice(["", "cars and yuan", "Cars and yuan"]),
        )
        for n in range(asked)
    ]
    outcomes = [drawn_outcome(draw, question) for question in questions if draw.random() < 0.75]
    forecasts = []
    for n in range(count):
        question = draw.choice(questions)
        low, best, high = drawn_ends(draw, question.unit)
        forecasts.append(
            Forecast(
                f"f{n}",
                question.question,
                f"who{draw.randrange(people)}",
                draw.choice([*Claim]),
                draw.choice(DAYS),
                draw.choice(["wording", "very likely", "Likely", "may", "< 3"]),
                low,
                high,
                draw.choice([None, 0.5, 0.95]),
                draw.choice(["", "", "", f"f{n // 2}"]),
                "quote",
                "source",
                best,
            )
        )
    who = tuple(Forecaster(f"who{n}", "analyst") for n in range(people))
    return Record(who, tuple(questions), tuple(forecasts), tuple(outcomes))


def test_two_thousand_forecasts_of_all_shapes(tmp_path: Path, recalculate: Recalculate) -> None:
    record = many_forecasts()
    rows = assess(record, AS_OF)
    assert len({(row.status, row.question.unit) for row in rows if row.question}) == 24
    assert len({(row.shape, row.provisional, row.hit) for row in rows}) >= 14
    others = [
        Settings(imputed=Imputed.NO, scale="Kent 1964", counts=Counts.LAST, tolerance=0.1),
        Settings(imputed=Imputed.ALL, counts=Counts.FIRST, topic=" cars and  YUAN"),
        Settings(counts=Counts.AHEAD, days_ahead=90, bound_level=0.75, interval_level=0.5),
        Settings(counts=Counts.ALL),
    ]
    assert_agrees([built(tmp_path / "standing.xlsx", record)], recalculate, twice=0)
    # So many are written by Python, as of the day, where formulas would cost too much; so few not.
    few = [replace(many_forecasts(150, 4, 2), settings=Settings())]
    assert sum(row.answers > 3 for row in assess(few[0], AS_OF)) > 30
    few += [replace(few[0], settings=chosen) for chosen in others]
    few_paths = [built(tmp_path / f"few-{number}.xlsx", one) for number, one in enumerate(few)]
    assert_agrees(few_paths, recalculate)
    revised = built(tmp_path / "revised.xlsx", many_forecasts(1000, 12, 4))
    assert_agrees([revised], recalculate, twice=0)
    costly = {c.header for c in FORECASTS.columns if c.header in COSTLY}
    for path, there in ((revised, set()), (few_paths[0], costly)):
        sheet = load_workbook(path)["Forecasts"]
        formulas = {h for h in costly if str(sheet[f"{column(h)}2"].value).startswith("=")}
        assert formulas == there
        words = str(load_workbook(path)["About"]["B15"].value)
        assert ("Answers, Next, In force, Counts" in words) is (there == set())


def test_a_row_typed_below_the_table(tmp_path: Path, recalculate: Recalculate) -> None:
    """A new outcome and a new forecast, in new rows with the formulas the table hands down."""
    record = small_record()
    path = built(tmp_path / "rows.xlsx", record)
    book = load_workbook(path)
    sheet = book["Forecasts"]
    row = sheet.max_row + 1
    values = [
        "c-when",
        "when",
        "ann",
        "forecast",
        date(2024, 1, 5),
        "March 2024",
        date(2024, 3, 1),
        None,
        date(2024, 3, 31),
        None,
        None,
        "in March",
        "S",
    ]
    table = sheet.tables["Forecasts"]
    for place, value in enumerate(values, 1):
        sheet.cell(row, place).value = value
    for place, part in enumerate(table.tableColumns, 1):
        sheet.cell(row, place).number_format = sheet.cell(row - 1, place).number_format
        if part.calculatedColumnFormula is not None:
            sheet.cell(row, place).value = "=" + part.calculatedColumnFormula.attr_text
    left, top, right, _ = range_boundaries(table.ref)
    table.ref = f"A{top}:{column(FORECASTS.columns[-1].header)}{row}"
    assert (left, right) == (1, len(FORECASTS.columns))
    book.save(path)
    _type(path, "when", date(2024, 3, 28))
    [calculated] = recalculate([path])
    found = {
        name: calculated.get(("Forecasts", f"{column(name)}{row}"))
        for name in ("Status", "Hit", "Days late", "Lead")
    }
    assert found == {"Status": "Resolved", "Hit": True, "Days late": 0, "Lead": 362}


def test_checks_of_the_workbook_see_what_is_wrong(tmp_path: Path, recalculate: Recalculate) -> None:
    """The one cell on About says FAIL when something wrong is typed, and OK otherwise."""
    faults = {
        "low-above-high": ("Forecasts", "G4", 70_000),
        "best-outside": ("Forecasts", "H4", 70_000),
        "unknown-question": ("Forecasts", "B4", "nothing"),
        "text-outcome": ("Outcomes", "B2", "about 130k"),
        "no-known": ("Outcomes", "D2", None),
        "unknown-outcome": ("Outcomes", "A2", "nothing"),
        "issued-is-text": ("Forecasts", "E4", "last year"),
        "unknown-forecaster": ("Forecasts", "C4", "nobody"),
        "unknown-claim": ("Forecasts", "D4", "rumour"),
        "known-is-text": ("Outcomes", "D2", "last year"),
        "same-key-twice": ("Forecasts", "A5", "a-how-many"),
        "fine": ("Outcomes", "B2", 55_000),
    }
    record = replace(small_record(), outcomes=(outcome("how-many", 55_000.0),))
    paths = []
    for name, (sheet, cell, value) in faults.items():
        path = built(tmp_path / f"{name}.xlsx", record)
        book = load_workbook(path)
        book[sheet][cell] = value
        book.save(path)
        paths.append(path)
    verdicts = {}
    for path, calculated in zip(paths, recalculate(paths), strict=True):
        verdicts[path.stem] = calculated["About", "B4"]
        assert not [value for value in calculated.values() if str(value).startswith("#")]
    assert verdicts == {name: "OK" if name == "fine" else "FAIL" for name in faults}
