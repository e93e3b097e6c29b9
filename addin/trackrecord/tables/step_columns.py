"""The last columns of Forecasts: steps of the other formulas, so that those stay readable."""

import math
import re
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from trackrecord.core.keys import BETWEEN, spelled
from trackrecord.ooxml.values import serial
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Twin, sought

if TYPE_CHECKING:
    from trackrecord.core.assessment import Assessment

# What a look-up needs again and again, as Excel writes it.
_UNIT = "INDEX(Questions[Unit],MATCH([@Sought],Questions[Question],0))"
_UNTIL = "INDEX(Outcomes[Until],MATCH([@Sought],Outcomes[Question],0))"
KNOWN = "INDEX(Outcomes[Known],MATCH([@Sought],Outcomes[Question],0))"
_ENDS = "COUNT([@Low],[@High])"
DAY = "[@Issued]+[@Lead]"  # on which the question resolves
HAPPENED = "ISNUMBER([@Outcome])"
_OWN_LEVEL = "IF(ISNUMBER([@Level]),[@Level],IntervalLevel)"
_ZED = f"NORMSINV((1+{_OWN_LEVEL})/2)"
_PARTED = f'"{BETWEEN}"'
SAME_VOTE = "(Forecasts[Vote]=[@Vote])"
LATER = "((Forecasts[Day]>[@Day])+(Forecasts[Day]=[@Day])*(ROW(Forecasts[Vote])>ROW([@Vote])))"
_SAID_THE_SAME = "*".join(
    f"(Forecasts[{name}]=[@{name}])" for name in ("Low", "Best", "High", "Level")
)
_BEYOND = "10000000"  # later than every day


def _shown_day(name: str) -> Twin:
    """The day whose number an assessment holds."""
    getter = attrgetter(name)

    def shown(row: "Assessment") -> object:
        day = getter(row)
        return None if day is None else date.fromordinal(day)

    return shown


