"""What a person sees and types next."""

import pytest

from provenance.cli.side_by_side import CLOSE, OPEN
from tests.cli.conftest import Known
from tests.conftest import Prov

#: Two texts of scripts without spaces between words, and what differs between them.
CHINESE = (
    "我们今天去看电影。明天再说吧。因为天气不好。大家都不想出门。只想在家里休息和看书。晚上我们一起吃饭。然后聊天到很晚才睡觉。",
    ("电影", "戏剧"),
    ("晚上", "夜里"),
)


def test_a_query_says_what_to_type_next(known: Known) -> None:
    """The command that a query names lays the file and the source that it found side by side."""
    done = known.prov("query", "texts/b-spun.txt", "--db", "prov.db")
    said = done.stderr.strip()
    assert said.startswith("side by side: prov show texts/b-spun.txt 1")
    shown = known.prov(*said.removeprefix("side by side: prov ").split(), "--db", "prov.db")
    assert shown.returncode == 0
    assert shown.stdout.startswith("b-spun.txt most likely derives from a-story.txt")


@pytest.mark.parametrize("named", ["99", "nowhere.txt", "memory:none"])
def test_a_text_that_nobody_knows_is_a_usage_error(known: Known, named: str) -> None:
    """What is neither a file nor a stored text is named, with what to do."""
    done = known.prov("show", "texts/b-spun.txt", named, "--db", "prov.db")
    assert done.returncode == 2
    assert named in done.stderr
    assert "hint: " in done.stderr


def test_reasons_say_what_their_sign_means(known: Known) -> None:
    """Whichever text is asked about, + speaks for the one that is held to be the earlier."""
    for first, second in [("b-spun", "a-story"), ("a-story", "b-spun")]:
        done = known.prov("show", f"texts/{first}.txt", f"texts/{second}.txt")
        heading, strongest = done.stdout.splitlines()[2:4]
        assert heading == "+ speaks for a-story.txt as the earlier text, - against it:"
        assert strongest.strip().startswith("+")


def test_only_the_characters_that_differ_are_marked(prov: Prov) -> None:
    """Where no spaces stand between words, a changed word is marked, and not the sentence around it."""
    text, *changes = CHINESE
    (prov.cwd / "one.txt").write_text(text, encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new)
    (prov.cwd / "other.txt").write_text(text, encoding="utf-8")
    shown = prov("show", "one.txt", "other.txt").stdout
    marked = {part.split(CLOSE)[0].rstrip("\u3002") for part in shown.split(OPEN)[1:]}
    assert marked == {word for change in changes for word in change}


def test_a_quotation_mark_stays_with_its_word(prov: Prov) -> None:
    """A mark covers the word that differs, and the quotation mark of the next one stays beside that."""
    words = "Nobody saw the old ship leave the harbour that night, they say. “Nobody was asked,” says the master."
    (prov.cwd / "one.txt").write_text(words, encoding="utf-8")
    (prov.cwd / "other.txt").write_text(words.replace("say. ", "said. "), encoding="utf-8")
    assert f"{OPEN}say{CLOSE}. “Nobody" in " ".join(
        prov("show", "one.txt", "other.txt", "--width", "300").stdout.split()
    )
