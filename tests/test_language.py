"""The languages: every sentence is in every catalogue; a workbook differs in its captions only."""

import ast
import json
import re
import string
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from support.person import Person
from support.records import AS_OF, small_record
from support.workbooks import cell_of

from trackrecord import language
from trackrecord.actions.reading import BUNDLED_TITLE, bundled, check_place, read_checked
from trackrecord.actions.session import NOTHING
from trackrecord.cli.main import main
from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS, PREMISES, Status
from trackrecord.core.comparing import scorecard
from trackrecord.core.comparing.skill import LEADS, LEVEL, TRAILS
from trackrecord.core.journal.head import NOTHING_SEALED
from trackrecord.core.model import Claim, Record
from trackrecord.exchange.page.one_page import one_page
from trackrecord.language import say, say_count, using
from trackrecord.office.addin import app_language, ribbon
from trackrecord.tables.charts.bands import BANDS
from trackrecord.tables.charts.chart_data import draw_from
from trackrecord.tables.charts.figures import counted
from trackrecord.tables.charts.first_dashboard import RATIOS
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.probability_words import ESTIMATES, IMPUTED, WORDS
from trackrecord.tables.record import FORECASTS as FORECASTS_TABLE
from trackrecord.tables.record import RECORD
from trackrecord.tables.record_checks import CHECK_ROWS, CHECKS
from trackrecord.tables.scorecard import SCORECARD
from trackrecord.tables.settings import SETTINGS
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook
from trackrecord.workbook.sheets import validation

PACKAGE = Path(__file__).parents[1] / "addin" / "trackrecord"
CODES = language.codes()
CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
# Functions that say a template, and which of their arguments it is.
SPEAKERS = {"say": (0,), "say_escaped": (0,), "say_count": (1, 2), "_problem": (2,), "_twice": (2,)}


def spoken_in(path: Path) -> set[str]:
    """The templates that a module says: literals, or names of literals, handed to a speaker."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                names[name] = text
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for at in SPEAKERS.get(node.func.id, ()):
                said = node.args[at] if at < len(node.args) else None
                assert not isinstance(said, ast.JoinedStr), f"{path}: {ast.unparse(node)}"
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    found.add(said.value)
                elif isinstance(said, ast.Name) and said.id in names:
                    found.add(names[said.id])
    return found


def in_the_code() -> set[str]:
    # In cli/output.py, say() prints what was translated, or what stays English.
    modules = (path for path in PACKAGE.rglob("*.py") if path.parent.name != "cli")
    return set().union(*map(spoken_in, modules))


def in_the_tables() -> set[str]:
    """What is said of buttons, columns, settings and checks, and words that a page shows."""
    shown = (*RECORD, LEADERBOARD, SCORECARD)
    charts = (RATIOS, *(table for table, _ in draw_from(Record(), (), (), AS_OF).tables))
    tables = (*shown, *charts, SETTINGS, WORDS, ESTIMATES, IMPUTED, CHECKS)
    return {
        *(text for b in ribbon.BUTTONS for text in (b.group, b.label, b.screentip, b.supertip)),
        *(table.doc for table in tables),
        *(column.doc for table in shown for column in table.columns),
        *(text for row in CHECK_ROWS for text in (row.check, row.remedy)),
        *(rule["error"] for rule in (*validation._RULES_BY_KIND.values(), validation._ANY_TEXT)),
        *(name for name, _, _ in counted([])),
        *map(str, Status),
        *(str(claim) for claim in Claim if claim is not Claim.FORECAST),
        *(FORECASTS, GOALS_AND_PLANS, PREMISES, NOTHING, NOTHING_SEALED, BUNDLED_TITLE),
        *("yes", "no", LEADS, TRAILS, LEVEL),
        *scorecard.LEADS,
    }


def placeholders(template: str) -> list[tuple[str, str]]:
    parts = string.Formatter().parse(template)
    return sorted((name, form or "") for _, name, form, _ in parts if name is not None)


def catalogue_pairs(code: str) -> list[tuple[str, str]]:
    """The entries of a file as they stand there, those that stand twice too."""
    pairs: list[tuple[str, str]] = []

    def keep(of: list[tuple[str, Any]]) -> dict[str, Any]:
        texts = [(key, value) for key, value in of if isinstance(value, str)]
        if "office" not in dict(texts):
            pairs.extend(texts)
        return dict(of)

    content = files("trackrecord").joinpath(f"languages/{code}.json").read_text("utf-8")
    json.loads(content, object_pairs_hook=keep)
    return pairs


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_what_is_said_and_nothing_else(code: str) -> None:
    pairs = catalogue_pairs(code)
    wanted = in_the_code() | in_the_tables()
    assert len(wanted) > 500
    assert {
        english for english, count in Counter(e for e, _ in pairs).items() if count > 1
    } == set()
    said = dict(pairs)
    assert wanted - said.keys() == set(), "is not in the catalogue"
    assert said.keys() - wanted == set(), "is said nowhere"
    assert said == language.catalogue(code).said


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_same_places_to_fill_in(code: str) -> None:
    for english, words in catalogue_pairs(code):
        assert placeholders(english) == placeholders(words), english
        assert english.count("\n") <= words.count("\n") + 1, english


def test_what_is_said_in_chinese_is_chinese() -> None:
    for english, words in catalogue_pairs("zh"):
        bare = re.sub(r"\{[^}]*\}", "", english)
        if re.search("[A-Za-z]", bare):
            assert CJK.search(words), english
            assert not re.search(r"[\u4e00-\u9fff][,;?!]", words), words  # ASCII marks in Chinese


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("ZH-Hans-CN", "zh"),
        ("zh_TW@radical", "zh"),
        ("en", "en"),
        ("en_GB.UTF-8", "en"),
        ("", "en"),
        ("C", "en"),
        ("POSIX", "en"),
        ("tlh", "en"),
        ("../languages/zh", "en"),
        ("zh/../zh", "en"),
        ("中文", "en"),
        ("zh\0", "en"),
    ],
)
def test_a_language_by_its_name(asked: str, code: str) -> None:
    with using(asked):
        assert language.spoken().code == code
        assert say("Due") == ("到期" if code == "zh" else "Due")
    assert language.spoken().code == "en"


def test_what_no_catalogue_has_is_said_in_english() -> None:
    with using("zh"):
        assert say("{n} things nobody translated", n=3) == "3 things nobody translated"


def test_one_and_many() -> None:
    days = ("1 day", "{n} days")
    assert [say_count(n, *days) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    with using("zh"):
        assert [say_count(n, *days) for n in (0, 1, 2)] == ["0天", "1天", "2天"]


def test_only_the_doors_choose_the_language() -> None:
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        text = path.read_text(encoding="utf-8")
        if name != "clock.py":
            assert '"TRACKRECORD_LANG' not in text, name
        if name not in ("buttons.py", "api.py", "cli/main.py", "language.py"):
            assert not re.search(r"\blanguage\.use\(|\busing\(|import .*\busing\b", text), name


def test_the_command_line_speaks_it_for_one_command(
    inside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKRECORD_LANG", "zh_CN.UTF-8")
    assert main(["export", str(bundled()), "page.html", "--as", "html"]) == 0
    assert "已写入：page.html" in capsys.readouterr().out
    assert '<html lang="zh-Hans">' in (inside / "page.html").read_text(encoding="utf-8")
    assert language.spoken().code == "en"
    monkeypatch.setenv("TRACKRECORD_LANG", "xx")
    assert main(["export", str(inside / "none"), "page.html", "--as", "html"]) == 1
    assert "does not exist" in capsys.readouterr().err


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundled record as a workbook: in English, in Chinese, and in English once more."""
    place = tmp_path_factory.mktemp("built")
    made = {}
    for name, code in (("first", "en"), ("zh", "zh"), ("again", "en")):
        made[name] = place / f"{name}.xlsx"
        with using(code):
            record = read_checked(bundled())[0]
            write_workbook(made[name], record, date(2026, 11, 23), "T", buttons=ribbon.help_lines())
    return made


