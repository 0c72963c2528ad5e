"""The log of a crawl as JSON lines: what was done, never the content."""

import datetime as dt
import json
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from provenance.errors import UsageError
from provenance.store.clock import stamp


class FetchLog:
    """Writes one JSON object a line to a file, at once; a context manager. Without a file it writes nothing."""

    def __init__(self, path: Path | None) -> None:
        """Append to the file at ``path``."""
        self._file: IO[str] | None = None
        if path is not None:
            try:
                self._file = path.open("a", encoding="utf-8", buffering=1)
            except OSError as error:
                raise UsageError(f"cannot write to {path}: {(error.strerror or str(error)).lower()}") from error

    def write(self, at: dt.datetime, event: str, **facts: object) -> None:
        """Note that ``event`` happened."""
        if self._file is not None:
            said = {name: fact for name, fact in facts.items() if fact is not None}
            self._file.write(json.dumps({"at": stamp(at), "event": event, **said}, ensure_ascii=False) + "\n")

    def __enter__(self) -> Self:
        """The log itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
