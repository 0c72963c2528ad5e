import gzip
import io
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.model import Document, Failure, Metadata
from provenance.readers.formats.recognise import Format, recognise
from tests.corpus import STORY, UNRELATED
from tests.readers.extraction import extract

URI = "https://example.org/news/one"


def page(head: str = "", body: str = f"<article><p>{STORY}</p><p>{UNRELATED}</p></article>") -> bytes:
    """A web page with a menu and a footer."""
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
    return (
        f"<!doctype html><html lang='en'><head>{head}</head><body>{menu}{body}<footer>Imprint</footer></body>".encode()
    )


def read(data: bytes, **more: str) -> Document:
    """The document in ``data``."""
    found = extract(data, uri=URI, **more)
    assert isinstance(found, Document), found
    return found


def zipped() -> bytes:
    """A ZIP archive with one text in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", "text " * 100)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "content_type", "expected"),
    [
        (b"%PDF-1.7\n1 0 obj", "a.txt", "", Format.PDF),
        (zipped(), "a.txt", "text/plain", Format.ZIP),
        (gzip.compress(b"text", mtime=0), "", "", Format.GZIP),
        (b"\x28\xb5\x2f\xfd" + b"abc", "", "", Format.ZSTD),
        (b"\xfd7zXZ\x00", "", "", Format.XZ),
        (b"BZh91AY", "", "", Format.BZIP2),
        (b"PAR1", "", "", Format.PARQUET),
        (b"WARC/1.1\r\n", "", "", Format.WARC),
        (b"filedesc://a.arc 0.0.0.0 20240101000000 text/plain 9", "", "", Format.ARC),
        (bytes(257) + b"ustar\x0000", "", "", Format.TAR),
        (b"\xef\xbb\xbf\n <!DOCTYPE HTML>", "a.txt", "", Format.HTML),
        (b"<!-- a remark --><html><body>", "", "", Format.HTML),
        (b"just text", "a.HTML", "", Format.HTML),
        (b"just text", "", "text/html; charset=utf-8", Format.HTML),
        (b'{"text": "One."}\n', "", "", Format.JSONL),
        (b'{"body": "One."}\n', "", "", Format.JSON),
        (b'{"text": 1}\n', "", "", Format.JSON),
        (b"{ a set }", "", "", Format.TEXT),
        (b'{"uri": "u", "text": "' + b"long " * 2_000, "", "", Format.JSONL),
        (b"text\nOne.\n", "a.csv", "", Format.CSV),
        (b"From a@b Mon May  1 10:00:00 2024\nSubject: x\n\nbody", "", "", Format.MBOX),
        (b"From: a@b\nMessage-ID: <1@b>\nMIME-Version: 1.0\n\nbody", "", "", Format.MAIL),
        (b"From: a@b\nSubject: a post\n\nbody", "", "", Format.TEXT),
        (b"From here on it is text.", "", "", Format.TEXT),
        (b"", "", "", Format.TEXT),
    ],
)
def test_a_format_is_recognised(data: bytes, name: str, content_type: str, expected: Format) -> None:
    """The first bytes decide where they can, then what was said about them, then the name."""
    assert recognise(data[:4096], name=name, content_type=content_type) is expected


def test_a_page_is_its_main_text() -> None:
    """The text of a page is that of its article, without menu and footer."""
    found = read(page(), content_type="text/html")
    assert found.text == f"{STORY}\n{UNRELATED}"


def test_a_page_claims_what_its_head_says() -> None:
    """Title, author, time, language, canonical address and licence come from the head, links made absolute."""
    head = """
        <title>Flood | The Courier</title><meta property="og:title" content="The flood">
        <meta name="author" content="Jane Doe"><link rel="canonical" href="/news/1">
        <meta property="article:published_time" content="2024-05-01T10:00:00+02:00">
        <link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
    """
    assert read(page(head)).metadata == Metadata(
        published_at="2024-05-01T08:00:00Z",
        title="The flood",
        author="Jane Doe",
        language="en",
        canonical="https://example.org/news/1",
        licence="https://creativecommons.org/licenses/by/4.0/",
    )


@pytest.mark.parametrize(
    ("described", "author"),
    [
        (
            '{"@type": "NewsArticle", "datePublished": "2024-05-01T10:00:00Z", "author": {"name": "Jane Doe"}}',
            "Jane Doe",
        ),
        (
            '{"@graph": [{"a": 1}, {"datePublished": "2024-05-01T10:00:00Z", "author": [{"name": "A"}, "B"]}]}',
            "A, B",
        ),
        ('[{"datePublished": "2024-05-01T10:00:00Z", "author": "C"}]', "C"),
    ],
)
def test_a_page_may_describe_itself_as_schema_org_has_it(described: str, author: str) -> None:
    """Time and author in JSON-LD are found, in whichever shape they are given."""
    claims = read(page(f'<script type="application/ld+json">{described}</script>')).metadata
    assert (claims.published_at, claims.author) == ("2024-05-01T10:00:00Z", author)


@pytest.mark.parametrize("described", ["{", "[" * 50_000, "null", "7", '{"datePublished": 7, "author": 7}'])
def test_a_page_that_describes_itself_badly_is_read(described: str) -> None:
    """JSON-LD that means nothing claims nothing, and the text is read."""
    found = read(page(f'<script type="application/ld+json">{described}</script>'))
    assert found.text.startswith(STORY)
    assert found.metadata.published_at is None


def test_a_page_without_an_article_is_all_its_visible_text() -> None:
    """Where no main text is found, all that a reader sees is the text, and scripts are not."""
    assert read(b"<html><script>var x</script><div>One <b>two</b></div><div>three</div>").text == "One two\nthree"


SHOWN = "".join(
    f"<p>Paragraph {number} of an article that tells enough of the harbour and its pier.</p>" for number in range(6)
)
ASIDE = "<p>What only a script would show to the readers of this page, if it ever did.</p>"


@pytest.mark.parametrize(
    ("markup", "is_read"),
    [
        ("<div hidden>{}</div>", False),
        ("<section hidden='hidden'><div hidden>{}</div></section> and more", False),
        ("<div style='display: none'>{}</div>", False),
        ("<template>{}</template>", False),
        ("<div hidden=until-found>{}</div>", True),
        ("<div><template shadowrootmode=open>{}</template></div>", True),
        ("<button aria-controls='a b'>Why?</button><div hidden id=b>{}</div>", True),
        ("<a data-bs-target='#b'>Why?</a><div hidden id=b>{}</div>", True),
        ("<button aria-controls=a>Why?</button><div hidden id=b>{}</div>", False),
        ("<details><summary>More</summary>{}</details>", True),
    ],
)
def test_what_a_page_does_not_show_is_not_read(markup: str, is_read: bool) -> None:  # noqa: FBT001 - of a table
    """Parts that the page hides are no part of its text; what a reader can open is."""
    data = f"<html><body><article>{SHOWN}{markup.format(ASIDE)}</article></body></html>".encode()
    text = read(data, content_type="text/html").text
    assert ("only a script" in text) is is_read
    assert text.count("Paragraph") == 6


@pytest.mark.parametrize("tag", ["html", "body", "div"])
def test_a_page_that_a_script_shows_is_read(tag: str) -> None:
    """Where most of a page is hidden until it is ready, that is the text."""
    data = f"<html><body><div><article>{SHOWN}</article></div></body></html>".replace(f"<{tag}>", f"<{tag} hidden>", 1)
    assert read(data.encode(), content_type="text/html").text.count("Paragraph") == 6


@pytest.mark.parametrize("data", [b"<html></html>", b"<!doctype html>", b"<html><img src=x></html>", b" "])
def test_a_page_without_text_is_empty(data: bytes) -> None:
    """A page that shows no words is an empty document, not a failure."""
    assert read(data, content_type="text/html").is_empty


def test_the_server_knows_the_encoding_better_than_the_page() -> None:
    """The charset of the content type outranks what the page declares."""
    data = "<html><meta charset=utf-8><p>Größe und Maß</p></html>".encode("iso-8859-1")
    assert read(data, content_type='text/html; charset="ISO-8859-1"').text == "Größe und Maß"


def test_a_text_in_a_declared_encoding() -> None:
    """The charset of the content type is used for plain text too."""
    assert read("Größe".encode("utf-16-le"), content_type="text/plain; charset=utf-16le").text == "Größe"


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the libraries for web pages the failure says what to install."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    found = extract(page(), uri=URI)
    install = "pip install 'provindex[web]'"
    assert found == Failure(URI, f"reading web pages needs the extra 'web': {install}", remedy=install)


@given(st.text(max_size=300).map(lambda text: f"<html><p>{text}"), st.sampled_from(["utf-8", "utf-16"]))
def test_any_page_is_a_document_or_a_failure(text: str, encoding: str) -> None:
    """Whatever stands in a page, there is an answer."""
    found = extract(text.encode(encoding, "surrogatepass"), uri=URI, content_type="text/html")
    assert isinstance(found, Document | Failure)
