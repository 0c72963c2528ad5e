"""The rows of views, a page at a time, so that exporting a large store takes little memory."""

import dataclasses
from collections.abc import Iterator

from provenance.model import ExportedView
from provenance.store.database import Row, Store

PAGE = 5_000


@dataclasses.dataclass(frozen=True)
class _View:
    """A view, and the columns that its rows are told apart and ordered by."""

    name: str
    key: tuple[str, ...]


_VIEWS = {
    ExportedView.MATCHES: _View("v_match", ("match_id",)),
    ExportedView.LINEAGE: _View("v_lineage", ("derived_id", "source_id")),
}


def columns(store: Store, exported: ExportedView) -> list[str]:
    """The columns of the view, in order."""
    return [name for (name,) in store.rows("SELECT name FROM pragma_table_info(?)", (_VIEWS[exported].name,))]


def pages(store: Store, exported: ExportedView) -> Iterator[list[Row]]:
    """All rows of the view, ordered by its key."""
    view = _VIEWS[exported]
    places = [columns(store, exported).index(name) for name in view.key]
    key, marks = ", ".join(view.key), ", ".join("?" * len(view.key))
    sql = f"SELECT * FROM {view.name} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT {PAGE}"  # noqa: S608 - constants
    last: tuple[object, ...] = (0,) * len(view.key)
    while page := store.rows(sql, last):
        yield page
        last = tuple(page[-1][place] for place in places)
