"""Packages taken apart and put together again, with nothing of ours."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

Parts = dict[str, bytes]


def parts(path: Path) -> Parts:
    """The parts of a package by their names; reading one compares its checksum."""
    return _parts_in(path.read_bytes())


def repacked(data: bytes, change: Callable[[Parts], object]) -> bytes:
    """A package with its parts changed."""
    held = _parts_in(data)
    change(held)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return out.getvalue()


def _parts_in(data: bytes) -> Parts:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
