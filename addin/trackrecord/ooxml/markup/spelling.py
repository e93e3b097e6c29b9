"""One spelling for parts that stream by, so that patterns can read them in linear time.

Spreadsheets write sheets and texts in one way: the main namespace without a prefix, double quotes,
no comments, no CDATA, every row numbered, in UTF-8. `SpellingGate` tells whether a part is spelled
so; `respelled` makes one so that is not, and what it says stays the same.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from trackrecord.ooxml.cell_names import column_letters, column_number

_MOST_TAG = 1_000_000  # bytes
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BYTE_ORDER = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"\s*<\?xml\b[^<>]*\?>")
_CODE = re.compile(rb"encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_SEPARATOR = "\x01"  # stands in no XML
_LONGEST_SPACE = 10_000
_OTHER_CODE = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_NAME, _ATTRIBUTE = rb"[^\s<>'\"=/!?&]++", rb"\s++[^\s<>'\"=/]++=\"[^<>\"]*+\""
# A "<" that begins no tag as spreadsheets write it: a name, then attributes in double quotes. Rows
# are numbered, and what is said of a cell is plain. The first two forms are those of most tags.
_UNUSUAL = re.compile(
    rb"<(?!(?!row>)/?[a-z]++>"
    rb'|c r="[A-Z]++\d++"(?: s="\d++")?+(?: t="[a-zA-Z]++")?+/?>'
    rb"|/[^\s<>'\"=/&]++>"
    rb"|(?!(?:row|c)[\s/>])" + _NAME + rb"(?:" + _ATTRIBUTE + rb")*+\s*+/?>"
    rb'|row(?=[^<>]*\sr="\d++")(?:' + _ATTRIBUTE + rb")*+\s*+/?>"
    rb'|c(?:\s++(?:[rt]="\w++"|s="\d++")|(?!\s++[rst]=)' + _ATTRIBUTE + rb")*+\s*+/?>)"
)
_CODED = re.compile(rb"<v>[^<>]*&#")
_SPACE, _MAIN_SPACE = b'xmlns="', b' xmlns="' + _MAIN.encode() + b'"'
_MAIN_SAID = b'="' + _MAIN.encode() + b'"'
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
        self._mains = 0  # how often the main namespace was declared, with a prefix or without
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
        self._spaces += whole.count(_SPACE)
        self._mains += whole.count(_MAIN_SAID)
        self._is_main = self._is_main or _MAIN_SPACE in whole
        if self._spaces > 1 or self._mains > 1 or _UNUSUAL.search(whole):
            return False
        return b"&#" not in whole or _CODED.search(whole) is None

    @property
    def is_closed(self) -> bool:
        """Has every tag ended, and is the main namespace the one without a prefix?"""
        return not self._open and self._is_main


def respelled(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A part that says the same as another, spelled as spreadsheets spell it.

    Comments and instructions, which say nothing, are left out. Errors: ValueError if it is no XML,
    defines entities of its own, or is written as nobody writes.

    >>> part = b"<x:a xmlns:x='" + _MAIN.encode() + b"'><x:b c='1'></x:b></x:a>"
    >>> b"".join(respelled([part]))[56:]
    b'<a xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><b c="1"/></a>'
    """
    speller = _Speller()
    yield b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    for text in _decoded(pieces):
        yield speller.fed(text)
    yield speller.fed("", last=True)


def _decoded(pieces: Iterable[bytes]) -> Iterator[str]:
    """A part as text, in whatever code it says that it is written."""
    decoder = None
    for piece in pieces:
        if decoder is None:
            decoder = _decoder(piece)
        yield decoder.decode(piece)
    if decoder is not None:
        yield decoder.decode(b"", final=True)


def _decoder(first: bytes) -> codecs.IncrementalDecoder:
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        code = "utf-16"
    elif b"\0" in first[:2]:
        code = "utf-16-be" if first.startswith(b"\0") else "utf-16-le"
    elif first.startswith(_BYTE_ORDER):
        code = "utf-8-sig"
    else:
        declared = _DECLARED.match(first)
        said = _CODE.search(declared[0]) if declared else None
        code = said[1].decode() if said else "utf-8"
    try:
        return codecs.getincrementaldecoder(code)()
    except LookupError as error:
        raise ValueError(f"it is written in {code[:40]}, which nobody here reads") from error


