"""What alignment says about a golden case, and how much of the truth that is. Run it to store what it says now."""

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

from provenance import compare
from provenance.model import Comparison


@dataclasses.dataclass(frozen=True)
class Case:
    """A source, a text derived from it, and what is true of the two."""

    folder: Path
    source: str
    derived: str
    truth: dict[str, Any]


def load(folder: Path) -> Case:
    """The case in ``folder``."""
    source, derived, truth = (
        (folder / name).read_text(encoding="utf-8") for name in ("source.txt", "derived.txt", "truth.json")
    )
    return Case(folder, source, derived, json.loads(truth))


def compared(case: Case) -> Comparison:
    """The derived text as the query beside its source."""
    return _compared(case.derived, case.source)


@functools.cache
def _compared(derived: str, source: str) -> Comparison:
    return compare(derived, source)


def scores(case: Case, found: Comparison) -> tuple[float, float]:
    """Recall and precision, in characters of both texts."""
    true, seen = set(), set()
    for passage in case.truth["passages"]:
        true |= {("derived", at) for at in _places(case.derived, passage["derived"])}
        true |= {("source", at) for at in _places(case.source, passage["source"])}
    for one in found.passages:
        seen |= {("derived", at) for at in range(one.query_start, one.query_end)}
        seen |= {("source", at) for at in range(one.source_start, one.source_end)}
    return len(true & seen) / len(true), len(true & seen) / max(1, len(seen))


def _places(text: str, ends: str | list[str]) -> range:
    """The stretch from the first words of ``ends`` to the last ones after them; ``all`` is the whole text."""
    if isinstance(ends, str):
        return range(len(text.rstrip()))
    first, last = ends
    start = text.index(first)
    return range(start, text.index(last, start + len(first) - len(last)) + len(last))


def outcome(found: Comparison) -> dict[str, Any]:
    """What a person would want to know had changed."""
    return {
        "kind": found.kind,
        "changed": round(found.changed, 2),
        "resemblance": round(found.resemblance, 2),
        "passages": [
            {
                "derived": _ends(found.query_text[one.query_start : one.query_end]),
                "source": _ends(found.source_text[one.source_start : one.source_end]),
                "kind": one.kind,
                "findings": [f"{f.kind} {f.side} {f.count}" for f in one.findings],
                "marks": list(one.marks),
            }
            for one in found.passages
        ],
        "substitutions": [f"{s.source} → {s.query} ×{s.count}" for s in found.substitutions],
    }


def _ends(text: str) -> str:
    """The beginning and the end of a passage."""
    return text if len(text) <= 60 else f"{text[:28]} … {text[-28:]}"


def main() -> None:
    """Store the outcome of every case."""
    for truth in sorted(Path(__file__).parent.glob("*/truth.json")):
        found = outcome(compared(load(truth.parent)))
        stored = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        (truth.parent / "expected.json").write_text(stored, encoding="utf-8")


if __name__ == "__main__":
    main()
