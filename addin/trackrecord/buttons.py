"""The ribbon's entry points: one function per button, without arguments.

Each takes the workbook in front, runs its action, and shows one message, in the language that
TRACKRECORD_LANG names, or else in the spreadsheet's own. Here, as on the command line, the clock
and the person's name are read. Nothing a person typed ever becomes code: what Excel hands to Python
is the name of one of these functions.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from trackrecord import clock
from trackrecord.actions.session import Session
from trackrecord.errors import Refused
from trackrecord.language import say, using
from trackrecord.office.addin.app_language import language_of_app
from trackrecord.office.addin.quiet_xlwings import xlwings
from trackrecord.office.addin.ribbon import BUTTONS, TAB
from trackrecord.workbook.open.screen import OpenScreen
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import OpenWorkbook
from trackrecord.workbook.store import Screen

Action = Callable[[Session, Screen], str]


def _press(name: str) -> None:
    app, book = _in_front()
    if app is None:
        return
    with using(clock.wanted_language() or language_of_app(app)):
        app.alert(_pressed(name, app, book), TAB, buttons="ok")


def _pressed(name: str, app: Any, book: Any) -> str:  # noqa: ANN401 - xlwings' objects
    """Do what a button does; the message to be shown, whatever happens."""
    button = next(button for button in BUTTONS if button.action == name)
    try:
        if book is None and not button.always:
            return say("No workbook is open; open your Track Record workbook, or click New.")
        return _quietly(app, book, lambda: _act(name, app, book))
    except Refused as refusal:
        message = str(refusal).rstrip(".。")
        return say("{sentence}.", sentence=f"{message[:1].upper()}{message[1:]}")
    except Exception:  # noqa: BLE001 - whatever it is, a person clicked and must be told
        from trackrecord.files.own_folders import log_error  # noqa: PLC0415 - seldom

        logged = log_error(f"{clock.now():%Y-%m-%d %H:%M:%S} UTC, {button.label}")
        return say(
            "“{button}” did not work: something is wrong in Track Record itself. What is known "
            "about it was {logged}.",
            button=say(button.label),
            logged=logged,
        )


# What each button does; its module is loaded when it is pressed, since some load much.
ACTIONS = {button.action: button.runs for button in BUTTONS}


def action_of(name: str) -> Action:
    """The action of a button; its module is loaded only now."""
    module, _, function = ACTIONS[name].partition(":")
    action: Action = getattr(import_module(f"trackrecord.actions.{module}"), function)
    return action


def _act(name: str, app: Any, book: Any) -> str:  # noqa: ANN401 - xlwings' objects
    """Do what a button does; the sentence for the person."""
    workbook = OpenWorkbook(book, app)
    screen = OpenScreen(app, workbook, TAB)
    session = Session(OpenStore(workbook), clock.today(), clock.now(), clock.whoami(), screen.ask)
    if book is None:
        return action_of(name)(session, screen)
    with workbook.days_counted():
        return action_of(name)(session, screen)


def _in_front() -> tuple[Any, Any]:
    """The application and the workbook in front; None for what there is not."""
    try:
        book = xlwings.Book.caller()
    except Exception:  # noqa: BLE001 - xlwings has no one error for "no workbook"
        return xlwings.apps.active, None
    return book.app, book


def _quietly(app: Any, book: Any, action: Callable[[], str]) -> str:  # noqa: ANN401 - as above
    """Run an action without drawing and computing after each step."""
    if book is None:
        return action()
    calculation = None
    try:
        app.screen_updating = False
        calculation = app.calculation
        app.calculation = "manual"
        return action()
    finally:
        # Not with a context manager: errors of some spreadsheets cannot pass through one.
        try:
            if calculation is not None:
                app.calculation = calculation
            if calculation == "manual":  # the person's own choice, but a click shows what it did
                app.calculate()
        finally:
            app.screen_updating = True
        forget = getattr(book.impl, "forget_undo", None)
        if forget is not None:
            forget()


for _button in BUTTONS:  # the entry points: ``trackrecord.buttons.record_outcome()``
    globals()[_button.action] = partial(_press, _button.action)


def main(arguments: Sequence[str]) -> None:
    """Press a button from a terminal, with the workbook in front: ``… record_outcome``."""
    names = [button.action for button in BUTTONS]
    if len(arguments) != 1 or arguments[0] not in names:
        sys.exit(f"usage: python -m trackrecord.buttons {'|'.join(names)}")
    try:
        xlwings.books.active.set_mock_caller()
    except xlwings.XlwingsError as error:
        if not sys.platform.startswith("linux"):
            sys.exit(f"there is no workbook of Excel's in front ({error}); open it and try again")
        from trackrecord.office.addin.libreoffice_press import press_in_office  # noqa: PLC0415 - Linux only

        if said := press_in_office(arguments[0]):
            sys.exit(said)
        return
    globals()[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
