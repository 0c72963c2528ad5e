"""PDF files, by pdfium: the text of their pages, and what their information dictionary claims."""

import re

from provenance.errors import InputError
from provenance.model import Document, claimed
from provenance.readers.extras import library

#: Pages read at most; a text is worth a comparison long before that.
_PAGES = 20_000

#: ``D:20240501100000+02'00'``, of which everything after the year may be left out.
_TIME = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?\d\d)?")


def read_pdf(data: bytes, uri: str) -> Document:
    """The text of a PDF file, its pages parted by empty lines; words that were parted at a line's end are one again.

    Raises:
        InputError: It is damaged, or locked by a password.
        ExtraMissing: The library is not installed.
    """
    pdfium = library("pypdfium2", extra="docs", reads="reading PDF files")
    try:
        with pdfium.PdfDocument(data) as document:
            pages = [_page_text(document, number) for number in range(min(len(document), _PAGES))]
            about = document.get_metadata_dict()
    except pdfium.PdfiumError as error:
        raise InputError(f"a PDF file that cannot be read: {str(error).rstrip('.').lower()}") from error
    claims = {
        "title": about.get("Title"),
        "author": about.get("Author"),
        "published_at": _time(about.get("CreationDate", "")),
    }
    return Document(uri, "\n\n".join(filter(None, pages)), claimed(claims))


def _page_text(document: "object", number: int) -> str:
    page = document[number]  # type: ignore[index]
    try:
        text_page = page.get_textpage()
        try:
            text = str(text_page.get_text_bounded())
        finally:
            text_page.close()
    finally:
        page.close()
    # pdfium marks a hyphen at the end of a line with one of these, and ends lines with CR LF.
    return re.sub("[\ufffe\x02]\r?\n?", "", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _time(written: str) -> str | None:
    found = _TIME.fullmatch(written.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    date = "-".join(filter(None, (year, month, day)))
    return f"{date}T{hour}:{minute or '00'}:{second or '00'}{(zone or '').replace(chr(39), '')}" if hour else date
