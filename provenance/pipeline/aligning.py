"""From candidates to verified pairs: what alignment does not confirm is dropped."""

import dataclasses
from collections.abc import Mapping

from provenance.engine import Proposed, Workers
from provenance.model import Alignment


@dataclasses.dataclass(frozen=True)
class Aligned:
    """A verified pair: a text that was asked about, and a known document that shares a passage with it.

    Attributes:
        number: Which of the texts asked about.
        document_id: The known document.
        evidence: What the index had for the pair: shared keys, rare ones counting most.
        alignment: What they share.
    """

    number: int
    document_id: int
    evidence: float
    alignment: Alignment


def align(
    workers: Workers, asked: Mapping[int, str], proposed: Mapping[int, Proposed], known: Mapping[int, str]
) -> list[Aligned]:
    """Align each of the texts ``asked`` about with its candidates among the ``known`` texts.

    The index may still hold keys of documents that were forgotten; their texts are not known.
    """
    pairs = [
        (number, candidate)
        for number, found in proposed.items()
        for candidate in found.candidates
        if candidate.document_id in known
    ]
    texts = [(asked[number], known[candidate.document_id]) for number, candidate in pairs]
    alignments = workers.align(texts, [proposed[number] for number, _ in pairs])
    return [
        Aligned(number, candidate.document_id, candidate.evidence, alignment)
        for (number, candidate), alignment in zip(pairs, alignments, strict=True)
        if alignment.passages
    ]
