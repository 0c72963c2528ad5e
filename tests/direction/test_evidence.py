import dataclasses
import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import engine
from provenance.direction import (
    DirectionSignal,
    End,
    Pair,
    attribution,
    dates,
    declared,
    details,
    figures,
    infer,
    numbering,
    rewriting,
    surroundings,
    torn_edges,
    written,
)
from provenance.direction.infer import FROM_CLAIMS, FROM_TEXTS, NEUTRAL, weights
from provenance.direction.rarity import rarity_in_language
from provenance.model import Derived
from tests.corpus import SPUN, STORY, UNRELATED

LANGUAGE = rarity_in_language()


def pair(query: End, source: End) -> Pair:
    """Both ends with their alignment."""
    return Pair(query, source, engine.Workers(1).align([(query.text, source.text)])[0], LANGUAGE)


def mirrored(one: Pair) -> Pair:
    """The same two texts, seen from the other side."""
    return pair(one.source, one.query)


def query(text: str = STORY, **known: object) -> End:
    """The query."""
    return dataclasses.replace(End("the query", text), **known)  # type: ignore[arg-type]


def source(text: str = STORY, **known: object) -> End:
    """The source."""
    return dataclasses.replace(End("the source", text), **known)  # type: ignore[arg-type]


def only(found: Iterable[DirectionSignal]) -> DirectionSignal:
    """The one finding there is."""
    (finding,) = found
    return finding


BEFORE = (
    "Timber came down the river in barges long before the railway. Every spring the crews of the barges met at the "
    "shelter beside the quay to hear from the ferry pilot how high the water was. Bread was cheap, coffee was not. "
    "A mayor who forgot the blankets was remembered for it, and the children sang about him all winter."
)
EXCERPT = STORY
AFTER = (
    "The harbour opened again when the river fell. Timber was unloaded first, and the crews had their coffee on board. "
    "Since then the bridge has had a gate of its own, which the harbour master closes whenever the pilot sends word."
)
DETAILED = (
    "Inspector Odenthal of the Harbour Office closed the northern gate of Altwyk on 14 March, because the river had "
    "risen by 62 centimetres overnight. Two barges with larch timber from Brenhaven lay waiting at the quay, and 19 "
    "sailors drank coffee in the shelter. A tired Lindqvist sent bread and blankets from the town."
)
RETOLD = (
    "The northern gate was closed by an inspector in spring because the river had risen overnight. Two barges with "
    "timber had to wait at the quay, while the sailors drank coffee in a shelter. Bread and blankets were sent from "
    "the town by its mayor."
)

