from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provenance.model import Container, Document, Failure
from provenance.readers import Input, Reader, walk
from provenance.readers.formats.magic import _NAMES, foreign
from provenance.readers.limits import Limits
from tests.corpus import STORY, UNRELATED
from tests.readers import made

PAGES = made.warc({"https://x.example/1": made.page(STORY), "https://x.example/2": made.page(UNRELATED)})
FURNITURE = {"datapackage.json": b"{}", "pages/pages.jsonl": b'{"text": "no"}\n', "indexes/index.cdx.gz": b"\x1f\x8b"}


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., list[object]]:
    """Write a file and read it."""

    def write_and_read(name: str, data: bytes) -> list[object]:
        path = tmp_path / name
        path.write_bytes(data)
        source = next(walk([str(path)]))
        assert isinstance(source, Input)
        with Reader() as reader:
            return list(reader.read(source))

    return write_and_read


@pytest.mark.parametrize("inside", ["archive/data.warc.gz", "archive/rec-1.WARC.GZ"])
def test_a_wacz_file_is_its_web_archives(reading: Callable[..., list[object]], tmp_path: Path, inside: str) -> None:
    """The responses in a WACZ file were seen at their addresses; its tables and lists are no documents."""
    *found, container = reading("a.wacz", made.zipped({inside: PAGES, **FURNITURE}))
    assert [(one.uri, one.text) for one in found if isinstance(one, Document)] == [
        ("https://x.example/1", STORY),
        ("https://x.example/2", UNRELATED),
    ]
    place = f"{(tmp_path / 'a.wacz').as_uri()}#{inside}#"
    assert all(isinstance(one, Document) and str(one.origin.record_uri).startswith(place) for one in found)
    assert isinstance(container, Container)


