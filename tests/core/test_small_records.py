"""Small records that the scores must get right, each with the number it must give."""

from dataclasses import replace
from datetime import date

import pytest

from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Status
from trackrecord.core.checks import check_record, notes_on
from trackrecord.core.due import due_questions
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import (
    Claim,
    Counts,
    Forecast,
    Forecaster,
    Never,
    Outcome,
    Question,
    Record,
    Settings,
    Until,
    Value,
)
from trackrecord.core.standing import Standing

DAY = date(2024, 6, 1)
LATER = date(2028, 2, 1)
Ends = tuple[date | float | None, date | float | None]


def record(unit: str, outcomes: list[Value | None], said: dict[str, list[Ends]]) -> Record:
    """Everybody answers each question once."""
    questions = tuple(Question(f"q{n}", "?", unit, DAY, "c") for n in range(len(outcomes)))
    known = tuple(
        Outcome(f"q{n}", value, DAY, DAY, "s")
        for n, value in enumerate(outcomes)
        if value is not None
    )
    forecasts = tuple(
        Forecast(f"{who}{n}", f"q{n}", who, Claim.FORECAST, date(2023, 1, 1), "1 in 3", low, high)
        for who, rows in said.items()
        for n, (low, high) in enumerate(rows)
    )
    people = tuple(Forecaster(who, "analyst") for who in said)
    return Record(people, questions, forecasts, known)


def board(of: Record, as_of: date = LATER) -> dict[str, Standing]:
    return {row.forecaster: row for row in standings(of, as_of)}


def test_honest_before_coin_before_loud() -> None:
    yes: list[Value | None] = [True] * 6 + [False] * 4
    said = {"loud": [(1.0, 1.0)] * 10, "honest": [(0.6, 0.6)] * 10, "coin": [(0.5, 0.5)] * 10}
    rows = standings(record("yes/no", yes, said), LATER)
    assert [row.forecaster for row in rows] == ["honest", "coin", "loud"]
    skills = [row.relative_skill for row in rows]
    assert skills == pytest.approx([0.24 / 0.325, 0.25 / 0.32, 0.4 / 0.245])
    assert "came true" not in rows[0].sentence
    words = "Brier score 0.24 on 10 probabilities, 6 of 10 on the right side of one half"
    assert words in rows[0].sentence
    assert "Brier score 0.25 on 10 probabilities, 10 at one half" in rows[1].sentence
    assert "Brier score 0.40 on 10 probabilities, 6 of 10" in rows[2].sentence  # stated, as “1”


def test_sharp_before_wide_and_vague_compared_with_neither() -> None:
    said: dict[str, list[Ends]] = {
        "vague": [(1.0, None)] * 6,
        "sharp": [(97_000.0, 103_000.0)] * 6,
        "wide": [(1.0, 1_000_000.0)] * 6,
    }
    rows = board(record("cars", [100_000.0] * 6, said))
    assert list(rows)[:2] == ["sharp", "wide"]
    assert (rows["vague"].relative_skill, rows["vague"].rank, rows["vague"].common) == (
        None,
        None,
        0,
    )
    assert rows["sharp"].relative_skill == pytest.approx(547.059 / 241_826.846, rel=1e-6)


WINDOW = (date(2024, 1, 1), date(2024, 1, 31))


def test_three_of_ten_came_true_and_seven_are_overdue() -> None:
    happened: list[Value | None] = [date(2024, 1, 15)] * 3 + [None] * 7
    row = board(record("date", happened, {"a": [WINDOW] * 10}), date(2025, 1, 1))["a"]
    assert (row.hits, row.misses, row.overdue, row.n) == (3, 7, 7, 10)
    assert "3 of 10 came true; 7 overdue; dates at least 336 days late" in row.sentence


def test_two_on_time_and_three_never_is_at_least() -> None:
    happened: list[Value | None] = [date(2024, 1, 10)] * 2 + [Never.NEVER] * 3
    row = board(record("date", happened, {"a": [WINDOW] * 5}))["a"]
    assert (row.hits, row.misses, row.at_least) == (2, 3, True)
    assert row.median_days_late == (LATER - WINDOW[1]).days


