"""R8: whatever is done to a store, in whatever order, it knows what a Python dictionary knows."""

import hashlib
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from provenance import Index, compare
from provenance.model import Document
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.compact import compact
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.verify import verify
from provenance.store import open_for_reading
from tests.corpus import prose, reworded
from tests.torture.report import Tallying
from tests.torture.tally import count

EXAMPLES = count(small=12, large=2_000)

ORIGINALS = [prose(number, 90) for number in range(6)]
TEXTS = [
    *ORIGINALS,
    *(f"Something ahead of it, and then: {text}" for text in ORIGINALS[:3]),
    *(reworded(text, 9, every=8) for text in ORIGINALS[:3]),
    f"{ORIGINALS[4]} {ORIGINALS[5]}",
]
#: By brute force: which of the texts match which others.
MATCHING = {
    (one, other)
    for one in range(len(TEXTS))
    for other in range(len(TEXTS))
    if compare(TEXTS[one], TEXTS[other]).passages
}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


places = st.integers(0, 7).map(lambda number: f"memory:{number}")
texts = st.integers(0, len(TEXTS) - 1)


class Model(RuleBasedStateMachine):
    """A store, and a dictionary from each place to the texts it carried, the last one being there now."""

    @initialize()
    def begin(self) -> None:
        """Make an empty store."""
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "prov.db")
        self.carried: dict[str, list[int]] = {}
        self.forgotten: set[int] = set()
        Index.create(self.path, jobs=1).close()

    def teardown(self) -> None:
        """Remove the store."""
        self.folder.cleanup()

    @rule(items=st.lists(st.tuples(places, texts), min_size=1, max_size=5))
    def add(self, items: list[tuple[str, int]]) -> None:
        """Add texts; one that was forgotten stays out."""
        with Index.create(self.path, jobs=1) as index:
            index.add([(place, TEXTS[text]) for place, text in items])
        for place, text in items:
            if text not in self.forgotten:
                self.carried.setdefault(place, []).append(text)

    @rule(text=texts)
    def forget(self, text: int) -> None:
        """Forget a text that is there, wherever it was seen."""
        place = next((place for place, seen in self.carried.items() if text in seen), None)
        if place is None:
            return
        with open_for_reading(self.path) as store:
            rows = store.rows("SELECT document_id FROM v_document WHERE sha256 = ?", (_sha256(TEXTS[text]),))
        with open_writer(self.path, create=False, jobs=1) as session:
            forget(session, [str(rows[0][0])])
        self.forgotten.add(text)
        left = {place: [one for one in seen if one != text] for place, seen in self.carried.items()}
        self.carried = {place: seen for place, seen in left.items() if seen}

    @rule(text=texts)
    def readmit(self, text: int) -> None:
        """Add a text again although it was forgotten."""
        with open_writer(self.path, create=False, jobs=1) as session:
            ingest_documents(session, [Document("memory:back", TEXTS[text])], Options(readmit=True))
        self.forgotten.discard(text)
        self.carried.setdefault("memory:back", []).append(text)

    @rule()
    def compact(self) -> None:
        """Merge all segments."""
        with open_writer(self.path, create=False, jobs=1) as session:
            compact(session)

    @invariant()
    def it_knows_what_the_dictionary_knows(self) -> None:
        """Texts, and the pairs of them that match, are those that brute force finds."""
        known = {text for seen in self.carried.values() for text in seen}
        with open_for_reading(self.path) as store:
            stored = {str(sha256) for (sha256,) in store.rows("SELECT sha256 FROM v_document")}
            pairs = store.rows("""
                SELECT l.sha256, r.sha256 FROM v_match JOIN v_document AS l ON l.document_id = left_id
                JOIN v_document AS r ON r.document_id = right_id
            """)
        assert stored == {_sha256(TEXTS[text]) for text in known}
        wanted = {frozenset((one, other)) for one, other in MATCHING if one != other and {one, other} <= known}
        assert {frozenset(pair) for pair in pairs} == {
            frozenset(_sha256(TEXTS[text]) for text in pair) for pair in wanted
        }

    @rule(text=texts)
    def query(self, text: int) -> None:
        """A query finds every place that carried the text or one that matches it, and no other."""
        with Index.open(self.path, jobs=1) as index:
            found = {match.uri for match in index.query(TEXTS[text]).matches}
        wanted = {
            place
            for place, seen in self.carried.items()
            if any(other == text or (text, other) in MATCHING for other in seen)
        }
        assert found == wanted

    @rule()
    def verify(self) -> None:
        """Everything is what was written."""
        assert verify(self.path, every_text=True) == []


def test_a_store_knows_what_a_dictionary_knows(tally: Tallying) -> None:
    """In any order of adding, changing, forgetting, readmitting and merging, store and dictionary agree."""
    row = tally("R8 stateful model")
    options = settings(
        max_examples=EXAMPLES, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Model, settings=options)
    row.tried = EXAMPLES
    row.check()
