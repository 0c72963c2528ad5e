"""The facts of pages, read from the store. No other module here reads it."""

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from provenance import engine
from provenance.errors import UsageError
from provenance.model import Comparison, Document, Kind, Match
from provenance.pipeline.aligning import compare
from provenance.pipeline.asking.lookup import Family, distant_of, family, find, undecided_of
from provenance.pipeline.asking.query import query
from provenance.pipeline.asking.watching import last_run
from provenance.pipeline.session import Session, open_reader
from provenance.pipeline.stored_texts import stored_texts
from provenance.presentation.words import amount, moment
from provenance.store import (
    Store,
    clusters,
    documents,
    events,
    lineage,
    matches,
    open_for_reading,
    page_queries,
    runs,
    swaps,
    watches,
)
from provenance.store.runs import Run
from provenance.uris import document_names
from provenance.web import graph
from provenance.web.page import MOST_SOURCES, Pair, Place, Text


@dataclasses.dataclass(frozen=True)
class State:
    """What a store was when it was asked: the last event of its chain, and when that was added."""

    head: events.Head
    at: str


@dataclasses.dataclass(frozen=True)
class About:
    """A text and what it is held against; ``state`` unless no store was asked.

    Attributes:
        more: Matches beyond those in ``pairs``.
    """

    text: Text
    pairs: tuple[Pair, ...]
    state: State | None = None
    family: Family | None = None
    runs: tuple[Run, ...] = ()
    more: int = 0


def state(store: Store) -> State:
    """The state of a store."""
    head = events.head(store)
    found = page_queries.event(store, head.event_id)
    return State(head, found[0] if found else "")


def file(db: Path, asked: Document) -> About:
    """A text that is held against the store, as ``prov query`` does. Nothing is stored."""
    with open_reader(db) as session, session.store.snapshot():
        return asked_text(session, asked)


def asked_text(session: Session, asked: Document) -> About:
    """Likewise, of a store that is open."""
    store = session.store
    found = query(session, asked.text, uri=asked.uri)
    known = documents.ids_by_sha256(store, [found.sha256]).get(found.sha256)
    by_document: dict[int, Match] = {}
    for match in found.matches:
        by_document.setdefault(match.document_id, match)
    texts = _texts(store, by_document, {number: match.source_text for number, match in by_document.items()})
    pairs = tuple(
        Pair(dataclasses.replace(texts[number], uri=match.uri), match.comparison)
        for number, match in by_document.items()
        if number != known or match.uri != asked.uri
    )
    text = _as_read(asked, found.sha256, found.tokens, known)
    return About(text, pairs, state(store), None if known is None else _family(store, known), runs_of(store, ()))


def document(store: Store, number: int) -> About:
    """A stored text and its strongest matches."""
    strongest = page_queries.strongest(store, number, MOST_SOURCES)
    ids = [number, *(other for _, other in strongest)]
    texts = _texts(store, ids)
    loaded = [(match_id, other, matches.load(store, match_id)) for match_id, other in strongest]
    pairs = tuple(
        Pair(texts[other], _turned(found, number, texts), match_id) for match_id, other, found in loaded if found
    )
    more = page_queries.match_count(store, number) - len(strongest)
    of = {found.row.run_id for _, _, found in loaded if found}
    return About(texts[number], pairs, state(store), _family(store, number), runs_of(store, of), more)


def match(store: Store, match_id: int) -> About:
    """A stored match, its left document as the text."""
    found = matches.load(store, match_id)
    if found is None:
        raise UsageError(f"no match {match_id} in {store.path}", hint="list them with `prov matches`")
    left, right = found.row.left_id, found.row.right_id
    texts = _texts(store, (left, right))
    pair = Pair(texts[right], _turned(found, left, texts), match_id)
    return About(texts[left], (pair,), state(store), None, runs_of(store, {found.row.run_id}))


def pair(one: Document, other: Document) -> About:
    """Two texts, without a store."""
    texts = engine.prepared(one.text), engine.prepared(other.text)
    query, source = (_as_read(read, read.sha256, text.tokens) for read, text in zip((one, other), texts, strict=True))
    return About(query, (Pair(source, compare(*texts)),))


