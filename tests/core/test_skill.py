"""Comparing forecasters: worked by hand, and what must not change the result."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.records import AS_OF, small_record, sound_records

from trackrecord.cli.documents import score_document
from trackrecord.cli.report import leaderboard as leaderboard_parts
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS
from trackrecord.core.comparing import skill
from trackrecord.core.comparing.history import MOST_DAYS, through_time
from trackrecord.core.estimates import SCALES, estimate
from trackrecord.core.leaderboard import compare_groups, standings, stated_probabilities
from trackrecord.core.model import (
    Claim,
    Counts,
    Forecast,
    Forecaster,
    Imputed,
    Outcome,
    Question,
    Record,
    Settings,
    Void,
)
from trackrecord.core.sentences import comparison
from trackrecord.workbook.new import write_workbook

DAY = date(2024, 1, 1)


def contest(scores: dict[str, list[float]], unit: str = "cars", scale: float = 1) -> Record:
    """One point forecast a question by each; the outcome is 1000, the score the distance."""
    n = len(next(iter(scores.values())))
    questions = tuple(Question(f"q{i}", "?", unit, DAY, "c") for i in range(n))
    outcomes = tuple(Outcome(f"q{i}", 1000.0 * scale, DAY, DAY, "s") for i in range(n))
    forecasts = tuple(
        Forecast(
            f"{who}-{i}",
            f"q{i}",
            who,
            Claim.FORECAST,
            DAY - timedelta(100),
            "w",
            (1000 + score) * scale,
            (1000 + score) * scale,
            quote="q",
            source="s",
        )
        for who, row in scores.items()
        for i, score in enumerate(row)
    )
    people = tuple(Forecaster(who, "analyst") for who in scores)
    return Record(people, questions, forecasts, outcomes)


def losses(*questions: dict[str, float]) -> list[skill.Contest]:
    return [skill.Contest(f"q{n}", f"q{n}", "k", losses=of) for n, of in enumerate(questions)]


def test_half_the_loss_is_a_skill_of_one_half() -> None:
    ann, bob = standings(contest({"ann": [5, 10, 1, 2, 3, 4], "bob": [10, 20, 2, 4, 6, 8]}), DAY)
    assert (ann.forecaster, ann.rank, bob.rank) == ("ann", 1, 2)
    assert ann.relative_skill == pytest.approx(0.5)
    assert bob.relative_skill == pytest.approx(2)
    assert ann.skill is not None
    assert (ann.skill.better, ann.skill.worse, ann.skill.p_alone) == (6, 0, 0.03125)
    assert (ann.skill.p, ann.skill.evidence) == (0.0625, "cannot be told apart")  # of two tests


def test_three_forecasters_by_hand() -> None:
    """One question, losses 1, 2, 4: over the others' means 3, 2.5 and 1.5."""
    found = skill.relative_skills(losses({"a": 1, "b": 2, "c": 4}))
    assert [found[x].relative for x in "abc"] == pytest.approx([1 / 3, 2 / 2.5, 4 / 1.5])
    assert [(found[x].better, found[x].worse) for x in "abc"] == [(1, 0), (1, 0), (0, 1)]


def test_kinds_are_weighted_by_their_questions() -> None:
    """Half the loss on two questions of one kind, four times on one of another."""
    found = losses({"a": 1, "b": 2}, {"a": 3, "b": 6}, {"a": 8, "b": 2})
    found[2].kind = "other"
    ann = skill.relative_skills(found)["a"]
    assert ann.relative == pytest.approx((0.5**2 * 4) ** (1 / 3))
    assert ann.common == 3


def test_perfect_forecasts_stay_finite() -> None:
    found = skill.relative_skills(losses({"a": 0, "b": 2}, {"c": 0, "d": 0}))
    assert found["a"].relative == 0
    assert found["b"].relative is None  # the others lost nothing: no ratio
    assert found["c"].relative == found["d"].relative == 1


def test_fewer_common_questions_than_wanted_are_too_few_to_rank() -> None:
    record = contest({"ann": [1] * 5, "bob": [2] * 5})
    assert [row.rank for row in standings(record, DAY)] == [None, None]
    assert standings(record, DAY)[0].sentence.endswith(
        "cannot be told apart from the others (5 common questions, too few for a test)"
    )
    lenient = replace(record, settings=Settings(rank_from=5))
    assert [row.rank for row in standings(lenient, DAY)] == [1, 2]


def test_equals_share_a_rank() -> None:
    record = contest({"ann": [2] * 6, "bob": [2] * 6, "cid": [4] * 6})
    assert [(r.forecaster, r.rank) for r in standings(record, DAY)] == [
        ("ann", 1),
        ("bob", 1),
        ("cid", 3),
    ]


