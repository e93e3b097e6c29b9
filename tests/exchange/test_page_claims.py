"""What a page says of each claim: as it was read, what it scored, and where to link to it."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from support.records import AS_OF, small_record, sound_records

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.cli.main import main
from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import Assessment, Shape
from trackrecord.core.model import Claim, Forecast, Outcome, Question, Record
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.exchange.page.addresses import anchors_of, stems_of
from trackrecord.exchange.page.one_page import one_page

DAY = date(2024, 1, 1)


class Claims(HTMLParser):
    """Of each claim by its anchor: its text, exact numbers, and how deep it is folded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.numbers: dict[str, list[float]] = {}
        self.folds: dict[str, int] = {}
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.headings: list[str] = []
        self._open: list[str] = []
        self._fold = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.ids[said.get("id") or ""] += 1
        self._fold += tag == "details"
        if tag == "a" and (said.get("href") or "").startswith("#"):
            self.links.append((said["href"] or "")[1:])
        if tag == "li":
            anchor = said.get("id") or ""
            self._open.append(anchor)
            self.texts[anchor], self.numbers[anchor] = "", []
            self.folds[anchor] = self._fold
        if tag == "data":
            self.numbers[self._open[-1]].append(float(said["value"] or ""))
        if tag in {"h3", "h4"}:
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        self._fold -= tag == "details"
        if tag == "li":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]] += data
        if self.headings:
            self.headings[-1] += data if len(self.headings[-1]) < 200 else ""


def claims_of(record: Record, as_of: date = AS_OF) -> Claims:
    return Claims(one_page(record, as_of, "Mine"))


def expected_numbers(row: Assessment) -> list[float]:
    if row.score is None or row.question is None or row.shape is Shape.CHANCE:
        return []
    relative = row.relative_score
    return [row.score] if relative in {None, row.score} else [row.score, relative or 0.0]


@settings(max_examples=60, deadline=None)
@given(sound_records())
def test_numbers_are_those_of_the_scores(record: Record) -> None:
    """Whatever the record: each claim stands once, with the scores that Python computed."""
    claims = claims_of(record)
    rows = assess(said_by(record, AS_OF), AS_OF)
    anchors = anchors_of(row.forecast.forecast for row in rows)
    for row in rows:
        anchor = anchors[row.forecast.forecast]
        assert claims.ids[anchor] == 1
        assert claims.numbers[anchor] == expected_numbers(row)
    assert set(claims.links) <= set(claims.ids)
    assert max((n for name, n in claims.ids.items() if name), default=0) <= 1


