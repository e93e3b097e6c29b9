"""Whatever the text: nothing fails, nothing is invented, and the time is bounded."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core.finding.proposals import MOST_TEXT, find_claims
from trackrecord.core.finding.sentences_of import sentences_of

DAY = date(2025, 3, 12)
WORDS = [
    *"""will would said Ann Lee he she the company by in before 2026 May 2027 next year 15% chance
    of at least $3 billion 900 cars and but , . ; : “ ” ( ) — ? ! not never if denied between to
    more likely than told reporters 公司 预计 将 明年 量产 概率 为 40% 据 他 表示 ， 。""".split(),  # noqa: SIM905
    '"',
    "\n",
    "\n\n",
]
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)


@given(texts, st.sampled_from([None, DAY]))
def test_every_quote_stands_in_the_text(text: str, issued: date | None) -> None:
    for number, one in enumerate(find_claims(text, issued)):
        assert text[one.start : one.end] == one.quote != ""
        assert one.forecaster in text
        assert one.restates is None or one.restates < number
        assert one.question.endswith(("?", "？"))
        assert bool(one.unread) <= (one.low is None and one.high is None)


@given(texts)
def test_sentences_are_apart_and_leave_out_blanks_alone(text: str) -> None:
    sentences = [*sentences_of(text)]
    for one, other in pairwise(sentences):
        assert one.start < one.end <= other.start
    kept = "".join(text[one.start : one.end] for one in sentences)
    assert "".join(kept.split()) == "".join(text.split())


STORY = (
    "Ann Lee said the line will open in May 2026. It was cold in the hall, and nobody spoke. “We "
    "will sell at least 900 cars by 2027,” Bo Chen told reporters. 公司预计明年交付2.5万台。 "
)


def seconds(text: str) -> float:
    begun = time.process_time()
    find_claims(text, DAY)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "unit",
    [STORY, STORY.replace(" ", "\n"), ".", "“", "1 to ", "$1 ", "said ", "will 5 % in 2026, ",
     "他说", "2026年", "between ", "May ", "J. ", "(", "A B ", "，", "1,", "In 2014 said "],
)  # fmt: skip
def test_the_time_grows_with_the_length(unit: str) -> None:
    """Twice the text takes some two times as long, not four: nothing is looked at again."""
    once, twice = unit * (30_000 // len(unit)), unit * (60_000 // len(unit))
    base = min(seconds(once) for _ in range(2))
    assert min(seconds(twice) for _ in range(2)) <= 3.2 * base + 0.05


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="5,000,000 characters"):
        find_claims("a" * (MOST_TEXT + 1))