def test_english_is_what_it_was(built: dict[str, Path]) -> None:
    assert built["first"].read_bytes() == built["again"].read_bytes()


def test_a_chinese_workbook_differs_in_its_captions_only(built: dict[str, Path]) -> None:
    """The same formulas, headers, keys and values; what differs is Chinese, and no formula."""
    captions = Counter[str]()
    for formulas in (True, False):
        english, chinese = (
            load_workbook(built[name], data_only=not formulas) for name in ("first", "zh")
        )
        assert english.sheetnames == chinese.sheetnames
        assert {n: d.attr_text for n, d in english.defined_names.items()} == {
            n: d.attr_text for n, d in chinese.defined_names.items()
        }
        for sheet in english:
            other = chinese[sheet.title]
            assert sheet.dimensions == other.dimensions
            tables = {t.name: (t.ref, t.column_names) for t in sheet.tables.values()}
            assert tables == {t.name: (t.ref, t.column_names) for t in other.tables.values()}
            for row in sheet.iter_rows():
                for cell in row:
                    there = other[cell.coordinate].value
                    if there != cell.value:
                        # Chinese sentences take fewer lines.
                        less = sheet.title == "Dashboard" and there is None
                        assert less or CJK.search(str(there)), (sheet.title, cell.coordinate)
                        assert not str(cell.value).startswith("=")
                        captions[sheet.title] += 1
            rules = [(v.sqref, v.type, v.formula1, v.formula2) for v in validations(sheet)]
            assert rules == [(v.sqref, v.type, v.formula1, v.formula2) for v in validations(other)]
            for rule in validations(other):
                assert CJK.search(rule.prompt), rule.prompt
                assert rule.error is None or CJK.search(rule.error), rule.error
    assert set(captions) == {"About", "Dashboard", "Leaderboard", "Settings"}


def validations(sheet: Any) -> list[Any]:
    return list(sheet.data_validations.dataValidation)


def test_a_chinese_workbook_is_read_like_any_other(built: dict[str, Path]) -> None:
    assert read_workbook(built["zh"]) == (read_checked(bundled())[0], [])
    assert check_place(built["zh"], date(2026, 11, 23))[1] == []


