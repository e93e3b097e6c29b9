"""The table of forecasts that were found in a text, and wait for a person's yes."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A proposal as the sheet shows it; `take` is what a person wrote beside it."""

    take: str
    quote: str
    forecaster: str
    wording: str
    read_as: str
    question: str
    unit: str
    claim: str
    issued: date | None
    source: str
    sure: str
    why: str


FOUND = Table(
    "Found",
    "Forecasts found in an article. What is ticked in Take, Compute accuracy takes over.",
    (
        Column("Take", Kind.WORD, "yes takes it over.", twin=attrgetter("take"), width=8),
        Column("Quote", Kind.PROSE, "As published.", twin=attrgetter("quote"), width=50),
        Column("Forecaster", Kind.WORD, "Who says so.", twin=attrgetter("forecaster"), width=22),
        Column("Wording", Kind.WORD, "What is read.", twin=attrgetter("wording"), width=24),
        Column("Read as", Kind.PROSE, "How.", twin=attrgetter("read_as"), width=26),
        Column("Question", Kind.PROSE, "In words.", twin=attrgetter("question"), width=40),
        Column("Unit", Kind.WORD, "What it counts.", twin=attrgetter("unit"), width=12),
        Column("Claim", Kind.WORD, "Its group.", twin=attrgetter("claim"), width=11),
        Column("Issued", Kind.DATE, "When published.", twin=attrgetter("issued")),
        Column("Source", Kind.PROSE, "Where.", twin=attrgetter("source"), width=30),
        Column("How sure", Kind.WORD, "The finder.", twin=attrgetter("sure"), width=10),
        Column("Why", Kind.PROSE, "Why, or what is missing.", twin=attrgetter("why"), width=40),
    ),
)
