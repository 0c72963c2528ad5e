"""Sketches of documents, the segments that keep them, and the candidates that segments propose."""

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

from provenance import _core
from provenance.engine.values import damage_reported
from provenance.model import NormalizationCounts
from provenance.params import IndexParams
from provenance.permutations import Permutations


class Sketcher:
    """Makes sketches under one set of index parameters.

    Attributes:
        has_content: Whether sketches have keys of the view ``content``, for which the language of a text must be known.
    """

    def __init__(self, params: IndexParams, permutations: Permutations) -> None:
        """Bind the parameters of an index; its permutations come from the store."""
        self.digest = bytes.fromhex(params.digest)
        self.has_content = bool(params.content)
        self.native = _core.Sketcher(
            permutations.multipliers, permutations.increments, params.bands, params.rows, params.window
        )
        self._num_perm = params.num_perm

    def keys_of_signatures(self, signatures: bytes) -> list[list[int]]:
        """The 64-bit band keys of each of these signatures, given one after the other as little-endian ``uint32``."""
        return self.native.keys_of_signatures(signatures, self._num_perm)


class Sketches:
    """Sketches of consecutive new documents."""

    def __init__(self, native: _core.Batch, digest: bytes) -> None:
        """Wrap what the core made under the parameters with this digest."""
        self.native = native
        self.digest = digest

    @property
    def tokens(self) -> list[int]:
        """Number of tokens of each document."""
        return self.native.tokens()

    @property
    def normalization(self) -> list[NormalizationCounts]:
        """What the normal form undid in each document."""
        return [NormalizationCounts(*counts) for counts in self.native.normalization_counts()]


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A pair that the index proposes. Unverified: never shown, never stored as a result.

    Attributes:
        document_id: The known document.
        score: The keys that both share, rare ones counting most.
        content: What of the score is of content alone: pairs of terms, which texts on one subject share, too.
        by_content: Whether the rest of the score says next to nothing.
        must_be_alike: Whether nothing is looked for if it is not alike in content, as for most ``by_content``.
    """

    document_id: int
    score: float
    content: float = 0.0
    by_content: bool = False
    must_be_alike: bool = False

    @property
    def wording(self) -> float:
        """What of the score is of shared wording."""
        return self.score - self.content


class Proposed:
    """What the index says of one text: candidates, and which of its fingerprints are boilerplate.

    Attributes:
        candidates: Documents that may share passages with it, best first.
    """

    def __init__(self, native: _core.Proposed) -> None:
        """Wrap what the core found."""
        self.native = native
        self.candidates = [
            Candidate(number, score, content, by_content, must_be_alike=by_content)
            for number, score, content, by_content in native.candidates()
        ]


@dataclasses.dataclass(frozen=True)
class WrittenSegment:
    """A segment that lies durably in the index folder; it counts once the store names it."""

    name: str
    size: int
    postings: int
    checksum: str


def written(path: Path, native: tuple[int, int, int]) -> WrittenSegment:
    """What the core says of the segment that it wrote at ``path``."""
    size, postings, check = native
    return WrittenSegment(path.name, size, postings, f"{check:016x}")


class Segments:
    """The committed segments of one index, open for reading."""

    def __init__(self, paths: Iterable[Path], sketcher: Sketcher, known: "Segments | None" = None) -> None:
        """Open the segments at ``paths``; :class:`IntegrityError` if one is missing or damaged.

        Those that ``known`` has open are shared with it, and what it has checked need not be checked again.
        """
        self.sketcher = sketcher
        with damage_reported():
            opened = known.native if known else None
            self.native: _core.Segments = _core.Segments(list(paths), sketcher.digest, opened)

    def boilerplate_of(self, document_id: int, text: str) -> Proposed:
        """What of ``text`` was boilerplate when it was indexed as this document; no candidates."""
        with damage_reported():
            return Proposed(self.native.boilerplate_of(self.sketcher.native, text, document_id))

    def sharing_bands(self, bands: Sequence[Sequence[int]]) -> list[list[int]]:
        """For each list of band keys the documents that share a band with it, rising; a full bucket gives its first."""
        with damage_reported():
            return self.native.sharing_bands(bands)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many documents each of ``words`` occurs."""
        with damage_reported():
            return self.native.frequencies(words)

    @property
    def first_document(self) -> int:
        """The lowest number of a document they may hold."""
        return self.native.first_document()

    @property
    def documents(self) -> int:
        """How many documents they hold."""
        return self.native.documents()

    def verify(self) -> None:
        """Recompute every checksum; :class:`IntegrityError` at the first damage."""
        with damage_reported():
            self.native.verify()
