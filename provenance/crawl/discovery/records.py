"""The records of feeds and sitemaps: RSS, RDF and Atom, sitemaps and their indexes, also when badly formed."""

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

from provenance.crawl.discovery.elements import Piece, Pieces

#: Elements that make a record, and elements in one that hold fields of it.
_SITEMAPS = frozenset({"url", "sitemap"})
_RECORDS = _SITEMAPS | {"item", "entry"}
_WITHIN = frozenset({"news"})
_FIELDS = frozenset({"loc", "publication_date", "link", "guid", "pubdate", "published", "issued"})

#: Elements in one another that are kept count of; real ones have ten.
_DEEPEST = 64
#: Characters of a field that are looked at; addresses are shorter.
_LONGEST = 4_096


class Field(NamedTuple):
    """A field of a record.

    Attributes:
        name: Of its element, in lower case, without its prefix.
        is_own: Whether its prefix is that of the record, so that it is none of an extension.
    """

    name: str
    is_own: bool
    attributes: dict[str, str]
    text: str


@dataclasses.dataclass(frozen=True)
class Record:
    """An entry of a feed or sitemap.

    Attributes:
        name: Of its element, in lower case.
        base: What its relative addresses are relative to, if it or the feed says so.
    """

    name: str
    base: str | None
    fields: tuple[Field, ...]

    def first(self, *names: str) -> str | None:
        """The text of the first field of these names that has one."""
        return next((one.text for one in self.fields if one.name in names and one.text), None)


class Records:
    """The records of a text, in order, and what can be said of the text once they are taken.

    Attributes:
        root: The first element, in lower case; empty when there is none.
        is_cut: Whether that is not closed.
        is_long: Whether there is more than is read.
    """

    def __init__(self, text: str) -> None:
        """Nothing of ``text`` is read yet."""
        self._pieces = Pieces(text)
        self._base: str | None = None
        self._open: _Open | None = None
        self.root = ""
        self.is_cut = False
        self.is_long = False

    def __iter__(self) -> Iterator[Record]:
        """One record after another; one that is not closed ends where the next one begins, or the text."""
        for piece in self._pieces:
            is_mark = piece.name in _RECORDS and not (self._open and self._open.holds(piece))
            if is_mark or (piece.is_end and piece.name == self.root):
                yield from self._finished()
            if is_mark and not piece.is_end and not piece.is_empty:
                self._open = _Open(piece, self._base)
            elif self._open:
                self._open.take(piece)
            elif piece.name and not is_mark:
                self._outside(piece)
        yield from self._finished()
        self.is_long = self._pieces.is_long

    def _outside(self, piece: Piece) -> None:
        """A tag between records."""
        if piece.name == "loc" and not piece.is_end:
            self._open = _Open(Piece("url", piece.prefix), self._base)
            self._open.take(piece)
        elif not self.root:
            self.root = piece.name
            self.is_cut = not piece.is_empty
        elif piece.is_end and piece.name == self.root:
            self.is_cut = False
        if not piece.is_end and "base" in piece.rest:
            self._base = piece.attributes().get("xml:base", self._base)

    def _finished(self) -> Iterator[Record]:
        if self._open:
            yield self._open.record(self._pieces.declared)
            self._open = None


class _Open:
    """A record that is being read."""

    def __init__(self, start: Piece, base: str | None) -> None:
        self._start = start
        self._base = start.attributes().get("xml:base", base) if "base" in start.rest else base
        self._path: list[str] = []
        self._fields: list[Field] = []
        self._field: Piece | None = None
        self._texts: list[str] = []

    def holds(self, piece: Piece) -> bool:
        """Whether a tag that is named like a record is something in this one, such as a part of an extension."""
        if piece.prefix != self._start.prefix:
            return True
        return piece.name != self._start.name and not {piece.name, self._start.name} <= _SITEMAPS

    def take(self, piece: Piece) -> None:
        """Take a tag or text in the record."""
        if not piece.name:
            if self._field:
                self._texts.append(piece.rest[:_LONGEST])
        elif piece.is_end:
            self._close(piece.name)
        else:
            self._begin(piece)

    def record(self, declared: frozenset[str]) -> Record:
        """What was read, less texts with an entity that the document declares: they say more than they show."""
        self._end_field()
        fields = tuple(one for one in self._fields if not any(f"&{name};" in one.text for name in declared))
        return Record(self._start.name, self._base, fields)

    def _begin(self, piece: Piece) -> None:
        self._end_field()
        if piece.name in _FIELDS and (not self._path or self._path[-1] in _WITHIN):
            self._field = piece
        if piece.is_empty:
            self._end_field()
        elif len(self._path) < _DEEPEST:
            self._path.append(piece.name)

    def _close(self, name: str) -> None:
        self._end_field()
        if name in self._path:
            while self._path.pop() != name:
                pass

    def _end_field(self) -> None:
        """The text of a field ends where the next tag begins."""
        if self._field:
            piece, text = self._field, "".join(self._texts).strip()[:_LONGEST]
            self._fields.append(Field(piece.name, piece.prefix == self._start.prefix, piece.attributes(), text))
        self._field = None
        self._texts.clear()
