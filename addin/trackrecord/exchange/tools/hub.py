"""Forecasting hubs: hubverse's model output, and the target data that it is held against.

Of what a model says of one target on one day, the widest pair of quantiles that lie opposite
becomes Low and High with the Level between them, the median (or else the mean) Best; of a
distribution over two categories the probability of the one that means yes. Samples, cumulative
distributions and more categories are not carried, and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from pathlib import PurePosixPath

from trackrecord.core.model import YES_NO_UNIT
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.exchange.tools.built import Builder
from trackrecord.exchange.tools.target_data import (
    NO_VALUE,
    TARGET_DAYS,
    is_target_data,
    must_speak_of_all,
    observed,
    observed_key,
)
from trackrecord.language import say

_OUTPUT = {"output_type", "output_type_id", "value"}
_ORIGINS = ("forecast_date", "origin_date", "reference_date", "nowcast_date", "round_id")
_POINTS = ("mean", "median", "point")
_CARRIED = ("quantile", "pmf", *_POINTS)
_YES_CATEGORIES = ("yes", "true", "1", "up", "increase", "above", "exceeds")
_STEPS = {"wk": 7, "week": 7, "weekly": 7, "day": 1, "daily": 1, "d": 1}


@dataclass(slots=True)
class _Output:
    """What one model says of one target on one day."""

    rows: list[int] = field(default_factory=list)
    quantiles: dict[float, str] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)
    first: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)  # of each part
    clash: tuple[int, int] | None = None  # two rows that say the same part otherwise


@dataclass(frozen=True, slots=True)
class _Target:
    """What is forecast: by model, on a day, of which tasks, for which day."""

    model: str
    issued: str
    tasks: tuple[tuple[str, str], ...]
    day: str


def claims_of_hub(grids: Sequence[Grid], sources: Sources) -> tuple[list[Claims], list[Grid]]:
    """The claims in a hub's files, and the grids that they are in."""
    outputs = [grid for grid in grids if set(grid.headers) >= _OUTPUT]
    outputs = [grid for grid in outputs if "oracle_value" not in grid.headers]
    if not outputs:
        return [], []
    targets = [grid for grid in grids if grid not in outputs and is_target_data(grid)]
    found: dict[_Target, _Output] = {}
    for grid in outputs:
        _gather(grid, sources.first(grid), found)
    tasks = {name for target in found for name, _ in target.tasks}
    happened = observed(targets, tasks)
    sets = list(dict.fromkeys(tuple(key[0].split("\x1f")) for key in happened))
    must_speak_of_all(sets, (target.tasks for target in found))
    built = Builder()
    left: dict[str, int] = {}
    clashes: dict[int, tuple[int, int]] = {}
    used = 0
    for target, output in found.items():
        cells = _cells_of(output)
        if not cells:
            left[say("rows of samples, steps or categories")] = left.get(
                say("rows of samples, steps or categories"), 0
            ) + len(output.rows)
            continue
        used += 1
        named = _with_outcome(target, cells, happened, sets)
        built.add(tuple(output.rows), _question(target), **named)
        if output.clash is not None:
            clashes[used - 1] = output.clash
    claims = built.claims(
        "a forecasting hub’s model output",
        sources,
        outputs,
        {h: _meaning_in_hub(h, tasks) for grid in outputs for h in grid.headers},
        (*sorted(tasks), "target_end_date"),
    )
    claims.passed_over |= left
    for claim, (one, two) in clashes.items():
        claims.wrong(
            claim,
            say(
                "{one} and {two} say one quantile, value or category of it in two ways; correct "
                "one of the two",
                one=sources.where(one),
                two=sources.where(two),
            ),
        )
    _count_what_is_left(claims, found)
    if targets:
        judged = sum(map(bool, claims.texts("outcome")))
        claims.notes.append(
            say("{n} of {all} forecasts have an outcome in the target data", n=judged, all=used)
        )
    return [claims], [*outputs, *targets]


def _meaning_in_hub(header: str, tasks: set[str]) -> str:
    if header in tasks:
        return "title"
    if header in _ORIGINS:
        return "issued"
    if header in TARGET_DAYS:
        return "resolves"
    read = "low, best, high or probability"
    return {"model_id": "forecaster", **dict.fromkeys(_OUTPUT, read)}.get(header, "")


def _gather(grid: Grid, first: int, found: dict[_Target, _Output]) -> None:
    columns = {header: grid.column(header) for header in grid.headers}
    origin = next((name for name in _ORIGINS if name in columns), "")
    day = next((name for name in TARGET_DAYS if name in columns), "")
    file_day, file_model = _of_file(grid.file)
    apart = {*_OUTPUT, "model_id", "horizon", "as_of", *_ORIGINS, *TARGET_DAYS}
    tasks = [name for name in columns if name not in apart]
    models, days = columns.get("model_id"), columns.get(day)
    origins, horizons = columns.get(origin), columns.get("horizon")
    known: dict[tuple[str, ...], _Output] = {}
    for row in range(len(grid)):
        issued = origins[row] if origins else file_day
        named = tuple(columns[name][row] for name in tasks)
        horizon = horizons[row] if horizons else ""
        model = models[row] if models else file_model
        told = days[row] if days and days[row].lower() not in NO_VALUE else ""
        key = (model, issued, told or f"+{horizon}", *named)
        output = known.get(key)
        if output is None:
            pairs = tuple(zip(tasks, named, strict=True))
            until = told or _reached(issued, horizon, pairs)
            if not until and horizon:  # how long a step is, nothing says
                pairs = (*pairs, ("horizon", horizon))
            output = known[key] = found.setdefault(_Target(model, issued, pairs, until), _Output())
        output.rows.append(first + row)
        kind, which = columns["output_type"][row].lower(), columns["output_type_id"][row]
        _take_in(output, kind, which, columns["value"][row], first + row)


