"""The tables of a record: Forecasters, Questions, Forecasts, Outcomes, Journal.

A column that may be blank is one line here; older workbooks and folders are read without it, and
the next change writes it in.
"""

from collections.abc import Collection
from dataclasses import replace

from trackrecord.core import model
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table
from trackrecord.tables.score_columns import SCORE_COLUMNS
from trackrecord.tables.step_columns import STEP_COLUMNS

_KEY_DOC = "What people call it, up to 80 characters; used once and never again."
FORECASTERS = Table(
    "Forecasters",
    "Who forecasts: people, companies, anonymous sources.",
    (
        Column("Forecaster", Kind.KEY, _KEY_DOC),
        Column(
            "Kind",
            Kind.WORD,
            "Analyst, company, anonymous source, reporter …",
            blank=True,
            width=24,
        ),
        Column("Note", Kind.PROSE, "Full name and anything a reader should know.", blank=True),
    ),
    model.Forecaster,
)

QUESTIONS = Table(
    "Questions",
    "What is asked. Several forecasters can answer the same question.",
    (
        Column("Question", Kind.KEY, _KEY_DOC),
        Column("Title", Kind.PROSE, "The question in words.", width=44),
        Column("Unit", Kind.UNIT, "date, yes/no, or the unit of a number (CNY, cars)."),
        Column("Resolves", Kind.DATE, "First day the outcome can be known for certain."),
        Column("Criterion", Kind.PROSE, "One sentence that says what would count.", blank=True),
        Column("Topic", Kind.WORD, "What scores can be sliced by.", blank=True),
        Column(
            "Event",
            Kind.WORD,
            "Questions of one event move together, and count as one in every test.",
            blank=True,
        ),
        Column("Note", Kind.PROSE, "Anything a reader should know.", blank=True),
    ),
    model.Question,
)


FORECASTS = Table(
    "Forecasts",
    "Each dated claim: an interval from Low to High, both included, either end may be open.",
    (
        Column("Forecast", Kind.KEY, "Leave it empty: the next action gives it a number."),
        Column("Question", Kind.KEY, "The question it answers.", refers="Questions", adds=True),
        Column("Forecaster", Kind.KEY, "Who says so.", refers="Forecasters", adds=True),
        Column(
            "Claim",
            Kind.CHOICE,
            "forecast; goal (a party's own target); plan (a party's own schedule); premise (what "
            "a forecast takes for granted: shown, never counted).",
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
            "Best", Kind.BOUND, "The single value given beside Low and High, if any.", blank=True
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
        Column("Quote", Kind.PROSE, "The words as published.", blank=True, width=44),
        Column("Source", Kind.PROSE, "Where they can be read.", blank=True),
        *SCORE_COLUMNS,
        *STEP_COLUMNS,
    ),
    model.Forecast,
)

# Columns whose formulas look at all other answers: of many forecasts, or many revisions, they are
# written by Python, as of a day, since a spreadsheet would compute too long over them.
COSTLY = ("Answers", "Next", "In force", "Counts")

HUGE = 20_000  # forecasts; a workbook of more is made without formulas in Forecasts


def is_huge(forecasts: int) -> bool:
    """Are there more forecasts than a spreadsheet can compute in reasonable time and memory?"""
    return forecasts > HUGE


def is_of_version_0_1(headers: Collection[str]) -> bool:
    """Do the headers of Forecasts belong to formulas of version 0.1, which mean other scores?"""
    return "Score" in headers and "Scored at" not in headers


def forecasts_table(*, large: bool, huge: bool = False) -> Table:
    """The Forecasts table; a large one without the formulas that would cost too much.

    A huge one has none at all: every score is a value, as of the day it was written.
    """
    if not (large or huge):
        return FORECASTS
    columns = (
        replace(c, formula="") if huge or c.header in COSTLY else c for c in FORECASTS.columns
    )
    return replace(FORECASTS, columns=tuple(columns))


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
        Column(
            "Until",
            Kind.UNTIL,
            "Where only a span is known: its other end. Where only a lower bound is: open.",
            blank=True,
        ),
        Column("Known", Kind.DATE, "The day it became public."),
        Column("Recorded", Kind.DATE, "The day it was typed in."),
        Column("Source", Kind.PROSE, "Where it can be read. A void needs a Source or a Note."),
        Column("Note", Kind.PROSE, "Caveats.", blank=True),
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

VALUE_COLUMN, SOURCE_COLUMN = "Outcome value", "Outcome source"
# Where the one long table of an export says what a table of its own would; "" is nowhere.
IN_LONG_TABLE: dict[str, dict[str, str]] = {
    QUESTIONS.name: {"Note": ""},
    OUTCOMES.name: {
        "Value": VALUE_COLUMN,
        "Recorded": "Known",
        "Source": SOURCE_COLUMN,
        "Note": "",
    },
}