def test_wide_windows_do_not_pay() -> None:
    """10,000 to 1,000,000 hits 136,854, and is far worse than the near miss 100,000."""
    wide, near = (10_000.0, 1_000_000.0), (100_000.0, 100_000.0)
    record = contest({"near": [0.0] * 6, "wide": [0.0] * 6})
    record = replace(
        record,
        forecasts=tuple(
            replace(row, low=ends[0], high=ends[1])
            for row in record.forecasts
            for ends in (wide if row.forecaster == "wide" else near,)
        ),
        outcomes=tuple(replace(row, value=136_854.0) for row in record.outcomes),
    )
    best, worst = standings(record, DAY)
    assert (best.forecaster, best.hit_rate, best.rank) == ("near", None, 1)  # a point
    assert (worst.forecaster, worst.hit_rate, worst.rank) == ("wide", 1, 2)


@given(st.data(), st.sampled_from([0.001, 1000.0]))
def test_units_names_and_order_change_nothing(data: st.DataObject, scale: float) -> None:
    drawn = {
        who: data.draw(st.lists(st.floats(0.01, 100), min_size=7, max_size=7))
        for who in ("ann", "bob", "cid")
    }
    plain = standings(contest(drawn), DAY)
    scaled = standings(contest(drawn, "thousand cars", scale), DAY)
    renamed = standings(contest({"x" + who: row for who, row in drawn.items()}), DAY)
    turned = standings(contest(dict(reversed(drawn.items()))), DAY)
    for one, *others in zip(plain, scaled, renamed, turned, strict=True):
        for other in others:
            assert other.rank == one.rank
            assert other.relative_skill == pytest.approx(one.relative_skill, rel=1e-6)
            assert other.evidence == one.evidence
            assert (other.hits, other.n) == (one.hits, one.n)


def test_goals_are_compared_in_one_line_and_never_ranked_with_forecasts() -> None:
    record = contest({"ann": [2] * 6, "boss": [1] * 6})
    record = replace(
        record,
        forecasts=tuple(
            replace(row, claim=Claim.GOAL) if row.forecaster == "boss" else row
            for row in record.forecasts
        ),
    )
    assert [(r.claims, r.rank) for r in standings(record, DAY)] == [
        (FORECASTS, None),
        (GOALS_AND_PLANS, None),
    ]
    found = compare_groups(record, DAY)
    assert found is not None
    assert (found.relative, found.common, found.better) == (pytest.approx(0.5), 6, 6)
    assert "no ranking" in comparison(found)
    assert "share no judged question" in comparison(compare_groups(small_record(), DAY))


@given(record=sound_records(forecasts=25, questions=8), turn=st.randoms(use_true_random=False))
def test_a_new_outcome_changes_its_own_rows_only(record: Record, turn: st.DataObject) -> None:
    if not record.outcomes:
        return
    gone = turn.choice(record.outcomes)  # type: ignore[attr-defined]
    without = replace(record, outcomes=tuple(r for r in record.outcomes if r is not gone))
    for before, after in zip(assess(without, AS_OF), assess(record, AS_OF), strict=True):
        assert before == after or after.forecast.question == gone.question


@given(record=sound_records(forecasts=25, questions=8))
def test_every_line_through_time_is_the_leaderboard_of_its_day(record: Record) -> None:
    # Of somebody with several answers the line shows the one that counts in the end.
    record = replace(record, settings=replace(record.settings, counts=Counts.STANDING))
    if any(row.answers > 1 for row in assess(record, AS_OF)):
        return
    for day in through_time(record, AS_OF):
        board = {
            (r.forecaster, r.claims): (r.hits, r.hits + r.misses)
            for r in standings(record, day.as_of)
            if r.hits + r.misses
        }
        assert board == {key: (t.hits, t.judged) for key, t in day.tallies.items()}


def test_many_days_are_thinned_to_months() -> None:
    record = contest({"ann": [1.0] * 200})
    record = replace(record, settings=Settings(tolerance=0.5))
    spread = replace(
        record,
        questions=tuple(
            replace(row, resolves=DAY + timedelta(2 * n)) for n, row in enumerate(record.questions)
        ),
    )
    days = through_time(spread, date(2026, 1, 1))
    assert len(days) == 14
    assert days[0].as_of == date(2024, 1, 31)
    assert days[-1].as_of == DAY + timedelta(398)
    assert MOST_DAYS < 200


