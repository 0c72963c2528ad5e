"""The page of the versions of one text."""

from provenance.pipeline.asking.lookup import find
from provenance.presentation.words import amount
from provenance.store import Store, page_queries
from provenance.web import gather
from provenance.web.lanes import site_lanes
from provenance.web.response import PageResponse, Parameters, href, listing
from provenance.web.tables import Cell, Table


def cluster(store: Store, _asked: Parameters, number: int, base: str) -> PageResponse:
    """Where and when the versions stand, and what each repeats of the first one."""
    found = gather.versions(store, str(find(store, str(number))))
    to = href(base)
    rows = tuple(
        (Cell(lane.name, to("text", lane.document_id)), Cell(lane.note), Cell(uri=lane.uri)) for lane in found.lanes
    )
    left_out = f"{amount(found.left_out, 'more version')} left out" if found.left_out else ""
    listed = Table(
        "Versions", ("text", "length and date", "address"), rows, more=Cell(left_out) if left_out else None, stacks=True
    )
    leads = [f"{amount(found.documents, 'document')} are versions of one text."]
    if left_out:
        leads.append(f"Below, {len(found.lanes)} are drawn as far as they repeat the first one; {left_out}.")
    by_site = site_lanes(page_queries.versions(store, found.cluster_id))
    heading = f"Versions of {found.lanes[0].name}"
    return listing(store, "cluster", heading, leads, (listed,), base, versions=found, by_site=by_site)
