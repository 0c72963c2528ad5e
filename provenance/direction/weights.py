"""What a unit of each kind of evidence is worth; `scripts/fit/direction.py` fits it and writes it down."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("weights.json")
"""For each kind: the weight that was expected, the one that was fitted, and in how many pairs the kind was found."""


@functools.cache
def weights() -> Mapping[str, float]:
    """Log odds (natural) that one unit of a kind adds, by kind."""
    return {kind: float(one["weight"]) for kind, one in json.loads(FILE.read_text(encoding="utf-8")).items()}