def stored_pair(store: Store, one: int, other: int) -> About:
    """Two stored texts; if the store has no match of them, they are aligned now."""
    number = matches.between(store, one, other)
    if number is not None:
        return match(store, number)
    texts = _texts(store, (one, other))
    found = compare(texts[one].text, texts[other].text)
    return About(texts[one], (Pair(texts[other], found),), state(store), None)


def _as_read(one: Document, sha256: str, tokens: int, document_id: int | None = None) -> Text:
    """A text as a reader gave it; ``document_id`` if the store has the same."""
    about = one.metadata
    return Text(
        one.uri,
        one.text,
        sha256,
        tokens,
        document_id=document_id,
        title=about.title,
        author=about.author,
        published_at=about.published_at,
    )


def _texts(store: Store, ids: Iterable[int], known: dict[int, str] | None = None) -> dict[int, Text]:
    """Documents with their texts and places."""
    wanted = list(ids)
    stored = documents.load(store, wanted)
    missing = [number for number in wanted if number not in (known or {})]
    exact = stored_texts(store, missing) | (known or {})
    places: dict[int, list[Place]] = {}
    for one in page_queries.sightings(store, wanted):
        place = Place(one.uri, one.first_seen_at, one.last_seen_at, one.published_at, one.observed_at, one.evidence)
        places.setdefault(one.document_id, []).append(place)
    return {
        number: Text(
            one.uri,
            exact[number],
            one.sha256,
            one.tokens,
            number,
            one.claims.title,
            one.claims.author,
            one.claims.published_at,
            one.first_seen_at,
            tuple(places.get(number, ())),
        )
        for number, one in stored.items()
    }


def text_of(store: Store, number: int) -> Text:
    """A stored text with its places."""
    return _texts(store, [number])[number]


def _turned(found: matches.StoredMatch, query_id: int, texts: dict[int, Text]) -> Comparison:
    """A stored match with one of its documents as the query."""
    comparison = found.comparison(texts[found.row.left_id].text, texts[found.row.right_id].text)
    return comparison if query_id == found.row.left_id else comparison.flipped()


def runs_of(store: Store, ids: Collection[int]) -> tuple[Run, ...]:
    """The runs of these numbers; without numbers, the last one that ended."""
    latest = runs.latest(store, 1_000 if ids else 1)
    return tuple(run for run in latest if run.run_id in ids) if ids else tuple(latest)


def _family(store: Store, number: int) -> Family | None:
    """The lineage of a document, if it has any."""
    tree = lineage.tree(store, number)
    edges = (*tree.ancestors, *tree.descendants)
    related = {number} | {end for edge in edges for end in (edge.derived_id, edge.source_id)}
    touching = lineage.touching(store, [number])
    undecided = undecided_of(number, touching, matches.partners(store, [number]))
    distant = distant_of(touching, related)
    if not touching and not undecided:
        return None
    others = {end for row in undecided for end in (row.left_id, row.right_id)}
    others |= {end for edge in distant for end in (edge.derived_id, edge.source_id)}
    return Family(tree, documents.load(store, related | others), {}, {}, undecided, distant)


def drawing(store: Store, family: Family) -> graph.Drawing:
    """The lineage of a document as it is drawn."""
    names = document_names([(member.uri, number) for number, member in family.members.items()])
    nodes = {
        number: graph.Node(number, name, member.uri, _dated(member), when=member.claims.published_at or "")
        for name, (number, member) in zip(names, family.members.items(), strict=True)
    }
    number = family.tree.document_id
    edges = {*family.tree.ancestors, *family.tree.descendants, *family.distant}
    links = [
        graph.Link(edge.source_id, edge.derived_id, f"{edge.relation} {edge.confidence:.2f}", edge.confidence)
        for edge in sorted(edges, key=lambda edge: (edge.source_id, edge.derived_id))
    ]
    links += [
        graph.Link(number, family.other(row), "undecided", 0.0, row.match_id, decided=False) for row in family.undecided
    ]
    return _with_matches(store, graph.draw(nodes, links, number))


