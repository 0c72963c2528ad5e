"""Recomputing what the store and its index promise."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from provenance import __version__, engine
from provenance.errors import IntegrityError, ProvenanceError
from provenance.model import Passage
from provenance.pipeline import known_by_signature
from provenance.pipeline.lineage import clusters
from provenance.pipeline.session import Session, open_reader
from provenance.store import (
    Store,
    audit,
    documents,
    fetches,
    forgotten,
    lexicons,
    matches,
    parameters,
    runs,
    segments,
    status,
    text_files,
    text_parts,
)
from provenance.store.fetches import ArchiveFile
from provenance.store.passages import PassageTexts

#: Texts that are recomputed unless all are asked for: a second's work, spread over the whole store.
SAMPLE = 1_000
#: Matches that are recomputed unless all are asked for.
MATCH_SAMPLE = 200
#: Bytes of an archive that are hashed at once.
_PIECE = 1 << 20


def verify(path: Path, *, every_text: bool = False) -> list[str]:
    """Everything that is not what was written, in plain words; empty when the store is sound.

    Recomputes the pages of the database, the chain of events and the digests it seals, every checksum of every segment,
    and, of a sample or of all, the SHA-256 of the stored texts and the matches from the texts.
    """
    with open_reader(path, any_keys=True) as session:
        parts = {
            "the database": status.damage(session.store),
            "the chain of events": audit.problems(session.store),
            "the clusters": iter(clusters.problems(session.store)),
            "the web archive": archive_problems(session.store),
            "the index": _segments(session),
            "the lexicons": _lexicons(session),
            "the files of texts": text_files.problems(session.store),
            "the places of texts": text_files.misplaced(session.store),
            "the texts": _texts(session, every_text=every_text),
            "the signatures": known_by_signature.problems(session),
            "the matches": _matches(session, every_match=every_text),
        }
        return [problem for what, part in parts.items() for problem in _to_the_end(what, part)]


def _to_the_end(what: str, part: Iterator[str]) -> Iterator[str]:
    """The problems of ``part``; values so damaged that it cannot go on are one of them."""
    try:
        yield from part
    except (ProvenanceError, ValueError, LookupError, TypeError, AttributeError) as error:
        yield f"{what}: not all of it can be read: {error}"


def _segments(session: Session) -> Iterator[str]:
    for segment in segments.listed(session.store):
        file = session.store.index_folder / segment.name
        if file.stat().st_size != segment.size:
            yield f"segment {segment.name} has {file.stat().st_size} bytes, not {segment.size}"
        try:
            session.open([segment.name]).verify()
        except IntegrityError as error:
            yield str(error)


def _lexicons(session: Session) -> Iterator[str]:
    for number, checksum, *copies in lexicons.listed(session.store):
        for name, packed in zip(("lexicon", "the copy of lexicon"), copies, strict=True):
            try:
                sound = engine.Lexicon(packed).checksum == checksum
            except IntegrityError:
                sound = False
            if not sound:
                yield f"{name} {number} of stored texts is not the one that was stored"


def _texts(session: Session, *, every_text: bool) -> Iterator[str]:
    ids = documents.ids(session.store)
    step = 1 if every_text else max(1, len(ids) // SAMPLE)
    for start in range(0, len(ids), step * 100):
        part = ids[start : start + step * 100 : step]
        expected = {number: known.sha256 for number, known in documents.load(session.store, part).items()}
        for number in part:
            try:
                text = session.texts([number])[number]
            except (IntegrityError, KeyError) as error:
                yield f"the text of document {number} cannot be read: {error}"
                continue
            if hashlib.sha256(text.encode()).hexdigest() != expected.get(number):
                yield f"the text of document {number} is not the one that was stored"
            elif text_parts.foreign(session.store, number, text):
                yield f"the words that passages show of document {number} are not in its text"


def _matches(session: Session, *, every_match: bool) -> Iterator[str]:
    """Matches whose passages are not in the texts, or that aligning the texts again does not find.

    Another version of the program may align otherwise, so only what this version found is aligned again, with the keys
    that the index has; and what was boilerplate for a text cannot be counted again once a document before it has left
    the index.
    """
    numbers = matches.numbers(session.store)
    dropped = forgotten.first_dropped(session.store)
    step = 1 if every_match else max(1, len(numbers) // MATCH_SAMPLE)
    versions, rebuilt = runs.versions(session.store), parameters.last_rebuild(session.store)
    for number in numbers[::step]:
        stored = matches.load(session.store, number)
        if stored is None:
            continue
        try:
            texts = session.texts([stored.row.left_id, stored.row.right_id])
        except IntegrityError:
            continue  # reported with the texts
        left, right = texts.get(stored.row.left_id, ""), texts.get(stored.row.right_id, "")
        if any(
            not _quotes(passage, words, left, right)
            for passage, words in zip(stored.alignment.passages, stored.texts, strict=True)
        ):
            yield f"the passages of match {number} are not what the texts have there"
            continue
        countable = dropped is None or stored.row.right_id < dropped
        same_version = versions.get(stored.row.run_id) == __version__ and stored.row.run_id > rebuilt
        if countable and same_version and session.own_keys and not _found_again(session, stored, left, right):
            yield f"match {number} is not what comes out when its texts are aligned again"


def _quotes(passage: Passage, words: PassageTexts, left: str, right: str) -> bool:
    here, there = left[passage.query_start : passage.query_end], right[passage.source_start : passage.source_end]
    return (here, there) == (words.left, words.right)


def _found_again(session: Session, stored: matches.StoredMatch, left: str, right: str) -> bool:
    """Whether alignment gives the same passages, the later text as the query, as when the match was found."""
    boilerplate = session.segments.boilerplate_of(stored.row.right_id, right)
    frequencies = session.workers.frequencies_of_pairs([(right, left)])
    known = {(p.query_start, p.query_end, p.source_start, p.source_end, p.kind) for p in stored.alignment.passages}
    for expected in (False, True):
        (again,) = session.workers.align(
            [(right, left)], [boilerplate], expected=expected, frequencies=frequencies, local=True
        )
        spans = {(p.query_start, p.query_end, p.source_start, p.source_end, p.kind) for p in again.flipped().passages}
        if spans == known:
            return True
    return False


def archive_problems(store: Store) -> Iterator[str]:
    """Every file of the archive that is missing, too short, or not what was committed; in plain words.

    What follows the committed bytes is passed over: a crawl may be adding to the file, and a crash leaves it to be cut.
    """
    for file in fetches.archives(store):
        path = store.archive_folder / file.name
        if not path.exists():
            yield f"archive file {file.name} is missing"
        elif _sha256(path, file) != file.sha256:
            yield f"archive file {file.name} is not what was archived"


def _sha256(path: Path, file: ArchiveFile) -> str:
    """Of the committed bytes of the file, or of all it has if those are fewer."""
    digest, left = hashlib.sha256(), file.size
    with path.open("rb") as opened:
        while left and (piece := opened.read(min(left, _PIECE))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()
