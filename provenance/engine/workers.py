"""A pool of native threads, for all work on many texts at a time."""

import functools
import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Literal, Self, TypeAlias

from provenance import _core
from provenance.engine.segments import Proposed, Segments, Sketcher, Sketches, WrittenSegment, written
from provenance.engine.texts import (
    UNTOLD,
    Lexicon,
    PreparedText,
    Text,
    native_lexicon,
    native_text,
    plain_text,
)
from provenance.engine.values import alignment, damage_reported, damaged_text_reported, writing_reported
from provenance.languages import function_words, word_shares
from provenance.model import Alignment, scalar_text
from provenance.permutations import Permutations

Proof: TypeAlias = Literal["full", "less", "least"]
"""What a rewritten passage must prove."""


class WordFrequencies:
    """How often the words of a language stand in its texts, as the core needs it."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        """From words and the share of all words that each is."""
        self.native = _core.Frequencies(list(shares.items()))

    @classmethod
    @functools.cache
    def of_language(cls, language: str) -> Self:
        """Those of a language that we know, loaded when first asked for."""
        return cls(word_shares(language))


@functools.cache
def _function_words() -> tuple[list[str], _core.FunctionWords]:
    """The codes of all languages that we know, and the words by which they are told."""
    known = function_words()
    return list(known), _core.FunctionWords(list(known.values()))


class Workers:
    """A pool of native threads; results never depend on how many there are."""

    def __init__(self, jobs: int | None = None) -> None:
        """Start ``jobs`` threads; as many as there are cores when ``None``."""
        self.jobs = jobs or available_cores()
        self.native = _core.Workers(self.jobs)

    def stop(self) -> None:
        """End long calls under way with :class:`RuntimeError`.

        For calls of other threads: what a signal handler raises in the main thread ends its own call at once.
        """
        self.native.stop()

    def languages(self, texts: Sequence[Text]) -> list[str | None]:
        """The code (ISO 639-1) of the language of each text; ``None`` where its beginning names none that we know.

        A language is known by the words that it needs to say anything, of which each text has many. Languages that
        write no spaces are not among the known ones. That of a prepared text is told once, and kept with it.
        """
        untold = [text for text in texts if isinstance(text, str) or text.language == UNTOLD]
        codes, words = _function_words()
        places = self.native.languages(words, [plain_text(text) for text in untold])
        # By identity: to hash a text reads all of it.
        told = {id(text): None if at is None else codes[at] for text, at in zip(untold, places, strict=True)}
        for text in untold:
            if isinstance(text, PreparedText):
                text.language = told[id(text)]
        return [told[id(text)] if isinstance(text, str) else text.language for text in texts]

    def frequencies(self, texts: Sequence[Text]) -> list[WordFrequencies | None]:
        """How often words stand in the language of each text; ``None`` where we do not know it."""
        return [None if code is None else WordFrequencies.of_language(code) for code in self.languages(texts)]

    def frequencies_of_pairs(self, pairs: Sequence[tuple[Text, Text]]) -> list[WordFrequencies | None]:
        """Those of the language of both texts of each pair; ``None`` where we do not know it, or there are two."""
        texts = {id(text): text for pair in pairs for text in pair}
        of = dict(zip(texts, self.frequencies(list(texts.values())), strict=True))
        return [of[id(query)] if of[id(query)] is of[id(source)] else None for query, source in pairs]

    def align(
        self,
        pairs: Sequence[tuple[Text, Text]],
        proposed: Sequence[Proposed] | None = None,
        *,
        expected: bool = False,
        frequencies: Sequence[WordFrequencies | None] | None = None,
        local: bool = False,
        by_content: Sequence[bool] | None = None,
        proof: Proof = "full",
    ) -> list[Alignment]:
        """Align each pair of texts, given as (query, source).

        A text that is in many of the pairs, as one object, is prepared once. The queries stay in memory meanwhile.

        Args:
            pairs: The texts.
            proposed: What the index says of the query of each pair; the boilerplate it names makes no passages.
            expected: The texts are expected to share something, so that less is enough for a summary.
            frequencies: Those of the language of each pair; pairs without them are not compared by content.
            local: Look for rewritten passages of long texts only where the texts share something.
            by_content: Whether nothing but content speaks for each pair; if the texts are not alike in content, nothing
                else is looked for in them.
            proof: What a rewritten passage must prove: less where its surroundings are looked at afterwards, least
                where the texts share much that few others have.
        """
        natives = None if proposed is None else [one.native for one in proposed]
        lists = None if frequencies is None else _natives(frequencies)
        texts = [(native_text(query), native_text(source)) for query, source in pairs]
        found = self.native.align(texts, natives, expected, lists, local, by_content, proof)
        return [alignment(native) for native in found]

    def closest_first(self, query: Text, sources: Sequence[str]) -> list[int]:
        """The ``sources`` of ``query`` as places in the list, closest first by what tells these texts apart."""
        return self.native.rank_sources(native_text(query), sources)

    def signatures(self, texts: Sequence[str], permutations: Permutations) -> bytes:
        """Signatures of ``texts``, row by row, as little-endian ``uint32`` bytes."""
        try:
            return self.native.signatures(texts, permutations.multipliers, permutations.increments)
        except UnicodeEncodeError:  # rare, and looking for it in every text beforehand would cost as much as signing
            clean = [scalar_text(text) for text in texts]
            return self.native.signatures(clean, permutations.multipliers, permutations.increments)

    def learn(self, texts: Sequence[str], known: Lexicon | None) -> Lexicon | None:
        """The lexicon of ``texts``; ``None`` if they are too few for a better one than the ``known`` one."""
        native = self.native.learn(texts, native_lexicon(known))
        return None if native is None else Lexicon(native)

    def compress(self, texts: Sequence[str], lexicon: Lexicon | None = None) -> list[bytes]:
        """``texts`` as the store keeps them, in words of ``lexicon`` where that makes them shorter."""
        return self.native.compress(texts, native_lexicon(lexicon))

    def decompress(self, frames: Sequence[tuple[bytes, Lexicon | None]]) -> list[str]:
        """The texts in stored frames, given with their lexicons; :class:`IntegrityError` if one is damaged."""
        with damaged_text_reported():
            return self.native.decompress([(frame, native_lexicon(lexicon)) for frame, lexicon in frames])

    def sketch(self, sketcher: Sketcher, texts: Sequence[str], first_document_id: int) -> Sketches:
        """Sketch ``texts`` as documents numbered from ``first_document_id``."""
        lists = _natives(self.frequencies(texts)) if sketcher.has_content else None
        return Sketches(self.native.sketch(sketcher.native, texts, first_document_id, lists), sketcher.digest)

    def candidates(self, segments: Segments, sketches: Sketches, resident: int) -> list[Proposed]:
        """For each document of ``sketches`` what all documents before it propose.

        Up to ``resident`` bytes of ``segments`` stay in memory; of more only what is being looked at.
        """
        with damage_reported():
            return [Proposed(native) for native in self.native.candidates(segments.native, sketches.native, resident)]

    def propose(self, segments: Segments, text: Text) -> Proposed:
        """What ``segments`` say of ``text``."""
        (words,) = _natives(self.frequencies([text])) if segments.sketcher.has_content else [None]
        with damage_reported():
            native = self.native.propose(segments.native, segments.sketcher.native, native_text(text), words)
            return Proposed(native)

    def write(self, sketches: Sketches, path: Path) -> WrittenSegment:
        """Write ``sketches`` as a durable segment at ``path``."""
        with writing_reported(path):
            return written(path, self.native.write(sketches.native, path, sketches.digest))

    def merge(self, segments: Segments, path: Path, gone: AbstractSet[int]) -> WrittenSegment:
        """Write all of ``segments`` as one durable segment at ``path``, without the documents ``gone``."""
        with writing_reported(path), damage_reported(also=()):
            return written(path, self.native.merge(segments.native, path, set(gone)))


def _natives(frequencies: Sequence[WordFrequencies | None]) -> list[_core.Frequencies | None]:
    return [None if one is None else one.native for one in frequencies]


def available_cores() -> int:
    """Cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
