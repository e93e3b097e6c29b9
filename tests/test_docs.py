"""The documents are true: commands named there exist, generated pages are fresh."""

import re
from datetime import date
from pathlib import Path

import pytest

from trackrecord import __version__
from trackrecord.cli.main import main
from trackrecord.core import scores
from trackrecord.tables.data_dictionary import data_dictionary


def day(*ymd: int) -> int:
    return date(*ymd).toordinal()


def window(low: date, high: date) -> tuple[float, float, float]:
    return scores.spreads(low.toordinal(), None, high.toordinal(), 0.8)


TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")


def test_data_dictionary_is_fresh() -> None:
    page = (TOP / "workbooks" / "README.md").read_text(encoding="utf-8")
    assert page == data_dictionary()


def test_every_verb_is_in_the_readme_and_documents_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    verbs = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert {"build", "score", "check"} <= set(verbs)
    for verb in verbs:
        assert f"`trackrecord {verb}" in README
        with pytest.raises(SystemExit):
            main([verb, "--help"])
        assert "usage: trackrecord" in capsys.readouterr().out


def test_the_two_commands_are_what_ci_runs() -> None:
    script = (TOP / ".ci" / "run").read_text(encoding="utf-8")
    for command in (
        "python -m pip install uv && uv run trackrecord build",
        "uv run --group dev pytest",
    ):
        assert command in README
        assert command in script


def test_links_and_pictures_exist() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (TOP / target).exists(), target


def test_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (TOP / "CHANGELOG.md").read_text(encoding="utf-8")


# What the README says of scores, and the same computed.
SAID = {
    "| a point: 100,000 cars | 136,854 | 36,854 cars |": (
        scores.split_normal_crps(100_000, 0, 0, 136_854),
        36_854,
    ),
    "| an interval: 50,000 to 60,000 cars | 136,854 | 79,653 cars |": (
        scores.split_normal_crps(*scores.spreads(50_000, None, 60_000, 0.8), 136_854),
        79_653,
    ),
    "| one end: under 300,000 yuan | 215,900 | 16,820 yuan |": (
        scores.one_ended(299_999.99, 215_900, 0.9),
        16_820,
    ),
    "| a day: in February 2024 | 28 March 2024 | 35.8 days |": (
        scores.split_normal_crps(*window(date(2024, 2, 1), date(2024, 2, 29)), day(2024, 3, 28)),
        35.8,
    ),
    "| a day that has not come: in June 2023 | nothing by 1 January 2024 | 193.1 days so far |": (
        scores.pending_crps(*window(date(2023, 6, 1), date(2023, 6, 30)), day(2024, 1, 1)),
        193.1,
    ),
    "| a chance: 60 % | yes | 0.16 |": (scores.brier(0.6, 1), 0.16),
}


@pytest.mark.parametrize("line", SAID)
def test_the_worked_examples_are_what_is_computed(line: str) -> None:
    found, said = SAID[line]
    assert line in README
    assert round(found, 0 if said > 1000 else 1 if said > 1 else 2) == said


def test_a_wide_window_hits_and_scores_worse() -> None:
    """As the README says of 10,000 to 1,000,000 against a near miss, and of the picture."""
    wide = scores.split_normal_crps(*scores.spreads(10_000, None, 1_000_000, 0.8), 136_854)
    assert scores.hit(10_000, 1_000_000, 136_854)
    assert wide > scores.split_normal_crps(100_000, 0, 0, 136_854)
    picture = (TOP / "workbooks" / "score.svg").read_text(encoding="utf-8")
    assert "81,854 from the middle; Score 79,653" in picture
    assert "takes 2,201 off" in picture
