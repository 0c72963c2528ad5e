"""Build the docs site into build/site, and check it: warnings, links with their anchors, nothing loaded from elsewhere.

Needs no network. Links to other sites are not followed.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "build" / "site"
RUST = SITE / "rust"
RUSTDOC = ROOT / "index" / "target" / "doc"

# What a browser fetches by itself when it shows a page.
LOADED = re.compile(
    rb"""<(?:script|img|iframe|source|object|embed)\b[^>]*?(?:src|data)\s*=\s*["']?(?:https?:)?//[^"'> ]+"""
    rb"""|<link\b(?=[^>]*rel=["']?(?:stylesheet|preload|icon|preconnect))[^>]*href=["']?(?:https?:)?//[^"'> ]+"""
    rb"""|url\(\s*["']?(?:https?:)?//[^)]+\)|@import\s+["'](?:https?:)?//[^"']+"""
)


def sphinx() -> None:
    """The pages; a warning is an error."""
    doctrees = SITE.with_name("doctrees")
    options = ["-q", "-W", "--keep-going", "-b", "html", "-c", str(ROOT / "scripts" / "docs" / "site")]
    subprocess.run(["sphinx-build", *options, "-d", str(doctrees), str(ROOT), str(SITE)], check=True)


def rust() -> None:
    """The pages of the native core beside them."""
    manifest = ["--locked", "--manifest-path", str(ROOT / "index" / "Cargo.toml")]
    flags = os.environ | {"RUSTDOCFLAGS": "-D warnings"}
    subprocess.run(["cargo", "doc", *manifest, "--quiet", "--no-deps", "-p", "provenance-core"], env=flags, check=True)
    shutil.copytree(RUSTDOC, RUST, ignore=shutil.ignore_patterns(".lock"))


def loaded_from_elsewhere() -> Iterator[str]:
    """What the site would fetch from other servers when it is read."""
    for path in sorted(SITE.rglob("*")):
        if path.suffix in {".html", ".css", ".svg"}:
            for found in LOADED.findall(path.read_bytes()):
                yield f"{path.relative_to(SITE)}: {found.decode(errors='replace')[:120]}"


def links() -> None:
    """Every link within the site leads to a page and to a place on it; rustdoc checks its own."""
    pages = [str(path) for path in SITE.rglob("*.html") if RUST not in path.parents]
    options = ["--offline", "--include-fragments", "--no-progress", "--quiet"]
    subprocess.run(["lychee", *options, *pages], check=True)


def main() -> int:
    shutil.rmtree(SITE, ignore_errors=True)
    try:
        sphinx()
        rust()
        links()
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd[0]} found something wrong in the docs site", file=sys.stderr)
        return 1
    elsewhere = list(loaded_from_elsewhere())
    for line in elsewhere:
        print(f"loaded from elsewhere: {line}", file=sys.stderr)
    print(f"the docs site is in {SITE.relative_to(ROOT)}; begin with index.html")
    return 1 if elsewhere else 0


if __name__ == "__main__":
    sys.exit(main())
