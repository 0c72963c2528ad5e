"""What a job leaves: a folder with its documents, its matches and a manifest, each row sealed."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.parquet as pq

from provenance.errors import IntegrityError, StoreTooNew, UsageError
from provenance.model import Alignment, Direction, Document
from provenance.params import IndexParams
from provenance.spread.aligning import MATCHES, match_seal
from provenance.spread.records import from_json
from provenance.spread.rows import ADDED, DATASET, document_seal, to_document

FORMAT = 1
"""Version of the folder and of what is in it."""

MANIFEST, DOCUMENTS, FOUND = "manifest.json", "documents", "matches"

NUMBERED = pa.schema([*DATASET, *ADDED.items(), ("number", pa.int64()), ("is_first", pa.bool_())])
"""A document of the result: the row of the dataset with its hash, its seal, the number of its text, and whether that is
new and comes here first."""

_ROWS = 256


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a result was made from and what it holds; written last, so that what has one is whole.

    Attributes:
        parameters: Those of the index, as canonical JSON.
        built_by: What ran: versions of the core and its formats.
        head: The last event of the store that it was made for; empty if there was none.
        first: The number of the first new document.
        end: The number after the last one.
        documents: Rows of documents.
        matches: Rows of matches.
        seen_at: When the new documents were seen.
        reference: Whether they are known originals.
    """

    parameters: str
    built_by: dict[str, str]
    head: str
    first: int
    end: int
    documents: int
    matches: int
    seen_at: str
    reference: bool
    format: int = FORMAT

    def to_json(self) -> str:
        """The manifest as a file has it."""
        return json.dumps(dataclasses.asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """The manifest at ``path``.

        Raises:
            UsageError: There is none: this is no result, or its job has not ended.
            StoreTooNew: A newer version wrote it.
            IntegrityError: It is damaged.
        """
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            hint = "run the same `prov spark` command again: it goes on where it ended"
            raise UsageError(f"{path.parent} holds no finished result of `prov spark`", hint=hint) from error
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror or error}", hint="name another folder") from error
        except ValueError as error:
            raise _damaged(path, "it is not JSON") from error
        if isinstance(said, dict) and said.get("format", 0) > FORMAT:
            raise StoreTooNew(f"{path.parent} was written by a newer version", hint="update provindex")
        try:
            return cls(**said)
        except TypeError as error:
            raise _damaged(path, str(error)) from error

    @property
    def params(self) -> IndexParams:
        """The parameters of the index."""
        return IndexParams.from_json(self.parameters)


class ResultMatch(NamedTuple):
    """A match of a result."""

    query: int
    source: int
    alignment: Alignment
    direction: Direction


class Result:
    """A result on a disk, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the result in ``folder``; the errors are those of :meth:`Manifest.read`."""
        self.folder = folder
        self.manifest = Manifest.read(folder / MANIFEST)

    def documents(self) -> Iterator[tuple[int, str, Document]]:
        """The number of each text, its hash, and the document, in order.

        Raises:
            IntegrityError: A row is damaged or out of order, or rows are missing.
        """
        count, last = 0, None
        for path, row in self._rows(DOCUMENTS, NUMBERED):
            document = to_document(row)
            if document.sha256 != row["sha256"] or document_seal(row, row["sha256"]) != row["seal"]:
                raise _damaged(path, f"the document with order {row['ord']} is not what was written")
            if last is not None and row["ord"] <= last:
                raise _damaged(path, "documents are out of order")
            count, last = count + 1, row["ord"]
            yield row["number"], row["sha256"], document
        if count != self.manifest.documents:
            raise _damaged(self.folder / DOCUMENTS, f"{count} documents, not {self.manifest.documents}")

    def sealed_matches(self) -> Iterator[dict[str, Any]]:
        """The rows of matches, by query, as they were found.

        Raises:
            IntegrityError: A row is damaged or out of order, or rows are missing.
        """
        count, last = 0, (0, -1)
        for path, row in self._rows(FOUND, MATCHES):
            place = (row["query"], row["rank"])
            if match_seal(row) != row["seal"]:
                raise _damaged(path, f"a match of document {row['query']} is not what was written")
            if place <= last:
                raise _damaged(path, "matches are out of order")
            count, last = count + 1, place
            yield row
        if count != self.manifest.matches:
            raise _damaged(self.folder / FOUND, f"{count} matches, not {self.manifest.matches}")

    def matches(self) -> Iterator[ResultMatch]:
        """The matches, likewise."""
        for row in self.sealed_matches():
            yield ResultMatch(row["query"], row["source"], *from_json(row["found"]))

    def _rows(self, part: str, schema: pa.Schema) -> Iterator[tuple[Path, dict[str, Any]]]:
        for path in sorted((self.folder / part).glob("*.parquet")):
            try:
                with pq.ParquetFile(path) as file:
                    _require_columns(file, schema)
                    for batch in file.iter_batches(_ROWS, columns=schema.names):
                        for row in batch.to_pylist():
                            yield path, row
            except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
                raise _damaged(path, f"it cannot be read ({type(error).__name__})") from error


def _require_columns(file: pq.ParquetFile, schema: pa.Schema) -> None:
    """Raise :class:`KeyError` if one is not there: reading passes over it."""
    for name in schema.names:
        file.schema_arrow.field(name)


def _damaged(path: Path, what: str) -> IntegrityError:
    hint = "copy the result again, or remove it and run `prov spark` again"
    return IntegrityError(f"{path}: {what}", hint=hint)
