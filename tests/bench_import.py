"""What importing costs, over building the same record: ``uv run python tests/bench_import.py``.

Three tables of 100,000 rows as others make them, each imported into an empty workbook in a process
of its own, and the record that is in it then built in another: CPU seconds and peak memory.
"""

import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

ROWS = 100_000
START = date(2019, 1, 1)
TEAMS = [f"Team {n}" for n in range(40)]


def games() -> Iterator[list[object]]:
    """As FiveThirtyEight published games: two chances that make one, and what happened."""
    chooser = random.Random(1)  # noqa: S311 - no secret
    yield ["season", "date", "team1", "team2", "prob1", "prob1_outcome", "prob2", "prob2_outcome"]
    for n in range(ROWS):
        p, day = chooser.random(), START + timedelta(n // 40)
        one, two = TEAMS[n % 40], TEAMS[(n + 1 + n // 40 % 38) % 40]
        won = int(chooser.random() < p)
        yield [day.year, day, one, two, p, won, 1 - p, 1 - won]


def hub() -> Iterator[list[object]]:
    """As a forecasting hub has it: seven rows to a forecast, of twenty models."""
    yield [
        "model_id",
        "reference_date",
        "target_end_date",
        "location",
        "target",
        "output_type",
        "output_type_id",
        "value",
    ]
    for n in range(ROWS // 7):
        model, place, week = n % 20, n // 20 % 50, n // 1_000
        day = START + timedelta(7 * week)
        for level in (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975):
            value = round(1_000 * (place + 1) * (0.5 + level), 2)
            end = day + timedelta(7)
            said = [f"model {model}", day, end, f"{place:02}", "wk admissions"]
            yield [*said, "quantile", level, value]


def log() -> Iterator[list[object]]:
    """As PredictionBook's download: a title, a deadline, a confidence, a judgement."""
    chooser = random.Random(2)  # noqa: S311 - no secret
    yield [
        "created_at",
        "creator_label",
        "deadline",
        "description",
        "id",
        "mean_confidence",
        "outcome",
        "last_judgement_at",
    ]
    for n in range(ROWS):
        day, said = START + timedelta(n % 2_000), chooser.randint(0, 100)
        thing = n // 4
        due = START + timedelta(2_000 + thing % 300)
        yield [
            f"{day} 10:00:00 UTC",
            f"user {n % 97}",
            f"{due} 00:00:00 UTC",
            f"Will thing {thing} happen before its day?",
            n,
            said,
            "true" if thing % 3 else "false",
            f"{due} 09:00:00 UTC",
        ]


TABLES: dict[str, Callable[[], Iterator[list[object]]]] = {"games": games, "hub": hub, "log": log}
IMPORT = """
import sys, time
from datetime import date, datetime
from pathlib import Path
from trackrecord.actions import on_file
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.core.model import Record
from trackrecord.workbook.new import write_workbook
table, book = map(Path, sys.argv[1:3])
today = date(2026, 1, 1)
write_workbook(book, Record(), today)
start = time.process_time()
me = on_file.Person("x", today, datetime(2026, 1, 1))
print(on_file.import_from(book, me, [table], Wishes(), lambda _: True)[:60], file=sys.stderr)
"""
BUILD = """
import sys, time, pickle
from datetime import date
from pathlib import Path
from trackrecord.workbook.new import write_workbook
record = pickle.loads(Path(sys.argv[1]).read_bytes())
start = time.process_time()
write_workbook(Path(sys.argv[2]), record, date(2026, 1, 1))
"""
KEEP = """
import sys, pickle
from dataclasses import replace
from pathlib import Path
from trackrecord.workbook.read import read_workbook
record, problems = read_workbook(Path(sys.argv[1]))
assert problems == [] and record.forecasts
Path(sys.argv[2]).write_bytes(pickle.dumps(replace(record, journal=())))
"""
COST = """
peak = next(l.split()[1] for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(time.process_time() - start, peak)
"""


def cost(code: str, *arguments: Path) -> tuple[float, float]:
    """CPU seconds and peak MB of a piece of code in a process of its own."""
    run = [sys.executable, "-c", code + COST, *map(str, arguments)]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    seconds, kilobytes = done.stdout.split()[-2:]
    return float(seconds), int(kilobytes) / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for kind, rows in TABLES.items():
            table, book, kept = (place / f"{kind}.{end}" for end in ("csv", "xlsx", "pickle"))
            with table.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows())
            seconds, memory = cost(IMPORT, table, book)
            subprocess.run([sys.executable, "-c", KEEP, book, kept], check=True)
            built, needed = cost(BUILD, kept, place / "built.xlsx")
            print(
                f"importing {ROWS:,} rows ({kind}): {ROWS / seconds:,.0f} per CPU second; "
                f"{seconds / built:.2f} of build in CPU, {memory / needed:.2f} in memory"
            )


if __name__ == "__main__":
    main()
