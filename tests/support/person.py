"""Somebody at the spreadsheet, for the tests of the buttons."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw
from support.records import AS_OF

from trackrecord import buttons
from trackrecord.core.model import Problem, Record
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import OpenWorkbook


class Person:
    """Somebody at the spreadsheet: opens files, types, clicks, reads what is said."""

    def __init__(self, app: xw.App, place: Path, alerts: Path) -> None:
        self.app, self.place, self.alerts = app, place, alerts
        self.book: Any = None

    def open(self, record: Record, name: str = "record.xlsx", **how: Any) -> Any:
        path = self.place / name
        write_workbook(path, record, AS_OF)
        return self.use(self.app.books.open(path, **how))

    def use(self, book: Any) -> Any:
        self.book = book
        book.set_mock_caller()
        return book

    def click(self, button: str, *answers: str) -> str:
        """Press a button, answer its questions, and read its message."""
        self.alerts.write_text("")
        self.app.impl.answers[:] = answers
        getattr(buttons, button)()
        said = [json.loads(line) for line in self.alerts.read_text().splitlines()]
        assert not self.app.impl.answers, "a question was not asked"
        assert said[-1]["buttons"] == "ok"
        return str(said[-1]["prompt"])

    def type(self, sheet: str, cell: str, *values: object) -> None:
        self.book.sheets[sheet][cell].value = list(values)

    def select(self, sheet: str, cell: str) -> None:
        self.book.sheets[sheet][cell].select()

    @property
    def here(self) -> str:
        """Where the person is now."""
        chosen = self.app.selection
        assert chosen is not None
        return f"{chosen.sheet.name} {chosen.get_address(False, False)}"

    def record_with_problems(self) -> tuple[Record, list[Problem]]:
        return OpenStore(OpenWorkbook(self.book)).read()

    def record(self) -> Record:
        record, problems = self.record_with_problems()
        assert problems == []
        return record


@contextmanager
def somebody_else() -> Iterator[None]:
    """As a user whom permissions bind, which they do not bind root."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
