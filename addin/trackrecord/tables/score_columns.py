"""The calculated columns of Forecasts: one line of Excel each, and the Python that gives the same.

None needs itself, not even by a detour: Outcome, Until and Known are looked up; Status follows from
them; what a forecast stands for (Shape, Middle, spreads) follows from its own row; Stood and Counts
from the other answers of its vote; the scores from all of that. The last columns are steps of the
others, so that no formula is longer than a person can read.
"""

from operator import attrgetter
from typing import TYPE_CHECKING

from trackrecord.core.model import Never, Void
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, literal, sought
from trackrecord.tables.step_columns import DAY, HAPPENED, KNOWN, LATER, SAME_VOTE, step_names

if TYPE_CHECKING:
    from trackrecord.core.assessment import Assessment

# What a look-up needs again and again, as Excel writes it.
_TOPIC = "INDEX(Questions[Topic],MATCH([@Sought],Questions[Question],0))"
_RESOLVES = "INDEX(Questions[Resolves],MATCH([@Sought],Questions[Question],0))"
_VALUE = "INDEX(Outcomes[Value],MATCH([@Sought],Outcomes[Question],0))"
_NEAREST = "MIN(MAX([@Low],[@Scored at]),[@High])"  # MIN and MAX pass over an open end
_LAST = "MAX([@Outcome],[@Until])"  # of what is known; so do they over text
_MORE_THAN = '[@Until]="open"'
_CLOSED = "AND(COUNT([@High])=1,[@High]<AsOf)"
_TAIL = "IF(COUNT([@High])=1,BoundLevel,1-BoundLevel)"
_CONSTANT = "(1/SQRT(2*PI())-1/(2*SQRT(PI())))"


def _value_score(log: str = "") -> str:
    """The score of a point or an interval, as `scores.split_normal_crps` and `pending_crps`.

    From the distance to the middle, the spread on that side and the other one, and how many such
    spreads away it is; empty steps are so many that what is left of the tail is nothing.
    """
    names = step_names(log, "distance", "own", "other", "steps")
    gap, own, other, u = (f"[@{name}]" for name in names)
    skew = f"{_CONSTANT}*({other}-{own})"
    density = f"EXP(-0.5*{u}^2)/SQRT(2*PI())"
    near = f"ABS({gap})*(2*NORMSDIST(ABS({u}))-1)+2*{own}*{density}"
    final = f'{skew}-{own}/SQRT(PI())+IF({u}="",ABS({gap}),{near})'
    # Not NORMSDIST^2: LibreOffice gives #NUM! where a power is too small for a number.
    tail = f"NORMSDIST({u})"
    waited = f"{u}*{tail}*{tail}+2*{density}*{tail}-NORMSDIST({u}*SQRT(2))/SQRT(PI())"
    far = f"MAX(0,{gap}-{own}/SQRT(PI()))"
    so_far = f'IF({gap}<0,0,{skew})+IF({u}="",{far},{own}*MAX(0,{waited}))'
    return f"IF([@Provisional]=TRUE,{so_far},{final})"


def _bound_score(at: str, bound: str) -> str:
    """Twice the pinball loss, as `scores.one_ended` and `pending_one_ended`."""
    below = f"IF([@Provisional]=TRUE,0,2*({bound}-{at})*(1-{_TAIL}))"
    return f"IF({at}>={bound},2*({at}-{bound})*{_TAIL},{below})"


def shown_outcome(row: "Assessment") -> object:
    """The Outcome column of a row."""
    if isinstance(row.outcome, Void):
        return "void"
    return int(row.outcome) if isinstance(row.outcome, bool) else row.outcome


