"""The model of a page about a text: its pieces, the texts that share them, each passage side by side. No HTML."""

import bisect
import collections
import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence

from provenance import engine
from provenance.model import Comparison, Derived, Kind, Mark, Passage
from provenance.presentation import word_diff, words
from provenance.uris import document_names, short_names
from provenance.web import spans

#: Sources of a page at most, those with most words first; the rest is counted.
MOST_SOURCES = 200
#: Code points beside a passage that give its context.
CONTEXT = 60


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a text was seen, when, and what that place claims."""

    uri: str
    first_seen_at: str = ""
    last_seen_at: str = ""
    published_at: str | None = None
    observed_at: str | None = None
    evidence: str | None = None


@dataclasses.dataclass(frozen=True)
class Text:
    """One text that a page is about, or that it is held against.

    Attributes:
        words: Its tokens.
        document_id: Its number, if the store has it.
        places: Where it was seen, first seen first.
        called: What to call it where other texts are named, too.
    """

    uri: str
    text: str = dataclasses.field(repr=False)
    sha256: str
    words: int
    document_id: int | None = None
    title: str | None = None
    author: str | None = None
    published_at: str | None = None
    first_seen_at: str | None = None
    places: tuple[Place, ...] = ()
    called: str = ""

    @functools.cached_property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.called or (short_names([self.uri])[self.uri] if self.uri else "this text")


@dataclasses.dataclass(frozen=True)
class Pair:
    """The text of a page, as the query, and another one; ``match_id`` if the store has their match."""

    source: Text
    comparison: Comparison
    match_id: int | None = None


def _told_apart(text: Text, pairs: Sequence[Pair]) -> tuple[Text, list[Pair]]:
    """The text of a page and what it is held against, under names that tell them apart."""
    texts = [text, *(pair.source for pair in pairs)]
    names = document_names([(one.uri, one.document_id) for one in texts])
    text, *sources = (
        dataclasses.replace(one, called=name) if one.uri else one for one, name in zip(texts, names, strict=True)
    )
    return text, [dataclasses.replace(pair, source=source) for pair, source in zip(pairs, sources, strict=True)]


@dataclasses.dataclass(frozen=True)
class Filters:
    """Which passages are put aside, though never silently."""

    marks: frozenset[Mark] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    min_words: int = 0
    min_changed: float = 0.0

    def reason(self, passage: Passage) -> str:
        """Why a passage is put aside; empty if it is not."""
        if marks := [mark for mark in passage.marks if mark in self.marks]:
            return ", ".join(marks)
        if self.kinds and passage.kind not in self.kinds:
            return passage.kind
        if passage.words < self.min_words:
            return f"fewer than {self.min_words:,} words"
        return f"changed less than {words.percent(self.min_changed)}" if passage.changed < self.min_changed else ""


@dataclasses.dataclass(frozen=True)
class ShownPassage:
    """A passage on the page.

    Attributes:
        number: Its number on the page, in the order of the text.
        letter: The source that has it.
        hidden: Why it is put aside; empty if it is not.
        rows: Both halves beside each other, the text of the page first.
        note: Marks and findings in words.
        before: What the source has before it; likewise ``after``.
    """

    number: int
    letter: str
    passage: Passage
    hidden: str
    rows: tuple[word_diff.Row, ...]
    note: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True)
class Source:
    """Another text, as its card shows it.

    Attributes:
        letter: Its name on the page.
        style: Which of the palette's colours it has, from 1.
        covered: Words of the text of the page in its passages.
        share: The same as a share of the text.
        passages: The numbers of its passages.
    """

    letter: str
    style: int
    pair: Pair
    covered: int
    share: float
    passages: tuple[int, ...]
    note: str

    @property
    def text(self) -> Text:
        """The other text."""
        return self.pair.source

    @property
    def other_places(self) -> tuple[Place, ...]:
        """Where the same text was seen besides, as far as a card names it."""
        return tuple(place for place in self.text.places if place.uri != self.text.uri)


@dataclasses.dataclass(frozen=True)
class TextPage:
    """A text and all that is known to share passages with it.

    Attributes:
        covered: Words of the text in passages that are not put aside.
        share: The same as a share of the text.
        hidden: How many passages are put aside, by reason.
        left_out: Sources beyond those that are shown.
    """

    text: Text
    blocks: tuple[spans.Block, ...]
    sources: tuple[Source, ...]
    passages: tuple[ShownPassage, ...]
    covered: int
    share: float
    hidden: Mapping[str, int]
    left_out: int

    @property
    def by_number(self) -> Mapping[int, ShownPassage]:
        """The passages by their number."""
        return {one.number: one for one in self.passages}

    @property
    def first(self) -> Source | None:
        """The text it most likely comes from: of those that are decided, the one with most words."""
        derived = (one for one in self.sources if one.pair.comparison.direction.derived is Derived.QUERY)
        return max(derived, key=lambda one: (one.covered, one.pair.comparison.direction.confidence), default=None)

    @property
    def changed(self) -> float:
        """Share of the words of its passages that differ."""
        shown = [one.passage for one in self.passages if not one.hidden]
        return sum(one.changed * one.words for one in shown) / max(1, sum(one.words for one in shown))

    @property
    def swaps(self) -> list[tuple[str, str, int, int]]:
        """Words of sources, what this text has for them, how often, and in how many sources."""
        found: dict[tuple[str, str], list[int]] = {}
        for source in self.sources:
            for one in source.pair.comparison.substitutions:
                found.setdefault((one.source, one.query), []).append(one.count)
        rows = [(*pair, sum(counts), len(counts)) for pair, counts in found.items()]
        return sorted(rows, key=lambda row: (-row[2], -row[3], row[0], row[1]))


def text_page(text: Text, pairs: Iterable[Pair], filters: Filters | None = None, *, whole: bool = True) -> TextPage:
    """The page of a text, its sources by the words they share.

    Args:
        text: The text.
        pairs: What it is held against, the text always the query; those that share nothing are left out.
        filters: What to put aside.
        whole: Show all of the text, and not only what surrounds passages.
    """
    sharing = [pair for pair in pairs if pair.comparison.passages]
    ranked = sorted(sharing, key=lambda pair: (-pair.comparison.matched_words, pair.source.uri))
    text, near = _told_apart(text, ranked[:MOST_SOURCES])
    shown = _shown(text, near, filters or Filters())
    covers = [spans.Cover(one.passage.query_start, one.passage.query_end, one.number) for one in shown]
    cut = spans.pieces(text.text, covers)
    counted = _Counted(text)
    sources = tuple(_source(counted, place, pair, shown) for place, pair in enumerate(near))
    covered = counted.within(one.passage for one in shown if not one.hidden)
    cut = cut if whole else spans.with_context(text.text, cut, CONTEXT)
    blocks = tuple(spans.blocks(text.text, cut))
    share = covered / max(1, text.words)
    return TextPage(text, blocks, sources, tuple(shown), covered, share, _counts(shown), len(ranked) - len(sources))


def _shown(text: Text, ranked: Sequence[Pair], filters: Filters) -> list[ShownPassage]:
    """The passages of all pairs, numbered in the order of the text."""
    found = [(words.letters(place), pair, one) for place, pair in enumerate(ranked) for one in pair.comparison.passages]
    found.sort(key=lambda one: (one[2].query_start, -one[2].query_end, len(one[0]), one[0], one[2].source_start))
    return [
        _one(number, letter, text, pair, passage, filters) for number, (letter, pair, passage) in enumerate(found, 1)
    ]


def _one(number: int, letter: str, text: Text, pair: Pair, passage: Passage, filters: Filters) -> ShownPassage:
    theirs = pair.source.text
    span = (passage.query_start, passage.query_end), (passage.source_start, passage.source_end)
    rows = tuple(word_diff.rows(text.text, span[0], theirs, span[1]))
    before = _context(theirs, passage.source_start, -CONTEXT)
    after = _context(theirs, passage.source_end, CONTEXT)
    note = words.passage_note(passage, text.name, pair.source.name)
    return ShownPassage(number, letter, passage, filters.reason(passage), rows, note, before, after)


def _context(text: str, at: int, reach: int) -> str:
    """Whole words beside a place: up to it for a negative ``reach``, else from it on."""
    if reach < 0:
        start = max(0, at + reach)
        blank = text.find(" ", start, at)
        return text[at:at] if start and blank < 0 else text[blank + 1 if start else 0 : at]
    end = min(len(text), at + reach)
    blank = text.rfind(" ", at, end)
    return text[at:end] if end == len(text) else text[at : max(blank, at)]


class _Counted:
    """Counts the words of a text within passages."""

    def __init__(self, text: Text) -> None:
        self.starts = [start for start, _ in engine.token_spans(text.text)]
        self.words = max(1, text.words)

    def within(self, passages: Iterable[Passage]) -> int:
        """Words that begin in one of these passages, each once."""
        total = at = 0
        for start, end in sorted((one.query_start, one.query_end) for one in passages):
            first = max(start, at)
            if first < end:
                total += bisect.bisect_left(self.starts, end) - bisect.bisect_left(self.starts, first)
                at = end
        return total


def _source(counted: _Counted, place: int, pair: Pair, shown: Sequence[ShownPassage]) -> Source:
    letter = words.letters(place)
    own = [one for one in shown if one.letter == letter]
    covered = counted.within(one.passage for one in own)
    note = words.comparison_note(pair.comparison, "this text", pair.source.name)
    numbers = tuple(one.number for one in own)
    return Source(letter, place % _STYLES + 1, pair, covered, covered / counted.words, numbers, note)


#: Ways in which sources look: seven colours, each with five lines below.
_STYLES = 35


@dataclasses.dataclass(frozen=True)
class PairPage:
    """Two texts beside each other, what came first on the left.

    Attributes:
        left, right: Both texts in pieces, whose passages have the same numbers on both sides.
        passages: The passages, the left text's half first.
    """

    pair: Pair
    query: Text
    turned: bool
    left: Text
    right: Text
    left_blocks: tuple[spans.Block, ...]
    right_blocks: tuple[spans.Block, ...]
    passages: tuple[ShownPassage, ...]
    hidden: Mapping[str, int]
    note: str

    @property
    def by_number(self) -> Mapping[int, ShownPassage]:
        """The passages by their number."""
        return {one.number: one for one in self.passages}

    @property
    def comparison(self) -> Comparison:
        """What is known of the pair."""
        return self.pair.comparison


def pair_page(query: Text, pair: Pair, filters: Filters | None = None, *, whole: bool = False) -> PairPage:
    """The page of a pair; without ``whole``, what lies far from every passage is left out and counted."""
    filters = filters or Filters()
    query, (pair,) = _told_apart(query, [pair])
    turned = pair.comparison.direction.derived is Derived.QUERY
    ordered = sorted(
        pair.comparison.passages,
        key=lambda one: (one.source_start, one.query_start) if turned else (one.query_start, one.source_start),
    )
    shown = tuple(_of_pair(number, query, pair, one, filters) for number, one in enumerate(ordered, 1))
    ours = [spans.Cover(one.passage.query_start, one.passage.query_end, one.number) for one in shown]
    theirs = [spans.Cover(one.passage.source_start, one.passage.source_end, one.number) for one in shown]
    left, right = _cut(query.text, ours, whole=whole), _cut(pair.source.text, theirs, whole=whole)
    first, second = (pair.source, query) if turned else (query, pair.source)
    left, right = (right, left) if turned else (left, right)
    note = words.comparison_note(pair.comparison, query.name, pair.source.name)
    return PairPage(pair, query, turned, first, second, left, right, shown, _counts(shown), note)


def _cut(text: str, covers: Iterable[spans.Cover], *, whole: bool) -> tuple[spans.Block, ...]:
    cut = spans.pieces(text, covers)
    return tuple(spans.blocks(text, cut if whole else spans.with_context(text, cut, 5 * CONTEXT)))


def _counts(shown: Iterable[ShownPassage]) -> dict[str, int]:
    """How many passages are put aside, by reason."""
    return dict(collections.Counter(one.hidden for one in shown if one.hidden))


def _of_pair(number: int, query: Text, pair: Pair, passage: Passage, filters: Filters) -> ShownPassage:
    one = _one(number, "A", query, pair, passage, filters)
    turned = pair.comparison.direction.derived is Derived.QUERY
    rows = tuple((right, left) for left, right in one.rows) if turned else one.rows
    return dataclasses.replace(one, rows=rows)
