"""What scripts read: the JSON of every command, exactly as the contract has it."""

import hashlib
import json
from typing import Any

import pytest

from provenance import engine
from tests.cli.conftest import Known
from tests.conftest import Prov
from tests.corpus import SPUN, STORY
from tests.readers import made

Shape = dict[str, Any]

PASSAGE = {
    "query_start": int,
    "query_end": int,
    "source_start": int,
    "source_end": int,
    "kind": str,
    "changed": float,
    "query_text": str,
    "source_text": str,
    "findings": [{"kind": str, "side": str, "count": int}],
    "marks": [str],
    "basis": str,
    "likeness": type(None),  # a number where the basis is content
}
MATCH = {
    "uri": str,
    "document_id": int,
    "kind": str,
    "resemblance": float,
    "query_in_source": float,
    "source_in_query": float,
    "query_covered": float,
    "source_covered": float,
    "matched_words": int,
    "changed": float,
    "direction": {"derived": str, "confidence": float, "reasons": [{"kind": str, "weight": float, "note": str}]},
    "passages": [PASSAGE],
    "substitutions": [{"source": str, "query": str, "count": int}],
}
QUERY = {"uri": str, "sha256": str, "tokens": int}
SIGNATURE = {"uri": str, "resemblance": float}
EDGE = {
    "derived_id": int,
    "source_id": int,
    "relation": str,
    "confidence": float,
    "immediate": bool,
    "reasons": [{"kind": str, "weight": float, "note": str}],
}
ROW = {
    "match_id": int,
    "left_id": int,
    "left_uri": str,
    "right_id": int,
    "right_uri": str,
    "kind": str,
    "resemblance": float,
    "left_in_right": float,
    "right_in_left": float,
    "matched_words": int,
    "changed": float,
    "passages": int,
    "run_id": int,
    "found_at": str,
    "left_places": [str],
    "right_places": [str],
}


