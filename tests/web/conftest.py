"""Stores and pages that the tests of this folder only read."""

import dataclasses
import html.parser
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Prov, indexed
from tests.corpus import SPUN, STORY, UNRELATED, prose


@dataclasses.dataclass(frozen=True)
class Shelf:
    """A store, its texts, and the command that was run there."""

    prov: Prov
    db: Path
    texts: Path

    def report(self, *arguments: object) -> str:
        """The page that `prov report` writes."""
        done = self.prov("report", *arguments, "--db", self.db, "-o", "-")
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """An original, a rewritten copy of it, a text of two sources with overlaps, and texts of several scripts."""
    home = tmp_path_factory.mktemp("shelf")
    contents = {
        "a-story.txt": f"{STORY}\n© 2024 Evening Courier\n",
        "b-spun.txt": SPUN,
        "c-both.txt": f"{prose(1, 200)}\n\n{STORY}\n\n{prose(2, 90)}\n\n{UNRELATED}",
        "d-bread.txt": UNRELATED,
    }
    return Shelf(indexed(home, contents), home / "prov.db", home / "texts")


class Page(html.parser.HTMLParser):
    """What a page holds, as a browser without our script would see it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.inside: list[str] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it; nothing of it may run or load."""
        self.tags[tag] = self.tags.get(tag, 0) + 1
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "style"}], attrs
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what is read apart from what is run."""
        kept = self.scripts if self.inside[-1:] == ["script"] else self.words
        kept.append(data)

    @property
    def text(self) -> str:
        """What is read."""
        return "".join(self.words)

    @property
    def facts(self) -> dict[str, Any]:
        """The data inside."""
        found = json.loads(self.scripts[0])
        assert isinstance(found, dict)
        return found
