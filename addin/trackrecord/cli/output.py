"""What the command line says: on the terminal, or as JSON."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from trackrecord.core.model import Problem


def say_problems(problems: Sequence[Problem]) -> None:
    """Say each problem, and how many there are."""
    for problem in problems:
        say(str(problem))
    if problems:
        say(f"{len(problems)} problem(s).")


def say(message: str) -> None:
    """Say something to the person, beside what the command gives."""
    # What a file holds may be meant for the terminal, not for the reader.
    shown = (c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in message)
    print("".join(shown), file=sys.stderr)


def print_json(document: dict[str, Any]) -> None:
    """Give one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


class Progress:
    """Rows written, shown on a terminal once it has taken longer than a second."""

    def __init__(self, title: str) -> None:
        """Under that title."""
        self._title = title
        self._start = time.monotonic()
        self._rows = 0
        self._shown: Any = None

    def __enter__(self) -> Callable[[int], None]:
        return self._add

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown.stop()

    def _add(self, rows: int) -> None:
        self._rows += rows
        if self._shown is None and time.monotonic() - self._start > 1 and sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415 - seldom

            self._shown = Console(stderr=True).status(self._title)
            self._shown.start()
        if self._shown is not None:
            self._shown.update(f"{self._title}: {self._rows:,} rows")
