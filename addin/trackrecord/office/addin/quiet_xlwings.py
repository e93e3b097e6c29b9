"""xlwings, without what it does unasked: what the environment tells it to, and when Python ends.

Then it runs, on a Mac, a macro called CleanUp of whatever workbook is open, and ends, on Windows,
instances of Excel, with programs that are looked for in the current folder first.
"""

import atexit
import os

for _name in [name for name in os.environ if name.startswith("XLWINGS_")]:
    if not _name.startswith("XLWINGS_LIBREOFFICE_"):  # those are of our own engine, for tests
        del os.environ[_name]

import xlwings  # noqa: E402 - after what it would read


def without_exit_hooks() -> list[str]:
    """Let xlwings do nothing when Python ends; the modules it would have done something in."""
    quiet = []
    for name in ("_xlmac", "_xlwindows"):
        hook = getattr(getattr(xlwings, name, None), "cleanup", None)
        if hook is not None:
            atexit.unregister(hook)
            quiet.append(name)
    return quiet


without_exit_hooks()

__all__ = ["without_exit_hooks", "xlwings"]
