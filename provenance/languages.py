"""Languages: the function words by which they are recognised, and how often their words stand in texts."""

import functools
import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).with_name("function_words.json")


def function_words() -> dict[str, list[str]]:
    """For the code (ISO 639-1) of each language that we know its function words."""
    return {code: words.split() for code, words in json.loads(_FILE.read_text(encoding="utf-8")).items()}


def word_shares(language: str) -> Mapping[str, float]:
    """Words of a language with the share of all words that each is: the short list of the ``wordfreq`` package.

    Words beyond that list are all rare alike: how rare each of them is says more about the list than about the word.
    """
    import wordfreq

    return wordfreq.get_frequency_dict(language, "small")


@functools.cache
def lists_digest() -> str:
    """SHA-256 over the function words and the lists of :func:`word_shares`, of all languages; its first 16 digits.

    Read from the files, because loading a package and its lists takes longer than most commands.
    """
    spec = importlib.util.find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("wordfreq", name="wordfreq")
    files = [Path(spec.origin).with_name("data") / f"small_{code}.msgpack.gz" for code in sorted(function_words())]
    digest = hashlib.sha256()
    for file in [_FILE, *files]:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
