"""Formats that are not read, known by their first bytes, so that a refusal can name them."""

import posixpath
import re

#: First bytes and what begins with them. Bytes that a text could begin with count only where it cannot go on so.
_NAMES: dict[bytes, str] = {
    # images
    b"\x89PNG\r\n\x1a\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"BM": "a BMP image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"8BPS": "a Photoshop image",
    b"\x00\x00\x01\x00": "an icon",
    b"\x00\x00\x00\x0cjP  ": "a JPEG 2000 image",
    b"\xff\x4f\xff\x51": "a JPEG 2000 image",
    b"\x00\x00\x00\x0cJXL ": "a JPEG XL image",
    b"qoif": "a QOI image",
    b"gimp xcf": "a GIMP image",
    b"AT&TFORM": "a DjVu document",
    b"\xd7\xcd\xc6\x9a": "a Windows metafile",
    # sound and film
    b"ID3": "an MP3 recording",
    b"\xff\xfb": "an MP3 recording",
    b"\xff\xf3": "an MP3 recording",
    b"\xff\xf1": "an AAC recording",
    b"OggS": "an Ogg recording",
    b"fLaC": "a FLAC recording",
    b"MThd": "a MIDI file",
    b"#!AMR": "an AMR recording",
    b".snd": "an AU recording",
    b"wvpk": "a WavPack recording",
    b"\x1aE\xdf\xa3": "a Matroska or WebM film",
    b"FLV\x01": "a Flash film",
    b"FWS": "a Flash program",
    b"CWS": "a Flash program",
    b"0&\xb2u\x8ef\xcf\x11": "a Windows Media recording",
    b"\x00\x00\x01\xba": "an MPEG film",
    b"\x00\x00\x01\xb3": "an MPEG film",
    b".RMF": "a RealMedia recording",
    # fonts
    b"wOFF": "a font",
    b"wOF2": "a font",
    b"OTTO": "a font",
    b"ttcf": "a font",
    b"true\x00": "a font",
    b"\x00\x01\x00\x00\x00": "a font",
    # programs
    b"\x7fELF": "a program (ELF)",
    b"MZ": "a program (Windows)",
    b"\xca\xfe\xba\xbe": "a program (Java class or Mach-O)",
    b"\xcf\xfa\xed\xfe": "a program (Mach-O)",
    b"\xce\xfa\xed\xfe": "a program (Mach-O)",
    b"\xfe\xed\xfa\xcf": "a program (Mach-O)",
    b"\x00asm": "a program (WebAssembly)",
    b"dex\n": "a program (Android)",
    b"\xac\xed\x00\x05": "serialized Java objects",
    b"!<arch>\n": "a library or Debian package",
    b"\xed\xab\xee\xdb": "an RPM package",
    b"Cr24": "a browser extension (CRX)",
    b"xar!": "a XAR archive",
    # archives and compressions that are not opened
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"MSCF": "a Windows cabinet",
    b"ITSF": "a compiled help file (CHM)",
    b"LZIP": "an lzip file",
    b"\x1f\x9d": "a compress (.Z) file",
    b"\x04\x22\x4d\x18": "an LZ4 file",
    b"070701": "a cpio archive",
    b"070707": "a cpio archive",
    b"\xc7\x71": "a cpio archive",
    # books, offices and mail in formats that are not read
    b"ITOLITLS": "an e-book (LIT)",
    b"\xffWPC": "a WordPerfect document",
    b"\xdb\xa5-\x00": "a Word document of before 1997",
    b"\x31\xbe\x00\x00": "a Windows Write document",
    b"!BDN": "a mailbox of Outlook (PST)",
    b"\x78\x9f\x3e\x22": "attachments in Outlook's own format (TNEF, winmail.dat)",
    b"\xe4R\\{\x8c\xd8\xa7M": "a OneNote notebook",
    # data
    b"SQLite format 3\x00": "an SQLite database",
    b"\x00\x01\x00\x00Standard ": "an Access database",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"CDF\x01": "a NetCDF file",
    b"\x93NUMPY": "a NumPy array",
    b"Obj\x01": "an Avro file",
    b"ORC": "an ORC file",
    b"ARROW1": "an Arrow file",
    b"FEA1": "a Feather file",
    b"bplist00": "a property list",
    b"PACK": "a Git pack",
    b"\xd4\xc3\xb2\xa1": "a packet capture",
    b"\xa1\xb2\xc3\xd4": "a packet capture",
    b"QFI\xfb": "a disk image",
    b"KDMV": "a disk image",
    # locked
    b"LUKS\xba\xbe": "an encrypted disk image",
    b"Salted__": "a file encrypted with OpenSSL",
    b"\x03\xd9\xa2\x9a": "a password database",
}
_BY_FIRST: dict[int, list[tuple[bytes, str]]] = {}
for _magic, _name in _NAMES.items():
    _BY_FIRST.setdefault(_magic[0], []).append((_magic, _name))

