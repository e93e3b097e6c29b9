"""One spelling for parts that stream by, so that patterns can read them in linear time.

Spreadsheets write sheets and texts in one way: the main namespace without a prefix, double quotes,
no comments, no CDATA, every row numbered, in UTF-8. `SpellingGate` tells whether a part is spelled
so; `respelled` makes one so that is not, and what it says stays the same.
"""

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from trackrecord.ooxml.cell_names import column_letters, column_number

_MOST_TAG = 1_000_000  # bytes
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BYTE_ORDER = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"\s*<\?xml\b[^<>]*\?>")
_OTHER_CODE = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
# A comment, CDATA or instruction; a tag whose quotes are single, do not close, or hold < or >.
_UNUSUAL = re.compile(rb"<(?:[!?]|[^<>'\"]*+(?:\"[^<>\"]*\"[^<>'\"]*+)*+[<'\"])")
_UNNUMBERED = re.compile(rb"<row(?![^<>]*\sr=\")[\s/>]")
_SPACE = re.compile(rb'\sxmlns="')
_MAIN_SPACE = re.compile(rb'\sxmlns="' + _MAIN.encode() + rb'"')
_MAIN_BY_PREFIX = re.compile(rb'\sxmlns:[^\s=]+="' + _MAIN.encode() + rb'"')
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_QUOTES = _ESCAPED | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_CELL_ADDRESS = re.compile(r"([A-Za-z]{1,3})\d+")


class SpellingGate:
    """Looks at a part as it goes by in pieces."""

    def __init__(self) -> None:
        """For one part, from its beginning."""
        self._open = b""  # a tag that has not ended yet
        self._is_begun = False
        self._spaces = 0  # how often a namespace without a prefix was declared
        self._is_main = False

    def is_usual(self, piece: bytes) -> bool:
        """Is what was seen so far spelled as spreadsheets spell it?"""
        seen = self._open + piece
        if not self._is_begun:
            if b">" not in seen:
                self._open = seen
                return len(seen) <= _MOST_TAG
            self._is_begun = True
            seen = seen.removeprefix(_BYTE_ORDER)
            declared = _DECLARED.match(seen)
            if declared is not None:
                if _OTHER_CODE.search(declared[0]):
                    return False
                seen = seen[declared.end() :]
        start = seen.rfind(b"<")
        self._open = seen[start:] if start >= 0 and b">" not in seen[start:] else b""
        if len(self._open) > _MOST_TAG:
            return False
        whole = seen[: len(seen) - len(self._open)]
        self._spaces += len(_SPACE.findall(whole))
        self._is_main = self._is_main or _MAIN_SPACE.search(whole) is not None
        return self._spaces <= 1 and not any(
            form.search(whole) for form in (_UNUSUAL, _UNNUMBERED, _MAIN_BY_PREFIX)
        )

    @property
    def is_closed(self) -> bool:
        """Has every tag ended, and is the main namespace the one without a prefix?"""
        return not self._open and self._is_main


def respelled(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A part that says the same as another, spelled as spreadsheets spell it.

    Comments and instructions, which say nothing, are left out. Errors: ValueError if it is no XML,
    or defines entities of its own.

    >>> part = b"<x:a xmlns:x='" + _MAIN.encode() + b"'><x:b c='1'></x:b></x:a>"
    >>> b"".join(respelled([part]))[56:]
    b'<a xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><b c="1"/></a>'
    """
    speller = _Speller()
    yield b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    for piece in pieces:
        yield speller.fed(piece)
    yield speller.fed(b"", last=True)


class _Speller:
    """Writes again what a parser reads."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._is_open = False  # does the last tag still want its end?
        self._names: list[str] = []
        self._declared: list[tuple[str, str]] = []
        self._row, self._column = 0, 0
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._refuse

    def fed(self, piece: bytes, *, last: bool = False) -> bytes:
        """What a piece makes."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        made, self._out = "".join(self._out), []
        return made.encode()

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("it defines entities of its own")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        if prefix is not None and uri and uri != _MAIN:
            self._declared.append((prefix, uri))

    def _start(self, name: str, said: list[str]) -> None:
        self._close_tag()
        declared = [f' xmlns="{_MAIN}"'] if not self._names else []
        uri, _, rest = name.rpartition(" ") if name.count(" ") < 2 else name.partition(" ")
        written = self._written(uri, rest)
        declared += [f' xmlns:{p}="{u.translate(_IN_QUOTES)}"' for p, u in self._declared]
        self._declared = []
        pairs = {
            self._attribute(key): value for key, value in zip(said[::2], said[1::2], strict=True)
        }
        if written == "row":
            pairs = self._numbered_row(pairs)
        elif written == "c":
            pairs = self._numbered_cell(pairs)
        lines = "".join(f' {key}="{value.translate(_IN_QUOTES)}"' for key, value in pairs.items())
        self._out.append(f"<{written}{''.join(declared)}{lines}")
        self._names.append(written)
        self._is_open = True

    def _written(self, uri: str, rest: str) -> str:
        """The name of an element: in the main namespace without a prefix, else always with one."""
        local, _, prefix = rest.partition(" ")
        if uri == _MAIN:
            return local
        if not prefix:
            prefix = f"own{len(self._names)}"
            self._declared.append((prefix, uri))
        return f"{prefix}:{local}"

    @staticmethod
    def _attribute(name: str) -> str:
        local, _, prefix = name.partition(" ")[2].partition(" ")
        return f"{prefix}:{local}" if prefix else local or name

    def _numbered_row(self, pairs: dict[str, str]) -> dict[str, str]:
        said = pairs.get("r", "")
        self._row, self._column = int(said) if said.isdigit() else self._row + 1, 0
        return {"r": str(self._row)} | pairs

    def _numbered_cell(self, pairs: dict[str, str]) -> dict[str, str]:
        at = _CELL_ADDRESS.match(pairs.get("r", ""))
        self._column = column_number(at[1].upper().encode()) if at else self._column + 1
        address = f"{column_letters(self._column)}{self._row}"
        first = {key: pairs[key] for key in ("s", "t") if key in pairs}
        return {"r": address} | first | {k: v for k, v in pairs.items() if k != "r"}

    def _end(self, _: str) -> None:
        name = self._names.pop()
        self._out.append("/>" if self._is_open else f"</{name}>")
        self._is_open = False

    def _text(self, said: str) -> None:
        self._close_tag()
        self._out.append(said.translate(_ESCAPED))

    def _close_tag(self) -> None:
        if self._is_open:
            self._out.append(">")
            self._is_open = False
