"""Comparisons as the documented JSON."""

import dataclasses
from typing import Any

from provenance.model import Comparison, Direction, Match, Passage


def match_json(match: Match) -> dict[str, Any]:
    """One entry of ``matches`` in the JSON of ``prov query``."""
    return {"uri": match.uri, "document_id": match.document_id, **comparison_json(match.comparison)}


def comparison_json(one: Comparison) -> dict[str, Any]:
    """What both ``prov query`` and ``prov compare`` say about a pair."""
    return {
        "kind": one.kind,
        "resemblance": round(one.resemblance, 4),
        "query_in_source": round(one.query_in_source, 4),
        "source_in_query": round(one.source_in_query, 4),
        "query_covered": round(one.query_covered, 4),
        "source_covered": round(one.source_covered, 4),
        "matched_words": one.matched_words,
        "changed": round(one.changed, 4),
        "direction": direction_json(one.direction),
        "passages": [_passage_json(one, passage) for passage in one.passages],
        "substitutions": [dataclasses.asdict(substitution) for substitution in one.substitutions],
        **({"coarse": True} if one.coarse else {}),
    }


def direction_json(direction: Direction) -> dict[str, Any]:
    """A direction with its reasons."""
    reasons = [{"kind": r.kind, "weight": round(r.weight, 3), "note": r.note} for r in direction.reasons]
    return {"derived": direction.derived, "confidence": round(direction.confidence, 4), "reasons": reasons}


def _passage_json(one: Comparison, passage: Passage) -> dict[str, Any]:
    return {
        "query_start": passage.query_start,
        "query_end": passage.query_end,
        "source_start": passage.source_start,
        "source_end": passage.source_end,
        "kind": passage.kind,
        "changed": round(passage.changed, 4),
        "query_text": one.query_text[passage.query_start : passage.query_end],
        "source_text": one.source_text[passage.source_start : passage.source_end],
        "findings": [dataclasses.asdict(finding) for finding in passage.findings],
        "marks": list(passage.marks),
        "basis": passage.basis,
        "likeness": None if passage.likeness is None else round(passage.likeness, 4),
    }