def test_words_are_imputed_and_can_be_left_out() -> None:
    record = small_record()
    likely = replace(record.forecasts[4], wording="Very likely", low=0.875, high=0.875)
    will = replace(record.forecasts[5], forecaster="ann", wording="yes", low=1.0, high=1.0)
    will = replace(will, question="also")
    asked = replace(record.questions[2], question="also")
    outcomes = tuple(Outcome(name, False, AS_OF, AS_OF, "s") for name in ("whether", "also"))
    record = replace(
        record, questions=(*record.questions, asked), forecasts=(likely, will), outcomes=outcomes
    )
    [row] = standings(record, AS_OF)
    assert (row.n, row.imputed, row.misses) == (2, 2, 2)
    assert "0 of 1 came true (1 by our reading of the words)" in row.sentence
    mean = (0.875**2 + 1) / 2
    assert f"Brier score {mean:.2f} on 2 probabilities (1 by our reading" in row.sentence
    rows = assess(record, AS_OF)
    assert stated_probabilities(rows, record.settings) == ([], [])
    assert stated_probabilities(rows, Settings(imputed=Imputed.ALL)) == ([0.875, 1], [0, 0])
    [without] = standings(replace(record, settings=Settings(imputed=Imputed.NO)), AS_OF)
    assert (without.n, without.imputed) == (0, 0)


def test_the_scales_are_what_their_sources_say() -> None:
    def ends(word: str, scale: str) -> tuple[float, float]:
        found = estimate(word, scale)
        assert found is not None
        return found.low, found.high

    assert ends("likely", "ICD 203") == (0.55, 0.8)
    assert ends("remote", "ICD 203") == (0.01, 0.05)
    assert ends("almost certain", "Kent 1964") == (0.87, 0.99)  # 93 +- 6
    assert ends("probable", "Kent 1964") == (0.63, 0.87)  # 75 +- 12
    assert ends("likely", "IPCC AR5") == (0.66, 1)
    assert ends("exceptionally unlikely", "IPCC AR5") == (0, 0.01)
    assert [len(rows) for rows in SCALES.values()] == [14, 7, 10]
    for rows in SCALES.values():
        assert all(0 <= row.low <= row.middle <= row.high <= 1 for row in rows)


def test_intervals_against_their_level_and_calibration() -> None:
    record = contest({"ann": [0.0] * 12})
    wide = tuple(
        replace(row, low=900.0, high=1100.0 if n % 3 else 950.0, level=0.9 if n else None)
        for n, row in enumerate(record.forecasts)
    )
    [row] = standings(replace(record, forecasts=wide), DAY)
    # The first states no level: nobody promised anything.
    assert (row.intervals, row.coverage, row.level) == (
        11,
        pytest.approx(8 / 11),
        pytest.approx(0.9),
    )
    assert row.bias_interval is not None
    assert row.bias is not None
    assert row.bias_interval[0] <= row.bias <= row.bias_interval[1]
    yes_no = replace(
        record,
        questions=tuple(replace(q, unit="yes/no") for q in record.questions),
        forecasts=tuple(replace(f, low=0.75, high=0.75) for f in record.forecasts),
        outcomes=tuple(replace(o, value=n % 4 > 0) for n, o in enumerate(record.outcomes)),
    )
    [row] = standings(yes_no, DAY)
    assert row.corp is not None
    assert row.corp.brier == pytest.approx(row.brier)
    assert row.corp.miscalibration == pytest.approx(0)
    assert row.corp.discrimination == pytest.approx(0)


def test_degenerate_records_give_sensible_sentences() -> None:
    record = contest({"ann": [0.0] * 6})
    [alone] = standings(record, DAY)
    assert (alone.rank, alone.common, alone.relative_skill) == (None, 0, None)
    assert alone.sentence == (
        "ann: numbers 0 % off (median of 6, 0 too low); cannot be told apart from the others (none "
        "in common)"
    )
    [waiting] = standings(replace(record, outcomes=()), DAY)
    assert waiting.sentence == "ann: nothing to judge yet"
    assert through_time(Record(), DAY) == ()
    assert compare_groups(Record(), DAY) is None


DEGENERATE = {
    "empty": Record(),
    "all open": replace(contest({"ann": [1.0] * 6, "bob": [2.0] * 6}), outcomes=()),
    "all void": replace(
        contest({"ann": [1.0] * 6, "bob": [2.0] * 6}),
        outcomes=tuple(Outcome(f"q{n}", Void.AMBIGUOUS, DAY, DAY, "s", "why") for n in range(6)),
    ),
    "one forecaster": contest({"ann": [1.0] * 6}),
    "one question": contest({"ann": [1.0], "bob": [0.0], "cid": [0.0]}),
    "all the same": contest({"ann": [0.0] * 6, "bob": [0.0] * 6}),
    "nobody listed": replace(contest({"ann": [1.0] * 6}), forecasters=(), questions=()),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_degenerate_records_give_tables_without_nan(case: str, tmp_path: Path) -> None:
    record = DEGENERATE[case]
    document = score_document(record, DAY, assess(record, DAY))
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert list(leaderboard_parts(record, DAY))
    path = tmp_path / "book.xlsx"
    write_workbook(path, record, DAY)
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb"<v>-?(nan|inf)", archive.read(name)), name
