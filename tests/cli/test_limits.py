"""What `--limit` leaves out is said, and a higher limit lists it."""

import json

import pytest

from tests.cli.conftest import Known
from tests.conftest import Prov, indexed
from tests.corpus import STORY


def test_a_query_says_how_many_matches_it_left_out(known: Known) -> None:
    """To a person and in JSON; the limit that it names leaves out none."""
    ask = ("query", known.texts / "a-story.txt", "--db", known.db)
    said = known.prov(*ask, "--limit", 1).stderr
    assert said.startswith("1 more match: --limit 2 shows all\n")
    assert "more" not in known.prov(*ask, "--limit", 2).stderr
    assert known.prov(*ask, "--limit", 1, "--quiet").stderr == ""
    counts = [json.loads(known.prov(*ask, "--json", "--limit", limit).stdout)["left_out"] for limit in (1, 2)]
    assert counts == [1, 0]


def test_what_is_hidden_is_not_left_out(known: Known) -> None:
    """With --hide, what is left counts."""
    ask = ("query", known.texts / "a-story.txt", "--db", known.db, "--json", "--hide", "quoted")
    assert json.loads(known.prov(*ask, "--limit", 1).stdout)["left_out"] == 1


@pytest.mark.parametrize(
    ("arguments", "what"), [(("matches",), "matches"), (("swaps",), "swaps"), (("clusters", "1"), "documents")]
)
def test_a_list_says_that_there_is_more(known: Known, arguments: tuple[str, ...], what: str) -> None:
    """A list that the limit cut says so, to a person and in JSON."""
    ask = (*arguments, "--db", known.db)
    rows = json.loads(known.prov(*ask, "--json").stdout)[what]
    for limit, more in ((1, True), (len(rows), False)):
        found = json.loads(known.prov(*ask, "--json", "--limit", limit).stdout)
        assert found == {"schema_version": 1, what: rows[:limit], "more": more}
        said = f"there are more {what} than 1: a higher --limit lists them\n" if more else ""
        assert known.prov(*ask, "--limit", limit).stderr == said


def test_a_list_of_clusters_says_that_there_is_more(prov: Prov) -> None:
    """Likewise of clusters."""
    contents = {f"{name}{number}.txt": f"{text} {number}" for name, text in texts().items() for number in range(2)}
    indexed(prov.cwd, contents)
    assert prov("clusters", "--limit", 1).stderr == "there are more clusters than 1: a higher --limit lists them\n"
    assert prov("clusters", "--limit", 2).stderr == ""


def texts() -> dict[str, str]:
    """Two texts that share nothing."""
    return {"story": STORY, "other": " ".join(f"another{number}" for number in range(80))}
