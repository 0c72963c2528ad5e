"""What one pass did, and what it reports about its answers."""

import dataclasses

from provenance.model import Failure
from provenance.store.fetches import Conclusion, Outcome


@dataclasses.dataclass(frozen=True)
class Report:
    """What one pass did.

    Attributes:
        outcomes: Requests by what they came to.
        disallowed: URLs that robots.txt forbids or that could not be asked about.
        withheld: Pages whose texts are not indexed because they or their servers ask for that.
        size: Bytes of all bodies.
        added: Pages with a text seen for the first time.
        changed: Pages with another text than before.
        matches: Matches found.
        left: Whether something is still due: a limit was reached, or a host is in trouble.
        unindexed: Pages in the archive that are still to be indexed, since another writer was at work.
        failures: URLs that could not be fetched or whose answers could not be understood, wholly or in part, and why;
            and those of the configuration that are gone or may not be asked for.
        unread: Pages whose text could not be read, and why.
        silent: URLs that give nothing to index or to fetch though nothing is wrong with them, and why.
        recovered: What had to be made good after a crash.
    """

    run_id: int
    outcomes: dict[Outcome, int]
    disallowed: int
    withheld: int
    size: int
    added: int
    changed: int
    matches: int
    left: bool
    unindexed: int
    failures: tuple[Failure, ...]
    unread: tuple[Failure, ...]
    silent: tuple[Failure, ...]
    recovered: tuple[str, ...]


class Remarks:
    """What is to be said of URLs, once for each."""

    def __init__(self) -> None:
        """Nothing is said yet."""
        self._bad: dict[str, str] = {}
        self._unread: dict[str, Failure] = {}
        self._silent: dict[str, str] = {}

    def answer(self, url: str, reason: str | None, *, is_bad: bool) -> None:
        """What an answer came to; most give no reason to say anything."""
        if reason is not None:
            (self._bad if is_bad else self._silent)[url] = reason

    def text(self, url: str, found: Conclusion) -> None:
        """What reading the text of a page came to."""
        if found.reason is not None and found.is_bad:
            self._unread[url] = Failure(url, found.reason, remedy=found.remedy)
        elif found.reason is not None:
            self._silent[url] = found.reason

    @property
    def bad(self) -> tuple[Failure, ...]:
        """What could not be fetched or understood."""
        return _failures(self._bad)

    @property
    def unread(self) -> tuple[Failure, ...]:
        """What has a text that could not be read."""
        return tuple(self._unread.values())

    @property
    def silent(self) -> tuple[Failure, ...]:
        """What gives nothing."""
        return _failures(self._silent)


def _failures(said: dict[str, str]) -> tuple[Failure, ...]:
    return tuple(Failure(url, reason) for url, reason in said.items())
