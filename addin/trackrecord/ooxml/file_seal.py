"""The seal of a workbook file over all its parts, in its core properties.

By it a file that nobody saved anything into since it was built (`untouched`), or since one of our
commands changed it (`as_left`), is told from one that somebody worked in. This detects saves, not
fraud; the journal's seals detect fraud.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.ooxml.package import Package

CORE = "docProps/core.xml"
UNSEALED = "to be sealed"  # stands there until the seal is known
_SEAL = re.compile(rb"(?<=>)[0-9a-f]{64}(?=</dc:identifier>)")
_CREATOR = re.compile(rb"<dc:creator[^<>]*>Track Record ")
Parts = Iterable[tuple[str, int, int]]  # name, checksum, size


def digest(parts: Parts) -> str:
    """What the other parts hold, in one short text."""
    others = sorted(part for part in parts if part[0] != CORE)
    return hashlib.sha256(repr(others).encode()).hexdigest()


def untouched(path: Path) -> bool:
    """Did nobody save anything into this workbook since it was built?"""
    try:
        with Package(path) as package:
            return as_built(package)
    except Refused:
        return False


def as_built(package: Package) -> bool:
    """Did nobody save anything into it since it was built?"""
    return CORE in package and digest(package.parts).encode() in package.read(CORE)


def _left(parts: Parts) -> bytes:
    return hashlib.sha256(b"left " + digest(parts).encode()).hexdigest().encode()


def as_left(package: Package) -> bool:
    """Did nobody save anything into it since we changed it and journalled everything in it?"""
    if CORE not in package:
        return False
    found = _SEAL.search(package.read(CORE))
    return found is not None and found[0] == _left(package.parts)


def is_ours(core: bytes) -> bool:
    """Are these the core properties of a workbook that we built?

    Another's may have an identifier of that length of its own.
    """
    return _SEAL.search(core) is not None and _CREATOR.search(core) is not None


def resealed(core: bytes, parts: Parts) -> bytes:
    """The core properties of a workbook of ours that we leave so."""
    return _SEAL.sub(_left(parts), core)
