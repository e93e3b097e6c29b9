"""Any table with clear headers, as claims: what its columns mean, and what is joined."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT
from trackrecord.core.wording.claims import asks_whether
from trackrecord.core.wording.reading import read_wording
from trackrecord.core.wording.text import NeedsTheDay
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Choices, Claims, TakenColumn
from trackrecord.exchange.foreign.meanings import (
    CHANCES,
    JOINED,
    MEANINGS,
    VALUES,
    bare,
    guessed,
    quantile,
    unit_in,
)
from trackrecord.exchange.foreign.outcome_words import are_of_yes_no
from trackrecord.exchange.grids.grid import HOLLOW, Grid, Sources
from trackrecord.language import say

SKIPPED_FILE, SKIPPED_LINE, SKIPPED_WHY = "Skipped file", "Skipped line", "Why skipped"
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_ONE_FIGURE = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_JOINED_BY = {"note": "; ", "quote": " … ", "topic": "; ", "url": " "}
_MOST_LOOKED_AT = 60  # texts
_MARKED = {"true", "yes", "1", "t", "y"}


def is_table(grid: Grid, choices: Choices) -> bool:
    """Does a grid say of questions what somebody forecast?"""
    return _says_what_was_forecast(_meanings(grid, of_grid(grid, choices.meanings)))


def _says_what_was_forecast(found: Mapping[str, str]) -> bool:
    meanings = set(found.values())
    return "title" in meanings and bool(meanings & set(VALUES))


def of_grid(grid: Grid, meanings: Mapping[str, str]) -> dict[str, str]:
    """The meanings that are about columns of a grid."""
    there = {bare(header) for header in grid.headers}
    return {header: of for header, of in meanings.items() if bare(header) in there}


def must_be_there(choices: Choices, grids: Sequence[Grid]) -> None:
    """Refused if a meaning that a person gave is about a column that no grid has."""
    needed = choices.meanings if choices.needed is None else choices.needed
    for header in (header for header in needed if choices.meanings.get(header)):
        if not any(of_grid(grid, {header: ""}) for grid in grids):
            raise Refused(
                say(
                    "--map: there is no column '{header}'; there are {headers}",
                    header=header,
                    headers=", ".join(h for grid in grids[:1] for h in grid.headers)[:300],
                )
            )
    if choices.meanings and not any(of_grid(grid, choices.meanings) for grid in grids):
        raise Refused(
            say(
                "--map, or the recipe: none of the columns {headers} is there",
                headers=", ".join(choices.meanings)[:300],
            )
        )


def claims_of(grid: Grid, sources: Sources, choices: Choices) -> Claims:
    """The claims of a table. Refused where no column says what is asked, or what was said."""
    chosen = of_grid(grid, choices.meanings)
    found = _meanings(grid, chosen)
    if not _says_what_was_forecast(found):
        raise Refused(_no_table(grid))
    first = sources.first(grid)
    claims = Claims(
        _joined(grid, found),
        [(first + row,) for row in range(len(grid))],
        sources.where,
        chosen=frozenset(m for m in chosen.values() if m),
        notes=list(grid.notes),
        passed_over=dict(grid.passed_over),
        grids=[grid],
    )
    claims.cells["file"] = _names_of_files(grid)
    _must_have_values(grid, found)
    for row in grid.long_rows:
        claims.wrong(
            row,
            say(
                "the row has more cells than there are headers; put quotation marks around texts "
                "that hold the sign between cells"
            ),
        )
    _take_units_of_headers(claims, found)
    claims.columns = [
        TakenColumn(header, found.get(header, ""), tuple(grid.shown(header)))
        for header in grid.headers
    ]
    _name_the_periods(claims)
    _take_what_was_withdrawn(claims)
    _name_who_is_a_tag(claims)
    _level_of_quantiles(claims, found)
    _leave_options_out(claims)
    return claims


def meanings_listed() -> str:
    """Every meaning that a column can have, for people."""
    return ", ".join(MEANINGS)


def _meanings(grid: Grid, chosen: Mapping[str, str]) -> dict[str, str]:
    found = guessed(grid.headers, chosen)
    free = {header for header in found if header not in chosen}

    def of(meaning: str) -> str | None:
        return next((h for h in free if found.get(h) == meaning), None)

    whose = of("forecaster")
    if whose and _are_addresses(grid.column(whose)):
        found[whose] = "url"  # a source, and no person
        if sum(meaning == "url" for meaning in found.values()) > 1:
            del found[whose]
    horizon = [h for h in free if found.get(h) == "period" and bare(h) == "horizon"]
    for header in horizon:  # a number of days or weeks parts answers, not questions
        if all(_ONE_FIGURE.fullmatch(text) for text in grid.column(header) if text):
            del found[header]
    level = of("probability")
    if level and {"low", "high"} <= set(found.values()) and "level" not in found.values():
        found[level] = "level"
    said = of("wording")
    if said and "unit" not in found.values() and _asks_yes_or_no(grid, found, said):
        of_import = bare(said) == "forecast" and any(map(_is_question_title, found))
        of_import = of_import or unit_in(said) == "%"
        found[said] = "percent" if of_import else "probability"
    elif said and set(CHANCES) & set(found.values()) and _are_names(grid.column(said)):
        found[said] = "period"  # what may happen, of which the probability is said
    return {header: found[header] for header in grid.headers if header in found}


def _is_question_title(header: str) -> bool:
    """Is it the header that Fatebook's own import has for questions, of which it asks percent?"""
    return bare(header) == "questiontitle"


