"""UTF-16 and UTF-32 without a byte-order mark: how they differ from binary data and from each other."""

import re
from collections import Counter

#: Characters of the beginning that are looked at.
_LOOK = 4_096
#: Bytes below which nothing is told.
_LEAST = 4
#: Control bytes for which texts in other encodings have no use.
CONTROL = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f]")

#: Stretches of Unicode in which living languages are written, by group: a text keeps to ASCII and mostly one of them.
_GROUPS = (
    (0x00C0, 0x024F, "latin"),
    (0x1E00, 0x1EFF, "latin"),
    (0x0300, 0x036F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x1F00, 0x1FFF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0xFB1D, 0xFB4F, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFC, "arabic"),
    *((start, start + 0x7F, f"indic {start:x}") for start in range(0x0900, 0x0E00, 0x80)),
    (0x0E00, 0x0E7F, "thai"),
    (0x0E80, 0x0EFF, "lao"),
    (0x0F00, 0x0FFF, "tibetan"),
    (0x1000, 0x109F, "burmese"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1200, 0x139F, "ethiopic"),
    (0x1780, 0x17FF, "khmer"),
    (0x3000, 0x30FF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xFF01, 0xFFEF, "han"),
    (0xAC00, 0xD7A3, "hangul"),
)
#: Typography of all scripts.
_SHARED = (
    *range(0x00A0, 0x00C0),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x205F),
    *range(0x20A0, 0x20C0),
    *range(0x2200, 0x2210),
    0x2122,
)
_GROUP_OF = dict.fromkeys(_SHARED, "ascii") | dict.fromkeys(
    (*range(0x20, 0x7F), 0x9, 0xA, 0xD, 0x200E, 0x200F), "ascii"
)
_EMOJI = range(0x1F000, 0x1FB00)

#: Share of a text that is written in its group and ASCII.
_MOST = 0.9


def told(sample: bytes, *, declared: bool = False) -> str | None:
    """The encoding of bytes that begin with ``sample``, if it is one of these.

    All others have no use for control bytes, which are half of UTF-16 in most scripts; where there is none, say in a
    short text in Chinese, nothing is told unless somebody ``declared`` one of these.
    """
    if len(sample) < _LEAST or not (declared or CONTROL.search(sample)):
        return None
    if found := _four_bytes(sample):
        return found
    scores = {encoding: _score(sample, encoding) for encoding in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0 else None


def _four_bytes(sample: bytes) -> str | None:
    """UTF-32 has a byte of zeros in every character, and one below 17 beside it."""
    whole = sample[: len(sample) // 4 * 4]
    for encoding, zeros, planes in (("utf-32-le", whole[3::4], whole[2::4]), ("utf-32-be", whole[0::4], whole[1::4])):
        if not any(zeros) and max(planes) <= 0x10 and _score(whole, encoding) > 0:  # noqa: PLR2004 - the last plane
            return encoding
    return None


def _score(sample: bytes, encoding: str) -> float:
    """How well the bytes read in ``encoding``: nothing if they do not, more the fewer high bytes there are."""
    unit = 4 if encoding.startswith("utf-32") else 2
    text = sample[: min(len(sample), _LOOK * unit) // unit * unit].decode(encoding, "ignore")
    if not text:
        return 0.0
    groups: Counter[str] = Counter()
    for character, count in Counter(text).items():
        groups[_group(character)] += count
    plain, strange = groups.pop("ascii", 0), groups.pop("", 0)
    kept = plain + max(groups.values(), default=0)
    if kept < _MOST * (kept + strange + sum(groups.values()) - max(groups.values(), default=0)):
        return 0.0
    return kept / len(text) + 1.0 - len({ord(character) >> 8 for character in text}) / len(text)


def _group(character: str) -> str:
    code = ord(character)
    return _GROUP_OF.get(code) or _group_beyond(code)


def _group_beyond(code: int) -> str:
    if code in _EMOJI:
        return "ascii"
    return next((group for first, last, group in _GROUPS if first <= code <= last), "")
