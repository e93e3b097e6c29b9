"""How fast, as ratios within one run: ``uv run python tests/bench.py``.

Absolute times mean nothing on a noisy machine. Building is measured over openpyxl's own time to
write the same cells (values, formulas and number formats, streamed in write-only mode, its fastest
way), once with everything around it; growth is measured from 10,000 to 50,000 forecasts.
"""

import csv
import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import xlwings
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

import bench_import
from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.assessing import assess
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Claim, Forecast, Forecaster, Outcome, Question, Record
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.office.addin.libreoffice_worker import TAKEN
from trackrecord.office.addin.running_office import HEADLESS
from trackrecord.office.libreoffice.engine import ALERTS
from trackrecord.tables.kinds import unparse
from trackrecord.tables.number_formats import number_format
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.schema import file_formula
from trackrecord.workbook.new import write_workbook

AS_OF = date(2026, 1, 1)
SIZES = (1_000, 10_000, 50_000)


def record(size: int) -> Record:
    """Forecasts of all shapes on a tenth as many questions, most of them resolved."""
    start = date(2020, 1, 1)
    units = ("date", "cars", "yes/no")
    questions = tuple(
        Question(f"q{n}", f"Question {n}", units[n % 3], start + timedelta(n % 2000), "Criterion.")
        for n in range(max(1, size // 10))
    )
    values = (start + timedelta(500), 1000.0, True)
    outcomes = tuple(
        Outcome(row.question, values[n % 3], row.resolves, row.resolves, "Source")
        for n, row in enumerate(questions)
        if n % 5
    )
    lows = (start + timedelta(400), 900.0, 0.7)
    highs = (start + timedelta(430), 1100.0, 0.7)
    forecasts = tuple(
        Forecast(
            f"f{n}",
            f"q{n % len(questions)}",
            f"who{n % 20}",
            Claim.FORECAST,
            start,
            "wording",
            lows[n % len(questions) % 3],
            highs[n % len(questions) % 3],
            None,
            "",
            "A quote of some words, as they are in an article.",
            "https://example.org/article",
        )
        for n in range(size)
    )
    people = tuple(Forecaster(f"who{n}", "analyst") for n in range(20))
    return Record(people, questions, forecasts, outcomes)


def plain_openpyxl(made: Record, path: Path) -> None:
    """The cells of the Forecasts sheet alone, as openpyxl writes them: no scores beside them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Forecasts")
    sheet.append([column.header for column in FORECASTS.columns])
    formulas = ["=" + file_formula(FORECASTS, column) for column in FORECASTS.calculated]
    for row in made.forecasts:
        cells = []
        for column in FORECASTS.inputs:
            value = unparse(getattr(row, column.field))
            cell = WriteOnlyCell(sheet, value)
            cell.number_format = number_format(column.kind, value)
            cells.append(cell)
        sheet.append([*cells, *formulas])
    book.save(path)


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        times = {}
        print(f"{'forecasts':>10} {'build':>8} {'openpyxl':>9} {'ratio':>6}")
        for size in SIZES:
            made = record(size)
            path = Path(place) / "bench.xlsx"
            build = min(
                seconds(lambda m=made, p=path: write_workbook(p, m, AS_OF)) for _ in range(2)
            )
            plain = min(seconds(lambda m=made, p=path: plain_openpyxl(m, p)) for _ in range(2))
            times[size] = build
            print(f"{size:>10,} {build:>7.2f}s {plain:>8.2f}s {build / plain:>6.2f}")
        growth = times[50_000] / times[10_000]
        print(f"growth from 10,000 to 50,000 forecasts: {growth:.1f} times (linear: 5.0)")
        scoring = seconds(lambda: assess(record(50_000), AS_OF))
        print(f"scoring 50,000 forecasts: {scoring / times[50_000]:.0%} of building them")
        print(f"peak memory of building 50,000: {peak(50_000):.0f} MB, 1,000: {peak(1_000):.0f} MB")
        print(
            "score, over reading the same CSV with the csv module: "
            + ", ".join(f"{size:,}: {score_ratio(size):.0f}" for size in (10_000, 100_000))
        )
        print(f"command line, bundled record: {start_ratio(place):.1f} times a bare interpreter")
        print("recording one outcome in 50,000 forecasts: " + recording(Path(place)))
        bench_import.main()
        if shutil.which("soffice"):
            print(
                "from click to finished in LibreOffice, over a bare import of xlwings: "
                + ", ".join(f"{name} {ratio:.1f}" for name, ratio in click_ratios(place).items())
            )


def score_ratio(size: int) -> float:
    """Reading, checking and scoring a folder of so many forecasts, over csv.reader alone."""
    gc.disable()  # as the command does
    try:
        with tempfile.TemporaryDirectory() as place:
            write_folder(Path(place), record(size))

            def read_csv() -> None:
                for path in Path(place).glob("*.csv"):
                    with path.open(newline="", encoding="utf-8") as file:
                        for _ in csv.reader(file):
                            pass

            def score() -> None:
                made, _ = read_checked(Path(place))
                standings(made, AS_OF)

            return min(map(seconds, [score] * 2)) / min(map(seconds, [read_csv] * 3))
    finally:
        gc.enable()


def peak(size: int) -> float:
    """Peak memory in MB of a process of its own that builds so many forecasts."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import bench, tempfile;"
        "from pathlib import Path;"
        "path = Path(tempfile.mkdtemp()) / 'b.xlsx';"
        f"bench.write_workbook(path, bench.record({size}), bench.AS_OF);"
        "print(*(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


RECORD = """
import gc; gc.disable()
import sys
from datetime import date, datetime
from pathlib import Path
from trackrecord.actions import on_file
on_file.record(Path(sys.argv[1]), on_file.Person("x", date(2026, 1, 1), datetime(2026, 1, 1)),
             sys.argv[2], "2021-05-01", known=date(2025, 1, 1), source="S")
"""
OPENPYXL = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[1])"
PEAK = """
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def recording(place: Path) -> str:
    """One outcome recorded in a process of its own, over openpyxl's load and save of the file."""
    path = place / "large.xlsx"
    write_workbook(path, record(50_000), AS_OF)

    def run(code: str, *arguments: str) -> tuple[float, float]:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code + PEAK, path, *arguments],
            check=True,
            capture_output=True,
            text=True,
        )
        return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024

    first, then = run(RECORD, "q0"), run(RECORD, "q15")
    other = run(OPENPYXL)
    worked_in = run(RECORD, "q30")
    return (
        f"{other[0] / first[0]:.1f} and then {other[0] / then[0]:.1f} times as fast as "
        f"openpyxl's load and save, in {first[1]:.0f} MB of its {other[1]:.0f} MB; "
        f"{other[0] / worked_in[0]:.1f} times in {worked_in[1]:.0f} MB after its save"
    )


