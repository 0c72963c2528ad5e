# ruff: noqa: RUF001 - letters that look like others are what texts in other scripts are made of
import csv
import io
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers import Input, Reader, walk
from provenance.readers.containers.contents import buffered
from provenance.readers.tables.delimited import Broken, Table
from provenance.readers.tables.json_lines import read_jsonl
from provenance.readers.tables.tabular import read_csv
from tests.corpus import STORY, UNRELATED

MOST = 1 << 20
RUSSIAN = [
    "Начальник порта закрыл северные ворота на рассвете.",
    "Да.",
    "ёлка и ель",
    "Две баржи ждали у причала с ночи.",
]
JAPANESE = [
    "港長は夜明けに北の門を閉じた。川が一晩で増水したからだ。",
    "はい、そうです。",
    "二隻の艀が岸壁で待っていた。",
]
POLISH = [
    "Kapitan portu zamknął północną bramę o świcie.",
    "Tak.",
    "Żółć",
    "Dwie barki czekały przy nabrzeżu całą noc.",
]
ENGLISH = ["The harbour master closed the northern gate.", "Yes.", "Don't.", "Two barges waited."]


def rows(data: bytes, columns: Mapping[str, str] | None = None, most: int = MOST) -> list[Document | Failure]:
    """What is in a table of separated values."""
    return list(read_csv(buffered(io.BytesIO(data)), "t", columns or {}, most))


def told(found: Sequence[Document | Failure]) -> list[str]:
    """The texts, and why there is none."""
    return [one.text if isinstance(one, Document) else f"! {one.reason}" for one in found]


def written(texts: Sequence[str], delimiter: str = ",", quoting: int = csv.QUOTE_ALL, end: str = "\r\n") -> str:
    """A table as the standard library writes it."""
    held = io.StringIO()
    table = csv.writer(held, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    table.writerow(["uri", "text"])
    table.writerows([f"https://example.org/{number}", text] for number, text in enumerate(texts))
    return held.getvalue()


WRITTEN = [
    *((RUSSIAN, name) for name in ("cp1251", "koi8-r", "iso8859-5", "utf-16", "utf-16-le", "utf-32-be", "utf-8")),
    *((JAPANESE, name) for name in ("cp932", "euc-jp", "iso2022_jp", "utf-16-be", "utf-8")),
    *((POLISH, name) for name in ("cp1250", "utf-16-le", "utf-8")),
    *((ENGLISH, name) for name in ("ascii", "utf-16-le", "utf-32", "utf-8-sig")),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "encoding"), WRITTEN)
def test_a_table_is_in_one_encoding(texts: list[str], encoding: str) -> None:
    """Short rows and long ones, in CSV and in JSON Lines, are in the encoding of the table."""
    assert told(rows(written(texts).encode(encoding))) == texts
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\r\n" for text in texts)
    assert told(list(read_jsonl(buffered(io.BytesIO(lines.encode(encoding))), "t", {}, MOST))) == texts


def test_the_encoding_is_told_where_the_first_letter_is(tmp_path: Path) -> None:
    """Behind any number of rows in ASCII the encoding is still told; what is behind that does not change it."""
    texts = [*ENGLISH * 8_000, *RUSSIAN * 3, "\u2014 \u00ab\u00bb", *RUSSIAN]
    path = tmp_path / "a.csv"
    path.write_bytes(written(texts).encode("cp1251"))
    (source,) = (one for one in walk([str(path)]) if isinstance(one, Input))
    with Reader() as reader:
        assert [one.text for one in reader.read(source) if isinstance(one, Document)] == texts


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_as_programs_write_them(delimiter: str, end: str, quoting: int, mark: str) -> None:
    """Whatever stands between fields and rows, with quotes or without, what was written is read."""
    texts = ["plain", "a, b; c | d", 'he said "no"', "tab\there", "end "]
    if end != "\r" or quoting == csv.QUOTE_ALL:
        texts.append("two\nlines")  # the standard library does not quote it where rows end otherwise
    data = mark + written(texts, delimiter, quoting, end)
    assert told(rows(data.encode())) == texts
    assert told(rows(data.replace('"text"', '"body"').replace("text", "body", 1).encode(), {"text": "body"})) == texts


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", ":"])
def test_excel_names_its_separator(delimiter: str) -> None:
    """The line ``sep=`` that Excel understands says what stands between fields, and is no row."""
    data = f"sep={delimiter}\r\n" + written(["one", "two, three"], delimiter)
    assert told(rows(data.encode("utf-16"))) == ["one", "two, three"]