def test_hindsight_is_scored_nowhere() -> None:
    of = record("cars", [101.0], {"early": [(200.0, 200.0)], "late": [(100.0, 100.0)]})
    first, last = of.forecasts
    of = replace(of, forecasts=(first, replace(last, issued=date(2024, 11, 1))))
    rows = assess(of, LATER)
    assert [row.status for row in rows] == [Status.RESOLVED, Status.HINDSIGHT]
    assert (rows[1].score, rows[1].hit, rows[1].error, rows[1].counts) == (None, None, None, False)
    assert board(of)["late"].n == 0
    assert check_record(of) == []
    assert "hindsight" in notes_on(of)[0].message
    # On a date question it is so from the day after it happened, whenever that became known.
    of = record("date", [date(2023, 3, 1)], {"late": [WINDOW]})
    said = replace(of.forecasts[0], issued=date(2023, 3, 2))
    assert assess(replace(of, forecasts=(said,)), LATER)[0].status is Status.HINDSIGHT
    assert "had happened" in notes_on(replace(of, forecasts=(said,)))[0].message


def revised(values: list[float], days: list[date], unit: str, outcome: Value) -> Record:
    """Anna revises, Ben says one thing once."""
    of = record(unit, [outcome], {"anna": [(0.0, 0.0)], "ben": [(40.0, 40.0)]})
    anna, ben = of.forecasts
    rows = [
        replace(anna, forecast=f"a{n}", issued=day, low=value, high=value)
        for n, (value, day) in enumerate(zip(values, days, strict=True))
    ]
    return replace(of, forecasts=(*rows, replace(ben, issued=days[0])))


MONTHS = [date(2024, month, 1) for month in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("rule", "loss"),
    [
        # 31 days of 40 off, 29 of 30, 31 of 20, 30 of 10, 31 of 0: 152 days.
        (Counts.STANDING, (31 * 40 + 29 * 30 + 31 * 20 + 30 * 10) / 152),
        (Counts.LAST, 0),
        (Counts.FIRST, 40),
        (Counts.AHEAD, 0),  # in force on 2 May: the 50 of 1 May
        (Counts.ALL, 20),
    ],
)
def test_each_policy_of_counts(rule: Counts, loss: float) -> None:
    of = revised([10, 20, 30, 40, 50], MONTHS, "cars", 50.0)
    rows = board(replace(of, settings=Settings(counts=rule)))
    assert rows["ben"].skill is not None
    assert rows["anna"].relative_skill == pytest.approx(loss / 10)
    if loss:
        assert rows["ben"].relative_skill == pytest.approx(10 / loss)
    else:
        assert rows["ben"].relative_skill is None  # only the others lost nothing
        assert list(rows) == ["anna", "ben"]


def test_a_change_of_mind_at_the_last_moment_counts_for_its_days() -> None:
    of = record("yes/no", [True], {"flip": [(0.1, 0.1)], "calm": [(0.5, 0.5)]})
    flip, calm = (replace(row, issued=date(2024, 1, 2)) for row in of.forecasts)
    later = replace(flip, forecast="f2", issued=date(2024, 12, 30), low=0.99, high=0.99)
    of = replace(
        of,
        questions=(replace(of.questions[0], resolves=date(2025, 1, 1)),),
        outcomes=(replace(of.outcomes[0], known=date(2025, 1, 1)),),
        forecasts=(flip, later, calm),
    )
    assert [row.stood for row in assess(of, LATER)] == [363, 2, 365]
    assert board(of)["flip"].brier == pytest.approx(0.80556, abs=5e-6)


@pytest.mark.parametrize("rule", [Counts.STANDING, Counts.LAST, Counts.AHEAD])
def test_saying_the_same_again_changes_nothing(rule: Counts) -> None:
    of = revised([10, 30, 50], MONTHS[::2], "cars", 30.0)
    again = revised([10, 10, 30, 30, 50], MONTHS, "cars", 30.0)
    chosen = Settings(counts=rule, tolerance=0.1)
    once, twice = (board(replace(each, settings=chosen))["anna"] for each in (of, again))
    assert (twice.hits, twice.misses, twice.n) == (once.hits, once.misses, once.n)
    assert twice.relative_skill == pytest.approx(once.relative_skill)


def test_thin_pairs_do_not_outweigh_long_ones() -> None:
    """Bob meets one-timers who are worse still: sharing a question with them proves little."""
    outcomes: list[Value | None] = [n % 2 == 1 for n in range(60)]

    def p(right: float) -> list[Ends]:
        return [(right, right) if outcome else (1 - right, 1 - right) for outcome in outcomes]

    of = record("yes/no", outcomes, {"ann": p(0.8), "cat": p(0.6), "bob": p(0.25)})
    few = tuple(
        row for row in of.forecasts if row.forecaster != "bob" or int(row.question[1:]) < 26
    )
    one_timers = tuple(
        replace(of.forecasts[0], forecast=f"x{n}", forecaster=f"one{n}", question=f"q{n}",
                low=0.1 if outcomes[n] else 0.9, high=0.1 if outcomes[n] else 0.9)
        for n in range(20)
    )  # fmt: skip
    people = (*of.forecasters, *(Forecaster(f"one{n}", "analyst") for n in range(20)))
    of = replace(of, forecasts=few + one_timers, forecasters=people)
    rows = board(of)
    assert list(rows)[:3] == ["ann", "cat", "bob"]
    assert rows["bob"].relative_skill is not None
    assert rows["bob"].relative_skill > 1
    assert [rows[who].rank for who in ("ann", "cat", "bob", "one0")] == [1, 2, 3, None]


