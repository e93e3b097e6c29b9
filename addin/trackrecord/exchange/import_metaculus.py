"""Metaculus' data download: question_data.csv and forecast_data.csv, in a folder or a zip.

A forecast of yes/no stays what it is; a distribution of a number or a day is reduced to its central
90 %; what has several options is left out. All of it is said.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from trackrecord.core.model import DATE_UNIT, Location
from trackrecord.errors import Refused
from trackrecord.exchange.csv_limits import MOST_CSV_BYTES
from trackrecord.exchange.imported_rows import Import, ImportedLine, collect, rows_of_csv
from trackrecord.files.reading import read_file
from trackrecord.language import say
from trackrecord.ooxml.package import Package


def read_download(path: Path) -> Import:
    """The record in a data download. Refused if one of the two files is missing."""
    questions, forecasts = (
        _by_header(path, name) for name in ("question_data.csv", "forecast_data.csv")
    )
    about = {row.get("Question ID", ""): row for row in _dicts(questions)}
    lines: list[ImportedLine] = []
    left: dict[str, int] = {}
    reduced = 0
    for number, row in enumerate(_dicts(forecasts), 2):
        question = about.get(row.get("Question ID", ""), {})
        kind = question.get("Question Type", "").lower()
        read_as = _READERS.get(kind)
        cells = read_as(row) if read_as else None
        if cells is None:
            left[kind or "unknown"] = left.get(kind or "unknown", 0) + 1
            continue
        reduced += kind != "binary"
        lines.append(
            ImportedLine(
                Location("", number, file="forecast_data.csv"),
                cells
                | {
                    "title": question.get("Question Title", ""),
                    "url": question.get("Question URL", ""),
                    "forecaster": row.get("Forecaster Username", "")
                    or row.get("Forecaster ID", ""),
                    "issued": row.get("Start Time", ""),
                    "resolves": question.get("Scheduled Close Time", ""),
                    "outcome": _resolution_read(question.get("Resolution", ""), kind),
                    "known": question.get("Resolution Known Time", ""),
                },
            )
        )
    found = collect(lines, {}, "Metaculus")
    if reduced:
        found.notes.append(
            say("{n} distribution(s) were reduced to their central 90 % interval", n=reduced)
        )
    found.notes += [
        say("{n} forecast(s) of the kind “{kind}” were left out", n=count, kind=kind)
        for kind, count in left.items()
    ]
    return found


def _yes_no(row: Mapping[str, str]) -> dict[str, str] | None:
    return {"share": row["Probability Yes"]} if row.get("Probability Yes") else None


def _central(row: Mapping[str, str]) -> dict[str, str] | None:
    """The central 90 % of a distribution."""
    low, high = row.get("5th Percentile", ""), row.get("95th Percentile", "")
    return {"low": low, "high": high, "level": "0.9", "unit": "number"} if low and high else None


def _central_days(row: Mapping[str, str]) -> dict[str, str] | None:
    cells = _central(row)
    if cells is None:
        return None
    return cells | {"low": cells["low"][:10], "high": cells["high"][:10], "unit": DATE_UNIT}


_READERS: Mapping[str, Callable[[Mapping[str, str]], dict[str, str] | None]] = {
    "binary": _yes_no,
    "numeric": _central,
    "discrete": _central,
    "date": _central_days,
}


def _resolution_read(text: str, kind: str) -> str:
    """Metaculus says that a value lay outside of its range without saying which it was."""
    if text.lower() in (
        "above_upper_bound",
        "below_lower_bound",
        "above upper bound",
        "below lower bound",
    ):
        return ""
    return text[:10] if kind == "date" and re.match(r"\d{4}-", text) else text


def _by_header(path: Path, name: str) -> bytes:
    place = path if path.is_dir() else path.parent
    if path.suffix.lower() != ".zip":
        try:
            return read_file(place / name, MOST_CSV_BYTES)
        except OSError:
            raise Refused(_has_no(place, name)) from None
    with Package(path, "a data download") as archive:
        if name not in archive:
            raise Refused(_has_no(path.name, name))
        return archive.read(name, MOST_CSV_BYTES)


def _has_no(place: object, name: str) -> str:
    return say("{place} holds no {name}, as Metaculus' data download does", place=place, name=name)


def _dicts(data: bytes) -> Iterator[dict[str, str]]:
    rows = rows_of_csv("the data download", data)
    for row in rows[1:]:
        yield dict(zip(rows[0], row, strict=False))
