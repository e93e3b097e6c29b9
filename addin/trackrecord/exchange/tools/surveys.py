"""The Survey of Professional Forecasters' workbooks.

A row is a survey and a forecaster, a column a quarter.

RGDP2 is the quarter of the survey, RGDP3 the next one, up to RGDP6; RGDPA and RGDPB are the year of
the survey and the next. RGDP1 is the quarter before, which was published already. The files do not
say on which day an answer was given, and hold no outcomes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trackrecord.core.model import YES_NO_UNIT
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.exchange.tools.built import Builder
from trackrecord.language import say

_STEP_COLUMN = re.compile(r"([A-Z][A-Z0-9]*?)([1-6AB])")
_PERCENT_LISTED = "UNEMP CPI CORECPI PCE COREPCE TBILL TBOND BOND BAABOND SPREAD"
_PERCENT_VARIABLES = frozenset(_PERCENT_LISTED.split())
_CHANCE_VARIABLES = ("RECESS",)  # in percent, that real GDP falls
_VARIABLE_NAMES = {
    "RGDP": "Real GDP",
    "NGDP": "Nominal GDP",
    "PGDP": "GDP price index",
    "UNEMP": "Unemployment rate",
    "CPI": "CPI inflation",
    "CORECPI": "Core CPI inflation",
    "PCE": "PCE inflation",
    "COREPCE": "Core PCE inflation",
    "TBILL": "Three-month Treasury bill rate",
    "TBOND": "Ten-year Treasury bond rate",
    "INDPROD": "Industrial production",
    "HOUSING": "Housing starts",
    "EMP": "Nonfarm payrolls",
    "RECESS": "Real GDP falls",
}
_MIDDLE_OF_QUARTER = ("02-15", "05-15", "08-15", "11-15")
_AFTER_QUARTER = ("04-30", "07-31", "10-31", "01-31")  # when it is first published
_NO_ANSWER = ("", "#n/a", "na", "nan", ".")
_NOBODY = "the means of all"
_INDUSTRY = {"1": "financial services", "2": "nonfinancial"}


@dataclass(frozen=True, slots=True)
class _Step:
    """A column: what it is about, and how many quarters after the one of the survey; or a year."""

    header: str
    variable: str
    quarters: int = 0
    years: int | None = None


def claims_of_surveys(grids: Sequence[Grid], sources: Sources) -> tuple[list[Claims], list[Grid]]:
    """The claims in the survey's sheets, and the grids that they are in."""
    taken = [g for g in grids if {"YEAR", "QUARTER"} <= set(g.headers) and [*_step_columns(g)]]
    if not taken:
        return [], []
    built = Builder()
    published = empty = unclear = 0
    for grid in taken:
        columns = {header: grid.column(header) for header in grid.headers}
        steps = list(_step_columns(grid))
        names = {step.variable for step in steps} - set(_CHANCE_VARIABLES)
        published += sum(f"{name}1" in columns for name in names) * len(grid)
        first = sources.first(grid)
        for row in range(len(grid)):
            year, quarter = columns["YEAR"][row], columns["QUARTER"][row]
            named = columns["ID"][row] if "ID" in columns else _NOBODY
            if not (year.isdecimal() and quarter in ("1", "2", "3", "4") and named):
                unclear += 1
                continue
            for step in steps:
                value = columns[step.header][row]
                if value.lower() in _NO_ANSWER:
                    empty += 1
                    continue
                who = "" if named is _NOBODY else named
                industry = columns["INDUSTRY"][row] if "INDUSTRY" in columns else ""
                built.add(
                    (first + row,),
                    _survey_question(step, int(year), int(quarter)),
                    issued=f"{year}-{_MIDDLE_OF_QUARTER[int(quarter) - 1]}",
                    **_whose(who, industry, grid),
                    **_answer_cells(step.variable, value),
                    **_title_and_day(step, int(year), int(quarter)),
                )
    claims = built.claims(
        "the Survey of Professional Forecasters",
        sources,
        taken,
        {header: _meaning_of(header) for grid in taken for header in grid.headers},
        ("variable", "period"),
    )
    claims.notes.append(
        say(
            "the survey's files name no day: answers are dated to the 15th of the quarter's middle "
            "month, about when the survey closes"
        )
    )
    if unclear:
        claims.passed_over[say("rows without year, quarter or number of the forecaster")] = unclear
    if published:
        claims.not_carried[say("values of the quarter before, which was published")] = published
    if empty:
        claims.not_carried[say("cells without an answer")] = empty
    return [claims], taken


def _meaning_of(header: str) -> str:
    known = {"YEAR": "issued", "QUARTER": "issued", "ID": "forecaster", "INDUSTRY": "kind"}
    step = _STEP_COLUMN.fullmatch(header)
    return known.get(header, "wording" if step and step[2] != "1" else "")


def _step_columns(grid: Grid) -> Iterator[_Step]:
    """The columns that hold forecasts."""
    named = ((header, _STEP_COLUMN.fullmatch(header)) for header in grid.headers)
    found = [(header, name[1], name[2]) for header, name in named if name]
    if any(re.fullmatch(r"PR[A-Z]+\d\d", header) for header in grid.headers):
        return  # chances of ranges, which a record does not hold
    several = {name for _, name, step in found if step in "23"}
    for header, name, step in found:
        if name not in several or (step == "1" and name not in _CHANCE_VARIABLES):
            continue
        if step in "AB":
            yield _Step(header, name, years="AB".index(step))
        else:
            yield _Step(header, name, quarters=int(step) - (1 if name in _CHANCE_VARIABLES else 2))


def _quarter(step: _Step, year: int, quarter: int) -> tuple[int, int]:
    later = year * 4 + quarter - 1 + step.quarters
    return later // 4, later % 4 + 1


def _survey_question(step: _Step, year: int, quarter: int) -> str:
    return f"{step.variable}\x1f{_period(step, year, quarter)}"


def _period(step: _Step, year: int, quarter: int) -> str:
    if step.years is not None:
        return f"{year + step.years}"
    of, number = _quarter(step, year, quarter)
    return f"{of} Q{number}"


def _title_and_day(step: _Step, year: int, quarter: int) -> dict[str, str]:
    """Title, topic, and the day the period's first figure is published."""
    name = _VARIABLE_NAMES.get(step.variable, step.variable)
    if step.years is not None:
        ends, number = year + step.years, 4
    else:
        ends, number = _quarter(step, year, quarter)
    after = f"{ends + (number == 4)}-{_AFTER_QUARTER[number - 1]}"
    return {
        "title": f"{name}, {_period(step, year, quarter)}",
        "resolves": after,
        "topic": step.variable,
    }


def _whose(who: str, industry: str, grid: Grid) -> dict[str, str]:
    if who:
        return {"forecaster": f"SPF {who}", "kind": _INDUSTRY.get(industry, "")}
    name = f"{grid.file} {grid.sheet}".lower()
    which = next((word for word in ("median", "mean") if word in name), "mean")
    return {"forecaster": f"SPF {which}", "kind": "aggregate"}


def _answer_cells(variable: str, value: str) -> dict[str, str]:
    if variable in _CHANCE_VARIABLES:
        return {"share": f"{value}%", "unit": YES_NO_UNIT}
    return {"wording": value, "unit": "%" if variable in _PERCENT_VARIABLES else "number"}