class _Speller:
    """Writes again what a parser reads."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._is_open = False  # does the last tag still want its end?
        self._names: list[str] = []
        self._defaults: list[str | None] = [None]  # the namespace without a prefix, by depth
        self._scopes: list[dict[str, str]] = [{}]  # prefixes that we gave to namespaces
        self._declared: list[tuple[str, str]] = []
        self._row = self._column = self._fed = self._given = 0
        parser = self._parser = expat.ParserCreate("UTF-8", namespace_separator=_SEPARATOR)
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._refuse

    def fed(self, text: str, *, last: bool = False) -> bytes:
        """What a piece makes."""
        piece = text.encode()
        self._fed += len(piece)
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        if self._fed - self._parser.CurrentByteIndex > len(piece) + _MOST_TAG:
            raise ValueError("a tag of it is longer than any of a spreadsheet")
        made, self._out = "".join(self._out), []
        return made.encode()

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("it defines entities of its own")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        if uri and len(uri) > _LONGEST_SPACE:
            raise ValueError("a name of it is longer than any of a spreadsheet")
        if prefix is not None and uri and uri != _MAIN:
            self._declared.append((prefix, uri))

    def _start(self, name: str, said: list[str]) -> None:
        self._close_tag()
        declared, self._declared = dict(self._declared), []
        uri, local, prefix = _name_parts(name)
        default, scope = self._defaults[-1], self._scopes[-1]
        undone = ""
        if uri in (_MAIN, ""):  # these two have no prefix
            written = local
            if default != uri:
                undone, default = f' xmlns="{uri}"', uri
        else:
            if not prefix and uri not in scope:
                self._given += 1
                scope = scope | {uri: f"given.{self._given}"}
                declared[scope[uri]] = uri
            written = f"{prefix or scope[uri]}:{local}"
        pairs = {}
        for key, value in zip(said[::2], said[1::2], strict=True):
            of, attribute, its_prefix = _name_parts(key)
            if of == _MAIN:
                declared[its_prefix] = of
            pairs[f"{its_prefix}:{attribute}" if its_prefix else attribute] = value
        if uri == _MAIN and local in ("row", "c"):
            pairs = self._placed(local, pairs)
        spaces = "".join(f' xmlns:{p}="{u.translate(_IN_QUOTES)}"' for p, u in declared.items())
        lines = "".join(f' {key}="{value.translate(_IN_QUOTES)}"' for key, value in pairs.items())
        self._out.append(f"<{written}{undone}{spaces}{lines}")
        self._names.append(written)
        self._defaults.append(default)
        self._scopes.append(scope)
        self._is_open = True

    def _placed(self, name: str, pairs: dict[str, str]) -> dict[str, str]:
        """A row or a cell that says where it is, and first of all."""
        first: dict[str, str] = {k: pairs[k].strip() for k in ("r", "s", "t") if k in pairs}
        said = first.get("r", "")
        if name == "row":
            self._row, self._column = int(said) if said.isdecimal() else self._row + 1, 0
            return {"r": str(self._row)} | {k: v for k, v in pairs.items() if k != "r"}
        at = _CELL_ADDRESS.match(said)
        self._column = column_number(at[1].upper().encode()) if at else self._column + 1
        return {"r": f"{column_letters(self._column)}{self._row}"} | {
            key: first.get(key, pairs[key]) for key in (*first, *pairs) if key != "r"
        }

    def _end(self, _: str) -> None:
        name = self._names.pop()
        self._defaults.pop()
        self._scopes.pop()
        self._out.append("/>" if self._is_open else f"</{name}>")
        self._is_open = False

    def _text(self, said: str) -> None:
        self._close_tag()
        self._out.append(said.translate(_ESCAPED))

    def _close_tag(self) -> None:
        if self._is_open:
            self._out.append(">")
            self._is_open = False


def _name_parts(name: str) -> tuple[str, str, str]:
    """A name as the parser gives it: its namespace, its last part, its prefix; "" where none is."""
    parts = name.split(_SEPARATOR)
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""
