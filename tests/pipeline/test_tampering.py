import random
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.errors import ProvenanceError
from provenance.model import Document, Metadata
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.verify import verify
from provenance.store import Store, audit, open_for_writing
from provenance.store.sqlite import sqlite3
from tests.corpus import SPUN, STORY, UNRELATED, prose

#: What events seal, less the columns that may change, and `same_words`, which says where words are kept, and not which.
SEALED = {
    "match": "*",
    "passage": "match_id left_start left_end right_start right_end kind changed words",
    "substitution": "*",
    "lineage": "*",
    "lineage_history": "derived_id source_id relation confidence immediate reasons run_id replaced_by",
    "sighting": "source_id document_id is_first first_seen_at published_at run_id",
    "event": "*",
}
FLIPS = 500


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two runs, a family of texts, and a past judgement."""
    path = tmp_path_factory.mktemp("tampering") / "prov.db"
    texts = {"one": STORY, "two": f"{STORY} {prose(1)}", "spun": SPUN, "three": f"{UNRELATED} {STORY}"}
    for run, date in enumerate(["2024-05-01", "2024-03-01"]):
        with open_writer(path, create=True) as session:
            items = [Document(f"{uri}-{run}", text, Metadata(date)) for uri, text in list(texts.items())[run * 2 :]]
            ingest_documents(session, items, Options())
    with open_writer(path, create=True) as session:
        ingest_documents(session, [Document("again", STORY, Metadata("2020-01-01"))], Options())
    assert verify(path, every_text=True) == []
    return path


def cells(store: Store) -> list[tuple[str, str, int]]:
    """Every sealed value there is: its table, its column, and the place of its row."""
    found = []
    for table, wanted in SEALED.items():
        columns = [name for (name,) in store.rows("SELECT name FROM pragma_table_info(?)", (table,))]
        count = store.value(f"SELECT count(*) FROM {table}")  # noqa: S608
        assert count, f"there is no {table} to tamper with"
        found += [
            (table, one, row) for one in columns if wanted == "*" or one in wanted.split() for row in range(count)
        ]
    return found


def flipped(value: object, rng: random.Random) -> object:
    """``value`` with one bit changed; ``None`` becomes a value."""
    if isinstance(value, int):
        return value ^ 1 << rng.randrange(8)
    if isinstance(value, float):
        (bits,) = struct.unpack(">q", struct.pack(">d", value))
        return struct.unpack(">d", struct.pack(">q", bits ^ 1 << rng.randrange(52)))[0]
    if isinstance(value, str) and value:
        place = rng.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1 << rng.randrange(5)) + value[place + 1 :]
    return 1


def test_every_changed_value_is_found(path: Path) -> None:
    """One bit changed in any value of a match, passage, swap, lineage, sighting or event is noticed: 500 of 500."""
    rng = random.Random(5)
    with open_for_writing(path) as store:
        wanted = rng.choices(cells(store), k=FLIPS)
        missed = [cell for cell in wanted if not _is_noticed(store, cell, rng)]
    assert missed == []


def _is_noticed(store: Store, cell: tuple[str, str, int], rng: random.Random) -> bool:
    """Whether the audit sees that a value is another; the change is rolled back."""
    connection = store._connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("BEGIN")
    try:
        _change(store, cell, rng)
        return any(audit.problems(store))
    except sqlite3.IntegrityError:
        return True  # not even SQLite takes it
    finally:
        connection.execute("ROLLBACK")


def _change(store: Store, cell: tuple[str, str, int], rng: random.Random) -> None:
    """Change one value in place, past all triggers."""
    table, column, row = cell
    for (trigger,) in store.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)):
        store.write(f"DROP TRIGGER {trigger}")
    keys = [name for (name,) in store.rows("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))]
    sql = f"SELECT {column}, {', '.join(keys)} FROM {table} LIMIT 1 OFFSET ?"  # noqa: S608
    ((value, *key),) = store.rows(sql, (row,))
    where = " AND ".join(f"{name} = ?" for name in keys)
    store.write(f"UPDATE {table} SET {column} = ? WHERE {where}", (flipped(value, rng), *key))  # noqa: S608


def test_every_changed_byte_of_a_part_is_found(path: Path, tmp_path: Path) -> None:
    """One bit changed anywhere in the parts of texts is noticed, also where no passage lies: 60 of 60."""
    rng = random.Random(7)
    damaged = tmp_path / "prov.db"
    for folder in ("prov.db.index", "prov.db.texts"):
        shutil.copytree(path.with_name(folder), tmp_path / folder)
    with open_for_writing(path) as store:
        parts = store.rows("SELECT document_id, part, text FROM text_part")
    for number, part, text in rng.choices(parts, k=60):
        place = rng.randrange(len(text))
        changed = text[:place] + bytes([text[place] ^ 1 << rng.randrange(8)]) + text[place + 1 :]
        shutil.copyfile(path, damaged)
        with open_for_writing(damaged) as store, store.transaction():
            sql = "UPDATE text_part SET text = ? WHERE document_id = ? AND part = ?"
            store.write(sql, (changed, number, part))
        assert verify(damaged), f"byte {place} of part {part} of document {number}"


def _strings(path: Path) -> Iterator[bytes]:
    """Texts that sealed rows hold, long enough to be found in the file."""
    connection = sqlite3.connect(path)
    for table, column in (("match", "reasons"), ("text_part", "text"), ("lineage", "reasons"), ("event", "hash")):
        found = connection.execute(f"SELECT {column} FROM {table} WHERE length({column}) > 10")  # noqa: S608
        yield from ((text if isinstance(text, bytes) else text.encode())[:60] for (text,) in found)
    connection.close()


def test_every_flipped_bit_of_the_file_is_found(path: Path, tmp_path: Path) -> None:
    """One bit flipped in the bytes of a match, passage, lineage or event row on the disk is noticed."""
    rng = random.Random(6)
    data = path.read_bytes()
    damaged = tmp_path / "prov.db"
    for folder in ("prov.db.index", "prov.db.texts"):
        (tmp_path / folder).symlink_to(path.with_name(folder))
    strings = sorted(set(_strings(path)))
    for text in rng.choices(strings, k=60):
        place = data.index(text) + rng.randrange(len(text))
        byte = bytes([data[place] ^ 1 << rng.randrange(8)])
        damaged.write_bytes(data[:place] + byte + data[place + 1 :])
        try:
            assert verify(damaged), f"byte {place} in {text!r}"
        except ProvenanceError:
            continue
