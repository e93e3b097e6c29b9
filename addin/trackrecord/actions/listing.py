"""A list as a message has room for it."""

from collections.abc import Sequence

from trackrecord.core.model import Problem
from trackrecord.language import say

_MOST_LINES, _MOST_INDENTED = 8, 200


def listed(title: str, lines: Sequence[str]) -> str:
    """A title, the first lines, and how many more there are."""
    shown = [f"• {line}" for line in lines[:_MOST_LINES]]
    over = len(lines) - _MOST_LINES
    more = [say("… and {n:,} more", n=over)] if over > 0 else []
    return "\n".join([say("{title}:", title=title), *shown, *more])


def indented(problems: Sequence[Problem]) -> str:
    """Problems below each other, and how many more there are."""
    lines = [f"  {problem}" for problem in problems[:_MOST_INDENTED]]
    more = len(problems) - len(lines)
    return "\n".join([*lines, *(["  " + say("… and {n:,} more", n=more)] if more else [])])