def test_charts_are_labelled_in_chinese(built: dict[str, Path]) -> None:
    with ZipFile(built["zh"]) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert "时间线" in drawing
    described = re.findall(r'descr="([^"]*)"', drawing)
    assert len(described) == sum(len(band.slots) for band in BANDS)
    assert all(len(CJK.findall(words)) > 10 for words in described)
    sheet = load_workbook(built["zh"])["Dashboard"]
    for band in BANDS:
        if not sheet.row_dimensions[band.title_row].hidden:
            assert CJK.search(str(sheet.cell(band.title_row, 1).value))


class Words(HTMLParser):
    """The text of a page, and what its attributes say."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        self.text += " ".join(v or "" for k, v in attrs if k in ("aria-label", "data-label")) + " "

    def handle_data(self, data: str) -> None:
        if not self.in_style:
            self.text += data


@pytest.mark.parametrize("record", [read_checked(bundled())[0], small_record()])
def test_the_page_in_chinese_says_nothing_in_english(record: Record) -> None:
    with using("zh"):
        made = one_page(record, AS_OF, "记录")
    assert '<html lang="zh-Hans">' in made
    typed = [
        str(value)
        for rows in (record.forecasters, record.questions, record.forecasts, record.outcomes)
        for row in rows
        for value in (getattr(row, name) for name in row.__slots__)
    ]
    own = set(re.findall("[A-Za-z]{2,}", " ".join(typed)))
    said = set(re.findall("[A-Za-z]{2,}", Words(made).text))
    assert said - own <= {"Track", "Record", "Brier"}


def test_the_ribbon_is_in_the_language_it_was_built_in() -> None:
    namespace = next(iter(ribbon.NAMESPACES.values()))
    english = ribbon.custom_ui(namespace)
    with using("zh"):
        chinese = ribbon.custom_ui(namespace)
        assert ribbon.callbacks().isascii()  # VBA's text knows no Chinese
        assert ribbon.readme_table().count("Compute accuracy") > 1  # the README stays English
    named = re.compile(r' (?:label|screentip|supertip)="([^"]*)"')
    assert named.sub("", english) == named.sub("", chinese)
    assert [t for t in named.findall(chinese) if not CJK.search(t)] == [ribbon.TAB]
    assert 'label="计算准确度"' in chinese


def test_the_add_ins_are_built_in_chinese(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKRECORD_LANG", "zh")
    assert main(["addin", "build"]) == 0
    with ZipFile(inside / "trackrecord.xlam") as archive:
        assert 'label="登记结果"' in archive.read("customUI/customUI.xml").decode()
    monkeypatch.delenv("TRACKRECORD_LANG")
    assert main(["addin", "build", "--libreoffice"]) == 0  # has both: LibreOffice chooses
    with ZipFile(inside / "trackrecord.oxt") as archive:
        menu = archive.read("Addons.xcu").decode()
    assert '<value xml:lang="en-US">Due</value><value xml:lang="zh-CN">到期</value>' in menu


def test_the_language_of_the_spreadsheet(monkeypatch: pytest.MonkeyPatch) -> None:
    of = app_language.language_of_app
    assert of(SimpleNamespace(impl=SimpleNamespace(language="zh-CN"))) == "zh-CN"
    menus = {2: 2052}
    api = SimpleNamespace(LanguageSettings=SimpleNamespace(LanguageID=menus.__getitem__))
    excel = SimpleNamespace(impl=object(), api=api)
    monkeypatch.setattr(app_language.sys, "platform", "linux")
    assert of(excel) == ""
    monkeypatch.setattr(app_language.sys, "platform", "win32")
    assert of(excel) == "zh_CN"
    menus[2] = 1033
    assert of(excel) == "en_US"
    assert of(SimpleNamespace(impl=object(), api=None)) == ""  # it will not say


@pytest.mark.libreoffice
def test_the_buttons_speak_chinese(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKRECORD_LANG", "zh")
    person.open(small_record())
    assert person.click("check") == "OK：7条预测，0个结果，没有错误。"
    person.type("Forecasts", cell_of(FORECASTS_TABLE, "Question", 2), "nothing")
    assert "Questions 中没有“nothing”；请在那里添加，或更正拼写" in person.click("check")
    assert person.click("undo") == "没有可撤销的操作：日志中已没有仍然有效的操作。"
    assert person.click("help_").startswith("新建：新建一个 Track Record 工作簿。")
    person.use(person.app.books.add())
    assert "没有 Track Record 的表格" in person.click("due")
    monkeypatch.setenv("TRACKRECORD_LANG", "en")
    assert "holds no Track Record tables" in person.click("due")


@pytest.mark.libreoffice
def test_the_buttons_speak_the_language_of_libreoffice(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACKRECORD_LANG", raising=False)
    person.open(small_record())
    assert person.app.impl.language.startswith("en")
    assert person.click("help_").startswith("New: A new")
    monkeypatch.setattr(type(person.app.impl), "language", "zh-CN")
    assert person.click("help_").startswith("新建：")
    monkeypatch.setenv("TRACKRECORD_LANG", "en")  # what was asked for comes first
    assert person.click("help_").startswith("New: A new")
