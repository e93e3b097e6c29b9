"""One real mouse click: a window under Xvfb, the toolbar's button, the cell it opens."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from support.workbooks import missing

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.office.addin import libreoffice_file as extension
from trackrecord.office.addin.ribbon import BUTTONS, TAB
from trackrecord.office.libreoffice.launcher import Office, seed_profile
from trackrecord.workbook.new import write_workbook

pytestmark = pytest.mark.libreoffice

PATIENCE = 30  # seconds
TOOLBAR = f"private:resource/toolbar/addon_{extension.ID}"


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A screen that nobody sees."""
    for program in ("Xvfb", "xdotool", "import", "soffice"):
        if shutil.which(program) is None:
            missing(program)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        monkeypatch.setenv("DISPLAY", f":{told.readline().strip()}")
    monkeypatch.setenv("SAL_USE_VCLPLUGIN", "gen")
    yield
    server.terminate()
    server.wait()


def until(found: Callable[[], Any], what: str) -> Any:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        with contextlib.suppress(Exception):  # windows come and go
            if thing := found():
                return thing
        time.sleep(0.1)
    raise AssertionError(f"{what} did not appear")


def parts(context: Any) -> Iterator[Any]:
    """What an assistive tool is told about a window: its parts, with names and places."""
    yield context
    for number in range(min(context.getAccessibleChildCount(), 60)):
        child = context.getAccessibleChild(number)
        if child is not None:
            yield from parts(child.getAccessibleContext())


def click(part: Any) -> None:
    place, size = part.getLocationOnScreen(), part.getSize()
    x, y = place.X + size.Width // 2, place.Y + size.Height // 2
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)


@pytest.mark.usefixtures("screen")
def test_a_click_opens_the_row(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    seed_profile(profile)
    made = tmp_path / "trackrecord.oxt"
    extension.build_extension(
        made,
        BUTTONS,
        Path(sys.executable),
        version="0.1.0",
        title=TAB,
        module="trackrecord.buttons",
    )
    everybody = os.geteuid() == 0  # LibreOffice keeps none for root alone
    extension.install_extension(made, profile, everybody=everybody)
    engine = xw.engines["libreoffice"]
    engine.activate()
    app = xw.App(impl=engine.impl.apps.adopt(Office(headless=False, profile=profile)))
    try:
        _click_and_type(app, tmp_path)
    finally:
        app.quit()
        extension.uninstall_extension(profile, everybody=everybody)


def _click_and_type(app: xw.App, tmp_path: Path) -> None:
    record, _ = read_checked(bundled())
    path = tmp_path / "record.xlsx"
    write_workbook(path, record, date(2026, 11, 1))
    book = app.books.open(path)
    rows = [row.question for row in record.questions]
    book.sheets["Questions"][f"B{rows.index('models in Zhenjiang 2024') + 2}"].select()
    frame = book.api.CurrentController.Frame

    def button() -> Any:
        bar = frame.LayoutManager.getElement(TOOLBAR).getRealInterface().getAccessibleContext()
        named = {part.getAccessibleName(): part for part in parts(bar)}
        assert {button.label for button in BUTTONS} <= set(named)
        return named["Record outcome"]

    def ok() -> Any:
        toolkit = app.impl.service("com.sun.star.awt.Toolkit")
        windows = [toolkit.getTopWindow(n) for n in range(toolkit.getTopWindowCount())]
        return next(
            part
            for window in windows
            for part in parts(window.getAccessibleContext())
            if part.getAccessibleName() == "OK"
        )

    click(until(button, "the button"))
    confirm = until(ok, "the message")
    picture = tmp_path / "screen.png"
    subprocess.run(["import", "-window", "root", str(picture)], check=True)
    assert picture.stat().st_size > 10_000
    if keep := os.environ.get("SCREENSHOT"):
        shutil.copy(picture, keep)
    click(confirm)
    line = len(record.outcomes) + 2
    cell = until(lambda: book.sheets["Outcomes"][f"A{line}"].value, "the new row")
    assert cell == "models in Zhenjiang 2024"
    assert app.selection is not None
    assert app.selection.address == f"$B${line}"
    assert app.selection.sheet.name == "Outcomes"
