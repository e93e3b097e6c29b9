"""Forecasts found in a text: each kind of sentence, who says it, how it is read, what is none."""

from datetime import date

import pytest

from trackrecord.core.finding.proposals import Proposal, find_claims

DAY = date(2025, 3, 12)

# Sentence, who says it, wording, low, high, group.
FOUND = [
    ("Ann Lee said the line will open in May 2026.", "Ann Lee", "in May 2026", date(2026, 5, 1),
     date(2026, 5, 31), "plan"),
    ("The line will open by the end of 2026, engineer Ann Lee said on Monday.", "Ann Lee",
     "by the end of 2026", None, date(2026, 12, 31), "plan"),
    ("“We will ship no later than June 2025,” Bo Chen told reporters.", "Bo Chen",
     "no later than June 2025", None, date(2025, 6, 30), "plan"),
    ("“I don't expect that from anyone before 2036,” said Dov Mills.", "Dov Mills",
     "not before 2036", date(2036, 1, 1), None, "forecast"),
    ("The second phase is scheduled to start in 2027.", "", "in 2027", date(2027, 1, 1),
     date(2027, 12, 31), "plan"),
    ("Dov Mills, an analyst at Sable, puts the chance of a default at 15%.", "Dov Mills", "15%",
     0.15, 0.15, "forecast"),
    ("Ann Lee expects growth of between 1.9 and 2.3 per cent next year.", "Ann Lee",
     "between 1.9 and 2.3 per cent", 1.9, 2.3, "forecast"),
    ("The company will need at least $1.5 billion by 2029, Ann Lee estimates.", "Ann Lee",
     "at least $1.5 billion", 1.5e9, None, "forecast"),
    ("According to Bo Chen's plan, the shop aims for sales of 100,000 units in 2026.",
     "Bo Chen", "100,000 units", 1e5, 1e5, "goal"),
    ("A person familiar with the plan said it was likely to come in the second quarter of 2027.",
     "A person familiar with the plan", "in the second quarter of 2027",
     date(2027, 4, 1), date(2027, 6, 30), "plan"),
    ("Hartwell Motors will move its headquarters to Leeds, Ann Lee said.", "Ann Lee", "will", 1.0,
     1.0, "plan"),
    ("“Prices will not rise,” the ministry said.", "the ministry", "will", 0.0, 0.0, "forecast"),
    ("公司2026年的出货目标是1200万颗，顾闻说。", "", "1200万颗", 1.2e7, 1.2e7, "goal"),
    ("陶以宁认为，手机明年销量为500万至600万台。", "陶以宁", "500万至600万台", 5e6, 6e6,
     "forecast"),
    ("她估计按期量产的概率为40%。", "", "40%", 0.4, 0.4, "forecast"),
    ("一位不愿具名的人士表示，量产最快也要等到明年9月。", "一位不愿具名的人士",
     "不早于明年9月", date(2026, 9, 1), None, "plan"),
]  # fmt: skip

NONE = [
    "The company bought the mill in 2019 for $6.2 million.",
    "It employs 340 people and has raised $730 million since 2013.",
    "If the licence is refused, the start would move to 2028, he said.",
    "Could prices fall by 10 per cent next year?",
    "In 1997 the physicist Alder Quill predicted commercial reactors within 20 years.",
    "A spokesman denied that the opening would slip to 2027.",
    "They rose by 7.9 per cent in the year to July.",
    "Inflation averaged 2.4 per cent last year.",
    "The figure should have ended at 20 million in November.",
    "The plant has a design capacity of 220 megawatts.",
    "如果良率过不了七成，明年的亏损会超过20亿元。",
    "五年之内能不能追上龙头？",
    "公司去年营收为41.6亿元。",
    "发言人否认明年量产推迟。",
    "",
    "...",
]


def only(text: str) -> Proposal:
    [found] = find_claims(text, DAY)
    return found


@pytest.mark.parametrize(("text", "who", "wording", "low", "high", "group"), FOUND)
def test_what_is_found(
    text: str, who: str, wording: str, low: object, high: object, group: str
) -> None:
    found = only(text)
    assert found.wording == wording
    assert found.forecaster == who
    assert (found.low, found.high) == (low, high), found.unread
    assert found.claim == group
    assert text[found.start : found.end] == found.quote
    assert found.wording in found.quote or wording.startswith(("not ", "不早于"))


@pytest.mark.parametrize("text", NONE)
def test_what_is_none(text: str) -> None:
    assert find_claims(text, DAY) == []


def test_two_claims_of_one_sentence_are_apart() -> None:
    text = (
        "A source who declined to be named said that Xiaomi would begin mass production in "
        "December 2023 and launch its first car in February 2024."
    )
    found = find_claims(text, date(2023, 11, 15))
    assert [one.wording for one in found] == ["in December 2023", "in February 2024"]
    assert {one.forecaster for one in found} == {"A source who declined to be named"}
    assert found[0].question == "When will Xiaomi begin mass production?"


def test_speech_is_carried_on() -> None:
    text = (
        "Ann Lee, head of the works, opened the doors on Monday. She said the line would run by "
        "June 2025. “The second will run by June 2026.”\n\nBo Chen was calmer. In his view prices "
        "will peak at 6 per cent in 2027."
    )
    found = find_claims(text, DAY)
    assert [(one.forecaster, one.wording) for one in found] == [
        ("Ann Lee", "by June 2025"),
        ("Ann Lee", "by June 2026"),
        ("Bo Chen", "6 per cent"),
    ]
    assert [one.paragraph for one in found] == [1, 1, 2]


def test_the_company_and_a_surname_are_whom_they_stand_for() -> None:
    text = (
        "Corvane said in March that it was on course. Ines Talbrook expects power in 2031."
        " The company plans a second plant by 2035."
    )
    assert find_claims(text, DAY)[-1].forecaster == "Corvane"


def test_what_is_said_again_is_a_restatement() -> None:
    text = (
        "Ann Lee said the line will open in May 2026. “It opens, it will open in May 2026,” Lee "
        "said."
    )
    first, second = find_claims(text, DAY)
    assert (first.restates, second.restates) == (None, 0)


def test_what_has_no_certain_reading_is_asked_back() -> None:
    found = only("Ann Lee expected the firm to go public around 2030.")
    assert (found.low, found.high, found.sure) == (None, None, "likely")
    assert "no width" in found.unread


def test_without_a_day_next_year_is_asked_back() -> None:
    [found] = find_claims("Ann Lee said the line will open next year.")
    assert found.unread
    assert (found.low, found.high) == (None, None)


def test_why_it_is_sure_is_said_in_words() -> None:
    found = only("Ann Lee said the line will open in May 2026.")
    assert (found.sure, found.why) == ("sure", "“will”; said by Ann Lee")
    assert only("The second phase is scheduled to start in 2027.").why == (
        "“scheduled”; nobody is named who says it"
    )
