"""Drawings, bars and lists: nothing lies on anything else, and nothing needs more room than there is."""

from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.model import Derived
from provenance.presentation import word_diff
from provenance.store.clusters import Listed
from provenance.store.page_queries import Derivation
from provenance.store.swaps import Swap
from provenance.web import graph, render, sites, sites_page, spans, tables, times
from provenance.web.page import TextPage
from provenance.web.routes import routed
from tests.web.browsing import Looked, chromium, sideways

#: What of the shown lines of a drawing goes through which of its boxes, other than its own ends.
_HIDDEN = """[...document.querySelectorAll("svg .edge")].flatMap((line) => {
    const long = line.getTotalLength();
    const boxes = [...document.querySelectorAll("svg .node")].map((one) => one.getBBox());
    const inside = (box, at) => at.x > box.x + 1 && at.x < box.x + box.width - 1
        && at.y > box.y + 1 && at.y < box.y + box.height - 1;
    return [...Array(200).keys()].map((n) => line.getPointAtLength(long * n / 200))
        .filter((at) => boxes.some((box) => inside(box, at))).map((at) => [line.getAttribute("d"), at.x, at.y]);
})"""

pairs = st.sets(st.tuples(st.integers(0, 25), st.integers(0, 25)).filter(lambda two: two[0] < two[1]), max_size=60)


def family(joined: set[tuple[int, int]], *, decided: bool = True) -> graph.Drawing:
    """A drawing of texts of which each of these pairs is joined."""
    nodes = {end: graph.Node(end, f"text {end}", "") for two in joined for end in two}
    return graph.draw(nodes, [graph.Link(*two, "copy", 0.9, decided=decided) for two in sorted(joined)])


@given(pairs)
def test_ways_go_from_column_to_column(joined: set[tuple[int, int]]) -> None:
    """A link has one turn in each column that it passes, and no column holds a number twice."""
    columns = [[n for n in range(26) if n % 5 == place] for place in range(5)]
    found = routed(columns, [graph.Link(*two, "", 1.0) for two in sorted(joined)])
    place_of = {number: place for place, members in enumerate(found.columns) for number in members}
    assert sum(map(len, found.columns)) == len(place_of)
    for two, way in found.ways.items():
        first, last = sorted(place_of[end] for end in two)
        assert [place_of[turn] for turn in way] == list(range(first + 1, last))
    assert {n: place for n, place in place_of.items() if n >= 0} == {n: n % 5 for n in range(26)}


@pytest.mark.parametrize("decided", [True, False])
def test_no_line_runs_behind_a_box(tmp_path: Path, *, decided: bool) -> None:
    """In a browser no point of a line lies in a box of a tangled family, or of many sites."""
    tangled = family({(n // step, n) for n in range(1, 60) for step in (2, 3, 7) if n // step < n}, decided=decided)
    far = [(f"site{n}.example", f"site{n * n % 23}.example") for n in range(40)]
    known = sites.sites([Derivation(f"https://{a}/", f"https://{b}/", 1, 2) for a, b in far])
    with chromium() as browser, Looked(browser) as looked:
        for drawing in (tangled, sites_page.draw(known)):
            (tmp_path / "d.svg").write_text(render.picture("graph.svg", drawing=drawing), encoding="utf-8")
            page = looked.at((tmp_path / "d.svg").as_uri())
            assert page.locator(".edge").count() == len(drawing.lines) > 20
            assert page.evaluate(_HIDDEN) == []


def test_labels_are_drawn_where_there_is_room() -> None:
    """Few lines have their labels; of many, each says what it is when pointed at."""
    few, many = family({(0, n) for n in range(1, 9)}), family({(0, n) for n in range(1, 50)})
    for drawing, shown in ((few, 8), (many, 0)):
        svg = render.picture("graph.svg", drawing=drawing)
        assert svg.count('class="label"') == shown
        assert svg.count("<title>copy</title>") == len(drawing.lines)
    assert many.most_links == 1


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)).map(lambda two: (two[0], sum(two))), max_size=40))
def test_no_bar_hides_another(stretches: list[tuple[int, int]]) -> None:
    """Of passages that overlap, each has a track of its own as far as there are tracks."""
    found = spans.tracks(stretches)
    free = range(spans.MOST_TRACKS - 1)
    for place, (start, end) in enumerate(stretches):
        others = [other for other, two in enumerate(stretches) if other != place and two[0] < end and start < two[1]]
        assert found[place] not in free or all(found[other] != found[place] for other in others)


