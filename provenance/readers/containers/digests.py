"""Digests that records of web archives state: of the whole block, and of the payload in it."""

import base64
import hashlib
from collections.abc import Iterable

#: From the digits of RFC 4648 to those that Python reads; what is none of either stays none.
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789_01", "0123456789ABCDEFGHIJKLMNOPQRSTUV-----")
#: Algorithms that are known; a digest of another one says nothing to us.
_KNOWN = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


def fits(named: str, candidates: Iterable[bytes]) -> bool:
    """Whether ``named``, such as ``sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ``, is the digest of one of ``candidates``.

    It may be written in base 32, 16 or 64; one of an algorithm that is not known fits anything.

    >>> fits("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", [b"something", b""])
    True
    >>> fits("sha-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", [b"something"])
    False
    """
    algorithm, _, value = named.partition(":")
    algorithm, value = algorithm.strip().lower().replace("-", ""), value.strip().rstrip("=")
    if algorithm not in _KNOWN:
        return True
    digests = (hashlib.new(algorithm, data, usedforsecurity=False).digest() for data in candidates)
    return any(_is_written(value, digest) for digest in digests)


def _is_written(value: str, digest: bytes) -> bool:
    """Whether ``value`` stands for ``digest``, as is told by its length."""
    bits = 8 * len(digest)
    if len(value) == -(-bits // 5):
        return _base32(value) >> (-bits % 5) == int.from_bytes(digest)
    if len(value) == bits // 4:
        return value.lower() == digest.hex()
    return value == base64.b64encode(digest).decode().rstrip("=")


def _base32(value: str) -> int:
    """What ``value`` stands for; that of the standard library takes as long as hashing a page."""
    try:
        return int(value.upper().translate(_DIGITS), 32)
    except ValueError:
        return -1
