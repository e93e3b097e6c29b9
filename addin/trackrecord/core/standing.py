"""A standing: one row of the leaderboard."""

from dataclasses import dataclass
from datetime import date

from trackrecord.core.calibration import Murphy
from trackrecord.core.skill import Skill

Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the leaderboard. None is blank: nothing to compute it from.

    ``n`` counts matured forecasts; ``scored`` those with an outcome; ``hits`` and ``misses``
    those that are right or wrong (a probability of exactly 0.5 is neither). Of what is computed
    from fewer, the count stands beside it: ``dates``, ``ratios``, ``probabilities``,
    ``intervals``.
    """

    forecaster: str
    claims: str
    as_of: date
    n: int
    scored: int
    voids: int
    imputed: int
    hits: int
    misses: int
    hit_rate: float | None
    wilson_low: float | None
    wilson_high: float | None
    dates: int
    median_days_late: float | None
    at_least: bool  # more than half are still running: the median is later than this
    ratios: int
    bias: float | None
    bias_interval: Interval
    spread: float | None
    probabilities: int
    brier: float | None
    brier_interval: Interval
    murphy: Murphy | None
    intervals: int
    coverage: float | None
    level: float | None
    skill: Skill | None = None
    rank: int | None = None
    sentence: str = ""

    @property
    def relative_skill(self) -> float | None:
        """Geometric mean of the pairwise score ratios: below 1 is better than the others."""
        return None if self.skill is None else self.skill.relative

    @property
    def common(self) -> int:
        """Questions shared with another forecaster of the group."""
        return 0 if self.skill is None else self.skill.common
