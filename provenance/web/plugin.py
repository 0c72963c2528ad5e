"""The plugin for Datasette: our pages beside its tables, the questions of auditors, and descriptions of columns.

It uses only hooks that Datasette 0.65 has. The pages read the store through connections of their own, which cannot
write.
"""

import asyncio
import concurrent.futures
import functools
import importlib.resources
import json
import re
import secrets
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pluggy

from provenance.errors import ProvenanceError, UsageError
from provenance.web import ROOT

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

    from provenance.store import Store
    from provenance.web.response import PageResponse

hookimpl = pluggy.HookimplMarker("datasette")

#: Columns that name a document or a match, and the page about it.
_LINKED = {"match_id": "match"} | dict.fromkeys(
    ("document_id", "left_id", "right_id", "derived_id", "source_id", "origin_id"), "text"
)
#: Bytes that a browser may send.
MOST_SENT = 64 << 20
#: Threads that make pages.
_THREADS = 3

#: Seconds for which one thread of Python keeps the others waiting. A page asks the store hundreds of times and waits
#: for its turn after each, which at Python's own 5 ms adds up while sums are made in another thread.
_TURN = 0.0005

_pool = concurrent.futures.ThreadPoolExecutor(_THREADS, thread_name_prefix="prov-pages")
_open = threading.local()


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable["Response"]]]]:
    """Our pages."""
    return [
        (rf"^{ROOT}/check$", _check),
        (
            rf"^{ROOT}/(?P<name>text|match|cluster|evidence)/(?P<number>[0-9]{{1,18}})(?:\.(?P<form>json|csv))?$",
            _single,
        ),
        (rf"^{ROOT}(?:/(?P<name>[a-z]+))?(?:\.(?P<form>json|csv))?$", _list),
    ]


@hookimpl
def startup(datasette: "Datasette") -> None:
    """Begin to add up what takes long."""
    if path := _path(datasette):
        from provenance.web import pages

        sys.setswitchinterval(_TURN)
        pages.begin(Path(path))


@hookimpl
def menu_links(datasette: "Datasette") -> list[dict[str, str]]:
    """The way to them."""
    return [{"href": datasette.urls.path(ROOT), "label": "Who repeats whom"}] if _path(datasette) else []


@hookimpl
def canned_queries(datasette: "Datasette", database: str) -> dict[str, dict[str, str]]:
    """The questions of docs/for-auditors.md."""
    return dict(_questions()) if _is_store(datasette.databases[database].path) else {}


@functools.cache
def _questions() -> Mapping[str, dict[str, str]]:
    page = (importlib.resources.files("provenance.web") / "questions.sql").read_text(encoding="utf-8")
    found = re.findall(r"^-- (\w+): (.+)\n((?:(?!--).+\n?)+)", page, flags=re.MULTILINE)
    return {name: {"sql": sql.strip(), "title": title} for name, title, sql in found}


@hookimpl
def get_metadata(datasette: "Datasette", database: str | None, table: str | None) -> dict[str, Any]:  # noqa: ARG001 - Datasette asks so
    """What tables, views and columns mean, as the store says."""
    stores = {name: one.path for name, one in datasette.databases.items() if one.path and _is_store(one.path)}
    return {"databases": {name: {"tables": _described(path)} for name, path in stores.items()}}


@functools.cache
def _described(path: str) -> dict[str, Any]:
    from provenance.store import open_for_reading, page_queries

    tables: dict[str, Any] = {}
    with open_for_reading(Path(path)) as store:
        for name, column, text in page_queries.descriptions(store):
            about = tables.setdefault(name, {"columns": {}})
            if column:
                about["columns"][column] = text
            else:
                about["description"] = text
    return tables


@hookimpl
def render_cell(value: object, column: str, database: str, datasette: "Datasette") -> object:
    """Numbers of documents and matches as links to our pages."""
    if not isinstance(value, int) or column not in _LINKED or not _is_store(datasette.databases[database].path):
        return None
    from markupsafe import Markup

    where = datasette.urls.path(f"{ROOT}/{_LINKED[column]}/{value}")
    return Markup('<a href="{}">{}</a>').format(where, value)


@hookimpl
def skip_csrf(datasette: "Datasette", scope: Mapping[str, Any]) -> bool:
    """Whether we check ourselves that a form is from our page: Datasette cannot look into one with a file."""
    kind = dict(scope["headers"]).get(b"content-type", b"")
    here = f"{_base(datasette)}{ROOT}/check"
    return scope["path"] in {here, f"{ROOT}/check"} and bool(kind.startswith(b"multipart/form-data"))


