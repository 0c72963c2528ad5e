import base64
import bz2
import gzip
import hashlib
import lzma
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from provenance.model import Container, Document, Failure, Metadata
from provenance.readers import Input, Reader, walk
from tests.corpus import SPUN, STORY, UNRELATED
from tests.readers import made

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = f"{STORY}\n{UNRELATED}"
CLAIMS = Metadata(published_at=made.WHEN, title="The flood")

Reading = Callable[..., list[Document | Failure | Container]]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Write a file and read it."""

    def write_and_read(name: str, data: bytes, columns: dict[str, str] | None = None) -> list[object]:
        path = tmp_path / name
        path.write_bytes(data)
        source = next(walk([str(path)]))
        assert isinstance(source, Input)
        with Reader(columns) as reader:
            return list(reader.read(source))

    return write_and_read  # type: ignore[return-value]


def texts(found: list[Document | Failure | Container]) -> list[str]:
    """What the documents say; anything else than documents and a container at the end is wrong."""
    assert all(isinstance(one, Document) for one in found[:-1]), found
    return [one.text for one in found if isinstance(one, Document)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", made.docx(TEXT, "The flood")),
        ("a.odt", made.odt(TEXT, "The flood")),
        ("a.pdf", made.pdf([TEXT], "The flood")),
    ],
)
def test_a_document_of_an_office(reading: Reading, tmp_path: Path, name: str, data: bytes) -> None:
    """Text and claims come out of the formats of offices, with what recognises the file unchanged."""
    (found,) = reading(name, data)
    assert isinstance(found, Document)
    assert (found.uri, found.text, found.metadata) == ((tmp_path / name).as_uri(), TEXT, CLAIMS)
    assert found.origin.size == len(data)
    assert found.origin.digest is not None


def test_the_name_decides_nothing_where_the_bytes_do(reading: Reading) -> None:
    """A DOCX file with the name of a text is read as what it is."""
    assert texts(reading("a.txt", made.docx(TEXT))) == [TEXT]


def test_an_ebook_is_its_chapters(reading: Reading) -> None:
    """The chapters of an e-book come in the order in which they are read."""
    (found,) = reading("a.epub", made.epub([STORY, UNRELATED], "The flood"))
    assert isinstance(found, Document)
    assert (found.text, found.metadata) == (f"{STORY}\n\n{UNRELATED}", CLAIMS)


def test_pages_of_a_pdf_are_parted(reading: Reading) -> None:
    """Pages are parted by an empty line, lines within them are kept."""
    assert texts(reading("a.pdf", made.pdf(["One (1).\nTwo.", "Three."]))) == ["One (1).\nTwo.\n\nThree."]


@pytest.mark.parametrize("html", ["", "<p>Something else</p>"])
def test_a_mail_is_its_plain_part(reading: Reading, html: str) -> None:
    """The plain part of a message is its text; subject, sender and date are claims."""
    (found,) = reading("a.eml", made.mail(TEXT, "The flood", html))
    assert isinstance(found, Document)
    assert found.text.strip() == TEXT
    assert found.metadata == Metadata(made.WHEN, "The flood", "Jane Doe <jane@example.org>")


def test_a_mailbox_is_its_messages(reading: Reading, tmp_path: Path) -> None:
    """Each message is a document at its number; a line "From" inside a paragraph begins none."""
    first = made.mail(STORY.replace(" Two", "\nFrom Two"))
    box = b"".join(b"From jane Wed May  1 10:00:00 2024\n" + one + b"\n" for one in (first, made.mail(UNRELATED)))
    *found, container = reading("box", box)
    uri = (tmp_path / "box").as_uri()
    assert [one.uri for one in found] == [f"{uri}#1", f"{uri}#2"]
    assert texts(found)[1].strip() == UNRELATED
    assert isinstance(container, Container)


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_compressed_text_is_one_document(reading: Reading, tmp_path: Path, squeeze: Callable[[bytes], bytes]) -> None:
    """A compressed text lies at the address of its file, in as many pieces as it was compressed in."""
    (found,) = reading("a.z", squeeze(STORY.encode()) + squeeze(UNRELATED.encode()))
    assert isinstance(found, Document)
    assert (found.uri, found.text) == ((tmp_path / "a.z").as_uri(), STORY + UNRELATED)
    assert found.origin.size


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_compressed_file_that_ends_in_the_middle(reading: Reading, squeeze: Callable[[bytes], bytes]) -> None:
    """What was cut off is a failure, not half a text."""
    (found,) = reading("a.z", squeeze(STORY.encode())[:-12])
    assert isinstance(found, Failure)
    assert "ends in the middle" in found.reason
    assert found.size


def test_a_compressed_page_and_a_compressed_table(reading: Reading, tmp_path: Path) -> None:
    """The name without the compression's own ending tells the format."""
    assert texts(reading("a.csv.gz", gzip.compress(b"text\nOne.\nTwo.\n"))) == ["One.", "Two."]
    (found,) = reading("page.html.gz", gzip.compress(b"<p>No page without its name"))
    assert isinstance(found, Document)
    assert (found.uri, found.text) == ((tmp_path / "page.html.gz").as_uri(), "No page without its name")


