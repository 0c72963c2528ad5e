"""The page that says whose texts derive from whose."""

import collections
import dataclasses
import functools
from urllib.parse import urlencode

from provenance.presentation.words import amount, letters, percent
from provenance.store import Store, page_queries
from provenance.web import ROOT, graph, sites, times
from provenance.web.cached import Cached
from provenance.web.response import PageResponse, Parameters, href, listing
from provenance.web.tables import Cell, Table

#: Rows of a list, and links of the drawing.
ROWS, MOST_LINKS = 100, 30
#: Boxes with room for a name, far enough apart for lines that cross.
_SHAPE = graph.Shape(width=250, height=30, gap_x=160, gap_y=10)
_SIDES = ("sources, and how many texts derive", "what derives, and how many texts")


@dataclasses.dataclass(frozen=True, eq=False)
class Known:
    """What is derived by whom, added up and drawn."""

    sites: sites.Sites
    drawing: graph.Drawing


def _add_up(store: Store) -> Known:
    found = sites.sites(
        page_queries.derivations(store), page_queries.decided_pairs(store), page_queries.first_places(store)
    )
    return Known(found, draw(found))


known: Cached[Known] = Cached(_add_up)
"""The last that was added up of each store."""


def page(store: Store, asked: Parameters, base: str) -> PageResponse:
    """A drawing, a list and a matrix; with ``derived`` and ``source``, the texts behind one of its numbers."""
    state, found = known(store)
    pair = asked.get("derived", ""), asked.get("source", "")
    if count := found.sites.counts.get(pair):
        heading = f"Texts of {pair[0]} that derive from {pair[1]}"
        lead = f"{amount(count, 'text')}, each with its most likely direct source."
        leads_ = (lead, *_more_about(found.sites, pair))
        return listing(state, "sites", heading, leads_, (_texts(found.sites, pair, base),), base)
    leads = ["Texts first seen at one site whose most likely direct source was first seen at another."]
    drawn = found.drawing
    if drawn.left_out_nodes or drawn.left_out_links:
        left_out = f"{amount(drawn.left_out_nodes, 'site')} and {amount(drawn.left_out_links, 'pair')} of sites"
        leads.append(f"The drawing has the pairs of sites with most texts; {left_out} are left out of it.")
    pairs, matrix = _listed(found, base)
    made = listing(state, "sites", "Sites", leads, (matrix, pairs), base, template="sites.html", drawing=drawn)
    return dataclasses.replace(made, tables=(pairs,))


def _more_about(found: sites.Sites, pair: sites.Pair) -> list[str]:
    """How much later the texts of a pair claim to be, and how many matches of these sites are undecided."""
    said = []
    if pair in found.delays:
        later = times.in_short(found.delays[pair])
        said.append(f"By the dates that both claim, the median delay is {later}.")
    undecided, every = found.undecided.get((min(pair), max(pair)), (0, 0))
    if every:
        said.append(
            f"Of {amount(every, 'match', 'matches')} between both sites {undecided:,} "
            f"({percent(undecided / every)}) are undecided: which text came first is not known."
        )
    return said


@functools.lru_cache(maxsize=4)
def _listed(found: Known, base: str) -> tuple[Table, Table]:
    return _pairs_of(found.sites, base), _matrix(found.sites, base)


def draw(found: sites.Sites) -> graph.Drawing:
    """The pairs of different sites with most texts: at the left the sources, at the right what derives from them.

    A site that is both stands on both sides, so that no line passes a box.
    """
    ranked = sorted(found.counts.items(), key=lambda one: (-one[1], one[0]))
    apart = [(pair, count) for pair, count in ranked if pair[0] != pair[1]]
    drawn, most = apart[:MOST_LINKS], max((count for _, count in apart), default=1)
    sources = sorted({pair[1] for pair, _ in drawn})
    derived = sorted({pair[0] for pair, _ in drawn})
    left = {name: number for number, name in enumerate(sources)}
    right = {name: number for number, name in enumerate(derived, len(left))}
    given: collections.Counter[str] = collections.Counter()
    taken: collections.Counter[str] = collections.Counter()
    for pair, count in apart:
        given[pair[1]] += count
        taken[pair[0]] += count
    nodes = {
        number: graph.Node(number, name, name, f"{texts[name]:,}")
        for numbers, texts in ((left, given), (right, taken))
        for name, number in numbers.items()
    }
    links = [
        graph.Link(left[pair[1]], right[pair[0]], f"{count:,}", 1.0, width=1 + 7 * count / most)
        for pair, count in drawn
    ]
    made = graph.arranged(nodes, links, [[*left.values()], [*right.values()]], labels=_SIDES, shape=_SHAPE)
    every = {name for pair, _ in apart for name in pair}
    return dataclasses.replace(
        made, left_out_nodes=len(every - {*sources, *derived}), left_out_links=len(apart) - len(drawn)
    )


def _link(pair: tuple[str, str], base: str) -> str:
    return f"{base}{ROOT}/sites?{urlencode({'derived': pair[0], 'source': pair[1]})}"


def _texts(found: sites.Sites, pair: tuple[str, str], base: str) -> Table:
    to = href(base)
    rows = tuple(
        (Cell(one.derived_uri, to("text", one.derived_id)), Cell(one.source_uri, to("text", one.source_id)))
        for one in found.examples[pair]
    )
    left_out = found.counts[pair] - len(rows)
    more = Cell(f"{amount(left_out, 'more text')} left out") if left_out else None
    return Table("Texts", ("text", "derives from"), rows, more=more)


def _pairs_of(found: sites.Sites, base: str) -> Table:
    ranked = sorted(found.counts.items(), key=lambda one: (-one[1], one[0]))
    rows = tuple(
        (
            Cell(pair[0]),
            Cell(pair[1]),
            Cell(f"{count:,}", _link(pair, base)),
            *(Cell(one) for one in _short(found, pair)),
        )
        for pair, count in ranked[:ROWS]
    )
    more = Cell(f"{amount(len(ranked) - ROWS, 'more pair')} left out") if len(ranked) > ROWS else None
    columns = ("site", "derives from", "texts", "median delay", "undecided")
    numbers = frozenset(columns[2:])
    return Table("Most texts", columns, rows, numbers, "No derivation is known.", more, stacks=True)


def _short(found: sites.Sites, pair: sites.Pair) -> tuple[str, str]:
    """The median delay, and the share of matches between both sites that are undecided; empty where not known."""
    share = found.share_undecided(pair)
    return (
        times.in_short(found.delays[pair]) if pair in found.delays else "",
        "" if share is None else percent(share),
    )


def _note(found: sites.Sites, pair: sites.Pair) -> str:
    return "\n".join(one for one in _short(found, pair) if one)


def _matrix(found: sites.Sites, base: str) -> Table:
    """Rows derive from columns, which are named by the letters of their rows."""
    named = tuple(letters(place) for place in range(len(found.names)))
    rows = tuple(
        (
            Cell(f"{letter}  {name}"),
            *(
                Cell(f"{found.counts[name, other]:,}", _link((name, other), base), note=_note(found, (name, other)))
                if (name, other) in found.counts
                else Cell()
                for other in found.names
            ),
        )
        for letter, name in zip(named, found.names, strict=True)
    )
    more = Cell(f"{amount(found.left_out, 'more site')} left out") if found.left_out else None
    title, nothing = "The row derives from the column", "No derivation is known."
    return Table(title, ("site", *named), rows, frozenset(named), nothing, more, stacks=True)
