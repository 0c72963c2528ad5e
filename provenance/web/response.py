"""A page of `prov serve` before it is sent: a template with its values, facts and lists."""

import csv
import dataclasses
import io
from collections.abc import Mapping, Sequence
from typing import Any

from provenance import __version__
from provenance.pipeline.asking.exporting import spreadsheet_cell
from provenance.store import Store
from provenance.web import ROOT, facts, gather, render
from provenance.web.tables import Table

Parameters = Mapping[str, str]
"""The query string of an address, by name."""

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
class PageResponse:
    """A page, ready for a browser, with its facts and, where it lists something, its rows."""

    template: str
    values: Mapping[str, Any]
    facts: Mapping[str, Any]
    tables: tuple[Table, ...] = ()

    def html(self, base: str, here: str, more: Mapping[str, Any]) -> str:
        """The page as HTML; ``base`` is the base URL of Datasette, ``here`` the name of the page in the menu."""
        nav = [{"href": f"{base}{ROOT}/{name}".rstrip("/"), "name": said, "here": name == here} for name, said in _NAV]
        nav.append({"href": base or "/", "name": "Tables", "here": False})
        frame = {"nav": nav, "policy": "", "command": "", "footer": f"prov {__version__}, reading only."}
        return render.page(self.template, None, **{**frame, **self.values, **more})

    def showing(self, **more: Any) -> "PageResponse":  # noqa: ANN401 - what the template shows besides
        """The same with ``more`` values."""
        return dataclasses.replace(self, values={**self.values, **more})

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


def listing(
    of: Store | gather.State,
    what: str,
    heading: str,
    leads: Sequence[str],
    listed: Sequence[Table],
    base: str,
    *,
    template: str = "list.html",
    **more: Any,  # noqa: ANN401 - what the template shows besides
) -> PageResponse:
    """A page of lists, of a store as it is, or of a state of it."""
    state = gather.state(of) if isinstance(of, Store) else of
    values: dict[str, Any] = {
        "title": heading,
        "heading": heading,
        "leads": leads,
        "tables": listed,
        "href": href(base),
    }
    values |= {
        "versions": None,
        "by_site": None,
        "texts": (),
        "state": state,
        "runs": (),
        "over": "What the store knows",
        **more,
    }
    said = [_plain(table) for table in listed]
    return PageResponse(template, values, facts.about(what, state, None, "") | {"tables": said}, tuple(listed))


def _plain(table: Table) -> dict[str, Any]:
    rows = [[cell.uri or cell.text for cell in row] for row in table.rows]
    return {"title": table.title, "columns": table.columns, "rows": rows}


def number_in(text_: str) -> int:
    """The number that a text is; 0 if it is none."""
    return int(text_) if text_.isascii() and text_.isdigit() and len(text_) < 10 else 0  # noqa: PLR2004 - nine digits
