"""A workbook written in another way that means the same, as some program somewhere writes it.

Every choice that XML and packages leave to a writer is taken by chance: quotes, prefixes, where
namespaces are declared, the order of attributes, comments, CDATA, the encoding, how targets and
names are written, whether a kind of part has a default type.
"""

import random
import struct
from io import BytesIO
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree

TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE_SPACE = f"{{{_PACKAGE}content-types}}"
_LINK_SPACE = f"{{{_PACKAGE}relationships}}"
_WANT_PREFIX = ("Ignorable", "Requires", "Choice", "ProcessContent", "MustUnderstand")


def rewritten(path: Path, chance: random.Random) -> None:
    """Write a workbook in another way."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    way = Way(chance)
    if chance.random() < 0.3:
        parts = _other_names(parts, chance)
    if chance.random() < 0.4:
        parts = _other_targets(parts, chance)
    if chance.random() < 0.3:
        parts = _other_types(parts)
    written = {
        name: way.written(content, name) if name.endswith((".xml", ".rels")) else content
        for name, content in parts.items()
    }
    out = BytesIO()
    names = [*written]
    if chance.random() < 0.3:
        chance.shuffle(names)
    with ZipFile(out, "w", ZIP_STORED if chance.random() < 0.2 else ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, written[name])
    data = out.getvalue()
    if chance.random() < 0.2:
        data = with_large_end(data)
    path.write_bytes(data)


def with_large_end(data: bytes) -> bytes:
    """A zip file whose directory ends as in one of more than 4 GB."""
    place = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HII", data, place + 10)
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, place, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:place] + large + locator + end


def _other_names(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """Names in another case, which targets and types need not follow; or with other slashes."""
    made = {}
    for name, content in parts.items():
        new = name
        if name != TYPES and not name.startswith("_rels/") and chance.random() < 0.3:
            folder, _, last = name.rpartition("/")
            new = f"{folder}/{last[:1].upper()}{last[1:]}" if "_rels" not in folder else name
        made[new] = content
    return made


def _other_targets(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """Links written from the root, from the folder, or in a roundabout way."""
    made = dict(parts)
    for name, content in parts.items():
        if not name.endswith(".rels"):
            continue
        folder = dirname(dirname(name))
        root = etree.fromstring(content)
        for link in root.iter(f"{_LINK_SPACE}Relationship"):
            if link.get("TargetMode") == "External" or "#" in link.get("Target", ""):
                continue
            target = normpath(join("/", folder, link.get("Target", "")))
            link.set(
                "Target",
                chance.choice(
                    (target, relpath(target, f"/{folder}"), f"./{relpath(target, f'/{folder}')}")
                ),
            )
        made[name] = etree.tostring(root)
    return made


def _other_types(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Every part has a type of its own, and no kind of part has one."""
    root = etree.fromstring(parts[TYPES])
    defaults = {
        one.get("Extension", "").lower(): one.get("ContentType", "")
        for one in root.iter(f"{_TYPE_SPACE}Default")
    }
    named = {one.get("PartName", "").lower() for one in root.iter(f"{_TYPE_SPACE}Override")}
    for one in [*root.iter(f"{_TYPE_SPACE}Default")]:
        root.remove(one)
    for name in parts:
        kind = defaults.get(name.rpartition(".")[2].lower())
        if name != TYPES and kind and f"/{name}".lower() not in named:
            etree.SubElement(root, f"{_TYPE_SPACE}Override", PartName=f"/{name}", ContentType=kind)
    return parts | {TYPES: etree.tostring(root)}