def _take_in(output: _Output, kind: str, which: str, value: str, row: int) -> None:
    """Take in one row: a quantile, a point, a category, or what is not carried."""
    level = _level_of(which) if kind == "quantile" else 0.0
    if value.lower() in NO_VALUE or kind not in _CARRIED or level is None:
        output.others.append(row)
        return
    part = f"{level}" if kind == "quantile" else "" if kind in _POINTS else which
    before, said = output.first.setdefault((kind, part), (row, value))
    if said != value:
        output.clash = output.clash or (before, row)
    elif kind in _POINTS:
        output.points[kind] = value
    elif kind == "pmf":
        output.categories[which] = value
    else:
        output.quantiles[level] = value


def _level_of(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _of_file(name: str) -> tuple[str, str]:
    """The day and the model that a file of model output names: 2022-10-22-team-model.csv."""
    stem = PurePosixPath(name).stem
    try:
        date.fromisoformat(stem[:10])
    except ValueError:
        return "", stem
    return stem[:10], stem[11:] or PurePosixPath(name).parent.name


def _reached(issued: str, horizon: str, tasks: Sequence[tuple[str, str]]) -> str:
    """The day that so many steps lead to; "" where nothing says how long a step is."""
    words = chain.from_iterable(text.lower().replace("_", " ").split() for _, text in tasks)
    step = next((_STEPS[word] for word in words if word in _STEPS), 0)
    try:
        return (
            (date.fromisoformat(issued[:10]) + timedelta(step * int(horizon))).isoformat()
            if step
            else ""
        )
    except (ValueError, OverflowError):
        return ""


def _cells_of(output: _Output) -> dict[str, str]:
    """What is said, as cells; nothing where a record has no room for it."""
    if len(output.categories) == 2 and not output.quantiles and not output.points:
        category = _which_means_yes(output.categories)
        return {"share": output.categories[category], "unit": YES_NO_UNIT, "category": category}
    best = next(
        (output.points[name] for name in ("median", "point", "mean") if name in output.points), ""
    )
    if 0.5 in output.quantiles and "median" not in output.points:
        best = output.quantiles[0.5]
    pair = _widest(output.quantiles)
    if pair is not None:
        low, high = pair
        return {
            "low": output.quantiles[low],
            "high": output.quantiles[high],
            "best": best,
            "level": f"{high - low:.10g}",
            "unit": "number",
        }
    return {"wording": best, "unit": "number"} if best else {}


def _widest(quantiles: dict[float, str]) -> tuple[float, float] | None:
    """The two quantiles furthest apart that lie opposite each other."""
    for low in sorted(quantiles):
        high = next((level for level in quantiles if abs(low + level - 1) < 1e-9), None)
        if high is not None and low < 0.5:
            return low, high
    return None


def _which_means_yes(categories: dict[str, str]) -> str:
    return next((name for name in categories if name.lower() in _YES_CATEGORIES), min(categories))


def _question(target: _Target) -> str:
    """What tells a question apart."""
    return "\x1f".join((*(text for _, text in target.tasks), target.day))


def _with_outcome(
    target: _Target,
    cells: dict[str, str],
    happened: dict[tuple[str, ...], str],
    sets: Sequence[tuple[str, ...]],
) -> dict[str, str]:
    """The cells with title, days, and the outcome; `sets` are the columns it may be found by."""
    category = cells.pop("category", "")
    title = ", ".join(filter(None, (*(text for _, text in target.tasks), target.day)))
    by_task = dict(target.tasks)
    if category:
        title = f"{title}: {category}"
    told = {
        happened[key]
        for names in sets
        if (key := observed_key(names, by_task, target.day, category)) in happened
    }
    if len(told) > 1:
        raise Refused(
            say(
                "the target data say of {title} both {one} and {two}; correct one of them. Nothing "
                "was added",
                title=title,
                one=min(told),
                two=max(told),
            )
        )
    outcome = next(iter(told), "")
    return cells | {
        "title": title,
        "forecaster": target.model,
        "issued": target.issued,
        "resolves": target.day,
        "outcome": outcome,
        "topic": by_task.get("target", ""),
    }


def _count_what_is_left(claims: Claims, found: dict[_Target, _Output]) -> None:
    """Say which quantiles, means, samples of a claim that is carried are not carried with it."""
    inner = others = means = 0
    for output in found.values():
        if _cells_of(output):
            kept = 2 * (_widest(output.quantiles) is not None)
            inner += max(0, len(output.quantiles) - kept - (0.5 in output.quantiles))
            means += "mean" in output.points and len(output.points) + (0.5 in output.quantiles) > 1
            others += len(output.others)
            if output.quantiles or output.points:
                others += len(output.categories)
    for name, count in (
        (say("quantiles between Low and High"), inner),
        (say("means beside a median"), means),
        (say("samples, steps or categories"), others),
    ):
        if count:
            claims.not_carried[name] = count
