"""What the command line says: on the terminal, or as JSON."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any
from unicodedata import category

from trackrecord.core.model import Problem

_MOST_SAID = 1_000
_MOST_ASIDE = 20
_MOST_INDENTED = 1_000
# Kinds of characters that a terminal may take for commands, or that turn its text around.
_COMMANDING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_HARMLESS = "\n\t\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{SOFT HYPHEN}"


def say_problems(problems: Sequence[Problem | str]) -> None:
    """Say each problem, and how many there are."""
    for problem in problems[:_MOST_SAID]:
        say(str(problem))
    if len(problems) > _MOST_SAID:
        say("… (--json names more)")
    _say_how_many(problems)


def say_first_problems(problems: Sequence[Problem]) -> None:
    """Say the first problems, and how many there are, where they are not what was asked for."""
    for problem in problems[:_MOST_ASIDE]:
        say(str(problem))
    if len(problems) > _MOST_ASIDE:
        say(f"… and {len(problems) - _MOST_ASIDE:,} more (trackrecord check names them)")
    _say_how_many(problems)


def _say_how_many(problems: Sequence[Problem | str]) -> None:
    if problems:
        say(f"{len(problems)} problem(s).")


def say(message: str) -> None:
    """Say something to the person, beside what the command gives."""
    print(harmless(message), file=sys.stderr)


def give(text: str) -> None:
    """Give a line of what the command was asked for."""
    print(harmless(text))


def give_first(lines: Iterable[str], of: int, most: int, *, whole: bool) -> None:
    """Give the first lines, or all; say how many more of them there are."""
    for line in lines if whole else islice(lines, most):
        give(line)
    if of > most and not whole:
        sys.stdout.flush()  # what is said comes after it, also where both go into one file
        say(f"… and {of - most:,} more (--all shows them)")


def print_json(document: dict[str, Any]) -> None:
    """Give one JSON document."""
    large = any(isinstance(of, list) and len(of) > _MOST_INDENTED for of in document.values())
    indent = None if large else 2  # four times as fast, and nobody reads so much
    text = json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)
    print(_changed(text, lambda sign: json.dumps(sign)[1:-1]))


def harmless(text: str) -> str:
    r"""Text that tells a terminal nothing: what a file holds may be meant for it, not the reader.

    >>> harmless("a\x1b[2Jb\n\u3000c")
    'a\ufffd[2Jb\n\u3000c'
    """
    return _changed(text, lambda _: "\N{REPLACEMENT CHARACTER}")


def _changed(text: str, to: Callable[[str], str]) -> str:
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        to(sign) if sign not in _HARMLESS and category(sign) in _COMMANDING else sign
        for sign in text
    )


class Progress:
    """Rows written, shown on a terminal once it has taken longer than a second."""

    def __init__(self, title: str) -> None:
        """Under that title."""
        self._title = harmless(title)
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
