"""Reports in a real browser."""

import dataclasses
import hashlib
import io
import itertools
import json
import sqlite3
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from provenance.model import Derived, Direction, Reason
from provenance.web import report
from tests.corpus import STORY, prose, reworded
from tests.web import big
from tests.web.browsing import Looked, Scheme, chromium, picture, sideways, violations
from tests.web.conftest import Shelf
from tests.web.payloads import PAYLOADS, harmless, in_notes, taken_from
from tests.web.scripts import SCRIPTS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of one report of each kind."""
    folder = tmp_path_factory.mktemp("pages")
    wanted = {
        "text": ["texts/c-both.txt"],
        "document": ["2"],
        "pair": ["--match", "1"],
        "files": ["texts/a-story.txt", "texts/b-spun.txt", "--full-text"],
        "cluster": ["--cluster", "1"],
        "run": ["--run", "last"],
        "nothing": ["--watch"],
    }
    for name, what in wanted.items():
        (folder / f"{name}.html").write_text(shelf.report(*what), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in wanted}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a megabyte of text with 500 passages of 30 sources."""
    path = tmp_path_factory.mktemp("large") / "large.html"
    path.write_text(report.as_file(report.about_text(big.about(1_000_000, 500, 30))), encoding="utf-8")
    return path


def facts_of(page: Page) -> dict[str, Any]:
    """What a page says, as data."""
    found = json.loads(page.evaluate("document.getElementById('facts').textContent"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", ["text", "document", "pair", "files", "cluster", "run", "nothing"])
def test_a_report_asks_for_nothing_and_says_nothing(browser: Browser, pages: dict[str, str], name: str) -> None:
    """A page opens without network: it loads itself only, and leaves the console empty."""
    with Looked(browser) as looked:
        looked.context.set_offline(offline=True)
        page = looked.at(pages[name])
        assert page.locator("h1").is_visible()
        assert looked.requests == [pages[name]]
        assert looked.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900, 1400])
@pytest.mark.parametrize("name", ["text", "document", "pair", "cluster", "run"])
def test_nobody_is_shut_out(browser: Browser, pages: dict[str, str], name: str, width: int, scheme: Scheme) -> None:
    """axe-core finds nothing to complain about, narrow or wide, light or dark, and no page scrolls sideways."""
    with Looked(browser, width=width, scheme=scheme) as looked:
        page = looked.at(pages[name])
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        picture(page, f"{name}-{width}-{scheme}")
        assert violations(page) == []
        assert sideways(page) <= 0


def test_narrow_pages_keep_what_belongs_together(browser: Browser, pages: dict[str, str]) -> None:
    """At 320 pixels each colour of a legend stands beside its word, and a list takes the place of a drawing."""
    with Looked(browser, width=320) as looked:
        page = looked.at(pages["cluster"])
        lines = page.evaluate("[...document.querySelectorAll('.key .entry')].map((one) => one.getClientRects().length)")
        assert lines == [1, 1, 1, 1]
        page = looked.at(pages["document"])
        assert not page.locator("svg.graph").is_visible()
        assert page.locator("#lineage .same li").first.is_visible()
    with Looked(browser) as looked:
        page = looked.at(pages["document"])
        assert page.locator("svg.graph").is_visible()
        assert not page.locator("#lineage .same li").first.is_visible()


