"""What is written about the project: its links lead somewhere, its words are agreed, its numbers have no gaps."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")

# Parts of public names that would say in other words what docs/glossary.md defines. Its own column "we do not say"
# is longer; these are the ones that mean nothing else in Python code.
FORBIDDEN_IN_NAMES = {
    "ngram",
    "kgram",
    "chunk",
    "dup",
    "duplicate",
    "hit",
    "similarity",
    "snippet",
    "plagiarism",
    "shard",
    "verdict",
}

ACCUSATION = re.compile(r"plagiari[sz]ed", re.IGNORECASE)


def anchors(page: Path) -> set[str]:
    """The fragments a page's headings can be reached under."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def tracked_files() -> list[Path]:
    """Every file of the project that git knows or would know, as a path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [Path(name) for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project names one that exists, and a heading that it has."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.relative_to(ROOT)} links to {target}"
        if fragment and file.suffix == ".md":
            assert fragment in anchors(file), f"{page.relative_to(ROOT)} links to {target}"


def test_every_page_is_reached_from_the_readme() -> None:
    """Documentation that nothing links to is not found: every page is one or more links away from README.md."""
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")) if page.suffix == ".md" else ():
            linked = (page.parent / target.partition("#")[0]).resolve()
            waiting += sorted(linked.glob("*.md")) if linked.is_dir() else [linked]
    assert {page for page in PAGES if page not in reached} == set()


def test_decisions_are_numbered_without_gaps() -> None:
    """The decision records count 1, 2, 3 … and each says context, choice and price."""
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    assert records
    for record in records:
        number = int(record.name[:4])
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), record.name
        for heading in ("## Context", "## Decision", "## Price"):
            assert heading in text, f"{record.name} lacks {heading}"


def glossary_words() -> set[str]:
    """The words the glossary defines."""
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| ([^|]+) \|", page, flags=re.MULTILINE)
    return {word for cell in first_cells for word in re.findall(r"\*\*([^*]+)\*\*", cell)}


def test_glossary_defines_the_words() -> None:
    """The words the project is described with are defined, each in one place."""
    assert glossary_words() >= {
        "document", "source", "sighting", "normal form", "offset map", "token", "span", "view", "shingle", "signature",
        "band", "rows", "bucket", "candidate", "match", "resemblance", "containment", "winnowing", "fingerprint",
        "alignment", "passage", "substitution", "boilerplate", "derived", "lineage", "provenance", "segment", "commit",
        "merge", "event",
    }  # fmt: skip


def public_names(path: Path) -> set[str]:
    """Names of the classes, functions, arguments and attributes that a module offers."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}


def words_of(name: str) -> set[str]:
    """The words in an identifier, however it is written, in small letters."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_public_names_use_the_glossary() -> None:
    """No public name uses another word for something the glossary names."""
    paths = [*(ROOT / "provenance").rglob("*.py"), ROOT / "provenance" / "_core.pyi"]
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in public_names(path)
        if words_of(name) & FORBIDDEN_IN_NAMES
    }
    assert wrong == set()


def test_nothing_accuses() -> None:
    """No code, schema, output or page calls a text a copy: a person judges."""
    this_file = Path(__file__).resolve()
    accusing = [
        str(path)
        for path in tracked_files()
        if (ROOT / path).resolve() != this_file
        and path.suffix not in {".bin", ".gz", ".zst", ".pdf", ".parquet"}
        and ACCUSATION.search((ROOT / path).read_text(encoding="utf-8", errors="replace"))
    ]
    assert accusing == []


def test_the_changelog_keeps_its_form() -> None:
    """The changelog starts with what is unreleased and uses only the agreed headings."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE)[0] == "[Unreleased]"
    kinds = set(re.findall(r"^### (.+)$", text, flags=re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_makefile_explains_its_verbs() -> None:
    """Every verb has a line of help, and CONTRIBUTING.md mentions it."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))
    assert verbs == explained
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {verb for verb in verbs - {"help"} if f"`make {verb}" not in contributing} == set()
