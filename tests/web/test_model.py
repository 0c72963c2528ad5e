"""The model of a page, with generated texts and passages."""

import itertools

import regex
from hypothesis import given
from hypothesis import strategies as st

from provenance.presentation import word_diff
from provenance.web import graph, spans
from provenance.web.columns import columns

#: Letters with marks, emoji of several code points, line ends of all kinds, and scripts without blanks.
SIGNS = [
    "a",
    "b",
    " ",
    " ",
    ".",
    "\n",
    "\r\n",
    "e\u0301",
    "ß",
    "日",
    "本",
    "ง่",
    "م",
    "א",
    "👩‍👧",
    "🇩🇪",
    "\u200b",
    "\u202e",
]
texts = st.lists(st.sampled_from(SIGNS), max_size=120).map("".join)


@st.composite
def covered_texts(draw: st.DrawFn) -> tuple[str, list[spans.Cover]]:
    """A text and passages over it, which may overlap, touch, nest and be empty."""
    text = draw(texts)
    places = st.integers(0, len(text))
    ends = draw(st.lists(st.tuples(places, places), max_size=8))
    return text, [spans.Cover(min(pair), max(pair), number) for number, pair in enumerate(ends, 1)]


@given(covered_texts())
def test_pieces_have_each_code_point_once(given: tuple[str, list[spans.Cover]]) -> None:
    """Joined in order, the pieces of a text are the text."""
    text, covers = given
    found = spans.pieces(text, covers)
    assert "".join(text[one.start : one.end] for one in found) == text
    assert all(one.start < one.end for one in found)


@given(covered_texts())
def test_pieces_say_what_lies_over_them(given: tuple[str, list[spans.Cover]]) -> None:
    """The pieces with a passage's number are what the passage takes, and the rest of the clusters at its ends."""
    text, covers = given
    found = spans.pieces(text, covers)
    for cover in covers:
        own = [one for one in found if cover.number in one.numbers]
        if cover.start == cover.end:
            assert not own
            continue
        assert (own[0].start, own[-1].end) == spans.cluster_edges(text, cover.start, cover.end)
        assert all(one.end == two.start for one, two in itertools.pairwise(own))
        assert own[0].start <= cover.start < cover.end <= own[-1].end


@given(covered_texts())
def test_no_piece_cuts_a_cluster(given: tuple[str, list[spans.Cover]]) -> None:
    """Every piece begins and ends where a grapheme cluster does."""
    text, covers = given
    edges = {0, *(found.end() for found in regex.finditer(r"\X", text))}
    assert {place for one in spans.pieces(text, covers) for place in (one.start, one.end)} <= edges


@given(covered_texts(), st.integers(0, 30))
def test_what_is_left_out_is_counted(given: tuple[str, list[spans.Cover]], context: int) -> None:
    """With only the context of passages, shown and hidden pieces are still the text, and no passage is hidden."""
    text, covers = given
    found = spans.with_context(text, spans.pieces(text, covers), context)
    assert "".join(text[one.start : one.end] for one in found) == text
    assert all(one.shown for one in found if one.numbers)


@given(covered_texts(), st.integers(0, 30))
def test_blocks_are_the_text(given: tuple[str, list[spans.Cover]], context: int) -> None:
    """The blocks, joined, are the text with the same passages over it; no shown line end is inside of a block."""
    text, covers = given
    cut = spans.with_context(text, spans.pieces(text, covers), context)
    found = spans.blocks(text, cut)
    assert "".join(text[one.start : one.end] for block in found for one in block) == text
    assert all(block for block in found)
    over = [one.numbers for one in cut for _ in range(one.start, one.end)]
    assert [one.numbers for block in found for one in block for _ in range(one.start, one.end)] == over
    for block in found:
        shown = "".join(text[one.start : one.end] for one in block if one.shown)
        assert not any(sign == "\n" for sign in shown.rstrip("\r\n\u2028\u2029")) or any(not one.shown for one in block)


def test_a_long_line_is_cut_into_blocks() -> None:
    """A line of more than a block is cut behind blanks, and is whole when joined."""
    text = "word " * spans.BLOCK
    found = spans.blocks(text, spans.pieces(text, []))
    assert len(found) > 4
    assert "".join(text[one.start : one.end] for block in found for one in block) == text
    assert all(text[block[-1].end - 1] == " " for block in found)


@given(texts, texts)
def test_rows_have_each_code_point_once(left: str, right: str) -> None:
    """The spans of all rows, joined, are both sides of a passage."""
    made = word_diff.rows(left, (0, len(left)), right, (0, len(right)))
    for side, text in enumerate((left, right)):
        assert "".join(text[bit.start : bit.end] for row in made for bit in row[side]) == text


@given(texts, texts)
def test_what_is_not_marked_is_the_same(left: str, right: str) -> None:
    """Words of spans without a change are the same, in order, on both sides."""
    made = word_diff.rows(left, (0, len(left)), right, (0, len(right)))
    same = [
        [
            word
            for row in made
            for bit in row[side]
            if not bit.change
            for word, _, _ in word_diff.words(text, bit.start, bit.end)
        ]
        for side, text in enumerate((left, right))
    ]
    assert same[0] == same[1]


