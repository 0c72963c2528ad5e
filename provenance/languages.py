"""Languages: the function words by which they are recognised, and how often their words stand in texts."""

import functools
import gzip
import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).with_name("function_words.json")


def function_words() -> dict[str, list[str]]:
    """For the code (ISO 639-1) of each language that we know its function words."""
    return {code: words.split() for code, words in json.loads(_FILE.read_text(encoding="utf-8")).items()}


def word_shares(language: str, size: str = "small") -> Mapping[str, float]:
    """Words of a language with the share of all words that each is: a list of the ``wordfreq`` package.

    Read from its file, because loading the package takes longer than most commands.

    Args:
        language: Its code.
        size: ``large`` lists are there for few languages. Words beyond a ``small`` one are all rare alike: how rare
            each of them is says more about the list than about the word.
    """
    import msgpack

    header, *words = msgpack.unpackb(gzip.decompress(_list(language, size).read_bytes()))
    if (header["format"], header["version"]) != ("cB", 1):
        raise ValueError(f"a list of words of another format: {header}")
    # In the first place stand the words that are all words, a hundredth of a bel rarer those in the next one.
    shares: dict[str, float] = {}
    for centibels, alike in enumerate(words):
        shares |= dict.fromkeys(alike, 10 ** (-centibels / 100))
    return shares


def _list(language: str, size: str) -> Path:
    """Where the ``wordfreq`` package has a list of words."""
    spec = importlib.util.find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("wordfreq", name="wordfreq")
    return Path(spec.origin).with_name("data") / f"{size}_{language}.msgpack.gz"


@functools.cache
def lists_digest() -> str:
    """SHA-256 over the function words and the lists of :func:`word_shares`, of all languages; its first 16 digits.

    Read from the files, because loading a package and its lists takes longer than most commands.
    """
    files = [_list(code, "small") for code in sorted(function_words())]
    digest = hashlib.sha256()
    for file in [_FILE, *files]:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
