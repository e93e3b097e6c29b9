"""The web page of a large record: a front page, and a folder of pages that lead to each other."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from support.browser import looked_at
from support.other_records import numbers, probabilities
from support.records import AS_OF, keys, small_record, sound_records

from trackrecord.actions import exporting
from trackrecord.actions.exporting import export
from trackrecord.core.keys import folded
from trackrecord.core.model import Claim, Forecast, Forecaster, Outcome, Question, Record
from trackrecord.errors import Refused
from trackrecord.exchange import page_files
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.exchange.page.addresses import is_page_file, page_file, stems_of
from trackrecord.exchange.page.large.page_data import page_data
from trackrecord.exchange.page.large.splitting import MOST_ITEMS, in_pages
from trackrecord.exchange.page.style_sheet import STYLE_SHEET
from trackrecord.exchange.page_files import write_many_pages
from trackrecord.files import folders
from trackrecord.language import using
from trackrecord.tables.kinds import LONGEST_TEXT

MOST_BYTES = 2_000_000
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> javascript:alert(3) &amp;"
ODD_KEYS = ("a/b\\c:d", "..", ".", "CON", "nul.html", "小米汽车", "🚗🚗", "Größe", "GROSS", '<b>"&')


def large_record(
    forecasts: int, questions: int, forecasters: int, names: Iterable[str] = ()
) -> Record:
    """Forecasts of three shapes, half of the questions resolved; some have names like these."""
    start = date(2020, 1, 1)
    names = list(names)
    who = [*names, *(f"Who {n}" for n in range(forecasters))][:forecasters]
    asked = [*names, *(f"q{n}" for n in range(questions))][:questions]
    units = ("date", "cars", "yes/no")
    values = (start + timedelta(500), 1000.0, True)
    low = (start + timedelta(400), 900.0, 0.7)
    high = (start + timedelta(430), 1100.0, 0.7)
    return Record(
        tuple(Forecaster(name, "analyst") for name in who),
        tuple(
            Question(key, f"Title {n // 2}?", units[n % 3], start + timedelta(n % 3000), "What.")
            for n, key in enumerate(asked)
        ),
        tuple(
            Forecast(
                f"{n}" if n % 2 else f"claim {n}",
                asked[n % questions],
                who[n * 13 % forecasters],
                Claim.GOAL if n % 11 == 0 else Claim.FORECAST,
                start - timedelta(n % 100),
                "as it was said",
                low[n % questions % 3],
                high[n % questions % 3],
                quote="A quote of some words, as they are in an article.",
                source="https://example.org/article",
            )
            for n in range(forecasts)
        ),
        tuple(
            Outcome(key, values[n % 3], AS_OF, AS_OF, "https://example.org/outcome")
            for n, key in enumerate(asked)
            if n % 2
        ),
    )


class Page(HTMLParser):
    """What a page holds: tags, attributes, text, links, ids, and the text of each id's element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append((name, value or ""))
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def written(folder: Path, record: Record, title: str = "Mine", name: str = "page.html") -> Path:
    write_many_pages(folder / name, page_data(record, AS_OF, title, name))
    return folder / name


def pages_of(front: Path) -> dict[Path, Page]:
    paths = [front, *page_files.page_folder(front).iterdir()]
    return {path: Page(path.read_text(encoding="utf-8")) for path in paths}


def must_lead_somewhere(pages: dict[Path, Page]) -> set[Path]:
    """Every link leads to a page that is there, and an id in it; which pages are led to."""
    led_to = set()
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for address in page.links:
            if address.startswith(("http://", "https://")):
                continue
            file, _, anchor = address.partition("#")
            there = (path.parent / unquote(file)).resolve() if file else path
            assert there in pages, (path, address)
            assert not anchor or anchor in pages[there].ids, (path, address)
            led_to.add(there)
    return led_to


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, dict[Path, Page]]:
    record = large_record(3_000, 90, 70, ODD_KEYS)
    record = replace(  # one question, and one forecaster, need several pages
        record,
        forecasts=tuple(
            replace(row, question="q1") if n > 1_700 else replace(row, forecaster="Who 1")
            for n, row in enumerate(record.forecasts)
        ),
    )
    front = written(tmp_path_factory.mktemp("large"), record, HOSTILE, "my #1 page.html")
    return record, pages_of(front)


