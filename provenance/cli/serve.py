"""`prov serve`: the store in a browser."""

from typing import Annotated, Any

import typer

from provenance.cli import options, output
from provenance.errors import UsageError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", epilog="Example:  prov serve --db news.db --open")(serve)


def serve(
    *,
    db: options.Db = options.DEFAULT_DB,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="At which port.")] = 8321,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="Another name under which it is asked for."),
    ] = None,
    base_url: Annotated[str, typer.Option("--base-url", metavar="PATH", help="Its path on a reverse proxy.")] = "/",
    show: Annotated[bool, typer.Option("--open", help="Show it in a browser.")] = False,
) -> None:
    """Browse the store: texts with their passages, matches, lineage, sites, swaps; tables and SQL by Datasette.

    Nothing can be changed through it, and `prov index` may run meanwhile. It listens to this machine only; at another
    address it asks for a sign-in link, which it prints.
    """
    from provenance.store import open_for_reading

    try:
        import uvicorn
        from datasette.app import Datasette
    except ImportError:
        raise UsageError(
            "`prov serve` needs Datasette, which is not installed", hint="pip install 'provindex[serve]'"
        ) from None
    open_for_reading(db).close()
    is_open = host in LOOPBACK
    site = Datasette([str(db)], metadata=_metadata(host, name or [], is_open=is_open), settings=_settings(base_url))
    config = uvicorn.Config(site.app(), host=host, port=port, log_level="warning", lifespan="on", workers=1)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}{site.urls.path('/-/prov')}"
    if not is_open:
        output.talk(f"sign in at {site.urls.path('/-/auth-token')}?token={site._root_token}")  # noqa: SLF001 - as its own command does
    output.talk(f"serving {db} at {address} (stop with Ctrl-C)")
    if show:
        import webbrowser

        webbrowser.open(address)
    uvicorn.Server(config).run()


def _settings(base_url: str) -> dict[str, Any]:
    path = f"/{base_url.strip('/')}/".replace("//", "/")
    return {"base_url": path, "allow_download": False, "sql_time_limit_ms": 1_000, "num_sql_threads": 3}


def _metadata(host: str, names: list[str], *, is_open: bool) -> dict[str, Any]:
    """Who may look, and under which names it is there."""
    hosts = sorted({*LOOPBACK, "[::1]", host.lower(), *(one.lower() for one in names)})
    about: dict[str, Any] = {"title": "prov", "plugins": {"provenance": {"hosts": hosts}}}
    return about if is_open else about | {"allow": {"id": "root"}}
