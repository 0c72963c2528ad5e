"""Checks whether the facts of a report still hold in a store."""

import html.parser
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from provenance.errors import InputError
from provenance.pipeline.stored_texts import stored_texts
from provenance.store import Store, documents, lineage, matches, open_for_reading, page_queries

#: Bytes of a report that are read at most.
_MOST = 1 << 30


class _Facts(html.parser.HTMLParser):
    """Finds the facts in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin where the facts do."""
        self.inside = tag == "script" and dict(attrs).get("id") == "facts"

    def handle_endtag(self, tag: str) -> None:
        """End with them."""
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        """Take what lies between."""
        if self.inside:
            self.parts.append(data)


def facts_in(path: Path) -> dict[str, Any]:
    """The facts in a report.

    Raises:
        InputError: It is none of ours.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MOST)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    parser = _Facts()
    parser.feed(text)
    try:
        found = json.loads("".join(parser.parts))
    except ValueError:
        found = None
    if not isinstance(found, dict) or "page" not in found or "store" not in found:
        raise InputError(f"{path} is no report of ours", hint="make one with `prov report`")
    return found


def check(facts: Mapping[str, Any], db: Path) -> tuple[int, list[str]]:
    """How many facts were looked at, and in plain words those that do not hold in the store at ``db``.

    What the report left out is not looked at, and neither is what it says in words: the page could be edited beside
    its facts. The same command makes the same page again, and that can be compared.
    """
    with open_for_reading(db) as store, store.snapshot():
        try:
            outcomes = list(_outcomes(store, facts))
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"the report's facts are not complete: {error}") from error
    return len(outcomes), [said for said in outcomes if said]


def _outcomes(store: Store, facts: Mapping[str, Any]) -> Iterator[str]:
    """Of each fact what is wrong with it; empty where it holds."""
    yield from _chain(store, facts["store"])
    if facts["page"] == "text":
        yield from _text(store, facts["text"])
        for source in facts["sources"]:
            yield from _text(store, source)
            yield from _passages(store, facts["text"], source, source)
        yield from _lineage(store, facts["lineage"])
    elif facts["page"] == "pair":
        yield from _text(store, facts["query"])
        yield from _text(store, facts["source"])
        yield from _passages(store, facts["query"], facts["source"], facts)
    else:
        for row in facts.get("matches", ()):
            yield from _match(store, row)


def _chain(store: Store, said: Mapping[str, Any] | None) -> Iterator[str]:
    if said is None:
        return
    found = page_queries.event(store, said["event_id"])
    same = found is not None and found[1] == said["hash"]
    yield "" if same else f"event {said['event_id']} of the chain has not the hash that the report names"


def _text(store: Store, said: Mapping[str, Any]) -> Iterator[str]:
    number = said["document_id"]
    if number is None:
        return
    known = documents.load(store, [number]).get(number)
    if known is None:
        yield f"document {number} ({said['uri']}) is not in the store"
        return
    yield "" if known.sha256 == said["sha256"] else f"document {number} has another text than the report says"
    claimed = said["published_at"]
    if known.uri == said["uri"]:
        same = claimed == known.claims.published_at
        yield "" if same else f"document {number} claims {known.claims.published_at} now, and {claimed} in the report"


def _passages(
    store: Store, query: Mapping[str, Any], source: Mapping[str, Any], pair: Mapping[str, Any]
) -> Iterator[str]:
    """Whether the words of passages stand where they are said to, and the match is as it was."""
    for side, about in (("query", query), ("source", source)):
        number = about["document_id"]
        text = stored_texts(store, [number]).get(number) if number is not None else None
        if text is None:
            continue
        for one in pair["passages"]:
            same = text[one[f"{side}_start"] : one[f"{side}_end"]] == one[f"{side}_text"]
            yield "" if same else f"passage {one['number']} is not in document {number} where the report says"
    if pair.get("match_id") is not None:
        yield from _match(store, {**pair, "left_id": query["document_id"], "right_id": source["document_id"]})


def _match(store: Store, said: Mapping[str, Any]) -> Iterator[str]:
    number = said["match_id"]
    found = matches.load(store, number)
    if found is None:
        yield f"match {number} is not in the store"
        return
    ends = {found.row.left_id, found.row.right_id} == {said["left_id"], said["right_id"]}
    kept = found.row.kind == said["kind"] and found.row.matched_words == said["matched_words"]
    yield "" if ends and kept else f"match {number} is not what the report says"


def _lineage(store: Store, said: list[Mapping[str, Any]]) -> Iterator[str]:
    known = {
        (row.derived_id, row.source_id): row
        for row in lineage.touching(store, {end for one in said for end in (one["derived_id"], one["source_id"])})
    }
    for one in said:
        edge = known.get((one["derived_id"], one["source_id"]))
        same = edge is not None and edge.relation == one["relation"] and round(edge.confidence, 4) == one["confidence"]
        what = f"that document {one['derived_id']} derives from {one['source_id']}"
        yield "" if same else f"the store does not say {what} as the report does"
