"""Answers: who came first, what a query found, what a run did."""

import dataclasses
import enum
import functools
from collections.abc import Callable, Collection, Mapping
from typing import Self

from provenance.model.passages import Alignment, HasAlignment, Mark, covered
from provenance.model.texts import Failure


class Derived(enum.StrEnum):
    """Which end of a match derives from the other, as far as the evidence goes."""

    QUERY = "query"
    SOURCE = "source"
    UNDECIDED = "undecided"


_OTHER_END = {
    Derived.QUERY: Derived.SOURCE,
    Derived.SOURCE: Derived.QUERY,
    Derived.UNDECIDED: Derived.UNDECIDED,
}


class Relation(enum.StrEnum):
    """What a derived document is to its source."""

    COPY = "copy"
    EXCERPT = "excerpt"
    REWRITE = "rewrite"
    REVISION = "revision"


@dataclasses.dataclass(frozen=True)
class Reason:
    """One piece of evidence for a direction.

    Attributes:
        kind: Which evidence, such as ``rarer-words``.
        weight: Natural log of the odds it adds; positive when it says the query derives from the source.
        note: The evidence in plain words.
    """

    kind: str
    weight: float
    note: str

    def flipped(self) -> Self:
        """The same evidence with the source as the query."""
        return dataclasses.replace(self, weight=-self.weight)


@dataclasses.dataclass(frozen=True)
class Direction:
    """Who most likely came first: the end that derives, how sure that is (0.5 to 1), and why."""

    derived: Derived
    confidence: float
    reasons: tuple[Reason, ...] = ()

    def flipped(self) -> Self:
        """The same direction with the source as the query."""
        reasons = tuple(reason.flipped() for reason in self.reasons)
        return dataclasses.replace(self, derived=_OTHER_END[self.derived], reasons=reasons)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison(HasAlignment):
    """Two texts, what they share, and who came first, which is inferred when somebody wants to know."""

    alignment: Alignment
    query_text: str = dataclasses.field(repr=False)
    source_text: str = dataclasses.field(repr=False)
    infer: Callable[[], Direction] = dataclasses.field(repr=False, compare=False)

    def _alignment(self) -> Alignment:
        return self.alignment

    @functools.cached_property
    def direction(self) -> Direction:
        """Who most likely came first, and why."""
        return self.infer()

    def flipped(self) -> Self:
        """The same comparison with the source as the query."""
        return dataclasses.replace(
            self,
            alignment=self.alignment.flipped(),
            query_text=self.source_text,
            source_text=self.query_text,
            infer=lambda: self.direction.flipped(),  # noqa: PLW0108 - not before somebody asks
        )

    def without(self, marks: Collection[Mark]) -> Self:
        """The same comparison less the passages that have one of ``marks``; its numbers stay those of the whole."""
        return dataclasses.replace(self, alignment=self.alignment.without(marks), infer=lambda: self.direction)

    @property
    def query_covered(self) -> float:
        """Share of the query, in characters, that lies in passages."""
        return covered(self.query_text, ((p.query_start, p.query_end) for p in self.passages))

    @property
    def source_covered(self) -> float:
        """Share of the source, in characters, that lies in passages."""
        return covered(self.source_text, ((p.source_start, p.source_end) for p in self.passages))


@dataclasses.dataclass(frozen=True)
class Match(HasAlignment):
    """A verified pair: a query and one known document, at one of the places where that was seen.

    Attributes:
        uri: The place.
        document_id: The document.
        comparison: The query beside the document; matches at other places of the document have the same one.
    """

    uri: str
    document_id: int
    comparison: Comparison

    def _alignment(self) -> Alignment:
        return self.comparison.alignment

    @property
    def direction(self) -> Direction:
        """Who most likely came first, and why."""
        return self.comparison.direction

    @property
    def query_text(self) -> str:
        """The query."""
        return self.comparison.query_text

    @property
    def source_text(self) -> str:
        """The text of the document."""
        return self.comparison.source_text

    @property
    def query_covered(self) -> float:
        """Share of the query, in characters, that lies in passages."""
        return self.comparison.query_covered

    @property
    def source_covered(self) -> float:
        """Share of the source, in characters, that lies in passages."""
        return self.comparison.source_covered

    def without(self, marks: Collection[Mark]) -> Self:
        """The same match less the passages that have one of ``marks``; its numbers stay those of the whole."""
        return dataclasses.replace(self, comparison=self.comparison.without(marks))


@dataclasses.dataclass(frozen=True)
class KnownBySignature:
    """A text that is like a query and of which only the signature is known: a candidate, not verified.

    Attributes:
        uri: The name that another program has for it.
        resemblance: Estimated from both signatures.
    """

    uri: str
    resemblance: float


@dataclasses.dataclass(frozen=True)
class QueryResult:
    """The answer to one query.

    Attributes:
        uri: Where the text was seen.
        sha256: Of the text.
        tokens: Number of its tokens.
        matches: Best first.
        signatures: What is like it and known by signature only, most alike first.
        left_out: Further matches, beyond the limit that was asked for.
    """

    uri: str
    sha256: str
    tokens: int
    matches: tuple[Match, ...]
    signatures: tuple[KnownBySignature, ...] = ()
    left_out: int = 0


class ExportedView(enum.StrEnum):
    """A view whose rows are handed out."""

    MATCHES = "matches"
    LINEAGE = "lineage"


class ExportFormat(enum.StrEnum):
    """How rows are written that are handed out."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


@dataclasses.dataclass(frozen=True)
class IngestReport:
    """What one run did: documents by outcome, matches found, and the inputs it left out.

    Attributes:
        failures: Inputs that could not be read.
        empty: URIs that hold no text.
        forgotten: URIs that hold a text which was forgotten.
        head: Number and hash of the last event of the chain, with a colon between them; worth keeping elsewhere.
        passed_over: Records of web archives that were not read, by their type, which holds no text.
    """

    run_id: int
    added: int
    changed: int
    unchanged: int
    matches: int
    failures: tuple[Failure, ...]
    empty: tuple[str, ...]
    forgotten: tuple[str, ...] = ()
    head: str = ""
    passed_over: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def counts(self) -> Mapping[str, int]:
        """The numbers of the report by name."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "failed": len(self.failures),
            "empty": len(self.empty),
            "forgotten": len(self.forgotten),
            "matches": self.matches,
        }
