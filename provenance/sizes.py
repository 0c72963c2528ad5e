"""Sizes in bytes as people write them."""

import re

_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def size_in_bytes(text: str) -> int:
    """The number of bytes in ``512MiB``, ``1.5G`` or ``1000000``; units are powers of 1024.

    Raises:
        ValueError: It is not a size.

    >>> size_in_bytes("10MiB"), size_in_bytes("1.5k")
    (10485760, 1536)
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text.strip(), re.IGNORECASE)
    if not found:
        raise ValueError(f"{text!r} is not a size; write it as 512KiB or 10MiB")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def readable_size(size: int) -> str:
    """A number of bytes as people read it.

    >>> readable_size(64 << 20), readable_size(1000)
    ('64 MiB', '1000 bytes')
    """
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size} bytes"
