"""The ribbon's entry points: one function per button, without arguments.

Each takes the workbook in front, runs its action, and shows one message. Here, as on the command
line, the clock and the person's name are read. Nothing a person typed ever becomes code: what
Excel hands to Python is the name of one of these functions.
"""

import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import xlwings

from trackrecord import clock as door
from trackrecord.actions import on_screen as clicks
from trackrecord.actions.session import Desk
from trackrecord.errors import Refused
from trackrecord.office.addin.ribbon import BUTTONS, TAB
from trackrecord.workbook import open_store as excel
from trackrecord.workbook.open_tables import opened

LOG = Path.home() / ".trackrecord.log"
_NO_BOOK = "No workbook is open; open your Track Record workbook, or click New."


def new() -> None:
    """*New*."""
    _press(clicks.new)


def import_record() -> None:
    """*Import*."""
    _press(clicks.import_record)


def add_forecast() -> None:
    """*Add forecast*."""
    _press(clicks.add_forecast)


def record_outcome() -> None:
    """*Record outcome*."""
    _press(clicks.record_outcome)


def void() -> None:
    """*Void*."""
    _press(clicks.void)


def undo() -> None:
    """*Undo*."""
    _press(clicks.undo)


def compute_accuracy() -> None:
    """*Compute accuracy*."""
    _press(clicks.compute_accuracy)


def due() -> None:
    """*Due*."""
    _press(clicks.due)


def check() -> None:
    """*Check*."""
    _press(clicks.check)


def export() -> None:
    """*Export*."""
    _press(clicks.export)


def help_() -> None:
    """*Help*."""
    _press(clicks.help_)


def _press(action: Callable[[Desk], str]) -> None:
    app, book = _in_front()
    if app is None:
        return
    button = next(button for button in BUTTONS if button.action == action.__name__)
    try:
        if book is None and not button.always:
            message = _NO_BOOK
        else:
            message = _quietly(app, book, lambda: action(_desk(app, book)))
    except Refused as refusal:
        message = str(refusal)
        message = f"{message[:1].upper()}{message[1:]}".rstrip(".") + "."
    except Exception:  # noqa: BLE001 - whatever it is, a person clicked and must be told
        message = (
            f"“{button.label}” did not work: something is wrong in Track Record itself. What is "
            f"known about it was written to {LOG}."
        )
        _log(button.label)
    app.alert(message, TAB, buttons="ok")


def _in_front() -> tuple[Any, Any]:
    """The application and the workbook in front; None for what there is not."""
    try:
        book = xlwings.Book.caller()
    except Exception:  # noqa: BLE001 - xlwings has no one error for "no workbook"
        return xlwings.apps.active, None
    return book.app, book


def _desk(app: Any, book: Any) -> Desk:  # noqa: ANN401 - xlwings' objects
    return Desk(
        carrier=excel,
        book=None if book is None else opened(book),
        today=door.today(),
        now=door.now(),
        who=door.whoami(),
        ask=lambda question, buttons: str(app.alert(question, TAB, buttons=buttons)),
        choose=lambda title: _choose(app, title),
        open_file=app.books.open,
        folder=lambda: _folder(book),
        name="" if book is None else Path(book.name).stem,
    )


def _quietly(app: Any, book: Any, action: Callable[[], str]) -> str:  # noqa: ANN401 - as above
    """Run an action without drawing and computing after each step."""
    if book is None:
        return action()
    calculation = app.calculation
    try:
        app.screen_updating = False
        app.calculation = "manual"
        return action()
    finally:
        # Not with a context manager: errors of some spreadsheets cannot pass through one.
        app.screen_updating = True
        app.calculation = calculation
        if calculation == "manual":  # the person's own choice, but a click shows what it did
            app.calculate()
        forget = getattr(book.impl, "forget_undo", None)
        if forget is not None:
            forget()


def _folder(book: Any) -> Path:  # noqa: ANN401 - as above
    """Where new files go: beside the workbook; where that is no folder here, the person's own."""
    if book is not None:
        with suppress(Exception):  # a workbook in the cloud has no folder, and xlwings says so
            beside = Path(book.fullname).parent
            if beside.is_dir() and beside.is_absolute():
                return beside
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _choose(app: Any, title: str) -> Path | None:  # noqa: ANN401 - as above
    """A file the person chooses; None if they do not."""
    own = getattr(app.impl, "choose_file", None)
    if own is not None:
        chosen = own(title)
    elif sys.platform == "darwin":
        import subprocess  # noqa: PLC0415 - as above

        script = f'POSIX path of (choose file with prompt "{title}")'
        asked = subprocess.run(  # noqa: S603 - a fixed text
            ["/usr/bin/osascript", "-e", script], capture_output=True, text=True, check=False
        )
        chosen = asked.stdout.strip()
    else:
        kinds = "Records (*.csv; *.xlsx; *.xlsm; *.zip),*.csv;*.xlsx;*.xlsm;*.zip"
        chosen = app.api.GetOpenFilename(kinds, 1, title)
    return Path(chosen) if isinstance(chosen, str) and chosen else None


def _log(label: str) -> None:
    with suppress(OSError), LOG.open("a", encoding="utf-8") as file:
        file.write(f"{door.now():%Y-%m-%d %H:%M:%S} UTC, {label}\n")
        traceback.print_exc(file=file)


def main(arguments: Sequence[str]) -> None:
    """Press a button from a terminal, with the workbook in front: ``… record_outcome``."""
    names = [button.action for button in BUTTONS]
    if len(arguments) != 1 or arguments[0] not in names:
        sys.exit(f"usage: python -m trackrecord.buttons {'|'.join(names)}")
    try:
        xlwings.books.active.set_mock_caller()
    except xlwings.XlwingsError as error:
        sys.exit(
            f"there is no workbook of Excel's in front ({error}); in LibreOffice, press the "
            "button itself"
        )
    globals()[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
