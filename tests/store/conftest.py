import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from provenance.model import (
    Alignment,
    Comparison,
    Derived,
    Direction,
    Kind,
    Metadata,
    NormalizationCounts,
    Origin,
    Passage,
    Reason,
    Substitution,
)
from provenance.store import Store, documents, open_for_writing, runs, sightings


@dataclasses.dataclass(frozen=True)
class Writer:
    """A store with a run, and short ways to put things into it."""

    store: Store
    run_id: int

    def add(self, texts: Sequence[str], claims: Metadata | None = None) -> list[int]:
        """Store texts, each seen at ``memory:TEXT``."""
        first = documents.next_id(self.store)
        new = [self._document(first + place, text) for place, text in enumerate(texts)]
        documents.add(self.store, self.run_id, new)
        self.see({f"memory:{text}": one.document_id for text, one in zip(texts, new, strict=True)}, claims)
        return [one.document_id for one in new]

    def see(self, carried: dict[str, int], claims: Metadata | None = None) -> sightings.Recorded:
        """Store which source carries which document."""
        seen = [sightings.Seen(uri, number, claims or Metadata(), Origin(10, 20)) for uri, number in carried.items()]
        return sightings.record(self.store, self.run_id, seen)

    @staticmethod
    def _document(number: int, text: str) -> documents.NewDocument:
        data = text.encode()
        sha256 = hashlib.sha256(data).hexdigest()
        return documents.NewDocument(
            number, sha256, len(text.split()), len(text), NormalizationCounts(), data, len(data)
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "prov.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new store, open for writing."""
    with open_for_writing(path, create=True) as store:
        yield store


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    """A store in the middle of a run and a transaction."""
    with store.transaction():
        yield Writer(store, runs.begin(store, "index", {"paths": ["a"]}, "0.1"))


@pytest.fixture
def comparison() -> Callable[..., Comparison]:
    """A comparison of two texts that share one passage."""

    def make(query: str = "the soldiers came", source: str = "so the troopers came") -> Comparison:
        return Comparison(
            alignment=Alignment(
                kind=Kind.REWRITTEN,
                resemblance=0.25,
                query_in_source=0.5,
                source_in_query=0.375,
                matched_words=3,
                changed=0.3,
                passages=(Passage(0, len(query), 3, len(source), Kind.REWRITTEN, 0.3, 3),),
                substitutions=(Substitution(source="troopers", query="soldiers", count=1),),
            ),
            query_text=query,
            source_text=source,
            infer=lambda: Direction(Derived.QUERY, 0.9, (Reason("rarer-words", 1.5, "the query has the rarer word"),)),
        )

    return make
