"""What two texts share."""

import abc
import dataclasses
import enum
from collections.abc import Collection, Iterable, Iterator
from typing import Self


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


_OTHER_SIDE = {Side.QUERY: Side.SOURCE, Side.SOURCE: Side.QUERY, Side.BOTH: Side.BOTH}


class Mark(enum.StrEnum):
    """Why a reader may want to leave a passage out: what it is in one of the two texts."""

    QUOTED = "quoted"
    CREDITED = "credited"
    REFERENCES = "references"
    LICENCE = "licence"
    MENU = "menu"
    CONTENTS = "contents"
    CONTACT = "contact"
    FIGURE = "figure"


#: Marks of passages that nobody wrote for this text.
BOILERPLATE = frozenset({Mark.REFERENCES, Mark.LICENCE, Mark.MENU, Mark.CONTENTS, Mark.CONTACT})
#: Marks of passages that say little about where the text around them comes from.
INCIDENTAL = BOILERPLATE | {Mark.FIGURE}


@dataclasses.dataclass(frozen=True)
class Finding:
    """A disguise that was undone before, or recognised after, words were compared.

    To how many letters, words or sentences, and where.
    """

    kind: Disguise
    side: Side
    count: int


class Basis(enum.StrEnum):
    """What a passage was found by: words in a row, words near each other in any order, or what is said."""

    WORDS = "words"
    CONTEXT = "context"
    CONTENT = "content"


@dataclasses.dataclass(frozen=True)
class Passage:
    """A maximal aligned pair of spans, in code points, half-open, with what was found in it besides its words.

    Attributes:
        basis: What it was found by; ``None`` if it was stored by a version that did not note it.
        likeness: Found by content, how alike its texts are in that: 0 is chance, 1 equality.
    """

    query_start: int
    query_end: int
    source_start: int
    source_end: int
    kind: Kind
    changed: float
    words: int
    findings: tuple[Finding, ...] = ()
    marks: tuple[Mark, ...] = ()
    basis: Basis | None = None
    likeness: float | None = None

    def flipped(self) -> Self:
        """The same passage with the source as the query."""
        return dataclasses.replace(
            self,
            query_start=self.source_start,
            query_end=self.source_end,
            source_start=self.query_start,
            source_end=self.query_end,
            findings=tuple(dataclasses.replace(one, side=_OTHER_SIDE[one.side]) for one in self.findings),
        )


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
        content: How alike the texts are in content, where that was asked and nothing else was found: 0 is chance.
        overlap: What share of their terms the texts as wholes have in common, likewise.
        worth_a_second_look: Whether nothing was found where texts that are expected to share something might.
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
    content: float | None = None
    overlap: float | None = None
    worth_a_second_look: bool = False

    def flipped(self) -> Self:
        """The same alignment with the source as the query; its count of matched words stays that of the query."""
        return dataclasses.replace(
            self,
            query_in_source=self.source_in_query,
            source_in_query=self.query_in_source,
            passages=tuple(passage.flipped() for passage in self.passages),
            substitutions=tuple(Substitution(one.query, one.source, one.count) for one in self.substitutions),
        )

    def without(self, marks: Collection[Mark]) -> Self:
        """The same alignment less the passages that have one of ``marks``; its numbers stay those of the whole."""
        kept = tuple(passage for passage in self.passages if not set(passage.marks) & set(marks))
        return dataclasses.replace(self, passages=kept)


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


class HasAlignment(abc.ABC):
    """Answers for an alignment that it holds: what that says, under the same names."""

    @abc.abstractmethod
    def _alignment(self) -> Alignment:
        """The alignment."""

    @property
    def kind(self) -> Kind | None:
        """How much was changed; ``None`` when no passage is shared."""
        return self._alignment().kind

    @property
    def resemblance(self) -> float:
        """Exact Jaccard of the distinct ``verbatim`` shingles."""
        return self._alignment().resemblance

    @property
    def query_in_source(self) -> float:
        """Exact containment of the query in the source, on the same view."""
        return self._alignment().query_in_source

    @property
    def source_in_query(self) -> float:
        """The other way round."""
        return self._alignment().source_in_query

    @property
    def matched_words(self) -> int:
        """Words of the query inside passages."""
        return self._alignment().matched_words

    @property
    def changed(self) -> float:
        """Share of the words of all passages that differ."""
        return self._alignment().changed

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages."""
        return self._alignment().passages

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """The swapped words."""
        return self._alignment().substitutions

    @property
    def coarse(self) -> bool:
        """Whether passages may be missing, because the texts asked for more work than is done for a pair."""
        return self._alignment().coarse

    @property
    def content(self) -> float | None:
        """How alike the texts are in content, where that was asked and nothing else was found; 0 is chance."""
        return self._alignment().content
