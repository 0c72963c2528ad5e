"""The facts of a page as data: part of every report, and beside every page of `prov serve`."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from provenance import __version__
from provenance.presentation.as_json import comparison_json
from provenance.web.gather import About, State
from provenance.web.page import PairPage, ShownPassage, Source, Text, TextPage

SCHEMA_VERSION = 1


def about(what: str, state: State | None, at: str | None, command: str) -> dict[str, Any]:
    """What every page says of itself: its kind, the state of the store, the stated time, and what makes it again."""
    store = None
    if state:
        store = {"event_id": state.head.event_id, "hash": state.head.hash, "at": state.at}
    return {
        "schema_version": SCHEMA_VERSION,
        "page": what,
        "version": __version__,
        "made_at": at,
        "command": command,
        "store": store,
    }


def text(found: TextPage, given: About) -> dict[str, Any]:
    """The facts of a page about a text."""
    numbers = {id(one.passage): one for one in found.passages}
    return {
        "text": _text(found.text),
        "covered_words": found.covered,
        "share": round(found.share, 4),
        "hidden": dict(found.hidden),
        "left_out": found.left_out + given.more,
        "sources": [_source(source, numbers) for source in found.sources],
        "lineage": _lineage(given),
        "runs": [dataclasses.asdict(run) for run in given.runs],
    }


def pair(found: PairPage, given: About) -> dict[str, Any]:
    """The facts of a page about a pair."""
    compared = comparison_json(found.comparison)
    numbers = {id(one.passage): one for one in found.passages}
    _number(compared, found.comparison.passages, numbers)
    return {
        "query": _text(found.query),
        "source": _text(found.pair.source),
        "match_id": found.pair.match_id,
        "hidden": dict(found.hidden),
        **compared,
        "runs": [dataclasses.asdict(run) for run in given.runs],
    }


def _text(one: Text) -> dict[str, Any]:
    return {
        "uri": one.uri,
        "sha256": one.sha256,
        "words": one.words,
        "document_id": one.document_id,
        "title": one.title,
        "author": one.author,
        "published_at": one.published_at,
        "first_seen_at": one.first_seen_at,
        "places": [dataclasses.asdict(place) for place in one.places],
    }


def _source(source: Source, numbers: Mapping[int, ShownPassage]) -> dict[str, Any]:
    compared = comparison_json(source.pair.comparison)
    _number(compared, source.pair.comparison.passages, numbers)
    return {
        "letter": source.letter,
        **_text(source.text),
        "match_id": source.pair.match_id,
        "covered_words": source.covered,
        "share": round(source.share, 4),
        **compared,
    }


def _number(compared: dict[str, Any], passages: tuple[object, ...], numbers: Mapping[int, ShownPassage]) -> None:
    """Give the passages of a comparison the numbers and words that the page has for them."""
    for body, passage in zip(compared["passages"], passages, strict=True):
        one = numbers[id(passage)]
        body |= {"number": one.number, "words": one.passage.words, "hidden": one.hidden}


def _lineage(given: About) -> list[dict[str, Any]]:
    if given.family is None:
        return []
    edges = {*given.family.tree.ancestors, *given.family.tree.descendants}
    return [
        {
            "derived_id": edge.derived_id,
            "source_id": edge.source_id,
            "relation": edge.relation,
            "confidence": round(edge.confidence, 4),
            "immediate": edge.immediate,
        }
        for edge in sorted(edges, key=lambda edge: (edge.source_id, edge.derived_id))
    ]
