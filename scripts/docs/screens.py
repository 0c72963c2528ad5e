"""Take the screenshots of our pages with Chromium; with --check, only tell whether they are current.

What counts is what the pages say, not their pixels: beside the pictures stands a digest of the facts that they show.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
DIGESTS = IMAGES / "pages.json"
TEXTS = ROOT / "scripts" / "demo" / "texts"
SPUN = "daily-digest-24-viaduct.txt"
WIDTH, HEIGHT = 1280, 860

#: What each picture shows: the arguments of `prov report`, beside the texts of the demo.
PAGES = {"report": [SPUN], "match": ["--match", "1"]}

#: What is another one each time: times, the chain, and where the texts lie.
_PASSING = {"store", "runs", "places", "first_seen_at", "made_at", "version", "command", "uri"}


def pages(folder: Path) -> dict[str, str]:
    """The pages, made in a store of their own in ``folder``."""
    texts = folder / "texts"
    shutil.copytree(TEXTS, texts)
    subprocess.run(["prov", "index", ".", "--quiet"], cwd=texts, check=True)
    made = {}
    for name, what in PAGES.items():
        command = ["prov", "report", *what, "-o", "-"]
        made[name] = subprocess.run(command, cwd=texts, check=True, capture_output=True, text=True).stdout
    return made


def digest(page: str) -> str:
    """Of the facts of a page that stay."""
    found = re.search(r'id="facts">(.*?)</script>', page)
    if not found:
        sys.exit("a report has no facts")
    return hashlib.sha256(json.dumps(_lasting(json.loads(found[1])), sort_keys=True).encode()).hexdigest()


def _lasting(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _lasting(one) for name, one in value.items() if name not in _PASSING}
    return [_lasting(one) for one in value] if isinstance(value, list) else value


def shoot(made: dict[str, str], folder: Path) -> None:
    """Take the pictures."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        print("screenshots left out: Chromium is not installed", file=sys.stderr)
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, page in made.items():
            file = folder / f"{name}.html"
            file.write_text(page.replace(f"{folder.as_uri()}/texts", "file:///news"), encoding="utf-8")
            tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            tab.goto(file.as_uri())
            tab.screenshot(path=IMAGES / f"{name}.png")
        browser.close()
    DIGESTS.write_text(json.dumps({n: digest(p) for n, p in made.items()}, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page shows something else now")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        made = pages(folder)
        known = json.loads(DIGESTS.read_text(encoding="utf-8")) if DIGESTS.exists() else {}
        stale = [name for name, page in made.items() if known.get(name) != digest(page)]
        if not check and stale:
            shoot(made, folder)
    for name in stale if check else ():
        print(f"docs/images/{name}.png does not show what the page says; run `make docs`", file=sys.stderr)
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
