"""The kind of a ZIP archive, by the names in it: one document, a container of files, or a package that is not read."""

import enum
import re
import zipfile

from provenance.errors import InputError

#: How the content types of OpenDocument files begin, and that of e-books.
ODF = "application/vnd.oasis.opendocument."
_EPUB = "application/epub+zip"
#: A content type longer than any that is known.
_LONGEST = 200

#: Names that tell a package, and what people call it.
_PACKAGES = (
    (r"AndroidManifest\.xml", "an Android package (APK)"),
    (r"META-INF/(mozilla\.rsa|cose\.sig)|install\.rdf", "a browser extension (XPI)"),
    (r"META-INF/MANIFEST\.MF|WEB-INF/web\.xml", "a Java archive (JAR, WAR)"),
    (r"Payload/[^/]+\.app/.*", "an iOS package (IPA)"),
    (r"Index/Document\.iwa|(Metadata/B|b)uildVersionHistory\.plist", "an iWork document (Pages, Numbers, Keynote)"),
    (r"doc\.kml", "map data (KMZ)"),
    (r"[^/]+\.dist-info/WHEEL", "a Python package (wheel)"),
    (r"[^/]+\.nuspec", "a NuGet package"),
    (r"[^/]+\.(fdseq|FDSEQ)", "an XPS document"),
)
_ANY_PACKAGE = re.compile("|".join(f"(?P<p{number}>{names})" for number, (names, _) in enumerate(_PACKAGES)))
#: Web archives in a WACZ file (version 1.1.1 of its specification), and what tells one.
_WACZ_TABLE = "datapackage.json"
_WACZ_ARCHIVE = re.compile(r"archive/[^/]+\.w?arc(\.gz|\.zst)?", re.IGNORECASE)
#: What tells that a manifest is that of a browser extension.
_EXTENSION = b'"manifest_version"'


class Zip(enum.Enum):
    """What to do with a ZIP archive."""

    DOCUMENT = "read it as one document"
    WACZ = "read the web archives in it"
    BOX = "read its members"


def kind_of(archive: zipfile.ZipFile) -> Zip:
    """What ``archive`` is.

    Raises:
        InputError: A package of a kind that is not read; the message names it.
    """
    names = {name.replace("\\", "/").lstrip("/"): name for name in archive.NameToInfo}
    said = mimetype(archive)
    found = next(filter(None, map(_ANY_PACKAGE.fullmatch, names)), None)
    if said.startswith(ODF) or said == _EPUB:
        return Zip.DOCUMENT
    if found and found.lastgroup:
        raise InputError(f"{_PACKAGES[int(found.lastgroup[1:])][1]}, which is not read")
    if "[Content_Types].xml" in names or "META-INF/container.xml" in names:
        return Zip.DOCUMENT
    if said:
        raise InputError(f"a package of type {said}, which is not read")
    if "manifest.json" in names and _EXTENSION in _beginning(archive, names["manifest.json"]):
        raise InputError("a browser extension, which is not read")
    return Zip.WACZ if _WACZ_TABLE in names and any(map(is_web_archive, names)) else Zip.BOX


def is_web_archive(name: str) -> bool:
    """Whether the member ``name`` of a WACZ file is one of the web archives in it.

    >>> is_web_archive("archive/data.warc.gz"), is_web_archive("pages/pages.jsonl")
    (True, False)
    """
    return _WACZ_ARCHIVE.fullmatch(name) is not None


def mimetype(archive: zipfile.ZipFile) -> str:
    """What the archive says it is, in the way of OpenDocument and EPUB; empty if it says nothing."""
    data = _beginning(archive, "mimetype")
    text = data.decode("ascii", "replace").strip()
    return text if re.fullmatch(r"[\w.+-]+/[\w.+-]+", text) else _guessed(archive)


def _guessed(archive: zipfile.ZipFile) -> str:
    """The type of an OpenDocument file that was packed again without saying it."""
    is_odf = {"content.xml", "META-INF/manifest.xml"} <= archive.NameToInfo.keys()
    return f"{ODF}text" if is_odf else ""


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a member that is small if it is what it seems to be; none if it cannot be read."""
    info = archive.NameToInfo.get(name)
    if info is None or info.flag_bits & 1:
        return b""
    try:
        with archive.open(info) as member:
            return member.read(_LONGEST * 100 if name.endswith(".json") else _LONGEST)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        return b""
