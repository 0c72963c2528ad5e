# ruff: noqa: RUF001 - letters that look like others are what texts in other scripts are made of
import zipfile
from io import BytesIO

import pytest

from provenance.model import Document, Failure, Metadata
from tests.corpus import STORY
from tests.readers import made
from tests.readers.extraction import extract
from tests.readers.made import paragraph

ONE, TWO, THREE = "One ferry left the quay.", "Two boats came back.", "Three crews slept ashore."


def read(data: bytes) -> Document:
    """The document in ``data``."""
    found = extract(data, uri="file:///a")
    assert isinstance(found, Document), found
    return found


def refused(data: bytes, name: str = "") -> str:
    """Why there is no document in ``data``."""
    found = extract(data, uri="file:///a", name=name)
    assert isinstance(found, Failure), found
    return found.reason


def run(text: str, properties: str = "") -> str:
    """A run of a paragraph."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, result: str) -> str:
    """A field in three pieces, as Word writes them."""
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}{run(result)}{end}"


BOX = f"<w:txbxContent>{paragraph(TWO)}</w:txbxContent>"
CHOICE = (
    f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)
DELETED_MARK = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
HIDING = "<w:style w:styleId='{}'>{}<w:rPr>{}</w:rPr></w:style>"
STYLES = (
    HIDING.format("Secret", "", "<w:vanish/>")
    + HIDING.format("Heir", "<w:basedOn w:val='Secret'/>", "")
    + HIDING.format("Open", "<w:basedOn w:val='Secret'/>", "<w:vanish w:val='0'/>")
    + HIDING.format("Loop", "<w:basedOn w:val='Loop'/>", "")
)

BODIES = {
    "a paragraph": (paragraph(ONE), ONE),
    "a box drawn in two ways": (
        f"<w:p>{run(ONE)}<w:r>{CHOICE}</w:r>{run(' On.')}</w:p>{paragraph(THREE)}",
        f"{ONE} On.\n{TWO}\n{THREE}",
    ),
    "a box only in the older way": (f"<w:p><w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r></w:p>", TWO),
    "a choice without a text": (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        TWO,
    ),
    "moved text": (
        f"<w:p><w:moveFrom w:id='1'>{run(TWO)}</w:moveFrom></w:p>{paragraph(ONE)}<w:p><w:moveTo w:id='2'>{run(TWO)}</w:moveTo></w:p>",
        f"{ONE}\n{TWO}",
    ),
    "deleted and inserted text": (
        f"<w:p><w:del w:id='1'><w:r><w:delText>Gone</w:delText></w:r>{run('gone')}</w:del><w:ins w:id='2'>{run(ONE)}</w:ins></w:p>",
        ONE,
    ),
    "a deleted end of a paragraph": (paragraph("One ferry ", DELETED_MARK) + paragraph("left the quay."), ONE),
    "a deleted row": (
        f"<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>{paragraph(TWO)}</w:tc></w:tr><w:tr><w:tc>{paragraph(ONE)}</w:tc></w:tr></w:tbl>",
        ONE,
    ),
    "hyphens": (
        f"<w:p>{run('1')}<w:r><w:noBreakHyphen/></w:r>{run('24 gov')}<w:r><w:softHyphen/></w:r>{run('ernment')}</w:p>",
        "1\N{NON-BREAKING HYPHEN}24 government",
    ),
    "tabs and breaks": (
        f"<w:p>{run('One')}<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t><w:cr/><w:t>four</w:t></w:r></w:p>",
        "One\ttwo\nthree\nfour",
    ),
    "a field": (
        f"<w:p>{run('See ')}{field(' HYPERLINK &quot;http://x.example&quot; ', 'the link')}{run('.')}</w:p>",
        "See the link.",
    ),
    "a field in a field": (
        f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF </w:instrText></w:r>{field('NAME', 'inner')}"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run(ONE)}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        ONE,
    ),
    "a field without an end": (f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>{paragraph(ONE)}", ONE),
    "a simple field": (
        f"<w:p><w:fldSimple w:instr=' AUTHOR '>{run('Ann')}</w:fldSimple> <w:fldSimple w:instr='PAGE'>{run('7')}</w:fldSimple></w:p>",
        "Ann",
    ),
    "hidden text": (
        f"<w:p>{run('hidden', '<w:vanish/>')}{run(ONE, '<w:vanish w:val=&quot;false&quot;/>'.replace('&quot;', chr(34)))}</w:p>",
        ONE,
    ),
    "text in hidden styles": (
        f"<w:p>{run('a', '<w:rStyle w:val=' + chr(34) + 'Heir' + chr(34) + '/>')}{run(ONE, '<w:rStyle w:val=' + chr(34) + 'Open' + chr(34) + '/>')}</w:p>"
        + paragraph("b", "<w:pPr><w:pStyle w:val='Secret'/></w:pPr>")
        + paragraph(TWO, "<w:pPr><w:pStyle w:val='Loop'/></w:pPr>"),
        f"{ONE}\n\n{TWO}",
    ),
    "symbols": (
        "<w:p><w:r><w:sym w:font='Symbol' w:char='F061'/><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:font='A' w:char='2192'/></w:r></w:p>",
        "α→",
    ),
    "a formula": (f"<w:p>{run('So ')}<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></w:p>", "So a=b"),
    "furigana": (
        f"<w:p><w:r><w:ruby><w:rt>{run('kanji')}</w:rt><w:rubyBase>{run('漢字')}</w:rubyBase></w:ruby></w:r></w:p>",
        "漢字",
    ),
    "controls and links": (
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent><w:p><w:hyperlink r:id='r1'>{run(ONE)}</w:hyperlink></w:p></w:sdtContent></w:sdt>",
        ONE,
    ),
    "a table in a table": (
        f"<w:tbl><w:tr><w:tc>{paragraph(ONE)}<w:tbl><w:tr><w:tc>{paragraph(TWO)}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
        f"{ONE}\n{TWO}",
    ),
}


@pytest.mark.parametrize("names", [made._WORD, made.STRICT], ids=["transitional", "strict"])
@pytest.mark.parametrize("kind", BODIES)
def test_a_word_document_is_what_a_reader_sees(kind: str, names: str) -> None:
    """Everything that is shown is in the text once and in its final form, and nothing else, in either form of the standard."""
    body, expected = BODIES[kind]
    assert read(made.word(body, {"styles": STYLES}, names=names)).text == expected


NOTES = "<w:footnote w:id='0' w:type='separator'><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote><w:footnote w:id='1'>{}</w:footnote>"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"footnotes": NOTES.format(paragraph(TWO))}, f"{ONE}\n{TWO}"),
        ({"endnotes": f"<w:endnote w:id='1'>{paragraph(TWO)}</w:endnote>"}, f"{ONE}\n{TWO}"),
        ({"comments": f"<w:comment>{paragraph(TWO)}</w:comment>"}, ONE),
        (
            {"header1": paragraph(TWO), "header2": paragraph(TWO), "footer1": f"<w:p>{field('PAGE', '3')}</w:p>"},
            f"{ONE}\n{TWO}",
        ),
        ({"footer1": paragraph(THREE), "header1": paragraph(TWO)}, f"{ONE}\n{TWO}\n{THREE}"),
    ],
    ids=["footnotes", "endnotes", "comments", "the same header twice", "header and footer"],
)
def test_other_parts_of_a_word_document(parts: dict[str, str], expected: str) -> None:
    """Notes, headers and footers follow the text, each once; comments, and what is another number on each page, do not."""
    assert read(made.word(paragraph(ONE), parts)).text == expected


@pytest.mark.parametrize("main", ["word/document2.xml", "word/document.xml", "doc/a.xml", "Word/Document.XML"])
@pytest.mark.parametrize("kind", ["document", "document.macroEnabled", "template", "template.macroEnabledTemplate"])
def test_the_relations_name_the_main_part(main: str, kind: str) -> None:
    """Whatever a producer calls the main part, and whichever kind of text it is, it is read."""
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}.main+xml"
    assert read(made.word(paragraph(ONE), main=main, kind=kind)).text == ONE


def test_names_of_parts_as_producers_spell_them() -> None:
    """Backslashes and a slash in front are no part of a name."""
    with zipfile.ZipFile(BytesIO(made.word(paragraph(ONE), main="word/a.xml"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for spell in (lambda name: name.replace("/", "\\"), lambda name: "/" + name if name[0] != "[" else name, str.upper):
        assert (
            read(made.zipped({spell(name) if "Types" not in name else name: data for name, data in parts.items()})).text
            == ONE
        )


@pytest.mark.parametrize(
    "chunk", [made.page(STORY), rb"{\rtf1 " + STORY.encode() + rb"\par}", STORY.encode()], ids=["html", "rtf", "text"]
)
def test_a_word_document_takes_another_one_in(chunk: bytes) -> None:
    """What generators put in whole, in another format, is read in its place."""
    data = made.word(f"{paragraph(ONE)}<w:altChunk r:id='raFChunk'/>{paragraph(TWO)}", {"aFChunk": chunk})
    text = read(data).text
    assert text.startswith(f"{ONE}\n")
    assert STORY in text
    assert text.endswith(f"\n{TWO}")


def test_word_documents_in_one_xml_file() -> None:
    """The flat form of a Word document, and that of Word 2003, are read as the zipped one."""
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    document = f"<w:document {made._WORD}><w:body>{paragraph(ONE)}</w:body></w:document>"
    parts = f"<pkg:part pkg:name='/word/document.xml'><pkg:xmlData>{document}</pkg:xmlData></pkg:part>"
    flat = f"<?xml version='1.0'?><?mso-application progid='Word.Document'?><pkg:package xmlns:pkg='{package}'>{parts}</pkg:package>"
    assert read(flat.encode()).text == ONE
    old = made._WORD.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://schemas.microsoft.com/office/word/2003/wordml",
    )
    assert (
        read(
            f"<?xml version='1.0'?><w:wordDocument {old}><w:body>{paragraph(ONE)}</w:body></w:wordDocument>".encode()
        ).text
        == ONE
    )


ODF_BODIES = {
    "a heading": (f"<text:h>One</text:h><text:p>{TWO}</text:p>", f"One\n{TWO}"),
    "tracked changes": (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:p>One <text:change text:change-id='1'/>ferry <text:change-start/>left<text:change-end/> the quay.</text:p>",
        ONE,
    ),
    "a comment": (
        "<text:p>One ferry<office:annotation><dc:creator>Ann</dc:creator><text:p>Why?</text:p></office:annotation><office:annotation-end/> left the quay.</text:p>",
        ONE,
    ),
    "blanks": (
        "<text:p>One<text:s text:c='3'/>two<text:tab/>three<text:line-break/>four\n  five</text:p>",
        "One   two\tthree\nfour five",
    ),
    "a footnote": (
        f"<text:p>One ferry<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{TWO}</text:p></text:note-body></text:note> left the quay.</text:p><text:p>{THREE}</text:p>",
        f"{ONE}\n{TWO}\n{THREE}",
    ),
    "a box": (
        f"<text:p>One ferry<draw:frame><draw:text-box><text:p>{TWO}</text:p></draw:text-box></draw:frame> left the quay.</text:p>",
        f"{ONE}\n{TWO}",
    ),
    "a picture": (
        f"<text:p>{ONE}<draw:frame><svg:title>A ferry</svg:title><svg:desc>Seen from land</svg:desc><draw:image><office:binary-data>QUJD</office:binary-data></draw:image></draw:frame></text:p>",
        ONE,
    ),
    "sections and lists": (
        f"<text:section><text:list><text:list-item><text:p>{ONE}</text:p></text:list-item></text:list></text:section><text:section text:display='none'><text:p>No.</text:p></text:section>",
        ONE,
    ),
    "hidden text": (
        f"<text:p>{ONE}<text:hidden-text text:is-hidden='true'>no</text:hidden-text><text:span text:style-name='H'>no</text:span></text:p><text:p text:style-name='H'>No.</text:p>",
        ONE,
    ),
    "a table": (
        f"<table:table><table:table-row><table:table-cell><text:p>{ONE}</text:p></table:table-cell><table:covered-table-cell><text:p>no</text:p></table:covered-table-cell></table:table-row></table:table>",
        ONE,
    ),
    "furigana": (
        "<text:p><text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>kanji</text:ruby-text></text:ruby></text:p>",
        "漢字",
    ),
    "spans and links": (
        "<text:p>One <text:span>fer<text:span>ry</text:span></text:span> <text:a>left</text:a> the<text:bookmark/> quay.</text:p>",
        ONE,
    ),
}
ODF_STYLES = "<office:automatic-styles><style:style style:name='H'><style:text-properties text:display='none'/></style:style></office:automatic-styles>"


@pytest.mark.parametrize("make", [made.flat_odf, made.zipped_odf])
@pytest.mark.parametrize("kind", ODF_BODIES)
def test_an_opendocument_text_is_what_a_reader_sees(kind: str, make: type) -> None:
    """Everything that is shown is in the text once and in its final form, and nothing else, zipped or not."""
    body, expected = ODF_BODIES[kind]
    assert read(make(body, before=ODF_STYLES)).text == expected


def test_edges_of_pages_of_an_opendocument_text() -> None:
    """Headers and footers follow the text, without the numbers of pages."""
    edges = f"<style:header><text:p>{TWO}</text:p></style:header><style:footer><text:p><text:page-number>3</text:page-number></text:p></style:footer>"
    styles = f"<office:master-styles><style:master-page>{edges}</style:master-page><style:master-page>{edges}</style:master-page></office:master-styles>"
    assert read(made.zipped_odf(f"<text:p>{ONE}</text:p>", parts={"styles.xml": styles})).text == f"{ONE}\n{TWO}"


def test_templates_of_opendocument() -> None:
    """A template, and a document whose type was lost, are texts as well."""
    with zipfile.ZipFile(BytesIO(made.zipped_odf(f"<text:p>{ONE}</text:p>"))) as archive:
        content = archive.read("content.xml")
    template = {"mimetype": b"application/vnd.oasis.opendocument.text-template", "content.xml": content}
    assert read(made.zipped(template)).text == ONE
    assert read(made.zipped({"content.xml": content, "META-INF/manifest.xml": b"<manifest/>"})).text == ONE


def chapter(text: str) -> bytes:
    """A chapter of an e-book."""
    return f"<html><head><title>T</title></head><body><p>{text}</p></body></html>".encode()


XHTML = "media-type='application/xhtml+xml'"
BOOKS = {
    "in the order of the spine": (
        f"<item id='b' href='b.xhtml' {XHTML}/><item id='a' href='a.xhtml' {XHTML}/>",
        "<itemref idref='a'/><itemref idref='b'/>",
    ),
    "with a table of contents in it": (
        f"<item id='n' href='n.xhtml' properties='nav' {XHTML}/><item id='a' href='a.xhtml' {XHTML}/><item id='b' href='b.xhtml' {XHTML}/>",
        "<itemref idref='n'/><itemref idref='a'/><itemref idref='b'/>",
    ),
    "with a chapter on the side": (
        f"<item id='a' href='a.xhtml' {XHTML}/><item id='b' href='b.xhtml' {XHTML}/>",
        "<itemref idref='b' linear='no'/><itemref idref='a'/>",
    ),
    "with coded names": (
        f"<item id='a' href='./x/../a.xhtml#top' {XHTML}/><item id='b' href='b%2Exhtml' {XHTML}/>",
        "<itemref idref='a'/><itemref idref='b'/>",
    ),
    "with pictures in between": (
        f"<item id='p' href='p.svg' media-type='image/svg+xml'/><item id='q' href='q.pdf' media-type='application/pdf' fallback='b'/><item id='a' href='a.xhtml' {XHTML}/><item id='b' href='b.xhtml' {XHTML}/>",
        "<itemref idref='p'/><itemref idref='a'/><itemref idref='q'/>",
    ),
    "with a chapter that is missing": (
        f"<item id='x' href='x.xhtml' {XHTML}/><item id='a' href='a.xhtml' {XHTML}/><item id='b' href='b.xhtml' {XHTML}/>",
        "<itemref idref='a'/><itemref idref='x'/><itemref idref='b'/>",
    ),
}
FILES = {
    "a.xhtml": chapter(ONE),
    "b.xhtml": chapter(TWO),
    "n.xhtml": chapter("Contents"),
    "p.svg": b"<svg><text>no</text></svg>",
}


@pytest.mark.parametrize(
    "names", ["http://www.idpf.org/2007/opf", "http://openebook.org/namespaces/oeb-package/1.0/", ""]
)
@pytest.mark.parametrize("kind", BOOKS)
def test_an_ebook_is_its_spine(kind: str, names: str) -> None:
    """Chapters come in the order in which they are read; tables of contents and pictures are none."""
    manifest, spine = BOOKS[kind]
    assert read(made.book(manifest, spine, FILES, names=names)).text == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ("<dc:date>2020-02-03</dc:date>", "2020-02-03"),
        (
            "<dc:date opf:event='modification'>2024-01-01</dc:date><dc:date opf:event='publication'>2020-02-03</dc:date>",
            "2020-02-03",
        ),
        ("<dc:date opf:event='modification'>2024-01-01</dc:date>", None),
    ],
)
def test_the_date_of_an_ebook(claims: str, expected: str | None) -> None:
    """The date is that of the text, not of the last change to the file."""
    manifest, spine = BOOKS["in the order of the spine"]
    found = read(made.book(manifest, spine, FILES, claims=f"<dc:title>A</dc:title>{claims}"))
    assert found.metadata == Metadata(expected, "A")


def test_an_ebook_that_is_encrypted() -> None:
    """A book whose chapters are encrypted is refused by name; one with fonts that are is read."""
    locks = "<encryption><CipherReference URI='OEBPS/{}'/></encryption>"
    manifest, spine = BOOKS["in the order of the spine"]
    books = {
        name: made.book(manifest, spine, {**FILES, "META-INF/encryption.xml": locks.format(name).encode()})
        for name in ("a.xhtml", "f.otf")
    }
    assert "DRM" in refused(books["a.xhtml"])
    assert read(books["f.otf"]).text == f"{ONE}\n\n{TWO}"


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (made.word("", main="xl/workbook.xml", kind=SHEET, names='xmlns:w="urn:sheet"'), "a.xlsx", "XLSX"),
        (made.word("", main="ppt/presentation.xml", kind=SLIDES, names='xmlns:w="urn:slides"'), "a.pptx", "PPTX"),
        (made.zipped_odf("", "spreadsheet"), "a.ods", "ODS"),
        (made.zipped_odf("", "presentation"), "a.odp", "ODP"),
        (made.flat_odf("", "spreadsheet"), "a.fods", "ODS"),
        (
            made.zipped_odf("<text:p/>", parts={"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            "a.odt",
            "password",
        ),
        (OLE, "a.doc", "Word document of before 2007"),
        (OLE, "a.ppt", "PowerPoint presentation of before 2007"),
        (OLE, "", "before 2007"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.txt", "password"),
        (OLE + "Workbook".encode("utf-16-le"), "a.bin", "Excel workbook of before 2007"),
    ],
)
def test_what_is_not_read_is_refused_by_name(data: bytes, name: str, expected: str) -> None:
    """Tables, slides, older formats and what is locked are named, and not taken for texts."""
    assert expected in refused(data, name)
