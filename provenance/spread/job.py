"""What every stage of a job must know, and what each process makes of it once."""

import dataclasses
import functools
from pathlib import Path

from provenance import engine
from provenance.direction import Rarity, rarity_in_store
from provenance.engine.spread import Numbers
from provenance.errors import ParametersDiffer
from provenance.params import IndexParams
from provenance.permutations import Permutations
from provenance.pipeline.session import has_own_keys, keys_of, with_own_keys

#: The most documents whose keys are cut together, and told what all ranges say of them.
PORTION = 512
#: The most neighbouring documents that are aligned together: each text that is proposed for some of them is sent once.
TOGETHER = 64
#: Groups that there are in a small job, so that many tasks can have as much of them, of documents so many at least.
GROUPS = 1_024
LEAST = 8


@dataclasses.dataclass(frozen=True)
class Job:
    """What the stages of one job share; small, and sent to every machine.

    Attributes:
        params: The parameters of the index.
        permutations: What its signatures are made with.
        first: The number of the first new document.
        end: The number after the last one.
        ranges: Ranges of keys that are joined one by one.
        segments: The segments of the store that the new documents are matched against, where every machine sees them.
        seen_at: When the new documents are seen.
        reference: Whether they are known originals.
    """

    params: IndexParams
    permutations: bytes
    first: int
    end: int
    ranges: int
    segments: tuple[str, ...]
    seen_at: str
    reference: bool = False

    @property
    def numbers(self) -> Numbers:
        """The numbers of the new documents."""
        return Numbers(self.first, self.end, self.portion)

    @property
    def portion(self) -> int:
        """Documents whose keys are cut together."""
        return self._together(PORTION)

    @property
    def together(self) -> int:
        """Neighbouring documents that are aligned together."""
        return self._together(TOGETHER)

    def _together(self, most: int) -> int:
        return max(LEAST, min(most, (self.end - self.first) // GROUPS))


class Tools:
    """What a process needs for a job: one native thread, since whatever runs the stages runs many of them."""

    def __init__(self, job: Job) -> None:
        """Open everything; :class:`ParametersDiffer` if this version makes other keys than the job asks for."""
        if not has_own_keys(job.params):
            raise ParametersDiffer(
                f"the job asks for {keys_of(job.params)}, this machine makes {keys_of(with_own_keys(job.params))}",
                hint="let every machine have the same version of provindex",
            )
        self.workers = engine.Workers(1)
        self.sketcher = engine.Sketcher(job.params, Permutations.from_bytes(job.permutations))
        self._paths = job.segments

    @property
    def digest(self) -> bytes:
        """The digest of the parameters."""
        return self.sketcher.digest

    @functools.cached_property
    def segments(self) -> engine.Segments:
        """The segments of the store."""
        return engine.Segments(map(Path, self._paths), self.sketcher)

    @functools.cached_property
    def rarity(self) -> Rarity:
        """How rare words are, as a run has it that begins with these segments."""
        return rarity_in_store(self.segments.frequencies, self.segments.documents)


@functools.lru_cache(maxsize=1)
def tools(job: Job) -> Tools:
    """The tools of ``job`` in this process, made once."""
    return Tools(job)
