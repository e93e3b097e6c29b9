"""Exports: a long table for R and pandas, Fatebook's CSV, and a web page anybody can read."""

import csv
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from support.browser import looked_at
from support.other_records import SMALL
from support.records import AS_OF, records, small_record, sound_records

from trackrecord.actions.exporting import export
from trackrecord.actions.reading import bundled, read_any, read_checked
from trackrecord.cli.main import main
from trackrecord.core.assessing import assess
from trackrecord.core.model import Forecast, Outcome, Question, Record, Void
from trackrecord.exchange import csv_folder
from trackrecord.exchange.export_tables import fatebook, long_table
from trackrecord.exchange.page.one_page import one_page
from trackrecord.tables.kinds import plain
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.schema import shown

DAY = date(2026, 11, 24)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


@settings(max_examples=30)
@given(sound_records())
def test_long_table_holds_every_score(record: Record) -> None:
    found = rows(long_table(record, AS_OF))
    said = [row for row in assess(record, AS_OF) if row.forecast.issued <= AS_OF]
    for row, wanted in zip(found, said, strict=True):
        assert row["Forecast"] == wanted.forecast.forecast
        for column in FORECASTS.calculated:
            assert row[column.header] == plain(shown(wanted, column))
        assert row["Title"] == (wanted.question.title if wanted.question else "")
        assert row["As of"] == str(AS_OF)


@settings(max_examples=60)
@given(records())
def test_no_export_starts_a_formula(record: Record) -> None:
    for text in (long_table(record, AS_OF), fatebook(record)[0]):
        for cells in csv.reader(StringIO(text, newline="")):
            for cell in cells:
                assert not re.match(r"[=@\t\r]|[+-](?!\d|\.\d|inf|nan)", cell)


def resolved() -> Record:
    day = date(2025, 2, 1)
    return replace(
        small_record(),
        outcomes=(
            Outcome("when", date(2024, 2, 10), day, day, "S"),
            Outcome("how-many", Void.ANNULLED, day, day, "S", "broken"),
            Outcome("whether", True, day, day, "S"),
        ),
    )


def test_fatebook_takes_what_it_can_hold_and_gives_it_back(tmp_path: Path) -> None:
    text, left = fatebook(resolved())
    assert left == 4
    found = rows(text)
    assert [row["forecast"] for row in found] == ["70", "0", "0"]
    assert {row["resolution"] for row in found} == {"YES"}
    assert {row["resolvedAt"] for row in found} == {"2025-02-01"}
    (tmp_path / "fatebook.csv").write_text(text, encoding="utf-8")
    again = read_any([tmp_path / "fatebook.csv"]).record
    titles = {row.question: row.title for row in again.questions}
    assert {(titles[row.question], row.low, row.issued) for row in again.forecasts} == {
        ("Whether?", 0.7, date(2024, 1, 1)),
        ("Whether?", 0.0, date(2024, 1, 1)),
        ("Whether?", 0.0, date(2024, 2, 1)),
    }
    assert [(row.value, row.known) for row in again.outcomes] == [(True, date(2025, 2, 1))]
    assert [row.resolves for row in again.questions] == [date(2025, 1, 1)]


def test_a_folder_gives_the_whole_record_back(tmp_path: Path) -> None:
    export(bundled(), tmp_path / "mine", "csv", DAY)
    assert read_checked(tmp_path / "mine")[0] == read_checked(bundled())[0]


class Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> javascript:alert(3) &amp;"


def hostile() -> Record:
    question = Question("q", HOSTILE, "yes/no", date(2024, 1, 1), HOSTILE)
    forecast = Forecast(
        "f",
        "q",
        "ann",
        small_record().forecasts[0].claim,
        date(2023, 1, 1),
        HOSTILE,
        1.0,
        1.0,
        quote=HOSTILE,
        source=f'http://x.org/"onclick="{HOSTILE}',
    )
    return Record(
        small_record().forecasters,
        (question,),
        (forecast,),
        (Outcome("q", True, date(2024, 1, 1), date(2024, 1, 1), HOSTILE, HOSTILE),),
    )


@settings(max_examples=60)
@given(records())
def test_all_text_is_text(record: Record) -> None:
    usual = set(Tags(one_page(resolved(), AS_OF, "x")).tags)
    read = Tags(one_page(record, AS_OF, HOSTILE))
    assert set(read.tags) <= usual | {"ul", "li"}
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert all(
        (value or "").startswith(("http://", "https://", "#"))
        for name, value in read.attributes
        if name in ("href", "src")
    )


def test_the_page_says_what_there_is() -> None:
    text = Tags(one_page(resolved(), AS_OF, "My record")).text
    for wanted in (
        "My record",
        "As known on 2025-06-01",
        "Right.",
        "Void: the question was broken",
        "2024-02-10",
        "50-60k",
        "at least 100,000",
        "S",
    ):
        assert wanted in text
    earlier = Tags(one_page(resolved(), date(2024, 6, 1), "My record")).text
    assert "2024-02-10" not in earlier
    assert "Open. To be known from 2025-01-01 on." in earlier


@pytest.mark.parametrize("name", ["bundled", "hostile", *SMALL])
def test_in_a_browser(name: str, tmp_path: Path) -> None:
    """At the width of a telephone and of a desk; axe looks for what shuts people out."""
    made = {"bundled": lambda: read_checked(bundled())[0], "hostile": hostile, **SMALL}
    record = made[name]()
    path = tmp_path / "page.html"
    path.write_text(
        one_page(record, DAY, HOSTILE if name == "hostile" else "A record"), encoding="utf-8"
    )
    for size, said in looked_at(path, tmp_path).items():
        assert said["passes"] > 10
        assert said["then"] is None  # the contents
        assert (tmp_path / f"{size}.png").stat().st_size > 5_000


def test_on_the_command_line(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(bundled())
    for target, kind in (
        ("page.html", None),
        ("long.csv", None),
        ("fb.csv", "fatebook"),
        ("folder", None),
    ):
        assert main(["export", where, target, *(["--as", kind] if kind else [])]) == 0
        assert target in capsys.readouterr().out
    assert {path.name for path in inside.iterdir()} == {"page.html", "long.csv", "fb.csv", "folder"}
    assert main(["export", where, "no/such/page.html"]) == 1
    assert "could not be saved" in capsys.readouterr().err
    (inside / "folder" / "outcomes.csv").write_text("nonsense", encoding="utf-8")
    assert main(["export", "folder", "page.html"]) == 1
    assert "nothing was written" in capsys.readouterr().err


@pytest.mark.parametrize("before", ["", "\0", "\x01\x02", "\ufeff", "'\0"])
@pytest.mark.parametrize("sign", list("=+-@\t\r"))
def test_no_sign_before_it_makes_a_formula_of_text(before: str, sign: str) -> None:
    text = f"{before}{sign}1+1"
    assert csv_folder.shield(text) == f"'{text}"
    assert csv_folder._unshield(csv_folder.shield(text)) == text
