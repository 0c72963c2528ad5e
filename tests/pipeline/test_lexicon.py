"""Texts in words of a lexicon: they come back, damage is noticed, and few texts leave no words in it."""

import sys
from pathlib import Path

import pytest

from provenance import Index, engine, plugins
from provenance.errors import IntegrityError
from provenance.pipeline.session import open_reader, open_writer
from provenance.pipeline.stored_texts import stored_texts
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.snapshot import snapshot
from provenance.pipeline.upkeep.verify import verify
from provenance.store import documents, lexicons, open_for_reading
from provenance.store.sqlite import sqlite3
from tests.corpus import STORY, prose

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Enough for a lexicon; seven of them name somebody.
MANY = [
    (f"memory:{number}", prose(number, 900) + (" Xanthippe was there." if number < 7 else "")) for number in range(250)
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a text from before there was a lexicon, those it was learned from, and one that came later."""
    path = tmp_path_factory.mktemp("lexicon") / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([("memory:story", STORY)], match=False)
        index.add(MANY, match=False)
        index.add([("memory:later", prose(999))], match=False)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    snapshot(made, tmp_path / "prov.db")
    return tmp_path / "prov.db"


def texts_of(path: Path) -> list[str]:
    """All texts, in order of their numbers."""
    with open_for_reading(path) as store:
        return list(stored_texts(store, range(1, len(MANY) + 3)).values())


def words_of(path: Path) -> list[bytes]:
    """The words of the lexicons."""
    with open_for_reading(path) as store:
        return [word for *_, words in lexicons.listed(store) for word in zstd.decompress(words)[8:].split(b"\n")]


def test_texts_come_back(path: Path) -> None:
    """Texts from before, with and after a lexicon are read, and those in its words take much less room."""
    expected = [STORY, *(text for _, text in MANY), prose(999)]
    assert texts_of(path) == expected
    assert verify(path, every_text=True) == []
    with open_for_reading(path) as store:
        frames = list(documents.texts(store, range(1, len(MANY) + 3)).values())
        ((_, checksum, *_),) = lexicons.listed(store)
    named = [engine.lexicon_of(frame) for frame in frames]
    assert named == [None, *[checksum] * (len(MANY) + 1)]
    plain = engine.Workers(1).compress(expected)
    assert sum(map(len, frames)) < 0.8 * sum(map(len, plain))


def test_sql_reads_them(path: Path) -> None:
    """`prov_text` finds the lexicon in the store that it is asked in."""
    connection = sqlite3.connect(path)
    plugins.prepare_connection(connection)
    found = connection.execute("SELECT prov_text(text) FROM document_text ORDER BY document_id").fetchall()
    connection.close()
    assert [text for (text,) in found] == texts_of(path)


def test_a_lexicon_is_learned_once(path: Path) -> None:
    """As many texts again are stored in the words that are known."""
    with Index.create(path, jobs=1) as index:
        index.add([(f"memory:more-{number}", prose(1_000 + number, 900)) for number in range(250)], match=False)
    with open_for_reading(path) as store:
        assert len(lexicons.listed(store)) == 1


_DAMAGED = "{0} = CAST(substr({0}, 1, 99) || '?' || substr({0}, 101) AS BLOB)"


@pytest.mark.parametrize("column", ["words", "copy"])
def test_one_damaged_copy_of_a_lexicon_loses_no_text(path: Path, column: str) -> None:
    """The texts are read from the other copy, also in SQL and for new texts; verification names the damaged one."""
    expected = texts_of(path)
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE lexicon SET {_DAMAGED.format(column)}")  # noqa: S608 - a constant
    connection.commit()
    plugins.prepare_connection(connection)
    found = connection.execute("SELECT prov_text(text) FROM document_text ORDER BY document_id").fetchall()
    connection.close()
    name = {"words": "lexicon 1", "copy": "the copy of lexicon 1"}[column]
    assert verify(path, every_text=True) == [f"{name} of stored texts is not the one that was stored"]
    assert [text for (text,) in found] == texts_of(path) == expected
    with Index.create(path, jobs=1) as index:
        index.add([("memory:one-more", prose(2_000, 900))], match=False)
    with open_reader(path, jobs=1) as session:
        assert session.texts([len(MANY) + 3]) == {len(MANY) + 3: prose(2_000, 900)}


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE lexicon SET {_DAMAGED.format('words')}, {_DAMAGED.format('copy')}",  # noqa: S608 - constants
        "UPDATE lexicon SET checksum = (checksum | 1) - (checksum & 1)",
        "DELETE FROM lexicon",
    ],
    ids=["words", "checksum", "missing"],
)
def test_a_damaged_lexicon_is_noticed(path: Path, change: str) -> None:
    """A lexicon that is not the stored one gives no text, and verification says so."""
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()
    assert any("lexicon 1 of" in problem or "document 2 cannot" in problem for problem in verify(path, every_text=True))
    with open_reader(path, jobs=1) as session:
        assert session.texts([1]) == {1: STORY}
        with pytest.raises(IntegrityError):
            session.texts([2])


def test_words_of_few_texts_are_not_learned(path: Path) -> None:
    """A word that seven texts have, as a name may be, is not in the lexicon: forgetting them leaves no trace."""
    assert any(b"Xanthippe" in text.encode() for text in texts_of(path))
    assert len(words_of(path)) > 1_000
    assert not any(b"Xanthippe" in word for word in words_of(path))


def test_a_store_without_texts_has_no_words(path: Path) -> None:
    """With the last text the lexicon goes, too."""
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["memory:story", *(uri for uri, _ in MANY)])
        assert lexicons.latest(session.store) is not None
        forget(session, ["memory:later"])
        assert lexicons.listed(session.store) == []
