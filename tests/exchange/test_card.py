"""Cards to share: what they say, and that all of it lies inside the frame."""

import random
import struct
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from support.other_records import SMALL, mixed
from support.records import AS_OF, small_record

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.cli.main import main
from trackrecord.core.model import Claim, Forecast, Forecaster, Outcome, Question, Record
from trackrecord.errors import Refused
from trackrecord.exchange.card import drawing
from trackrecord.exchange.card.contents import Card, card_of_forecaster, card_of_question
from trackrecord.exchange.card.drawing import HIGH, LOOKS, WIDE, PlacedText, card_picture, texts_of
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.tables.charts import palette
from trackrecord.workbook.new import write_workbook

DAY = date(2026, 11, 23)
SMALLEST = 22  # points of light; at half the size still eleven
WORDS = (
    *("tram", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "成都地铁", "$x^2$"),
    *("Łódź", "🚄", "a", "of", "the", "Wörterbuch", "<script>", "&amp;", "%d", "مرحبا", "W" * 40),
    *("2026-11-23", "\\frac{1}{2}", "i" * 60, "“quoted”", "line\nbreak", "\u202e", "x\u0000y"),
)


def words(chooser: random.Random, most: int) -> str:
    text = " ".join(chooser.choice(WORDS) for _ in range(chooser.randint(1, 30)))
    return text[:most].strip() or "x"


def random_record(seed: int) -> Record:
    """Somebody's claims of all kinds, in the worst of words."""
    chooser = random.Random(seed)  # noqa: S311 - no secret
    who = words(chooser, 80)
    questions, forecasts, outcomes = [], [], []
    for number in range(chooser.randint(1, 5)):
        unit = chooser.choice(["date", "yes/no", "cars", words(chooser, 60)])
        title = words(chooser, 300)
        day = DAY - timedelta(chooser.randint(1, 900))
        questions.append(Question(f"q{number}", title, unit, day, "c"))
        value: object = day
        low: object = day - timedelta(chooser.randint(0, 99))
        if unit == "yes/no":
            value, low = chooser.random() < 0.5, round(chooser.random(), 2)
        elif unit != "date":
            value, low = chooser.uniform(-1e9, 1e15), chooser.uniform(-1e9, 1e15)
        high = low if unit != "cars" or not isinstance(low, float) else low + 1e14
        forecasts.append(
            Forecast(
                f"f{number}",
                f"q{number}",
                who,
                Claim.FORECAST,
                day - timedelta(200),
                words(chooser, 200),
                low,
                high,
                source=words(chooser, 400),  # type: ignore[arg-type]
            )
        )
        if chooser.random() < 0.8:
            outcomes.append(Outcome(f"q{number}", value, day, day, words(chooser, 400)))  # type: ignore[arg-type]
    return Record((Forecaster(who, "person"),), tuple(questions), tuple(forecasts), tuple(outcomes))


def boxes(card: Card) -> list[tuple[PlacedText, float, float, float, float]]:
    """The box of every text, as matplotlib draws it: left, top, right, bottom."""
    figure = Figure(figsize=(12, 6.3), dpi=100)
    renderer = RendererAgg(WIDE, HIGH, 100)
    found = []
    for one in texts_of(card):
        text = figure.text(
            one.left / WIDE,
            1 - one.base / HIGH,
            one.text,
            parse_math=False,
            va="baseline",
            ha="right" if one.to_right else "left",
            fontproperties=drawing._font(one.size, one.bold),
        )
        box = text.get_window_extent(renderer)
        found.append((one, box.x0, HIGH - box.y1, box.x1, HIGH - box.y0))
    return found


@pytest.mark.filterwarnings("ignore:Glyph:UserWarning", "ignore:Matplotlib currently:UserWarning")
@pytest.mark.parametrize("part", range(4))
def test_every_text_lies_inside_the_frame(part: int) -> None:
    """Of a thousand random records, a card of somebody or of a question."""
    for seed in range(part * 250, part * 250 + 250):
        record = random_record(seed)
        who = record.forecasters[0].forecaster
        cards = [card_of_forecaster(record, who, DAY), card_of_question(record, "q0", DAY)]
        for card in (cards[seed % 2],):
            placed = boxes(card)
            assert len(placed) >= 4
            for one, left, top, right, bottom in placed:
                assert left >= 30, (seed, one)
                assert right <= WIDE - 30, (seed, one)
                assert top >= 10, (seed, one)
                assert bottom <= HIGH - 5, (seed, one)
                assert one.size >= SMALLEST
            for number, (one, left, _, right, _) in enumerate(placed):
                for other, its_left, _, its_right, _ in placed[number + 1 :]:
                    if abs(one.base - other.base) < 15:  # of one line
                        assert right <= its_left or its_right <= left, (seed, one, other)
                    else:
                        assert abs(one.base - other.base) >= max(one.size, other.size) * 0.9


