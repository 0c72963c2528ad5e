"""Answers: who came first, what a query found, what a run did."""

import dataclasses
import enum
import functools
from collections.abc import Callable, Collection, Mapping
from typing import Self

from provenance.model.passages import Alignment, Mark, covered
from provenance.model.texts import Failure


class Derived(enum.StrEnum):
    """Which end of a match derives from the other, as far as the evidence goes."""

    QUERY = "query"
    SOURCE = "source"
    UNDECIDED = "undecided"


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


@dataclasses.dataclass(frozen=True)
class Direction:
    """Who most likely came first: the end that derives, how sure that is (0.5 to 1), and why."""

    derived: Derived
    confidence: float
    reasons: tuple[Reason, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison(Alignment):
    """An alignment with the texts it is about, and a judge of its direction, asked when somebody wants to know."""

    query_text: str = dataclasses.field(repr=False)
    source_text: str = dataclasses.field(repr=False)
    infer: Callable[[], Direction] = dataclasses.field(repr=False, compare=False)

    @functools.cached_property
    def direction(self) -> Direction:
        """Who most likely came first, and why."""
        return self.infer()

    def without(self, marks: Collection[Mark]) -> Self:
        """The same comparison less the passages that have one of ``marks``; its numbers stay those of the whole."""
        kept = tuple(passage for passage in self.passages if not set(passage.marks) & set(marks))
        return dataclasses.replace(self, passages=kept)

    @property
    def query_covered(self) -> float:
        """Share of the query, in characters, that lies in passages."""
        return covered(self.query_text, ((p.query_start, p.query_end) for p in self.passages))

    @property
    def source_covered(self) -> float:
        """Share of the source, in characters, that lies in passages."""
        return covered(self.source_text, ((p.source_start, p.source_end) for p in self.passages))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Match(Comparison):
    """A verified pair: a query and one known document, at one of the places where that was seen."""

    uri: str
    document_id: int


@dataclasses.dataclass(frozen=True)
class QueryResult:
    """The answer to one query: its matches, best first."""

    uri: str
    sha256: str
    tokens: int
    matches: tuple[Match, ...]


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
