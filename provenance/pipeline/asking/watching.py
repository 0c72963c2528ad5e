"""Watch lists: texts whose repetition elsewhere is reported, and the texts that repeat them."""

from collections.abc import Sequence
from pathlib import Path

from provenance.errors import UsageError
from provenance.pipeline.session import Session, running
from provenance.store import Store, runs, watches

#: Commands that add texts.
_ADDING = frozenset({"index", "crawl"})
#: Runs among which the last of these is looked for.
_LOOK_BACK = 1_000


def uri_of(named: str) -> str:
    """The URI that a person means: a path is that of a file or folder here."""
    return named if "://" in named else Path(named).absolute().as_uri()


def watch(session: Session, named: Sequence[str]) -> int:
    """Watch the texts at these URIs and paths, which the store has; say how many sources are new to the list.

    Raises:
        UsageError: The store has no text at one of them; nothing is watched then.
    """
    uris = [uri for one in named for uri in _sources(session.store, one)]
    with running(session, "watch", {"add": list(named)}) as run, session.store.transaction():
        return watches.add(session.store, run.run_id, uris)


def unwatch(session: Session, named: Sequence[str]) -> int:
    """Watch the texts at these URIs and paths no more; say how many sources left the list."""
    uris = [uri for one in named for uri in (uri_of(one), *watches.sources_at(session.store, uri_of(one)))]
    with running(session, "watch", {"remove": list(named)}) as run, session.store.transaction():
        return watches.remove(session.store, run.run_id, uris)


def last_run(store: Store) -> int:
    """The last run that added texts; what it and later ones found is new. 0 if there is none."""
    found = next((run for run in runs.latest(store, _LOOK_BACK) if run.command in _ADDING), None)
    return found.run_id if found else 0


def _sources(store: Store, named: str) -> list[str]:
    found = watches.sources_at(store, uri_of(named))
    if not found:
        raise UsageError(f"the store has no text at {named}", hint="index or crawl it first, then watch it")
    return found
