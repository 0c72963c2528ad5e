"""Mail: the text of a message as a mail program shows it, its sender and date, and its attachments."""

import binascii
import contextlib
import email
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message

from provenance.errors import InputError
from provenance.model import Document, Failure, claimed
from provenance.readers.encoding.decode import decode, decode_page
from provenance.readers.encoding.encodings import EncodingNotRead, known
from provenance.readers.entries import Part
from provenance.readers.mail.attachments import Attached, named
from provenance.readers.mail.flowed import unflowed, without_files
from provenance.readers.pages.markup import visible_text

#: The policy that takes any header; the modern one raises on odd ones.
_POLICY = email.policy.compat32
#: Messages and parts inside each other.
_DEEPEST = 50
#: How many times longer than the plain variant of a text another one is that is more than its other form.
_LONGER = 2
#: Bytes before a message that is kept with its length in front (Apple Mail).
_LENGTH = re.compile(rb"\s*(\d{1,10})[ \t]*\r?\n(?=[!-9;-~]+:)")
#: Where a part begins in a message that does not say how its parts are told apart.
_BOUNDARY = re.compile(rb"^--(\S.*?)[ \t]*\r?\n(?:content-)", re.IGNORECASE | re.MULTILINE)
#: Headers that are claims.
_KEPT = frozenset({"subject", "from", "date"})
#: What base64 is spelled in; it ends with its padding, and lists put their footers behind it.
_DIGITS = re.compile(rb"[^A-Za-z0-9+/=]+")
#: Parts that machines read.
_UNSEEN = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report", "text/rfc822-headers"}
    | {"message/global-delivery-status", "message/external-body", "text/x-amp-html", "text/x-watch-html"}
)
_LOCKED = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
#: Parts that are shown rather than offered to be stored.
_SHOWN = frozenset({"plain", "html", "enriched", "richtext", "markdown"})

Item = Document | Failure | Part


def read_mail(data: bytes, uri: str) -> Iterator[Item]:
    """What is attached to a message, then the message itself, with subject, sender and date as claims.

    Forwarded messages are part of its text. An attachment lies at ``uri!/name``.

    Raises:
        InputError: It is encrypted, or in an encoding that is not read.
    """
    message = parse(data)
    shown = _Shown()
    shown.take(message, 0)
    text = "\n\n".join(filter(None, (text.strip("\r\n") for text in shown.texts)))
    if not text.strip() and shown.locked:
        raise InputError(shown.locked)
    if shown.locked:
        yield Failure(f"{uri}!/encrypted", shown.locked)
    yield from named(shown.attached, uri)
    claims = {"title": header(message, "subject"), "author": header(message, "from")}
    yield Document(uri, text, claimed({**claims, "published_at": header(message, "date")}))


def parse(data: bytes) -> Message:
    """The message in ``data``, whatever is wrong with it."""
    if length := _LENGTH.match(data):
        data = data[length.end() : length.end() + int(length[1])]
    message = email.message_from_bytes(data, policy=_POLICY)
    if message.get_content_maintype() == "multipart" and not message.is_multipart():
        found = _BOUNDARY.search(data)
        if found:
            kind = f'{message.get_content_type()}; boundary="{found[1].decode("latin-1")}"'
            body = data.partition(b"\r\n\r\n" if b"\r\n\r\n" in data else b"\n\n")[2]
            message = email.message_from_bytes(_head(message, kind) + body, policy=_POLICY)
    return message


def _head(message: Message, kind: str) -> bytes:
    """The headers of a message that are claims, and another content type."""
    kept = [(name, str(value)) for name, value in message.raw_items() if name.lower() in _KEPT]
    lines = [*kept, ("Content-Type", kind)]
    return "".join(f"{name}: {value}\n" for name, value in lines).encode("utf-8", "surrogateescape") + b"\n"


