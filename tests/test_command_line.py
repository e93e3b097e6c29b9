"""The command line as a person or a script meets it: output, exit status, messages."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from support.records import small_record

from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.cli.main import main
from trackrecord.core.model import Record
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], inside: Path) -> Run:
    assert inside

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as stop:  # argparse
            status = int(stop.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def test_build_without_arguments(run: Run, inside: Path) -> None:
    status, out, err = run("build")
    assert (status, err) == (0, "")
    assert "Who called it?" in out
    assert "Ming-Chi Kuo" in out
    assert "2 of 3" in out
    assert max(map(len, out.splitlines())) <= 80
    assert read_workbook(inside / "xiaomi-su7.xlsx")[1] == []


def test_build_again_overwrites_what_says_the_same(run: Run, inside: Path) -> None:
    run("build")
    assert run("build")[0] == 0
    assert [path.name for path in inside.iterdir()] == ["xiaomi-su7.xlsx"]


def test_build_never_overwrites_notes_or_settings(run: Run, inside: Path) -> None:
    run("build")
    book = load_workbook(inside / "xiaomi-su7.xlsx")
    book.create_sheet("My notes")["A1"] = "do not lose me"
    book.save(inside / "xiaomi-su7.xlsx")
    run("build")
    run("build")
    kept = load_workbook(inside / "xiaomi-su7-before-1.xlsx")
    assert kept["My notes"]["A1"].value == "do not lose me"
    assert len(list(inside.iterdir())) == 2


def test_build_never_overwrites_a_foreign_file(run: Run, inside: Path) -> None:
    (inside / "budget.xlsx").write_bytes(b"not ours")
    status, _, err = run("build", "-o", "budget.xlsx")
    assert (status, "budget-before-1.xlsx" in err) == (0, True)
    assert (inside / "budget-before-1.xlsx").read_bytes() == b"not ours"


def test_build_after_the_record_changed_leaves_no_copies(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    write_folder(inside / "mine", record)
    run("build", "mine")
    write_folder(inside / "mine", replace(record, outcomes=record.outcomes[:-1]))
    run("build", "mine")
    assert {path.name for path in inside.iterdir()} == {"mine", "mine.xlsx"}


def test_build_never_overwrites_what_somebody_typed(run: Run, inside: Path) -> None:
    run("build")
    book = load_workbook(inside / "xiaomi-su7.xlsx")
    book["Outcomes"]["B2"] = date(2024, 3, 1)
    book.save(inside / "xiaomi-su7.xlsx")
    status, _, err = run("build")
    assert status == 0
    assert "xiaomi-su7-before-1.xlsx" in err
    kept, _ = read_workbook(inside / "xiaomi-su7-before-1.xlsx")
    assert kept.outcomes[0].value == date(2024, 3, 1)


def test_build_into_a_named_file(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    write_folder(inside / "mine", record)
    assert run("build", "mine")[0] == 0
    assert run("build", "mine", "-o", "other.xlsx")[0] == 0
    assert {path.name for path in inside.iterdir()} == {"mine", "mine.xlsx", "other.xlsx"}


def test_build_refuses_a_bad_record_with_the_list(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    write_folder(inside / "bad", record)
    path = inside / "bad" / "outcomes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("136854", "lots", 1), encoding="utf-8")
    status, out, err = run("build", "bad")
    assert (status, out) == (1, "")
    assert "outcomes.csv line 4, column Value" in err
    assert not (inside / "bad.xlsx").exists()


@pytest.mark.parametrize("place", ["folder", "workbook"])
def test_score_as_json(run: Run, inside: Path, place: str) -> None:
    where = str(bundled())
    if place == "workbook":
        where = "book.xlsx"
        build(bundled(), inside / where, date(2026, 11, 23))
    status, out, err = run("score", where, "--as-of", "2026-11-23", "--json")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert list(document) == [
        "as_of",
        "counts",
        "forecasts",
        "leaderboard",
        "scorecard",
        "calibration",
    ]
    assert document["as_of"] == "2026-11-23"
    rows = {row["forecast"]: row for row in document["forecasts"]}
    assert list(rows["7"]) == [
        "forecast",
        "question",
        "forecaster",
        "claim",
        "status",
        "outcome",
        "hit",
        "days_late",
        "provisional",
        "error",
        "log_ratio",
        "interval_score",
        "brier",
        "score",
        "relative_score",
        "stood",
        "counts",
        "imputed",
        "until",
        "shape",
    ]
    assert rows["7"]["outcome"] == 136_854
    assert rows["7"]["score"] == pytest.approx(79_652.803, abs=1e-3)
    assert rows["7"]["relative_score"] == pytest.approx(0.875598, abs=1e-6)
    assert rows["2"]["score"] == pytest.approx(35.836955, abs=1e-6)
    assert rows["24"]["score"] == pytest.approx(16_819.998)
    assert rows["1"]["until"] == "2024-03-30"
    assert rows["1"]["days_late"] == 68  # the middle of 46 to 90
    assert (rows["12"]["until"], rows["12"]["provisional"]) == ("open", True)
    assert rows["2"]["outcome"] == "2024-03-28"
    assert rows["2"]["days_late"] == 28
    assert rows["30"]["outcome"] == 0
    assert rows["23"]["outcome"] == "ambiguous"
    assert rows["11"]["outcome"] is None
    kuo = next(row for row in document["leaderboard"] if row["forecaster"] == "Ming-Chi Kuo")
    assert list(kuo) == [
        "forecaster",
        "claims",
        "baseline",
        "n",
        "scored",
        "overdue",
        "voids",
        "hits",
        "hit_rate",
        "wilson_low",
        "wilson_high",
        "median_days_late",
        "at_least",
        "bias",
        "spread",
        "brier",
        "coverage",
        "relative_skill",
        "common",
        "evidence",
        "against_middle",
        "against_baselines",
        "rank",
        "sentence",
        "questions",
        "skill",
        "p",
        "p_alone",
    ]
    assert (kuo["n"], kuo["hits"], kuo["hit_rate"], kuo["rank"]) == (3, 2, 2 / 3, None)
    assert (kuo["skill"], kuo["evidence"], kuo["p"], kuo["bias"]) == (
        None,
        None,
        None,
        pytest.approx(-0.911581, abs=1e-6),
    )
    assert document["calibration"] == []  # the article states no probability
    kinds = {(row["forecaster"], row["kind"], row["lead"]) for row in document["scorecard"]}
    assert ("Ming-Chi Kuo", "numbers in cars", "over 365") in kinds


def test_score_replays_the_past(run: Run) -> None:
    where = str(bundled())
    rows = json.loads(run("score", where, "--as-of", "2024-03-27", "--json")[1])["forecasts"]
    assert {row["forecast"]: row["status"] for row in rows}["2"] == "Overdue"
    early = run("score", where, "--as-of", "2023-11-15")
    assert "nothing to rank" in early[1]


def test_score_says_it_in_words(run: Run) -> None:
    _, out, _ = run("score", str(bundled()), "--as-of", "2026-11-23")
    text = " ".join(out.split())
    assert "Ming-Chi Kuo: 2 of 3 came true (1 by our reading of the words)" in text
    assert "the one number was 60 % too low; cannot be told apart from the others" in text
    assert "That is no ranking" in text


def test_score_without_imputed_rows(run: Run) -> None:
    where = str(bundled())
    counted = {}
    for flags in ((), ("--without-imputed",)):
        rows = json.loads(run("score", where, "--json", *flags)[1])["leaderboard"]
        counted[flags] = {(r["forecaster"], r["claims"]): r["n"] for r in rows}
    fewer = counted["--without-imputed",]
    assert {key for key, n in counted[()].items() if n != fewer[key]} == {
        ("BluePark insider", "forecasts"),
        ("BluePark insider", "goals and plans"),
        ("Lei Jun", "goals and plans"),
        ("Ming-Chi Kuo", "forecasts"),
        ("National Business Daily", "forecasts"),
        ("parts suppliers", "forecasts"),
        ("press reports", "forecasts"),
        ("unnamed EV executive", "forecasts"),
        ("unnamed source on the body", "forecasts"),
        ("Zhang Hai", "forecasts"),
    }


def test_slices(run: Run) -> None:
    """By topic, lead, issued day and policy; what cannot be is refused in words."""
    where = str(bundled())

    def questions(*flags: str) -> set[str]:
        status, out, _ = run("score", where, "--as-of", "2026-11-23", "--json", *flags)
        assert status == 0
        return {row["question"] for row in json.loads(out)["forecasts"]}

    assert questions("--topic", "Price") == {"launch price"}
    assert "launch price" in questions("--lead", "100-200")
    assert questions("--lead", "1000-") == {
        "deliveries 2025-2027",
        "deliveries 2026",
        "deliveries 2027",
    }
    assert questions("--issued", "..2021-12-31") == {"start of mass production"}
    assert questions("--counts", "all") == questions()
    assert run("score", where, "--topic", "prices")[0] == 1
    assert "there are: other makers, price" in run("score", where, "--topic", "prices")[2]
    for wrong in ("9", "90-30", "a-b", "-"):
        status, _, err = run("score", where, f"--lead={wrong}")
        assert (status, "range of days" in err or "after its end" in err) == (2, True)
    for wrong in ("2024", "2024-01-01..2023-01-01", "x..", ".."):
        assert run("score", where, f"--issued={wrong}")[0] == 2


def test_thirty_rows_unless_all_are_asked_for(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    people = tuple(replace(record.forecasters[0], forecaster=f"who{n}", note="") for n in range(40))
    said = tuple(
        replace(record.forecasts[0], forecast=f"f{n}", forecaster=f"who{n}") for n in range(40)
    )
    write_folder(inside / "many", replace(record, forecasters=people, forecasts=said))
    few, many = (run("score", "many", *flags)[1] for flags in ((), ("--all",)))
    assert "The first 30 of 40; --all shows the rest." in few
    assert (few.count("- who"), many.count("- who")) == (30, 40)
    assert "… and 10 more (--all shows them)" in few
    assert "more (--all" not in many
    assert max(map(len, many.splitlines())) <= 80


def many_questions(n: int, resolves: date = date(2025, 1, 1)) -> Record:
    """The small record, and as many questions as that beside; each resolves a day later."""
    record = small_record()
    questions = tuple(
        replace(
            record.questions[2],
            question=f"q{number}",
            title=f"Number {number}?",
            resolves=resolves + timedelta(number),
        )
        for number in range(n)
    )
    return replace(record, questions=(*record.questions, *questions))


def test_the_first_of_many_and_how_many_more(run: Run, inside: Path) -> None:
    write_folder(inside / "many", many_questions(300))
    as_of = ("--as-of", "2025-06-01")
    status, few, said = run("due", "many", *as_of)
    assert (status, said) == (0, "… and 135 more (--all shows them)\n")
    lines = few.splitlines()
    assert lines[0].startswith("2024-02-29  when: When? (")
    assert (len(lines), lines[-1]) == (21, "Next: 2025-06-02  q152: Number 152?")
    status, whole, said = run("due", "many", "--all", *as_of)
    assert (status, said, len(whole.splitlines())) == (0, "", 155 + 1)
    assert len(json.loads(run("due", "many", "--json", *as_of)[1])["due"]) == 155
    assert run("due", "many", "--as-of", "2024-01-01")[1].splitlines() == [
        "Nothing is due as of 2024-01-01.",
        "Next: 2025-01-01  how-many: How many?",
    ]
    assert "Next" not in run("due", "many", "--as-of", "2027-01-01")[1]

    status, few, said = run("list", "many")
    assert (status, said, len(few.splitlines())) == (0, "… and 203 more (--all shows them)\n", 100)
    status, whole, said = run("list", "many", "--all")
    assert (status, said, len(whole.splitlines())) == (0, "", 303)
    assert whole.startswith(few)
    assert len(json.loads(run("list", "many", "--json")[1])["questions"]) == 303


def test_many_problems_are_named_by_check_alone(run: Run, inside: Path) -> None:
    write_folder(inside / "many", many_questions(50))
    path = inside / "many" / "questions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",yes/no,", ",,"), encoding="utf-8")
    status, _, said = run("check", "many")
    named = said.count("questions.csv line")
    assert (status, named >= 51, "more" in said) == (1, True, False)
    for command in ("due", "score", "list"):
        status, _, said = run(command, "many")
        assert (status, said.count("questions.csv line")) == (1, 20)
        assert f"… and {named - 20:,} more (trackrecord check names them)" in said
        assert f"{named} problem(s)." in said


def test_check(run: Run) -> None:
    assert run("check", str(bundled())) == (0, "OK: 32 forecasts, 20 outcomes, no problems.\n", "")
    assert json.loads(run("check", str(bundled()), "--json")[1]) == {
        "problems": [],
        "notices": [],
        "head": None,
    }


def test_check_names_every_problem(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    write_folder(inside / "bad", record)
    path = inside / "bad" / "forecasts.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2024-02-29", "2024-02-30"), encoding="utf-8")
    status, out, err = run("check", "bad", "--json")
    assert status == 1
    assert json.loads(out)["problems"] == [
        {
            "where": "forecasts.csv line 3, column High",
            "message": "2024-02-30 is not in the calendar; correct the day or month",
        }
    ]
    assert "forecasts.csv line 3" in err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["check", "nowhere"], 1, "does not exist"),
        (["build", "nowhere"], 1, "does not exist"),
        (["build", "-o", "x.xls"], 2, "does not end in .xlsx"),
        (["build", "-o", "no/such/folder/x.xlsx"], 1, "make it first"),
        (["score", ".", "--as-of", "tomorrow"], 2, "write it as yyyy-mm-dd"),
        (["score", "."], 1, "holds no record"),
        ([], 2, "usage"),
        (["conquer"], 2, "invalid choice"),
    ],
)
def test_wrong_usage_and_refusals(run: Run, arguments: list[str], status: int, says: str) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (status, "")
    assert says in err
    assert "Traceback" not in err


def test_numbers_at_the_limits_are_scored(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    wide = replace(record.forecasts[6], low=-1e100, high=1e100)
    tiny = tuple(
        replace(row, value=1e-300) if row.question == "deliveries 2024" else row
        for row in record.outcomes
    )
    forecasts = (*record.forecasts[:6], wide, *record.forecasts[7:])
    write_folder(inside / "odd", replace(record, forecasts=forecasts, outcomes=tiny))
    assert run("score", "odd", "--json")[0] == 0
    assert run("build", "odd")[0] == 0
    assert b"inf" not in b"".join(
        ZipFile(inside / "odd.xlsx").read(f"xl/worksheets/sheet{n}.xml") for n in range(2, 7)
    ).replace(b"information", b"")


def test_hostile_names_reach_the_terminal_harmless(run: Run, inside: Path) -> None:
    record, _ = read_checked(bundled())
    write_folder(inside / "[red]x", record)
    assert "Written: [red]x.xlsx" in run("build", "[red]x")[1]
    path = inside / "[red]x" / "forecasters.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\x1b[2Jpwned,x,\n", encoding="utf-8")
    _, _, err = run("check", "[red]x")
    assert "\x1b" not in err
    (inside / "[red]x" / "questions.csv").unlink()
    (inside / "[red]x" / "questions.csv").mkdir()
    assert "this is no file" in run("check", "[red]x")[2]


def test_a_reader_that_stops_early(inside: Path) -> None:
    command = f"{sys.executable} -m trackrecord score '{bundled()}' --json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", command], cwd=inside, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_as_a_program(inside: Path) -> None:
    """A real process, with output that is not a terminal."""
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "trackrecord", "build"],
        cwd=inside,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert "Written: xiaomi-su7.xlsx" in done.stdout
    assert "\x1b" not in done.stdout
    again = subprocess.run(
        [sys.executable, "-m", "trackrecord", "check", "xiaomi-su7.xlsx"],
        cwd=inside,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert again.stdout.startswith("OK")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("there.ics", ("due", "{place}", "--ics", "{name}")),
        ("there.html", ("export", "{place}", "{name}")),
        ("there.csv", ("export", "{place}", "{name}")),
        ("there.csv", ("export", "{place}", "{name}", "--as", "fatebook")),
    ],
)
def test_nothing_of_others_is_written_over(
    run: Run, inside: Path, name: str, arguments: tuple[str, ...]
) -> None:
    call = [text.format(place=bundled(), name=name) for text in arguments]
    other = inside / name
    other.write_bytes(b"my notes, of years\n1,2\n")
    status, _, said = run(*call)
    assert (status, other.read_bytes()) == (1, b"my notes, of years\n1,2\n")
    assert "is there already, and something else" in said
    other.unlink()
    assert run(*call)[0] == run(*call)[0]  # what it wrote itself it renews
    assert b"of years" not in other.read_bytes()


@pytest.mark.parametrize("verb", ["pull", "export"])
def test_another_record_is_not_written_over(run: Run, inside: Path, verb: str) -> None:
    write_folder(inside / "theirs", small_record())
    before = (inside / "theirs" / "questions.csv").read_bytes()
    build(bundled(), inside / "record.xlsx", date(2026, 1, 1))
    status, _, said = run(verb, "record.xlsx", "theirs")
    assert (status, "holds another record" in said) == (1, True)
    assert (inside / "theirs" / "questions.csv").read_bytes() == before
    assert run(verb, "record.xlsx", "mine")[0] == run(verb, "record.xlsx", "mine")[0] == 0


def test_an_export_into_an_odd_file_is_asked_back(run: Run, inside: Path) -> None:
    status, _, said = run("export", str(bundled()), "record.pdf")
    assert (status, "ends in .pdf" in said, (inside / "record.pdf").exists()) == (1, True, False)


def test_a_minus_is_a_number(run: Run) -> None:
    assert run("read", "-0.2%", "--unit", "%")[1].startswith("-0.2 (%)")
    assert run("read", "minus 0.2 %", "--unit", "%")[1].startswith("-0.2 (%)")


def test_a_text_that_begins_with_a_minus_stays_as_it_was_typed(run: Run, inside: Path) -> None:
    write_workbook(inside / "r.xlsx", small_record(), date(2025, 6, 1))
    status, _, said = run(
        "record",
        "r.xlsx",
        "how-many",
        "-5",
        "--known",
        "2025-05-01",
        "--source",
        "S",
        "--note",
        "-5 °C that day",
    )
    assert (status, said) == (0, "")
    [made] = read_workbook(inside / "r.xlsx")[0].outcomes
    assert (made.value, made.note) == (-5.0, "-5 °C that day")


def test_of_another_day_only_what_was_said_by_then(run: Run) -> None:
    def said_by(day: str) -> set[str]:
        document = run("score", str(bundled()), "--as-of", day, "--json")[1]
        return {row["forecast"] for row in json.loads(document)["forecasts"]}

    assert len(said_by("2018-01-01")) == 0
    assert 0 < len(said_by("2023-11-14")) < 10
    assert len(said_by("2024-01-01")) == 32


def test_what_is_no_text_is_refused(run: Run) -> None:
    status, _, said = run("read", "caf\udce9")
    assert (status, "no text in UTF-8" in said) == (2, True)
