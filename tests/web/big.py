"""A large page, made without a store: a text with many passages of many sources."""

import random

from provenance import engine
from provenance.model import Alignment, Comparison, Derived, Direction, Kind, Passage, Reason, Substitution
from provenance.web.gather import About
from provenance.web.page import Pair, Text
from tests.corpus import prose

_HASH = "0" * 64


def about(size: int, passages: int, sources: int) -> About:
    """A text of about ``size`` code points; each source has as many passages, each of which has changed words."""
    chance = random.Random(7)
    paragraphs = [prose(number, 110) for number in range(size // 700)]
    text = "\n\n".join(paragraphs)
    starts = [sum(len(one) + 2 for one in paragraphs[:n]) for n in range(len(paragraphs))]
    step = len(paragraphs) / passages
    taken = [int(n * step) for n in range(passages)]
    pairs = [
        _pair(number, text, [(starts[n], paragraphs[n]) for n in taken[number::sources]], chance)
        for number in range(sources)
    ]
    return About(Text("https://news.example/big", text, _HASH, len(engine.token_spans(text))), tuple(pairs))


def _pair(number: int, text: str, parts: list[tuple[int, str]], chance: random.Random) -> Pair:
    theirs, found = "", []
    for start, paragraph in parts:
        words = paragraph.split(" ")
        copy = " ".join(word if chance.randrange(6) else f"{word}ka" for word in words)
        spans = (start, start + len(paragraph), len(theirs), len(theirs) + len(copy))
        found.append(Passage(*spans, Kind.REWRITTEN, 0.17, chance.randrange(20, 110)))
        theirs += f"{copy}\n\n"
    alignment = Alignment(
        kind=Kind.REWRITTEN,
        resemblance=0.1,
        query_in_source=0.2,
        source_in_query=0.9,
        matched_words=sum(one.words for one in found),
        changed=0.17,
        passages=tuple(found),
        substitutions=(Substitution("one", "other", 2),),
    )
    comparison = Comparison(
        alignment=alignment,
        query_text=text,
        source_text=theirs,
        infer=lambda: Direction(Derived.QUERY, 0.9, (Reason("rarer-words", 2.2, "it has rarer words"),)),
    )
    uri = f"https://site{number}.example/article/{number}"
    return Pair(Text(uri, theirs, _HASH, len(theirs.split()), number + 1, f"Article {number}"), comparison)
