"""Compute accuracy: read wordings, check, score, and write what formulas cannot compute."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trackrecord.actions.session import Session, View, change, read_view
from trackrecord.core import journal
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.changes import Change, text_of
from trackrecord.core.checks import check_record
from trackrecord.core.comparing.scorecard import scorecard
from trackrecord.core.journal_head import head_text
from trackrecord.core.keys import folded
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Forecast, Problem, Record
from trackrecord.core.standing import Standing
from trackrecord.tables.charts.chart_data import Drawing, draw_from, figures
from trackrecord.tables.charts.chart_tables import HIT_RATES, RATIOS, RELIABILITY, with_spare_lines
from trackrecord.tables.charts.timeline_table import timeline_table
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.probability_words import IMPUTED, imputed_rows
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.record_checks import SEALED
from trackrecord.tables.scorecard import SCORECARD
from trackrecord.tables.settings import AS_OF_FORMULA
from trackrecord.workbook.store import Screen

_CALCULATED = (LEADERBOARD, SCORECARD, HIT_RATES, IMPUTED)  # one table of each sheet


@dataclass(frozen=True, slots=True)
class Readings:
    """The forecasts whose Low and High were read from their Wording, and those that were not."""

    filled: dict[str, Forecast]
    changes: list[Change]
    problems: list[Problem]
    words: list[str]


def compute(session: Session) -> str:
    """Everything anew, in one sentence."""
    session.store.check_writable(_CALCULATED, must=False)
    before = session.store.column_values(LEADERBOARD, "Scored then")
    session.store.extend_over_typed_rows()
    view = read_view(session)
    readings = read_wordings(view)
    as_of = view.record.settings.as_of or session.today
    record = with_readings(change(session, view, journal.READ_ACTION, readings.changes), readings)
    settled = set(session.store.settle_keys(view.record))
    rows, board, lost = renew(session, record, as_of)
    scored = sum(row.scored for row in board)
    was = sum(int(number) for number in before if isinstance(number, float))
    # A forecast without ends is told once: by what is wrong with its wording.
    told = {problem.where.at("") for problem in readings.problems}
    others = [p for p in check_record(record, session.today) if p.where.at("") not in told]
    parts = [
        f"Accuracy computed as of {as_of}: {_judged(rows)}, {_changed(scored - was)}",
        *_leader(board),
        *_first(readings.words),
        *lost,
        *_outdated(session, record),
        *_problems_in_words(
            [*(p for p in view.problems if p.where not in settled), *readings.problems, *others]
        ),
    ]
    return "; ".join(parts) + "."


def compute_on_screen(session: Session, _screen: Screen) -> str:
    """Everything anew: what changed, in one sentence."""
    return compute(session)


def renew(
    session: Session, record: Record, as_of: date
) -> tuple[Sequence[Assessment], Sequence[Standing], list[str]]:
    """Write the scores of a record, and the tables drawn from them; what is missing, in words."""
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    drawing = draw_from(record, rows, board, as_of)
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
    for table in (LEADERBOARD, timeline_table(0), HIT_RATES, RATIOS, RELIABILITY, IMPUTED):
        session.store.clear_computed(table)


def read_wordings(view: View) -> Readings:
    """How each forecast that has a Wording, and neither Low nor High, is read.

    Those whose key is there twice are left alone; the checks name them.
    """
    record = view.record
    units = {row.question: row.unit for row in record.questions}
    done = Readings({}, [], [], [])
    unread = [
        row
        for row in record.forecasts
        if row.low is None
        and row.high is None
        and row.question in units
        and view.keys[FORECASTS.name][folded(row.forecast)] == 1
    ]
    if not unread:
        return done
    # The grammar takes 20 ms to load, and most clicks find nothing to read.
    from trackrecord.core.wording.phrasing import ends_in_words  # noqa: PLC0415 - see above
    from trackrecord.core.wording.reading import read_wording  # noqa: PLC0415 - see above

    for row in unread:
        try:
            reading = read_wording(
                row.wording, units[row.question], record.settings.scale, row.issued
            )
            low, high = reading.ends()
        except ValueError as problem:
            done.problems.append(Problem(row.where.at("Wording"), str(problem)))
            continue
        level = reading.level if row.level is None else row.level
        filled = replace(row, low=low, high=high, level=level)
        done.filled[row.forecast] = filled
        done.changes.append(Change(FORECASTS.name, row.forecast, text_of(row), text_of(filled)))
        done.words.append(f"“{row.wording}” was read as {ends_in_words(filled.low, filled.high)}")
    return done


def with_readings(record: Record, readings: Readings) -> Record:
    """The record with the ends that were read."""
    rows = (readings.filled.get(row.forecast, row) for row in record.forecasts)
    return replace(record, forecasts=tuple(rows))


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
        if table.name == "ThroughTime":  # its headers are names, and its width was laid out once
            shown = with_spare_lines(table)
            headers = [column.header for column in shown.columns[1:]]
            wide = session.store.rename_columns(table.name, 1, headers)
            shown = replace(shown, columns=shown.columns[: 1 + wide])
        # The width of its marks, which its formulas hold, goes by the days it shows.
        formulas = table.name == "Timeline"
        there = session.store.replace(shown, of, formulas=formulas)
        if not there and table is not SCORECARD:  # workbooks of version 0.1 have none
            lost.append(table.name)
    session.store.write_summary(drawing.words)
    session.store.set_timeline_days(drawing.first, drawing.last)
    if lost:
        return [f"not renewed, because it is gone: {', '.join(lost)}"]
    return []


def _outdated(session: Session, record: Record) -> list[str]:
    """A word on formulas of an older version, which mean other scores."""
    if not record.forecasts or session.store.column_values(FORECASTS, "Scored at"):
        return []
    remedy = "save and close the workbook, and run “trackrecord compute” on it once"
    return [f"the formulas in the cells are of an older version: {remedy}"]


def _first(words: Sequence[str], most: int = 3) -> list[str]:
    more = [f"{len(words) - most} more were read"] if len(words) > most else []
    return [*words[:most], *more]


def _judged(rows: Sequence[Assessment]) -> str:
    resolved = sum(row.status == Status.RESOLVED for row in rows)
    overdue = sum(row.status == Status.OVERDUE for row in rows)
    more = f" ({overdue} overdue)" if overdue else ""
    return f"{resolved} of {len(rows)} forecasts are resolved{more}"


def _changed(difference: int) -> str:
    if not difference:
        return "the Leaderboard counts as many as before"
    side = "more" if difference > 0 else "fewer"
    return f"the Leaderboard counts {abs(difference)} {side} than before"


def _leader(board: Sequence[Standing]) -> list[str]:
    first = next((row for row in board if row.rank == 1), None)
    if first is None:
        return ["too few common questions to rank anybody" if board else "nobody to rank yet"]
    return [f"{first.forecaster} leads"]


def _problems_in_words(problems: Sequence[Problem]) -> list[str]:
    if not problems:
        return []
    first = f"{len(problems)} problem(s), the first: {problems[0]}"
    return [f"{first.rstrip('.')} (click Check for all)" if len(problems) > 1 else first]
