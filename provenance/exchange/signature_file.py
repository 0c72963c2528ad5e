"""Signatures in a plain file that datasketch's objects are made of: JSON Lines, a header and a line for each text.

The header says all that decides which values a text gets, so that signatures of other permutations or of other
shingles are never compared::

    {"format": "prov-signatures", "version": 1, "signatures": 2, "num_perm": 128, "seed": 1, "scheme": "affine32",
     "permutations": "<SHA-256>", "shingles": "<versions>"}
    {"document_id": 1, "uri": "file:///a.txt", "hashvalues": [17, …]}
    {"document_id": 2, "uri": "file:///b.txt", "hashvalues": [4, …]}
"""

import dataclasses
import json
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

from provenance.errors import InputError, StoreTooNew
from provenance.params import IndexParams
from provenance.permutations import Permutations
from provenance.visible import json_text

FORMAT, VERSION = "prov-signatures", 1
#: The permutations of datasketch from version 2 on: ``x -> a * x + b mod 2**32``.
SCHEME = "affine32"
#: Bytes of a line at most: a signature of 65,536 values, and a long name.
LINE = 1 << 20


class Signature(NamedTuple):
    """The signature of one text.

    Attributes:
        uri: The name of the text.
        hashvalues: Little-endian ``uint32`` bytes, a value for each permutation.
        document_id: The number that the text has in the store it was exported from; 0 if there is none.
    """

    uri: str
    hashvalues: bytes
    document_id: int = 0


@dataclasses.dataclass(frozen=True)
class Header:
    """What all signatures of a file were made with.

    Attributes:
        signatures: How many there are.
        num_perm: Values in each.
        seed: Seed of the permutations.
        permutations: SHA-256 of the permutations, multipliers before increments.
        shingles: Versions of normal form, hash family and shingles.
        scheme: How datasketch calls this kind of permutations.
    """

    signatures: int
    num_perm: int
    seed: int
    permutations: str
    shingles: str
    scheme: str = SCHEME

    @classmethod
    def of(cls, params: IndexParams, permutations: Permutations, signatures: int) -> Self:
        """The header of so many signatures made under the parameters of an index."""
        return cls(signatures, params.num_perm, params.seed, permutations.digest(), params.versions)

    def differences(self, other: "Header") -> list[str]:
        """What makes signatures of ``other`` not comparable with these, in words; nothing if all is the same."""
        names = ("num_perm", "seed", "scheme", "permutations", "shingles")
        pairs = ((name, getattr(other, name), getattr(self, name)) for name in names)
        return [f"{name} {theirs!r} and not {ours!r}" for name, theirs, ours in pairs if theirs != ours]


def write(out: BinaryIO, header: Header, signatures: Iterable[Signature]) -> None:
    """Write a file of signatures; there must be as many as the header says."""
    said = {"format": FORMAT, "version": VERSION, **dataclasses.asdict(header)}
    out.write(_line(said))
    for one in signatures:
        number = {"document_id": one.document_id} if one.document_id else {}
        row = {**number, "uri": one.uri, "hashvalues": values(one.hashvalues)}
        out.write(_line(row))


def _line(row: dict[str, Any]) -> bytes:
    """A line of the file, in which no name steers a terminal or ends the line."""
    return json_text(json.dumps(row, ensure_ascii=False, separators=(",", ":"))).encode() + b"\n"


def values(hashvalues: bytes) -> list[int]:
    """The numbers in little-endian ``uint32`` bytes."""
    return [int.from_bytes(hashvalues[at : at + 4], "little") for at in range(0, len(hashvalues), 4)]


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers as little-endian ``uint32`` bytes; :class:`OverflowError` if one has no place in 32 bits."""
    return b"".join(number.to_bytes(4, "little") for number in numbers)


class SignatureFile:
    """A file of signatures that can be read any number of times.

    Attributes:
        path: Where it is.
        header: What all its signatures were made with.
    """

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            InputError: There is no such file, or it has no header of ours.
            StoreTooNew: A newer version wrote it.
        """
        self.path = path
        _, line = next(self._lines(), (1, b""))
        self.header = self._header(self._object(1, line))

    def __iter__(self) -> Iterator[Signature]:
        """Every signature, in the order of the file.

        Raises:
            InputError: A line is no signature of the width that the header says, or lines are missing.
        """
        lines = self._lines()
        next(lines, None)
        found = 0
        for number, line in lines:
            yield self._signature(number, self._object(number, line))
            found += 1
        if found != self.header.signatures:
            said = f"{found:,} signatures, where the header says {self.header.signatures:,}"
            raise InputError(f"{self.path}: {said}", hint="the file was cut off or put together; write it again")

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        try:
            with self.path.open("rb") as file:
                number = 0
                while line := file.readline(LINE + 1):
                    number += 1
                    if len(line) > LINE:
                        raise self._wrong(number, f"longer than {LINE:,} bytes")
                    yield number, line
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror or error}", hint="name a file of signatures") from error

    def _object(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise self._wrong(number, "no JSON") from None
        if not isinstance(found, dict):
            raise self._wrong(number, "no JSON object")
        return found

    def _header(self, said: dict[str, Any]) -> Header:
        if said.get("format") != FORMAT:
            raise self._wrong(1, f"no header with `format` {FORMAT!r}")
        version = said.get("version")
        if type(version) is int and version > VERSION:
            raise StoreTooNew(f"{self.path} was written by a newer version", hint="update provindex")
        wanted = {field.name: field.type for field in dataclasses.fields(Header)}
        found: dict[str, Any] = {name: said.get(name) for name in wanted}
        for name, kind in wanted.items():
            if type(found[name]) is not kind or (kind is int and found[name] < 0):
                raise self._wrong(1, f"`{name}` is {json.dumps(found[name])[:60]}")
        header = Header(**found)
        if not header.num_perm:
            raise self._wrong(1, "`num_perm` is 0")
        return header

    def _signature(self, number: int, row: dict[str, Any]) -> Signature:
        uri, hashvalues = row.get("uri"), row.get("hashvalues")
        if not isinstance(uri, str) or not uri or not _is_text(uri):
            raise self._wrong(number, "`uri` is no name")
        if not isinstance(hashvalues, list) or len(hashvalues) != self.header.num_perm:
            raise self._wrong(number, f"`hashvalues` is no list of {self.header.num_perm:,} numbers")
        if any(type(value) is not int for value in hashvalues):
            raise self._wrong(number, "`hashvalues` has something else than whole numbers")
        try:
            return Signature(uri, packed(hashvalues))
        except OverflowError:
            raise self._wrong(number, "`hashvalues` has a number that is not from 0 to 4,294,967,295") from None

    def _wrong(self, number: int, why: str) -> InputError:
        hint = "write it with `prov export --datasketch` or `provenance.write_signatures`"
        return InputError(f"{self.path}: line {number:,}: {why}", hint=hint)


def is_empty(hashvalues: bytes) -> bool:
    """Whether this is the signature of a text without shingles, which is like no other."""
    return hashvalues == b"\xff" * len(hashvalues)


def agreement(one: bytes, other: bytes) -> float:
    """The resemblance that two signatures of the same permutations estimate: the share of values that agree."""
    left, right = array("I", one), array("I", other)
    return sum(map(int.__eq__, left, right)) / len(left)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
