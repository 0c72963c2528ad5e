import codecs

import pytest

from provenance.model import Document
from provenance.readers.formats.recognise import HEAD, Format, begins_page, recognise
from tests.corpus import STORY
from tests.readers import made
from tests.readers.extraction import extract

PAGES = [
    b"<html>",
    b"<HTML lang=en>",
    b"<!doctype html>",
    b"<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><head>",
    b"<!DOCTYPE\n html>",
    b"\xef\xbb\xbf \r\n\t<!-- a > b -->\n<!---->\n<html>",
    b"<?xml version='1.0'?>\n<!-- x --><!DOCTYPE html PUBLIC 'x'>",
    b"<?xml version='1.0'?><?xml-stylesheet href='a'?><html xmlns='http://www.w3.org/1999/xhtml'>",
    b"<!-- one -->\n" * 300 + b"<html>",
    "<!doctype html>".encode("utf-16"),
    codecs.BOM_UTF16_BE + "<html>".encode("utf-16-be"),
    "<html>".encode("utf-16-le"),
    " <!-- x --> <html>".encode("utf-16-be"),
]
NO_PAGES = [
    b"<svg xmlns='http://www.w3.org/2000/svg'><text>words</text></svg>",
    b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' 'y'><svg>",
    b"<?xml version='1.0'?><TEI>",
    b"<htmlish>",
    b"<!-- a comment that never ends <html>",
    b"<!-- -->" * 500,
    b"<!--" * 1_000,
    b"<?xml " * 600,
    b"a text about <html>",
    b"<",
    b"",
]
FRAGMENTS = [
    b"<p>Words",
    b"<div class=a>",
    b"<article>",
    b"<h1>T</h1>",
    b"<body>",
    b"<!-- x --><table>",
    b"\n<br/>",
    b"<title>T",
]


@pytest.mark.parametrize("head", PAGES)
def test_a_page_is_told_by_its_first_element(head: bytes) -> None:
    """Marks, blanks, comments, declarations and the encoding do not hide a page."""
    assert recognise(head[:HEAD]) is Format.HTML


@pytest.mark.parametrize("head", NO_PAGES)
def test_what_begins_with_something_else_is_no_page(head: bytes) -> None:
    """Other markup, and comments without an end, are no page, however long one looks."""
    assert recognise(head[:HEAD]) in {Format.TEXT, Format.XML}
    assert not begins_page(head[:HEAD], fragment=True)


@pytest.mark.parametrize("head", FRAGMENTS)
def test_a_fragment_of_a_page_is_one_by_name_or_type(head: bytes) -> None:
    """A page without its first elements is a page where a name or a type says so, and otherwise a text or markup."""
    assert recognise(head) in {Format.TEXT, Format.XML}
    assert begins_page(head, fragment=True)
    assert recognise(head, name="a.htm") is recognise(head, content_type="text/html; charset=x") is Format.HTML


BEFORE = [
    b"\n",
    b"\r\n\r\n",
    b"\xef\xbb\xbf",
    b"\0\0\0",
    b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n",
    b"junk " * 190,
    b"\xff\xd8 junk",
]


@pytest.mark.parametrize("before", BEFORE)
def test_a_pdf_file_may_begin_late(before: bytes) -> None:
    """What stands before a PDF file, up to a kilobyte of anything, is passed over."""
    data = before + made.pdf([STORY])
    found = extract(data, uri="x:")
    assert isinstance(found, Document)
    assert found.text.split() == STORY.split()


@pytest.mark.parametrize(
    "text",
    [b"A PDF file begins with %PDF-1.7, and ends with %%EOF.", b"%PDF is a mark", b"x\n%PDF-1.4\nis its first line"],
)
def test_a_text_about_pdf_files_is_a_text(text: bytes) -> None:
    """The mark of PDF files inside a text makes it none."""
    assert recognise(text) is Format.TEXT


@pytest.mark.parametrize("said", ["text/plain", "text/html", "application/octet-stream", "", "html"])
def test_the_bytes_of_a_pdf_file_outrank_what_was_said(said: str) -> None:
    """A PDF file is one, whatever a server calls it."""
    assert recognise(made.pdf(["x"])[:HEAD], content_type=said) is Format.PDF


def mail(lines: int, end: bytes) -> bytes:
    """The beginning of a mail with so many lines of headers."""
    named = [b"From: jane@example.org", b"Message-ID: <1@example.org>", b"Received: from a\r\n\tby b"]
    return end.join([*named, *(b"X-Header-%d: some value" % n for n in range(lines)), b"", b"Words."])


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("lines", [0, 1, 20, 50, 400])
def test_a_mail_is_told_by_its_headers(lines: int, end: bytes) -> None:
    """Headers of any length, folded or not, are those of a mail, though their end may not be seen."""
    assert recognise(mail(lines, end)[:HEAD]) is Format.MAIL
    assert recognise(mail(lines, end).replace(b"Words.", b"no: header\n\n x")[:HEAD]) is Format.MAIL
    assert recognise(b"A first line.\n" + mail(lines, end)[:HEAD]) is Format.TEXT
