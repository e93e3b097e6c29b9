"""The journal: seals, what was typed by hand, undo."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.records import records, small_record

from trackrecord.core import journal
from trackrecord.core.changes import TABLES, Change, row_of, text_of
from trackrecord.core.journal import undoing
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.model import Entry, Forecaster, Location, Never, Outcome, Record, Void
from trackrecord.errors import Refused

WHEN = datetime(2024, 1, 1, 12, 0)
LATER = datetime(2024, 2, 1, 12, 0)
OUTCOME = Outcome("launch", date(2024, 3, 28), date(2024, 3, 28), date(2024, 4, 1), "source")


def added(row: Outcome) -> Change:
    return Change("Outcomes", row.question, "", text_of(row))


def chain(*outcomes: Outcome) -> tuple[Entry, ...]:
    made: tuple[Entry, ...] = ()
    for row in outcomes:
        made += journal.sealed_entries(made, WHEN, "ann", "Record outcome", [added(row)])
    return made


@given(record=records())
def test_a_row_comes_back_from_its_text(record: Record) -> None:
    for table in TABLES:
        for row in getattr(record, table.lower()):
            again = row_of(table, text_of(row))
            assert again == row
            assert text_of(again) == text_of(row)


@pytest.mark.parametrize("value", [None, True, False, 3.0, -0.5, date(2024, 3, 28), *Void, *Never])
def test_every_outcome_comes_back(value: Any) -> None:
    row = replace(OUTCOME, value=value)
    assert row_of("Outcomes", text_of(row)) == row


def test_seals_hold_until_anything_is_changed() -> None:
    entries = chain(
        OUTCOME,
        replace(OUTCOME, question="sold", value=3.0),
        replace(OUTCOME, question="electric", value=True),
    )
    assert list(journal.verify(entries)) == []
    changes = {
        "when": LATER,
        "who": "bob",
        "action": "Void",
        "table": "Forecasts",
        "key": "other",
        "before": "{}",
        "after": "{}",
        "seal": "0" * 64,
    }
    for field, value in changes.items():
        forged = (entries[0], replace(entries[1], **{field: value}), entries[2])  # type: ignore[arg-type]
        [problem] = journal.verify(forged)
        assert "seal does not fit" in problem.message, field
    for shortened in (entries[1:], (entries[0], entries[2]), (entries[1], entries[0], entries[2])):
        assert len(list(journal.verify(shortened))) == 1
    # An entry written anew with a seal of its own still breaks the next one.
    forged_entry = replace(entries[0], who="bob", seal="")
    forged_entry = replace(forged_entry, seal=journal.seal("", forged_entry))
    [problem] = journal.verify((forged_entry, *entries[1:]))
    assert "seal does not fit" in problem.message


def test_what_was_there_before_is_taken_in_with_marks() -> None:
    record = small_record()
    entries = journal.journal_unseen(record, WHEN, "ann")
    assert {entry.action.split(" ")[0] for entry in entries} == {journal.FOUND_ACTION}
    record = replace(record, journal=entries)
    assert check_journal(record) == []
    assert journal.journal_unseen(record, LATER, "ann") == ()
    assert undoing.last_action(entries) == []


def test_many_rows_fit_into_cells() -> None:
    people = tuple(Forecaster(f"{'x' * 40}{n}", "analyst") for n in range(3000))
    entries = journal.journal_unseen(Record(people), WHEN, "ann")
    assert len(entries) > 3
    assert all(len(entry.after) <= journal.MOST_CHARACTERS for entry in entries)
    assert check_journal(Record(people, journal=entries)) == []


def test_what_is_typed_by_hand_is_named_and_taken_in() -> None:
    record = Record(outcomes=(OUTCOME,), journal=chain(OUTCOME))
    typed = replace(OUTCOME, question="sold", value=5.0, where=Location("Outcomes", 3))
    changed = replace(OUTCOME, value=date(2024, 4, 1), where=Location("Outcomes", 2))
    record = replace(record, outcomes=(changed, typed))
    first, second = check_journal(record)
    assert str(first.where) == "Outcomes row 2"
    assert "value was 2024-03-28" in first.message
    assert "typed by hand" in second.message
    entries = journal.journal_unseen(record, LATER, "bob")
    assert [(e.action, e.key) for e in entries] == [
        ("Typed (1 of 2)", "launch"),
        ("Typed (2 of 2)", "sold"),
    ]
    assert check_journal(replace(record, journal=record.journal + entries)) == []


def test_of_two_rows_with_one_key_the_first_counts() -> None:
    record = Record(
        outcomes=(OUTCOME, replace(OUTCOME, value=date(2024, 4, 1))), journal=chain(OUTCOME)
    )
    assert journal.unseen_changes(record) == []
    assert journal.journal_unseen(record, LATER, "bob") == ()


def test_a_deleted_row_is_named_unless_it_stands_unreadable() -> None:
    record = Record(journal=chain(OUTCOME))
    [problem] = check_journal(record)
    assert "deleted by hand" in problem.message
    assert check_journal(record, lambda table, key: (table, key) == ("Outcomes", "launch")) == []


def test_an_edited_forecast_stays_named() -> None:
    record = small_record()
    record = replace(record, journal=journal.journal_unseen(record, WHEN, "ann"))
    row = record.forecasts[0]
    edited = replace(record, forecasts=(replace(row, quote="other words"), *record.forecasts[1:]))
    taken_in = journal.journal_unseen(edited, LATER, "bob")
    again = replace(edited, journal=edited.journal + taken_in)
    for then in (edited, again):
        [problem] = check_journal(then)
        assert "was edited after it was journalled on 2024-01-01" in problem.message
    back = replace(again, forecasts=record.forecasts)
    assert not any("was edited" in problem.message for problem in check_journal(back))


def test_undo_goes_back_action_by_action() -> None:
    one, two = added(OUTCOME), added(replace(OUTCOME, question="sold", value=3.0))
    void = replace(OUTCOME, value=Void.AMBIGUOUS)
    entries = journal.sealed_entries((), WHEN, "ann", "Import", [one, two])
    entries += journal.sealed_entries(
        entries,
        WHEN,
        "ann",
        "Void",
        [Change("Outcomes", "launch", text_of(OUTCOME), text_of(void))],
    )
    record = Record(outcomes=(void, replace(OUTCOME, question="sold", value=3.0)))
    action = undoing.last_action(entries)
    assert undoing.action_name(action) == "Void"
    entries += undoing.undo_entries(record, entries, action, LATER, "bob")
    assert entries[-1].after == text_of(OUTCOME)
    assert entries[-1].action == "Undo 3"
    action = undoing.last_action(entries)
    assert (undoing.action_name(action), len(action)) == ("Import", 2)
    record = replace(record, outcomes=(OUTCOME, record.outcomes[1]))
    entries += undoing.undo_entries(record, entries, action, LATER, "bob")
    assert [entry.after for entry in entries[-2:]] == ["", ""]
    assert undoing.last_action(entries) == []
    assert list(journal.verify(entries)) == []


def test_what_is_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(Refused, match="too long"):
        journal.sealed_entries(
            (), WHEN, "ann", "Import", [added(replace(OUTCOME, note="x" * 40_000))]
        )


@given(st.integers(1, 30))
def test_found_rows_are_never_undone(count: int) -> None:
    people = tuple(Forecaster(f"p{n}", "analyst") for n in range(count))
    assert undoing.last_action(journal.journal_unseen(Record(people), WHEN, "ann")) == []
