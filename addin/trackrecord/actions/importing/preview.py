"""An import, shown before anything is done: as text for a person, as a document for a program."""

from typing import Any

from trackrecord.actions.importing.planning import Plan
from trackrecord.core.changes import TABLES
from trackrecord.core.model import YES_NO_UNIT, Bound
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.exchange.foreign.claims import TakenColumn
from trackrecord.exchange.foreign.meanings import MEANINGS
from trackrecord.language import say
from trackrecord.tables.kinds import plain, unparse

_SHOWN = 3  # of what was read
_LISTED = 8  # of what differs, in a sentence to a person
_LONGEST = 60  # characters of a value


def rows_by_table(plan: Plan) -> str:
    """How many rows go into which table: "2 in Questions, 5 in Forecasts"."""
    parts = [
        say("{n} in {table}", n=len(rows), table=table)
        for table, rows in plan.added.items()
        if rows
    ]
    return say(", ").join(parts)


def rows_in_words(plan: Plan) -> str:
    """What became of the rows of the file, in numbers that add up."""
    counts = plan.counts
    return say(
        "Rows of the file: {rows} = {taken} taken + {same} here already or said twice + {skipped} "
        "skipped + {passed_over} passed over.",
        **counts,
    )


def shown_to_person(plan: Plan, name: str) -> str:
    """All that a person should see before they agree."""
    parts = [_what(plan, name)]
    if plan.theirs.claims is not None:
        parts.append(rows_in_words(plan))
    parts += [say("{sentence}.", sentence=_sentence(note)) for note in notes_of(plan)]
    if plan.differs:
        parts.append(_difference_lines(plan))
    if plan.theirs.claims is not None:
        parts += ["", *_column_lines(plan), "", *_reading_lines(plan)]
    return "\n".join(parts)


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:]


def _what(plan: Plan, name: str) -> str:
    if plan.changes:
        return say(
            "Add {n} row(s) from {name}: {listed}, and change {changed}?",
            n=plan.rows_added,
            name=name,
            listed=rows_by_table(plan) or say("none"),
            changed=len(plan.changes),
        )
    return say(
        "Add {n} row(s) from {name}: {listed}?",
        n=plan.rows_added,
        name=name,
        listed=rows_by_table(plan),
    )


def notes_of(plan: Plan) -> list[str]:
    """What is worth knowing: what is passed over, not carried, filled in, guessed."""
    theirs = plan.theirs
    notes = list(theirs.notes)
    claims, collected = theirs.claims, theirs.collected
    if claims is None or collected is None:
        return notes
    notes += claims.notes
    notes += collected.notes
    over = [column.header for column in claims.columns if not column.meaning]
    if over and not claims.tool:
        notes.append(
            say(
                "columns passed over: {headers} (to give one a meaning: --map HEADER=MEANING)",
                headers=", ".join(over)[:200],
            )
        )
    notes += [
        say("{n} row(s) passed over: {why}", n=count, why=why)
        for why, count in claims.passed_over.items()
    ]
    notes += [
        say("not carried: {n} {what}", n=count, what=what)
        for what, count in {**claims.not_carried, **collected.not_carried}.items()
    ]
    if collected.nameless:
        notes.append(_whose_they_are(plan, len(collected.nameless)))
    if plan.hindsight:
        notes.append(
            say(
                "{n} forecast(s) were issued when the outcome was known, or the day had passed: "
                "they are kept, and scored nowhere",
                n=plan.hindsight,
            )
        )
    if crowds := [row.forecaster for row in plan.added["Forecasters"] if row.kind == "aggregate"]:
        notes.append(
            say("taken as aggregates, which are not ranked: {names}", names=", ".join(crowds)[:200])
        )
    notes += [
        say(
            "“{theirs}” has the forecasts of “{ours}” here; is it corrected? (--update)",
            theirs=b,
            ours=a,
        )
        for a, b in plan.renamed[:_LISTED]
        if not plan.changes
    ]
    return notes


def _whose_they_are(plan: Plan, count: int) -> str:
    """Whose forecasts are taken to be those that name nobody."""
    if plan.everybody:
        return say(
            "{n} row(s) do not say who forecast: they are taken as those of “{whose}”, of whom "
            "most of them are here (another name: --forecaster NAME)",
            n=count,
            whose=plan.everybody,
        )
    assert plan.theirs.claims is not None
    files = dict.fromkeys(plan.theirs.claims.texts("file"))
    return say(
        "{n} row(s) do not say who forecast: they are taken as those of “{whose}” (another name: "
        "--forecaster NAME)",
        n=count,
        whose="”, “".join(files),
    )


def _difference_lines(plan: Plan) -> str:
    """What is here and said otherwise, one line each; and what is done about it."""
    lines = [f"  {line}" for line in differing(plan)[:_LISTED]]
    more = len(plan.differs) - len(lines)
    if more > 0:
        lines.append("  " + say("… and {n:,} more", n=more))
    head = (
        say("{n} row(s) that are here are changed to what the file says:", n=len(plan.differs))
        if plan.changes
        else say(
            "{n} row(s) that are here say something else, and stay as they are (--update changes "
            "them):",
            n=len(plan.differs),
        )
    )
    return "\n".join([head, *lines])


