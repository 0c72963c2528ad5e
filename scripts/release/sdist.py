"""Does the sdist hold every file of the repository that a build or an import needs? ``sdist.py DIST.tar.gz``."""

import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("provenance", "index/core", "index/py", "index/Cargo.toml", "index/Cargo.lock", ".cargo/config.toml")
ALSO = ("pyproject.toml", "requirements.lock", "README.md", "CHANGELOG.md", "LICENSE")


def needed() -> list[str]:
    """The files of the repository that a build or an import needs."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *NEEDED, *ALSO], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def lacking(archive_file: Path) -> list[str]:
    """Those of them that the sdist has not, or has with other bytes."""
    with tarfile.open(archive_file) as archive:
        held = {member.name.partition("/")[2]: member for member in archive.getmembers() if member.isfile()}
        return [name for name in needed() if name not in held or _differs(archive, held[name], ROOT / name)]


def _differs(archive: tarfile.TarFile, member: tarfile.TarInfo, file: Path) -> bool:
    """Whether a file has other bytes in the archive; manifests may be rewritten on their way into it."""
    inside = archive.extractfile(member)
    return file.suffix != ".toml" and inside is not None and inside.read() != file.read_bytes()


def main() -> int:
    missing = lacking(Path(sys.argv[1]))
    for name in missing:
        print(f"the sdist lacks {name}, or has another version of it", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
