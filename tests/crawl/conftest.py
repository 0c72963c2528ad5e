from collections.abc import Iterator

import pytest

from tests.crawl.servers import Listener, Server


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A socket on all loopback addresses that nobody may connect to."""
    with Listener() as listening:
        yield listening


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server that answers as a test tells it to."""
    with Server() as serving:
        yield serving
