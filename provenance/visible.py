"""Showing characters that a reader would not see: those that steer a terminal, change the order of characters, or hide.

The list follows Unicode: controls (Cc), formats (Cf), line and paragraph separators, lone surrogates, and what is
ignored by default (``Default_Ignorable_Code_Point`` of ``DerivedCoreProperties.txt``). Some scripts need some of these
characters: joiners, and selectors of a variant of the character before them. They stay where a script needs them.
"""

import re
import unicodedata
from collections.abc import Iterator

#: What is written as a picture of itself; all else is written as ``<U+202E>``.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | {0x7F: 0x2421}

#: Hidden or steering wherever it stands: C1, soft hyphen, fillers, marks and overrides of direction, separators, tags.
_HIDDEN = (
    "\x80-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\ud800-\udfff"
)
#: Hidden unless the signs beside it need it: joiners, and variation selectors, those of Mongolian included.
_BY_PLACE = "\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"

_ANYWHERE = re.compile(f"[{_HIDDEN}]")
_SOMEWHERE = re.compile(f"[{_HIDDEN}{_BY_PLACE}]")
#: What JSON need not escape, and a terminal that shows it should not be given.
_IN_JSON = re.compile(f"[\x7f{_HIDDEN}]")

#: What a cell of CSV need not escape, and a program that shows it should not be given.
_STEERS = f"\x00-\x1f\x7f{_HIDDEN}"
#: Matches whatever follows a run of backslashes, so that no run is looked at twice.
_IN_CSV = re.compile(rf"\\++[u{_STEERS}]?|[{_STEERS}]")

#: What is shown for what it is in a text whose line ends and tabs are its own.
_STEERING_OR_PLACED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f{_HIDDEN}{_BY_PLACE}]")
_BY_PLACE_SIGNS = re.compile(f"[{_BY_PLACE}]")

_JOINERS = "\u200c\u200d"
_VIRAMA = 9  # the combining class
_KEYCAP = "\u20e3"


def printable(text: str) -> str:
    """``text`` without the power to steer a terminal, to turn its signs around, or to hide any; once is enough.

    >>> printable("invoice\u202efdp.exe"), printable("a\u200db")
    ('invoice<U+202E>fdp.exe', 'a<U+200D>b')
    """
    if text.isprintable() and text.isascii():
        return text
    return _SOMEWHERE.sub(_in_its_place, text.translate(_PICTURES))


def steerless(text: str) -> str:
    """As :func:`printable` of a piece of a text, whose neighbours are not known: what they may need stays."""
    return _ANYWHERE.sub(lambda found: _escaped(found[0]), text.translate(_PICTURES))


def one_line(text: str) -> str:
    """As :func:`printable`, and on one line, so that a name cannot feign the next line."""
    return printable(text).replace("\n", "\u240a").replace("\t", "\u2409")


def hidden_signs(text: str, start: int, end: int) -> Iterator[int]:
    """Where between ``start`` and ``end`` a sign stands that :func:`printable` would write in another way.

    >>> list(hidden_signs("a\u202eb", 0, 3))
    [1]
    """
    if text.isascii() and text.isprintable():
        return
    for found in _STEERING_OR_PLACED.finditer(text, start, end):
        if _in_its_place(found) != found[0]:
            yield found.start()


def json_text(text: str) -> str:
    r"""JSON in ``text`` with the same values, and with escapes for what would steer or hide.

    >>> print(json_text('"a\u202eb\U000e0041"'))
    "a\u202eb\udb40\udc41"
    """
    return text if text.isascii() and "\x7f" not in text else _IN_JSON.sub(lambda found: json_escape(found[0]), text)


def csv_text(text: str) -> str:
    r"""``text`` with controls (line ends too) and hidden signs as ``\uXXXX``, and ``\\u`` for a ``\u`` that was there.

    >>> print(csv_text("a\\u\x1b[1m"))
    a\\u\u001b[1m
    """
    return _IN_CSV.sub(_in_csv, text)


def _in_csv(found: re.Match[str]) -> str:
    backslashes, last = found[0][:-1], found[0][-1]
    if last == "\\":
        return found[0]
    return backslashes * 2 + (last if last == "u" else json_escape(last))


def json_escape(sign: str) -> str:
    r"""One code point as JSON escapes it: ``\u202e``, or two of those beyond U+FFFF."""
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True))


def _escaped(sign: str) -> str:
    return f"<U+{ord(sign):04X}>"


def _in_its_place(found: re.Match[str]) -> str:
    """The sign as it is where its neighbours need it, else its escape."""
    sign, text, at = found[0], found.string, found.start()
    if not _BY_PLACE_SIGNS.match(sign):
        return _escaped(sign)
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    needed = _joins(text, at) if sign in _JOINERS else _selects(sign, before, after)
    return sign if needed else _escaped(sign)


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands beside a virama, after a letter that may join (as in Arabic), or in an emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or before in _JOINERS:
        return False
    if _VIRAMA in {unicodedata.combining(before), unicodedata.combining(after or " ")}:
        return True
    base = text[max(0, at - 8) : at].rstrip("".join(_marks_at_end(text[max(0, at - 8) : at])))[-1:]
    if _is_mongolian(base) or (base.isalpha() and unicodedata.bidirectional(base) in {"AL", "R"}):
        return True
    return text[at] == "\u200d" and _is_symbol(after) and (_is_symbol(before) or before == "\ufe0f")


def _marks_at_end(text: str) -> set[str]:
    """The marks that stand on letters in ``text``."""
    return {sign for sign in text if unicodedata.category(sign) == "Mn"} - set("\ufe0e\ufe0f")


def _selects(sign: str, before: str, after: str) -> bool:
    """Whether a variation selector follows a sign that has variants; a second one in a row never does."""
    if not before:
        return False
    if sign < "\u1810":
        return _is_mongolian(before)
    ideograph = unicodedata.name(before, "").startswith("CJK ")
    if sign > "\uffff":
        return ideograph
    keycap = before in "0123456789#*" and after == _KEYCAP
    return ideograph or keycap or _is_symbol(before) or before in "\u203c\u2049\u3030\u303d"


def _is_mongolian(sign: str) -> bool:
    return "\u1820" <= sign <= "\u18aa"


def _is_symbol(sign: str) -> bool:
    """Whether ``sign`` is a picture, its colour of skin, or a sign that may be drawn as one."""
    return sign > "\x7f" and unicodedata.category(sign) in {"So", "Sm", "Sk"}
