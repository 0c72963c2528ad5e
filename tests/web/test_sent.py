"""Texts and files that a browser sends to be checked."""

import http.client
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from provenance.errors import InputError, UsageError
from provenance.model import Document
from provenance.web import sent
from tests.corpus import SPUN
from tests.web.browsing import Looked, chromium
from tests.web.conftest import Shelf
from tests.web.test_serve import Site, served

BOUNDARY = "----x7"


@pytest.fixture(scope="module")
def site(shelf: Shelf) -> Iterator[Site]:
    """`prov serve`."""
    yield from served(shelf, shelf.prov.program, "serve", "--db", str(shelf.db))


def form(text: str = "", name: str = "", content: bytes = b"") -> tuple[bytes, str]:
    """A form as a browser sends it, with its content type."""
    head = f"--{BOUNDARY}\r\ncontent-disposition: form-data; name="
    file = f'{head}"file"; filename="{name}"\r\ncontent-type: application/octet-stream\r\n\r\n'.encode()
    pasted = f'{head}"text"\r\n\r\n{text}\r\n'.encode()
    return pasted + file + content + f"\r\n--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def read(body: bytes, kind: str) -> Document:
    """The text in a form."""
    return sent.document(sent.form(body, kind))


def docx(text: str) -> bytes:
    """A document of an office program."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
        archive.writestr("word/document.xml", f"<w:document {space}>{body}</w:document>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", SPUN.encode()),
        ("C:\\texts\\ü <b>.txt", SPUN.encode("utf-16")),
        ("page.html", f"<html><body><p>{SPUN}</p></body></html>".encode()),
        ("../../etc/a.docx", docx(SPUN)),
        (".txt", SPUN.encode()),
    ],
)
def test_files_are_read_as_queries_read_them(name: str, content: bytes) -> None:
    """A file of any format and name gives its text, has no address, and goes before what was pasted."""
    found = read(*form("pasted", name, content))
    assert " ".join(SPUN.split())[:200] in " ".join(found.text.split())
    assert found.uri == ""


@pytest.mark.parametrize("text", ["a story", "  two\r\nlines ", "Ärger & <b>+%41"])
def test_what_is_pasted_is_taken_as_it_is(text: str) -> None:
    """Without a file, the pasted text is taken, with the line ends of other programs."""
    assert read(*form(text)).text == text.replace("\r\n", "\n")


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing sent, a broken form, and a file without text are errors of ours that name the file as it was sent."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(UsageError, match="there is no text"):
        read(*form(" "))
    with pytest.raises(UsageError, match="form cannot be read"):
        read(b"nonsense", "multipart/form-data")
    for content in (b"%PDF-1.7 broken", b"\0\1\2\3" * 900):
        with pytest.raises(InputError, match=r"^lies\.pdf:"):
            read(*form("", "lies.pdf", content))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_checked_in_the_browser(site: Site, tmp_path: Path) -> None:
    """A file that is chosen on the page, or dropped on it, is asked about; a broken one is a page that says so."""
    (tmp_path / "spun.docx").write_bytes(docx(SPUN))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    with chromium() as browser, Looked(browser) as looked:
        page = looked.at(f"http://127.0.0.1:{site.port}/-/prov/check")
        page.set_input_files("input[type=file]", tmp_path / "spun.docx")
        page.get_by_role("button", name="Look").click()
        assert "a-story.txt" in page.locator(".cards").inner_text()
        page.go_back()
        drop = """(text) => { const data = new DataTransfer(); data.items.add(new File([text], "s.txt"));
            document.querySelector("textarea").dispatchEvent(
                new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); }"""
        page.evaluate(drop, SPUN)
        page.get_by_role("button", name="Look").click()
        assert "a-story.txt" in page.locator(".cards").inner_text()
        page.go_back()
        page.set_input_files("input[type=file]", tmp_path / "broken.pdf")
        page.get_by_role("button", name="Look").click()
        assert "broken.pdf" in page.locator("main").inner_text()
        assert looked.said == [] or all("404" in one for one in looked.said)


def test_a_form_of_another_page_is_refused(site: Site) -> None:
    """A form with a file that does not have the token of the page is refused, with a cookie or without one."""
    body, kind = form("", "a.txt", SPUN.encode())
    cookie = site.ask("/-/prov/check")[1]["set-cookie"].partition(";")[0]
    for headers in ({"cookie": cookie}, {}, {"cookie": "ds_csrftoken="}):
        text = body.decode()
        assert site.ask("/-/prov/check", method="POST", body=text, headers={"content-type": kind, **headers})[0] == 403


def test_more_than_is_taken_is_refused(site: Site) -> None:
    """What says that it is larger than pages take is refused before it is read, and so is what does not say."""
    for headers in ({"content-length": str(100 << 20)}, {"transfer-encoding": "chunked"}):
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.putrequest("POST", "/-/prov/check")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()