#: What does not stand at the beginning: the first byte of those who may have it says nothing.
_INSIDE = (
    (4, b"ftyp", "a film, recording or image (MP4, HEIF and their kin)"),
    (4, b"moov", "a QuickTime film"),
    (60, b"BOOKMOBI", "an e-book (MOBI)"),
    (60, b"TEXtREAd", "an e-book (PalmDOC)"),
    (128, b"DICM", "a medical image (DICOM)"),
)
#: Boxes that say what is in them after their length.
_BOXES = {
    b"WAVE": "a WAV recording",
    b"AVI ": "an AVI film",
    b"WEBP": "a WebP image",
    b"AIFF": "an AIFF recording",
    b"AIFC": "an AIFF recording",
}
#: Texts for programs that nobody reads as they are.
_SPELLED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:"
    rb"(?P<postscript>%!PS)|(?P<calendar>BEGIN:VCALENDAR\b)|(?P<card>BEGIN:VCARD\b)"
    rb"|(?P<manual>(?:[.']\\\"[^\n]*\n|\.\s*\n)*\.(?:TH|Dd) )|(?P<texinfo>\\input texinfo)"
    rb"|(?P<pgp>-----BEGIN PGP MESSAGE-----)|(?P<age>age-encryption\.org/)"
    rb"|(?P<key>-----BEGIN [A-Z ]*(?:CERTIFICATE|KEY|PKCS7|CMS)[A-Z ]*-----)"
    rb"|(?P<uu>begin [0-7]{3} \S[^\n]*\n[\x20-\x60]{2,61}\r?\n)|(?P<yenc>=ybegin )"
    rb"|(?P<binhex>\(This file must be converted with BinHex)"
    rb")",
)
_SPELLED_NAMES = {
    "postscript": "a PostScript document",
    "calendar": "a calendar (iCalendar)",
    "card": "an address card (vCard)",
    "manual": "a manual page (troff)",
    "texinfo": "a Texinfo document",
    "pgp": "a message encrypted with PGP",
    "age": "a file encrypted with age",
    "key": "keys or certificates",
    "uu": "a uuencoded file",
    "yenc": "a yEnc-coded file",
    "binhex": "a BinHex-coded file",
}

#: The container of Microsoft Office before 2007, of Outlook, and of what Office locks with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Streams in it, as its table of contents spells them, and what has them.
_STREAMS = {
    "EncryptedPackage": "an Office document that is locked with a password",
    "WordDocument": "a Word document of before 2007 (DOC)",
    "Workbook": "an Excel workbook of before 2007 (XLS)",
    "PowerPoint Document": "a PowerPoint presentation of before 2007 (PPT)",
    "__substg1.0_": "a mail of Outlook (MSG)",
}
_OLE_ENDINGS = {
    ".doc": "WordDocument",
    ".dot": "WordDocument",
    ".xls": "Workbook",
    ".ppt": "PowerPoint Document",
    ".msg": "__substg1.0_",
    ".docx": "EncryptedPackage",
    ".xlsx": "EncryptedPackage",
    ".pptx": "EncryptedPackage",
}
#: Bytes of the beginning among which a text has no NUL.
_LOOK = 512


def foreign(head: bytes, name: str = "") -> str | None:
    """What begins with ``head``, in words, if that is something that is not read; ``name`` is its file name.

    >>> foreign(b"SQLite format 3" + bytes(1)), foreign(b"GIF89a is what they begin with")
    ('an SQLite database', None)
    """
    if not head:
        return None
    if head.startswith(_OLE):
        return _ole(head, name)
    is_binary = b"\0" in head[:_LOOK]
    for magic, what in _BY_FIRST.get(head[0], ()):
        if head.startswith(magic) and (is_binary or not _could_be_text(magic)):
            return what
    if is_binary:
        return _inside(head)
    spelled = _SPELLED.match(head)
    return _SPELLED_NAMES[spelled.lastgroup] if spelled and spelled.lastgroup else None


def is_no_text(head: bytes) -> bool:
    """Whether what begins with ``head`` is a picture, a recording, a film or a font, which hold no texts."""
    return re.search(r"\b(image|recording|film|font|icon|metafile)\b", foreign(head) or "") is not None


def _could_be_text(magic: bytes) -> bool:
    """Whether a text could begin so, in any encoding."""
    return all(byte >= 0x80 or byte in b"\t\n\r" or 0x20 <= byte < 0x7F for byte in magic)  # noqa: PLR2004 - ASCII


def _inside(head: bytes) -> str | None:
    if head[:4] in {b"RIFF", b"FORM", b"RIFX"}:
        return _BOXES.get(head[8:12])
    return next((what for at, magic, what in _INSIDE if head[at : at + len(magic)] == magic), None)


def _ole(head: bytes, name: str) -> str:
    for stream, what in _STREAMS.items():
        if stream.encode("utf-16-le") in head:
            return what
    stream = _OLE_ENDINGS.get(posixpath.splitext(name)[1].lower(), "")
    return _STREAMS.get(stream, "an Office document of before 2007, or one that is locked with a password")