CASES = {
    "known-original": (
        declared.known_original,
        pair(query(), source(is_reference=True)),
        "marked as a known original",
    ),
    "claimed-dates": (
        dates.claimed_dates,
        pair(query(published_at="2024-02-01T00:00:00Z"), source(published_at="2023-02-01T00:00:00Z")),
        "the query claims the later date: 2024-02-01T00:00:00Z after 2023-02-01T00:00:00Z",
    ),
    "observed-dates": (
        dates.observed_dates,
        pair(query(observed_at="2024-02-02T00:00:00Z"), source(observed_at="2024-02-01T00:00:00Z")),
        "the query was first seen later",
    ),
    "containment": (
        surroundings.containment,
        pair(query(), source(f"{UNRELATED}\n{STORY}\n{UNRELATED[::-1]}")),
        "of the query is in the source, which has more of its own",
    ),
    "copyright-line": (
        attribution.copyright_line,
        pair(query(), source(f"{STORY}\n© 2024 Evening Courier")),
        "the source has a copyright line, the query none: “© 2024 Evening Courier”",
    ),
    "credit": (
        attribution.credit,
        pair(query(f"{STORY}\nFirst published by a friend of ours."), source()),
        "only the query says it was published elsewhere: “First published”",
    ),
    "particulars": (
        attribution.particulars,
        pair(query(), source(f"{STORY}\nUpdated on 3 May 2024.")),
        "only the source has particulars of publication",
    ),
    "rarer-words": (
        rewriting.rarer_words,
        pair(query(SPUN), source()),
        "swapped words are rarer in the query",
    ),
    "strange-words": (
        rewriting.strange_words,
        pair(query(STORY.replace("children", "bairns").replace("bread", "panification")), source()),
        "the query has words a hundred times rarer than those they stand for",
    ),
    "seen-before-claimed": (
        dates.seen_before_claimed,
        pair(query(published_at="2024-02-09T00:00:00Z"), source(observed_at="2024-02-01T00:00:00Z")),
        "the source was seen on 2024-02-01T00:00:00Z, before the query says it was published",
    ),
    "same-source": (
        dates.same_source,
        pair(query(places={"file:///a": 7, "file:///b": 1}), source(places={"file:///a": 3})),
        "the query was at file:///a after the other text",
    ),
    "written-dates": (
        written.written_dates,
        pair(query(f"Last updated: 3 May 2024\n\n{STORY}"), source(f"Last updated: March 2024\n\n{STORY}")),
        "the query dates itself later: 2024-05-03 after 2024-03",
    ),
    "latest-mention": (
        written.latest_mention,
        pair(query(f"{STORY} It was so on 2024-05-03."), source(f"{STORY} It was so in avril 2021.")),
        "the query mentions a later date: 2024-05-03 after 2021-04",
    ),
    "replaces": (
        numbering.replaces,
        pair(query(f"Bulletin 12\nReplaces: 7, 9\n\n{STORY}"), source(f"Bulletin 9\n\n{STORY}")),
        "the query says it replaces bulletin 9",
    ),
    "refers": (
        numbering.refers,
        pair(query(f"Bulletin 12\n\n{STORY} See Bulletin 9."), source(f"Bulletin 9\n\n{STORY}")),
        "the query refers to the source as Bulletin 9",
    ),
    "rising-number": (
        numbering.rising_number,
        pair(query(f"Version 2.10\n\n{STORY}"), source(f"Version 2.9\n\n{STORY}")),
        "the query has the higher number: version 2.10 after 2.9",
    ),
    "names-other": (
        attribution.names_other,
        pair(query(f"{STORY}\nFrom https://courier.example/harbour"), source(uri="https://courier.example/harbour")),
        "the query gives the address of the source",
    ),
    "canonical-link": (
        declared.canonical_link,
        pair(
            query(uri="https://mirror.example/1", canonical=["https://mirror.example/1", "https://courier.example/a"]),
            source(places={"https://courier.example/a": 1}, canonical=["https://courier.example/a"]),
        ),
        "the query has a canonical link to the source: https://courier.example/a",
    ),
    "credited-link": (
        declared.credited_link,
        pair(
            query(uri="https://digest.example/1", credited=["http://www.courier.example/a/"]),
            source(uri="https://courier.example/a"),
        ),
        "the query says that it is from the source: http://www.courier.example/a/",
    ),
    "lost-details": (
        details.lost_details,
        pair(query(RETOLD), source(DETAILED)),
        "the query lacks names and numbers of what it tells: 14, 62, 19, Odenthal",
    ),
    "torn-edges": (
        torn_edges.torn_edges,
        pair(query(f"{UNRELATED}\n\n{STORY[:-40]}\n\n{UNRELATED[::-1]}"), source()),
        "a passage breaks off inside a sentence in the query and runs on in the source",
    ),
    "surroundings": (
        surroundings.surroundings,
        pair(query(f"{UNRELATED}\n\n{EXCERPT}\n\n{UNRELATED[::-1]}"), source(f"{BEFORE} {EXCERPT} {AFTER}")),
        "the passage shares more words with the rest of the source than of the query: barges, quay",
    ),
    "broken-phrases": (
        rewriting.broken_phrases,
        pair(
            query(f"{SPUN.replace('northern', 'boreal')} The northern gate was shut."),
            source(f"{STORY} The northern gate was shut."),
        ),
        "keeps a phrase in one place and breaks it in another: northern gate but boreal gate",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_evidence_says_that_the_query_derives(kind: str) -> None:
    """Each kind of evidence, shown a query that derives, says so once, with a positive value and a note."""
    evidence, one, note = CASES[kind]
    reason = only(evidence(one))
    assert reason.kind == kind
    assert reason.value > 0
    assert note in reason.note


@pytest.mark.parametrize("kind", CASES)
def test_mirrored_evidence_says_the_opposite(kind: str) -> None:
    """The same two texts the other way round give the same evidence with the opposite value and the same finding."""
    evidence, one, _ = CASES[kind]
    forth, back = only(evidence(one)), only(evidence(mirrored(one)))
    assert back.kind == forth.kind
    assert back.value == pytest.approx(-forth.value)
    assert back.note.partition(":")[0] == forth.note.partition(":")[0]


@pytest.mark.parametrize("kind", CASES)
def test_two_equal_texts_are_no_evidence(kind: str) -> None:
    """Of two texts of which nothing differs no kind of evidence says anything."""
    evidence, _, _ = CASES[kind]
    assert list(evidence(pair(query(), source()))) == []


@pytest.mark.parametrize("kind", CASES)
def test_mirrored_pairs_have_mirrored_directions(kind: str) -> None:
    """Judged from the other side, the other end derives, just as surely."""
    _, one, _ = CASES[kind]
    forth, back = infer(one), infer(mirrored(one))
    other = {Derived.QUERY: Derived.SOURCE, Derived.SOURCE: Derived.QUERY, Derived.UNDECIDED: Derived.UNDECIDED}
    assert back.derived is other[forth.derived]
    assert back.confidence == pytest.approx(forth.confidence)


def test_every_kind_of_evidence_has_a_case_and_a_weight() -> None:
    """No kind of evidence is left out of these tests, and each one is worth something that was written down."""
    found = {evidence for evidence, _, _ in CASES.values()}
    assert found | {attribution.common_source, figures.same_template} == {*FROM_CLAIMS.values(), *FROM_TEXTS}
    assert set(weights()) == {*CASES, "names-holder"} | NEUTRAL
    assert all(weight >= 0 for weight in weights().values())


def test_words_say_nothing_where_a_text_was_retold() -> None:
    """Who makes a text simpler puts commoner words for rarer ones, so the words would say the contrary."""
    plain = (
        "The harbour boss closed the northern gate early because the river had risen overnight. Two barges with wood "
        "were waiting at the quay, and their men drank coffee in the shelter. Nobody thought the water would fall soon."
    )
    formal = (
        "At daybreak the harbour superintendent closed the northern gate because the river had swollen considerably "
        "overnight. Two barges laden with timber from the upper valley remained waiting at the quay, and their "
        "respective complements consumed coffee in the shelter until evening. Nobody anticipated the water would "
        "recede soon."
    )
    one = pair(query(plain), source(formal))
    assert one.alignment.substitutions
    kinds = (rewriting.rarer_words, rewriting.strange_words, rewriting.broken_phrases)
    assert [found for evidence in kinds for found in evidence(one)] == []


def naive_names(part: str) -> list[str]:
    """The names and acronyms of a text, word by word."""
    inside, names, acronyms, end = 0, [], [], 0
    for found in re.finditer(r"[^\W\d_]\w*", part):
        word, before = found.group(), part[end : found.start()]
        is_first = end == 0 or any(character in ".!?:;…\n\r\"“”„«»\u2018'([{*•\u2013—-" for character in before)
        end = found.end()
        if len(word) > 1 and word.isupper():
            acronyms.append(word)
        elif not is_first:
            inside += 1
            names += [word] if word[0].isupper() else []
    return acronyms + (names if len(names) <= details.MOST_CAPITALS * inside else [])


@given(
    st.lists(
        st.sampled_from(["Ann", "ate", "NHS", "I", "ÄB", "3rd", "日A", "_x", ". ", ", ", "\n", "-", "“", " ", " "])
    )
)
def test_names_are_those_of_the_naive_twin(parts: list[str]) -> None:
    """Whatever stands between the words."""
    part = " ".join(["one two three four five", *parts])
    assert details.details_in(part, [(0, len(part))]) == list(
        dict.fromkeys(["3"] * ("3rd" in part) + naive_names(part))
    )


def test_details_say_nothing_of_versions() -> None:
    """Of a document that replaces another, the older one lacks what was added: fewer details are no sign there."""
    older, newer = f"Bulletin 9\n\n{RETOLD}", f"Bulletin 12\nReplaces: 9\n\n{DETAILED}"
    assert list(details.lost_details(pair(query(RETOLD), source(DETAILED))))
    assert not list(details.lost_details(pair(query(newer), source(older))))


def test_nouns_with_capitals_are_no_names() -> None:
    """In German all nouns have a capital, so that only numbers are details there, as in scripts without capitals."""
    german = (
        "Der Hafenmeister schloss das Tor um 5 Uhr, weil der Fluss über Nacht um 62 Zentimeter gestiegen war. Die "
        "Schiffer der zwei Kähne tranken Kaffee im Schuppen."
    )
    assert details.details_in(german, [(0, len(german))]) == ["5", "62"]
    chinese = "港务长于3月14日凌晨关闭了北闸门, 因为河水一夜之间上涨了62厘米。"
    assert details.details_in(chinese, [(0, len(chinese))]) == ["3", "14", "62"]


@pytest.mark.parametrize("start", ["Water rose. ", "Water rose!\n", "“", "- "])
def test_the_first_word_of_a_sentence_is_no_name(start: str) -> None:
    """A capital marks a name only where nothing else asks for it."""
    text = f"{start}Barges waited while Odenthal of the NHS drank coffee in the shelter beside the quay"
    assert details.details_in(text, [(0, len(text))]) == ["NHS", "Odenthal"]


def test_two_visits_on_one_day_say_nothing() -> None:
    """Which of two texts a crawler happened to fetch first, a minute apart, is no evidence."""
    seen = {"observed_at": "2024-02-01T10:01:00Z"}, {"observed_at": "2024-02-01T10:00:00Z"}
    assert list(dates.observed_dates(pair(query(**seen[0]), source(**seen[1])))) == []


def test_what_is_replaced_is_not_a_number_of_its_own() -> None:
    """The number after "replaces" is the other's: it does not make a text the older one."""
    one = pair(query(f"Replaces: bulletin 7\nBulletin 12\n\n{STORY}"), source(f"Bulletin 9\n\n{STORY}"))
    assert only(numbering.rising_number(one)).value > 0


@given(st.text("12.a ٣", max_size=40), st.sampled_from(["1", "12", "1.2", "2.1.2"]))
def test_a_number_is_found_where_it_stands_alone(text: str, dotted: str) -> None:
    """Neither digits nor more parts of a number may stand beside it, as the pattern for this says."""
    pattern = re.compile(rf"(?<![\d.]){re.escape(dotted)}(?!\.?\d)")
    assert list(numbering._places(text, dotted)) == [found.start() for found in pattern.finditer(text)]


def test_the_beginning_of_a_longer_number_is_no_year() -> None:
    """The code of a town in Maryland is no March of 2089."""
    one = pair(query(f"{STORY} Bethesda, Maryland 20892-5659"), source(f"{STORY} 3 May 2019"))
    assert list(written.latest_mention(one)) == []
    assert only(written.latest_mention(pair(one.source, query(f"{STORY} June 2020")))).value < 0


def test_a_phrase_inside_a_cut_sentence_is_no_torn_edge_twice() -> None:
    """A passage that ends inside a sentence in both texts was torn from neither."""
    assert list(torn_edges.torn_edges(pair(query(STORY[:-40]), source(STORY[:-40])))) == []


def test_versions_say_nothing_about_surroundings() -> None:
    """A passage is at home in both of two versions of one text, which share most of it."""
    one = pair(query(f"{BEFORE} {STORY} {AFTER}"), source(f"{BEFORE} {STORY} {AFTER} {UNRELATED}"))
    assert list(surroundings.surroundings(one)) == []


def test_words_of_another_language_are_not_weighed() -> None:
    """Where hardly a word is common in the language that is counted, rarity says nothing."""
    story = "Der Hafenmeister schloss das nördliche Tor, weil der Fluss über Nacht gestiegen war. " * 3
    spun = story.replace("Hafenmeister", "Portier").replace("Tor", "Gatter").replace("Fluss", "Strom")
    assert list(rewriting.strange_words(pair(query(spun), source(story)))) == []


def test_a_date_on_one_side_says_nothing() -> None:
    """One date alone cannot be earlier than another."""
    one = pair(query(published_at="2024-02-01T00:00:00Z", observed_at="2024-02-01T00:00:00Z"), source())
    assert [*dates.claimed_dates(one), *dates.observed_dates(one)] == []


def test_two_known_originals_say_nothing() -> None:
    """Where both texts are marked, the mark decides nothing."""
    assert list(declared.known_original(pair(query(is_reference=True), source(is_reference=True)))) == []


def test_the_holder_of_the_copyright_is_recognised() -> None:
    """A copy without the notice that names its holder gives two reasons."""
    one = pair(query(f"{STORY} So the Lighthouse wrote."), source(f"{STORY}\nCopyright 2024 Lighthouse"))
    assert [reason.kind for reason in attribution.copyright_line(one)] == ["copyright-line", "names-holder"]


def test_two_copyright_lines_say_nothing() -> None:
    """Where both texts have a notice, neither is favoured."""
    one = pair(query(f"{STORY}\n© 2024 Digest"), source(f"{STORY}\n© 2024 Courier"))
    assert list(attribution.copyright_line(one)) == []


def test_credit_inside_the_passage_says_nothing() -> None:
    """A credit that both texts share is part of what was copied."""
    text = f"{STORY} It was first published in the spring."
    assert list(attribution.credit(pair(query(text), source(text)))) == []


def test_few_swapped_words_are_no_pattern() -> None:
    """Two swapped words say nothing about who swapped them."""
    text = STORY.replace("harbour", "port").replace("timber", "lumber")
    assert list(rewriting.rarer_words(pair(query(text), source()))) == []


@pytest.mark.parametrize("evidence", [rewriting.rarer_words, rewriting.strange_words, rewriting.broken_phrases])
def test_without_swapped_words_the_texts_are_not_read(
    evidence: Callable[[Pair], Iterable[DirectionSignal]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no word was swapped, nobody looks through the words of both texts, which may be huge."""

    def refuse(*_: object) -> object:
        raise AssertionError

    monkeypatch.setattr(engine, "broken_phrases", refuse)
    monkeypatch.setattr(rewriting, "_knows_language", refuse)
    assert list(evidence(pair(query(), source()))) == []


def test_words_of_unknown_rarity_say_nothing() -> None:
    """Where nothing is known about the words, swaps are no evidence."""
    assert list(rewriting.rarer_words(dataclasses.replace(pair(query(SPUN), source()), rarity=lambda _: None))) == []


def test_containment_has_a_limit() -> None:
    """However small the part, containment alone is never worth more than its limit."""
    whole = " ".join([UNRELATED] * 20 + [STORY])
    assert only(surroundings.containment(pair(query(), source(whole)))).value == surroundings.MOST_DOUBLINGS


def test_thin_evidence_is_undecided() -> None:
    """Without evidence, and with a little, the direction is undecided, and confidence says how little there is."""
    nothing = infer(pair(query(), source()))
    assert (nothing.derived, nothing.confidence, nothing.reasons) == (Derived.UNDECIDED, 0.5, ())
    observed = {"observed_at": "2024-02-02T00:00:00Z"}, {"observed_at": "2024-02-01T00:00:00Z"}
    little = infer(pair(query(**observed[0]), source(**observed[1])))
    assert 0.5 < little.confidence < 0.7
    assert little.derived is Derived.UNDECIDED
    assert len(little.reasons) == 1


def test_contradicting_evidence_is_undecided() -> None:
    """A date that says one thing and an operator who says another leave the direction open, with both reasons."""
    one = pair(
        query(published_at="2023-01-01T00:00:00Z"), source(published_at="2024-01-01T00:00:00Z", is_reference=True)
    )
    assert {"claimed-dates", "known-original"} <= {reason.kind for reason in infer(one).reasons}
    assert infer(one).derived is Derived.UNDECIDED


def test_the_spun_copy_derives() -> None:
    """The rewritten text derives from the original, and its words say so."""
    found = infer(pair(query(SPUN), source()))
    assert found.derived is Derived.QUERY
    assert "rarer-words" in {reason.kind for reason in found.reasons}


def test_reasons_come_heaviest_first() -> None:
    """Reasons are sorted by how much they weigh, whichever way they point."""
    one = pair(
        query(f"{SPUN}\nFirst published by a friend.", published_at="2023-01-01T00:00:00Z"),
        source(published_at="2024-01-01T00:00:00Z", is_reference=True),
    )
    weights = [abs(reason.weight) for reason in infer(one).reasons]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) > 3


def test_nobody_is_ever_certain() -> None:
    """However much evidence there is, confidence stays below 1."""
    one = pair(
        query(f"{SPUN}\nFirst published by a friend.", published_at="2024-02-01T00:00:00Z"),
        source(f"{STORY}\n© 2023 Evening Courier", published_at="2023-01-01T00:00:00Z", is_reference=True),
    )
    assert infer(one).confidence == 0.99
