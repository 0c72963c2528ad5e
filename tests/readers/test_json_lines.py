"""JSON Lines are read by the native core; here they are also read the obvious way."""

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.encoding.lines import Stream, utf8_pieces
from provenance.readers.tables.json_lines import read_jsonl
from provenance.readers.tables.tabular import read_row
from provenance.sizes import readable_size

Found = list[Document | Failure | str]
Columns = Mapping[str, str]


def read_slowly(stream: Stream, uri: str, columns: Columns, most: int) -> Iterator[Document | Failure]:
    """The same line by line, with the standard library alone."""
    utf8 = io.BytesIO(b"".join(utf8_pieces(stream)))
    for number, line in enumerate(io.TextIOWrapper(utf8, "utf-8", errors="replace", newline=""), start=1):
        place = f"{uri}#{number}"
        if len(line) > most:
            yield Failure(place, f"line {number} is longer than {readable_size(most)}")
        elif not line.isspace():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Failure(place, f"line {number} is not JSON: {error}")
                continue
            yield from read_row(row, place, columns)


class Cut(io.RawIOBase):
    """Bytes that come in pieces of these sizes, over and over."""

    def __init__(self, data: bytes, sizes: Sequence[int]) -> None:
        self._data = io.BytesIO(data)
        self._sizes, self._number = sizes, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever can be written to
        """Fill ``buffer`` with the next piece."""
        size = self._sizes[self._number % len(self._sizes)]
        self._number += 1
        piece = self._data.read(min(size, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


def found(
    read: Callable[[Stream, str, Columns, int], Iterator[Document | Failure]],
    data: bytes,
    columns: Columns | None = None,
    most: int = 10_000,
    sizes: Sequence[int] = (1 << 16,),
) -> Found:
    """All that ``read`` finds in ``data``, and what it says of the whole of it."""
    try:
        return list(read(io.BufferedReader(Cut(data, sizes)), "file:///t", columns or {}, most))
    except InputError as error:
        return [str(error)]


NAMES = ["uri", "text", "published_at", "title", "author", "language", "body", "x", "ü", "\ud800"]
TEXTS = st.text(max_size=30) | st.sampled_from(["2024-05-01", "no date", "\ud83d\ude00", "\u2028", "é\x85è", "\r\n"])
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
    max_leaves=4,
)
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), TEXTS | VALUES), max_size=5)


def written(fields: Sequence[tuple[str, object]], *, is_ascii: bool) -> bytes:
    """An object with these fields, of which some may have the same name."""
    pairs = (": ".join(json.dumps(one, ensure_ascii=is_ascii) for one in pair) for pair in fields)
    return f"{{{', '.join(pairs)}}}".encode("utf-8", "surrogatepass")


OBJECTS = st.builds(written, st.just([("text", "é")]) | FIELDS, is_ascii=st.booleans())
#: Lines that only Python's reader knows what to make of.
ODD = st.sampled_from(
    [
        *(b"", b" ", b"\x1c\x1f", "\u3000\u2003\x85".encode(), "\ufeff{}".encode(), b"\x00", b"nothing"),
        *(b"[]", b"null", b"{", b'{"text": "a"', b'{"text": "a"} 1', b'{"text": "a",}', b'{"text": "a\tb"}', b"{1: 2}"),
        *(b'{"text": 01}', b'{"text": "a", "x": -}', b'{"text": "a", "x": 1e999}', b'{"text": "a", "x": -Infinity}'),
        *(b'{"text": "\\ud800"}', b'{"text": "\\ud83d\\ude00"}', b'{"text": "\\udc00\\ud800"}', b'{"text": "\\x41"}'),
        *(b'{"te\\u0078t": "a", "text": "b"}', b'{"text": 1, "text": "b"}', b'{"text": "b", "text": null}'),
        *(b'{"text": "a\xff\xe2\x82b"}', b'{"text": "\xed\xa0\x80"}', b'{"text": "\xf0\x9f\x98', b"\xf0\x80\x80\xc3"),
        b'{"text": "a", "x": %s}' % (b"1" * 4_301),
        b'{"text": "a", "x": %s}' % (b"1" * 310),
        b'{"text": "a", "x": %s%s}' % (b"[" * 200, b"]" * 200),
    ]
)
LINES = st.lists(st.tuples(OBJECTS | ODD | st.binary(max_size=20), st.sampled_from([b"\n", b"\r", b"\r\n", b"\n\r"])))
COLUMNS = st.sampled_from(
    [{}, {"text": "body"}, {"title": "text", "uri": "text"}, {"text": "x", "author": "x"}, {"text": "\ud800"}]
)


