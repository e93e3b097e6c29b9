"""Rows as text and back, for the journal; and what a record is after some of them changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from math import isfinite
from typing import Any

from trackrecord.core.keys import folded
from trackrecord.core.model import (
    Claim,
    Forecast,
    Forecaster,
    Never,
    Outcome,
    Question,
    Record,
    Until,
    Void,
)

RecordRow = Forecaster | Question | Forecast | Outcome
# The tables that are journalled, what their rows are, and which field is the key.
TABLES: Mapping[str, tuple[type[RecordRow], str]] = {
    "Forecasters": (Forecaster, "forecaster"),
    "Questions": (Question, "question"),
    "Forecasts": (Forecast, "forecast"),
    "Outcomes": (Outcome, "question"),
}
_FIELDS = {
    kind: tuple(field.name for field in fields(kind) if field.name not in ("where", "more"))
    for kind, _ in TABLES.values()
}
_JSON = json.JSONEncoder(ensure_ascii=False)
_DAY_FIELDS = ("issued", "resolves", "known", "recorded")
_VALUE_FIELDS = ("low", "best", "high", "value", "until")
_OUTCOME_WORDS: Mapping[str, Void | Never] = {word.value: word for word in (*Void, *Never)}


@dataclass(frozen=True, slots=True)
class Change:
    """One row of one table, before and after; "" where there was or is none."""

    table: str
    key: str
    before: str
    after: str


Added = Mapping[str, Sequence[RecordRow]]  # new rows of some tables
NONE_ADDED: Added = {}


def text_of(row: RecordRow | None) -> str:
    """A row as one line of JSON, without what is empty; "" for no row.

    >>> text_of(Outcome("sop", date(2023, 12, 1), None, date(2024, 1, 5)))
    '{"question": "sop", "value": "2023-12-01", "recorded": "2024-01-05"}'
    """
    if row is None:
        return ""
    kept = {
        name: value.isoformat() if isinstance(value, date) else value
        for name in _FIELDS[type(row)]
        if (value := getattr(row, name)) is not None and value != ""
    }
    return _JSON.encode(kept | dict(row.more))


def row_of(table: str, text: str) -> RecordRow | None:
    """The row that `text_of` wrote; None for "".

    Errors: ValueError where somebody wrote something else.

    >>> row_of("Outcomes", '{"question": "sop", "value": "never"}').value
    <Never.NEVER: 'never'>
    """
    if not text:
        return None
    if table not in TABLES:
        raise ValueError(f"there is no table {table[:40]} whose rows are journalled")
    kind, _ = TABLES[table]
    kept = parsed(text)
    blank: dict[str, Any] = {
        name: None if name in ("level", *_VALUE_FIELDS, *_DAY_FIELDS) else ""
        for name in _FIELDS[kind]
    }
    try:
        own = {name: _value_from_json(name, value) for name, value in kept.items() if name in blank}
    except (TypeError, OverflowError) as error:
        raise ValueError(f"a row of {table} holds what no row can ({error})") from error
    _, key = TABLES[table]
    if not isinstance(own.get(key), str) or not own[key]:
        raise ValueError(f"a row of {table} has no key")
    if kind is Question and not isinstance(own.get("resolves"), date):
        raise ValueError("a row of Questions has no day on which it resolves")
    more = tuple(sorted((name, str(value)) for name, value in kept.items() if name not in blank))
    return kind(**blank | own, more=more)


def what_is_said(row: Forecast) -> tuple[object, ...]:
    """What two rows have in common that say the same: who, on what, when, in which words."""
    return (
        folded(row.question),
        folded(row.forecaster),
        row.claim,
        row.issued,
        folded(row.wording),
        row.low,
        row.high,
    )


def applied(record: Record, changes: Iterable[Change], added: Added = NONE_ADDED) -> Record:
    """The record after some changes, in the order in which a table then holds its rows.

    Rows `added` in blocks stand behind all others.
    """
    rows: dict[str, list[RecordRow | None]] = {}
    places: dict[str, dict[str, int]] = {}
    for change in changes:
        _, key = TABLES[change.table]
        if change.table not in rows:
            rows[change.table] = list(getattr(record, change.table.lower()))
            places[change.table] = {}
            for number, row in enumerate(rows[change.table]):
                places[change.table].setdefault(getattr(row, key), number)
        of, at = rows[change.table], places[change.table]
        new = row_of(change.table, change.after)
        if change.key in at:
            of[at[change.key]] = new
            if new is None:
                del at[change.key]
        elif new is not None:
            at[change.key] = len(of)
            of.append(new)
    made: dict[str, Any] = {
        table.lower(): tuple(row for row in of if row is not None) for table, of in rows.items()
    }
    for table, new_rows in added.items():
        name = table.lower()
        made[name] = (*made.get(name, getattr(record, name)), *new_rows)
    return replace(record, **made)


def parsed(text: str) -> dict[str, Any]:
    """What a text of the journal holds; nothing if somebody wrote something else there."""
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _value_from_json(name: str, value: Any) -> object:  # noqa: ANN401, PLR0911 - what JSON holds
    if isinstance(value, str):
        if name == "claim":
            return Claim(value)
        if name == "value" and value in _OUTCOME_WORDS:
            return _OUTCOME_WORDS[value]
        if name == "until" and value == Until.OPEN:
            return Until.OPEN
        if name in (*_DAY_FIELDS, *_VALUE_FIELDS):
            return date.fromisoformat(value)
        return value
    if name in ("level", *_VALUE_FIELDS):
        if value is None or (name == "value" and isinstance(value, bool)):
            return value
        if type(value) in (int, float) and isfinite(value):
            return float(value)
    raise TypeError(f"{name} is {str(value)[:40]}")