@pytest.mark.parametrize("data", [made.zipped({"b/c d.txt": b"One.", "a.html": made.page(TEXT), ".hidden": b"x"})])
def test_an_archive_is_its_members(reading: Reading, tmp_path: Path, data: bytes) -> None:
    """Members lie at their names in the archive; hidden ones are passed over, as in folders."""
    *found, container = reading("a.zip", data)
    uri = (tmp_path / "a.zip").as_uri()
    assert [one.uri for one in found] == [f"{uri}#b/c%20d.txt", f"{uri}#a.html"]
    assert texts(found) == ["One.", TEXT]
    assert isinstance(container, Container)
    assert (container.uri, container.size) == (uri, len(data))


def test_archives_inside_archives(reading: Reading, tmp_path: Path) -> None:
    """Archives are opened where they lie, and the address says the way."""
    inner = made.zipped({"rows.jsonl": b'{"text": "One."}\n', "a.docx": made.docx(STORY)})
    *found, _ = reading("a.zip", made.zipped({"inner.zip.gz": gzip.compress(inner)}))
    uri = (tmp_path / "a.zip").as_uri()
    assert [one.uri for one in found] == [f"{uri}#inner.zip.gz#rows.jsonl#1", f"{uri}#inner.zip.gz#a.docx"]
    assert texts(found) == ["One.", STORY]


def test_archives_without_end(reading: Reading) -> None:
    """Archives inside archives are opened only so deep."""
    data = made.zipped({"a.txt": b"One."})
    for _ in range(20):
        data = made.zipped({"a.zip": data})
    (found, _) = reading("a.zip", data)
    assert isinstance(found, Failure)
    assert "deep" in found.reason


def test_a_table_in_parquet(reading: Reading, tmp_path: Path) -> None:
    """Rows of Parquet are documents, with columns mapped as in other tables."""
    rows = {"link": [None, "https://example.org/2"], "body": ["One.", "Two."], "title": ["T", None], "other": [1, 2]}
    columns = {"uri": "link", "text": "body"}
    *found, container = reading("a.parquet", made.parquet(rows, 1), columns)
    uri = (tmp_path / "a.parquet").as_uri()
    assert [one.uri for one in found] == [f"{uri}#1", "https://example.org/2"]
    assert texts(found) == ["One.", "Two."]
    assert isinstance(found[0], Document)
    assert found[0].metadata == Metadata(title="T")
    assert isinstance(container, Container)


def test_a_table_in_parquet_without_the_column(reading: Reading) -> None:
    """A table without a column of texts is one failure that says how to name it."""
    (found,) = reading("a.parquet", made.parquet({"body": ["One."]}))
    assert isinstance(found, Failure)
    assert "--column text=NAME" in found.reason
    assert found.size


