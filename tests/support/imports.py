"""Somebody else's table brought into an empty workbook, as a person does it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from trackrecord.actions import on_file
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.actions.on_file import Person
from trackrecord.core.model import Forecast, Outcome, Record
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

TODAY = date(2026, 11, 30)
PERSON = Person("ann", TODAY, datetime(2026, 11, 30, 12, 0))


class Book:
    """A workbook that tables are imported into."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.path = place / "book.xlsx"
        self.shown: dict[str, Any] = {}
        self.asked = ""
        write_workbook(self.path, Record(), TODAY)

    def file(self, text: str | bytes, name: str = "table.csv") -> Path:
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def take(self, *sources: Path | str, **wishes: Any) -> str:
        """Import files, or the text of one; what was said."""
        paths = [self.file(one) if isinstance(one, str) else one for one in sources]
        self.shown = {}

        def agree(asked: str) -> bool:
            self.asked = asked
            return True

        return on_file.import_from(self.path, PERSON, paths, Wishes(**wishes), agree, self.shown)

    @property
    def record(self) -> Record:
        record, problems = read_workbook(self.path)
        assert problems == []
        return record

    @property
    def rows(self) -> dict[str, int]:
        """What became of the rows of the last file; they add up."""
        counts: dict[str, int] = self.shown["rows"]
        parts = ("taken", "same", "skipped", "passed_over")
        assert counts["rows"] == sum(counts[part] for part in parts)
        return counts

    @property
    def forecasts(self) -> tuple[Forecast, ...]:
        return self.record.forecasts

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return {row.question: row for row in self.record.outcomes}

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.record.questions]
