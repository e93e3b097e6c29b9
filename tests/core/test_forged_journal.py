"""A Journal that somebody wrote anew, seals and all: told in words, never believed blindly."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.records import AS_OF, small_record

from trackrecord.actions import on_file
from trackrecord.cli.main import main
from trackrecord.core.journal import seal
from trackrecord.core.model import Forecaster, Record
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.tables.kinds import Kind, parse
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

if TYPE_CHECKING:
    from trackrecord.core.model import Entry

ME = on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("whole") / "r.xlsx"
    write_workbook(made, small_record(), AS_OF)
    on_file.compute(made, ME)
    on_file.record(made, ME, "how-many", "5", known=date(2025, 5, 1), source="S")
    on_file.record(made, ME, "how-many", "6", known=date(2025, 5, 1), source="S")
    return made


def row(**other: Any) -> str:
    kept = {"question": "how-many", "value": 5.0, "known": "2025-05-01", "source": "S"}
    return json.dumps(kept | other)


FORGED: dict[str, dict[str, Any]] = {
    "no such table": {"table": "x"},
    "the Journal itself": {"table": "Journal"},
    "another table": {"table": "Questions"},
    "a day in words": {"before": row(known="by June")},
    "a number of 400 digits": {"before": row().replace("5.0", "9" * 400)},
    "a list": {"before": row(value=[])},
    "an object": {"before": row(value={})},
    "infinite": {"before": row().replace("5.0", "1e400")},
    "no number": {"before": row().replace("5.0", "NaN")},
    "no claim": {"table": "Forecasts", "key": "f1", "before": '{"forecast": "f1", "claim": "x"}'},
    "another key": {"before": row(question="when")},
    "no key": {"before": "{}"},
    "deep": {"before": "[" * 5000},
    "deep after": {"after": "[" * 5000},
    "undone": {"action": "Undo " + "9" * 5000},
}
MARK = "0123456789abcdef"
BLOCKS: dict[str, dict[str, Any]] = {  # in place of one that an import wrote
    "no such table": {"table": "x"},
    "the Journal itself": {"table": "Journal"},
    "another table": {"table": "Questions"},
    "rows that never were": {"key": "2 rows", "after": f'{{"nobody": "{MARK}", "": "{MARK}"}}'},
    "a key twice": {"key": "2 rows", "after": f'{{"eve": "{MARK}", "eve": "{MARK}"}}'},
    "a key in two spellings": {"key": "2 rows", "after": f'{{"eve": "{MARK}", "EVE": "{MARK}"}}'},
    "another count": {"key": "9 rows"},
    "a count of 400 digits": {"key": "9" * 400 + " rows"},
    "no rows": {"key": "0 rows", "after": ""},
    "rows before": {"before": f'{{"eve": "{MARK}"}}'},
    "only rows before": {"before": f'{{"eve": "{MARK}"}}', "after": ""},
    "no list": {"after": "[" * 5000},
    "no marks": {"after": '{"eve": 5, "mia": null}'},
    "half a character": {"after": f'{{"\\ud800": "{MARK}"}}'},
    "as many as fit": {
        "key": "1000 rows",
        "after": json.dumps({str(n): MARK for n in range(1000)}),
    },
    "one of many": {"action": "Import (7 of 9)"},
    "undone": {"action": "Undo 2"},
}
FOUND: dict[str, str] = {
    "numbers": '{"f1": 5, "f2": null, "f3": [1], "f4": NaN}',
    "half a character": '{"\\ud800": "ab"}',
    "a list": "[1, 2]",
    "deep": "[" * 5000,
}


def written(path: Path, whole: Path, change: Any) -> Path:
    """A workbook whose Journal was changed and sealed anew."""
    record, _ = read_workbook(whole)
    made: list[Entry] = []
    for entry in change(list(record.journal)):
        one = replace(entry, number=len(made) + 1)
        made.append(replace(one, seal=seal(made[-1].seal if made else "", one)))
    write_workbook(path, replace(record, journal=tuple(made)), AS_OF)
    return path


def assert_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["check"], ["check", "--json"], ["seal"], ["undo"], ["compute"]):
        before = path.read_bytes()
        code = main([command[0], str(path), *command[1:]])
        said = capsys.readouterr()
        assert code in (0, 1), (command, said.err)
        assert code == 0 or command[0] in ("check", "seal") or path.read_bytes() == before
    assert read_workbook(path)[1] == []


@pytest.mark.parametrize("name", FORGED)
def test_the_last_entry(
    tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    forged = written(
        tmp_path / "x.xlsx", whole, lambda e: [*e[:-1], replace(e[-1], **FORGED[name])]
    )
    assert_told(forged, capsys)


@pytest.mark.parametrize("name", FOUND)
def test_marks_that_are_none(
    tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    forged = written(
        tmp_path / "x.xlsx", whole, lambda e: [replace(e[0], after=FOUND[name]), *e[1:]]
    )
    assert_told(forged, capsys)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_rows(
    tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "i.xlsx"
    path.write_bytes(whole.read_bytes())
    write_folder(
        tmp_path / "more", Record((Forecaster("eve", "reader"), Forecaster("mia", "reader")))
    )
    assert main(["import", str(path), str(tmp_path / "more"), "--yes"]) == 0
    assert read_workbook(path)[0].journal[-1].key == "2 rows"
    forged = written(tmp_path / "x.xlsx", path, lambda e: [*e[:-1], replace(e[-1], **BLOCKS[name])])
    assert_told(forged, capsys)


@pytest.mark.parametrize("text", ["0001-01-01 00:00:00", "1899-12-31", "9999-12-31 23:59:59.9"])
def test_moments_that_no_workbook_can_hold(text: str) -> None:
    with pytest.raises(ValueError, match="Excel's calendar"):
        parse(Kind.MOMENT, text)


def test_a_name_of_any_bytes(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(whole.read_bytes())
    monkeypatch.setenv("LOGNAME", "a\udcffb")
    assert main(["void", str(path), "how-many", "ambiguous", "--note", "n"]) == 0
    assert capsys.readouterr().err == ""
