"""The pages of `prov serve`, each made from one state of the store."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from provenance.errors import UsageError
from provenance.model import Document, Kind, Mark
from provenance.pipeline.asking.lookup import find
from provenance.pipeline.session import open_reader
from provenance.pipeline.upkeep.health import health
from provenance.presentation.words import moment
from provenance.store import Store, matches, page_queries
from provenance.store.status import Status
from provenance.uris import short_names
from provenance.web import ROOT, evidence_page, gather, page, report, sites_page, tables, versions_page
from provenance.web.cached import Cached
from provenance.web.response import PageResponse, Parameters, href, listing, number_in
from provenance.web.tables import Cell, Table

#: Rows of a list; the next page has the next ones.
ROWS = 100
#: Matches of the first page.
NEWEST = 20
#: Code points of a text that may be sent.
MOST_SENT = 5_000_000


def text(store: Store, asked: Parameters, number: int, base: str) -> PageResponse:
    """The page of a stored text."""
    given = gather.document(store, _known(store, number))
    filters = chosen(asked)
    drawing = gather.drawing(store, given.family) if given.family else None
    command = f"prov report {number}"
    made = report.about_text(given, drawing=drawing, filters=filters, command=command)
    return made.showing(
        command=f"{command} --db {store.path.name}", action=f"{base}{ROOT}/text/{number}", href=href(base)
    )


def match(store: Store, asked: Parameters, number: int, base: str) -> PageResponse:
    """The page of a stored match; with ``full``, all of both texts."""
    given = gather.match(store, number)
    filters = chosen(asked)
    command = f"prov report --match {number}"
    made = report.about_pair(given, filters=filters, whole="full" in asked, command=command)
    return made.showing(
        command=f"{command} --db {store.path.name}", action=f"{base}{ROOT}/match/{number}", href=href(base)
    )


def checked(path: Path, asked: Document, base: str) -> PageResponse:
    """The page of a text that somebody sent; nothing is stored.

    Raises:
        UsageError: It is too much.
    """
    if len(asked.text) > MOST_SENT:
        raise UsageError(
            f"the text has {len(asked.text):,} characters, and {MOST_SENT:,} are taken", hint="ask in parts"
        )
    with open_reader(path, jobs=1) as session, session.store.snapshot():
        given = gather.asked_text(session, asked)
    made = report.about_text(given, command="prov query -")
    return made.showing(href=href(base), over="A text that was sent; it is not stored")


def _known(store: Store, number: int) -> int:
    return find(store, str(number))


def chosen(asked: Parameters) -> page.Filters:
    """The filters in an address; what makes no sense there is passed over."""
    several = {name: value.split(",") for name, value in asked.items()}
    return page.Filters(
        marks=frozenset(Mark(one) for one in several.get("hide", []) if one in [*Mark]),
        kinds=frozenset(Kind(one) for one in several.get("kind", []) if one in [*Kind]),
        min_words=number_in(asked.get("words", "")),
        min_changed=min(100, number_in(asked.get("changed", ""))) / 100,
    )


def start(store: Store, asked: Parameters, base: str) -> PageResponse:
    """A box to search, one to paste into, and the newest matches; with ``q``, what was found."""
    listed = _sought(store, asked, base) if asked.get("q", "").split() else _newest(store, asked, base)
    more = {"q": asked.get("q", ""), "root": base + ROOT}
    return listing(store, "start", "Who repeats whom", (), (listed,), base, template="start.html", **more)


def _sought(store: Store, asked: Parameters, base: str) -> Table:
    sought = asked["q"].split()[:8]
    found, older = page_queries.search(store, sought, ROWS, number_in(asked.get("before", "")) or None)
    to = href(base)
    names = short_names(one.uri for one in found)
    rows = tuple((Cell(one.title or names[one.uri], to("text", one.document_id)), Cell(uri=one.uri)) for one in found)
    on = f"{base}{ROOT}?{urlencode({'q': asked['q'], 'before': older})}"
    more = Cell("look on among older ones", on) if older else None
    where = "here" if older or "before" in asked else "in the store"
    nothing = f"No title or address {where} has these words."
    return Table("Found", ("text", "address"), rows, nothing=nothing, more=more, stacks=True)


def _newest(store: Store, asked: Parameters, base: str) -> Table:
    before = number_in(asked.get("before", "")) or None
    found = matches.listed(store, matches.Filter(before=before), NEWEST)
    more = Cell("older ones", f"{base}{ROOT}?before={found[-1].match_id}") if len(found) == NEWEST else None
    return tables.matches("Newest matches", found, href(base), more)


def clusters(store: Store, _asked: Parameters, base: str) -> PageResponse:
    """Texts with many versions."""
    listed = tables.clusters("Texts with most versions", gather.listed_clusters(store, ROWS), href(base))
    return listing(store, "clusters", "Versions", ("Documents that are versions of one text.",), (listed,), base)


def watch(store: Store, asked: Parameters, base: str) -> PageResponse:
    """Who repeats watched texts."""
    found = gather.watched(store, asked.get("since"), ROWS)
    listed = tables.watched("Texts that repeat watched ones", found, href(base))
    lead = "Watch a text with `prov watch add`. `prov matches --watch --atom` prints this list as a feed."
    return listing(store, "watch", "Watch list", (lead,), (listed,), base)


def swaps(store: Store, _asked: Parameters, base: str) -> PageResponse:
    """Words that stand for each other in many texts."""
    state, found = _swaps(store)
    listed = tables.swaps("Words that stand for each other", found)
    lead = "Words that recur in the place of others are the habits of somebody who rewrites, or of a program that does."
    return listing(state, "swaps", "Swapped words", (lead,), (listed,), base)


def status(store: Store, _asked: Parameters, base: str) -> PageResponse:
    """Runs, counts, sizes, and what is wrong."""
    found = health(store.path)
    problems = tuple((Cell(one),) for one in found.problems)
    listed = (
        Table("Problems", ("what is wrong",), problems, nothing="None found."),
        tables.runs("Last runs", found.status.runs),
        _counts(found.status),
    )
    return listing(store, "status", "Status", (), listed, base)


def _counts(known: Status) -> Table:
    counted = vars(known.counts) | {f"{name}, bytes": size for name, size in vars(known.sizes).items()}
    rows = tuple((Cell(name.replace("_", " ")), Cell(f"{number:,}")) for name, number in counted.items())
    return Table("The store", ("what", "how many"), rows, frozenset({"how many"}))


def chain(store: Store, asked: Parameters, base: str) -> PageResponse:
    """Whether a head of the chain that somebody kept is still in it."""
    kept = asked.get("head", "").strip()
    leads = ["Each run prints the head of the chain of events. One that you kept must still be in it."]
    if kept:
        number, _, seal = kept.partition(":")
        found = page_queries.event(store, number_in(number))
        if found and found[1] == seal:
            leads.append(f"Event {number} is as you kept it, added {moment(found[0])}.")
        else:
            leads.append("It is not in the chain: somebody rewrote the store, or it is another store's.")
    more = {"kept": kept, "root": base + ROOT}
    return listing(store, "chain", "Chain of events", leads, (), base, template="chain.html", **more)


_swaps = Cached(functools.partial(gather.common_swaps, limit=ROWS))


def begin(path: Path) -> None:
    """Begin to add up what takes long, before somebody asks for it."""
    for kept in (_swaps, sites_page.known):
        kept.begin(path)


#: The pages without a number in their address, by name.
LISTS: Mapping[str, Callable[[Store, Parameters, str], PageResponse]] = {
    "": start,
    "clusters": clusters,
    "watch": watch,
    "swaps": swaps,
    "sites": sites_page.page,
    "status": status,
    "chain": chain,
}
#: Those about one thing, by its number.
SINGLE: Mapping[str, Callable[[Store, Parameters, int, str], PageResponse]] = {
    "text": text,
    "match": match,
    "cluster": versions_page.cluster,
    "evidence": evidence_page.evidence,
}
