"""Names of URIs as people read them."""

from hypothesis import given
from hypothesis import strategies as st

from provenance.uris import document_names, names_apart, short_names

URIS = st.sampled_from(
    [f"https://{host}.example/{way}{end}" for host in "ab" for way in ("", "x/", "y/x/") for end in "12"]
    + [f"file:///{way}{'long' * 30}{end}.txt" for way in ("", "a/", "a/b/") for end in "12"]
    + ["https://a.example/?p=1", "https://a.example/?p=2", "memory:a", "memory:a#1", "https://a.example"]
)


@given(st.lists(URIS))
def test_short_names_tell_apart(uris: list[str]) -> None:
    """No two URIs get the same name."""
    names = short_names(uris)
    assert len(set(names.values())) == len(names) == len(set(uris))


@given(URIS)
def test_a_name_by_itself_is_short(uri: str) -> None:
    """A name takes half a line at most, begins with the host of an address, and ends as the address ends."""
    name = short_names([uri])[uri]
    assert len(name) <= 48
    assert uri.rstrip("/").endswith(name.rsplit("…", 1)[-1].removeprefix("/"))
    assert name.startswith(("a.example", "b.example", "long", "memory:"))


def test_a_pair_of_names() -> None:
    """Two texts of one name are called by their folders, too, two of different names by these."""
    assert names_apart("file:///a/copy.txt", "file:///b/copy.txt") == ("a/copy.txt", "b/copy.txt")
    assert names_apart("file:///a/copy.txt", "file:///b/text.txt") == ("copy.txt", "text.txt")


def test_documents_of_one_place_are_told_apart_by_their_numbers() -> None:
    """What has no number, or a place to itself, keeps its name."""
    one, other = "file:///a/copy.txt", "file:///a/text.txt"
    assert document_names([(one, 1), (one, None), (other, 3), (one, 1)]) == [
        "copy.txt #1", "copy.txt", "text.txt", "copy.txt #1",
    ]  # fmt: skip
    assert names_apart(one, one, 1, 2) == ("copy.txt #1", "copy.txt #2")
