"""Days and numbers as tables have them: read where one order or one sign fits."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core.wording.local_forms import decimal_of, order_of, read_day, read_number

DAY = date(2024, 3, 28)
ORDERS = {
    "dmy": ("{d:02}.{m:02}.{y}", "{d}/{m}/{y}", "{d:02}-{m:02}-{y}"),
    "mdy": ("{m:02}/{d:02}/{y}", "{m}/{d}/{y}"),
}
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "28.03.2024",
        "28/3/2024",
        "3/28/2024",
        "03-28-2024",
        "3/28/24",
        "28 March 2024",
        "28. Mar 2024".replace(".", "", 1),
        "Mar 28, 2024",
        "March 28th, 2024",
        "Thursday, 28 March 2024",
        "2024-03-28",
        "2024/3/28",
        "2024.03.28",
        "2024-03-28 00:00:00",
        "2024-03-28T00:00:00",
        "3/28/2024 0:00",
        "2024年3月28日",
        "  28.03.2024 ",
    ],
)
def test_a_day_is_read(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("03/04/2025", "2025-04-03", "2025-03-04"),
        ("3.4.2025", "2025-04-03", "2025-03-04"),
        ("13/04/25", "2025-04-13", "2013-04-25"),
    ],
)
def test_two_days_are_asked_back(text: str, one: str, other: str) -> None:
    with pytest.raises(ValueError, match="write one of them") as asked:
        read_day(text)
    assert one in str(asked.value)
    assert other in str(asked.value)


def test_a_named_order_decides() -> None:
    assert read_day("03/04/2025", "dmy") == date(2025, 4, 3)
    assert read_day("03/04/2025", "mdy") == date(2025, 3, 4)
    assert read_day("13/04/25", "ymd") == date(2013, 4, 25)
    with pytest.raises(ValueError, match="no day in the order mdy"):
        read_day("13/04/2025", "mdy")
    with pytest.raises(ValueError, match="write dmy, mdy or ymd"):
        read_day("13/04/2025", "american")


@pytest.mark.parametrize(
    "text",
    ["", "2024", "March 2024", "31.02.2024", "next Friday", "soon", "45000", "28.03", "1/2/3/4"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        read_day(text)


@given(DAYS, st.sampled_from(sorted(ORDERS)), st.data())
def test_a_day_in_a_named_order_comes_back(day: date, order: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(ORDERS[order]))
    text = form.format(d=day.day, m=day.month, y=day.year)
    assert read_day(text, order) == day
    try:
        assert read_day(text) == day
    except ValueError:
        assert day.day <= 12
        assert day.day != day.month


@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from(sorted(ORDERS)))
def test_the_order_of_a_column_is_never_wrong(days: list[date], order: str) -> None:
    texts = [ORDERS[order][1].format(d=day.day, m=day.month, y=day.year) for day in days]
    found = order_of([*texts, "2024-03-28", "soon", ""])
    assert found in ("", order)
    if any(day.day > 12 for day in days):
        assert found == order
    if found:
        assert [read_day(text, found) for text in texts] == days


def test_an_undecided_column() -> None:
    assert order_of([]) == ""
    assert order_of(["01/02/2024", "03/04/2024"]) == ""
    assert order_of(["13/02/2024", "02/13/2024"]) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1200),
        ("1.200,5", 1200.5),
        ("1,200.5", 1200.5),
        ("0,4", 0.4),
        ("0.4", 0.4),
        ("0,400", 0.4),
        ("0.400", 0.4),
        (".5", 0.5),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("1\u202f200,5", 1200.5),
        ("1\u2009200", 1200),
        ("1'200", 1200),
        ("1’200.5", 1200.5),
        ("1.200.000", 1_200_000),
        ("1,200,000", 1_200_000),
        ("1.2 million", 1_200_000),
        ("1.1 million", 1_100_000),
        ("1,2 million", 1_200_000),
        ("50k", 50_000),
        ("3万", 30_000),
        ("三十万", 300_000),
        ("-5", -5),
        ("\u22125,5", -5.5),
        ("+7", 7),
        ("1e5", 100_000),
        ("1234,5", 1234.5),
        ("50,00", 50),
    ],
)
def test_a_number_is_read(text: str, value: float) -> None:
    assert read_number(text) == value


def test_a_point_before_three_digits_is_asked_back() -> None:
    with pytest.raises(ValueError, match=r"may be 1200 or 1\.2"):
        read_number("1.200")
    assert read_number("1.200", ",") == 1200
    assert read_number("1.200", ".") == 1.2
    assert read_number("1,200", ",") == 1.2
    assert read_number("1,200", ".") == 1200
    with pytest.raises(ValueError, match=r"no number with \. before decimals"):
        read_number("0,4", ".")


@pytest.mark.parametrize(
    "text",
    ["", "42 %", "12 km", "1,2,3", "1.2.3", "1,20,000.5.5", "abc", "1e999", "9" * 400, "--5"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|is no number"):
        read_number(text)


NUMBERS = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2)


@given(NUMBERS, st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u202f", ",")]))
def test_numbers_as_written_in_many_countries(number: object, signs: tuple[str, str]) -> None:
    thousands, decimal = signs
    text = f"{number:,.2f}".translate({ord(","): thousands, ord("."): decimal})
    assert read_number(text) == float(str(number))
    assert read_number(text, decimal) == float(str(number))


@given(st.lists(NUMBERS, min_size=1, max_size=9), st.sampled_from([(",", "."), (".", ",")]))
def test_the_sign_of_a_column(numbers: list[object], signs: tuple[str, str]) -> None:
    table = {ord(","): signs[0], ord("."): signs[1]}
    texts = [f"{number:,.2f}".translate(table) for number in numbers]
    assert decimal_of([*texts, "n/a", ""]) == signs[1]


def test_an_undecided_sign() -> None:
    assert decimal_of([]) == ""
    assert decimal_of(["1,200", "300"]) == ""
    assert decimal_of(["1.5", "0,4"]) == ""
    assert decimal_of(["1,200", "0,4"]) == ","


@given(st.text(max_size=80))
def test_reading_is_total(text: str) -> None:
    for read in (read_day, read_number):
        try:
            read(text)  # type: ignore[operator]
        except ValueError:
            continue
    assert order_of([text]) in ("", "dmy", "mdy", "ymd")
    assert decimal_of([text]) in ("", ".", ",")


@pytest.mark.parametrize("piece", ["1", "1,", "1.", "1 ", "'", "三", "1/", "年", "jan "])
def test_long_texts_are_refused_at_once(piece: str) -> None:
    start = time.perf_counter()
    for length in (10, 59, 10_000, 1_000_000):
        text = (piece * length)[:length]
        for read in (read_day, read_number):
            try:
                read(text)  # type: ignore[operator]
            except ValueError:
                continue
    assert time.perf_counter() - start < 1
