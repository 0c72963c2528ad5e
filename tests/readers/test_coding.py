import gzip
import itertools
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.crawl.http.fetch import Exchange
from provenance.crawl.recording import archive
from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers import Input, Reader, walk
from provenance.readers.containers.content_coding import CodingRefused, body_of, decoded, without_chunks
from tests.corpus import STORY
from tests.readers import made
from tests.readers.extraction import extract

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 1 << 20
PAGE = made.page(STORY)
PACKED = gzip.compress(PAGE, mtime=0)


def raw_deflate(data: bytes) -> bytes:
    """A deflate stream without the wrapping that HTTP wants around it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


#: How servers name what they do, and what they do; a name may stand for more than one thing, as ``deflate`` does.
CODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "members": ("GZip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
    "x-gzip": ("x-gzip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "fast zlib": ("Deflate", lambda data: zlib.compress(data, 1)),
    "raw": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "frames": ("ZSTD", lambda data: zstd.compress(data[:9]) + zstd.compress(data[9:])),
    "identity": ("identity", bytes),
    "nothing": ("", bytes),
    "encoding": ("utf-8", bytes),
    "not applied": ("gzip", bytes),
    "br not applied": ("br", bytes),
    "deflate not applied": ("deflate", bytes),
    "zstd not applied": ("zstd", bytes),
}
PAIRS = list(itertools.product(CODERS, repeat=2))


def in_chunks(data: bytes, size: int = 50, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    """``data`` in chunks."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return framed + b"0\r\n" + trailer + b"\r\n"


def answer(headers: Sequence[tuple[str, str]], body: bytes) -> Exchange:
    """An answer as the crawler has it: its chunks undone, its content codings not."""
    return Exchange(
        url="https://example.org/a",
        request=b"GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n",
        address="192.0.2.1",
        certificate="",
        version="HTTP/1.1",
        status=200,
        reason="OK",
        headers=tuple(headers),
        body=body,
    )


def archived(exchange: Exchange, folder: Path) -> list[Document | Failure]:
    """What a reader of web archives finds in the archive that the crawler writes."""
    written = archive.Archive(folder, "test", {"software": "test"})
    written.keep(exchange, "2024-05-01T10:00:00Z")
    written.close()
    with Reader() as reader:
        inputs = [one for one in walk([str(folder)]) if isinstance(one, Input)]
        return [one for source in inputs for one in reader.read(source) if isinstance(one, Document | Failure)]


@pytest.mark.parametrize(("inner", "outer"), PAIRS)
def test_two_codings_are_undone_in_reverse_order(inner: str, outer: str) -> None:
    """Any two codings on top of each other come off, those that were only named and never applied, too."""
    first, second = CODERS[inner], CODERS[outer]
    body = second[1](first[1](PAGE))
    for names in (f"{first[0]}, {second[0]}", f" ,{first[0].upper()},,{second[0]} ,"):
        assert decoded(body, names, LIMIT) == PAGE
    headers = [("Content-Encoding", first[0]), ("content-encoding", second[0]), ("Content-Type", "text/html")]
    assert body_of(body, headers, LIMIT) == PAGE


@given(st.lists(st.sampled_from(["gzip", "zlib", "raw", "br", "zstd"]), max_size=5), st.binary(max_size=300))
def test_any_codings_of_anything(names: list[str], data: bytes) -> None:
    """Whatever the bytes and the codings, they come back as they were."""
    body = data
    for name in names:
        body = CODERS[name][1](body)
    assert decoded(body, ", ".join(CODERS[name][0] for name in names), LIMIT) == data


@pytest.mark.parametrize(
    "transfer", ["", "chunked", "gzip, chunked", "Chunked", "gzip,chunked", "gzip", "deflate, chunked"]
)
@pytest.mark.parametrize("content", ["", "gzip", "br", "zstd", "raw", "zlib"])
@pytest.mark.parametrize("kept", [True, False])
def test_transfer_and_content_codings_together(transfer: str, content: str, *, kept: bool) -> None:
    """Chunks and codings of the transfer come off before those of the content, whether or not an archive kept them."""
    name, encode = CODERS[content] if content else ("", bytes)
    body = encode(PAGE)
    headers = [("Transfer-Encoding", transfer), ("Content-Encoding", name), ("Content-Type", "text/html")]
    if kept:
        for part in ("gzip", "deflate"):
            body = CODERS["gzip" if part == "gzip" else "zlib"][1](body) if part in transfer.lower() else body
        body = in_chunks(body) if "chunked" in transfer.lower() else body
    assert body_of(body, headers, LIMIT) == PAGE


