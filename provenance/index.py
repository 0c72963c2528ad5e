"""The public index: what `prov index` and `prov query` do, for programs."""

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from provenance.errors import OF_WRONG_VALUES, UsageError
from provenance.exchange.signature_file import SignatureFile
from provenance.model import Document, IngestReport, Kind, Metadata, QueryResult
from provenance.pipeline.asking import lookup
from provenance.pipeline.asking.exporting import export_signatures
from provenance.pipeline.asking.query import query
from provenance.pipeline.importing.signatures import ImportedSignatures, import_signatures
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import Session, open_reader, open_writer
from provenance.rows import Rows
from provenance.store import clusters, status
from provenance.store.clusters import Listed as Cluster
from provenance.store.lineage import Edge
from provenance.store.matches import Filter, ListedMatch
from provenance.store.status import Counts

Addable = Document | tuple[str, str] | tuple[str, str, Metadata]


class Index:
    """A store with its index, open for adding or for queries only; a context manager.

    Threads may share one: what they ask is done one after the other. For queries at the same time, open one in each.

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
        """Take over an open session; use :meth:`create` or :meth:`open`.

        Raises:
            UsageError: This is no session, but a path, say.
        """
        if not isinstance(session, Session):
            raise UsageError(
                f"an index is opened by Index.open(path), or made by Index.create(path), not with {session!r}"
            )
        self._session = session
        self._closed = False
        self._lock = threading.RLock()

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
        """Add texts, each as ``(uri, text)``, ``(uri, text, metadata)`` or a :class:`.Document`, and match them.

        Args:
            documents: The texts.
            reference: Mark them as known originals.
            match: Look for matches; otherwise only add.

        Raises:
            UsageError: One of the documents is none of these, the index is closed, or it is open for queries only.
        """
        if isinstance(documents, str | bytes | Document) or not isinstance(documents, Iterable):
            said = f"add() takes a list of (uri, text), not {type(documents).__name__}"
            raise UsageError(said, hint='write it as index.add([("memory:a", text)])')
        with self._open_for_adding() as session:
            return ingest_documents(session, map(_document, documents), Options(reference=reference, match=match))

    def query(self, text: str, *, uri: str = "", limit: int | None = None, min_words: int = 0) -> QueryResult:
        """The known texts that ``text`` repeats, best first, one match for each place where they were seen.

        Stores nothing.

        Args:
            text: Any text.
            uri: Where it was seen; what was seen there is the text itself and no match.
            limit: Matches returned at most.
            min_words: Matches with fewer words in passages are left out.

        Raises:
            UsageError: ``text`` is no string, ``limit`` is less than 1, or the index is closed.
        """
        if not isinstance(text, str):
            raise UsageError(f"a query is a string, not {type(text).__name__}")
        _at_most(limit)
        with self._open() as session:
            return query(session, text, uri=uri, limit=limit, min_words=min_words)

    def matches(
        self, *, of: str | None = None, kind: Kind | None = None, min_words: int = 0, limit: int | None = None
    ) -> Rows[ListedMatch]:
        """Stored matches, newest first; all of them unless ``limit`` says how many.

        Args:
            of: Only those of this text: a URI, a path, a number or a SHA-256.
            kind: Only those of this kind.
            min_words: Only those with at least so many words in passages.
            limit: Matches returned at most.

        Raises:
            UsageError: No text is known as ``of``, ``limit`` is less than 1, or the index is closed.
        """
        wanted = Filter(kind=kind, min_words=min_words or None)
        with self._open() as session:
            found = lookup.list_matches(session.store, wanted, about=of, limit=_at_most(limit))
            return Rows(ListedMatch, found)

    def lineage(self, name: str | int) -> Rows[Edge]:
        """What the text ``name`` (a URI, path, number or SHA-256) comes from and led to, however far, nearest first.

        Raises:
            UsageError: No text is known by that name, or the index is closed.
        """
        with self._open() as session:
            tree = lookup.lineage_of(session.store, str(name))
            return Rows(Edge, (*tree.ancestors, *tree.descendants))

    def clusters(self, *, at_least: int = 2, limit: int | None = None) -> Rows[Cluster]:
        """Clusters of at least so many documents, largest first; all of them unless ``limit`` says how many.

        Raises:
            UsageError: ``limit`` is less than 1, or the index is closed.
        """
        with self._open() as session:
            return Rows(Cluster, clusters.listed(session.store, at_least=at_least, limit=_at_most(limit)))

    def counts(self) -> Counts:
        """How much the store holds of everything.

        Raises:
            UsageError: The index is closed.
        """
        with self._open() as session:
            return status.counts(session.store)

    def export_signatures(self, path: str | os.PathLike[str]) -> int:
        """Write the signatures of all documents to a file that :func:`.read_signatures` reads; say how many.

        Raises:
            UsageError: The index is closed.
        """
        with self._open() as session:
            return export_signatures(session, Path(path))

    def import_signatures(self, path: str | os.PathLike[str], *, readmit: bool = False) -> ImportedSignatures:
        """Store signatures of texts that are somewhere else, and note which documents are like them.

        A second import changes nothing, and an interrupted one either.

        Args:
            path: A file of :meth:`export_signatures` or :func:`.write_signatures`.
            readmit: Add signatures again that were forgotten; otherwise leave them out.

        Raises:
            InputError: It cannot be read, or is no file of signatures.
            ParametersDiffer: They were made with other permutations, or of other shingles.
            UsageError: The index is closed, or open for queries only.
        """
        file = SignatureFile(Path(path))
        with self._open_for_adding() as session:
            return import_signatures(session, file, readmit=readmit)

    def close(self) -> None:
        """Close the store; what was added is durable since :meth:`add` returned."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._session.close()

    @contextlib.contextmanager
    def _open(self) -> Iterator[Session]:
        """The session, for one thread at a time."""
        with self._lock:
            if self._closed:
                raise UsageError("this index is closed", hint="open it again")
            try:
                yield self._session
            except OF_WRONG_VALUES as error:
                self._session.store.blame_damage(error)
                raise

    @contextlib.contextmanager
    def _open_for_adding(self) -> Iterator[Session]:
        """The same, if it may add."""
        with self._open() as session:
            if not session.store.writable:
                raise UsageError("this index is open for queries only", hint="open it with Index.create")
            yield session

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def _at_most(limit: int | None) -> int:
    """``limit`` as SQLite takes it, which has no limit below 0."""
    if limit is not None and limit < 1:
        raise UsageError(f"limit {limit} leaves nothing", hint="leave it out to get all")
    return -1 if limit is None else limit


def _document(one: object) -> Document:
    """``one`` as a document."""
    match one:
        case Document():
            return one
        case (str() as uri, str() as text):
            return Document(uri, text)
        case (str() as uri, str() as text, Metadata() as claims):
            return Document(uri, text, claims)
    said = f"not (uri, text) or (uri, text, metadata): {str(one)[:60]!r}"
    raise UsageError(said, hint="uri and text are strings")
