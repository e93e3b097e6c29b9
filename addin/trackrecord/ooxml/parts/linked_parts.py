"""The parts of a workbook by what links them, however their places are written."""

from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from trackrecord.errors import Refused
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.package import MOST_SMALL, Package

_MOST_IN_ALL = 4_000_000
_MOST_TAGS = 500_000  # of a part that is read as a tree


class LinkedParts:
    """The parts of a workbook: read as trees, and found by links from the main part on."""

    def __init__(self, package: Package) -> None:
        """Find the main part. Refused if there is none."""
        self.package = package
        self._tags = 0  # of all trees that were read
        self._links: dict[str, dict[str, tuple[str, str]]] = {}
        self.part = self._main()
        self.root = self.parsed(self.part)

    def _no(self, why: str) -> Refused:
        return Refused(f"{self.package.path} is not a workbook that can be read: {why}")

    def parsed(self, part: str, most: int = MOST_SMALL) -> tree.Element:
        """A small part as a tree."""
        content = self.package.read(part, most)
        tags = content.count(b"<")
        self._tags += tags
        if tags > _MOST_TAGS or self._tags > _MOST_IN_ALL:
            most = _MOST_TAGS if tags > _MOST_TAGS else _MOST_IN_ALL
            raise self._no(f"{part} has more than {most:,} tags, with those before it")
        try:
            return tree.tree_of(content)
        except ValueError as error:
            raise self._no(f"{part} is damaged ({error})") from error

    @property
    def links_part(self) -> str:
        """The part that holds the links of the main part."""
        name = _links_of(self.part)
        return self.package.find(name) or name

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """The links of a part: by id, what each is (the last word of it) and where it leads."""
        if part in self._links:
            return self._links[part]
        found = self._links[part] = {}
        for link in self._listed_links(part):
            if link.get("TargetMode") != "External":
                target = unquote(link.get("Target", "")).replace("\\", "/")
                to = normpath(join("/", dirname(part), target))[1:]
                kind = link.get("Type", "").rpartition("/")[2]
                found[link.get("Id", "")] = (kind, self.package.find(to) or to)
        return found

    def addresses(self, part: str) -> dict[str, str]:
        """Where links of a part lead that lead out of the workbook, by their ids."""
        return {
            link.get("Id", ""): link.get("Target", "")
            for link in self._listed_links(part)
            if link.get("TargetMode") == "External"
        }

    def _listed_links(self, part: str) -> list[tree.Element]:
        name = self.package.find(_links_of(part))
        return tree.children(self.parsed(name)) if name else []

    def _main(self) -> str:
        for kind, part in self.links("").values():
            if kind == "officeDocument" and part in self.package:
                return part
        raise self._no("it is no workbook of Excel's (.xlsx, .xlsm)")

    def part_of(self, kind: str) -> str | None:
        """The part that is that to the workbook (``styles``); None where there is none."""
        found = (part for of, part in self.links(self.part).values() if of == kind)
        return next((part for part in found if part in self.package), None)


def _links_of(part: str) -> str:
    return join(dirname(part), "_rels", f"{basename(part)}.rels")