def test_numbers_are_those_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bundled record: what stands in the page, and what ``score --json`` says."""
    page = tmp_path / "page.html"
    assert main(["export", str(bundled()), str(page), "--as-of", "2026-11-30"]) == 0
    capsys.readouterr()
    assert main(["score", str(bundled()), "--as-of", "2026-11-30", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["forecasts"]
    anchors = anchors_of(row["forecast"] for row in rows)
    claims = Claims(page.read_text(encoding="utf-8"))
    told = 0
    for row in rows:
        numbers = claims.numbers[anchors[row["forecast"]]]
        if numbers:
            told += 1
            assert numbers[0] == pytest.approx(row["score"], rel=1e-12)
        if len(numbers) > 1:
            assert numbers[1] == pytest.approx(row["relative_score"], rel=1e-12)
    assert told > 8


def one_question(unit: str, *said: Forecast, came: object = None) -> Record:
    question = Question("q", "What?", unit, date(2024, 12, 31), "As the office says.")
    day = date(2025, 1, 2)
    outcomes = () if came is None else (Outcome("q", came, day, day, "S"),)  # type: ignore[arg-type]
    return Record(small_record().forecasters, (question,), said, outcomes)


def said(key: str, low: object, high: object, **more: object) -> Forecast:
    return replace(
        Forecast(key, "q", "ann", Claim.FORECAST, DAY, "as said", low, high),  # type: ignore[arg-type]
        **more,
    )


@pytest.mark.parametrize(
    ("unit", "forecast", "came", "words"),
    [
        ("%", said("1", 3.89, 3.89), 3.8, ["Off by 0.09 points, too high.", "Read as 3.89 %"]),
        (
            "%",
            said("1", 3.0, 3.5, best=3.1, level=0.8),
            3.8,
            [
                "Wrong, 0.7 points too low.",
                "Read as 3 to 3.5 %, most likely 3.1 (at a level of 80 %)",
            ],
        ),
        ("cars", said("1", None, 299_999.0), 410_000.0, ["Wrong", "Read as at most 299,999 cars"]),
        ("cars", said("1", 1e6, None), 2e6, ["Right.", "Read as at least 1,000,000 cars"]),
        (
            "date",
            said("1", None, date(2024, 6, 30)),
            date(2024, 7, 10),
            ["Wrong, 10 days late.", "by 2024-06-30"],
        ),
        ("date", said("1", date(2024, 6, 1), None), None, ["Open.", "from 2024-06-01 on"]),
        ("yes/no", said("1", 0.7, 0.7, wording="70 %"), True, ["Brier score 0.09", "70 %"]),
        ("points", said("1", -5.0, -5.0), 0.0, ["Off by 5 points, too low."]),
    ],
)
def test_a_claim_says_how_it_was_read(
    unit: str, forecast: Forecast, came: object, words: list[str]
) -> None:
    """A point is near or far; ``Right`` and ``Wrong`` stand where a claim can be that."""
    as_of = AS_OF if came is not None else date(2024, 5, 1)
    text = claims_of(one_question(unit, forecast, came=came), as_of).texts["f-1"]
    for wanted in words:
        assert wanted in text
    assert ("Right" in text or "Wrong" in text) == any(w[:5] in {"Right", "Wrong"} for w in words)


def test_what_was_said_before_is_folded_below_what_was_said_last() -> None:
    rows = [
        said(f"{n}", float(n), float(n), issued=DAY + timedelta(n * 30), forecaster=who)
        for n, who in ((1, "ann"), (3, "ann"), (2, "ann"), (4, "bob"))
    ]
    claims = claims_of(one_question("cars", *rows, came=3.0))
    assert {key: claims.folds[f"f-{key}"] for key in "1234"} == {"1": 1, "2": 1, "3": 0, "4": 0}
    assert "2 earlier answers" in claims.texts["f-3"]
    assert list(claims.texts)[-4:] == ["f-3", "f-2", "f-1", "f-4"]


def test_goals_stand_apart() -> None:
    rows = [
        said("1", 1.0, 1.0, claim=Claim.GOAL),
        said("2", 2.0, 2.0),
        said("3", 2.0, 2.0, claim=Claim.PREMISE),
    ]
    claims = claims_of(one_question("cars", *rows, came=3.0))
    assert list(claims.texts)[-3:] == ["f-2", "f-1", "f-3"]
    headings = " ".join(claims.headings)
    assert headings.index("Goals and plans") < headings.index("Premises")


def test_places_of_claims_do_not_move_when_others_are_added() -> None:
    """An article links to a claim: adding, recording and another order leave the place."""
    record = read_checked(bundled())[0]
    before = set(claims_of(record).ids)
    added = replace(
        record,
        questions=(Question("new", "New?", "cars", DAY, "C."), *reversed(record.questions)),
        forecasts=(said("new", 1.0, 1.0, question="new"), *reversed(record.forecasts)),
        forecasters=(*small_record().forecasters, *record.forecasters),
    )
    assert before <= set(claims_of(added).ids)
    assert {stems_of("question", [row.question])[row.question] for row in record.questions} < before


def test_the_page_is_called_as_one_likes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_folder(tmp_path / "mine", small_record())
    page = tmp_path / "page.html"
    command = ["export", str(tmp_path / "mine"), str(page)]
    assert main([*command, "--title", "  Who said\n<b>what</b>? "]) == 0
    made = page.read_text(encoding="utf-8")
    assert "<h1>Who said &lt;b&gt;what&lt;/b&gt;?</h1>" in made
    assert "<title>Who said &lt;b&gt;what&lt;/b&gt;?</title>" in made
    assert main(command) == 0
    assert "<h1>mine: who called it?</h1>" in page.read_text(encoding="utf-8")
    for more, wanted in (
        (["--title", " "], "blank"),
        (["--as", "long", "--title", "x"], "web page"),
    ):
        before = page.read_bytes()
        assert main([*command, *more]) == 1
        assert wanted in capsys.readouterr().err
        assert page.read_bytes() == before


def test_colours_can_be_told_in_the_light_and_in_the_dark() -> None:
    """4.5:1 of text, 3:1 of bars, against the paper of each scheme (WCAG 2.2, 1.4.3 and 1.4.11)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    page = one_page(Record(), AS_OF, "x")
    schemes = [dict(re.findall(r"--(\w+): #(\w{6})", part)) for part in page.split("@media", 2)[:2]]
    assert len(schemes[0]) == len(schemes[1]) == 10
    for scheme in schemes:
        paper = luminance(scheme["paper"])
        for name in ("ink", "heading", "grey", "green", "red", "orange", "blue"):
            bright, dim = sorted((luminance(scheme[name]), paper), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= (3 if name == "blue" else 4.5), name
