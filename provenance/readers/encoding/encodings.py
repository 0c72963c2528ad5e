"""The encoding of some bytes, from their beginning: by mark, by declaration, or by the bytes themselves.

The order is that of browsers (WHATWG, *Encoding* and *HTML*), with one exception: a declaration that the bytes
contradict is ignored. Bytes that are no text are refused.
"""

import codecs
import re

from provenance.errors import InputError
from provenance.readers.encoding import wide
from provenance.readers.encoding.wide import CONTROL

#: Bytes of the beginning by which an encoding is told.
SAMPLE = 65_536

BINARY = "binary data, not text"

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
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b"))
_CONTROL_SHARE_UTF8 = 0.25
_CONTROL_SHARE = 0.03
#: Bytes of the beginning in which controls are counted when the whole is valid UTF-8.
_LOOK = 4_096

#: Share of characters outside ASCII that may be broken in an encoding which was declared or guessed.
_BROKEN_DECLARED = 0.2
_BROKEN_GUESSED = 0.02
#: Share of undecodable characters from which on bytes are no text in an unknown encoding but no text at all.
BROKEN_SHARE = 0.3
#: Characters of more than one byte that make valid UTF-8 no accident, whatever was declared.
_SURELY = 2

#: Encodings of seven bits: what shows that bytes may be in one, and what they are called.
_SHIFTS = re.compile(rb"\x1b\$|\x1b\([ABIJ]|~\{")
_SEVEN_BITS = ("iso2022_jp_2", "iso2022_kr", "hz")
#: ISO-2022-CN and what ISO-2022-CN-EXT adds to it (RFC 1922).
_CHINESE_SHIFTS = re.compile(rb"\x1b\$(?:\)[AEG]|\*H|\+[I-M])")

#: Encodings that a guess may name: those that browsers know, and older ones of Cyrillic and the Macintosh.
_GUESSED = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866"),
    *("iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "koi8-r", "koi8-u"),
    *("mac-roman", "mac-cyrillic", "cp932", "euc_jis_2004", "cp949", "gb18030", "big5hkscs"),
)
#: Letters whose script does not mix with the Latin one within a word.
_FOREIGN = "\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f"
_FOREIGN_LETTER = re.compile(f"[{_FOREIGN}]")
_MIXED = re.compile(f"(?<=[A-Za-z])[{_FOREIGN}]|[{_FOREIGN}](?=[A-Za-z])")
_MIXED_SHARE = 0.3

