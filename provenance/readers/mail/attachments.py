"""Attachments of mails: documents of their own, each at the mail's address with its name."""

import dataclasses
import mimetypes
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from provenance.readers.entries import Part

#: Types that hold no text; they are left out without a word, as they are in web archives. Signatures among them.
_NO_TEXTS = re.compile(
    r"(image|audio|video|font)/.*|text/(calendar|(x-)?vcard|css|javascript)"
    r"|application/(pgp-signature|pgp-keys|(x-)?pkcs7-(signature|mime)|ics|x-javascript|javascript)"
)


@dataclasses.dataclass(frozen=True)
class Attached:
    """An attachment: the name that its sender gave it, which may be empty, its type, and its bytes."""

    name: str
    type: str
    data: bytes


def named(attached: Sequence[Attached], uri: str) -> Iterator[Part]:
    """The attachments that may hold texts, at addresses that differ.

    >>> [one.uri for one in named([Attached("a b.txt", "text/plain", b""), Attached("a b.txt", "", b"")], "file:///m")]
    ['file:///m!/a%20b.txt', 'file:///m!/a%20b.txt~2']
    """
    count: dict[str, int] = {}
    for number, one in enumerate(attached, start=1):
        if _NO_TEXTS.fullmatch(one.type):
            continue
        name = one.name.replace("\\", "/").rpartition("/")[2] or f"part-{number}{_ending(one.type)}"
        count[name] = count.get(name, 0) + 1
        again = f"~{count[name]}" if count[name] > 1 else ""
        yield Part(f"{uri}!/{quote(name, safe='', errors='replace')}{again}", name, one.data)


def _ending(kind: str) -> str:
    """How a file of this type is called, since its name may be all that tells its format."""
    return ".eml" if kind.startswith("message/") else mimetypes.guess_extension(kind) or ""