def _on_axis(name: str) -> Twin:
    """A value of an assessment; of a date question its number in Excel's calendar."""
    getter = attrgetter(name)

    def shown(row: "Assessment") -> object:
        value = getter(row)
        if value is None or row.asks_for != "date":
            return value
        whole = int(value // 1)
        return serial(date.fromordinal(whole)) + (value - whole)

    return shown


def _log_part(which: int) -> Twin:
    def shown(row: "Assessment") -> object:
        parts = row.logs
        return None if parts is None else parts[which]

    return shown


_STEP = "A step of other columns: "
_AS_NARROW_AS_A_POINT = 1e-10


def _step(which: int, *, of_logs: bool) -> Twin:
    """Distance, own spread, other spread, or how many own spreads away it is."""

    def shown(row: "Assessment") -> object:
        at, parts = row.scored_at, row.logs if of_logs else row.parts
        if at is None or parts is None or (of_logs and at <= 0):
            return None
        middle, left, right = parts
        gap = (math.log(at) if of_logs else at) - middle
        own, other = (right, left) if gap >= 0 else (left, right)
        far = abs(gap) >= 40 * own or (of_logs and own < _AS_NARROW_AS_A_POINT)
        return (gap, own, other, None if far else gap / own)[which]

    return shown


def step_names(log: str, *names: str) -> list[str]:
    """The headers of steps, or (`log`) of the same steps of the logarithms.

    >>> step_names("", "own"), step_names("log", "own")
    (['Own'], ['Log own'])
    """
    return [f"{log} {name}".strip().capitalize() for name in names]


def _steps(log: str) -> tuple[Column, ...]:
    """The steps of a score of a value, or of its logarithms."""
    distance, own, other, steps = step_names(log, "distance", "own", "other", "steps")
    middle, left, right = (f"[@{name}]" for name in step_names(log, "middle", "left", "right"))
    of_logs = bool(log)
    at = "LN([@Scored at])" if of_logs else "[@Scored at]"
    scored = f"AND(ISNUMBER({middle}),ISNUMBER([@Scored at]),N([@Scored at])>0)"
    if not of_logs:
        scored = 'AND([@Shape]="value",ISNUMBER([@Scored at]))'
    after = f"[@{distance}]>=0"
    far = f"ABS([@{distance}])>=40*[@{own}]"
    if of_logs:  # where spreadsheets take a difference for nothing
        far = f"OR({far},[@{own}]<{_AS_NARROW_AS_A_POINT:.10f})"
    of = "of the logarithms" if of_logs else "in the unit"
    return (
        Column(
            distance,
            Kind.NUMBER,
            f"{_STEP}from the middle to Scored at, {of}.",
            formula=f'IF({scored},{at}-{middle},"")',
            twin=_step(0, of_logs=of_logs),
        ),
        Column(
            own,
            Kind.NUMBER,
            f"{_STEP}the spread on the side of Scored at, {of}.",
            formula=f'IF([@{distance}]="","",IF({after},{right},{left}))',
            twin=_step(1, of_logs=of_logs),
        ),
        Column(
            other,
            Kind.NUMBER,
            f"{_STEP}the spread on the other side, {of}.",
            formula=f'IF([@{distance}]="","",IF({after},{left},{right}))',
            twin=_step(2, of_logs=of_logs),
        ),
        Column(
            steps,
            Kind.RATIO,
            f"{_STEP}the distance in spreads; empty for 40 or more, where a tail is nothing.",
            formula=f'IF([@{distance}]="","",IF({far},"",[@{distance}]/[@{own}]))',
            twin=_step(3, of_logs=of_logs),
        ),
    )


STEP_COLUMNS = (
    Column(
        "Sought",
        Kind.STATE,
        f"{_STEP}the question, with its wildcards marked, so that look-ups take it letter by "
        "letter.",
        formula=sought("[@Question]"),
        twin=lambda row: re.sub(r"([~*?])", r"~\1", spelled(row.forecast.question)) or None,
        width=22,
    ),
    Column(
        "Who",
        Kind.STATE,
        f"{_STEP}the forecaster, without spaces around.",
        formula="TRIM([@Forecaster])",
        twin=lambda row: spelled(row.forecast.forecaster) or None,
        width=22,
    ),
    Column(
        "Until",
        Kind.UNTIL,
        "The other end of the outcome, where only a span is known; open: more than Outcome.",
        formula=f'IF(OR(NOT({HAPPENED}),[@Asks for]="yes/no"),"",IFERROR(IF({_UNTIL}="","",'
        f'IF(TRIM({_UNTIL})="open","open",IF({_UNTIL}+0>=[@Outcome],{_UNTIL}+0,""))),""))',
        twin=attrgetter("until"),
    ),
    Column(
        "Known",
        Kind.DATE,
        "The day the outcome became public, up to As of.",
        formula=f'IF([@Outcome]="","",IFERROR(IF(ISNUMBER({KNOWN}),{KNOWN},""),""))',
        twin=attrgetter("known"),
    ),
    Column(
        "Asks for",
        Kind.STATE,
        f"{_STEP}what its question asks for: date, yes/no, number.",
        formula=f'IFERROR(IF({_UNIT}="date","date",IF({_UNIT}="yes/no","yes/no",'
        f'IF({_UNIT}="","","number"))),"")',
        twin=lambda row: row.asks_for or None,
    ),
    Column(
        "Shape",
        Kind.STATE,
        f"{_STEP}value (a point or an interval), bound (one end is open), chance; empty: it cannot "
        "be scored.",
        formula=f'IF([@Asks for]="","",IF([@Asks for]="yes/no",IF(AND({_ENDS}=2,'
        '[@Low]=[@High],[@Low]>=0,[@Low]<=1),"chance",""),'
        f"IF({_ENDS}=2,IF(AND([@Low]<=[@High],OR(COUNT([@Best])=0,AND([@Best]>=[@Low],"
        f'[@Best]<=[@High]))),"value",""),IF(AND({_ENDS}=1,COUNT([@Best])=0),"bound",""))))',
        twin=attrgetter("shape"),
    ),
    Column(
        "Vote",
        Kind.STATE,
        f"{_STEP}question, forecaster, claim group and shape; answers that have it in common are "
        "one vote.",
        formula='IF(OR([@Shape]="",[@Restates]<>"",[@Lead]=""),"",TRIM([@Question])&'
        f'{_PARTED}&[@Who]&{_PARTED}&IF([@Claim]="forecast","forecasts",'
        f'IF([@Claim]="premise","premises","goals and plans"))&{_PARTED}&[@Shape])',
        twin=lambda row: row.vote or None,
        width=48,
    ),
    Column(
        "Day",
        Kind.COUNT,
        f"{_STEP}the number of the day Issued; 0 without a vote.",
        formula='IF([@Vote]="",0,[@Issued])',
        twin=lambda row: serial(row.forecast.issued) if row.vote else 0,
        empty=0,
    ),
    Column(
        "Answers",
        Kind.COUNT,
        f"{_STEP}how many answers the vote has.",
        formula=f'IF([@Vote]="",0,SUMPRODUCT(--{SAME_VOTE}))',
        twin=attrgetter("answers"),
        empty=0,
    ),
    Column(
        "Next",
        Kind.DATE,
        f"{_STEP}the day of the forecaster's next answer.",
        formula=f'IF([@Answers]<2,"",IFERROR({_BEYOND}-ROUND(1/(1/SUMPRODUCT(MAX({SAME_VOTE}*'
        f'{LATER}*({_BEYOND}-Forecasts[Day])))),0),""))',
        twin=_shown_day("following"),
    ),
    Column(
        "Close",
        Kind.DATE,
        f"{_STEP}the day from which nothing could be foreseen any more.",
        formula=f'IF([@Status]="","",MIN(AsOf,{DAY},[@Known],IF(AND([@Asks for]="date",'
        f"{HAPPENED}),[@Outcome],AsOf)))",
        twin=_shown_day("close"),
    ),
    Column(
        "In force",
        Kind.DAYS,
        f"{_STEP}days that what it says was the answer, in all its rows.",
        formula="IF(N([@Stood])<=0,0,IF([@Answers]<2,[@Stood],"
        f"SUMPRODUCT({SAME_VOTE}*{_SAID_THE_SAME},Forecasts[Stood])))",
        twin=attrgetter("in_force"),
        empty=0,
    ),
    Column(
        "Scored at",
        Kind.BOUND,
        f"{_STEP}the value the scores are computed with: the outcome, the middle of its span, or "
        "the day up to which nothing has happened.",
        formula='IF(OR([@Shape]="",[@Shape]="chance",[@Status]="",[@Status]="Void",'
        f'[@Status]="Hindsight"),"",IF({HAPPENED},IF(ISNUMBER([@Until]),'
        f'([@Outcome]+[@Until])/2,[@Outcome]),IF([@Asks for]="date",MIN(AsOf,{DAY}),"")))',
        twin=_on_axis("scored_at"),
    ),
    Column(
        "Middle",
        Kind.BOUND,
        f"{_STEP}Best, the middle of Low and High, or the one end.",
        formula='IF([@Shape]="value",IF(COUNT([@Best])=1,[@Best],([@Low]+[@High])/2),'
        'IF([@Shape]="bound",AVERAGE([@Low],[@High]),""))',
        twin=_on_axis("middle"),
    ),
    Column(
        "Left",
        Kind.NUMBER,
        f"{_STEP}the spread below the middle, (middle - Low)/z.",
        formula=f'IF([@Shape]="value",IFERROR(([@Middle]-[@Low])/{_ZED},""),"")',
        twin=attrgetter("left"),
    ),
    Column(
        "Right",
        Kind.NUMBER,
        f"{_STEP}the spread above the middle, (High - middle)/z.",
        formula=f'IF([@Shape]="value",IFERROR(([@High]-[@Middle])/{_ZED},""),"")',
        twin=attrgetter("right"),
    ),
    Column(
        "Log middle",
        Kind.NUMBER,
        f"{_STEP}as Middle, of the logarithms.",
        formula='IF(AND([@Asks for]="number",[@Shape]="value",MIN([@Low],[@Middle])>0),'
        'IF(COUNT([@Best])=1,LN([@Best]),(LN([@Low])+LN([@High]))/2),"")',
        twin=_log_part(0),
    ),
    Column(
        "Log left",
        Kind.NUMBER,
        f"{_STEP}as Left, of the logarithms.",
        formula=f'IF(ISNUMBER([@Log middle]),IFERROR(([@Log middle]-LN([@Low]))/{_ZED},""),"")',
        twin=_log_part(1),
    ),
    Column(
        "Log right",
        Kind.NUMBER,
        f"{_STEP}as Right, of the logarithms.",
        formula=f'IF(ISNUMBER([@Log middle]),IFERROR((LN([@High])-[@Log middle])/{_ZED},""),"")',
        twin=_log_part(2),
    ),
    *_steps(""),
    *_steps("Log"),
)
