"""Names of URIs as people read them."""

from hypothesis import given
from hypothesis import strategies as st

from provenance.uris import names_apart, short_name, short_names

URIS = st.sampled_from([f"https://{host}.example/{way}{end}" for host in "ab" for way in ("", "x/") for end in "12"])


@given(st.lists(URIS))
def test_short_names_tell_apart(uris: list[str]) -> None:
    """No two URIs get the same name, and one that nothing else is called like is called by its end."""
    names = short_names(uris)
    assert len(set(names.values())) == len(set(uris))
    ends = [short_name(uri) for uri in set(uris)]
    assert all(names[uri] == short_name(uri) for uri in uris if ends.count(short_name(uri)) == 1)


def test_a_pair_of_names() -> None:
    """Two texts of one name are called by their URIs, two of different names by these."""
    assert names_apart("file:///a/copy.txt", "file:///b/copy.txt") == ("file:///a/copy.txt", "file:///b/copy.txt")
    assert names_apart("file:///a/copy.txt", "file:///b/text.txt") == ("copy.txt", "text.txt")
