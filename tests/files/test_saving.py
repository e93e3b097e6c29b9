"""Saving loses nothing: a fault at every step, a kill at every step, many writers at once."""

import contextlib
import io
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.person import somebody_else
from support.records import AS_OF, small_record
from support.workbooks import missing

from trackrecord.actions import building, on_file
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.actions.on_file import Person
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.model import Claim, Forecast, Forecaster, Question, Record, Void
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.files import locks
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.workbook import file as book_file
from trackrecord.workbook.file_store import FileStore
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked here")
ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
DAY = date(2025, 5, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "record.xlsx"
    write_workbook(made, small_record(), AS_OF)
    return made


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def save(path: Path) -> None:
    with book_file.opened(path) as book:
        FileStore(book).read()
        FileStore(book).replace(LEADERBOARD, [])
        book_file.save(book)


def in_a_child(action: Callable[[], None]) -> int:
    """How a process of its own ended: 0, 1 if it was refused, minus a signal."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except Refused:
            os._exit(1)
        except BaseException:  # noqa: BLE001 - a child must not run the rest of the tests
            os._exit(2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def questions(count: int) -> Record:
    made = [
        Question(f"q{n}", f"Question {n}", "cars", date(2025, 1, 1), "As counted.")
        for n in range(count)
    ]
    forecast = Forecast(
        "f0", "q0", "ann", Claim.FORECAST, date(2024, 1, 1), "5", 5.0, 5.0, quote="5", source="S"
    )
    return Record((Forecaster("ann", "analyst"),), tuple(made), (forecast,))


def fifty(path: Path, number: int) -> None:
    for n in range(number * 50, number * 50 + 50):
        on_file.record(
            path,
            Person(f"writer {number}", AS_OF, datetime(2025, 6, 1)),
            f"q{n}",
            str(n),
            known=DAY,
            source="S",
        )


def test_eight_writers_at_once(tmp_path: Path) -> None:
    path = tmp_path / "record.xlsx"
    write_workbook(path, questions(400), AS_OF)
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=fifty, args=(path, number)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 8
    record, problems = read_workbook(path)
    assert problems == []
    assert {row.question: row.value for row in record.outcomes} == {
        f"q{n}": float(n) for n in range(400)
    }
    assert len(record.outcomes) == 400
    assert check_journal(record) == []
    assert sum(entry.action == "Record outcome" for entry in record.journal) == 400
    assert {other.name for other in tmp_path.iterdir()} == {"record.xlsx", "record.xlsx.bak"}


def busy(path: Path, number: int, told: Path, until: float) -> None:
    """Commands of all kinds on one workbook; what is said to be saved is written down."""
    choose = random.Random(number)  # noqa: S311 - which command comes next
    with told.open("a") as log, contextlib.redirect_stderr(io.StringIO()):
        count = 0
        while time.monotonic() < until:
            count += 1
            what = choose.choice(("record", "add", "import", "void", "compute", "build", "check"))
            me = Person(f"writer {number}", AS_OF, datetime(2025, 6, 1))
            row = f"n{number}-{count}"
            with contextlib.suppress(Refused):
                if what == "record":
                    question = f"q{number * 40 + count % 40}"
                    on_file.record(path, me, question, str(count), known=DAY, source="S")
                    row = f"{question}={count}"
                elif what == "void":
                    question = f"q{number * 40 + count % 40}"
                    on_file.void(path, me, question, Void.ANNULLED, "N")
                    row = f"{question}=annulled"
                elif what == "add":
                    on_file.add(path, me, claim(row))
                    row = f"+{row}"
                elif what == "import":
                    folder = told.with_name(f"{row}-{os.getpid()}")
                    write_folder(folder, replace(questions(400), forecasts=(claim(row),)))
                    on_file.import_from(path, me, [folder], Wishes(), lambda _: True)
                    row = f"+{row}"
                elif what == "compute":
                    on_file.compute(path, me)
                elif what == "build":
                    building.build(path, path, AS_OF)
                else:
                    read_workbook(path)
                if what in ("record", "void", "add", "import"):
                    log.write(f"{row}\n")
                    log.flush()


def claim(key: str) -> Forecast:
    return Forecast(
        key, "q0", "ann", Claim.FORECAST, date(2024, 1, 1), "5", 5.0, 5.0, quote="5", source="S"
    )


def test_eight_mixed_writers_and_a_killer(tmp_path: Path) -> None:
    """``build`` is among them; whoever is killed is followed by another."""
    seconds = float(os.environ.get("TRACKRECORD_WRITERS_SECONDS", "20"))
    folder, notes = tmp_path / "shared", tmp_path / "notes"
    folder.mkdir()
    notes.mkdir()
    path = folder / "record.xlsx"
    write_workbook(path, questions(400), AS_OF)
    context = multiprocessing.get_context("fork")
    until = time.monotonic() + seconds
    choose = random.Random(1)  # noqa: S311 - whom it meets
    writers: dict[int, Any] = {}
    killed = 0
    while time.monotonic() < until:
        for place in range(8):
            if place not in writers or not writers[place].is_alive():
                told = notes / f"{place}.txt"
                arguments = (path, place, told, until)
                writers[place] = context.Process(target=busy, args=arguments)
                writers[place].start()
        time.sleep(choose.random() * 0.6)
        victim = writers[choose.randrange(8)]
        if victim.is_alive():
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
            killed += 1
    for writer in writers.values():
        writer.join()
    on_file.compute(path, ME)  # the next run clears up
    assert killed > seconds / 4
    record, problems = read_workbook(path)
    assert problems == []
    assert check_journal(record) == []
    here = {row.forecast for row in record.forecasts}
    values = {row.question: row.value for row in record.outcomes}
    said = 0
    for told in notes.glob("*.txt"):
        last: dict[str, str] = {}
        for line in told.read_text().splitlines():
            said += 1
            if line.startswith("+"):
                assert line[1:] in here, f"{line} was said to be saved"
            else:
                question, _, value = line.partition("=")
                last[question] = value
        # A writer that was killed may have saved one more without having said so.
        journalled = {(e.key, e.after) for e in record.journal if e.table == "Outcomes"}
        for question, value in last.items():
            assert question in values, f"{question} was said to be saved"
            wanted = f'"{value}"' if value == "annulled" else f"{float(value)}"
            assert any(key == question and wanted in after for key, after in journalled), question
    assert said > seconds / 4
    names = {other.name for other in folder.iterdir()}
    assert names <= {"record.xlsx", "record.xlsx.bak"} | {
        name for name in names if name.startswith("record-before-")
    }


def test_a_dead_writer_blocks_nobody(path: Path) -> None:
    def die() -> None:
        with book_file.opened(path):
            killed()

    assert in_a_child(die) == -signal.SIGKILL
    start = time.monotonic()
    save(path)
    assert time.monotonic() - start < 10


def test_a_writer_that_does_not_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.2)
    code = (
        "import sys, time; from pathlib import Path\n"
        "from trackrecord.files import locks\n"
        "with locks.held(Path(sys.argv[1])): print('held', flush=True); time.sleep(30)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Refused, match="being written by another program"):
            save(path)
    finally:
        other.kill()
        other.wait()
        other.stdout.close()  # type: ignore[union-attr]
    save(path)


def test_a_folder_that_may_not_be_written() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "record.xlsx"
        write_workbook(path, small_record(), AS_OF)
        path.chmod(0o666)
        folder.chmod(0o555)
        with somebody_else(), pytest.raises(Refused, match=r"the folder .* may not be written"):
            on_file.record(path, ME, "how-many", "5", known=DAY, source="S")
        assert [other.name for other in folder.iterdir()] == ["record.xlsx"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.libreoffice
def test_a_file_that_is_open_in_libreoffice(path: Path, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice (soffice)")
    profile = (tmp_path / "profile").as_uri()
    office = subprocess.Popen(
        [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", path],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    mark = path.with_name(".~lock.record.xlsx#")
    try:
        for _ in range(600):
            if mark.exists():
                break
            time.sleep(0.1)
        with pytest.raises(Refused, match="open in LibreOffice"):
            save(path)
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    mark.unlink(missing_ok=True)
    save(path)
