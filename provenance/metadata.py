"""What a source claims about its text, in a form that any store can hold."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Self

from provenance.times import as_claimed, claimed_time

_SURROGATE = re.compile("[\ud800-\udfff]")


def scalar_text(text: str) -> str:
    """``text`` with every lone surrogate replaced by U+FFFD, so that any encoding can hold it; offsets stay."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


@dataclasses.dataclass(frozen=True)
class Metadata:
    """What a source claims about its text. Claims can lie.

    Attributes:
        published_at: When it was published, as precisely as it is claimed (:class:`provenance.times.ClaimedTime`); a
            full moment in UTC, RFC 3339, whatever zone it is given in. A placeholder is no claim.
        canonical: The address the source names as the proper one of this text.
        licence: Its licence, as an address or in words.
        credited: The address to which the source leads as where its text is from.
    """

    published_at: str | None = None
    title: str | None = None
    author: str | None = None
    language: str | None = None
    canonical: str | None = None
    licence: str | None = None
    credited: str | None = None

    def __post_init__(self) -> None:
        """Make the claims storable; :class:`ValueError` if ``published_at`` is no time."""
        for name, claim in list(vars(self).items()):
            if claim is not None:
                object.__setattr__(self, name, scalar_text(claim) or None)
        if self.published_at:
            try:
                object.__setattr__(self, "published_at", as_claimed(self.published_at))
            except ValueError as error:
                raise ValueError(f"published_at {self.published_at!r} is not a date or time (RFC 3339)") from error

    def as_seen(self, at: str) -> Self:
        """These claims, as far as they can be true of what was seen ``at`` a moment: it was published by then."""
        if self.published_at and claimed_time(self.published_at).is_later_than(at):
            return dataclasses.replace(self, published_at=None)
        return self


def claimed(claims: Mapping[str, str | None]) -> Metadata:
    """``claims`` by field, as far as they can be kept; a time of publication that is no time is not."""
    try:
        return Metadata(**claims)
    except ValueError:
        return Metadata(**{**claims, "published_at": None})
