"""Texts on their way in: what readers return, and what they could not read."""

import dataclasses
import functools
import hashlib
from pathlib import Path
from typing import Self

from provenance.metadata import Metadata, scalar_text


@dataclasses.dataclass(frozen=True)
class NormalizationCounts:
    """What the normal form had to undo in a text: counts of characters."""

    invisible: int = 0
    soft_hyphens: int = 0
    lookalikes: int = 0
    compatibility: int = 0


@dataclasses.dataclass(frozen=True)
class Input:
    """One input that may hold texts, before it is opened.

    Attributes:
        uri: ``file:`` URI, or ``stdin:``.
        path: Where it lies; ``None`` for standard input.
        size: Bytes, as the file system says.
        modified_ns: Modification time in nanoseconds, likewise.
    """

    uri: str
    path: Path | None
    size: int = 0
    modified_ns: int = 0


@dataclasses.dataclass(frozen=True)
class Container:
    """An archive or table that was read to its end; its records and rows are sources of their own.

    Attributes:
        size: Bytes of it, to recognise it unchanged.
        modified_ns: Modification time in nanoseconds, likewise.
        digest: SHA-256 of it, likewise.
    """

    uri: str
    size: int
    modified_ns: int
    digest: str


@dataclasses.dataclass(frozen=True)
class Origin:
    """Where a text was read from, as the store keeps it. Whoever passes a text on passes this on as it is.

    Attributes:
        size: Bytes of the input the text came from, to recognise it unchanged; ``None`` if that means nothing.
        modified_ns: Modification time of that input in nanoseconds, likewise.
        digest: SHA-256 of that input, where comparing it is cheaper than reading the text again.
        observed_at: When the source carried the text, as a server or an archive recorded it; UTC, RFC 3339.
        record_uri: Where the bytes lie, if that is not where the text was seen, as in ``file:///a.warc.gz#1234``.
    """

    size: int | None = None
    modified_ns: int | None = None
    digest: str | None = None
    observed_at: str | None = None
    record_uri: str | None = None

    def all_of(self, whole: Container) -> Self:
        """The same for a text that is all there is in the input ``whole``."""
        return dataclasses.replace(self, size=whole.size, modified_ns=whole.modified_ns, digest=whole.digest)


@dataclasses.dataclass(frozen=True)
class Document:
    """One text from one source, as a reader hands it on.

    Attributes:
        uri: Where the text was seen.
        text: The exact extracted text; lone surrogates are replaced by U+FFFD, in ``uri`` too.
        metadata: What the source claims.
        origin: Where it was read from.
    """

    uri: str
    text: str
    metadata: Metadata = Metadata()  # noqa: RUF009 - it is frozen
    origin: Origin = Origin()

    def __post_init__(self) -> None:
        """Make both storable, and drop a claim that what was observed contradicts."""
        object.__setattr__(self, "uri", scalar_text(self.uri))
        object.__setattr__(self, "text", scalar_text(self.text))
        if self.origin.observed_at:
            object.__setattr__(self, "metadata", self.metadata.as_seen(self.origin.observed_at))

    def as_seen(self, at: str) -> Self:
        """The same document, less what a claim says of a time after ``at``, when it is seen by us."""
        metadata = self.metadata.as_seen(at)
        return self if metadata is self.metadata else dataclasses.replace(self, metadata=metadata)

    @functools.cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to index."""
        return not self.text.strip()


@dataclasses.dataclass(frozen=True)
class Failure:
    """An input that was left out, and why.

    Attributes:
        uri: The input, or the record or row in it.
        reason: Why, in plain words.
        size: Bytes of the input, to leave it out again as long as it is unchanged; ``None`` if it is to be tried again.
        modified_ns: Modification time of the input in nanoseconds, likewise.
        remedy: What to do where the cause is not in the input, such as a library to install.
    """

    uri: str
    reason: str
    size: int | None = None
    modified_ns: int | None = None
    remedy: str | None = None


@dataclasses.dataclass(frozen=True)
class PassedOver:
    """A record of a web archive whose type holds no text, so that it was not read."""

    content_type: str
