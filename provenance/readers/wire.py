"""Documents and failures as bytes, between the processes that extract them and the one that stores them.

Nothing in it can run anything here: what a process that a hostile document took over sends us is texts, or refused.
"""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from provenance.model import Document, Failure, Metadata

_BREAK = b"\n"


def packed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A header that JSON can hold, and bytes that it need not."""
    return json.dumps(header).encode() + _BREAK + body


def unpacked(message: bytes) -> tuple[dict[str, Any], bytes]:
    """What :func:`packed` was given."""
    header, _, body = message.partition(_BREAK)
    return json.loads(header), body


def pack_items(items: Sequence[Document | Failure], *, last: bool) -> bytes:
    """``items``, and whether they are the last ones; texts are not escaped, since they are long."""
    texts = [item.text.encode() if isinstance(item, Document) else b"" for item in items]
    heads = [_head(item, len(text)) for item, text in zip(items, texts, strict=True)]
    return packed({"items": heads, "last": last}, b"".join(texts))


def unpack_items(message: bytes) -> tuple[list[Document | Failure], bool]:
    """What :func:`pack_items` was given.

    Raises:
        ValueError: The message is none of these.
    """
    header, body = unpacked(message)
    items: list[Document | Failure] = []
    at = 0
    try:
        for head in header["items"]:
            if "reason" in head:
                remedy = head["remedy"]
                items.append(Failure(str(head["uri"]), str(head["reason"]), remedy=remedy and str(remedy)))
                continue
            text = body[at : at + int(head["size"])].decode()
            at += int(head["size"])
            items.append(Document(str(head["uri"]), text, Metadata(*head["claims"])))
        return items, bool(header["last"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a message: {error!r}") from error


def _head(item: Document | Failure, size: int) -> dict[str, Any]:
    if isinstance(item, Failure):
        return {"uri": item.uri, "reason": item.reason, "remedy": item.remedy}
    return {"uri": item.uri, "size": size, "claims": dataclasses.astuple(item.metadata)}