def start_ratio(place: str) -> float:
    def command(*arguments: str) -> float:
        run = [sys.executable, *arguments]
        return min(
            seconds(lambda: subprocess.run(run, cwd=place, check=True, capture_output=True))
            for _ in range(5)
        )

    return command("-m", "trackrecord", "build") / command("-c", "pass")


# Without what it would load where it is installed, which the product does not install.
BARE = """
import sys
sys.modules.update(dict.fromkeys(["matplotlib", "numpy", "pandas", "PIL", "polars"]))
import xlwings
"""

WORKER = "trackrecord.office.addin.libreoffice_worker"


def click_ratios(place: str) -> dict[str, float]:
    """From click to message on the bundled record, over ``import xlwings`` alone.

    The first click, which starts the worker, over an import with all that is installed here, which
    xlwings loads too; those that follow over an import with what the product installs.
    """
    path, alerts = Path(place) / "click.xlsx", Path(place) / "alerts"
    build(bundled(), path, AS_OF)
    xlwings.engines["libreoffice"].activate()
    app = xlwings.App(visible=False, add_book=False)
    environment = dict(os.environ, **{HEADLESS: "1", ALERTS: str(alerts)})
    environment.pop("PYTHONPATH", None)
    ours, theirs = socket.socketpair()
    workers = []

    def start(code: str) -> float:
        command = [sys.executable, "-c", code]
        run = partial(subprocess.run, command, env=environment, check=True)
        return min(seconds(run) for _ in range(5))

    def click(action: str) -> float:
        """Seconds until the message is there."""
        book.sheets["Questions"]["A24"].select()
        alerts.write_text("")
        begun = time.perf_counter()
        if workers:
            ours.sendall(f"{book.api.RuntimeUID} {action}\n".encode())
            assert ours.recv(1) == TAKEN
        else:
            arguments = (app.impl.office.pipe, book.api.RuntimeUID, "trackrecord.buttons", action)
            command = [sys.executable, "-m", WORKER, *arguments]
            workers.append(subprocess.Popen(command, env=environment, stdin=theirs))
        while '"ok"' not in alerts.read_text(encoding="utf-8"):
            time.sleep(0.001)
        return time.perf_counter() - begun

    try:
        book = app.books.open(path)
        first, bare = click("help_") / start("import xlwings"), start(BARE)
        taken: dict[str, list[float]] = {}
        for _ in range(5):
            for action in ("help_", "record_outcome", "undo", "compute_accuracy"):
                taken.setdefault(action, []).append(click(action) / bare)
        return {"first click": first} | {name: min(found) for name, found in taken.items()}
    finally:
        ours.close()
        theirs.close()
        app.quit()
        for worker in workers:
            worker.wait()


if __name__ == "__main__":
    main()