def fits(value: object, shape: object, where: str = "$") -> None:
    """Check that a value has exactly these keys and types, in this order, all the way down."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        assert list(value) == list(shape), where
        for key, below in shape.items():
            fits(value[key], below, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for place, item in enumerate(value):
            fits(item, shape[0], f"{where}[{place}]")
    else:
        assert type(value) is shape, f"{where} is {value!r}"


def answer(known: Known, *arguments: object) -> Shape:
    """What a command prints as JSON."""
    done = known.prov(*arguments, "--db", known.db)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(json.loads(done.stdout))


def test_query(known: Known) -> None:
    """`prov query --json` has the keys and types of the contract, true texts at its offsets, best match first."""
    spun = known.texts / "b-spun.txt"
    found = answer(known, "query", spun, "--json")
    fits(found, {"schema_version": int, "query": QUERY, "matches": [MATCH], "signatures": [SIGNATURE], "left_out": int})
    assert found["schema_version"] == 1
    assert found["query"] == {
        "uri": spun.as_uri(),
        "sha256": hashlib.sha256(SPUN.encode()).hexdigest(),
        "tokens": len(engine.token_spans(SPUN)),
    }
    first = found["matches"][0]
    assert first["uri"] == (known.texts / "a-story.txt").as_uri()
    assert (first["kind"], first["direction"]["derived"]) == ("rewritten", "query")
    assert {"source": "harbour", "query": "haven", "count": 1} in first["substitutions"]
    source = (known.texts / "a-story.txt").read_text(encoding="utf-8")
    for passage in first["passages"]:
        assert passage["query_text"] == SPUN[passage["query_start"] : passage["query_end"]]
        assert passage["source_text"] == source[passage["source_start"] : passage["source_end"]]
        assert passage["kind"] in {"verbatim", "edited", "rewritten", "summary"}


def test_query_without_a_match(known: Known) -> None:
    """Nothing found is an empty list."""
    assert answer(known, "query", known.texts / "d-bread.txt", "--json")["matches"] == []


def test_query_from_standard_input(known: Known) -> None:
    """``-`` reads the query from standard input, which has a URI of its own."""
    done = known.prov("query", "-", "--json", "--db", known.db, stdin=f"🎉 {STORY}".encode())
    found = json.loads(done.stdout)
    assert found["query"]["uri"] == "stdin:"
    assert [match["document_id"] for match in found["matches"]][:1] == [1]
    assert found["matches"][0]["passages"][0]["query_start"] == 2


def test_query_as_lines(known: Known) -> None:
    """`prov query --jsonl` prints one match a line, each with version and query."""
    whole = answer(known, "query", known.texts / "b-spun.txt", "--json")
    done = known.prov("query", known.texts / "b-spun.txt", "--jsonl", "--db", known.db)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines == [{"schema_version": 1, "query": whole["query"], **match} for match in whole["matches"]]
    fits(lines[0], {"schema_version": int, "query": QUERY, **MATCH})


def test_query_limits(known: Known) -> None:
    """--limit and --min-words keep what they say, in the order of the whole."""
    story = known.texts / "a-story.txt"
    whole = answer(known, "query", story, "--json")["matches"]
    assert len(whole) == 2
    assert answer(known, "query", story, "--json", "--limit", "1")["matches"] == whole[:1]
    words = max(match["matched_words"] for match in whole)
    assert [m["matched_words"] for m in answer(known, "query", story, "--json", "--min-words", words)["matches"]] == [
        words
    ]


def test_compare(known: Known) -> None:
    """`prov compare --json` has the same shape; the source has no number, because there is no store."""
    spun, story = known.texts / "b-spun.txt", known.texts / "a-story.txt"
    done = known.prov("compare", spun, story, "--json")
    found = json.loads(done.stdout)
    fits(found, {"schema_version": int, "query": QUERY, "matches": [{**MATCH, "document_id": type(None)}]})
    assert found["query"]["uri"] == spun.as_uri()
    assert found["matches"][0]["uri"] == story.as_uri()
    assert found["matches"][0]["direction"]["derived"] == "query"


def test_compare_without_a_passage(known: Known) -> None:
    """Two texts that share nothing have no match."""
    done = known.prov("compare", known.texts / "d-bread.txt", known.texts / "a-story.txt", "--json")
    assert json.loads(done.stdout)["matches"] == []


def test_matches(known: Known) -> None:
    """`prov matches` lists rows with the columns of v_match, newest first, as one document or a stream."""
    found = answer(known, "matches", "--json")
    fits(found, {"schema_version": int, "matches": [ROW], "more": bool})
    numbers = [row["match_id"] for row in found["matches"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 3
    lines = known.prov("matches", "--jsonl", "--db", known.db).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [{"schema_version": 1, **row} for row in found["matches"]]


@pytest.mark.parametrize(
    ("filters", "pairs"),
    [
        (("--source", "TEXTS/b-spun.txt"), {(1, 2), (2, 3)}),
        (("--source", "2"), {(1, 2), (2, 3)}),
        (("--source", "TEXTS/d-bread.txt"), set()),
        (("--kind", "verbatim"), {(1, 3)}),
        (("--kind", "summary"), set()),
        (("--min-words", "60"), {(1, 2)}),
        (("--since", "2999-01-01"), set()),
        (("--since", "2000-01-01"), {(1, 2), (1, 3), (2, 3)}),
        (("--kind", "rewritten", "--source", "1"), {(1, 2)}),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_matches_are_filtered(known: Known, filters: tuple[str, ...], pairs: set[tuple[int, int]]) -> None:
    """Matches are filtered by text, kind, size and time, and filters add up."""
    arguments = [one.replace("TEXTS", str(known.texts)) for one in filters]
    found = answer(known, "matches", "--json", *arguments)["matches"]
    assert {(row["left_id"], row["right_id"]) for row in found} == pairs


def test_a_match_is_found_since_its_own_second(known: Known) -> None:
    """A time without a fraction includes all of its second, and a time in another zone means the same moment."""
    (first, *_) = answer(known, "matches", "--json", "--limit", "1")["matches"]
    second = first["found_at"].partition(".")[0]
    assert answer(known, "matches", "--json", "--limit", "1", "--since", f"{second}Z")["matches"] == [first]
    assert answer(known, "matches", "--json", "--limit", "1", "--since", f"{second}+00:00")["matches"] == [first]
    assert answer(known, "matches", "--json", "--since", f"{second}-01:00")["matches"] == []


def test_matches_are_limited(known: Known) -> None:
    """--limit keeps the newest."""
    assert len(answer(known, "matches", "--json", "--limit", "1")["matches"]) == 1


def test_lineage(known: Known) -> None:
    """`prov lineage --json` and `--format json` name the documents and the edges between them, with reasons."""
    found = answer(known, "lineage", known.texts / "b-spun.txt", "--json")
    document = {"document_id": int, "uri": str, "places": [str], "published_at": type(None), "first_seen_at": str}
    undecided = {"match_id": int, "document_id": int, "kind": str, "matched_words": int}
    shape = {"schema_version": int, "document_id": int, "documents": [document]}
    fits(found, {**shape, "ancestors": [EDGE], "descendants": [EDGE], "undecided": [undecided], "distant": [EDGE]})
    assert [(edge["derived_id"], edge["source_id"], edge["relation"]) for edge in found["ancestors"]] == [
        (2, 1, "rewrite")
    ]
    assert answer(known, "lineage", known.texts / "b-spun.txt", "--format", "json") == found


def test_status(known: Known) -> None:
    """`prov status --json` counts what there is and finds no problem."""
    found = answer(known, "status", "--json")
    assert found["schema_version"] == 1
    assert found["problems"] == []
    assert found["status"]["counts"]["documents"] == 4
    assert found["status"]["counts"]["matches"] == 3


def test_index(prov: Prov) -> None:
    """`prov index --json` reports the run in numbers and names what failed and what was empty."""
    (prov.cwd / "a.txt").write_text(STORY)
    (prov.cwd / "void.txt").write_text(" \n")
    done = prov("index", ".", "missing.txt", "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert report.pop("chain_head").startswith("6:")
    assert report == {
        "schema_version": 1,
        "run_id": 1,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "failed": 1,
        "empty": 1,
        "forgotten": 0,
        "matches": 0,
        "failures": [{"uri": (prov.cwd / "missing.txt").as_uri(), "reason": "no such file or directory"}],
        "empty_inputs": [(prov.cwd / "void.txt").as_uri()],
        "forgotten_inputs": [],
        "passed_over": {},
    }


def test_the_store_is_named_by_the_environment(known: Known) -> None:
    """PROV_DB names the store where --db does not."""
    done = known.prov("matches", "--json", env={"PROV_DB": str(known.db)})
    assert len(json.loads(done.stdout)["matches"]) == 3
    assert known.prov("matches", "--db", "none.db", env={"PROV_DB": str(known.db)}).returncode == 10


def test_index_says_what_it_passed_over(prov: Prov) -> None:
    """Records of web archives that hold no text are counted by type, for people and for programs."""
    pages = {f"https://example.org/{n}": b"\x89PNG\r\n\x1a\n" for n in range(3)}
    (prov.cwd / "a.warc.gz").write_bytes(made.warc(pages, content_type="image/png"))
    done = prov("index", "a.warc.gz", "--json")
    assert json.loads(done.stdout)["passed_over"] == {"image/png": 3}
    assert "3 × image/png" in done.stderr
