"""Corpora whose texts share much, as laws, terms and contracts do: made up, the same every time.

=========  ===========================================================================================
editions   one work of 450 kB, amended from edition to edition
versions   the terms of many sites, 3 to 20 kB, each in many versions
clauses    contracts put together from a stock of clauses, with figures of their own filled in
=========  ===========================================================================================

Each text comes with what is to be found for it.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from scripts.bench.scale_corpus import SEED, VOCABULARY, Words, prose, words_of_length

Text = tuple[str, str, str | None]
"""Address, text, and the address of one before it that it shares text with, :data:`ANY` or none."""

#: Of a text that shares something with several others, one of which is to be found.
ANY = "any"

#: Share of the paragraphs that an edition touches: a third it amends, in the place of the others it puts new ones.
TOUCHED = 0.03
#: Share of the words of an amended paragraph that are others.
AMENDED = 0.15
PARAGRAPH = (30, 120)
#: Bytes of a word with its space, about.
WORD = 6
EDITIONS, EDITION_BYTES = 200, 450_000
SITES, VERSIONS, SITE_BYTES = 60, 20, (3_000, 20_000)
CONTRACTS, STOCK, CLAUSES = 1_500, 3_000, (15, 40)


def editions() -> Iterator[Text]:
    """One work, edition by edition."""
    yield from _series("edition", np.random.default_rng([SEED, 3]), EDITIONS, EDITION_BYTES)


def versions() -> Iterator[Text]:
    """The terms of each site, version by version."""
    for site in range(SITES):
        rng = np.random.default_rng([SEED, 4, site])
        yield from _series(f"site-{site}", rng, VERSIONS, int(rng.integers(*SITE_BYTES)))


def clauses() -> Iterator[Text]:
    """Contracts that share clauses with some others each, which of them does not matter."""
    rng = np.random.default_rng([SEED, 5])
    stock = [_paragraph(rng) for _ in range(STOCK)]
    used: set[int] = set()
    for number in range(CONTRACTS):
        chosen = [int(one) for one in rng.choice(STOCK, size=rng.integers(*CLAUSES), replace=False)]
        parts = [f"{at}. {prose(rng, stock[one])} ({rng.integers(1_000_000)})" for at, one in enumerate(chosen, 1)]
        yield f"contract:{number}", "\n\n".join(parts), None if used.isdisjoint(chosen) else ANY
        used.update(chosen)


CORPORA: dict[str, Callable[[], Iterator[Text]]] = {"editions": editions, "versions": versions, "clauses": clauses}


def write(name: str, texts: Path, truth: Path) -> None:
    """Write a corpus as JSON Lines, and what is to be found in it."""
    with texts.open("w", encoding="utf-8") as out, truth.open("w", encoding="utf-8") as known:
        for uri, text, before in CORPORA[name]():
            out.write(json.dumps({"uri": uri, "text": text}) + "\n")
            if before is not None:
                known.write(json.dumps({"child": uri, "parent": before, "how": name}) + "\n")


def _series(name: str, rng: np.random.Generator, count: int, size: int) -> Iterator[Text]:
    """So many texts of about ``size`` bytes, each an edition of the one before it."""
    paragraphs: list[Words] = []
    while WORD * sum(map(len, paragraphs)) < size:
        paragraphs.append(_paragraph(rng))
    spelled = [prose(rng, one) for one in paragraphs]
    before = None
    for number in range(count):
        uri = f"{name}:{number}"
        yield uri, "\n\n".join(spelled), before
        before = uri
        _amend(rng, paragraphs, spelled)


def _amend(rng: np.random.Generator, paragraphs: list[Words], spelled: list[str]) -> None:
    """Of the paragraphs that are touched one in three is amended, and another one comes in the place of the others."""
    for place in np.flatnonzero(rng.random(len(paragraphs)) < TOUCHED):
        own = paragraphs[place]
        if rng.integers(3) == 0:
            other = rng.integers(VOCABULARY, size=len(own), dtype=np.int32)
            paragraphs[place] = np.where(rng.random(len(own)) < AMENDED, other, own)
        else:
            paragraphs[place] = _paragraph(rng)
        spelled[place] = prose(rng, paragraphs[place])


def _paragraph(rng: np.random.Generator) -> Words:
    return words_of_length(rng, int(rng.integers(*PARAGRAPH)))
