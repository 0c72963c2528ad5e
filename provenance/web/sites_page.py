"""The page that says whose texts derive from whose."""

import dataclasses
import functools
from urllib.parse import urlencode

from provenance.store import Store, looking
from provenance.web import graph, sites
from provenance.web.kept import Kept
from provenance.web.made import ROOT, Asked, Made, href, listing
from provenance.web.tables import Cell, Table
from provenance.web.words import amount, letters

#: Rows of a list, and links of the drawing.
ROWS, MOST_LINKS = 100, 40


@dataclasses.dataclass(frozen=True, eq=False)
class Known:
    """What is derived by whom, added up and drawn."""

    sites: sites.Sites
    drawing: graph.Drawing


def _add_up(store: Store) -> Known:
    found = sites.sites(looking.derivations(store))
    return Known(found, draw(found))


known: Kept[Known] = Kept(_add_up)
"""The last that was added up of each store."""


def page(store: Store, asked: Asked, base: str) -> Made:
    """A drawing, a list and a matrix; with ``derived`` and ``source``, the texts behind one of its numbers."""
    state, found = known(store)
    pair = asked.get("derived", ""), asked.get("source", "")
    if count := found.sites.counts.get(pair):
        heading = f"Texts of {pair[0]} that derive from {pair[1]}"
        lead = f"{amount(count, 'text')}, each with its most likely direct source."
        return listing(state, "sites", heading, (lead,), (_texts(found.sites, pair, base),), base)
    leads = ["Texts first seen at one site whose most likely direct source was first seen at another."]
    drawn = found.drawing
    if drawn.left_out_nodes or drawn.left_out_links:
        left_out = f"{amount(drawn.left_out_nodes, 'site')} and {amount(drawn.left_out_links, 'pair')} of sites"
        leads.append(f"The drawing has the pairs of sites with most texts; {left_out} are left out of it.")
    return listing(state, "sites", "Sites", leads, _listed(found, base), base, template="sites.html", drawing=drawn)


@functools.lru_cache(maxsize=4)
def _listed(found: Known, base: str) -> tuple[Table, Table]:
    return _pairs_of(found.sites, base), _matrix(found.sites, base)


def draw(found: sites.Sites) -> graph.Drawing:
    """Sites and the pairs of different ones with most texts, as wide as they have texts."""
    ranked = sorted(found.counts.items(), key=lambda one: (-one[1], one[0]))
    apart = [(pair, count) for pair, count in ranked if pair[0] != pair[1]]
    names = sorted({name for pair, _ in apart for name in pair})
    number = {name: place for place, name in enumerate(names, 1)}
    own = {pair[0]: count for pair, count in ranked if pair[0] == pair[1]}
    nodes = {
        number[name]: graph.Node(
            number[name], name, name, f"{amount(own[name], 'text')} of its own" if name in own else ""
        )
        for name in names
    }
    most = apart[0][1] if apart else 1
    links = [
        graph.Link(number[source], number[derived], f"{count:,}", count / most, width=1 + 7 * count / most)
        for (derived, source), count in apart
    ]
    return graph.draw(nodes, links, most_links=MOST_LINKS)


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
    rows = tuple((Cell(pair[0]), Cell(pair[1]), Cell(f"{count:,}", _link(pair, base))) for pair, count in ranked[:ROWS])
    more = Cell(f"{amount(len(ranked) - ROWS, 'more pair')} left out") if len(ranked) > ROWS else None
    return Table("Most texts", ("site", "derives from", "texts"), rows, nothing="No derivation is known.", more=more)


def _matrix(found: sites.Sites, base: str) -> Table:
    """Rows derive from columns, which are named by the letters of their rows."""
    named = tuple(letters(place) for place in range(len(found.names)))
    rows = tuple(
        (
            Cell(f"{letter}  {name}"),
            *(
                Cell(f"{found.counts[name, other]:,}", _link((name, other), base))
                if (name, other) in found.counts
                else Cell()
                for other in found.names
            ),
        )
        for letter, name in zip(named, found.names, strict=True)
    )
    more = Cell(f"{amount(found.left_out, 'more site')} left out") if found.left_out else None
    title, nothing = "The row derives from the column", "No derivation is known."
    return Table(title, ("site", *named), rows, frozenset(named), nothing, more)
