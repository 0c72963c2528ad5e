"""Files that are broken, or made to hurt whoever reads them; each has to fail, and nothing else has to."""

import bz2
import gzip
import io
import lzma
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.corpus import STORY
from tests.readers import made

_ZEROS = 300 << 20


def _zeros(squeeze: Callable[[bytes], bytes]) -> bytes:
    """Compressed zeros that expand to hundreds of megabytes: compressed, in members, one after the other."""
    return squeeze(bytes(_ZEROS // 20)) * 20


def _zip_of_zeros(names: Sequence[str]) -> bytes:
    """A ZIP archive whose last member expands to hundreds of megabytes; made without holding them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names[:-1]:
            archive.writestr(name, b"<Types/>")
        with archive.open(names[-1], "w") as member:
            for _ in range(_ZEROS >> 20):
                member.write(bytes(1 << 20))
    return held.getvalue()


def _docx(document: bytes) -> bytes:
    return made.zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document})


def _laughs() -> bytes:
    """Entities inside entities, a billion of them at the end."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><d>&l9;</d>'.encode()


def _locked(data: bytes) -> bytes:
    """A ZIP archive whose members say that they are encrypted."""
    locked = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + place] |= 1
            at = locked.find(mark, at + 1)
    return bytes(locked)


def _nested(levels: int) -> bytes:
    data = made.zipped({"a.txt": STORY.encode()})
    for _ in range(levels):
        data = made.zipped({"a.zip": data}, zipfile.ZIP_STORED)
    return data


#: Ending and maker of each kind; a maker gets a source of chance, so that no two files are alike.
KINDS: dict[str, tuple[str, Callable[[random.Random], bytes]]] = {
    "gzip-cut": (".gz", lambda rng: gzip.compress(rng.randbytes(9_000))[: rng.randrange(3_000, 8_000)]),
    "bzip2-cut": (".txt.bz2", lambda rng: bz2.compress(rng.randbytes(9_000))[: rng.randrange(3_000, 8_000)]),
    "xz-cut": (".txt.xz", lambda rng: lzma.compress(rng.randbytes(9_000))[: rng.randrange(3_000, 8_000)]),
    "zstd-noise": (".zst", lambda rng: b"\x28\xb5\x2f\xfd" + rng.randbytes(500)),
    "gzip-bomb": (".txt.gz", lambda _: _zeros(gzip.compress)),
    "bzip2-bomb": (".txt", lambda _: _zeros(bz2.compress)),
    "xz-bomb": (".md", lambda _: _zeros(lzma.compress)),
    "zip-cut": (".zip", lambda rng: made.zipped({"a.txt": rng.randbytes(5_000)})[: rng.randrange(200, 4_000)]),
    "zip-bomb": (".zip", lambda _: _zip_of_zeros(["a.txt"])),
    "zip-locked": (".zip", lambda rng: _locked(made.zipped({f"{rng.random()}.txt": STORY.encode()}))),
    "zip-nested": (".zip", lambda rng: _nested(rng.randrange(8, 30))),
    "docx-bomb": (".docx", lambda _: _zip_of_zeros(["[Content_Types].xml", "word/document.xml"])),
    "docx-laughs": (".docx", lambda _: _docx(_laughs())),
    "docx-broken": (".docx", lambda rng: _docx(b"<w:document><w:p>" + str(rng.random()).encode())),
    "office-other": (".xlsx", lambda rng: made.zipped({"[Content_Types].xml": b"<T/>", f"{rng.random()}": b"x"})),
    "odt-empty": (".odt", lambda _: made.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"})),
    "epub-empty": (".epub", lambda _: made.zipped({"META-INF/container.xml": b"<container/>"})),
    "pdf-cut": (".pdf", lambda rng: made.pdf([STORY])[: rng.randrange(20, 300)]),
    "pdf-noise": (".txt", lambda rng: b"%PDF-1.7\n" + rng.randbytes(2_000)),
    "parquet-cut": (".parquet", lambda rng: made.parquet({"text": [STORY]})[: rng.randrange(20, 300)]),
    "parquet-other": (".parquet", lambda rng: made.parquet({"body": [str(rng.random())]})),
    "warc-noise": (".warc", lambda rng: b"WARC/1.1\r\n" + rng.randbytes(900)),
    "arc-noise": (".arc", lambda rng: b"filedesc://x 0 0 text/plain 3\nabc" + rng.randbytes(90)),
    "tar-noise": (".tar", lambda rng: rng.randbytes(257) + b"ustar\x0000" + rng.randbytes(900)),
    "csv-other": (".csv", lambda rng: f"body\n{rng.random()}\n".encode()),
    "jsonl-other": (".jsonl", lambda rng: f'{{"text": {rng.random()}}}\n'.encode()),
    "noise": (".txt", lambda rng: rng.randbytes(5_000)),
    "image": (".txt", lambda rng: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + rng.randbytes(900)),
    "program": ("", lambda rng: b"\x7fELF\x02\x01\x01" + bytes(9) + rng.randbytes(200) + bytes(200)),
}


def write_hostile(folder: Path, count: int, seed: int = 1) -> Iterator[Path]:
    """``count`` files in ``folder``, of all kinds by turns."""
    made_once: dict[str, bytes] = {}
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        ending, make = KINDS[kind]
        path = folder / f"{number:03}-{kind}{ending}"
        data = made_once.get(kind) or make(random.Random(seed * 1_000 + number))
        if kind.endswith("bomb"):
            made_once[kind] = data
        path.write_bytes(data)
        yield path
