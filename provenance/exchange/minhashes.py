"""Files of signatures as objects of datasketch, and such objects as files."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance import engine
from provenance.errors import ParametersDiffer, UsageError
from provenance.exchange.signature_file import SCHEME, Header, Signature, SignatureFile, write
from provenance.finished import finished
from provenance.permutations import Permutations

if TYPE_CHECKING:
    import os

    import datasketch


def read_signatures(
    path: "str | os.PathLike[str]", *, lean: bool = False
) -> "Iterator[tuple[str, datasketch.MinHash | datasketch.LeanMinHash]]":
    """The signatures of a file of `prov export --datasketch`, each with the name of its text.

    They equal those that datasketch makes of :func:`.shingle_hashes`, and go into its ``MinHashLSH`` as they
    are.

    Args:
        path: The file.
        lean: Give ``LeanMinHash``, which takes less memory and cannot be updated.

    Raises:
        InputError: The file cannot be read, or is no file of signatures.
        ParametersDiffer: The datasketch that is installed has other permutations for this seed.
        StoreTooNew: A newer version wrote it.
    """
    file = SignatureFile(Path(path))
    return _objects(file, _permutations(file), lean=lean)


def write_signatures(
    path: "str | os.PathLike[str]", signatures: "Iterable[tuple[str, datasketch.MinHash | datasketch.LeanMinHash]]"
) -> int:
    """Write signatures that datasketch made of :func:`.shingle_hashes`, for `prov import --datasketch`.

    Only this version's shingles make signatures that are comparable with those of an index. The names are the URIs
    under which the texts would be indexed.

    Args:
        path: The file, which appears when it is complete.
        signatures: The name of each text, and its signature; all of one number of permutations, seed and scheme.

    Returns:
        How many there are.

    Raises:
        UsageError: There are none, they differ in how they were made, or their scheme is not ``affine32``.
    """
    named = list(signatures)
    header = _header([one for _, one in named])
    with finished(Path(path)) as out:
        write(out, header, (Signature(uri, one.hashvalues.astype("<u4").tobytes()) for uri, one in named))
    return len(named)


def _header(signatures: Sequence[Any]) -> Header:
    made = {(len(one.hashvalues), int(one.seed), one.scheme) for one in signatures}
    if len(made) != 1:
        said = "no signatures" if not made else f"signatures of several kinds: {sorted(made)}"
        raise UsageError(said, hint="give signatures of one number of permutations, seed and scheme")
    ((num_perm, seed, scheme),) = made
    if scheme != SCHEME:
        raise UsageError(f"scheme {scheme!r}", hint=f"make them with datasketch 2 and its scheme {SCHEME!r}")
    permutations = Permutations.from_seed(num_perm, seed)
    return Header(len(signatures), num_perm, seed, permutations.digest(), engine.core_versions())


def _objects(file: SignatureFile, permutations: Permutations, *, lean: bool) -> "Iterator[tuple[str, Any]]":
    import datasketch

    header = file.header
    shared = np.frombuffer(permutations.to_bytes(), "<u4").astype(np.uint32).reshape(2, header.num_perm)
    for one in file:
        hashvalues = np.frombuffer(one.hashvalues, "<u4").astype(np.uint32)
        if lean:
            yield one.uri, datasketch.LeanMinHash(seed=header.seed, hashvalues=hashvalues, scheme=header.scheme)
        else:
            made = {"seed": header.seed, "hashfunc": int, "permutations": shared, "scheme": header.scheme}
            yield one.uri, datasketch.MinHash(hashvalues=hashvalues, **made)


def _permutations(file: SignatureFile) -> Permutations:
    """Those of the file, drawn by its seed."""
    header = file.header
    permutations = Permutations.from_seed(header.num_perm, header.seed) if header.scheme == SCHEME else None
    if permutations is None or permutations.digest() != header.permutations:
        said = f"{file.path} was made with other permutations than datasketch draws here for seed {header.seed}"
        raise ParametersDiffer(said, hint=f"use a datasketch whose scheme {SCHEME!r} is that of the file")
    return permutations