def test_the_same_belief_at_two_levels() -> None:
    """An interval of 50 % and one of 95 % around the same belief score alike."""
    middles = [89.5, 104.2, 105.0, 97.7, 101.3, 120.9, 95.6]
    outcomes: list[Value | None] = [80.3, 101.5, 106.5, 114.2, 93.6, 131.6, 99.3]
    narrow, broad = 6.7449, 19.5996  # z times a spread of 10
    said: dict[str, list[Ends]] = {
        "says50": [(m - narrow, m + narrow) for m in middles],
        "says95": [(m - broad, m + broad) for m in middles],
        "rival": [(m + 6, m + 6) for m in middles],
    }
    of = record("cars", outcomes, said)
    levels = {"says50": 0.5, "says95": 0.95}
    rows = tuple(replace(row, level=levels.get(row.forecaster)) for row in of.forecasts)
    found = board(replace(of, forecasts=rows))
    assert found["says50"].relative_skill == pytest.approx(found["says95"].relative_skill, rel=1e-4)
    assert found["says50"].hits != found["says95"].hits


def test_ties_by_rounding_are_ties() -> None:
    said: dict[str, list[Ends]] = {"below": [(1.1, 1.1)] * 6, "above": [(1.3, 1.3)] * 6}
    rows = board(record("%", [1.2] * 6, said))
    for row in rows.values():
        assert row.skill is not None
        assert (row.skill.p, row.skill.better, row.skill.worse) == (1, 0, 0)
        assert (row.evidence, row.rank) == ("cannot be told apart", 1)


def test_a_window_ahead_is_open_and_a_closed_one_is_due() -> None:
    of = record("date", [None, None], {"far": [WINDOW, WINDOW]})
    done, later = of.questions
    far, near = of.forecasts
    first, last = (
        replace(done, resolves=date(2026, 1, 1)),
        replace(later, resolves=date(2035, 1, 1)),
    )
    of = replace(
        of,
        questions=(first, last),
        forecasts=(
            replace(far, low=date(2027, 1, 1), high=date(2027, 12, 31)),
            replace(near, low=date(2026, 1, 1), high=date(2027, 12, 31)),
        ),
    )  # fmt: skip
    early, late = date(2026, 6, 1), date(2028, 2, 1)
    assert [row.status for row in assess(of, early)] == [Status.OPEN, Status.OPEN]
    assert [row.status for row in assess(of, late)] == [Status.OVERDUE, Status.OVERDUE]
    assert [row.question.question for row in due_questions(of, early)] == ["q0"]
    assert [(row.question.question, row.since) for row in due_questions(of, late)] == [
        ("q0", date(2026, 1, 1)),
        ("q1", date(2027, 12, 31)),
    ]
    assert [note.where.column for note in notes_on(of)] == ["High"]


def test_what_was_said_later_is_not_there_yet() -> None:
    of = revised([10, 20, 30, 40, 50], MONTHS, "cars", 50.0)
    then = date(2024, 3, 15)
    rows = assess(of, then)
    assert [row.status for row in rows] == [Status.OPEN] * 3 + [None] * 2 + [Status.OPEN]
    alone = replace(of, forecasts=(*of.forecasts[:3], of.forecasts[5]))
    assert standings(of, then) == standings(alone, then)


def test_spans() -> None:
    """Inside, apart, across an end; and where only a lower bound is known."""
    said: list[Ends] = [(0.0, 20.0), (30.0, None), (0.0, 12.0), (10.0, None), (None, 9.0)]
    of = record("cars", [10.0] * 5, {"a": said})
    span = tuple(replace(row, until=15.0) for row in of.outcomes)
    assert [row.hit for row in assess(replace(of, outcomes=span), LATER)] == [
        True,
        False,
        None,
        True,
        False,
    ]
    assert {row.scored_at for row in assess(replace(of, outcomes=span), LATER)} == {12.5}
    more = replace(of, outcomes=tuple(replace(row, until=Until.OPEN) for row in of.outcomes))
    rows = assess(more, LATER)
    assert [row.hit for row in rows] == [None, None, None, True, False]
    assert all(row.provisional for row in rows)
    assert "at least" in board(more)["a"].sentence