ADDRESSES = {"https://example.org/1": STORY, "https://example.org/2": UNRELATED}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc.gz", made.warc({uri: made.page(text) for uri, text in ADDRESSES.items()})),
        ("a.warc", made.warc({uri: made.page(text) for uri, text in ADDRESSES.items()}, compressed=False)),
        ("a.warc.bz2", bz2.compress(made.warc({uri: made.page(text) for uri, text in ADDRESSES.items()}))),
        ("a.warc.zst", zstd.compress(made.warc({uri: made.page(t) for uri, t in ADDRESSES.items()}, compressed=False))),
        ("a.zip", made.zipped({"a.warc.gz": made.warc({uri: made.page(text) for uri, text in ADDRESSES.items()})})),
        ("a.wet.gz", made.wet(ADDRESSES)),
        ("a.arc", made.arc({uri: made.page(text) for uri, text in ADDRESSES.items()})),
        ("a.arc.gz", gzip.compress(made.arc({uri: made.page(text) for uri, text in ADDRESSES.items()}))),
    ],
)
def test_a_web_archive_is_its_responses(reading: Reading, tmp_path: Path, name: str, data: bytes) -> None:
    """A response was seen at the address that was fetched, when it was fetched; the archive is the evidence."""
    *found, container = reading(name, data)
    assert [one.uri for one in found] == list(ADDRESSES)
    assert texts(found) == list(ADDRESSES.values())
    for one in found:
        assert isinstance(one, Document)
        assert one.origin.observed_at == made.WHEN
        assert str(one.origin.record_uri).startswith((tmp_path / name).as_uri() + "#")
    assert isinstance(container, Container)


def test_a_damaged_record_is_skipped(reading: Reading, tmp_path: Path) -> None:
    """After a damaged record the next one is found, and the damaged one is named by its place."""
    pages = {f"https://example.org/{n}": made.page(f"{STORY} {n}") for n in range(5)}
    data = bytearray(made.warc(pages))
    third = data.find(b"\x1f\x8b\x08", data.find(b"\x1f\x8b\x08", data.find(b"\x1f\x8b\x08", 1) + 1) + 1)
    data[third + 60] ^= 0xFF
    *found, _ = reading("a.warc.gz", bytes(data))
    failed = [one for one in found if isinstance(one, Failure)]
    assert [one.uri for one in failed] == [f"{(tmp_path / 'a.warc.gz').as_uri()}#{third}"]
    read = [one for one in found if isinstance(one, Document)]
    assert len(read) == len(pages) - 1
    for one in read:
        place = int(str(one.origin.record_uri).rpartition("#")[2])
        record = zlib.decompressobj(31).decompress(bytes(data[place:]))
        assert f"\r\nWARC-Target-URI: {one.uri}\r\n".encode() in record


def test_a_web_archive_that_was_cut_off(reading: Reading) -> None:
    """A record that ends too early is a failure; those before it are read."""
    data = made.warc({uri: made.page(text) for uri, text in ADDRESSES.items()}, compressed=False)
    *found, _ = reading("a.warc", data[:-200])
    assert [type(one) for one in found] == [Document, Failure]


@pytest.mark.parametrize("body", [b"%PDF-1.7 broken", bytes(range(256)) * 9])
def test_a_response_that_cannot_be_read(reading: Reading, tmp_path: Path, body: bytes) -> None:
    """A response that is broken fails at its place in the archive, where it can be looked at."""
    kind = "application/pdf" if body.startswith(b"%PDF") else "text/plain"
    found = reading("a.warc", made.warc({"https://example.org/1": body}, compressed=False, content_type=kind))
    (failed,) = [one for one in found if isinstance(one, Failure)]
    assert failed.uri.startswith(f"{(tmp_path / 'a.warc').as_uri()}#")


