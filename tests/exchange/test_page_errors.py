"""The errors on a page: their numbers, what fits, and when they are not there."""

import re
from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.other_records import SMALL, numbers
from support.records import AS_OF, small_record

from trackrecord.core.assessing import assess
from trackrecord.core.model import Claim, Forecast, Forecaster, Record
from trackrecord.exchange.page.errors_section import errors_section
from trackrecord.exchange.page.one_page import one_page
from trackrecord.exchange.page.text import together

_BAR = re.compile(r'<rect x="10" y="\d+" width="([\d.]+)"')


def section(record: Record) -> str:
    return together(errors_section(record, assess(record, AS_OF), AS_OF))


def points(errors: dict[str, list[float]]) -> Record:
    """Each is off by so much on the questions of `numbers`, one answer each."""
    record = numbers(60)
    known = {row.question: row.value for row in record.outcomes}
    asked = [row for row in record.questions if row.question in known]
    forecasts = [
        Forecast(
            f"{who} {n}",
            question.question,
            who,
            Claim.FORECAST,
            small_record().forecasts[0].issued.replace(year=2022),
            "as said",
            float(known[question.question]) + off,  # type: ignore[arg-type]  # numbers
            float(known[question.question]) + off,  # type: ignore[arg-type]
        )
        for who, offs in errors.items()
        for n, (question, off) in enumerate(zip(asked, offs, strict=False))
    ]
    people = tuple(Forecaster(who, "analyst") for who in errors)
    return replace(record, forecasters=people, forecasts=tuple(forecasts))


_OFF = st.lists(st.sampled_from([k / 4 for k in range(-40, 41)]), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), _OFF, min_size=1))
def test_medians_are_those_of_the_record(errors: dict[str, list[float]]) -> None:
    text = section(points(errors))
    medians = {who: median(abs(off) for off in offs) for who, offs in errors.items()}
    order = sorted(medians, key=lambda who: (round(medians[who], 6), who))
    bars = [float(width) for width in _BAR.findall(text)]
    assert len(bars) == (len(errors) if len(errors) > 1 else 0)
    longest = max(medians.values()) or 1.0
    if bars:
        lengths = [max(1.0, 480 * medians[who] / longest) for who in order]
        assert bars == pytest.approx(lengths, abs=0.06)
    for who in order:
        n = len(errors[who])
        shown = f"{medians[who]:,.4g}"
        assert re.search(rf"\b{who}: {re.escape(shown)} % \({n} answers?\)", text) or n == 0


@pytest.mark.parametrize("n", [25, 26, 120])
def test_many_forecasters_are_cut_and_that_is_said(n: int) -> None:
    text = section(points({f"Who {k}": [k / 10, k / 10] for k in range(n)}))
    assert text.count("<rect") == 25
    assert (f"The 25 smallest of {n}." in text) == (n > 25)
    assert "Who 0: 0 %" in text


def test_it_is_not_there_where_it_would_be_empty() -> None:
    there = {"one", "dates", "numbers", "mixed"}
    for name, made in SMALL.items():
        page = one_page(made(), AS_OF, "x")
        assert ('id="off"' in page) == ("#off" in page) == (name in there), name


def test_long_names_fit() -> None:
    """On the narrowest drawing a label has some 65 letters; what is longer ends in ….."""
    text = section(points({"A" * 80: [1.0], "B" * 80: [2.0]}))
    labels = re.findall(r'class="ink">([^<]+)<', text)
    assert [len(label) < 66 and "…" in label for label in labels] == [True, True]
