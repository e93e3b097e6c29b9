"""The record that ships: quotes are verbatim, sources are given, nothing open is closed."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Status
from trackrecord.core.leaderboard import compare_groups, standings, stated_probabilities
from trackrecord.core.model import Claim, Forecast, Record, Until, Void
from trackrecord.core.wording.reading import read_wording

AS_OF = date(2026, 11, 23)
# The article is not ours to ship: of every three words in a row, the first ten digits of their
# SHA-256. A quote is verbatim when all its runs of three words are among them.
SHINGLES = set((Path(__file__).parent / "core" / "article-shingles.txt").read_text().split())


@pytest.fixture(scope="module")
def record() -> Record:
    made, problems = read_checked(bundled())
    assert problems == []
    return made


def shingles(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    runs = (" ".join(words[n : n + 3]) for n in range(len(words) - 2))
    return {hashlib.sha256(run.encode()).hexdigest()[:10] for run in runs}


def test_every_quote_stands_in_the_article(record: Record) -> None:
    for row in record.forecasts:
        assert shingles(row.quote), row.forecast
        assert shingles(row.quote) <= SHINGLES, row.forecast
    assert not shingles("Xiaomi would begin mass production in January 2024") <= SHINGLES


def test_the_forecasts_of_the_issue_are_there(record: Record) -> None:
    rows = {row.forecast: row for row in record.forecasts}
    assert len(rows) == 32
    assert ends(rows["1"]) == (date(2023, 12, 1), date(2023, 12, 31))
    assert ends(rows["2"]) == (date(2024, 2, 1), date(2024, 2, 29))
    assert ends(rows["24"]) == (None, 299_999.99)
    assert ends(rows["7"]) == (50_000, 60_000)
    assert ends(rows["8"]) == (100_000, None)
    assert rows["8"].claim == Claim.GOAL
    assert rows["16"].claim == Claim.PLAN
    restated = {row.forecast for row in record.forecasts if row.restates}
    assert restated == {"4", "5", "23", "12", "13", "14"}


def ends(row: Forecast) -> tuple[object, object]:
    return row.low, row.high


def test_what_became_of_them(record: Record) -> None:
    rows = {row.forecast.forecast: row for row in assess(record, AS_OF)}
    assert rows["2"].days_late == 28
    assert rows["7"].error == 55_000 - 136_854
    assert rows["24"].hit is True
    assert rows["1"].hit is False
    assert rows["3"].hit is True
    still = {name for name, row in rows.items() if row.status in (Status.OPEN, Status.OVERDUE)}
    assert still == {"11", "13", "14", "31"}


def test_every_outcome_has_its_source_and_voids_their_reason(record: Record) -> None:
    for row in record.outcomes:
        assert re.search(r"https?://\S+", row.source), row.question
        assert row.note
    voids = {row.question for row in record.outcomes if isinstance(row.value, Void)}
    assert voids == {
        "contract production",  # own-licence-at-launch judges the same claim by the opposite test
        "first-level player 2024",
        "hidden door handles",
        "like the Xpeng P7",
        "800 V platform",
        "outside capacity",
        "Huawei model at Foton",
    }


def test_what_is_known_only_as_a_span_is_one(record: Record) -> None:
    rows = {row.question: (row.value, row.until) for row in record.outcomes}
    assert rows["start of mass production"] == (date(2024, 2, 15), date(2024, 3, 30))
    assert rows["phase 2 completion"] == (date(2025, 6, 15), date(2025, 11, 30))
    assert rows["deliveries 2025"] == (410_000, Until.OPEN)
    assert {key for key, (_, until) in rows.items() if until} == {
        "start of mass production",
        "phase 2 completion",
        "deliveries 2025",
    }


def test_a_hostile_reader(record: Record) -> None:
    """What was said of persons, and could be shown to flatter or to wrong them."""
    rows = {row.forecast.forecast: row for row in assess(record, AS_OF)}
    assert rows["6"].forecast.claim is Claim.PREMISE
    assert rows["6"].hit is True
    assert not rows["6"].counts
    assert rows["8"].forecast.forecaster == "Lei Jun, as reported"
    # The sources state no probability: every one is our reading, and none is in calibration.
    chances = [row for row in rows.values() if row.probability is not None]
    assert len(chances) == 15
    assert all(row.imputed for row in chances)
    assert stated_probabilities(rows.values(), record.settings) == ([], [])
    said = {row.forecaster: row.sentence for row in standings(record, AS_OF)}
    assert said["Ming-Chi Kuo"].startswith("Ming-Chi Kuo: 2 of 3 came true")
    early = {row.forecaster: row.sentence for row in standings(record, date(2025, 1, 2))}
    assert "2 of 2 came true" in early["Ming-Chi Kuo"]
    assert "1 overdue" in early["Ming-Chi Kuo"]
    found = compare_groups(record, AS_OF)
    assert found is not None
    assert found.common == 2  # no bound is compared with an interval


def test_every_wording_is_read_as_its_low_and_high(record: Record) -> None:
    units = {row.question: row.unit for row in record.questions}
    for row in record.forecasts:
        found = read_wording(row.wording, units[row.question])
        assert (found.low, found.high) == (row.low, row.high), row.forecast
