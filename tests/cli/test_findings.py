"""Findings, marks and swaps, as people and scripts see them."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Known
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, UNRELATED

LOOK_ALIKE = STORY.replace("harbour", "h\u0430rb\u043eur")
QUOTING = f"{UNRELATED}\n\nThe Weekly wrote: “{STORY}”"


def written(folder: Path, **texts: str) -> list[str]:
    """Texts as files of these names."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(texts)


def compared(prov: Prov, *arguments: str) -> list[dict[str, Any]]:
    """The matches that `prov compare --json` prints."""
    return list(json.loads(prov("compare", *arguments, "--json").stdout)["matches"])


def test_a_disguise_is_named_with_its_side(prov: Prov) -> None:
    """Look-alike letters are counted on the side that has them, and the words match as if there were none."""
    copy, story = written(prov.cwd, copy=LOOK_ALIKE, story=STORY)
    (match,) = compared(prov, copy, story)
    assert (match["kind"], match["changed"]) == ("verbatim", 0.0)
    assert match["passages"][0]["findings"] == [{"kind": "look-alikes", "side": "query", "count": 2}]
    (match,) = compared(prov, story, copy)
    assert match["passages"][0]["findings"] == [{"kind": "look-alikes", "side": "source", "count": 2}]
    assert "2 look-alike letters in copy" in prov("compare", copy, story).stdout
    assert "2 look-alike letters in copy" in prov("show", copy, story).stdout


def test_quoted_passages_are_marked_and_hidden_when_asked(prov: Prov) -> None:
    """A quotation is a passage like any other, with a mark; --hide leaves it out and says so."""
    quoting, story = written(prov.cwd, quoting=QUOTING, story=STORY)
    assert compared(prov, quoting, story)[0]["passages"][0]["marks"] == ["quoted"]
    assert compared(prov, quoting, story, "--hide", "boilerplate")[0]["passages"][0]["marks"] == ["quoted"]
    hidden = prov("compare", quoting, story, "--json", "--hide", "quoted,boilerplate")
    assert json.loads(hidden.stdout)["matches"] == []
    assert hidden.stderr.startswith("hidden: 1 passage")


def test_hiding_what_is_no_mark_is_a_usage_error(prov: Prov) -> None:
    """A name that --hide does not know is refused, with those that it does."""
    done = prov("compare", *written(prov.cwd, a=STORY, b=STORY), "--hide", "quotes")
    assert done.returncode == 2
    assert "quoted" in done.stderr


def test_matches_of_hidden_passages_alone_are_left_out(prov: Prov) -> None:
    """`prov query` and `prov matches` list what has another passage, too."""
    folder = prov.cwd / "texts"
    folder.mkdir()
    written(folder, story=STORY, quoting=QUOTING, copy=f"{STORY}\n\n{UNRELATED}")
    prov("index", "texts")
    for command in (("matches",), ("query", "texts/story")):
        everything = json.loads(prov(*command, "--json").stdout)["matches"]
        shown = json.loads(prov(*command, "--json", "--hide", "quoted").stdout)["matches"]
        assert [one for one in everything if one in shown] == shown
        assert 0 < len(shown) < len(everything)
    stored = prov("show", "1", "--hide", "quoted")
    assert stored.returncode == 0


def test_findings_are_stored(prov: Prov) -> None:
    """What was found in a passage is in the views, and `prov show` says it of a stored match."""
    folder = prov.cwd / "texts"
    folder.mkdir()
    written(folder, a=STORY, b=f"“{LOOK_ALIKE}”")
    prov("index", "texts")
    shown = prov("show", "1").stdout
    assert "2 look-alike letters in b" in shown
    assert "quoted" in shown
    assert prov("verify").returncode == 0


def test_swaps_are_added_up_over_the_store(known: Known) -> None:
    """`prov swaps` lists swapped words from source to derived text, and `prov matches --swap` finds who has them."""
    rows = json.loads(known.prov("swaps", "--json", "--db", known.db).stdout)["swaps"]
    harbour = {
        "source_word": "harbour",
        "derived_word": "haven",
        "directed": True,
        "count": 1,
        "matches": 1,
        "documents": 1,
    }
    assert harbour in rows
    assert json.loads(known.prov("swaps", "--json", "--word", "Haven", "--db", known.db).stdout)["swaps"] == [harbour]
    assert known.prov("swaps", "--min-documents", "9", "--db", known.db).stdout == "no swapped words\n"
    lines = known.prov("swaps", "--jsonl", "--db", known.db).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [{"schema_version": 1, **row} for row in rows]
    for swap in ("harbour=haven", "Haven = harbour"):
        found = json.loads(known.prov("matches", "--swap", swap, "--json", "--db", known.db).stdout)["matches"]
        assert [(row["left_id"], row["right_id"]) for row in found] == [(1, 2)]
    assert known.prov("matches", "--swap", "harbour", "--db", known.db).returncode == 2
    assert "haven" in SPUN
