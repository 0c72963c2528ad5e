"""What all commands share: an open index, and the run that records in the store what was done."""

import contextlib
import dataclasses
import gc
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import TracebackType
from typing import Self

from provenance import __version__, engine
from provenance.direction import Rarity, rarity_in_store
from provenance.errors import SEE_VERIFY, IntegrityError, ParametersDiffer, ProvenanceError, StoreNotFound
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from provenance.pipeline.stored_texts import stored_texts
from provenance.store import (
    Store,
    documents,
    events,
    forgotten,
    open_for_reading,
    open_for_writing,
    parameters,
    runs,
    segments,
    text_files,
)


@dataclasses.dataclass
class Session:
    """A store that is open, and the engine that serves its parameters.

    Attributes:
        store: The SQLite side.
        params: The parameters of the index.
        permutations: What its signatures are made with.
        sketcher: The native sketcher for both.
        workers: The native threads.
        segments: The committed segments; replaced after each commit.
        rarity: How rare words are, as the store or the language has it: by the segments that were there when the
            session was opened or its last run began, so that no direction depends on how a run is cut into batches.
    """

    store: Store
    params: IndexParams
    permutations: Permutations
    sketcher: engine.Sketcher
    workers: engine.Workers
    segments: engine.Segments
    rarity: Rarity = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Take the rarity of words from the committed documents."""
        self.freeze_rarity()

    @property
    def own_keys(self) -> bool:
        """Whether this version makes the keys that the index has."""
        return has_own_keys(self.params)

    def freeze_rarity(self) -> None:
        """Infer directions from now on by the words of the documents that are committed now."""
        self.rarity = rarity_in_store(self.segments.frequencies, self.segments.documents)

    def texts(self, ids: Iterable[int]) -> dict[int, str]:
        """The texts of these documents, without those that were forgotten, which the index may still name.

        Raises:
            IntegrityError: A text is damaged, or gone and not forgotten.
        """
        wanted = set(ids)
        found = stored_texts(self.store, wanted, self.workers)
        self._require_forgotten(wanted - found.keys())
        return found

    def lengths(self, ids: Iterable[int]) -> dict[int, int]:
        """How many code points these documents have, without those that were forgotten.

        Raises:
            IntegrityError: A document is gone and not forgotten.
        """
        wanted = set(ids)
        found = documents.lengths(self.store, wanted)
        self._require_forgotten(wanted - found.keys())
        return found

    def _require_forgotten(self, missing: AbstractSet[int]) -> None:
        """Documents that the index names and the store does not have must have been forgotten."""
        if lost := missing - set(forgotten.numbers(self.store, missing) if missing else ()):
            said = f"document {min(lost)} has no text, and was not forgotten"
            raise IntegrityError(said, hint=SEE_VERIFY)

    def open(self, names: Iterable[str]) -> engine.Segments:
        """Segments of the index folder, by name."""
        return engine.Segments([self.store.index_folder / name for name in names], self.sketcher)

    def reopen_segments(self) -> None:
        """See what was committed since."""
        self.segments = open_segments(self.store, self.sketcher, self.segments)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Self:
        """The session itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; an error that comes of damage is raised as such."""
        self.store.__exit__(kind, error, trace)


def open_reader(path: Path, *, jobs: int | None = None, any_keys: bool = False) -> Session:
    """The index at ``path``, for queries; a writer may work at the same time.

    With ``any_keys`` also one whose keys another version made: it can be checked and copied, but not asked.
    """
    store = open_for_reading(path)
    try:
        return _session(store, jobs, any_keys=any_keys)
    except BaseException:
        with store:  # closes it, and says if damage is the cause
            raise


def open_writer(path: Path, *, create: bool, wait: float = 0.0, jobs: int | None = None) -> Session:
    """The index at ``path``, for adding to it; made with default parameters if there is none and ``create`` is set."""
    store = open_for_writing(path, create=create, wait=wait)
    try:
        if parameters.load(store) is None:
            _fix_parameters(store)
        tidy(store)
        return _session(store, jobs)
    except BaseException:
        with store:  # closes it, and says if damage is the cause
            raise


def make_ready(path: Path, *, wait: float = 0.0) -> None:
    """Make the index at ``path``, or bring it up to date, if it needs that; only then another writer is waited for."""
    try:
        open_reader(path).close()
    except (StoreNotFound, IntegrityError):
        open_writer(path, create=True, wait=wait).close()


def open_segments(store: Store, sketcher: engine.Sketcher, known: engine.Segments | None = None) -> engine.Segments:
    """The segments that ``store`` names; those in ``known`` are not opened again.

    If a merge removes one meanwhile, the names are read again.
    """
    names = [one.name for one in segments.listed(store)]
    while True:
        try:
            return engine.Segments([store.index_folder / name for name in names], sketcher, known)
        except IntegrityError:
            before, names = names, [one.name for one in segments.listed(store)]
            if names == before:
                raise


def tidy(store: Store) -> None:
    """Do away with what a crash left behind: files that no commit names, and texts that were forgotten."""
    text_files.tidy(store)
    named = {one.name for one in segments.listed(store)}
    try:
        for path in store.index_folder.iterdir():
            if path.suffix in {".seg", ".tmp"} and path.name not in named:
                path.unlink()
    except OSError as error:
        folder = store.index_folder
        raise ProvenanceError(f"cannot tidy {folder}: {error.strerror}", hint="check it, then run again") from error


def _fix_parameters(store: Store) -> None:
    params = with_own_keys(with_bands(IndexParams()))
    permutations = Permutations.from_seed(params.num_perm, params.seed)
    with store.transaction():
        parameters.fix(store, None, params, permutations.to_bytes())


def with_own_keys(params: IndexParams) -> IndexParams:
    """``params`` with all keys that this version makes."""
    return dataclasses.replace(params, versions=engine.core_versions(), content=engine.content_version())


def has_own_keys(params: IndexParams) -> bool:
    """Whether this version makes the keys of such an index; the view ``content`` may be missing, as in older ones."""
    own = with_own_keys(params)
    return params in (own, dataclasses.replace(own, content=""))


def keys_of(params: IndexParams) -> str:
    """The versions of the keys of such an index, in words."""
    return f"{params.versions} content={params.content or 'none'}"


def _session(store: Store, jobs: int | None, *, any_keys: bool = False) -> Session:
    params, joined = parameters.load(store), parameters.permutations(store)
    if params is None or joined is None:
        raise StoreNotFound(f"{store.path} holds no index yet", hint="add texts with `prov index PATH`")
    if not any_keys and not has_own_keys(params):
        own = with_own_keys(params)
        raise ParametersDiffer(
            f"the index was made with {keys_of(params)}, this version makes {keys_of(own)}",
            hint="make it anew from the stored texts with `prov compact --rebuild`",
        )
    permutations = Permutations.from_bytes(joined)
    sketcher = engine.Sketcher(params, permutations)
    return Session(store, params, permutations, sketcher, engine.Workers(jobs), open_segments(store, sketcher))


@dataclasses.dataclass
class OpenRun:
    """A run of a command, as far as it has come.

    Attributes:
        head: The last event of the chain when the run had ended. Kept elsewhere, it proves later that nothing up to
            this run was rewritten.
    """

    run_id: int
    counters: runs.Counters = dataclasses.field(default_factory=runs.Counters)
    head: events.Head | None = None

    def plus(self, **more: int) -> runs.Counters:
        """The counters with ``more`` added."""
        now = dataclasses.asdict(self.counters)
        return runs.Counters(**{name: value + more.get(name, 0) for name, value in now.items()})


def running(session: Session, command: str, asked: Mapping[str, object]) -> contextlib.AbstractContextManager[OpenRun]:
    """A run in the store of ``session``; when the block ends, it is stored as finished, interrupted or failed."""
    session.freeze_rarity()
    return running_in(session.store, command, asked)


@contextlib.contextmanager
def running_in(store: Store, command: str, asked: Mapping[str, object]) -> Iterator[OpenRun]:
    """As :func:`running`, in a ``store`` without a session."""
    with store.transaction():
        run = OpenRun(runs.begin(store, command, asked, __version__))
    try:
        yield run
    except BaseException as error:
        # The counters of the last commit are the right ones; those in memory may be one batch ahead or behind.
        state = runs.RunState.INTERRUPTED if isinstance(error, KeyboardInterrupt) else runs.RunState.FAILED
        with store.transaction():
            runs.finish(store, run.run_id, state, runs.counted(store, run.run_id))
        raise
    with store.transaction():
        runs.finish(store, run.run_id, runs.RunState.FINISHED, run.counters)
        run.head = events.head(store)


@contextlib.contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the collector of reference cycles, which takes a third of the time of a large batch or family."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