def test_a_number_stays_in_one_row() -> None:
    """A point inside a number ends no row, be it in a script with blanks or without; that of a sentence does."""
    spaced = (
        "The water rose by the old bridge and by the new one until it stood at last at a height of 4.5 metres. It fell."
    )
    dense = (
        "市の記録によれば川の水は古い橋と新しい橋のそばで一晩中上がり続け、町の人々は屋根の上で朝を待ち、役場は船を出し、"
        * 2
    )
    for text in (f"{spaced} {spaced}", f"{dense}高さは4.5メートルに達した。{dense}高さは4.5メートルに達した。"):
        ends = [text[: row[0][-1].end] for row in word_diff.rows(text, (0, len(text)), text, (0, len(text)))]
        assert len(ends) > 1
        assert not [one for one in ends if one.endswith("4.")]


def test_thai_rows_end_between_phrases() -> None:
    """In a script without blanks a row ends at a blank where one comes, and never between a letter and its vowel."""
    phrase = "นายท่าเรือปิดประตูทางเหนือตอนรุ่งสางเพราะน้ำสูงขึ้นในตอนกลางคืนและน้ำท่วมตลาดเก่า"
    text = " ".join([phrase] * 9)
    made = word_diff.rows(text, (0, len(text)), text, (0, len(text)))
    assert len(made) > 2
    assert all(text[row[0][-1].end - 1] == " " for row in made[:-1])
    dense = "น้ำ" * 300
    starts = [row[0][0].start for row in word_diff.rows(dense, (0, len(dense)), dense, (0, len(dense)))]
    assert len(starts) > 2
    assert all(dense[start] == "น" for start in starts)


def test_rows_have_no_empty_band() -> None:
    """The ends of lines behind a row are not shown; what a row says is."""
    text = "one two.\n\n\nthree"
    row = (word_diff.DiffSpan(0, 4), word_diff.DiffSpan(4, 11, 1))
    assert [text[bit.start : bit.end] for bit in render.without_last_lines(row, text)] == ["one ", "two."]
    assert render.without_last_lines((), text) == []


def test_sentences_of_ours_have_code() -> None:
    """What stands between grave accents is code; nothing of it is taken for mark-up."""
    assert render.coded("Run `prov <x>` & see.") == "Run <code>prov &lt;x&gt;</code> &amp; see."


def test_delays_are_between_claims_that_name_their_day() -> None:
    """A delay is counted in days where a claim says no more, and not at all where it does not name its day."""
    assert times.delay("2024-03-07T11:05:00Z", "2024-03-05") == 2 * times.DAY
    assert times.delay("2024-03-07T11:05:00Z", "2024-03-07T10:05:00Z") == 3_600
    assert times.delay("2024-03", "2024-03-05") is None
    assert times.delay(None, "2024-03-05") is None


def test_sites_know_delays_and_what_is_undecided() -> None:
    """Of two sites are told the median delay of derivations, and the share of all their matches that is undecided."""
    claims = (("2024-01-02", "2024-01-01"), ("2024-01-05", "2024-01-01"), ("2024-02-01", "2024-01-01"), (None, None))
    known = [Derivation("https://b.example/", "https://a.example/", 2, 1, *two) for two in claims]
    places = {1: "https://a.example/", 2: "https://b.example/", 3: "file:///c.txt"}
    found = sites.sites(known, [(1, 2, True), (2, 1, False), (1, 2, True), (1, 2, True), (1, 3, False)], places)
    pair = ("b.example", "a.example")
    assert found.delays == {pair: 4 * times.DAY}
    assert found.share_undecided(pair) == 0.25
    assert found.share_undecided(("a.example", "files")) == 1
    assert found.share_undecided(("b.example", "files")) is None