#: Codecs of Python that know less than is written under their names, and those that are meant.
_LARGER = {"ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}
#: Codecs for names that browsers give to encodings, where Python's of the same name knows less or has another name.
_CODECS = {
    **_LARGER,
    "euc-kr": _LARGER["euc_kr"],
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_2",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "ibm866": "cp866",
    "x-user-defined": "windows-1252",
}
#: Codecs that are no encodings of whole texts, or take time that grows with the square of the length.
_NO_ENCODINGS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


class EncodingNotRead(InputError):
    """A text in an encoding that is recognised and not read; the message names it."""


def marked(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte-order mark announces, and the length of the mark; ``None`` if there is none."""
    if data and data[0] in _MARK_FIRST:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return encoding, len(mark)
    return None


def known(label: str) -> str | None:
    """The codec of an encoding, as browsers understand its label; ``None`` if it is none.

    >>> known("latin1"), known("x-sjis"), known("no such"), known("zip")
    ('windows-1252', 'cp932', None, None)
    """
    import webencodings  # noqa: PLC0415 - most texts declare nothing

    label = label.strip().strip("\"'")
    found = webencodings.lookup(label)
    if found is not None and found.name != "replacement":
        return _CODECS.get(found.name, str(found.name))
    name = codec(label)
    return None if name == "utf-7" else name


def codec(label: str) -> str | None:
    """The codec of an encoding that Python knows under this name; ``None`` if it is none of texts.

    >>> codec("euc_cn"), codec("cp037"), codec("zip")
    ('gb18030', 'cp037', None)
    """
    try:
        name = codecs.lookup(label).name
        "".encode(name)  # refuses what is a codec but no encoding, such as zip
    except (LookupError, ValueError, TypeError):
        return None
    return None if name.replace("-", "_") in _NO_ENCODINGS else _LARGER.get(name, name)


def told(sample: bytes, declared: str | None = None) -> str:
    """The codec for bytes that begin with ``sample`` and have no mark; ``declared`` is one that :func:`known` gave.

    Raises:
        InputError: They are those of no text, or of one in an encoding that is not read.
    """
    sound, several = _utf8(sample)
    if sound and not several and _SHIFTS.search(sample):
        return _seven_bits(sample, declared)
    controls = _controls(sample[:_LOOK])
    if controls > _CONTROL_SHARE and (found := wide.told(sample)):
        return found
    if sound and controls <= _CONTROL_SHARE_UTF8:
        is_possible = declared and several < _SURELY and not declared.startswith(("utf-16", "utf-32"))
        return declared if declared and is_possible else "utf-8"
    if CONTROL.search(sample):
        _detected(sample, _GUESSED)
    if declared and (trusted := _trusted(sample, declared)):
        return trusted
    return _guessed(sample)


def is_plain_utf8(sample: bytes) -> bool:
    """Whether ``sample`` is the beginning of a text in UTF-8 with hardly a control character."""
    return _utf8(sample)[0] and _controls(sample) <= _CONTROL_SHARE


def shifted(data: bytes) -> int:
    """Where ASCII may turn into an encoding of seven bits; 0 if it does not."""
    found = _SHIFTS.search(data) if b"\x1b" in data or b"~{" in data else None
    return found.start() if found else 0


def _utf8(sample: bytes) -> tuple[bool, int]:
    """Whether it is UTF-8, but for a last character that is cut, and how many characters are of several bytes."""
    try:
        text, _ = codecs.utf_8_decode(sample, "strict", False)  # noqa: FBT003 - whether it is whole, by position only
    except UnicodeDecodeError:
        return False, 0
    return True, 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))


def _controls(data: bytes) -> float:
    return (len(data) - len(data.translate(None, CONTROLS))) / max(1, len(data))


def _seven_bits(sample: bytes, declared: str | None) -> str:
    """ASCII, or an encoding that looks like it."""
    if _CHINESE_SHIFTS.search(sample):
        raise EncodingNotRead("text in ISO-2022-CN, which is not read")
    guessed = declared if declared in _SEVEN_BITS else _detected(sample, _SEVEN_BITS)
    return guessed if guessed and not _decoded(sample, guessed).isascii() else declared or "utf-8"


def _trusted(sample: bytes, declared: str) -> str | None:
    """``declared``, unless the bytes show that they are in no such encoding."""
    if declared.startswith(("utf-16", "utf-32")):
        return wide.told(sample, declared=True)
    if declared == "utf-8" or _controls(sample) > _CONTROL_SHARE or _broken(sample, declared) > _BROKEN_DECLARED:
        return None
    return declared


def _broken(sample: bytes, encoding: str) -> float:
    """Share of what is outside ASCII that cannot be decoded."""
    text = _decoded(sample, encoding)
    return text.count("\ufffd") / max(1, len(text) - len(text.encode("ascii", "ignore")))


def _decoded(sample: bytes, encoding: str) -> str:
    """``sample`` as text; a last character that is cut is left out."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _guessed(sample: bytes) -> str:
    """By looks: two or four bytes a character, UTF-8 with a few broken bytes, another encoding, or no text."""
    if found := wide.told(sample):
        return found
    if _controls(sample) > _CONTROL_SHARE:
        raise InputError(BINARY)
    text = _decoded(sample, "utf-8")
    broken = text.count("\ufffd")
    if sum(not character.isascii() for character in text) - broken >= broken:
        return "utf-8"
    guessed = _detected(b"".join(line for line in sample.splitlines(keepends=True) if not line.isascii()), _GUESSED)
    if guessed and _makes_sense(sample, guessed):
        return guessed
    if broken > BROKEN_SHARE * len(text):
        raise InputError(BINARY)
    return "windows-1252"


def _detected(sample: bytes, among: tuple[str, ...]) -> str | None:
    """What a library takes it for.

    Raises:
        InputError: It begins as the files of a format do that is not text.
    """
    import chardet  # noqa: PLC0415 - takes a while, and most texts are UTF-8

    found = chardet.detect(sample, include_encodings={*among, "cp1252"}, compat_names=False, max_bytes=SAMPLE)
    if found["encoding"] is None and found["mime_type"] != "application/octet-stream":
        raise InputError(f"{BINARY} ({found['mime_type']})")
    return found["encoding"] if found["encoding"] in among else None


def _makes_sense(sample: bytes, encoding: str) -> bool:
    """Whether a guess fits: hardly anything is broken, and no word mixes scripts, as French read as Greek does."""
    text = _decoded(sample, encoding)
    strange = sum(character == "\ufffd" or "\x80" <= character < "\xa0" for character in text)
    if strange > _BROKEN_GUESSED * len(text):
        return False
    letters = len(_FOREIGN_LETTER.findall(text))
    return len(_MIXED.findall(text)) <= _MIXED_SHARE * letters
