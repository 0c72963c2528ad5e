"""Lists of a page: matches of a run, texts that repeat watched texts, clusters, swaps, sites."""

import dataclasses
from collections.abc import Iterable

from provenance.presentation import words
from provenance.store.clusters import Listed
from provenance.store.matches import ListedMatch
from provenance.store.runs import Run
from provenance.store.swaps import Swap
from provenance.store.watches import Repetition
from provenance.uris import document_names
from provenance.web.render import Href


@dataclasses.dataclass(frozen=True)
class Cell:
    """What stands in a table: words, perhaps with a page of ours behind them, or an address; below it a note."""

    text: str = ""
    href: str = ""
    uri: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Table:
    """Rows under a title.

    Attributes:
        more: What is left out, with a page behind it if there is one.
        stacks: Whether on a narrow page its cells stand below each other.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[str] = frozenset({"words", "changed", "texts", "documents", "times", "matches", "confidence"})
    nothing: str = "None."
    more: Cell | None = None
    stacks: bool = False


def matches(title: str, found: Iterable[ListedMatch], href: Href, more: Cell | None = None) -> Table:
    """Stored matches."""
    listed = list(found)
    ends = [end for one in listed for end in ((one.left_uri, one.left_id), (one.right_uri, one.right_id))]
    names = dict(zip(ends, document_names(ends), strict=True))
    rows = tuple(
        (
            Cell(f"match {one.match_id}", href("match", one.match_id)),
            Cell(f"{one.matched_words:,}"),
            Cell(one.kind),
            Cell(words.percent(one.changed)),
            Cell(names[one.left_uri, one.left_id], href("text", one.left_id)),
            Cell(names[one.right_uri, one.right_id], href("text", one.right_id)),
            Cell(words.moment(one.found_at)),
        )
        for one in listed
    )
    columns = ("match", "words", "kind", "changed", "one text", "other text", "found")
    return Table(title, columns, rows, frozenset({"words", "changed"}), "No matches.", more, stacks=True)


def watched(title: str, found: Iterable[Repetition], href: Href) -> Table:
    """Texts that repeat watched ones."""
    rows = tuple(
        (
            Cell(uri=one.other_uri),
            Cell("same text") if one.match_id is None else Cell(f"match {one.match_id}", href("match", one.match_id)),
            Cell(f"{one.matched_words:,}"),
            Cell(one.kind),
            Cell(words.percent(one.changed)),
            Cell(uri=one.watched_uri),
            Cell(words.moment(one.found_at)),
        )
        for one in found
    )
    columns = ("text that repeats", "passages", "words", "kind", "changed", "watched text", "found")
    return Table(title, columns, rows, nothing="Nothing repeats a watched text.", stacks=True)


def clusters(title: str, found: Iterable[Listed], href: Href) -> Table:
    """Texts with many versions."""
    listed = list(found)
    names = document_names([(one.representative_uri, one.representative_id) for one in listed])
    rows = tuple(
        (
            Cell(name, href("cluster", one.representative_id)),
            Cell(f"{one.documents:,}"),
            Cell(uri=one.representative_uri),
        )
        for one, name in zip(listed, names, strict=True)
    )
    return Table(title, ("text", "documents", "first known at"), rows, nothing="No text has two versions.", stacks=True)


def swaps(title: str, found: Iterable[Swap]) -> Table:
    """Words that stand for each other across the store."""
    rows = tuple(
        (
            Cell(one.source_word),
            Cell("→" if one.directed else "↔"),
            Cell(one.derived_word),
            Cell(f"{one.count:,}"),
            Cell(f"{one.matches:,}"),
            Cell(f"{one.documents:,}"),
        )
        for one in found
    )
    columns = ("source has", "way", "derived has", "times", "matches", "documents")
    nothing = "No word stands for another."
    return Table(title, columns, rows, frozenset(columns[3:]), nothing, stacks=True)


def runs(title: str, found: Iterable[Run]) -> Table:
    """Runs with what they counted."""
    numbers = ("added", "changed", "failed", "matches")
    rows = tuple(
        (
            *(Cell(one) for one in (str(run.run_id), run.command, run.state, words.moment(run.started_at))),
            *(Cell(f"{getattr(run.counters, name):,}") for name in numbers),
        )
        for run in found
    )
    return Table(title, ("run", "command", "state", "started", *numbers), rows, frozenset(numbers), stacks=True)
