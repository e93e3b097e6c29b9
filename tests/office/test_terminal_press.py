"""Buttons pressed from a terminal, in the LibreOffice that a person has open."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from support.workbooks import missing

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.office.addin.running_office import HEADLESS
from trackrecord.office.libreoffice.bridge import environment
from trackrecord.office.libreoffice.engine import ALERTS
from trackrecord.office.libreoffice.launcher import seed_profile
from trackrecord.workbook.new import write_workbook

pytestmark = pytest.mark.libreoffice

PATIENCE = 60  # seconds


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A person's home, whose LibreOffice asks nothing at its first start."""
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    seed_profile(tmp_path / ".config" / "libreoffice" / "4")
    return tmp_path


def press(home: Path, button: str) -> subprocess.CompletedProcess[str]:
    said = {ALERTS: str(home / "alerts"), HEADLESS: "1", "HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "trackrecord.buttons", button],
        env=os.environ | said,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_it_finds_the_workbook_that_is_open(home: Path) -> None:
    path = home / "record.xlsx"
    write_workbook(path, read_checked(bundled())[0], date(2026, 11, 1))
    command = ["soffice", "--headless", "--norestore", str(path)]
    own = environment() | {"HOME": str(home)}
    with subprocess.Popen(command, env=own, start_new_session=True) as office:
        last = time.monotonic() + PATIENCE
        done = press(home, "check")
        while done.returncode and time.monotonic() < last:  # it may be just starting
            time.sleep(0.5)
            done = press(home, "check")
        assert (done.returncode, done.stderr) == (0, "")
        [line] = (home / "alerts").read_text().splitlines()
        assert "OK: 32 forecasts" in json.loads(line)["prompt"]
        assert press(home, "help_").returncode == 0
        os.killpg(office.pid, signal.SIGKILL)


def test_without_an_office_it_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home))
    done = press(home, "check")
    assert done.returncode == 1
    assert "open the workbook in LibreOffice Calc and try again" in done.stderr