def _asks_yes_or_no(grid: Grid, found: Mapping[str, str], said: str) -> bool:
    """Are outcomes yes and no, and what was said of them numbers?"""
    if set(found.values()) & {"share", "percent", "probability", "low", "high"}:
        return False
    texts = [text for text in dict.fromkeys(grid.column(said)) if text]
    if not texts or not all(_ONE_FIGURE.fullmatch(text.rstrip(" %")) for text in texts):
        return False
    if any(map(_is_question_title, found)):
        return True
    judged = next((h for h, meaning in found.items() if meaning == "outcome"), None)
    if judged is not None and are_of_yes_no(grid.column(judged)):
        return True
    titles = [h for h, meaning in found.items() if meaning == "title"]
    asked = [text for h in titles for text in dict.fromkeys(grid.column(h)) if text]
    return bool(asked) and all(asks_whether(text) for text in asked)


def _are_names(texts: Sequence[str]) -> bool:
    """Are there words, and none that is a number, a day, a chance: names of what may happen?"""
    said = [text for text in dict.fromkeys(texts) if text][:_MOST_LOOKED_AT]
    return bool(said) and not any(map(_can_be_read, said))


def _can_be_read(text: str) -> bool:
    for unit in (YES_NO_UNIT, DATE_UNIT, "number"):
        try:
            read_wording(text, unit, issued=date(2024, 1, 1))
        except NeedsTheDay:
            return True
        except ValueError:
            continue
        return True
    return False


def _are_addresses(texts: Sequence[str]) -> bool:
    said = [text for text in dict.fromkeys(texts) if text]
    return bool(said) and all(_ADDRESS.match(text) for text in said)


def _joined(grid: Grid, found: Mapping[str, str]) -> dict[str, list[str]]:
    """The texts of each meaning; where several columns have one, joined in their order."""
    cells: dict[str, list[str]] = {}
    for header, meaning in found.items():
        texts = grid.column(header)
        if meaning not in cells:
            cells[meaning] = list(texts)
        elif meaning in JOINED:
            mark = _JOINED_BY.get(meaning, ", ")
            cells[meaning] = [
                mark.join(filter(None, pair)) for pair in zip(cells[meaning], texts, strict=True)
            ]
    return cells


