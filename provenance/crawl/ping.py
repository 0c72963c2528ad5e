"""A ping for a monitoring service that raises an alarm when a run does not report.

The protocol is that of Healthchecks: ``/start`` when a run begins. When it ends well, the URL itself; otherwise ``/``
and the exit code.
"""

import contextlib
import dataclasses
import functools
from collections.abc import Iterator
from concurrent import futures

from provenance.crawl.config import Config
from provenance.crawl.http.fetch import Fetcher
from provenance.crawl.http.guard import Guard
from provenance.crawl.threads import begin
from provenance.errors import InputError, ProvenanceError

#: Seconds that a program which is told to end waits for an answer to its last ping.
_SHORT = 0.5


@dataclasses.dataclass
class Ping:
    """What the end of the run will report."""

    code: int = 0


@contextlib.contextmanager
def pinging(config: Config) -> Iterator[Ping]:
    """Report the begin and the end of the block to the ping URL, if there is one. A ping that fails is no failure."""
    ping = Ping()
    wait: float | None = None
    _send(config, "/start", wait)
    try:
        yield ping
    except Exception as error:
        ping.code = error.exit_code if isinstance(error, ProvenanceError) else 1
        raise
    except BaseException:
        ping.code = 1
        wait = _SHORT
        raise
    finally:
        _send(config, f"/{ping.code}" if ping.code else "", wait)


def _send(config: Config, end: str, wait: float | None) -> None:
    """Send a ping and wait until it is answered, but no more than so many seconds if that is given."""
    if config.ping_url is not None:
        with contextlib.suppress(InputError, futures.TimeoutError):
            begin(functools.partial(_fetch, config, config.ping_url.rstrip("/") + end)).result(wait)


def _fetch(config: Config, url: str) -> None:
    with Fetcher(config.agent, Guard(config.allowed), config.limits, config.authorities) as fetcher:
        fetcher.fetch(url)