SCORE_COLUMNS = (
    Column(
        "Outcome",
        Kind.VALUE,
        "The outcome as a number (date, number, 1 or 0), never, void, or empty while open. What "
        "became known after As of is left out.",
        formula=f'IFERROR(IF(OR({_VALUE}="",{KNOWN}>AsOf),"",'
        f'IFERROR(VLOOKUP({literal(_VALUE)},OutcomeWords,2,FALSE),{_VALUE}+0)),"")',
        twin=shown_outcome,
    ),
    Column(
        "Status",
        Kind.STATE,
        "Open, Overdue (its own window, or else the question's day, is past and nothing is "
        "recorded), Resolved, Void, Hindsight (said when the outcome was known: scored nowhere). "
        "Empty: said only after As of.",
        formula='IF([@Lead]="","",IF([@Issued]>AsOf,"",IF([@Outcome]="void","Void",'
        'IF([@Outcome]="",IF(IF(AND([@Asks for]="date",COUNT([@High])=1),[@High],'
        f'{DAY})<AsOf,"Overdue","Open"),IF(OR(AND(ISNUMBER([@Known]),[@Known]<[@Issued]),'
        f'AND([@Asks for]="date",{HAPPENED},[@Until]<>"open",{_LAST}<[@Issued])),'
        '"Hindsight","Resolved")))))',
        twin=attrgetter("status"),
        width=11,
    ),
    Column(
        "Lead",
        Kind.COUNT,
        "Days from Issued to Resolves.",
        formula=f'IFERROR({_RESOLVES}-[@Issued],"")',
        twin=attrgetter("lead"),
    ),
    Column(
        "Stood",
        Kind.DAYS,
        "Days the forecast stood: from Issued to the forecaster's next answer, or to the close "
        "(the earliest of Resolves, Known, the day it happened, As of).",
        formula='IF(OR([@Vote]="",[@Status]=""),"",MAX(0,MIN([@Next],[@Close])-[@Issued]))',
        twin=attrgetter("stood"),
    ),
    Column(
        "Hit",
        Kind.TRUTH,
        "TRUE if the outcome lies between Low and High; yes/no: the right side of 0.5. FALSE also "
        "when a window has closed with nothing known. Empty for a point of a number question, "
        "unless Settings gives a tolerance.",
        formula='IF([@Shape]="chance",IF(AND(ISNUMBER([@Brier]),[@Low]<>0.5),'
        '([@Low]>0.5)=([@Outcome]=1),""),IF([@Scored at]="","",'
        f'IF(NOT({HAPPENED}),IF(OR(AND([@Outcome]="never",COUNT([@High])=1),{_CLOSED}),FALSE,""),'
        'IF(AND([@Asks for]="number",[@Shape]="value",[@Low]=[@High]),'
        f'IF(OR(Tolerance="",{_MORE_THAN}),"",ABS([@Middle]-[@Scored at])<='
        "N(Tolerance)*ABS([@Scored at])),"
        "IF(AND(OR(COUNT([@Low])=0,[@Low]<=[@Outcome]),OR(COUNT([@High])=0,"
        f"AND(NOT({_MORE_THAN}),{_LAST}<=[@High]))),TRUE,"
        "IF(OR(AND(COUNT([@High])=1,[@Outcome]>[@High]),AND(COUNT([@Low])=1,"
        f'NOT({_MORE_THAN}),{_LAST}<[@Low])),FALSE,""))))))',
        twin=attrgetter("hit"),
    ),
    Column(
        "Days late",
        Kind.DAYS,
        "Date questions: days after High (+) or before Low (-), 0 inside. While nothing has "
        "happened after High: at least so many.",
        formula='IF(OR([@Asks for]<>"date",[@Scored at]=""),"",'
        f'IF({HAPPENED},[@Scored at]-{_NEAREST},IF(COUNT([@High])=0,"",'
        'IF([@Outcome]="never",MAX(0,AsOf-[@High]),IF([@High]<AsOf,AsOf-[@High],"")))))',
        twin=attrgetter("days_late"),
    ),
    Column(
        "Error",
        Kind.NUMBER,
        "Number questions: Best, the middle, or the one end, minus Outcome. Positive is too high. "
        "Empty for a bound that held.",
        formula='IF(OR([@Asks for]<>"number",[@Scored at]=""),"",'
        'IF(AND([@Shape]="bound",NOT(AND(ISLOGICAL([@Hit]),[@Hit]=FALSE))),"",'
        f'IF(AND({_MORE_THAN},[@Middle]>=[@Scored at]),"",[@Middle]-[@Scored at])))',
        twin=attrgetter("error"),
        width=14,
    ),
    Column(
        "Log ratio",
        Kind.RATIO,
        "ln((Outcome + Error) / Outcome), positive numbers only: half is -0.69, double +0.69.",
        formula="IF(ISNUMBER([@Error]),IF(MIN([@Middle],[@Scored at])>0,"
        'LN([@Middle])-LN([@Scored at]),""),"")',
        twin=attrgetter("log_ratio"),
    ),
    Column(
        "Interval score",
        Kind.NUMBER,
        "Winkler: width + 2/alpha x distance outside, alpha = 1 - Interval level. In the "
        "question's unit, days for dates. Smaller is better.",
        formula='IF(AND([@Shape]="value",ISNUMBER([@Scored at]),[@Provisional]<>TRUE),'
        f'[@High]-[@Low]+2/(1-IntervalLevel)*ABS([@Scored at]-{_NEAREST}),"")',
        twin=attrgetter("interval_score"),
        width=14,
    ),
    Column(
        "Brier",
        Kind.RATIO,
        "Yes/no questions: (probability - outcome) squared, 0 to 1. Smaller is better; 0.25 is "
        "what 50 % always earns.",
        formula='IF(AND([@Shape]="chance",[@Status]="Resolved",OR([@Outcome]=0,[@Outcome]=1)),'
        '([@Low]-[@Outcome])^2,"")',
        twin=attrgetter("brier"),
    ),
    Column(
        "Score",
        Kind.NUMBER,
        "One number for what was said (CRPS of a split normal; twice the pinball loss of a bound; "
        "Brier), in the question's unit, days for dates. Smaller is better. See Provisional.",
        formula='IF([@Shape]="chance",[@Brier],IF([@Scored at]="","",IF([@Shape]="bound",'
        f"{_bound_score('[@Scored at]', '[@Middle]')},"
        f"{_value_score()})))",
        twin=attrgetter("score"),
        width=14,
    ),
    Column(
        "Relative score",
        Kind.RATIO,
        "The same on logarithms: what lets cars and yuan be compared. Positive numbers only.",
        formula='IF(OR([@Asks for]<>"number",[@Scored at]=""),"",'
        'IF(MIN([@Scored at],[@Low],[@Middle])<=0,"",IF([@Shape]="bound",'
        f"{_bound_score('LN([@Scored at])', 'LN([@Middle])')},"
        f"{_value_score('log')})))",
        twin=attrgetter("relative_score"),
        width=11,
    ),
    Column(
        "Counts",
        Kind.COUNT,
        "1 for the answer whose hit counts for its forecaster and question (Counts in Settings), "
        "once it has matured: Resolves, or its own window, is past. Else 0.",
        formula='IF(OR([@Vote]="",[@Status]="",[@Status]="Hindsight",[@Claim]="premise",'
        'AND(CountImputed="no",[@Imputed]=TRUE)),0,'
        f'IF(AND({DAY}>AsOf,NOT(AND([@Asks for]="date",{_CLOSED}))),0,'
        f'IF(IF(TopicInUse="",FALSE,TRIM({_TOPIC}&"")<>TRIM(TopicInUse)),0,'
        'IF(CountsRule="all",1,IF([@Stood]<=0,0,'
        'IF(CountsRule="last",IF([@Next]="",1,1*([@Next]>=[@Close])),'
        f'IF(CountsRule="first",1*(SUMPRODUCT({SAME_VOTE}*(Forecasts[Day]<[@Day]))=0),'
        'IF(CountsRule="ahead",IF([@Issued]<=[@Close]-DaysAhead,'
        'IF([@Next]="",1,1*([@Next]>[@Close]-DaysAhead)),0),'
        f"IF([@Answers]<2,1,1*(SUMPRODUCT({SAME_VOTE}*((Forecasts[In force]>[@In force])+"
        f"(Forecasts[In force]=[@In force])*{LATER}))=0))))))))))",
        twin=lambda row: int(row.counts),
        empty=0,
    ),
    Column(
        "Provisional",
        Kind.TRUTH,
        "TRUE: the scores of this row are the least that they will be, because nothing has "
        "happened yet or only a lower bound is known.",
        formula=f'IF([@Scored at]="","",IF(OR(NOT({HAPPENED}),{_MORE_THAN}),TRUE,""))',
        twin=lambda row: True if row.provisional else None,
        width=11,
    ),
    Column(
        "Imputed",
        Kind.TRUTH,
        "TRUE: the probability is our reading of words; the forecaster named none.",
        formula='IF([@Shape]<>"chance","",IF(OR('
        f"ISNUMBER(MATCH({sought('[@Forecast]')},Imputed[Forecast],0)),"
        'COUNTIF(EstimateKeys,ScaleInUse&": "&'
        f"{literal('LEFT([@Wording],200)')})>0,AND(OR([@Low]=0,[@Low]=1),"
        'SUMPRODUCT(--ISNUMBER(FIND({"0","1","2","3","4","5","6","7","8","9","百分","percent",'
        '"per cent"},[@Wording])))=0)),TRUE,""))',
        twin=lambda row: True if row.imputed else None,
    ),
)

# The words of an outcome, and what the Outcome column makes of them.
OUTCOME_WORDS: dict[str, float | str] = {
    "yes": 1,
    "no": 0,
    Never.NEVER.value: "never",
    Void.AMBIGUOUS.value: "void",
    Void.ANNULLED.value: "void",
}
