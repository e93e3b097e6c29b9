"""Many rows that are added together: journalled in blocks, checked, and taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.records import AS_OF, small_record

from trackrecord.actions import on_file
from trackrecord.actions.session import Done, Session, change, read_view
from trackrecord.actions.undo import undo
from trackrecord.core import journal
from trackrecord.core.changes import TABLES, Added, Change, applied, text_of
from trackrecord.core.journal import block_of, row_fingerprint, undoing
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.model import Claim, Entry, Forecast, Forecaster, Outcome, Question, Record
from trackrecord.errors import Refused
from trackrecord.tables.record import FORECASTS
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

ME = on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
WHEN, DAY = datetime(2024, 1, 1, 12, 0), date(2024, 1, 2)


def forecast(key: str, question: str = "how-many", **other: Any) -> Forecast:
    row = Forecast(key, question, "ann", Claim.FORECAST, DAY, "50,000 cars", 5e4, 5e4)
    return replace(row, **other)


def rows(count: int, start: str = "n") -> Added:
    return {
        "Forecasters": [Forecaster(f"{start}{n}", "analyst") for n in range(count)],
        "Questions": [Question(f"{start}?", "Q", "cars", DAY, "C.")],
        "Forecasts": [forecast(f"{start}{n}", f"{start}?") for n in range(count)],
    }


def made(path: Path) -> Path:
    write_workbook(path, small_record(), AS_OF)
    return path


def add(path: Path, added: Added, changes: Sequence[Change] = (), name: str = "Import") -> Done:
    done: list[Done] = []

    def action(session: Session) -> Done:
        view = read_view(session)
        after = applied(change(session, view, name, changes, added), changes, added)
        done.append(Done("", after, changes, added))
        return done[0]

    on_file.act(path, ME, action)
    return done[0]


def taken_back(path: Path) -> list[str]:
    """What is asked, and what is said, when the last action is taken back."""
    said: list[str] = []
    ask = lambda question, _: (said.append(question), "yes")[1]  # noqa: E731
    said.append(on_file.act(path, ME, undo, ask=ask))
    return said


def tables(record: Record) -> list[Any]:
    return [getattr(record, table.lower()) for table in TABLES]


def of(path: Path) -> Record:
    record, problems = read_workbook(path)
    assert problems == []
    return record


def test_rows_of_one_action_are_few_entries(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    done = add(path, rows(700))
    record = of(path)
    assert tables(record) == tables(done.record)
    mine = [entry for entry in record.journal if entry.action.startswith("Import")]
    count = len(mine)
    assert 4 < count < 12
    assert [e.action for e in mine] == [f"Import ({n} of {count})" for n in range(1, count + 1)]
    assert all(len(entry.after) < 8_000 and not entry.before for entry in mine)
    listed = {
        (entry.table, key): mark
        for entry in mine
        for key, mark in block_of(entry).after.items()  # type: ignore[union-attr]
    }
    assert len(listed) == 1401
    assert listed["Forecasts", "n9"] == row_fingerprint(text_of(record.forecasts[-691]))
    assert check_journal(record) == []
    assert journal.unseen_changes(record) == []
    assert {"n0", "n699"} < journal.keys(record.journal, "Forecasts", standing=True)
    assert done.questions == {"n?"}
    # The next action has nothing to take in.
    on_file.record(path, ME, "n?", "5", known=DAY, source="S")
    assert of(path).journal[-1].action == "Record outcome"
    assert of(path).journal[-2] == record.journal[-1]


def test_a_row_that_was_edited_or_deleted_is_named(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    add(path, rows(30))
    record = of(path)
    edited = replace(record.forecasts[-1], quote="other words")
    [problem] = check_journal(replace(record, forecasts=(*record.forecasts[:-1], edited)))
    assert "'n29' was edited after it was journalled on 2025-06-01" in problem.message
    [problem] = check_journal(replace(record, forecasts=record.forecasts[:-1]))
    assert "'n29' was journalled on 2025-06-01" in problem.message
    assert "is gone" in problem.message
    [problem] = check_journal(replace(record, forecasters=record.forecasters[:-1]))
    assert "'n29' was deleted by hand" in problem.message
    other = replace(record.forecasters[-1], kind="a firm")
    [problem] = check_journal(replace(record, forecasters=(*record.forecasters[:-1], other)))
    assert "'n29' was changed by hand" in problem.message


def test_undo_takes_every_row_away_and_counts_rows(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    before = of(path)
    add(path, rows(400))
    asked, said = taken_back(path)
    assert asked == "Take back “Import” (Forecasters, n0 and 800 more)?"
    assert said == "“Import” was taken back (Forecasters, n0 and 800 more)."
    after = of(path)
    assert tables(after) == tables(before)
    assert check_journal(after) == []
    assert journal.keys(after.journal, "Forecasts", standing=True).isdisjoint({"n0", "n399"})
    assert {"n0", "n399"} < journal.keys(after.journal, "Forecasts")
    undone = [entry for entry in after.journal if entry.action.startswith("Undo")]
    done = [entry for entry in after.journal if entry.action.startswith("Import")]
    assert [e.action for e in undone] == [f"Undo {entry.number}" for entry in reversed(done)]
    assert [(e.key, e.before, e.after) for e in undone] == [
        (entry.key, entry.after, "") for entry in reversed(done)
    ]
    with pytest.raises(Refused, match="nothing to take back"):
        taken_back(path)
    # They may come again, and were not edited meanwhile.
    again = {**rows(400), "Forecasts": [forecast(f"n{n}", "n?", quote="new") for n in range(400)]}
    add(path, again)
    assert check_journal(of(path)) == []


def test_what_was_typed_over_goes_too(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    before = of(path)
    add(path, rows(30))
    on_file.edit(path, ME, FORECASTS, "n3", [("Quote", "typed")])
    now = next(row for row in of(path).forecasts if row.forecast == "n3")
    taken_back(path)  # the edit
    record = of(path)
    typed = tuple(now if row.forecast == "n3" else row for row in record.forecasts)
    write_workbook(path, replace(record, forecasts=typed), AS_OF)
    asked, _ = taken_back(path)
    assert "and 60 more" in asked
    assert "What was typed there since goes too." in asked
    after = of(path)
    assert tables(after) == tables(before)
    undone = next(
        entry
        for entry in after.journal
        if entry.action.startswith("Undo") and entry.table == "Forecasts" and block_of(entry)
    )
    assert block_of(undone).before["n3"] == row_fingerprint(text_of(now))  # type: ignore[union-attr]
    assert check_journal(after) == []


def test_rows_that_are_gone_are_passed_over_and_said(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    before = of(path)
    add(path, rows(25))
    record = of(path)
    write_workbook(path, replace(record, forecasts=record.forecasts[:-3]), AS_OF)
    asked, _ = taken_back(path)
    assert "3 of its rows are gone already." in asked
    after = of(path)
    assert tables(after) == tables(before)
    assert check_journal(after) == []
    path = made(tmp_path / "none.xlsx")
    add(path, {"Forecasters": [Forecaster("eve", ""), Forecaster("mia", "")]})
    record = of(path)
    write_workbook(path, replace(record, forecasters=record.forecasters[:-2]), AS_OF)
    assert "2 of its rows are gone already." in taken_back(path)[0]
    *_, done, typed_1, typed_2, undone = of(path).journal
    assert (typed_1.after, typed_2.after) == ("", "")
    assert (undone.key, undone.before, undone.after) == ("2 rows", done.after, "")
    assert check_journal(of(path)) == []
    with pytest.raises(Refused, match="nothing to take back"):
        taken_back(path)


def test_of_two_actions_the_last_is_taken_back(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    add(path, rows(40))
    between = of(path)
    add(path, rows(30, "m"))
    assert "Forecasters, m0 and 60 more" in taken_back(path)[0]
    assert tables(of(path)) == tables(between)
    assert check_journal(of(path)) == []
    assert "Forecasters, n0 and 80 more" in taken_back(path)[0]
    assert tables(of(path)) == tables(small_record())


def test_changes_and_blocks_are_one_action(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    before = of(path)
    old = before.forecasters[0]
    new = replace(old, kind="a firm")
    changes = [Change("Forecasters", old.forecaster, text_of(old), text_of(new))]
    done = add(path, rows(25), changes)
    record = of(path)
    assert tables(record) == tables(done.record)
    assert [e.action for e in record.journal[-4:]] == [f"Import ({n} of 4)" for n in range(1, 5)]
    assert [e.key for e in record.journal[-4:]] == ["25 rows", "1 rows", "25 rows", "ann"]
    assert done.questions == {"n?"}
    assert "Forecasters, n0 and 51 more" in taken_back(path)[0]
    assert tables(of(path)) == tables(before)
    assert check_journal(of(path)) == []


def test_what_stands_already_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "r.xlsx")
    held = path.read_bytes()
    for people in ([Forecaster("ANN", "")], [Forecaster("eve", ""), Forecaster("Eve ", "")]):
        with pytest.raises(Refused, match="stands in Forecasters already"):
            add(path, {"Forecasters": people})
    assert path.read_bytes() == held


def test_a_row_whose_key_counts_rows_is_no_block(tmp_path: Path) -> None:
    row = Forecaster("1 rows", "0123456789abcdef")
    [entry] = journal.sealed_entries(
        (), WHEN, "ann", "Add", [Change("Forecasters", "1 rows", "", text_of(row))]
    )
    assert block_of(entry) is None
    path = made(tmp_path / "r.xlsx")
    add(path, {}, [Change("Forecasters", "1 rows", "", text_of(row))], "Add")
    assert check_journal(of(path)) == []
    assert "(Forecasters, 1 rows)" in taken_back(path)[0]
    assert tables(of(path)) == tables(small_record())
    add(path, {"Forecasters": [row]})
    assert check_journal(of(path)) == []
    assert "(Forecasters, 1 rows)" in taken_back(path)[0]


@pytest.mark.parametrize(
    "after",
    [
        "",
        "{}",
        "[1]",
        '{"a": 5}',
        '{"a": "0123456789ABCDEF"}',
        '{"a": "0123456789abcde"}',
        '{"a": "0123456789abcdef", "b": ""}',
        '{"a\\ud800": "0123456789abcdef"}',
        "[" * 5000,
    ],
)
def test_other_texts_are_no_block(after: str) -> None:
    assert block_of(Entry(1, WHEN, "ann", "Import", "Outcomes", "1 rows", "", after, "")) is None


def test_lists_fit_into_cells_whatever_the_keys() -> None:
    people = [Forecaster(f"{'小' * 70}{n}", "") for n in range(300)]
    blocks = journal.blocks_of({"Forecasters": people})
    assert max(len(block.after) for block in blocks) <= 8_000
    entries = journal.sealed_entries((), WHEN, "ann", "Import", blocks)
    assert check_journal(Record(tuple(people), journal=entries)) == []


KEYS = [f"k{n}" for n in range(8)]
picked = st.lists(st.sampled_from(KEYS), unique=True, min_size=1)


@settings(max_examples=60, deadline=None)
@given(
    first=picked,
    second=picked,
    between=st.lists(
        st.tuples(st.sampled_from(KEYS), st.sampled_from(["", "typed", "other"])), max_size=8
    ),
)
def test_undo_gives_back_the_rows_before(
    first: list[str], second: list[str], between: list[tuple[str, str]]
) -> None:
    """Whatever is typed or deleted in between: the rows of the undone action alone are away."""
    record = Record(outcomes=(Outcome("old", 1.0, DAY, DAY),))
    record = replace(record, journal=journal.journal_unseen(record, WHEN, "ann"))
    for name, keys in (("one", first), ("two", [key for key in second if key not in first])):
        added = {"Outcomes": [Outcome(key, 2.0, DAY, DAY, source=name) for key in keys]}
        entries = journal.sealed_entries(
            record.journal, WHEN, "ann", "Import", journal.blocks_of(added)
        )
        record = applied(record, [], added)
        record = replace(record, journal=(*record.journal, *entries))
    for key, note in between:
        rows = tuple(
            replace(row, note=note) if row.question == key else row
            for row in record.outcomes
            if note or row.question != key
        )
        record = replace(record, outcomes=rows)
    taken_in = journal.journal_unseen(record, WHEN, "bob")
    record = replace(record, journal=(*record.journal, *taken_in))
    action = undoing.last_action(record.journal)
    mine = {row.key for entry in action for row in undoing.rows_in_entry(entry)}
    back = undoing.undo_entries(record, record.journal, action, WHEN, "bob")
    now = undoing.rows_now(record)
    changes = [
        undoing.row_back(now, row) for entry in action for row in undoing.rows_in_entry(entry)
    ]
    after = applied(replace(record, journal=(*record.journal, *back)), changes)
    assert after.outcomes == tuple(row for row in record.outcomes if row.question not in mine)
    assert check_journal(after) == []
    assert journal.unseen_changes(after) == []
    standing = journal.keys(after.journal, "Outcomes", standing=True)
    assert standing == {row.question for row in after.outcomes}
