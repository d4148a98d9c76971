"""A look at the XML of a workbook before it is read.

The reader lays a sheet out as a full rectangle, so two cells in opposite corners would take all the memory: the
rectangle is measured first. And it gives an empty cell where a formula failed or was never computed; empty means
unknown here, so such cells are found and refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

from matcher import limits
from matcher.errors import LimitExceeded

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DOCUMENT_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTENT = ("v", "is")
NOTED_MAX = 1_000


class NotReadable(Exception):
    """The XML is not that of a sound workbook."""


@dataclass(frozen=True, slots=True)
class EmptyFormula:
    """A formula without a value: an error such as #DIV/0!, or never computed. ``row`` and ``column`` count from 1."""

    row: int
    column: int
    shown: str


@dataclass(slots=True)
class _Scan:
    """What is known while the elements of one sheet go by."""

    name: str
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    kind: str = ""
    inside: set[str] = field(default_factory=set)
    text: str = ""
    found: list[EmptyFormula] = field(default_factory=list)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif local == "c":
            self._start_cell(attributes)
        else:
            self.inside.add(local)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self.kind, self.text = attributes.get("t", ""), ""
        self.inside.clear()
        self.column += 1
        if "r" in attributes:
            match = _REFERENCE.fullmatch(attributes["r"])
            if match is None:
                raise NotReadable(f"it holds a cell called {attributes['r']!r}")
            self.row, self.column = int(match[2]), _column_number(match[1])

    def characters(self, text: str) -> None:
        if self.kind == "e" and "v" in self.inside:
            self.text += text

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "c":
            return
        if any(part in self.inside for part in _CONTENT):
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)
            self._bounded()
        if (self.kind == "e" or ("f" in self.inside and "v" not in self.inside)) and len(self.found) < NOTED_MAX:
            self.found.append(EmptyFormula(self.row, self.column, self.text.strip()))
        self.kind = ""

    def _bounded(self) -> None:
        for what, found, allowed in (
            ("rows", self.last_row, limits.TABLE_ROWS_MAX),
            ("columns", self.last_column, limits.TABLE_COLUMNS_MAX),
            ("cells", self.last_row * self.last_column, limits.TABLE_CELLS_MAX),
        ):
            if found > allowed:
                raise LimitExceeded(f"{what} of the sheet {self.name}", found, allowed)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def plain(members: Mapping[str, bytes]) -> None:
    """Refuse XML that is not UTF-8 or declares a document type, through which a few bytes can become many.

    Raises:
        NotReadable: there is such a member.
    """
    for path, content in members.items():
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            raise NotReadable(f"{path} is not UTF-8") from None
        if _DOCUMENT_TYPE.search(content):
            raise NotReadable(f"{path} declares a document type")


def scanned(members: Mapping[str, bytes], name: str, path: str) -> list[EmptyFormula]:
    """Return the formulas without a value of the sheet ``name`` at ``path``.

    Raises:
        NotReadable: the sheet is missing or not XML.
        LimitExceeded: the sheet spans too many rows, columns or cells.
    """
    if path not in members:
        raise NotReadable(f"the sheet {name} is missing")
    scan = _Scan(name)
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.characters
    try:
        parser.Parse(members[path], True)
    except (expat.ExpatError, ValueError) as error:
        raise NotReadable(f"{path}: {error}") from None
    return scan.found


def sheet_paths(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the name of every sheet with the path of the member that holds it.

    Raises:
        NotReadable: the list of sheets is missing or broken.
    """
    book, links = (_tree(members, path) for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), None)
            path = target.get(relation, "")
            yield element.get("name", ""), path[1:] if path.startswith("/") else str(PurePosixPath("xl") / path)


def _tree(members: Mapping[str, bytes], path: str) -> ElementTree.Element:
    try:
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314  plain() has refused document types
        return ElementTree.fromstring(members[path], parser)  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise NotReadable(f"{path} is missing or broken: {error}") from None
