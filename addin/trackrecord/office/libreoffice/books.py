"""The open books of an office, as xlwings asks for them."""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from xlwings import XlwingsError, base_classes

from trackrecord.office.libreoffice.bridge import properties
from trackrecord.office.libreoffice.names import Names
from trackrecord.office.libreoffice.ranges import Range
from trackrecord.office.libreoffice.sheets import Sheets
from trackrecord.office.libreoffice.values import Formats

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".csv": "Text - txt - csv (StarCalc)",
}


class Books(base_classes.Books):
    """The open spreadsheets of an office."""

    app: Any = None

    def __init__(self, app: Any) -> None:
        self.app = app
        self._books: dict[str, Book] = {}

    @property
    def api(self) -> Any:
        """LibreOffice's collection of open documents."""
        return self.app.desktop.Components

    def wrap(self, document: Any) -> "Book":
        """The book of a document; the same one each time."""
        number = document.RuntimeUID
        if number not in self._books:
            self._books[number] = Book(self.app, document)
        return self._books[number]

    def of_number(self, number: str) -> "Book | None":
        """The book that the office knows by a number; None if it was closed."""
        current = self.app.desktop.getCurrentComponent()
        if getattr(current, "RuntimeUID", "") == number and self.app.is_spreadsheet(current):
            return self.wrap(current)
        found = (one for one in self.app.documents() if one.RuntimeUID == number)
        return next((self.wrap(document) for document in found), None)

    def active_or_none(self) -> "Book | None":
        """The book in front, or the last opened; None without one."""
        current = self.app.desktop.getCurrentComponent()
        if self.app.is_spreadsheet(current):
            return self.wrap(current)
        documents = self.app.documents()
        return self.wrap(documents[0]) if documents else None

    @property
    def active(self) -> "Book":
        """The book in front."""
        book = self.active_or_none()
        if book is None:
            raise XlwingsError("no workbook is open")
        return book

    def __call__(self, name_or_index: str | int) -> "Book":
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if book.name.lower() == name_or_index.lower():
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self.app.documents())

    def __iter__(self) -> Iterator["Book"]:
        return (self.wrap(document) for document in self.app.documents())

    def add(self) -> "Book":
        """A new, empty book."""
        return self._load("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: object = None,
        read_only: bool | None = None,
        format: object = None,  # noqa: A002 - xlwings calls it so
        password: str | None = None,
        *_: object,
        **__: object,
    ) -> "Book":
        """Open a file."""
        del update_links, format
        settings: dict[str, object] = {}
        if read_only:
            settings["ReadOnly"] = True
        if password:
            settings["Password"] = password
        return self._load(Path(fullname).as_uri(), **settings)

    def _load(self, url: str, **settings: object) -> "Book":
        document = self.app.desktop.loadComponentFromURL(
            url, "_blank", 0, properties(Hidden=False, MacroExecutionMode=0, **settings)
        )
        if document is None:
            raise XlwingsError(f"LibreOffice could not open {url}")
        return self.wrap(document)


class Book(base_classes.Book):
    """One open spreadsheet."""

    app: Any = None
    api: Any = None
    sheets: Any = None

    def __init__(self, app: Any, document: Any) -> None:
        self.app = app
        self.api = document
        self.formats = Formats(document)
        self.database_ranges = document.DatabaseRanges
        self.stale = False  # were formulas copied while nothing was computed?
        self.deletions = 0  # of cells, so far
        self.copied: Any = None  # the range whose formats can be pasted
        self.sheets = Sheets(self)

    @cached_property
    def names(self) -> Names:
        """Its names."""
        return Names(self, self.api.NamedRanges)

    @property
    def fullname(self) -> str:
        """The path of its file; the window's title while it has none."""
        url: str = self.api.URL
        return os.fspath(path_of(url)) if url else self.name

    @property
    def name(self) -> str:
        """The name of its file; the window's title while it has none."""
        url: str = self.api.URL
        title: str = self.api.Title
        return path_of(url).name if url else title

    @property
    def read_only(self) -> bool:
        """Was it opened for reading only?"""
        found: bool = self.api.isReadonly()
        return found

    @property
    def from_1904(self) -> bool:
        """Does it count its days from 1904? The engine then reads other days than it shows."""
        found: int = self.api.NullDate.Year
        return found == 1904

    @property
    def selection(self) -> Range | None:
        """The cells selected in it; None if something else is, or it has no window."""
        controller = self.api.CurrentController
        chosen = controller.Selection if controller is not None else None
        area = getattr(chosen, "RangeAddress", None)
        if area is None:  # several areas: the first, as Excel's Range does
            areas = getattr(chosen, "RangeAddresses", ())
            area = areas[0] if areas else None
        return None if area is None else self.sheets(area.Sheet + 1).wrap(area)

    def activate(self) -> None:
        """Bring it to the front."""
        frame = self.api.CurrentController.Frame
        frame.activate()
        if self.app.visible:
            frame.ContainerWindow.toFront()

    def close(self) -> None:
        """Close it without saving."""
        self.api.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it, or save it as another file; the kind follows from the name."""
        target = Path(path) if path else Path(self.fullname)
        if path is None and not self.api.URL:
            target = Path.cwd() / f"{self.name}.xlsx"
        if target.suffix.lower() not in _FILTERS:
            raise XlwingsError(f"{target.name}: LibreOffice cannot save this kind of file")
        settings = {"FilterName": _FILTERS[target.suffix.lower()]}
        if password:
            settings["Password"] = password
        self.api.storeAsURL(target.absolute().as_uri(), properties(**settings))

    def to_pdf(self, path: str, quality: object = None) -> None:
        """Print it into a PDF file."""
        del quality
        settings = properties(FilterName="calc_pdf_Export")
        self.api.storeToURL(Path(path).absolute().as_uri(), settings)

    def forget_undo(self) -> None:
        """Empty the undo list, as Excel does after a macro: it would take half of it back."""
        self.api.UndoManager.clear()


def path_of(url: str) -> Path:
    """The path that a file's address stands for."""
    return Path(unquote(urlparse(url).path))
