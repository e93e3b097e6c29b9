"""Many workbooks, folders and tables scored as one record, in Python and by engines."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.drawn_records import AS_OF, one_question

import trackrecord as tr
from trackrecord.actions.scoring import by_engine
from trackrecord.cli.main import main
from trackrecord.core.joined_records import join_records
from trackrecord.core.model import Counts, Settings, Until
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.exchange.export_tables import long_table
from trackrecord.exchange.parquet_table import long_parquet

DAY = AS_OF.isoformat()


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    main(["score", "--as-of", DAY, "--json", *arguments])
    return dict(json.loads(capsys.readouterr().out))


@pytest.fixture
def desks(tmp_path: Path) -> list[Path]:
    """The bundled record in two halves: a workbook and a folder, and a table of all of it."""
    record = tr.read(tr.bundled())
    half = len(record.forecasts) // 2
    one = replace(record, forecasts=record.forecasts[:half])
    other = replace(record, forecasts=record.forecasts[half:])
    tr_workbook = tmp_path / "one.xlsx"
    write_folder(tmp_path / "one", one)
    tr.build(tmp_path / "one", tr_workbook)
    write_folder(tmp_path / "other", other)
    return [tr_workbook, tmp_path / "other"]


def board_of(rows: object) -> list[tuple[object, ...]]:
    assert isinstance(rows, list)
    keys = ("forecaster", "claims", "n", "hits", "hit_rate", "median_days_late", "bias", "brier")
    made = [tuple(row[key] for key in (*keys, "relative_skill", "common")) for row in rows]
    return sorted(made, key=str)


@pytest.mark.parametrize("engine", [None, "polars", "duckdb"])
def test_halves_are_the_whole(
    engine: str | None, desks: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    whole = document(capsys, str(tr.bundled()))
    options = ["--engine", engine] if engine else []
    found = document(capsys, *map(str, desks), *options)
    rounded = [
        [round(cell, 9) if isinstance(cell, float) else cell for cell in row]
        for rows in (whole, found)
        for row in board_of(rows["leaderboard"])
    ]
    assert rounded[: len(rounded) // 2] == rounded[len(rounded) // 2 :]
    assert found.get("problems", []) == []


def test_each_forecast_says_where_it_is_from(
    desks: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = document(capsys, *map(str, desks))["forecasts"]
    assert isinstance(rows, list)
    assert {row["place"] for row in rows} == set(map(str, desks))
    alone = document(capsys, str(desks[0]))["forecasts"]
    assert isinstance(alone, list)
    assert "place" not in alone[0]


def test_a_folder_of_records(desks: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = desks[0].parent  # holds one.xlsx, the folder it was built from, and the other one
    rows = document(capsys, str(folder))["forecasts"]
    assert isinstance(rows, list)
    assert len(rows) == 32  # what two places say word for word counts once


def test_tables_of_csv_and_parquet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tr.read(tr.bundled())
    (tmp_path / "all.csv").write_text(long_table(record, AS_OF), encoding="utf-8")
    (tmp_path / "all.parquet").write_bytes(long_parquet(record, AS_OF))
    for options in ([], ["--engine", "polars"], ["--engine", "duckdb"]):
        boards = [
            board_of(document(capsys, str(tmp_path / name), *options)["leaderboard"])
            for name in ("all.csv", "all.parquet")
        ]
        assert boards[0] == boards[1]
        assert len(boards[0]) == 14


def test_a_parquet_table_comes_back_as_the_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "all.parquet"
    assert main(["export", str(tr.bundled()), str(target), "--as-of", "2026-11-23"]) == 0
    frame = pl.read_parquet(target)
    assert frame.schema["Issued"] == pl.Date
    assert frame.schema["Score"] == pl.Float64
    assert frame.schema["Hit"] == pl.Boolean
    assert frame.height == 32
    mine = tmp_path / "mine.xlsx"
    assert main(["new", str(mine)]) == 0
    assert main(["import", str(mine), str(target), "--yes"]) == 0
    capsys.readouterr()
    one, other = tr.read(tr.bundled()), tr.read(mine)
    plain = [
        {replace(row, where=one.forecasts[0].where) for row in record.forecasts}
        for record in (one, other)
    ]
    assert plain[0] == plain[1]


CLASHES = [
    ("questions", {"unit": "vans"}, "has Unit vans in b, and cars in a"),
    ("questions", {"resolves": date(2025, 1, 1)}, "has Resolves 2025-01-01 in b, and 2024-03-31"),
    ("questions", {"event": "a strike"}, "has Event a strike in b, and a storm in a"),
    ("outcomes", {"value": 9.0}, "has Value 9.0 in b, and 8.0 in a"),
    ("outcomes", {"until": Until.OPEN}, "has Until open in b"),
    ("forecasters", {"kind": "aggregate"}, "has Kind aggregate in b, and another kind in a"),
]


@pytest.mark.parametrize(("table", "change", "said"), CLASHES)
def test_what_clashes_names_both_places(table: str, change: dict[str, object], said: str) -> None:
    first = one_question()
    other = replace(
        first, **{table: tuple(replace(row, **change) for row in getattr(first, table))}
    )
    joined_record = join_records([("a", first), ("b", other)])
    assert [said in problem.message for problem in joined_record.problems] == [True]
    assert join_records([("a", first), ("b", first)]).problems == ()


def test_keys_are_joined_however_they_are_written() -> None:
    first = one_question()
    other = replace(
        first,
        questions=(replace(first.questions[0], question="Q"),),
        forecasts=(replace(first.forecasts[0], question="Q", forecaster="Ann ", low=6.0),),
        outcomes=(),
    )
    made = join_records([("a", first), ("b", other)])
    assert [(row.question, row.forecaster) for row in made.record.forecasts] == [("q", "ann")] * 2
    assert made.places == ("a", "b")
    assert (made.problems, len(made.record.questions)) == ((), 1)


def test_the_day_that_is_known_earlier_counts() -> None:
    first = one_question()
    early = replace(first, outcomes=(replace(first.outcomes[0], known=date(2024, 2, 1)),))
    made = join_records([("a", first), ("b", early)])
    assert made.record.outcomes[0].known == date(2024, 2, 1)
    assert made.notes == ("1 forecast(s) stand in several places, and count once",)


def test_other_settings_are_named() -> None:
    first = one_question()
    other = replace(first, settings=Settings(counts=Counts.LAST), forecasts=())
    made = join_records([("a", first), ("b", other)])
    assert made.record.settings == first.settings
    assert made.notes == ("the settings are those of a; b would have others",)


def test_clashes_by_an_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = one_question()
    other = replace(
        first,
        questions=(replace(first.questions[0], unit="vans"),),
        forecasts=(replace(first.forecasts[0], low=6.0),),
    )
    write_folder(tmp_path / "a", first)
    write_folder(tmp_path / "b", other)
    for engine in ("polars", "duckdb"):
        capsys.readouterr()
        code = main(["score", str(tmp_path / "a"), str(tmp_path / "b"), "--engine", engine])
        said = capsys.readouterr().err
        assert code == 1
        assert f"'q' has Unit vans in {tmp_path / 'b'}, and cars in {tmp_path / 'a'}" in said


def test_rows_that_no_engine_can_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(tmp_path / "a", one_question())
    path = tmp_path / "a" / "forecasts.csv"
    path.write_text(path.read_text("utf-8").replace(",7,,7,", ",about 7,,7,"), "utf-8")
    capsys.readouterr()
    assert main(["score", str(tmp_path / "a"), "--engine", "polars"]) == 1
    said = capsys.readouterr().err
    row = "Issued 2024-01-01, Low about 7, High 7, Level blank, of a question in cars"
    assert f"forecast '1' of 'q' cannot be scored: Claim forecast, Forecaster ann, {row}" in said


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_tables_that_are_not_there(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a"
    write_folder(folder, one_question())
    (folder / "outcomes.csv").unlink()
    (folder / "forecasters.csv").unlink()
    board = document(capsys, str(folder), "--engine", engine)["leaderboard"]
    assert isinstance(board, list)
    assert [(row["forecaster"], row["overdue"]) for row in board] == [("ann", 1)]
    (folder / "forecasts.parquet").write_bytes(b"PAR1 no more")
    capsys.readouterr()
    assert main(["score", str(folder), "--engine", engine]) == 1
    assert f"{engine} could not do it: " in capsys.readouterr().err
    pl.read_csv(folder / "forecasts.csv").write_parquet(folder / "forecasts.parquet")
    (folder / "questions.csv").unlink()
    assert main(["score", str(folder), "--engine", engine]) == 1
    assert "no place has a table Questions" in capsys.readouterr().err


WRONG = [
    (
        "questions.csv",
        ",cars,2024-03-31,",
        ",cars,soon,",
        "questions.csv line 2, column Resolves: 'soon' is no",
    ),
    ("questions.csv", ",cars,2024-03-31,", ",,2024-03-31,", "questions.csv line 2, column Unit"),
    ("outcomes.csv", "q,8,", "q,some,", "outcomes.csv line 2, column Value: 'some' is no number"),
    ("outcomes.csv", ",2024-04-01,2024", ",soon,2024", "outcomes.csv line 2, column Known: 'soon'"),
    ("outcomes.csv", "Value,", "Amount,", "outcomes.csv line 1, column Value"),
    ("outcomes.csv", ",", ";", "the columns are parted by semicolons"),
    ("forecasts.csv", ",7,,7,", ",about 7,,7,", "Low about 7, High 7, Level blank"),
    ("forecasts.csv", ",7,,7,", ",7,,1e101,", "Low 7, High 1e101"),
    ("forecasts.csv", ",7,,7,,", ",7,,7,80,", "High 7, Level 80"),
    ("forecasts.csv", ",forecast,", ",guess,", "forecast '1' of 'q' cannot be scored: Claim guess"),
    ("forecasts.csv", ",ann,", ",,", "cannot be scored: Claim forecast, Forecaster blank"),
    ("forecasts.csv", "2024-01-01", "2024-01-01 to 2024-02-01", "Issued 2024-01-01 to 2024-02-01"),
]


@pytest.mark.parametrize(("file", "old", "new", "named"), WRONG)
def test_what_no_engine_can_score_is_named_and_left_out(
    file: str, old: str, new: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_folder(tmp_path / "a", one_question())
    path = tmp_path / "a" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    arguments = ["score", str(tmp_path / "a"), "--as-of", DAY, "--json"]
    assert main(arguments) == 1
    in_python = json.loads(capsys.readouterr().out)["leaderboard"]
    assert main([*arguments, "--engine", "polars"]) == 1
    said, problems = capsys.readouterr()
    assert named in problems
    found = json.loads(said)["leaderboard"]
    assert [(row["forecaster"], row["n"], row["hits"]) for row in found] == [
        (row["forecaster"], row["n"], row["hits"]) for row in in_python
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["empty", "empty"], "no workbook or table is in it"),
        (["empty"], "no workbook or table is in it"),
        (["a.xlsx", "--to", "scores.txt"], "neither a .parquet nor a .csv"),
        (["note.txt", "note.txt"], ""),
    ],
)
def test_bad_places(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("nothing", encoding="utf-8")
    assert main(["score", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_an_engine_that_is_not_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_engine, "find_spec", lambda _: None)
    assert main(["score", str(tr.bundled()), "--engine", "duckdb"]) == 1
    said = capsys.readouterr().err
    assert "duckdb is not installed: pip install 'trackrecord[duckdb]'" in said


def test_large_tables_go_to_an_engine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(by_engine, "BYTES_FOR_AN_ENGINE", 100)
    assert document(capsys, str(tr.bundled()))["engine"] == "duckdb"


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("end", ["csv", "parquet"])
def test_scores_are_written(
    engine: str, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"scores.{end}"
    assert main(["score", str(tr.bundled()), "--engine", engine, "--to", str(target)]) == 0
    frame = pl.read_parquet(target) if end == "parquet" else pl.read_csv(target)
    assert frame.height == 32
    assert {"place", "score", "forecaster", "hit"} <= set(frame.columns)
    held = target.read_bytes()
    assert main(["score", str(tr.bundled()), "--engine", engine, "--to", str(target)]) == 1
    assert target.read_bytes() == held
    assert "Written:" in capsys.readouterr().err
