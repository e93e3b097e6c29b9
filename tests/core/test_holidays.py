"""Named days fall where other sources say."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from dateutil.relativedelta import TH, relativedelta

from trackrecord.core.wording.dates.holidays import holiday_in
from trackrecord.core.wording.reading import read_wording

YEARS = range(2000, 2061)
# The calendar published by the Hong Kong Observatory, read by hand.
PUBLISHED = [
    ("春节", ("2000-02-05", "2008-02-07", "2015-02-19", "2024-02-10", "2025-01-29", "2026-02-17")),
    ("春节", ("2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03", "2033-01-31", "2034-02-19")),
    (
        "中秋节",
        ("2020-10-01", "2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"),
    ),
    (
        "端午节",
        ("2020-06-25", "2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09"),
    ),
]


def new_moon_after(day: date) -> date:
    """The first mean new moon (Meeus, Astronomical Algorithms, chapter 49) from a day on."""
    lunation, first = 29.530588861, 2451550.09766  # 6 January 2000, in Julian days
    number = day.toordinal() + 1721424.5
    count = -(-(number - first) // lunation)
    return date.fromordinal(round(first + count * lunation - 1721424.5))


@pytest.mark.parametrize(("name", "days"), PUBLISHED)
def test_the_published_calendar(name: str, days: tuple[str, ...]) -> None:
    for text in days:
        assert holiday_in(name, int(text[:4])) == date.fromisoformat(text)


@pytest.mark.parametrize("year", YEARS)
def test_the_chinese_year_begins_at_a_new_moon_and_its_months_are_moons(year: int) -> None:
    first, boats, moon = (holiday_in(name, year) for name in ("春节", "端午节", "中秋节"))
    assert first is not None
    assert boats is not None
    assert moon is not None
    assert date(year, 1, 20) < first < date(year, 2, 22)
    assert abs((new_moon_after(first - timedelta(days=3)) - first).days) <= 1
    for day, number in ((boats, 5), (moon, 15)):
        begins = day - timedelta(days=number - 1)
        assert abs((new_moon_after(begins - timedelta(days=3)) - begins).days) <= 1
    assert round((boats - first).days / 29.53) in (4, 5)
    assert (moon - boats).days // 29 in (3, 4)


@pytest.mark.parametrize("year", [1950, *YEARS, 2150])
def test_western_holidays(year: int) -> None:
    for name, days in (("Easter", 0), ("Good Friday", -2), ("Easter Monday", 1)):
        found = read_wording(f"{name} {year}", "date")
        assert found.low == found.high == easter(year) + timedelta(days=days)
    thanksgiving = date(year, 11, 1) + relativedelta(weekday=TH(4))
    assert holiday_in("thanksgiving", year) == thanksgiving
    assert holiday_in("black friday", year) == thanksgiving + timedelta(days=1)


def test_years_outside_the_table_are_refused() -> None:
    with pytest.raises(ValueError, match="2000 to 2060"):
        read_wording("Chinese New Year 2070", "date")
