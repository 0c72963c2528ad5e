"""Documents and failures as bytes, between the processes that extract them and the one that stores them.

A hostile document may take over the process that extracts it. What such a process sends is read as texts and failures
or refused. Nothing in it can run code here.
"""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from provenance.model import Document, Failure, Metadata
from provenance.readers.entries import Part

_BREAK = b"\n"

Item: TypeAlias = Document | Failure | Part


def packed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A header that JSON can hold, and bytes that it need not."""
    return json.dumps(header).encode() + _BREAK + body


def unpacked(message: bytes) -> tuple[dict[str, Any], bytes]:
    """What :func:`packed` was given."""
    header, _, body = message.partition(_BREAK)
    return json.loads(header), body


def pack_items(items: Sequence[Item], *, last: bool) -> bytes:
    """``items``, and whether they are the last ones; texts are not escaped, since they are long."""
    texts = [_body(item) for item in items]
    heads = [_head(item, len(text)) for item, text in zip(items, texts, strict=True)]
    return packed({"items": heads, "last": last}, b"".join(texts))


def unpack_items(message: bytes) -> tuple[list[Item], bool]:
    """What :func:`pack_items` was given.

    Raises:
        ValueError: The message is none of these.
    """
    header, body = unpacked(message)
    items: list[Item] = []
    at = 0
    try:
        for head in header["items"]:
            if "reason" in head:
                remedy = head["remedy"]
                items.append(Failure(str(head["uri"]), str(head["reason"]), remedy=remedy and str(remedy)))
                continue
            data = body[at : at + int(head["size"])]
            at += int(head["size"])
            if "name" in head:
                items.append(Part(str(head["uri"]), str(head["name"]), data))
            else:
                items.append(Document(str(head["uri"]), data.decode(), Metadata(*head["claims"])))
        return items, bool(header["last"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a message: {error!r}") from error


def weight(item: Item) -> int:
    """How much there is in ``item``: characters of a text, bytes of what is to be opened."""
    return len(item.text) if isinstance(item, Document) else len(item.data) if isinstance(item, Part) else 0


def _body(item: Item) -> bytes:
    if isinstance(item, Part):
        return item.data
    return item.text.encode() if isinstance(item, Document) else b""


def _head(item: Item, size: int) -> dict[str, Any]:
    if isinstance(item, Failure):
        return {"uri": item.uri, "reason": item.reason, "remedy": item.remedy}
    if isinstance(item, Part):
        return {"uri": item.uri, "size": size, "name": item.name}
    return {"uri": item.uri, "size": size, "claims": dataclasses.astuple(item.metadata)}
