"""The calendar of what is due, read by another library and by hand."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from support.records import days, small_record, texts

from trackrecord.actions.reading import bundled
from trackrecord.cli.main import main
from trackrecord.core.model import Outcome, Question, Record
from trackrecord.exchange.export_calendar import calendar

NOW = datetime(2025, 6, 1, 12, 0)


def events(data: bytes) -> dict[str, Any]:
    read = vobject.readOne(data.decode())
    return {event.uid.value: event for event in read.contents.get("vevent", [])}


def test_every_open_question_is_an_event_of_its_day() -> None:
    record = replace(
        small_record(),
        outcomes=(
            Outcome("when", date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 1), "S"),
            Outcome("whether", None, None, None),
        ),
    )
    found = events(calendar(record, NOW))
    assert set(found) == {"how-many@trackrecord", "whether@trackrecord"}
    event = found["how-many@trackrecord"]
    assert (event.dtstart.value, event.dtend.value) == (date(2025, 1, 1), date(2025, 1, 2))
    assert event.summary.value == "What happened? How many?"
    assert "- ann: 50-60k" in event.description.value
    assert event.transp.value == "TRANSPARENT"
    [alarm] = event.contents["valarm"]
    assert alarm.trigger.value == timedelta(hours=9)


@given(title=texts, criterion=texts, day=days())
def test_any_text_and_any_day(title: str, criterion: str, day: date) -> None:
    if day == date.max:
        return
    data = calendar(Record(questions=(Question("q", title, "date", day, criterion),)), NOW)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75  # octets, RFC 5545 section 3.1
        line.decode()  # no character is cut in two
    event = events(data)["q@trackrecord"]
    assert event.dtstart.value == day
    assert type(event.dtstart.value) is date
    shown = "".join(
        c
        for c in title.replace("\r\n", "\n").replace("\r", "\n")
        if c == "\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff")
    )
    assert event.summary.value == f"What happened? {shown}"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_days_do_not_slip(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time  # noqa: PLC0415 - its zone is set here

    monkeypatch.setenv("TZ", zone)
    if hasattr(time, "tzset"):
        time.tzset()
    data = calendar(small_record(), NOW)
    assert b"DTSTART;VALUE=DATE:20250101" in data
    assert b"DTEND;VALUE=DATE:20250102" in data
    assert b"DTSTAMP:20250601T120000Z" in data
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def test_importing_again_adds_nothing() -> None:
    one, two = (events(calendar(small_record(), NOW + timedelta(days=n))) for n in (0, 30))
    assert set(one) == set(two)


def test_on_the_command_line(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(bundled())
    assert main(["due", where, "--as-of", "2028-01-05", "--ics", "due.ics"]) == 0
    out = capsys.readouterr().out
    assert "deliveries 2025-2027" in out
    assert "4 days overdue" in out
    assert len(events((inside / "due.ics").read_bytes())) == 4
    assert main(["due", where, "--as-of", "2028-01-05", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["as_of"] == "2028-01-05"
    assert set(document["due"][0]) == {"question", "title", "resolves", "since", "days_overdue"}
    assert [row["since"] for row in document["due"]] == sorted(
        row["since"] for row in document["due"]
    )
    for row in document["due"]:
        assert row["since"] <= row["resolves"]
        since = date.fromisoformat(row["since"])
        assert (date(2028, 1, 5) - since).days == row["days_overdue"]
    assert main(["due", where, "--as-of", "2023-11-15"]) == 0
    assert "Nothing is due" in capsys.readouterr().out
    assert main(["due", where, "--ics", "no/such/folder.ics"]) == 1


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (
            ["February 2024"],
            {
                "low": "2024-02-01",
                "best": None,
                "high": "2024-02-29",
                "level": None,
                "unit": "date",
            },
        ),
        (
            ["< 300,000", "--unit", "CNY"],
            {"low": None, "best": None, "high": 299999.99, "level": None, "unit": "CNY"},
        ),
        (
            ["by June", "--unit", "date", "--issued", "2023-11-15"],
            {"low": None, "best": None, "high": "2024-06-30", "level": None, "unit": "date"},
        ),
        (
            ["likely", "--scale", "IPCC AR5"],
            {"low": 0.83, "best": None, "high": 0.83, "level": None, "unit": "yes/no"},
        ),
        (
            ["50-60k (80 % confidence)", "--unit", "cars"],
            {"low": 50000.0, "best": None, "high": 60000.0, "level": 0.8, "unit": "cars"},
        ),
    ],
)
def test_read(
    arguments: list[str], wanted: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", *arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == wanted
    assert main(["read", *arguments]) == 0


@st.composite
def _arguments(draw: st.DrawFn) -> list[str]:
    return [draw(texts.filter(lambda text: not text.startswith("-")))]


@given(_arguments())
def test_read_answers_anything(arguments: list[str]) -> None:
    assert main(["read", *arguments, "--json"]) in (0, 1)


def test_read_asks_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "03/04/2025", "--json"]) == 1
    captured = capsys.readouterr()
    assert "2025-04-03 or 2025-03-04" in json.loads(captured.out)["refused"]
    assert "2025-04-03 or 2025-03-04" in captured.err
