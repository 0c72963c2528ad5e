"""Importing signatures of other programs: texts that are known by their signature only."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

from provenance.errors import ParametersDiffer
from provenance.exchange.signature_file import Header, Signature, SignatureFile
from provenance.model import scalar_text
from provenance.pipeline.known_by_signature import documents_like, new_signatures
from provenance.pipeline.session import Session, running
from provenance.store import forgotten_signatures, sightings, signatures

#: Signatures that are matched at once.
PORTION = 1_024


@dataclasses.dataclass
class ImportedSignatures:
    """What became of a file of signatures.

    Attributes:
        added: Texts that are known by their signature now.
        candidates: Documents that are like one of them.
        known: Names whose signature was there already.
        differing: Names whose signature was there already with other values, which were kept.
        stored: Names whose text is stored, so that no signature is needed.
        forgotten: Signatures that were forgotten, and were left out.
    """

    added: int = 0
    candidates: int = 0
    known: int = 0
    differing: int = 0
    stored: int = 0
    forgotten: int = 0


def import_signatures(session: Session, file: SignatureFile, *, readmit: bool = False) -> ImportedSignatures:
    """Store the signatures of ``file`` and note which documents are like them, in one transaction.

    The whole file is read and checked before anything is written. A second import changes nothing.

    Args:
        session: An index open for writing.
        file: The signatures.
        readmit: Add signatures again that were forgotten; otherwise leave them out.

    Raises:
        InputError: A line of the file is no signature, or lines are missing.
        ParametersDiffer: They were made with other permutations or of other shingles than those of the index.
    """
    _require_same(session, file)
    for _ in file:
        pass
    report = ImportedSignatures()
    with running(session, "import", {"signatures": scalar_text(str(file.path))}) as run, session.store.transaction():
        lines = iter(file)
        while portion := list(itertools.islice(lines, PORTION)):
            _add(session, run.run_id, portion, report, readmit=readmit)
    return report


def _require_same(session: Session, file: SignatureFile) -> None:
    own = Header.of(session.params, session.permutations, 0)
    if differences := own.differences(file.header):
        made = f"MinHash(num_perm={own.num_perm}, seed={own.seed}, hashfunc=int)"
        raise ParametersDiffer(
            f"{file.path} holds signatures with {', '.join(differences)}",
            hint=f"make them with datasketch's {made} of `provenance.shingle_hashes(text)`, by this version of prov",
        )


def _add(
    session: Session, run_id: int, portion: Sequence[Signature], report: ImportedSignatures, *, readmit: bool
) -> None:
    new = list(_new(session, portion, report))
    hashes = {one.uri: forgotten_signatures.hash_of(one.hashvalues) for one in new}
    if readmit:
        forgotten_signatures.readmit(session.store, run_id, hashes.values())
    gone = forgotten_signatures.among(session.store, hashes.values())
    report.forgotten += sum(sha256 in gone for sha256 in hashes.values())
    new = [one for one in new if hashes[one.uri] not in gone]
    prepared = new_signatures(session, [(one.uri, one.hashvalues) for one in new])
    numbers = signatures.add(session.store, run_id, prepared, session.params.versions)
    found = documents_like(session, list(zip(numbers, prepared, strict=True)))
    report.added += len(numbers)
    report.candidates += signatures.add_candidates(session.store, run_id, found)


def _new(session: Session, portion: Sequence[Signature], report: ImportedSignatures) -> Iterator[Signature]:
    """Those of ``portion`` that the store has neither a text nor a signature of; ``report`` counts the others."""
    uris = {one.uri for one in portion}
    stored = sightings.ever_at(session.store, uris)
    known = {uri: one.hashvalues for uri, one in signatures.by_uri(session.store, uris).items()}
    for one in portion:
        if one.uri in known:
            report.known += known[one.uri] == one.hashvalues
            report.differing += known[one.uri] != one.hashvalues
        elif one.uri in stored:
            report.stored += 1
        else:
            known[one.uri] = one.hashvalues
            yield one
