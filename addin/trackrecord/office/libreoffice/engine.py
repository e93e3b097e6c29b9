"""The engine and its apps (offices), as xlwings asks for them."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from xlwings import XlwingsError, base_classes

from trackrecord.office.libreoffice import values
from trackrecord.office.libreoffice.books import Books, path_of
from trackrecord.office.libreoffice.bridge import enum, properties
from trackrecord.office.libreoffice.launcher import Office
from trackrecord.office.libreoffice.ranges import Range

NAME = "libreoffice"
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
# Where a headless office writes what it would have shown, a JSON line each; and what it answers.
ALERTS, ANSWERS = "XLWINGS_LIBREOFFICE_ALERTS", "XLWINGS_LIBREOFFICE_ANSWERS"

_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_RESULTS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
_BOXES = {None: "MESSAGEBOX", "info": "INFOBOX", "critical": "ERRORBOX"}


class Engine:
    """What xlwings calls an engine: its apps, and how values go in and out."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: object, _options: object) -> object:
        """A value on its way into a cell."""
        return values.element(x)

    clean_value_data = staticmethod(values.clean)


class Apps(base_classes.Apps):
    """The offices this Python has started or is connected to, the last one first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        """The process numbers."""
        return [app.pid for app in self._apps]

    def add(
        self,
        spec: object = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
    ) -> "App":
        """Start an office of its own."""
        del spec, xl
        app = self.adopt(Office(headless=not visible))
        if add_book:
            app.books.add()
        return app

    def adopt(self, office: Any) -> "App":
        """Take a running office in."""
        app = App(self, self._engine, office)
        self._apps.insert(0, app)
        return app

    def forget(self, app: "App") -> None:
        """Drop an office that has ended."""
        self._apps = [other for other in self._apps if other is not app]

    def put_first(self, app: "App") -> None:
        """Make it the active one."""
        self._apps.sort(key=lambda other: other is not app)

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind that could be cleaned up."""

    def __iter__(self) -> Iterator["App"]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> "App":
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(pid)


_LANGUAGES: "WeakKeyDictionary[Any, str]" = WeakKeyDictionary()  # of offices


