"""How rare words are: in the language, and in a store that is large enough."""

import wordfreq
from hypothesis import given
from hypothesis import strategies as st

from provenance.direction.rarity import ENOUGH_DOCUMENTS, rarity_in_language, rarity_in_store

LANGUAGE = rarity_in_language()


def test_rare_words_are_rare_in_the_language() -> None:
    """A common word is less rare than an uncommon one, and that less than one nobody knows."""
    house, abode, unknown = (LANGUAGE(word) for word in ("house", "abode", "xqzzv"))
    assert house is not None
    assert abode is not None
    assert unknown is not None
    assert house < abode < unknown


@given(st.text(st.sampled_from("aeinrst'éß9-"), min_size=1, max_size=9))
def test_rarity_is_what_wordfreq_says(word: str) -> None:
    """The short ways to a frequency lead to the same one."""
    assert LANGUAGE(word) == max(0.0, 7.0 - wordfreq.zipf_frequency(word, "en"))


def test_a_small_store_asks_the_language() -> None:
    """Below enough documents the store's own counts are not asked."""

    def refuse(_words: object) -> list[int]:
        raise AssertionError

    rarity = rarity_in_store(refuse, ENOUGH_DOCUMENTS - 1)
    assert rarity("house") == LANGUAGE("house")


def test_a_large_store_counts_its_own_words() -> None:
    """With enough documents a word in fewer of them is rarer, and phrases are not known."""
    counts = {"common": 1_000, "rare": 2}
    rarity = rarity_in_store(lambda words: [counts.get(word, 0) for word in words], ENOUGH_DOCUMENTS)
    common, rare, unseen = rarity("common"), rarity("rare"), rarity("unseen")
    assert common is not None
    assert rare is not None
    assert unseen is not None
    assert common < rare < unseen
    assert rarity("two words") is None
