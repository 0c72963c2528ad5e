import pytest

from provenance.params import IndexParams
from provenance.permutations import Permutations, best_bands, with_bands


def test_what_is_kept_is_what_datasketch_says() -> None:
    """The file has the permutations and bands of the default parameters as datasketch has them now."""
    params = IndexParams()
    assert Permutations.from_seed(params.num_perm, params.seed) == Permutations.drawn(params.num_perm, params.seed)
    found = with_bands(params)
    assert (found.bands, found.rows) == best_bands(params.num_perm, params.threshold)


@pytest.mark.parametrize("params", [IndexParams(num_perm=64), IndexParams(seed=7), IndexParams(threshold=0.8)])
def test_other_parameters_are_asked_for(params: IndexParams) -> None:
    """Nothing of the default ones is used for others, but where both are the same."""
    drawn = Permutations.drawn(params.num_perm, params.seed)
    assert Permutations.from_seed(params.num_perm, params.seed) == drawn
    found = with_bands(params)
    assert (found.bands, found.rows) == best_bands(params.num_perm, params.threshold)
