import gzip
import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.model import Document, Failure, Metadata, Origin
from provenance.readers import Input, Reader, walk
from provenance.readers.tables.json_lines import read_jsonl
from provenance.readers.tables.tabular import read_csv
from tests.readers import made

Reading = Callable[..., list[Document | Failure]]


def read(source: Input, columns: dict[str, str] | None = None) -> list[Document | Failure]:
    """All documents and failures of ``source``."""
    with Reader(columns) as reader:
        return [one for one in reader.read(source) if isinstance(one, Document | Failure)]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Write a file and read it."""

    def write_and_read(name: str, data: bytes | str, columns: dict[str, str] | None = None) -> list[Document | Failure]:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        source = next(walk([str(path)]))
        assert isinstance(source, Input)
        return read(source, columns)

    return write_and_read


def test_a_text_file_is_one_document(reading: Reading, tmp_path: Path) -> None:
    """A text file is one document, with what recognises the file unchanged."""
    (document,) = reading("a.txt", "Some text.\n")
    status = (tmp_path / "a.txt").stat()
    origin = Origin(status.st_size, status.st_mtime_ns)
    assert document == Document((tmp_path / "a.txt").as_uri(), "Some text.\n", origin=origin)


def test_standard_input_is_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is one document without a file to recognise."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Piped text.")))
    assert read(Input("stdin:", None)) == [Document("stdin:", "Piped text.")]


def test_a_file_that_went_away_is_a_failure(tmp_path: Path) -> None:
    """A file removed between finding and reading is a failure."""
    path = tmp_path / "gone.txt"
    assert read(Input(path.as_uri(), path)) == [Failure(path.as_uri(), "no such file or directory")]


def test_a_file_of_another_format_is_a_failure(reading: Reading, tmp_path: Path) -> None:
    """A file that is no text is one failure, named by its URI."""
    (failure,) = reading("a.txt", b"%PDF-1.4")
    assert isinstance(failure, Failure)
    assert failure.uri == (tmp_path / "a.txt").as_uri()


def test_a_text_that_is_too_large_is_a_failure(tmp_path: Path) -> None:
    """A file larger than one text may be is a failure that says what is the most, and is not read."""
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    (failure,) = read(next(one for one in walk([str(path)]) if isinstance(one, Input)))
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("larger than 64 MiB, the most for one text")


def test_a_file_that_does_not_fit_in_memory_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file for which there is no memory is a failure, not the end."""

    def refuse(_path: Path, *_arguments: object, **_options: object) -> object:
        raise MemoryError

    monkeypatch.setattr(Path, "open", refuse)
    assert read(Input("file:///huge", tmp_path / "huge", size=7)) == [
        Failure("file:///huge", "7 bytes do not fit in memory", remedy="free some memory")
    ]