def test_nothing_that_a_text_says_is_run(browser: Browser, tmp_path: Path, shelf: Shelf) -> None:
    """Of 150 scripts in addresses, titles, authors, texts, notes and a file's name none runs; pages are like a twin."""
    counts = []
    for kind in ("harmful", "harmless"):
        folder = tmp_path / kind
        folder.mkdir()
        said = [one if kind == "harmful" else harmless(one) for one in PAYLOADS]
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
        lines = "\n".join(map(json.dumps, rows))
        (folder / "all.jsonl").write_text(lines, encoding="utf-8")
        collage = "\n\n".join(
            f"{one} {reworded(story, 3)} {taken_from(n, one)}"
            for n, (one, story) in enumerate(zip(said, stories, strict=True))
        )
        name = "<img src=x onerror=window.__ran=1>.txt" if kind == "harmful" else "x" * 38 + ".txt"
        # A file that began with mark-up would be read as a page, without it.
        (folder / name).write_text(f"A collage of stories by others.\n\n{collage}", encoding="utf-8")
        shelf.prov("index", folder / "all.jsonl", "--db", folder / "x.db")
        done = shelf.prov("report", folder / name, "--db", folder / "x.db", "-o", folder / "r.html")
        assert done.returncode == 0, done.stderr
        with Looked(browser) as looked:
            page = looked.at((folder / "r.html").as_uri())
            page.mouse.move(300, 300)
            assert page.locator(".card").count() > 140
            assert in_notes(page.locator(".reasons").all_text_contents(), said) == len(said)
            assert page.evaluate("typeof window.__ran") == "undefined"
            assert looked.said == []
            assert len(looked.requests) == 1
            counts.append(
                {tag: page.locator(tag).count() for tag in ("script", "img", "svg", "iframe", "input", "style")}
            )
    assert counts[0]["script"] == counts[1]["script"] == 2
    assert counts[0]["img"] == counts[0]["iframe"] == 0
    assert counts[0]["style"] == counts[1]["style"] == 1


def test_the_keyboard_leads_everywhere(browser: Browser, pages: dict[str, str]) -> None:
    """Tab goes through the page in its order; n and j, p and k go to the next and previous passage."""
    with Looked(browser) as looked:
        page = looked.at(pages["text"])
        order = []
        for _ in range(25):
            page.keyboard.press("Tab")
            place = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
            order.append(page.evaluate(place))
        assert order == sorted(set(order))
        seen = []
        for key in "njkp":
            page.keyboard.press(key)
            seen.append(page.evaluate("document.activeElement.dataset.n"))
        assert seen[:3] == ["1", "2", "1"]


def test_filters_show_what_the_facts_have(browser: Browser, large: Path) -> None:
    """With n words chosen, the passages of n words and more are shown and counted, and the address restores that."""
    with Looked(browser) as looked:
        page = looked.at(large.as_uri())
        every = [one for source in facts_of(page)["sources"] for one in source["passages"]]
        for least in (30, 60, 100):
            page.locator("input[name=words]").fill(str(least))
            wanted = {str(one["number"]) for one in every if one["words"] >= least}
            shown = page.evaluate("[...document.querySelectorAll('.passage:not(.off)')].map((one) => one.dataset.n)")
            assert set(shown) == wanted
            assert page.locator("output").inner_text() == f"{len(wanted)} of {len(every)} passages shown"
            assert page.locator("output").get_attribute("aria-live") == "polite"
        aside = page.locator(".text mark.off [data-c]").first.evaluate("(one) => getComputedStyle(one).backgroundColor")
        assert aside == "rgba(0, 0, 0, 0)"
        with Looked(browser) as again:
            wanted = {one["number"] for one in every if one["words"] >= 100}
            assert again.at(page.url).locator("output").inner_text() == f"{len(wanted)} of {len(every)} passages shown"


@pytest.mark.parametrize("script", SCRIPTS)
def test_highlights_are_the_passages_in_any_script(browser: Browser, shelf: Shelf, tmp_path: Path, script: str) -> None:
    """The highlights of a passage, joined, are the text from its start to its end, on both sides, in any script."""
    text, word, other = SCRIPTS[script]
    first = tmp_path / f"{script}-first.txt"
    second = tmp_path / f"{script}-second.txt"
    first.write_text("\n".join([text] * 2), encoding="utf-8")
    second.write_text("\n".join([text.replace(word, other)] * 2), encoding="utf-8")
    (tmp_path / "r.html").write_text(shelf.report(first, second, "--full-text"), encoding="utf-8")
    with Looked(browser) as looked:
        page = looked.at((tmp_path / "r.html").as_uri())
        picture(page, f"script-{script}")
        facts = facts_of(page)
        assert facts["passages"]
        turned = "source" if facts["direction"]["derived"] == "query" else "query"
        for pane, side in (("left", turned), ("right", {"query": "source", "source": "query"}[turned])):
            exact = first.read_text("utf-8") if side == "query" else second.read_text("utf-8")
            for one in facts["passages"]:
                joined = page.evaluate(
                    "([pane, n]) => [...document.querySelectorAll(`#${pane} mark[data-p]`)]"
                    ".filter((m) => m.dataset.p.split(' ').includes(n)).map((m) => m.textContent).join('')",
                    [pane, str(one["number"])],
                )
                assert joined == exact[one[f"{side}_start"] : one[f"{side}_end"]]
        changed = page.evaluate("[...document.querySelectorAll('.half [data-c]')].map((one) => one.textContent)")
        assert changed
        assert all(len(one) <= len(word + other) for one in changed)


