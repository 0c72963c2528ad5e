import gzip
import hashlib
import json
import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from provenance.model import IngestReport
from provenance.pipeline.indexing.ingest import Options, ingest
from provenance.pipeline.session import open_writer
from provenance.readers import Reader
from provenance.store import Store, open_for_reading
from tests.corpus import STORY, UNRELATED, prose
from tests.readers import made

Indexing = Callable[..., IngestReport]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """An empty folder for texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


@pytest.fixture
def indexing(tmp_path: Path, texts: Path) -> Indexing:
    """Index the folder once more."""

    def index(*paths: Path) -> IngestReport:
        with open_writer(tmp_path / "prov.db", create=True, jobs=1) as session:
            named = [str(path) for path in paths] or [str(texts)]
            return ingest(session, named, Options(match=False, jobs=1))

    return index


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on, no input may be read."""

    def refuse(_reader: Reader, source: object) -> object:
        raise AssertionError(source)

    return lambda: monkeypatch.setattr(Reader, "begin", refuse)


@pytest.fixture
def asked(tmp_path: Path) -> Callable[[str], list[tuple[object, ...]]]:
    """Ask the store."""

    def ask(question: str) -> list[tuple[object, ...]]:
        with open_for_reading(tmp_path / "prov.db") as store:
            assert isinstance(store, Store)
            return store.rows(question)

    return ask


def statuses(rows: list[tuple[object, ...]]) -> dict[str, object]:
    """What is there and what is gone, by the last part of the address."""
    return {str(uri).rsplit("/", 1)[-1]: status for uri, status in rows}


STATUS = "SELECT uri, status FROM v_source"


def test_a_renamed_file_is_recognised(indexing: Indexing, texts: Path, asked: Callable[[str], list[object]]) -> None:
    """The same content under another name is a new source of the same document; the old name is gone."""
    (texts / "old.txt").write_text(STORY)
    indexing()
    (texts / "old.txt").rename(texts / "new.txt")
    report = indexing()
    assert (report.added, report.changed) == (1, 0)
    assert statuses(asked(STATUS)) == {"old.txt": "gone", "new.txt": "present"}  # type: ignore[arg-type]
    assert asked("SELECT sources FROM v_document") == [(2,)]


def test_a_removed_file_is_gone_and_comes_back(
    indexing: Indexing, texts: Path, asked: Callable[[str], list[object]]
) -> None:
    """What is removed is marked, not erased, and is present again when it comes back."""
    for name, text in (("a.txt", STORY), ("b.txt", UNRELATED)):
        (texts / name).write_text(text)
    indexing()
    (texts / "a.txt").unlink()
    indexing()
    assert statuses(asked(STATUS)) == {"a.txt": "gone", "b.txt": "present"}  # type: ignore[arg-type]
    assert asked("SELECT count(*) FROM v_document") == [(2,)]
    (texts / "a.txt").write_text(STORY)
    assert indexing().changed == 0
    assert statuses(asked(STATUS)) == {"a.txt": "present", "b.txt": "present"}  # type: ignore[arg-type]


def test_only_folders_that_were_walked_lose_files(
    indexing: Indexing, texts: Path, asked: Callable[[str], list[object]]
) -> None:
    """Naming a file, or another folder, says nothing about what is not there."""
    (texts / "one").mkdir()
    (texts / "two").mkdir()
    for name in ("one/a.txt", "two/b.txt", "two/c.txt"):
        (texts / name).write_text(prose(len(name) + ord(name[-5])))
    indexing()
    (texts / "two" / "c.txt").unlink()
    indexing(texts / "one")
    indexing(texts / "two" / "b.txt")
    assert set(statuses(asked(STATUS)).values()) == {"present"}  # type: ignore[arg-type]


def test_containers_that_are_unchanged_are_not_read(
    indexing: Indexing, texts: Path, unread: Callable[[], None], asked: Callable[[str], list[object]]
) -> None:
    """Archives, tables and documents are recognised by size and time, and by digest when only the time differs."""
    (texts / "a.zip").write_bytes(made.zipped({"x.txt": STORY.encode(), "y.html": made.page(UNRELATED)}))
    (texts / "b.jsonl").write_text('{"uri": "https://example.org/", "text": "One."}\nnone\n')
    (texts / "c.docx").write_bytes(made.docx(prose(1)))
    (texts / "d.txt.gz").write_bytes(gzip.compress(prose(2).encode()))
    first = indexing()
    assert (first.added, len(first.failures)) == (5, 1)
    unread()
    for touched in (False, True, False):
        for path in texts.iterdir():
            if touched:
                os.utime(path, ns=(1, 1))
        report = indexing()
        assert (report.added, report.changed, report.unchanged) == (0, 0, 4)
        assert report.failures == first.failures
        assert set(statuses(asked(STATUS)).values()) == {"present"}  # type: ignore[arg-type]


