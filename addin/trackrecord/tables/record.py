"""The tables of a record: Forecasters, Questions, Forecasts, Outcomes, Journal.

A column that may be blank is one line here; older workbooks and folders are read without it, and
the next change writes it in.
"""

from operator import attrgetter
from typing import TYPE_CHECKING

from trackrecord.core import model
from trackrecord.core.model import Never, Void
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table

if TYPE_CHECKING:
    from trackrecord.core.assessment import Assessment

FORECASTERS = Table(
    "Forecasters",
    "Who forecasts: people, companies, anonymous sources.",
    (
        Column("Forecaster", Kind.KEY, "Short name, used once and never again."),
        Column("Kind", Kind.WORD, "Analyst, company, anonymous source, reporter …", width=24),
        Column("Note", Kind.PROSE, "Full name and anything a reader should know.", blank=True),
    ),
    model.Forecaster,
)

QUESTIONS = Table(
    "Questions",
    "What is asked. Several forecasters can answer the same question.",
    (
        Column("Question", Kind.KEY, "Short name, used once and never again."),
        Column("Title", Kind.PROSE, "The question in words.", width=44),
        Column("Unit", Kind.UNIT, "date, yes/no, or the unit of a number (CNY, cars)."),
        Column("Resolves", Kind.DATE, "First day the outcome can be known for certain."),
        Column("Criterion", Kind.PROSE, "One sentence that says what would count."),
        Column("Note", Kind.PROSE, "Anything a reader should know.", blank=True),
    ),
    model.Question,
)


def literal(text: str) -> str:
    """Text that a look-up takes letter by letter: * ? and ~ would match other words."""
    for wild in "*?~":
        text = f'SUBSTITUTE({text},"{wild}","-")'
    return f"TRIM({text})"


# What a look-up needs again and again, as Excel writes it.
_UNIT = 'IFERROR(INDEX(Questions[Unit],MATCH([@Question],Questions[Question],0)),"")'
_RESOLVES = "INDEX(Questions[Resolves],MATCH([@Question],Questions[Question],0))"
_VALUE = "INDEX(Outcomes[Value],MATCH([@Question],Outcomes[Question],0))"
_KNOWN = "INDEX(Outcomes[Known],MATCH([@Question],Outcomes[Question],0))"
_NEAREST = "MIN(MAX([@Low],[@Outcome]),[@High])"  # MIN and MAX pass over an open end
_MIDDLE = "AVERAGE([@Low],[@High])"  # so does AVERAGE
_ENDS = "COUNT([@Low],[@High])"
_WIDTH = "([@High]-[@Low])"


def shown_outcome(row: "Assessment") -> object:
    """The Outcome column of a row."""
    if isinstance(row.outcome, Void):
        return "void"
    return int(row.outcome) if isinstance(row.outcome, bool) else row.outcome


