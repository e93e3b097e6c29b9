"""The worker that stays for further clicks: it takes each or says that it does not."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from trackrecord.office.addin import libreoffice_worker as worker
from trackrecord.office.addin.libreoffice_worker import TAKEN, Clicks

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    with ours, theirs:
        yield ours, theirs


def press(office: socket.socket, line: str) -> bytes:
    """Hand over a click; what comes back, b"" if it was not taken."""
    try:
        office.sendall(line.encode() + b"\n")
        return office.recv(1)
    except OSError:
        return b""


def test_clicks_come_in_their_order(ends: Ends) -> None:
    clicks = Clicks(ends[1])
    assert [press(ends[0], f"{n} due") for n in (1, 2, 3)] == [TAKEN] * 3
    assert [clicks.next() for _ in range(3)] == [("1", "due"), ("2", "due"), ("3", "due")]


def test_without_a_click_it_ends_and_takes_none(ends: Ends) -> None:
    clicks = Clicks(ends[1], idle=0.05)
    assert press(ends[0], "1 due") == TAKEN
    assert clicks.next() == ("1", "due")
    assert clicks.next() is None
    assert press(ends[0], "2 due") == b""


def test_it_ends_with_the_office(ends: Ends) -> None:
    clicks = Clicks(ends[1])
    assert press(ends[0], "1 due") == TAKEN
    ends[0].close()
    assert clicks.next() == ("1", "due")
    assert clicks.next() is None


def test_another_version_is_left_to_another_worker(
    ends: Ends, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = tmp_path / "worker.py"
    installed.write_text("old")
    monkeypatch.setattr(worker, "__file__", str(installed))
    clicks = Clicks(ends[1])
    assert press(ends[0], "1 due") == TAKEN
    (tmp_path / "new.py").write_text("new")
    (tmp_path / "new.py").replace(installed)
    assert press(ends[0], "2 due") == b""
    assert [clicks.next(), clicks.next()] == [("1", "due"), None]


@pytest.mark.parametrize("line", ["", "one", "one two three", "é due", "x" * 500])
def test_what_is_no_click_ends_it(ends: Ends, line: str) -> None:
    clicks = Clicks(ends[1])
    assert press(ends[0], line) == b""
    assert clicks.next() is None


_EXTENSION = """
import importlib.util, sys, time
from pathlib import Path
spec = importlib.util.spec_from_file_location("handler", sys.argv[1])
handler = importlib.util.module_from_spec(spec)
spec.loader.exec_module(handler)
handler.pipe_of = lambda context: "a pipe"
for number in sys.argv[2:]:
    handler.start(None, number, "help_")
    if number == "2":  # until that worker waited in vain for another
        time.sleep(1)
for link in handler._worker:
    link.close()
"""
# One that does what the real one does with its socket; after the click "2" it waits no longer.
_WORKER = """#!{python}
import os, sys
sys.path.insert(0, {package!r})
from trackrecord.office.addin.libreoffice_worker import clicks_on_input
clicks, click = clicks_on_input(), (sys.argv[-3], sys.argv[-1])
while click:
    with open({told!r}, "a") as told:
        told.write(f"{{os.getpid()}} {{click[0]}}\\n")
    if click[0] == "2":
        clicks._idle = 0.1
    click = clicks.next()
"""


def test_the_extension_hands_over_each_click_once(tmp_path: Path) -> None:
    """To the worker that is there; to a new one where that has ended."""
    package = Path(worker.__file__).parents[3]
    handler = tmp_path / "handler.py"
    handler.write_text(Path(worker.__file__).with_name("libreoffice_handler.py").read_text())
    program, told = tmp_path / "python", tmp_path / "told"
    program.write_text(_WORKER.format(python=sys.executable, package=str(package), told=str(told)))
    program.chmod(0o755)
    (tmp_path / "config.json").write_text(
        '{"id": "x", "headless": "H", "uno": "", "worker": "w", "module": "m", "interpreter": '
        f'"{program}"}}'
    )
    (tmp_path / "press.py").write_text(_EXTENSION)
    command = ["/usr/bin/python3", tmp_path / "press.py", handler, "1", "3", "2", "4", "5"]
    done = subprocess.run(
        command,
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    last = time.monotonic() + 10
    while told.read_text().count("\n") < 5 and time.monotonic() < last:
        time.sleep(0.01)
    lines = [line.split() for line in told.read_text().splitlines()]
    assert [click for _, click in lines] == ["1", "3", "2", "4", "5"]
    first, second = {who for who, _ in lines[:3]}, {who for who, _ in lines[3:]}
    assert len(first) == len(second) == 1
    assert first != second
