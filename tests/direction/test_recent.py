"""What is kept of texts that were asked for lately."""

from hypothesis import given
from hypothesis import strategies as st

from provenance.direction.recent import Recent

ROOM = 10


@given(st.lists(st.text("ab", max_size=6), max_size=30))
def test_the_latest_texts_that_fit_are_kept(asked: list[str]) -> None:
    """Those asked for since a text was, each once, have as many characters together as there is room for, or fewer."""
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text.upper()

    recent = Recent(make, ROOM)
    naive: list[str] = []
    latest: list[str] = []
    for text in asked:
        if text not in latest:
            naive.append(text)
        latest = [*(one for one in latest if one != text), text]
        while sum(map(len, latest)) > ROOM:
            latest.pop(0)
        assert recent(text) == text.upper()
    assert made == naive


def test_a_text_larger_than_the_room_is_not_kept() -> None:
    """It is made anew each time, and what was kept before makes room."""
    made: list[str] = []
    recent = Recent(made.append, ROOM)
    for text in ["small", "x" * 11, "small", "x" * 11]:
        recent(text)
    assert len(made) == 4
