"""An entry of a container, on its way to be read."""

import dataclasses
from pathlib import Path

from provenance.model import Container, Origin
from provenance.readers.formats.recognise import Format


@dataclasses.dataclass(frozen=True)
class Entry:
    """Bytes in a known format, from which one text or a table of texts is to be taken.

    Attributes:
        format: The format.
        uri: Where its text was seen; rows of a table add their number.
        data: The bytes; ``None`` if they lie at ``path``.
        path: Where they lie.
        content_type: What a server or an archive called them.
        origin: When the bytes were there, and where they lie if that is not where the text was seen.
        whole: The input of which it is all there is, to recognise that unchanged.
        depth: How many containers it is in.
    """

    format: Format
    uri: str
    data: bytes | None = None
    path: Path | None = None
    content_type: str = ""
    origin: Origin = Origin()  # noqa: RUF009 - it is frozen
    whole: Container | None = None
    depth: int = 0

    @property
    def is_table(self) -> bool:
        """Whether any number of texts is in it."""
        return self.format is Format.PARQUET


@dataclasses.dataclass(frozen=True)
class Part:
    """Bytes that came out of an entry and are a document, or a container of them, of their own.

    Attributes:
        uri: Where they lie.
        name: What tells the format where the bytes do not.
        data: The bytes.
    """

    uri: str
    name: str
    data: bytes
