"""What alignment and direction say of a pair, as JSON and back: a float comes back as it was."""

import dataclasses
import json
from typing import Any

from provenance.model import (
    Alignment,
    Basis,
    Comparison,
    Derived,
    Direction,
    Disguise,
    Finding,
    Kind,
    Mark,
    Passage,
    Reason,
    Side,
    Substitution,
)


def to_json(comparison: Comparison) -> str:
    """The alignment and the direction of a pair."""
    alignment, direction = dataclasses.asdict(comparison.alignment), dataclasses.asdict(comparison.direction)
    return json.dumps({"alignment": alignment, "direction": direction}, ensure_ascii=False)


def from_json(text: str) -> tuple[Alignment, Direction]:
    """Both, from :func:`to_json`."""
    said = json.loads(text)
    return _alignment(said["alignment"]), _direction(said["direction"])


def _alignment(said: dict[str, Any]) -> Alignment:
    return Alignment(
        **{
            **said,
            "kind": Kind(said["kind"]) if said["kind"] else None,
            "passages": tuple(map(_passage, said["passages"])),
            "substitutions": tuple(Substitution(**one) for one in said["substitutions"]),
        }
    )


def _passage(said: dict[str, Any]) -> Passage:
    findings = (Finding(Disguise(one["kind"]), Side(one["side"]), one["count"]) for one in said["findings"])
    return Passage(
        **{
            **said,
            "kind": Kind(said["kind"]),
            "findings": tuple(findings),
            "marks": tuple(map(Mark, said["marks"])),
            "basis": Basis(said["basis"]) if said["basis"] else None,
        }
    )


def _direction(said: dict[str, Any]) -> Direction:
    reasons = tuple(Reason(**one) for one in said["reasons"])
    return Direction(Derived(said["derived"]), said["confidence"], reasons)
