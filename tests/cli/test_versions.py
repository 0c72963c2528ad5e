"""Two versions of a text that one place carried, one after the other: every command tells them apart by number."""

import json
import re

import pytest

from tests.cli.conftest import Known
from tests.conftest import indexed
from tests.corpus import SPUN, STORY
from tests.web.conftest import Page

LATER = f"{STORY.replace('the', 'that', 3)}\n\nAn earlier version of this article gave another number."


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """A store in which the file of document 1 carries document 3 since the second run; 2 is a rewritten copy."""
    home = tmp_path_factory.mktemp("versions")
    prov = indexed(home, {"a-story.txt": STORY, "b-spun.txt": SPUN})
    (home / "texts/a-story.txt").write_text(LATER, encoding="utf-8")
    assert prov("index", "texts", "--db", "prov.db").returncode == 0
    return Known(prov, home / "prov.db", home / "texts")


def test_a_list_of_matches_has_the_number_of_each_version(versions: Known) -> None:
    """The table names the two ends of each match as its JSON does."""
    rows = json.loads(versions.prov("matches", "--json").stdout)["matches"]
    shown = versions.prov("matches").stdout
    assert re.findall(r"#([0-9]+)", shown) == [str(row[end]) for row in rows for end in ("left_id", "right_id")]
    assert {row["left_uri"] for row in rows if row["right_id"] == 3} >= {rows[0]["right_uri"]}


def test_a_query_has_the_number_of_each_version(versions: Known) -> None:
    """Of one place that carried two sources of a text, each comes under its own number."""
    (versions.prov.cwd / "draft.txt").write_text(SPUN[:1500], encoding="utf-8")
    found = json.loads(versions.prov("query", "draft.txt", "--json").stdout)["matches"]
    shown = versions.prov("query", "draft.txt").stdout
    assert {match["document_id"] for match in found} == {1, 2, 3}
    listed = re.findall(r"(?:a-story|b-spun)\.txt #([0-9]+) *\n", shown)
    assert listed == [str(match["document_id"]) for match in found]


@pytest.mark.parametrize("command", [("why", "3", "1"), ("show", "3", "1"), ("report", "3", "-o", "-")])
def test_a_sentence_about_both_versions_names_their_numbers(versions: Known, command: tuple[str, ...]) -> None:
    """No sentence says that a text derives from a text of the same name."""
    said = versions.prov(*command).stdout
    said = Page(said).text if command[0] == "report" else said
    assert "a-story.txt #3" in said
    assert "a-story.txt #1" in said
    assert "a-story.txt and a-story.txt" not in said


def test_two_stored_texts_are_shown_as_their_match_is(versions: Known) -> None:
    """Named by their numbers, in either order, they are laid side by side with the direction that the match has."""
    by_match = {
        frozenset((row["left_id"], row["right_id"])): str(row["match_id"])
        for row in json.loads(versions.prov("matches", "--json").stdout)["matches"]
    }
    shown = versions.prov("show", by_match[frozenset((1, 3))]).stdout
    assert shown.startswith("a-story.txt #3 most likely derives from a-story.txt #1 (confidence 0.9")
    for pair in (("1", "3"), ("3", "1")):
        first, *_ = versions.prov("show", *pair).stdout.splitlines()
        assert first == shown.splitlines()[0]


def test_the_last_run_is_a_time(versions: Known) -> None:
    """What the last run found is listed by that name, and what runs before it found is not."""
    everything = json.loads(versions.prov("matches", "--json").stdout)["matches"]
    newest = json.loads(versions.prov("matches", "--since", "last", "--json").stdout)["matches"]
    assert newest == [row for row in everything if row["run_id"] == 2]
    assert 0 < len(newest) < len(everything)
