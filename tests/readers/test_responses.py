import gzip
from collections import Counter
from pathlib import Path

import pytest

from provenance.model import Container, Document, Failure, PassedOver
from provenance.readers import Input, Reader, holds_text, walk
from provenance.readers.encoding.decode import charset
from provenance.readers.formats.media import text_format
from provenance.readers.formats.recognise import Format, media_type
from tests.corpus import STORY
from tests.readers import made

PAGE = made.page(STORY)
FRAGMENT = f"<div><p>{STORY}</p></div>".encode()
PDF = made.pdf([STORY])
RUSSIAN = "Начальник порта закрыл северные ворота на рассвете, потому что река поднялась за ночь."


def records(folder: Path, *blocks: bytes) -> list[Document | Failure | PassedOver]:
    """What is in a web archive with these responses, heads and bodies as they came."""
    data = b"".join(
        made.warc_record("response", f"https://example.org/{number}", block, "application/http; msgtype=response")
        for number, block in enumerate(blocks)
    )
    path = folder / "a.warc"
    path.write_bytes(data)
    (source,) = (one for one in walk([str(path)]) if isinstance(one, Input))
    with Reader() as reader:
        return [one for one in reader.read(source) if not isinstance(one, Container)]


TYPES = {
    "": "",
    "text/html": "text/html",
    "Text/HTML; charset=utf-8": "text/html",
    "text/html charset=utf-8": "text/html",
    "text/html;;charset=": "text/html",
    "text/html;charset=utf-8;charset=utf-8": "text/html",
    "text/html, text/html": "text/html",
    " text/html": "text/html",
    ", text/html": "text/html",
    "'text/html'": "text/html",
    "application/xhtml+xml": "application/xhtml+xml",
    "html": "",
    "utf-8": "",
    "text": "",
    "text/": "",
    "/html": "",
    "; charset=utf-8": "",
    "\x00": "",
}


@pytest.mark.parametrize("written", TYPES)
def test_types_are_read_however_they_are_written(written: str) -> None:
    """The type is the first one that is named; what names none is none."""
    assert media_type(written) == TYPES[written]


CHARSETS = {
    "text/html; charset=utf-8": "utf-8",
    "text/html charset=utf-8": "utf-8",
    'text/html; charset="koi8-r"': "koi8-r",
    "text/html; CHARSET = 'koi8-r' ; x=y": "koi8-r",
    "text/html, text/html; charset=cp1251": "cp1251",
    "text/html;charset=": None,
    "text/html; charset=;": None,
    "text/html": None,
    "text/html; xcharset=a": None,
    "": None,
}


@pytest.mark.parametrize("written", CHARSETS)
def test_the_encoding_in_a_type(written: str) -> None:
    """The encoding that a type names is found however carelessly it is written."""
    assert charset(written) == CHARSETS[written]


