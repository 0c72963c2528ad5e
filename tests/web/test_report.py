"""`prov report` and `prov verify-report`, run as their users run them."""

import hashlib
import json
import shutil
from pathlib import Path

import defusedxml.ElementTree
import pytest

from tests.corpus import SPUN, STORY
from tests.web.conftest import Page, Shelf


def test_the_first_words_answer_the_question(shelf: Shelf) -> None:
    """The page of a rewritten copy begins with how much is shared, with whom, and who came first and why."""
    text = Page(shelf.report(shelf.texts / "b-spun.txt")).text
    head = " ".join(text[text.index("A text, and who") : text.index("Address")].split())
    assert "also stand in" in head
    assert "of the shared words differ" in head
    assert "Most likely first: A a-story.txt (confidence 0." in head
    assert "above all since" in head


def test_the_facts_are_the_passages_of_the_texts(shelf: Shelf) -> None:
    """Each passage in the data of a page is what both texts have there; the hash is that of the text."""
    facts = Page(shelf.report(shelf.texts / "c-both.txt")).facts
    text = (shelf.texts / "c-both.txt").read_text(encoding="utf-8")
    assert facts["text"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert {Path(source["uri"]).name for source in facts["sources"]} == {"a-story.txt", "b-spun.txt", "d-bread.txt"}
    for source in facts["sources"]:
        theirs = (shelf.texts / Path(source["uri"]).name).read_text(encoding="utf-8")
        for one in source["passages"]:
            assert text[one["query_start"] : one["query_end"]] == one["query_text"]
            assert theirs[one["source_start"] : one["source_end"]] == one["source_text"]
    assert facts["covered_words"] <= facts["text"]["words"]


def test_the_page_has_the_whole_text(shelf: Shelf) -> None:
    """Every word of the text stands on its page, and with excerpts what is left out is counted."""
    text = (shelf.texts / "c-both.txt").read_text(encoding="utf-8")
    page = Page(shelf.report(shelf.texts / "c-both.txt")).text
    assert all(paragraph in page for paragraph in text.split("\n\n"))
    short = Page(shelf.report(shelf.texts / "c-both.txt", "--excerpts")).text
    assert "words left out" in short
    assert text.split("\n\n")[0] not in short


@pytest.mark.parametrize(
    "what",
    [["texts/b-spun.txt"], ["1"], ["--match", "1"], ["--cluster", "1"], ["--run", "last"], ["1", "2"], ["--watch"]],
)
def test_the_same_facts_make_the_same_bytes(shelf: Shelf, what: list[str]) -> None:
    """Made twice, a page is the same, and everything it says holds in its store."""
    page = shelf.report(*what)
    assert page == shelf.report(*what)
    Page(page)
    file = shelf.prov.cwd / "same.html"
    file.write_text(page, encoding="utf-8")
    done = shelf.prov("verify-report", file, "--db", shelf.db)
    assert (done.returncode, done.stderr) == (0, "")
    assert "facts hold" in done.stdout


def test_two_files_need_no_store(shelf: Shelf, tmp_path: Path) -> None:
    """A page about two files is made without a store, and says that none was asked."""
    done = shelf.prov("report", "texts/b-spun.txt", "texts/a-story.txt", "--db", tmp_path / "none.db", "-o", "-")
    assert done.returncode == 0, done.stderr
    assert "No store was asked" in Page(done.stdout).text


def test_a_page_that_cannot_be_written_is_said(shelf: Shelf, tmp_path: Path) -> None:
    """Where there is no such folder the command ends with a message that names the file, and leaves nothing behind."""
    out = tmp_path / "none" / "r.html"
    done = shelf.prov("report", "texts/b-spun.txt", "texts/a-story.txt", "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot write {out}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_no_longer_holds_is_named(shelf: Shelf, tmp_path: Path) -> None:
    """After a text is forgotten, or an offset is changed, the report is no longer what the store says."""
    report = tmp_path / "r.html"
    report.write_text(shelf.report("2"), encoding="utf-8")
    for file in shelf.prov.cwd.glob("prov.db*"):
        copy = shutil.copytree if file.is_dir() else shutil.copy
        copy(file, tmp_path / file.name)
    assert shelf.prov("forget", "1", "--db", tmp_path / "prov.db").returncode == 0
    done = shelf.prov("verify-report", report, "--db", tmp_path / "prov.db")
    assert done.returncode == 12
    assert "document 1 (" in done.stdout
    facts = Page(report.read_text(encoding="utf-8")).facts
    facts["sources"][0]["passages"][0]["query_start"] += 1
    report.write_text(f'<script id="facts">{json.dumps(facts)}</script>', encoding="utf-8")
    assert "is not in document 2 where" in shelf.prov("verify-report", report, "--db", shelf.db).stdout


def test_what_is_put_aside_is_counted(shelf: Shelf) -> None:
    """With more words asked for than a passage has, the page shows it as put aside, and counts none of its words."""
    page = Page(shelf.report("2", "--min-words", "500"))
    assert page.facts["covered_words"] == 0
    assert sum(page.facts["hidden"].values()) == sum(len(source["passages"]) for source in page.facts["sources"])
    assert "fewer than 500 words" in page.text


def test_only_a_stated_time_is_on_the_page(shelf: Shelf) -> None:
    """A page says when it was made only if it was told."""
    assert Page(shelf.report("1")).facts["made_at"] is None
    page = Page(shelf.report("1", "--at", "2024-05-01T10:00Z"))
    assert page.facts["made_at"] == "2024-05-01T10:00:00Z"
    assert "at 2024-05-01 10:00 UTC" in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["1", "--match", "1"],
        ["1", "2", "3"],
        ["nobody.txt"],
        ["--match", "99"],
        ["--run", "99"],
        ["--cluster", "99"],
    ],
)
def test_what_cannot_be_reported_is_said(shelf: Shelf, wrong: list[str]) -> None:
    """Nothing, too much or something unknown to report on is a usage error with a hint, and writes no file."""
    done = shelf.prov("report", *wrong, "--db", shelf.db, "-o", "never.html")
    assert done.returncode == 2
    assert "hint: " in done.stderr or "name one, or two" in done.stderr
    assert not (shelf.prov.cwd / "never.html").exists()


def test_a_page_of_others_is_no_report(shelf: Shelf, tmp_path: Path) -> None:
    """A page that is none of ours is refused in plain words."""
    (tmp_path / "x.html").write_text("<p>hello", encoding="utf-8")
    done = shelf.prov("verify-report", tmp_path / "x.html", "--db", shelf.db)
    assert done.returncode == 3
    assert "is no report of ours" in done.stderr


def test_no_page_accuses(shelf: Shelf) -> None:
    """No page has the word that judges."""
    pages = shelf.report("2") + shelf.report("--match", "1")
    assert "plagiar" not in pages.lower()
    assert STORY[:20] in pages
    assert SPUN[:20] in pages


def test_pictures_are_well_formed(shelf: Shelf) -> None:
    """Lineage, versions and sizes of clusters come as SVG that says what it shows, and asks for nothing."""
    for command in (["lineage", "2"], ["clusters", "1"], ["clusters"]):
        done = shelf.prov(*command, "--format", "svg", "--db", shelf.db)
        assert done.returncode == 0, done.stderr
        root = defusedxml.ElementTree.fromstring(done.stdout)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("aria-label")
        assert "a-story.txt" in done.stdout
        assert "href" not in done.stdout
