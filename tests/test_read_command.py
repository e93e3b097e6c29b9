"""The command read: a wording in, its ends out."""

import json
from collections.abc import Callable

import pytest

from trackrecord.cli.main import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        status = main(["read", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("words", "shown", "values"),
    [
        (
            ("2.1 %, range 1.8 to 2.5", "--unit", "%"),
            "1.8 to 2.5, most likely 2.1 (%): Low 1.8, Best 2.1, High 2.5",
            {"low": 1.8, "best": 2.1, "high": 2.5, "level": None, "unit": "%"},
        ),
        (
            ("never", "--unit", "date"),
            "never (date): Low never, High never",
            {"low": "never", "best": None, "high": "never", "level": None, "unit": "date"},
        ),
        (
            ("70-80 %", "--unit", "yes/no"),
            "0.75 (yes/no): Low 0.75, High 0.75, our reading of the words",
            {"low": 0.75, "best": None, "high": 0.75, "level": None, "unit": "yes/no"},
        ),
        (
            ("75 %", "--unit", "yes/no"),
            "0.75 (yes/no): Low 0.75, High 0.75",
            {"low": 0.75, "best": None, "high": 0.75, "level": None, "unit": "yes/no"},
        ),
        (
            ("1 million robotaxis next year", "--issued", "2024-10-11"),
            "1000000 (robotaxis): Low 1000000, High 1000000",
            {"low": 1e6, "best": None, "high": 1e6, "level": None, "unit": "robotaxis"},
        ),
        (
            ("by June 2025 (90 % confidence)",),
            "by 2025-06-30 (90 % confidence) (date): Low open, High 2025-06-30",
            {"low": None, "best": None, "high": "2025-06-30", "level": 0.9, "unit": "date"},
        ),
    ],
)
def test_read(run: Run, words: tuple[str, ...], shown: str, values: dict[str, object]) -> None:
    assert run(*words) == (0, shown + "\n", "")
    status, said, _ = run(*words, "--json")
    assert (status, json.loads(said)) == (0, values)


def test_two_readings_are_asked_back(run: Run) -> None:
    status, said, asked = run("03/04/2025", "--unit", "date")
    assert (status != 0, said) == (True, "")
    assert "2025-04-03" in asked
    assert "2025-03-04" in asked
    assert "(with --unit)" in run("70 %")[2]
