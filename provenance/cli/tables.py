"""Tables for people."""

import dataclasses
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table

from provenance.cli.output import Text
from provenance.model import Comparison, Derived, Direction, QueryResult
from provenance.presentation.words import amount, comparison_note
from provenance.uris import cut, names_apart, short_name, short_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provenance.model import KnownBySignature
    from provenance.pipeline.asking.lookup import Places
    from provenance.pipeline.upkeep.health import Health
    from provenance.store.clusters import Listed, Member
    from provenance.store.matches import ListedMatch
    from provenance.store.swaps import Swap

KIND_STYLE = {"verbatim": "red", "edited": "yellow", "rewritten": "magenta", "summary": "cyan"}

#: Reasons shown under a query; all of them are in the JSON.
REASONS = 3

#: Other places of one text that are named; all of them are in the JSON.
PLACES = 3

#: Swapped words shown; all of them are in the JSON and in the store.
SUBSTITUTIONS = 40


#: Cells that a name needs at least.
NAME = 20


@dataclasses.dataclass(frozen=True)
class Name:
    """A name in one line of a table: what its cell has no room for is left out of its middle, never its number."""

    name: str
    style: str = ""

    def __rich_measure__(self, _console: Console, options: ConsoleOptions) -> Measurement:
        """From the least that is of use to all of it."""
        whole = cell_len(Text(self.name).plain)
        return Measurement(min(NAME, whole), whole).with_maximum(options.max_width)

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> "Iterator[Text]":
        """As much of it as there is room for."""
        name = Text(self.name).plain
        shorter = (cut(name, longest) for longest in range(options.max_width, 3, -1))
        fitting = next((one for one in shorter if cell_len(one) <= options.max_width), name)
        yield Text(fitting, style=self.style)


def query_table(result: QueryResult) -> RenderableType:
    """The matches of a query, best first."""
    if not result.matches:
        return Text(f"{short_name(result.uri)}: repeats no known text")
    names = _numbered((match.uri, match.document_id) for match in result.matches)
    table = _table("words", "kind", "changed", "query\ncovered", "source\ncovered", "source, and who came first")
    for match in result.matches:
        table.add_row(
            f"{match.matched_words:,}",
            _kind(match.kind),
            f"{match.changed:.0%}",
            f"{match.query_covered:.0%}",
            f"{match.source_covered:.0%}",
            Group(Name(names[match.uri, match.document_id]), Text(_direction(match.direction))),
        )
    best = result.matches[0]
    reasons = reason_lines(best.direction, "the query", names[best.uri, best.document_id], at_most=REASONS)
    return Group(table, *_notes(result, names), *reasons)


def _notes(result: QueryResult, names: dict[tuple[str, int], str]) -> list[Text]:
    """What is noted of the passages shared with each source."""
    noted = ((match, comparison_note(match, "the query", "the source")) for match in result.matches)
    return [Text(f"{names[match.uri, match.document_id]}: {note}") for match, note in noted if note]


def comparison_summary(query_uri: str, source_uri: str, found: Comparison) -> RenderableType:
    """What two texts share, in a few lines."""
    query, source = names_apart(query_uri, source_uri)
    if not found.passages:
        return Text(f"{query} and {source} share no passage")
    words = amount(found.matched_words, "word")
    lines = [
        Text.assemble(f"{query} and {source} share {amount(len(found.passages), 'passage')}: ", _kind(found.kind)),
        Text(f"{words}, {found.changed:.0%} of them changed; resemblance {found.resemblance:.2f}"),
        Text(f"who came first: {_direction(found.direction)}"),
        *reason_lines(found.direction, query, source, at_most=REASONS),
    ]
    if note := comparison_note(found, query, source):
        lines.append(Text(f"noted: {note}"))
    if found.substitutions:
        lines.append(Text(f"swapped words: {substitutions_line(found)}"))
    return Group(*lines)


def match_table(found: "list[ListedMatch]", places: "Places") -> RenderableType:
    """Stored matches."""
    if not found:
        return Text("no matches")
    documents = dict.fromkeys(end for row in found for end in _ends(row))
    names = _numbered(documents)
    table = _table("match", "words", "kind", "changed", "passages", "texts")
    for row in found:
        table.add_row(
            str(row.match_id),
            f"{row.matched_words:,}",
            _kind(row.kind),
            f"{row.changed:.0%}",
            str(row.passages),
            Group(*(Name(_with_copies(names[uri, number], places[number])) for uri, number in _ends(row))),
        )
    others = {end: [place for place in places[end[1]] if place != end[0]] for end in documents}
    return Group(table, *(_also_at(names[end], elsewhere) for end, elsewhere in others.items() if elsewhere))


def _ends(row: "ListedMatch") -> tuple[tuple[str, int], tuple[str, int]]:
    """The name and the number of both documents of a match."""
    return (row.left_uri, row.left_id), (row.right_uri, row.right_id)


def _also_at(name: str, others: "Sequence[str]") -> Text:
    """Where else the text called ``name`` was seen, as far as that fits on a few lines."""
    more = [f"{amount(len(others) - PLACES, 'more place')}"] if len(others) > PLACES else []
    return Text(f"{name} is also at {', '.join([*others[:PLACES], *more])}")


