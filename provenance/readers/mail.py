"""Mail: the words of a message, and who sent it when."""

import email
import email.errors
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import BinaryIO

from provenance.errors import InputError
from provenance.model import Document, claimed
from provenance.readers.lines import lines
from provenance.readers.markup import visible_text

_POLICY = email.policy.default
#: Levels of parts inside parts.
_DEEPEST = 50


def read_mail(data: bytes, uri: str) -> Document:
    """The text of a message, from its plain part or else its HTML, with subject, sender and date as claims.

    Raises:
        InputError: It is damaged.
    """
    try:
        message = email.message_from_bytes(data, policy=_POLICY)
        text = _body(message)
        claims = {
            "title": _header(message, "subject"),
            "author": _header(message, "from"),
            "published_at": _header(message, "date"),
        }
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, email.errors.MessageError) as error:
        raise InputError(f"a mail that cannot be read: {error}") from error
    return Document(uri, text, claimed(claims))


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    return visible_text(content) if part.get_content_subtype() == "html" else str(content)


def _header(message: EmailMessage, name: str) -> str | None:
    found = message.get(name)
    return None if found is None else re.sub(r"\s+", " ", str(found)).strip()


def messages(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """The messages of a mailbox, one after the other; each begins with a line ``From …`` after an empty one.

    Of a message longer than ``most`` bytes, more than that many are given and the rest is left out.
    """
    held: list[bytes] = []
    size, empty = 0, True
    for line in lines(stream, most):
        if empty and line.startswith(b"From "):
            if held:
                yield b"".join(held)
            held, size = [], 0
        else:
            if size <= most:
                held.append(line)
            size += len(line)
        empty = not line.strip()
    if held:
        yield b"".join(held)
