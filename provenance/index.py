"""The public index: what `prov index` and `prov query` do, for programs."""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from provenance.model import Document, IngestReport, Metadata, QueryResult
from provenance.pipeline.ingest import Options, ingest_documents
from provenance.pipeline.query import query
from provenance.pipeline.session import Session, open_reader, open_writer

Addable = Document | tuple[str, str] | tuple[str, str, Metadata]


class Index:
    """A store with its index, open for adding or for queries only; a context manager.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Index.create(folder.name + "/prov.db") as index:
    ...     report = index.add([("memory:a", "The harbour froze over on the ninth of January, and nobody left.")])
    ...     found = index.query("Old men say the harbour froze over on the ninth of January, and nobody left.")
    >>> [match.uri for match in found.matches]
    ['memory:a']
    >>> folder.cleanup()
    """

    def __init__(self, session: Session) -> None:
        """Take over an open session; use :meth:`create` or :meth:`open`."""
        self._session = session

    @classmethod
    def create(cls, path: str | os.PathLike[str], *, jobs: int | None = None) -> Self:
        """The index at ``path``, made if there is none, open for adding.

        Raises:
            StoreLocked: Another writer holds it.
            IntegrityError: The file is no store, or is damaged.
            StoreTooNew: A newer version wrote it.
        """
        return cls(open_writer(Path(path), create=True, jobs=jobs))

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, jobs: int | None = None) -> Self:
        """The index at ``path``, open for queries; somebody else may add to it meanwhile.

        Raises:
            StoreNotFound: There is none.
            IntegrityError: The file is no store, or is damaged.
            StoreTooNew: A newer version wrote it.
        """
        return cls(open_reader(Path(path), jobs=jobs))

    def add(self, documents: Iterable[Addable], *, reference: bool = False, match: bool = True) -> IngestReport:
        """Add texts, each as ``(uri, text)``, ``(uri, text, metadata)`` or a :class:`Document`, and match them.

        Args:
            documents: The texts.
            reference: Mark them as known originals.
            match: Look for matches; otherwise only add.
        """
        items = (one if isinstance(one, Document) else Document(*one) for one in documents)
        return ingest_documents(self._session, items, Options(reference=reference, match=match))

    def query(self, text: str, *, uri: str = "", limit: int | None = None, min_words: int = 0) -> QueryResult:
        """The known texts that ``text`` repeats, best first, one match for each place where they were seen.

        Stores nothing.

        Args:
            text: Any text.
            uri: Where it was seen; what was seen there is the text itself and no match.
            limit: Matches returned at most.
            min_words: Matches with fewer words in passages are left out.
        """
        return query(self._session, text, uri=uri, limit=limit, min_words=min_words)

    def close(self) -> None:
        """Close the store; what was added is durable since :meth:`add` returned."""
        self._session.close()

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