def test_every_link_leads_somewhere(large: tuple[Record, dict[Path, Page]]) -> None:
    _, pages = large
    assert must_lead_somewhere(pages) == pages.keys()


def test_every_forecast_stands_once_with_its_question_and_once_with_its_forecaster(
    large: tuple[Record, dict[Path, Page]],
) -> None:
    record, pages = large
    data = page_data(record, AS_OF, "", "")
    found: Counter[tuple[str, str]] = Counter()
    for path, page in pages.items():
        for anchor in page.ids:
            if anchor.startswith("f-"):
                found[re.sub(r"(?:-\d{1,9})?\.html$", "", path.name), anchor] += 1
    wanted: Counter[tuple[str, str]] = Counter()
    for row in record.forecasts:
        wanted[data.question_stems[row.question], data.anchors[row.forecast]] += 1
        wanted[data.forecaster_stems[row.forecaster], data.anchors[row.forecast]] += 1
    assert set(wanted.values()) == {1}
    assert found == wanted
    assert any(path.name.endswith("-3.html") for path in pages)


def test_a_forecast_leads_from_its_forecaster_to_the_place_in_its_question(
    large: tuple[Record, dict[Path, Page]],
) -> None:
    record, pages = large
    data = page_data(record, AS_OF, "", "")
    said = [page for path, page in pages.items() if path.name.startswith("forecaster-")]
    led = Counter(link for page in said for link in page.links if "#f-" in link)
    assert len(led) == len(record.forecasts)
    assert set(led.values()) == {1}
    for row in record.forecasts:
        ends = f"#{data.anchors[row.forecast]}"
        assert any(
            f"{data.question_stems[row.question]}{number}.html{ends}" in led
            for number in ("", *(f"-{n}" for n in range(2, 9)))
        )


def test_the_front_page_says_what_there_is(large: tuple[Record, dict[Path, Page]]) -> None:
    record, pages = large
    front = next(page for path, page in pages.items() if path.name == "my #1 page.html")
    for wanted in (
        HOSTILE,
        f"3000 forecasts by 70 sources on {len(record.questions)} questions",
        "All 70 forecasters",
        "All 90 questions",
        "Overdue (45)",
        "days overdue",
        "… and 20 more",
    ):
        assert wanted in front.text
    # Leaders, the one probability that is stated, three who spoke at several distances.
    assert front.tags.count("tr") == 1 + 25 + 2 + 4
    whole = next(page for path, page in pages.items() if path.name == "forecasters.html")
    assert [row.forecaster for row in record.forecasters if row.forecaster not in whole.text] == []


