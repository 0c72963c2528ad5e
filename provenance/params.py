"""The parameters of an index, and the only place where they are compared."""

import dataclasses
import hashlib
import json
from typing import Self

from provenance.errors import ParametersDiffer, UsageError


@dataclasses.dataclass(frozen=True)
class IndexParams:
    """What decides which keys a text gets; stored with the index and never changed.

    Attributes:
        num_perm: Permutations in a signature.
        seed: Seed of the permutations, as ``datasketch.MinHash`` takes it.
        threshold: Resemblance from which on the bands shall propose a pair; bands and rows follow from it.
        bands: Slices of the signature; ``bands * rows <= num_perm``.
        rows: Values in a slice.
        window: Winnowing window of the ``verbatim`` fingerprints; 1 keeps all of them.
        versions: Versions of normal form, hash family and views of shingles in the native core.
        content: Version of the keys of the view ``content``, and digest of the lists of words by which they are made;
            empty for an index without that view, as older versions made it.
    """

    num_perm: int = 128
    seed: int = 1
    threshold: float = 0.3
    bands: int = 0
    rows: int = 0
    window: int = 8
    versions: str = ""
    content: str = ""

    def __post_init__(self) -> None:
        """Refuse what no index can be made with."""
        if not 0.0 < self.threshold <= 1.0:
            raise UsageError(f"threshold {self.threshold} is not above 0 and at most 1")
        if self.num_perm < 1 or self.window < 1:
            raise UsageError(f"num_perm {self.num_perm} and window {self.window} must be at least 1")
        if self.bands * self.rows > self.num_perm:
            raise UsageError(f"{self.bands} bands of {self.rows} rows need more than {self.num_perm} permutations")

    @property
    def views(self) -> tuple[str, ...]:
        """The views that the index has keys of."""
        return ("verbatim", "context", *(["content"] if self.content else []))

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of all parameters."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces; without ``content`` if that is empty, as older versions wrote it."""
        values = dataclasses.asdict(self)
        if not self.content:
            del values["content"]
        return json.dumps(values, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parameters from :meth:`to_json`."""
        return cls(**json.loads(text))

    def require_same(self, other: "IndexParams") -> None:
        """Raise :class:`.ParametersDiffer`, naming what differs, unless ``other`` equals these."""
        mine, theirs = dataclasses.asdict(self), dataclasses.asdict(other)
        if differing := [f"{name} {mine[name]!r} and {theirs[name]!r}" for name in mine if mine[name] != theirs[name]]:
            raise ParametersDiffer(
                "the store has other parameters: " + ", ".join(differing),
                hint="index into a new store with `--db FILE`, or use the parameters of this one",
            )