def header(message: Message, name: str) -> str | None:
    """A header as people read it: coded words decoded, and bytes that no header may have taken for text."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name), None)
    return None if raw is None else decoded(str(raw))


def decoded(raw: str) -> str:
    """A header in its coded form as people read it.

    >>> decoded("=?utf-8?q?caf=C3=A9?= =?unknown?q?x?=")
    'caféx'
    """
    text = raw.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    if any("\ud800" <= letter <= "\udfff" or letter == "\x1b" for letter in text):
        text = _in_header(raw.encode("utf-8", "surrogateescape"), None)
    try:
        pieces = decode_header(text)
    except (ValueError, binascii.Error, LookupError):
        pieces = [(text, None)]
    whole = "".join(one if isinstance(one, str) else _word(one, charset) for one, charset in pieces)
    return re.sub(r"\s+", " ", whole if whole.strip() else text).strip()


def _in_header(data: bytes, charset: str | None) -> str:
    """Likewise; a header that cannot be read is none."""
    try:
        return _text(data, charset)
    except EncodingNotRead:
        return ""


def _word(data: bytes, charset: str | None) -> str:
    """A coded word, which is too short to guess its encoding from where that is unknown."""
    if charset and known(charset):
        return _in_header(data, charset)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def _text(data: bytes, charset: str | None) -> str:
    """Bytes as text, whatever they are.

    Raises:
        EncodingNotRead: They are text in an encoding that is not read.
    """
    try:
        return decode(data, charset)
    except EncodingNotRead:
        raise
    except InputError:
        return data.decode("latin-1")


class _Shown:
    """What a mail program shows of a message, part by part, and what it offers to store."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.attached: list[Attached] = []
        self.locked = ""

    def take(self, part: Message, depth: int) -> None:
        """Take a part and what is in it."""
        kind = part.get_content_type()
        if depth > _DEEPEST or kind in _UNSEEN:
            return
        if kind in _LOCKED or kind in _SMIME:
            signed = str(part.get_param("smime-type")).lower() == "signed-data"
            self.locked = f"a mail that is {'signed in one piece' if signed else 'encrypted'}, which is not read"
        elif depth and _is_attached(part):
            self.attached.append(_attachment(part))
        elif part.get_content_maintype() == "message" and part.is_multipart():
            for one in _forwarded(part):
                self.take(one, depth + 1)
        elif part.is_multipart():
            self._take_parts(part, depth + 1)
        elif _is_text(part):
            self._show(_shown(part))
        else:
            self.attached.append(_attachment(part))

    def _show(self, text: str) -> None:
        if text.lstrip().startswith(_ARMOUR):
            self.locked = "a mail that is encrypted, which is not read"
        else:
            self.texts.append(text)

    def _take_parts(self, part: Message, depth: int) -> None:
        parts = parts_of(part)
        if part.get_content_subtype() == "alternative":
            self._take_variant(parts, depth)
        elif part.get_content_subtype() == "related":
            self._take_related(part, parts, depth)
        else:
            for one in parts:
                self.take(one, depth)

    def _take_variant(self, variants: list[Message], depth: int) -> None:
        """One form of the same: the plain one, or one with more in it."""
        best: _Shown | None = None
        for one in variants:
            shown = _Shown()
            shown.take(one, depth)
            self.attached += shown.attached
            self.locked = self.locked or shown.locked
            if best is None or shown.words() > _LONGER * best.words():
                best = shown
        self.texts += best.texts if best else []

    def _take_related(self, part: Message, parts: list[Message], depth: int) -> None:
        """A page and what is shown in it; only what is named as attached counts beside the page."""
        start = str(part.get_param("start") or "").strip()
        root = next((one for one in parts if start and one.get("content-id") == start), parts[0] if parts else None)
        for one in parts:
            if one is root or _is_attached(one) or one.get_content_maintype() == "message":
                self.take(one, depth)
            elif one.get_content_maintype() == "application":
                self.attached.append(_attachment(one))

    def words(self) -> int:
        """How many there are in what is shown."""
        return sum(len(text.split()) for text in self.texts)


def parts_of(part: Message) -> list[Message]:
    """The parts of a part."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _forwarded(part: Message) -> list[Message]:
    """The message in ``part``; some programs code it as a whole, against the rules."""
    inner = parts_of(part)
    if _coding(part) == "base64" and inner and not inner[0].keys():
        return [parse(_from_base64(str(inner[0].get_payload())))]
    return inner


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition") or "").strip().lower().startswith("attachment")


def _is_text(part: Message) -> bool:
    """Whether a mail program shows a part, other than as a name; one that cannot be taken apart is shown as it is."""
    if part.get_content_maintype() in {"multipart", "message"}:
        return True
    return part.get_content_maintype() == "text" and part.get_content_subtype() in _SHOWN


def _shown(part: Message) -> str:
    """The text of a part."""
    data = content(part)
    charset = charset_of(part)
    kind = part.get_content_subtype()
    if kind == "html":
        return visible_text(decode_page(data, charset))
    text = _text(data, charset).replace("\r\n", "\n")
    if kind in {"enriched", "richtext"}:
        return re.sub(
            r"<<|<param>.*?</param>|<[^<>]*>", lambda tag: "<" if tag[0] == "<<" else "", text, flags=re.DOTALL
        )
    if str(part.get_param("format") or "").lower() == "flowed":
        text = unflowed(text, joins=str(part.get_param("delsp") or "").lower() == "yes")
    return without_files(text)


def content(part: Message) -> bytes:
    """The bytes of a part without their transfer encoding, as far as that goes."""
    try:
        whole = part.get_payload()
        if isinstance(whole, str) and _coding(part) == "base64":
            return _from_base64(whole)
        payload = part.get_payload(decode=True)
    except (LookupError, ValueError):  # a charset that cannot even be looked for
        return _as_bytes(part).partition(b"\n\n")[2]
    if isinstance(whole, list):
        return b"".join(map(_as_bytes, _forwarded(part)))
    return payload if isinstance(payload, bytes) else str(whole or "").encode("utf-8", "surrogateescape")


def _coding(part: Message) -> str:
    return str(part.get("content-transfer-encoding") or "").strip().lower()


def _from_base64(text: str) -> bytes:
    """What ``text`` stands for, as far as it goes; it may be cut off anywhere, with rubbish in it."""
    digits = _DIGITS.sub(b"", text.encode("ascii", "ignore")).partition(b"=")[0]
    digits = digits[: -1 if len(digits) % 4 == 1 else None]  # a digit alone stands for no byte
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=_POLICY)
    except (LookupError, ValueError, TypeError, AttributeError):  # it cannot write all that it can read
        return "".join(f"{name}: {value}\n" for name, value in message.raw_items()).encode("utf-8", "replace")


def charset_of(part: Message) -> str | None:
    """What a part is said to be written in; an encoding of two bytes cannot go through mail as it is."""
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError, TypeError):
        return None
    coded = _coding(part) in {"base64", "quoted-printable"}
    return None if charset and charset.startswith(("utf-16", "utf-32")) and not coded else charset


def _attachment(part: Message) -> Attached:
    """A part with its name, which may be coded in either of two ways, against the rules too."""
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    kind = part.get_content_type()
    data = content(part)
    if kind.startswith("text/") and kind != "text/html" and (charset := charset_of(part)):
        with contextlib.suppress(EncodingNotRead):  # whoever opens it says so
            data = _text(data, charset).encode("utf-8", "surrogatepass")
    return Attached(decoded(name), kind, data)
