"""Files of all formats, made of texts of our own."""

import base64
import gzip
import hashlib
import io
import uuid
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

import pyarrow as pa
import pyarrow.parquet as pq

WHEN = "2024-05-01T10:00:00Z"


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def page(text: str, head: str = "") -> bytes:
    """A web page with a paragraph a line, a menu and a footer."""
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
    body = f"{menu}<article>{paragraphs}</article><footer>Imprint</footer>"
    return f"<!doctype html><html lang='en'><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


#: Namespaces of Word documents, as Word declares them and as the strict form of the standard has them.
_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
STRICT = _WORD.replace(
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of a Word document with one run."""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    main: str = "word/document.xml",
    names: str = _WORD,
    kind: str = "",
) -> bytes:
    """A Word document with this body; ``parts`` are other parts, by kind of relation; ``main`` is where the body is."""
    folder = main.rpartition("/")[0]
    kind = kind or "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    related = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATION}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in parts or {}
    )
    held = {
        f"{folder}/{name}.xml": part if isinstance(part, bytes) else f"<w:{name} {names}>{part}</w:{name}>".encode()
        for name, part in (parts or {}).items()
    }
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = f'<Types xmlns="urn:t"><Override PartName="/{main}" ContentType="{kind}"/></Types>'
    return zipped(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{_RELATION}/officeDocument" '
            f'Target="/{main}"/></Relationships>'.encode(),
            f"{folder}/_rels/{main.rpartition('/')[2]}.rels": (
                f'<Relationships xmlns="{rels}">{related}</Relationships>'.encode()
            ),
            main: f"<w:document {names}><w:body>{body}</w:body></w:document>".encode(),
            **held,
        }
    )


def docx(text: str, title: str = "") -> bytes:
    """A DOCX file with a paragraph a line."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    core = (
        '<c:coreProperties xmlns:c="urn:core" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:t="http://purl.org/dc/terms/"><dc:title>{title}</dc:title><t:created>{WHEN}</t:created></c:coreProperties>'
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body></w:document>'.encode(),
            "docProps/core.xml": core.encode(),
        }
    )


def odt(text: str, title: str = "") -> bytes:
    """An ODT file with a paragraph a line."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    paragraphs = "".join(f"<t:p>{line}</t:p>" for line in text.split("\n"))
    meta = (
        f'<o:document-meta xmlns:o="{names}:office:1.0" xmlns:m="{names}:meta:1.0" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        f"<m:creation-date>{WHEN}</m:creation-date></o:document-meta>"
    )
    content = (
        f'<o:document-content xmlns:o="{names}:office:1.0" xmlns:t="{names}:text:1.0">{paragraphs}</o:document-content>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "meta.xml": meta.encode(),
        }
    )


#: Namespaces of OpenDocument.
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("svg", "svg-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
_ODF += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def flat_odf(body: str, kind: str = "text", before: str = "") -> bytes:
    """An OpenDocument file in one XML file; ``before`` is what comes before its body."""
    inner = f"{before}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document {_ODF}>{inner}</office:document>'.encode()


def zipped_odf(body: str, kind: str = "text", parts: Mapping[str, str] | None = None, before: str = "") -> bytes:
    """An OpenDocument file of this kind with this body; ``parts`` are what is in other parts."""
    inner = f"{before}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    held = {name: f"<office:document {_ODF}>{part}</office:document>".encode() for name, part in (parts or {}).items()}
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": f"<office:document-content {_ODF}>{inner}</office:document-content>".encode(),
            **held,
        }
    )


def book(
    manifest: str,
    spine: str,
    files: Mapping[str, bytes],
    *,
    names: str = "http://www.idpf.org/2007/opf",
    claims: str = "",
) -> bytes:
    """An e-book with this manifest and spine, and these files beside them."""
    dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'
    package = (
        f'<package xmlns="{names}" {dublin}><metadata>{claims}</metadata><manifest>{manifest}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    inside = {name if name.startswith("META-INF") else f"OEBPS/{name}": data for name, data in files.items()}
    tables = {"META-INF/container.xml": container.encode(), "OEBPS/content.opf": package.encode()}
    return zipped({"mimetype": b"application/epub+zip", **tables, **inside})


def epub(chapters: Sequence[str], title: str = "") -> bytes:
    """An EPUB file with these chapters."""
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:date>{WHEN}</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book/package.opf"/></rootfiles></container>'
    )
    pages = {f"book/c{n}.xhtml": f"<html><body><p>{text}</p></body></html>".encode() for n, text in enumerate(chapters)}
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": container.encode(),
            "book/package.opf": package.encode(),
            **pages,
        }
    )


def pdf(pages: Sequence[str], title: str = "") -> bytes:
    """A PDF file with a line of text a line."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, text in enumerate(pages):
        lines = [line.replace("(", r"\(").replace(")", r"\)") for line in text.split("\n")]
        drawn = "BT /F1 4 Tf 10 800 Td 6 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        packed = zlib.compress(drawn.encode("latin-1"))
        fonts = "/Resources << /Font << /F1 3 0 R >> >>"
        contents = f"/Contents {5 + 2 * number} 0 R /MediaBox [0 0 2000 850] {fonts}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {contents} >>".encode())
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
    objects.append(f"<< /Title ({title}) /CreationDate (D:20240501100000Z) >>".encode())
    return _pdf_file(objects)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(body)}\n"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table + trailer.encode() + b"%%EOF\n"


def mail(text: str, subject: str = "", html: str = "") -> bytes:
    """A message, with another part in HTML if there is one."""
    message = EmailMessage()
    message["From"] = "Jane Doe <jane@example.org>"
    message["Message-ID"] = "<1@example.org>"
    message["Date"] = "Wed, 01 May 2024 12:00:00 +0200"
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def parquet(rows: Mapping[str, object], group: int = 10) -> bytes:
    """A Parquet table with these columns."""
    held = io.BytesIO()
    pq.write_table(pa.table(rows), held, row_group_size=group)
    return held.getvalue()


def warc(responses: Mapping[str, bytes], *, compressed: bool = True, content_type: str = "text/html") -> bytes:
    """A WARC file with a response for each address, a gzip member each if it is compressed."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode()
    records = [warc_record("warcinfo", "", b"software: a test\r\n", "application/warc-fields")]
    for uri, body in responses.items():
        records.append(warc_record("response", uri, head + body, "application/http; msgtype=response"))
    return b"".join(map(gzip.compress, records) if compressed else records)


def wet(texts: Mapping[str, str]) -> bytes:
    """A WET file, as Common Crawl has them, with a text for each address."""
    return b"".join(
        gzip.compress(warc_record("conversion", uri, text.encode(), "text/plain")) for uri, text in texts.items()
    )


def warc_record(kind: str, uri: str, block: bytes, content_type: str, **named: str) -> bytes:
    """One record of a WARC file; ``named`` are headers, with underscores, that take the place of the usual ones."""
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()  # noqa: S324 - what archives have
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, kind + uri)}>",
        "WARC-Target-URI": uri,
        "WARC-Date": WHEN,
        "WARC-Block-Digest": f"sha1:{digest}",
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in named.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def arc(responses: Mapping[str, bytes]) -> bytes:
    """An ARC file with a response for each address."""
    about = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://test.arc 0.0.0.0 20240501100000 text/plain %d\n%s\n" % (len(about), about)]
    for uri, body in responses.items():
        data = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        parts.append(b"%s 127.0.0.1 20240501100000 text/html %d\n%s\n" % (uri.encode(), len(data), data))
    return b"".join(parts)