def _with_matches(store: Store, drawn: graph.Drawing) -> graph.Drawing:
    """The drawing with the numbers of the matches that its lines stand for."""
    lines = tuple(
        dataclasses.replace(line, link=dataclasses.replace(line.link, match_id=_number_of(store, line.link)))
        for line in drawn.lines
    )
    return dataclasses.replace(drawn, lines=lines)


def _number_of(store: Store, link: graph.Link) -> int | None:
    return link.match_id or matches.between(store, link.source, link.derived)


def _dated(member: documents.StoredDocument) -> str:
    published = member.claims.published_at
    return f"says {moment(published)}" if published else f"seen {moment(member.first_seen_at)}"


def drawn_family(db: Path, name: str) -> graph.Drawing:
    """The lineage of a text as it is drawn."""
    with open_for_reading(db) as store, store.snapshot():
        return drawing(store, family(store, name))


@dataclasses.dataclass(frozen=True)
class Lane:
    """A version of a text: where it stands, and which stretches of the representative it has, with their kinds."""

    document_id: int
    uri: str
    name: str
    note: str
    match_id: int | None
    bars: tuple[tuple[float, float, Kind], ...]


@dataclasses.dataclass(frozen=True)
class Versions:
    """A cluster: its lanes, the representative first, and how many more documents it has."""

    cluster_id: int
    documents: int
    characters: int
    lanes: tuple[Lane, ...]

    @property
    def left_out(self) -> int:
        """Versions that are not drawn."""
        return self.documents - len(self.lanes)


#: Versions of a cluster that a page has.
MOST_LANES = 60


def versions(store: Store, name: str, most: int = MOST_LANES) -> Versions:
    """The cluster of a text, each version as far as it repeats the representative.

    Raises:
        UsageError: There is no such text, or it has no other version.
    """
    members = clusters.of_document(store, find(store, name), most)
    if not members:
        raise UsageError(f"{name!r} has no other version in {store.path}", hint="see `prov clusters` for those that do")
    known = documents.load(store, [member.document_id for member in members])
    names = document_names([(member.uri, member.document_id) for member in members])
    first = known[members[0].document_id]
    length = max(1, first.characters)
    lanes = []
    for member, called in zip(members, names, strict=True):
        number = None if member is members[0] else matches.between(store, first.document_id, member.document_id)
        found = None if number is None else matches.load(store, number)
        bars = ((0.0, 1.0, Kind.VERBATIM),) if member is members[0] else _bars(found, first.document_id, length)
        note = f"{amount(known[member.document_id].tokens, 'word')}, {_dated(known[member.document_id])}"
        lanes.append(Lane(member.document_id, member.uri, called, note, number, tuple(bars)))
    return Versions(members[0].cluster_id, members[0].documents, length, tuple(lanes))


def _bars(found: matches.StoredMatch | None, representative: int, length: int) -> Sequence[tuple[float, float, Kind]]:
    if found is None:
        return ()
    left = found.row.left_id == representative
    spans = (
        (one.query_start, one.query_end, one.kind) if left else (one.source_start, one.source_end, one.kind)
        for one in found.alignment.passages
    )
    return sorted((start / length, end / length, kind) for start, end, kind in spans)


def listed_clusters(store: Store, limit: int) -> list[clusters.Listed]:
    """The largest clusters."""
    return clusters.listed(store, limit=limit)


def watched(store: Store, since: str | None, limit: int) -> list[watches.Repetition]:
    """What repeats watched texts, newest first; ``last`` is since the last run that added texts."""
    first = last_run(store) if since == "last" else None
    wanted = watches.Wanted(since=None if since == "last" else since, since_run=first)
    return watches.repetitions(store, wanted, limit)


def found_by(store: Store, run: str, limit: int) -> tuple[int, list[matches.ListedMatch]]:
    """A run, and the matches it found; ``last`` is the last one that added texts."""
    number = last_run(store) if run == "last" else int(run) if run.isdecimal() and len(run) < 19 else 0  # noqa: PLR2004
    if page_queries.run(store, number) is None:
        raise UsageError(f"no run {run} in {store.path}", hint="list them with `prov status`")
    return number, matches.listed(store, matches.Filter(run_id=number), limit)


def common_swaps(store: Store, limit: int) -> list[swaps.Swap]:
    """Swaps that most documents show."""
    return swaps.listed(store, limit=limit)
