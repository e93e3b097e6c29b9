"""Random tables of random people, made from a record that is known: read to it, or asked back.

Never something else: the property is that whatever order, language, signs and accidents a table
has, the record in it is the one it was made of, or the import says with a line why not.
"""

import csv
import io
import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import import_tables as cases
from support.import_tables import PREDICTIONBOOK, TWO_COLUMNS, WEEKLY, plain_sheet
from support.imports import TODAY, Book
from support.records import AS_OF, small_record

from trackrecord.actions.exporting import export
from trackrecord.actions.importing.planning import planned
from trackrecord.actions.on_file import Person, undo
from trackrecord.actions.reading import bundled, check_place, read_any, read_checked
from trackrecord.actions.session import View
from trackrecord.cli.main import main
from trackrecord.core.model import Record
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.workbook.new import write_workbook

HEADERS = {
    "title": [
        "Question",
        "question title",
        "TITLE",
        "Frage",
        "Titre",
        "Pregunta",
        "Domanda",
        "问题",
    ],
    "who": ["Forecaster", "analyst", "WHO", "Autor", "Auteur", "Analista", "预测者"],
    "p": ["Probability", "confidence", "Chance", "Wahrscheinlichkeit", "Probabilité", "概率"],
    "day": ["Date", "issued", "PUBLISHED", "Datum", "Fecha", "日期"],
    "due": ["Deadline", "resolves", "Due date", "Frist", "Échéance", "Vencimiento", "截止日期"],
    "happened": ["Outcome", "resolution", "RESULT", "Ergebnis", "Résultat", "结果"],
}
WORDS = {
    True: ["yes", "YES", "true", "ja", "oui", "是", "1.0"],
    False: ["no", "False", "nein", "否"],
}
TITLES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3, max_size=12
)


@dataclass(frozen=True)
class Row:
    title: str
    who: str
    p: int  # percent
    day: date
    due: date
    happened: bool | None


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """What some people said of some questions, each once a day."""
    titles = draw(st.lists(TITLES, min_size=1, max_size=4, unique_by=str.casefold))
    titles = [f"Q{n} {title}?" for n, title in enumerate(titles)]
    asked = {
        title: (draw(st.integers(20, 400)), draw(st.sampled_from([True, False, None])))
        for title in titles
    }
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(titles),
                st.sampled_from(["Ann", "Bob Ö.", "小米"]),
                st.integers(0, 19),
                st.integers(0, 100),
            ),
            min_size=1,
            max_size=8,
            unique_by=lambda row: row[:3],
        )
    )
    start = date(2023, 11, 20)
    return [
        Row(
            title, who, p, start + timedelta(n), start + timedelta(asked[title][0]), asked[title][1]
        )
        for title, who, n, p in rows
    ]


@dataclass(frozen=True)
class Style:
    """How somebody writes a table."""

    seed: int
    delimiter: str
    scale: str
    days: str
    bom: bool
    newline: str
    preamble: bool
    empty_column: bool
    doubled_header: bool
    totals: bool


