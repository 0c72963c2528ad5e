import dataclasses
from pathlib import Path

import pytest

from tests.conftest import Prov, indexed
from tests.corpus import SPUN, STORY, UNRELATED, prose


@dataclasses.dataclass(frozen=True)
class Known:
    """A store that tests only read: an original, a rewritten copy, an excerpt in a long text, and an unrelated text."""

    prov: Prov
    db: Path
    texts: Path


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """The store, made by one run of `prov index`."""
    home = tmp_path_factory.mktemp("known")
    excerpt = STORY[STORY.index("Two barges") :]
    contents = {
        "a-story.txt": f"{STORY}\n© 2024 Evening Courier\n",
        "b-spun.txt": SPUN,
        "c-long.txt": f"{prose(1, 300)}\n\n{excerpt}\n\n{prose(2, 300)}",
        "d-bread.txt": UNRELATED,
    }
    return Known(indexed(home, contents), home / "prov.db", home / "texts")
