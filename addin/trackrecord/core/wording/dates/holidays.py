"""Named days: Christmas, Easter, Thanksgiving, Chinese New Year, 中秋.

Days of the Chinese calendar stand in a table for 2000 to 2060, from the calendar that the Hong
Kong Observatory publishes (https://www.hko.gov.hk/en/gts/time/conversion.htm). Thanksgiving is that
of the United States. A holiday of several days is its first day.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from trackrecord.core.wording.dates.spans import Span, said_on
from trackrecord.core.wording.text import Unclear

_FIRST_TABLED = 2000
_SPRING_FESTIVAL = (
    "205 124 212 201 122 209 129 218 207 126 214 203 123 210 131 219 208 128 216 205 "
    "125 212 201 122 210 129 217 206 126 213 203 123 211 131 219 208 128 215 204 124 "
    "212 201 122 210 130 217 206 126 214 202 123 211 201 219 208 128 215 204 124 212 202"
)
_DRAGON_BOAT = (
    "606 625 615 604 622 611 531 619 608 528 616 606 623 612 602 620 609 530 618 607 "
    "625 614 603 622 610 531 619 609 528 616 605 624 612 601 620 610 530 618 607 527 "
    "614 603 622 611 531 619 608 529 615 604 623 613 601 620 610 530 617 606 625 614 603"
)
_MID_AUTUMN = (
    "912 1001 921 911 928 918 1006 925 914 1003 922 912 930 919 908 927 915 1004 924 913 "
    "1001 921 910 929 917 1006 925 915 1003 922 912 1001 919 908 927 916 1004 924 913 1002 "
    "920 910 928 917 1005 925 915 1004 922 911 930 919 907 926 916 1005 924 913 1002 921 909"
)
_Day = Callable[[int], date]


def _tabled(table: str) -> _Day:
    numbers = [int(text) for text in table.split()]

    def day(year: int) -> date:
        if not 0 <= year - _FIRST_TABLED < len(numbers):
            raise Unclear(
                f"that day of {year} is not in the table of the Chinese calendar (2000 to 2060); "
                "write the day as yyyy-mm-dd"
            )
        month, number = divmod(numbers[year - _FIRST_TABLED], 100)
        return date(year, month, number)

    return day


def _fixed(month: int, day: int) -> _Day:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> _Day:
    return lambda year: easter(year) + timedelta(days=days)


def _after_thanksgiving(days: int) -> _Day:
    """The fourth Thursday of November, and days after."""

    def day(year: int) -> date:
        first = date(year, 11, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 21 + days)

    return day


_HOLIDAYS: dict[str, _Day] = {
    name: day
    for names, day in (
        ("christmas|christmas day|xmas|圣诞|圣诞节", _fixed(12, 25)),
        ("christmas eve|平安夜", _fixed(12, 24)),
        ("new year's eve|new years eve|跨年夜", _fixed(12, 31)),
        ("new year's day|new years day|new year's|元旦", _fixed(1, 1)),
        ("valentine's day|情人节", _fixed(2, 14)),
        ("halloween|万圣夜", _fixed(10, 31)),
        ("easter|easter sunday|复活节", _after_easter(0)),
        ("good friday", _after_easter(-2)),
        ("easter monday", _after_easter(1)),
        ("thanksgiving|thanksgiving day|感恩节", _after_thanksgiving(0)),
        ("black friday|黑色星期五", _after_thanksgiving(1)),
        (
            "chinese new year|lunar new year|spring festival|春节|大年初一|农历新年",
            _tabled(_SPRING_FESTIVAL),
        ),
        ("dragon boat festival|端午|端午节", _tabled(_DRAGON_BOAT)),
        ("mid-autumn festival|mid autumn festival|中秋|中秋节", _tabled(_MID_AUTUMN)),
        ("五一|劳动节|五一劳动节", _fixed(5, 1)),
        ("国庆|国庆节|十一国庆", _fixed(10, 1)),
        ("双十一|双11|singles' day|singles day", _fixed(11, 11)),
    )
    for name in names.split("|")
}
_HOLIDAY_NAMES = "|".join(sorted(map(re.escape, _HOLIDAYS), key=len, reverse=True))
_NAMED = re.compile(
    rf"(?P<which>this |next |the coming |the next )?(?P<name>{_HOLIDAY_NAMES})"
    r"(?:,? (?:of |in )?(?:(?P<year>\d{4})|'(?P<short>\d{2})|(?P<said>this|next) year))?"
)
HOLIDAY_WORDS = tuple(sorted({name.split()[0][:4] for name in _HOLIDAYS}))


def holiday_in(name: str, year: int) -> date | None:
    """The day of a holiday in a year; None if no holiday is called so.

    >>> holiday_in("春节", 2025)
    datetime.date(2025, 1, 29)
    """
    return _HOLIDAYS[name](year) if name in _HOLIDAYS else None


def holiday(text: str, issued: date | None) -> Span | None:
    """A named day, of the year named or the next that is not over; None if it is none."""
    if text in ("new year", "the new year"):
        year = said_on(issued, text).year + 1
        raise Unclear(f"'{text}' may be {year}-01-01 or early {year}; write one of them")
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    of_year = _HOLIDAYS[found["name"]]
    if found["year"] or found["short"]:
        day = of_year(int(found["year"] or f"20{found['short']}"))
        return day, day
    said = said_on(issued, text)
    if found["said"]:
        day = of_year(said.year + (found["said"] == "next"))
        return day, day
    day = of_year(said.year)
    day = day if day >= said else of_year(said.year + 1)
    if found["which"] == "next " and day.year == said.year:
        raise Unclear(f"'{text}' may be {day} or {of_year(said.year + 1)}; write one of them")
    return day, day