@given(LINES, st.booleans(), COLUMNS, st.integers(1, 80) | st.just(1 << 20), st.lists(st.integers(1, 90), min_size=1))
@example([(b'{"text": "a"}', b"\r\n")], True, {}, 13, [1])  # noqa: FBT003 - as the strategies stand
@example([(b'{"text": "a"}', b"\r\n")], True, {}, 14, [14, 1])  # noqa: FBT003
@example([(b'{"text": "a"}', b"\r\n")], True, {}, 15, [14])  # noqa: FBT003
def test_lines_are_those_of_the_standard_library(
    lines: list[tuple[bytes, bytes]],
    is_ended: bool,  # noqa: FBT001
    columns: Columns,
    most: int,
    sizes: list[int],
) -> None:
    """Whatever stands in the lines, however long they are and wherever they are cut, the same comes of them."""
    data = b"".join(line + end for line, end in lines)
    data = '{"text": "ü"}\n'.encode() + (data if is_ended else data.removesuffix(b"\n"))  # surely UTF-8
    assert found(read_jsonl, data, columns, most, sizes) == found(read_slowly, data, columns, most, sizes)


@given(st.binary(max_size=60), st.sampled_from(["utf-8-sig", "utf-16", "utf-32-le", "cp1251"]), st.integers(1, 40))
def test_any_bytes_in_any_encoding(junk: bytes, encoding: str, size: int) -> None:
    """Texts in other encodings, and bytes that are in none, come to the same, too."""
    data = '{"text": "Начальник порта закрыл ворота."}\r\n{"text": "Да"}\r'.encode(encoding) + junk
    assert found(read_jsonl, data, None, 50, [size]) == found(read_slowly, data, None, 50, [size])


@pytest.mark.parametrize("depth", [126, 127, 128, 900, 100_000])
def test_values_in_values(depth: int) -> None:
    """However deep values lie in each other, Python says whether that is too deep."""
    data = b'{"text": "a", "x": %s%s}\n{"text": "b"}' % (b"[" * depth, b"]" * depth)
    assert found(read_jsonl, data, None, 1 << 20) == found(read_slowly, data, None, 1 << 20)


@pytest.mark.parametrize("letter", ["a", "é", "\U0001f600", "\n"])
@pytest.mark.parametrize("length", [(1 << 20) - 20, 1 << 20])
def test_long_lines(letter: str, length: int) -> None:
    """Lines of a megabyte and more, which the native core leaves to Python, are read or refused by their characters."""
    line = json.dumps({"text": letter * length}, ensure_ascii=False)
    data = f'{{"text": "ü"}}\n{line}\n{{"text": "b"}}'.encode()
    for most in (length, len(line), len(line) + 1, 1 << 30):
        assert found(read_jsonl, data, None, most) == found(read_slowly, data, None, most)


@pytest.mark.parametrize("text", ["a", "ü"])
def test_what_a_slow_writer_wrote_is_read_at_once(text: str) -> None:
    """A line is a document as soon as it is there; nobody waits for the next one, or for more of it."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as writer:
        items = read_jsonl(stream, "stdin:", {}, 1_000)
        for number in (1, 3):
            writer.write(json.dumps({"text": text}, ensure_ascii=False).encode() + b'\n{"text": ')
            assert next(items) == Document(f"stdin:#{number}", text)
            writer.write(b'"c"}\n')
            assert next(items) == Document(f"stdin:#{number + 1}", "c")
