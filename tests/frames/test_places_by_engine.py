"""Several places as one record, by engines: joined as Python joins them."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from support.drawn_records import AS_OF, drawn, near, one_question

import trackrecord as tr
from trackrecord.cli.main import main
from trackrecord.core.model import Counts, Record, Until
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.workbook.new import write_workbook

ENGINES = ("polars", "duckdb")


def written(folder: Path, record: Record, *, parquet: bool) -> Path:
    """A record as a folder, of CSV files or of Parquet files whose columns are typed."""
    write_folder(folder, record)
    if parquet:
        for name in ("forecasts", "questions", "outcomes", "forecasters"):
            path = folder / f"{name}.csv"
            frame = pl.read_csv(path, try_parse_dates=True, infer_schema_length=None, glob=False)
            frame.write_parquet(path.with_suffix(".parquet"))
            path.unlink()
    return folder


def with_forecasts(folder: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Path:
    """One question as Parquet files, with the forecasts as a change leaves them."""
    path = written(folder, one_question(), parquet=True) / "forecasts.parquet"
    change(pl.read_parquet(path)).write_parquet(path)
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    main(["score", "--json", *map(str, arguments)])
    return dict(json.loads(capsys.readouterr().out))


def spelled_anew(draw: random.Random, key: str) -> str:
    return draw.choice([key, key.upper(), f" {key}", key.replace(" ", "   "), key.title()])


def in_two_places(draw: random.Random) -> tuple[Record, Record]:
    """Parts of one drawn record: keys spelled anew, rows in both, outcomes known on other days."""
    whole = drawn(draw)
    people = tuple(replace(row, forecaster=f"desk {row.forecaster}") for row in whole.forecasters)
    kinds = {row.forecaster: draw.choice(["analyst", "Aggregate", "media"]) for row in people}
    people = tuple(replace(row, kind=kinds[row.forecaster]) for row in people)
    forecasts = tuple(
        replace(row, forecaster=f"desk {row.forecaster}", restates="") for row in whole.forecasts
    )
    whole = replace(whole, forecasters=people, forecasts=forecasts, settings=tr.Settings())
    at = [draw.choice(["one", "other", "both"]) for _ in forecasts]
    one = tuple(row for row, where in zip(forecasts, at, strict=True) if where != "other")
    other = tuple(row for row, where in zip(forecasts, at, strict=True) if where != "one")
    again = replace(
        whole,
        forecasters=tuple(
            replace(row, forecaster=spelled_anew(draw, row.forecaster)) for row in people
        ),
        questions=tuple(
            replace(
                row,
                question=spelled_anew(draw, row.question),
                topic=draw.choice(["", row.topic.upper()]),
            )
            for row in whole.questions
        ),
        forecasts=tuple(
            replace(
                row,
                forecast=f"x{row.forecast}",
                question=spelled_anew(draw, row.question),
                forecaster=spelled_anew(draw, row.forecaster),
                wording=spelled_anew(draw, row.wording),
            )
            for row in other
        ),
        outcomes=tuple(
            replace(
                row,
                question=spelled_anew(draw, row.question),
                known=draw.choice([row.known, None, date(2023, 12, 24)]),
            )
            for row in whole.outcomes
        ),
    )
    return replace(whole, forecasts=one), again


def test_two_places_are_joined_as_in_python(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in range(6):
        draw = random.Random(seed)  # noqa: S311
        parts = in_two_places(draw)
        places, in_python = [], []
        for n, part in enumerate(parts):
            in_python.append(written(tmp_path / f"{seed} {n}", part, parquet=False))
            there = tmp_path / f"{seed} {n} again"
            places.append(written(there, part, parquet=draw.random() < 0.5))
        options = ["--as-of", AS_OF, "--counts", draw.choice([*Counts])]
        wanted = said(capsys, *in_python, *options)
        found = said(capsys, *places, *options, "--engine", draw.choice(ENGINES))
        assert not [problem for problem in found["problems"] if "cannot be scored" in problem]
        for name in ("leaderboard", "scorecard"):
            assert len(found[name]) == len(wanted[name]), (seed, name)
            for row, other in zip(wanted[name], found[name], strict=True):
                both = row.keys() & other.keys() - {"rank"}  # there in words
                differ = {key for key in both if not near(row[key], other[key])}
                assert not differ, (seed, name, row["forecaster"], differ)


CLASHES = [
    ("questions", {"unit": "vans"}, "has Unit vans in b, and cars in a"),
    ("questions", {"resolves": date(2025, 1, 1)}, "Resolves 2025-01-01 in b, and 2024-03-31 in a"),
    ("questions", {"event": "a strike"}, "has Event a strike in b, and a storm in a"),
    ("outcomes", {"value": 9.0}, "has Value 9.0 in b, and 8.0 in a"),
    ("outcomes", {"until": Until.OPEN}, "has Until open in b"),
    ("forecasters", {"kind": "aggregate"}, "has Kind aggregate in b, and another kind in a"),
    # What is written another way, or left blank, is no clash.
    ("questions", {"unit": "Cars", "topic": "", "event": " A  STORM"}, ""),
    ("forecasters", {"kind": "media"}, ""),
]


@pytest.mark.parametrize(("table", "change", "clash"), CLASHES)
def test_clashes_are_those_of_python(
    table: str,
    change: dict[str, object],
    clash: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    first = one_question()
    changed = tuple(replace(row, **change) for row in getattr(first, table))
    written(Path("a"), first, parquet=False)
    written(Path("b"), replace(first, **{table: changed}), parquet=True)
    found = said(capsys, "a", "b", "--engine", "polars")["problems"]
    assert [clash in problem for problem in found] == [True] * bool(clash)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_row_below_is_the_later_answer(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = one_question()
    day = first.forecasts[0].issued
    keys = ["9", "10", "2"]  # by these keys 9 would be the last one
    rows = tuple(
        replace(first.forecasts[0], forecast=key, low=low, high=low + 1, issued=day)
        for key, low in zip(keys, (1.0, 2.0, 7.5), strict=True)
    )
    for parquet in (False, True):
        folder = written(tmp_path / str(parquet), replace(first, forecasts=rows), parquet=parquet)
        options = ("--as-of", "2024-06-01", "--counts", "last", "--engine", engine)
        board = said(capsys, folder, *options)["leaderboard"]
        assert [row["hits"] for row in board] == [1]


@pytest.mark.parametrize("engine", ENGINES)
def test_day_and_topic_of_a_first_workbook(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = one_question()
    write_folder(tmp_path / "a", first)
    workbook = tr.build(tmp_path / "a", tmp_path / "a.xlsx")
    document = load_workbook(workbook)
    document["Settings"]["B2"] = date(2024, 3, 1)
    document.save(workbook)
    wanted, found = said(capsys, workbook), said(capsys, workbook, "--engine", engine)
    assert found["as_of"] == wanted["as_of"] == "2024-03-01"
    assert main(["score", str(workbook), "--engine", engine, "--topic", "b"]) == 1
    assert "no question has the topic 'b'; there are: a" in capsys.readouterr().err
    assert said(capsys, workbook, "--engine", engine, "--topic", " A ")["leaderboard"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["a[1]", "a*", "forecaster=zed"])
def test_a_path_is_one_place(
    engine: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = one_question()
    other = replace(first, forecasts=(replace(first.forecasts[0], forecaster="bob"),))
    written(tmp_path / "a1", other, parquet=False)
    written(tmp_path / "a1", other, parquet=True)
    for parquet in (False, True):
        place = written(tmp_path / str(parquet) / name, first, parquet=parquet)
        board = said(capsys, place, "--engine", engine, "--as-of", AS_OF)["leaderboard"]
        assert [(row["forecaster"], row["n"]) for row in board] == [("ann", 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_spellings_that_only_python_folds(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = one_question()
    asked = replace(first.questions[0], topic="Énergie")
    names = ["José", "Jose\u0301", "JOSÉ\u00a0", "Jos\u200bé"]
    rows = tuple(
        replace(first.forecasts[0], forecast=str(n), forecaster=name, low=float(n))
        for n, name in enumerate(names)
    )
    people = (replace(first.forecasters[0], forecaster="José"),)
    record = replace(first, forecasters=people, questions=(asked,), forecasts=rows)
    folder = written(tmp_path / "a", record, parquet=False)
    board = said(capsys, folder, "--engine", engine, "--topic", "énergie", "--as-of", AS_OF)
    assert [(row["forecaster"], row["n"]) for row in board["leaderboard"]] == [("José", 1)]


def test_odd_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Outcomes of a question in another spelling, blank lines, own columns, old line ends."""
    first = one_question()
    shown = replace(first, outcomes=())
    other = replace(
        first,
        questions=(replace(first.questions[0], question="Q"),),
        forecasts=(),
        outcomes=(replace(first.outcomes[0], question="Q"),),
    )
    places = [written(tmp_path / "a", shown, parquet=False)]
    places.append(written(tmp_path / "b", other, parquet=False))
    options = ("--as-of", AS_OF)
    for engine in ([], ["--engine", "polars"]):
        board = said(capsys, *places, *options, *engine)["leaderboard"]
        assert [(row["scored"], row["overdue"]) for row in board] == [(1, 0)]
    path = tmp_path / "a" / "forecasts.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"level,{lines[0]}", f"0.99,{lines[1]}", "," * 13, ""]), "utf-8")
    target = tmp_path / "scores.csv"
    made = said(capsys, *places, *options, "--engine", "polars", "--to", target)
    assert made["problems"] == []
    assert pl.read_csv(target)["stated_level"].to_list() == [None]


