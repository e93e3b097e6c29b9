"""How wordings are read: a table, and what is asked back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core.wording import read


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("wording", "low", "high"), [
    ("2024-02-29", "2024-02-29", "2024-02-29"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("February 2024", "2024-02-01", "2024-02-29"),
    ("  feb.  2023 ", "2023-02-01", "2023-02-28"),
    ("Sept 2024", "2024-09-01", "2024-09-30"),
    ("28 March 2024", "2024-03-28", "2024-03-28"),
    ("March 28, 2024", "2024-03-28", "2024-03-28"),
    ("Q4 2024", "2024-10-01", "2024-12-31"),
    ("2024-Q1", "2024-01-01", "2024-03-31"),
    ("H1 2024", "2024-01-01", "2024-06-30"),
    ("second half of 2024", "2024-07-01", "2024-12-31"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("by June 2025", "", "2025-06-30"),
    ("before 2027", "", "2026-12-31"),
    ("after Q3 2024", "2024-10-01", ""),
    ("from 2025", "2025-01-01", ""),
    ("March to May 2024", "2024-03-01", "2024-05-31"),
    ("between March and May 2024", "2024-03-01", "2024-05-31"),
    ("2025 to 2027", "2025-01-01", "2027-12-31"),
    ("Q2-Q3 2024", "2024-04-01", "2024-09-30"),
])
def test_dates(wording: str, low: str, high: str) -> None:
    found = read(wording, "date")
    assert (found.low, found.high) == (day(low), day(high))


@pytest.mark.parametrize(("wording", "unit", "low", "high"), [
    ("50,000", "cars", 50_000, 50_000),
    ("50,000-60,000", "cars", 50_000, 60_000),
    ("50-60k", "cars", 50_000, 60_000),
    ("50,000 to 60,000 units", "cars", 50_000, 60_000),
    ("between 1.5 and 2 million", "cars", 1_500_000, 2_000_000),
    ("1.5 million", "cars", 1_500_000, 1_500_000),
    ("< 300,000", "CNY", None, 299_999.99),
    ("under 300,000 yuan", "CNY", None, 299_999.99),
    ("fewer than 100,000 units", "cars", None, 99_999),
    ("at least 100k", "cars", 100_000, None),
    ("more than 3", "cars", 4, None),
    ("up to 20", "models", None, 20),
    ("¥299,900", "CNY", 299_900, 299_900),
    ("-5", "degrees", -5, -5),
    ("800 km", "km", 800, 800),
    ("2 to 3 km", "km", 2, 3),
    ("300 m", "m", 300, 300),
    ("3 million m", "m", 3_000_000, 3_000_000),
    ("5 months", "months", 5, 5),
    ("1 model", "models", 1, 1),
    ("5 %", "percent", 5, 5),
    ("$41,000", "USD", 41_000, 41_000),
    ("under 3 seconds", "seconds", None, 2.9999999999999996),
    ("< 299.99", "CNY", None, 299.98),
])
def test_numbers(wording: str, unit: str, low: float | None, high: float | None) -> None:
    found = read(wording, unit)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(("wording", "probability"), [
    ("yes", 1), ("will not", 0), ("Definitely", 1), ("70 %", 0.7), ("0.25", 0.25),
    ("2 in 3", 2 / 3), ("likely", 0.675), ("Very likely", 0.875),
])
def test_probabilities(wording: str, probability: float) -> None:
    found = read(wording, "yes/no")
    assert (found.low, found.high) == (probability, probability)


ASKED_BACK = [
    ("soon", "date"), ("", "date"), ("03/04/2025", "date"), ("February", "date"), ("30", "date"),
    ("2024-02-30", "date"), ("February 2024 or so", "date"), ("May 2024 to March 2024", "date"),
    ("about 300k", "cars"), ("many", "cars"), ("50,00", "cars"), ("1.000.000", "cars"),
    ("60 to 50", "cars"), ("300k or 400k", "cars"), ("maybe", "yes/no"), ("170 %", "yes/no"),
    ("300,000 max", "cars"), ("10 minutes", "cars"), ("100 kWh", "cars"), ("30万", "cars"),
    ("1.5亿", "CNY"), ("2 trillion", "CNY"), ("3 dozen", "cars"), ("5 plus", "cars"),
    ("50,000 not", "cars"), ("10%", "cars"), ("$41,000", "CNY"), ("40,000 euros", "CNY"),
    ("by 2025", "cars"), ("before 2026", "cars"), ("300.000 yuan", "CNY"), ("50.000", "cars"),
    ("1 to 1 million", "cars"), ("after 9999-12-31", "date"), ("1066", "date"), ("9" * 400, "cars"),
    ("3 in 2", "yes/no"), ("yes and no", "yes/no"), ("=1+1", "cars"),
]


@pytest.mark.parametrize(("wording", "unit"), ASKED_BACK)
def test_asked_back(wording: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"write for example|write the lower end"):
        read(wording, unit)


@given(st.text(max_size=40), st.sampled_from(["date", "cars", "CNY", "yes/no"]))
def test_total(wording: str, unit: str) -> None:
    try:
        found: Any = read(wording, unit)
    except ValueError:
        return
    if found.low is not None and found.high is not None:
        assert found.low <= found.high
