"""Freeze a small store as this version writes it, under tests/compat/, for all later versions to read.

Run it when the format of segments or the schema of the database was changed, before the change is released. What was
frozen earlier is never written again.
"""

import json
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from provenance.store.migrate import migrations  # noqa: E402 - tests are not installed, and made.py is theirs
from tests.compat.made import format_version, make, say, segment_digest  # noqa: E402 - likewise

COMPAT = ROOT / "tests" / "compat"


def main() -> int:
    """Write the store, and the digest of a segment."""
    archive = COMPAT / f"format-{format_version()}-schema-{len(migrations())}.tar.xz"
    digests = COMPAT / "segments.json"
    known = json.loads(digests.read_text(encoding="utf-8")) if digests.exists() else {}
    if known.setdefault(format_version(), segment_digest()) != segment_digest():
        print(f"segments of format {format_version()} were other bytes: raise FORMAT_VERSION", file=sys.stderr)
        return 1
    if not archive.exists():
        _freeze(archive)
    digests.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    print(f"{archive.name}: {archive.stat().st_size:,} bytes")
    return 0


def _freeze(archive: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prov.db"
        make(path)
        (path.parent / "said.json").write_text(json.dumps(say(path), ensure_ascii=False), encoding="utf-8")
        path.with_name("prov.db.lock").unlink()
        with tarfile.open(archive, "w:xz") as packed:
            for file in sorted(path.parent.iterdir()):
                packed.add(file, file.name, filter=_nobody)


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """``entry`` without the name of whoever froze it."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    sys.exit(main())
