"""What the Dashboard, the cards and the page say of odd records: found by somebody who attacked."""

from datetime import date
from typing import Any

import pytest
from matplotlib.font_manager import get_font_names
from support.workbooks import missing

from trackrecord.core.assessing import assess
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import (
    Bound,
    Claim,
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
from trackrecord.core.sentences import answer
from trackrecord.exchange.card import drawing
from trackrecord.exchange.card.contents import card_of_forecaster, card_of_question
from trackrecord.exchange.card.drawing import card_picture, texts_of
from trackrecord.exchange.page.one_page import one_page
from trackrecord.language import using
from trackrecord.tables.charts.bands import BANDS, Sketch
from trackrecord.tables.charts.chart_data import draw_from
from trackrecord.tables.charts.labels import short_titles

NOW = date(2026, 1, 1)
SAID = date(2023, 1, 1)


def asked(key: str, title: str, unit: str, resolves: date = date(2024, 6, 1), topic: str = "") -> (
    Question
):  # fmt: skip
    return Question(key, title, unit, resolves, "As reported.", topic=topic)


def record_of(
    questions: list[Question],
    said: list[tuple[str, str, date, Bound | None, Bound | None]],
    outcomes: list[Outcome],
    claim: Claim = Claim.FORECAST,
) -> Record:
    """Forecasts as question, forecaster, day, low and high."""
    people = dict.fromkeys(who for _, who, _, _, _ in said)
    return Record(
        tuple(Forecaster(who, "person") for who in people),
        tuple(questions),
        tuple(
            Forecast(str(n), key, who, claim, day, "as said", low, high, quote="q", source="S")
            for n, (key, who, day, low, high) in enumerate(said, 1)
        ),
        tuple(outcomes),
    )


def came(key: str, value: Value, known: date = date(2024, 6, 1), **more: Any) -> Outcome:
    return Outcome(key, value, known, known, "src", **more)


def drawn(record: Record, as_of: date = NOW) -> tuple[Sketch, dict[str, Any]]:
    rows = assess(record, as_of)
    drawing = draw_from(record, rows, standings(record, as_of, rows), as_of)
    assert drawing.sketch is not None
    return drawing.sketch, {table.name: items for table, items in drawing.tables}


def title_of(sketch: Sketch, band: int = 0) -> str:
    return sketch.texts[BANDS[band].title_row, 1]


@pytest.mark.parametrize(
    ("titles", "short"),
    [
        (["Paris population", "Software revenue"], ["Paris population", "Software revenue"]),
        (["Will it rain?", "Will it not rain?"], ["it rain", "it not rain"]),
        (["Will Smith wins"], ["Will Smith wins"]),
        (["?", "When?"], ["?", "When"]),
        (["Sales of Audi"] * 2, ["Sales of Audi (k0)", "Sales of Audi (k1)"]),
        (["When does line 1 open?", "When does line 2 open?"], ["line 1", "line 2"]),
        (["2024年销量是多少？", "2025年销量是多少？"], ["2024年销量是多少", "2025年销量是多少"]),
    ],
)
def test_short_titles(titles: list[str], short: list[str]) -> None:
    keys = {f"k{number}": title for number, title in enumerate(titles)}
    assert list(short_titles(keys).values()) == short


def test_an_answer_given_in_hindsight_takes_no_forecast_away() -> None:
    window = date(2024, 2, 1), date(2024, 2, 28)
    said = [("d", who, day, *window) for who in "AB" for day in (SAID, date(2024, 4, 1))]
    record = record_of([asked("d", "When?", "date", NOW)], said, [came("d", date(2024, 3, 10))])
    sketch, tables = drawn(record)
    assert title_of(sketch) == "Who called it? When?"
    assert len(tables["Called"]) == 2


@pytest.mark.parametrize("value", [Never.NEVER, 3.0, date(2024, 5, 1)])
def test_an_outcome_that_does_not_fit_stops_nothing(value: Value) -> None:
    said = [("q", "A", SAID, 1.0, 1.0), ("q", "B", SAID, 0.5, 0.5)]
    record = record_of([asked("q", "Does it?", "yes/no")], said, [came("q", value)])
    sketch, _ = drawn(record)
    assert title_of(sketch) == ""
    assert card_of_question(record, "q", NOW).rows
    assert one_page(record, NOW, "t")


def test_what_never_came_was_called_by_nobody() -> None:
    may = date(2024, 5, 1), date(2024, 5, 31)
    said = [("q", "A", SAID, *may), ("q", "B", SAID, date(2030, 1, 1), None)]
    record = record_of([asked("q", "When?", "date")], said, [came("q", Never.NEVER)])
    sketch, _ = drawn(record)
    assert title_of(sketch) == ""
    card = card_of_question(record, "q", NOW)
    assert card.sentence == "It can no longer happen."
    assert card.rows[0].verdict.startswith("Wrong, at least")


def test_what_is_known_as_at_least_is_called_by_nobody_yet() -> None:
    said = [("q", "A", SAID, 290.0, 295.0), ("q", "B", SAID, 900.0, 1100.0)]
    outcome = came("q", 300.0, until=Until.OPEN)
    sketch, _ = drawn(record_of([asked("q", "How many?", "cars")], said, [outcome]))
    assert title_of(sketch) == ""


def test_a_card_of_an_earlier_day_holds_what_was_said_by_then() -> None:
    later = date(2024, 3, 1)
    said = [("q", "A", SAID, 5.0, 5.0), ("q", "A", later, 7.0, 7.0), ("q", "B", SAID, 9.0, 9.0)]
    record = record_of([asked("q", "How many?", "number")], said, [came("q", 300.0)])
    [row] = card_of_forecaster(record, "A", date(2024, 2, 1)).rows
    assert row.said.startswith("said on 2023-01-01")
    assert len(card_of_question(record, "q", date(2024, 2, 1)).rows) == 2
    assert card_of_question(record, "q", NOW).sentence == "It was 300."


def test_goals_answer_nothing() -> None:
    """Those who set them control the outcome; where they stand beside forecasts they are marked."""
    questions = [asked(f"q{n}", f"How many {n}?", "cars") for n in range(7)]
    said = [
        (f"q{n}", who, SAID, low, low) for n in range(7) for who, low in (("A", 5.0), ("B", 9.0))
    ]
    record = record_of(questions, said, [came(f"q{n}", 5.0) for n in range(7)], Claim.GOAL)
    board = standings(record, NOW)
    assert board[0].rank == 1
    assert answer(board).startswith("Who called it cannot be told yet")
    sketch, tables = drawn(record)
    assert "rank" not in sketch.texts[2, 1]
    assert all("(goal)" in bar.label for bar in tables["Called"])
    assert card_of_forecaster(record, "A", NOW).sentence.startswith("Goals and plans: ")
    assert "Goals and plans: A: " in one_page(record, NOW, "t")


def test_the_farthest_of_those_that_are_drawn() -> None:
    questions = [asked(f"q{n}", f"How many {n}?", "cars") for n in range(40)]
    said = [
        (f"q{n}", "A", SAID, x, x)
        for n, x in enumerate([100.0 + n for n in range(30)] + [1000.0] * 10)
    ]
    record = record_of(questions, said, [came(f"q{n}", 100.0) for n in range(40)])
    sketch, _ = drawn(record)
    text = " ".join(sketch.texts.values())
    assert "farthest of 30" in text
    assert "10 more than 200 % off, not drawn" in text


def test_only_the_topic_that_the_settings_ask_for() -> None:
    window = date(2024, 2, 1), date(2024, 2, 28)
    questions = [
        asked("d", "Trams?", "date", topic="trams"),
        asked("e", "Cars?", "date", topic="cars"),
    ]
    said = [(key, who, SAID, *window) for key in "de" for who in "AB"]
    outcomes = [
        came("d", date(2024, 2, 3), date(2024, 5, 5)),
        came("e", date(2024, 2, 3), date(2024, 4, 4)),
    ]
    record = record_of(questions, said, outcomes)
    assert "Trams" in title_of(drawn(record)[0])
    settings = Settings(topic="cars")
    record = Record(
        record.forecasters, record.questions, record.forecasts, record.outcomes, settings=settings
    )
    sketch, tables = drawn(record)
    assert "Cars" in title_of(sketch)
    assert {bar.forecast for bar in tables["Timeline"]} == {"3", "4"}


def test_the_last_day_there_is() -> None:
    record = record_of([asked("q", "When?", "date")], [("q", "A", SAID, SAID, date.max)], [])
    assert "9999-12-31" in one_page(record, NOW, "t")


def test_signs_that_no_file_takes(capfd: pytest.CaptureFixture[str]) -> None:
    record = record_of(
        [asked("q", "How\x07 many\ud800?", "cars")], [("q", "A", SAID, 1.0, 1.0)], []
    )
    card = card_of_question(record, "q", NOW)
    for form in ("png", "svg"):
        made = card_picture(card, form)
        assert b"\x07" not in made or form == "png"
    assert "\x07" not in capfd.readouterr().err


def test_a_chinese_card_uses_both_lines() -> None:
    if not {*drawing._FONTS[1:]} & {*get_font_names()}:
        missing("a font for Chinese")
    title = "小米汽车第一款车型将在什么时候正式开始向普通消费者交付并且达到每月一万辆的产量水平呢"
    record = record_of([asked("q", title, "cars")], [("q", "安", SAID, 1.0, 1.0)], [came("q", 1.0)])
    with using("zh"):
        card = card_of_question(record, "q", NOW)
        lines = [text.text for text in texts_of(card) if text.size == 46]
        assert len(lines) == 2
        assert lines[0] + lines[1] == title
        assert not card_of_forecaster(record, "安", NOW).sentence.startswith("安")