@pytest.mark.parametrize("size", [1, 7, 50, 1_000])
@pytest.mark.parametrize("extension", [b"", b";a=b", b' ; a="b c"', b" "])
@pytest.mark.parametrize("trailer", [b"", b"Expires: now\r\nX-A: b\r\n"])
def test_chunks_as_servers_send_them(size: int, extension: bytes, trailer: bytes) -> None:
    """Chunks of any size, with extensions and trailers, with bare line feeds, and cut off, give what came in them."""
    framed = in_chunks(PAGE, size, extension, trailer)
    assert without_chunks(framed) == PAGE
    assert without_chunks(framed.removesuffix(b"0\r\n" + trailer + b"\r\n")) == PAGE
    cut = without_chunks(framed[: len(framed) // 2])
    assert PAGE.startswith(cut)
    assert size > 300 or len(cut) > 100


def test_what_is_in_no_chunks_or_in_broken_ones() -> None:
    """What only claims to be in chunks is as it is; what begins so and does not go on so is refused."""
    for data in (PAGE, b"", b"12 monkeys", b"5 is no length"):
        assert without_chunks(data) == data
    with pytest.raises(CodingRefused, match="chunk"):
        without_chunks(b"3\r\nabc\r\n3\r\nabcdef\r\n0\r\n\r\n" + b"x")
    with pytest.raises(CodingRefused, match="chunk"):
        without_chunks(b"3\r\nabc\r\nzz\r\nabc")


@pytest.mark.parametrize("name", ["gzip", "zlib", "raw", "br", "zstd"])
def test_what_is_cut_off_says_so_and_in_which_coding(name: str) -> None:
    """Wherever a compressed body is cut off, it ends too early for the coding that was named, and is not damaged."""
    named, encode = CODERS[name]
    body = encode(PAGE)
    for length in range(12, len(body), 7):
        with pytest.raises(CodingRefused, match=f"the body, in {named}, ends too early"):
            decoded(body[:length], named, LIMIT)


@pytest.mark.parametrize("name", ["gzip", "zlib", "raw", "br", "zstd"])
def test_what_is_cut_off_or_damaged_is_refused(name: str) -> None:
    """A body that ends too early, or is damaged, is refused; its compressed bytes are never a text."""
    named, encode = CODERS[name]
    body = encode(PAGE)
    for broken in (body[:-1], body[: len(body) // 2], body[:40], body[:30] + b"\xff\xfe\xfd" + body[33:]):
        try:
            found = decoded(broken, named, LIMIT)
        except CodingRefused:
            continue
        assert found != broken


def with_dictionary(data: bytes) -> bytes:
    """Zstandard with a dictionary that nobody has."""
    samples = [b"%d the harbour master closed gate %d at dawn" % (n, n * n) for n in range(2_000)]
    dictionary = zstd.train_dict(samples, 2_000)
    return zstd.compress(data, zstd_dict=dictionary)


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("zstd", with_dictionary(PAGE), "dictionary"),
        ("compress", b"\x1f\x9d\x90" + PAGE[:40], "'compress'"),
        ("x-snappy", b"\xff\x06\x00\x00sNaPpY", "'x-snappy'"),
        ("dcb", b"\xff\x44\x43\x42", "'dcb'"),
        ("gzip, exi", PACKED, "'exi'"),
        ("gzip", gzip.compress(bytes(LIMIT + 1), mtime=0), "longer"),
        ("zstd", zstd.compress(bytes(LIMIT + 1)), "longer"),
        ("br, zstd", zstd.compress(brotli.compress(bytes(LIMIT * 30))), "longer"),
        ("gzip", b"\xff\xfe\xfd\xfc" * 20, "not what its coding says"),
    ],
)
def test_what_cannot_be_undone_is_named(name: str, body: bytes, said: str) -> None:
    """A coding that is not undone, a dictionary that is not there, a bomb: each is refused for what it is."""
    with pytest.raises(CodingRefused, match=said):
        body_of(body, [("Content-Encoding", name), ("Content-Type", "text/html")], LIMIT)


@pytest.mark.parametrize("name", ["gzip", "members", "zlib", "zstd", "frames"])
def test_a_text_that_is_compressed_and_does_not_say_so(name: str) -> None:
    """Compressed bytes that are called a text are undone; those that are called something else are left alone."""
    body = CODERS[name][1](PAGE)
    assert body_of(body, [("Content-Type", "text/html; charset=utf-8")], LIMIT) == PAGE
    assert body_of(body, [("Content-Type", "application/gzip")], LIMIT) == body


SERVED = [
    *(([("Content-Encoding", CODERS[name][0])], CODERS[name][1](PAGE)) for name in CODERS),
    *(
        ([("Content-Encoding", f"{CODERS[one][0]}, {CODERS[two][0]}")], CODERS[two][1](CODERS[one][1](PAGE)))
        for one, two in PAIRS[::7]
    ),
    ([("Transfer-Encoding", "chunked"), ("Content-Encoding", "br")], brotli.compress(PAGE)),
    ([("Transfer-Encoding", "gzip, chunked")], in_chunks(PACKED)),
    ([("Transfer-Encoding", "gzip, chunked")], PACKED),
    ([("Content-Encoding", "compress")], b"\x1f\x9d\x90" + bytes(range(200))),
    ([("Content-Encoding", "gzip")], PACKED[:-20]),
    ([], PACKED),
]


@pytest.mark.parametrize(("headers", "body"), SERVED, ids=range(len(SERVED)))
def test_an_archive_gives_what_the_crawl_gave(tmp_path: Path, headers: list[tuple[str, str]], body: bytes) -> None:
    """For any coding, indexing the archive of a crawl gives the text, or the failure, that the crawl gave."""
    exchange = answer([("Content-Type", "text/html"), *headers], body)
    (found,) = archived(exchange, tmp_path / "a")
    try:
        content = exchange.content(64 << 20)
    except InputError as error:
        assert isinstance(found, Failure)
        assert str(error) in found.reason
    else:
        crawled = extract(content, uri=exchange.url, content_type="text/html")
        assert isinstance(found, Document)
        assert isinstance(crawled, Document)
        assert found.text == crawled.text == STORY
