"""The words of both sides of a passage compared, for showing them side by side.

To align passages is the work of the core. This compares the words of a passage that was found, as people read it.
"""

import bisect
import dataclasses
import difflib
from collections.abc import Iterator, Sequence

import regex

#: Code points of a row after which it ends with the next sentence, with the next blank or comma, and anyhow.
SENTENCE_ROW, FULL_ROW, LONGEST_ROW = 90, 220, 330
#: Pairs of words in a gap between anchors that are still compared one by one.
_WORK = 1_000_000

#: Scripts that put no blanks between words: each of their letters is a word.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTERS = rf"[[\p{{L}}\p{{N}}\p{{M}}\p{{Cf}}_]--[{_UNSPACED}]]"
_WORD = regex.compile(rf"(?V1)(?=[{_UNSPACED}])\X|{_LETTERS}+(?:['’]{_LETTERS}+)*")
#: Not a point inside a number or a name.
_SENTENCE_END = regex.compile(r"[.?!…؟۔][\p{Pe}\p{Pf}\"']*\s|[。？！।]")

_PHRASE_END = regex.compile(r"[\s\p{P}]")


@dataclasses.dataclass(frozen=True)
class DiffSpan:
    """A span of one side, in code points of the whole text; ``change`` is 0 where both sides have the same words.

    Otherwise it is the number of the change, which the words in the same place of the other side have, too.
    """

    start: int
    end: int
    change: int = 0


Row = tuple[tuple[DiffSpan, ...], tuple[DiffSpan, ...]]
"""Two stretches that belong beside each other."""

_Word = tuple[str, int, int]


@dataclasses.dataclass(frozen=True)
class _Change:
    """Words of the left side, and of the right, by place; half-open."""

    left: tuple[int, int]
    right: tuple[int, int]


def words(text: str, start: int, end: int) -> list[_Word]:
    """The words from ``start`` to ``end``, folded, with where they stand.

    >>> [word for word, _, _ in words("It's 今日 late.", 0, 12)]
    ["it's", '今', '日', 'late']
    """
    return [(found[0].casefold(), *found.span()) for found in _WORD.finditer(text, start, end)]


def word_start(gap: str) -> int:
    """Where the next word begins in what stands between two: behind the last blank, so that it keeps its quotes.

    >>> word_start(". “"), word_start("-")
    (2, 1)
    """
    return next((at for at in range(len(gap), 0, -1) if gap[at - 1].isspace()), len(gap))


def rows(left: str, left_span: tuple[int, int], right: str, right_span: tuple[int, int]) -> list[Row]:
    """Both sides of a passage, cut into rows where both agree. Each code point is in one span."""
    sides = _Side(left, left_span), _Side(right, right_span)
    made: list[Row] = []
    for number, (ours, theirs) in _steps(*([word for word, _, _ in side.words] for side in sides)):
        for side, stretch in zip(sides, (ours, theirs), strict=True):
            side.add(stretch, number)
        if not number and _is_full(sides):
            made.append((sides[0].take_row(), sides[1].take_row()))
    last = (sides[0].take_row(to_the_end=True), sides[1].take_row(to_the_end=True))
    return [*made, last] if any(last) else made


class _Side:
    """One side while rows are made: the spans of the row so far, and where the last one ends."""

    def __init__(self, text: str, span: tuple[int, int]) -> None:
        self.text, self.span = text, span
        self.words = words(text, *span)
        self.spans: list[DiffSpan] = []
        self.row_start = self.start = self.end = span[0]

    def add(self, stretch: tuple[int, int], change: int) -> None:
        """Add these words, and after words that both sides have also what follows them."""
        first, last = stretch
        if not change:
            self.end = self._gap_before(last)
            return
        self.end = max(self.end, self.words[first][1] if first < last else self.end)
        self._close(0)
        if first < last:
            self.end = self.words[last - 1][2]
            self._close(change)

    def take_row(self, *, to_the_end: bool = False) -> tuple[DiffSpan, ...]:
        """The row that ends here."""
        if to_the_end:
            self.end = self.span[1]
        self._close(0)
        row, self.spans, self.row_start = tuple(self.spans), [], self.end
        return row

    def ends_a_sentence(self) -> bool:
        """Whether a sign that ends a sentence, and in scripts with blanks a blank, stands behind the last word."""
        return bool(_SENTENCE_END.search(self.text, max(self.start, self.end - 4), self.end))

    def ends_a_phrase(self) -> bool:
        """Whether a blank or a sign stands behind the last word, which in scripts without blanks few words have."""
        return bool(_PHRASE_END.match(self.text, self.end - 1))

    def _close(self, change: int) -> None:
        if self.start < self.end:
            self.spans.append(DiffSpan(self.start, self.end, change))
            self.start = self.end

    def _gap_before(self, place: int) -> int:
        """Where what belongs to the word in this place begins: behind the last blank, so that it keeps its quotes."""
        if place >= len(self.words):
            return self.span[1]
        begin, before = self.words[place][1], self.words[place - 1][2]
        gap = self.text[before:begin]
        return begin if gap == " " else before + word_start(gap)


