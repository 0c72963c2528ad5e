"""The native core, typed. Everything long runs outside the interpreter."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from os import PathLike
from typing import Literal, final

__all__ = [
    "Alignment",
    "Batch",
    "ContextWords",
    "DamagedSegment",
    "ForeignSegment",
    "Frequencies",
    "FunctionWords",
    "JsonLines",
    "Lexicon",
    "Passage",
    "Pattern",
    "PreparedText",
    "Proposed",
    "Segments",
    "Sketcher",
    "Substitution",
    "Workers",
    "about_tokens",
    "broken_phrases",
    "build_info",
    "context_overlap",
    "cut_bands",
    "cut_batch",
    "cut_piece",
    "cut_segments",
    "decompress",
    "join_range",
    "lexicon_of",
    "normalization_counts",
    "pieces",
    "propose_portion",
    "proposed_from_bytes",
    "proposed_to_bytes",
    "shingle_hashes",
    "token_spans",
]

class DamagedSegment(Exception):
    """A segment whose bytes are not what was written."""

class ForeignSegment(Exception):
    """A segment made under other index parameters."""

@final
class Passage:
    """A maximal aligned pair of spans, in code points."""

    left_start: int
    left_end: int
    right_start: int
    right_end: int
    kind: str
    changed: float
    words: int
    basis: str
    likeness: float | None
    findings: list[tuple[str, str, int]]
    marks: list[str]

@final
class Substitution:
    """A word or phrase of the left text that stands for another one of the right text."""

    left: str
    right: str
    count: int

@final
class Alignment:
    """All that alignment says about a pair of texts."""

    kind: str | None
    resemblance: float
    left_in_right: float
    right_in_left: float
    matched_words: int
    changed: float
    passages: list[Passage]
    substitutions: list[Substitution]
    content: float | None
    overlap: float | None
    worth_a_second_look: bool
    coarse: bool
    steps: int

@final
class ContextWords:
    """A text whose passages are compared with what stands around them, with its words."""

    def __new__(cls, text: str) -> ContextWords: ...

@final
class Pattern:
    """A regular expression that is looked for in texts."""

    def __new__(cls, pattern: str) -> Pattern: ...
    def is_in(self, text: str) -> bool:
        """Whether it stands anywhere in ``text``."""
    def spans(self, text: str) -> list[tuple[int, int]]:
        """The code points of ``text`` where it stands, in order, as starts and ends."""

@final
class Sketcher:
    """Makes sketches under one set of index parameters."""

    def __new__(cls, multipliers: bytes, increments: bytes, bands: int, rows: int, window: int) -> Sketcher: ...
    def keys_of_signatures(self, signatures: bytes, num_perm: int) -> list[list[int]]: ...

@final
class Batch:
    """The keys of consecutive new documents, ready to be matched and written."""

    def tokens(self) -> list[int]: ...
    def normalization_counts(self) -> list[tuple[int, int, int, int]]: ...

@final
class PreparedText:
    """A text with all that calls work out of it alone."""

    def __new__(cls, text: str) -> PreparedText: ...
    def tokens(self) -> int: ...

@final
class Proposed:
    """What the index says of one text: candidates, and which of its fingerprints are boilerplate."""

    def candidates(self) -> list[tuple[int, float, float, bool]]: ...

@final
class Frequencies:
    """How often the words of a language stand in its texts."""

    def __new__(cls, words: Sequence[tuple[str, float]]) -> Frequencies: ...

@final
class FunctionWords:
    """The function words by which languages are told."""

    def __new__(cls, lists: Sequence[Sequence[str]]) -> FunctionWords: ...

@final
class JsonLines:
    """The lines of a file that is read piece by piece, with their numbers.

    Values as a tuple, other lines as bytes, one that is too long as ``None``.
    """

    def __new__(cls, names: Sequence[str], most: int) -> JsonLines: ...
    def read(self, piece: bytes) -> list[tuple[int, tuple[str | None, ...] | bytes | None]]: ...
    def end(self) -> list[tuple[int, tuple[str | None, ...] | bytes | None]]: ...

@final
class Lexicon:
    """The words that texts of a store have again and again."""

    def __new__(cls, packed: bytes) -> Lexicon: ...
    def id(self) -> int: ...
    def packed(self) -> bytes: ...

@final
class Segments:
    """Open segments of one index."""

    def __new__(
        cls, paths: Sequence[str | PathLike[str]], parameters: bytes, known: Segments | None = None
    ) -> Segments: ...
    def boilerplate_of(self, sketcher: Sketcher, text: str, document: int) -> Proposed: ...
    def sharing_bands(self, bands: Sequence[Sequence[int]]) -> list[list[int]]: ...
    def frequencies(self, words: Sequence[str]) -> list[int]: ...
    def first_document(self) -> int: ...
    def documents(self) -> int: ...
    def verify(self) -> None: ...

@final
class Workers:
    """A pool of threads; results never depend on how many there are."""

    def __new__(cls, jobs: int) -> Workers: ...
    def stop(self) -> None: ...
    def languages(self, known: FunctionWords, texts: Sequence[str]) -> list[int | None]: ...
    def sketch(
        self,
        sketcher: Sketcher,
        texts: Sequence[str],
        first_document: int,
        frequencies: Sequence[Frequencies | None] | None = None,
    ) -> Batch: ...
    def candidates(self, segments: Segments, batch: Batch, resident: int) -> list[Proposed]: ...
    def propose(
        self, segments: Segments, sketcher: Sketcher, text: str | PreparedText, frequencies: Frequencies | None = None
    ) -> Proposed: ...
    def write(self, batch: Batch, path: str | PathLike[str], parameters: bytes) -> tuple[int, int, int]: ...
    def merge(self, segments: Segments, path: str | PathLike[str], gone: AbstractSet[int]) -> tuple[int, int, int]: ...
    def align(
        self,
        pairs: Sequence[tuple[str | PreparedText, str | PreparedText]],
        proposed: Sequence[Proposed] | None = None,
        expected: bool = False,
        frequencies: Sequence[Frequencies | None] | None = None,
        local: bool = False,
        by_content: Sequence[bool] | None = None,
        proof: Literal["full", "less", "least"] = "full",
    ) -> list[Alignment]: ...
    def rank_sources(self, query: str | PreparedText, sources: Sequence[str]) -> list[int]: ...
    def signatures(self, texts: Sequence[str], multipliers: bytes, increments: bytes) -> bytes: ...
    def learn(self, texts: Sequence[str], known: Lexicon | None = None) -> Lexicon | None: ...
    def compress(self, texts: Sequence[str], lexicon: Lexicon | None = None) -> list[bytes]: ...
    def decompress(self, frames: Sequence[tuple[bytes, Lexicon | None]]) -> list[str]: ...

def about_tokens(text: str) -> int:
    """About how many tokens ``text`` has."""

def broken_phrases(
    left: str, right: str, swaps: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]: ...
def build_info() -> list[tuple[str, str]]: ...
def decompress(frame: bytes, lexicon: Lexicon | None = None) -> str: ...
def lexicon_of(frame: bytes) -> int | None: ...
def context_overlap(
    left: ContextWords,
    left_spans: Sequence[tuple[int, int]],
    right: ContextWords,
    right_spans: Sequence[tuple[int, int]],
) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]] | None: ...
def shingle_hashes(text: str, view: str) -> bytes: ...
def token_spans(text: str) -> list[tuple[int, int]]: ...
def normalization_counts(text: str) -> tuple[int, int, int, int]: ...
def cut_batch(workers: Workers, batch: Batch, ranges: int, parameters: bytes) -> list[tuple[int, bytes]]: ...
def cut_segments(
    workers: Workers, segments: Segments, first: int, end: int, ranges: int
) -> list[tuple[int, bytes]]: ...
def pieces(sketcher: Sketcher, text: str, size: int, frequencies: Frequencies | None) -> list[str]: ...
def cut_piece(
    workers: Workers,
    sketcher: Sketcher,
    piece: str,
    frequencies: Frequencies | None,
    number: int,
    ranges: int,
    parameters: bytes,
) -> tuple[list[tuple[int, bytes]], bytes]: ...
def cut_bands(
    workers: Workers, sketcher: Sketcher, signatures: Sequence[bytes], number: int, ranges: int, parameters: bytes
) -> list[tuple[int, bytes]]: ...
def join_range(
    workers: Workers, number: int, cut: Sequence[bytes], numbers: tuple[int, int, int], parameters: bytes
) -> list[tuple[int, bytes]]: ...
def propose_portion(
    workers: Workers, portion: int, said: Sequence[bytes], numbers: tuple[int, int, int], parameters: bytes
) -> list[Proposed]: ...
def proposed_to_bytes(proposed: Proposed, parameters: bytes) -> bytes: ...
def proposed_from_bytes(block: bytes, parameters: bytes) -> Proposed: ...
