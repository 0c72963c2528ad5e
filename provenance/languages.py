"""The language of a text, recognised by its function words."""

import functools
import json
from pathlib import Path

#: Characters that are looked at: they hold hundreds of words, of which in any language a third are function words.
LOOKED_AT = 2_000
#: Function words of a language in a text of it: one word in ten at least, and not one alone.
LEAST_SHARE = 0.1
LEAST_WORDS = 2

_FILE = Path(__file__).with_name("function_words.json")


def language_of(text: str) -> str | None:
    """The code (ISO 639-1) of the language of ``text``; ``None`` if its beginning does not say, or we do not know it.

    A language is known by the words that it needs to say anything, of which each text has many. Languages that write no
    spaces are not among the known ones.
    """
    words = text[:LOOKED_AT].lower().split()
    table, found = _function_words(), dict[str, int]()
    for word in words:
        for language in table.get(word, ()):
            found[language] = found.get(language, 0) + 1
    best = sorted(found, key=lambda language: (-found[language], language))[:2]
    if not best or found[best[0]] < max(LEAST_WORDS, LEAST_SHARE * len(words)):
        return None
    return None if len(best) > 1 and found[best[1]] == found[best[0]] else best[0]


def known_languages() -> list[str]:
    """The codes of all languages that :func:`language_of` may name."""
    return sorted(json.loads(_FILE.read_text(encoding="utf-8")))


@functools.cache
def _function_words() -> dict[str, list[str]]:
    """For each function word the languages that have it."""
    table: dict[str, list[str]] = {}
    for language, words in json.loads(_FILE.read_text(encoding="utf-8")).items():
        for word in words.split():
            table.setdefault(word, []).append(language)
    return table
