"""The door to the native core: the only module that imports ``provenance._core``.

It turns our values into what the core takes, and what the core answers into our values. Nothing is computed here.
"""

import contextlib
import dataclasses
import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from provenance import _core
from provenance.errors import DiskFull, IntegrityError, ProvenanceError
from provenance.model import (
    Alignment,
    Disguise,
    Finding,
    Kind,
    Mark,
    Passage,
    Side,
    Substitution,
    Undone,
    scalar_text,
)
from provenance.params import IndexParams
from provenance.permutations import Permutations


@contextlib.contextmanager
def faults() -> Iterator[None]:
    """Raise a panic of the core as an error of ours: as it comes, ``except Exception`` would not see it."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        hint = "report it with the text that it failed on"
        raise ProvenanceError(f"the native core failed: {error}", hint=hint) from error


def core_versions() -> str:
    """Versions of everything in the core that decides which keys a text gets."""
    info = dict(_core.build_info())
    return " ".join(f"{name}={info[name]}" for name in ("hash_family", "normal_form", "views"))


def build_info() -> dict[str, str]:
    """What runs here: versions, build profile, kernels chosen on this machine."""
    return dict(_core.build_info())


def decompress(frame: bytes) -> str:
    """The text in a stored frame; :class:`IntegrityError` if the frame is damaged."""
    try:
        return _core.decompress(frame)
    except ValueError as error:
        raise IntegrityError(
            str(error), hint="restore the store from a backup; `prov verify` says how far it goes"
        ) from error


def distinct_shingle_hashes(text: str, view: str) -> bytes:
    """Distinct 32-bit shingle hashes of ``text``, rising, as little-endian bytes."""
    return _core.shingle_hashes(scalar_text(text), view)


def about_tokens(text: str) -> int:
    """About how many tokens ``text`` has, told in a fraction of the time of making them; seldom too few."""
    return _core.about_tokens(text)


class Hints:
    """Words without one of which a text need not be looked at closely; all are looked for in one pass.

    They are found as parts of words too, in any case of their ASCII letters; of words that overlap only the first one,
    and the longest.
    """

    def __init__(self, *words: str) -> None:
        """Prepare to look for ``words``."""
        self._native = _core.Hints(words)

    def places(self, text: str) -> list[int]:
        """At which code points of ``text`` one of them begins, in order."""
        return self._native.places(text)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the tokens of ``text``, in code points, half-open."""
    return _core.token_spans(scalar_text(text))


def undone(text: str) -> Undone:
    """What the normal form of ``text`` had to undo."""
    return Undone(*_core.undone(scalar_text(text)))


