"""What a person says of a forecast, what is missing of it, and what it was understood as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trackrecord.core.model import Claim, Forecast, Forecaster, Question
from trackrecord.errors import Refused


@dataclass(frozen=True, slots=True)
class Said:
    """A forecast as a person enters it; "" and None are what they did not say.

    `question` is the key or the title of a question, or the words of a new one. `low`, `best`,
    `high` and `level` are texts, read in the question's unit, and given instead of a wording that
    can be read. `title`, `unit`, `resolves` and what follows are of a question or a forecaster that
    is not there yet; of one that is, they may be repeated.
    """

    who: str
    wording: str
    question: str = ""
    issued: date | None = None
    source: str = ""
    quote: str = ""
    claim: Claim = Claim.FORECAST
    low: str = ""
    best: str = ""
    high: str = ""
    level: str = ""
    key: str = ""
    restates: str = ""
    title: str = ""
    unit: str = ""
    resolves: date | None = None
    criterion: str = ""
    topic: str = ""
    event: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that has to be said: the field of `Said`, what it is, and what it may well be."""

    field: str
    what: str
    default: str = ""


class Incomplete(Refused):
    """Not enough was said; `missing` is all that has to be said more."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        """With what is missing."""
        self.missing = tuple(missing)
        options = ", ".join(f"--{part.field} ({part.what})" for part in missing)
        super().__init__(f"still missing: {options}. Nothing was changed")


@dataclass(frozen=True, slots=True)
class Understood:
    """The rows that a forecast makes: those that are new, and the question as it becomes.

    `same` is the key of a forecast that says just this already. `beyond` is the day that Resolves
    would have to be moved to, where the forecast reaches over it.
    """

    forecast: Forecast
    forecaster: Forecaster
    question: Question
    is_new_forecaster: bool
    is_new_question: bool
    moved: Question | None = None
    same: str = ""
    beyond: date | None = None
    words: str = ""
