"""The Settings table: what a reader may choose, and how it is read back."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Any

from trackrecord.core.estimates import Scale
from trackrecord.core.model import Location, Problem, Settings
from trackrecord.ooxml.values import Raw
from trackrecord.tables.kinds import Kind, parse
from trackrecord.tables.schema import Column, Table

AS_OF, AS_OF_IN_USE, LEVEL, RANK_FROM = "As of", "As of in use", "Interval level", "Rank from"
AS_OF_FORMULA = 'IF(B2="",TODAY(),B2)'  # of the day in use, below As of
SCALE, COUNT_IMPUTED = "Scale of words", "Count imputed"

YesNo = StrEnum("YesNo", ["yes", "no"])

# What is read back from the Settings table: name, field of the model, kind, words allowed.
READ_SETTINGS: tuple[tuple[str, str, Kind, type[StrEnum] | None], ...] = (
    (AS_OF, "as_of", Kind.DATE, None),
    (LEVEL, "interval_level", Kind.SHARE, None),
    (RANK_FROM, "rank_from", Kind.COUNT, None),
    (SCALE, "scale", Kind.CHOICE, Scale),
    (COUNT_IMPUTED, "count_imputed", Kind.CHOICE, YesNo),
)


SETTINGS = Table(
    "Settings",
    "What a reader may choose.",
    (
        Column("Setting", Kind.WORD, "Its name.", width=18, twin=attrgetter("setting")),
        Column("Value", Kind.PROSE, "Type here.", width=16),
        Column("Meaning", Kind.PROSE, "What it does.", width=80, twin=attrgetter("meaning")),
    ),
)


def read_settings(
    rows: Iterable[tuple[int, Sequence[Raw]]] | None, problems: list[Problem]
) -> Settings:
    """The settings in the numbered rows of the table; what cannot be read is a problem.

    None: there is no such table. What is missing keeps its usual value.
    """
    if rows is None:
        message = "the table is missing, so the usual settings are used; build the workbook again"
        problems.append(Problem(Location("Settings"), message))
        return Settings()
    typed = {
        row[0]: (Location("Settings", number, "Value"), row[1] if len(row) > 1 else None)
        for number, row in rows
        if isinstance(row[0], str)
    }
    found: dict[str, Any] = {}
    for name, field, kind, choices in READ_SETTINGS:
        if name not in typed:
            message = (
                f"the row {name} is missing or renamed, so the usual value is used; put it back"
            )
            problems.append(Problem(Location("Settings"), message))
            continue
        where, raw = typed[name]
        try:
            value = parse(kind, raw, choices=choices)
        except ValueError as problem:
            problems.append(Problem(where, str(problem)))
            continue
        if value is not None:
            found[field] = value == "yes" if choices is YesNo else value
    return Settings(**found)
