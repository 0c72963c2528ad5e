"""Quotations of every language at every place of another text: verbatim, to the word, without swaps."""

from pathlib import Path

import pytest

from scripts.bench.quotations import SHORTEST, STYLES, Words, outcome, placed
from tests.golden.outcome import load

GOLDEN = Path(__file__).parents[1] / "golden"

# A source and a text that has nothing to do with it.
PAIRS = {
    "ar": ("arabic", "arabic-unrelated"),
    "de": ("german", "german-unrelated"),
    "en": ("unrelated", "unrelated"),
    "ja": ("japanese", "japanese-unrelated"),
    "ru": ("russian", "russian-unrelated"),
    "th": ("thai", "thai-unrelated"),
    "zh": ("chinese", "chinese-unrelated-long"),
}


@pytest.mark.parametrize("language", PAIRS)
def test_a_quotation_is_verbatim_to_the_word(language: str) -> None:
    """A run of 20 words and more is one passage of its own, wherever it begins and ends in the sentences of both."""
    quoted, quoting = PAIRS[language]
    source, host = Words(load(GOLDEN / quoted).source), Words(load(GOLDEN / quoting).derived)
    wrong, tried = [], 0
    for length in (SHORTEST, 27, 40):
        for first in range(0, len(source.spans) - length, 7):
            for turn, at in enumerate(range(1, len(host.spans), 17)):
                one = placed(source, (first, length), host, at, list(STYLES)[turn % len(STYLES)])
                tried += 1
                if (what := outcome(one)) != "found":
                    wrong.append((what, one.quotation))
    assert tried > 30
    assert wrong == []