PACKAGES = {
    "a.jar": ({"META-INF/MANIFEST.MF": b"", "a/B.class": b"\xca\xfe\xba\xbe"}, "JAR"),
    "a.war": ({"WEB-INF/web.xml": b"<x/>", "index.html": b"<p>no"}, "WAR"),
    "a.apk": ({"META-INF/MANIFEST.MF": b"", "AndroidManifest.xml": b"\3\0", "classes.dex": b"dex\n"}, "APK|JAR"),
    "a.xpi": ({"manifest.json": b'{"manifest_version": 2}', "a.js": b"x"}, "extension"),
    "b.xpi": ({"META-INF/mozilla.rsa": b"", "manifest.json": b"{}"}, "XPI"),
    "a.kmz": ({"doc.kml": b"<kml/>"}, "KMZ"),
    "a.pages": ({"Index/Document.iwa": b"x", "preview.jpg": b"\xff\xd8\xff"}, "iWork"),
    "a.ipa": ({"Payload/A.app/Info.plist": b"bplist00"}, "iOS"),
    "a.whl": ({"a/__init__.py": b"x", "a-1.dist-info/WHEEL": b"x"}, "wheel"),
    "a.xps": ({"[Content_Types].xml": b"<T/>", "FixedDocSeq.fdseq": b"<x/>"}, "XPS"),
    "a.kra": ({"mimetype": b"application/x-krita", "a.xml": b"<x/>"}, "x-krita"),
    "a.odg": ({"mimetype": b"application/vnd.oasis.opendocument.graphics", "content.xml": b"<x/>"}, "ODG"),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_that_are_no_boxes_of_texts(reading: Callable[..., list[object]], name: str) -> None:
    """What is packed as ZIP and is one thing is one failure with its name, and no member of it a document."""
    members, expected = PACKAGES[name]
    (found,) = reading(name, made.zipped(members))
    assert isinstance(found, Failure)
    assert any(part in found.reason for part in expected.split("|"))


def test_documents_in_a_box(reading: Callable[..., list[object]]) -> None:
    """Office documents, e-books, mails and packages inside an archive are each what they are outside."""
    members = {
        "a.docx": made.docx("One."),
        "b.odt": made.odt("Two."),
        "c.epub": made.epub(["Three."]),
        "d.rtf": b"{\\rtf1 Four.}",
        "e.jar": made.zipped({"META-INF/MANIFEST.MF": b""}),
        "f.png": b"\x89PNG\r\n\x1a\n" + bytes(9),
        "g.wacz": made.zipped({"archive/data.warc.gz": PAGES, **FURNITURE}),
        "h.json": b'[{"text": "Five."}]',
    }
    found = reading("a.zip", made.zipped(members))
    assert [one.text for one in found if isinstance(one, Document)] == [
        "One.",
        "Two.",
        "Three.",
        "Four.",
        STORY,
        UNRELATED,
        "Five.",
    ]
    assert [one.reason for one in found if isinstance(one, Failure)] == [
        "a Java archive (JAR, WAR), which is not read",
        "a PNG image, which is not read",
    ]


def test_a_member_that_is_encrypted(reading: Callable[..., list[object]]) -> None:
    """A member whose password nobody knows is named; the others are read."""
    data = bytearray(made.zipped({"a.txt": b"secret", "b.txt": b"One."}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + place] |= 1
    found = reading("a.zip", bytes(data))
    assert [getattr(one, "text", getattr(one, "reason", "")) for one in found[:2]] == [
        "encrypted; its password is not known",
        "One.",
    ]


def test_what_is_attached_to_a_mail(reading: Callable[..., list[object]], tmp_path: Path) -> None:
    """Attachments, archives and mails among them, are documents of their own; what holds no text is passed over."""
    from email.message import EmailMessage  # noqa: PLC0415 - for this test alone

    def message(text: str, attached: dict[str, bytes]) -> EmailMessage:
        found = EmailMessage()
        found["From"], found["Subject"], found["Message-ID"] = "a@x", "S", "<1@x>"
        found.set_content(text)
        for name, data in attached.items():
            found.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return found

    inner = message("Inner.", {"deep.docx": made.docx("Deep.")})
    outer = message(
        "Outer.",
        {
            "a b.docx": made.docx("One."),
            "t.txt": b"Two.",
            "z.zip": made.zipped({"c.odt": made.odt("Three.")}),
            "x.png": b"\x89PNG\r\n\x1a\n\0",
            "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9),
            "rows.csv": b"text\nFour.\n",
        },
    )
    outer.add_attachment(inner, filename="in.eml")
    found = reading("m.eml", outer.as_bytes())
    uri = (tmp_path / "m.eml").as_uri()
    assert {one.uri.removeprefix(uri): one.text.strip() for one in found if isinstance(one, Document)} == {
        "": "Outer.",
        "!/a%20b.docx": "One.",
        "!/t.txt": "Two.",
        "!/z.zip#c.odt": "Three.",
        "!/rows.csv#1": "Four.",
        "!/in.eml": "Inner.",
        "!/in.eml!/deep.docx": "Deep.",
    }
    (failed,) = [one for one in found if isinstance(one, Failure)]
    assert (failed.uri, failed.size) == (f"{uri}!/old.doc", None)
    assert "Word document of before 2007" in failed.reason
    whole = next(one for one in found if isinstance(one, Document) and one.uri == uri)
    assert whole.origin.size


def test_mails_in_mails_without_end(reading: Callable[..., list[object]]) -> None:
    """Mails attached to mails are opened only so deep, as archives are."""
    from email.message import EmailMessage  # noqa: PLC0415 - for this test alone

    data = b"From: a@x\nMessage-ID: <1@x>\n\nOne."
    for _ in range(12):
        outer = EmailMessage()
        outer["From"], outer["Message-ID"] = "a@x", "<1@x>"
        outer.set_content("More.")
        outer.add_attachment(data, maintype="application", subtype="octet-stream", filename="m.eml")
        data = outer.as_bytes()
    found = reading("m.eml", data)
    (failed,) = [one for one in found if isinstance(one, Failure)]
    assert "deep" in failed.reason
    assert len(found) == Limits().depth + 2


def binary() -> Iterator[tuple[bytes, str]]:
    """Beginnings of files in formats that are not read, with their names."""
    yield from ((magic + bytes(64), name) for magic, name in _NAMES.items())
    yield b"\0\0\0\x18ftypmp42" + bytes(64), "a film"
    yield b"RIFF\0\0\0\0WAVEfmt " + bytes(64), "a WAV"
    yield bytes(60) + b"BOOKMOBI" + bytes(64), "an e-book (MOBI)"
    yield bytes(128) + b"DICM", "a medical image"


@pytest.mark.parametrize(("data", "name"), [*binary()])
def test_binary_formats_have_names(data: bytes, name: str) -> None:
    """What is known by its first bytes is refused by its name, and a text that begins with the same letters is not."""
    assert str(foreign(data)).startswith(name)
    letters = data.rstrip(b"\0")
    if letters.isascii() and letters.decode().isprintable():
        assert foreign(letters + b" is how it begins.") is None


@pytest.mark.parametrize(("name", "size"), [("a.zip", 1 << 42), ("a.jsonl", 1 << 38), ("a.tar.gz", 1 << 38)])
def test_a_file_that_is_mostly_holes(tmp_path: Path, name: str, size: int) -> None:
    """A file of which hardly anything is stored, or that is larger than any that is read, is refused before it is hashed."""
    path = tmp_path / name
    path.write_bytes({"a.zip": b"PK\x03\x04", "a.jsonl": b'{"text": "x"}\n', "a.tar.gz": b"\x1f\x8b\x08"}[name])
    with path.open("r+b") as file:
        file.truncate(size)
    source = next(walk([str(path)]))
    assert isinstance(source, Input)
    with Reader() as reader:
        (found,) = reader.read(source)
    assert isinstance(found, Failure)
    assert "sparse" in found.reason or "larger than" in found.reason
    assert found.size == size
