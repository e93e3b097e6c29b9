"""What Excel is picky about holds in every workbook we make, and each rule notices a broken one."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from support import other_workbooks
from support.other_records import SMALL
from support.packages import repacked
from support.records import AS_OF, small_record
from support.records import forecast_of as forecast
from support.second_engine import recalculated
from support.workbook_rules import RULES, Book, breaches
from support.workbooks import differences, fixed

from trackrecord import clock
from trackrecord.actions import on_file
from trackrecord.actions.building import add_to, build
from trackrecord.actions.on_file import Person
from trackrecord.actions.reading import bundled
from trackrecord.core.model import Void
from trackrecord.workbook.new import SHEETS, write_workbook

ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
BOOK, LOOKS, TYPES = "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"
QUESTIONS, OUTCOMES, CHART = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet5.xml", "chart"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("rules") / "whole.xlsx"
    write_workbook(path, fixed(small_record()), AS_OF)
    return path.read_bytes()


def test_every_workbook_keeps_the_rules(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "x.xlsx"
    assert breaches(whole) == []
    for make in SMALL.values():
        write_workbook(path, fixed(make()), AS_OF)
        assert breaches(path.read_bytes()) == []
    for name in ("bundled.xlsx", "with-buttons.xlsm"):
        path = tmp_path / name
        build(bundled(), path, clock.today())
        assert breaches(path.read_bytes()) == []
        assert differences(path, recalculated(path)) == {}


CHANGES: tuple[Callable[[Path], object], ...] = (
    lambda path: on_file.record(path, ME, "how-many", "5", known=date(2025, 5, 1), source="S"),
    lambda path: on_file.record(path, ME, "when", "2024-03-20", known=AS_OF, source="S"),
    lambda path: on_file.void(path, ME, "whether", Void.ANNULLED, "https://x.test"),
    lambda path: on_file.add(path, ME, forecast("in Q3 2024", "when", "ann")),
    lambda path: on_file.compute(path, ME),
    lambda path: on_file.undo(path, ME),
)


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_every_change_keeps_the_rules(tmp_path: Path, whole: bytes) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes(whole)
    mine = other_workbooks.made(tmp_path / "mine.xlsx", "rules", "tables", "protected")
    before = breaches(mine.read_bytes())
    add_to(mine, source, AS_OF)
    for path in (source, mine):
        for change in CHANGES:
            change(path)
            assert breaches(path.read_bytes()) == (before if path is mine else [])
            wrong = differences(path, recalculated(path))  # by the engine tested against Excel's
            assert {place for place in wrong if place[0] in SHEETS} == set()


Break = Callable[[dict[str, bytes]], None]


def instead(part: str, old: str, new: str) -> Break:
    """Something else in one part, or in the first of a kind that has it."""

    def change(parts: dict[str, bytes]) -> None:
        name = next(n for n in parts if part in n and old.encode() in parts[n])
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change


def left_out(part: str) -> Break:
    return lambda parts: parts.__delitem__(next(name for name in parts if part in name))


def put(name: str) -> Break:
    return lambda parts: parts.update({name: b"x"})


def formula(text: str) -> Break:
    return instead(QUESTIONS, '<c r="A2"', f'<c r="A1"><f>{text}</f></c><c r="A2"')


BREAKS: list[tuple[str, Break]] = [
    ("w01", formula("SUMPRODUCT(IF(A1:A9=1,1,0))")),
    ("w01", formula("1+SUMPRODUCT((A1:A9=1)*IFERROR(A1,0))")),
    ("w02", instead(CHART, "<crossBetween", "<crossesBetween")),
    ("w02", instead(CHART, '<axPos val="b"/>', '<axPos val="l"/>')),
    ("w02", instead(CHART, '<axPos val="l"/>', '<axPos val="b"/>')),
    ("w03", instead(BOOK, 'name="AsOf"', 'name="forecasts"')),
    ("w03", instead(BOOK, 'name="AsOf"', 'name="TAX2024"')),
    ("w03", instead(BOOK, 'name="AsOf"', 'name="daysahead"')),
    ("w04", instead("xl/tables/table2.xml", 'id="2"', 'id="1"')),
    ("w04", instead("tables/", 'displayName="Forecasts"', 'displayName="outcomes"')),
    ("w05", instead("tables/", 'name="Resolves"', 'name="Ends"')),
    ("w05", instead("tables/", 'name="Resolves"', 'name="unit"')),
    ("w05", instead("tables/", "<table ", '<table headerRowCount="1" ')),
    ("w06", instead("tables/", ' ref="E1:', ' ref="B1:')),
    ("w07", instead("tables/", '<autoFilter ref="A1:', '<autoFilter ref="A2:')),
    ("w08", put("xl/odd.bin")),
    ("w08", instead(TYPES, "/xl/styles.xml", "/xl/looks.xml")),
    ("w09", left_out("xl/tables/table3.xml")),
    ("w09", instead("workbook.xml.rels", 'Id="rId2"', 'Id="rId1"')),
    ("w10", instead(BOOK, "</definedNames>", "</definedNames><sheets/>")),
    ("w10", instead(OUTCOMES, "<sheetData>", "<pageMargins/><sheetData>")),
    ("w10", instead(LOOKS, "<fonts", "<dxfs/><fonts")),
    ("w11", instead(LOOKS, "<cellXfs count=", '<cellXfs count="9" was=')),
    ("w11", instead(OUTCOMES, ' s="', ' s="9')),
    ("w11", instead(OUTCOMES, 'dxfId="', 'dxfId="9')),
    ("w11", instead(LOOKS, 'builtinId="22"', 'builtinId="20"')),
    ("w12", instead(OUTCOMES, '<row r="2"', '<row r="1"')),
    ("w12", instead(OUTCOMES, '<c r="B2"', '<c r="A2"')),
    ("w12", instead(OUTCOMES, '<c r="B2"', '<c r="B3"')),
    ("w13", formula("IFNA(A1,1)")),
    ("w13", formula("(" * 65 + "1" + ")" * 65)),
    ("w13", formula("1" + "+1" * 4_096)),
    ("w14", instead(OUTCOMES, 'promptTitle="', f'promptTitle="{"x" * 33}')),
    ("w14", instead(OUTCOMES, ' error="', f' error="{"x" * 226}')),
    ("w14", instead(OUTCOMES, "<formula1>", f"<formula1>{'1+' * 128}")),
    ("w14", instead(OUTCOMES, "<formula>", "<formula>Questions[Unit]=")),
    ("w15", instead(BOOK, 'name="Journal"', 'name="Journal: mine"')),
    ("w15", instead(QUESTIONS, '<row r="2"', '<row r="2" ht="410"')),
    ("w15", instead(QUESTIONS, 'width="24"', 'width="256"')),
    ("w15", instead("sharedStrings", ">When?<", f">{'x' * 32_768}<")),
    ("w16", instead(BOOK, "$A:$A,'Questions'!$1:$1", "$1:$1,'Questions'!$A:$A")),
    ("w17", instead(CHART, "<roundedCorners", "<roundCorners")),
    ("w17", instead(CHART, '<symbol val="circle"', '<symbol val="x"')),
    ("w18", instead(CHART, "<f>'Dashboard'!", "<f>'Board'!")),
]


@pytest.mark.parametrize(
    ("number", "change"), BREAKS, ids=[f"{number}-{n}" for n, (number, _) in enumerate(BREAKS)]
)
def test_the_rule_notices(number: str, change: Break, whole: bytes) -> None:
    [rule] = [rule for name, rule in RULES.items() if name.startswith(number)]
    assert [*rule(Book(whole))] == []
    assert [*rule(Book(repacked(whole, change)))]


def test_every_rule_was_seen_to_notice() -> None:
    assert {name[:3] for name in RULES} == {number for number, _ in BREAKS}