HEAD = "uri,text,title\n"
BROKEN: dict[str, tuple[str, list[str]]] = {
    "short": ("x:1,One.,T\nx:2\nx:3,Three.,T\n", ["One.", "! the row has no text in 'text'", "Three."]),
    "text without what follows": ("x:1,One.\nx:3,Three.,T\n", ["One.", "Three."]),
    "too long": (
        "x:1,One.,T\nx:2,Two, or three, or four,T\nx:3,Three.,T\n",
        ["One.", "! the row has 5 fields", "Three."],
    ),
    "empty fields behind": ("x:1,One.,T,,\nx:3,Three.,T\n", ["One.", "Three."]),
    "never closed": (
        'x:1,One.,T\nx:2,"Two,T\nx:3,Three.,T\n',
        ["One.", "! line 3 has a quote that is not closed", "Three."],
    ),
    "closed later": ('x:1,"One.",T\nx:2,"Two,T\nx:3,"Three.",T\n', ["One.", "! line 3 has a quote inside", "Three."]),
    "not doubled": (
        'x:1,One.,T\nx:2,"He said "no" twice.",T\nx:3,Three.,T\n',
        ["One.", "! line 3 has a quote inside", "Three."],
    ),
    "quote in a plain field": ('x:1,a 5" pipe,T\nx:3,Three.,T\n', ['a 5" pipe', "Three."]),
    "blank behind a quote": ('x:1,"One." ,T\nx:3,Three.,T\n', ["One.", "Three."]),
    "empty lines": ("\n\nx:1,One.,T\n\n\r\nx:3,Three.,T\n\n", ["One.", "Three."]),
    "a NUL": ("x:1,One.,T\nx:2,T\0wo.,T\nx:3,Three.,T\n", ["One.", "T\0wo.", "Three."]),
    "too large": (f"x:1,One.,T\nx:2,{'x' * 500},T\nx:3,Three.,T\n", ["One.", "! line 3 is longer", "Three."]),
    "too large in quotes": (
        'x:1,One.,T\nx:2,"' + "xxx\n" * 100 + '",T\n',
        ["One.", "! line 3 has a quote that is not closed"],
    ),
    "no end": ("x:1,One.,T\nx:3,Three.", ["One.", "Three."]),
    "an open end": ('x:1,One.,T\nx:3,"Three.', ["One.", "! line 3 has a quote that is not closed"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_is_one_failure(name: str) -> None:
    """A row that is too short or long, or whose quotes are broken, is named by its line, and the others are read."""
    body, expected = BROKEN[name]
    found = told(rows((HEAD + body).encode(), most=300))
    for said, wanted in zip(found, expected, strict=False):
        assert said.startswith(wanted)
    assert len(found) >= len(expected)
    assert [one for one in found if not one.startswith("!")] == [one for one in expected if not one.startswith("!")]


def test_quotes_in_a_table_with_tabs_are_letters_unless_they_fit() -> None:
    """Tables with tabs between fields have no quotes as registered; where they do not fit they are part of the text."""
    data = 'uri\ttext\nx:1\t"Hello," he said.\nx:2\t"Quoted."\nx:3\tan "inner" one\nx:4\t"open\n'
    assert told(rows(data.encode())) == ['"Hello," he said.', "Quoted.", 'an "inner" one', '"open']


def test_the_limit_on_fields_is_nobody_elses() -> None:
    """Fields longer than the standard library allows are read, and its limit stays what it was."""
    before = csv.field_size_limit()
    text = "word " * 60_000
    assert told(rows(written([text]).encode())) == [text]
    assert csv.field_size_limit() == before


def test_a_table_without_the_column_says_so() -> None:
    """A table in which no column holds texts is refused, and how to name one is said."""
    for data in (b"a,b\n1,2\n", b"", b"\n\n", b"a;b\n1;2\n", b'"text\n'):
        with pytest.raises(InputError, match="--column text=NAME"):
            rows(data)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=30), max_size=8),
    st.sampled_from(",;\t|"),
)
def test_what_is_written_is_read(texts: list[str], delimiter: str) -> None:
    """Any texts in quotes, between any delimiters, come back as they were."""
    table = Table(iter(written(texts, delimiter).splitlines(keepends=True)), MOST)
    assert table.header("text") == ["uri", "text"]
    found = list(table.rows())
    assert found == [[f"https://example.org/{number}", text] for number, text in enumerate(texts)]


@given(st.text(st.sampled_from('",a\n;\t '), max_size=60))
def test_any_lines_are_rows_or_broken(text: str) -> None:
    """Whatever the lines, each ends up in a row or in a broken one, and none is read for ever."""
    table = Table(iter(text.splitlines(keepends=True)), 40)
    table.header("a")
    for row in table.rows():
        assert isinstance(row, list | Broken)


HOSTILE: list[Callable[[int], str]] = [
    lambda size: '"' * size,
    lambda size: '"\n' * (size // 2),
    lambda size: '"a\n""b\n' * (size // 8),
    lambda size: '"' + "a\n" * (size // 2),
    lambda size: '"' + '""\n' * (size // 3),
    lambda size: "," * size,
    lambda size: ('"' + '""' * 20 + "\n") * (size // 42),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_reading_a_table_is_linear(number: int) -> None:
    """Quotes that never close, and rows without end, take time that grows with their length and not faster."""
    small, large = (min(_seconds(number, size) for _ in range(3)) for size in (20_000, 80_000))
    assert large < max(0.5, 10 * small)


def _seconds(number: int, size: int) -> float:
    """Seconds of processor time for one table."""
    data = (HEAD + HOSTILE[number](size)).encode()
    start = time.process_time()
    rows(data)
    return time.process_time() - start


def test_a_large_table_in_json_lines_of_two_bytes_a_character(tmp_path: Path) -> None:
    """JSON Lines in UTF-16 without a mark are read by name; a line that is none is one failure."""
    rnd = random.Random(1)
    texts = [" ".join(rnd.sample(f"{STORY} {UNRELATED}".split(), 30)) for _ in range(2_000)]
    lines = [json.dumps({"text": text}) for text in texts]
    lines[1_000] = "{broken"
    path = tmp_path / "a.jsonl"
    path.write_bytes("\r\n".join(lines).encode("utf-16-le"))
    (source,) = (one for one in walk([str(path)]) if isinstance(one, Input))
    with Reader() as reader:
        found = list(reader.read(source))
    assert [one.text for one in found if isinstance(one, Document)] == texts[:1_000] + texts[1_001:]
    (failed,) = [one for one in found if isinstance(one, Failure)]
    assert "line 1001 is not JSON" in failed.reason