def test_a_response_comes_in_the_encodings_of_its_transfer(reading: Reading) -> None:
    """Chunks and compression are undone, where the archive has not done so; a damaged one is a failure."""
    chunked = b"5\r\nOne, \r\n4;x=y\r\ntwo.\r\n0\r\n\r\n"
    bodies = {
        "Transfer-Encoding: chunked": chunked,
        "Content-Encoding: gzip": gzip.compress(b"One, two."),
        "Content-Encoding: deflate": zlib.compress(b"One, two."),
        "Content-Encoding: br": brotli.compress(b"One, two."),
        "Content-Encoding: x-gzip": b"One, two.",
        "Content-Encoding: GZIP": gzip.compress(b"One, two.")[:-4] + b"oops",
    }
    records = [
        made.warc_record(
            "response",
            f"https://example.org/{number}",
            f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{header}\r\n\r\n".encode() + body,
            "application/http",
        )
        for number, (header, body) in enumerate(bodies.items())
    ]
    *found, failed, _ = reading("a.warc", b"".join(records))
    assert texts(found) == ["One, two."] * 5
    assert isinstance(failed, Failure)
    assert "encoding is damaged" in failed.reason


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
SHA1, SHA256 = (getattr(hashlib, name)(b"One, two.").digest() for name in ("sha1", "sha256"))
PACKED = gzip.compress(b"One, two.", mtime=0)
IN_CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED)


@pytest.mark.parametrize(
    ("block", "named", "is_right"),
    [
        (HEAD + b"\r\nOne, two.", {}, True),
        (HEAD + b"\r\nOne, two.", {"WARC_Block_Digest": ""}, True),
        (HEAD + b"\r\nOne, two.", {"WARC_Block_Digest": "sha1:" + "A" * 32}, False),
        (HEAD + b"\r\nOne, two.", {"WARC_Block_Digest": "sha1:!"}, False),
        (HEAD + b"\r\nOne, two.", {"WARC_Block_Digest": "crc99:whatever"}, True),
        (HEAD + b"\r\nOne, two.", {"WARC_Payload_Digest": "sha1:" + base64.b32encode(SHA1).decode()}, True),
        (HEAD + b"\r\nOne, two.", {"WARC_Payload_Digest": "SHA-1:" + SHA1.hex().upper()}, True),
        (HEAD + b"\r\nOne, two.", {"WARC_Payload_Digest": "sha256:" + base64.b32encode(SHA256).decode()}, True),
        (HEAD + b"\r\nOne, two.", {"WARC_Payload_Digest": "sha256:" + base64.b64encode(SHA256).decode()}, True),
        (HEAD + b"\r\nOne, 2wo.", {"WARC_Payload_Digest": "sha256:" + base64.b32encode(SHA256).decode()}, False),
        (HEAD + b"\r\nOne, 2wo.", {"WARC_Payload_Digest": "sha1:" + SHA1.hex(), "WARC_Truncated": "length"}, True),
        (CHUNKED + IN_CHUNKS, {"WARC_Payload_Digest": "sha1:" + SHA1.hex()}, True),
        (CHUNKED + IN_CHUNKS, {"WARC_Payload_Digest": "sha1:" + hashlib.sha1(PACKED).hexdigest()}, True),  # noqa: S324
        (CHUNKED + IN_CHUNKS, {"WARC_Payload_Digest": "sha1:" + hashlib.sha1(IN_CHUNKS).hexdigest()}, True),  # noqa: S324
        (CHUNKED + IN_CHUNKS, {"WARC_Payload_Digest": "sha1:" + hashlib.sha1(b"no").hexdigest()}, False),  # noqa: S324
    ],
)
def test_a_record_is_what_was_archived(
    reading: Reading, tmp_path: Path, block: bytes, named: dict[str, str], *, is_right: bool
) -> None:
    """A record whose digests are wrong, however they are written, is a failure at its place; its text is not used."""
    after = made.warc_record("conversion", "https://example.org/2", b"Three.", "text/plain")
    data = made.warc_record("response", "https://example.org/1", block, "application/http", **named) + after
    first, second, _ = reading("a.warc", data)
    assert isinstance(second, Document)
    if is_right:
        assert isinstance(first, Document)
        assert first.uri == "https://example.org/1"
    else:
        assert isinstance(first, Failure)
        assert first.uri == f"{(tmp_path / 'a.warc').as_uri()}#0"
        assert "not what was archived: WARC-" in first.reason


@pytest.mark.parametrize("named", ["../../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt"])
def test_names_that_lead_out_of_an_archive(reading: Reading, tmp_path: Path, named: str) -> None:
    """A member is read whatever it is called, and nothing is written anywhere."""
    *found, _ = reading("a.zip", made.zipped({named: SPUN.encode()}))
    assert texts(found) == [SPUN]
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
