"""JSON-LD as real pages have it: in CDATA or a comment, with a semicolon behind it, with extra commas."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from provenance.readers.extras import library

#: Characters of a script that is mended at all; mending takes more than proportional time.
_MENDED = 32_768
#: What is put around a script for the sake of readers that do not know scripts.
_WRAPPING = re.compile(r"/\*\s*(?:<!\[CDATA\[|\]\]>)\s*\*/|(?://\s*)?(?:<!\[CDATA\[|\]\]>|<!--|-->)|^\ufeff")
_COMMA_TOO_MUCH = re.compile(r",(?=\s*[}\]])")


def scripts(tree: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml elements, and lxml has no types
    """The scripts of a page that hold JSON-LD, whatever is said about its encoding."""
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip(" \"'").lower() == "application/ld+json":
            yield script


def values(text: str) -> list[Any]:
    """What a script says: one value or several, one after the other; nothing where it cannot be mended."""
    bare = _WRAPPING.sub(" ", text).strip()
    for form in (bare, _COMMA_TOO_MUCH.sub("", bare), html.unescape(bare) if "&quot;" in bare else ""):
        if found := _decoded(form):
            return found
    return _mended(bare)


def _decoded(text: str) -> list[Any]:
    """The objects and lists at the beginning of ``text``; what stands behind them is passed over."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    start = re.search(r"[\[{]", text)
    while start:
        try:
            value, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        found.append(value)
        start = re.compile(r"[\s;,]*(?=[\[{])").match(text, end)
        start = start and re.compile(r"[\[{]").match(text, start.end())
    return found


def _mended(text: str) -> list[Any]:
    if not text or len(text) > _MENDED:
        return []
    try:
        found = library("json_repair", extra="web", reads="reading web pages").loads(text)
    except (ValueError, RecursionError):
        return []
    return [found] if isinstance(found, (dict, list)) else []
