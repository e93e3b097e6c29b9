"""What a head that was kept outside proves, and what a chain alone does not."""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.records import AS_OF, small_record
from support.workbooks import Recalculate

from trackrecord.actions import on_file
from trackrecord.actions.exporting import pull
from trackrecord.cli.main import main
from trackrecord.core.journal import seal, sealed_entries
from trackrecord.core.journal.head import Head, backward_steps, check_head, head_of, head_text
from trackrecord.core.model import Entry
from trackrecord.errors import Refused
from trackrecord.tables.record_checks import SEALED
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

ME = on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
DAY = date(2025, 5, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "r.xlsx"
    write_workbook(made, small_record(), AS_OF)
    on_file.compute(made, ME)
    on_file.record(made, ME, "how-many", "5", known=DAY, source="S")
    return made


def journal(path: Path) -> list[Entry]:
    return list(read_workbook(path)[0].journal)


def resealed(entries: list[Entry]) -> list[Entry]:
    """A forger's work: numbers and seals computed anew."""
    made: list[Entry] = []
    for number, entry in enumerate(entries, 1):
        last = made[-1].seal if made else ""
        one = replace(entry, number=number)
        made.append(replace(one, seal=seal(last, one)))
    return made


def test_a_kept_head_shows_each_kind_of_forgery(path: Path) -> None:
    entries = journal(path)
    kept = head_text(entries)
    assert list(check_head(entries, kept)) == []
    on_file.record(path, ME, "when", "2024-02-15", known=DAY, source="S")
    later = journal(path)
    assert list(check_head(later, kept)) == []  # what comes later does not matter
    assert list(check_head(later, f"  Kept on paper: {kept.upper()}.")) == []
    assert list(check_head(later, kept.rpartition(" ")[2])) == []
    forged = {
        "one entry written anew": resealed([replace(entries[0], who="bob"), *entries[1:]]),
        "the tail dropped": entries[:-1],
        "the tail dropped and another put on": resealed(
            [*entries[:-1], replace(entries[-1], key="x")]
        ),
        "an entry put in": resealed([entries[0], entries[0], *entries[1:]]),
        "an entry taken out": resealed(entries[1:]),
        "the clock set back": resealed([replace(e, when=datetime(2020, 1, 1)) for e in entries]),
        "all deleted": [],
        "a seal copied in": [*entries[:-1], replace(entries[-1], before="{}")],
    }
    for name, other in forged.items():
        [problem] = check_head(other, kept)
        assert problem.where.table == "Journal", name


@pytest.mark.parametrize("text", ["", "abc", "x" * 64, "g" + "0" * 63, "0" * 65, "\x1b[2J"])
def test_what_is_no_seal_is_refused(path: Path, text: str) -> None:
    with pytest.raises(Refused, match="holds no seal"):
        list(check_head(journal(path), text))


def test_time_never_runs_backwards(path: Path) -> None:
    entries = journal(path)
    earlier = sealed_entries(entries, datetime(1999, 1, 1), "ann", "Void", [])
    assert earlier == ()
    on_file.record(
        path, replace(ME, now=datetime(1999, 1, 1)), "when", "2024-02-15", known=DAY, source="S"
    )
    times = [entry.when for entry in journal(path)]
    assert times == sorted(times)
    assert list(backward_steps(journal(path))) == []
    [problem] = backward_steps(resealed([*entries, replace(entries[0], when=datetime(2024, 1, 1))]))
    assert "older than the one before it" in problem.message


def test_on_the_command_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", str(path)]) == 0
    kept = capsys.readouterr().out.strip()
    assert kept == head_text(journal(path))
    assert main(["seal", str(path), "--json"]) == 0
    head = json.loads(capsys.readouterr().out)["head"]
    assert Head(head["entries"], date.fromisoformat(head["day"]), head["seal"]) == head_of(
        journal(path)
    )
    folder = path.with_name("folder")
    pull(path, folder)
    for place in (path, folder):
        assert main(["check", str(place), "--seal", kept]) == 0
        assert "still stands" in capsys.readouterr().out
    assert main(["check", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["head"] == head
    (folder / "journal.csv").unlink()
    assert main(["check", str(folder)]) == 0  # a chain that is gone says nothing
    assert main(["check", str(folder), "--seal", kept]) == 1
    assert "taken out at its end" in capsys.readouterr().err
    assert main(["seal", str(folder)]) == 1
    assert "nothing is sealed" in capsys.readouterr().err


def test_a_row_typed_by_hand_is_named_beside_the_seal(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = load_workbook(path)
    book["Questions"]["B2"] = "Another title"
    book.save(path)
    assert main(["seal", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("entries ")
    assert "was changed by hand" in said.err


@pytest.mark.libreoffice
def test_about_and_the_page_show_it(path: Path, recalculate: Recalculate) -> None:
    shutil.copy(path, path.with_name("empty.xlsx"))
    write_workbook(path.with_name("empty.xlsx"), small_record(), AS_OF)
    page = path.with_name("page.html")
    assert main(["export", str(path), str(page)]) == 0
    assert head_text(journal(path)) in page.read_text(encoding="utf-8")
    shown = load_workbook(path, data_only=True)["About"]
    formulas = load_workbook(path)["About"]
    [place] = [c.coordinate for row in formulas.iter_rows() for c in row if c.value == f"={SEALED}"]
    assert shown[place].value == head_text(journal(path))
    computed = recalculate([path, path.with_name("empty.xlsx")])
    assert [cells["About", place] for cells in computed] == [
        head_text(journal(path)),
        "Nothing is sealed yet",
    ]
