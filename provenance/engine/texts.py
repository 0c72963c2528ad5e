"""What the native core does with single texts, and which version of it runs here."""

import contextlib
import dataclasses
import functools
from collections.abc import Sequence
from typing import Self

from provenance import _core
from provenance.engine.values import damaged_text_reported
from provenance.errors import IntegrityError
from provenance.languages import lists_digest
from provenance.model import NormalizationCounts, Substitution, scalar_text


def core_versions() -> str:
    """Versions of everything in the core that decides which keys a text gets."""
    info = dict(_core.build_info())
    return " ".join(f"{name}={info[name]}" for name in ("hash_family", "normal_form", "views"))


def content_version() -> str:
    """What decides which keys of the view ``content`` a text gets: the rule, and the lists of words."""
    return f"{dict(_core.build_info())['content_keys']} {lists_digest()}"


def build_info() -> dict[str, str]:
    """What runs here: versions, build profile, kernels chosen on this machine."""
    return dict(_core.build_info())


class Lexicon:
    """The words that texts of a store have again and again; stored texts name them by short codes.

    Attributes:
        checksum: By which stored texts name it.
    """

    def __init__(self, packed: bytes | _core.Lexicon) -> None:
        """From what :meth:`packed` gave; :class:`IntegrityError` if that is damaged."""
        with damaged_text_reported():
            self.native = _core.Lexicon(packed) if isinstance(packed, bytes) else packed
        self.checksum = self.native.id()

    @classmethod
    def of_copies(cls, copies: Sequence[bytes]) -> Self:
        """The lexicon in the first of these ``copies`` that is sound; :class:`IntegrityError` if all are damaged."""
        *others, last = copies
        for packed in others:
            with contextlib.suppress(IntegrityError):
                return cls(packed)
        return cls(last)

    def packed(self) -> bytes:
        """It as the store keeps it."""
        return self.native.packed()


def lexicon_of(frame: bytes) -> int | None:
    """The checksum of the lexicon that is needed to read a stored frame; ``None`` if none is."""
    return _core.lexicon_of(frame)


def decompress(frame: bytes, lexicon: Lexicon | None = None) -> str:
    """The text in a stored frame; :class:`IntegrityError` if it is damaged, or not in words of this ``lexicon``."""
    with damaged_text_reported():
        return _core.decompress(frame, native_lexicon(lexicon))


def native_lexicon(lexicon: Lexicon | None) -> _core.Lexicon | None:
    """A lexicon as the core takes it."""
    return None if lexicon is None else lexicon.native


def distinct_shingle_hashes(text: str, view: str) -> bytes:
    """Distinct 32-bit shingle hashes of ``text``, rising, as little-endian bytes."""
    return _core.shingle_hashes(scalar_text(text), view)


def about_tokens(text: str) -> int:
    """About how many tokens ``text`` has, told in a fraction of the time of making them; seldom too few."""
    return _core.about_tokens(text)


class Pattern:
    """A regular expression for texts of strangers: a search takes time linear in the text, whatever both say.

    The syntax is that of the Rust crate ``regex``: no look-around, no back-references. It is compiled when first used.
    """

    def __init__(self, pattern: str) -> None:
        """Keep ``pattern``."""
        self.pattern = pattern

    @functools.cached_property
    def _native(self) -> _core.Pattern:
        return _core.Pattern(self.pattern)

    def is_in(self, text: str) -> bool:
        """Whether it stands anywhere in ``text``."""
        return self._native.is_in(text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in ``text``, in code points, in order; of places that overlap the first one."""
        return self._native.spans(text)


#: The language of a text before anybody asked for it.
UNTOLD = "untold"


class PreparedText:
    """A text that several calls are about, with its tokens and all else that they work out of it alone.

    Attributes:
        text: The text; lone surrogates count as U+FFFD.
        tokens: Number of its tokens.
        language: The code of its language, or ``None``, as :meth:`Workers.languages` told it; :data:`UNTOLD` before.
    """

    language: str | None = UNTOLD

    def __init__(self, text: str) -> None:
        """Prepare ``text``; takes about as long as sketching it."""
        self.text = scalar_text(text)
        self.native = _core.PreparedText(self.text)
        self.tokens = self.native.tokens()

    def __len__(self) -> int:
        """Number of its characters."""
        return len(self.text)


#: A text as calls take it.
Text = str | PreparedText


def prepared(text: Text) -> PreparedText:
    """``text``, prepared now if it is not yet."""
    return PreparedText(text) if isinstance(text, str) else text


def native_text(text: Text) -> str | _core.PreparedText:
    """``text`` as the core takes it."""
    return text if isinstance(text, str) else text.native


def plain_text(text: Text) -> str:
    """``text`` as a string."""
    return text if isinstance(text, str) else text.text


def token_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the tokens of ``text``, in code points, half-open."""
    return _core.token_spans(scalar_text(text))


def normalization(text: str) -> NormalizationCounts:
    """What the normal form of ``text`` had to undo."""
    return NormalizationCounts(*_core.normalization_counts(scalar_text(text)))


def broken_phrases(
    query: str, source: str, swaps: Sequence[Substitution]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Phrases of two words that both texts have and one of them breaks in another place, by a swapped word.

    Those that ``query`` breaks, and those that ``source`` does: each as it is kept and as it is broken.
    """
    return _core.broken_phrases(query, source, [(one.query, one.source) for one in swaps])


@dataclasses.dataclass(frozen=True)
class ContextOverlap:
    """Words that passages of two texts share with what stands around them; rising, each once, lower case.

    Attributes:
        near: Of each text, those among as many words around as are looked at in both.
        around: Of each text, those among all words around.
    """

    near: tuple[list[str], list[str]]
    around: tuple[list[str], list[str]]


class ContextWords:
    """A text whose passages are compared with what stands around them: its words are found once for all its pairs."""

    def __init__(self, text: str) -> None:
        """Find the words of ``text``."""
        self.native = _core.ContextWords(text)


def context_overlap(
    query: ContextWords,
    query_spans: Sequence[tuple[int, int]],
    source: ContextWords,
    source_spans: Sequence[tuple[int, int]],
) -> ContextOverlap | None:
    """The context overlap of the passages at these spans, in code points; ``None`` if too little stands around them."""
    found = _core.context_overlap(query.native, query_spans, source.native, source_spans)
    return None if found is None else ContextOverlap(*found)