class App(base_classes.App):
    """One office. Without a screen its alerts answer themselves, see `answers`."""

    engine: Any = None
    books: Any = None
    api: Any = None

    def __init__(self, apps: Apps, engine: Engine, office: Any) -> None:
        self._apps = apps
        self.engine = engine
        self.office = office
        self.api = office.context
        self.desktop = office.desktop
        self.books = Books(self)
        self._interactive = True
        self._alerts = True
        self._locked: list[Any] | None = None  # the documents that are not drawn
        # What a headless office answers, in order; afterwards always the first button.
        self.answers = _answers()

    # What xlwings sets on Excel and has no counterpart here is kept and given back.
    cut_copy_mode = None
    enable_events = True
    hwnd = 0

    def service(self, name: str) -> Any:
        """A service of the office."""
        return self.api.ServiceManager.createInstanceWithContext(name, self.api)

    @staticmethod
    def is_spreadsheet(component: Any) -> bool:
        """Is it an open spreadsheet, and not the start page or a letter?"""
        return hasattr(component, "supportsService") and component.supportsService(_SPREADSHEET)

    def documents(self) -> list[Any]:
        """The open spreadsheets, in the order they were opened."""
        return [found for found in self.desktop.Components if self.is_spreadsheet(found)]

    @property
    def pid(self) -> int:
        """The process number."""
        pid: int = self.office.process.pid
        return pid

    @property
    def visible(self) -> bool:
        """Does it have windows?"""
        return not self.office.headless

    @visible.setter
    def visible(self, value: bool) -> None:
        if value and self.office.headless:
            raise XlwingsError("a headless LibreOffice has no windows; start it with visible=True")

    @property
    def version(self) -> str:
        """LibreOffice's version, such as 7.4.7."""
        return self._configured("Product", "ooSetupVersionAboutBox")

    @property
    def language(self) -> str:
        """The language of its menus, such as zh-CN; another one needs a new start."""
        if self.office not in _LANGUAGES:
            _LANGUAGES[self.office] = self._configured("L10N", "ooLocale")
        return _LANGUAGES[self.office]

    def _configured(self, group: str, name: str) -> str:
        access = self.service("com.sun.star.configuration.ConfigurationProvider")
        node = access.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            properties(nodepath=f"/org.openoffice.Setup/{group}"),
        )
        found: str = node.getByName(name)
        return found

    @property
    def path(self) -> str:
        """The folder of the program."""
        found: str = self.service("com.sun.star.util.PathSubstitution").substituteVariables(
            "$(prog)", True
        )
        return found

    startup_path = path

    def activate(self, steal_focus: bool = False) -> None:
        """Make it the one that xlwings talks to."""
        del steal_focus
        self._apps.put_first(self)

    @property
    def selection(self) -> Range | None:
        """The cells selected in the active book; None if something else is (a chart)."""
        book = self.books.active_or_none()
        return None if book is None else book.selection

    def quit(self) -> None:
        """End the office; what was not saved is lost, as xlwings has it."""
        self._apps.forget(self)
        self.office.stop()

    def kill(self) -> None:
        """End it at once."""
        self._apps.forget(self)
        self.office.kill()

    @property
    def interactive(self) -> bool:
        """May the person type meanwhile? Kept; LibreOffice has no such switch."""
        return self._interactive

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self._interactive = value

    @property
    def display_alerts(self) -> bool:
        """Are alerts shown?"""
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._alerts = value

    @property
    def screen_updating(self) -> bool:
        """Is what changes drawn at once?"""
        return not any(document.hasControllersLocked() for document in self.documents())

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            for document in self._locked or self.documents():
                with suppress(Exception):  # it was closed meanwhile
                    while document.hasControllersLocked():
                        document.unlockControllers()
            self._locked = None
            return
        self._locked = self.documents()
        for document in self._locked:
            if not document.hasControllersLocked():
                document.lockControllers()

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``; in LibreOffice each book has it, here all do."""
        documents = self._locked or self.documents()
        found = all(document.isAutomaticCalculationEnabled() for document in documents)
        return "automatic" if found else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        # To ask which documents are open takes a dozen calls.
        for document in self._locked or self.documents():
            document.enableAutomaticCalculation(value != "manual")
            book = self.books.wrap(document)
            if value != "manual" and book.stale:
                # Formulas copied meanwhile are not among those that it computes by itself.
                document.calculateAll()
                book.stale = False

    def calculate(self) -> None:
        """Compute every formula of every open book."""
        for document in self.documents():
            document.calculateAll()

    @property
    def status_bar(self) -> bool:
        """False: LibreOffice does not give its text back."""
        return False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        book = self.books.active_or_none()
        if book is not None and self.visible:
            frame = book.api.CurrentController.Frame
            with suppress(Exception):  # a window without a status bar is no reason to stop
                indicator = frame.createStatusIndicator()
                if value is False:
                    indicator.end()
                else:
                    indicator.start(str(value), 0)

    def run(self, macro: str, args: tuple[object, ...]) -> object:
        """Refused: Excel's macros do not run here."""
        del args
        raise XlwingsError(f"LibreOffice cannot run Excel's macro {macro}")

    def choose_file(self, title: str) -> str:
        """The path of a file the person chooses; "" for none. Headless: the next of `answers`."""
        if self.office.headless:
            return self.answers.pop(0) if self.answers else ""
        picker = self.service("com.sun.star.ui.dialogs.FilePicker")
        picker.setTitle(title)
        if not picker.execute():
            return ""
        return os.fspath(path_of(picker.getSelectedFiles()[0]))

    def alert(
        self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: object
    ) -> str:
        """Show a message; the button clicked. Headless: the next of `answers`, or the first."""
        del callback
        if self.office.headless or not self._alerts:
            answer = self.answers.pop(0) if self.answers else buttons.partition("_")[0]
            log = os.environ.get(ALERTS)
            if log:
                line = {"prompt": prompt, "title": title, "buttons": buttons, "answer": answer}
                with Path(log).open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
            return answer
        book = self.books.active_or_none()
        window = book.api.CurrentController.Frame.ContainerWindow if book else None
        kind = "QUERYBOX" if buttons != "ok" and mode != "critical" else _BOXES[mode]
        toolkit = self.service("com.sun.star.awt.Toolkit")
        box = toolkit.createMessageBox(
            window, enum("awt.MessageBoxType", kind), _BUTTONS[buttons], title or "", prompt
        )
        return _RESULTS.get(box.execute(), "cancel")


def _answers() -> list[str]:
    """The answers of the environment: with commas, or in a file after @, a line each."""
    given = os.environ.get(ANSWERS, "")
    path = Path(given[1:])
    if given.startswith("@"):
        return path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    return [answer for answer in given.split(",") if answer]


def dispatch(app: App, document: Any, command: str) -> None:
    """Press a button: send a command to the window of a document."""
    helper = app.service("com.sun.star.frame.DispatchHelper")
    helper.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
