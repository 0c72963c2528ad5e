"""Evidence from traces of rewriting: what a thesaurus does to a text."""

import itertools
import math
import re
from collections.abc import Iterator

from provenance.direction.pair import Pair, Rarity
from provenance.model import Reason, Substitution

#: Weight of each doubling of the odds between the two sides of a count.
PER_ODDS = 1.1
LIMIT = 4.0
#: Words whose frequencies differ by less than a factor of two say nothing.
LEAST_RARITY = 0.3
#: With fewer telling pairs than this there is no pattern.
LEAST_PAIRS = 3


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
    """A rewriter misses places: the copy still has the replaced word elsewhere, the source has no replacement."""
    query_words, source_words = _words(pair.query.text), _words(pair.source.text)
    query = [one for one in pair.alignment.substitutions if one.source in query_words and one.query not in source_words]
    source = [
        one for one in pair.alignment.substitutions if one.query in source_words and one.source not in query_words
    ]
    if len(query) + len(source) >= LEAST_PAIRS and len(query) != len(source):
        weight = _weight(len(query), len(source)) / 2
        end, telling = (pair.query, query) if weight > 0 else (pair.source, source)
        missed = f"{end.name} has both words of {len(telling)} swaps, as if some places were missed"
        note = f"{missed}: {_examples(telling, weight)}"
        yield Reason("leftover-words", weight, note)


def broken_phrases(pair: Pair) -> Iterator[Reason]:
    """A phrase that one text uses again and again, and the other breaks in one place and keeps in another."""
    query = _broken(
        pair.query.text, pair.source.text, [(one.source, one.query) for one in pair.alignment.substitutions]
    )
    source = _broken(
        pair.source.text, pair.query.text, [(one.query, one.source) for one in pair.alignment.substitutions]
    )
    if len(query) != len(source):
        weight = _weight(len(query), len(source)) / 2
        end, telling = (pair.query, query) if weight > 0 else (pair.source, source)
        examples = ", ".join(f"{kept} but {broken}" for kept, broken in telling[:3])
        yield Reason(
            "broken-phrases", weight, f"{end.name} keeps a phrase in one place and breaks it in another: {examples}"
        )


def _broken(text: str, other: str, swaps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Phrases of ``other`` that ``text`` has whole and, with a word swapped, broken."""
    pairs, others = _phrases(text), _phrases(other)
    neighbours: dict[str, set[tuple[str, str]]] = {}
    for phrase in pairs:
        for word in phrase:
            neighbours.setdefault(word, set()).add(phrase)
    found = []
    for kept, swapped in swaps:
        for phrase in sorted(neighbours.get(swapped, ())):
            whole = tuple(kept if word == swapped else word for word in phrase)
            if whole in pairs and whole in others and phrase not in others:
                found.append((" ".join(whole), " ".join(phrase)))
    return found


def _weight(query: int, source: int) -> float:
    return max(-LIMIT, min(LIMIT, PER_ODDS * math.log((query + 0.5) / (source + 0.5))))


def _examples(substitutions: list[Substitution], weight: float) -> str:
    """A few swaps, from what came first to what came of it."""
    shown = substitutions[:4]
    return ", ".join(f"{o.source} → {o.query}" if weight > 0 else f"{o.query} → {o.source}" for o in shown)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _phrases(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", text.lower())
    return set(itertools.pairwise(words))
