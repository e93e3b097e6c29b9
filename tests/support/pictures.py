"""The Dashboard as LibreOffice prints it, and the words on it with their places."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile

from support.workbooks import missing

_PAGES = 'pdf:calc_pdf_Export:{"PageRange":{"type":"string","value":"1-4"}}'
_MOST_SECONDS = 240


class Word(NamedTuple):
    """A word of a page and its box, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def lightened(path: Path, to: Path) -> Path:
    """A workbook whose Dashboard shows what was written, without the rows it was computed from.

    LibreOffice takes minutes to compute 60,000 forecasts; that it computes the same is tested on
    smaller ones.
    """
    with ZipFile(path) as old, ZipFile(to, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"<f>[^<]*</f>", b"", part)
                if name != "xl/worksheets/sheet2.xml":
                    part = re.sub(rb"<row .*</row>", b"", part, flags=re.DOTALL)
            if re.fullmatch(r"xl/tables/table\d+\.xml", name):
                part = re.sub(
                    rb"<calculatedColumnFormula>[^<]*</calculatedColumnFormula>", b"", part
                )
            if name != "xl/trackrecord/index.bin":
                new.writestr(name, part)
    return to


def printed(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The first pages of each workbook as a PDF."""
    office = shutil.which("soffice")
    if office is None or shutil.which("pdftotext") is None:
        missing("LibreOffice (soffice) or poppler (pdftotext)")
    command = [str(office), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", _PAGES, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=_MOST_SECONDS)
    return [folder / f"{path.stem}.pdf" for path in paths]


def dashboard_of(pdf: Path) -> list[Word]:
    """The words of the page that holds the Dashboard."""
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True)
    for page in _pages(done.stdout):
        if any(word.text == "Hindsight" for word in page):
            return page
    raise AssertionError("no page shows the Dashboard")


def _pages(content: bytes) -> Iterator[list[Word]]:
    space = "{http://www.w3.org/1999/xhtml}"
    root = ET.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", content))  # noqa: S314
    for page in root.iter(f"{space}page"):
        yield [
            Word(
                word.text or "", *(float(word.get(k, 0)) for k in ("xMin", "yMin", "xMax", "yMax"))
            )
            for word in page.iter(f"{space}word")
        ]


def overlapping(words: Sequence[Word], slack: float = 1.0) -> list[tuple[str, str]]:
    """Words that are printed over each other by more than so many points both ways."""
    found = []
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            if across > slack and down > slack + 1:
                found.append((one.text, other.text))
    return found
