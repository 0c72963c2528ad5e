"""Pages of `prov serve`, drawings and lists of a store whose texts and names try to run as scripts."""

import csv
import dataclasses
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.store import open_for_reading
from tests.conftest import Prov
from tests.corpus import prose, reworded
from tests.web.browsing import Looked, chromium
from tests.web.conftest import Shelf
from tests.web.payloads import PAYLOADS, harmless, in_notes, taken_from
from tests.web.test_serve import Site, served

COLLAGE = len(PAYLOADS) + 1
PAGES = (
    "?q=x.example",
    "?q=<script>window.__ran=1</script>",
    f"/text/{COLLAGE}",
    "/text/3",
    "/match/3",
    "/match/3?full=1",
    "/evidence/3",
    "/cluster/1",
    "/clusters",
    "/sites",
    "/swaps",
    "/status",
    "/chain?head=<script>window.__ran=1</script>",
    '/sites?derived="><script>window.__ran=1</script>&source=1',
)
#: Attributes that run something.
HANDLERS = """[...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .map((one) => one.name).filter((name) => name.startsWith("on"))"""


@dataclasses.dataclass(frozen=True)
class Kept:
    """A store and what was indexed into it."""

    prov: Prov
    db: Path


def hostile(folder: Path, said: list[str]) -> Kept:
    """A store of texts that say this in their addresses, titles, authors and words, a copy of each, and a collage."""
    stories = [prose(7_000 + number, 60) for number in range(len(said))]
    rows = [
        {
            "uri": f"https://x.example/{n}/{one}",
            "title": one,
            "author": one,
            "text": f"{one} {story} {one}\n\n© 2024 {one}",
        }
        for n, (one, story) in enumerate(zip(said, stories, strict=True))
    ]
    collage = "\n\n".join(
        f"{one} {reworded(story, 3)} {taken_from(n, one)}"
        for n, (one, story) in enumerate(zip(said, stories, strict=True))
    )
    rows.append({"uri": f"https://y{said[0]}.example/", "title": said[1], "author": said[2], "text": collage})
    rows.append(
        {
            "uri": f"https://z.example/{said[5]}",
            "title": said[3],
            "author": said[4],
            "text": f"{said[0]} {rows[0]['text']}",
        }
    )
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    prov = Prov(folder)
    done = prov("index", "all.jsonl", "--db", "h.db")
    assert done.returncode == 0, done.stderr
    return Kept(prov, folder / "h.db")


@pytest.fixture(scope="module", params=["harmful", "harmless"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A store of texts that would run, or of their harmless twins."""
    said = PAYLOADS if request.param == "harmful" else [harmless(one) for one in PAYLOADS]
    return hostile(tmp_path_factory.mktemp(request.param), said)


@pytest.fixture(scope="module")
def site(kept: Kept) -> Iterator[Site]:
    """`prov serve` on it."""
    yield from served(Shelf(kept.prov, kept.db, kept.db), kept.prov.program, "serve", "--db", str(kept.db))


def test_no_page_runs_what_a_text_says(site: Site) -> None:
    """No page of a hostile store runs anything, asks others for anything, or has elements that a text brought in."""
    with chromium() as browser, Looked(browser) as looked:
        for name in PAGES:
            page = looked.at(f"http://127.0.0.1:{site.port}/-/prov{name}")
            page.mouse.move(300, 300)
            assert page.locator("h1").count() == 1, name
            assert page.evaluate("typeof window.__ran") == "undefined", name
            assert page.locator("img, iframe, math, object, embed").count() == 0, name
            assert page.locator("style").count() == 1, name
            assert page.evaluate(HANDLERS) == [], name
        assert looked.said == []
        assert all(one.startswith(f"http://127.0.0.1:{site.port}/") for one in looked.requests)


def test_reasons_quote_what_texts_say(kept: Kept) -> None:
    """The store's reasons for a direction quote what would run, so that the pages which show them have it all."""
    with open_for_reading(kept.db) as store:
        notes = [note for (note,) in store.rows("SELECT reasons ->> '$' FROM match")]
    wanted = PAYLOADS if any("<script>" in note for note in notes) else [harmless(one) for one in PAYLOADS]
    quoted = [json.dumps(one, ensure_ascii=False)[1:-1] for one in wanted]
    assert in_notes(notes, quoted) == len(PAYLOADS)


def test_datasettes_own_tables_run_nothing(site: Site) -> None:
    """The tables of Datasette, with our links in their cells, run nothing, either."""
    with chromium() as browser, Looked(browser) as looked:
        for view in ("v_document", "v_match", "v_passage", "v_lineage"):
            page = looked.at(f"http://127.0.0.1:{site.port}/h/{view}")
            assert page.evaluate("typeof window.__ran") == "undefined", view
            assert page.locator("td img, td iframe, td script").count() == 0, view


def test_lists_are_safe_in_a_spreadsheet(site: Site) -> None:
    """No cell of a list begins as a formula does, whatever a text is called."""
    for name in ("/swaps.csv", "/sites.csv", "/clusters.csv", f"/evidence/{COLLAGE}.csv"):
        status, _, body = site.ask(f"/-/prov{name}")
        assert status == 200
        rows = list(csv.reader(io.StringIO(body)))
        assert rows
        assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}], name


def test_drawings_hold_nothing_that_runs(kept: Kept) -> None:
    """Drawings are well-formed SVG of known elements, without an attribute that runs or loads anything."""
    for command in (["lineage", str(COLLAGE)], ["clusters"], ["clusters", "1"]):
        done = kept.prov(*command, "--format", "svg", "--db", kept.db)
        assert done.returncode == 0, done.stderr
        for element in ET.fromstring(done.stdout).iter():  # noqa: S314 - our own, and a local test
            assert element.tag.partition("}")[2] in {"svg", "g", "path", "rect", "text", "title", "a", "line", "circle"}
            assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]
        (kept.db.parent / "d.svg").write_text(done.stdout, encoding="utf-8")
        with chromium() as browser, Looked(browser) as looked:
            page = looked.at((kept.db.parent / "d.svg").as_uri())
            assert page.evaluate("typeof window.__ran") == "undefined"
            assert len(looked.requests) == 1


def test_other_forms_of_a_lineage_keep_their_shape(kept: Kept) -> None:
    """Mermaid of a hostile lineage has no mark-up that a browser would take as such, and DOT is drawn, too."""
    for form in ("mermaid", "dot"):
        done = kept.prov("lineage", str(COLLAGE), "--format", form, "--db", kept.db)
        assert done.returncode == 0, done.stderr
        if form == "mermaid":
            assert not [line for line in done.stdout.splitlines() if "<script" in line or "<img" in line]