def test_a_line_without_end_is_a_failure() -> None:
    """A row longer than one text may be is named, and the rows around it are read."""
    long = json.dumps({"text": "x" * 2_000})
    lines = f'{{"text": "One."}}\n{long}\n{{"text": "Three."}}\n'
    found = list(read_jsonl(streamed(lines), "u", {}, 1_000))
    assert found == [
        Document("u#1", "One."),
        Failure("u#2", "line 2 is longer than 1000 bytes"),
        Document("u#3", "Three."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_table_may_begin_with_a_mark(reading: Reading, encoding: str) -> None:
    """Tables in the wide encodings of some systems are read line by line like others."""
    found = reading("a.jsonl", '{"text": "Größe"}\n{"text": "Maß"}\n'.encode(encoding))
    assert [one.text for one in found if isinstance(one, Document)] == ["Größe", "Maß"]


def test_a_row_of_jsonl_is_a_document(reading: Reading) -> None:
    """A line of JSON is a document at the URI it names, with all it claims."""
    row = {
        "uri": "https://example.org/1",
        "text": "One.",
        "published_at": "2024-05-01T00:00:00Z",
        "title": "T",
        "author": "A",
        "language": "en",
        "other": 1,
    }
    claims = Metadata("2024-05-01T00:00:00Z", "T", "A", "en")
    assert reading("a.jsonl", json.dumps(row)) == [Document("https://example.org/1", "One.", claims)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.JSONL"])
def test_a_row_without_a_uri_is_named_by_its_line(reading: Reading, tmp_path: Path, name: str) -> None:
    """A row that does not say where it was seen lies at its line of the file."""
    found = reading(name, '{"text": "One."}\n\n{"text": "Two."}\n')
    assert [one.uri for one in found] == [f"{(tmp_path / name).as_uri()}#{line}" for line in (1, 3)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "line 2 is not JSON"),
        ("[1, 2]", "the row is not an object"),
        ("null", "the row is not an object"),
        ('{"uri": "x"}', "the row has no text in 'text'"),
        ('{"text": 7}', "the row has no text in 'text'"),
        ("[" * 100_000, "line 2 is not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(reading: Reading, line: str, reason: str) -> None:
    """A line that is no document is a failure that names it; the lines around it are read."""
    before, bad, after = reading("a.jsonl", f'{{"text": "One."}}\n{line}\n{{"text": "Three."}}')
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert isinstance(bad, Failure)
    assert bad.uri.endswith("a.jsonl#2")
    assert bad.reason.startswith(reason)


def test_lone_surrogates_in_json_become_replacement_characters(reading: Reading) -> None:
    """An escape for half a character cannot be stored and becomes U+FFFD."""
    row = r'{"uri": "u:\ud83d", "text": "half \ud83d of it", "title": "\udfff"}'
    assert reading("a.jsonl", row) == [Document("u:\ufffd", "half \ufffd of it", Metadata(title="\ufffd"))]


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
        ("2024-05-01T10:00:00.25+02:00", "2024-05-01T08:00:00Z"),
        ("2024-05-01 10:00", "2024-05-01T10:00:00"),
        ("2024-05-01", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("31.12.2023", "2023-12-31"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00Z"),
    ],
)
def test_a_claimed_time_is_kept_as_precisely_as_it_is(reading: Reading, claimed: str, kept: str | None) -> None:
    """Moments become UTC, RFC 3339; years, months, days and times without zone stay that; placeholders are none."""
    assert reading("a.jsonl", json.dumps({"uri": "u:1", "text": "One.", "published_at": claimed})) == [
        Document("u:1", "One.", Metadata(published_at=kept))
    ]


@pytest.mark.parametrize("claimed", ["last Tuesday", "24", "2024-13-01", "31/31/2024", "2024-05-01T25:00:00Z", 7])
def test_a_time_that_is_none_is_left_out(reading: Reading, claimed: object) -> None:
    """A row whose publication time cannot be read is named, and its text kept without the time."""
    rows = json.dumps({"text": "One.", "published_at": claimed}) + '\n{"text": "Two."}'
    failure, first, second = reading("a.jsonl", rows)
    assert isinstance(failure, Failure)
    expected = f"published_at {str(claimed)!r} is not a date or time (RFC 3339); its text is kept without it"
    assert failure.reason == expected
    assert isinstance(first, Document)
    assert (first.text, first.metadata) == ("One.", Metadata())
    assert isinstance(second, Document)


def test_columns_map_other_names(reading: Reading) -> None:
    """Fields with other names are found when they are mapped."""
    row = '{"link": "https://example.org/2", "body": "Two.", "when": "2024-05-01"}'
    columns = {"uri": "link", "text": "body", "published_at": "when"}
    assert reading("a.jsonl", row, columns) == [Document("https://example.org/2", "Two.", Metadata("2024-05-01"))]


def test_a_row_of_csv_is_a_document(reading: Reading, tmp_path: Path) -> None:
    """Rows of CSV are documents; quoted fields may hold commas and line ends; empty claims are none."""
    found = reading("a.csv", 'uri,text,title\nhttps://example.org/,"One, and\ntwo.",T\n,Three.,\n')
    assert found == [
        Document("https://example.org/", "One, and\ntwo.", Metadata(title="T")),
        Document(f"{(tmp_path / 'a.csv').as_uri()}#2", "Three."),
    ]


def test_csv_with_a_byte_order_mark(reading: Reading) -> None:
    """The mark that spreadsheets write is no part of the first column's name."""
    (document,) = reading("a.csv", "\ufefftext\nOne.\n")
    assert isinstance(document, Document)
    assert document.text == "One."


def test_csv_columns_map_other_names(reading: Reading) -> None:
    """Columns with other names are found when they are mapped."""
    (document,) = reading("a.csv", "body\nOne.\n", {"text": "body"})
    assert isinstance(document, Document)
    assert document.text == "One."


def test_csv_without_the_text_column_is_a_failure(reading: Reading) -> None:
    """A table without the column of the texts is one failure that says how to name it."""
    (failure,) = reading("a.csv", "body\nOne.\n")
    assert isinstance(failure, Failure)
    assert "--column text=NAME" in failure.reason


def test_a_short_row_of_csv_is_a_failure_and_the_rest_is_read(reading: Reading) -> None:
    """A row that has no field for its text is named; the rows after it are read."""
    bad, good = reading("a.csv", "uri,text\nonly-a-uri\nu,Two.\n")
    assert isinstance(bad, Failure)
    assert bad.uri.endswith("a.csv#1")
    assert isinstance(good, Document)


def test_a_long_field_of_csv_is_read(reading: Reading) -> None:
    """A text longer than the csv module's default limit is read."""
    (document,) = reading("a.csv", "text\n" + "word " * 60_000 + "\n")
    assert isinstance(document, Document)
    assert len(document.text) == 300_000


def streamed(text: str) -> "io.BufferedReader[Any]":
    """``text`` as a stream of bytes."""
    return io.BufferedReader(io.BytesIO(text.encode("utf-8", "surrogatepass")))


@given(st.text(max_size=200), st.sampled_from([read_jsonl, read_csv]))
def test_any_table_is_documents_and_failures(text: str, table: Callable[..., object]) -> None:
    """Whatever stands in a table, reading it gives documents and failures, or an input error."""
    try:
        found = list(table(streamed(f"text\n{text}"), "file:///t", {}, 1_000))  # type: ignore[call-overload]
    except InputError:
        return
    assert all(isinstance(one, Document | Failure) for one in found)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_texts_come_back_from_jsonl(texts: list[str]) -> None:
    """Texts written as JSON Lines come back unchanged, line separators inside them included."""
    lines = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts)
    assert [
        one.text for one in read_jsonl(streamed(lines), "file:///t", {}, 10_000) if isinstance(one, Document)
    ] == texts


def rows_of(texts: dict[str, str]) -> bytes:
    """Texts as JSON Lines."""
    return "".join(json.dumps({"uri": uri, "text": text}) + "\n" for uri, text in texts.items()).encode()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("rows.jsonl", rows_of),
        ("rows.jsonl.gz", lambda texts: gzip.compress(rows_of(texts))),
        ("texts.wet.gz", made.wet),
        ("texts.warc", lambda texts: made.warc({u: t.encode() for u, t in texts.items()}, compressed=False)),
    ],
)
def test_how_far_a_large_file_was_read(tmp_path: Path, name: str, pack: Callable[[dict[str, str]], bytes]) -> None:
    """While a file of many texts is read, its position rises from text to text, and never past its end."""
    noise = random.Random(1)
    path = tmp_path / name
    path.write_bytes(pack({f"https://example.org/{n}": noise.randbytes(50_000).hex() for n in range(40)}))
    source = next(walk([str(path)]))
    assert isinstance(source, Input)
    with Reader() as reader:
        seen = [reader.position() for _ in reader.begin(source)]
    assert seen == sorted(seen)
    assert seen[-1] <= path.stat().st_size
    assert len(set(seen)) > 5