def cluster_table(found: "Sequence[Listed] | Sequence[Member]") -> RenderableType:
    """Clusters, or the documents of one."""
    if not found:
        return Text("no clusters")
    table = _table("cluster", "documents", "document", "first seen at")
    rows = [(row, *_shown(row)) for row in found]
    names = short_names(uri for _, _, uri, _ in rows)
    for row, number, uri, stands in rows:
        name = Name(names[uri], "bold" if stands else "")
        table.add_row(str(row.cluster_id), f"{row.documents:,}", str(number), name)
    return table


def swap_table(found: "list[Swap]") -> RenderableType:
    """Words that stand for each other across the store."""
    if not found:
        return Text("no swapped words")
    table = _table("source has", "", "derived has", "times", "matches", "documents")
    for row in found:
        numbers = (f"{number:,}" for number in (row.count, row.matches, row.documents))
        table.add_row(Text(row.source_word), "→" if row.directed else "↔", Text(row.derived_word), *numbers)
    return table


def signatures_table(found: "Sequence[KnownBySignature]") -> RenderableType:
    """Texts that are like a query and of which only the signature is known."""
    table = _table("resemblance, estimated", "text")
    for one in found:
        table.add_row(f"{one.resemblance:.2f}", Text(one.uri))
    return Group(Text("candidates known by signature only, not verified:"), table)


def status_table(found: "Health", unconfined: "Sequence[str]") -> RenderableType:
    """Counts, sizes, last runs, what the processes that read documents could reach, and problems."""
    status = found.status
    facts = Table(box=None, show_header=False)
    facts.add_row("store", Text(str(status.path)))
    missing = "" if "content" in status.views or not status.views else "; `prov compact --rebuild` adds content"
    facts.add_row("views", ", ".join(status.views) + missing)
    for name, number in dataclasses.asdict(status.counts).items():
        facts.add_row(name, f"{number:,}")
    for name, number in dataclasses.asdict(status.sizes).items():
        facts.add_row(f"{name}, bytes", f"{number:,}")
    facts.add_row("readers can reach", ", ".join(unconfined) or "nothing but what they are given")
    runs = _table("run", "command", "state", "started (UTC)", "added", "changed", "unchanged", "failed", "matches")
    for run in status.runs:
        counters = [f"{number:,}" for number in dataclasses.asdict(run.counters).values()]
        runs.add_row(str(run.run_id), Text(run.command), run.state, run.started_at[:19].replace("T", " "), *counters)
    problems = [Text(f"problem: {problem}", style="bold red") for problem in found.problems]
    return Group(facts, runs, *(problems or [Text("no problems found")]))


def reason_lines(direction: Direction, query: str, source: str, *, at_most: int | None = None) -> list[RenderableType]:
    """The evidence, piece by piece, with what its sign means."""
    if not direction.reasons:
        return []
    sign, first = (-1, query) if direction.derived is Derived.SOURCE else (1, source)
    listed = Table.grid("", "", padding=(0, 2))
    for reason in direction.reasons[:at_most]:
        listed.add_row(f"  {sign * reason.weight:+.1f}", Text(reason.note))
    return [Text(f"+ speaks for {first} as the earlier text, - against it:"), listed]


def substitutions_line(found: Comparison) -> str:
    """The most frequent swaps, from what came first to what came of it."""
    backwards = found.direction.derived is Derived.SOURCE
    shown = found.substitutions[:SUBSTITUTIONS]
    swaps = [f"{o.query} → {o.source}" if backwards else f"{o.source} → {o.query}" for o in shown]
    times = [f" ×{one.count}" if one.count > 1 else "" for one in shown]
    more = len(found.substitutions) - len(shown)
    listed = ", ".join(map("".join, zip(swaps, times, strict=True)))
    return f"{listed}, and {more} more" if more else listed


def _direction(direction: Direction) -> str:
    if direction.derived is Derived.UNDECIDED:
        return "undecided"
    first = "the source" if direction.derived is Derived.QUERY else "the query"
    return f"{first} ({direction.confidence:.2f})"


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    numbers = {"words", "changed", "query\ncovered", "source\ncovered", "match", "passages", "added", "unchanged"}
    numbers |= {"failed", "run", "cluster", "documents", "document", "times"}
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return table


def _shown(row: "Listed | Member") -> tuple[int, str, bool]:
    """The document that a row is about, where it was first seen, and whether it stands for its cluster."""
    from provenance.store.clusters import Listed

    if isinstance(row, Listed):
        return row.representative_id, row.representative_uri, True
    return row.document_id, row.uri, row.representative


def _numbered(documents: "Iterable[tuple[str, int]]") -> dict[tuple[str, int], str]:
    """Short names by URI and number, each with the number by which every command knows the document."""
    wanted = list(documents)
    names = short_names(uri for uri, _ in wanted)
    return {(uri, number): f"{names[uri]} #{number}" for uri, number in wanted}


def _with_copies(name: str, places: "Sequence[str]") -> str:
    """``name``, and in how many other places the same text was seen."""
    return name if len(places) == 1 else f"{name} (and in {amount(len(places) - 1, 'other place')})"


def _kind(kind: str | None) -> Text:
    return Text(kind or "none", style=KIND_STYLE.get(kind or "", ""))