def _steps(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, tuple[tuple[int, int], tuple[int, int]]]]:
    """The steps through both sides: 0 for a word that both have, or the number of a change; and the words of each."""
    at = (0, 0)
    for number, change in enumerate([*changes(left, right), None], 1):
        stop = (change.left[0], change.right[0]) if change else (len(left), len(right))
        for ours, theirs in zip(range(at[0], stop[0]), range(at[1], stop[1]), strict=True):
            yield 0, ((ours, ours + 1), (theirs, theirs + 1))
        if change:
            yield number, (change.left, change.right)
            at = (change.left[1], change.right[1])


def _is_full(sides: tuple[_Side, _Side]) -> bool:
    """Whether a row that ends here is long enough."""
    ours, theirs = sides
    length = max(ours.end - ours.row_start, theirs.end - theirs.row_start)
    if length < SENTENCE_ROW:
        return False
    if length >= FULL_ROW and all(side.ends_a_phrase() for side in sides):
        return True
    return length >= LONGEST_ROW or all(side.ends_a_sentence() for side in sides)


def changes(left: Sequence[str], right: Sequence[str]) -> list[_Change]:
    """What differs between two lists of words; what lies between two changes is the same in both.

    Words that each list has once are anchors, as in Bram Cohen's patience diff; between them the longest common
    stretches decide. A gap without anchors that asks for too much work is one change.
    """
    found: list[_Change] = []
    at = (0, 0)
    for mine, other in [*_anchors(left, right), (len(left), len(right))]:
        found += _gap(left, right, at, (mine, other))
        at = (mine + 1, other + 1)
    return _joined(found)


def _gap(left: Sequence[str], right: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> list[_Change]:
    ours, theirs = left[start[0] : end[0]], right[start[1] : end[1]]
    if ours == theirs:
        return []
    if len(ours) * len(theirs) > _WORK:
        return [_Change((start[0], end[0]), (start[1], end[1]))]
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return [
        _Change((start[0] + a, start[0] + b), (start[1] + c, start[1] + d))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _joined(found: Sequence[_Change]) -> list[_Change]:
    """Changes that touch each other on both sides as one."""
    made: list[_Change] = []
    for one in found:
        if made and (made[-1].left[1], made[-1].right[1]) == (one.left[0], one.right[0]):
            made[-1] = _Change((made[-1].left[0], one.left[1]), (made[-1].right[0], one.right[1]))
        else:
            made.append(one)
    return made


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The longest rising chain of words that both lists have exactly once."""
    once = _once(right)
    pairs = [(place, once[word]) for word, place in _once(left).items() if word in once]
    tails: list[int] = []
    chain: list[tuple[int, int | None]] = []  # of each pair: its place among the tails' owners, and the pair before
    owners: list[int] = []
    for number, (_, other) in enumerate(pairs):
        at = bisect.bisect_left(tails, other)
        chain.append((at, owners[at - 1] if at else None))
        tails[at : at + 1] = [other]
        owners[at : at + 1] = [number]
    found: list[tuple[int, int]] = []
    here = owners[-1] if owners else None
    while here is not None:
        found.append(pairs[here])
        here = chain[here][1]
    return found[::-1]


def _once(words_: Sequence[str]) -> dict[str, int]:
    """The words that occur once, with their places, in order."""
    places: dict[str, int] = {}
    again: set[str] = set()
    for place, word in enumerate(words_):
        if word in places:
            again.add(word)
        places[word] = place
    return {word: place for word, place in places.items() if word not in again}
