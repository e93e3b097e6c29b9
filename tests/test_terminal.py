"""What is said on a terminal: no raw traceback, no raw escape, and the truth, however it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from support.other_records import SMALL, probabilities
from support.records import AS_OF, small_record

from trackrecord.actions import on_file
from trackrecord.cli import main as program
from trackrecord.cli.main import main
from trackrecord.cli.output import harmless
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Record
from trackrecord.core.sentences import answer
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.workbook.new import write_workbook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="streams and signals of Unix")
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2028\x08\r"
COMMANDS = {sign for sign in EVIL if not sign.isprintable()}
RUN = [sys.executable, "-c", "from trackrecord.__main__ import run; run()"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "r.xlsx"
    write_workbook(made, small_record(), AS_OF)
    return made


def evil_record() -> Record:
    """The small record with all texts of it meant for a terminal."""
    record = small_record()
    questions = tuple(
        replace(row, title=EVIL + row.title, criterion=EVIL) for row in record.questions
    )
    forecasts = tuple(replace(row, quote=EVIL, source=EVIL) for row in record.forecasts)
    people = tuple(replace(row, kind="analyst", note=EVIL) for row in record.forecasters)
    return replace(record, questions=questions, forecasts=forecasts, forecasters=people)


def commands(place: Path, tmp_path: Path) -> list[list[Any]]:
    table = tmp_path / "theirs.csv"
    table.write_text(f"title,percent,issued,{EVIL.strip()}\nRain{EVIL},x{EVIL},2024,1\n", "utf-8")
    evil = tmp_path / f"a{EVIL.replace('/', '')}b.xlsx"
    evil.write_bytes(place.read_bytes()) if place.is_file() else None
    return [
        ["check", place],
        ["check", place, "--json"],
        ["check", place, "--seal", EVIL],
        ["score", place],
        ["score", place, "--json"],
        ["due", place],
        ["due", place, "--json"],
        ["seal", place],
        ["read", EVIL],
        ["read", "5", "--unit", EVIL],
        ["read", "5", "--issued", EVIL],
        ["record", place, EVIL, EVIL, "--known", "2025-01-01", "--source", EVIL],
        ["record", place, "how-many", EVIL, "--known", "2025-01-01", "--source", "S"],
        ["void", place, "how-many", EVIL, "--note", "x"],
        ["import", place, table, "--yes"],
        ["import", place, table, "--yes", "--map", f"{EVIL}=title"],
        ["export", place, tmp_path / f"x{EVIL.replace('/', '')}.html"],
        ["export", place, tmp_path / f"x{EVIL.replace('/', '')}.odd"],
        ["build", place, "-o", tmp_path / f"y{EVIL.replace('/', '')}.xlsx"],
        ["build", place, "-o", EVIL],
        ["check", evil],
        ["pull", evil, tmp_path / f"z{EVIL.replace('/', '')}"],
        [EVIL],
        ["check", f"--{EVIL}"],
    ]


def test_nothing_that_a_file_or_a_person_says_commands_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, folder = tmp_path / "r.xlsx", tmp_path / "folder"
    write_workbook(book, evil_record(), AS_OF)
    write_folder(folder, evil_record())
    for place in (book, folder):
        for arguments in commands(place, tmp_path):
            with suppress(SystemExit):
                main([*map(str, arguments)])
            said = capsys.readouterr()
            for text in (said.out, said.err):
                assert not set(text) & COMMANDS, (arguments, text)
            if "--json" in arguments and said.out:
                json.loads(said.out)


def test_text_for_people_stays_what_it_is() -> None:
    for text in ("小米　SU7", "Ça — “oui”\u00a0!", "a\nb\tc", "👩\u200d🔬", "naïve"):
        assert harmless(text) == text


def run(path: Path, *arguments: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    line = f'exec "$0" "$@" {shell}'
    return subprocess.run(
        ["/bin/sh", "-c", line, *RUN, *arguments], capture_output=True, text=True, check=False,
        cwd=path.parent, timeout=60,
    )  # fmt: skip


CHANGING = {
    "record": ["record", "r.xlsx", "how-many", "5", "--known", "2025-05-01", "--source", "S"],
    "compute": ["compute", "r.xlsx"],
    "build": ["build", "r.xlsx", "-o", "r.xlsx"],
}


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("shell", [">/dev/full", ">&-"], ids=["full", "closed"])
def test_an_output_that_takes_nothing(path: Path, name: str, shell: str) -> None:
    before = path.read_bytes()
    done = run(path, *CHANGING[name], shell=shell)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert "None" not in done.stderr
    changed = path.read_bytes() != before
    assert changed or name == "build"
    assert "othing was changed" not in done.stderr
    assert "r.xlsx" in done.stderr or "done" in done.stderr


@pytest.mark.parametrize("shell", [">/dev/full", ">&-"], ids=["full", "closed"])
@pytest.mark.parametrize("command", ["check", "score", "due", "seal"])
def test_reading_with_an_output_that_takes_nothing(path: Path, command: str, shell: str) -> None:
    done = run(path, command, "r.xlsx", shell=shell)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("shell", ["2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_other_streams_that_are_closed(path: Path, name: str, shell: str) -> None:
    done = run(path, *CHANGING[name], shell=shell)
    assert done.returncode == (1 if ">&- " in shell else 0)
    assert main(["check", str(path)]) in (0, 1)
    assert {one.name for one in path.parent.iterdir()} <= {
        "r.xlsx",
        "r.xlsx.bak",
        "r-before-1.xlsx",
    }


def test_a_question_that_nobody_can_answer(path: Path) -> None:
    table = path.with_name("theirs.csv")
    table.write_text("title,percent,issued,due\nRain?,70,2024-01-01,2024-02-01\n")
    before = path.read_bytes()
    for shell in ("<&-", "</dev/null"):
        done = run(path, "import", "r.xlsx", "theirs.csv", shell=shell)
        assert done.returncode == 1
        assert "--yes" in done.stderr
        assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_a_reader_that_has_seen_enough(path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" | head -c 1 >/dev/null', "sh", *RUN, "score", str(path), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_at_any_moment(path: Path, number: int) -> None:
    """The truth is told, and nothing lies about after the next run."""
    told = set()
    for step in range(14):
        before = path.read_bytes()
        process = subprocess.Popen(
            [*RUN, "compute", "r.xlsx"], cwd=path.parent, stderr=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(0.05 + step * 0.02)
        process.send_signal(number)
        said = process.communicate()[1]
        assert "trackrecord/" not in said, said  # Python itself may still be starting
        changed = path.read_bytes() != before
        if "othing was changed" in said:
            assert not changed
        if "look at" in said:
            assert changed
        told.add((process.returncode, changed))
        on_file.compute(path, on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, step)))
        assert {one.name for one in path.parent.iterdir()} <= {"r.xlsx", "r.xlsx.bak"}
    assert told


def test_a_fault_of_ours_is_told_and_logged(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def broken(_: object) -> int:
        raise RuntimeError("an \x1b[2J error")

    monkeypatch.setattr(program, "_command", lambda _: broken)
    assert main(["check", str(path)]) == 70
    said = capsys.readouterr()
    assert "something is wrong in Track Record itself" in said.err
    assert "Nothing was changed" in said.err
    assert "\x1b" not in said.err
    log = tmp_path / "state" / "trackrecord" / "log" / "errors.log"
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
    assert main(["check", str(path), "--json"]) == 70
    assert "refused" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", [*SMALL, "evil"])
def test_score_begins_with_the_answer_and_fits_80_columns(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record = evil_record() if name == "evil" else SMALL[name]()
    write_folder(tmp_path / "r", record)
    main(["score", str(tmp_path / "r"), "--as-of", "2026-11-23"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    board = standings(record, date(2026, 11, 23))
    if board:
        said = " ".join(lines[:6])
        assert " ".join(said.split()).startswith(" ".join(harmless(answer(board)).split())[:150])


def test_colours_are_for_terminals_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And say nothing that the words do not."""
    write_folder(tmp_path / "r", probabilities(3_000))
    arguments = ["score", str(tmp_path / "r"), "--as-of", "2026-11-23"]
    main(arguments)
    plain = capsys.readouterr().out
    assert "\x1b" not in plain
    assert "leads" in plain
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(arguments)
    coloured = capsys.readouterr().out
    assert "\x1b[1;32m" in coloured  # bold green: leads
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in bare.splitlines()] == [
        line.rstrip() for line in plain.splitlines()
    ]
    monkeypatch.setenv("NO_COLOR", "1")
    main(arguments)
    assert "32m" not in capsys.readouterr().out