def test_sources_are_told_apart_without_colour(browser: Browser, large: Path) -> None:
    """Two sources in a row have lines of another kind below their highlights, and each highlight has its letter."""
    with Looked(browser) as looked:
        page = looked.at(large.as_uri())
        lines = page.evaluate(
            "[...document.querySelectorAll('.card')].map((card) => getComputedStyle(document.querySelector("
            "`.text mark.${card.classList[1]}`)).textDecorationStyle)"
        )
        assert len(lines) == 30
        assert all(one != two for one, two in itertools.pairwise(lines))
        tags = page.evaluate(
            "[...document.querySelectorAll('.tag')].map((tag) => getComputedStyle(tag, '::before').content)"
        )
        assert len(tags) == 500
        assert tags[0].startswith('"A') or tags[0][1].isalpha()


def test_print_has_everything_and_no_controls(browser: Browser, pages: dict[str, str]) -> None:
    """On paper stand all sources with their addresses, passages and hashes, and the head of the chain; no filter."""
    with Looked(browser) as looked:
        page = looked.at(pages["text"])
        facts = facts_of(page)
        document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
        paper = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
        dense = "".join(paper.split())
        assert all("".join(source["uri"].split()) in dense for source in facts["sources"])
        assert facts["store"]["hash"] in dense
        assert all(source["sha256"] in dense for source in facts["sources"])
        total = sum(len(source["passages"]) for source in facts["sources"])
        assert all(f"Passage{number}of{total}" in dense for number in range(1, total + 1))
        assert "Showpassagesof" not in dense


def test_nothing_is_missing_without_a_script(browser: Browser, pages: dict[str, str], large: Path) -> None:
    """Without JavaScript all passages, reasons and hashes are seen without a click, and no dead control is shown."""
    for address in (pages["text"], large.as_uri()):
        with Looked(browser, script=False) as looked:
            page = looked.at(address)
            seen = "".join(page.evaluate("document.body.innerText").split())
            halves = page.evaluate(
                "[...document.querySelectorAll('.passage')].map((one) => [...one.querySelectorAll('.row:not(.heads)')]"
                ".map((row) => [...row.children].map((half) => half.textContent)))"
            )
            assert all("".join(half.split()) in seen for rows in halves for row in rows for half in row)
            theirs = ["".join(row[1] for row in rows) for rows in halves]
            facts = facts_of(page)
            for source in facts["sources"]:
                assert source["sha256"] in seen
                assert all("".join(reason["note"].split()) in seen for reason in source["direction"]["reasons"])
                for one in source["passages"]:
                    assert "".join(one["source_text"].split()) in "".join(theirs[one["number"] - 1].split())
            assert facts["sources"]
            assert not page.locator(".filters").is_visible()


def test_a_large_text_stays_usable(browser: Browser, large: Path) -> None:
    """A megabyte with 500 passages makes at most 4 MiB, opens and filters quickly, and is made the same again."""
    assert large.stat().st_size <= 4 << 20
    assert large.read_text("utf-8") == report.as_file(report.about_text(big.about(1_000_000, 500, 30)))
    with Looked(browser) as looked:
        assert 0 < looked.work_at(large.as_uri()) < 2
        page = looked.page
        assert page.locator("output").inner_text() == "500 of 500 passages shown"
        times = []
        for least in (60, 0, 100, 30, 90, 0, 60):
            change = "box.dispatchEvent(new Event('input', { bubbles: true }))"
            box = "const box = document.querySelector('input[name=words]')"
            times.append(looked.work_of(f"{box}; box.value = {least}; {change}"))
        assert page.locator("output").inner_text() != "500 of 500 passages shown"
        assert 0 < statistics.median(times) < 0.1
        picture(page, "large")