MADE = [
    *((kind, PAGE, Format.HTML) for kind in TYPES if not kind.startswith(("utf", "\0"))),
    *(
        (kind, FRAGMENT, Format.HTML)
        for kind in ("", "html", "text/html", "unknown/unknown", "application/octet-stream")
    ),
    *(
        (kind, PDF, Format.PDF)
        for kind in ("", "application/pdf", "application/x-pdf", "text/plain", "text/html", "pdf")
    ),
    *((kind, b"\n" + PDF, Format.PDF) for kind in ("", "application/octet-stream", "application/pdf", "text/plain")),
    *((kind, STORY.encode(), Format.TEXT) for kind in ("", "text/plain", "text", "application/octet-stream", "*/*")),
    ("", STORY.encode("utf-16"), Format.TEXT),
    ("text/plain", PAGE, Format.HTML),
    ("text/plain", b'{"a": 1}', Format.JSON),
    ("application/octet-stream", made.docx(STORY), Format.ZIP),
    ("", made.epub([STORY]), Format.ZIP),
    ("", made.odt(STORY), Format.ZIP),
]
NOT_READ = [
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("text/css", b"p { color: red }"),
    ("application/javascript", b"x()"),
    ("application/json", b'{"text": "words"}'),
    ("video/mp4; codecs=a", b"\0\0\0\x18ftyp"),
    ("", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("", b'{"text": "words"}'),
    ("", b"[1, 2]"),
    ("", b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>"),
    ("", b"<?xml version='1.0'?><rss><channel/></rss>"),
    ("application/octet-stream", bytes(range(256)) * 3),
    ("application/octet-stream", gzip.compress(PAGE, mtime=0)),
    ("", made.zipped({"a.txt": b"words"})),
    ("", b"   "),
]


@pytest.mark.parametrize(("kind", "body", "found"), MADE, ids=range(len(MADE)))
def test_what_holds_a_text_is_told_by_type_or_bytes(kind: str, body: bytes, found: Format) -> None:
    """Where the type is missing, malformed or says nothing, the bytes tell the format; elsewhere both do."""
    assert text_format(kind, body) is found
    assert holds_text(kind, body)


@pytest.mark.parametrize(("kind", "body"), NOT_READ, ids=range(len(NOT_READ)))
def test_what_holds_no_text_is_passed_over(kind: str, body: bytes) -> None:
    """What is of another type, and what has none and is data, is not read."""
    assert text_format(kind, body) is None


HEADS = {
    "plain": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    "no reason": b"HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n",
    "an empty reason": b"HTTP/1.1 200 \r\nContent-Type: text/html\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n",
    "HTTP/3": b"HTTP/3.0 200 OK\r\ncontent-type:text/html\r\n\r\n",
    "lower case": b"http/1.1 200 ok\r\nCONTENT-TYPE: TEXT/HTML\r\n\r\n",
    "shoutcast": b"ICY 200 OK\r\nContent-Type: text/html\r\n\r\n",
    "line feeds": b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n",
    "mixed ends": b"HTTP/1.1 200 OK\nContent-Type: text/html\r\nX: y\n\n",
    "folded": b"HTTP/1.1 200 OK\r\nContent-Type:\r\n text/html;\r\n\tcharset=utf-8\r\n\r\n",
    "latin-1": "HTTP/1.1 200 Schön\r\nX-Naïve: é\r\nContent-Type: text/html\r\nX-B: \xff\r\n\r\n".encode("latin-1"),
    "twice": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Type: text/html\r\n\r\n",
    "blank before colon": b"HTTP/1.1 200 OK\r\nContent-Type : text/html\r\n\r\n",
    "junk lines": b"HTTP/1.1 200 OK\r\nno colon here\r\n: nameless\r\nContent-Type: text/html\r\n\r\n",
    "no headers": b"HTTP/1.1 200 OK\r\n\r\n",
    "utf-8 value": "HTTP/1.1 200 OK\r\nX-Title: Пример\r\nContent-Type: text/html\r\n\r\n".encode(),
}


@pytest.mark.parametrize("name", HEADS)
def test_heads_of_responses_as_servers_send_them(tmp_path: Path, name: str) -> None:
    """The page behind a head is read whatever the version, the line ends, the folds and the letters of the head."""
    (found,) = records(tmp_path, HEADS[name] + PAGE)
    assert isinstance(found, Document)
    assert found.text == STORY


@pytest.mark.parametrize(
    "line", [b"HTTP/1.1 404 Not Found", b"HTTP/1.1 301", b"HTTP/1.1 2000 OK", b"HTTP/1.1 500 200", b"HTTP/1.1"]
)
def test_what_is_not_what_was_asked_for_is_no_text(tmp_path: Path, line: bytes) -> None:
    """Answers with another status are not read, and nothing is said about them."""
    assert records(tmp_path, line + b"\r\nContent-Type: text/html\r\n\r\n" + PAGE) == []


def test_the_encoding_of_the_head_is_that_of_the_text(tmp_path: Path) -> None:
    """An encoding that only the head names is used, and one that it names wrongly is not."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain charset=%s\r\n\r\n"
    blocks = [head % b"koi8-r" + RUSSIAN.encode("koi8-r"), head % b"utf-8" + RUSSIAN.encode("cp1251")]
    found = records(tmp_path, *blocks)
    assert [one.text for one in found if isinstance(one, Document)] == [RUSSIAN, RUSSIAN]


def test_what_is_passed_over_is_said_with_its_type(tmp_path: Path) -> None:
    """Each record that is not read for its type is named by that; empty ones and other statuses are not."""
    kinds = ["image/png", "image/png", "Text/CSS; charset=x", "", "text/html"]
    head = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\n"
    blocks = [head.format(kind).encode() + (PAGE if kind == "text/html" else b"\x89PNG\r\n\x1a\n\0") for kind in kinds]
    found = records(tmp_path, *blocks, head.format("image/gif").encode(), b"HTTP/1.1 304 Not Modified\r\n\r\n")
    passed = Counter(one.content_type for one in found if isinstance(one, PassedOver))
    assert passed == {"image/png": 2, "text/css": 1, "no type": 1}
    assert sum(isinstance(one, Document) for one in found) == 1


def test_a_coding_that_is_not_undone_is_a_failure_with_its_name(tmp_path: Path) -> None:
    """What cannot be decoded fails at its place and is named; the records behind it are read."""
    coded = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: compress\r\n\r\n\x1f\x9d\x90\xff\xfe"
    failed, found = records(tmp_path, coded, HEADS["plain"] + PAGE)
    assert isinstance(failed, Failure)
    assert "'compress'" in failed.reason
    assert isinstance(found, Document)
