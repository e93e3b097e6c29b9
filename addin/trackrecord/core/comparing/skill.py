"""Who did better on the same questions, and is that more than luck?

Losses of different kinds (days, Brier scores, ratios) are never added. Within a kind a forecaster's
skill is a ratio of sums, so that no question weighs more for being answered by few; for an honest
forecaster no other report has a lower expected loss (`tests/core/test_proper.py` proves it).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trackrecord.core.comparing import evidence
from trackrecord.core.comparing.losses import Contest

LEADS, TRAILS, LEVEL = "leads", "trails", "cannot be told apart"
_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Skill:
    """How one forecaster stands against the others on common questions.

    ``relative`` is the loss over the mean loss of the others: below 1 is better, 0.5 means half
    their loss; None where the others lost nothing. ``common`` counts the questions shared with
    anybody, ``better`` and ``worse`` those on which the loss was below or above the others' mean.
    ``p_alone`` is the exact sign-flip test, ``p`` the same after Holm's correction for the whole
    group; ``evidence`` says in words what p below 5 % means. None below six events.
    """

    relative: float | None
    common: int
    better: int
    worse: int
    p_alone: float | None = None
    p: float | None = None
    evidence: str | None = None


class Tested(NamedTuple):
    """Is a difference more than luck? As in `Skill`; all None below six events."""

    p_alone: float | None
    p: float | None
    word: str | None


@dataclass(slots=True)
class _Sum:
    """Of one forecaster in one kind: own and others' losses, question by question."""

    own: list[float]
    others: list[float]
    events: list[str]
    questions: list[str]


def relative_skills(found: Sequence[Contest], apart: Collection[str] = ()) -> dict[str, Skill]:
    """The skill of everybody who shares a question with somebody.

    Those `apart` (consensus, crowds) are measured against the others, and are none of the others
    for anybody.

    >>> losses = [("q1", {"ann": 2.0, "bob": 4.0}), ("q2", {"ann": 10.0, "bob": 20.0})]
    >>> found = [Contest(q, q, "dates", losses=of) for q, of in losses]
    >>> skills = relative_skills(found)
    >>> skills["ann"].relative, skills["bob"].relative, skills["ann"].better
    (0.5, 2.0, 2)
    """
    sums: dict[str, dict[str, _Sum]] = {}
    for contest in found:
        for who, others in contest.means_of_others(apart).items():
            of = sums.setdefault(who, {}).setdefault(contest.kind, _Sum([], [], [], []))
            of.own.append(contest.losses[who])
            of.others.append(others)
            of.events.append(contest.event)
            of.questions.append(contest.question)
    skills = {who: _skill(kinds) for who, kinds in sums.items()}
    return _with_evidence(skills, sums, apart)


def _skill(kinds: Mapping[str, _Sum]) -> Skill:
    logs, weights = [], []
    better = worse = 0
    for of in kinds.values():
        relative = ratio(math.fsum(of.own), math.fsum(of.others))
        logs.append(
            None if relative is None else -math.inf if relative == 0 else math.log(relative)
        )
        weights.append(len(of.own))
        for own, others in zip(of.own, of.others, strict=True):
            if not math.isclose(own, others, rel_tol=1e-9, abs_tol=1e-12):
                better, worse = better + (own < others), worse + (own > others)
    relative = None
    if None not in logs:
        mean = math.fsum(
            log * n for log, n in zip(logs, weights, strict=True) if log is not None
        ) / sum(weights)
        relative = math.exp(mean)
    common = len({question for of in kinds.values() for question in of.questions})
    return Skill(relative, common, better, worse)


def ratio(own: float, others: float) -> float | None:
    """A loss over that of others; 1 where both are nothing, None where only theirs is.

    >>> ratio(1, 2), ratio(0, 0), ratio(1, 0)
    (0.5, 1.0, None)
    """
    if others <= 0:
        return 1.0 if own <= 0 else None
    return own / others


def _with_evidence(
    skills: Mapping[str, Skill], sums: Mapping[str, Mapping[str, _Sum]], apart: Collection[str]
) -> dict[str, Skill]:
    """The skills with their evidence; those apart are tested, but are no part of the group."""
    tested = tests_of({who: _differences(kinds) for who, kinds in sums.items()}, apart)
    return {
        who: replace(skill, p_alone=test.p_alone, p=test.p, evidence=test.word)
        for who, skill in skills.items()
        for test in (tested[who],)
    }


def tests_of(
    differences: Mapping[str, Sequence[float]], apart: Collection[str]
) -> dict[str, Tested]:
    """The test of everybody's differences to the others, one for each event.

    Those `apart` are tested, but are no part of the group that Holm's correction is for.
    """
    alone = {who: evidence.sign_flip(of) for who, of in differences.items()}
    tested = {who: p for who, p in alone.items() if p is not None and who not in apart}
    adjusted = evidence.holm(tested)
    made = {}
    for who, of in differences.items():
        p, word = adjusted.get(who), None
        if p is not None:
            side = LEADS if math.fsum(of) < 0 else TRAILS
            word = side if p <= _ALPHA else LEVEL
        made[who] = Tested(alone[who], p, word)
    return made


def _differences(kinds: Mapping[str, _Sum]) -> list[float]:
    """Own loss less the others', in the size of the kind's usual loss, one for each event."""
    pairs = []
    for of in kinds.values():
        usual = math.fsum(of.others) / len(of.others)
        for event, own, others in zip(of.events, of.own, of.others, strict=True):
            pairs.append((event, (own - others) / usual if usual else float(own > 0)))
    return evidence.by_event(pairs)


def against(found: Sequence[Contest], who: str, other: Mapping[tuple[str, str], float]) -> (
    float | None
):  # fmt: skip
    """The loss of a forecaster over that of a baseline, given by question and kind.

    Ratio of sums within a kind, geometric mean over kinds weighted by questions.
    """
    kinds: dict[str, _Sum] = {}
    for contest in found:
        theirs = other.get((contest.question, contest.kind))
        if who in contest.losses and theirs is not None:
            of = kinds.setdefault(contest.kind, _Sum([], [], [], []))
            of.own.append(contest.losses[who])
            of.others.append(theirs)
            of.questions.append(contest.question)
    return _skill(kinds).relative if kinds else None
