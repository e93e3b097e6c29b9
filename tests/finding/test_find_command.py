"""The command find: from an article to a workbook, with a yes to each forecast."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import trackrecord as tr
from trackrecord.cli import asking
from trackrecord.cli.main import main
from trackrecord.core.model import Record

ARTICLE = (
    "The new line\n\n"
    "Ann Lee said the line will open in May 2027. Bo Chen expects at least 900 cars by the end of "
    "2028, and the shop was built in 2019.\n\n"
    "“It will cost around $3 million in 2027,” Lee said.\n"
)
PAGE = (
    "<!doctype html><html><head><title>x</title><script>alert('Ann Lee said it will open in May "
    "2031.')</script></head><body><nav>Menu will open in May 2032</nav><article>"
    "<h1>The new line</h1><p>Ann Lee said the line will open in May 2027. Nobody else spoke that "
    "day, though many had come to hear about the works and about the long road to it.</p><p>It was "
    "a cold morning, and the hall was full of people who had waited for an hour or more.</p>"
    "</article><img src=x onerror=alert(1)></body></html>"
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    assert main(["new", str(tmp_path / "mine.xlsx")]) == 0
    return tmp_path / "mine.xlsx"


def article(tmp_path: Path, text: str = ARTICLE, name: str = "article.txt") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def find(*arguments: str) -> int:
    return main(["find", *arguments, "--issued", "2026-01-05"])


def json_of(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_json_has_each_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(article(tmp_path), "--json") == 0
    first, second, third = json_of(capsys)["claims"]
    start, end = first["where"]["start"], first["where"]["end"]
    assert ARTICLE[start:end] == first.pop("quote")
    assert first["where"].pop("paragraph") == 2
    assert {key: first[key] for key in ("forecaster", "wording", "unit", "low", "high")} == {
        "forecaster": "Ann Lee",
        "wording": "in May 2027",
        "unit": "date",
        "low": "2027-05-01",
        "high": "2027-05-31",
    }
    assert (first["issued"], first["claim"], first["restates"]) == ("2026-01-05", "plan", None)
    assert (second["low"], second["high"], second["unit"]) == (900.0, None, "cars")
    assert third["low"] is None
    assert "around" in third["asked"]


def test_lines_are_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(article(tmp_path)) == 0
    said = capsys.readouterr()
    assert "1 of 3, paragraph 2: “the line will open in May 2027”" in said.out
    assert "read: 2027-05-01 to 2027-05-31 (date)" in said.out
    assert "question: When will the line open?" in said.out
    assert "--into WORKBOOK" in said.err


def test_standard_input_and_python_say_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trackrecord", "find", "-", "--json"]
    done = subprocess.run(
        command, input=ARTICLE.encode(), capture_output=True, check=True, cwd=tmp_path
    )
    quotes = [claim["quote"] for claim in json.loads(done.stdout)["claims"]]
    assert quotes == [row["quote"] for row in tr.find(ARTICLE)]


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "gb18030"])
def test_texts_of_other_programs(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "陶以宁认为，手机明年销量为500万至600万台。\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode(code))
    assert find(str(tmp_path / "a.txt"), "--json") == 0
    [claim] = json_of(capsys)["claims"]
    assert (claim["forecaster"], claim["high"]) == ("陶以宁", 6_000_000.0)


def test_of_a_page_only_the_article_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find(article(tmp_path, PAGE, "page.html"), "--json") == 0
    [claim] = json_of(capsys)["claims"]
    assert (claim["forecaster"], claim["low"]) == ("Ann Lee", "2027-05-01")


def test_yes_takes_what_is_sure_as_one_action(
    tmp_path: Path, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "https://example.org/line"
    assert find(article(tmp_path), "--into", str(workbook), "--yes", "--source", source) == 0
    said = capsys.readouterr()
    assert "2 forecasts were added." in said.out
    assert "Left: “It will cost around $3 million" in said.err
    record = tr.read(workbook)
    assert [row.forecaster for row in record.forecasts] == ["Ann Lee", "Bo Chen"]
    assert {row.source for row in record.forecasts} == {source}
    assert record.forecasts[0].quote == "the line will open in May 2027"
    assert tr.check(workbook) == []
    assert main(["undo", str(workbook)]) == 0
    assert tr.read(workbook).forecasts == tr.read(workbook).questions == ()


def test_taken_twice_it_stands_there_once(tmp_path: Path, workbook: Path) -> None:
    for _ in range(2):
        assert find(article(tmp_path), "--into", str(workbook), "--yes") == 0
    assert len(tr.read(workbook).forecasts) == 2


def answered(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("trackrecord.cli.find.is_terminal", lambda: True)
    monkeypatch.setattr(asking, "is_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def taken(workbook: Path) -> Record:
    return tr.read(workbook)


def test_a_person_says_yes_no_mends_and_says_whose(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ("w", "Ann B. Lee", "y", "n", "m", "$3 million", "", "", "y", "2028-01-01")
    answered(monkeypatch, *answers)
    assert find(article(tmp_path), "--into", str(workbook)) == 0
    first, second = taken(workbook).forecasts
    assert (first.forecaster, first.wording) == ("Ann B. Lee", "in May 2027")
    assert (second.wording, second.low, second.quote) == (
        "$3 million",
        3e6,
        "It will cost around $3 million in 2027",
    )


def test_who_quits_keeps_what_was_taken(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, "", "q")
    assert find(article(tmp_path), "--into", str(workbook)) == 0
    assert len(taken(workbook).forecasts) == 1


def test_where_the_input_ends_nothing_is_changed(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workbook.read_bytes()
    answered(monkeypatch, "y")
    assert find(article(tmp_path), "--into", str(workbook)) == 1
    assert workbook.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.txt"], "nowhere.txt cannot be read"),
        (["."], "is a folder"),
        (["binary"], "is no text in UTF-8"),
        (["article.txt", "--into", "nowhere.xlsx"], "nowhere.xlsx does not exist"),
        (["article.txt", "--into", "mine.xlsx"], "nobody can be asked here"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    workbook: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert workbook.exists()
    article(tmp_path)
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 4)
    monkeypatch.chdir(tmp_path)
    assert find(*arguments) == 1
    assert message in capsys.readouterr().err
