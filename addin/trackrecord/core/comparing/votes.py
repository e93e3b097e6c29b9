"""One forecaster, one vote: which answer stood when, and which of them counts.

A vote is what one forecaster says of one question in one claim group and shape, in however many
answers. Plain columns in, plain columns out, so that a sheet's formulas can be held against them;
the votes of rows that take no part are "".
"""

from collections.abc import Sequence

from trackrecord.core.model import Counts


def answers(votes: Sequence[str], days: Sequence[int]) -> list[tuple[int, int | None]]:
    """For each row how many answers its vote has, and the day of the next one.

    Of two answers on one day the later row is the next one of the other, on the same day.

    >>> answers(["a", "b", "a"], [5, 5, 9])
    [(2, 9), (1, None), (2, None)]
    """
    found: list[tuple[int, int | None]] = [(1, None) if vote else (0, None) for vote in votes]
    for rows in _of_votes(votes):
        if len(rows) > 1:
            rows.sort(key=lambda row: days[row])  # rows of one day keep their order
            for at, row in enumerate(rows):
                found[row] = len(rows), days[rows[at + 1]] if at + 1 < len(rows) else None
    return found


def in_force(
    votes: Sequence[str], said: Sequence[object], stood: Sequence[float | None]
) -> list[float]:
    """Days that what a row says was the forecaster's answer, in all its rows; 0 if it never was.

    >>> in_force(["a", "a", "a"], [0.1, 0.9, 0.1], [5, 8, 5])
    [10, 8, 10]
    """
    total = [days or 0 for days in stood]
    for rows in _of_votes(votes):
        if len(rows) > 1:
            sums: dict[object, float] = {}
            for row in rows:
                sums[said[row]] = sums.get(said[row], 0) + (stood[row] or 0)
            for row in rows:
                total[row] = sums[said[row]] if stood[row] else 0
    return total


def chosen(  # noqa: PLR0913, PLR0917 - a column each
    rule: Counts,
    days_ahead: int,
    votes: Sequence[str],
    days: Sequence[int],
    closes: Sequence[int | None],
    stood: Sequence[float | None],
    following: Sequence[int | None],
    force: Sequence[float],
) -> list[bool]:
    """Is a row the answer of its vote whose hit counts, by the rule of the settings?"""
    made = []
    longest = _longest(votes, days, force) if rule is Counts.STANDING else []
    first: dict[str, int] = {}
    for vote, day in zip(votes, days, strict=True) if rule is Counts.FIRST else ():
        first[vote] = min(day, first.get(vote, day))
    for row, vote in enumerate(votes):
        close, after = closes[row], following[row]
        if not vote or close is None:
            made.append(False)
        elif rule is Counts.ALL:
            made.append(True)
        elif not stood[row]:
            made.append(False)
        elif rule is Counts.LAST:
            made.append(after is None or after >= close)
        elif rule is Counts.FIRST:
            made.append(days[row] == first[vote])
        elif rule is Counts.AHEAD:
            then = close - days_ahead
            made.append(days[row] <= then and (after is None or after > then))
        else:
            made.append(longest[row])
    return made


def _longest(votes: Sequence[str], days: Sequence[int], force: Sequence[float]) -> list[bool]:
    """Was it in force longest? Of equals the latest."""
    made = [bool(vote) for vote in votes]
    for rows in _of_votes(votes):
        if len(rows) > 1:
            best = max(rows, key=lambda row: (force[row], days[row], row))
            for row in rows:
                made[row] = row == best
    return made


def _of_votes(votes: Sequence[str]) -> list[list[int]]:
    """The rows of each vote, in their order."""
    rows: dict[str, list[int]] = {}
    for number, vote in enumerate(votes):
        if vote:
            rows.setdefault(vote, []).append(number)
    return list(rows.values())
