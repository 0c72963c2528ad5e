"""Bytes to text: encodings, and bytes that are no text.

The order is that of browsers: a byte-order mark, what was declared, and only then what the bytes look like.
"""

import codecs
import re
from email.message import Message

from provenance.errors import InputError

#: Byte-order marks and what they announce; the longer ones first, since one is a prefix of another.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK_FIRST = frozenset(mark[0] for mark, _ in _MARKS)

#: Control bytes that text has no use for. Real texts have stray ones, some pages even rows of them: valid UTF-8 is
#: taken for text up to the higher share (12 % seen), other bytes up to the lower one; compiled data has 30 % and
#: more, compressed data 10 %, and neither is valid UTF-8.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b"))
_CONTROL_SHARE_UTF8 = 0.25
_CONTROL_SHARE = 0.03

#: Bytes of the beginning in which controls are counted when the whole is valid UTF-8.
_LOOK = 4_096

#: Share of undecodable characters from which on it is no text in a broken encoding but no text at all.
_BROKEN_SHARE = 0.3

#: Share of NULs among every other byte that speaks for two bytes a character, and of characters that may be none then.
_WIDE_SHARE = 0.7
_WIDE_BROKEN = 0.01

#: Bytes of the beginning by which an unknown encoding is guessed.
_SAMPLE = 65_536
#: Encodings of other scripts that a guess may name, and how much sense the letters must make then, from 0 to 1. Those
#: of the Latin alphabet are told apart by a handful of letters; browsers say Windows-1252, and so do we.
_LEAST_COHERENCE = {
    0.4: ("cp1251", "koi8", "iso8859_5", "cp866", "cp1125", "mac_cyr", "cp1253", "cp1255", "cp1256", "cp874", "tis"),
    0.1: ("cp932", "shift", "euc", "gb", "hz", "big5", "cp949", "cp950", "johab"),
}

#: Names that pages use and browsers take for another encoding.
_TAKEN_FOR = {"iso8859-1": "windows-1252", "ascii": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030"}
#: Where browsers look for the encoding that a page declares.
_PRESCAN = 1_024
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:.-]+)""", re.IGNORECASE)
_DECLARED_XML = re.compile(rb"""<\?xml[^>]+encoding\s*=\s*["']([a-z0-9_:.-]+)""", re.IGNORECASE)

BINARY = "binary data, not text"


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in ``data``: by its byte-order mark, else as ``declared``, else as what it looks like.

    That is UTF-8 where it can be, another script's encoding where the letters make sense in it, and otherwise
    Windows-1252. A few broken bytes in UTF-8 become U+FFFD. Line ends are kept as they are.

    Raises:
        InputError: The bytes are those of no text.
    """
    if data and data[0] in _MARK_FIRST:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return data[len(mark) :].decode(encoding, errors="replace")
    known = declared and _known(declared)
    return data.decode(known, errors="replace") if known else _decode_unmarked(data)


def decode_page(data: bytes, declared: str | None = None) -> str:
    """As :func:`decode`, for a web page, which may declare its encoding itself; who sent it knows better."""
    head = data[:_PRESCAN]
    found = _DECLARED.search(head) or _DECLARED_XML.match(head)
    inside = _known(found[1].decode()) if found else None
    # A declaration that can be read byte by byte cannot be in an encoding of two bytes.
    return decode(data, declared or (inside and ("utf-8" if inside.startswith(("utf-16", "utf-32")) else inside)))


def charset(content_type: str) -> str | None:
    """The parameter ``charset`` of a content type."""
    if "charset" not in content_type.lower():
        return None
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    return header.get_content_charset()


def _known(label: str) -> str | None:
    """The Python name of an encoding, as browsers understand its label; ``None`` if it is none."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
        "".encode(name)  # refuses what is a codec but no encoding, such as zip
    except (LookupError, ValueError, TypeError):
        return None
    return _TAKEN_FOR.get(name, name)


def _decode_unmarked(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_broken(data)
    if _controls(data[:_LOOK]) > _CONTROL_SHARE_UTF8:
        return _decode_wide(data)
    return text


def _controls(data: bytes) -> float:
    return (len(data) - len(data.translate(None, _CONTROLS))) / max(1, len(data))


def _decode_broken(data: bytes) -> str:
    """Bytes that are not UTF-8: UTF-8 with a few broken bytes, or another encoding, or no text."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if _controls(data) > _CONTROL_SHARE:
        return _decode_wide(data)
    if sum(not character.isascii() for character in text) - broken >= broken:
        return text
    guessed = _guess(data)
    if guessed:
        return data.decode(guessed, errors="replace")
    if broken > _BROKEN_SHARE * len(text):
        raise InputError(BINARY)
    return data.decode("windows-1252", errors="replace")


def _decode_wide(data: bytes) -> str:
    """UTF-16 without a mark, as some systems write it: every other byte of ASCII is a NUL."""
    sample = data[:_SAMPLE]
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[place::2].count(0) > _WIDE_SHARE * len(sample[place::2]):
            text = data[: len(data) // 2 * 2].decode(encoding, errors="replace")
            if text.count("\ufffd") + text.count("\0") <= _WIDE_BROKEN * len(text):
                return text
    raise InputError(BINARY)


def _guess(data: bytes) -> str | None:
    """The encoding in which the letters make sense, if it is one of another script than Latin."""
    import charset_normalizer  # noqa: PLC0415 - takes a while, and most texts are UTF-8

    best = charset_normalizer.from_bytes(data[:_SAMPLE], threshold=0.1).best()
    for least, names in _LEAST_COHERENCE.items():
        if best and best.encoding.startswith(names) and best.coherence >= least:
            return best.encoding
    return None
