"""Watch lists: texts whose repetition elsewhere is reported, and the texts that repeat them."""

from collections.abc import Sequence

from provenance.errors import UsageError
from provenance.pipeline.session import Session, running
from provenance.store import Store, documents, runs, watches

#: Commands that add texts.
_ADDING = frozenset({"index", "crawl"})
#: Runs among which the last of these is looked for.
_LOOK_BACK = 1_000


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
    meant = [uri for one in named for uri in documents.as_uris(one)]
    uris = [uri for one in meant for uri in (one, *watches.sources_at(session.store, one))]
    with running(session, "watch", {"remove": list(named)}) as run, session.store.transaction():
        return watches.remove(session.store, run.run_id, uris)


def last_run(store: Store) -> int:
    """The last run that added texts; what it and later ones found is new. 0 if there is none."""
    found = next((run for run in runs.latest(store, _LOOK_BACK) if run.command in _ADDING), None)
    return found.run_id if found else 0


def _sources(store: Store, named: str) -> list[str]:
    for uri in documents.as_uris(named):
        if found := watches.sources_at(store, uri):
            return found
    raise UsageError(f"the store has no text at {named}", hint="index or crawl it first, then watch it")