@given(st.lists(st.sampled_from("abcdefg"), max_size=40), st.lists(st.sampled_from("abcdefg"), max_size=40))
def test_changes_lead_from_one_half_to_the_other(left: list[str], right: list[str]) -> None:
    """Putting the right words of each change in the place of the left ones gives the right half."""
    made, at = [], 0
    for one in word_diff.changes(left, right):
        made += left[at : one.left[0]] + right[one.right[0] : one.right[1]]
        at = one.left[1]
    assert made + left[at:] == right


def test_only_changed_characters_of_chinese_are_marked() -> None:
    """Of a sentence without blanks only the characters that differ are marked."""
    left, right = "今天天气很好我们去公园", "今天天气不好我们去公园"
    (row,) = word_diff.rows(left, (0, len(left)), right, (0, len(right)))
    assert [left[bit.start : bit.end] for bit in row[0] if bit.change] == ["很"]
    assert [right[bit.start : bit.end] for bit in row[1] if bit.change] == ["不"]


def test_a_quote_stays_with_its_word() -> None:
    """A row ends behind the blank, and the next one begins with the sign that opens its quotation."""
    left = (
        "He said that the gate was closed before the night came over the river and the town. " * 2
        + "“Go home,” he said."
    )
    made = word_diff.rows(left, (0, len(left)), left.replace("night", "dark"), (0, len(left) - 2))
    assert not any(left[row[0][-1].start : row[0][-1].end].endswith("“") for row in made)


def test_rows_end_where_both_texts_end_a_sentence() -> None:
    """A long passage is cut into rows that begin with the same words on both sides."""
    left = " ".join(f"The sentence number {n} was written by hand and says what it has to say." for n in range(9))
    right = left.replace("hand", "machine")
    made = word_diff.rows(left, (0, len(left)), right, (0, len(right)))
    assert len(made) > 3
    assert all(left[ours[0].start :][:12] == right[theirs[0].start :][:12] for ours, theirs in made)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.booleans()), max_size=200))
def test_a_drawing_counts_what_it_leaves_out(pairs: list[tuple[int, int, bool]]) -> None:
    """Drawn and left-out nodes and links are all there are; no two boxes lie on each other; lines lead to boxes."""
    once = {(a, b): decided for a, b, decided in pairs if a < b}
    links = [graph.Link(a, b, "copy", 0.9, decided=decided) for (a, b), decided in once.items()]
    nodes = {number: graph.Node(number, str(number), "") for pair in pairs for number in pair[:2]}
    made = graph.draw(nodes, links)
    assert len(made.boxes) + made.left_out_nodes == len(nodes)
    assert len(made.lines) + made.left_out_links == len(links)
    assert len({(box.x, box.y) for box in made.boxes}) == len(made.boxes) <= graph.MOST_NODES
    assert all(line.start[0] < line.end[0] for line in made.lines if line.link.decided)
    assert all(0 <= box.x <= made.width - graph.SHAPE.width and box.y <= made.height for box in made.boxes)


@given(st.sets(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60), st.integers(0, 30), st.integers(0, 30))
def test_what_is_undecided_moves_no_text(pairs: set[tuple[int, int]], one: int, other: int) -> None:
    """A line to a relative of which nothing is decided, be it an ancestor, leaves all others in their layers."""
    links = [graph.Link(a, b, "copy", 0.9) for a, b in sorted(pairs) if a < b]
    ends = {end for link in links for end in (link.source, link.derived)}
    dates = dict.fromkeys(ends | {one, other}, "")
    loose = graph.Link(one, other, "undecided", 0.0, decided=False)

    def layers(some: list[graph.Link]) -> dict[int, int]:
        return {n: place for place, column in enumerate(columns(dates, some)) for n in column.members}

    before, after = layers(links), layers([*links, loose])
    assert {n: before[n] for n in ends} == {n: after[n] for n in ends}


def test_columns_are_times_where_texts_claim_them() -> None:
    """Texts with dates stand from left to right by date, joined ones apart; one without a date stands by itself."""
    dates = {1: "2024-03-01", 2: "2024-01-05", 3: "", 4: "2024-01-05T08:00:00Z", 5: "2024-02"}
    links = [graph.Link(a, b, "copy", 0.9) for a, b in ((2, 1), (4, 5), (2, 3))]
    made = columns(dates, links)
    assert [(one.label, set(one.members)) for one in made] == [
        ("no date claimed", {3}),
        ("2024-01-05", {2, 4}),
        ("2024-02 to 2024-03-01", {5, 1}),
    ]
    nodes = {number: graph.Node(number, str(number), "", when=date) for number, date in dates.items()}
    drawn = graph.draw(nodes, links)
    at = {box.node.number: (box.x, box.y) for box in drawn.boxes}
    back = next(line for line in drawn.lines if line.link.derived == 3)
    assert back.start[0] == at[2][0]
    assert back.end[0] == at[3][0] + graph.SHAPE.width
    assert all(y >= graph.LABELS for _, y in at.values())
    assert [label for _, label in drawn.times] == [one.label for one in made]


def test_without_dates_columns_are_layers() -> None:
    """Where too few texts claim a date, or two without one are joined, columns are steps of derivation."""
    links = [graph.Link(1, 2, "copy", 0.9), graph.Link(2, 3, "copy", 0.9)]
    for dates in ({1: "2024", 2: "", 3: ""}, {1: "2024", 2: "2024", 3: "2024"}, dict.fromkeys((1, 2, 3), "")):
        assert [(one.label, one.members) for one in columns(dates, links)] == [("", (1,)), ("", (2,)), ("", (3,))]
