"""What in a record does not fit its journal: what was edited, typed or deleted by hand."""

from trackrecord.core.changes import parsed, text_of
from trackrecord.core.journal import (
    Stands,
    all_rows,
    last_seen,
    nothing_else,
    unseen_changes,
    verify,
)
from trackrecord.core.model import Location, Problem, Record
from trackrecord.language import say


def check_journal(record: Record, stands: Stands = nothing_else) -> list[Problem]:
    """What does not fit: a seal, a forecast edited or gone since it was journalled, rows not seen.

    An empty journal has nothing to say.
    """
    if not record.journal:
        return []
    problems = list(verify(record.journal))
    places = {(table, key): row.where for table, key, row in all_rows(record)}
    _, first = last_seen(record.journal)
    edited = set()
    for row in record.forecasts:
        seen = first.get(row.forecast)
        if seen is not None and not seen.fits(text_of(row)):
            edited.add(row.forecast)
            message = say(
                "'{key}' was edited after it was journalled on {day} (entry {number}){difference}; "
                "put it back, or add the new claim as a forecast of its own",
                key=row.forecast,
                day=seen.entry.when.date(),
                number=seen.entry.number,
                difference=_difference(seen.text, text_of(row)),
            )
            problems.append(Problem(row.where, message))
    here = {row.forecast for row in record.forecasts}
    for key, seen in first.items():
        if key not in here and not stands("Forecasts", key):
            edited.add(key)
            message = say(
                "'{key}' was journalled on {day} (entry {number}) and is gone; put it back as it "
                "was",
                key=key,
                day=seen.entry.when.date(),
                number=seen.entry.number,
            )
            problems.append(Problem(Location("Forecasts"), message))
    for change in unseen_changes(record, stands):
        if change.table == "Forecasts" and change.key in edited:
            continue
        where = places.get((change.table, change.key), Location(change.table))
        what = say("was changed by hand")
        if not change.before:
            what = say("was typed by hand")
        elif not change.after:
            what = say("was deleted by hand")
        message = say(
            "'{key}' {what}, and the journal has not seen it{difference}; Compute accuracy takes "
            "it in",
            key=change.key,
            what=what,
            difference=_difference(change.before, change.after),
        )
        problems.append(Problem(where, message))
    return problems


def _difference(before: str, after: str) -> str:
    """The fields that differ, where both texts are known."""
    if not before.startswith("{") or not after:
        return ""
    old, new = parsed(before), parsed(after)
    parts = [
        say("{field} was {value}", field=name, value=old.get(name, say("empty")))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]
    shown = say(", ").join(parts)
    return ": " + (shown if len(shown) <= 200 else shown[:197] + "...") if parts else ""
