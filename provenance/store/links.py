"""Links that are evidence for the source of a text: canonical links, and links behind a credit."""

import collections
import json
from collections.abc import Collection, Iterable, Mapping

from provenance.store.database import Store
from provenance.uris import address_key

LATEST = """
    NOT EXISTS (SELECT 1 FROM sighting AS n WHERE n.source_id = g.source_id
                AND n.document_id = g.document_id AND n.sighting_id > g.sighting_id)
"""
"""The sighting ``g`` is the last one of its document at its source."""

#: Documents with the same canonical link that are looked at; of more, the first.
MOST_SHARED = 64


def canonical(store: Store, ids: Collection[int]) -> dict[int, set[str]]:
    """The canonical links to elsewhere that the sources of these documents last had.

    An address that different texts share as theirs is that of none of them: of a front page, or a mistake.
    """
    sql = f"""
        SELECT g.document_id, g.canonical, s.uri FROM sighting AS g JOIN source AS s USING (source_id)
        WHERE g.document_id IN (SELECT value FROM json_each(?)) AND g.canonical IS NOT NULL AND {LATEST}
    """  # noqa: S608 - a constant
    rows = store.rows(sql, (json.dumps(list(ids)),))
    found = [(number, address) for number, address, uri in rows if address_key(address) != address_key(uri)]
    shared = _shared(store, {address for _, address in found})
    return _by_document((number, address) for number, address in found if address not in shared)


def credited(store: Store, ids: Collection[int]) -> dict[int, set[str]]:
    """The addresses to which the sources of these documents last led as where they are from."""
    sql = f"""
        SELECT g.document_id, g.credited FROM sighting AS g
        WHERE g.document_id IN (SELECT value FROM json_each(?)) AND g.credited IS NOT NULL AND {LATEST}
    """  # noqa: S608 - a constant
    return _by_document(store.rows(sql, (json.dumps(list(ids)),)))


def _by_document(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for number, address in pairs:
        found.setdefault(number, set()).add(address)
    return found


def _shared(store: Store, addresses: Collection[str]) -> set[str]:
    """Those of ``addresses`` that are canonical for texts which matches do not connect."""
    if not addresses:
        return set()
    sql = """
        SELECT g.canonical, g.document_id, s.uri FROM sighting AS g JOIN source AS s USING (source_id)
        WHERE g.canonical IN (SELECT value FROM json_each(?)) ORDER BY g.document_id
    """
    naming: dict[str, set[int]] = collections.defaultdict(set)
    for address, number, uri in store.rows(sql, (json.dumps(sorted(addresses)),)):
        if address_key(address) != address_key(uri) and len(naming[address]) < MOST_SHARED:
            naming[address].add(number)
    several = {address: numbers for address, numbers in naming.items() if len(numbers) > 1}
    partners = _partners(store, set().union(*several.values()) if several else set())
    return {address for address, numbers in several.items() if not _are_connected(numbers, partners)}


def _partners(store: Store, ids: Collection[int]) -> Mapping[int, set[int]]:
    """For each of these documents those of them that a match connects it with."""
    sql = """
        SELECT left_id, right_id FROM match
        WHERE left_id IN (SELECT value FROM json_each(:ids)) AND +right_id IN (SELECT value FROM json_each(:ids))
    """
    found: dict[int, set[int]] = collections.defaultdict(set)
    for left, right in store.rows(sql, {"ids": json.dumps(sorted(ids))}):
        found[left].add(right)
        found[right].add(left)
    return found


def _are_connected(numbers: Collection[int], partners: Mapping[int, set[int]]) -> bool:
    """Whether matches lead from each of these documents to every other, by way of these alone."""
    todo = [min(numbers)]
    left = set(numbers) - set(todo)
    while todo:
        beyond = partners.get(todo.pop(), set()) & left
        left -= beyond
        todo += beyond
    return not left
