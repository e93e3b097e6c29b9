"""Defined names of a book or a sheet."""

from collections.abc import Iterator
from typing import Any

from xlwings import XlwingsError, base_classes

from trackrecord.office.libreoffice.bridge import struct
from trackrecord.office.libreoffice.formulas import to_calc, to_excel


class Names(base_classes.Names):
    """The names of a book, or those of one sheet."""

    api: Any = None

    def __init__(self, book: Any, ranges: Any) -> None:
        self._book = book
        self.api = ranges

    def __call__(self, name_or_index: str | int) -> "Name":
        found = name_or_index
        if isinstance(found, int):
            return Name(self, self.api.ElementNames[found - 1])
        if not self.contains(found):
            raise KeyError(found)
        return Name(self, found)

    def __len__(self) -> int:
        return len(self.api.ElementNames)

    def __iter__(self) -> Iterator["Name"]:
        return (Name(self, name) for name in self.api.ElementNames)

    def contains(self, name_or_index: str | int) -> bool:
        """Is there a name like that?"""
        return self.api.hasByName(name_or_index)  # type: ignore[no-any-return]

    def add(self, name: str, refers_to: str) -> "Name":
        """Define a name."""
        if "." in name:
            raise XlwingsError(f"LibreOffice takes no name with a dot: {name}")
        if self.api.hasByName(name):
            self.api.removeByName(name)
        start = struct("com.sun.star.table.CellAddress")
        self.api.addNewByName(name, to_calc(refers_to).removeprefix("="), start, 0)
        return Name(self, name)

    def range(self, reference: Any) -> Any:
        """The range of the book that a reference of LibreOffice points to."""
        return self._book.sheets.of(reference.Spreadsheet).wrap(reference.RangeAddress)


class Name(base_classes.Name):
    """One name and what it stands for."""

    api: Any = None

    def __init__(self, names: Names, name: str) -> None:
        self._names = names
        self._name = name
        self.api = names.api.getByName(name)

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._name = value

    def delete(self) -> None:
        """Take the name away."""
        self._names.api.removeByName(self._name)

    @property
    def refers_to(self) -> str:
        """A formula in Excel's grammar."""
        return "=" + to_excel(self.api.Content)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.Content = to_calc(value).removeprefix("=")

    @property
    def refers_to_range(self) -> Any:
        """The cells it stands for."""
        cells = self.api.getReferredCells()
        if cells is None:
            raise XlwingsError(f"{self._name} does not stand for cells")
        return self._names.range(cells)