FORECASTS = Table(
    "Forecasts",
    "Each dated claim: an interval from Low to High, both included, either end may be open.",
    (
        Column("Forecast", Kind.KEY, "Short name, used once and never again."),
        Column("Question", Kind.KEY, "The question it answers.", refers="Questions"),
        Column("Forecaster", Kind.KEY, "Who says so.", refers="Forecasters"),
        Column(
            "Claim",
            Kind.CHOICE,
            "forecast; goal (a party's own target); plan (a party's own schedule).",
            choices=model.Claim,
        ),
        Column("Issued", Kind.DATE, "The day it was published."),
        Column("Wording", Kind.WORD, "The claim as a person would type it.", width=24),
        Column(
            "Low",
            Kind.BOUND,
            "Lowest value that still counts; empty if there is none. A "
            "yes/no forecast: the probability, here and in High.",
            blank=True,
            needed=True,
        ),
        Column(
            "High",
            Kind.BOUND,
            "Highest value that still counts; empty if there is none.",
            blank=True,
            needed=True,
        ),
        Column(
            "Level", Kind.SHARE, "Probability the forecaster gave the interval, if any.", blank=True
        ),
        Column(
            "Restates",
            Kind.KEY,
            "An earlier forecast that this one merely repeats.",
            blank=True,
            refers="Forecasts",
        ),
        Column("Quote", Kind.PROSE, "The words as published.", width=44),
        Column("Source", Kind.PROSE, "Where they can be read."),
        Column(
            "Outcome",
            Kind.VALUE,
            "The outcome as a number (date, number, 1 or 0), never, void, "
            "or empty while open. What became known after As of is left out.",
            formula=f'IFERROR(IF(OR({_VALUE}="",{_KNOWN}>AsOf),"",'
            f'IFERROR(VLOOKUP({literal(_VALUE)},OutcomeWords,2,FALSE),{_VALUE}+0)),"")',
            twin=shown_outcome,
        ),
        Column(
            "Status",
            Kind.STATE,
            "Open, Overdue (Resolves or High is past and nothing is recorded), Resolved, Void.",
            formula='IF([@Lead]="","",IF([@Outcome]="void","Void",IF([@Outcome]<>"","Resolved",'
            'IF(OR([@Issued]+[@Lead]<AsOf,N([@Days late])>0),"Overdue","Open"))))',
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
            "Hit",
            Kind.TRUTH,
            "TRUE if Low <= Outcome <= High; yes/no: the right side of 0.5 "
            "(0.5 itself: empty); never is FALSE.",
            formula=f'IF(OR([@Status]<>"Resolved",{_ENDS}=0),"",IF([@Outcome]="never",FALSE,'
            'IF(ISNUMBER([@Brier]),IF([@Low]=0.5,"",([@Low]>0.5)=([@Outcome]=1)),'
            f'IF(OR({_UNIT}="yes/no",AND({_ENDS}=2,[@Low]>[@High])),"",'
            f"[@Outcome]={_NEAREST}))))",
            twin=attrgetter("hit"),
        ),
        Column(
            "Days late",
            Kind.DAYS,
            "Date questions: days after High (+) or before Low (-), 0 "
            "inside. While Overdue: at least so many (provisional).",
            formula=f'IF(OR({_UNIT}<>"date",{_ENDS}=0),"",IF([@Outcome]="",'
            'IF(AND(COUNT([@High])=1,[@High]<AsOf),AsOf-[@High],""),'
            f'IF(AND(ISNUMBER([@Outcome]),ISLOGICAL([@Hit])),[@Outcome]-{_NEAREST},"")))',
            twin=attrgetter("days_late"),
        ),
        Column(
            "Error",
            Kind.NUMBER,
            "Number questions: midpoint (or the closed end) minus Outcome. Positive is too high.",
            formula="IF(AND(ISNUMBER([@Outcome]),ISLOGICAL([@Hit]),NOT(ISNUMBER([@Days late])),"
            f'NOT(ISNUMBER([@Brier]))),{_MIDDLE}-[@Outcome],"")',
            twin=attrgetter("error"),
            width=14,
        ),
        Column(
            "Log ratio",
            Kind.RATIO,
            "ln(midpoint or closed end / Outcome), positive numbers "
            "only: half is -0.69, double +0.69.",
            formula=f"IF(ISNUMBER([@Error]),IF(MIN({_MIDDLE},[@Outcome])>0,"
            f'LN({_MIDDLE})-LN([@Outcome]),""),"")',
            twin=attrgetter("log_ratio"),
        ),
        Column(
            "Interval score",
            Kind.NUMBER,
            "Winkler: width + 2/alpha x distance outside, alpha = "
            "1 - Interval level. In the question's unit, days for dates. Smaller is better.",
            formula="IF(AND(ISNUMBER([@Outcome]),ISLOGICAL([@Hit]),NOT(ISNUMBER([@Brier])),"
            f"{_ENDS}=2),[@High]-[@Low]+2/(1-IntervalLevel)*ABS([@Outcome]-{_NEAREST}),"
            '"")',
            twin=attrgetter("interval_score"),
            width=14,
        ),
        Column(
            "Brier",
            Kind.RATIO,
            "Yes/no questions: (probability - outcome) squared, 0 to 1. "
            "Smaller is better; 0.25 is what 50 % always earns.",
            formula=f'IF(AND({_UNIT}="yes/no",OR([@Outcome]=0,[@Outcome]=1),{_ENDS}=2,'
            '[@Low]=[@High],[@Low]>=0,[@Low]<=1),([@Low]-[@Outcome])^2,"")',
            twin=attrgetter("brier"),
        ),
        Column(
            "Score",
            Kind.NUMBER,
            "One number that compares a point with an interval (CRPS), in "
            "the question's unit, days for dates; yes/no: the Brier score. Smaller is better.",
            formula="IF(ISNUMBER([@Brier]),[@Brier],IF(AND(ISNUMBER([@Outcome]),"
            f"ISLOGICAL([@Hit])),ABS([@Outcome]-{_NEAREST})+IF({_ENDS}=2,{_WIDTH}/3-"
            f'IFERROR(({_NEAREST}-[@Low])*([@High]-{_NEAREST})/{_WIDTH},0),0),""))',
            twin=attrgetter("score"),
            width=14,
        ),
    ),
    model.Forecast,
)

OUTCOMES = Table(
    "Outcomes",
    "What happened: one row per question.",
    (
        Column("Question", Kind.KEY, "The question it answers.", refers="Questions"),
        Column(
            "Value",
            Kind.VALUE,
            "A date, a number, yes or no; never (it can no longer "
            "happen); ambiguous (reality unclear) or annulled (the question was broken).",
        ),
        Column("Known", Kind.DATE, "The day it became public."),
        Column("Recorded", Kind.DATE, "The day it was typed in."),
        Column("Source", Kind.PROSE, "Where it can be read. A void needs a Source or a Note."),
        Column(
            "Note",
            Kind.PROSE,
            "Caveats. If only a span of dates is known, Value is its "
            "midpoint and the Note says the span.",
            blank=True,
        ),
    ),
    model.Outcome,
)

JOURNAL = Table(
    "Journal",
    "What was changed, when and by whom. Written by the buttons and commands; never edited.",
    (
        Column("Number", Kind.COUNT, "1, 2, 3 …"),
        Column("When (UTC)", Kind.MOMENT, "Day and time of the change.", width=20),
        Column("Who", Kind.WORD, "Who made it.", blank=True),
        Column("Action", Kind.WORD, "What was done."),
        Column("Table", Kind.WORD, "The table it was done to."),
        Column("Key", Kind.WORD, "The row it was done to."),
        Column("Before", Kind.PROSE, "The row as it was.", blank=True),
        Column("After", Kind.PROSE, "The row as it became.", blank=True),
        Column("Seal", Kind.WORD, "SHA-256 over the previous Seal and this row.", width=20),
    ),
    model.Entry,
)

# The tables of the record, in the order in which they refer to each other.
RECORD = (FORECASTERS, QUESTIONS, FORECASTS, OUTCOMES, JOURNAL)

# The words of an outcome, and what the Outcome column makes of them.
OUTCOME_WORDS: dict[str, float | str] = {
    "yes": 1,
    "no": 0,
    Never.NEVER.value: "never",
    Void.AMBIGUOUS.value: "void",
    Void.ANNULLED.value: "void",
}
