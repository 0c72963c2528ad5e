"""Seals: digests in the chain of events over rows that never change.

An event that adds rows seals them. Removing rows for good breaks that seal, so the event that removes them carries a
new seal over the rest. Nothing derived from the removed rows stays, and all rows that stay are sealed.
"""

import bisect
import dataclasses
import json
from collections.abc import Callable, Collection, Iterator, Mapping

from provenance.store import documents, matches, sightings, signatures
from provenance.store.database import Store

SEALED: Mapping[str, Callable[[Store, int, int], str]] = {
    "add-documents": documents.digest_of,
    "add-matches": matches.digest_of,
    "add-sightings": sightings.digest_of,
    "add-signatures": signatures.digest_of,
    "add-signature-candidates": signatures.digest_of_candidates,
}
"""Events that seal rows, and what recomputes the digest of those with numbers from a first to a last."""

RENEWING = "forget-documents"
"""The event that carries new seals, in the place of those of earlier events."""


@dataclasses.dataclass(frozen=True)
class Seal:
    """What an event promises about the rows it added.

    Attributes:
        event_id: The event that added them.
        action: What it did, a key of :data:`SEALED`.
        first: Lowest number of its rows.
        last: Highest number of its rows.
        digest: Of those that are left.
    """

    event_id: int
    action: str
    first: int
    last: int
    digest: str

    def holds(self, store: Store) -> bool:
        """Whether the rows are those that were sealed."""
        return self.recomputed(store) == self.digest

    def recomputed(self, store: Store) -> str:
        """The digest of the rows as they are."""
        return SEALED[self.action](store, self.first, self.last)


def current(store: Store, action: str) -> Iterator[Seal]:
    """The seals of all events of this kind, as they are in force now."""
    renewed = _renewed(store)
    sql = "SELECT event_id, object FROM event WHERE action = ? ORDER BY event_id"
    for event_id, text in store.rows(sql, (action,)):
        subject = json.loads(text)
        digest = renewed.get(event_id, subject["digest"])
        yield Seal(event_id, action, subject["first"], subject["last"], digest)


def over(store: Store, action: str, numbers: Collection[int]) -> list[Seal]:
    """Those seals that cover a row with one of these numbers and hold; a broken one must stay broken."""
    rising = sorted(numbers)

    def covers(seal: Seal) -> bool:
        at = bisect.bisect_left(rising, seal.first)
        return at < len(rising) and rising[at] <= seal.last

    return [seal for seal in current(store, action) if covers(seal) and seal.holds(store)]


def renewal(store: Store, seals: Collection[Seal]) -> dict[str, str]:
    """New digests of the rows that are left, by the event that sealed them; for the event that removes the others."""
    return {str(seal.event_id): seal.recomputed(store) for seal in seals}


def _renewed(store: Store) -> dict[int, str]:
    sql = "SELECT object FROM event WHERE action = ? ORDER BY event_id"
    renewals = (json.loads(text)["seals"] for (text,) in store.rows(sql, (RENEWING,)))
    return {int(event_id): digest for seals in renewals for event_id, digest in seals.items()}
