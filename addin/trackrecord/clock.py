"""What the doors read of the world: the clock, a name, and the language that was asked for.

Nothing else in the house does; there time and person are arguments.
"""

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The day on the person's own calendar."""
    return date.today()  # noqa: DTZ011 - as they see it


def now() -> datetime:
    """The moment, in UTC and without a time zone, as the Journal keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def whoami() -> str:
    """The name of whoever is at the machine."""
    for name in ("LOGNAME", "USER", "USERNAME"):
        if os.environ.get(name):  # whatever bytes it has
            return os.environ[name].encode("utf-8", "replace").decode()
    import getpass  # noqa: PLC0415 - it loads slowly and is seldom needed

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return "unknown"


def wanted_language() -> str:
    """The language that TRACKRECORD_LANG asks for (``zh``, ``zh_CN.UTF-8``); "" without one."""
    return os.environ.get("TRACKRECORD_LANG", "").strip()
