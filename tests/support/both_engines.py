"""LibreOffice and formulon compute the same in the workbooks that the tests make.

A copy is kept of the first few different workbooks that each file of tests puts in place; at the
end of the session both engines recalculate them all. What is compared is one engine's value with
the other's, on our own sheets, so it does not matter whether a test left values that are out of
date. Formulon is given a workbook by openpyxl; what that cannot open is not compared.
"""

import hashlib
import os
import shutil
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from support.second_engine import recalculated
from support.workbooks import Recalculate, cells, same

from trackrecord.workbook.new import SHEETS

# Of each file of tests; 0 is all of them (an hour).
MOST = int(os.environ.get("TRACKRECORD_EVERY_WORKBOOK", "4"))
LARGEST = 400_000  # bytes; larger ones have tests of their own
_TOGETHER = 25  # workbooks that LibreOffice is started for


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
        if sheets in self._seen:
            return
        self._seen.add(sheets)
        self._of_file[file] = self._of_file.get(file, 0) + 1
        copy = self.folder / f"{len(self.made_by)}{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        self.made_by[copy] = test

    def differences(self, recalculate: Recalculate) -> list[str]:
        """Formula cells in which the engines do not agree, with the tests that made them."""
        found = []
        paths = [path for path in self.made_by if _opens(path)]
        for start in range(0, len(paths), _TOGETHER):
            some = paths[start : start + _TOGETHER]
            for path, of_libreoffice in zip(some, recalculate(some), strict=True):
                of_formulon = recalculated(path)
                found += [
                    f"{self.made_by[path]}: {place}: LibreOffice {of_libreoffice.get(place)!r}, "
                    f"formulon {of_formulon.get(place)!r}: {formula}"
                    for place, formula in cells(path, formulas=True).items()
                    if place[0].rstrip(" 0123456789") in SHEETS
                    and not same(of_libreoffice.get(place), of_formulon.get(place))
                ]
        return found


def _sheets_of(path: Path) -> str:
    """What tells one workbook from another: its sheets."""
    whole = hashlib.sha256()
    try:
        with ZipFile(path) as package:
            for name in sorted(package.namelist()):
                if name.startswith("xl/worksheets/sheet"):
                    whole.update(package.read(name))
    except BadZipFile:
        return ""
    return whole.hexdigest()


def _opens(path: Path) -> bool:
    """Does openpyxl open it? Of others' workbooks, written in every way there is, not each."""
    try:
        load_workbook(path).close()
    except Exception:  # noqa: BLE001 - it has no name for what it does not know
        return False
    return True
