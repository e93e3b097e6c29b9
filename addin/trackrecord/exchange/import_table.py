"""Records of other tools: Fatebook, PredictionBook, Metaculus, and any table with clear headers.

Each row becomes a forecast, with its question, its forecaster and, where the row says so, its
outcome. Keys are made from the content, so that the same file read twice gives the same rows. What
a row says that cannot be read is a problem with its line; what a tool has and a record cannot hold
(several options, whole distributions) is left out or reduced, and said in `notes`.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from trackrecord.core.model import Location
from trackrecord.errors import Refused
from trackrecord.exchange.csv_limits import MOST_CSV_BYTES
from trackrecord.exchange.import_metaculus import read_download
from trackrecord.exchange.imported_rows import Import, ImportedLine, collect, rows_of_csv
from trackrecord.exchange.local_columns import Forms, in_our_forms
from trackrecord.files.reading import read_file
from trackrecord.language import say
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import Contents, damage_in_words
from trackrecord.ooxml.values import Formula, Raw, Share
from trackrecord.tables.kinds import plain

# What headers mean, without case, spaces and signs; the first that fits is taken.
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "questiontitle",
        "title",
        "question",
        "prediction",
        "description",
        "statement",
        "event",
        "what",
    ),
    "forecaster": (
        "forecastcreatedby",
        "forecaster",
        "forecasterusername",
        "analyst",
        "who",
        "author",
        "user",
        "name",
        "creator",
        "by",
        "pollster",
        "institute",
        "expert",
        "source",
    ),
    "issued": (
        "forecastcreatedat",
        "fcreatedat",
        "issued",
        "published",
        "date",
        "said",
        "madeat",
        "createdat",
        "created",
        "starttime",
        "when",
    ),
    "resolves": (
        "questionresolveby",
        "resolveby",
        "resolves",
        "deadline",
        "due",
        "resolutiondate",
        "scheduledclosetime",
        "knownby",
        "until",
    ),
    "wording": ("wording", "claim", "forecast", "prediction", "said", "estimate", "value"),
    "share": ("forecastscale01",),
    "percent": ("confidence", "probability", "percent", "credence", "chance"),
    "outcome": ("resolution", "outcome", "judgement", "judgment", "result", "actual", "verdict"),
    "known": ("resolvedat", "known", "resolutionknowntime", "judgedat", "resolvedon"),
    "unit": ("unit", "units"),
    "criterion": ("criterion", "criteria", "resolutioncriteria"),
    "low": ("low", "lower", "min", "from"),
    "high": ("high", "upper", "max", "to"),
    "level": ("level", "coverage"),
    "quote": ("quote", "quotation", "text"),
    "url": ("url", "link", "sourceurl", "source"),
    "note": ("questionnotes", "notes", "note", "comment"),
    "option": ("multiplechoiceoption",),
    "kind": ("kind", "type"),
}


def read_table_of_others(
    path: Path, chosen: Mapping[str, str] | None = None, forms: Forms | None = None
) -> Import:
    """The record in a file of another tool, or in any table.

    `chosen` gives the meaning of headers that would be guessed otherwise (header to meaning),
    `forms` how the table writes days and decimals.
    Refused if the file is none of these, or no header says what is forecast.
    """
    if not path.exists():
        raise Refused(say("{place} does not exist", place=path))
    if path.is_dir() or path.suffix.lower() == ".zip" or path.name == "forecast_data.csv":
        return read_download(path)
    name, rows = _file_rows(path)
    headers = [header.strip() for header in rows[0]] if rows else []
    mapping = _mapping(headers, chosen or {})
    meanings = set(mapping.values())
    if "title" not in meanings or not meanings & {"wording", "share", "percent", "low", "high"}:
        raise Refused(
            say(
                "{name} has no columns for the question and for what was said; found: {headers}. "
                "Say which is which, with --map HEADER=title and --map HEADER=wording (or percent, "
                "low, high)",
                name=path.name,
                headers=", ".join(headers)[:200] or say("nothing"),
            )
        )
    lines = [
        ImportedLine(
            Location("", number, file=name),
            {mapping[h]: cell for h, cell in zip(headers, row, strict=False) if h in mapping},
        )
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    ]
    lines, unclear = in_our_forms(lines, forms or Forms())
    found = collect(lines, mapping, path.stem)
    found.problems[:0] = unclear
    passed_over = [header for header in headers if header and header not in mapping]
    if passed_over:
        found.notes.append(
            say(
                "columns passed over: {headers} (to give one a meaning: --map HEADER=MEANING)",
                headers=", ".join(passed_over)[:200],
            )
        )
    return found


def _mapping(headers: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The meaning of each header that has one; each meaning once."""
    unknown = [header for header in chosen if header not in headers]
    wrong = [meaning for meaning in chosen.values() if meaning not in _MEANINGS]
    if unknown or wrong:
        raise Refused(
            f"--map: there is no column '{unknown[0]}'"
            if unknown
            else f"--map: '{wrong[0]}' is none of {', '.join(_MEANINGS)}"
        )
    found = dict(chosen)
    bare = {header: re.sub(r"[^a-z0-9]", "", header.lower()) for header in headers}
    for meaning, names in _MEANINGS.items():
        if meaning in found.values():
            continue
        fits = (
            header
            for name in names
            for header in headers
            if bare[header] == name and header not in found
        )
        if (header := next(fits, None)) is not None:
            found[header] = meaning
    # Fatebook's import counts in percent under the name "forecast".
    if "questiontitle" in bare.values() and "forecast" in bare.values():
        found |= {
            header: "percent"
            for header, name in bare.items()
            if name == "forecast" and header not in chosen
        }
    return found


def _file_rows(path: Path) -> tuple[str, list[list[str]]]:
    """The cells of a CSV file, or of the first table or sheet of a workbook, as text."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with damage_in_words(path), Package(path) as package:
            return path.name, _sheet_rows(Contents(package), path)
    try:
        data = read_file(path, MOST_CSV_BYTES)
    except OSError as error:
        raise Refused(
            say("{file} cannot be read ({reason})", file=path, reason=error.strerror)
        ) from error
    return path.name, rows_of_csv(path.name, data)


def _sheet_rows(contents: Contents, path: Path) -> list[list[str]]:
    places = list(contents.tables.values())
    if not places:
        raise Refused(
            say(
                "{name} has no table; select the cells in Excel, press Ctrl+T, save, and import "
                "again",
                name=path.name,
            )
        )
    rows = []
    found = dict(contents.rows(places[0]))
    for number in range(places[0].top, places[0].last + 1):
        row = found.get(number) or [None] * len(places[0].columns)
        formula = next((cell for cell in row if isinstance(cell, Formula)), None)
        if formula is not None:
            raise Refused(
                say(
                    "{name}, {sheet} row {number} holds the formula {formula}; put values in its "
                    "place and import again",
                    name=path.name,
                    sheet=places[0].sheet,
                    number=number,
                    formula=formula.text[:40],
                )
            )
        rows.append([_as_text(cell) for cell in row])
    return rows


def _as_text(cell: Raw) -> str:
    """A cell as a CSV file would hold it."""
    assert not isinstance(cell, Formula)
    return str(cell) if isinstance(cell, Share) else plain(cell).removesuffix(" 00:00:00")