def differing(plan: Plan) -> list[str]:
    """Each row that is here and said otherwise: its table and key, and from what to what."""
    found = []
    for of in plan.differs:
        names = [
            name
            for name in type(of.ours).__dataclass_fields__
            if name not in ("where", "more") and getattr(of.ours, name) != getattr(of.theirs, name)
        ]
        parts = [
            say(
                "{field} {old} becomes {new}",
                field=name,
                old=_shown(getattr(of.ours, name)),
                new=_shown(getattr(of.theirs, name)),
            )
            for name in names
        ]
        found.append(f"{of.table}, {of.key}: {say(', ').join(parts)}")
    return found


def _shown(value: Any) -> str:  # noqa: ANN401 - of any field
    text = plain(unparse(value))
    return f"“{text[:_LONGEST]}”" if text else say("empty")


def _column_lines(plan: Plan) -> list[str]:
    """How each column is taken, with some of its values; and what tells questions apart."""
    claims = plan.theirs.claims
    assert claims is not None
    lines = []
    if claims.tool:
        lines.append(say("They are read as {tool}.", tool=claims.tool))
    if claims.columns:
        lines.append(say("The columns are taken as"))
        lines += [_column_line(column) for column in claims.columns]
    if not claims.tool:
        lines.append(say("A column can mean: {meanings}.", meanings=", ".join(MEANINGS)))
    if claims.identified_by:
        lines.append(
            say(
                "Questions are told apart by {columns} (else: --id HEADER …): {n} question(s).",
                columns=" + ".join(claims.identified_by),
                n=len(plan.theirs.record.questions),
            )
        )
    if claims.order or claims.decimal:
        lines.append(
            say(
                "Days are written {order}, decimals behind {decimal}.",
                order=claims.order or say("year first"),
                decimal=f"“{claims.decimal or '.'}”",
            )
        )
    return lines


def _column_line(column: TakenColumn) -> str:
    """A header, what it means, and its first values; as they are read, where that is not plain."""
    read = column.read or column.values
    shown = [
        one[:_LONGEST] if one == two else f"{one[:_LONGEST]} → {two[:_LONGEST]}"
        for one, two in zip(column.values, read, strict=True)
    ]
    values = " | ".join(text.replace("\n", " ") for text in shown)
    return f"{column.header}: {_meaning(column)}" + (f" ({values})" if values else "")


def _meaning(column: TakenColumn) -> str:
    scales = {1: say("{meaning}, from 0 to 1"), 100: say("{meaning}, from 0 to 100")}
    template = scales.get(column.scale, "{meaning}")
    return template.format(meaning=column.meaning) if column.meaning else say("passed over")


def _reading_lines(plan: Plan) -> list[str]:
    read: dict[str, str] = {}
    units = {row.question: row.unit for row in plan.theirs.record.questions}
    for row in plan.theirs.record.forecasts:
        if row.wording not in read:
            read[row.wording] = _reading(row.low, row.high, row.best, units.get(row.question, ""))
            if len(read) == _SHOWN:
                break
    return [
        say("What was said is read as"),
        *(f"“{said[:_LONGEST]}”: {what}" for said, what in read.items()),
    ]


def _reading(low: Bound | None, high: Bound | None, best: Bound | None, unit: str) -> str:
    words = ends_in_words(low, high)
    if best is not None:
        words = say("{best}, from {words}", best=ends_in_words(best, best), words=words)
    return words if unit in ("", YES_NO_UNIT, "date", "number") else f"{words} {unit}"


def plan_document(plan: Plan, name: str) -> dict[str, Any]:
    """All of it for a program; what does not apply is empty."""
    claims = plan.theirs.claims
    return {
        "file": name,
        "columns": [
            {
                "header": column.header,
                "meaning": column.meaning or None,
                "values": list(column.values),
                "read": list(column.read or column.values),
                "scale": column.scale or None,
            }
            for column in plan.theirs.columns
        ],
        "meanings": list(MEANINGS),
        "tool": claims.tool if claims else "",
        "identity": list(claims.identified_by) if claims else [],
        "dates": claims.order if claims else "",
        "decimal": claims.decimal if claims else "",
        "rows": dict(plan.counts),
        "adds": {table: len(plan.added[table]) for table in TABLES},
        "passed_over": dict(claims.passed_over) if claims else {},
        "not_carried": {
            **(claims.not_carried if claims else {}),
            **(plan.theirs.collected.not_carried if plan.theirs.collected else {}),
        },
        "notes": notes_of(plan),
        "changes": differing(plan),
        "changed": bool(plan.changes),
        "problems": [
            {
                "file": problem.where.file or problem.where.table,
                "line": problem.where.row,
                "column": problem.where.column or None,
                "message": problem.message,
            }
            for problem in [*plan.problems, *(p for of in plan.skipped.values() for p in of)]
        ],
    }
