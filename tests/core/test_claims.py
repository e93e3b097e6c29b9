"""Claims: the unit is named, asked for by the question, or said; the time is kept beside it."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core.model import Never, Reading
from trackrecord.core.wording.claims import read_claim
from trackrecord.core.wording.phrasing import canonical

SAID = date(2024, 10, 11)
DELIVERED = "How many cars does Xiaomi deliver in 2024?"
CLAIMS = [
    # wording, question, unit, reading, when
    ("50,000-60,000 units in 2024", "", "units", "50000 to 60000", "2024"),
    ("50,000-60,000 units", DELIVERED, "cars", "50000 to 60000", "2024"),
    ("50,000", DELIVERED, "cars", "50000", "2024"),
    ("60,000 in Q4 2024", DELIVERED, "cars", "60000", "Q4 2024"),
    ("6万辆", DELIVERED, "cars", "60000", "2024"),
    ("1 million robotaxis next year", "", "robotaxis", "1000000", "2025"),
    ("over a million robotaxis", "", "robotaxis", "at least 1000001", ""),
    ("more than 1,000 employees by the end of 2025", "", "employees", "at least 1001", "by 2025"),
    ("over a million", "", "number", "more than 1000000", ""),
    ("50-60k", "", "number", "50000 to 60000", ""),
    ("5万到6万辆", "", "辆", "50000 to 60000", ""),
    ("2024年5万辆", "", "辆", "50000", "2024"),
    ("5万辆", "小米2024年交付多少辆车？", "辆", "50000", "2024"),
    ("under $41,000", "", "USD", "at most 40999.99", ""),
    ("20 million euros in 2026", "", "EUR", "20000000", "2026"),
    ("30万元", "", "CNY", "300000", ""),
    ("below 300,000", "What is the launch price in yuan?", "CNY", "at most 299999.99", ""),
    ("¥299,900", "What is the launch price in yuan?", "CNY", "299900", ""),
    ("$180-220, most likely 205", "", "USD", "180 to 220, most likely 205", ""),
    ("70 %", "Will it rain by June 2025?", "yes/no", "0.7", "by June 2025"),
    ("more than 70 % chance by 2030", "", "yes/no", "0.7", "by 2030"),
    ("70-80 %", "Is it likely?", "yes/no", "0.75", ""),
    ("3 to 1 against", "Will Y win?", "yes/no", "0.25", ""),
    ("likely", "", "yes/no", "0.675", ""),
    ("七成", "小米会不会盈利", "yes/no", "0.7", ""),
    ("2.1 %", "What will growth be in 2025?", "%", "2.1", "2025"),
    ("February 2024", "", "date", "February 2024", ""),
    ("within five years", "When does X launch?", "date", "by 2029-10-11", ""),
    ("2027", "When does X launch?", "date", "2027", ""),
    ("明年", "小米汽车什么时候上市", "date", "2025", ""),
    ("never", "When does X launch?", "date", "never", ""),
    (
        "at least 900,000 units",
        "How many cars does Xiaomi deliver in 2025, 2026 and 2027 together?",
        "cars",
        "at least 900000",
        "2025 to 2027",
    ),
]


@pytest.mark.parametrize(("wording", "question", "unit", "said", "when"), CLAIMS)
def test_a_claim(wording: str, question: str, unit: str, said: str, when: str) -> None:
    found = read_claim(wording, issued=SAID, question=question)
    assert (found.unit, canonical(found.reading, found.unit)) == (unit, said)
    expected = read_claim(when, "date").reading if when else None
    assert found.when == expected


ASKED = [
    ("70 %", "", ("0.7 (yes/no)", "70 (%)")),
    ("¥41,000", "", ("41000 (CNY)", "41000 (JPY)")),
    ("2024", "", ("2024 (date)", "2024 (number)")),
    ("1 million robotaxis", DELIVERED, ("robotaxis", "cars")),
    ("$41,000", "What is the launch price in yuan?", ("USD", "CNY")),
    ("1 million robotaxis by 2027 or 2028", "", ("by 2027-12-31", "by 2028-12-31")),
    ("50,000 in 2026-2025", "", ("2026-2025", "runs backwards")),
    ("03/04/2025", "", ("2025-04-03", "2025-03-04")),
    ("about 300k cars", "", ("300,000", "300,000 ± 10 %")),
    ("around 2030", "When does X launch?", ("2030", "2029-01-01 to 2031-12-31")),
]


@pytest.mark.parametrize(("wording", "question", "readings"), ASKED)
def test_what_is_asked_back(wording: str, question: str, readings: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"write|say which unit") as asked:
        read_claim(wording, issued=SAID, question=question)
    for reading in readings:
        assert reading in str(asked.value)


def test_a_named_unit_is_kept() -> None:
    found = read_claim("100,000 units next year", "cars", issued=SAID, question="When?")
    assert found.unit == "cars"
    assert found.when == Reading(date(2025, 1, 1), date(2025, 12, 31))
    assert read_claim("never", "date").reading == Reading(Never.NEVER, Never.NEVER)
    with pytest.raises(ValueError, match="the unit is cars; write it in cars"):
        read_claim("$5 million", "cars")


def test_a_time_of_its_own_goes_before_that_of_the_question() -> None:
    found = read_claim("120,000 in December 2024", issued=SAID, question=DELIVERED)
    assert found.when == Reading(date(2024, 12, 1), date(2024, 12, 31))


def test_a_relative_time_needs_the_day_of_issue() -> None:
    with pytest.raises(ValueError, match="day of issue"):
        read_claim("1 million robotaxis next year")
    assert read_claim("50,000", question="How many cars next year?").when is None


WORDS = st.sampled_from(
    (
        *(
            "how",
            "many",
            "cars",
            "when",
            "will",
            "in",
            "2024",
            "by",
            "2030",
            "1701",
            "next",
            "year",
        ),
        *(
            "5",
            "million",
            "units",
            "%",
            "$",
            "¥",
            "万",
            "辆",
            "什么时候",
            "or",
            "to",
            "-",
            "likely",
        ),
        *(
            "year",
            "likely",
            "never",
            "about",
            "70",
            "% chance",
            "03/04/2025",
            "robotaxis",
            "?",
            "2026-2025",
        ),
    )
)
TEXTS = st.text(max_size=150) | st.lists(WORDS, max_size=12).map(" ".join)


@given(TEXTS, TEXTS, st.sampled_from(["", "cars", "date", "yes/no", "USD"]))
def test_any_claim_is_read_or_asked_back(wording: str, question: str, unit: str) -> None:
    try:
        found = read_claim(wording, unit, issued=SAID, question=question)
    except ValueError:
        with pytest.raises(ValueError, match=r"write|say which"):
            read_claim(wording, unit, issued=SAID, question=question)
        return
    assert found.unit == unit or not unit
    again = canonical(found.reading, found.unit)
    assert read_claim(again, found.unit).reading == found.reading
    if found.when is not None:
        assert found.unit != "date"
        assert None in found.when.ends() or found.when.low <= found.when.high  # type: ignore[operator]


def test_hostile_texts_take_little_time() -> None:
    pieces = (
        "in 2024 ",
        "by ",
        "50,000 ",
        "how many ",
        "a ",
        "年",
        "三",
        "(",
        ", ",
        "- ",
        "% ",
        "or ",
    )
    start = time.perf_counter()
    for piece in pieces:
        for length in (30, 119, 5_000, 1_000_000):
            text = (piece * length)[:length]
            with suppress(ValueError):
                read_claim(f"5 {text}"[:length], issued=SAID, question=text)
    assert time.perf_counter() - start < 2


def test_a_year_before_the_calendar_of_spreadsheets_is_no_time() -> None:
    with pytest.raises(ValueError, match="write"):
        read_claim("70 % in 1701", issued=SAID, question="Will it happen?")
    assert read_claim("50,000 cars", "cars", issued=SAID, question="How many in 1701?").when is None
    for wording in ("50,000 cars in 1701", "50,000 cars in its first year"):
        with pytest.raises(ValueError, match="write"):
            read_claim(wording, issued=SAID)


@pytest.mark.parametrize("month", ["March", "May", "Dec", "Sept"])
def test_a_day_counts_no_months(month: str) -> None:
    """28 March 2024 is a day, whatever the question: no 28 of something called March."""
    found = read_claim(f"28 {month} 2024", question="First plasma")
    assert found.unit == "date"
    assert found.reading.low == found.reading.high


def test_another_time_than_the_question_is_asked_back() -> None:
    question = "How many robots does Tesla build in 2030?"
    for wording in ("10,000 by 2026", "5,000 in 2025", "1 million in 2031"):
        with pytest.raises(ValueError, match="but the question about 2030"):
            read_claim(wording, question=question)
    assert read_claim("10,000 in 2030", question=question).unit == "robots"
    assert read_claim("10,000 by 2035", question=question).unit == "robots"


def test_a_share_of_an_area_with_a_currency() -> None:
    found = read_claim("2.1 %, range 1.8 to 2.5", question="What is euro area inflation in 2025?")
    assert (found.unit, found.reading.best) == ("%", 2.1)


def test_figures_that_a_shell_took_away() -> None:
    with pytest.raises(ValueError, match="single ones"):
        read_claim("under 0,000", question="What does the robot cost in 2026?")