def test_a_member_that_left_its_archive_is_gone(
    indexing: Indexing, texts: Path, asked: Callable[[str], list[object]]
) -> None:
    """When an archive changes, its members are added, changed and gone like files of a folder."""
    path = texts / "a.zip"
    path.write_bytes(made.zipped({"x.txt": STORY.encode(), "y.txt": UNRELATED.encode()}))
    indexing()
    path.write_bytes(made.zipped({"x.txt": prose(1).encode(), "z.txt": UNRELATED.encode()}))
    report = indexing()
    assert (report.added, report.changed) == (1, 1)
    assert statuses(asked(STATUS)) == {"a.zip#x.txt": "present", "a.zip#y.txt": "gone", "a.zip#z.txt": "present"}  # type: ignore[arg-type]


def test_a_broken_file_is_not_gone(indexing: Indexing, texts: Path, asked: Callable[[str], list[object]]) -> None:
    """A file that can be read no longer keeps what it carried, and is read again when it is mended."""
    path = texts / "a.docx"
    path.write_bytes(made.docx(STORY))
    indexing()
    path.write_bytes(made.docx(STORY)[:-30])
    for _ in range(2):
        assert [one.uri for one in indexing().failures] == [path.as_uri()]
        assert statuses(asked(STATUS)) == {"a.docx": "present"}  # type: ignore[arg-type]
        assert asked("SELECT uri FROM v_failure") == [(path.as_uri(),)]
    path.write_bytes(made.docx(UNRELATED))
    assert indexing().changed == 1
    assert asked("SELECT uri FROM v_failure") == []


def test_a_failure_of_what_is_gone_is_forgotten(
    indexing: Indexing, texts: Path, asked: Callable[[str], list[object]]
) -> None:
    """A broken file that was removed has not failed any more."""
    (texts / "a.gz").write_bytes(b"\x1f\x8b broken")
    indexing()
    (texts / "a.gz").unlink()
    assert indexing().failures == ()
    assert asked("SELECT uri FROM v_failure") == []


def test_a_failure_stands_without_being_read(indexing: Indexing, texts: Path, unread: Callable[[], None]) -> None:
    """What failed and has not changed fails again for the same reason, unread."""
    (texts / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    first = indexing()
    unread()
    assert indexing().failures == first.failures


@pytest.mark.parametrize("name", ["folder", "rows.jsonl", "rows.parquet", "pages.warc.gz"])
def test_the_same_texts_however_they_are_kept(
    indexing: Indexing, texts: Path, asked: Callable[[str], list[object]], name: str
) -> None:
    """Files, rows of tables and pages of a web archive give the same documents."""
    kept = {f"https://example.org/{number}": prose(number, 300) for number in range(12)}
    if name == "folder":
        for number, text in enumerate(kept.values()):
            (texts / f"{number}.txt").write_text(text)
    elif name == "rows.jsonl":
        (texts / name).write_text("".join(json.dumps({"uri": uri, "text": text}) + "\n" for uri, text in kept.items()))
    elif name == "rows.parquet":
        (texts / name).write_bytes(made.parquet({"uri": list(kept), "text": list(kept.values())}))
    else:
        (texts / name).write_bytes(
            made.warc({uri: text.encode() for uri, text in kept.items()}, content_type="text/plain")
        )
    report = indexing()
    assert (report.added, report.failures) == (12, ())
    expected = {(hashlib.sha256(text.encode()).hexdigest(),) for text in kept.values()}
    assert set(asked("SELECT sha256 FROM v_document")) == expected


def test_what_is_attached_to_a_mail_comes_and_goes_with_it(
    texts: Path, indexing: Indexing, asked: Callable[[str], list[tuple[object, ...]]]
) -> None:
    """Attachments of a mail that is unchanged stay, with what failed among them; what is no longer attached is gone."""
    path = texts / "m.eml"

    def write(*names: str) -> None:
        message = EmailMessage()
        message["From"], message["Message-ID"] = "a@x.example", "<1@x.example>"
        message.set_content(STORY)
        for name in names:
            data = made.docx(f"{UNRELATED} {name}") if name.endswith(".docx") else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        path.write_bytes(message.as_bytes())

    write("a.docx", "b.docx", "old.doc")
    first = indexing()
    assert (first.added, len(first.failures)) == (3, 1)
    again = indexing()
    assert (again.added, again.unchanged) == (0, 1)
    assert [one.uri for one in again.failures] == [f"{path.as_uri()}!/old.doc"]
    status = "SELECT uri, status FROM source ORDER BY uri"
    assert {row[1] for row in asked(status)} == {"present"}
    write("b.docx")
    assert indexing(path).failures == ()
    assert [(str(uri).removeprefix(path.as_uri()), state) for uri, state in asked(status)] == [
        ("", "present"),
        ("!/a.docx", "gone"),
        ("!/b.docx", "present"),
    ]
    assert asked("SELECT count(*) FROM failure") == [(0,)]
