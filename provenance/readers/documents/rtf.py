"""Rich Text Format (RTF 1.9): the text that a reader sees, in whatever code pages it is spelled.

One maintained library was tried. It drops footnotes, text boxes and characters beyond the first plane. It shows hidden
text, and takes longer for a book than the limit for a text.
"""

import codecs
import dataclasses
import itertools
import re
from typing import TypeAlias

from provenance.errors import InputError
from provenance.model import Document, Metadata, claimed

#: A control word with its number, a byte, a control sign, a brace, or a stretch of text.
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[^\\{}\r\n]+")

#: Code pages by the character set of a font; 0 and 1 leave it to the document.
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_PICTURES = 2
#: Code pages by the words and numbers of a document where Python calls them something else.
_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_NUMBERED = {10000: "mac_roman", 65001: "utf-8", 936: "gb18030", 0: "cp1252"}

#: Control words and signs that are characters.
_CHARACTERS = {
    **dict.fromkeys(("par", "line", "page", "sect", "column", "row", "nestrow", "softline"), "\n"),
    **dict.fromkeys(("tab", "cell", "nestcell"), "\t"),
    **dict.fromkeys(("emspace", "enspace", "qmspace"), " "),
    "emdash": "\N{EM DASH}",
    "endash": "\N{EN DASH}",
    "lquote": "\N{LEFT SINGLE QUOTATION MARK}",
    "rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}",
    "rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "bullet": "\N{BULLET}",
    "zwj": "\N{ZERO WIDTH JOINER}",
    "zwnj": "\N{ZERO WIDTH NON-JOINER}",
    "ltrmark": "\N{LEFT-TO-RIGHT MARK}",
    "rtlmark": "\N{RIGHT-TO-LEFT MARK}",
}
_SIGNS = {
    b"~": "\N{NO-BREAK SPACE}",
    b"_": "\N{NON-BREAKING HYPHEN}",
    b"\n": "\n",
    b"\r": "\n",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\t": "\t",
}
#: Groups that hold no text of the document, and those with a star that do.
_UNSEEN = frozenset(
    {"colortbl", "stylesheet", "pict", "nonshppict", "objdata", "objclass", "annotation", "atnid", "atnauthor"}
    | {"listtext", "pntext", "xe", "rxe", "tc", "tcn", "shprslt", "sp", "ftnsep", "ftnsepc", "ftncn", "aftnsep"}
    | {"aftnsepc", "aftncn", "generator", "filetbl", "revtbl", "listtable", "listoverridetable", "rsidtbl", "nextfile"}
    | {"template", "private", "upr", "nesttableprops", "bkmkstart", "bkmkend", "datafield", "formfield"}
)
_STARRED = frozenset({"shpinst", "shptxt", "ud", "footnote", "moMath", "moMathPara", "fldrslt", "fldinst"})
_EDGES = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
_CLAIMS = frozenset({"title", "author"})
_DATE = ("yr", "mo", "dy", "hr", "min", "sec")
_PAGE_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"})
#: What fonts of pictures have in place of letters.
_PRIVATE = range(0xF000, 0xF100)
#: Groups inside groups; a writer of texts needs a few.
_DEEPEST = 2_000

_Sink: TypeAlias = list[str]


@dataclasses.dataclass
class _Group:
    """What holds up to the end of a group."""

    sink: _Sink | None
    font: int
    fallback: int = 1
    hides: bool = False
    where: str = ""


def read_rtf(data: bytes, uri: str) -> Document:
    """The text of an RTF file, then its notes, then headers and footers; and what it claims about itself.

    Raises:
        InputError: Its groups are nested beyond all measure.
    """
    text, metadata = _Parser(data).read()
    return Document(uri, text, metadata)


def rtf_text(data: bytes) -> str:
    """The text alone, as :func:`read_rtf` has it."""
    return read_rtf(data, "").text


