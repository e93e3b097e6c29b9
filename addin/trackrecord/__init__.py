"""Track Record: who called it? Forecasts against outcomes, kept in a spreadsheet.

``addin/ARCHITECTURE.md`` explains the house. From Python::

    import trackrecord as tr
    record = tr.read("mine.xlsx")
    rows = tr.score(record)

The names are those of `trackrecord.api`, loaded when one of them is first used; `tr.frames` (the
extra ``frames``) scores data frames.
"""

# As in `typing`, which would take as long to load as Python itself.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from trackrecord import frames as frames
    from trackrecord.api import (
        Claim,
        Entry,
        Forecast,
        Forecaster,
        Outcome,
        Problem,
        Question,
        Reading,
        Record,
        Refused,
        Settings,
        Void,
        add,
        build,
        bundled,
        check,
        find,
        leaderboard,
        read,
        read_wording,
        record_outcome,
        score,
        scorecard,
    )

__version__ = "0.1.0"
__all__ = [
    "Claim",
    "Entry",
    "Forecast",
    "Forecaster",
    "Outcome",
    "Problem",
    "Question",
    "Reading",
    "Record",
    "Refused",
    "Settings",
    "Void",
    "add",
    "build",
    "bundled",
    "check",
    "find",
    "leaderboard",
    "read",
    "read_wording",
    "record_outcome",
    "score",
    "scorecard",
]


def __getattr__(name: str) -> object:
    """Load the Python door when one of its names is first used (PEP 562)."""
    if name not in (*__all__, "frames"):
        raise AttributeError(f"module 'trackrecord' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415 - 'import trackrecord' stays quick

    if name == "frames":
        return import_module("trackrecord.frames")
    return getattr(import_module("trackrecord.api"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__", "frames"]