def test_lists_name_texts_apart() -> None:
    """Texts of equal file names at several hosts have the host in their names, on every list."""
    listed = [Listed(n, n, 2, f"https://site{n}.example/story/1") for n in (1, 2)]
    rows = tables.clusters("Versions", listed, render.nowhere).rows
    assert [row[0].text for row in rows] == ["site1.example/…/1", "site2.example/…/1"]


def _listed(*listed: tables.Table) -> dict[str, object]:
    """What the template of lists needs."""
    said: dict[str, object] = {"title": "T", "heading": "T", "over": "", "leads": (), "versions": None, "by_site": None}
    return said | {"tables": listed} | {"texts": (), "state": None, "runs": (), "command": "", "nav": (), "footer": ""}


def test_many_columns_are_read_without_scrolling(tmp_path: Path) -> None:
    """At 320 pixels nothing of a matrix of 20 sites or a list of swaps lies outside, and each number names its site."""
    far = [(f"a-site-with-a-long-name-{n}.example", f"site{n * n % 23}.example") for n in range(40)]
    known = sites.sites([Derivation(f"https://{a}/", f"https://{b}/", 1, 2) for a, b in far])
    swaps = tables.swaps(
        "Swaps", [Swap("neighbourhood" * 2, "vicinity", directed=True, count=1_000, matches=900, documents=800)]
    )
    values = _listed(sites_page._matrix(known, ""), swaps)
    (tmp_path / "p.html").write_text(render.page("list.html", None, **values), encoding="utf-8")
    with chromium() as browser, Looked(browser, width=320) as looked:
        page = looked.at((tmp_path / "p.html").as_uri())
        assert sideways(page) <= 0
        wide = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)"
        assert page.evaluate(wide) == [0, 0]
        said = "(one) => getComputedStyle(one, '::before').content"
        assert page.locator("td.n:visible").first.evaluate(said)[1:-1].isalpha()
        assert page.locator("table").nth(1).locator("td").nth(2).evaluate(said) == '"derived has"'


def test_narrow_lists_are_read_without_scrolling(tmp_path: Path) -> None:
    """At 360 pixels no cell of a list of matches or addresses is cut off, and each says which column it is of."""
    uri = f"https://news.example/{'long-headline-' * 9}1.html"
    table = tables.Table(
        "T", ("match", "words", "text"), ((tables.Cell("1"), tables.Cell(), tables.Cell(uri=uri)),), stacks=True
    )
    values = _listed(table)
    (tmp_path / "p.html").write_text(render.page("list.html", None, **values), encoding="utf-8")
    with chromium() as browser, Looked(browser, width=360) as looked:
        page = looked.at((tmp_path / "p.html").as_uri())
        assert sideways(page) <= 0
        assert page.evaluate(
            "[...document.querySelectorAll('td')].every((one) => one.getBoundingClientRect().right <= 360)"
        )
        said = page.evaluate(
            "[...document.querySelectorAll('td')].map((one) => getComputedStyle(one, '::before').content)"
        )
        assert said[0::2] == ['"match"', '"text"']
        assert not page.locator("td").nth(1).is_visible()


def test_an_order_is_said_of_each_source() -> None:
    """Where a text comes from none of its sources, it counts those undecided and those that derive."""

    def said(*derived: Derived) -> str:
        sources = [Namespace(pair=Namespace(comparison=Namespace(direction=Namespace(derived=one)))) for one in derived]
        return render.order_said(cast("TextPage", Namespace(sources=sources)))

    undecided, later = Derived.UNDECIDED, Derived.SOURCE
    assert said(undecided, undecided) == "Which of them came first is undecided."
    assert "the other way round" in said(later)
    assert "Of 1 of them it is undecided which came first; 2 most likely derive from" in said(undecided, later, later)
