"""Mend a row, or take one away: through the Journal, so that it can be seen and taken back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from trackrecord.actions.session import (
    Done,
    Session,
    View,
    change,
    must_be_readable,
    question_named,
    read_view,
)
from trackrecord.core import journal
from trackrecord.core.changes import Change, applied, text_of
from trackrecord.core.checks import check_record
from trackrecord.core.keys import Spellings, folded
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Forecast, Question, Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.errors import Refused
from trackrecord.tables.kinds import parse_typed, plain, unparse
from trackrecord.tables.record import FORECASTERS, FORECASTS, OUTCOMES, QUESTIONS
from trackrecord.tables.schema import Column, Table, value_of

_EDITABLE = (FORECASTERS, QUESTIONS, FORECASTS, OUTCOMES)


def table_named(name: str) -> Table:
    """A table of the record by its name, in the singular or plural. Refused if there is none."""
    wanted = folded(name).removesuffix("s")
    for table in _EDITABLE:
        if folded(table.name).removesuffix("s") == wanted:
            return table
    names = ", ".join(table.name.lower() for table in _EDITABLE)
    raise Refused(f"there is no table '{name}'; name one of {names}")


def edit(session: Session, table: Table, key: str, cells: Sequence[tuple[str, str]]) -> Done:
    """Give cells of a row other values, by the headers of their columns; "" empties a cell.

    A key may be changed too: what refers to it then refers to the new one.
    """
    view = read_view(session)
    row = _row_named(view, table, key)
    new, shown = row, []
    for header, text in cells:
        column = _column_named(table, header)
        unit = _unit_after(view.record, table, new)
        value = _value_read(table, column, text, unit)
        if column.refers and isinstance(value, str):
            of = next(other for other in _EDITABLE if other.name == column.refers)
            keys = (getattr(r, of.columns[0].field) for r in getattr(view.record, of.name.lower()))
            value = Spellings(keys).of(value)
        was = _cell_shown(value_of(row, column))
        new = _with(new, column, value)
        if was != _cell_shown(value):
            shown.append(
                f"{column.header} {_cell_shown(value) or 'empty'} (it was {was or 'empty'})"
            )
    if table is FORECASTS:
        new, read = _read_anew(view.record, row, new)
        shown += read
    name = getattr(row, table.columns[0].field)
    if not shown:
        return Done(
            f"{table.name}, '{name}': that stands there already; nothing was changed.", view.record
        )
    if table is QUESTIONS:
        _must_keep_its_kind(view.record, row, new)
    changes = _changes(view, table, row, new)
    after = applied(view.record, changes)
    _must_bring_no_problem(view.record, after, session)
    sealed = change(session, view, journal.EDIT_ACTION, changes)
    return Done(
        f"{table.name}, '{name}': {'; '.join(shown)}.{_with_it(changes)}",
        applied(sealed, changes),
        changes,
    )


def _read_anew(record: Record, old: Forecast, new: Forecast) -> tuple[Forecast, list[str]]:
    """With Low and High as another wording says them, unless they were given; what that is."""
    from trackrecord.actions.entering.adding import ends_read  # noqa: PLC0415 - seldom

    question = next((row for row in record.questions if row.question == new.question), None)
    if question is None or new.wording == old.wording:
        return new, []
    is_empty = new.low is None and new.high is None
    if is_empty or (new.low, new.high, new.best) == (old.low, old.high, old.best):
        low, high, reading = ends_read(new, question, record)
        read = replace(
            new,
            low=low,
            high=high,
            best=new.best if reading.best is None else reading.best,
            level=new.level if reading.level is None else reading.level,
        )
        words = f"read as {ends_in_words(low, high)} (it was {ends_in_words(old.low, old.high)})"
        return read, [words] if (low, high) != (old.low, old.high) else []
    return new, []


def _must_all_be_readable(view: View, table: Table) -> None:
    """Refused if a row that cannot be read may refer to a row of that table."""
    for other in _EDITABLE:
        refers = table is not OUTCOMES and any(c.refers == table.name for c in other.inputs)
        there = sum(view.keys[other.name].values())
        if refers and there > len(getattr(view.record, other.name.lower())):
            raise Refused(
                f"{other.name} has rows that cannot be read and may refer to it; mend them first "
                "('trackrecord check' names them). Nothing was changed"
            )


def _must_keep_its_kind(record: Record, old: Question, new: Question) -> None:
    """Refused if dates would become numbers, or chances, of what was said already."""
    kinds = {DATE_UNIT, YES_NO_UNIT}
    used = old.question in {
        *(row.question for row in record.forecasts),
        *(row.question for row in record.outcomes),
    }
    if used and old.unit != new.unit and {old.unit, new.unit} & kinds:
        raise Refused(
            f"'{old.question}' is a question in {old.unit}, and is answered so already; ask in "
            f"{new.unit} with a question of its own. Nothing was changed"
        )


def delete(session: Session, table: Table, key: str) -> Done:
    """Take a row away. Refused while other rows refer to it."""
    view = read_view(session)
    row = _row_named(view, table, key)
    name = getattr(row, table.columns[0].field)
    users = [
        f"{other.name} '{getattr(user, other.columns[0].field)}'"
        for other in _EDITABLE
        for column in other.inputs
        if column.refers == table.name and table is not OUTCOMES
        for user in getattr(view.record, other.name.lower())
        if getattr(user, column.field) == name and user is not row
    ]
    if users:
        more = f" and {len(users) - 3} more" if len(users) > 3 else ""
        raise Refused(
            f"'{name}' in {table.name} is used by {', '.join(users[:3])}{more}; delete or edit "
            "those first. Nothing was changed"
        )
    _must_all_be_readable(view, table)
    changes = [Change(table.name, name, text_of(row), "")]
    after = change(session, view, journal.DELETE_ACTION, changes)
    return Done(
        f"'{name}' was taken out of {table.name}; 'trackrecord undo' brings it back.",
        applied(after, changes),
        changes,
    )


def _row_named(view: View, table: Table, key: str) -> Any:  # noqa: ANN401 - a row of any table
    if table in (QUESTIONS, OUTCOMES):
        question = question_named(view.record.questions, key)
        key = question.question if question else key
    must_be_readable(view, table.name, key)
    row = view.row(table.name, key)
    if row is None:
        from difflib import get_close_matches  # noqa: PLC0415 - only where a key is not there

        field = table.columns[0].field
        keys = [getattr(other, field) for other in getattr(view.record, table.name.lower())]
        near = get_close_matches(folded(key), keys, 3) or keys[:3]
        hint = f"; there are for example {', '.join(near)}" if near else ""
        raise Refused(f"there is no '{key}' in {table.name}{hint}. Nothing was changed")
    return row


def _column_named(table: Table, header: str) -> Column:
    wanted = folded(header)
    found = next((c for c in table.inputs if folded(c.header) == wanted), None)
    if found is None:
        headers = ", ".join(table.input_headers)
        raise Refused(
            f"{table.name} has no column '{header}' to fill in; it has {headers}. "
            "Nothing was changed"
        )
    return found


def _unit_after(record: Record, table: Table, row: Any) -> str:  # noqa: ANN401 - as above
    if table is QUESTIONS:
        return str(row.unit)
    key = getattr(row, "question", "")
    return next((q.unit for q in record.questions if q.question == key), "")


def _value_read(table: Table, column: Column, text: str, unit: str) -> object:
    try:
        value = parse_typed(column.kind, text, unit, column.choices)
    except ValueError as problem:
        raise Refused(f"{column.header}: {problem}. Nothing was changed") from None
    begun = table is OUTCOMES and column.header != "Question"
    if not (column.blank or begun) and (value is None or value == ""):
        raise Refused(f"{column.header} may not be empty. Nothing was changed")
    return value


def _with(row: Any, column: Column, value: object) -> Any:  # noqa: ANN401 - as above
    if hasattr(row, column.field):
        return replace(row, **{column.field: value})
    rest = [(name, text) for name, text in row.more if name != column.field]
    more = (*rest, (column.field, str(value))) if value else tuple(rest)
    return replace(row, more=tuple(sorted(more)))


def _changes(view: View, table: Table, row: Any, new: Any) -> list[Change]:  # noqa: ANN401 - as above
    """The change of the row; of a new key, those of all that refers to it as well."""
    field = table.columns[0].field
    old_key, new_key = getattr(row, field), getattr(new, field)
    if old_key != new_key:
        _must_all_be_readable(view, table)
    else:
        return [Change(table.name, old_key, text_of(row), text_of(new))]
    if folded(old_key) != folded(new_key) and view.has_row(table.name, new_key):
        raise Refused(
            f"'{new_key}' stands in {table.name} already; give it to each row that is to have it "
            f'(trackrecord edit … forecasts KEY {table.columns[0].header}="{new_key}"), then '
            f"delete '{old_key}'. Nothing was changed"
        )
    changes = [
        Change(table.name, old_key, text_of(row), ""),
        Change(table.name, new_key, "", text_of(new)),
    ]
    for other in _EDITABLE:
        for user in getattr(view.record, other.name.lower()):
            fields = [c.field for c in other.inputs if c.refers == table.name]
            moved = {name: new_key for name in fields if getattr(user, name) == old_key}
            if not moved:
                continue
            key = getattr(user, other.columns[0].field)
            after = replace(user, **moved)
            if other is OUTCOMES:  # its key is the question's
                changes += [
                    Change(other.name, key, text_of(user), ""),
                    Change(other.name, new_key, "", text_of(after)),
                ]
            else:
                changes.append(Change(other.name, key, text_of(user), text_of(after)))
    return changes


def _with_what_differs(record: Record, other: Record) -> Record:
    """A record with those of its forecasts alone that are not so in another, or are asked anew."""
    said, asked = set(other.forecasts), set(other.questions)
    same = {row.question for row in record.questions if row in asked}
    forecasts = (row for row in record.forecasts if row not in said or row.question not in same)
    return replace(record, forecasts=tuple(forecasts))


def _must_bring_no_problem(before: Record, after: Record, session: Session) -> None:
    from trackrecord.core.wording.disagreements import disagreements  # noqa: PLC0415 - seldom

    known = Counter(problem.message for problem in check_record(before, session.today))
    known.update(problem.message for problem in disagreements(_with_what_differs(before, after)))
    read_anew = disagreements(_with_what_differs(after, before))  # each wording costs time
    for problem in (*check_record(after, session.today), *read_anew):
        known[problem.message] -= 1
        if known[problem.message] < 0:
            raise Refused(f"{problem.message}. Nothing was changed")


def _cell_shown(value: object) -> str:
    return plain(unparse(value))


def _with_it(changes: Sequence[Change]) -> str:
    count = sum(bool(c.after) for c in changes[2:])
    return f" {count} row(s) that refer to it were changed with it." if count > 0 else ""
