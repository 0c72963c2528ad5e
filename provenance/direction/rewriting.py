"""Evidence from traces of rewriting: what a thesaurus does to a text."""

import collections
import dataclasses
import functools
import itertools
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from provenance.direction.pair import Evidence, Pair
from provenance.model import Substitution

#: Words whose frequencies differ by less than a factor of two say nothing.
LEAST_RARITY = 0.3
#: Words a hundred times rarer than those they stand for are what only a machine would choose.
STRANGE_RARITY = 2.0
#: With fewer telling pairs than this there is no pattern.
LEAST_PAIRS = 3
#: A text is in a language if so many of the words it begins with are among the hundred or so commonest ones.
LANGUAGE_LETTERS, COMMON, COMMON_SHARE = 2_500, 1.2, 0.15
#: Standard deviations beyond which more says no more.
LIMIT = 5.0
#: Phrases of shorter words are grammar.
PHRASE_LETTERS = 4

Phrase: TypeAlias = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class _Vocabulary:
    """The words of a text in order, where each of them stands, and the distinct pairs of neighbours."""

    running: Sequence[str]
    places: Mapping[str, Sequence[int]]
    phrases: frozenset[Phrase]


def rarer_words(pair: Pair) -> Iterator[Evidence]:
    """Of a word and its replacement the replacement is usually the rarer one; in standard deviations from chance."""
    query, source = _rarer_by(pair, LEAST_RARITY)
    if len(query) + len(source) >= LEAST_PAIRS:
        value = _deviations(query, source)
        end, telling = (pair.query, query) if value > 0 else (pair.source, source)
        count = f"{len(telling)} of {len(query) + len(source)}"
        note = f"{count} swapped words are rarer in {end.name}: {_examples(telling, value)}"
        yield Evidence("rarer-words", value, note)


def strange_words(pair: Pair) -> Iterator[Evidence]:
    """A machine puts words in that hardly anybody would use there; in standard deviations from chance."""
    query, source = _rarer_by(pair, STRANGE_RARITY)
    if len(query) != len(source):
        value = _deviations(query, source)
        end, telling = (pair.query, query) if value > 0 else (pair.source, source)
        note = f"{end.name} has words a hundred times rarer than those they stand for: {_examples(telling, value)}"
        yield Evidence("strange-words", value, note)


def broken_phrases(pair: Pair) -> Iterator[Evidence]:
    """A phrase that both texts have, and that one of them breaks in another place; in standard deviations likewise."""
    swaps = pair.alignment.substitutions
    if not swaps:
        return
    of_query, of_source = _vocabulary(pair.query.text), _vocabulary(pair.source.text)
    query = _broken(of_query, of_source, [(one.source, one.query) for one in swaps])
    source = _broken(of_source, of_query, [(one.query, one.source) for one in swaps])
    if len(query) != len(source):
        value = _deviations(query, source)
        end, telling = (pair.query, query) if value > 0 else (pair.source, source)
        examples = ", ".join(f"{kept} but {broken}" for kept, broken in telling[:3])
        note = f"{end.name} keeps a phrase in one place and breaks it in another: {examples}"
        yield Evidence("broken-phrases", value, note)


def _rarer_by(pair: Pair, least: float) -> tuple[list[Substitution], list[Substitution]]:
    """The swaps whose word in the query is rarer than that in the source by at least ``least``, and the reverse."""
    query: list[Substitution] = []
    source: list[Substitution] = []
    swaps = [one for one in pair.alignment.substitutions if one.query.isalpha() and one.source.isalpha()]
    if swaps and not _knows_language(pair):
        return query, source
    for one in swaps:
        in_query, in_source = pair.rarity(one.query), pair.rarity(one.source)
        if in_query is not None and in_source is not None and abs(in_query - in_source) >= least:
            (query if in_query > in_source else source).append(one)
    return query, source


def _knows_language(pair: Pair) -> bool:
    """Whether the text is in the language whose words are counted: then many of its words are common ones."""
    words = re.findall(r"\w+", pair.query.text[:LANGUAGE_LETTERS].lower())
    rarities = [rarity for word in words if (rarity := pair.rarity(word)) is not None]
    return sum(rarity < COMMON for rarity in rarities) >= COMMON_SHARE * len(rarities)


def _broken(text: _Vocabulary, other: _Vocabulary, swaps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Phrases that are whole in both texts, and what ``text`` has of them with a word swapped, kept to broken."""
    kept = {swapped: kept for kept, swapped in swaps if len(swapped) >= PHRASE_LETTERS}
    words = text.running
    found = set()
    for place in (place for swapped in kept for place in text.places.get(swapped, ())):
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
    places: dict[str, list[int]] = collections.defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    return _Vocabulary(words, places, frozenset(itertools.pairwise(words)))


def _deviations(query: Collection[object], source: Collection[object]) -> float:
    """How far two counts are from an even split, in standard deviations of one."""
    value = (len(query) - len(source)) / math.sqrt(max(1, len(query) + len(source)))
    return max(-LIMIT, min(LIMIT, value))


def _examples(substitutions: list[Substitution], value: float) -> str:
    """A few swaps, from what came first to what came of it."""
    shown = substitutions[:4]
    return ", ".join(f"{o.source} → {o.query}" if value > 0 else f"{o.query} → {o.source}" for o in shown)
