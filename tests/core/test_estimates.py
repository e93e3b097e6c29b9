"""What counts as our reading of words, and what as the forecaster's number."""

import pytest

from trackrecord.core.estimates import SAID_OTHERWISE, SCALES, estimate_said, is_a_reading


@pytest.mark.parametrize(
    ("wording", "p"),
    [
        ("more than 70 %", 0.7),
        ("70-80 %", 0.75),
        ("a coin flip", 0.5),
        ("no chance", 0.0),
        ("yes", 1.0),
        ("will happen", 1.0),
        ("likely", 0.675),
        ("almost certainly", 0.97),
        ("三成到四成", 0.35),
        ("很可能", 0.875),
        ("绝不会", 0.0),
    ],
)
def test_our_readings(wording: str, p: float) -> None:
    assert is_a_reading(wording, p)


@pytest.mark.parametrize(
    ("wording", "p"),
    [
        ("50:50", 0.5),
        ("p=0.7", 0.7),
        ("3 to 1 against", 0.25),
        ("100 %", 1.0),
        ("百分之百", 1.0),
        ("zero percent", 0.0),
        ("about 70 %", 0.7),
        ("七成", 0.7),
        ("see the report", 0.7),
        ("70-80 %", 0.8),  # the forecaster's own number stands in Low
        ("70 %" * 1000, 0.7),
    ],
)
def test_their_numbers(wording: str, p: float) -> None:
    assert not is_a_reading(wording, p)


@pytest.mark.parametrize("scale", list(SCALES))
def test_every_word_said_otherwise_has_a_meaning_on_some_scale(scale: str) -> None:
    known = {row.word for row in SCALES[scale]}
    for word in SAID_OTHERWISE:
        found = estimate_said(word, scale)
        assert found is None or found.word in known
    assert all(estimate_said(word) for word in SAID_OTHERWISE)
