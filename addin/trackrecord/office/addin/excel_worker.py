"""What a button in Excel starts: finds the workbook it was pressed in, and presses it in Python.

``python -m trackrecord.office.addin.excel_worker BUTTON NAME [WINDOW]``: the button's entry point
in `trackrecord.buttons`, the workbook's name as the numbers of its letters (UTF-16, hexadecimal),
and on Windows the number of Excel's window. Exit status 1: there is no such button or workbook.
"""

import os
import sys
from importlib import import_module
from typing import Any

from trackrecord.office.addin.quiet_xlwings import xlwings
from trackrecord.office.addin.ribbon import BUTTONS, ENTRY


def name_of(numbers: str) -> str:
    """A workbook's name from the numbers of its letters. Errors: ValueError where it is none.

    >>> name_of("005100330020006D6D4B")
    'Q3 m测'
    """
    return bytes.fromhex(numbers).decode("utf-16-be")


def book_called(name: str, window: int | None) -> Any:
    """The open workbook of that name, in the Excel with that window; None where there is none."""
    for app in apps_with(window):
        for book in app.books:
            if book.name == name:
                return book
    return None


def apps_with(window: int | None) -> list[Any]:
    """The Excel with a window, as `Book.caller` of xlwings finds it; all of them without one."""
    if window is None or os.name != "nt":
        return list(xlwings.apps)
    windows: Any = getattr(xlwings, "_xlwindows")  # noqa: B009 - there on Windows only
    return [xlwings.App(impl=windows.App(xl=window))]


def press(button: str, numbers: str, window: str = "") -> int:
    """Press a button; the exit status."""
    if button not in {one.action for one in BUTTONS}:
        return 1
    try:
        book = book_called(name_of(numbers), int(window) if window else None)
        if book is None:
            return 1
        book.set_mock_caller()
        getattr(import_module(ENTRY), button)()
    except Exception:  # noqa: BLE001 - nobody sees what is printed here
        from trackrecord.files.own_folders import log_error  # noqa: PLC0415 - seldom

        log_error(f"the button {button}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(press(*sys.argv[1:]))
