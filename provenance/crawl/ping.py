"""A ping for a dead man's switch: a service that raises the alarm when a run does not report.

The protocol is that of Healthchecks: ``/start`` when a run begins; when it ends, the URL itself, or ``/`` and the exit
code.
"""

import contextlib
import dataclasses
from collections.abc import Iterator

from provenance.crawl.config import Config
from provenance.crawl.fetch import Fetcher
from provenance.crawl.guard import Guard
from provenance.errors import InputError, ProvenanceError


@dataclasses.dataclass
class Ping:
    """What the end of the run will report."""

    code: int = 0


@contextlib.contextmanager
def pinging(config: Config) -> Iterator[Ping]:
    """Report the begin and the end of the block to the ping URL, if there is one. A ping that fails is no failure."""
    ping = Ping()
    _send(config, "/start")
    try:
        yield ping
    except BaseException as error:
        ping.code = error.exit_code if isinstance(error, ProvenanceError) else 1
        raise
    finally:
        _send(config, f"/{ping.code}" if ping.code else "")


def _send(config: Config, end: str) -> None:
    if config.ping_url is None:
        return
    guard = Guard(config.allowed)
    with contextlib.suppress(InputError), Fetcher(config.agent, guard, config.limits, config.authorities) as fetcher:
        fetcher.fetch(config.ping_url.rstrip("/") + end)
