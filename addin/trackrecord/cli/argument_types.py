"""What may be typed for an option: read, or refused in words."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from trackrecord.tables.kinds import Kind, parse


def lead(text: str) -> tuple[float, float]:
    """A range of days, as it is given on the command line."""
    first, mark, last = text.strip().partition("-")
    ends = [end.strip() for end in (first, last)]
    if not mark or not any(ends) or not all(end.isdecimal() for end in ends if end):
        raise ArgumentTypeError(f"'{text}' is no range of days; write 30-90, 365- or -30")
    least, most = float(ends[0] or 0), float(ends[1] or "inf")
    if least > most:
        raise ArgumentTypeError(f"'{text}' begins after its end; write {ends[1]}-{ends[0]}")
    return least, most


def span(text: str) -> tuple[date, date]:
    """A span of days, as it is given on the command line."""
    first, mark, last = text.partition("..")
    if not mark or not (first or last):
        raise ArgumentTypeError(
            f"'{text}' is no span; write 2024-01-01..2024-06-30, or 2024-01-01.."
        )
    start, end = day(first) if first else date.min, day(last) if last else date.max
    if start > end:
        raise ArgumentTypeError(f"'{text}' begins after its end; swap the two days")
    return start, end


def workbook_path(text: str) -> Path:
    """A file to be written."""
    if not text.lower().endswith((".xlsx", ".xlsm")):
        raise ArgumentTypeError(f"{text} does not end in .xlsx (or .xlsm, with the buttons inside)")
    return Path(text)


def meaning_of_column(text: str) -> tuple[str, str]:
    """A header and what its column means."""
    header, mark, meaning = text.rpartition("=")
    if not mark:
        raise ArgumentTypeError(f"'{text}' is not of the form HEADER=MEANING")
    return header.strip(), meaning.strip()


def names_of_columns(text: str) -> list[str]:
    """Headers, with commas between them."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ArgumentTypeError("no header is named")
    return names


def cell(text: str) -> tuple[str, str]:
    """A column and what is to stand in it."""
    header, mark, value = text.partition("=")
    if not mark or not header.strip():
        raise ArgumentTypeError(f"'{text}' is not of the form COLUMN=VALUE, like Kind=analyst")
    return header.strip(), value.strip()


def day(text: str) -> date:
    """A day as it is given on the command line."""
    try:
        found = parse(Kind.DATE, text)
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None
    if not isinstance(found, date):
        raise ArgumentTypeError("a day is missing; write yyyy-mm-dd")
    return found
