"""The frames of charts in a sheet's drawing: which part each shows, and which are hidden."""

import re
from collections.abc import Collection, Mapping
from html import unescape

from trackrecord.ooxml.elements import elements
from trackrecord.ooxml.reader import Contents

_FRAME_TAG = re.compile(rb"<(?:\w+:)?cNvPr\b[^<>]*>")
_FRAME_NAME = re.compile(rb"\bname=(\"[^\"]*\"|'[^']*')")
_CHART_LINK = re.compile(rb"<(?:\w+:)?chart\b[^<>]*?\b\w+:id=[\"']([^\"']*)[\"']")
_HIDDEN = re.compile(rb"\s+hidden=[\"'][^\"']*[\"']")
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def drawing_of(contents: Contents, sheet_part: str) -> str | None:
    """The drawing of a sheet; None where it has none."""
    found = (part for kind, part in contents.links(sheet_part).values() if kind == "drawing")
    return next((part for part in found if part in contents.package), None)


def charts_by_name(contents: Contents, drawing: str) -> dict[str, str]:
    """The part of each chart of a drawing, by the name of its frame."""
    links = contents.links(drawing)
    content = contents.package.read(drawing)
    found = {}
    for anchor in _anchors(content):
        named, link = _name_in(anchor), _CHART_LINK.search(anchor)
        kind, part = links.get(link[1].decode() if link else "", ("", ""))
        if named and kind == "chart" and part in contents.package:
            found[named] = part
    return found


def with_hidden(drawing: bytes, hidden: Mapping[str, bool]) -> bytes:
    """A drawing in which the frames of those names are hidden, or not."""

    def change(anchor: bytes) -> bytes:
        name = _name_in(anchor)
        if name not in hidden:
            return anchor
        tag = _FRAME_TAG.search(anchor)
        assert tag is not None
        bare = _HIDDEN.sub(b"", tag[0])
        if hidden[name]:
            bare = re.sub(rb"\s*(/?>)$", rb' hidden="1"\1', bare)
        return anchor[: tag.start()] + bare + anchor[tag.end() :]

    for kind in _ANCHORS:
        out, place = [], 0
        for found in elements(drawing, kind):
            out += [drawing[place : found.start], change(drawing[found.start : found.end])]
            place = found.end
        drawing = b"".join([*out, drawing[place:]])
    return drawing


def _anchors(drawing: bytes) -> Collection[bytes]:
    return [
        drawing[found.start : found.end] for kind in _ANCHORS for found in elements(drawing, kind)
    ]


def _name_in(anchor: bytes) -> str:
    tag = _FRAME_TAG.search(anchor)
    name = _FRAME_NAME.search(tag[0]) if tag else None
    return unescape(name[1][1:-1].decode()) if name else ""