STYLES = st.builds(
    Style,
    st.integers(0, 10_000),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["percent", "sign", "share", "comma", "mixed"]),
    st.sampled_from(["iso", "moment", "dmy", "mdy", "german"]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
DAY_FORMS = {
    "iso": "%Y-%m-%d",
    "moment": "%Y-%m-%d 10:20:30",
    "dmy": "%d/%m/%Y",
    "mdy": "%m/%d/%Y",
    "german": "%d.%m.%Y",
}


def chance(p: int, style: Style, chooser: random.Random) -> str:
    share = f"{p / 100:.2f}".rstrip("0").rstrip(".")
    forms = {"percent": f"{p}", "sign": f"{p}%", "share": share, "comma": share.replace(".", ",")}
    return forms[style.scale] if style.scale != "mixed" else chooser.choice([f"{p}", share])


def written(rows: list[Row], style: Style) -> str:
    """The table that somebody makes of what was said."""
    chooser = random.Random(style.seed)  # noqa: S311 - no secret
    form = DAY_FORMS[style.days]
    names = {key: chooser.choice(several) for key, several in HEADERS.items()}
    columns = [
        (names["title"], [row.title for row in rows]),
        (names["who"], [row.who for row in rows]),
        (names["p"], [chance(row.p, style, chooser) for row in rows]),
        (names["day"], [row.day.strftime(form) for row in rows]),
        (names["due"], [row.due.strftime(form) for row in rows]),
        (
            names["happened"],
            ["" if row.happened is None else chooser.choice(WORDS[row.happened]) for row in rows],
        ),
    ]
    if style.empty_column:
        columns.append(("", [""] * len(rows)))
    if style.doubled_header:
        columns.append(("Mood", [f"so\r\n{n}" for n in range(len(rows))]))
        columns.append(("Mood", ["glad"] * len(rows)))
    chooser.shuffle(columns)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=style.delimiter, lineterminator=style.newline)
    if style.preamble:
        writer.writerow(["What we said", *[""] * (len(columns) - 1)])
    writer.writerow([header for header, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    if style.totals:
        writer.writerow(["Total", *[""] * (len(columns) - 1)])
    return ("\ufeff" if style.bom else "") + out.getvalue()


def nothing() -> View:
    tables = ("Forecasters", "Questions", "Forecasts", "Outcomes")
    return View(Record(), [], {name: Counter() for name in tables})


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=logs(), style=STYLES)
def test_a_random_table_is_read_to_what_it_was_made_from_or_asked_back(
    rows: list[Row], style: Style, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(written(rows, style).encode())
    plan = planned(nothing(), read_any([path], today=TODAY), TODAY)
    counts = plan.counts
    assert counts["rows"] == len(rows) + style.totals
    assert counts["rows"] == sum(n for name, n in counts.items() if name != "rows")
    if plan.problems:
        assert all(problem.where.row > 0 for problem in plan.problems)
        assert may_be_meant_twice(rows, style)
        return
    titles = {row.question: row for row in plan.added["Questions"]}
    found = {
        (titles[row.question].title, row.forecaster, row.issued, round(row.low * 100, 9))
        for row in plan.added["Forecasts"]
    }
    assert found == {(row.title, row.who, row.day, row.p) for row in rows}
    assert {(row.title, row.resolves) for row in titles.values()} == {
        (row.title, row.due) for row in rows
    }
    assert {(row.question, row.value) for row in plan.added["Outcomes"]} == {
        (row.title, row.happened) for row in rows if row.happened is not None
    }


def may_be_meant_twice(rows: list[Row], style: Style) -> bool:
    """Is there a reason to ask: days that fit two orders, ones that are shares or percent?"""
    days = [day for row in rows for day in (row.day, row.due)]
    no_order = style.days in ("dmy", "mdy", "german") and all(day.day <= 12 for day in days)
    whole = all(row.p in (0, 100) for row in rows)
    scale = style.scale == "mixed" or (style.scale in ("share", "comma") and whole)
    lone = style.scale == "percent" and all(row.p <= 1 for row in rows)
    return no_order or scale or lone


RECORDS = {"bundled": lambda: read_checked(bundled())[0], "small": small_record}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("kind", ["folder", "xlsx", "long", "csv"])
def test_a_record_exported_and_imported_is_the_same(name: str, kind: str, tmp_path: Path) -> None:
    record = RECORDS[name]()
    source = tmp_path / "source.xlsx"
    write_workbook(source, record, TODAY)
    target = {
        "folder": tmp_path / "folder",
        "csv": tmp_path / "csv",
        "long": tmp_path / "long.csv",
        "xlsx": source,
    }[kind]
    if kind == "folder":
        write_folder(target, record)
    elif kind != "xlsx":
        export(source, target, kind, TODAY)
    book = Book(tmp_path)
    book.take(target)
    held = book.record
    told = {row.question for row in record.forecasts}
    assert held.forecasts == record.forecasts
    if kind == "long":  # which holds the questions that were answered, and their outcomes' values
        assert [(row.question, row.title, row.unit, row.resolves) for row in held.questions] == [
            (row.question, row.title, row.unit, row.resolves) for row in by_first_forecast(record)
        ]
        assert {(row.question, row.value, row.known, row.until) for row in held.outcomes} == {
            (row.question, row.value, row.known, row.until)
            for row in record.outcomes
            if row.question in told
        }
    else:
        assert (held.forecasters, held.questions, held.outcomes) == (
            record.forecasters,
            record.questions,
            record.outcomes,
        )
    before = book.path.read_bytes()
    assert "is here already" in book.take(target)
    assert book.path.read_bytes() == before
    undo(book.path, Person("ann", TODAY, held.journal[-1].when))
    assert book.record.forecasts == book.record.questions == ()


def by_first_forecast(record: Record) -> list[object]:
    order = dict.fromkeys(row.question for row in record.forecasts)
    questions = {row.question: row for row in record.questions}
    return [questions[key] for key in order]


def test_what_is_exported_for_fatebook_comes_back(tmp_path: Path) -> None:
    source = tmp_path / "source.xlsx"
    record = small_record()
    write_workbook(source, record, AS_OF)
    export(source, tmp_path / "fb.csv", "fatebook", TODAY)
    book = Book(tmp_path)
    book.take(tmp_path / "fb.csv")
    units = {row.question: row.unit for row in record.questions}
    chances = [row for row in record.forecasts if units[row.question] == "yes/no"]
    assert [(row.forecaster, row.low, row.issued) for row in book.forecasts] == [
        (row.forecaster, row.low, row.issued) for row in chances
    ]
    assert "is here already" in book.take(tmp_path / "fb.csv")


INJECTED = (
    "question,who,percent,date,deadline,outcome\n"
    "Rain?,Ann,70,2024-05-01,2024-06-01,yes\nSnow?,Bob,10,2024-05-01,2024-06-01,0.5\n"
    "=1+1,'=cmd|' /C calc'!A0,30,2024-05-01,2024-06-01,no\n"
)
HUB_OUTPUT = cases.HUB_HEAD.replace("location,", "model_id,location,", 1) + "".join(
    f"m1,{row}\n" for row in cases.HUB_ROWS.splitlines()
)
ACCEPTED = {
    "formulas as text": INJECTED,
    "fatebook, twice one title": WEEKLY,
    "fatebook, of years ago": cases.OLDER_FATEBOOK,
    "predictionbook": PREDICTIONBOOK,
    "games": cases.GAMES,
    "a cup": cases.CUP,
    "seasons": cases.SEASON,
    "elections": cases.ELECTION,
    "hub": HUB_OUTPUT,
    "markets": json.dumps(cases.MARKETS),
    "markdown": cases.REGISTRY,
    "titles in two columns": TWO_COLUMNS.format(about="Period"),
    "survey": cases.survey,
    "sheet": plain_sheet,
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_import_accepts_every_door_accepts(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Book(tmp_path)
    source = ACCEPTED[name]
    path = source(tmp_path / "t.xlsx") if callable(source) else book.file(source, "t.csv")
    book.take(path)
    assert book.rows["taken"]
    place = str(book.path)
    for command in (
        ["check", place],
        ["score", place],
        ["compute", place],
        ["due", place],
        ["list", place],
        ["build", place, "-o", str(tmp_path / "built.xlsx")],
        ["pull", place, str(tmp_path / "pulled")],
        ["check", str(tmp_path / "pulled")],
        *(
            ["export", place, str(tmp_path / f"out-{kind}"), "--as", kind]
            for kind in ("csv", "long", "fatebook", "html")
        ),
    ):
        assert main(command) == 0, (command, capsys.readouterr())
    assert check_place(tmp_path / "built.xlsx", TODAY)[1] == []
    before = book.path.read_bytes()
    assert "is here already" in book.take(path)
    assert book.path.read_bytes() == before


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["Rain?", "rain?", "Snow?", "=x", ""]),
            st.sampled_from(["Ann", "Consensus", ""]),
            st.sampled_from(["70", "0.7", "170", "likely", "", "65-85", "1e3"]),
            st.sampled_from(["2024-05-01", "2024-05-02", "5/6/24", "someday", ""]),
            st.sampled_from(["2024-06-01", "2024-06-02", ""]),
            st.sampled_from(["yes", "no", "0.5", "-1", "", "✓", "n/a"]),
        ),
        max_size=8,
    )
)
def test_whatever_a_table_holds_its_rows_add_up_and_what_is_taken_is_sound(
    rows: list[tuple[str, ...]], tmp_path: Path
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["question", "who", "probability", "date", "deadline", "outcome"])
    writer.writerows(rows)
    path = tmp_path / "table.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    try:
        theirs = read_any([path], today=TODAY)
    except Refused:
        return
    plan = planned(nothing(), theirs, TODAY, skip=True)
    counts = plan.counts
    assert counts["rows"] == len([row for row in rows if any(row)])
    assert counts["rows"] == sum(n for name, n in counts.items() if name != "rows")
    assert plan.problems == []
    assert counts["skipped"] >= len(plan.skipped) - counts["same"]
    book = tmp_path / "made.xlsx"
    added = {name.lower(): tuple(of) for name, of in plan.added.items()}
    record = Record(**added)
    if record.forecasts:
        write_workbook(book, record, TODAY)
        assert check_place(book, TODAY)[1] == []