LINE = "{},q,ann,forecast,2023-12-01,about 8,7,,9,,,,\n"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda text: text + "7,q,bob\n" + LINE.format(8), ["line 3: 3 cells under 13 headers"]),
        (lambda text: text + "7" + "," * 20 + "\n", ["line 3: 21 cells under 13 headers"]),
        (lambda text: text + LINE.format(7) + '8,"q\n', ["line 4: not CSV from here on"]),
        (lambda text: text.replace("\n", "\r"), []),
        (lambda text: text.replace("Best", "Low"), ["Low: the column stands there twice"]),
        (lambda text: text.replace("Level", "Levels"), ["Level: the column is", "'Levels' may"]),
        (lambda text: text.replace("Best", "Lo;High"), ["Lo;High: the columns are parted"]),
        (lambda text: text.replace("Level", "LEVEL").replace("Low", "low"), []),
        (lambda text: text.replace("Level", "low"), []),
        (lambda text: text.replace("Low", "Lo"), ["Low: the column is missing", "'Lo' may be"]),
    ],
)
def test_lines_that_are_none_are_named_as_in_python(
    change: Callable[[str], str],
    named: list[str],
    engine: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = written(tmp_path / "a", one_question(), parquet=False)
    path = place / "forecasts.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8", newline="")
    other = written(tmp_path / "b", one_question(), parquet=False)
    wanted = said(capsys, place, other, "--as-of", AS_OF)
    found = said(capsys, place, other, "--as-of", AS_OF, "--engine", engine)
    for part in named:
        assert any(part in problem for problem in found["problems"]), found["problems"]
    main(["score", str(place), str(other), "--as-of", AS_OF.isoformat()])
    said_there = capsys.readouterr().err.splitlines()
    assert len(found["problems"]) == len([line for line in said_there if "forecasts.csv" in line])
    assert [row["n"] for row in found["leaderboard"]] == [row["n"] for row in wanted["leaderboard"]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_misspelt_column_of_a_parquet_file_is_named(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = with_forecasts(tmp_path / "a", lambda rows: rows.rename({"Level": "levels"}))
    (problem,) = said(capsys, place, "--engine", engine)["problems"]
    assert "forecasts.parquet" in problem
    assert "Level" in problem
    assert "'levels' may be meant" in problem


@pytest.mark.parametrize("engine", ENGINES)
def test_what_cannot_be_scored_is_named_in_a_slice_too(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = one_question()
    question = replace(record.questions[0], topic="cars")
    place = written(tmp_path / "a", replace(record, questions=(question,)), parquet=False)
    with (place / "forecasts.csv").open("a", encoding="utf-8") as file:
        file.write(LINE.format(7).replace("q,", "no such question,"))
    found = said(capsys, place, "--topic", "cars", "--as-of", AS_OF, "--engine", engine)
    assert ["no such question" in problem for problem in found["problems"]] == [True]
    assert len(found["leaderboard"]) == 1


def test_a_folder_of_parquet_asks_for_an_engine_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "a", one_question(), parquet=True)
    assert said(capsys, folder, "--as-of", AS_OF)["engine"] == "duckdb"


@pytest.mark.parametrize("engine", ENGINES)
def test_parquet_with_only_what_scores_are_made_of(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = date(2024, 3, 31)
    tables = {
        "questions": {"question": ["q"], "unit": ["cars"], "resolves": [day]},
        "outcomes": {"question": ["q"], "value": [8.0]},
        "forecasts": {
            "question": ["q"],
            "forecaster": ["ann"],
            "issued": [date(2024, 1, 1)],
            "low": [7.0],
            "high": [9],
        },
    }
    for name, columns in tables.items():
        pl.DataFrame(columns, strict=False).write_parquet(tmp_path / f"{name}.parquet")
    found = said(capsys, tmp_path, "--engine", engine, "--as-of", AS_OF)
    assert found["problems"] == []
    assert [(row["forecaster"], row["hits"]) for row in found["leaderboard"]] == [("ann", 1)]
    earlier = said(capsys, tmp_path, "--engine", engine, "--as-of", "2024-03-30")
    assert [row["scored"] for row in earlier["leaderboard"]] == [0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_moment_has_the_day_of_utc(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = datetime(2023, 12, 1, 23, 30, tzinfo=UTC)
    issued = pl.lit(late).dt.convert_time_zone("Asia/Shanghai")
    place = with_forecasts(tmp_path / "a", lambda rows: rows.with_columns(Issued=issued))
    target = tmp_path / "scores.csv"
    assert said(capsys, place, "--engine", engine, "--to", target)["problems"] == []
    assert pl.read_csv(target)["issued"].to_list() == ["2023-12-01"]


def test_other_settings_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = one_question()
    places = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    write_workbook(places[0], record, AS_OF)
    write_workbook(places[1], replace(record, settings=tr.Settings(counts=Counts.LAST)), AS_OF)
    for engine in ([], ["--engine", "polars"]):
        main(["score", *map(str, places), *engine])
        note = f"the settings are those of {places[0]}; {places[1]} would have others"
        assert note in capsys.readouterr().err
