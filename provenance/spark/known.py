"""What a job asks of the store that it runs against."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from provenance.pipeline.session import Session, open_reader, with_own_keys
from provenance.spread.aligning import KNOWN
from provenance.store import documents, events, forgotten, segments

#: Texts of the store that are written at once.
TEXTS = 4_096

HASHES = pa.schema([("sha256", pa.string()), ("number", pa.int64())])


@dataclasses.dataclass(frozen=True)
class Start:
    """Where a job begins.

    Attributes:
        params: The parameters of the index.
        permutations: What its signatures are made with.
        first: The number of the next document.
        segments: The segments that are there.
        head: The last event of the store; empty without one.
    """

    params: IndexParams
    permutations: bytes
    first: int
    segments: tuple[str, ...]
    head: str


class Known:
    """The store of a job, or none."""

    def __init__(self, path: Path | None) -> None:
        """Look into the store at ``path``."""
        self._session: Session | None = open_reader(path.resolve(), jobs=1) if path else None

    def start(self) -> Start:
        """Where the job begins."""
        if self._session is None:
            params = with_own_keys(with_bands(IndexParams()))
            return Start(params, Permutations.from_seed(params.num_perm, params.seed).to_bytes(), 1, (), "")
        store, names = self._session.store, [one.name for one in segments.listed(self._session.store)]
        return Start(
            self._session.params,
            self._session.permutations.to_bytes(),
            documents.next_id(store),
            tuple(str(store.index_folder / name) for name in names),
            str(events.head(store)),
        )

    def hashes(self) -> pa.Table:
        """The hash of each text of the store, with its number; of those that were forgotten, with number 0."""
        if self._session is None:
            return HASHES.empty_table()
        store = self._session.store
        known = documents.hashes(store, documents.ids(store))
        gone = forgotten.hashes(store) - set(known.values())
        return pa.table([[*known.values(), *gone], [*known, *[0] * len(gone)]], schema=HASHES)

    def texts(self, numbers: Sequence[int]) -> Iterator[pa.Table]:
        """The texts of these documents, and what is known of them, a few thousand at a time."""
        for start in range(0, len(numbers), TEXTS):
            if self._session is not None:
                yield pa.Table.from_pylist(self._rows(self._session, numbers[start : start + TEXTS]), schema=KNOWN)

    def close(self) -> None:
        """Close the store."""
        if self._session is not None:
            self._session.close()

    @staticmethod
    def _rows(session: Session, numbers: Sequence[int]) -> list[dict[str, Any]]:
        texts = session.texts(numbers)
        return [
            {
                "number": number,
                "uri": one.uri,
                "text": texts[number],
                "published_at": one.claims.published_at,
                "title": one.claims.title,
                "author": one.claims.author,
                "observed_at": one.first_seen_at,
                "is_reference": one.is_reference,
            }
            for number, one in documents.load(session.store, numbers).items()
        ]