def test_the_facts_can_be_recomputed(browser: Browser, pages: dict[str, str], shelf: Shelf) -> None:
    """The hash in the facts is that of the text on the page, and the head of the chain is that of the store."""
    with Looked(browser) as looked:
        page = looked.at(pages["text"])
        facts = facts_of(page)
        blocks = "[...document.querySelectorAll('#text .block')].map((one) => one.textContent).join('')"
        assert hashlib.sha256(page.evaluate(blocks).encode()).hexdigest() == facts["text"]["sha256"]
        with sqlite3.connect(shelf.db) as store:
            row = store.execute("SELECT event_id, hash FROM v_event ORDER BY event_id DESC LIMIT 1").fetchone()
        store.close()
        assert row == (facts["store"]["event_id"], facts["store"]["hash"])


def test_undecided_is_said_with_its_reasons(browser: Browser, shelf: Shelf, tmp_path: Path) -> None:
    """Of a pair whose order is not known the page says "undecided", and which way each piece of evidence points."""
    for name, extra in (("one", prose(41, 80)), ("two", prose(42, 80))):
        (tmp_path / f"{name}.txt").write_text(f"{extra}\n\n{STORY}", encoding="utf-8")
    (tmp_path / "r.html").write_text(shelf.report(tmp_path / "one.txt", tmp_path / "two.txt"), encoding="utf-8")
    with Looked(browser) as looked:
        page = looked.at((tmp_path / "r.html").as_uri())
        direction = facts_of(page)["direction"]
        assert direction["derived"] == "undecided"
        text = page.locator("body").inner_text()
        assert "undecided" in text
        assert "nothing known" not in text


@pytest.mark.parametrize("kind", ["text", "pair"])
def test_reasons_for_both_sides_of_an_undecided_order_are_seen(browser: Browser, tmp_path: Path, kind: str) -> None:
    """Where evidence stands against evidence, the page says "undecided", and for which side each reason is."""
    both = (Reason("claimed-dates", 1.5, "the other claims an earlier day"), Reason("words", -1.4, "it is rarer"))
    given = big.about(20_000, 4, 1)
    comparison = dataclasses.replace(given.pairs[0].comparison, infer=lambda: Direction(Derived.UNDECIDED, 0.5, both))
    given = dataclasses.replace(given, pairs=(dataclasses.replace(given.pairs[0], comparison=comparison),))
    made = report.about_text(given) if kind == "text" else report.about_pair(given)
    (tmp_path / "r.html").write_text(report.as_file(made), encoding="utf-8")
    with Looked(browser) as looked:
        text = looked.at((tmp_path / "r.html").as_uri()).locator("body").inner_text()
        assert "undecided" in text
        assert "nothing known" not in text
        lines = looked.page.locator(".reasons li").all_inner_texts()
        assert [" ".join(line.split()) for line in lines if "".join(line.split()) in "".join(text.split())] == [
            "+1.5 the other claims an earlier day (speaks clearly for this text being the later one)",
            "-1.4 it is rarer (speaks clearly for the other being the later one)",
        ]


def test_both_sides_scroll_together(browser: Browser, tmp_path: Path) -> None:
    """When one text of a pair is scrolled to a passage, the other shows the same passage."""
    given = big.about(60_000, 20, 1)
    (tmp_path / "r.html").write_text(report.as_file(report.about_pair(given, whole=True)), encoding="utf-8")
    with Looked(browser) as looked:
        page = looked.at((tmp_path / "r.html").as_uri())
        place = """(pane) => document.querySelector(`#${pane} .tag[data-n='15']`).getBoundingClientRect().top
            - document.getElementById(pane).getBoundingClientRect().top"""
        page.locator("#right .tag").nth(14).scroll_into_view_if_needed()
        page.locator("#right").evaluate("(pane, by) => { pane.scrollTop += by; }", page.evaluate(place, "right") - 40)
        page.wait_for_timeout(600)
        left, right = page.evaluate(place, "left"), page.evaluate(place, "right")
        assert abs(left - right) < 120
