"""How wordings are read: a corpus, what is asked back, and laws."""

import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from math import isclose
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core.estimates import is_a_reading
from trackrecord.core.model import Never, Reading
from trackrecord.core.wording.claims import read_claim
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import NOT_READ, guess_unit, read_wording

SAID = date(2023, 11, 15)
CORPUS = Path(__file__).with_name("wordings.txt")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the corpus."""

    unit: str
    wording: str
    low: str
    high: str
    said: date
    best: str = ""
    level: str = ""
    when: str = ""
    imputed: bool = False
    named: tuple[str, ...] = ()  # what has to stand in the question asked back

    @property
    def asked(self) -> bool:
        return self.low == "?"


def corpus() -> Iterator[Row]:
    unit, said = "", SAID
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\[(.+?)\]", line):
            unit = found[1]
            day = re.search("; said (.+)", line)
            said = date.fromisoformat(day[1]) if day else SAID
        elif line and not line.startswith("#"):
            wording, low, *more = (part.strip() for part in line.split(" | "))
            if low == "?":
                yield Row(unit, wording, low, low, said, named=tuple(more))
                continue
            extra = {
                name: value
                for name, _, value in (part.partition(" ") for part in more)
                if name in ("best", "level", "when")
            }
            ends = [part for part in more if part != "*" and part.split()[0] not in extra]
            high = ends[0] if ends else low
            yield Row(unit, wording, low, high, said, imputed="*" in more, **extra)


ROWS = list(corpus())


def end(text: str, unit: str) -> date | float | Never | None:
    if text in ("-", ""):
        return None
    if text == "never":
        return Never.NEVER
    return date.fromisoformat(text) if unit == "date" else float(text)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-12, abs_tol=1e-300)
    return bool(one == other)


@pytest.mark.parametrize("row", [r for r in ROWS if not r.asked], ids=attrgetter("wording"))
def test_read(row: Row) -> None:
    found = read_wording(row.wording, row.unit, issued=row.said)
    assert same(found.low, end(row.low, row.unit))
    assert same(found.high, end(row.high, row.unit))
    assert same(found.best, end(row.best, row.unit))
    assert found.level == (float(row.level) if row.level else None)
    again = canonical(found, row.unit)
    assert read_wording(again, row.unit) == found, again
    if row.unit == "yes/no":
        assert isinstance(found.low, float)
        assert is_a_reading(row.wording, found.low) is row.imputed
    if row.when:
        when = read_claim(row.wording, row.unit, issued=row.said).when
        assert when is not None
        assert [when.low, when.high] == [end(text, "date") for text in row.when.split()]


@pytest.mark.parametrize("row", [r for r in ROWS if r.asked], ids=attrgetter("wording"))
def test_asked_back(row: Row) -> None:
    with pytest.raises(ValueError, match=r"write .+") as asked:
        read_wording(row.wording, row.unit, issued=row.said)
    for reading in row.named:
        assert reading in str(asked.value)


def test_the_corpus_is_large() -> None:
    assert len(ROWS) >= 1200
    assert len({(row.unit, row.wording, row.said) for row in ROWS}) == len(ROWS)
    assert sum(len(row.named) == 2 for row in ROWS) >= 100
    assert sum(not row.wording.isascii() for row in ROWS) >= 250


FORMATS = Path(__file__).parents[2] / "workbooks" / "FORMATS.md"


def documented() -> tuple[list[str], list[str]]:
    """The wordings in the first column of FORMATS.md: those read, and those asked back."""
    text = FORMATS.read_text(encoding="utf-8").partition("## What other formats")[0]
    halves = text.split("What is asked back")
    first, last = (
        [
            wording
            for line in half.splitlines()
            if line.startswith("| `")
            for wording in re.findall("`(.+?)`", line.split(" | ")[0])
        ]
        for half in halves
    )
    return first, last


def answers(wording: str) -> tuple[list[Reading], list[str]]:
    """How a wording is read for the kinds of questions there are, and what is asked back."""
    found, asked = [], []
    for unit in ("date", "yes/no", "robotaxis", "CNY", "USD", "%"):
        try:
            found.append(read_wording(wording, unit, issued=date(2024, 10, 11)))
        except ValueError as question:
            asked.append(str(question))
    return found, asked


@pytest.mark.parametrize("wording", documented()[0])
def test_what_the_documentation_says_is_read(wording: str) -> None:
    assert answers(wording)[0]


@pytest.mark.parametrize("wording", documented()[1])
def test_what_the_documentation_says_is_asked_back(wording: str) -> None:
    found, asked = answers(wording)
    assert not found or any(NOT_READ not in question for question in asked)


def test_the_documentation_shows_many_forms() -> None:
    read, asked = documented()
    assert (len(read) > 120, len(asked) > 50) == (True, True)


ASKED_BACK = [
    ("soon", "date"),
    ("", "date"),
    ("03/04/2025", "date"),
    ("February", "date"),
    ("30", "date"),
    ("2024-02-30", "date"),
    ("February 2024 or so", "date"),
    ("May 2024 to March 2024", "date"),
    ("about 300k", "cars"),
    ("many", "cars"),
    ("50,0000,0", "cars"),
    ("60 to 50", "cars"),
    ("300k or 400k", "cars"),
    ("maybe", "yes/no"),
    ("170 %", "yes/no"),
    ("10 minutes", "cars"),
    ("100 kWh", "cars"),
    ("50,000 not", "cars"),
    ("10%", "cars"),
    ("$41,000", "CNY"),
    ("40,000 euros", "CNY"),
    ("by 2025", "cars"),
    ("before 2026", "cars"),
    ("300.000 yuan", "CNY"),
    ("50.000", "cars"),
    ("1 to 1 million", "cars"),
    ("after 9999-12-31", "date"),
    ("1066", "date"),
    ("9" * 400, "cars"),
    ("3 in 2", "yes/no"),
    ("yes and no", "yes/no"),
    ("=1+1", "cars"),
]


@pytest.mark.parametrize(("wording", "unit"), ASKED_BACK)
def test_asked_back_too(wording: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"write for example|write the lower end"):
        read_wording(wording, unit)


UNITS = st.sampled_from(["date", "cars", "CNY", "USD", "%", "km", "yes/no"])
PIECES = st.sampled_from(
    [*sorted({word for row in ROWS for word in row.wording.split()}), "", "-", "年", "1e", "±"]
)


@given(
    st.text(max_size=200) | st.lists(PIECES, max_size=8).map(" ".join),
    UNITS,
    st.none() | st.dates(date(1900, 1, 1), date(9990, 12, 31)),
)
def test_reading_is_total_and_sound(wording: str, unit: str, issued: date | None) -> None:
    """Any text is read, or asked back; never anything else."""
    found: Any = None
    with suppress(ValueError):
        found = read_wording(wording, unit, issued=issued)
    if found is None:
        with pytest.raises(ValueError, match="write"):
            read_wording(wording, unit, issued=issued)
        return
    if found.best is not None:
        assert found.low <= found.best <= found.high
    if found.low is Never.NEVER:
        assert (unit, found.high) == ("date", Never.NEVER)
    elif found.low is not None and found.high is not None:
        assert found.low <= found.high
    assert read_wording(canonical(found, unit), unit) == found


@given(
    st.dates(date(1900, 1, 1), date(9998, 12, 31)),
    st.dates(date(1900, 1, 1), date(9998, 12, 31)),
    st.sampled_from(["point", "both", "low", "high"]),
    st.sampled_from([None, 0.5, 0.8, 0.95]),
)
def test_any_days_can_be_worded(one: date, two: date, shape: str, level: float | None) -> None:
    low, high = min(one, two), max(one, two)
    ends = {"point": (low, low), "both": (low, high), "low": (low, None), "high": (None, high)}
    reading = Reading(*ends[shape], level)
    assert read_wording(canonical(reading, "date"), "date") == reading


NUMBERS = st.floats(-1e90, 1e90, allow_nan=False, allow_subnormal=False) | st.integers(
    -(10**12), 10**12
).map(float)


@given(NUMBERS, NUMBERS, st.sampled_from(["point", "both", "low", "high"]))
def test_any_numbers_can_be_worded(one: float, two: float, shape: str) -> None:
    low, high = min(one, two), max(one, two)
    ends = {"point": (low, low), "both": (low, high), "low": (low, None), "high": (None, high)}
    reading = Reading(*ends[shape])
    assert read_wording(canonical(reading, "km"), "km") == reading


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_three_decimals_and_a_likeliest_value_can_be_worded(low: int, to: int, up: int) -> None:
    reading = Reading(low / 1000, (low + to + up) / 1000, best=(low + to) / 1000)
    assert read_wording(canonical(reading, "km"), "km").ends() == reading.ends()
    if to + up:
        assert read_wording(canonical(reading, "km"), "km") == reading


@given(st.integers(0, 10**9), st.sampled_from(["km", "%", "cars", "USD", "number"]))
def test_strict_bounds_show_no_dust(number: int, unit: str) -> None:
    for word in ("over", "under"):
        found = read_wording(f"{word} {number}", unit)
        assert len(canonical(found, unit)) <= len("more than 1000000000.01")
        assert read_wording(canonical(found, unit), unit) == found


@given(st.integers(1900, 9998), st.integers(1, 12))
def test_periods_end_on_their_last_day(year: int, month: int) -> None:
    found = read_wording(f"{date(2000, month, 1):%B} {year}", "date")
    assert found.low == date(year, month, 1)
    assert isinstance(found.high, date)
    assert (found.high + timedelta(days=1)).day == 1
    assert found.high.month == month


@pytest.mark.parametrize(
    ("zone", "language"), [("Pacific/Kiritimati", "de_DE.UTF-8"), ("Pacific/Pago_Pago", "C")]
)
def test_no_clock_no_zone_no_language(zone: str, language: str) -> None:
    code = ("import locale; locale.setlocale(locale.LC_ALL, '');" if language == "C" else "") + (
        "from datetime import date; from trackrecord.core.wording.reading import read_wording;"
        "from trackrecord.core.wording.phrasing import canonical;"
        "print(*(canonical(read_wording(w, 'date', issued=date(2023, 11, 15)), 'date')"
        " for w in ('next year', 'by June', 'in 18 months', '下半年', 'late 2024', 'by Christmas',"
        " '两年内', '28.03.2024', 'this decade')), sep='|')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": zone, "LC_ALL": language, "PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == (
        "2024|by 2024-06-30|May 2025|H2 2023|2024-09-01 to 2024-12-31|by 2023-12-25|by 2025-11-15|"
        "2024-03-28|by 2029-12-31"
    )


def test_relative_wordings_need_the_day_of_issue() -> None:
    for wording in (
        "next year",
        "by June",
        "in 18 months",
        "下半年",
        "within two years",
        "today",
        "Christmas",
        "两年内",
    ):
        with pytest.raises(ValueError, match="day of issue"):
            read_wording(wording, "date")


def hostile(count: int) -> Iterator[tuple[str, str]]:
    """Random and hostile strings: noise, pieces of wordings in any order, one piece many times."""
    rnd = random.Random(7)  # noqa: S311 - the same strings each time
    pieces = sorted({word for row in ROWS for word in row.wording.split()})
    pieces += [
        "between ",
        " and ",
        " to ",
        "-",
        "by ",
        "mid-",
        "end of ",
        "9" * 20,
        ",",
        ".",
        " ",
        "(",
        ")",
        "%",
        "~",
        "年",
        "first half of ",
        "in the next ",
    ]
    units = ("date", "cars", "CNY", "yes/no")
    for number in range(count):
        match number % 4:
            case 0:
                wording = "".join(map(chr, rnd.choices(range(32, 0x2100), k=rnd.randrange(120))))
            case 1:
                wording = "".join(rnd.choices(pieces, k=rnd.randrange(1, 40)))
            case 2:
                wording = rnd.choice(pieces) * rnd.randrange(1, 200)
            case _:
                row = rnd.choice(ROWS).wording
                place = rnd.randrange(len(row) + 1)
                wording = row[:place] + rnd.choice(pieces) + row[place:]
        yield wording, units[number // 4 % 4]


def test_nothing_backtracks_badly() -> None:
    """Of many strings, the slowest takes less than ten times as long as the one in the middle."""

    def taken(wording: str, unit: str) -> int:
        start = time.perf_counter_ns()
        with suppress(ValueError):
            read_wording(wording, unit, issued=SAID)
        return time.perf_counter_ns() - start

    strings = list(hostile(100_000))
    once = [taken(*string) for string in strings]
    middle = statistics.median(once)
    slowest = sorted(range(len(once)), key=once.__getitem__)[-50:]
    # What was slow because the machine was busy is fast the next time.
    for number in slowest:
        assert min(taken(*strings[number]) for _ in range(9)) < 10 * middle, strings[number]


@pytest.mark.parametrize(
    ("wording", "level", "high"),
    [
        ("50-60k (80 % confidence)", 0.8, 60_000),
        ("50-60k with 90% probability", 0.9, 60_000),
        ("50-60k, 95 % CI", 0.95, 60_000),
        ("50-60k", None, 60_000),
    ],
)
def test_a_level_that_is_said(wording: str, level: float | None, high: float) -> None:
    found = read_wording(wording, "cars")
    assert (found.level, found.high) == (level, high)


@pytest.mark.parametrize(
    ("wording", "unit"),
    [
        ("February 2024", "date"),
        ("70 %", ""),
        ("under $41,000", "USD"),
        ("highly likely", "yes/no"),
        ("50-60k", "number"),
        ("2024", ""),
        ("30万元", "CNY"),
    ],
)
def test_the_unit_is_guessed_or_asked_for(wording: str, unit: str) -> None:
    if unit:
        assert guess_unit(wording)[0] == unit
        return
    with pytest.raises(ValueError, match="say which unit is meant"):
        guess_unit(wording)
