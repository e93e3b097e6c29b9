"""The reliability diagram of a page: its numbers, its places, and when it is not there."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from support.other_records import SMALL, probabilities
from support.records import AS_OF

from trackrecord.core.assessing import assess
from trackrecord.core.model import Claim, Record
from trackrecord.exchange.page.calibration_section import calibration_section
from trackrecord.exchange.page.one_page import one_page
from trackrecord.exchange.page.text import together

_PLACES = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)"')


def section(record: Record) -> str:
    return together(calibration_section(assess(record, AS_OF), record.settings))


def said_and_seen(record: Record) -> list[tuple[float, float]]:
    """Read from the record itself: one answer each to questions that are closed and known."""
    came = {row.question: float(bool(row.value)) for row in record.outcomes}
    return [
        (float(row.low), came[row.question])  # type: ignore[arg-type]  # probabilities
        for row in record.forecasts
        if row.question in came
    ]


@pytest.mark.parametrize("n", [10, 40, 400])
def test_its_numbers_are_those_of_others(n: int) -> None:
    """Brier score by hand, the fitted line and its parts by scipy's isotonic regression."""
    record = probabilities(n, people=1)
    pairs = sorted(said_and_seen(record))
    text = section(record)
    brier = sum((p - came) ** 2 for p, came in pairs) / len(pairs)
    assert f"{len(pairs)} probabilities" in text
    assert f"mean Brier score {brier:.3f}" in text
    if len(pairs) < 10:
        assert "Too few" in text
        assert "<polyline" not in text
        return
    groups: dict[float, list[float]] = {}
    for p, came in pairs:
        groups.setdefault(p, []).append(came)
    means = [sum(group) / len(group) for group in groups.values()]
    fitted = isotonic_regression(means, weights=[len(group) for group in groups.values()]).x
    [line] = re.findall(r'points="([^"]+)"', text)
    drawn = [tuple(map(float, point.split(","))) for point in line.split()]
    wanted = [(60 + 380 * p, 24 + 380 * (1 - up)) for p, up in zip(groups, fitted, strict=True)]
    assert drawn == [pytest.approx(point, abs=0.06) for point in wanted]
    by_p = dict(zip(groups, fitted, strict=True))
    left = sum((by_p[p] - came) ** 2 for p, came in pairs) / len(pairs)
    assert f"Miscalibration {brier - left:.3f} " in text


@settings(max_examples=60)
@given(st.lists(st.sampled_from([k / 100 for k in range(101)]), min_size=1, max_size=60))
def test_all_is_within_the_frame(chances: list[float]) -> None:
    record = probabilities(len(chances) * 2, people=1)
    known = {row.question for row in record.outcomes}
    rows = [row for row in record.forecasts if row.question in known][: len(chances)]
    record = replace(
        record,
        forecasts=tuple(
            replace(row, low=p, high=p, wording=f"{p:.0%}")
            for row, p in zip(rows, chances, strict=False)
        ),
    )
    text = section(record)
    places = [(float(x), float(y)) for x, y in _PLACES.findall(text)]
    assert places
    assert all(60 <= x <= 440 and 24 <= y <= 404 for x, y in places)
    counts = re.findall(r'<text x="([\d.]+)" y="442" text-anchor="middle"[^>]*>(\d+)<', text)
    assert sum(int(n) for _, n in counts) == len(record.forecasts)
    at = [float(x) for x, _ in counts]
    assert all(b - a > 37 for a, b in pairwise(at))  # five digits do not touch
    cells = re.findall(r'data-label="How many">([\d,]+)<', text)
    assert [n.replace(",", "") for n in cells] == [n for _, n in counts]


def test_it_is_not_there_where_it_would_be_empty() -> None:
    for name, made in SMALL.items():
        page = one_page(made(), AS_OF, "x")
        assert ('id="kept"' in page) == ("#kept" in page) == (name in {"probabilities", "mixed"})
    record = probabilities(20)
    goals = tuple(replace(row, claim=Claim.GOAL) for row in record.forecasts)
    assert section(replace(record, forecasts=goals)) == ""
    assert section(replace(record, outcomes=())) == ""
