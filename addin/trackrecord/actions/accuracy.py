"""Compute accuracy: read wordings, check, score, and write what formulas cannot compute."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from trackrecord.actions.entering.found_table import FOUND
from trackrecord.actions.entering.typed_rows import fill_in
from trackrecord.actions.session import Session, change, read_view
from trackrecord.core import journal
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.changes import applied
from trackrecord.core.checks import check_record
from trackrecord.core.comparing.scorecard import scorecard
from trackrecord.core.journal.head import head_text
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Problem, Record
from trackrecord.core.standing import Standing
from trackrecord.language import say
from trackrecord.tables.charts.chances_tables import RELIABILITY
from trackrecord.tables.charts.chart_data import Drawing, draw_from
from trackrecord.tables.charts.errors_table import errors_table
from trackrecord.tables.charts.figures import figures
from trackrecord.tables.charts.first_dashboard import RATIOS, draw_first
from trackrecord.tables.charts.hit_rates_table import HIT_RATES
from trackrecord.tables.charts.timeline_table import CALLED, timeline_table
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.probability_words import IMPUTED, imputed_rows
from trackrecord.tables.record import FORECASTS, HUGE, is_huge
from trackrecord.tables.record_checks import SEALED
from trackrecord.tables.scorecard import SCORECARD
from trackrecord.tables.settings import AS_OF_FORMULA
from trackrecord.workbook.store import Screen

_CALCULATED = (LEADERBOARD, SCORECARD, HIT_RATES, IMPUTED)  # one table of each sheet


def compute(session: Session) -> str:
    """Everything anew, in one sentence."""
    session.store.check_writable(_CALCULATED, must=False)
    before = session.store.column_values(LEADERBOARD, "Scored then")
    session.store.extend_over_typed_rows()
    taken = _taken_from_found(session)
    view = read_view(session)
    typed = fill_in(view)
    as_of = view.record.settings.as_of or session.today
    changes = typed.changes
    record = applied(change(session, view, journal.READ_ACTION, changes), changes)
    settled = set(session.store.settle_cells(view.record))
    rows, board, lost = renew(session, record, as_of)
    scored = sum(row.scored for row in board)
    was = sum(int(number) for number in before if isinstance(number, float))
    # A forecast without ends is told once: by what is wrong with its wording.
    told = {problem.where.at("") for problem in typed.problems}
    others = [p for p in check_record(record, session.today) if p.where.at("") not in told]
    parts = [
        say(
            "Accuracy computed as of {as_of}: {judged}, {changed}",
            as_of=as_of,
            judged=_judged(rows),
            changed=_changed(scored - was),
        ),
        *_leader(board),
        *taken,
        *_first(typed.words),
        *lost,
        *_outdated(session, record),
        *_scores_that_stay(session, len(rows)),
        *_problems_in_words(
            [*(p for p in view.problems if p.where not in settled), *typed.problems, *others]
        ),
    ]
    return say("{sentence}.", sentence=say("; ").join(parts))


def _scores_that_stay(session: Session, forecasts: int) -> list[str]:
    """What an open workbook of so many forecasts does not show by itself, in words."""
    if session.store.is_large or not is_huge(forecasts):
        return []
    return [
        say(
            "of more than {n:,} forecasts the scores in Forecasts are values, if About says so: "
            "close the workbook and run 'trackrecord compute' to write them anew",
            n=HUGE,
        )
    ]


def _taken_from_found(session: Session) -> list[str]:
    """What was ticked on the sheet of proposals, taken over; in words, if anything was."""
    if not session.store.has_column(FOUND, "Take"):
        return []
    from trackrecord.actions.entering.found_rows import take_ticked  # noqa: PLC0415 - seldom

    said = take_ticked(session)
    return [said] if said else []


def compute_on_screen(session: Session, _screen: Screen) -> str:
    """Everything anew: what changed, in one sentence."""
    return compute(session)


def renew(
    session: Session, record: Record, as_of: date
) -> tuple[Sequence[Assessment], Sequence[Standing], list[str]]:
    """Write the scores of a record, and the tables drawn from them; what is missing, in words."""
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    draw = draw_from if session.store.column_values(CALLED, "Label") else draw_first
    drawing = draw(record, rows, board, as_of)
    sealed = {SEALED: head_text(record.journal)}
    session.store.write_computed(rows, dict(figures(rows, as_of)) | sealed)
    return rows, board, _write_tables(session, record, as_of, rows, board, drawing)


def renew_some(session: Session, record: Record, as_of: date, questions: Collection[str]) -> None:
    """The scores of some questions alone; what is drawn from all scores shows nothing until then.

    For a record so large that a small change should not wait for all of it.
    """
    some = tuple(row for row in record.forecasts if row.question in questions)
    rows = assess(replace(record, forecasts=some), as_of)
    unknown = dict.fromkeys(dict(figures(rows, as_of)))
    known = {"AsOf": as_of, AS_OF_FORMULA: as_of, SEALED: head_text(record.journal)}
    session.store.write_computed(rows, unknown | known)
    drawn = (timeline_table(0), errors_table("", 0), HIT_RATES, RATIOS, RELIABILITY)
    for table in (LEADERBOARD, *drawn, IMPUTED):
        session.store.clear_computed(table)


def _write_tables(  # noqa: PLR0913, PLR0917 - all that is written
    session: Session,
    record: Record,
    as_of: date,
    rows: Sequence[Assessment],
    board: Sequence[Standing],
    drawing: Drawing,
) -> list[str]:
    """Write the tables that formulas do not renew; what is missing of them, in words."""
    items = [
        (LEADERBOARD, board),
        (SCORECARD, scorecard(record, as_of, rows)),
        *drawing.tables,
        (IMPUTED, imputed_rows(rows, record.settings.scale)),
    ]
    lost = []
    for table, of in items:
        if table.name == "Diagonal":
            continue
        shown = table
        if table.name in {"SkillDays", "ThroughTime"}:
            # Its headers are names, and its width was laid out once.
            headers = [column.header for column in table.columns[1:]]
            wide = session.store.rename_columns(table.name, 1, headers)
            shown = replace(table, columns=table.columns[: 1 + wide])
        # What their formulas hold goes by the rows that are shown.
        formulas = table.name in {"Timeline", "Errors"}
        there = session.store.replace(shown, of, formulas=formulas)
        if not there and table is not SCORECARD:  # workbooks of version 0.1 have none
            lost.append(table.name)
    session.store.lay_out(drawing)
    if lost:
        return [say("not renewed, because it is gone: {tables}", tables=", ".join(lost))]
    return []


def _outdated(session: Session, record: Record) -> list[str]:
    """A word on formulas of an older version, which mean other scores."""
    if not record.forecasts or session.store.has_column(FORECASTS, "Scored at"):
        return []
    return [
        say(
            "the formulas in the cells are of an older version: save and close the workbook, and "
            "run “trackrecord compute” on it once"
        )
    ]


def _first(words: Sequence[str], most: int = 3) -> list[str]:
    more = [say("{n} more were read", n=len(words) - most)] if len(words) > most else []
    return [*words[:most], *more]


def _judged(rows: Sequence[Assessment]) -> str:
    resolved = sum(row.status == Status.RESOLVED for row in rows)
    overdue = sum(row.status == Status.OVERDUE for row in rows)
    more = say(" ({n} overdue)", n=overdue) if overdue else ""
    return say("{n} of {all} forecasts are resolved{more}", n=resolved, all=len(rows), more=more)


def _changed(difference: int) -> str:
    if not difference:
        return say("the Leaderboard counts as many as before")
    if difference > 0:
        return say("the Leaderboard counts {n} more than before", n=difference)
    return say("the Leaderboard counts {n} fewer than before", n=-difference)


def _leader(board: Sequence[Standing]) -> list[str]:
    first = next((row for row in board if row.rank == 1), None)
    if first is None:
        few = say("too few common questions to rank anybody")
        return [few if board else say("nobody to rank yet")]
    return [say("{name} leads", name=first.forecaster)]


def _problems_in_words(problems: Sequence[Problem]) -> list[str]:
    if not problems:
        return []
    first = say("{n} problem(s), the first: {first}", n=len(problems), first=problems[0])
    if len(problems) == 1:
        return [first]
    return [say("{first} (click Check for all)", first=first.rstrip(".。"))]
