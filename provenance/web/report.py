"""Pages about texts, clusters and runs; as a file, each has the same bytes for the same facts."""

from collections.abc import Sequence
from typing import Any

from provenance import __version__
from provenance.presentation.words import amount, moment
from provenance.store.clusters import Listed
from provenance.store.matches import ListedMatch
from provenance.store.watches import Repetition
from provenance.web import facts, graph, page, render, tables
from provenance.web.gather import About, State, Versions
from provenance.web.response import PageResponse


def as_file(made: PageResponse) -> str:
    """A page as one file, with its facts inside as data."""
    at = f" at {moment(made.facts['made_at'])}" if made.facts["made_at"] else ""
    footer = f"PageResponse by prov {__version__}{at}."
    frame = {"command": made.facts["command"], "footer": footer}
    return render.page(made.template, made.facts, **{**made.values, **frame})


def about_text(
    given: About,
    *,
    drawing: graph.Drawing | None = None,
    filters: page.Filters | None = None,
    whole: bool = True,
    at: str | None = None,
    command: str = "",
) -> PageResponse:
    """The page about one text; ``command`` makes its facts again, ``at`` is when it says that it was made."""
    found = page.text_page(given.text, given.pairs, filters, whole=whole)
    said = facts.about("text", given.state, at, command) | facts.text(found, given)
    return PageResponse("text.html", _text_values(found, given, drawing) | _chosen(filters), said)


def about_pair(
    given: About, *, filters: page.Filters | None = None, whole: bool = False, at: str | None = None, command: str = ""
) -> PageResponse:
    """The page about one pair, likewise."""
    found = page.pair_page(given.text, given.pairs[0], filters, whole=whole)
    said = facts.about("pair", given.state, at, command) | facts.pair(found, given)
    return PageResponse("pair.html", _pair_values(found, given) | _chosen(filters), said)


def _chosen(filters: page.Filters | None) -> dict[str, Any]:
    return {"chosen": filters or page.Filters()}


def _text_values(found: page.TextPage, given: About, drawing: graph.Drawing | None) -> dict[str, Any]:
    """What the template of a text needs beside its frame."""
    names = {box.node.number: box.node.name for box in drawing.boxes} if drawing else {}
    return {
        "title": f"{found.text.name}: who shares its passages",
        "page": found,
        "over": "A text, and who shares its passages",
        "style_of": {source.letter: source.style for source in found.sources},
        "source_of": {source.letter: source for source in found.sources},
        "drawing": drawing,
        "names": names,
        "texts": render.texts_of(found),
        "state": given.state,
        "runs": given.runs,
        "more": given.more,
    }


def _pair_values(found: page.PairPage, given: About) -> dict[str, Any]:
    """What the template of a pair needs beside its frame."""
    return {
        "title": f"{found.left.name} and {found.right.name}",
        "page": found,
        "over": f"Match {found.pair.match_id}" if found.pair.match_id else "Two texts",
        "style_of": {"A": 1},
        "texts": [found.left, found.right],
        "state": given.state,
        "runs": given.runs,
    }


def about_cluster(found: Versions, state: State, *, at: str | None = None, command: str = "") -> PageResponse:
    """The page about the versions of a text."""
    rows = tuple((tables.Cell(lane.name), tables.Cell(lane.note), tables.Cell(uri=lane.uri)) for lane in found.lanes)
    left_out = f"{amount(found.left_out, 'more version')} left out" if found.left_out else ""
    listed = tables.Table("Versions", ("text", "length and date", "address"), rows, more=_said(left_out), stacks=True)
    said = facts.about("cluster", state, at, command) | {
        "cluster_id": found.cluster_id,
        "documents": found.documents,
        "versions": [{"document_id": lane.document_id, "uri": lane.uri, "bars": lane.bars} for lane in found.lanes],
    }
    lead = f"{amount(found.documents, 'document')} are versions of one text. " + (
        f"The first {len(found.lanes)} are drawn, each as far as it repeats the first line." if found.left_out else ""
    )
    return _list(said, f"Versions of {found.lanes[0].name}", (lead,), (listed,), state, versions=found)


def about_run(
    run_id: int,
    found: Sequence[ListedMatch],
    state: State,
    *,
    limit: int,
    at: str | None = None,
    command: str = "",
) -> PageResponse:
    """The page about what a run found."""
    more = f"only the {limit:,} newest are listed" if len(found) == limit else ""
    listed = tables.matches("Matches", found, render.nowhere, _said(more))
    said = facts.about("run", state, at, command) | {"run_id": run_id, "matches": [vars(one) for one in found]}
    return _list(
        said, f"What run {run_id} found", (amount(len(found), "match", "matches") + " found.",), (listed,), state
    )


def about_watch(
    found: Sequence[Repetition], state: State, *, since: str | None, at: str | None = None, command: str = ""
) -> PageResponse:
    """The page about what repeats watched texts."""
    listed = tables.watched("Texts that repeat watched ones", found, render.nowhere)
    said = facts.about("watch", state, at, command) | {"since": since, "repetitions": [vars(one) for one in found]}
    lead = f"{amount(len(found), 'repetition')}{f' since {since}' if since else ''}, newest first."
    return _list(said, "Who repeats watched texts", (lead,), (listed,), state)


def lineage_svg(drawing: graph.Drawing) -> str:
    """A lineage as a drawing by itself."""
    return render.picture("graph.svg", drawing=drawing)


def sizes_svg(found: Sequence[Listed]) -> str:
    """How many versions texts have, as a drawing by itself."""
    return render.picture("sizes.svg", found=found, most=max((one.documents for one in found), default=1))


def versions_svg(found: Versions) -> str:
    """The versions of a text as a drawing by itself."""
    return render.picture("bars.svg", versions=found)


def _said(text: str) -> tables.Cell | None:
    return tables.Cell(text) if text else None


def _list(
    said: dict[str, Any],
    heading: str,
    leads: Sequence[str],
    listed: Sequence[tables.Table],
    state: State,
    versions: Versions | None = None,
) -> PageResponse:
    values: dict[str, Any] = {
        "by_site": None,
        "title": heading,
        "heading": heading,
        "leads": leads,
        "tables": listed,
        "versions": versions,
    }
    values |= {"texts": (), "state": state, "runs": (), "over": "What a store knows"}
    return PageResponse("list.html", values, said, tuple(listed))
