"""A click costs the same number of calls to the spreadsheet for ten forecasts and for 3,000."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import bench
import pytest
import xlwings as xw
from support.workbooks import missing
from xlwings import base_classes

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord import buttons
from trackrecord.actions.session import Session
from trackrecord.core.model import Record
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.office.addin.ribbon import BUTTONS
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.open.screen import OpenScreen
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import OpenWorkbook

pytestmark = pytest.mark.libreoffice

SIZES = (10, 1_000)
AFTER = "Compute accuracy, after an outcome was recorded"
MOST = {"compute_accuracy": 120, AFTER: 160}  # of others 60
SPEED = (Path(__file__).parents[1] / "addin" / "SPEED.md").read_text(encoding="utf-8")
_ENGINE = tuple(
    kind
    for kind in vars(base_classes).values()
    if isinstance(kind, type) and kind.__module__ == base_classes.__name__
)


class Recorder:
    """An object of the engine that counts what xlwings asks of it, and of what it gives."""

    def __init__(self, impl: Any, calls: list[str]) -> None:
        object.__setattr__(self, "_impl", impl)
        object.__setattr__(self, "_calls", calls)

    def __getattr__(self, name: str) -> Any:
        if name in ("read_only", "protect_contents"):  # our engine's own, asked for by our carrier
            self._calls.append(name)
            return getattr(self._impl, name)
        found = getattr(self._impl, name)
        if name == "engine":  # which engine it is, no spreadsheet is asked
            return found
        if callable(found) and not isinstance(found, _ENGINE):

            def call(*arguments: Any, **named: Any) -> Any:
                self._calls.append(name)
                return self._wrapped(found(*map(bare, arguments), **named))

            return call
        self._calls.append(name)
        return self._wrapped(found)

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "options":  # xlwings' own note on a range, not a call
            self._calls.append(f"{name} =")
        setattr(self._impl, name, bare(value))

    def _wrapped(self, found: Any) -> Any:
        return Recorder(found, self._calls) if isinstance(found, _ENGINE) else found

    def __call__(self, *arguments: Any) -> Any:
        self._calls.append("()")
        return self._wrapped(self._impl(*map(bare, arguments)))

    def __bool__(self) -> bool:
        return bool(self._impl)

    def __len__(self) -> int:
        self._calls.append("len")
        return len(self._impl)

    def __iter__(self) -> Iterator[Any]:
        for found in self._impl:
            self._calls.append("next")
            yield self._wrapped(found)

    def __contains__(self, name: object) -> bool:
        self._calls.append("in")
        return name in self._impl


def bare(thing: Any) -> Any:
    """What a recorder records, or the thing itself."""
    if isinstance(thing, xw.Range):
        return bare(thing.impl)
    return thing._impl if isinstance(thing, Recorder) else thing


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, int]]:
    """How many calls each button costs, by the number of forecasts."""
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    xw.engines["libreoffice"].activate()
    app = xw.App(visible=False, add_book=False)
    place = tmp_path_factory.mktemp("calls")
    try:
        return {size: count(app, place, size) for size in SIZES}
    finally:
        app.quit()


def record(size: int) -> Record:
    """So many forecasts, on ten questions at the least."""
    made = bench.record(max(size, 100))
    return replace(made, forecasts=made.forecasts[:size])


class Agreeing(OpenScreen):
    """The screen of somebody who says yes to everything."""

    name = "book"
    folder = Path()

    def __init__(self, workbook: OpenWorkbook, place: Path) -> None:
        super().__init__(workbook.app, workbook, "")
        self.folder = place

    def ask(self, question: str, buttons: str) -> str:
        del question, buttons
        return "yes"


def count(app: xw.App, place: Path, size: int) -> dict[str, int]:
    path = place / f"{size}.xlsx"
    write_workbook(path, record(size), bench.AS_OF)
    book = app.books.open(path)
    app.calculation = "manual"  # what LibreOffice computes is no call
    theirs = place / f"theirs-{size}"
    write_folder(theirs, bench.record(1))
    (theirs / "forecasters.csv").write_text(
        "Forecaster,Kind,Note\nnew,analyst,\n" + "".join(f"who{n},analyst,\n" for n in range(20))
    )
    calls: list[str] = []
    recorded = xw.Book(impl=Recorder(book.impl, calls))
    counted = xw.App(impl=Recorder(app.impl, calls))
    found = {}
    # What stands there already is taken into the Journal by the first change, whose cost it is.
    for name in ("void", "compute_accuracy"):
        book.sheets["Questions"]["A5"].select()
        workbook = OpenWorkbook(book, app)
        screen = Agreeing(workbook, place)
        session = Session(OpenStore(workbook), bench.AS_OF, datetime(2026, 1, 1), "ann", screen.ask)
        buttons.action_of(name)(session, screen)
    for name in sorted(buttons.ACTIONS, key="add_forecast".__eq__):  # it leaves a row begun
        if name in ("new", "import_record"):  # their cost is that of the file they make or read
            continue
        book.sheets["Questions"]["A2"].select()
        workbook = OpenWorkbook(recorded, counted)  # made anew by each click
        screen = Agreeing(workbook, place)
        session = Session(OpenStore(workbook), bench.AS_OF, datetime(2026, 1, 1), "ann", screen.ask)
        calls.clear()
        buttons.action_of(name)(session, screen)
        found[name] = len(calls)
    for name in ("record_outcome", "compute_accuracy"):  # now there is something new
        book.sheets["Questions"]["A4"].select()
        workbook = OpenWorkbook(recorded, counted)
        session = Session(OpenStore(workbook), bench.AS_OF, datetime(2026, 1, 2), "ann", screen.ask)
        calls.clear()
        buttons.action_of(name)(session, Agreeing(workbook, place))
        app.selection.value = 30_000.0
    found[AFTER] = len(calls)
    book.close()
    return found


def test_the_number_of_calls_does_not_grow(counts: dict[int, dict[str, int]]) -> None:
    few, many = (counts[size] for size in SIZES)
    assert {name: calls for name, calls in many.items() if calls > few[name]} == {}


def test_each_click_costs_few_calls(counts: dict[int, dict[str, int]]) -> None:
    for action, calls in counts[10].items():
        assert calls <= MOST.get(action, 60), action


def test_the_page_has_the_numbers(counts: dict[int, dict[str, int]]) -> None:
    labels = {button.action: button.label for button in BUTTONS} | {AFTER: AFTER}
    for action, calls in counts[10].items():
        line = re.search(rf"^\| \*?\*?{labels[action]}\*?\*? \| (\d+) \|", SPEED, re.MULTILINE)
        assert line, f"| {labels[action]} | {calls} |"
        assert int(line[1]) == calls, f"| {labels[action]} | {calls} |"
