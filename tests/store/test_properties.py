import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.model import (
    Alignment,
    Comparison,
    Derived,
    Direction,
    Disguise,
    Finding,
    Kind,
    Mark,
    Metadata,
    NormalizationCounts,
    Passage,
    Reason,
    Side,
    Substitution,
)
from provenance.store import Store, audit, documents, matches, open_for_writing, runs, sightings

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
shares = st.floats(0, 1)
claims = st.builds(
    Metadata,
    published_at=st.none() | st.just("2020-02-02T00:00:00Z"),
    title=st.none() | texts,
    author=st.none() | texts,
)


@contextmanager
def new_store() -> Iterator[tuple[Store, int]]:
    """A store in a transaction of its first run."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_for_writing(Path(folder) / "a.db", create=True) as store,
        store.transaction(),
    ):
        yield store, runs.begin(store, "index", {}, "0.1")


def add(store: Store, run_id: int, found: list[str]) -> list[documents.NewDocument]:
    """Store distinct texts that nothing carries yet."""
    new = [
        documents.NewDocument(
            number,
            hashlib.sha256(text.encode()).hexdigest(),
            1,
            len(text),
            NormalizationCounts(1, 2, 3, 4),
            text.encode(),
            len(text),
        )
        for number, text in enumerate(found, documents.next_id(store))
    ]
    documents.add(store, run_id, new)
    return new


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """Any comparison that alignment could give."""
    query, source = draw(texts), draw(texts)
    finding = st.builds(Finding, st.sampled_from(Disguise), st.sampled_from(Side), st.integers(1, 99))
    noted = (tuple(draw(st.lists(finding, max_size=2))), tuple(draw(st.lists(st.sampled_from(Mark), max_size=2))))
    numbers = (draw(st.sampled_from(Kind)), draw(shares), draw(st.integers(0, 9)))
    passage = Passage(0, len(query), 0, len(source), *numbers, *noted)
    words = draw(st.lists(st.tuples(texts, texts).filter(lambda pair: pair[0] != pair[1]), unique=True, max_size=3))
    reasons = draw(st.lists(st.builds(Reason, texts, st.floats(-9, 9), texts), max_size=2))
    direction = Direction(draw(st.sampled_from(Derived)), draw(st.floats(0.5, 1)), tuple(reasons))
    return Comparison(
        alignment=Alignment(
            kind=draw(st.sampled_from(Kind)),
            resemblance=draw(shares),
            query_in_source=draw(shares),
            source_in_query=draw(shares),
            matched_words=draw(st.integers(0, 10**9)),
            changed=draw(shares),
            passages=(passage,) * draw(st.integers(1, 3)),
            substitutions=tuple(Substitution(a, b, 1) for a, b in sorted(words)),
        ),
        query_text=query,
        source_text=source,
        infer=lambda: direction,
    )


@settings(max_examples=40, deadline=None)
@given(given_texts=st.lists(texts, unique=True, min_size=1, max_size=5), claimed=claims)
def test_documents_come_back(given_texts: list[str], claimed: Metadata) -> None:
    """Any text, address and claim that UTF-8 can say comes back as it was given."""
    with new_store() as (store, run_id):
        new = add(store, run_id, given_texts)
        seen = [sightings.Seen(text, one.document_id, claimed) for one, text in zip(new, given_texts, strict=True)]
        sightings.record(store, run_id, seen)
        ids = [one.document_id for one in new]
        assert [documents.texts(store, ids)[number].decode() for number in ids] == given_texts
        for one, text in zip(new, given_texts, strict=True):
            found = documents.load(store, ids)[one.document_id]
            assert (found.uri, found.sha256, found.normalization, found.claims) == (
                text,
                one.sha256,
                one.normalization,
                claimed,
            )
        assert list(audit.problems(store)) == []


@settings(max_examples=60, deadline=None)
@given(comparison=comparisons(), turned=st.booleans())
def test_matches_come_back(comparison: Comparison, turned: bool) -> None:  # noqa: FBT001
    """Any match comes back with the same evidence, from whichever side it was stored, and passes the audit."""
    with new_store() as (store, run_id):
        add(store, run_id, ["one", "two"])
        sightings.record(store, run_id, [sightings.Seen(f"memory:{number}", number) for number in (1, 2)])
        pair = (2, 1) if turned else (1, 2)
        (number,) = matches.add(store, run_id, [matches.NewMatch(*pair, comparison)])
        found = matches.load(store, number)
        assert found is not None
        expected = comparison.flipped() if turned else comparison
        for name in ("kind", "resemblance", "query_in_source", "source_in_query", "changed", "passages"):
            assert getattr(found.alignment, name) == getattr(expected, name)
        assert sorted(found.alignment.substitutions, key=repr) == sorted(expected.substitutions, key=repr)
        assert found.direction == expected.direction
        assert [(t.left, t.right) for t in found.texts] == [(expected.query_text, expected.source_text)] * len(
            found.texts
        )
        assert list(audit.problems(store)) == []
