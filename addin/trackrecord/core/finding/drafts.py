"""What was found in a sentence and not read yet."""

from dataclasses import dataclass

from trackrecord.core.finding.phrases import Phrase
from trackrecord.core.model import Claim


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote by its place, the wording in it, who says it, and the word that says it is ahead."""

    start: int
    end: int
    phrase: Phrase
    who: str
    group: Claim
    cue: str
