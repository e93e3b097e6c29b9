"""The documents are true: commands named there exist, generated pages are fresh."""

import re
from pathlib import Path

import pytest

from trackrecord import __version__
from trackrecord.cli.main import main
from trackrecord.tables.data_dictionary import data_dictionary

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