class Way:
    """One way to write XML, with some chance in each part."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._quote = chance.choice('""\'')
        self._prefixed = chance.random() < 0.4
        self._shuffled = chance.random() < 0.5
        self._comments = chance.random() < 0.4
        self._cdata = chance.random() < 0.2
        self._raw = chance.random() < 0.3
        self._open = chance.random() < 0.3
        self._late = chance.random() < 0.3
        self._code = chance.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16"))

    def written(self, content: bytes, name: str) -> bytes:
        root = etree.fromstring(content)
        spaces = dict(root.nsmap.items())
        own = etree.QName(root).namespace or ""
        # Elements that say which prefixes they mean keep the prefixes that they have.
        needed = any(word.encode() in content for word in _WANT_PREFIX)
        prefix = "" if not self._prefixed or needed or not own else self._chance.choice("xyq")
        if prefix:
            while prefix in {p for one in root.iter() for p in one.nsmap}:
                prefix += "1"
        known = {uri: p or "" for p, uri in spaces.items() if uri != own} | {own: prefix}
        declared = dict(known) if not (self._late and not needed) else {own: prefix}
        body = self._element(root, declared, {}, known)
        before = "<!-- <row r='9'> first -->" if self._comments else ""
        code = {"utf-8-sig": "utf-8", "utf-16": "UTF-16"}.get(self._code, "utf-8")
        kind = self._code if name.startswith("xl/") else "utf-8"
        if kind != self._code:
            code = "utf-8"
        head = f"<?xml version={self._q('1.0')} encoding={self._q(code)}?>"
        return (head + before + body).encode(kind)

    def _q(self, text: str) -> str:
        value = escape(
            text,
            {
                "\n": "&#10;",
                "\t": "&#9;",
                "\r": "&#13;",
                self._quote: ("&quot;" if self._quote == '"' else "&apos;"),
            },
        )
        if self._raw:
            value = value.replace("&gt;", ">")
        return f"{self._quote}{value}{self._quote}"

    def _element(
        self, one: etree._Element, new: dict[str, str], scope: dict[str, str], known: dict[str, str]
    ) -> str:
        """An element; `new` are namespaces to be declared here, `scope` those that are."""
        scope = scope | new
        space = etree.QName(one).namespace or ""
        for uri in [space, *(etree.QName(key).namespace or "" for key in one.attrib)]:
            if uri and uri not in scope and "XML/1998" not in uri:
                prefix = known.get(uri) or next(
                    (p for p, u in one.nsmap.items() if u == uri and p), f"n{len(scope)}"
                )
                new = new | {uri: prefix}
                scope = scope | {uri: prefix}
        # An element without a namespace stands below a default one only if that is undone.
        undone = ""
        if not space and "" in scope.values():
            undone = " xmlns=" + self._q("")
            scope = {uri: prefix for uri, prefix in scope.items() if prefix}
        for prefix, uri in one.nsmap.items():  # some are named in values only
            if prefix and uri not in scope and uri:
                new = new | {uri: prefix}
                scope = scope | {uri: prefix}
        name = self._name(one.tag, scope)
        said = [
            *(f" xmlns{':' + p if p else ''}={self._q(uri)}" for uri, p in new.items() if uri),
            *(f" {self._name(key, scope)}={self._q(value)}" for key, value in one.attrib.items()),
        ]
        if self._shuffled:
            self._chance.shuffle(said)
        inner = self._text(one.text)
        for child in one:
            if isinstance(child.tag, str):
                inner += self._comment() + self._element(child, {}, scope, known)
            inner += self._text(child.tail)
        tag = f"<{name}{undone}{''.join(said)}"
        return f"{tag}/>" if not inner and not self._open else f"{tag}>{inner}</{name}>"

    def _name(self, tag: str, scope: dict[str, str]) -> str:
        named = etree.QName(tag)
        if not named.namespace:
            return named.localname
        if "XML/1998" in named.namespace:
            return f"xml:{named.localname}"
        prefix = scope[named.namespace]
        return f"{prefix}:{named.localname}" if prefix else named.localname

    def _comment(self) -> str:
        said = self._comments and self._chance.random() < 0.05
        return self._chance.choice(("<!-- a <c r='A1'/> b -->", "<?mine x='>'?>")) if said else ""

    def _text(self, text: str | None) -> str:
        if not text:
            return ""
        if self._cdata and "]]>" not in text and text.strip() and "\r" not in text:
            return f"<![CDATA[{text}]]>"
        return escape(text, {"\r": "&#13;"})