def test_points_of_numbers_are_near_or_far_unless_a_tolerance_is_set() -> None:
    of = record("%", [3.8], {"consensus": [(3.89, 3.89)]})
    assert assess(of, LATER)[0].hit is None
    assert "the one number was 0.09 points too high" in board(of)["consensus"].sentence
    near = replace(of, settings=Settings(tolerance=0.03))
    far = replace(of, settings=Settings(tolerance=0.02))
    assert [assess(each, LATER)[0].hit for each in (near, far)] == [True, False]


def test_premises_are_judged_and_never_counted() -> None:
    of = record("date", [date(2024, 1, 15)], {"a": [WINDOW]})
    of = replace(of, forecasts=(replace(of.forecasts[0], claim=Claim.PREMISE),))
    [row] = assess(of, LATER)
    assert (row.hit, row.counts, row.eligible) == (True, False, False)
    assert standings(of, LATER) == ()


def test_events_count_as_one() -> None:
    said: dict[str, list[Ends]] = {"ann": [(1.0, 1.0)] * 8, "bob": [(3.0, 3.0)] * 8}
    of = record("cars", [0.0] * 8, said)
    asked = tuple(
        replace(row, event="the storm" if n < 4 else "") for n, row in enumerate(of.questions)
    )
    [ann, _] = standings(of, LATER)
    assert ann.skill is not None
    assert ann.skill.p_alone == 2 / 2**8
    [ann, _] = standings(replace(of, questions=asked), LATER)
    assert ann.skill is not None
    assert (ann.skill.p_alone, ann.evidence) == (None, None)  # five events are too few


def test_everyone_is_shown_against_the_consensus_and_the_middle() -> None:
    said: dict[str, list[Ends]] = {
        "ann": [(12.0, 12.0)] * 6,
        "bob": [(14.0, 14.0)] * 6,
        "cid": [(18.0, 18.0)] * 6,
        "crowd": [(11.0, 11.0)] * 6,
    }
    of = record("cars", [10.0] * 6, said)
    people = (*of.forecasters[:3], replace(of.forecasters[3], kind="Aggregate"))
    rows = board(replace(of, forecasters=people))
    assert (rows["crowd"].rank, rows["crowd"].baseline, list(rows)[-1]) == (None, True, "crowd")
    assert rows["crowd"].relative_skill == pytest.approx(1 / ((2 + 4 + 8) / 3))
    assert rows["ann"].relative_skill == pytest.approx(2 / 6)  # the crowd is none of the others
    assert rows["ann"].against_baselines == pytest.approx(2)
    assert rows["ann"].against_middle == pytest.approx(2 / 4)  # the middle says 14


def test_numbers_of_very_different_size_are_compared_by_ratios() -> None:
    """Off by a tenth is off by a tenth, of 10 as of a million."""
    said: dict[str, list[Ends]] = {
        "small": [(10.0, 10.0), (1_100_000.0, 1_100_000.0)],
        "large": [(11.0, 11.0), (1_000_000.0, 1_000_000.0)],
    }
    rows = board(record("cars", [10.0, 1_000_000.0], said))
    assert rows["small"].relative_skill == pytest.approx(1)


def test_units_and_the_case_of_keys_change_nothing() -> None:
    said: dict[str, list[Ends]] = {
        "ann": [(9.0, 12.0), (20.0, None), (31.0, 31.0)],
        "bob": [(8.0, 8.0), (18.0, None), (25.0, 40.0)],
    }
    of = record("cars", [10.0, 22.0, 30.0], said)
    thousands = record(
        "thousand cars",
        [0.01, 0.022, 0.03],
        {
            who: [tuple(None if end is None else end / 1000 for end in ends) for ends in rows]  # type: ignore[misc, operator]
            for who, rows in said.items()
        },
    )
    loud = replace(
        of,
        forecasters=tuple(
            replace(row, forecaster=row.forecaster.upper()) for row in of.forecasters
        ),
        questions=tuple(replace(row, question=row.question.upper()) for row in of.questions),
        outcomes=tuple(replace(row, question=row.question.upper()) for row in of.outcomes),
        forecasts=tuple(
            replace(row, question=row.question.upper(), forecaster=row.forecaster.upper())
            for row in of.forecasts
        ),
    )
    for one, other in zip(standings(of, LATER), standings(loud, LATER), strict=True):
        assert other.forecaster == one.forecaster.upper()
        assert (other.skill, other.rank, other.hits) == (one.skill, one.rank, one.hits)
    for one, other in zip(standings(of, LATER), standings(thousands, LATER), strict=True):
        assert other.relative_skill == pytest.approx(one.relative_skill)
        assert (other.forecaster, other.hits, other.common) == (
            one.forecaster,
            one.hits,
            one.common,
        )
