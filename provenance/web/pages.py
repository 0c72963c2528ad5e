"""The pages of `prov serve`, each made from one state of the store."""

import csv
import dataclasses
import functools
import io
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from provenance import __version__
from provenance.errors import UsageError
from provenance.model import Document, Kind, Mark
from provenance.pipeline.asking.exporting import spreadsheet_cell
from provenance.pipeline.asking.lookup import find
from provenance.pipeline.session import open_reader
from provenance.pipeline.upkeep.health import health
from provenance.store import Store, looking, matches
from provenance.store.runs import Run
from provenance.store.status import Status
from provenance.uris import short_name
from provenance.web import facts, gather, page, render, report, sites, tables
from provenance.web.tables import Cell, Table
from provenance.web.words import amount, letters, moment

ROOT = "/-/prov"
#: Rows of a list; the next page has the next ones.
ROWS = 100
#: Matches of the first page.
NEWEST = 20
#: Code points of a text that may be pasted.
MOST_PASTED = 5_000_000

Asked = Mapping[str, str]
"""What stands behind the question mark of an address."""

_NAV = (
    ("", "Start"),
    ("check", "Check a text"),
    ("watch", "Watch list"),
    ("clusters", "Versions"),
    ("sites", "Sites"),
    ("swaps", "Swaps"),
    ("status", "Status"),
    ("chain", "Chain"),
)