def _name_the_periods(claims: Claims) -> None:
    """Join to each title the period or place it is about, unless it names it itself."""
    periods = claims.cells.get("period")
    if periods is None:
        return
    titles = claims.cells["title"]
    made = {
        (title, about): title if not about or _names(title, about) else f"{title}, {about}"
        for title, about in dict.fromkeys(zip(titles, periods, strict=True))
        if title
    }
    claims.cells["title"] = [made.get(pair, "") for pair in zip(titles, periods, strict=True)]


def _names(title: str, about: str) -> bool:
    """Does a title say a period or place itself: as words, and not as figures of others?"""
    if len(about) < 3 and about.isdecimal():
        return False
    return re.search(rf"(?<!\w){re.escape(about)}(?!\w)", title) is not None


def _take_what_was_withdrawn(claims: Claims) -> None:
    """A forecast that a tool marks as withdrawn has no outcome to be held against."""
    marks = claims.cells.pop("withdrawn", None)
    if marks is None:
        return
    outcomes = claims.texts("outcome")
    claims.cells["outcome"] = [
        "withdrawn" if mark.lower() in _MARKED else outcome
        for mark, outcome in zip(marks, outcomes, strict=True)
    ]


def _name_who_is_a_tag(claims: Claims) -> None:
    """What `export` writes for Fatebook has whose forecast it is as its tag, and in its notes."""
    tags, notes = claims.texts("topic"), claims.texts("note")
    if "forecaster" in claims.cells or not len(claims):
        return
    if all(tag and note.startswith(f"{tag}: ") for tag, note in zip(tags, notes, strict=True)):
        claims.cells["forecaster"] = claims.cells.pop("topic")
        claims.cells["quote"] = claims.cells.pop("note")


def _level_of_quantiles(claims: Claims, found: Mapping[str, str]) -> None:
    """Low and High that are quantiles have the level between them."""
    of = {meaning: quantile(header) for header, meaning in found.items()}
    low, high = of.get("low"), of.get("high")
    if low is None or high is None or "level" in claims.cells:
        return
    level = f"{high - low:.10g}"
    ends = zip(claims.texts("low"), claims.texts("high"), strict=True)
    claims.cells["level"] = [level if one and other else "" for one, other in ends]


def _leave_options_out(claims: Claims) -> None:
    """Rows of questions with several options are not carried: a record asks yes or no."""
    options = claims.cells.pop("option", None)
    if options is None:
        return
    kept = [claim for claim, option in enumerate(options) if not option]
    if left := len(options) - len(kept):
        claims.passed_over[say("rows of questions with several options")] = left
        claims.keep(kept)


def _must_have_values(grid: Grid, found: Mapping[str, str]) -> None:
    """Refused where a column that is taken holds a formula that nobody computed."""
    for header in found:
        for row, text in enumerate(grid.column(header)):
            if text.startswith(HOLLOW):
                raise Refused(
                    say(
                        "{place}, column {header}, holds the formula {formula}, and no value that "
                        "it computed; open the file in a spreadsheet, save it, and import again",
                        place=grid.where(row),
                        header=header,
                        formula=text[1:40],
                    )
                )


def _take_units_of_headers(claims: Claims, found: Mapping[str, str]) -> None:
    """A unit in the header of what was said is that of its column, where no column says it."""
    said = next((h for h, m in found.items() if m in ("wording", "low", "high")), "")
    unit = unit_in(said)
    if unit and "unit" not in claims.cells:
        claims.cells["unit"] = [unit] * len(claims)


def _names_of_files(grid: Grid) -> list[str]:
    """Whose forecasts they are where no column says it: the file's, or the one it was part of."""
    if SKIPPED_FILE in grid.headers:
        return [_stem(file) for file in grid.column(SKIPPED_FILE)]
    return [_stem(grid.file)] * len(grid)


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0] or file


def _no_table(grid: Grid) -> str:
    return say(
        "{name} has no columns for the question and for what was said; found: {headers}. "
        "Say which is which, with --map HEADER=title and --map HEADER=wording (or another of: "
        "{meanings})",
        name=grid.name,
        headers=", ".join(grid.headers)[:200] or say("nothing"),
        meanings=meanings_listed(),
    )
