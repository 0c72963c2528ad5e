"""Documents that matches connect: clusters are versions of one text, families share any passage.

Clusters are the connected components of the matches that make documents versions of one text. They depend only on the
matches, so they can be recomputed. They depend on the set of all matches, so order and batches do not matter. The cost
of a batch follows what it touches: when two clusters become one, the smaller moves (weighted union), so no document
moves more than log₂ n times.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from provenance.store import Store, clusters, lineage_inputs
from provenance.store.clusters import Cluster, Edge

Node = TypeVar("Node", int, str)


def update(store: Store, ids: Collection[int], match_ids: Collection[int]) -> None:
    """Bring clusters up to date, in the transaction of a batch.

    Args:
        store: The store, which has the batch.
        ids: Documents of the batch, known ones included: a new sighting may let one stand for its cluster.
        match_ids: The matches of the batch.
    """
    _link(store, clusters.edges_of_matches(store, match_ids), ids)


def leave(store: Store, ids: Collection[int]) -> None:
    """Take documents out of their clusters, which may fall apart; in the transaction that forgets them."""
    keys = {cluster.key for cluster in clusters.of_documents(store, ids).values()}
    stay = set(clusters.members(store, keys)) - set(ids)
    clusters.dissolve(store, keys)
    _link(store, clusters.edges_among(store, stay))


def rebuild(store: Store) -> None:
    """Make all clusters anew from the matches."""
    clusters.dissolve(store, [cluster.key for cluster in clusters.every(store)])
    _link(store, clusters.edges(store))


def problems(store: Store) -> Iterator[str]:
    """In plain words, whether the stored clusters are not those that the matches make."""
    groups = list(components(clusters.edges(store)))
    ranks = clusters.ranks(store, [number for group in groups for number in group])
    expected = [(group[0], min(group, key=ranks.__getitem__), len(group)) for group in groups]
    stored = [(one.cluster_id, one.representative_id, one.documents) for one in clusters.every(store)]
    if stored != expected or clusters.memberships(store) != {number: group[0] for group in groups for number in group}:
        yield "the clusters are not those that the matches make; `prov compact` makes them anew"


def components(edges: Iterable[tuple[Node, Node]]) -> Iterator[list[Node]]:
    """The connected components of a graph, each as its nodes, rising, by their lowest node.

    Union-find with path halving (Tarjan and van Leeuwen, Worst-case analysis of set union algorithms, 1984).

    >>> list(components([(4, 5), (1, 3), (3, 4), (7, 9)]))
    [[1, 3, 4, 5], [7, 9]]
    """
    parent: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    found: dict[Node, list[Node]] = {}
    for node in sorted(parent):
        found.setdefault(root(node), []).append(node)
    yield from found.values()


def _link(store: Store, edges: Collection[Edge], touched: Collection[int] = ()) -> None:
    """Join what ``edges`` connect, and let the best of ``touched`` stand for its cluster."""
    ends = {number for edge in edges for number in edge}
    known = clusters.of_documents(store, ends | set(touched))
    ids = ends | known.keys()
    by_id = {cluster.cluster_id: cluster for cluster in known.values()}
    ranks = clusters.ranks(store, ids | {cluster.representative_id for cluster in by_id.values()})
    node = {number: known[number].cluster_id if number in known else number for number in ids}
    contenders: dict[int, list[int]] = {}
    for number in ids:
        contenders.setdefault(node[number], []).append(number)
    again = [(node[number], node[number]) for number in touched if number in known]
    for group in components([*((node[a], node[b]) for a, b in edges), *again]):
        old = [by_id[one] for one in group if one in by_id]
        standing = [number for one in group for number in contenders[one]]
        best = min([*standing, *(one.representative_id for one in old)], key=ranks.__getitem__)
        _join(store, old, [one for one in group if one not in by_id], best)


def _join(store: Store, old: list[Cluster], new: list[int], representative_id: int) -> None:
    """Make one cluster of old ones and documents that are in none."""
    if not old:
        clusters.create(store, new, representative_id)
        return
    largest = max(old, key=lambda one: (one.documents, -one.cluster_id))
    others = [one for one in old if one is not largest]
    if others or new or representative_id != largest.representative_id:
        clusters.grow(store, largest, others, new, representative_id)


def nearest(store: Store, ids: Collection[int], most: int) -> set[int]:
    """The documents of the families of ``ids`` that are nearest to these, about ``most`` of them (breadth first)."""
    reached, border = set(ids), set(ids)
    while border and len(reached) < most:
        border = {other for _, other in lineage_inputs.pairs(store, border)} - reached
        reached |= border
    return reached


def split_by_size(store: Store, ids: Collection[int], large: int) -> tuple[set[int], set[int]]:
    """All documents of the families of ``ids`` that have fewer than ``large``, and those of ``ids`` in larger ones.

    A large family is not followed to its end, so that what it costs does not grow with it.
    """
    pairs: list[tuple[int, int]] = []
    reached, border, beyond = set(ids), set(ids), set()
    while border:
        found = lineage_inputs.pairs(store, border)
        pairs += found
        border = {other for _, other in found} - reached
        reached |= border
        if len(reached) >= large:
            beyond = {number for one in components(pairs) if len(one) >= large for number in one}
            border -= beyond
    return reached - beyond, beyond.intersection(ids)
