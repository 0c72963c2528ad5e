"""The page of all that is known of how a document came into the store."""

import hashlib

from provenance.pipeline.asking.lookup import find
from provenance.presentation.words import amount, moment
from provenance.store import Store, page_queries
from provenance.web import gather
from provenance.web.page import Text
from provenance.web.response import PageResponse, Parameters, href, listing
from provenance.web.tables import Cell, Table, runs


def evidence(store: Store, _asked: Parameters, number: int, base: str) -> PageResponse:
    """Hashes, places, times and runs of one document, none left out; its hash is computed again."""
    text = gather.text_of(store, find(store, str(number)))
    known = gather.runs_of(store, page_queries.runs_that_saw(store, number))
    to = href(base)
    again = hashlib.sha256(text.text.encode()).hexdigest()
    same = "computed again from the stored text just now" if again == text.sha256 else f"but its text now has {again}"
    sizes = f"{amount(text.words, 'word')}, {amount(len(text.text), 'character')}"
    shared = amount(page_queries.match_count(store, number), "match", "matches")
    leads = [f"SHA-256 {text.sha256}, {same}.", f"{sizes}, {shared}."]
    listed = (_places(text), runs("Runs that saw it first or last", known))
    shown = Table("Pages", ("page",), ((Cell("the text", to("text", number)),),))
    return listing(
        store,
        "evidence",
        f"Evidence for {text.name}",
        leads,
        (*listed, shown),
        base,
        texts=(text,),
        runs=known,
        command=f"prov verify --db {store.path.name}",
    )


def _places(text: Text) -> Table:
    """Every place, as the sightings have it."""
    rows = tuple(
        (
            Cell(uri=one.uri),
            Cell(moment(one.first_seen_at)),
            Cell(moment(one.last_seen_at)),
            Cell(moment(one.published_at)),
            Cell(moment(one.observed_at)),
            Cell(one.evidence or ""),
        )
        for one in text.places
    )
    columns = ("address", "first seen", "last seen", "claims to be from", "recorded by others", "bytes at")
    return Table("Places", columns, rows, stacks=True)