@hookimpl
def asgi_wrapper(datasette: "Datasette") -> Callable[[Any], Any]:
    """Answer only under the names that `prov serve` was told: another site's name may lead here, too."""
    allowed = (datasette.plugin_config("provenance") or {}).get("hosts")

    def wrap(app: Any) -> Any:  # noqa: ANN401 - ASGI
        async def checked(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
            status, problem = 0, b""
            if scope["type"] == "http" and allowed and _host(scope) not in allowed:
                status, problem = 400, b"This name is not served here.\n"
            elif scope["type"] == "http" and _size(scope) > MOST_SENT:
                status, problem = 413, b"This is more than is taken.\n"
            if not status:
                await app(scope, receive, send)
                return
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": problem})

        return checked

    return wrap


def _host(scope: Mapping[str, Any]) -> str:
    """The name that a browser asked for, without the port."""
    named = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    return re.sub(r":\d+$", "", named)


def _size(scope: Mapping[str, Any]) -> int:
    """How much a browser says that it sends; all of it is read before a page is asked."""
    headers = dict(scope["headers"])
    said = headers.get(b"content-length", b"0")
    return int(said) if said.isdigit() and b"transfer-encoding" not in headers else MOST_SENT + 1


async def _list(datasette: "Datasette", request: "Request") -> "Response":
    from provenance.web import pages

    name = request.url_vars.get("name") or ""
    if name not in pages.LISTS:
        return _message(datasette, "No such page", "There is no page of this name.", 404)
    make = pages.LISTS[name]
    asked = _asked(request)
    base = _base(datasette)
    return await _answer(datasette, request, name, lambda store: make(store, asked, base))


async def _single(datasette: "Datasette", request: "Request") -> "Response":
    from provenance.web import pages

    make, number = pages.SINGLE[request.url_vars["name"]], int(request.url_vars["number"])
    asked, base = _asked(request), _base(datasette)
    return await _answer(datasette, request, "-", lambda store: make(store, asked, number, base))


async def _check(datasette: "Datasette", request: "Request") -> "Response":
    from provenance.web import pages, render, sent
    from provenance.web.response import PageResponse

    base = _base(datasette)
    if request.method == "POST":
        try:
            form = sent.form(await request.post_body(), request.headers.get("content-type", ""))
        except UsageError as error:
            return _message(datasette, "Not understood", f"{error}", 400, error.hint or "")
        token = request.cookies.get("ds_csrftoken", "")
        if not token or not secrets.compare_digest(token.encode(), form.fields.get("csrftoken", "").encode()):
            return _message(datasette, "Not from here", "This text was not sent by the page for it.", 403)
        return await _answer(
            datasette, request, "check", lambda store: pages.checked(store.path, sent.document(form), base)
        )
    if refused := await _refused(datasette, request):
        return refused
    values = {"action": f"{base}{ROOT}/check", "title": "Check a text", "problem": ""}
    page = PageResponse("check.html", values | {"token": request.scope["csrftoken"]()}, {})
    return _html(page.html(base, "check", {"policy": ""}), render.policy(form=True))


async def _answer(
    datasette: "Datasette", request: "Request", here: str, make: Callable[["Store"], "PageResponse"]
) -> "Response":
    """A page made in a thread of its own, as the browser asked for it."""
    from datasette.utils.asgi import Response

    from provenance.web import render

    if refused := await _refused(datasette, request):
        return refused
    form, base = request.url_vars.get("form"), _base(datasette)

    def made() -> tuple[str, str]:
        with _store(_path(datasette) or "").snapshot() as store:
            page = make(store)
        if form == "json":
            return json.dumps(page.facts, ensure_ascii=False), "application/json; charset=utf-8"
        if form == "csv":
            return page.csv(), "text/csv; charset=utf-8"
        return page.html(base, here, {}), ""

    try:
        body, kind = await asyncio.get_running_loop().run_in_executor(_pool, made)
    except ProvenanceError as error:
        return _message(datasette, "Not found", f"{error}", 404, error.hint or "")
    if kind:
        return Response(body, headers=dict(_SAFE), content_type=kind)
    return _html(body, render.policy(form=True))


_SAFE = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store"}


def _html(body: str, policy: str, status: int = 200) -> "Response":
    from datasette.utils.asgi import Response

    headers = {**_SAFE, "content-security-policy": f"{policy}; frame-ancestors 'none'"}
    return Response.html(body, status=status, headers=headers)


async def _refused(datasette: "Datasette", request: "Request") -> "Response | None":
    """An answer for those who may not look at the store, or where there is none."""
    path = _path(datasette)
    if path is None:
        return _message(datasette, "No store here", "None of these databases is a store of prov.", 404)
    name = next(name for name, one in datasette.databases.items() if one.path == path)
    for action, resource in (("view-instance", None), ("view-database", name)):
        if not await datasette.permission_allowed(request.actor, action, resource=resource, default=True):
            return _message(datasette, "Not for everybody", "You need to sign in to see this.", 403)
    return None


def _message(datasette: "Datasette", heading: str, problem: str, status: int, hint: str = "") -> "Response":
    from provenance.web import render
    from provenance.web.response import PageResponse

    values = {"title": heading, "heading": heading, "problem": problem, "hint": hint}
    page = PageResponse("message.html", values, {})
    return _html(page.html(_base(datasette), "-", {}), render.policy(form=True), status)


def _asked(request: "Request") -> dict[str, str]:
    """What stands behind the question mark; several values of a name are joined by commas."""
    return {name: ",".join(values) for name, values in parse_qs(request.query_string).items()}


def _base(datasette: "Datasette") -> str:
    return str(datasette.setting("base_url")).rstrip("/")


def _path(datasette: "Datasette") -> str | None:
    """The first of the databases that is a store of ours."""
    return next((one.path for one in datasette.databases.values() if one.path and _is_store(one.path)), None)


@functools.cache
def _is_store(path: str | None) -> bool:
    from provenance.store import open_for_reading

    if path is None:
        return False
    try:
        open_for_reading(Path(path)).close()
    except ProvenanceError:
        return False
    return True


def _store(path: str) -> "Store":
    """This thread's connection."""
    from provenance.store import open_for_reading

    stores: dict[str, Store] = _open.__dict__.setdefault("stores", {})
    if path not in stores:
        stores[path] = open_for_reading(Path(path))
    return stores[path]
