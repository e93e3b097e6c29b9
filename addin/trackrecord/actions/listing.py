"""A list as a message has room for it."""

from collections.abc import Sequence

_MOST_LINES = 8


def listed(title: str, lines: Sequence[str]) -> str:
    """A title, the first lines, and how many more there are."""
    shown = [f"• {line}" for line in lines[:_MOST_LINES]]
    more = [f"… and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return "\n".join([f"{title}:", *shown, *more])
