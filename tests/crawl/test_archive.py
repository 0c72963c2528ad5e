"""The web archive: what is kept comes back, other programs read it, and a crash costs nothing that was committed."""

import errno
import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from provenance.crawl.http.fetch import Exchange
from provenance.crawl.recording.archive import Archive, Kept, read_back, recover
from provenance.errors import DiskFull, IntegrityError
from provenance.pipeline.upkeep import verify
from provenance.store import fetches, open_for_writing, runs
from provenance.store.frontier import LastBody

AT = "2026-03-01T06:00:00.000Z"


def exchange(body: bytes = b"<p>hello</p>", status: int = 200, *headers: tuple[str, str], **more: str) -> Exchange:
    """An answer from example.org."""
    given = {
        "url": "http://example.org/",
        "request": b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        "address": "93.184.216.34",
        "certificate": "",
        "version": "HTTP/1.1",
        "reason": "OK",
    }
    return Exchange(**(given | more), status=status, headers=headers or (("ETag", '"1"'),), body=body)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive in a folder ``a`` that is not there yet, with files of a few kilobytes."""
    made = Archive(tmp_path / "a", "test", {"software": "test"}, largest=5_000)
    yield made
    made.close()


def read(path: Path) -> list[tuple[str, str, bytes]]:
    """Type, date and content of every record as warcio reads them, digests verified."""
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests="raise")
        return [(one.rec_type, one.rec_headers["WARC-Date"], one.content_stream().read()) for one in records]


@pytest.mark.parametrize("body", [b"", b"x", b"\r\n\r\n", b"two\r\n\r\nparts\r\n\r\n", bytes(range(256)) * 300])
def test_what_is_kept_comes_back(archive: Archive, tmp_path: Path, body: bytes) -> None:
    """An answer is read back byte for byte, by us and by warcio."""
    archive.keep(exchange(b"something before"), AT)
    kept = archive.keep(exchange(body, 203, ("A", "b: c"), ("Empty", ""), ("Odd", "caf\xe9")), AT)
    found = read_back(tmp_path / "a" / kept.place.archive, kept.place.offset)
    assert (found.status, found.reason, found.body) == (203, "OK", body)
    assert found.headers == (("A", "b: c"), ("Empty", ""), ("Odd", "caf\xe9"))
    records = read(tmp_path / "a" / kept.place.archive)
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "response", "request"]
    assert records[3] == ("response", AT, body)


def test_chunks_are_not_promised(archive: Archive, tmp_path: Path) -> None:
    """The body is kept without its transfer coding, and the header that names one is kept under another name."""
    kept = archive.keep(exchange(b"5 is no length", 200, ("Transfer-Encoding", "chunked")), AT)
    found = read_back(tmp_path / "a" / kept.place.archive, kept.place.offset)
    assert found.headers == (("X-Crawl-Transfer-Encoding", "chunked"),)
    assert read(tmp_path / "a" / kept.place.archive)[1][2] == b"5 is no length"


@pytest.mark.parametrize(("status", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")])
def test_what_is_unchanged_refers_to_what_it_was(archive: Archive, tmp_path: Path, status: int, profile: str) -> None:
    """A page that is as it was is kept as a short record that names the one with its body."""
    first = archive.keep(exchange(), AT)
    last_body = LastBody(1, "http://example.org/", AT, "a" * 64, "a" * 64, None, None, first.place.record_id)
    kept = archive.keep(exchange(b"" if status == 304 else b"<p>hello</p>", status), AT, last_body)
    with (tmp_path / "a" / kept.place.archive).open("rb") as file:
        records = [(one.rec_headers, one.rec_type) for one in ArchiveIterator(file, check_digests="raise")]
    headers, kind = records[3]
    assert kind == "revisit"
    assert headers["WARC-Profile"].endswith(profile)
    assert (headers["WARC-Refers-To"], headers["WARC-Refers-To-Date"]) == (first.place.record_id, AT)


def test_headers_cannot_be_injected(archive: Archive) -> None:
    """What would end a line of a record is refused before anything is written."""
    with pytest.raises(ValueError, match="would break the record"):
        archive.keep(exchange(url="http://example.org/\r\nWARC-Type: warcinfo"), AT)


def test_files_are_left_when_they_are_large(archive: Archive, tmp_path: Path) -> None:
    """Each file begins with who wrote it, and is not much larger than the limit."""
    places = {archive.keep(exchange(os.urandom(2_000)), AT).place.archive for _ in range(6)}
    assert len(places) == 3
    for name in places:
        assert read(tmp_path / "a" / name)[0][0] == "warcinfo"
        assert (tmp_path / "a" / name).stat().st_size < 8_000


def test_the_file_is_what_is_said_of_it(archive: Archive, tmp_path: Path) -> None:
    """Size, number of records and SHA-256 are those of the file, after every record."""
    for number in range(3):
        file = archive.keep(exchange(), AT).file
        data = (tmp_path / "a" / file.name).read_bytes()
        assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert file.records == 1 + 2 * (number + 1)


def kept_twice(archive: Archive) -> tuple[Kept, Kept]:
    """Two answers, the first of which is committed."""
    found = archive.keep(exchange(b"first"), AT), archive.keep(exchange(b"second"), AT)
    archive.close()
    return found


def test_what_was_not_committed_is_cut_off(archive: Archive, tmp_path: Path) -> None:
    """However much of a record a crash leaves, the file is again what was committed, and readable."""
    first, second = kept_twice(archive)
    path = tmp_path / "a" / first.file.name
    data = path.read_bytes()
    for end in (first.file.size + 1, second.file.size - 1, second.file.size):
        path.write_bytes(data[:end])
        assert len(recover(tmp_path / "a", [first.file])) == 1
        assert path.read_bytes() == data[: first.file.size]
    assert recover(tmp_path / "a", [first.file]) == []
    assert [content for *_, content in read(path)][1] == b"first"


def test_a_file_without_a_commit_is_removed(archive: Archive, tmp_path: Path) -> None:
    """A file of which nothing was committed goes; what is none of ours stays."""
    kept_twice(archive)
    (tmp_path / "a" / "notes.txt").write_text("mine")
    recover(tmp_path / "a", [])
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["notes.txt"]
    assert recover(tmp_path / "nowhere", []) == []


def test_missing_evidence_is_an_error(archive: Archive, tmp_path: Path) -> None:
    """A file that lost committed bytes is named, and nothing is written behind the gap."""
    first, second = kept_twice(archive)
    os.truncate(tmp_path / "a" / first.file.name, first.file.size - 1)
    with pytest.raises(IntegrityError, match="bytes of"):
        recover(tmp_path / "a", [second.file])
    with pytest.raises(IntegrityError, match="no record"):
        read_back(tmp_path / "a" / first.file.name, second.place.offset)


def test_a_full_disk_leaves_the_last_record_whole(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a write fails half way, the file ends where it ended before, and the error says what to do."""
    first = archive.keep(exchange(), AT)

    def write_half(descriptor: int, data: bytes) -> int:
        monkeypatch.undo()
        os.write(descriptor, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("provenance.crawl.recording.archive.os.write", write_half)
    with pytest.raises(DiskFull):
        archive.keep(exchange(), AT)
    assert (tmp_path / "a" / first.file.name).stat().st_size == first.file.size
    assert archive.keep(exchange(), AT).file.name != first.file.name


def test_every_flipped_bit_and_lost_byte_is_noticed(tmp_path: Path) -> None:
    """`prov verify` recomputes what is archived: a change of any bit, a missing end and a missing file are named."""
    with open_for_writing(tmp_path / "prov.db", create=True) as store:
        archive = Archive(store.archive_folder, "test", {"software": "test"})
        file = archive.keep(exchange(), AT).file
        archive.close()
        with store.transaction():
            run_id = runs.begin(store, "crawl", {}, "1")
            fetches.set_archive(store, run_id, file)
        path = store.archive_folder / file.name
        data = path.read_bytes()
        path.write_bytes(data + b"not committed")
        assert list(verify.archive_problems(store)) == []
        for place in random.Random(1).sample(range(len(data) * 8), 200):
            flipped = bytearray(data)
            flipped[place // 8] ^= 1 << place % 8
            path.write_bytes(flipped)
            assert list(verify.archive_problems(store)) == [f"archive file {file.name} is not what was archived"]
        path.write_bytes(data[:-1])
        assert list(verify.archive_problems(store)) == [f"archive file {file.name} is not what was archived"]
        path.unlink()
        assert list(verify.archive_problems(store)) == [f"archive file {file.name} is missing"]
