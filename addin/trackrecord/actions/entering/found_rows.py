"""Forecasts found in a text, on a sheet of their own: laid out, and taken over when ticked."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from trackrecord.actions.article import article_text
from trackrecord.actions.entering.found_table import FOUND, FoundRow
from trackrecord.actions.entering.said import Incomplete, Said
from trackrecord.actions.entering.taking import UNNAMED, WILL_SAID, take
from trackrecord.actions.entering.understanding import understand
from trackrecord.actions.session import Session, read_view
from trackrecord.core.finding.dateline import day_published
from trackrecord.core.finding.proposals import Proposal, find_claims
from trackrecord.core.model import YES_NO_UNIT, Bound, Claim, Never
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.kinds import plain, unparse
from trackrecord.workbook.store import Screen

_NOT_TICKED = ("", "no", "n", "false", "0", "否", "不")


def lay_out_article(session: Session, screen: Screen, path: Path) -> str:
    """Put the proposals of an article on their sheet, below those that wait there."""
    text = article_text(path)
    try:
        found = find_claims(text, day_published(text))
    except ValueError as problem:
        raise Refused(str(problem)) from None
    if not found:
        return say("No forecast was found in {name}.", name=path.name)
    rows = [*found_rows(session), *(_found_row(one) for one in found)]
    if not session.store.replace(FOUND, rows):
        screen.add_sheet(FOUND, rows)
    screen.go_to_table(FOUND)
    return say(
        "{n} forecasts were found in {name} and stand on the sheet {sheet}. Write yes in Take "
        "beside those to be taken over, mend what is wrong (Issued is the day of the article), and "
        "click Compute accuracy.",
        n=len(found),
        name=path.name,
        sheet=FOUND.name,
    )


def _found_row(one: Proposal) -> FoundRow:
    ends = [_end_in_words(end) for end in (one.low, one.high)]
    read = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    asked = say("asked back") if one.unread else read
    return FoundRow(
        "",
        one.quote,
        one.forecaster or UNNAMED,
        one.wording,
        asked,
        one.question,
        one.unit,
        str(one.claim),
        one.issued,
        "",
        one.sure,
        one.unread or one.why,
    )


def _end_in_words(end: Bound | Never | None) -> str:
    return f"{end:,.10g}" if isinstance(end, float) else str(plain(unparse(end))) or "open"


def found_rows(session: Session) -> list[FoundRow]:
    """The proposals that wait; none where there is no such sheet."""
    columns = [session.store.column_values(FOUND, column.header) for column in FOUND.columns]
    rows = []
    for cells in zip(*columns, strict=True):
        said = ["" if cell is None else str(cell).strip() for cell in cells]
        if any(said[1:]):
            day = cells[8].date() if isinstance(cells[8], datetime) else cells[8]
            issued = day if isinstance(day, date) else None
            tick, quote, who, wording, read, question, unit, claim, _, *rest = said
            known = tick, quote, who, wording, read, question, unit, claim
            rows.append(FoundRow(*known, issued, *rest))
    return rows


def take_ticked(session: Session) -> str:
    """Take over what is ticked, as one action; the rest stays. What was done, "" if nothing."""
    rows = found_rows(session)
    ticked = [row for row in rows if row.take.lower() not in _NOT_TICKED]
    if not ticked:
        return ""
    record = read_view(session).record
    taken: list[Said] = []
    left: list[FoundRow] = []
    for row in rows:
        if row.take.lower() in _NOT_TICKED:
            left.append(row)
            continue
        try:
            said = _said_in_row(row)
            understand(record, said, session.today)
        except Incomplete as incomplete:
            missing = ", ".join(part.what for part in incomplete.missing)
            left.append(replace(row, why=say("still missing: {what}", what=missing)))
        except Refused as refused:
            left.append(replace(row, why=str(refused)))
        else:
            taken.append(said)
    done = take(session, taken, [None] * len(taken)).said if taken else ""
    session.store.replace(FOUND, left or [_row_of_nothing()])
    stay = len(ticked) - len(taken)
    more = say("{n} ticked rows of Found stay there, and say why", n=stay) if stay else ""
    return "; ".join(part for part in (done.rstrip(".。"), more) if part)


def _row_of_nothing() -> FoundRow:
    return FoundRow("", "", "", "", "", "", "", "", None, "", "", "")


def _said_in_row(row: FoundRow) -> Said:
    """A row as somebody would have entered it. Refused where its group is none."""
    try:
        claim = Claim(row.claim or "forecast")
    except ValueError:
        raise Refused(
            say(
                "Claim is “{claim}”; write {groups}",
                claim=row.claim,
                groups=", ".join(str(one) for one in Claim),
            )
        ) from None
    words = (
        row.unit == YES_NO_UNIT and row.read_as in ("0", "1") and WILL_SAID.fullmatch(row.wording)
    )
    return Said(
        who=row.forecaster,
        wording=row.wording,
        question=row.question,
        issued=row.issued,
        source=row.source,
        quote=row.quote,
        claim=claim,
        unit=row.unit,
        low=row.read_as if words else "",
        high=row.read_as if words else "",
    )
