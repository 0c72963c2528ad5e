"""Bringing a result into a store: the ordinary commits, with matches that are read instead of searched for."""

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from provenance.errors import UsageError
from provenance.model import Comparison, Document, IngestReport
from provenance.pipeline.indexing.batches import Batch
from provenance.pipeline.indexing.ingest import Options, ingest_found
from provenance.pipeline.indexing.matching import texts_of
from provenance.pipeline.session import Session
from provenance.spread.result import Result, ResultMatch
from provenance.store import Store, documents, forgotten
from provenance.store.matches import NewMatch

#: Documents whose hashes are looked up at once.
LOOKUP = 4_096


def import_result(session: Session, folder: Path, *, memory: int) -> IngestReport:
    """Add the documents and matches of the result in ``folder``. What is there already is left as it is.

    The whole result is read and checked before anything is written. An interruption leaves whole batches; a rerun adds
    the others.

    Raises:
        UsageError: There is no finished result, or it was made for a store in another state.
        ParametersDiffer: It was made with other index parameters or by another version of the core.
        IntegrityError: It is damaged.
    """
    result = Result(folder)
    session.params.require_same(result.manifest.params)
    _require_fits(session.store, result)
    for _ in result.sealed_matches():
        pass
    matches = _Matches(result.matches())
    options = Options(reference=result.manifest.reference, memory=memory)
    items = (document for _, _, document in result.documents())
    asked = {"result": str(folder), "made_for": result.manifest.head, "reference": options.reference}
    return ingest_found(session, "import", asked, items, options, matches.of)


class _Matches:
    """The matches of a result, taken batch by batch."""

    def __init__(self, found: Iterator[ResultMatch]) -> None:
        self._found = found

    def of(self, session: Session, batch: Batch, _options: Options) -> list[NewMatch]:
        """The matches of the new documents of a batch; batches rise."""
        end = batch.first_id + len(batch.texts)
        until = itertools.takewhile(lambda one: one.query < end or self._put_back(one), self._found)
        found = [one for one in until if one.query >= batch.first_id]
        texts = texts_of(session, batch, {number for one in found for number in (one.query, one.source)})
        return [_new_match(one, texts) for one in found]

    def _put_back(self, one: ResultMatch) -> bool:
        self._found = itertools.chain([one], self._found)
        return False


def _new_match(one: ResultMatch, texts: Mapping[int, str]) -> NewMatch:
    comparison = Comparison(
        alignment=one.alignment,
        query_text=texts[one.query],
        source_text=texts[one.source],
        infer=lambda: one.direction,
    )
    return NewMatch(one.query, one.source, comparison)


def _require_fits(store: Store, result: Result) -> None:
    """Raise :class:`UsageError` unless the store gives every text of the result the number that it has there."""
    start = number = documents.next_id(store)
    gone = forgotten.hashes(store)
    for part in _chunks(result.documents()):
        known = documents.ids_by_sha256(store, {sha256 for _, sha256, _ in part})
        for wanted, sha256, _ in part:
            if sha256 in gone and wanted < start:
                continue
            if sha256 not in known and wanted == number:
                number += 1
            elif known.get(sha256, wanted) != wanted or not (sha256 in known or start <= wanted < number):
                raise UsageError(
                    f"{result.folder} was made for another store, or for this one before it changed",
                    hint="run `prov spark` again with `--store` and a new folder for the result",
                )


def _chunks(rows: Iterator[tuple[int, str, Document]]) -> Iterator[list[tuple[int, str, Document]]]:
    while part := list(itertools.islice(rows, LOOKUP)):
        yield part
