"""Stored texts as they were given: frames from the store, unpacked with the lexicons that they name."""

import weakref
from collections.abc import Collection

from provenance import engine
from provenance.store import Store, documents, lexicons

#: The lexicons of open stores, by checksum. Unpacking one takes longer than reading many texts.
_UNPACKED: weakref.WeakKeyDictionary[Store, dict[int, engine.Lexicon]] = weakref.WeakKeyDictionary()


#: Texts that are not worth a call of other threads.
_FEW = 8


def stored_texts(store: Store, ids: Collection[int], workers: engine.Workers | None = None) -> dict[int, str]:
    """The texts of these documents, as far as the store has them; many are unpacked by ``workers``.

    Raises:
        IntegrityError: One is damaged, or its lexicon is.
    """
    frames = documents.texts(store, ids)
    named = [engine.lexicon_of(frame) for frame in frames.values()]
    known = _lexicons(store, {checksum for checksum in named if checksum is not None})
    stored = [(frame, known.get(checksum)) for frame, checksum in zip(frames.values(), named, strict=True)]
    if workers is None or len(stored) <= _FEW:
        return dict(zip(frames, (engine.decompress(*one) for one in stored), strict=True))
    return dict(zip(frames, workers.decompress(stored), strict=True))


def _lexicons(store: Store, checksums: Collection[int]) -> dict[int | None, engine.Lexicon]:
    """Those with these checksums that the store has."""
    known = _UNPACKED.setdefault(store, {})
    if missing := set(checksums) - known.keys():
        known |= {
            checksum: engine.Lexicon.of_copies(copies) for checksum, copies in lexicons.load(store, missing).items()
        }
    return {checksum: known[checksum] for checksum in checksums if checksum in known}