def broken_phrases(
    query: str, source: str, swaps: Sequence[Substitution]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Phrases of two words that both texts have and one of them breaks in another place, by a swapped word.

    Those that ``query`` breaks, and those that ``source`` does: each as it is kept and as it is broken.
    """
    return _core.broken_phrases(query, source, [(one.query, one.source) for one in swaps])


@dataclasses.dataclass(frozen=True)
class Kin:
    """Words that passages of two texts share with what stands around them; rising, each once, lower case.

    Attributes:
        near: Of each text, those among as many words around as are looked at in both.
        around: Of each text, those among all words around.
    """

    near: tuple[list[str], list[str]]
    around: tuple[list[str], list[str]]


def kin(
    query: str, query_spans: Sequence[tuple[int, int]], source: str, source_spans: Sequence[tuple[int, int]]
) -> Kin | None:
    """The kin of the passages at these spans, in code points; ``None`` if too little stands around them."""
    found = _core.kin(query, query_spans, source, source_spans)
    return None if found is None else Kin(*found)


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A pair that the index proposes. Unverified: never shown, never stored as a result."""

    document_id: int
    evidence: float


class Proposed:
    """What the index says of one text: candidates, and which of its fingerprints are boilerplate.

    Attributes:
        candidates: Documents that may share passages with it, best first.
    """

    def __init__(self, native: _core.Proposed) -> None:
        """Wrap what the core found."""
        self.native = native
        self.candidates = [Candidate(*pair) for pair in native.candidates()]


@dataclasses.dataclass(frozen=True)
class WrittenSegment:
    """A segment that lies durably in the index folder; it counts once the store names it."""

    name: str
    size: int
    postings: int
    checksum: str


class Workers:
    """A pool of native threads; results never depend on how many there are."""

    def __init__(self, jobs: int | None = None) -> None:
        """Start ``jobs`` threads; as many as there are cores when ``None``."""
        self.jobs = jobs or available_cores()
        self._native = _core.Workers(self.jobs)

    def stop(self) -> None:
        """End long calls under way with :class:`RuntimeError`.

        For calls of other threads: what a signal handler raises in the main thread ends its own call at once.
        """
        self._native.stop()

    def align(
        self,
        pairs: Sequence[tuple[str, str]],
        proposed: Sequence[Proposed] | None = None,
        *,
        expected: bool = False,
    ) -> list[Alignment]:
        """Align each pair of texts, given as (query, source).

        Args:
            pairs: The texts.
            proposed: What the index says of the query of each pair; the boilerplate it names makes no passages.
            expected: The texts are expected to share something, so that less is enough for a summary.
        """
        natives = None if proposed is None else [one.native for one in proposed]
        return [_alignment(native) for native in self._native.align(pairs, natives, expected)]

    def closest_first(self, query: str, sources: Sequence[str]) -> list[int]:
        """The ``sources`` of ``query`` as places in the list, closest first by what tells these texts apart."""
        return self._native.closest_first(query, sources)

    def signatures(self, texts: Sequence[str], permutations: Permutations) -> bytes:
        """Signatures of ``texts``, row by row, as little-endian ``uint32`` bytes."""
        try:
            return self._native.signatures(texts, permutations.multipliers, permutations.increments)
        except UnicodeEncodeError:  # rare, and looking for it in every text beforehand would cost as much as signing
            clean = [scalar_text(text) for text in texts]
            return self._native.signatures(clean, permutations.multipliers, permutations.increments)

    def compress(self, texts: Sequence[str]) -> list[bytes]:
        """``texts`` as the store keeps them."""
        return self._native.compress(texts)

    def sketch(self, sketcher: "Sketcher", texts: Sequence[str], first_document_id: int) -> "Batch":
        """Sketch ``texts`` as documents numbered from ``first_document_id``."""
        return Batch(self._native.sketch(sketcher.native, texts, first_document_id), sketcher.digest)

    def candidates(self, segments: "Segments", batch: "Batch", resident: int) -> list[Proposed]:
        """For each document of ``batch`` what all documents before it propose.

        Up to ``resident`` bytes of ``segments`` stay in memory; of more only what is being looked at.
        """
        with _damage_reported():
            return [Proposed(native) for native in self._native.candidates(segments.native, batch.native, resident)]

    def propose(self, segments: "Segments", text: str) -> Proposed:
        """What ``segments`` say of ``text``."""
        with _damage_reported():
            return Proposed(self._native.propose(segments.native, segments.sketcher.native, text))

    def write(self, batch: "Batch", path: Path) -> WrittenSegment:
        """Write ``batch`` as a durable segment at ``path``."""
        with _writing_reported(path):
            return _written(path, self._native.write(batch.native, path, batch.digest))

    def merge(self, segments: "Segments", path: Path, gone: AbstractSet[int]) -> WrittenSegment:
        """Write all of ``segments`` as one durable segment at ``path``, without the documents ``gone``."""
        with _writing_reported(path), _damage_reported(also=()):
            return _written(path, self._native.merge(segments.native, path, set(gone)))


class Sketcher:
    """Makes sketches under one set of index parameters."""

    def __init__(self, params: IndexParams, permutations: Permutations) -> None:
        """Bind the parameters of an index; its permutations come from the store."""
        self.digest = bytes.fromhex(params.digest)
        self.native = _core.Sketcher(
            permutations.multipliers, permutations.increments, params.bands, params.rows, params.window
        )


class Batch:
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
    def undone(self) -> list[Undone]:
        """What the normal form undid in each document."""
        return [Undone(*counts) for counts in self.native.undone()]


class Segments:
    """The committed segments of one index, open for reading."""

    def __init__(self, paths: Iterable[Path], sketcher: Sketcher, known: "Segments | None" = None) -> None:
        """Open the segments at ``paths``; :class:`IntegrityError` if one is missing or damaged.

        Those that ``known`` has open are shared with it, and what it has checked need not be checked again.
        """
        self.sketcher = sketcher
        with _damage_reported():
            opened = known.native if known else None
            self.native: _core.Segments = _core.Segments(list(paths), sketcher.digest, opened)

    def boilerplate_of(self, document_id: int, text: str) -> Proposed:
        """What of ``text`` was boilerplate when it was indexed as this document; no candidates."""
        with _damage_reported():
            return Proposed(self.native.boilerplate_of(self.sketcher.native, text, document_id))

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many documents each of ``words`` occurs."""
        with _damage_reported():
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
        with _damage_reported():
            self.native.verify()


def available_cores() -> int:
    """Cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def _damage_reported(also: tuple[type[Exception], ...] = (OSError,)) -> Iterator[None]:
    """Turn what the core says of damaged, foreign or missing segments into :class:`IntegrityError`."""
    caught: tuple[type[Exception], ...] = (_core.DamagedSegment, _core.ForeignSegment, *also)
    try:
        yield
    except caught as error:
        hint = "restore the store and its index folder from one backup, or index again into a new store"
        raise IntegrityError(str(error), hint=hint) from error


@contextlib.contextmanager
def _writing_reported(path: Path) -> Iterator[None]:
    """Turn what the system says of a segment that cannot be written into errors of ours."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            hint = "free some space and run the command again"
            raise DiskFull(f"no room for {path.name} in {path.parent}", hint=hint) from error
        raise ProvenanceError(f"cannot write {path}: {error.strerror or error}") from error


def _written(path: Path, native: tuple[int, int, int]) -> WrittenSegment:
    size, postings, check = native
    return WrittenSegment(path.name, size, postings, f"{check:016x}")


_SIDES = {"left": Side.QUERY, "right": Side.SOURCE, "both": Side.BOTH}


def _alignment(native: _core.Alignment) -> Alignment:
    """The core's ``left`` is our query, its ``right`` our source."""
    return Alignment(
        kind=Kind(native.kind) if native.kind else None,
        resemblance=native.resemblance,
        query_in_source=native.left_in_right,
        source_in_query=native.right_in_left,
        matched_words=native.matched_words,
        changed=native.changed,
        passages=tuple(_passage(passage) for passage in native.passages),
        substitutions=tuple(Substitution(one.right, one.left, one.count) for one in native.substitutions),
        coarse=native.coarse,
    )


def _passage(native: _core.Passage) -> Passage:
    return Passage(
        query_start=native.left_start,
        query_end=native.left_end,
        source_start=native.right_start,
        source_end=native.right_end,
        kind=Kind(native.kind),
        changed=native.changed,
        words=native.words,
        findings=tuple(Finding(Disguise(kind), _SIDES[side], count) for kind, side, count in native.findings),
        marks=tuple(Mark(mark) for mark in native.marks),
    )
