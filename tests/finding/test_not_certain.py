"""What would be read wrong without a word is asked back: parts of wordings, denials, bounds."""

import io
import sys
from datetime import date
from pathlib import Path

import pytest

import trackrecord as tr
from trackrecord.cli.main import main
from trackrecord.core.finding.dateline import day_published
from trackrecord.core.finding.proposals import find_claims

DAY = date(2025, 6, 15)

ASKED_BACK = [
    "Ann Lee said the shop will open on 03/04/2026.",
    "Ann Lee said the shop will open in May or June 2026.",
    "Ann Lee said the shop will open from 3 to 5 May 2026.",
    "Ann Lee said the shop will open in the first week of May 2026.",
    "Ann Lee said the firm expects losses of $5-7 million next year.",
    "Ann Lee sees less than a 10% chance of rain.",
    "Ann Lee said the deficit would not exceed 1.75% next year.",
    "“We will not have more than 30 planes by 2026,” Tim Bell said.",
    "Ann Lee said the bank will not cut rates in 2026.",
    "Ann Lee said it will never open by 2026.",
    "Ann Lee said there is no chance of default by May 2026.",
    "Lars Berg rejected Anna Falk's claim that inflation will hit 9% in 2026.",
    "Ann Lee said the 100m record will stand until at least 2036.",
    "李明表示，预计销量不会超过500万辆。",
    "李明表示，公司将在三年内盈利。",
    "李明表示，2026年12月底前后开业将完成。",
    "Ann Lee said he will be out for six to eight weeks.",
]


@pytest.mark.parametrize("text", ASKED_BACK)
def test_it_is_asked_back(text: str) -> None:
    found = find_claims(text, DAY)
    assert found
    for one in found:
        assert (one.low, one.high, one.sure == "sure") == (None, None, False), one
        assert one.unread


@pytest.mark.parametrize(
    "text",
    [
        "No one expects inflation to hit 9% next year.",
        "Last year Ms Thorne had told this paper that it would be finished by Christmas 2025.",
        "Should Labour win, taxes would rise to 30% in 2026.",
    ],
)
def test_it_is_no_forecast(text: str) -> None:
    assert find_claims(text, DAY) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ('Ann Lee: "The line will open in May 2026."', "Ann Lee"),
        ('"The line will open in May 2026." – Ann Lee, mayor.', "Ann Lee"),
        ("Growth is forecast at 1.2% next year, the bank said.", "the bank"),
        ("The OECD on Tuesday raised its 2026 growth forecast to 3.1%.", "OECD"),
        ("It will rise to 3.1% in 2026, it said.", ""),
        ("J.P. Morgan sees oil at $60 in 2026.", "J.P. Morgan"),
        ("Finance Minister Christian Lind said it would fall by 3% in 2026.", "Christian Lind"),
        ("NOAA's Matt Ross said up to 18 storms would form by November.", "Matt Ross"),
        ("首席经济学家闪辉预计明年增长为5%。", "闪辉"),
        ("BERLIN, March 4 (Reuters) - Prices will fall by 2% in 2026, Ann Lee said.", "Ann Lee"),
    ],
)
def test_who_says_it(text: str, who: str) -> None:
    assert {one.forecaster for one in find_claims(text, DAY)} == {who}


def test_a_question_without_a_subject_is_not_sure() -> None:
    [found] = find_claims("Ann Lee spoke on growth. She expects 1.5% in 2026.", DAY)
    assert (found.sure, found.low) == ("likely", 1.5)
    assert "does not say of what" in found.why


def test_the_same_day_of_another_thing_is_no_restatement() -> None:
    text = "Ann Lee said the new harbour will open in May 2026. She said the shop will open "
    text += "in May 2026."
    assert [one.restates for one in find_claims(text, DAY)] == [None, None]


def test_no_is_asked_as_yes() -> None:
    [found] = find_claims("Ann Lee said the bank will not cut rates at all.", DAY)
    assert (found.low, found.high) == (0.0, 0.0)
    assert "not" not in found.question


def test_what_is_stored_is_what_was_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, article = tmp_path / "x.xlsx", tmp_path / "a.txt"
    main(["new", str(path)])
    article.write_text(
        "Ann Lee said the bar will not open before June 2026. Bo Lind said the new\x07 shop will "
        "open\u202e in May 2027.\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("trackrecord.cli.find.is_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n2027-01-01\ny\n"))
    assert main(["find", str(article), "--issued", "2025-06-15", "--into", str(path)]) == 0
    first, second = tr.read(path).forecasts
    assert (first.wording, first.low) == ("not before June 2026", date(2026, 6, 1))
    assert first.high is None
    assert (second.low, second.high) == (date(2027, 5, 1), date(2027, 5, 31))
    assert second.quote == "the new  shop will open  in May 2027"
    assert tr.check(path) == []
    assert main(["undo", str(path)]) == 0
    assert tr.read(path).forecasts == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("PORT ELLERY, March 12, 2025 (News) -- It will open.", date(2025, 3, 12)),
        ("The line\n\n12 March 2025\n\nIt will open.", date(2025, 3, 12)),
        ("Published: 2025-03-12\n\nIt will open.", date(2025, 3, 12)),
        ("云汀电（商报 程砚 2025年11月6日）公司将于明年量产。", date(2025, 11, 6)),
        ("The war ended on 8 May 1945. It will open in May.", None),
        ("The bridge opens on 1 June 2026, and more will follow.", None),
    ],
)
def test_only_a_dateline_names_the_day(text: str, day: date | None) -> None:
    assert day_published(text) == day


def test_a_western_text_is_not_taken_for_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(
        "Ann Müller said the shop will open in May 2026.".encode("cp1252")
    )
    assert main(["find", str(tmp_path / "a.txt"), "--issued", "2025-06-15"]) == 0
    assert "who: Ann Müller" in capsys.readouterr().out


def test_what_a_page_hides_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(
        "<html><body><article><p>Ann Lee said the line will open in May 2027, and many people came "
        "to hear about it on a cold day in the old hall by the river.</p>"
        "<p style='display: none'>Bob Hide said the shop will close in May 2026.</p>"
        "</article></body></html>"
    )
    assert main(["find", str(tmp_path / "a.html"), "--issued", "2025-06-15"]) == 0
    assert "Bob" not in capsys.readouterr().out
