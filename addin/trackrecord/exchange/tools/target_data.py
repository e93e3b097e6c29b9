"""What a forecasting hub's targets came to: its time series and its oracle output."""

from collections.abc import Iterable, Sequence

from trackrecord.errors import Refused
from trackrecord.exchange.grids.grid import Grid
from trackrecord.language import say

TARGET_DAYS = ("target_end_date", "target_date")
NO_VALUE = ("", "na", "nan", "null")
_OBSERVED = ("observation", "oracle_value", "value")


def is_target_data(grid: Grid) -> bool:
    """Does a grid say of days what was observed?"""
    headers = set(grid.headers)
    return bool(headers & {*TARGET_DAYS, "date"}) and bool(headers & set(_OBSERVED))


def must_speak_of_all(
    sets: Sequence[tuple[str, ...]], found: Iterable[Sequence[tuple[str, str]]]
) -> None:
    """Refused where target data do not tell apart what the forecasts do."""
    values: dict[str, set[str]] = {}
    for tasks in found:
        for name, text in tasks:
            values.setdefault(name, set()).add(text)
    for names in sets:
        for name, texts in values.items():
            if name not in names and name != "horizon" and len(texts) > 1:
                raise Refused(
                    say(
                        "the target data have no column {name}, of which the forecasts have {n} "
                        "values; add it to them",
                        name=name,
                        n=len(texts),
                    )
                )


def observed_key(
    names: tuple[str, ...], tasks: dict[str, str], day: str, category: str
) -> tuple[str, ...]:
    """By what an outcome is found among those `observed`, with some of the task's columns."""
    of = [tasks.get(name, "") for name in names if name]
    return ("\x1f".join(names), day, category, *of)


def observed(targets: Sequence[Grid], tasks: set[str]) -> dict[tuple[str, ...], str]:
    """What happened, by the columns that target data share with the tasks, day and category."""
    found: dict[tuple[str, ...], str] = {}
    told: dict[tuple[str, ...], tuple[str, Grid, int]] = {}
    for grid in targets:
        columns = {header: grid.column(header) for header in grid.headers}
        day = next(name for name in (*TARGET_DAYS, "date") if name in columns)
        value = next(name for name in _OBSERVED if name in columns)
        names = tuple(sorted(tasks & set(columns)))
        kinds, ids = columns.get("output_type"), columns.get("output_type_id")
        versions = columns.get("as_of")
        for row, text in enumerate(columns[value]):
            kind = kinds[row].lower() if kinds else ""
            if text.lower() in NO_VALUE or kind in ("cdf", "sample"):
                continue
            category = ids[row] if ids and kind == "pmf" else ""
            start = ("\x1f".join(names), columns[day][row], category)
            key = (*start, *(columns[name][row] for name in names))
            version = versions[row] if versions else ""
            if key in found and found[key] != text:
                before, where, at = told[key]
                if version == before:
                    raise Refused(_observed_twice(where, at, grid, row))
                if version < before:
                    continue
            found[key] = text
            told[key] = version, grid, row
    return found


def _observed_twice(one: Grid, row: int, two: Grid, other: int) -> str:
    return say(
        "{one} and {two} say otherwise what was observed; correct one of the two. Nothing was "
        "added",
        one=one.where(row),
        two=two.where(other),
    )
