"""What a pass would begin with, found without beginning it."""

import dataclasses
from pathlib import Path

from provenance.crawl.clock import SystemClock
from provenance.crawl.config import Config
from provenance.errors import StoreNotFound
from provenance.store import Store, frontier, open_for_reading
from provenance.store.clock import stamp


@dataclasses.dataclass(frozen=True)
class Due:
    """A URL that is due; ``due_at`` is empty for one that the store does not know yet."""

    url: str
    kind: str
    site: str
    due_at: str


def list_due(path: Path, config: Config, limit: int) -> list[Due]:
    """Up to ``limit`` URLs that are due now, in the order in which a single host would get them."""
    try:
        with open_for_reading(path) as store:
            return _list_due(store, config, limit)
    except StoreNotFound:
        return [Due(one.url, one.kind, one.site, "") for one in config.seeds()][:limit]


def _list_due(store: Store, config: Config, limit: int) -> list[Due]:
    seeds = config.seeds()
    known = frontier.known(store, [seed.url for seed in seeds])
    new = [Due(seed.url, seed.kind, seed.site, "") for seed in seeds if seed.url not in known]
    entries = frontier.due(store, config.names, stamp(SystemClock().now()), limit)
    old = [Due(one.found.url, one.found.kind, one.found.site, one.due_at) for one in entries]
    return [*new, *old][:limit]
