"""A look at the XML of a workbook before it is read.

The reader lays a sheet out as a full rectangle, so two cells in opposite corners would take all the memory, and it
copies a shared string into every cell that refers to it: both are measured first. And it gives an empty cell where a
formula failed or was never computed; empty means unknown here, so such cells are found and refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles.budget import Budget

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DOCUMENT_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_STRINGS = re.compile(rb"<(\w+:)?sst\b")
_CONTENT = ("v", "is")
_UNCLEAR = -1  # which shared string a cell refers to, where it says so in an odd way: the longest is counted
_NOTED_KINDS = ("e", "s")
_Start = Callable[[str, Mapping[str, str]], None]
_Text = Callable[[str], None]
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
    budget: Budget
    shared: Counter[int]
    row: int = 0
    column: int = 0
    last_row: int = 0
    filled_row: int = 0
    last_column: int = 0
    kind: str = ""
    inside: set[str] = field(default_factory=set)
    parts: int = 0
    text: str = ""
    found: list[EmptyFormula] = field(default_factory=list)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.budget.take_element()
        local = tag.rpartition(":")[2]
        if local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif local == "c":
            self._start_cell(attributes)
        else:
            self.parts += 1
            self.inside.add(local)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self.kind, self.text = attributes.get("t", ""), ""
        self.inside.clear()
        self.parts = 0
        self.column += 1
        if "r" in attributes:
            match = _REFERENCE.fullmatch(attributes["r"])
            if match is None:
                raise NotReadable(f"it holds a cell called {attributes['r']!r}")
            self.row, self.column = int(match[2]), _column_number(match[1])

    def characters(self, text: str) -> None:
        if self.kind in _NOTED_KINDS and "v" in self.inside:
            self.text += text

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "c":
            return
        if any(part in self.inside for part in _CONTENT):
            self._filled()
        if (self.kind == "e" or ("f" in self.inside and "v" not in self.inside)) and len(self.found) < NOTED_MAX:
            self.found.append(EmptyFormula(self.row, self.column, self.text.strip()))
        self.kind = ""

    def _filled(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        self.budget.filled += 1
        if self.row != self.filled_row:
            self.filled_row = self.row
            self.budget.take_row(self.name)
        if self.last_column > limits.TABLE_COLUMNS_MAX:
            raise LimitExceeded(f"columns of the sheet {self.name}", self.last_column, limits.TABLE_COLUMNS_MAX)
        if self.last_row > limits.TABLE_ROWS_MAX:
            raise LimitExceeded(f"rows of the sheet {self.name}", self.last_row, limits.TABLE_ROWS_MAX)
        if self.kind == "s":
            self.shared[int(self.text) if self.parts == 1 and self.text else _UNCLEAR] += 1


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


@dataclass(slots=True)
class Scanner:
    """A look at the sheets of one workbook, one after another, and at last at the strings they share."""

    members: Mapping[str, bytes]
    budget: Budget = field(default_factory=Budget)
    shared: Counter[int] = field(default_factory=Counter)  # how many cells refer to each shared string

    def sheet(self, name: str, path: str) -> list[EmptyFormula]:
        """Return the formulas without a value of the sheet ``name`` at ``path``.

        Raises:
            NotReadable: the sheet is missing or not XML.
            LimitExceeded: with it, there are too many rows, columns or cells.
        """
        if path not in self.members:
            raise NotReadable(f"the sheet {name} is missing")
        scan = _Scan(name, self.budget, self.shared)
        self._go(path, scan.start, scan.end, scan.characters)
        self.budget.take_cells(scan.last_row * scan.last_column)
        return scan.found

    def strings(self) -> None:
        """Count the characters of the shared strings, each as often as cells refer to it.

        Raises:
            NotReadable: they are not XML.
            LimitExceeded: there are too many.
        """
        for path, content in self.members.items():
            if _STRINGS.search(content):
                lengths = _Lengths(self.budget)
                self._go(path, lengths.start, lengths.end, lengths.characters)
                longest = max(lengths.found, default=0)
                every = {_UNCLEAR: longest, **dict(enumerate(lengths.found))}
                self.budget.take_characters(sum(every.get(index, 0) * count for index, count in self.shared.items()))

    def _go(self, path: str, start: _Start, end: _Text, characters: _Text) -> None:
        parser = expat.ParserCreate("UTF-8")
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = characters
        parser.buffer_text = True
        try:
            parser.Parse(self.members[path], True)
        except (expat.ExpatError, ValueError) as error:
            raise NotReadable(f"{path}: {error}") from None


@dataclass(slots=True)
class _Lengths:
    """How many characters each shared string has, while the elements go by."""

    budget: Budget
    length: int = 0
    found: list[int] = field(default_factory=list)

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self.budget.take_element()
        if tag.rpartition(":")[2] == "si":
            self.length = 0

    def characters(self, text: str) -> None:
        self.length += len(text)

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "si":
            self.found.append(self.length)


def sheet_paths(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the name of every sheet with the path of the member that holds it.

    Raises:
        NotReadable: the list of sheets is missing or broken.
        LimitExceeded: it is too long.
    """
    book, links = (_tree(members, path) for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [element for element in book.iter() if element.tag.rpartition("}")[2] == "sheet"]
    if len(sheets) > limits.ARCHIVE_MEMBERS_MAX:
        raise LimitExceeded("sheets of the workbook", len(sheets), limits.ARCHIVE_MEMBERS_MAX)
    for element in sheets:
        relation = next((value for key, value in element.items() if key.endswith("}id")), None)
        path = target.get(relation, "")
        yield element.get("name", ""), path[1:] if path.startswith("/") else str(PurePosixPath("xl") / path)


def _tree(members: Mapping[str, bytes], path: str) -> ElementTree.Element:
    size = len(members.get(path, b""))
    if size > limits.XML_TREE_BYTES_MAX:
        raise LimitExceeded(f"bytes of {path}", size, limits.XML_TREE_BYTES_MAX)
    try:
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314  plain() has refused document types
        return ElementTree.fromstring(members[path], parser)  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise NotReadable(f"{path} is missing or broken: {error}") from None
