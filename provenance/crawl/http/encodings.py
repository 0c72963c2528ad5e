"""From bytes to characters, for feeds, sitemaps, lists and robots.txt: a result for any bytes.

The readers decode texts of documents with more care. Here a wrong letter costs one address at most, and a refused
answer costs all addresses.
"""

import codecs
import re
from email.message import Message

from provenance.readers.encoding.encodings import codec, marked

#: Where NULs stand in the first four bytes when the text begins in ASCII (XML 1.0, appendix F).
_NULS: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
#: ``<?xm`` on mainframes; the declaration that follows tells which of their encodings it is.
_EBCDIC, _EBCDIC_MARK = "cp037", b"\x4c\x6f\xa7\x94"

_HEAD = 1_024
_DECLARED = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.:+-]{1,40})""", re.IGNORECASE)
#: What many write who mean UTF-8: every byte is a letter there, so that nothing shows the mistake.
_WESTERN = frozenset({"iso8859-1", "cp1252"})
_WIDE = ("utf-16", "utf-32")
#: What ``surrogateescape`` makes of bytes.
_FIRST_BYTE = 0xDC00
_BYTES = re.compile(r"[\udc80-\udcff]")


def characters(content: bytes, content_type: str = "") -> tuple[str, str | None]:
    """The characters that ``content`` stands for, and what is the matter with them, if anything is.

    A byte-order mark decides, then NULs among the first bytes, what an XML declaration says, what the server says, and
    UTF-8. A byte that is nothing in UTF-8 becomes the surrogate that ``surrogateescape`` makes of it.
    """
    if mark := marked(content):
        return _lenient(content[mark[1] :], mark[0])
    head = content[:_HEAD]
    wide = _NULS.get(tuple(byte == 0 for byte in head[:4]))
    if wide:
        return _lenient(content, wide)
    said = _declared(head) or _charset(content_type)
    known = _encoding(said) if said else "utf-8"
    if known is None:
        return _lenient(content, "utf-8")[0], f"the encoding {said!r} is unknown"
    return _in(known, content, said)


def _in(name: str, content: bytes, said: str | None) -> tuple[str, str | None]:
    """``content`` in the encoding ``name``, or in UTF-8 where only that fits."""
    if name in _WESTERN and (text := _strict(content, "utf-8")) is not None:
        return text, None
    if (text := _strict(content, name)) is not None:
        return text, None
    if name != "utf-8" and (text := _strict(content, "utf-8")) is not None:
        return text, f"it is in UTF-8 and not in {said}"
    return _lenient(content, name)


def with_escapes(text: str) -> str:
    """``text`` with bytes that are nothing in UTF-8 percent-encoded: in an address they stand for themselves."""
    return _BYTES.sub(lambda byte: f"%{ord(byte[0]) - _FIRST_BYTE:02X}", text)


def _declared(head: bytes) -> str | None:
    """The encoding that an XML declaration near the beginning names."""
    if head.startswith(_EBCDIC_MARK):
        # These encodings do not even agree on quotes.
        named = re.search(r"encoding\s*=\s*.([a-z][\w-]+)", head.decode(_EBCDIC), re.IGNORECASE | re.ASCII)
        return named[1] if named else _EBCDIC
    found = _DECLARED.search(head)
    return found[1].decode("ascii", "replace") if found else None


def _charset(content_type: str) -> str | None:
    if "charset" not in content_type.lower():
        return None
    header = Message()
    header["content-type"] = re.sub(r"[\r\n]", " ", content_type)
    return header.get_content_charset()


def _encoding(label: str) -> str | None:
    """The Python name of an encoding; ``None`` when it is none, or none of texts."""
    for spelled in (label, label.lower().removeprefix("x-")):
        if name := codec(spelled):
            # What has no NUL among its first bytes is not in an encoding of two or four bytes.
            return "utf-8" if name.startswith(_WIDE) else name
    return None


def _strict(content: bytes, name: str) -> str | None:
    """``content`` in the encoding ``name`` if it is in it; a character that is cut off at its end is left out."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(content)
    except (UnicodeError, ValueError):
        return None


def _lenient(content: bytes, name: str) -> tuple[str, str | None]:
    """``content`` in the encoding ``name`` with what is none of its characters marked as such."""
    text = _strict(content, name)
    if text is not None:
        return text, None
    note = f"it has bytes that are not {name.upper()}"
    try:
        handler = "surrogateescape" if name == "utf-8" else "replace"
        return codecs.getincrementaldecoder(name)(handler).decode(content), note
    except (UnicodeError, ValueError):  # some codecs refuse whatever they are told
        return content.decode("utf-8", "surrogateescape"), note