SHAPES = {
    "many": (20_000, 1_000, 700),
    "one forecaster": (20_000, 1_000, 1),
    "one question": (20_000, 1, 700),
    "a question each": (1_200, 1_200, 1_200),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_page_is_large(shape: str, tmp_path: Path) -> None:
    front = written(tmp_path, large_record(*SHAPES[shape]))
    sizes = {path: path.stat().st_size for path in page_files.page_folder(front).iterdir()}
    assert max(sizes.values()) < MOST_BYTES / 4
    assert front.stat().st_size < MOST_BYTES / 20


@pytest.mark.parametrize("sign", ['"', "<", "汽", "🚗", "http://a ", "http://'"])
def test_no_page_is_large_whatever_is_in_the_cells(sign: str, tmp_path: Path) -> None:
    """Each text as long as a cell holds, of what takes the most room in a page."""
    most = (sign * LONGEST_TEXT)[: LONGEST_TEXT // (2 if sign == "🚗" else 1)]
    record = large_record(12, 3, 2)
    record = replace(
        record,
        forecasters=tuple(replace(row, note=most) for row in record.forecasters),
        questions=tuple(replace(row, title=most, criterion=most) for row in record.questions),
        forecasts=tuple(
            replace(row, wording=most, quote=most, source=most) for row in record.forecasts
        ),
        outcomes=tuple(replace(row, source=most, note=most) for row in record.outcomes),
    )
    front = written(tmp_path, record, most[:250])
    for path in (front, *page_files.page_folder(front).iterdir()):
        assert path.stat().st_size < MOST_BYTES, path
    must_lead_somewhere(pages_of(front))


@settings(max_examples=25, deadline=None)
@given(sound_records())
def test_all_text_is_text_on_every_page(
    tmp_path_factory: pytest.TempPathFactory, record: Record
) -> None:
    record = replace(
        record,
        questions=tuple(replace(row, title=HOSTILE, criterion=HOSTILE) for row in record.questions),
        forecasts=tuple(
            replace(
                row,
                wording=HOSTILE,
                quote=HOSTILE,
                source=f'http://x.org/"onclick="{HOSTILE} javascript:alert(1)',
            )
            for row in record.forecasts
        ),
        forecasters=tuple(replace(row, note=HOSTILE) for row in record.forecasters),
    )
    pages = pages_of(written(tmp_path_factory.mktemp("p"), record, HOSTILE))
    assert must_lead_somewhere(pages) == pages.keys()
    usual = (
        "html head meta title style body a header nav main section article h1 h2 p ul li span "
        "strong data blockquote footer div table caption thead tbody tr th td"
    )
    for path, page in pages.items():
        assert set(page.tags) <= set(usual.split()), path
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        for address in page.links:
            assert re.match(
                r"https?://|#[a-z]|(?:\.\./|page-pages/)?[a-z0-9-]+\.html(?:#|$)", address
            )


@settings(max_examples=200)
@given(keys)
def test_names_are_safe_and_stable(key: str) -> None:
    name = page_file(stems_of("question", [key])[key])
    assert re.fullmatch(r"question-(?:[a-z0-9]+-)*[0-9a-f]{10}\.html", name)
    assert len(name) < 80
    assert is_page_file(name)
    assert stems_of("question", ["another", f"  {key.upper()} " if key.isascii() else key])
    again = key.upper() if key.isascii() else key
    assert page_file(stems_of("question", [again])[again]) == name
    assert stems_of("question", ["before", *ODD_KEYS, key])[key] == name.removesuffix(".html")


def test_names_differ_where_keys_differ() -> None:
    many = [*ODD_KEYS, *(f"{name} {n}" for n in range(200) for name in ("🚗", "a.b", "a/b", "x"))]
    assert len({*map(folded, many)}) == len(many)
    assert len({*stems_of("question", many).values()}) == len(many)


def test_marks_that_are_alike_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    class Alike:
        def __init__(self, _: bytes) -> None:
            pass

        def hexdigest(self) -> str:
            return "0123456789" * 6 + "abcd"

    monkeypatch.setattr("trackrecord.exchange.page.addresses.sha256", Alike)
    found = stems_of("question", ["汽", "车", "🚗"])
    assert found == {
        "汽": "question-0123456789",
        "车": "question-01234567890",
        "🚗": "question-012345678901",
    }
    assert all(is_page_file(page_file(stem, 12)) for stem in found.values())


def test_a_long_list_is_split() -> None:
    assert in_pages([]) == [[]]
    assert [len(page) for page in in_pages("x" * (2 * MOST_ITEMS + 1))] == [500, 500, 1]
    assert [len(page) for page in in_pages(["x" * 400_000] * 5)] == [2, 2, 1]
    assert [len(page) for page in in_pages(["x" * 3_000_000, "x"])] == [1, 1]
    assert [len(page) for page in in_pages(["x" * 900_000], begins_with=200_000)] == [0, 1]


def test_exporting_again_takes_away_what_is_ours_alone(tmp_path: Path) -> None:
    record = large_record(60, 6, 5)
    front = written(tmp_path, record)
    folder = tmp_path / "page-pages"
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    theirs = folder / page_file(stems_of("question", ["theirs"])["theirs"])
    theirs.write_text("<title>Mine</title>", encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    fewer = replace(
        record,
        questions=record.questions[:4],
        forecasts=tuple(
            row for row in record.forecasts if row.question in ("q0", "q1", "q2", "q3")
        ),
        outcomes=record.outcomes[:2],
    )
    written(tmp_path, fewer, "Other")
    after = {path.name for path in folder.iterdir()}
    gone = stems_of("question", ["q4", "q5"]).values()
    assert before - after == {f"{stem}.html" for stem in gone}
    assert after <= before
    assert theirs.read_text(encoding="utf-8") == "<title>Mine</title>"
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert "<h1>Other</h1>" in front.read_text(encoding="utf-8")
    theirs.unlink()
    (folder / "notes.txt").unlink()
    assert must_lead_somewhere(pages_of(front)) == pages_of(front).keys()


def test_nothing_of_others_is_written_over(tmp_path: Path) -> None:
    record = large_record(60, 6, 5)
    folder = tmp_path / "page-pages"
    folder.mkdir()
    (folder / "outcomes.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="holds something else"):
        written(tmp_path, record)
    assert [path.name for path in tmp_path.iterdir()] == ["page-pages"]
    (folder / "outcomes.csv").unlink()
    (folder / ".DS_Store").write_text("", encoding="utf-8")
    front = written(tmp_path, record)

    name = page_file(stems_of("question", ["q1"])["q1"])
    (folder / name).write_text("<title>Mine</title>", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(Refused, match="already, and something else"):
        written(tmp_path, record, "Other")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "elsewhere.html")
    with pytest.raises(Refused, match="is a link"):
        written(tmp_path, record, "Other")
    (folder / name).unlink()

    front.write_text("<title>Mine</title>", encoding="utf-8")
    with pytest.raises(Refused, match="already, and something else"):
        written(tmp_path, record)
    shutil.rmtree(folder)
    front.unlink()
    folder.write_text("a file", encoding="utf-8")
    with pytest.raises(Refused, match="no folder"):
        written(tmp_path, record)
    with pytest.raises(Refused, match="does not exist; make it first"):
        written(tmp_path / "no" / "such", record)
    assert not (tmp_path / "no").exists()


def holds(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_all_or_nothing_and_the_next_one_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, other = large_record(60, 6, 5), large_record(90, 7, 5)
    front = written(tmp_path, record)
    before = holds(tmp_path)
    monkeypatch.setattr(
        page_files, "many_pages", lambda _: iter([("questions.html", "new"), ("x", None)])
    )
    with pytest.raises(AttributeError):
        written(tmp_path, other)
    assert holds(tmp_path) == before
    monkeypatch.undo()

    put_in_place, done = folders.put_in_place, []

    def dies_on_the_way(new: Path, path: Path) -> None:
        if path.name != folders.UNFINISHED and len(done) == 5:
            raise OSError(5, "it died")
        if path.name != folders.UNFINISHED:
            done.append(path)
        put_in_place(new, path)

    monkeypatch.setattr(folders, "put_in_place", dies_on_the_way)
    with pytest.raises(Refused, match="not all of its files"):
        written(tmp_path, other, "Other")
    monkeypatch.undo()
    assert front.read_bytes() == before["page.html"]
    for address in Page(front.read_text(encoding="utf-8")).links:
        assert address.startswith("#") or (tmp_path / unquote(address)).is_file()
    written(tmp_path, other, "Other")
    wanted = tmp_path / "fresh"
    wanted.mkdir()
    written(wanted, other, "Other")
    found = holds(tmp_path)
    assert {name: found[name] for name in found if not name.startswith("fresh/")} == holds(wanted)


def test_one_file_up_to_a_thousand(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    record = large_record(1_000, 40, 30)
    for name, n in (("small", 1_000), ("large", 1_001)):
        write_folder(tmp_path / name, replace(large_record(n, 40, 30), outcomes=record.outcomes))
    assert export(tmp_path / "small", target, "html", AS_OF) == (
        f"Written: {target}, a web page of the record as of 2025-06-01."
    )
    assert not (tmp_path / "page-pages").exists()
    one = target.read_bytes()
    said = export(tmp_path / "large", target, "html", AS_OF)
    n = len(list((tmp_path / "page-pages").iterdir()))
    assert said == (
        f"Written: {target}, a web page of the record as of 2025-06-01, and {n} pages that it "
        f"leads to in {tmp_path / 'page-pages'}."
    )
    assert n == 40 + 30 + 2
    (tmp_path / "page-pages" / "notes.txt").write_text("mine", encoding="utf-8")
    export(tmp_path / "small", target, "html", AS_OF)
    assert target.read_bytes() == one
    assert [path.name for path in (tmp_path / "page-pages").iterdir()] == ["notes.txt"]
    (tmp_path / "page-pages" / "notes.txt").unlink()
    export(tmp_path / "large", target, "html", AS_OF)
    export(tmp_path / "small", target, "html", AS_OF)
    assert not (tmp_path / "page-pages").exists()
    assert exporting.export(tmp_path / "large", tmp_path / "named", "html", AS_OF).endswith(
        f"in {tmp_path / 'named-pages'}."
    )


def test_the_pages_as_of_a_day(tmp_path: Path) -> None:
    record = small_record()
    day = date(2025, 2, 1)
    record = replace(record, outcomes=(Outcome("whether", True, day, day, "S"),))
    texts = []
    for as_of in (date(2024, 1, 15), AS_OF):
        data = page_data(record, as_of, "Mine", "page.html")
        write_many_pages(tmp_path / "page.html", data)
        path = tmp_path / "page-pages" / data.question_page("whether")
        texts.append(Page(path.read_text(encoding="utf-8")).text)
    assert "Open. To be known from 2025-01-01 on." in texts[0]
    assert "still will not" not in texts[0]
    assert "yes (known since 2025-02-01; S)." in texts[1]
    assert "still will not" in texts[1]


def test_the_pages_in_chinese_say_nothing_in_english(tmp_path: Path) -> None:
    record = large_record(1_200, 3, 2)
    with using("zh"):
        pages = pages_of(written(tmp_path, record, "记录"))
    own = "Title as it was said saidA What Who cars article quote of some words they are"
    own += " in an analyst"
    for path, page in pages.items():
        body = page.text.replace(STYLE_SHEET, "")
        said = set(re.findall("[A-Za-z]{2,}", re.sub(r"https?://example.org/[a-z]{7}", "", body)))
        assert said - set(own.split()) <= {"Track", "Record", "Brier", "none"}, path


@pytest.mark.parametrize(
    ("make", "count", "kind"),
    [(numbers, 5_000, "question"), (partial(probabilities, people=60), 60_000, "forecaster")],
    ids=["5,000 numbers", "60,000 probabilities"],
)
def test_large_records_in_a_browser(
    make: Callable[[int], Record], count: int, kind: str, tmp_path: Path
) -> None:
    """The front page, and the longest page of a kind, of what other people have."""
    record = make(count)
    front = written(tmp_path, record)
    pages = sorted(page_files.page_folder(front).iterdir(), key=lambda path: path.stat().st_size)
    longest = {path.name.partition("-")[0]: path for path in pages}  # the last of each kind
    for path in (front, longest[kind]):
        assert path.stat().st_size < MOST_BYTES
        assert looked_at(path, tmp_path)


@pytest.mark.parametrize("name", ["my%20%231%20page.html", "forecaster-", "question-", "lists"])
def test_in_a_browser(name: str, large: tuple[Record, dict[Path, Page]], tmp_path: Path) -> None:
    """At the width of a telephone and of a desk; axe looks for what shuts people out."""
    _, pages = large
    begins = {"lists": "forecasters.html"}.get(name, unquote(name))
    path = max((path for path in pages if path.name.startswith(begins)), key=lambda p: p.name)
    assert looked_at(path, tmp_path)
