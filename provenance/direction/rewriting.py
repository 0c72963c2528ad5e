"""Evidence from traces of rewriting: what a thesaurus does to a text."""

import dataclasses
import functools
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from provenance.direction.pair import Pair, Rarity
from provenance.model import Reason, Substitution

#: Weight of each doubling of the odds between the two sides of a count.
PER_ODDS = 1.1
LIMIT = 4.0
#: Words whose frequencies differ by less than a factor of two say nothing.
LEAST_RARITY = 0.3
#: With fewer telling pairs than this there is no pattern.
LEAST_PAIRS = 3


#: Phrases of shorter words are grammar.
PHRASE_LETTERS = 4

Phrase: TypeAlias = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class _Vocabulary:
    """The words of a text in order, the distinct ones, and the distinct pairs of neighbours."""

    running: Sequence[str]
    words: frozenset[str]
    phrases: frozenset[Phrase]


def rarer_words(pair: Pair, rarity: Rarity) -> Iterator[Reason]:
    """Of a word and its replacement, the replacement is usually the rarer one."""
    query: list[Substitution] = []
    source: list[Substitution] = []
    for one in pair.alignment.substitutions:
        in_query, in_source = rarity(one.query), rarity(one.source)
        if in_query is not None and in_source is not None and abs(in_query - in_source) >= LEAST_RARITY:
            (query if in_query > in_source else source).append(one)
    if len(query) + len(source) >= LEAST_PAIRS:
        weight = _weight(len(query), len(source))
        end, telling = (pair.query, query) if weight > 0 else (pair.source, source)
        count = f"{len(telling)} of {len(query) + len(source)}"
        note = f"{count} swapped words are rarer in {end.name}: {_examples(telling, weight)}"
        yield Reason("rarer-words", weight, note)


def leftover_words(pair: Pair) -> Iterator[Reason]:
    """A rewriter misses places: the replaced word is still elsewhere in the copy, its replacement not in the source."""
    swaps = pair.alignment.substitutions
    if len(swaps) < LEAST_PAIRS:
        return
    query_words, source_words = _vocabulary(pair.query.text).words, _vocabulary(pair.source.text).words
    query = [one for one in swaps if one.source in query_words and one.query not in source_words]
    source = [one for one in swaps if one.query in source_words and one.source not in query_words]
    if len(query) + len(source) >= LEAST_PAIRS and len(query) != len(source):
        weight = _weight(len(query), len(source)) / 2
        end, telling = (pair.query, query) if weight > 0 else (pair.source, source)
        count = f"both words of {len(telling)} swaps"
        note = f"{end.name} has {count}, as if some places were missed: {_examples(telling, weight)}"
        yield Reason("leftover-words", weight, note)


def broken_phrases(pair: Pair) -> Iterator[Reason]:
    """A phrase that both texts have, and that one of them breaks in another place."""
    swaps = pair.alignment.substitutions
    if not swaps:
        return
    of_query, of_source = _vocabulary(pair.query.text), _vocabulary(pair.source.text)
    query = _broken(of_query, of_source, [(one.source, one.query) for one in swaps])
    source = _broken(of_source, of_query, [(one.query, one.source) for one in swaps])
    if len(query) != len(source):
        weight = _weight(len(query), len(source)) / 2
        end, telling = (pair.query, query) if weight > 0 else (pair.source, source)
        examples = ", ".join(f"{kept} but {broken}" for kept, broken in telling[:3])
        note = f"{end.name} keeps a phrase in one place and breaks it in another: {examples}"
        yield Reason("broken-phrases", weight, note)


def _broken(text: _Vocabulary, other: _Vocabulary, swaps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Phrases that are whole in both texts, and what ``text`` has of them with a word swapped, kept to broken."""
    kept = {swapped: kept for kept, swapped in swaps if len(swapped) >= PHRASE_LETTERS}
    words = text.running
    found = set()
    for place in [place for place, word in enumerate(words) if word in kept]:
        for first in range(max(place - 1, 0), place + 1):
            phrase = tuple(words[first : first + 2])
            whole = tuple(kept[word] if at == place else word for at, word in enumerate(phrase, first))
            in_both = whole in other.phrases and whole in text.phrases
            if in_both and phrase not in other.phrases and min(map(len, phrase)) >= PHRASE_LETTERS:
                found.add((" ".join(whole), " ".join(phrase)))
    return sorted(found)


@functools.lru_cache(maxsize=1024)
def _vocabulary(text: str) -> _Vocabulary:
    """The words and phrases of ``text``; kept, because one text is often judged against many."""
    words = re.findall(r"\w+", text.lower())
    return _Vocabulary(words, frozenset(words), frozenset(itertools.pairwise(words)))


def _weight(query: int, source: int) -> float:
    return max(-LIMIT, min(LIMIT, PER_ODDS * math.log((query + 0.5) / (source + 0.5))))


def _examples(substitutions: list[Substitution], weight: float) -> str:
    """A few swaps, from what came first to what came of it."""
    shown = substitutions[:4]
    return ", ".join(f"{o.source} → {o.query}" if weight > 0 else f"{o.query} → {o.source}" for o in shown)
