"""Saving loses nothing: a fault at every step, a kill at every step, many writers at once."""

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from support.person import somebody_else
from support.records import AS_OF, small_record
from support.workbooks import missing

from trackrecord.actions import on_file
from trackrecord.actions.on_file import Person
from trackrecord.core.journal import check_journal
from trackrecord.core.model import Claim, Forecast, Forecaster, Question, Record
from trackrecord.errors import Refused
from trackrecord.ooxml import safe_save as saving
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


class Steps:
    """Counts what a save does to the disk, and lets one step fail."""

    def __init__(self, fail_at: int, fail: Callable[[], None]) -> None:
        self.count, self._at, self._fail = 0, fail_at, fail

    def step(self, real: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self.count += 1
        if self.count == self._at:
            self._fail()
        return real(*arguments, **named)

    @contextmanager
    def watched(self) -> Iterator[None]:
        steps = self

        class File(FileIO):
            def write(self, data: Any) -> int:
                return int(steps.step(super().write, data))

            def flush(self) -> None:
                steps.step(super().flush)

        def opened(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
            if mode == "xb":
                return steps.step(lambda: File(path, "xb"))
            return real_open(path, mode, *more, **named)

        real_open = Path.open
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "open", opened)
            for place, names in (
                (os, ("fsync", "link", "close")),
                (Path, ("replace", "chmod", "unlink")),
            ):
                for name in names:
                    patch.setattr(
                        place,
                        name,
                        partial(self.step, getattr(place, name))
                        if place is os
                        else _method(self, getattr(place, name)),
                    )
            yield


def _method(steps: Steps, real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda path, *arguments, **named: steps.step(real, path, *arguments, **named)


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def save(path: Path, steps: Steps) -> None:
    with book_file.opened(path) as book:
        FileStore(book).read()
        FileStore(book).write_summary("other words")
        with steps.watched():
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


@pytest.mark.parametrize("fail", [full, killed])
def test_a_fault_at_every_step(path: Path, fail: Callable[[], None]) -> None:
    before = path.read_bytes()
    probe = Steps(0, full)
    save(path, probe)
    after = path.read_bytes()
    assert after != before
    assert probe.count > 100  # every write of every part is one
    ends = set()
    for number in range(1, probe.count + 1):
        path.write_bytes(before)
        for name in path.parent.glob("*.bak"):
            name.unlink()
        how = in_a_child(lambda n=number: save(path, Steps(n, fail)))  # type: ignore[misc]
        ends.add(how)
        assert path.read_bytes() in (before, after), f"step {number}"
        if how == 1:
            assert path.read_bytes() == before or number > probe.count - 6
        # What it left behind, if anything, is in nobody's way.
        if number % 10 == 0 or number > probe.count - 20:
            path.write_bytes(before)
            save(path, Steps(0, full))
            assert path.read_bytes() == after
            assert {other.name for other in path.parent.iterdir()} == {
                "record.xlsx",
                "record.xlsx.bak",
            }
    assert ends <= {0, 1, -signal.SIGKILL}
    assert (1 if fail is full else -signal.SIGKILL) in ends


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


def test_a_dead_writer_blocks_nobody(path: Path) -> None:
    def die() -> None:
        with book_file.opened(path):
            killed()

    assert in_a_child(die) == -signal.SIGKILL
    start = time.monotonic()
    save(path, Steps(0, full))
    assert time.monotonic() - start < 10


def test_a_writer_that_does_not_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "WAIT", 0.2)
    code = (
        "import sys, time; from pathlib import Path\n"
        "from trackrecord.ooxml import safe_save as saving\n"
        "with saving.held(Path(sys.argv[1])): print('held', flush=True); time.sleep(30)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Refused, match="being written by another program"):
            save(path, Steps(0, full))
    finally:
        other.kill()
        other.wait()
        other.stdout.close()  # type: ignore[union-attr]
    save(path, Steps(0, full))


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
            save(path, Steps(0, full))
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    mark.unlink(missing_ok=True)
    save(path, Steps(0, full))