def test_it_says_what_was_said_and_what_happened() -> None:
    record = read_checked(bundled())[0]
    card = card_of_forecaster(record, "ming-chi  KUO", DAY)
    assert card.title == "Ming-Chi Kuo"
    row = next(row for row in card.rows if "2024" in row.name)
    assert row.said == "said on 2023-11-15: 50,000 to 60,000 units"
    assert row.happened == "happened: 136,854 cars"
    assert (row.verdict, row.look) == ("Wrong, 59.8% too low", "wrong")
    assert "National Business Daily" in card.source
    assert "2026-11-23" in card.day
    text = " ".join(placed.text for placed in texts_of(card))
    for said in (row.name, row.said, row.happened, row.verdict, card.day):
        assert said in text


def test_it_does_not_know_what_was_not_known_yet() -> None:
    record = read_checked(bundled())[0]
    card = card_of_forecaster(record, "Ming-Chi Kuo", date(2023, 12, 1))
    assert all(row.happened == "happened: not known yet" for row in card.rows)
    question = card_of_question(record, "deliveries 2024", date(2023, 12, 1))
    assert "136,854" not in question.in_words


def test_of_a_question_by_key_or_title() -> None:
    record = read_checked(bundled())[0]
    card = card_of_question(record, "How many cars does Xiaomi deliver in 2024?", DAY)
    assert card == card_of_question(record, "Deliveries 2024", DAY)
    assert card.sentence == "It was 136,854 cars."
    assert card.rows[0].look == "right"


@pytest.mark.parametrize("name", list(SMALL))
def test_of_other_records(name: str) -> None:
    record = SMALL[name]()
    for who in record.forecasters[:2]:
        card = card_of_forecaster(record, who.forecaster, DAY)
        assert card.rows
        assert card_picture(card, "png").startswith(b"\x89PNG")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast() -> None:
    used = {one.colour for one in texts_of(card_of_forecaster(mixed(), "Ann Smith", DAY))}
    for colour in used | set(LOOKS.values()):
        ratio = (luminance(palette.WHITE) + 0.05) / (luminance(colour) + 0.05)
        assert ratio >= 4.5, colour


def test_the_files() -> None:
    record = small_record()
    question = replace(record.questions[0], title="</title><script>alert(1)</script> & co.")
    record = replace(record, questions=(question, *record.questions[1:]))
    card = card_of_question(record, question.question, AS_OF)
    png, svg = card_picture(card, "png"), card_picture(card, "svg")
    assert struct.unpack(">II", png[16:24]) == (WIDE, HIGH)
    assert (png, svg) == (card_picture(card, "png"), card_picture(card, "svg"))
    root = ET.fromstring(svg)  # noqa: S314 - ours
    assert (root.get("width"), root.get("height"), root.get("role")) == ("1200", "630", "img")
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == card.in_words
    assert b"<script" not in svg
    assert b"<text" not in svg  # letters are outlines: alike everywhere


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "record", mixed())
    return tmp_path / "record"


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = folder.parent / "ann.PNG"
    assert main(["export", str(folder), str(target), "--forecaster", "Ann Smith"]) == 0
    assert "a card of “Ann Smith”" in capsys.readouterr().out
    assert target.read_bytes().startswith(b"\x89PNG")
    assert main(["export", str(folder), str(target), "--question", "vote 1"]) == 0  # ours: replaced
    workbook = folder.parent / "mine.xlsx"
    write_workbook(workbook, mixed(), DAY)
    assert (
        main(["export", str(workbook), str(folder.parent / "a.svg"), "--question", "vote 1"]) == 0
    )


@pytest.mark.parametrize(
    ("words_of_it", "expected"),
    [
        (["a.png"], "of one forecaster or of one question"),
        (["a.png", "--forecaster", "Ann Smith", "--question", "vote 1"], "of one forecaster or"),
        (["a.png", "--forecaster", " "], "of one forecaster or"),
        (["a.png", "--forecaster", "Anne Smith"], "'Ann Smith' may be meant"),
        (["a.svg", "--question", "nothing"], "no question is called 'nothing'"),
        (["a.html", "--forecaster", "Ann Smith"], "write a file.png or a file.svg"),
        (["a.png", "--forecaster", "Ann Smith", "--as", "html"], "without --as"),
        (["a.jpg", "--forecaster", "Ann Smith"], "write a file.png or a file.svg"),
        (["other.png", "--forecaster", "Ann Smith"], "something else"),
        (["a.png", "--forecaster", "Ann Smith", "--as-of", "2020-01-01"], "no forecast is by"),
    ],
)
def test_refusals(
    folder: Path,
    words_of_it: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("other.png").write_bytes(b"\x89PNG of somebody else")
    assert main(["export", str(folder), *words_of_it]) == 1
    assert expected in capsys.readouterr().err
    assert not Path("a.png").exists()
    assert Path("other.png").read_bytes() == b"\x89PNG of somebody else"


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Refused, match=r"pip install 'trackrecord\[card\]'"):
        card_picture(card_of_question(small_record(), "when", AS_OF), "png")
