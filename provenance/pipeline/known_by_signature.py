"""Texts that are known by their signature only: which documents are like them, and which of them are like a text."""

from collections.abc import Iterable, Iterator, Sequence

from provenance.engine import Candidate, Proposed
from provenance.exchange.signature_file import agreement, is_empty
from provenance.pipeline.session import Session
from provenance.store import signatures
from provenance.store.signatures import NewSignature, SignatureCandidate, StoredSignature

#: Candidates kept of one signature, and signatures kept of one text: the most alike.
MOST = 16
#: Texts that are signed at once.
TEXTS = 512


def sign(session: Session, texts: Sequence[str]) -> list[bytes]:
    """The signature of each of ``texts``, as little-endian ``uint32`` bytes."""
    rows, width = session.workers.signatures(texts, session.permutations), 4 * session.params.num_perm
    return [rows[start : start + width] for start in range(0, len(rows), width)]


def bands_of(session: Session, hashvalues: Sequence[bytes]) -> list[list[int]]:
    """The band keys of each of these signatures; none of that of a text without shingles, which is like no other."""
    keys = session.sketcher.keys_of_signatures(b"".join(hashvalues))
    return [[] if is_empty(one) else own for one, own in zip(hashvalues, keys, strict=True)]


def new_signatures(session: Session, named: Sequence[tuple[str, bytes]]) -> list[NewSignature]:
    """Signatures with these names, ready to be stored."""
    bands = bands_of(session, [hashvalues for _, hashvalues in named])
    return [NewSignature(uri, hashvalues, keys) for (uri, hashvalues), keys in zip(named, bands, strict=True)]


def documents_like(session: Session, found: Sequence[tuple[int, NewSignature]]) -> Iterator[SignatureCandidate]:
    """The documents that are like each of these numbered signatures: those that share a band, most alike first."""
    holders = session.segments.sharing_bands([one.bands for _, one in found])
    known = dict(sign_stored(session, sorted({number for own in holders for number in own})))
    for (signature_id, one), own in zip(found, holders, strict=True):
        alike = ((agreement(one.hashvalues, known[number]), number) for number in own if number in known)
        yield from (SignatureCandidate(signature_id, number, share) for share, number in _most_alike(session, alike))


def signatures_like(session: Session, hashvalues: bytes) -> list[tuple[float, StoredSignature]]:
    """The texts known by signature only that are like the one with this signature, most alike first."""
    (bands,) = bands_of(session, [hashvalues])
    found = {one.signature_id: one for one in signatures.by_bands(session.store, bands, session.params.versions)}
    alike = ((agreement(hashvalues, one.hashvalues), number) for number, one in found.items())
    return [(share, found[number]) for share, number in _most_alike(session, alike)]


def propose_waiting(
    session: Session, first_id: int, names: Iterable[tuple[str, int]], proposed: Sequence[Proposed]
) -> None:
    """Add to what is ``proposed`` for new texts, numbered from ``first_id`` on, the candidates of their signatures.

    ``names`` says under which name each text came, new or known.
    """
    if not signatures.any_waiting(session.store):
        return
    numbers = {uri: number for uri, number in names if number >= first_id}
    waiting = {one.signature_id: numbers[one.uri] for one in signatures.by_uri(session.store, numbers).values()}
    for one in signatures.candidates_of(session.store, waiting):
        candidates = proposed[waiting[one.signature_id] - first_id].candidates
        if one.document_id not in {candidate.document_id for candidate in candidates}:
            candidates.append(Candidate(one.document_id, one.resemblance))


def record_arrivals(
    session: Session, run_id: int, names: Iterable[tuple[str, int]], first_id: int, texts: Sequence[str]
) -> None:
    """Note which texts came that were known by signature only, and which of the new ``texts`` are like the others.

    Part of the transaction that adds these texts, numbered from ``first_id`` on.
    """
    store = session.store
    if not signatures.any_waiting(store):
        return
    signatures.link_texts(store, dict(names))
    for number, hashvalues in enumerate(sign(session, texts), first_id):
        alike = signatures_like(session, hashvalues)
        found = (SignatureCandidate(one.signature_id, number, share) for share, one in alike)
        signatures.add_candidates(store, run_id, found)


def problems(session: Session) -> Iterator[str]:
    """Everything about imported signatures that is not what was found, in plain words."""
    for number in signatures.of_other_texts(session.store):
        yield f"the text of signature {number} is not the one that was seen under its name"
    last = 0
    while page := signatures.page(session.store, last, TEXTS):
        own = [one for one, versions in page if versions == session.params.versions]
        if session.own_keys:
            yield from _bands_problems(session, own)
            yield from _candidate_problems(session, own)
        last = page[-1][0].signature_id


def _bands_problems(session: Session, found: Sequence[StoredSignature]) -> Iterator[str]:
    stored = signatures.bands_of(session.store, [one.signature_id for one in found])
    width = 4 * session.params.num_perm
    whole = [one for one in found if len(one.hashvalues) == width]
    expected = dict(
        zip((one.signature_id for one in whole), bands_of(session, [one.hashvalues for one in whole]), strict=True)
    )
    for one in found:
        if stored[one.signature_id] != set(expected.get(one.signature_id, [-1])):
            yield f"the bands of signature {one.signature_id} are not those of its values"


def _candidate_problems(session: Session, found: Sequence[StoredSignature]) -> Iterator[str]:
    values = {one.signature_id: one.hashvalues for one in found}
    candidates = signatures.candidates_of(session.store, values)
    known = dict(sign_stored(session, sorted({one.document_id for one in candidates})))
    for one in candidates:
        if one.document_id in known and agreement(values[one.signature_id], known[one.document_id]) != one.resemblance:
            yield f"document {one.document_id} is not as much like signature {one.signature_id} as was noted"


def sign_stored(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """These documents with their signatures, made from the stored texts; those that were forgotten are left out."""
    for start in range(0, len(ids), TEXTS):
        texts = session.texts(ids[start : start + TEXTS])
        yield from zip(texts, sign(session, list(texts.values())), strict=True)


def _most_alike(session: Session, alike: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    """Those that are alike enough for bands to propose them, most alike and oldest first."""
    enough = [(share, number) for share, number in alike if share >= session.params.threshold]
    return sorted(enough, key=lambda one: (-one[0], one[1]))[:MOST]