class _Parser:
    """Goes through the tokens once; ``_now`` is what holds at present."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._main: _Sink = []
        self._notes: _Sink = []
        self._edges: list[_Sink] = []
        self._claims: dict[str, _Sink] = {}
        self._created: dict[str, int] = {}
        self._page = "cp1252"
        self._fonts: dict[int, int] = {}
        self._instruction: _Sink = []
        self._now = _Group(self._main, -1)
        self._outer: list[_Group] = []
        self._bytes = bytearray()
        self._skip = 0
        self._starred = False

    def read(self) -> tuple[str, Metadata]:
        """The text, and what the file claims."""
        at = 0
        while token := _TOKEN.search(self._data, at):
            at = token.end() + self._take(token)
        self._flush()
        edges = dict.fromkeys(map(_joined, self._edges))
        parts = [_joined(self._main), _joined(self._notes), *edges]
        return "\n".join(part for part in parts if part), self._metadata()

    def _metadata(self) -> Metadata:
        claims: dict[str, str | None] = {name: _joined(sink) for name, sink in self._claims.items()}
        claims["published_at"] = _moment(self._created) or None
        return claimed(claims)

    def _take(self, token: re.Match[bytes]) -> int:
        """Act on a token; say how many bytes behind it belong to it."""
        word, number, byte, sign, brace = token.groups()
        starred, self._starred = self._starred, sign == b"*"
        if brace:
            self._flush()
            self._skip = 0
            self._open() if brace == b"{" else self._close()
        elif word:
            return self._take_word(word.decode("ascii"), int(number) if number else None, starred=starred)
        elif byte or not sign:
            self._take_bytes(bytes([int(byte, 16)]) if byte else token[0])
        elif sign in _SIGNS and not self._skipped():
            self._say(_SIGNS[sign])
        return 0

    def _take_bytes(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        if self._now.sink is not None and not self._now.hides:
            self._bytes += data[skipped:]

    def _skipped(self) -> bool:
        """Whether this stands in for a character that was spelled in Unicode."""
        self._skip -= bool(self._skip)
        return self._skip > 0

    def _open(self) -> None:
        if len(self._outer) > _DEEPEST:
            raise InputError(f"RTF whose groups are nested more than {_DEEPEST:,} deep")
        self._outer.append(self._now)
        self._now = dataclasses.replace(self._now)

    def _close(self) -> None:
        if self._outer:
            self._now = self._outer.pop()

    def _take_word(self, word: str, number: int | None, *, starred: bool) -> int:
        if word == "bin":
            return max(0, number or 0)
        if word == "u" and number is not None:
            self._take_unicode(number % 0x10000)
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        elif not self._enter(word, starred=starred):
            self._set(word, number)
        return 0

    def _take_unicode(self, code: int) -> None:
        if code not in _PRIVATE:
            self._say(chr(code))
        self._skip = self._now.fallback

    def _say(self, text: str) -> None:
        self._flush()
        if self._now.sink is not None and not self._now.hides:
            self._now.sink.append(text)

    def _enter(self, word: str, *, starred: bool) -> bool:
        """Whether ``word`` says what the group is whose first word it is; then its text goes where it belongs."""
        now = self._now
        if word in _UNSEEN or (starred and word not in _STARRED):
            now.sink, now.where = (now.sink if word == "upr" else None), word
            now.hides = now.hides or word == "upr"
        elif word in {"fonttbl", "info", "creatim"}:
            now.sink, now.where = None, word
        elif word == "ud":
            now.hides = False
        elif word == "footnote":
            self._notes.append("\n")
            now.sink = None if now.sink is None else self._notes
        elif word in _EDGES and now.sink is not None:
            now.sink = []
            self._edges.append(now.sink)
        elif word in _CLAIMS and now.where == "info":
            now.sink = self._claims.setdefault(word, [])
        elif word == "fldinst":
            self._instruction = now.sink = []
        elif word == "fldrslt":
            words = "".join(self._instruction).split()
            now.sink = None if words and words[0].upper() in _PAGE_NUMBERS else now.sink
        else:
            return False
        return True

    def _set(self, word: str, number: int | None) -> None:
        """A property."""
        now = self._now
        if word == "uc":
            now.fallback = max(0, number or 0)
        elif word in {"v", "deleted"}:
            self._flush()
            now.hides = number != 0
        elif word == "plain":
            self._flush()
            now.hides, now.font = False, -1
        elif word in {"f", "deff"}:
            self._flush()
            now.font = number or 0
        elif word == "fcharset" and now.where == "fonttbl":
            self._fonts[now.font] = number or 0
        elif word in _PAGES:
            self._page = _PAGES[word]
        elif word == "ansicpg":
            self._page = _code_page(number or 0)
        elif word in _DATE and now.where == "creatim":
            self._created[word] = number or 0

    def _flush(self) -> None:
        """Decode the bytes that came since anything changed."""
        if self._bytes:
            charset = self._fonts.get(self._now.font, 0)
            if self._now.sink is not None and charset != _PICTURES:
                page = _CHARSETS.get(charset, self._page)
                self._now.sink.append(self._bytes.decode(page, errors="replace"))
            self._bytes.clear()


def _moment(created: dict[str, int]) -> str:
    """A time as precise as it is spelled: in RFC 3339 up to the first part that is not there."""
    said = itertools.takewhile(created.__contains__, _DATE)
    return "".join(
        f"{before}{created[name]:02}" for name, before in zip(said, ("", "-", "-", "T", ":", ":"), strict=False)
    )


def _code_page(number: int) -> str:
    name = _NUMBERED.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _joined(sink: _Sink) -> str:
    """The text in ``sink``; characters beyond the first plane come in halves."""
    text = "".join(sink).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