@dataclasses.dataclass(frozen=True)
class Made:
    """A page, ready for a browser, with its facts and, where it lists something, its rows."""

    template: str
    values: Mapping[str, Any]
    facts: Mapping[str, Any]
    tables: tuple[Table, ...] = ()

    def html(self, base: str, here: str, more: Mapping[str, Any]) -> str:
        """The page; ``base`` is where Datasette begins, ``here`` which of the pages it is."""
        nav = [{"href": f"{base}{ROOT}/{name}".rstrip("/"), "name": said, "here": name == here} for name, said in _NAV]
        nav.append({"href": base or "/", "name": "Tables", "here": False})
        frame = {"nav": nav, "policy": "", "command": "", "footer": f"prov {__version__}, reading only."}
        return render.page(self.template, None, **{**frame, **self.values, **more})

    def csv(self) -> str:
        """The first list of the page, safe in a spreadsheet."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        for table in self.tables[:1]:
            writer.writerow(table.columns)
            writer.writerows([spreadsheet_cell(cell.uri or cell.text) for cell in row] for row in table.rows)
        return file.getvalue()


def href(base: str) -> render.Href:
    """Where pages about a text, a match or a cluster are."""
    return lambda what, number: f"{base}{ROOT}/{what}/{number}" if number is not None else ""


def text(store: Store, asked: Asked, number: int, base: str) -> Made:
    """The page of a stored text."""
    given = gather.document(store, _known(store, number))
    filters = chosen(asked)
    found = page.text_page(given.text, given.pairs, filters)
    drawing = gather.drawing(store, given.family) if given.family else None
    said = facts.about("text", given.state, None, f"prov report {number}") | facts.text(found, given)
    values = report.text_values(found, given, drawing) | _shown(filters, f"{base}{ROOT}/text/{number}", base)
    return Made("text.html", values | {"command": f"prov report {number} --db {store.path.name}"}, said)


def match(store: Store, asked: Asked, number: int, base: str) -> Made:
    """The page of a stored match; with ``full``, all of both texts."""
    given = gather.match(store, number)
    filters = chosen(asked)
    found = page.pair_page(given.text, given.pairs[0], filters, whole="full" in asked)
    said = facts.about("pair", given.state, None, f"prov report --match {number}") | facts.pair(found, given)
    values = report.pair_values(found, given) | _shown(filters, f"{base}{ROOT}/match/{number}", base)
    return Made("pair.html", values | {"command": f"prov report --match {number} --db {store.path.name}"}, said)


def checked(path: Path, pasted: str, base: str) -> Made:
    """The page of a text that somebody pasted; nothing is stored.

    Raises:
        UsageError: There is no text, or too much of it.
    """
    if not pasted.strip():
        raise UsageError("there is no text to look at", hint="paste one")
    if len(pasted) > MOST_PASTED:
        raise UsageError(f"the text has {len(pasted):,} characters, and {MOST_PASTED:,} are taken", hint="ask in parts")
    with open_reader(path, jobs=1) as session, session.store.snapshot():
        given = gather.asked_text(session, Document("", pasted.replace("\r\n", "\n")))
    found = page.text_page(given.text, given.pairs)
    said = facts.about("text", given.state, None, "prov query -") | facts.text(found, given)
    values = report.text_values(found, given, None) | {"href": href(base), "over": "A pasted text; it is not stored"}
    return Made("text.html", values, said)


def _known(store: Store, number: int) -> int:
    return find(store, str(number))


def _shown(filters: page.Filters, action: str, base: str) -> dict[str, Any]:
    return {"chosen": filters, "action": action, "href": href(base)}


def chosen(asked: Asked) -> page.Filters:
    """The filters in an address; what makes no sense there is passed over."""
    several = {name: value.split(",") for name, value in asked.items()}
    return page.Filters(
        marks=frozenset(Mark(one) for one in several.get("hide", []) if one in [*Mark]),
        kinds=frozenset(Kind(one) for one in several.get("kind", []) if one in [*Kind]),
        min_words=_number(asked.get("words", "")),
        min_changed=min(100, _number(asked.get("changed", ""))) / 100,
    )


def _number(text_: str) -> int:
    return int(text_) if text_.isascii() and text_.isdigit() and len(text_) < 10 else 0  # noqa: PLR2004 - nine digits


def _listing(
    store: Store,
    what: str,
    heading: str,
    leads: Sequence[str],
    listed: Sequence[Table],
    base: str,
    *,
    template: str = "list.html",
    **more: Any,  # noqa: ANN401 - what the template shows besides
) -> Made:
    """A page of lists."""
    state = gather.state(store)
    values: dict[str, Any] = {
        "title": heading,
        "heading": heading,
        "leads": leads,
        "tables": listed,
        "href": href(base),
    }
    values |= {"versions": None, "texts": (), "state": state, "runs": (), "over": "What the store knows", **more}
    said = [_plain(table) for table in listed]
    return Made(template, values, facts.about(what, state, None, "") | {"tables": said}, tuple(listed))


def _plain(table: Table) -> dict[str, Any]:
    rows = [[cell.uri or cell.text for cell in row] for row in table.rows]
    return {"title": table.title, "columns": table.columns, "rows": rows}


def start(store: Store, asked: Asked, base: str) -> Made:
    """A box to search, one to paste into, and the newest matches; with ``q``, what was found."""
    sought = asked.get("q", "").split()
    listed = _sought(store, sought, base) if sought else _newest(store, asked, base)
    more = {"q": asked.get("q", ""), "root": base + ROOT}
    return _listing(store, "start", "Who repeats whom", (), (listed,), base, template="start.html", **more)


def _sought(store: Store, sought: Sequence[str], base: str) -> Table:
    found = looking.found(store, sought[:8], ROWS)
    to = href(base)
    rows = tuple(
        (Cell(one.title or short_name(one.uri), to("text", one.document_id)), Cell(uri=one.uri)) for one in found
    )
    more = Cell(f"only the {ROWS} newest are listed") if len(found) == ROWS else None
    return Table("Found", ("text", "address"), rows, nothing="No title or address has these words.", more=more)


def _newest(store: Store, asked: Asked, base: str) -> Table:
    before = _number(asked.get("before", "")) or None
    found = matches.listed(store, matches.Filter(before=before), NEWEST)
    more = Cell("older ones", f"{base}{ROOT}?before={found[-1].match_id}") if len(found) == NEWEST else None
    return tables.matches("Newest matches", found, href(base), more)


def clusters(store: Store, _asked: Asked, base: str) -> Made:
    """Texts with many versions."""
    listed = tables.clusters("Texts with most versions", gather.listed_clusters(store, ROWS), href(base))
    return _listing(store, "clusters", "Versions", ("Documents that are versions of one text.",), (listed,), base)


def cluster(store: Store, _asked: Asked, number: int, base: str) -> Made:
    """The versions of one text."""
    found = gather.versions(store, str(_known(store, number)))
    to = href(base)
    rows = tuple(
        (Cell(lane.name, to("text", lane.document_id)), Cell(lane.note), Cell(uri=lane.uri)) for lane in found.lanes
    )
    more = Cell(f"{amount(found.left_out, 'more version')} left out") if found.left_out else None
    listed = Table("Versions", ("text", "length and date", "address"), rows, more=more)
    lead = f"{amount(found.documents, 'document')} are versions of one text."
    heading = f"Versions of {found.lanes[0].name}"
    return _listing(store, "cluster", heading, (lead,), (listed,), base, versions=found)


def watch(store: Store, asked: Asked, base: str) -> Made:
    """Who repeats watched texts."""
    found = gather.watched(store, asked.get("since"), ROWS)
    listed = tables.watched("Texts that repeat watched ones", found, href(base))
    lead = "Watch a text with `prov watch add`. `prov matches --watch --atom` prints this list as a feed."
    return _listing(store, "watch", "Watch list", (lead,), (listed,), base)


def swaps(store: Store, _asked: Asked, base: str) -> Made:
    """Words that stand for each other in many texts."""
    listed = tables.swaps("Words that stand for each other", _swaps(_key(store), store))
    lead = "Words that recur in the place of others are the habits of somebody who rewrites, or of a program that does."
    return _listing(store, "swaps", "Swapped words", (lead,), (listed,), base)


def sites_(store: Store, _asked: Asked, base: str) -> Made:
    """Whose texts derive from whose."""
    found = _sites(_key(store), store)
    lead = "Texts first seen at one site whose most likely direct source was first seen at another."
    return _listing(store, "sites", "Sites", (lead,), (_pairs_of(found, base), _matrix(found)), base)


def _pairs_of(found: sites.Sites, base: str) -> Table:
    ranked = sorted(found.counts.items(), key=lambda one: (-one[1], one[0]))[:ROWS]
    to = href(base)
    rows = tuple(
        (Cell(pair[0]), Cell(pair[1]), Cell(f"{count:,}"), Cell("an example", to("text", found.examples[pair])))
        for pair, count in ranked
    )
    return Table("Most texts", ("site", "derives from", "texts", "example"), rows, nothing="No derivation is known.")


def _matrix(found: sites.Sites) -> Table:
    """Rows derive from columns, which are named by the letters of their rows."""
    named = tuple(letters(place) for place in range(len(found.names)))
    rows = tuple(
        (Cell(f"{letter}  {name}"), *(Cell(f"{found.counts.get((name, other), '')}") for other in found.names))
        for letter, name in zip(named, found.names, strict=True)
    )
    more = Cell(f"{amount(found.left_out, 'more site')} left out") if found.left_out else None
    title, nothing = "The row derives from the column", "No derivation is known."
    return Table(title, ("site", *named), rows, frozenset(named), nothing, more)


def status(store: Store, _asked: Asked, base: str) -> Made:
    """Runs, counts, sizes, and what is wrong."""
    found = health(store.path)
    problems = tuple((Cell(one),) for one in found.problems)
    listed = (
        Table("Problems", ("what is wrong",), problems, nothing="None found."),
        _runs(found.status.runs),
        _counts(found.status),
    )
    return _listing(store, "status", "Status", (), listed, base)


def _runs(found: Sequence[Run]) -> Table:
    numbers = ("added", "changed", "failed", "matches")
    rows = tuple(
        (
            *(Cell(one) for one in (str(run.run_id), run.command, run.state, moment(run.started_at))),
            *(Cell(f"{getattr(run.counters, name):,}") for name in numbers),
        )
        for run in found
    )
    return Table("Last runs", ("run", "command", "state", "started", *numbers), rows, frozenset(numbers))


def _counts(known: Status) -> Table:
    counted = vars(known.counts) | {f"{name}, bytes": size for name, size in vars(known.sizes).items()}
    rows = tuple((Cell(name.replace("_", " ")), Cell(f"{number:,}")) for name, number in counted.items())
    return Table("The store", ("what", "how many"), rows, frozenset({"how many"}))


def chain(store: Store, asked: Asked, base: str) -> Made:
    """Whether a head of the chain that somebody kept is still in it."""
    kept = asked.get("head", "").strip()
    leads = ["Each run prints the head of the chain of events. One that you kept must still be in it."]
    if kept:
        number, _, seal = kept.partition(":")
        found = looking.event(store, _number(number))
        if found and found[1] == seal:
            leads.append(f"Event {number} is as you kept it, added {moment(found[0])}.")
        else:
            leads.append("It is not in the chain: somebody rewrote the store, or it is another store's.")
    more = {"kept": kept, "root": base + ROOT}
    return _listing(store, "chain", "Chain of events", leads, (), base, template="chain.html", **more)


def _key(store: Store) -> tuple[str, str]:
    """What changes whenever the store does."""
    return str(store.path), str(gather.state(store).head)


class _Kept:
    """What takes long to add up, kept until the store changes; while it changes all the time, for some time longer.

    A twentieth of the time at most goes into adding up.
    """

    def __init__(self, make: Callable[[Store], Any]) -> None:
        self.make = make
        self.key: tuple[str, str] | None = None
        self.made: Any = None
        self.stands_until = 0.0

    def __call__(self, key: tuple[str, str], store: Store) -> Any:  # noqa: ANN401 - what is made
        """What is made of this state of the store, or of one not long before."""
        begun = time.monotonic()
        other_store = self.key is None or self.key[0] != key[0]
        if other_store or (self.key != key and begun >= self.stands_until):
            self.made, self.key = self.make(store), key
            ended = time.monotonic()
            self.stands_until = ended + 20 * (ended - begun)
        return self.made


_swaps = _Kept(functools.partial(gather.common_swaps, limit=ROWS))
_sites = _Kept(lambda store: sites.sites(looking.derivations(store)))

#: The pages without a number in their address, by name.
LISTS: Mapping[str, Callable[[Store, Asked, str], Made]] = {
    "": start,
    "clusters": clusters,
    "watch": watch,
    "swaps": swaps,
    "sites": sites_,
    "status": status,
    "chain": chain,
}
#: Those about one thing, by its number.
SINGLE: Mapping[str, Callable[[Store, Asked, int, str], Made]] = {"text": text, "match": match, "cluster": cluster}
