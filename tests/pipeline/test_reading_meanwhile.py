"""Readers while a writer works: no lock is in their way, and what they see is whole."""

import threading
from pathlib import Path

from provenance import Index
from provenance.pipeline.asking.query import query
from provenance.pipeline.session import open_reader
from provenance.store import Store, open_for_reading
from tests.conftest import Prov
from tests.corpus import STORY, planted, write

#: In every committed state, segments and tables speak of the same documents.
HALVES = """
    SELECT (SELECT count(*) FROM document) AS documents,
           (SELECT count(*) FROM v_document),
           (SELECT count(*) FROM document_text),
           (SELECT coalesce(sum(documents), 0) FROM segment),
           (SELECT coalesce(sum(matches), 0) FROM run),
           (SELECT count(*) FROM match),
           (SELECT coalesce(sum(passages), 0) FROM match),
           (SELECT count(*) FROM passage)
"""


def whole(store: Store) -> int:
    """How many documents the store has, if it has all of each of them."""
    ((documents, shown, texts, indexed, counted, matches, promised, passages),) = store.rows(HALVES)
    assert documents == shown == texts == indexed
    assert (counted, promised) == (matches, passages)
    return int(documents)


def test_readers_see_whole_batches(tmp_path: Path, prov: Prov) -> None:
    """While texts are indexed batch by batch, readers old and new always see a committed state, and queries answer."""
    db = tmp_path / "prov.db"
    with Index.create(db, jobs=1) as index:
        index.add([("memory:story", STORY)])
    folder = write(tmp_path / "texts", planted(80)[0])
    seen: list[int] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            with open_for_reading(db) as long_open:
                while not done.is_set():
                    seen.append(whole(long_open))
                    with open_reader(db, jobs=1) as session:
                        assert whole(session.store) >= seen[-1]
                        assert [match.uri for match in query(session, STORY).matches] == ["memory:story"]
        except BaseException as error:  # noqa: BLE001 - reported by the test, which waits for this thread
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    writer = prov.start("index", folder, "--db", db, "--memory", "400KiB", "--quiet")
    for reader in readers:
        reader.start()
    writer.communicate()
    done.set()
    for reader in readers:
        reader.join()
    assert (writer.returncode, errors) == (0, [])
    assert len(set(seen)) > 2, "the readers watched it grow"
    with open_for_reading(db) as store:
        assert whole(store) == 121
