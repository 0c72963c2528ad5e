"""Texts that repeat watched texts, as lines, JSON, or an Atom feed."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from provenance.cli import options
from provenance.model import Kind
from provenance.presentation.words import amount
from provenance.visible import one_line

if TYPE_CHECKING:
    from provenance.store.watches import Repetition


def find(db: Path, *, kind: Kind | None, min_words: int, since: str | None, limit: int) -> "list[Repetition]":
    """The repetitions in the store at ``db`` that fit, newest first."""
    from provenance.pipeline.asking.watching import last_run
    from provenance.store import open_for_reading, watches

    start = None if since == options.LAST else options.moment(since)
    with open_for_reading(db) as store:
        first = last_run(store) if since == options.LAST else None
        wanted = watches.Wanted(kind=kind, min_words=min_words, since=start, since_run=first)
        return watches.repetitions(store, wanted, limit)


def line(one: "Repetition") -> str:
    """One repetition for a person."""
    how = "the same text" if one.match_id is None else f"{one.changed:.0%} changed (match {one.match_id})"
    said = f"{amount(one.matched_words, 'word')}, {one.kind}, {how}"
    return one_line(f"{one.other_uri} repeats {one.watched_uri}: {said}")


def row(one: "Repetition") -> dict[str, Any]:
    """One repetition as JSON."""
    return dataclasses.asdict(one)


def atom(found: "Sequence[Repetition]") -> str:
    """The repetitions as an Atom feed (RFC 4287), newest first."""
    updated = max((one.found_at for one in found), default="1970-01-01T00:00:00Z")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
    about = f"<id>urn:provenance:watch</id><title>Texts that repeat watched ones</title><updated>{updated}</updated>"
    author = "<author><name>prov</name></author>"
    return "\n".join([head, about + author, *map(_entry, found), "</feed>"])


def _entry(one: "Repetition") -> str:
    link = f"<link rel='alternate' href={quoteattr(one_line(one.other_uri))}/>"
    title = f"<title>{escape(line(one))}</title>"
    about = f"copy:{one.other_id}:{quote(one.other_uri, safe='')}" if one.match_id is None else f"match:{one.match_id}"
    return f"<entry><id>urn:provenance:{about}</id>{title}<updated>{one.found_at}</updated>{link}</entry>"
