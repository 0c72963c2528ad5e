"""What this package talks about, as frozen values. See ``docs/glossary.md`` for the words."""

import dataclasses
import enum
import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Self

from provenance.metadata import Metadata as Metadata  # noqa: PLC0414 - part of what this package talks about
from provenance.metadata import claimed as claimed  # noqa: PLC0414 - likewise
from provenance.metadata import scalar_text as scalar_text  # noqa: PLC0414 - likewise


def outside(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    """The stretches of ``text`` between ``spans``, which may overlap."""
    at = 0
    for start, end in sorted(spans):
        if start > at:
            yield text[at:start]
        at = max(at, end)
    yield text[at:]


def covered(text: str, spans: Iterable[tuple[int, int]]) -> float:
    """Share of the characters of ``text`` that lie in ``spans``; blanks around them count as inside."""
    rest = sum(len(piece.strip()) for piece in outside(text, spans))
    return 1.0 - rest / max(1, len(text))


class Kind(enum.StrEnum):
    """How much a passage or a match was changed on its way."""

    VERBATIM = "verbatim"
    EDITED = "edited"
    REWRITTEN = "rewritten"
    SUMMARY = "summary"


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
class Undone:
    """What the normal form had to undo in a text: counts of characters."""

    invisible: int = 0
    soft_hyphens: int = 0
    lookalikes: int = 0
    compatibility: int = 0


@dataclasses.dataclass(frozen=True)
class Document:
    """One text from one source, as a reader hands it on.

    Attributes:
        uri: Where the text was seen.
        text: The exact extracted text; lone surrogates are replaced by U+FFFD, in ``uri`` too.
        metadata: What the source claims.
        observed_at: When the source carried this text, as a server or an archive recorded it; UTC, RFC 3339.
        evidence: Where the bytes lie that it was read from, such as ``file:///archive.warc.gz#1234``.
        size: Bytes of the input the text came from, to recognise it unchanged; ``None`` if that means nothing.
        modified_ns: Modification time of that input in nanoseconds, likewise.
        digest: SHA-256 of that input, where comparing it is cheaper than reading the text again.
    """

    uri: str
    text: str
    metadata: Metadata = Metadata()  # noqa: RUF009 - it is frozen
    size: int | None = None
    modified_ns: int | None = None
    digest: str | None = None
    observed_at: str | None = None
    evidence: str | None = None

    def __post_init__(self) -> None:
        """Make both storable, and drop a claim that what was observed contradicts."""
        object.__setattr__(self, "uri", scalar_text(self.uri))
        object.__setattr__(self, "text", scalar_text(self.text))
        if self.observed_at:
            object.__setattr__(self, "metadata", self.metadata.as_seen(self.observed_at))

    def as_seen(self, at: str) -> Self:
        """The same document, less what a claim says of a time after ``at``, when it is seen by us."""
        metadata = self.metadata.as_seen(at)
        return self if metadata is self.metadata else dataclasses.replace(self, metadata=metadata)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to index."""
        return not self.text.strip()


@dataclasses.dataclass(frozen=True)
class Substitution:
    """A word or phrase of the source and what the query has in its place."""

    source: str
    query: str
    count: int


class Disguise(enum.StrEnum):
    """What was done to a passage so that a program would not see it, or a reader would not."""

    LOOKALIKES = "look-alikes"
    INVISIBLE = "invisible"
    SOFT_HYPHENS = "soft-hyphens"
    COMPATIBILITY = "compatibility"
    DIACRITICS = "diacritics"
    SPELLED_OUT = "spelled-out"
    CUT_UP = "cut-up"
    RUN_TOGETHER = "run-together"
    ADDED_WORDS = "added-words"
    REORDERED = "reordered"


class Side(enum.StrEnum):
    """Which text of a pair; of what no side can be blamed for, both."""

    QUERY = "query"
    SOURCE = "source"
    BOTH = "both"


class Mark(enum.StrEnum):
    """Why a reader may want to leave a passage out: what it is in one of the two texts."""

    QUOTED = "quoted"
    CREDITED = "credited"
    REFERENCES = "references"
    LICENCE = "licence"
    MENU = "menu"


#: Marks of passages that nobody wrote for this text.
BOILERPLATE = frozenset({Mark.REFERENCES, Mark.LICENCE, Mark.MENU})


@dataclasses.dataclass(frozen=True)
class Finding:
    """A disguise that was undone before the words were compared: to how many letters, words or sentences, and where."""

    kind: Disguise
    side: Side
    count: int


@dataclasses.dataclass(frozen=True)
class Passage:
    """A maximal aligned pair of spans, in code points, half-open, with what was found in it besides its words."""

    query_start: int
    query_end: int
    source_start: int
    source_end: int
    kind: Kind
    changed: float
    words: int
    findings: tuple[Finding, ...] = ()
    marks: tuple[Mark, ...] = ()


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
class Alignment:
    """What alignment says about a pair of texts; ``kind`` is ``None`` when they share no passage.

    Attributes:
        resemblance: Exact Jaccard of the distinct ``verbatim`` shingles.
        query_in_source: Exact containment of the query in the source, on the same view.
        source_in_query: The other way round.
        matched_words: Words of the query inside passages.
        changed: Share of the words of all passages that differ.
        coarse: The texts asked for more work than alignment does for a pair, so that passages may be missing.
    """

    kind: Kind | None
    resemblance: float
    query_in_source: float
    source_in_query: float
    matched_words: int
    changed: float
    passages: tuple[Passage, ...]
    substitutions: tuple[Substitution, ...]
    coarse: bool = False


NOTHING_SHARED = Alignment(
    kind=None,
    resemblance=0.0,
    query_in_source=0.0,
    source_in_query=0.0,
    matched_words=0,
    changed=0.0,
    passages=(),
    substitutions=(),
)
"""What alignment says about two texts that have nothing in common."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison(Alignment):
    """An alignment with the texts it is about, and a judge of its direction, asked when somebody wants to know."""

    query_text: str = dataclasses.field(repr=False)
    source_text: str = dataclasses.field(repr=False)
    judge: Callable[[], Direction] = dataclasses.field(repr=False, compare=False)

    @functools.cached_property
    def direction(self) -> Direction:
        """Who most likely came first, and why."""
        return self.judge()

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


@dataclasses.dataclass(frozen=True)
class Failure:
    """An input that was left out, and why.

    Attributes:
        uri: The input, or the record or row in it.
        reason: Why, in plain words.
        size: Bytes of the input, to leave it out again as long as it is unchanged; ``None`` if it is to be tried again.
        modified_ns: Modification time of the input in nanoseconds, likewise.
        remedy: What to do where the cause is not in the input, such as a library to install.
    """

    uri: str
    reason: str
    size: int | None = None
    modified_ns: int | None = None
    remedy: str | None = None


@dataclasses.dataclass(frozen=True)
class PassedOver:
    """A record of a web archive whose type holds no text, so that it was not read."""

    content_type: str


@dataclasses.dataclass(frozen=True)
class Container:
    """An archive or table that was read to its end; its records and rows are sources of their own.

    Attributes:
        size: Bytes of it, to recognise it unchanged.
        modified_ns: Modification time in nanoseconds, likewise.
        digest: SHA-256 of it, likewise.
    """

    uri: str
    size: int
    modified_ns: int
    digest: str


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
