"""A standing: one row of the leaderboard."""

from dataclasses import dataclass
from datetime import date

from trackrecord.core.calibration import Corp
from trackrecord.core.comparing.skill import Skill

Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the leaderboard. None is blank: nothing to compute it from.

    ``n`` counts the questions that were answered and have matured (an interval and a bound on one
    question are two); ``scored`` those with an outcome, ``overdue`` those that wait for it;
    ``hits`` and ``misses`` those that are right or wrong, windows that closed with nothing known
    among the misses. Of what is computed from fewer, the count stands beside it: ``dates``,
    ``ratios``, ``probabilities``, ``intervals``.
    """

    forecaster: str
    claims: str
    as_of: date
    n: int
    scored: int
    overdue: int
    voids: int
    imputed: int
    hits: int
    misses: int
    hit_rate: float | None
    wilson_low: float | None
    wilson_high: float | None
    dates: int
    median_days_late: float | None
    at_least: bool  # half or more are still running: the median is later than this
    ratios: int
    bias: float | None
    bias_interval: Interval
    spread: float | None
    probabilities: int
    brier: float | None
    brier_interval: Interval
    corp: Corp | None
    intervals: int
    coverage: float | None
    level: float | None
    baseline: bool = False  # a consensus, a crowd: everyone is shown against it
    skill: Skill | None = None
    against_middle: float | None = None
    against_baselines: float | None = None
    rank: int | None = None
    sentence: str = ""

    @property
    def relative_skill(self) -> float | None:
        """Own loss over the mean loss of the others on the same questions: below 1 is better."""
        return None if self.skill is None else self.skill.relative

    @property
    def common(self) -> int:
        """Questions shared with another forecaster of the group."""
        return 0 if self.skill is None else self.skill.common

    @property
    def evidence(self) -> str | None:
        """leads, trails, or cannot be told apart; None on fewer than six events."""
        return None if self.skill is None else self.skill.evidence
