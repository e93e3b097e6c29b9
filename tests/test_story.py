"""From the sentence just read to a page: the commands of the README, in an empty folder."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from trackrecord import clock
from trackrecord.actions.reading import read_place
from trackrecord.cli.main import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
STORY = re.findall(r"^    (trackrecord .*)$", README, re.MULTILINE)


def test_the_story_of_the_readme(
    inside: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 30))
    assert [shlex.split(line)[1] for line in STORY] == [
        *("new", "add", "add", "add", "record", "score", "export")
    ]
    options = set(re.findall(r" (--\w+)", "\n".join(STORY)))
    assert options == {"--question", "--issued", "--source"}
    for line in STORY:
        assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err
    record, problems = read_place(inside / "mine.xlsx")
    assert problems == []
    assert [(q.unit, q.resolves) for q in record.questions] == [
        ("cars", date(2025, 1, 1)),
        ("date", date(2024, 3, 1)),
    ]
    assert [(f.forecast, f.low, f.high) for f in record.forecasts] == [
        ("1", 50_000.0, 60_000.0),
        ("2", 100_000.0, 100_000.0),
        ("3", date(2024, 2, 1), date(2024, 2, 29)),
    ]
    assert "28 days late" in capsys.readouterr().out
    page = (inside / "mine.html").read_text(encoding="utf-8")
    assert "Ming-Chi Kuo" in page
    assert main(["check", "mine.xlsx"]) == 0
