"""LibreOffice and formulon compute the same in the workbooks that the tests make.

A copy is kept of the first workbooks that each file of tests puts in place; at the
end of the session both engines recalculate them all. What is compared is one engine's value with
the other's, on our own sheets, so it does not matter whether a test left values that are out of
date. Both are read by openpyxl; what that cannot open is not compared, nor is a workbook in which
targets of parts begin with "./", as is allowed: LibreOffice finds no such part.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from support.second_engine import recalculated
from support.workbooks import cells, same

from trackrecord.workbook.new import SHEETS

# Of each file of tests; 0 is all of them (an hour).
MOST = int(os.environ.get("TRACKRECORD_EVERY_WORKBOOK", "1"))
LARGEST = 400_000  # bytes; larger ones have tests of their own
_DAYS_TO_1904 = 1462  # days later begin the numbers of workbooks that count from 1904
_HERE = re.compile(rb"[\"']\./")  # a target, in UTF-8 or UTF-16
_TOGETHER = 25  # workbooks that LibreOffice is started for

T = TypeVar("T")


class Kept:
    """Copies of workbooks, and which test made each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made_by: dict[Path, str] = {}
        self._seen: set[str] = set()
        self._of_file: dict[str, int] = {}

    def keep(self, path: Path, test: str) -> None:
        """Keep a copy, if it is a workbook that is not known yet, and there are few of its file."""
        file = test.split("::", maxsplit=1)[0].rpartition("/")[2]
        if path.suffix.lower() not in {".xlsx", ".xlsm"}:
            return
        if (MOST and self._of_file.get(file, 0) >= MOST) or path.stat().st_size > LARGEST:
            return
        sheets = _sheets_of(path)
        if not sheets or sheets in self._seen:
            return
        self._seen.add(sheets)
        self._of_file[file] = self._of_file.get(file, 0) + 1
        copy = self.folder / f"{len(self.made_by)}{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        self.made_by[copy] = test

    def differences(self, libreoffice: Callable[[str, list[Path]], Path]) -> list[str]:
        """Formula cells in which the engines do not agree, with the tests that made them."""
        found = []
        books = {
            path: book for path in self.made_by if (book := _read(load_workbook, path)) is not None
        }
        paths = [*books]
        for start in range(0, len(paths), _TOGETHER):
            some = paths[start : start + _TOGETHER]
            made = libreoffice("xlsx", some)
            for path in some:
                of_libreoffice = made / f"{path.stem}.xlsx"
                if of_libreoffice.exists():
                    lines = _differences(books[path], path, of_libreoffice)
                    found += [f"{self.made_by[path]}: {line}" for line in lines]
                else:
                    found.append(f"{self.made_by[path]}: LibreOffice could not open it")
        return found


def _differences(book: Workbook, path: Path, of_libreoffice: Path) -> Iterator[str]:
    """Formula cells of our sheets in which the engines do not agree."""
    one = _read(cells, of_libreoffice)
    if one is None:
        return
    other = recalculated(path)
    # Formulon gives the number of a day as the workbook counts it, openpyxl the day itself.
    later = _DAYS_TO_1904 if book.epoch == CALENDAR_MAC_1904 else 0
    for sheet in book.worksheets:
        if sheet.title.rstrip(" 0123456789") not in SHEETS:
            continue
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            place = sheet.title, cell.coordinate
            value, number = one.get(place), other.get(place)
            if isinstance(value, str) and isinstance(number, str):  # signs that no XML may hold
                value, number = _spelled_alike(value), _spelled_alike(number)
            if same(value, number):
                continue
            if later and isinstance(number, float) and same(value, number + later):
                continue
            yield f"{place}: LibreOffice {value!r}, formulon {number!r}: {cell.value}"


def _spelled_alike(text: str) -> str:
    """A text without escapes, some of which LibreOffice escapes again, and no NUL at its end."""
    while (plain := unescape(text)) != text:
        text = plain
    return text.rstrip("\0")


def _sheets_of(path: Path) -> str:
    """What tells one workbook from another: its sheets; "" where LibreOffice cannot read them."""
    whole = hashlib.sha256()
    try:
        with ZipFile(path) as package:
            for name in sorted(package.namelist()):
                if name.endswith(".rels") and _HERE.search(package.read(name).replace(b"\0", b"")):
                    return ""
                if name.startswith("xl/worksheets/sheet"):
                    whole.update(package.read(name))
    except BadZipFile:
        return ""
    return whole.hexdigest()


def _read(reader: Callable[[Path], T], path: Path) -> T | None:
    """A workbook, where openpyxl opens it: others write theirs in every way there is."""
    try:
        return reader(path)
    except Exception:  # noqa: BLE001 - it has no name for what it does not know
        return None
